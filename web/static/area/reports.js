// What people reported and nobody has mended yet, in words.
import { ago, day } from "./china.js";

/** Reports that keep people out, whatever the hours say. */
export const SHUT_OUT = ["door_locked", "closed", "moved"];

/** Give a sentence for each: first what keeps people out, then the services that are out. */
export function warningsOf({ services }, { reports = [], services_out: out = [] }, now, voice) {
  const told = (one) => voice.say(`report.${one.what}`, { ago: ago(Date.parse(one.at), now, voice), count: one.count });
  const shut = reports.filter(({ what }) => SHUT_OUT.includes(what)).map(told);
  const broken = Object.keys(services)
    .filter((code) => out.includes(code))
    .map((code) => outInWords(code, services[code].name, reports, now, voice));
  return [...shut, ...(broken.length ? broken : reports.filter(({ what }) => what === "no_water").map(told))];
}

/** Give what managers answered: who and when, and the words. */
export function answersOf({ reports = [] }, { lang, say }) {
  return reports
    .filter(({ answer }) => answer)
    .map(({ answer: { at, text } }) => ({ by: say("answered", { day: day(Date.parse(at), lang) }), text }));
}

/** Say of a service that it is out, and since when, where a report of it tells that. */
function outInWords(code, service, reports, now, voice) {
  const ofIt = reports.find((one) => one.service === code || one.what === "no_water");
  if (!ofIt) return voice.say("report.out_unknown", { service });
  return voice.say("report.out", { service, ago: ago(Date.parse(ofIt.at), now, voice) });
}
