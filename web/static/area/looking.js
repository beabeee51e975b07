// What the list holds: the nearest kept places, or what a text finds, and words for when there are none; as web/panel.py.
import { ask, hint } from "./filters.js";
import { find } from "./finding.js";
import { complete } from "./nearest.js";
import { metres, shown, speaker } from "./showing.js";
import { address, filtered, toggled } from "./wish.js";

const LISTED = 20;
const LATER_AMONG = 60; // of the nearest so many, those that are shut but open later come after the open ones
const LATER_LISTED = 5;
const NEARBY_KM = 3; // beyond this, "nearest" deserves a word before the list

/** Look up what somebody wished for. */
export function lookUp(area, wish, now) {
  return wish.q ? foundBy(area, wish, now) : around(area, wish, now);
}

function foundBy(area, wish, now) {
  const near = wish.here ?? (wish.county ? area.centre : null);
  const rows = find(area, wish.q, { near, limit: LISTED }).map(({ place, distanceM }) =>
    shown(area, place, { now, asked: wish.services, distanceM: wish.here && distanceM }),
  );
  const full = rows.length === LISTED;
  const list = { here: wish.here, place: placeOf(area, wish), rows, later: [], nothing: "", full, complete: area.reach_m === null };
  return { ...list, ways: meant(area, wish) };
}

/** Offer the filter to who typed the word of a service or a kind: 热水 is rarely a name. */
function meant({ words }, wish) {
  const { services, kinds, meant } = words;
  const text = wish.q.toLowerCase();
  const named = (known) => Object.keys(known).find((code) => known[code].name.toLowerCase() === text);
  const of = (known, word) => (Object.hasOwn(known, word) ? known[word] : null); // else "constructor" would mean something
  const service = of(meant.services, text.replaceAll(" ", "")) ?? named(services);
  const kind = of(meant.kinds, wish.q) ?? named(kinds);
  if (!service && !kind) return [];
  const name = service ? services[service].name : kinds[kind].name;
  const way = address(wish, { q: null, ...(service ? { services: [service] } : { kinds: [kind] }) });
  return [{ said: speaker(words)("search.meant", { name }), way }];
}

function around(area, wish, now) {
  const here = wish.here ?? area.centre;
  const asked = { kinds: wish.kinds, services: wish.services, open: wish.open };
  const show = ({ place, distanceM }) => shown(area, place, { now, asked: wish.services, distanceM });
  const found = ask(area, here, asked, now, LISTED);
  const rows = found.map(show);
  const among = wish.open ? ask(area, here, { ...asked, open: false }, now, LATER_AMONG) : [];
  const later = openingLater(among.map(show));
  return {
    here,
    place: placeOf(area, wish),
    rows: wish.here ? rows : rows.map(nowhere),
    later: wish.here ? later : later.map(nowhere),
    ...scarce(area, wish, { here, asked, rows, later, now }),
    complete:
      complete(area, here, found, { limit: LISTED }) && (!wish.open || complete(area, here, among, { limit: LATER_AMONG })),
  };
}

/** Say no distance: those from the middle of a county are nobody's way. */
function nowhere(row) {
  return { ...row, distanceM: null, distance: "", walkMin: null, late: "" };
}

function placeOf({ county }, { here }) {
  return here ? null : county;
}

/** The nearest places that are shut now and known to open within 14 days. */
function openingLater(rows) {
  return rows.filter(({ opening }) => opening.open === false && opening.then).slice(0, LATER_LISTED);
}

/** Say that nothing like it is near, and what is nearest; nothing to say where something is. */
function scarce(area, wish, { here, asked, rows, later, now }) {
  const say = speaker(area.words);
  const far = rows.length ? rows[0].distanceM : Infinity;
  const nearEnough = rows.length > 0 && (!wish.here || far <= NEARBY_KM * 1000);
  if (nearEnough || !(rows.length || filtered(wish))) return { nothing: "", ways: [] };
  const within = say("kilometres", { number: NEARBY_KM });
  const values = { within, wanted: wantedInWords(area, wish, say), distance: rows[0]?.distance };
  const nothing = say(!rows.length ? "nothing.of" : filtered(wish) ? "nothing.within" : "nothing.any", values);
  const ways = [];
  const drop = filtered(wish) ? hint(area, here, asked, now) : null;
  if (drop && drop.distanceM < far) ways.push(dropping(area, wish, drop, say));
  const [first] = later;
  if (first && first.distanceM < far) {
    const said = say("nothing.later", { distance: first.distance, name: first.name, state: first.state[1] });
    ways.push({ said, place: first });
  }
  return { nothing, ways };
}

/** All filters in words: 营业中 + 热饭. */
function wantedInWords({ words }, { kinds, services, open }, say) {
  const ofKinds = kinds.map((code) => words.kinds[code].name).join(" / ");
  return [open && say("filter.open"), ...services.map((code) => words.services[code].name), ofKinds].filter(Boolean).join(" + ");
}

/** A sentence for what to drop, and the address that drops it. */
function dropping({ words }, wish, { parameter, value, distanceM }, say) {
  const ways = {
    service: () => [words.services[value].name, toggled(wish, "services", value)],
    open: () => [say("filter.open"), address(wish, { open: false })],
    kind: () => [say("filter.kind"), address(wish, { kinds: [] })],
  };
  const [dropped, way] = ways[parameter]();
  return { said: say("nothing.hint", { dropped, distance: metres(distanceM, { say }) }), way };
}
