// What is wrong at a place, said by one tap and taken back within ten seconds; and "works again".
import { part, said, words } from "./speak.js";
import { undoable } from "./undo.js";
import { takeBack, tell, troubleWords } from "./writing.js";

/** Put the buttons of a form to work; the warnings and services of its card follow. */
export function reportable(form, card) {
  const address = form.dataset.faults;
  const told = form.querySelector(".told");
  const which = form.querySelector(".which");
  const more = form.querySelector(".words");
  const undo = undoable(form.querySelector(".undo"));
  const asking = form.querySelector("[aria-expanded]");
  let last = null;
  let turn = 0;

  function ask(open) {
    which.hidden = !open;
    asking?.setAttribute("aria-expanded", String(open));
  }

  function report(what, tapped, thanks) {
    const mine = ++turn;
    told.textContent = "…";
    undo.end();
    const handle = tell(address, what, (outcome) => {
      if (outcome.state === "sent") follow(card, outcome.body);
      if (mine !== turn) return;
      told.textContent = outcome.state === "sent" ? thanks(outcome.body) : troubleWords(outcome);
      if (outcome.state === "refused") more.hidden = true;
      else undo.offer(() => unreport(handle, what), tapped, { brief: outcome.state === "sent" });
    });
  }

  function unreport(handle, { what, service }) {
    const mine = ++turn;
    more.hidden = true;
    told.textContent = "…";
    const query = new URLSearchParams({ what, ...(service && { service }) });
    takeBack(handle, `${address}?${query}`, (outcome) => {
      if (outcome.body) follow(card, outcome.body);
      if (mine === turn) told.textContent = outcome.state === "sent" ? words["rating.undone"] : troubleWords(outcome);
    });
  }

  form.hidden = false;
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button[value]");
    if (!button) return;
    if (button === asking) {
      ask(which.hidden);
      if (!which.hidden) which.querySelector("button").focus();
      return;
    }
    last = { what: button.value, ...(button.dataset.service && { service: button.dataset.service }) };
    ask(false);
    more.hidden = false;
    const tapped = button.dataset.service ? asking : button;
    if (button.dataset.service) asking.focus();
    report(last, tapped, (answer) => thanks(button.textContent.trim(), last, answer));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const note = form.querySelector("textarea").value.trim();
    if (!note || !last) return;
    form.querySelector("textarea").value = "";
    more.hidden = true;
    told.focus();
    report({ ...last, note }, told, () => words["rating.said"]);
  });
}

/** Put "works again" to work: each button ends what was reported. */
export function mendable(card) {
  const told = card.querySelector(".mended-told");
  if (!told) return;
  card.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-mended]");
    if (!button) return;
    const { mended, what, service } = button.dataset;
    told.textContent = "…";
    tell(mended, { what, ...(service && { service }) }, async (outcome) => {
      told.textContent = outcome.state === "sent" ? words["fault.mended.said"] : troubleWords(outcome);
      if (outcome.state !== "sent") return;
      told.focus();
      await follow(card, outcome.body);
    });
  });
}

function thanks(name, { what, service }, { counted, reports, services_out: out }) {
  if (counted === false) return words["rating.held"];
  const shown = reports.some((one) => one.what === what && (one.service ?? undefined) === service) || out.includes(service);
  const done = said("fault.done", { what: name });
  return shown || what === "no_water" ? done : `${done} ${words["fault.second"]}`;
}

/** Draw anew what the card says of reports and services, in the server's words; the list hears of it, too. */
async function follow(card, { reports }) {
  const shown = card.querySelectorAll(".reports [data-mended]").length;
  if (!shown && !reports.length) return;
  document.dispatchEvent(new CustomEvent("told", { detail: card.dataset.id }));
  try {
    const fresh = document.createElement("template");
    fresh.innerHTML = await part(`/stations/${card.dataset.id}${location.search}`, "card");
    for (const name of [".reports", ".state", ".offers"]) {
      card.querySelector(name)?.replaceWith(fresh.content.querySelector(name));
    }
  } catch {
    // The card keeps what it says; the thanks tell that the report arrived.
  }
}
