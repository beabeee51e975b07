// Parts of pages and answers of the API: the network's if it comes in time, else from the places kept here.
import * as area from "../area/area.js";
import { ground } from "./ground.js";
import { fromNetwork, good, LATE, within } from "./network.js";
import { saying, tellLater } from "./telling.js";

// The map waits for its tiles instead: kept ones are fewer.
const PATIENCE_MS = { panel: 1500, card: 1500, search: 1500 };

/** Answer a "panel", a "card", a "search", the "ground" of the map or any "other" address of the API. */
export async function answer(event, url, kind, config) {
  const network = fromNetwork(event);
  event.waitUntil(network); // so that there is time for more when it is late
  const quick = await within(PATIENCE_MS[kind], network);
  if (good(quick)) return quick;
  const kept = await keptFor(kind, url, config).catch(() => null);
  if (!kept) return (quick === LATE ? await network : quick) ?? Response.error();
  if (kept instanceof Response) return kept;
  if (quick === LATE && kind === "panel") event.waitUntil(tellLater(event.clientId, url, network, kept, config));
  return page(saying(kept, url, quick, config));
}

/** What is kept for an address: `{ html, asOf }` for a part of a page, else the answer itself; null for nothing. */
async function keptFor(kind, url, config) {
  if (kind === "panel") return area.panel(url);
  if (kind === "card") return area.card(url);
  if (kind === "ground") return ground(config);
  const found = await area.answer(url);
  return found && Response.json(found);
}

function page(html) {
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}
