// What people told and no server answered yet, kept on this device in the order of the taps; it outlives the page.
const STORE = "told";
const PATIENCE_MS = 2000; // a browser that gives no storage may also never say so

let opened = null;

/** Keep an entry and give its number. Fails where the browser keeps nothing, as in some private windows. */
export function add(entry) {
  return transact("readwrite", (store) => store.add(entry));
}

/** Give all that is kept, oldest first. */
export function all() {
  return transact("readonly", (store) => store.getAll());
}

/** Count what is kept. */
export function count() {
  return transact("readonly", (store) => store.count());
}

/** Change an entry as it is kept now, and give it; nothing when it is gone. */
export async function change(id, changed) {
  let found;
  await transact("readwrite", (store) => {
    store.get(id).onsuccess = ({ target }) => {
      found = target.result && { ...target.result, ...changed(target.result) };
      if (found) store.put(found);
    };
  });
  return found;
}

/** Forget an entry. */
export function remove(id) {
  return transact("readwrite", (store) => store.delete(id));
}

/** Forget an entry that never left this device; tell whether it is sure that it did not. */
export async function removeUnsent(id) {
  let unsent = false;
  await transact("readwrite", (store) => {
    store.get(id).onsuccess = ({ target }) => {
      unsent = Boolean(target.result && !target.result.tries);
      if (unsent) store.delete(id);
    };
  });
  return unsent;
}

async function transact(mode, act) {
  opened ??= open();
  const base = await opened;
  return new Promise((done, refuse) => {
    const transaction = base.transaction(STORE, mode);
    const asked = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => done(asked?.result);
    transaction.onabort = () => refuse(transaction.error);
  });
}

function open() {
  return new Promise((done, refuse) => {
    const asked = indexedDB.open("waystation-kept", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => refuse(asked.error);
    setTimeout(refuse, PATIENCE_MS, new Error("no storage"));
  });
}
