// The places whose cards were opened last: kept on this device only, and forgotten by one tap.
import { cardAddress, words } from "./speak.js";

const KEY = "recent";
const MOST = 8;

/** Remember that a place's card was opened. */
export function remember(id, name) {
  keep([{ id, name }, ...remembered().filter((one) => one.id !== id)].slice(0, MOST));
}

/** Show under a search box that is empty and has the focus what was opened lately. */
export function recentlySeen(form) {
  const box = form.elements.q;
  const under = document.getElementById("recent");
  const show = () => {
    const places = box.value || document.activeElement !== box ? [] : remembered();
    under.hidden = !places.length;
    under.replaceChildren(...(places.length ? [head(under), ...places.map(link)] : []));
  };
  for (const kind of ["focus", "input", "compositionstart"]) box.addEventListener(kind, show);
  // A press must not take the focus from the box, or the links would be gone before the tap arrives.
  under.addEventListener("pointerdown", (event) => event.preventDefault());
  form.parentElement.addEventListener("focusout", ({ relatedTarget }) => {
    if (!form.contains(relatedTarget) && !under.contains(relatedTarget)) under.hidden = true;
  });
  form.parentElement.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && document.activeElement === box) under.querySelector("a")?.focus();
    if (event.key === "Escape") under.hidden = true;
  });
  under.addEventListener("click", (event) => {
    if (!event.target.closest("a")) return;
    under.hidden = true;
    document.getElementById("list-title").focus({ preventScroll: true }); // where the focus is to come back to
  });
}

function head(under) {
  const line = document.createElement("p");
  const kept = document.createElement("span");
  const clear = document.createElement("button");
  kept.textContent = `${words["recent.title"]} · ${words["recent.kept"]}`;
  clear.type = "button";
  clear.textContent = words["recent.clear"];
  clear.addEventListener("click", () => {
    keep([]);
    under.hidden = true;
  });
  line.append(kept, clear);
  return line;
}

function link({ id, name }) {
  const made = document.createElement("a");
  made.href = cardAddress(id);
  made.dataset.card = id;
  made.textContent = name;
  return made;
}

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY)) ?? [];
    return kept.filter(({ id, name }) => /^\d+$/.test(id) && typeof name === "string").slice(0, MOST);
  } catch {
    return [];
  }
}

function keep(places) {
  try {
    localStorage.setItem(KEY, JSON.stringify(places));
  } catch {
    // Nothing may be kept on this device.
  }
}
