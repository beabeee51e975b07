// A plan that is worked on: its stage is kept up to date, and the page comes anew when it is done.
const EVERY_MS = 2000;

async function look(waiting) {
  const answer = await fetch(`/plan/${waiting.dataset.plan}/progress`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { state, stage, share, stopping } = await answer.json();
  if (state !== "queued" && state !== "working") return location.reload();
  const stages = JSON.parse(waiting.dataset.stages);
  const said = stages[stopping ? "stopping" : state === "working" ? stage : "waiting"] ?? stages.working;
  const words = waiting.querySelector(".stage");
  if (words.textContent !== said) words.textContent = said;
  if (share !== null) waiting.querySelector("progress").value = share;
}

async function follow(waiting) {
  await look(waiting).catch(() => {}); // without a network it is asked again
  setTimeout(() => follow(waiting), EVERY_MS);
}

document.querySelectorAll("[data-plan]").forEach((waiting) => setTimeout(() => follow(waiting), EVERY_MS));
