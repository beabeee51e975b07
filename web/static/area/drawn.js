// Small things drawn in several places, as drawn.html has them.
import { tenths } from "./geodesic.js";
import { html } from "./html.js";

/** Draw an icon. */
export function icon(path) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
}

/** Draw whether a place is open: a dot and words. */
export function state({ state: [kind, said] }) {
  return html`<span class="state ${kind}"><svg class="dot" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="5.5"/></svg>${said}</span>`;
}

/** Draw the score of a place. */
export function rating({ rating: { score, count }, say }) {
  if (!count) return html`<span class="rating quiet">★ ${say("rating.none")}</span>`;
  return html`<span class="rating">${say("rating.score", { score: tenths(score), count })}</span>`;
}

/** Draw a service of a card. */
export function offer({ icon: path, name, inferred, asked }, say) {
  const guess = inferred && html` <small>${say("guess")}</small>`;
  return html`<span class="offer${inferred && " guess"}${asked && " asked"}">${icon(path)}${name}${guess}</span>`;
}

/** Draw a chip: a link that adds or takes away a filter. */
export function chip(code, address, name, on, say, path = "") {
  const sign = on
    ? html`<span aria-hidden="true">✓</span><span class="unseen">${say("filter.on")} </span>`
    : path && icon(path);
  return html`<a class="chip" href="${address}" data-swap="${code}" ${on && html`aria-current="true"`}>${sign}${name}</a>`;
}
