// From WGS-84, in which everything here is told, to the datum of the basemap and back: as stations/datum.py does it.
const A_M = 6378245;
const E2 = 0.00669342162296594323;
const ROUNDS = 5; // that bring a pre-image within 1e-12 degrees
const RADIANS = Math.PI / 180;
const same = (lon, lat) => [lon, lat];

/** Give `to(lon, lat)` and `from(lon, lat)` for a basemap in a datum, `wgs84` or `gcj02`. */
export async function carrier(datum) {
  if (datum !== "gcj02") return { to: same, from: same };
  const answer = await fetch("/mainland.json");
  if (!answer.ok) throw new Error(`${answer.status} for the outline in which maps are shifted`);
  const rings = (await answer.json()).coordinates.flat();
  return {
    to: (lon, lat) => (inside(rings, lon, lat) ? shifted(lon, lat) : [lon, lat]),
    from: (lon, lat) => {
      const at = before(lon, lat);
      return inside(rings, ...at) ? at : [lon, lat];
    },
  };
}

/** Count the edges to the east of a point: an odd number, and it lies within. */
function inside(rings, lon, lat) {
  let within = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]];
      if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) within = !within;
    }
  }
  return within;
}

function shifted(lon, lat) {
  const [x, y] = [lon - 105, lat - 35];
  const root = Math.sqrt(Math.abs(x));
  const waves = (one, ...steps) => steps.reduce((sum, [size, step]) => sum + size * Math.sin(Math.PI * one * step), 0);
  const ripple = waves(x, [20, 6], [20, 2]);
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    + (ripple + waves(y, [20, 1], [40, 1 / 3], [160, 1 / 12], [320, 1 / 30])) * (2 / 3);
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    + (ripple + waves(x, [20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30])) * (2 / 3);
  const w2 = 1 - E2 * Math.sin(lat * RADIANS) ** 2;
  const meridian = (A_M * (1 - E2)) / (w2 * Math.sqrt(w2));
  const parallel = (A_M / Math.sqrt(w2)) * Math.cos(lat * RADIANS);
  return [lon + east / parallel / RADIANS, lat + north / meridian / RADIANS];
}

/** Find the point that the shift carries here, by going back by the shift at the last guess. */
function before(lon, lat) {
  let [x, y] = [lon, lat];
  for (let round = 0; round < ROUNDS; round++) {
    const [there, up] = shifted(x, y);
    [x, y] = [x + lon - there, y + lat - up];
  }
  return [x, y];
}
