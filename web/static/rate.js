// Five stars: one tap counts at once, words may follow, another tap changes it. Each try that may have arrived is sent
// again under the same key, so that it counts once.
import { said, words } from "./speak.js";

/** Put the stars of a form to work; the score beside it follows. */
export function rateable(form, score) {
  const told = form.querySelector(".told");
  const more = form.querySelector(".words");
  let given = 0;
  let pending = null;

  async function send(vote) {
    const body = JSON.stringify(vote);
    if (pending?.body !== body) pending = { body, key: key() };
    told.textContent = "…";
    let answer;
    try {
      answer = await fetch(form.dataset.rate, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": pending.key },
        body,
      });
    } catch {
      answer = { ok: false };
    }
    if (!answer.ok) {
      told.textContent = answer.status === 429 ? words["rating.many"] : words["rating.failed"];
      return false;
    }
    pending = null;
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
    if (await send({ stars })) {
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
    if (comment && given && (await send({ stars: given, comment }))) {
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

function key() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
