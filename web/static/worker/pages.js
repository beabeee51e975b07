// Whole pages: a frame that is kept, and in it the nearest places or one of them, when the network is not quicker.
import * as area from "../area/area.js";
import { filled, frameOf, panelOf } from "./frames.js";
import { fromNetwork, good, LATE, within } from "./network.js";
import { saying, tellLater } from "./telling.js";

const PLACE = /^\/stations\/\d+$/;
const LIST_PATIENCE_MS = 400;
const PLACE_PATIENCE_MS = 1500;
// Lists whose frame is the same for all. Another has in its frame what was asked for, and the network's frame is better.
const ALIKE = ["lang", "size", "lon", "lat", "kind", "service", "open"];

/** Answer with a page; those that cannot be made here are the network's alone. */
export async function page(event, url, config) {
  const network = fromNetwork(event);
  const kind = kindOf(url);
  if (!kind) return (await network) ?? nothing(url, config);
  const kept = (kind === "place" ? area.card(url) : area.panel(url)).catch(() => null);
  event.waitUntil(Promise.all([network, kept])); // so that there is time for more when one of them is late
  const frame = await frameOf(kind, url, config);
  if (!frame) return (await network) ?? Response.error();
  if (kind === "place") return place(url, frame, { network, kept, config });
  const list = listOf(event, url, { network, kept, config });
  const alike = [...url.searchParams.keys()].every((name) => ALIKE.includes(name));
  if (alike && (await area.about())) return filled(frame, list.then(({ html }) => html));
  const { html, answer } = await list;
  return answer ?? filled(frame, html);
}

function kindOf(url) {
  if (url.searchParams.has("part")) return null;
  if (url.pathname === "/") return url.searchParams.get("lon") || url.searchParams.get("q") ? "here" : "county";
  return PLACE.test(url.pathname) ? "place" : null;
}

/** The page that says that nothing is kept, with the way back: better than the browser's own. */
async function nothing(url, config) {
  const frame = await frameOf("place", url, config);
  return frame ? filled(frame, null) : Response.error();
}

async function place(url, frame, { network, kept, config }) {
  const quick = await within(PLACE_PATIENCE_MS, network);
  if (good(quick)) return quick;
  const found = await kept;
  return found ? filled(frame, saying(found, url, quick, config)) : ((await network) ?? filled(frame, null));
}

/** The list to show, and the network's whole page where it is that one's; never an error. */
async function listOf(event, url, { network, kept, config }) {
  const quick = await within(LIST_PATIENCE_MS, network);
  if (good(quick)) return fromPage(quick);
  const found = await kept;
  if (!found) return fromPage(await network);
  if (quick === LATE) event.waitUntil(tellLater(event.resultingClientId, url, network, found, config));
  return { html: saying(found, url, quick, config) };
}

async function fromPage(answer) {
  const text = await answer?.clone().text().catch(() => null);
  return { html: text ? panelOf(text) : null, answer };
}
