// The page made quick: filters without reload, a position, the card, and then the map. Without this script all of it is
// links and pages.
import { closeCard, followAddress, openCard, showCard } from "./card.js";
import { part, words } from "./speak.js";

const panel = document.getElementById("panel");
const notice = document.getElementById("notice");
let map = null;

/** Ask the server for the list at an address and put it in place; the map follows. */
async function swap(address, { keepFocus = true } = {}) {
  const focused = keepFocus ? document.activeElement.closest("[data-swap]")?.dataset.swap : null;
  try {
    panel.innerHTML = await part(address, "panel");
  } catch {
    notice.textContent = words.trouble;
    return;
  }
  notice.textContent = "";
  history.replaceState(null, "", address);
  if (focused != null) (panel.querySelector(`[data-swap="${focused}"]`) ?? document.getElementById("list-title")).focus();
  map?.follow();
}

/** Look around a point from now on. */
export function lookAround(lon, lat) {
  const address = new URL(location.pathname === "/" ? location.href : "/", location.origin);
  address.searchParams.delete("county");
  address.searchParams.set("lon", lon.toFixed(5));
  address.searchParams.set("lat", lat.toFixed(5));
  return swap(address.pathname + address.search, { keepFocus: false });
}

function locate(button) {
  const label = button.querySelector("span");
  const refused = () => {
    label.textContent = words.locate;
    notice.textContent = words["locate.refused"];
    map?.invite();
  };
  if (!navigator.geolocation) return refused();
  label.textContent = words.locating;
  navigator.geolocation.getCurrentPosition(
    async ({ coords }) => {
      await lookAround(coords.longitude, coords.latitude);
      label.textContent = words.locate;
      document.getElementById("list-title").focus();
    },
    refused,
    { timeout: 8000, maximumAge: 60000 },
  );
}

function listen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap], a[data-card]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link.dataset.card) openCard(link.getAttribute("href"));
    else swap(link.getAttribute("href"));
  });
  document.getElementById("county").addEventListener("change", ({ target }) => {
    if (!target.value) return;
    const address = new URL(location.href);
    address.searchParams.delete("lon");
    address.searchParams.delete("lat");
    address.searchParams.set("county", target.value);
    swap(address.pathname + address.search, { keepFocus: false });
  });
  const button = document.getElementById("locate");
  button.hidden = false;
  button.addEventListener("click", () => locate(button));
  addEventListener("popstate", () => followAddress() || closeCard());
}

async function start() {
  if (!panel) return showCard(document.querySelector(".card"));
  listen();
  try {
    const { drawMap } = await import("./map.js");
    map = await drawMap(document.getElementById("map"), { lookAround, openCard });
  } catch (error) {
    document.documentElement.classList.add("mapless");
    notice.textContent = words["map.none"];
    console.warn(error.message);
  }
}

start();
