// The pin on a map: a tap or a drag writes the two numbers of the form, and the numbers move the pin.
import { carrier } from "../datum.js";
import { drawOutlines } from "../ground.js";

const NEAR_ZOOM = 16;
const OUTLINES_ZOOM = 9;
const NEIGHBOURS = 12;
const AROUND_M = 3000;
const DECIMALS = 6; // a tenth of a metre

const element = document.getElementById("pin-map");
const [lon, lat] = ["lon", "lat"].map((name) => document.getElementById(name));

function load(tag, attributes) {
  return new Promise((done, failed) => {
    const one = Object.assign(document.createElement(tag), attributes);
    one.addEventListener("load", done);
    one.addEventListener("error", () => failed(new Error(`${attributes.src ?? attributes.href} did not load`)));
    document.head.append(one);
  });
}

async function draw() {
  const { leaflet, css, before, pin } = element.dataset;
  await Promise.all([load("script", { src: leaflet }), load("link", { rel: "stylesheet", href: css })]);
  const { L } = window;
  const tiles = JSON.parse(element.dataset.tiles);
  const basemap = await carrier(tiles?.datum);
  const onMap = (x, y) => basemap.to(Number(x), Number(y)).reverse();
  element.hidden = false;
  const map = L.map(element, { zoomControl: false, minZoom: 3, maxZoom: 19, zoomAnimation: false, fadeAnimation: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ position: "bottomright" }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  if (tiles) L.tileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: 19 }).addTo(map);
  const icon = (className) => L.divIcon({ className, iconSize: [26, 26] });
  const old = onMap(element.dataset.lon, element.dataset.lat);
  L.marker(old, { icon: icon("pin-before"), alt: before, title: before, keyboard: false, interactive: false }).addTo(map);
  const marker = L.marker(onMap(lon.value, lat.value), { icon: icon("pin-new"), alt: pin, title: pin, draggable: true, zIndexOffset: 100 }).addTo(map);

  function write(at) {
    const [x, y] = basemap.from(at.lng, at.lat);
    [lon.value, lat.value] = [x.toFixed(DECIMALS), y.toFixed(DECIMALS)];
  }

  map.fitBounds([old, marker.getLatLng()], { maxZoom: NEAR_ZOOM, padding: [48, 48] });
  map.on("click", ({ latlng }) => {
    marker.setLatLng(latlng.wrap());
    write(latlng.wrap());
  });
  marker.on("dragend", () => write(marker.getLatLng().wrap()));
  for (const field of [lon, lat]) {
    field.addEventListener("change", () => {
      if (!Number.isFinite(Number(lon.value)) || !Number.isFinite(Number(lat.value)) || Math.abs(lat.value) > 90) return;
      marker.setLatLng(onMap(lon.value, lat.value));
      map.panTo(marker.getLatLng());
    });
  }
  await Promise.all([near(L, map, onMap), tiles ? null : ground(L, map)]);
}

/** Other places around, with their names: where there are no streets, one goes by neighbours. */
async function near(L, map, onMap) {
  const { lon: x, lat: y, id } = element.dataset;
  const answer = await fetch(`/api/v1/nearest?${new URLSearchParams({ lon: x, lat: y, limit: NEIGHBOURS, within_m: AROUND_M })}`);
  if (!answer.ok) return;
  for (const feature of (await answer.json()).features.filter((one) => one.id !== id)) {
    const text = document.createElement("span");
    text.textContent = feature.properties.name;
    const icon = L.divIcon({ html: text, className: "pin-near", iconSize: [0, 0] });
    L.marker(onMap(...feature.geometry.coordinates), { icon, interactive: false, keyboard: false }).addTo(map);
  }
}

/** County lines around, where no map tiles are set. */
async function ground(L, map) {
  const layer = L.layerGroup().addTo(map);
  async function refresh() {
    if (map.getZoom() < OUTLINES_ZOOM) return layer.clearLayers();
    const seen = map.getBounds().pad(0.25);
    const cut = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(5);
    const box = [cut(seen.getWest(), 180), cut(seen.getSouth(), 90), cut(seen.getEast(), 180), cut(seen.getNorth(), 90)];
    const answer = await fetch(`/api/v1/outlines?bbox=${box.join(",")}`);
    if (answer.ok) drawOutlines(L, layer.clearLayers(), await answer.json());
  }
  map.on("moveend", () => refresh().catch(() => layer.clearLayers()));
  await refresh();
}

// Without the map the two numbers do as well.
draw().catch((error) => {
  element.hidden = true;
  console.warn(error.message);
});
