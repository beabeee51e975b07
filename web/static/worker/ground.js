// The ground of the map where no map tiles are set: the county lines around the kept places.
import * as area from "../area/area.js";
import { open } from "./keeping.js";

// Kept under a name of its own: the address they were fetched from tells a position.
const NAME = "/kept/outlines";
const AROUND_DEGREES = 0.35;

/** Keep the lines around the places that are kept; without them the map has no ground, and that is all. */
export async function keepGround(config) {
  const centre = config.ground && (await area.about())?.centre;
  if (!centre) return;
  const [lon, lat] = centre;
  const box = [lon - AROUND_DEGREES, lat - AROUND_DEGREES, lon + AROUND_DEGREES, lat + AROUND_DEGREES];
  const answer = await fetch(`/api/v1/outlines?bbox=${box.map((one) => one.toFixed(2))}`);
  if (!answer.ok) return;
  const cache = await open(config);
  await cache.put(NAME, new Response(await answer.blob(), { headers: { "Content-Type": "application/geo+json" } }));
}

/** The kept lines, or none. */
export async function ground(config) {
  const cache = await open(config);
  return (await cache.match(NAME)) ?? Response.json({ type: "FeatureCollection", features: [] });
}
