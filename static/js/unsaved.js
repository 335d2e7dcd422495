// Answers that are not saved yet, kept in IndexedDB under their person and attempt; where a browser has none, this page
// alone remembers them. Nothing here sends or shows anything: that is offline.js.

const ASIDE = ["sequence", "version", "certainty"]; // fields beside the answer itself
const KEPT_FOR = 30 * 24 * 3600 * 1000; // ms

export const SETTLED = ["saved", "empty", "closed", "late"]; // what the site says of an answer that it is done with

// --- forms

export const answerForm = (element) => element?.closest?.("form[data-answer]");
export const addressOf = (form) => new URL(form.getAttribute("action"), location).pathname;
export const forms = (root = document) => [...root.querySelectorAll("form[data-answer]")];
export const formAt = (url) => forms().find((form) => addressOf(form) === url);

const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
const isEmpty = (fields) => fields.every(([name, value]) => ASIDE.includes(name) || !value.trim());
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const numbered = (fields, sequence) => fields.map(([name, value]) => [name, name === "sequence" ? sequence : value]);

// --- whose they are: a stranger has no name, so theirs belong to the tab

export function recall(name) { try { return sessionStorage.getItem(name); } catch { return null; } }
export function remember(name, value) {
  try { if (value) sessionStorage.setItem(name, value); else sessionStorage.removeItem(name); } catch { /* a browser that keeps nothing */ }
}

const { person, guest } = document.body.dataset;
const tab = recall("tab") ?? `tab ${Math.random()}`;
remember("tab", tab);

export const who = { isKnown: person !== undefined, isStranger: !person, isGuest: guest !== undefined, name: person || tab };

// --- the store

const database = new Promise((resolve) => {
  try {
    const opening = indexedDB.open("kzlearn", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("answers", { keyPath: ["person", "url"] });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = opening.onblocked = () => resolve(null);
  } catch { resolve(null); }
});
export const isKept = database.then(Boolean);

// Resolves to the result of the request that `work` returns, once the transaction is through; undefined where it fails.
async function inStore(mode, work) {
  const opened = await database;
  return new Promise((resolve) => {
    try {
      const transaction = opened.transaction("answers", mode);
      const request = work(transaction.objectStore("answers"));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => resolve(undefined);
    } catch { resolve(undefined); }
  });
}

const eachKept = (visit) => inStore("readwrite", (answers) => {
  answers.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    visit(cursor, answers);
    cursor.continue();
  };
});

const forget = (isUnwanted) => eachKept((cursor) => { if (isUnwanted(cursor.value)) cursor.delete(); });
const bringAlong = (from) => eachKept((cursor, answers) => {
  if (cursor.value.person !== from || from === who.name) return;
  answers.put({ ...cursor.value, person: who.name });
  cursor.delete();
});

// --- the entries: `mine` were given on this page, the store also knows of other tabs and of earlier pages

export const mine = new Map(); // address -> entry
export const latestWrite = { done: undefined };

export function write(entry) {
  latestWrite.done = inStore("readwrite", (answers) => answers.put({ ...entry, person: who.name }));
  return latestWrite.done;
}

export async function unsaved() {
  const own = IDBKeyRange.bound([who.name, ""], [who.name, "\uffff"]);
  const kept = (await inStore("readonly", (answers) => answers.getAll(own))) ?? [];
  const found = new Map(kept.map((entry) => [entry.url, entry]));
  for (const [url, entry] of mine) if (!(found.get(url)?.at > entry.at)) found.set(url, entry);
  return [...found.values()].sort((one, other) => one.at - other.at);
}

// An entry's queue holds the latest answer and, before it, one that was sent without a reply: the site may have that one,
// and only when it is sent again, word for word, do we learn the number that the latest has to carry.
export function keep(form) {
  const [url, fields] = [addressOf(form), fieldsOf(form)];
  if (isEmpty(fields)) return; // an empty field overwrites no answer, here either
  const isCheck = !form.dataset.answer;
  const place = isCheck ? `#${form.parentElement.id}` : location.search;
  const entry = mine.get(url) ?? { url, isCheck, name: form.dataset.name, page: location.pathname + place };
  const first = entry.wasSent ? entry.queue[0] : fields;
  const queue = isSame(first, fields) ? [first] : [first, fields];
  mine.set(url, Object.assign(entry, { queue, at: Date.now(), stamp: Math.random() }));
  write(entry);
}

// Another tab may have put a newer answer in its place: that one stays.
export function drop(entry) {
  if (mine.get(entry.url) === entry) mine.delete(entry.url);
  const key = [who.name, entry.url];
  return inStore("readwrite", (answers) => {
    const found = answers.get(key);
    found.onsuccess = () => { if (found.result?.stamp === entry.stamp) answers.delete(key); };
  });
}

// What the site made of the first answer in the queue; `sequence` is the number for the next to the same question.
export function settle(entry, word, sequence) {
  entry.wasSent = entry.isStuck = false;
  const isDone = SETTLED.includes(word) || entry.isCheck; // a check that is not taken comes back with the answer in it
  if (isDone || entry.queue.length > 1) entry.queue.shift();
  if (!entry.queue.length) return drop(entry);
  if (isDone) entry.queue[0] = numbered(entry.queue[0], sequence);
  return write(entry);
}

export function markSent(entry) {
  entry.wasSent = true;
  return write(entry);
}

// The site has certainly not taken it: the latest is all there is to send.
export function markUnsent(entry) {
  Object.assign(entry, { wasSent: false, queue: entry.queue.slice(-1) });
  return write(entry);
}

// --- back into the fields

export const filling = { isOn: false };

export function fill(form, fields) {
  filling.isOn = true;
  for (const control of form.elements) {
    if (!control.name || control.name === "csrfmiddlewaretoken" || control.type === "submit") continue;
    const given = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(control.type)) control.checked = given.includes(control.value);
    else control.value = given[0] ?? "";
    if (control.dataset.counted) control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  filling.isOn = false;
}

// --- people come and go

const otherTabs = "BroadcastChannel" in window && new BroadcastChannel("kzlearn answers");
if (otherTabs) otherTabs.onmessage = () => mine.clear();

function forgetEverywhere() {
  if (otherTabs) otherTabs.postMessage("signed out");
  return forget(() => true);
}

// Noted when a form is sent that ends this person's time here, and acted upon by the page that comes after it.
export const part = (isSigningOut) => remember("parting", JSON.stringify({ name: who.name, isSigningOut }));

export async function arrive() {
  const parting = JSON.parse(recall("parting") ?? "null");
  if (parting && parting.name !== who.name) {
    if (parting.isSigningOut) await forgetEverywhere();
    else if (!who.isStranger) await bringAlong(parting.name); // a guest who signed in, whose work came along
  }
  remember("parting", null); // only now: a page that is left before it got here leaves this to the next
  if (who.isGuest) await bringAlong(tab);
  await forget((entry) => (!who.isStranger && entry.person !== who.name) || entry.at < Date.now() - KEPT_FOR);
}

// The stranger's first answer has made them a guest.
export function become(name) {
  Object.assign(who, { name, isStranger: false, isGuest: true });
  return bringAlong(tab);
}
