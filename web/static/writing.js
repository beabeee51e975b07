// What people tell us, sent so that it counts once: a try that may have arrived goes out again under the same key.
const pending = new Map();

/** Post a JSON body; the answer, or one that is not ok when there was no connection. */
export async function send(address, told) {
  const body = JSON.stringify(told);
  const name = `${address} ${body}`;
  if (!pending.has(name)) pending.set(name, key());
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": pending.get(name) },
      body,
    });
  } catch {
    return { ok: false, status: 0 };
  }
  if (answer.ok) pending.delete(name);
  return answer;
}

function key() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
