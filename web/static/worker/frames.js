// Pages without their answer, as the server writes them; what is kept here is put in between their two marks.
import { open } from "./keeping.js";

const [BEGIN, END] = ["<!--panel-->", "<!--/panel-->"];
const KINDS = ["county", "here", "place"];
const LANGS = ["zh", "en"];
const FRESH_MS = 10 * 60_000;
// Of the bytes before they were unpacked, and of the text before it was filled.
const NOT_OURS = ["content-encoding", "content-length", "etag"];

/** Fetch frames that are not fresh. One that names files of another version is left: it is time for that version's worker. */
export async function refreshFrames(config) {
  const cache = await open(config);
  const addresses = KINDS.flatMap((kind) => LANGS.map((lang) => addressOf(kind, lang)));
  await Promise.all(addresses.map((address) => refresh(cache, address, config)));
}

/** The frame for a page, or null: of a "place", of a list around a "county", or one around "here". */
export async function frameOf(kind, url, config) {
  const cache = await open(config);
  return (await cache.match(addressOf(kind, url.searchParams.get("lang")))) ?? null;
}

/** Make a page of a frame and an answer, or the promise of one: the page begins at once. Without one it says that nothing is kept. */
export async function filled(frame, answer) {
  const [before, none, after] = cut(await frame.text());
  const headers = new Headers(frame.headers);
  for (const name of NOT_OURS) headers.delete(name);
  const body = new ReadableStream({
    async start(page) {
      page.enqueue(before);
      page.enqueue((await answer) ?? none);
      page.enqueue(after);
      page.close();
    },
  });
  return new Response(body.pipeThrough(new TextEncoderStream()), { headers });
}

/** The answer within a page, or null when it is no page of ours. */
export function panelOf(text) {
  return cut(text)?.[1] ?? null;
}

function cut(text) {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) return null;
  return [text.slice(0, begin + BEGIN.length), text.slice(begin + BEGIN.length, end), text.slice(end)];
}

async function refresh(cache, address, { assets }) {
  const kept = await cache.match(address);
  if (kept && Date.now() - Date.parse(kept.headers.get("date")) < FRESH_MS) return;
  const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
  const text = await answer.clone().text();
  if (text.includes(assets)) await cache.put(address, answer);
  else if (self.registration.active) await self.registration.update();
}

function addressOf(kind, lang) {
  return `/?part=shell&of=${kind}${lang === "en" ? "&lang=en" : ""}`;
}
