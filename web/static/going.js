// The way there: the map app that was used last is one tap away, the others behind "another map".
import { said, words } from "./speak.js";

const NAME = "map-app";

/** Put the map apps of a card to work; this device remembers which one was taken. */
export function goable(apps) {
  if (!apps) return;
  const details = apps.querySelector("details");
  const list = details.querySelector("ul");
  list.addEventListener("click", ({ target }) => {
    const link = target.closest("a[data-app]");
    if (!link) return;
    remember(link.dataset.app);
    details.open = false;
    first(link);
  });

  function first(link) {
    const direct = apps.querySelector(".direct") ?? document.createElement("a");
    direct.className = "button direct";
    direct.href = link.href;
    direct.rel = link.rel;
    direct.textContent = said("go.with", { app: link.textContent.trim() });
    details.before(direct);
    details.querySelector("summary").textContent = words["go.other"];
    details.querySelector("summary").classList.add("plain");
  }

  const last = [...list.querySelectorAll("a[data-app]")].find((link) => link.dataset.app === remembered());
  if (last) first(last);
}

function remembered() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // no storage on this device: the list it is
  }
}

function remember(app) {
  try {
    localStorage.setItem(NAME, app);
  } catch {
    // As above.
  }
}
