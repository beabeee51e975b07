// The worker: a small server on the phone with the addresses of the large one. Whatever goes wrong in it ends in asking the
// network as if it were not there.
import * as area from "../area/area.js";
import { answer } from "./answers.js";
import { fileOf, keepFiles } from "./files.js";
import { refreshFrames } from "./frames.js";
import { keepGround } from "./ground.js";
import { forgetOthers } from "./keeping.js";
import { page } from "./pages.js";

const FILE = /^\/(assets\/|mainland\.json$)/;
const API = /^\/api\/v1\/(nearest$|tiles\/.+\.json$)/;
const PLACE = /^\/stations\/\d+$/;

/** Serve pages of a version: `{version, assets, files, words}` as the large server tells them. */
export function serve(config) {
  self.addEventListener("install", (event) => event.waitUntil(install(config)));
  self.addEventListener("activate", (event) => event.waitUntil(activate(config)));
  self.addEventListener("fetch", (event) => {
    const found = route(event, config);
    if (found) event.respondWith(found.catch(() => fetch(event.request)));
  });
  self.addEventListener("message", (event) => {
    if (event.data?.kind === "keep") event.waitUntil(keep(event, config));
  });
}

// A new version takes over at once. Files are told apart by their addresses, so an old page goes on with its own, and where it
// asks for one that is gone it gets the present one of that name, as from the server; no page is loaded anew.
async function install(config) {
  await keepFiles(config, config.files);
  await refreshFrames(config);
  await self.skipWaiting();
}

async function activate(config) {
  await forgetOthers(config);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** The answer to a request as a promise; null leaves it to the network. */
function route(event, config) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return null;
  if (FILE.test(url.pathname)) return fileOf(request, config);
  if (request.mode === "navigate") return page(event, url, config);
  const kind = kindOf(url);
  return kind && answer(event, url, kind, config);
}

function kindOf({ pathname, searchParams }) {
  const part = searchParams.get("part");
  if (pathname === "/" && part === "panel") return part;
  if (PLACE.test(pathname) && part === "card") return part;
  if (pathname === "/api/v1/search") return "search";
  if (pathname === "/api/v1/outlines") return "ground";
  return API.test(pathname) ? "other" : null;
}

/** Keep the places around where the page looks, what the page was made of, and fresh frames. */
async function keep(event, config) {
  const { query, lang, used } = event.data;
  let kept = false;
  try {
    await keepFiles(config, used);
    kept = query !== null && (await area.keep(query, lang));
    if (kept) await Promise.all([refreshFrames(config), keepGround(config)]);
  } finally {
    event.ports[0]?.postMessage({ kept });
  }
}
