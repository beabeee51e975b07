// Taps that come quicker than answers: each is a step from the list that was shown, taken from the one asked for last.
const LISTS = ["kind", "service"];

/** Take the step that leads from one address to another from a third one on. */
export function stepFrom(asked, shown, address) {
  if (asked === shown) return address;
  const [old, there, found] = [shown, address, address].map((one) => new URL(one, location.origin));
  const latest = new URL(asked, location.origin).searchParams;
  for (const name of ["open", ...LISTS, "lon", "lat", "county"]) {
    const [before, after] = [old, there].map((one) => one.searchParams.get(name) ?? "");
    const value = LISTS.includes(name) ? moved(latest.get(name) ?? "", before, after) : before === after ? latest.get(name) : after;
    if (value) found.searchParams.set(name, value);
    else found.searchParams.delete(name);
  }
  return found.pathname + found.search.replaceAll("%2C", ",");
}

function moved(list, before, after) {
  const [had, old, wanted] = [list, before, after].map((one) => one.split(",").filter(Boolean));
  return [...new Set([...had, ...wanted])].filter((one) => wanted.includes(one) || !old.includes(one)).join(",");
}
