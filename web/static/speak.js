// What the server told the page: words, kinds, tiles; and how to ask it for a part of a page.
export const data = JSON.parse(document.getElementById("page-data").textContent);
export const words = data.words;

/** Say a key with values put in. */
export function said(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Fetch one part of a page as HTML, written and escaped by the server. */
export async function part(address, name) {
  const url = new URL(address, location.origin);
  url.searchParams.set("part", name);
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${answer.status} for a part of a page`);
  return answer.text();
}

/** The address of a place's card, seen from where the list looks. */
export function cardAddress(id) {
  const { lon, lat, known } = document.getElementById("list").dataset;
  const query = new URLSearchParams(known === "yes" ? { lon: (+lon).toFixed(5), lat: (+lat).toFixed(5) } : {});
  if (data.lang === "en") query.set("lang", "en");
  return `/stations/${id}${query.size ? `?${query}` : ""}`;
}
