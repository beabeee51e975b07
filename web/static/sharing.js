// An address to copy, and a link to send to somebody.
import { words } from "./speak.js";

/** Put the buttons that copy and share to work. */
export function shareable(card) {
  for (const button of card.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button.dataset.copy, button, "address.copied"));
  }
  for (const button of card.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => share(card, button));
  }
}

async function share(card, button) {
  const url = new URL(button.dataset.share, location.origin).href;
  if (!navigator.share) return copy(url, button, "share.copied");
  const title = card.querySelector("h2").textContent;
  return navigator.share({ title, text: button.dataset.text, url }).catch(() => {}); // thought better of it
}

async function copy(text, button, told) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyByHand(text, button);
  }
  const label = button.querySelector("span") ?? button;
  label.textContent = `✓ ${words[told]}`;
}

/** Browsers without a clipboard, as on plain http, copy what is selected. It lies beside the button: a dialog lets no other place. */
function copyByHand(text, button) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  button.after(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  button.focus();
}
