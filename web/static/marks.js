// Marks on the map: one shape a kind, told apart without colour. Built as elements, never as text from people.
import { data } from "./speak.js";

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  circle: { edge: "M18 3a15 15 0 1 0 0.01 0z", glyph: "translate(10 10) scale(.67)" },
  drop: { edge: "M18 35C11 28 5 22 5 15a13 13 0 0 1 26 0C31 22 25 28 18 35z", glyph: "translate(10.5 8) scale(.62)" },
  square: { edge: "M7 4h22a3 3 0 0 1 3 3v22a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z", glyph: "translate(9 9) scale(.75)" },
  diamond: { edge: "M18 1L35 18L18 35L1 18z", glyph: "translate(10.5 10.5) scale(.62)" },
  heart: { edge: "M18 33C8 26 2.5 20 2.5 12.5A8 8 0 0 1 18 9A8 8 0 0 1 33.5 12.5C33.5 20 28 26 18 33z", glyph: "translate(10.5 8.5) scale(.62)" },
  triangle: { edge: "M18 2L35 33H1z", glyph: "translate(11 15) scale(.58)" },
};

/** Draw the mark of a place; a shut one is outlined, one whose hours are unknown has a dashed edge. */
export function mark(L, { properties }, lit) {
  const kind = data.kinds[properties.kind] ?? { shape: "triangle", icon: "" };
  const shape = SHAPES[kind.shape];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 36 36");
  svg.append(path("body", shape.edge), path("edge", shape.edge, "translate(3 3) scale(.833)"), path("glyph", kind.icon, shape.glyph));
  const state = properties.open.now === null ? "unknown" : properties.open.now ? "open" : "shut";
  return L.divIcon({ html: svg, className: `place ${state}${lit ? " lit" : ""}`, iconSize: [36, 36] });
}

/** Tell how wide the circle of a number is, px. */
export function across(count) {
  return Math.round(34 + 8 * Math.log10(count));
}

/** Draw a number in a circle whose area grows with it. */
export function cluster(L, count) {
  const text = document.createElement("span");
  text.textContent = count;
  return L.divIcon({ html: text, className: "cluster", iconSize: [across(count), across(count)] });
}

function path(name, d, transform) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("class", name);
  made.setAttribute("d", d);
  if (transform) made.setAttribute("transform", transform);
  return made;
}
