// Which places are asked for, and which one filter to drop when none is left: as the server has it.
import { nearest } from "./nearest.js";
import { stateOf, statusOf } from "./opening.js";

/** Nothing asked for. Kinds hold any-of, all others together; a guessed service counts only when asked to. */
export const ANYTHING = { kinds: [], services: [], inferred: false, open: false, minRating: null, withinM: null };

/** Make the test whether a place is what is asked for at a time. */
export function passing(area, asked, now) {
  const { kinds, services, inferred, open, minRating } = { ...ANYTHING, ...asked };
  return (place) => {
    const { kind, services: known, services_inferred: guessed, rating } = place.properties;
    return (
      (!kinds.length || kinds.includes(kind)) &&
      services.every((code) => known.includes(code) || (inferred && guessed.includes(code))) &&
      (minRating === null || (rating.score !== null && rating.score >= minRating)) &&
      (!open || (statusOf(place, now) === "open" && stateOf(area, place, now).open === true))
    );
  };
}

/** Find the nearest places with all that is asked for. */
export function ask(area, here, asked, now, limit) {
  return nearest(area, here, { limit, withinM: asked.withinM ?? Infinity, passes: passing(area, asked, now) });
}

/** Tell which one filter to drop for the nearest way on, `{ parameter, value, place, distanceM }`, or null. */
export function hint(area, here, asked, now) {
  let best = null;
  for (const [parameter, value, fewer] of relaxed({ ...ANYTHING, ...asked })) {
    const [found] = ask(area, here, fewer, now, 1);
    if (found && (best === null || found.distanceM < best.distanceM)) best = { parameter, value, ...found };
  }
  return best;
}

function relaxed(asked) {
  const ways = [...new Set(asked.services)].map((one) => [
    "service", one, { ...asked, services: asked.services.filter((other) => other !== one) },
  ]);
  if (asked.kinds.length) ways.push(["kind", asked.kinds.join(","), { ...asked, kinds: [] }]);
  if (asked.withinM !== null) ways.push(["within_m", String(asked.withinM), { ...asked, withinM: null }]);
  if (asked.minRating !== null) ways.push(["min_rating", String(asked.minRating), { ...asked, minRating: null }]);
  if (asked.open) ways.push(["open", "now", { ...asked, open: false }]);
  return ways;
}
