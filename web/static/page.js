// The page made quick: filters without reload, search as one types, a position, the card, and then the map. Without this
// script all of it is links and pages.
import { closeCard, followAddress, openCard, showCard } from "./card.js";
import { locatable } from "./locate.js";
import { recentlySeen, remember } from "./recent.js";
import { searchable } from "./search.js";
import { choosable } from "./size.js";
import { part, words } from "./speak.js";
import { stepFrom } from "./steps.js";
import { viewable } from "./view.js";

const HEARD_MS = 1200; // after which what somebody told is in every answer
const OLD_MS = 300_000; // after which a list may say "open" of what has shut
const AGAIN_MS = 2000;

const panel = document.getElementById("panel");
const notice = document.getElementById("notice");
const where = document.querySelector(".where");
let map = null;
let search = null;
let invite = () => {};
let shown = location.pathname + location.search;
let asked = shown; // what the list will show when the answer is there
let turn = 0;
let cameAt = Date.now();

/** Ask for the list at an address and put it in place, and the map follows; of several the last one counts. */
async function swap(address, { keepFocus = true } = {}) {
  const mine = ++turn;
  asked = address;
  const focused = keepFocus ? document.activeElement.closest("[data-swap]")?.dataset.swap : null;
  let html;
  try {
    html = await part(address, "panel");
  } catch {
    if (mine === turn) lost();
    return false;
  }
  if (mine !== turn) return false;
  const held = panel.contains(document.activeElement);
  panel.innerHTML = html;
  notice.textContent = "";
  shown = address;
  cameAt = Date.now();
  if (!history.state?.card) history.replaceState(null, "", address); // else the address bar is the card's, until it closes
  settle();
  if (held || (focused != null && document.activeElement === document.body)) refocus(focused);
  map?.follow();
  return true;
}

/** Give the focus back to what was tapped, or to the title when that is gone; who went elsewhere meanwhile stays there. */
function refocus(swapped) {
  if (swapped != null) panel.querySelector(`[data-swap="${swapped}"]`)?.focus();
  if (!panel.contains(document.activeElement)) document.getElementById("list-title").focus();
}

/** No answer: the list, the filters and the chosen county stay as they were. */
function lost() {
  asked = shown;
  notice.textContent = words.trouble;
  chooseCounty();
  for (const chip of panel.querySelectorAll("[aria-busy]")) chip.removeAttribute("aria-busy");
}

/** Let everything around the list fit what it shows. */
function settle() {
  const query = new URLSearchParams(shown.split("?")[1]);
  const q = query.get("q") ?? "";
  document.body.classList.toggle("searching", q !== "");
  search.follow(q);
  where.hidden = document.getElementById("list").dataset.known === "yes" || q !== "";
  chooseCounty();
}

/** Let the choice of counties say what the list shows. */
function chooseCounty() {
  const { county } = where.elements;
  county.value = new URLSearchParams(shown.split("?")[1]).get("county") ?? "";
  if (county.selectedIndex < 0) county.value = ""; // its name, where the choice knows its code
}

/** Put a newer list of the same address in place: nobody loses the focus, nor the line being read. */
function renew(html) {
  const selector = selectorOf(document.activeElement);
  const opened = document.getElementById("more")?.open;
  const tops = [scrollY, document.getElementById("list").scrollTop];
  panel.innerHTML = html;
  cameAt = Date.now();
  settle();
  if (opened) document.getElementById("more")?.setAttribute("open", "");
  if (selector) panel.querySelector(selector)?.focus({ preventScroll: true });
  document.getElementById("list").scrollTop = tops[1];
  scrollTo({ top: tops[0], behavior: "instant" });
  map?.follow({ move: false });
}

/** Ask for the same list again and tell whether it came; without a network it stays as it is. */
async function refresh() {
  const address = shown;
  const html = await part(address, "panel").catch(() => null);
  if (address !== shown) return true;
  if (html) renew(html);
  if (html && notice.textContent === words.trouble) notice.textContent = "";
  return html !== null;
}

/** Bring a list up to date that was left for a while; where that fails, say so. */
async function awake() {
  if (document.visibilityState !== "visible" || Date.now() - cameAt < OLD_MS || leadsElsewhere()) return;
  if (!(await refresh())) notice.textContent = words.trouble;
}

/** Put the network's list in place of a kept one, or of none. A network is there a little later than a browser says so. */
async function catchUp(tries = 3) {
  const kept = panel.querySelector(".kept");
  if (kept ? leadsElsewhere() : panel.querySelector("#chips, .rows")) return;
  await refresh();
  if (tries > 1 && navigator.onLine) setTimeout(catchUp, AGAIN_MS, tries - 1);
}

/** Whether the network would look elsewhere: the address says no place, and the list is of where the phone was last. */
function leadsElsewhere() {
  return Boolean(panel.querySelector(".kept")) && !/[?&](lon|county|q)=/.test(shown);
}

function selectorOf(element) {
  if (!panel.contains(element)) return "";
  const names = ["data-card", "data-swap", "data-size", "id"].filter((name) => element.hasAttribute(name));
  if (names.length) return names.map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`).join("");
  return element.matches("#more summary") ? "#more summary" : "";
}

/** What an address asks for, written in one way: commas and Chinese may be escaped or not. */
function queryOf(address) {
  return new URL(address, location.origin).searchParams.toString();
}

/** The address of the list with other parameters; null takes one away. */
function changed(parameters) {
  const address = new URL(asked.startsWith("/?") ? asked : "/", location.origin);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  return address.pathname + address.search;
}

/** Look around a point from now on. */
function lookAround(lon, lat) {
  return swap(changed({ county: null, q: null, lon: lon.toFixed(5), lat: lat.toFixed(5) }), { keepFocus: false });
}

function listen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap], a[data-card]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link.dataset.card) openCard(link.getAttribute("href"));
    else {
      link.setAttribute("aria-busy", "true");
      swap(stepFrom(asked, shown, link.getAttribute("href")));
    }
  });
  where.elements.county.addEventListener("change", ({ target }) => {
    if (target.value) swap(changed({ lon: null, lat: null, q: null, county: target.value }), { keepFocus: false });
  });
  document.addEventListener("fresher", ({ detail }) => {
    if (queryOf(detail.address) === queryOf(shown)) renew(detail.html);
  });
  document.addEventListener("told", () => setTimeout(refresh, HEARD_MS));
  document.addEventListener("network", ({ detail }) => {
    if (!detail.online) notice.textContent = words["list.offline"];
    else if (notice.textContent === words["list.offline"]) notice.textContent = "";
    if (!detail.online) return;
    map?.follow({ move: false }); // what did not come before
    catchUp();
  });
  document.addEventListener("visibilitychange", awake);
  addEventListener("popstate", () => followAddress() || leaveCard());
}

function leaveCard() {
  closeCard();
  history.replaceState(null, "", shown);
}

function tell(text) {
  notice.textContent = text;
  where.hidden = where.hidden && !text;
}

async function start() {
  document.addEventListener("lit", ({ detail }) => detail && remember(detail, document.querySelector("#card h2").textContent));
  if (!panel) return showAlone(document.querySelector(".card"));
  search = searchable(document.getElementById("search"), (q) => swap(changed({ q }), { keepFocus: false }));
  recentlySeen(document.getElementById("search"));
  settle();
  choosable(panel, (size) => swap(changed({ size }), { keepFocus: false }));
  listen();
  settle(); // a page that the phone made itself has the same head for all
  locatable(document.getElementById("locate"), { lookAround, tell, invite: () => invite(), asked: () => asked });
  try {
    const { drawMap } = await import("./map.js");
    map = await drawMap(document.getElementById("map"), { lookAround, openCard });
    invite = viewable(document.getElementById("view"), map.element);
  } catch (error) {
    document.documentElement.classList.add("mapless");
    notice.textContent = words["map.none"];
    console.warn(error.message);
  }
}

function showAlone(card) {
  if (!card) return;
  showCard(card);
  remember(card.dataset.id, card.querySelector("h2").textContent);
}

start();
