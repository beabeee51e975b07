// A place as a person reads it: distance, state, hours and services in the words that came with the area.
import { clock, day, midnight, timeOfDay } from "./china.js";
import { halfToEven, tenths } from "./geodesic.js";
import { stateOf, statusOf } from "./opening.js";
import { answersOf, SHUT_OUT, warningsOf } from "./reports.js";

const WALK_M_PER_MIN = 4500 / 60;
const DETOUR = 1.3; // streets are longer than the straight line
const FARTHEST_WALK_M = 10_000;
const SOON_MIN = 60;
const MINUTE_MS = 60_000;

/** Make the function that says a key with values put in. */
export function speaker({ said }) {
  return (key, values = {}) => (said[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Make a place ready for a page; `asked` are the services that were filtered for. */
export function shown(area, place, { now, asked = [], distanceM = null }) {
  const { words } = area;
  const voice = { lang: words.lang, say: speaker(words) };
  const { properties } = place;
  const opening = stateOf(area, place, now);
  const walkMin = walkingMin(distanceM);
  return {
    id: place.id,
    place,
    say: voice.say,
    name: properties.name,
    isStation: properties.kind === "station",
    kind: words.kinds[properties.kind]?.name ?? properties.kind,
    distanceM,
    distance: distanceM === null ? "" : metres(distanceM, voice),
    walkMin,
    opening,
    state: stateInWords(place, opening, now, voice),
    warnings: warningsOf(words, properties, now, voice),
    answers: answersOf(properties, voice),
    late: isLate(opening, walkMin, now) ? voice.say("state.late") : "",
    hours: hoursInWords(area, place, voice),
    sentence: area.ahead.hours[properties.ahead]?.sentence ?? "",
    offers: offersOf(words, properties, asked),
    rating: properties.rating,
  };
}

/** Write a distance: 320 米, 1.2 公里. */
export function metres(distanceM, { say }) {
  if (distanceM < 995) return say("metres", { number: Math.max(10, halfToEven(distanceM / 10) * 10) });
  const kilometres = distanceM / 1000;
  return say("kilometres", { number: kilometres < 99.95 ? tenths(kilometres) : String(halfToEven(kilometres)) });
}

/** Tell how many minutes it is on foot, where that is a way one would walk. */
export function walkingMin(distanceM) {
  if (distanceM === null || distanceM > FARTHEST_WALK_M) return null;
  return Math.max(1, Math.ceil((distanceM * DETOUR) / WALK_M_PER_MIN));
}

/** Tell when the kept places were up to date: 11月20日 18:05. */
export function asOfInWords({ asOf, words }) {
  const at = Date.parse(asOf);
  return `${day(at, words.lang)} ${timeOfDay(at)}`;
}

/** Tell whether it closes before one can have walked there. */
function isLate({ open, until }, walkMin, now) {
  return Boolean(open) && until !== null && walkMin !== null && walkMin >= (until - now) / MINUTE_MS;
}

/** Give a class and words for whether it is open, and for the next change. */
function stateInWords(place, opening, now, voice) {
  const { say } = voice;
  const status = statusOf(place, now);
  if (status !== "open") return ["shut", shutForLong(place.properties, status, voice)];
  if (opening.open === null) return ["unknown", say(place.properties.hours_text ? "state.unsure" : "state.unknown")];
  const locked = (place.properties.reports ?? []).some(({ what }) => SHUT_OUT.includes(what));
  const name = opening.open ? (locked ? "doubt" : "open") : "shut";
  return [name, say(`state.${name}`) + nextChange(opening, now, voice)];
}

function shutForLong({ status_reason: reason, status_until: until }, status, { lang, say }) {
  const because = reason ? say("because", { reason }) : "";
  return say(`state.${status}`) + because + (until ? say("state.until", { day: day(midnight(until), lang) }) : "");
}

function nextChange({ open, until, then }, now, voice) {
  const { say } = voice;
  if (until === null || (!open && !then)) return open ? say("state.always") : "";
  const minutes = Math.ceil((until - now) / MINUTE_MS);
  if (open && minutes <= SOON_MIN) return say("state.closes_soon", { minutes });
  const time = clock(until, now, voice, { closing: open });
  return say(open ? "state.closes" : "state.opens", { time });
}

/** The hours said, or as they were written, or as a guess, or not known. */
function hoursInWords({ ahead }, { properties }, { say }) {
  const sentence = ahead.hours[properties.ahead]?.sentence;
  if (sentence) return sentence;
  if (properties.hours_text) return say("hours.written", { hours: properties.hours_text });
  const guess = properties.hours_inferred_text || properties.hours_inferred;
  return guess ? say("hours.guess", { hours: guess }) : say("hours.none");
}

/** All services, what was asked for first, guesses last. */
function offersOf({ services }, { services: known, services_inferred: guessed }, asked) {
  const offer = (inferred) => (code) => ({ code, ...services[code], inferred, asked: asked.includes(code) });
  const codes = Object.keys(services);
  const offers = [
    ...codes.filter((code) => known.includes(code)).map(offer(false)),
    ...codes.filter((code) => guessed.includes(code) && !known.includes(code)).map(offer(true)),
  ];
  return [...offers.filter((one) => one.asked), ...offers.filter((one) => !one.asked)];
}
