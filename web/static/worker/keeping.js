// What is kept of pages: files and empty frames of one version. Never an answer, whose address would tell a position.
const PREFIX = "waystation-";

/** Open the cache of this version. */
export function open({ version }) {
  return caches.open(PREFIX + version);
}

/** Drop what other versions kept. */
export async function forgetOthers({ version }) {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== PREFIX + version);
  await Promise.all(others.map((name) => caches.delete(name)));
}
