// Two areas kept on the device: the last one around somebody, and a chosen county. Nothing of them goes anywhere.
const DATABASE = "waystation-areas";
const SLOTS = "slots";
const FORM = 1; // of what is kept; what an earlier version wrote is as good as nothing
const CLOCK_IS_WRONG_MS = 120_000; // less is the way through the network
let held = null; // what was read last, so that a tap costs no reading

/** Keep an area in a slot, `around` or `county`, in place of the one before: wholly or not at all. */
export async function put(slot, area) {
  await inStore("readwrite", (store) => store.put({ form: FORM, keptAt: Date.now(), area }, slot));
  held = null;
}

/** Give the kept areas, `[{ slot, keptAt, area }]`, the newest first; `area.aheadMs` is what the server's clock was ahead of this one. */
export async function all() {
  held ??= await read();
  return held;
}

async function read() {
  try {
    const found = await Promise.all(
      ["around", "county"].map(async (slot) => ({ slot, ...(await inStore("readonly", (store) => store.get(slot))) })),
    );
    const kept = found.filter(({ form, area }) => form === FORM && usable(area));
    for (const { keptAt, area } of kept) area.aheadMs = aheadOf(keptAt, area);
    return kept.sort((one, other) => other.keptAt - one.keptAt);
  } catch {
    return []; // no storage here, or one that is broken: then nothing is kept
  }
}

function aheadOf(keptAt, { timeStamp }) {
  const ahead = Date.parse(timeStamp) - keptAt;
  return Math.abs(ahead) > CLOCK_IS_WRONG_MS ? ahead : 0;
}

function usable(area) {
  return Array.isArray(area?.features) && Array.isArray(area.ahead?.hours) && Boolean(area.words?.said);
}

async function inStore(mode, act) {
  const database = await open();
  try {
    return await new Promise((done, failed) => {
      const transaction = database.transaction(SLOTS, mode);
      const request = act(transaction.objectStore(SLOTS));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error ?? request.error);
    });
  } finally {
    database.close();
  }
}

function open() {
  return new Promise((done, failed) => {
    const request = indexedDB.open(DATABASE, FORM);
    request.onupgradeneeded = () => {
      const { result } = request;
      for (const name of [...result.objectStoreNames]) result.deleteObjectStore(name);
      result.createObjectStore(SLOTS);
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
    request.onblocked = () => failed(new Error("another page holds the old areas"));
  });
}
