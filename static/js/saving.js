// What the page tells: times in the reader's own clock, the status line, and the bar that says what is not saved, why, and
// what to do. "Saved" is only ever said by the server's reply. Words stand in data-* attributes, so that they are translated.

import { answerForm, formAt, forms, isKept, mine, unsaved } from "./unsaved.js";

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

// --- the status line

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

document.addEventListener("htmx:beforeRequest", (event) => {
  if (answerForm(event.detail.elt) && event.detail.requestConfig.verb !== "get") say(status?.dataset.saving);
});

// What is lost of an answer is the matter of offline.js; here it is told of everything else, and of answers refused.
for (const type of ["sendError", "timeout", "responseError"]) {
  document.addEventListener(`htmx:${type}`, ({ detail }) => {
    if (!answerForm(detail.elt)) say(status?.dataset.unreached, true);
    else if (detail.xhr.status >= 400 && detail.xhr.status < 500) say(status?.dataset.failed, true);
    else status?.classList.remove("is-shown");
  });
}

// --- after a part of the page has been replaced

const within = (root, selector) => (root.matches?.(selector) ? root : root.querySelector?.(selector));

function crossOff(check) {
  for (const entry of document.querySelectorAll(`[data-unanswered="${CSS.escape(check.dataset.check)}"]`)) {
    const list = entry.closest("[data-unanswered-list]");
    entry.remove();
    if (!list?.querySelector("[data-unanswered]")) list?.remove();
  }
}

// A form that offline.js sends has no button pressed: the reader may be elsewhere, and the focus stays there.
const isByItself = (trigger) => trigger?.type === "submit" && !trigger.submitter;

document.addEventListener("htmx:load", (event) => tellLocalTimes(event.target));
document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, requestConfig } = event.detail;
  tellLocalTimes(elt.parentNode ?? document);
  if (!isByItself(requestConfig?.triggeringEvent)) within(elt, "[data-focus]")?.focus();
  const check = within(elt, ".check.is-answered");
  if (check) crossOff(check);
  const saved = within(elt, "[data-saved]");
  if (saved) say(saved.textContent.trim());
  else if (within(elt, "[role=alert]")) status?.classList.remove("is-shown");
});

// --- the bar

const bar = document.querySelector("[data-offline]");
export const words = bar.dataset;
export const part = (name) => bar.querySelector(`[data-offline-${name}]`);
export const attemptHere = location.pathname.match(/^\/attempts\/\d+\//)?.[0];
export const count = (sentence, number) => sentence.replace("#", number);
export const shown = { waiting: [] };

const CAN_RETRY = ["gone", "failing"];

// `reach` is "there" while the site answers; `sent` is what came of the latest sending; a remark is for what was pressed.
export async function show(reach, { saved, lost }, remark) {
  const waiting = await unsaved();
  const elsewhere = waiting.filter(({ url, isStuck }) => isStuck || !formAt(url));
  const told = [...lost.filter(({ url }) => !formAt(url)), ...elsewhere];
  const isCut = reach !== "there";
  const counted = (isCut ? waiting : elsewhere).length;
  const state = isCut ? stateInWords(reach, await isKept) : saved ? count(words.saved, saved) : "";
  shown.waiting = waiting;
  document.documentElement.classList.toggle("is-offline", isCut);
  put("words", [state, remark].filter(Boolean).join(" "));
  put("count", counted ? count(words.count, counted) : "");
  part("list").replaceChildren(...(isCut ? [] : told.map(line)));
  part("again").hidden = !CAN_RETRY.includes(reach) && !elsewhere.some(({ isStuck }) => isStuck);
  part("sign-in").hidden = reach !== "out";
  part("anew").hidden = reach !== "other" && !(saved && !forms().length);
  bar.dataset.reach = isCut ? reach : told.length ? "unsaved" : saved ? "saved" : remark ? "kept" : "";
  for (const [url, { isStuck }] of mine) if (isCut || isStuck) tellUnsaved(formAt(url));
  markOutline(waiting);
}

const stateInWords = (reach, isKeptHere) => (!isKeptHere && words[`${reach}Unkept`]) || words[reach];

function put(name, text) {
  if (part(name).textContent !== text) part(name).textContent = text; // else it would be read out again
}

function line({ name, page, why }) {
  const [item, link] = [document.createElement("li"), document.createElement("a")];
  [link.href, link.textContent] = [page, name];
  item.append(link, why ? ` ${why}` : "");
  return item;
}

// "Saved 14:03" is true of an earlier answer only, and would be read as of this one.
function tellUnsaved(form) {
  const saved = form?.querySelector(".saved");
  if (saved) [saved.textContent, saved.className] = [words.here, "not-yet"];
}

function markOutline(waiting) {
  const addresses = new Set(waiting.map(({ url }) => url));
  for (const item of document.querySelectorAll(".outline > li")) {
    const isUnsaved = addresses.has(`${attemptHere}${item.id.replace("outline-", "")}/`);
    item.classList.toggle("is-unsaved", isUnsaved);
    item.firstElementChild.title = isUnsaved ? words.here : "";
  }
}
