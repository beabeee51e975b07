// The card of one place: opened over the list, closed by Esc, the back button or its own button.
import { confirmable } from "./confirm.js";
import { mendable, reportable } from "./faults.js";
import { goable } from "./going.js";
import { rateable, spreadable } from "./rate.js";
import { shareable } from "./sharing.js";
import { part, words } from "./speak.js";

const dialog = document.getElementById("card");
const LEAVING_MS = 1000;
let opener = null;
let left = Promise.resolve(); // kept once the address bar has left the last card
let leaving = false;
let turn = 0; // of several taps the last one counts

/** Open the card at a place's address; the address bar follows, so that it can be shared. */
export async function openCard(address, { push = true } = {}) {
  const mine = ++turn;
  let html;
  try {
    html = await part(address, "card");
  } catch {
    if (mine === turn) location.assign(address);
    return;
  }
  await left;
  if (mine !== turn) return;
  opener ??= document.activeElement;
  dialog.innerHTML = html;
  dialog.prepend(closer());
  dialog.setAttribute("aria-label", dialog.querySelector("h2").textContent);
  showCard(dialog.querySelector(".card"));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  dialog.querySelector("h2").focus();
  light(dialog.querySelector(".card").dataset.id);
  if (push) history.pushState({ card: address }, "", address);
}

/** Put a card's buttons to work. */
export function showCard(card) {
  if (!card) return;
  const form = (name) => card.querySelector(`form[data-${name}]`);
  shareable(card);
  mendable(card);
  goable(card.querySelector(".go"));
  if (form("confirm")) confirmable(form("confirm"));
  if (form("faults")) reportable(form("faults"), card);
  if (form("rate")) rateable(form("rate"), card.querySelector("#score"));
  for (const spread of card.querySelectorAll(".spread")) spreadable(spread, spread.dataset.of);
}

/** Close the card when the address no longer is one's. */
export function closeCard() {
  if (!leaving) turn += 1; // nor does one come that is still on its way
  if (dialog?.open) dialog.close();
}

/** Open the card again that the address bar went back or forth to; tell whether there was one. */
export function followAddress() {
  if (!history.state?.card) return false;
  openCard(history.state.card, { push: false });
  return true;
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "shut-card";
  button.textContent = "×";
  button.setAttribute("aria-label", words.close);
  button.addEventListener("click", () => dialog.close());
  return button;
}

function light(id) {
  for (const row of document.querySelectorAll(".row")) {
    row.classList.toggle("lit", row.querySelector("a").dataset.card === id);
  }
  document.dispatchEvent(new CustomEvent("lit", { detail: id }));
}

/** Go back to the address of the list: a browser does that in its own time, and a card opened meanwhile would be left. */
function leave() {
  leaving = true;
  history.back();
  return new Promise((done) => {
    addEventListener("popstate", done, { once: true });
    setTimeout(done, LEAVING_MS);
  }).then(() => {
    leaving = false;
  });
}

dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
dialog?.addEventListener("close", () => {
  light(null);
  const id = dialog.querySelector(".card")?.dataset.id;
  (opener?.isConnected ? opener : document.querySelector(`[data-card="${id}"]`))?.focus?.();
  opener = null;
  if (history.state?.card) left = leave();
});
