// What is wrong here, one tap each, as faults.html has it; a report given without a network goes out when there is one.
import { icon } from "./drawn.js";
import { html } from "./html.js";

const SIGNS = {
  door_locked: "M6 11h12v9.500H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 14.500v2.500",
  no_water: "M12 3.500c3 4 5.500 7 5.500 10.500a5.500 5.500 0 0 1-11 0C6.500 10.500 9 7.500 12 3.500zM4 4l16 16",
  broken: "M14.700 6.300a4 4 0 0 0-5.200 5.200L4 17l3 3 5.500-5.500a4 4 0 0 0 5.200-5.200l-2.600 2.600-2.700-.300-.300-2.700z",
  closed: "M12 3.500a8.500 8.500 0 1 0 0 17a8.500 8.500 0 0 0 0-17zM7.500 12h9",
  moved: "M4 12h15M13 6l6 6l-6 6",
};
const WHICH = html` aria-expanded="false" aria-controls="fault-which"`;

/** Draw the buttons for faults of a place. */
export function faults({ words }, { place, say }, api) {
  const known = Object.keys(words.services).filter((code) => place.properties.services.includes(code));
  const sign = ([what, path]) =>
    html`<button type="button" class="button plain" value="${what}"${what === "broken" && WHICH}>${icon(path)}<span>${say(`fault.${what}`)}</span></button>`;
  const which = (code) =>
    html`<button type="button" class="chip" value="broken" data-service="${code}">${icon(words.services[code].icon)}${words.services[code].name}</button>`;
  const signs = Object.entries(SIGNS).filter(([what]) => what !== "broken" || known.length);
  return html`<form class="faults" data-faults="${api}/faults" aria-labelledby="fault-title" hidden>
  <h3 id="fault-title">${say("fault.ask")}</h3>
  <p class="equal">${signs.map(sign)}</p>
  <p class="which choices" id="fault-which" role="group" aria-label="${say("fault.which")}" hidden><span class="quiet">${say("fault.which")}</span>${known.map(which)}</p>
  <p class="answer"><span class="told" role="status" tabindex="-1"></span> <button type="button" class="button plain undo" hidden>${say("rating.undo")}</button></p>
  <div class="words" hidden>
    <label for="fault-note">${say("rating.comment")}</label>
    <textarea id="fault-note" maxlength="200" rows="2"></textarea>
    <button type="submit" class="button plain">${say("rating.send")}</button>
  </div>
</form>`;
}
