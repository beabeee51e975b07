// "Still right": one tap by somebody who is there renews the date of a fact.
import { said, words } from "./speak.js";
import { send } from "./writing.js";

const SHOWN_AT = { existence: "confirmed", hours: "hours-confirmed" };

/** Put the buttons of a form to work. */
export function confirmable(form) {
  const told = form.querySelector(".told");
  form.hidden = false;
  form.addEventListener("click", async ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const answer = await send(form.dataset.confirm, { fact: button.value });
    if (!answer.ok) {
      told.textContent = answer.status === 429 ? words["rating.many"] : words["rating.failed"];
      return;
    }
    const { words: age } = await answer.json();
    told.textContent = said("confirm.done", { words: button.textContent });
    const shown = document.getElementById(SHOWN_AT[button.value]);
    if (shown) shown.textContent = age;
  });
}
