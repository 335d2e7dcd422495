// Times in the reader's own clock, and the truth about saving: "saved" is only ever said by the server's reply.

const language = document.documentElement.lang;
const SHAPES = {
  time: { hour: "2-digit", minute: "2-digit" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  moment: { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
  until: { hour: "2-digit", minute: "2-digit" },
  "until-day": { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
};

// Some browsers do not know the months of Kazakh and write "M11": dates are then in figures, as on any form there.
const knowsMonths = !/\d/.test(new Intl.DateTimeFormat(language, { month: "long" }).format());
const figures = (shape) => (shape.month ? { ...shape, day: "2-digit", month: "2-digit", year: "numeric" } : shape);

function inWords(instant, shape) {
  const options = { ...(knowsMonths ? shape : figures(shape)), hourCycle: "h23" };
  return new Intl.DateTimeFormat(knowsMonths ? language : "ru", options).format(instant);
}

// As quizzes/clocks.py writes it. Of a time that binds somebody it must be plain whose clock is meant.
function offset(instant) {
  const minutes = -instant.getTimezoneOffset();
  if (!minutes) return "UTC";
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes > 0 ? "+" : "−"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

function tellLocalTimes(root) {
  for (const time of root.querySelectorAll("time[data-local]")) {
    const instant = new Date(time.dateTime);
    if (Number.isNaN(instant.valueOf())) continue;
    const words = inWords(instant, SHAPES[time.dataset.local] ?? SHAPES.time);
    time.textContent = time.dataset.local.startsWith("until") ? `${words} ${offset(instant)}` : words;
  }
}
tellLocalTimes(document);
document.addEventListener("kzlearn:times", () => tellLocalTimes(document)); // another module has moved one

// --- the status line: its words stand in its data-* attributes, so that they are translated

const status = document.querySelector("[data-status]");
let fading;

function say(words, trouble = false) {
  if (!status || !words) return;
  status.textContent = words;
  status.classList.add("is-shown");
  status.classList.toggle("is-trouble", trouble);
  clearTimeout(fading);
  if (!trouble) fading = setTimeout(() => status.classList.remove("is-shown"), 4000);
}

function complain(words) {
  const number = count();
  const total = number > 1 ? ` ${status?.dataset.waiting.replace("#", number)}` : "";
  say(number ? words + total : status?.dataset.unreached, true);
}

// --- what is not saved yet: each form with the number of its latest change, and of the one that was sent

const unsaved = new Map();
const sent = new WeakMap();
let changes = 0;

const answerForm = (element) => element?.closest?.("form[data-answer]");
const note = (form) => unsaved.set(form, ++changes);

function count() {
  for (const form of unsaved.keys()) if (!form.isConnected) unsaved.delete(form);
  return unsaved.size;
}

document.addEventListener("input", (event) => {
  const form = answerForm(event.target);
  if (form?.dataset.answer === "at-once") note(form); // a check is sent by its button, and lost to nobody before
});
document.addEventListener("submit", (event) => {
  const form = answerForm(event.target);
  if (form && !form.hasAttribute("hx-post")) unsaved.delete(form); // the page itself goes along with the answer
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = answerForm(event.detail.elt);
  if (!form || event.detail.requestConfig.verb === "get") return;
  sent.set(form, unsaved.get(form));
  say(status?.dataset.saving);
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  // The header says what came of the answer; without it the site said nothing about it.
  const form = answerForm(event.detail.elt);
  const settled = ["saved", "empty", "closed", "late"].includes(event.detail.xhr.getResponseHeader("Kzlearn-Answer"));
  if (form && settled && unsaved.get(form) === sent.get(form)) unsaved.delete(form);
});

for (const [type, words] of [["sendError", "offline"], ["timeout", "offline"], ["responseError", "failed"]]) {
  document.addEventListener(`htmx:${type}`, (event) => {
    const form = answerForm(event.detail.elt);
    if (form) note(form);
    complain(status?.dataset[words]);
  });
}

addEventListener("online", () => {
  count();
  for (const form of unsaved.keys()) if (form.hasAttribute("hx-post")) form.requestSubmit();
});
addEventListener("beforeunload", (event) => {
  if (count()) event.preventDefault();
});

// --- after a part of the page has been replaced

const within = (root, selector) => (root.matches?.(selector) ? root : root.querySelector?.(selector));

function crossOff(check) {
  for (const entry of document.querySelectorAll(`[data-unanswered="${CSS.escape(check.dataset.check)}"]`)) {
    const list = entry.closest("[data-unanswered-list]");
    entry.remove();
    if (!list?.querySelector("[data-unanswered]")) list?.remove();
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  const { elt } = event.detail;
  tellLocalTimes(elt.parentNode ?? document);
  within(elt, "[data-focus]")?.focus();
  const check = within(elt, ".check.is-answered");
  if (check) crossOff(check);
  const saved = within(elt, "[data-saved]");
  if (saved) say(saved.textContent.trim());
  else if (within(elt, "[role=alert]")) status?.classList.remove("is-shown");
});
