// Tiles of the map from an area that was kept, in the server's form.
import { passing } from "./filters.js";
import { geodesicM } from "./geodesic.js";
import { stateOf } from "./opening.js";

const LONGEST_NAME = 40;
const SINGLE_ZOOM = 9; // farther out, a tile is 8 x 8 cells, and a cell of several places is one number
const CELLS = 8;
const LAST_ZOOM = 20;
const MOST_LAT = 85.0511287798066;

/** Give a tile's features, clusters first, or null where the area cannot tell what lies there. */
export function tile(area, { z, x, y }, asked, now) {
  if (z > LAST_ZOOM || x >= 2 ** z || y >= 2 ** z) return null;
  const inside = area.features.filter((place) => {
    const at = position(place, z);
    return Math.floor(at.x) === x && Math.floor(at.y) === y;
  });
  if (!inside.length && !knows(area, z, x, y)) return null;
  const passed = inside.filter(passing(area, asked, now));
  const groups = z < SINGLE_ZOOM ? [...cells(passed, z).values()] : passed.map((place) => [place]);
  const clusters = groups.filter((group) => group.length > 1).map(cluster);
  const places = groups.filter((group) => group.length === 1).map(([place]) => single(area, place, now));
  return [...clusters, ...places];
}

/** Where a place lies on the Mercator square of a zoom, in tiles. */
function position({ geometry: { coordinates: [lon, lat] } }, z) {
  const sine = Math.sin((Math.max(-MOST_LAT, Math.min(MOST_LAT, lat)) * Math.PI) / 180);
  const within = (part) => Math.max(0, Math.min(part, 1 - 2 ** -40)) * 2 ** z;
  return { x: within((lon + 180) / 360), y: within(0.5 - Math.atanh(sine) / (2 * Math.PI)) };
}

/** Tell whether all published places of a tile would be in the area: it lies within its reach. */
function knows({ centre, reach_m: reachM }, z, x, y) {
  if (reachM === null) return true;
  const corners = [[x, y], [x + 1, y], [x, y + 1], [x + 1, y + 1]];
  return z >= SINGLE_ZOOM && corners.every((corner) => geodesicM(centre, degrees(z, corner)) < reachM);
}

function degrees(z, [x, y]) {
  const north = Math.PI * (1 - (2 * y) / 2 ** z);
  return [(x / 2 ** z) * 360 - 180, (Math.atan(Math.sinh(north)) * 180) / Math.PI];
}

function cells(places, z) {
  const found = new Map();
  for (const place of places) {
    const { x, y } = position(place, z);
    const name = `${Math.floor(x * CELLS)} ${Math.floor(y * CELLS)}`;
    if (found.has(name)) found.get(name).push(place);
    else found.set(name, [place]);
  }
  return found;
}

function cluster(group) {
  const mean = (axis) => group.reduce((sum, { geometry }) => sum + geometry.coordinates[axis], 0) / group.length;
  const kinds = {};
  for (const { properties } of group) kinds[properties.kind] = (kinds[properties.kind] ?? 0) + 1;
  const coordinates = [0, 1].map((axis) => Number(mean(axis).toFixed(6)));
  return { type: "Feature", geometry: { type: "Point", coordinates }, properties: { count: group.length, kinds } };
}

function single(area, place, now) {
  const { name, kind } = place.properties;
  const signs = [...name];
  return {
    type: "Feature",
    id: place.id,
    geometry: place.geometry,
    properties: {
      name: signs.length <= LONGEST_NAME ? name : `${signs.slice(0, LONGEST_NAME - 1).join("")}…`,
      kind,
      open: { now: stateOf(area, place, now).open },
    },
  };
}
