// Days and times of China as a person reads them; every time is a number of milliseconds.
const OFFSET_MS = 8 * 3600_000;
const DAY_MS = 24 * 3600_000;
const NIGHT_MIN = 6 * 60; // what happened last night is still told in hours
const WEEKDAYS = { zh: "日一二三四五六", en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Give the date in China: 2026-11-20. */
export function date(ms) {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}

/** Give the time in China with its offset: 2026-11-20T18:05:00+08:00. */
export function written(ms) {
  return `${new Date(ms + OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** Give the time of day in China: 18:05. */
export function timeOfDay(ms) {
  return new Date(ms + OFFSET_MS).toISOString().slice(11, 16);
}

/** Count the days from one time's date in China to another's. */
export function daysBetween(ms, other) {
  return Math.floor((other + OFFSET_MS) / DAY_MS) - Math.floor((ms + OFFSET_MS) / DAY_MS);
}

/** Write a day: 11月20日. */
export function day(ms, lang) {
  const on = new Date(ms + OFFSET_MS);
  return lang === "zh" ? `${on.getUTCMonth() + 1}月${on.getUTCDate()}日` : `${on.getUTCDate()} ${MONTHS[on.getUTCMonth()]}`;
}

/** Give the beginning of a date written 2026-11-20. */
export function midnight(text) {
  return Date.parse(`${text}T00:00:00+08:00`);
}

/** Write a time as seen from now: 20:00, 明天 06:00, 周三 06:00, 12月3日 06:00; it closes at 24:00, not at 0:00. */
export function clock(ms, now, { lang, say }, { closing = false } = {}) {
  let [at, time] = [ms, timeOfDay(ms)];
  if (closing && time === "00:00") [at, time] = [ms - DAY_MS, "24:00"];
  const days = daysBetween(now, at);
  if (days === 0) return time;
  if (days === 1) return say("time.tomorrow", { time });
  return `${days < 7 ? weekday(at, lang) : day(at, lang)} ${time}`;
}

/** Write how long ago something was: 刚刚, 20 分钟前, 3 小时前, 昨天 18:05, 11月18日. */
export function ago(ms, now, { lang, say }) {
  const minutes = Math.max(0, Math.floor((now - ms) / 60_000));
  const days = daysBetween(ms, now);
  if (minutes < 1) return say("ago.now");
  if (minutes < 60) return say("ago.minutes", { minutes });
  if (days <= 0 || minutes < NIGHT_MIN) return say("ago.hours", { hours: Math.floor(minutes / 60) });
  return days === 1 ? say("ago.yesterday", { time: timeOfDay(ms) }) : day(ms, lang);
}

function weekday(ms, lang) {
  const name = WEEKDAYS[lang][new Date(ms + OFFSET_MS).getUTCDay()];
  return lang === "zh" ? `周${name}` : name;
}
