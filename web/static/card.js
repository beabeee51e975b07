// The card of one place: opened over the list, closed by Esc, the back button or its own button.
import { confirmable } from "./confirm.js";
import { rateable } from "./rate.js";
import { part, words } from "./speak.js";

const dialog = document.getElementById("card");
let opener = null;

/** Open the card at a place's address; the address bar follows, so that it can be shared. */
export async function openCard(address, { push = true } = {}) {
  let html;
  try {
    html = await part(address, "card");
  } catch {
    location.assign(address);
    return;
  }
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
  for (const button of card.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(card.querySelector(button.dataset.copy).textContent, button, "address.copied"));
  }
  for (const button of card.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => share(new URL(button.dataset.share, location.origin), card, button));
  }
  for (const form of card.querySelectorAll("[data-confirm]")) confirmable(form);
  for (const form of card.querySelectorAll("[data-rate]")) rateable(form, card.querySelector("#score"));
}

/** Close the card when the address no longer is one's. */
export function closeCard() {
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

async function copy(text, button, told) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(document.getElementById("address"));
    document.execCommand("copy");
  }
  button.textContent = `✓ ${words[told]}`;
}

async function share(url, card, button) {
  const title = card.querySelector("h2").textContent;
  if (navigator.share) return navigator.share({ title, url: url.href }).catch(() => {});
  return copy(url.href, button, "share.copied");
}

dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
dialog?.addEventListener("close", () => {
  light(null);
  opener?.focus?.();
  opener = null;
  if (history.state?.card) history.back();
});
