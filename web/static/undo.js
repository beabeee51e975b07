// Ten seconds to take back what one tap said. Who stands on the button when it goes is put back where the tap was.
const OFFERED_MS = 10_000;

/** Put an undo button to work: `offer(act, back)` shows it, for ten seconds if `brief`; `end()` takes it away. */
export function undoable(button) {
  let timer = 0;
  let act = null;
  let back = null;

  function end() {
    clearTimeout(timer);
    if (document.activeElement === button) back?.focus();
    button.hidden = true;
  }

  button.addEventListener("click", () => {
    const undo = act;
    end();
    undo?.();
  });
  return {
    end,
    offer(undo, tapped, { brief }) {
      clearTimeout(timer);
      [act, back] = [undo, tapped];
      button.hidden = false;
      if (brief) timer = setTimeout(end, OFFERED_MS);
    },
  };
}
