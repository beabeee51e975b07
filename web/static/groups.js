// What would overlap on the screen becomes one number: so marks can be told apart, and a cheap phone draws few.
import { across } from "./marks.js";

const CELL = 96; // px, more than any circle is wide
const STEPS = [-1, 0, 1];

/**
 * Gather points on the screen, `{ x, y, count, … }` each, around the biggest ones; a group stands where its biggest point
 * does. No two groups are nearer to each other than `apart` px, or than the wider one's circle.
 */
export function grouped(points, apart) {
  const groups = [];
  const cells = new Map();
  for (const one of [...points].sort((a, b) => b.count - a.count || rank(a) - rank(b))) {
    const [column, row] = [Math.floor(one.x / CELL), Math.floor(one.y / CELL)];
    const taker = reaching(cells, column, row, one);
    if (taker) {
      taker.count += one.count;
      continue;
    }
    const group = { ...one, reach: one.count > 1 ? Math.max(apart, across(one.count)) : apart };
    groups.push(group);
    const name = cell(column, row);
    if (cells.has(name)) cells.get(name).push(group);
    else cells.set(name, [group]);
  }
  return groups;
}

function reaching(cells, column, row, { x, y }) {
  for (const i of STEPS) {
    for (const j of STEPS) {
      for (const group of cells.get(cell(column + i, row + j)) ?? []) {
        if ((group.x - x) ** 2 + (group.y - y) ** 2 < group.reach ** 2) return group;
      }
    }
  }
  return null;
}

function cell(column, row) {
  return column * 2 ** 20 + row;
}

/** Of equals, none in particular comes first, and always the same: in any order by place, a new tile would shift them all. */
function rank({ x, y }) {
  return Math.abs((x * 12.9898 + y * 78.233) % 1);
}
