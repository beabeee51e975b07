// "Still right": one tap by somebody who is there renews the date of a fact.
import { said } from "./speak.js";
import { tell, troubleWords } from "./writing.js";

const SHOWN_AT = { existence: "confirmed", hours: "hours-confirmed" };

/** Put the buttons of a form to work. */
export function confirmable(form) {
  const told = form.querySelector(".told");
  form.hidden = false;
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    told.textContent = "…";
    tell(form.dataset.confirm, { fact: button.value }, (outcome) => {
      if (outcome.state !== "sent") {
        told.textContent = troubleWords(outcome);
        return;
      }
      told.textContent = said("confirm.done", { words: button.textContent });
      const shown = document.getElementById(SHOWN_AT[button.value]);
      if (shown) shown.textContent = outcome.body.words;
    });
  });
}
