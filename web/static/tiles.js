// The places of the part in view, tile by tile: kept while they are fresh, few on their way at once, none unwanted.
const KEPT = 200;
const FRESH_MS = 60_000;
const AT_ONCE = 6;

/** Keep tiles; `changed()` is called when one came or could not come. */
export function tileKeeper(changed) {
  const kept = new Map(); // features and their time by "z/x/y", the least lately wanted first
  const coming = new Map();
  const failed = new Map();
  let wanted = [];
  let query = "";
  let settle = { done() {}, refuse() {} };

  /** Want these tiles under a query, and no longer any others; fails only when not one of them is there in the end. */
  function want(names, asked) {
    settle.done(); // whoever waited for other ones
    if (asked !== query) kept.clear();
    for (const [name, request] of coming) if (asked !== query || !names.includes(name)) drop(name, request);
    [wanted, query] = [names, asked];
    failed.clear();
    for (const name of names) if (kept.has(name)) keep(name, kept.get(name));
    return new Promise((done, refuse) => {
      settle = { done, refuse };
      ask();
    });
  }

  function ask() {
    const missing = wanted.filter((name) => !fresh(name) && !coming.has(name) && !failed.has(name));
    for (const name of missing.slice(0, AT_ONCE - coming.size)) bring(name);
    if (coming.size) return;
    if (failed.size && !wanted.some((name) => kept.has(name))) settle.refuse([...failed.values()][0]);
    else settle.done();
  }

  async function bring(name) {
    const request = new AbortController();
    coming.set(name, request);
    let features;
    let trouble = null;
    try {
      const answer = await fetch(`/api/v1/tiles/${name}.json?${query}`, { signal: request.signal });
      if (!answer.ok) throw new Error(`${answer.status} for tile ${name}`);
      ({ features } = await answer.json());
    } catch (error) {
      trouble = error;
    }
    if (coming.get(name) !== request) return; // dropped meanwhile
    coming.delete(name);
    if (trouble) failed.set(name, trouble);
    else keep(name, { features, at: Date.now() });
    changed();
    ask();
  }

  function keep(name, tile) {
    kept.delete(name);
    kept.set(name, tile);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }

  function drop(name, request) {
    coming.delete(name);
    request.abort();
  }

  function fresh(name) {
    return kept.has(name) && Date.now() - kept.get(name).at < FRESH_MS;
  }

  return {
    want,
    features: (name) => kept.get(name)?.features ?? [],
    /** Whether nothing more of what is wanted is to come, old or new. */
    complete: () => wanted.every((name) => kept.has(name) || failed.has(name)),
  };
}
