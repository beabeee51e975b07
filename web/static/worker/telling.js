// Why a page shows what is kept, said in the page; and what the network brought in the end, handed to it.
import { asOfInWords } from "../area/showing.js";
import { panelOf } from "./frames.js";
import { good, LATE } from "./network.js";

const KEPT_LINE = /<p class="warning kept">[^<]*<\/p>/;
const WHERE = ["lon", "lat", "county", "q"];

/** The kept answer with what is true of the network's: late, an excuse, or (as it stands there already) none. */
export function saying(kept, url, answer, { words }) {
  if (!answer) return kept.html;
  const lang = url.searchParams.get("lang") === "en" ? "en" : "zh";
  const key = answer === LATE ? whyLate(url) : "store.away";
  const said = words[lang][key].replace("{time}", asOfInWords({ asOf: kept.asOf, words: { lang } }));
  return kept.html.replace(KEPT_LINE, () => `<p class="warning kept">! ${said}</p>`);
}

function whyLate(url) {
  if (url.pathname !== "/") return "app.kept"; // a card, in whose place nothing newer will be put
  return saysWhere(url) ? "app.slow" : "app.last";
}

/** Hand a page the network's list when it comes; when none comes, the kept one, which says why. */
export async function tellLater(client_id, url, network, kept, config) {
  const late = await network;
  if (good(late) && !saysWhere(url)) return;
  const text = late?.ok ? await late.text() : null;
  const html = (text && (url.searchParams.has("part") ? text : panelOf(text))) ?? saying(kept, url, late, config);
  const address = new URL(url);
  address.searchParams.delete("part");
  const page = await self.clients.get(client_id);
  page?.postMessage({ kind: "fresher", address: address.pathname + address.search, html });
}

/** Whether an address says where to look. Without, the network looks elsewhere than where the phone was last. */
function saysWhere(url) {
  return WHERE.some((name) => url.searchParams.get(name));
}
