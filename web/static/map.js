// The map: drawn after the list, fed from our own host, and showing where the list looks.
import { cluster, mark } from "./marks.js";
import { data, said } from "./speak.js";

const MOST = 1000; // of one question to the server; beyond, counties stand for their places
const NEAR_ZOOM = 14;
const OUTLINES_ZOOM = 7; // farther out, thousands of counties would only be a grey web

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
  const { leaflet, leafletCss, cluster: plugin, clusterCss } = document.body.dataset;
  await Promise.all([
    load("script", { src: leaflet }),
    load("link", { rel: "stylesheet", href: leafletCss }),
    load("link", { rel: "stylesheet", href: clusterCss }),
  ]);
  await load("script", { src: plugin });
  const { L } = window;
  const map = L.map(element, { zoomControl: false, minZoom: 3, maxZoom: 18, worldCopyJump: true });
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  L.control.zoom({ position: "bottomright" }).addTo(map);
  if (data.tiles) L.tileLayer(data.tiles.url, { attribution: data.tiles.attribution, maxZoom: 18 }).addTo(map);

  const ground = L.layerGroup().addTo(map);
  const counties = L.layerGroup().addTo(map);
  const me = L.layerGroup().addTo(map);
  const places = L.markerClusterGroup({
    maxClusterRadius: 48,
    showCoverageOnHover: false,
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    iconCreateFunction: (group) => cluster(L, group.getChildCount()),
  }).addTo(map);
  const more = element.appendChild(document.createElement("p"));
  more.className = "more";
  more.textContent = said("map.more");
  more.hidden = true;
  const marks = new Map();
  let choices = null;
  let turn = 0;

  function list() {
    return document.getElementById("list");
  }

  async function ask(address, query) {
    const answer = await fetch(`/api/v1/${address}?${new URLSearchParams(query)}`);
    if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
    return answer.json();
  }

  function box() {
    const seen = map.getBounds().pad(0.25); // so that marks at the edge are grouped as they stay
    const cut = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(5);
    return [cut(seen.getWest(), 180), cut(seen.getSouth(), 90), cut(seen.getEast(), 180), cut(seen.getNorth(), 90)].join(",");
  }

  async function refresh() {
    const mine = ++turn;
    const { kind, service, open } = list().dataset;
    const query = { bbox: box(), limit: MOST, lang: data.lang };
    if (kind) query.kind = kind;
    if (service) query.service = service;
    if (open) query.open = open;
    const [found] = await Promise.all([ask("stations", query), data.tiles ? null : drawGround(mine)]);
    if (mine !== turn) return;
    const tooMany = found.links.some((link) => link.rel === "next") && map.getZoom() < NEAR_ZOOM;
    const summed = tooMany && (await drawCounties());
    if (mine !== turn) return;
    if (!summed) counties.clearLayers();
    drawPlaces(summed ? [] : found.features);
    more.hidden = !tooMany;
  }

  function drawPlaces(features) {
    // What stays is left in place: a mark that is drawn anew loses the focus of who steps through them by keyboard.
    const wanted = new Set(features.map((feature) => feature.id));
    const gone = [...marks.keys()].filter((id) => !wanted.has(id));
    places.removeLayers(gone.map((id) => marks.get(id)));
    gone.forEach((id) => marks.delete(id));
    const fresh = features.filter((feature) => !marks.has(feature.id));
    const made = fresh.map((feature) => {
      const [lon, lat] = feature.geometry.coordinates;
      const one = L.marker([lat, lon], { icon: mark(L, feature), alt: feature.properties.name, title: feature.properties.name, riseOnHover: true });
      onTap(one, () => openCard(cardAddress(feature.id)));
      marks.set(feature.id, one);
      return one;
    });
    places.addLayers(made);
  }

  function cardAddress(id) {
    const { lon, lat, known } = list().dataset;
    const query = new URLSearchParams(known === "yes" ? { lon, lat } : {});
    if (data.lang === "en") query.set("lang", "en");
    return `/stations/${id}${query.size ? `?${query}` : ""}`;
  }

  /** Let counties stand for their places; tell whether any county is known. */
  async function drawCounties() {
    choices ??= (await ask("counties", {})).counties;
    counties.clearLayers();
    for (const { name, count, centre } of choices) {
      const [lon, lat] = centre;
      const words = said("map.places", { name, count });
      const one = L.marker([lat, lon], { icon: cluster(L, count), alt: words, title: words }).addTo(counties);
      onTap(one, () => map.setView([lat, lon], Math.max(map.getZoom() + 2, 12)));
    }
    return choices.length > 0;
  }

  async function drawGround(mine) {
    if (map.getZoom() < OUTLINES_ZOOM) return ground.clearLayers();
    const outlines = await ask("outlines", { bbox: box() });
    if (mine !== turn) return;
    ground.clearLayers();
    const style = { color: getComputedStyle(document.body).getPropertyValue("--edge"), weight: 1.2, opacity: 0.7, interactive: false };
    L.geoJSON(outlines, { style, attribution: credits(outlines) }).addTo(ground);
    for (const { properties } of outlines.features) {
      const text = document.createElement("span");
      text.textContent = properties.name;
      const icon = L.divIcon({ html: text, className: "county-name", iconSize: [0, 0] });
      L.marker([properties.centre[1], properties.centre[0]], { icon, interactive: false, keyboard: false }).addTo(ground);
    }
  }

  /** Go where the list looks. */
  function follow({ move = true } = {}) {
    const { lon, lat, known } = list().dataset;
    me.clearLayers();
    if (!lon) map.setView([35, 105], 4);
    else if (move) map.setView([lat, lon], Math.max(map.getZoom() ?? 0, 13));
    if (known === "yes") {
      const icon = L.divIcon({ className: "me", iconSize: [18, 18] });
      L.marker([lat, lon], { icon, alt: said("map.me"), interactive: false, keyboard: false }).addTo(me);
    }
    return refresh();
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
      lookAround(lng, lat);
    });
    L.popup({ closeButton: false, className: "offer" }).setLatLng(latlng).setContent(button).openOn(map);
    button.focus();
  }

  map.on("click", offer);
  map.on("moveend", () => refresh().catch((error) => console.warn(error.message)));
  document.addEventListener("lit", ({ detail }) => {
    for (const [id, one] of marks) one.getElement()?.classList.toggle("lit", id === detail);
  });
  await follow();
  return { follow, invite: () => element.scrollIntoView({ block: "nearest" }) };
}

/** A tap, or Enter for who has no pointer: Leaflet tells a mark of the key only as of a key. */
function onTap(one, act) {
  one.on("click", act);
  one.on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && act());
}

function credits(outlines) {
  const escaped = document.createElement("span");
  escaped.textContent = [...new Set(outlines.features.map((one) => one.properties.credit).filter(Boolean))].join(" · ");
  return escaped.innerHTML;
}
