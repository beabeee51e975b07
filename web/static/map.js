// The map: drawn after the list, fed tile by tile from our own host, and showing where the list looks.
import { carrier } from "./datum.js";
import { drawOutlines } from "./ground.js";
import { grouped } from "./groups.js";
import { cluster, mark } from "./marks.js";
import { cardAddress, data, said } from "./speak.js";
import { tileKeeper } from "./tiles.js";

const LAST_ZOOM = 18;
const OUTLINES_ZOOM = 7; // farther out, thousands of counties would only be a grey web
const NEAR_ZOOM = 13;
const AGAIN_MS = 10_000;
const FAR_ZOOM = 9; // up to here a tap on a number goes three zooms nearer, else two
const TILE = 256;
const EDGE = 64; // px around the map in which marks are drawn, too
// px between marks: room for a finger, but from the last zoom nobody can go nearer.
const APART = 44;
const APART_AT_LAST = 20;

function load(tag, attributes) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.addEventListener("load", done);
    element.addEventListener("error", () => failed(new Error(`${attributes.src ?? attributes.href} did not load`)));
    document.head.append(element);
  });
}

/** Draw the map into an element; `lookAround(lon, lat)` and `openCard(address)` are what taps on it do. */
export async function drawMap(element, { lookAround, openCard }) {
  const { leaflet, leafletCss } = document.body.dataset;
  await Promise.all([load("script", { src: leaflet }), load("link", { rel: "stylesheet", href: leafletCss })]);
  const { L } = window;
  const basemap = await carrier(data.tiles?.datum);
  const moving = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    zoomControl: false, minZoom: 3, maxZoom: LAST_ZOOM, worldCopyJump: true, zoomAnimation: moving, fadeAnimation: moving,
  });
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  L.control.zoom({ position: "bottomright" }).addTo(map);
  if (data.tiles) L.tileLayer(data.tiles.url, { attribution: data.tiles.attribution, maxZoom: LAST_ZOOM }).addTo(map);

  const ground = L.layerGroup().addTo(map);
  const me = L.layerGroup().addTo(map);
  const places = L.layerGroup().addTo(map);
  const marks = new Map();
  const placed = new WeakMap();
  const tiles = tileKeeper(drawSoon);
  let parts = [];
  let view = "";
  let drawn = "";
  let chosen = null;
  let turn = 0;
  let soon = 0;

  function list() {
    return document.getElementById("list");
  }

  async function ask(address, query) {
    const answer = await fetch(`/api/v1/${address}?${new URLSearchParams(query)}`);
    if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
    return answer.json();
  }

  function box() {
    const seen = map.getBounds().pad(0.25); // so that a small move finds lines there
    const cut = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(5);
    return [cut(seen.getWest(), 180), cut(seen.getSouth(), 90), cut(seen.getEast(), 180), cut(seen.getNorth(), 90)].join(",");
  }

  async function refresh() {
    const mine = ++turn;
    const { kind, service, open } = list().dataset;
    const given = Object.entries({ kind, service, open, lang: data.lang }).filter(([, value]) => value);
    const query = new URLSearchParams(given).toString();
    parts = partsInView();
    view = `${map.getZoom()} ${query}`;
    const names = [...new Set(parts.map((part) => part.name))];
    element.setAttribute("aria-busy", "true");
    try {
      const here = tiles.want(names, query);
      drawPlaces();
      await Promise.all([here, data.tiles ? null : drawGround(mine).catch(warn)]);
      drawPlaces();
    } finally {
      if (mine === turn) element.setAttribute("aria-busy", "false");
    }
  }

  /** The tiles in view, those in the middle first; `west` tells how many degrees round the earth each lies. */
  function partsInView() {
    const zoom = map.getZoom();
    const count = 2 ** zoom;
    const [min, max] = placesBounds();
    const middle = min.add(max).divideBy(2 * TILE);
    const reach = (from, to) => [Math.floor((from - EDGE) / TILE), Math.floor((to + EDGE) / TILE)];
    const [[left, right], [top, bottom]] = [reach(min.x, max.x), reach(min.y, max.y)];
    const found = [];
    for (let y = Math.max(top, 0); y <= Math.min(bottom, count - 1); y++) {
      for (let x = left; x <= right; x++) {
        const west = Math.floor(x / count);
        const far = Math.hypot(x + 0.5 - middle.x, y + 0.5 - middle.y);
        found.push({ name: `${zoom}/${x - west * count}/${y}`, west: west * 360, far });
      }
    }
    return found.sort((a, b) => a.far - b.far);
  }

  /** The pixels in view, as places lie that the basemap's datum does not shift. */
  function placesBounds() {
    const { min, max } = map.getPixelBounds();
    const centre = map.getCenter().wrap();
    const [lon, lat] = basemap.from(centre.lng, centre.lat);
    const aside = map.project([lat, lon]).subtract(map.project(centre));
    return [min.add(aside), max.add(aside)];
  }

  function drawSoon() {
    soon ||= requestAnimationFrame(drawPlaces);
  }

  function drawPlaces() {
    cancelAnimationFrame(soon);
    soon = 0;
    // Rather the marks of before than holes, until all of another zoom or filter is there.
    if (view !== drawn && !tiles.complete()) return;
    drawn = view;
    const { min, max } = map.getPixelBounds();
    const within = (edge) => ({ x, y }) => x > min.x - edge && x < max.x + edge && y > min.y - edge && y < max.y + edge;
    const points = parts.flatMap(pointsOf).filter(within(2 * EDGE));
    const alone = points.filter((one) => one.feature.id && one.feature.id === chosen);
    const others = alone.length ? points.filter((one) => !alone.includes(one)) : points;
    const groups = grouped(others, map.getZoom() < LAST_ZOOM ? APART : APART_AT_LAST);
    show([...groups, ...alone].filter(within(EDGE)));
  }

  /** Where the features of a tile are on the screen of its zoom; worked out once. */
  function pointsOf({ name, west }) {
    const features = tiles.features(name);
    if (placed.get(features)?.west !== west) {
      placed.set(features, { west, points: features.map((feature) => point(feature, west)) });
    }
    return placed.get(features).points;
  }

  function point(feature, west) {
    const [lon, lat] = basemap.to(...feature.geometry.coordinates);
    const at = [lat, lon + west];
    const { x, y } = map.project(at);
    return { x, y, at, feature, count: feature.properties.count ?? 1 };
  }

  /** Put marks where groups are. What stays is left in place: a mark that is drawn anew loses the focus. */
  function show(groups) {
    const wanted = new Map(groups.map((group) => [keyOf(group), group]));
    let focusLost = false;
    for (const [key, { one }] of marks) {
      if (wanted.has(key)) continue;
      focusLost ||= one.getElement() === document.activeElement;
      places.removeLayer(one);
      marks.delete(key);
    }
    for (const [key, group] of wanted) {
      if (!marks.has(key)) marks.set(key, { id: group.count > 1 ? null : group.feature.id, one: drawOne(group).addTo(places) });
    }
    if (focusLost) element.focus({ preventScroll: true });
    light();
  }

  function keyOf({ at, count, feature: { id, properties } }) {
    return count > 1 ? `${at} ${count}` : `${at} ${id} ${properties.kind} ${properties.open.now}`;
  }

  function drawOne({ at, feature, count }) {
    const { id, properties } = feature;
    const words = count > 1 ? said("map.count", { count }) : properties.name;
    const icon = count > 1 ? cluster(L, count) : mark(L, feature);
    const one = L.marker(at, { icon, alt: words, title: words, riseOnHover: true });
    onTap(one, () => (count > 1 ? approach(at) : openCard(cardAddress(id))));
    return one;
  }

  /** Go nearer to a number; where the map goes no nearer, the list tells what lies there. */
  function approach([lat, lon]) {
    const zoom = map.getZoom();
    // A cell of 32 px is then 256 px wide, and still in view on a phone.
    const nearer = zoom + (zoom <= FAR_ZOOM ? 3 : 2);
    if (zoom < LAST_ZOOM) map.setView([lat, lon], Math.min(nearer, LAST_ZOOM));
    else lookAround(...basemap.from(L.latLng(lat, lon).wrap().lng, lat));
  }

  function light() {
    for (const { id, one } of marks.values()) one.getElement()?.classList.toggle("lit", id !== null && id === chosen);
  }

  async function drawGround(mine) {
    if (map.getZoom() < OUTLINES_ZOOM) return ground.clearLayers();
    const outlines = await ask("outlines", { bbox: box() });
    if (mine !== turn) return;
    drawOutlines(L, ground.clearLayers(), outlines);
  }

  /** Go where the list looks. */
  function follow({ move = true } = {}) {
    const { lon, lat, known } = list().dataset;
    me.clearLayers();
    if (move) look(list().dataset);
    if (known === "yes") {
      const icon = L.divIcon({ className: "me", iconSize: [18, 18] });
      L.marker(at(lon, lat), { icon, alt: said("map.me"), interactive: false, keyboard: false }).addTo(me);
    }
    return refresh();
  }

  /** Look at the point of the list; at what was searched for; or, when the nearest is far, at both ends of the way. */
  function look({ lon, lat, lookLon, lookLat, far }) {
    if (far) map.fitBounds([at(lon, lat), at(lookLon, lookLat)], { padding: [48, 48], maxZoom: NEAR_ZOOM });
    else if (lookLon ?? lon) map.setView(at(lookLon ?? lon, lookLat ?? lat), Math.max(map.getZoom() ?? 0, NEAR_ZOOM));
    else map.setView([35, 105], 4);
  }

  function at(lon, lat) {
    return basemap.to(Number(lon), Number(lat)).reverse();
  }

  /** Draw the places; where not one could come, as while a server starts, ask again after a while. */
  async function start() {
    try {
      await follow();
    } catch (error) {
      warn(error);
      setTimeout(start, AGAIN_MS);
    }
  }

  /** Offer the tapped point as the place to look around. */
  function offer({ latlng }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = said("where.pick");
    button.addEventListener("click", () => {
      map.closePopup();
      const { lng, lat } = latlng.wrap();
      lookAround(...basemap.from(lng, lat));
    });
    L.popup({ closeButton: false, className: "offer" }).setLatLng(latlng).setContent(button).openOn(map);
    button.focus();
  }

  map.on("click", offer);
  map.on("moveend", () => refresh().catch(warn));
  document.addEventListener("lit", ({ detail }) => {
    chosen = detail;
    drawPlaces();
  });
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(element);
  await start();
  return { follow, element };
}

function warn(error) {
  console.warn(error.message);
}

/** A tap, or Enter for who has no pointer: Leaflet tells a mark of the key only as of a key. */
function onTap(one, act) {
  one.on("click", act);
  one.on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && act());
}
