// One row of the list, as the macro `row` of drawn.html has it.
import { rating, state } from "./drawn.js";
import { html } from "./html.js";
import { cardAddress } from "./wish.js";

const OFFERS_SHOWN = 5;

/** Draw a row of the list for a wish. */
export function row(one, wish) {
  const { say } = one;
  const [kind] = one.state;
  const { hours_text: text, hours_inferred_text: guess } = one.place.properties;
  return html`<li class="row${kind === "shut" && " away"}">
  <a href="${cardAddress(one.id, wish)}" data-card="${one.id}"><span class="name">${one.name}</span> <span class="distance">${one.distance}</span></a>
  <p>${state(one)}${one.walkMin && ` · ${say("walk", { minutes: one.walkMin })}`}</p>
  ${one.warnings.map((words) => html`<p class="warning">! ${words}</p>
  `)}${one.late && html`<p class="warning">! ${one.late}</p>`}
  ${kind === "unknown" && (text || guess) && html`<p class="quiet">${one.hours}</p>`}
  <p class="tail">${offers(one)} ${rating(one)}</p>
</li>
`;
}

function offers(one) {
  const more = one.offers.length - OFFERS_SHOWN;
  return html`<span class="offers">${!one.isStation && html`<b>${one.kind}</b> `}${one.offers
    .slice(0, OFFERS_SHOWN)
    .map((offer) => small(offer, one.say))}${more > 0 && html`<span class="quiet">+${more}</span>`}</span>`;
}

function small({ name, inferred, asked }, say) {
  const guess = inferred && `（${say("guess")}）`;
  return html`<span class="${inferred && "guess"}${asked && " asked"}">${name}${guess}</span> `;
}
