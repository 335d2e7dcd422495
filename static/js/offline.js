// An answer on its way: kept until the site has said what came of it, and sent again, in order, when it could not be sent.
// Only the site says "saved", in the header Kzlearn-Answer. Why so: docs/decisions/0010-unsaved-answers-wait-in-the-browser.md

import { attemptHere, count, part as partOfBar, show as showBar, shown, words } from "./saving.js";
import {
  SETTLED, addressOf, answerForm, arrive, become, drop, fill, filling, formAt, forms, isKept, keep, latestWrite, markSent,
  markUnsent, mine, part, recall, remember, settle, unsaved, who,
} from "./unsaved.js";

const [FIRST_WAIT, LONGEST_WAIT, PATIENCE] = [3000, 60_000, 20_000]; // ms

let reach = "there"; // else "gone", "failing" (it answers that it cannot), "out" (signed out), "other" (somebody else is in)
let sent = { saved: 0, lost: [] }; // what came of the latest sending
let remark = "";
let isLeaving = false;

const show = () => showBar(reach, sent, remark);

// --- finding out whether the site is there, and for whom

let token = "";
let wait = FIRST_WAIT;
let timer;
let knocking;

async function ask(address, options) {
  try {
    return await fetch(address, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE), ...options });
  } catch { return null; }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(knock, wait);
  wait = Math.min(2 * wait, LONGEST_WAIT);
}

function lose(how) {
  reach = how;
  if (how === "gone" || how === "failing") later();
  return show();
}

// Sends what is kept if the same person is still signed in; one knock at a time.
function knock() {
  if (who.isKnown) knocking ??= findOut().finally(() => { knocking = undefined; });
  return knocking;
}
const knockIfNeeded = () => { if (reach !== "there" || shown.waiting.length) knock(); };

async function findOut() {
  clearTimeout(timer);
  const reply = await ask(words.session);
  const session = reply?.ok ? await reply.json().catch(() => null) : null;
  if (!session) return lose(reply?.status >= 500 ? "failing" : "gone"); // what is no reply of ours comes from the network
  if (who.isStranger && session.isGuest) await become(session.person);
  if (session.person !== (who.isStranger ? "" : who.name)) return lose(session.person ? "other" : "out");
  token = session.token;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  [reach, remark] = ["there", ""];
  return sendAll();
}

// --- sending what was kept

const oneTabAtATime = (work) => (navigator.locks ? navigator.locks.request("kzlearn answers", work) : work());

async function sendAll() {
  const here = [...mine.keys()];
  sent = { saved: 0, lost: [] };
  await oneTabAtATime(async () => {
    for (const entry of await unsaved()) {
      if (reach === "there" && !onTheWay.has(entry.url)) await deliver(entry);
    }
  });
  if (reach !== "there") return undefined;
  for (const url of here) if (formAt(url) && !onTheWay.has(url)) sendFromPage(formAt(url)); // it then shows what stands there
  if ((await unsaved()).some(({ isStuck }) => isStuck)) later();
  else wait = FIRST_WAIT;
  if (sent.saved && attemptHere) refreshOutline();
  document.dispatchEvent(new Event("kzlearn:sent"));
  return show();
}

async function deliver(entry) {
  let reply;
  do {
    markSent(entry);
    reply = await post(entry.url, entry.queue[0]);
    if (reply.lost) return lose(reply.lost);
    entry.isStuck = reply.status >= 500;
    if (entry.isStuck) return undefined; // the others may yet be saved, and this one later
    entry.why = reply.why;
    await (reply.word ? heard(entry, reply.word, reply.sequence) : drop(entry));
  } while (entry.queue.length && SETTLED.includes(reply.word));
  if (["saved", "empty"].includes(reply.word)) sent.saved += 1;
  else if (!entry.queue.length || !reply.word) sent.lost.push(entry);
  return undefined;
}

async function post(url, fields) {
  const headers = { "HX-Request": "true", "X-CSRFToken": token };
  const reply = await ask(url, { method: "POST", headers, body: new URLSearchParams(fields) });
  const word = reply?.headers.get("Kzlearn-Answer");
  if (!reply || (!word && reply.ok && !reply.headers.has("HX-Redirect"))) return { lost: "gone" };
  if (!word && reply.ok) return { lost: "out" };
  if (reply.status === 403) return { lost: "failing" }; // somebody has signed in since we asked: the next knock finds out
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const why = word ? page.querySelector("[role=alert] p, p[role=alert]")?.textContent.trim() : words.refused;
  return { status: reply.status, word, why, sequence: reply.headers.get("Kzlearn-Sequence") };
}

function heard(entry, word, sequence) {
  const form = mine.get(entry.url) === entry && !entry.isCheck && formAt(entry.url);
  if (form && word === "saved") form.elements.sequence.value = sequence;
  return settle(entry, word, sequence);
}

function sendFromPage(form) {
  if (form.dataset.answer) form.dispatchEvent(new Event("change"));
  else form.requestSubmit();
}

function refreshOutline() {
  const outline = { target: ".quiz-outline", select: ".quiz-outline", swap: "outerHTML" };
  if (document.querySelector(".quiz-outline")) htmx.ajax("GET", location.pathname + location.search, outline);
}

// --- an answer on its way through htmx

const onTheWay = new Set(); // addresses
const isAnswer = ({ elt, verb, requestConfig }) => answerForm(elt) && (verb ?? requestConfig.verb) === "post";

const touched = new WeakSet(); // forms whose fields hold what the learner gave since they came

function keepAndShow(form) {
  isLeaving = false;
  touched.add(form);
  keep(form);
  if (reach !== "there") show();
}

document.addEventListener("input", ({ target }) => {
  const form = answerForm(target);
  if (form?.dataset.answer && !filling.isOn) keepAndShow(form); // a check is sent by its button, and lost to nobody before
});

document.addEventListener("htmx:confirm", (event) => {
  if (!isAnswer(event.detail)) return;
  const form = answerForm(event.detail.elt);
  const url = addressOf(form);
  if (!form.dataset.answer) keepAndShow(form);
  const isReady = () => reach === "there" && (!mine.get(url)?.wasSent || onTheWay.has(url));
  if (isReady()) return;
  event.preventDefault();
  if (reach !== "there") hold(form, event.detail.triggeringEvent);
  else knock()?.then(() => (isReady() ? event.detail.issueRequest(true) : hold(form, event.detail.triggeringEvent)));
});

// Nothing can be sent now; pages can be turned all the same (ahead.js).
function hold(form, trigger) {
  const { name, value } = trigger?.submitter ?? {};
  if (name === "flag" || value === "finish") tell("needs");
  else if (name === "go") form.dispatchEvent(new CustomEvent("kzlearn:held", { bubbles: true, detail: value }));
}

function tell(name) {
  remark = words[name] ?? "";
  show();
}
document.addEventListener("kzlearn:remark", ({ detail }) => tell(detail));

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!isAnswer(detail)) return;
  const url = addressOf(answerForm(detail.elt));
  onTheWay.add(url);
  if (mine.has(url)) markSent(mine.get(url));
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!isAnswer(event.detail)) return;
  const { elt, xhr } = event.detail;
  const form = answerForm(elt);
  const word = xhr.getResponseHeader("Kzlearn-Answer");
  const isTokenOld = xhr.status === 403 && xhr.getResponseHeader("HX-Refresh");
  onTheWay.delete(addressOf(form));
  if (word) reached(form, word, xhr.getResponseHeader("Kzlearn-Sequence"));
  else if (xhr.status < 400 || isTokenOld) {
    event.preventDefault(); // a page that leads away, or is none of ours
    notTaken(form);
    if (isTokenOld) knock();
    else signInAgain(xhr.getResponseHeader("HX-Redirect"));
  }
});

function reached(form, word, sequence) {
  const entry = mine.get(addressOf(form));
  if (entry?.wasSent) heard(entry, word, sequence);
  else if (form.dataset.answer && SETTLED.includes(word)) {
    form.elements.sequence.value = sequence;
    if (entry) keep(form); // given while an answer that was saved already went along with the page
  }
  show();
}

function notTaken(form) {
  if (!mine.has(addressOf(form))) keep(form);
  const entry = mine.get(addressOf(form));
  if (entry) markUnsent(entry);
}

async function signInAgain(address) {
  if (!address) return lose("gone");
  if (!(await isKept)) return lose("out");
  await latestWrite.done;
  remember("kept", "yes");
  isLeaving = true;
  return location.assign(address);
}

for (const type of ["sendError", "timeout", "responseError"]) {
  document.addEventListener(`htmx:${type}`, ({ detail }) => {
    const { status } = detail.xhr;
    const form = isAnswer(detail) && answerForm(detail.elt);
    if (!form) return status ? undefined : knock();
    onTheWay.delete(addressOf(form));
    if (status >= 400 && status < 500) return notTaken(form);
    if (!mine.has(addressOf(form))) keep(form);
    lose(status ? "failing" : "gone");
    return hold(form, detail.requestConfig.triggeringEvent);
  });
}

// --- a page comes: what is kept goes back into its fields, and on to the site

function restore(root, entries) {
  for (const form of forms(root)) {
    const entry = !touched.has(form) && entries.find(({ url }) => url === addressOf(form));
    if (!entry) continue;
    fill(form, entry.queue.at(-1));
    mine.set(entry.url, entry);
  }
}

const ready = who.isKnown ? arrive() : undefined;

document.addEventListener("htmx:load", async ({ target }) => {
  const isPage = target === document.body;
  if (!who.isKnown || (!isPage && !forms(target).length)) return;
  await ready;
  if (isPage && recall("kept")) tell(who.isStranger ? "kept" : "");
  if (isPage && !who.isStranger) remember("kept", "");
  if (!isPage) sent = { saved: 0, lost: [] };
  const earlier = (await unsaved()).filter(({ url }) => !touched.has(formAt(url)));
  restore(target, earlier);
  await show();
  const isToSend = isPage ? earlier.length : earlier.some(({ url }) => forms(target).includes(formAt(url)));
  if (isToSend && reach === "there") knock();
});

// --- leaving, and coming back

addEventListener("submit", (event) => {
  const { target, defaultPrevented } = event;
  const path = new URL(target.getAttribute("action") ?? "", location).pathname;
  if (answerForm(target) && !defaultPrevented) isLeaving = true; // without htmx the page goes along with the answer
  if (path === words.signInAt && who.isGuest) part(false);
  if (path !== words.signOutAt) return;
  const { length } = shown.waiting;
  if (length && !confirm(count(words.signingOut, length))) return event.preventDefault();
  isLeaving = true;
  part(true);
});

addEventListener("beforeunload", (event) => {
  const isOfThisAttempt = ({ url }) => attemptHere && url.startsWith(attemptHere);
  if (!isLeaving && (mine.size || shown.waiting.some(isOfThisAttempt))) event.preventDefault();
});

partOfBar("again").addEventListener("click", knock);
partOfBar("sign-in").addEventListener("click", ({ currentTarget }) => {
  currentTarget.search = `?next=${encodeURIComponent(location.pathname + location.search)}`;
  isLeaving = true;
});
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-let-go]"); // the learner would rather have what is recorded
  const entry = link && mine.get(addressOf(answerForm(link)));
  if (!entry) return;
  event.preventDefault();
  await drop(entry);
  location.assign(link.href);
});

addEventListener("online", knockIfNeeded);
addEventListener("offline", knock);
addEventListener("pageshow", ({ persisted }) => { if (persisted) knockIfNeeded(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) knockIfNeeded(); });
