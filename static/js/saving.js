// Times in the reader's own clock, and the truth about saving: "saved" is only ever said by the server's reply.

const language = document.documentElement.lang;
const SHAPES = {
  time: { hour: "2-digit", minute: "2-digit" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  moment: { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
};

function tellLocalTimes(root) {
  for (const time of root.querySelectorAll("time[data-local]")) {
    const instant = new Date(time.dateTime);
    const shape = SHAPES[time.dataset.local] ?? SHAPES.time;
    if (!Number.isNaN(instant.valueOf())) time.textContent = new Intl.DateTimeFormat(language, { ...shape, hourCycle: "h23" }).format(instant);
  }
}
tellLocalTimes(document);

// --- the status line: its words stand in its data-* attributes, so that they are translated

const status = document.querySelector("[data-status]");
const unsaved = new Set();
let fading;

function say(words, trouble = false) {
  if (!status || !words) return;
  status.textContent = words;
  status.classList.add("is-shown");
  status.classList.toggle("is-trouble", trouble);
  clearTimeout(fading);
  if (!trouble) fading = setTimeout(() => status.classList.remove("is-shown"), 4000);
}

const answerForm = (element) => element?.closest?.("form[data-answer]");
const forget = () => { for (const form of unsaved) if (!form.isConnected) unsaved.delete(form); };

document.addEventListener("input", (event) => {
  const form = answerForm(event.target);
  if (form) unsaved.add(form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("hx-post")) unsaved.clear(); // the page itself goes along with the answer
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (answerForm(event.detail.elt)) say(status?.dataset.saving);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = answerForm(event.detail.elt);
  if (form && event.detail.successful) unsaved.delete(form);
});
document.addEventListener("htmx:sendError", () => say(status?.dataset.offline, true));
document.addEventListener("htmx:responseError", () => say(status?.dataset.failed, true));
document.addEventListener("htmx:afterSettle", (event) => {
  forget();
  const root = event.detail.target ?? document;
  tellLocalTimes(root.parentNode ?? document);
  const saved = event.detail.elt.querySelector?.("[data-saved]");
  if (saved) say(saved.textContent.trim());
});

addEventListener("online", () => {
  forget();
  for (const form of unsaved) if (form.hasAttribute("hx-post")) form.requestSubmit();
});
addEventListener("beforeunload", (event) => {
  forget();
  if (unsaved.size) event.preventDefault();
});
