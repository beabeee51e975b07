// The places of an area nearest to a point: the same order and lengths as the server's, ties by id.
import { geodesicM, sphereM, SPHERE_ERROR } from "./geodesic.js";

const SLACK_M = 0.01; // more than steps and rounding add to lengths that are compared

/** Find the places nearest to `here` that `passes`: `[{ place, distanceM }]`, closest first. */
export function nearest({ features }, here, { limit = 10, withinM = Infinity, passes = () => true } = {}) {
  return candidates(features.filter(passes), here, limit)
    .map((place) => ({ place, distanceM: geodesicM(here, place.geometry.coordinates) }))
    .filter(({ distanceM }) => distanceM <= withinM)
    .sort((one, other) => one.distanceM - other.distanceM || byId(one.place.id, other.place.id))
    .slice(0, limit);
}

/**
 * Tell whether no published place that an area lacks belongs to the nearest ones found. What the area lacks is at least
 * `reach_m` from its centre, so as far from here as that less the way to the centre.
 */
export function complete({ centre, reach_m: reachM }, here, found, { limit = 10, withinM = Infinity } = {}) {
  if (reachM === null) return true;
  const sureM = reachM - geodesicM(centre, here) - SLACK_M;
  return (found.length < limit ? withinM : found.at(-1).distanceM) < sureM;
}

/** Compare two ids as numbers, which may be too long to be exact ones. */
export function byId(one, other) {
  return one.length - other.length || (one < other ? -1 : Number(one > other));
}

/** Leave out by the sphere what cannot be among the nearest by the ellipsoid. */
function candidates(places, here, limit) {
  if (places.length <= limit) return places;
  const measured = places.map((place) => ({ place, length: sphereM(here, place.geometry.coordinates) }));
  const lengths = measured.map(({ length }) => length).sort((one, other) => one - other);
  const bound = (lengths[limit - 1] * (1 + SPHERE_ERROR)) / (1 - SPHERE_ERROR) + SLACK_M;
  return measured.filter(({ length }) => length <= bound).map(({ place }) => place);
}
