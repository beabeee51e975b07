// Lengths on the WGS-84 ellipsoid, by GeographicLib as its maker wrote it: the same numbers as the server's.
import "./window.js";
import "../../geodesic/geographiclib-geodesic.min.js";

const { WGS84, DISTANCE } = self.geodesic.Geodesic;
const STEPS_A_METRE = 1e5; // mirror images would be told apart by the last digits of the measure
const MEAN_RADIUS_M = 6371008.8;
const RADIANS = Math.PI / 180;

/** The sphere's lengths lie within so much of the ellipsoid's. */
export const SPHERE_ERROR = 0.006;

/** Measure the geodesic between two places, `[lon, lat]` each, in metres and steps of 10 micrometres. */
export function geodesicM([lon, lat], [otherLon, otherLat]) {
  const { s12 } = WGS84.Inverse(lat, lon, otherLat, otherLon, DISTANCE);
  return halfToEven(s12 * STEPS_A_METRE) / STEPS_A_METRE;
}

/** Measure on a sphere, metres: quick, and right to `SPHERE_ERROR`. */
export function sphereM([lon, lat], [otherLon, otherLat]) {
  const north = Math.sin(((otherLat - lat) * RADIANS) / 2) ** 2;
  const east = Math.sin(((otherLon - lon) * RADIANS) / 2) ** 2;
  const half = north + Math.cos(lat * RADIANS) * Math.cos(otherLat * RADIANS) * east;
  return 2 * MEAN_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Round to a whole number as the server does: a half goes to the even one. */
export function halfToEven(value) {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 ? rounded - 1 : rounded;
}

/** Round to tenths as the server does, by the exact value; a text such as 312.4. */
export function tenths(value) {
  // Of numbers with a 5 behind the tenths, only quarters are exact, and those alone are ties.
  return Math.abs(value % 0.5) === 0.25 ? (halfToEven(value * 10) / 10).toFixed(1) : value.toFixed(1);
}
