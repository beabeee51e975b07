// The changing part of the courier's page, as panel.html has it, drawn from an area that was kept.
import { chip } from "./drawn.js";
import { html } from "./html.js";
import { lookUp } from "./looking.js";
import { row } from "./rows.js";
import { asOfInWords, speaker } from "./showing.js";
import { address, cardAddress, filtered, listAddress, toggled } from "./wish.js";

const CLOCK = "M12 3.500a8.500 8.500 0 1 0 0 17a8.500 8.500 0 0 0 0-17zM12 7.500V12l3.200 2";

/** Draw the panel for a wish: `{ html, complete }`. */
export function drawPanel(area, wish, now) {
  const say = speaker(area.words);
  const panel = lookUp(area, wish, now);
  return { html: `${wish.q ? "" : chips(area, wish, say)}${section(area, wish, panel, say)}`, complete: panel.complete };
}

function chips({ words }, wish, say) {
  const { kinds, services, first_chips: first } = words;
  const draw = (name, codes, known, { bare = false } = {}) =>
    codes.map((code) => {
      const on = wish[name].includes(code);
      return html`${chip(code, toggled(wish, name, code), known[code].name, on, say, bare ? "" : known[code].icon)}
  `;
    });
  const others = (codes, hidden) => Object.keys(codes).filter((code) => !hidden.includes(code));
  return html`<nav id="chips" class="chips" aria-label="${say("filter.title")}">
  ${chip("open", address(wish, { open: !wish.open }), say("filter.open"), wish.open, say, CLOCK)}
  ${draw("services", first.filter((code) => code in services), services)}
  ${draw("services", wish.services.filter((code) => !first.includes(code)), services, { bare: true })}
  ${draw("kinds", wish.kinds, kinds, { bare: true })}
  <details id="more">
    <summary class="chip">${say("filter.more")} …</summary>
    <h2>${say("filter.kind")}</h2>
    <p>${draw("kinds", others(kinds, wish.kinds), kinds)}</p>
    <h2>${say("filter.services")}</h2>
    <p>${draw("services", others(services, [...first, ...wish.services]), services)}</p>
  </details>
</nav>
`;
}

function section(area, wish, panel, say) {
  const { here, place, rows, later, complete } = panel;
  const drawRow = (one) => row(one, wish);
  return html`<section id="list" aria-labelledby="list-title" ${whereabouts(wish, panel)} data-known="${wish.here ? "yes" : "no"}" data-kind="${wish.kinds.join(",")}" data-service="${wish.services.join(",")}" data-open="${wish.open && "now"}">
  <h2 id="list-title" tabindex="-1">${title(wish, panel, say)}</h2>
  <p class="warning kept">! ${say("area.kept", { time: asOfInWords(area) })}</p>
  ${rows.some((one) => one.place.properties.made_up) && html`<p class="warning">! ${say("made_up")}</p>`}
  ${wish.q ? searched(wish, panel, say) : place && !wish.county && html`<p class="quiet">${say("where.first", { name: place.name })}</p>`}
  ${panel.nothing && nothing(wish, panel, say)}
  <ol class="rows">${rows.map(drawRow)}</ol>
  ${later.length > 0 && html`<h2>${say("list.later")}</h2>
  <ol class="rows">${later.map(drawRow)}</ol>`}
  ${!complete && html`<p class="quiet foot edge">${say("area.edge")}</p>`}
  ${rows.length > 0 && wish.here && html`<p class="quiet foot">${say("list.walk")}</p>`}
  ${foot(wish, place, say)}
</section>
`;
}

function whereabouts(wish, { here, rows, nothing }) {
  const [first] = rows;
  const at = here && html`data-lon="${here[0]}" data-lat="${here[1]}"`;
  if (!first || !(wish.q || nothing)) return at;
  const [lon, lat] = first.place.geometry.coordinates;
  return html`${at} data-look-lon="${lon}" data-look-lat="${lat}"${nothing && html` data-far="yes"`}`;
}

function title({ q, here }, { place, rows, full }, say) {
  if (q && !rows.length) return say("search.none", { q });
  if (q) return say(full ? "search.first" : "search.found", { q, count: rows.length });
  if (here) return say("where.here");
  return place ? say("where.county", { name: place.name }) : say("list.title");
}

function searched(wish, { rows, ways }, say) {
  const drawn = ways.map(({ said, way }) => html`<p class="meant"><a class="button" href="${way}" data-swap="meant">${said}</a></p>
  `);
  return html`${!rows.length && html`<p>${say("search.try")}</p>`}
  <p class="quiet words-only">${say("area.search")}</p>
  ${drawn}<p><a class="button plain" href="${address(wish, { q: null })}" data-swap="back">← ${say("search.back")}</a></p>`;
}

function nothing(wish, panel, say) {
  const clear = address(wish, { kinds: [], services: [], open: false });
  const drawn = panel.ways.map(({ said, place, way }) =>
    place
      ? html`<p><a href="${cardAddress(place.id, wish)}" data-card="${place.id}">${said}</a></p>
    `
      : html`<p>${said} <a class="button" href="${way}" data-swap="drop">${say("nothing.drop")}</a></p>
    `,
  );
  return html`<div class="nothing">
    <p>${panel.nothing}</p>
    ${drawn}${filtered(wish) && html`<p><a class="button plain" href="${clear}" data-swap="clear">${say("filter.clear")}</a></p>`}
  </div>`;
}

function foot(wish, place, say) {
  const other = wish.lang === "en" ? "zh" : "en";
  return html`<p class="quiet foot links"><a href="${address(wish, { here: null, county: null, q: null })}" data-swap="where">${say("where.other")}</a> <a class="to-large" href="${address(wish, { large: true })}" data-size="large">${say("elder.large")}</a> <a class="to-standard" href="${address(wish, { large: false })}" data-size="standard">${say("elder.standard")}</a> <a href="${listAddress(place, wish)}">${say("list.print")}</a> <a href="${address(wish, { lang: other })}" lang="${other === "en" ? "en" : "zh-CN"}">${say("other_language")}</a> <a href="/api/v1/docs">${say("api")}</a></p>`;
}
