// Search on the device: a piece of the name or the address as it is written. Pinyin and initials are the server's.
import { geodesicM } from "./geodesic.js";
import { byId } from "./nearest.js";

const MOST_SIGNS = 60;
const WHOLE = 0;
const BEGINS = 1;
const HOLDS = 2;
const IN_ADDRESS = 7;
const read = new WeakMap();

/** Find the places that hold a text, the best match first, then the nearest, then by id: `[{ place, distanceM }]`. */
export function find({ features }, text, { near = null, limit = 10 } = {}) {
  const question = [...folded(text)].slice(0, MOST_SIGNS).join("");
  if (!question) return [];
  return features
    .map((place) => ({ place, rank: rank(place, question) }))
    .filter(({ rank }) => rank !== null)
    .map(({ place, rank }) => ({ place, rank, distanceM: near && geodesicM(near, place.geometry.coordinates) }))
    .sort((one, other) => one.rank - other.rank || one.distanceM - other.distanceM || byId(one.place.id, other.place.id))
    .slice(0, limit);
}

/** Reduce a text to what counts: small letters and digits of any width, no marks, spaces or punctuation. */
export function folded(text) {
  const loose = text.normalize("NFKC").toLowerCase().normalize("NFKD");
  return loose.replace(/[\u0300-\u036f]/g, "").normalize("NFKC").replace(/[^\p{L}\p{M}\p{N}]/gu, "");
}

function rank(place, question) {
  const { names, address } = textsOf(place);
  const ranks = names.map((name) => rankIn(name, question)).filter((one) => one !== null);
  if (ranks.length) return Math.min(...ranks);
  return address.includes(question) ? IN_ADDRESS : null;
}

function rankIn(name, question) {
  if (name === question) return WHOLE;
  if (name.startsWith(question)) return BEGINS;
  return name.includes(question) ? HOLDS : null;
}

function textsOf(place) {
  if (!read.has(place)) {
    const { name, name_zh: chinese = "", name_en: english = "", address } = place.properties;
    read.set(place, { names: [name, chinese, english].filter(Boolean).map(folded), address: folded(address ?? "") });
  }
  return read.get(place);
}
