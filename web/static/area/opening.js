// Whether a place is open, read from what the server worked out ahead: no grammar of hours, no calendar of holidays.
import { date, written } from "./china.js";

const MINUTE_MS = 60_000;
const DAY_MIN = 1440;
const AHEAD_MS = 14 * DAY_MIN * MINUTE_MS;
const UNKNOWN = { open: null, until: null, then: null, comment: "" };
const decoded = new WeakMap();

/** Tell the status of a place on a day: a suspension ends by itself on the day after its last one. */
export function statusOf({ properties }, now) {
  const { status, status_until: until } = properties;
  return status === "suspended" && until && until < date(now) ? "open" : status;
}

/** Tell what holds for a place now: open or not or null, until when (ms) and what then, and what its hours say of it. */
export function stateOf(area, place, now) {
  const { ahead, ahead_suspended: suspended } = place.properties;
  if (statusOf(place, now) === "open") return courseAt(area, ahead, now);
  const { until, then } = courseAt(area, suspended, now);
  return then ? { ...UNKNOWN, open: false, until, then } : { ...UNKNOWN, open: false };
}

/** Tell the same as the member `open` of a Feature does. */
export function openOf(area, place, now) {
  const state = stateOf(area, place, now);
  const told = { now: state.open };
  if (state.until !== null && state.open !== null && (state.open || state.then)) {
    told[state.open ? "until" : "opens"] = written(state.until);
  }
  const ofStatus = statusOf(place, now) !== "open";
  const reason = ofStatus ? place.properties.status_reason : state.open === true ? "" : state.comment;
  return reason ? { ...told, reason } : told;
}

/** Tell the state of the hours with a number; null past what was worked out. */
function courseAt({ ahead }, number, now) {
  const told = now - ahead.from * MINUTE_MS;
  if (number === undefined || told < 0 || told >= ahead.told_days * DAY_MIN * MINUTE_MS) return UNKNOWN;
  const changes = changesOf(ahead, ahead.hours[number]);
  const at = changes.findLastIndex(({ ms }) => ms <= now);
  const here = changes[at];
  const next = changes.slice(at + 1).find(({ open }) => open !== here.open);
  const near = next && next.ms - now <= AHEAD_MS;
  return { open: here.open, comment: here.comment, until: near ? next.ms : null, then: near ? next.open : null };
}

/** Unfold a course: a state by number, then by turns minutes and a state. */
function changesOf({ from, states }, hours) {
  if (!decoded.has(hours)) {
    const found = [];
    let minute = from;
    for (let at = 0; at < hours.course.length; at += 2) {
      if (at) minute += hours.course[at - 1];
      const [open, comment = ""] = states[hours.course[at]];
      found.push({ ms: minute * MINUTE_MS, open, comment });
    }
    decoded.set(hours, found);
  }
  return decoded.get(hours);
}
