// Scripts, styles and signs: their addresses change with their content, so what is kept is right.
import { open } from "./keeping.js";

const MAINLAND = "/mainland.json"; // as lasting as a script: it comes with the program

/** Keep files that are not kept yet; addresses of other versions or hosts are passed over. */
export async function keepFiles(config, addresses) {
  const cache = await open(config);
  const ours = addresses.map((one) => new URL(one, location.origin)).filter((url) => isPresent(url, config));
  const kept = await Promise.all(ours.map((url) => cache.match(url)));
  await cache.addAll(ours.filter((_, index) => !kept[index]));
}

/** Answer with a kept file, else the network's; without a network with the present file of the same name. */
export async function fileOf(request, config) {
  const cache = await open(config);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const url = new URL(request.url);
  try {
    const answer = await fetch(request);
    if (answer.ok && isPresent(url, config)) await cache.put(request.url, answer.clone());
    return answer;
  } catch (error) {
    const name = url.pathname.replace(/^\/assets\/[^/]+\//, "");
    const same = await cache.match(config.assets + name);
    if (same) return same;
    throw error;
  }
}

function isPresent(url, { assets }) {
  return url.origin === location.origin && (url.pathname.startsWith(assets) || url.pathname === MAINLAND);
}
