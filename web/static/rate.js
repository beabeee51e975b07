// Five stars: one tap counts at once, can be taken back, and changed later; reasons and words may follow.
import { said, words } from "./speak.js";
import { undoable } from "./undo.js";
import { takeBack, tell, troubleWords } from "./writing.js";

/** Put the stars of a form to work; the score beside it follows. */
export function rateable(form, score) {
  const address = form.dataset.rate;
  const told = form.querySelector(".told");
  const more = form.querySelector(".words");
  const undo = undoable(form.querySelector(".undo"));
  let given = 0;
  let turn = 0; // what is heard of an earlier tap no longer matters

  function show(stars) {
    given = stars;
    for (const one of form.querySelectorAll(".stars button")) {
      one.classList.toggle("on", Number(one.value) <= stars);
      one.setAttribute("aria-pressed", String(Number(one.value) === stars));
    }
    more.hidden = !stars;
  }

  /** Tell a vote, and what comes of it; `before` are the stars to go back to when it is refused. */
  function vote(body, tapped, before, thanks) {
    const mine = ++turn;
    told.textContent = "…";
    undo.end();
    const handle = tell(address, body, (outcome) => {
      if (mine !== turn) return;
      if (outcome.state === "refused") return refused(outcome, before);
      const brief = outcome.state === "sent";
      told.textContent = brief ? counted(outcome.body, thanks) : troubleWords(outcome);
      undo.offer(() => unvote(handle, outcome.body?.rated_on), tapped, { brief });
    });
  }

  function refused(outcome, before) {
    show(before);
    told.textContent = troubleWords(outcome);
  }

  function counted(body, thanks) {
    showScore(body.rating);
    if (body.counted === false) return words["rating.held"];
    remember(address, true);
    return body.comment_waits ? words["rating.waits"] : thanks;
  }

  function unvote(handle, on) {
    const mine = ++turn;
    show(0);
    told.textContent = "…";
    takeBack(handle, `${address}?rated_on=${on ?? dayInChina(handle.at)}`, (outcome) => {
      if (mine !== turn) return;
      if (outcome.body) showScore(outcome.body.rating);
      told.textContent = outcome.state === "sent" ? words["rating.undone"] : troubleWords(outcome);
    });
  }

  function showScore({ score: mean, count }) {
    score.textContent = count ? said("rating.score", { score: mean.toFixed(1), count }) : `★ ${words["rating.none"]}`;
    score.closest("details")?.setAttribute("data-stale", "");
  }

  form.hidden = false;
  if (remember(address)) showJudged(form, address);
  form.querySelector(".stars").addEventListener("click", ({ target }) => {
    const star = target.closest("button");
    if (!star) return;
    const [stars, before] = [Number(star.value), given];
    show(stars);
    vote({ stars }, star, before, said("rating.given", { stars }));
  });
  more.addEventListener("click", ({ target }) => {
    const chip = target.closest("[aria-pressed]");
    chip?.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") === "false"));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const comment = form.querySelector("textarea").value.trim();
    const reasons = [...more.querySelectorAll('[aria-pressed="true"]')].map((chip) => chip.value);
    if (!given || !(comment || reasons.length)) return;
    const star = form.querySelector(`.stars [value="${given}"]`);
    vote({ stars: given, ...(comment && { comment }), ...(reasons.length && { reasons }) }, star, given, words["rating.said"]);
    star.focus();
    more.hidden = true;
  });
}

/** Remember on this phone alone where it rated, or tell: only then is it worth asking what became of the comment. */
function remember(address, done = false) {
  try {
    const rated = JSON.parse(localStorage.getItem("rated") ?? "[]");
    if (done) localStorage.setItem("rated", JSON.stringify([...new Set([address, ...rated])].slice(0, 100)));
    return rated.includes(address);
  } catch {
    return false; // no such memory, or none allowed
  }
}

/** Tell the writer, and nobody else, why a comment was hidden or a rating does not count. */
async function showJudged(form, address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return;
  for (const { rated_on: on, hidden, ruled } of (await answer.json()).own ?? []) {
    if (!hidden && !ruled) continue;
    const told = document.createElement("p");
    told.className = "warning judged";
    const [, month, day] = on.split("-").map(Number);
    told.textContent = said(ruled ? "rating.ruled" : "rating.hidden", { day: `${month}/${day}`, reason: ruled || hidden });
    form.before(told);
  }
}

/** Bring the spread of the stars up to date when it is opened after a vote. */
export function spreadable(details, address) {
  details.addEventListener("toggle", async () => {
    if (!details.open || details.dataset.stale === undefined) return;
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    const { rating, spread } = await answer.json();
    for (const meter of details.querySelectorAll("meter")) {
      Object.assign(meter, { max: Math.max(rating.count, 1), value: spread[meter.dataset.stars] });
      meter.nextElementSibling.textContent = spread[meter.dataset.stars];
    }
    delete details.dataset.stale;
  });
}

function dayInChina(at) {
  return new Date(at + 8 * 3600_000).toISOString().slice(0, 10);
}
