// The card of a place on a device without a network: less than card.html shows, in the same markup.
import { icon, offer, rating, state } from "./drawn.js";
import { faults } from "./faulty.js";
import { geodesicM } from "./geodesic.js";
import { html } from "./html.js";
import { links } from "./links.js";
import { asOfInWords, shown } from "./showing.js";
import { cardAddress } from "./wish.js";

const APPS = ["amap", "baidu", "tencent", "apple", "geo"];
const STARS = [1, 2, 3, 4, 5];

/** Draw the card of a place, as seen from where somebody stands when the wish tells that. */
export function drawCard(area, place, wish, now) {
  const distanceM = wish.here && geodesicM(wish.here, place.geometry.coordinates);
  const one = shown(area, place, { now, asked: wish.services, distanceM });
  const api = `/api/v1/stations/${place.id}`;
  return String(html`<article class="card" data-id="${place.id}">
  ${head(area, one, api)}
  ${ways(one, wish)}
  ${facts(area, one)}
  ${ratings(area, one, api)}
  ${faults(area, one, api)}
  ${more(one)}
</article>
`);
}

function head({ asOf, words }, one, api) {
  const { say, place, distance, walkMin } = one;
  const { made_up: madeUp, reports = [] } = place.properties;
  const far = distance && html` · <b>${distance}</b>${walkMin && ` · ${say("walk", { minutes: walkMin })}`}`;
  const mended = ({ what, service }) =>
    html`<button type="button" class="button plain" data-mended="${api}/mended" data-what="${what}"${service && html` data-service="${service}"`}>${words.services[service] && `${words.services[service].name} `}${say(`fault.mended.${what}`)}</button>`;
  return html`<header>
    <h2 tabindex="-1">${one.name}</h2>
    <p class="gist">${state(one)}${far}</p>
    ${one.late && html`<p class="warning">! ${one.late}</p>`}
    <div class="reports">
      ${one.warnings.map((warning) => html`<p class="warning">! ${warning}</p>`)}
      ${one.answers.map(({ by, text }) => html`<p class="answered"><b>${by}</b> <bdi>${text}</bdi></p>`)}
      ${reports.length > 0 && html`<p class="choices scripts"><span class="quiet">${say("fault.mended.ask")}</span>${reports.map(mended)}</p>`}
    </div>
    <p class="told mended-told" role="status" tabindex="-1"></p>
    <p class="quiet">${one.kind}</p>
    <p class="warning kept">! ${say("area.kept", { time: asOfInWords({ asOf, words }) })}</p>
    ${madeUp && html`<p class="warning">! ${say("made_up")}</p>`}
  </header>`;
}

function ways(one, wish) {
  const { place, say, name } = one;
  const to = links(place);
  const app = (code) =>
    html`<li><a class="button plain" href="${to[code]}" data-app="${code}" rel="noopener noreferrer">${say(`go.${code}`)}</a></li>`;
  return html`<section class="go" aria-label="${say("go")}">
    <details>
      <summary class="button">${say("go")}</summary>
      <ul>${APPS.map(app)}</ul>
    </details>
    <button type="button" class="button plain" data-copy="${place.properties.address || name}" hidden>${say("address.copy")}</button>
    <button type="button" class="button plain" data-share="${cardAddress(place.id, { lang: wish.lang })}" data-text="${about(one)}" hidden>${say("share")}</button>
  </section>`;
}

/** What stays true of it for a while, as a chat shows it below a link. */
function about({ kind, place, offers, sentence }) {
  const offered = offers.filter(({ inferred }) => !inferred).map(({ name }) => name);
  return [kind, place.properties.address, offered.join(" "), sentence].filter(Boolean).join(" · ");
}

function facts({ words }, { place, say, hours, offers }) {
  const { ahead, entry, services_out: out = [] } = place.properties;
  const broken = Object.keys(words.services).filter((code) => out.includes(code));
  const none = !offers.length && !out.length && say("services.none");
  return html`<dl>
    <dt class="unseen">${say("services")}</dt>
    <dd class="offers">${offers.map((one) => html`${offer(one, say)} `)}${none}${broken.map((code) => outOfOrder(words.services[code], say))}</dd>
    <dt>${say("hours")}</dt>
    <dd><span${ahead === undefined && html` class="guess"`}>${hours}</span></dd>
    ${entry && html`<dt>${say("entry")}</dt><dd>${entry}</dd>`}
  </dl>`;
}

function more({ place, say }) {
  const { address, phone } = place.properties;
  const number = phone && !/[*;]/.test(phone) ? html`<a href="tel:${phone}">${phone}</a>` : phone;
  if (!phone && !address) return "";
  return html`<dl class="more">
    ${phone && html`<dt>${say("phone")}</dt><dd>${number}</dd>`}
    ${address && html`<dt>${say("address")}</dt><dd>${address}</dd>`}
  </dl>`;
}

function outOfOrder({ icon: path, name }, say) {
  return html`<span class="offer out">${icon(path)}<s>${name}</s> <small>${say("fault.out")}</small></span> `;
}

function ratings({ words }, one, api) {
  const { say } = one;
  const reasons = Object.entries(words.reasons ?? {});
  const star = (stars) =>
    html`<button type="button" value="${stars}" aria-pressed="false" aria-label="${say("rating.star", { stars })}">★</button>`;
  const reason = ([code, name]) => html`<button type="button" class="chip" value="${code}" aria-pressed="false">${name}</button>`;
  return html`<section class="ratings" aria-labelledby="rating-title">
  <h3 id="rating-title">${say("rating")} <span id="score">${rating(one)}</span></h3>
  <form class="rate" data-rate="${api}/ratings" hidden>
    <p class="quiet" id="rating-ask">${say("rating.give")}</p>
    <p class="stars" role="group" aria-labelledby="rating-ask">${STARS.map(star)}</p>
    <p class="answer"><span class="told" role="status"></span> <button type="button" class="button plain undo" hidden>${say("rating.undo")}</button></p>
    <div class="words" hidden>
      ${reasons.length > 0 && html`<p class="choices" role="group" aria-label="${say("rating.why")}"><span class="quiet">${say("rating.why")}</span>${reasons.map(reason)}</p>`}
      <label for="comment">${say("rating.comment")}</label>
      <textarea id="comment" maxlength="500" rows="2"></textarea>
      <button type="submit" class="button plain">${say("rating.send")}</button>
    </div>
  </form>
</section>`;
}
