// What people tell us goes out exactly once: kept first, then sent in order, under one key until it is answered.
import * as kept from "./kept.js";
import { said, words } from "./speak.js";

const PATIENCE_MS = 4000; // after that a tap is told as kept, though it may still arrive
const TIMEOUT_MS = 20_000;
const LIFE_MS = 6 * 24 * 3600 * 1000; // the server knows a key for seven days
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 300_000;
const MOST_TRIES_IN_CONFLICT = 4;
const TIMED = /\/(ratings|faults|mended)$/;

const listeners = new Map(); // by number: who on this page waits for what becomes of an entry
const others = "BroadcastChannel" in window ? new BroadcastChannel("kept") : null;
let running = null;
let again = false;
let pause_ms = FIRST_PAUSE_MS;
let timer = 0;
let lost = 0;

/**
 * Tell the server something. `heard(outcome)` learns what becomes of it: first perhaps `{ state: "kept", busy }`, in the
 * end `{ state: "sent", body }` or `{ state: "refused", status }`. The handle that comes back is for `takeBack`.
 */
export function tell(address, told, heard, { method = "POST" } = {}) {
  const entry = { key: newKey(), method, address, told, at: Date.now(), tries: 0, timed: TIMED.test(address) && method === "POST" };
  return { at: entry.at, id: keep(entry, heard) };
}

/** Take back what was told: unsent it is forgotten; what may have arrived is followed by its undoing. */
export async function takeBack({ id }, address, heard) {
  const number = await id;
  if (number && (await kept.removeUnsent(number))) {
    listeners.delete(number);
    await showWaiting();
    heard({ state: "sent", body: null });
  } else {
    tell(address, null, heard, { method: "DELETE" });
  }
}

async function keep(entry, heard) {
  let id;
  try {
    id = await kept.add(entry);
  } catch {
    const outcome = await send(entry);
    heard(outcome.state === "kept" ? { state: "refused", status: 0 } : outcome);
    return null;
  }
  let last = "";
  listeners.set(id, (outcome) => {
    const saying = `${outcome.state} ${Boolean(outcome.busy)}`;
    if (saying !== last) heard(outcome); // a screen reader need not hear of each try
    last = saying;
  });
  setTimeout(() => last || hear(id, { state: "kept" }, { last: false }), PATIENCE_MS);
  flush();
  return id;
}

/** Send what is kept, in order. In two tabs one after the other, so that one device stays one device. */
export function flush() {
  again = true;
  running ??= run().finally(() => {
    running = null;
  });
  return running;
}

async function run() {
  while (again) {
    again = false;
    clearTimeout(timer);
    await (navigator.locks ? navigator.locks.request("kept", pass) : pass());
  }
}

async function pass() {
  const stuck = new Set(); // places whose next entry must wait; what is told of others need not
  let wait_s = 0;
  let away = false;
  for (const { id, address, at } of await kept.all()) {
    const place = address.split("/", 5).join("/");
    if (away || stuck.has(place)) {
      hear(id, { state: "kept", busy: !away }, { last: false });
      continue;
    }
    const online = navigator.onLine !== false;
    const entry = online && (await kept.change(id, ({ tries }) => ({ tries: tries + 1 })));
    if (online && !entry) continue; // taken back meanwhile
    const outcome = online ? await send(entry) : { state: "kept", away: true };
    if (outcome.state === "kept" && Date.now() - at < LIFE_MS) {
      stuck.add(place);
      wait_s = Math.max(wait_s, outcome.wait_s ?? 0);
      hear(id, outcome, { last: false });
      away = Boolean(outcome.away);
    } else {
      await kept.remove(id);
      pause_ms = FIRST_PAUSE_MS;
      hear(id, outcome.state === "kept" ? { state: "refused", status: 0 } : outcome, { last: true });
    }
  }
  if (await showWaiting()) {
    timer = setTimeout(flush, Math.max(pause_ms, wait_s * 1000));
    pause_ms = Math.min(pause_ms * 3, LONGEST_PAUSE_MS);
  }
}

async function send(entry) {
  const { method, address, told, timed, at, key } = entry;
  const body = told && JSON.stringify(timed ? { ...told, at: new Date(at).toISOString() } : told);
  const headers = { "Idempotency-Key": key, ...(body && { "Content-Type": "application/json" }) };
  let answer;
  let read;
  try {
    answer = await fetch(address, { method, headers, body, redirect: "error", signal: AbortSignal.timeout?.(TIMEOUT_MS) });
    read = await answer.json(); // the sign-in page of a station's Wi-Fi is no answer of ours
  } catch {
    if (!answer || answer.status < 500) return { state: "kept", away: true };
  }
  if (answer.ok) return { state: "sent", body: read };
  if (answer.status === 400 && timed && read.parameter === "at") return sendUntimed(entry);
  // Not the first try: an earlier one may still be on its way. The first: the place takes nothing.
  const under = answer.status === 409 && entry.tries > 1 && entry.tries <= MOST_TRIES_IN_CONFLICT;
  const may = answer.status >= 500 || answer.status === 429 || under;
  if (!may) return { state: "refused", status: answer.status };
  return { state: "kept", busy: true, wait_s: Number(answer.headers.get("Retry-After")) || 0 };
}

/** The clock of this phone is wrong: nothing was counted, so ask anew without a time. */
async function sendUntimed(entry) {
  const changed = { timed: false, key: newKey() };
  if (entry.id) await kept.change(entry.id, () => changed);
  return send({ ...entry, ...changed });
}

function hear(id, outcome, { last }) {
  tellHere(id, outcome, last);
  if (last) others?.postMessage({ id, outcome });
}

function tellHere(id, outcome, last) {
  const heard = listeners.get(id);
  if (last) listeners.delete(id);
  if (last && !heard && outcome.state === "refused") lost += 1;
  heard?.(outcome);
}

/** Say on the page how much waits; give how much. */
async function showWaiting() {
  const count = await kept.count().catch(() => 0);
  const line = document.getElementById("waiting") ?? waitingLine();
  line.textContent = [count && said("kept.waiting", { count }), lost && said("kept.lost", { count: lost })].filter(Boolean).join(" · ");
  return count;
}

function waitingLine() {
  const line = document.createElement("p");
  line.id = "waiting";
  line.setAttribute("role", "status");
  document.querySelector(".bar")?.append(line);
  return line;
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Tell an outcome that is no success in words. */
export function troubleWords({ state, busy, status }) {
  if (state === "kept") return words[busy ? "kept.busy" : "kept.later"];
  return words[status === 409 || status === 404 ? "kept.refused" : "rating.failed"];
}

async function flushKept() {
  pause_ms = FIRST_PAUSE_MS;
  if (await kept.count().catch(() => 0)) flush();
}

addEventListener("online", flushKept);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flushKept());
others?.addEventListener("message", ({ data: { id, outcome } }) => {
  if (listeners.has(id)) tellHere(id, outcome, true);
  showWaiting();
});
(window.requestIdleCallback ?? setTimeout)(flushKept);
