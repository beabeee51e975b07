// Looks whether what waits is done, and loads the page anew when it is; tells a file that is too large before it is sent.
const EVERY_MS = 1000;

async function look(waiting) {
  const { job, kind } = waiting.dataset;
  const answer = await fetch(`/api/v1/${kind}/${job}`, { headers: { Accept: "application/json" } });
  if (answer.status === 401) return location.reload();
  if (!answer.ok) return;
  const { state, stage } = await answer.json();
  if (state !== "queued" && state !== "working") return location.reload();
  const words = waiting.querySelector(".stage");
  const stages = JSON.parse(waiting.dataset.stages ?? "{}");
  const said = stages[state === "working" ? stage : "waiting"];
  if (words && said && words.textContent !== said) words.textContent = said;
}

async function follow(waiting) {
  await look(waiting).catch(() => {}); // without a network it is asked again
  setTimeout(() => follow(waiting), EVERY_MS);
}

document.querySelectorAll("[data-job]").forEach((waiting) => setTimeout(() => follow(waiting), EVERY_MS));

const form = document.querySelector("form.upload");
form?.file.addEventListener("change", ({ target }) => {
  const large = [...target.files].some((one) => one.size > form.dataset.most * 2 ** 20);
  target.setCustomValidity(large ? form.dataset.tooLarge : "");
  target.reportValidity();
});
