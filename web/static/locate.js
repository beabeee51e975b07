// Where the person is: asked for by a tap, and without one where that was allowed before.
import { said, words } from "./speak.js";

const ROUGH_M = 1_000;
const REFUSED = 1;

/** Put the locate button to work; `asked()` is the address of the list, which is not moved when a person chose it. */
export function locatable(button, { lookAround, tell, invite, asked }) {
  const label = button.querySelector("span");
  const failed = (key) => {
    label.textContent = words.locate;
    tell(words[key]);
    invite();
  };

  /** Act on what came of a question, unless a person chose another place meanwhile. */
  function unlessElsewhere(act) {
    const place = placeOf(asked());
    return (found) => {
      label.textContent = words.locate;
      if (placeOf(asked()) === place) act(found);
    };
  }

  async function arrive({ longitude, latitude, accuracy }, { focus }) {
    label.textContent = words.locating;
    const came = await lookAround(longitude, latitude);
    label.textContent = words.locate;
    if (!came) return;
    if (accuracy > ROUGH_M) tell(said("locate.rough", { distance: said("kilometres", { number: (accuracy / 1000).toFixed(1) }) }));
    if (focus) document.getElementById("list-title").focus();
  }

  function locate({ focus }) {
    if (!isSecureContext) return failed("locate.insecure");
    if (!navigator.geolocation) return failed("locate.refused");
    label.textContent = words.locating;
    navigator.geolocation.getCurrentPosition(
      unlessElsewhere(({ coords }) => arrive(coords, { focus })),
      unlessElsewhere(({ code }) => failed(code === REFUSED ? "locate.refused" : "locate.late")),
      { timeout: 8000, maximumAge: 60000 },
    );
  }

  button.hidden = false;
  button.addEventListener("click", () => locate({ focus: true }));
  if (/[?&](lon|lat|county|q)=/.test(asked())) return;
  const untouched = asked();
  allowed().then((yes) => yes && asked() === untouched && locate({ focus: false }));
}

/** What an address says of where to look. */
function placeOf(address) {
  const query = new URLSearchParams(address.split("?")[1]);
  return ["lon", "lat", "county", "q"].map((name) => query.get(name) ?? "").join(" ");
}

async function allowed() {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false;
  }
}
