// What a person asked the page for, as its address tells it; read and written as the server does.
const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/;
const LONGEST_COUNTY = 40;
const LONGEST_Q = 100;

/** Read an address; what makes no sense is left out. */
export function wishOf({ searchParams }, { kinds, services }) {
  return {
    lang: searchParams.get("lang") === "en" ? "en" : "zh",
    here: pointOf(searchParams),
    county: (searchParams.get("county") ?? "").trim().slice(0, LONGEST_COUNTY) || null,
    kinds: chosen(searchParams, "kind", kinds),
    services: chosen(searchParams, "service", services),
    open: searchParams.get("open") === "now",
    q: (searchParams.get("q") ?? "").replaceAll("\0", "").trim().replace(/\s+/g, " ").slice(0, LONGEST_Q) || null,
    large: searchParams.get("size") === "large",
  };
}

/** Tell whether not every place will do. */
export function filtered({ kinds, services, open }) {
  return kinds.length > 0 || services.length > 0 || open;
}

/** Give the address of the page for a wish, changed. */
export function address(wish, change = {}) {
  const asked = { ...wish, ...change };
  const { here, county, kinds, services, open, q } = asked;
  const query = new URLSearchParams(manner(asked));
  if (here) {
    query.set("lon", here[0].toFixed(5));
    query.set("lat", here[1].toFixed(5));
  } else if (county) query.set("county", county);
  if (open) query.set("open", "now");
  if (kinds.length) query.set("kind", kinds.join(","));
  if (services.length) query.set("service", services.join(","));
  if (q) query.set("q", q);
  return written("/", query);
}

/** Give the address with one kind or service more, or less. */
export function toggled(wish, name, code) {
  const had = wish[name];
  return address(wish, { [name]: had.includes(code) ? had.filter((one) => one !== code) : [...had, code] });
}

/** Give the address of a place's page; from where somebody stands, when that is known. */
export function cardAddress(id, wish) {
  const { here } = wish;
  const where = here ? { lon: here[0].toFixed(5), lat: here[1].toFixed(5) } : {};
  return written(`/stations/${id}`, new URLSearchParams({ ...where, ...manner(wish) }));
}

/** Give the address of the printable list of a county, or of all counties. */
export function listAddress(county, wish) {
  return written("/list", new URLSearchParams({ ...(county && { county: county.code ?? county.name }), ...manner(wish) }));
}

/** Read longitude and latitude, or give null where they are no point. */
export function pointOf(query) {
  const given = ["lon", "lat"].map((name) => query.get(name) ?? "");
  if (!given.every((one) => NUMBER.test(one))) return null;
  const [lon, lat] = given.map(Number);
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

/** The parameters that hold for every page: its language, and the size of its text. */
function manner({ lang, large }) {
  return { ...(lang === "en" && { lang }), ...(large && { size: "large" }) };
}

function written(path, query) {
  const text = query.toString().replaceAll("%2C", ",");
  return text ? `${path}?${text}` : path;
}

function chosen(query, name, known) {
  const codes = query.getAll(name).join(",").split(",");
  return [...new Set(codes)].filter((code) => Object.hasOwn(known, code));
}
