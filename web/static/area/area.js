// The device as a small server: it answers the page's addresses from places that were kept while there was a network.
import { drawCard } from "./cards.js";
import { ANYTHING, ask, hint } from "./filters.js";
import { find } from "./finding.js";
import { geodesicM, tenths } from "./geodesic.js";
import * as keeping from "./keeping.js";
import { byId, complete } from "./nearest.js";
import { openOf, statusOf } from "./opening.js";
import { drawPanel } from "./panels.js";
import { tile } from "./tiles.js";
import { pointOf, wishOf } from "./wish.js";

const PLACES_OF_A_POSITION = 2; // enough to know the quarter, and no more of where somebody stands
const MOST_NEAREST = 100;
const MOST_FOUND = 50;
const NEAREST_KNOWS = ["lon", "lat", "limit", "within_m", "kind", "service", "inferred", "open", "min_rating", "datum", "lang"];
const TILE = /^\/api\/v1\/tiles\/(\d+)\/(\d+)\/(\d+)\.json$/;

/** Ask for the area of a query, `lon` and `lat` or `county`, and keep it; tell whether that went well. */
export async function keep(query, lang = "zh") {
  const given = new URLSearchParams(query);
  const asked = new URLSearchParams({ lang });
  if (given.get("county")) asked.set("county", given.get("county"));
  else for (const name of ["lon", "lat"]) asked.set(name, Number(given.get(name)).toFixed(PLACES_OF_A_POSITION));
  try {
    const answer = await fetch(`/api/v1/area?${asked}`);
    if (!answer.ok) return false;
    await keeping.put(asked.has("county") ? "county" : "around", await answer.json());
    return true;
  } catch {
    return false; // what was kept before stays
  }
}

/** Tell what the newest area is, or null when nothing is kept. */
export async function about() {
  const [newest] = await keeping.all();
  if (!newest) return null;
  const { asOf, centre, reach_m, county, features, words } = newest.area;
  return { asOf, centre, reach_m, county, count: features.length, lang: words.lang };
}

/** Draw the panel for an address of the page, `{ html, asOf, complete }`, or give null when nothing kept can answer. */
export async function panel(address, now = null) {
  const url = addressOf(address);
  const kept = await keeping.all();
  const chosen = areaFor(kept.filter(speaks(url)), url) ?? areaFor(kept, url); // rather in the other language than nothing
  if (!chosen) return null;
  return { ...drawPanel(chosen, wished(url, chosen), now ?? timeBy(chosen)), asOf: chosen.asOf };
}

/** Draw the card of a place for its address, `{ html, asOf }`, or give null when it is not kept. */
export async function card(address, now = null) {
  const url = addressOf(address);
  const id = url.pathname.split("/").at(-1);
  const kept = await keeping.all();
  for (const { area } of [...kept.filter(speaks(url)), ...kept]) {
    const place = area.features.find((one) => one.id === id);
    if (place) return { html: drawCard(area, place, wished(url, area), now ?? timeBy(area)), asOf: area.asOf };
  }
  return null;
}

/** Answer `nearest`, `search` or a tile of the API as the server would, or give null when nothing kept can. */
export async function answer(address, now = null) {
  const url = addressOf(address);
  const [all, spoken] = [await keeping.all(), speaks(url)];
  const kept = all.some(spoken) ? all.filter(spoken) : all;
  if (!kept.length) return null;
  const at = now ?? timeBy(kept[0].area);
  if (url.pathname === "/api/v1/nearest") return nearestAnswer(areaFor(kept, url), url.searchParams, at);
  if (url.pathname === "/api/v1/search") return searchAnswer(kept, url.searchParams, at);
  const tileAt = TILE.exec(url.pathname);
  return tileAt && tileAnswer(kept, tileAt.slice(1).map(Number), url.searchParams, at);
}

/** What an address asks for, in the language that is kept. */
function wished(url, { words }) {
  return { ...wishOf(url, words), lang: words.lang };
}

/** The time by the server's clock, when that of this phone was wrong. */
function timeBy({ aheadMs }) {
  return Date.now() + aheadMs;
}

function addressOf(address) {
  return new URL(address, self.location?.origin ?? "http://localhost");
}

/** Choose the area that answers an address: the county asked for, or the one that knows most around a point. */
function areaFor(kept, url) {
  const areas = kept.map(({ area }) => area);
  const here = pointOf(url.searchParams);
  if (here) {
    const near = areas.filter((area) => covers(area, here));
    return near.find((area) => sureM(area, here) === Math.max(...near.map((one) => sureM(one, here)))) ?? null;
  }
  const county = url.searchParams.get("county")?.trim();
  if (county) return areas.find(({ county: kept }) => kept && [kept.code, kept.name].includes(county)) ?? null;
  return areas[0] ?? null;
}

function speaks({ searchParams }) {
  const lang = searchParams.get("lang") === "en" ? "en" : "zh";
  return ({ area }) => area.words.lang === lang;
}

/** How far around a point an area knows all places; below zero where it does not. */
function sureM({ centre, reach_m: reachM }, here) {
  return reachM === null ? Infinity : reachM - geodesicM(centre, here);
}

/** Tell whether a point lies among the places of an area. */
function covers(area, here) {
  if (sureM(area, here) > 0) return true;
  const far = geodesicM(area.centre, here);
  return area.features.some(({ geometry }) => geodesicM(area.centre, geometry.coordinates) >= far);
}

function nearestAnswer(area, query, now) {
  const here = pointOf(query);
  const asked = area && here && askedOf(area, query);
  if (!asked) return null;
  const limit = Math.min(Math.floor(asked.limit ?? 10), MOST_NEAREST);
  const found = ask(area, here, asked, now, limit);
  const features = found.map(({ place, distanceM }) => feature(area, place, now, distanceM));
  const told = { ...collection(area, features), complete: complete(area, here, found, { limit, withinM: asked.withinM ?? Infinity }) };
  const way = found.length ? null : hint(area, here, asked, now);
  if (way) told.hint = hintOf(way, query);
  return told;
}

/** Read filters; null for what only the server can answer, or refuses. */
function askedOf({ words }, query) {
  if ([...query.keys()].some((name) => !NEAREST_KNOWS.includes(name))) return null;
  const codes = (name) => [...new Set((query.get(name) ?? "").split(",").filter(Boolean))];
  const number = (name) => (query.has(name) ? Number(query.get(name)) : null);
  const asked = {
    ...ANYTHING, kinds: codes("kind"), services: codes("service"), inferred: query.get("inferred") === "true",
    open: query.has("open"), minRating: number("min_rating"), withinM: number("within_m"), limit: number("limit"),
  };
  const numbers = [asked.minRating, asked.withinM, asked.limit].every((one) => one === null || one > 0);
  const all = (codes, words) => codes.every((code) => Object.hasOwn(words, code));
  const known = all(asked.kinds, words.kinds) && all(asked.services, words.services);
  const here = ["now", null].includes(query.get("open")) && ["wgs84", null].includes(query.get("datum"));
  return numbers && known && here ? asked : null;
}

function hintOf({ parameter, value, place, distanceM }, query) {
  const told = parameter === "service" ? value : query.get(parameter);
  return { parameter, value: told, id: place.id, name: place.properties.name, distance_m: Number(tenths(distanceM)) };
}

function searchAnswer(kept, query, now) {
  const near = pointOf(query);
  const limit = Math.min(Number(query.get("limit") ?? 10), MOST_FOUND);
  const [first] = kept;
  if (!first) return null;
  const found = kept.flatMap(({ area }) => find(area, query.get("q") ?? "", { near, limit }).map((one) => ({ ...one, area })));
  const once = found.filter(({ place }, at) => found.findIndex((other) => other.place.id === place.id) === at);
  once.sort((one, other) => one.rank - other.rank || one.distanceM - other.distanceM || byId(one.place.id, other.place.id));
  return collection(first.area, once.slice(0, limit).map(({ area, place, distanceM }) => feature(area, place, now, distanceM)));
}

function tileAnswer(kept, [z, x, y], query, now) {
  for (const { area } of kept) {
    const asked = askedOf(area, query);
    const features = asked && tile(area, { z, x, y }, asked, now);
    if (features) return collection(area, features);
  }
  return null;
}

function collection({ asOf, datum }, features) {
  return { type: "FeatureCollection", timeStamp: new Date().toISOString(), asOf, datum, kept: true, features };
}

/** Write a place as a lookup does: what only the device needs is left out. */
function feature(area, place, now, distanceM) {
  const { name_zh, name_en, phone, entry, hours_inferred_text, gcj02, ahead, ahead_suspended, ...own } = place.properties;
  const properties = { ...own, open: openOf(area, place, now), status: statusOf(place, now) };
  if (properties.status === "open") {
    delete properties.status_reason;
    delete properties.status_until;
  }
  if (distanceM !== null) properties.distance_m = Number(tenths(distanceM));
  return { type: "Feature", id: place.id, geometry: place.geometry, properties };
}
