// Asking the network, and waiting for it no longer than a person would.

/** What stands for an answer that is still on its way. */
export const LATE = Symbol("late");

/** What the network answers, or null without one; never an error. */
export async function fromNetwork(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return null;
  }
}

/** Whether this is an answer, and not the excuse of a server in trouble. */
export function good(found) {
  return found instanceof Response && found.status < 500;
}

/** Wait for a promise, but after some time (if one is given) give LATE instead. */
export function within(patience_ms, promise) {
  if (!patience_ms) return promise;
  return Promise.race([promise, new Promise((done) => setTimeout(done, patience_ms, LATE))]);
}
