// Search as one types: not while an input method is composing, and only the last answer counts.
const PATIENCE_MS = 150;

/** Let a form search; `show(q)` shows what a text finds, or with null what is near, and tells whether it did. */
export function searchable(form, show) {
  const box = form.elements.q;
  const clear = document.getElementById("search-clear");
  const told = document.getElementById("told");
  let asked = new URLSearchParams(location.search).get("q") ?? "";
  let soon = 0;

  async function ask() {
    clearTimeout(soon);
    const q = box.value.trim();
    if (q === asked) return;
    asked = q;
    if (await show(q || null)) told.textContent = document.getElementById("list-title").textContent;
    else if (asked === q) asked = null; // it did not come: the next key, or Enter, asks again
  }

  function empty() {
    box.value = "";
    clear.hidden = true;
    return ask();
  }

  box.addEventListener("input", ({ isComposing }) => {
    clear.hidden = !box.value;
    clearTimeout(soon);
    if (!isComposing) soon = setTimeout(ask, box.value ? PATIENCE_MS : 0);
  });
  box.addEventListener("compositionstart", () => clearTimeout(soon));
  box.addEventListener("compositionend", ask);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Escape" || !box.value) return;
    event.preventDefault();
    empty();
  });
  clear.addEventListener("click", () => {
    empty();
    box.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await ask();
    document.getElementById("list-title").focus();
  });
  document.addEventListener("keydown", (event) => walk(event, box));
  clear.hidden = !box.value;
  if (document.activeElement === box) soon = setTimeout(ask, PATIENCE_MS); // who was quicker than this script

  return {
    /** Fit the box to what the list shows, unless somebody is writing in it. */
    follow(q) {
      if (document.activeElement === box) return;
      [box.value, asked] = [q, q];
      clear.hidden = !q;
    },
  };
}

/** The arrow keys go from the box down the finds and up again. */
function walk(event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!document.body.classList.contains("searching")) return;
  const stops = [box, ...document.querySelectorAll("#list .rows a[data-card]")];
  const at = stops.indexOf(document.activeElement);
  if (at < 0 || !stops[at + step]) return;
  event.preventDefault();
  stops[at + step].focus();
}
