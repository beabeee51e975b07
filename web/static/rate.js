// Five stars: one tap counts at once, words may follow, another tap changes it.
import { said, words } from "./speak.js";
import { send } from "./writing.js";

/** Put the stars of a form to work; the score beside it follows. */
export function rateable(form, score) {
  const told = form.querySelector(".told");
  const more = form.querySelector(".words");
  let given = 0;

  async function vote(given) {
    told.textContent = "…";
    const answer = await send(form.dataset.rate, given);
    if (!answer.ok) {
      told.textContent = answer.status === 429 ? words["rating.many"] : words["rating.failed"];
      return false;
    }
    const { rating } = await answer.json();
    score.textContent = said("rating.score", { score: rating.score.toFixed(1), count: rating.count });
    return true;
  }

  form.hidden = false;
  form.querySelector(".stars").addEventListener("click", async ({ target }) => {
    const star = target.closest("button");
    if (!star) return;
    const stars = Number(star.value);
    paint(form, stars);
    if (await vote({ stars })) {
      given = stars;
      told.textContent = said("rating.given", { stars });
      more.hidden = false;
    } else {
      paint(form, given);
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const comment = form.querySelector("textarea").value.trim();
    if (comment && given && (await vote({ stars: given, comment }))) {
      told.textContent = words["rating.said"];
      more.hidden = true;
    }
  });
}

function paint(form, stars) {
  for (const one of form.querySelectorAll(".stars button")) {
    one.classList.toggle("on", Number(one.value) <= stars);
    one.setAttribute("aria-pressed", String(Number(one.value) === stars));
  }
}
