// The page put on the phone: a worker that answers where the network does not, and that keeps the places around.
import { data } from "./speak.js";

const AGAIN_MS = 10 * 60_000;
const AGAIN_M = 1000;
const DEGREE_M = 111_320;
const LAST = "kept-around"; // where and when places were kept last; told to nobody
const panel = document.getElementById("panel");
let asking = false;

async function install() {
  await navigator.serviceWorker.register("/worker.js", { type: "module" });
  const registration = await navigator.serviceWorker.ready;
  const look = () => (self.requestIdleCallback ?? setTimeout)(() => keep(registration.active));
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    asking = false; // the worker of another version took over, and the one before answers no more
  });
  look();
  if (panel) new MutationObserver(look).observe(panel, { childList: true });
  addEventListener("online", look);
}

/** Have the places kept around where the list looks, and what this page was made of. */
function keep(worker) {
  if (asking) return;
  asking = true;
  const query = navigator.connection?.saveData || !navigator.onLine ? null : due();
  const used = performance.getEntriesByType("resource").map(({ name }) => name);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: { kept } }) => {
    asking = false;
    if (!kept) return;
    remember(query);
    if (due()) keep(worker); // the list went on meanwhile
  };
  worker.postMessage({ kind: "keep", query, lang: data.lang, used }, [port2]);
}

/** What to keep now, or null when it was kept a moment ago. A position is rounded to a kilometre. */
function due() {
  const list = document.getElementById("list");
  if (!list?.dataset.lon) return null;
  const last = remembered();
  const county = new URL(location.href).searchParams.get("county");
  const { lon, lat, known } = list.dataset;
  // The first county of the list is nobody's place: better what was kept before.
  const query = known === "yes" ? rounded(lon, lat) : county ? { county } : (last?.where ?? rounded(lon, lat));
  const again = last && last.lang === data.lang && near(last.where, query) && Date.now() - last.at < AGAIN_MS;
  return again ? null : query;
}

function rounded(lon, lat) {
  return { lon: Number(lon).toFixed(2), lat: Number(lat).toFixed(2) };
}

function near(one, other) {
  if (one.county || other.county) return one.county === other.county;
  const east = (one.lon - other.lon) * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(east, one.lat - other.lat) * DEGREE_M < AGAIN_M;
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(LAST));
  } catch {
    return null;
  }
}

function remember(where) {
  try {
    localStorage.setItem(LAST, JSON.stringify({ where, lang: data.lang, at: Date.now() }));
  } catch {
    // A phone that keeps nothing asks again.
  }
}

function tell(kind, detail) {
  document.dispatchEvent(new CustomEvent(kind, { detail }));
}

for (const kind of ["online", "offline"]) {
  addEventListener(kind, () => tell("network", { online: kind === "online" }));
}
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", ({ data: told }) => {
    if (told.kind === "fresher") tell("fresher", { address: told.address, html: told.html });
  });
  // After all that the page itself needs. A browser that refuses the worker shows the page as ever.
  addEventListener("load", () => install().catch(() => {}));
}
