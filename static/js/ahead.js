// The other questions of an open attempt, fetched ahead and kept in this page's memory, so that a learner who is cut off can
// turn to them. While the site answers, pages are turned by htmx as ever, and what is here is only brought up to date.

import { addressOf, forms } from "./unsaved.js";

const PAUSE = 700; // ms from one to the next: a class that starts at once must not ask for everything at once

const frames = new Map(); // position -> { frame, title, isOld }
const isOffline = () => document.documentElement.classList.contains("is-offline");
const frameHere = () => document.getElementById("quiz");
const positionOf = (frame) => Number(addressOf(forms(frame)[0]).split("/").at(-2));
const positionIn = (address) => Number(new URL(address, location).searchParams.get("at"));
const pause = () => new Promise((resolve) => { setTimeout(resolve, PAUSE); });

function put(frame, title) {
  frame.querySelector(":scope > .message")?.remove(); // said once
  frames.set(positionOf(frame), { frame, title, isOld: true });
}

// --- fetching ahead: what comes next first

let fetching;

function fetchAhead() {
  fetching ??= fetchAll().finally(() => { fetching = undefined; });
}

function wanted() {
  const here = positionOf(frameHere());
  const links = [...document.querySelectorAll(".outline a")].map((link) => link.href);
  const inOrder = [...links.slice(here), ...links.slice(0, here - 1)];
  return inOrder.find((address) => frames.get(positionIn(address))?.isOld ?? true);
}

async function fetchAll() {
  for (;;) {
    await pause();
    const address = frameHere() && !isOffline() && wanted();
    if (!address || !(await fetchOne(address))) return;
  }
}

async function fetchOne(address) {
  try {
    const reply = await fetch(address, { headers: { "HX-Request": "true" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const frame = document.adoptNode(page.getElementById("quiz"));
    frames.set(positionIn(address), { frame, title: page.title, isOld: false });
    return true;
  } catch { return false; } // cut off, signed out, or the attempt is over: the page itself will say so
}

function fetchAnew() {
  for (const known of frames.values()) known.isOld = true;
  fetchAhead();
}

// --- turning to what is here

function turn(position, isNew = true) {
  const [here, known] = [frameHere(), frames.get(position)];
  if (!known) return tell("notHere");
  put(here, document.title);
  frames.delete(position);
  known.frame.querySelector(".quiz-outline")?.remove();
  known.frame.querySelector(".quiz-head").after(here.querySelector(".quiz-outline")); // the one that is up to date
  here.replaceWith(known.frame);
  document.title = known.title;
  for (const link of document.querySelectorAll(".outline a")) {
    if (positionIn(link.href) === position) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  if (isNew) history.pushState({ htmx: true }, "", `?at=${position}`);
  htmx.process(known.frame);
  htmx.trigger(known.frame, "htmx:load");
  known.frame.querySelector("[data-focus]").focus({ preventScroll: true });
  scrollTo(0, 0);
  return tell("");
}

const tell = (name) => document.dispatchEvent(new CustomEvent("kzlearn:remark", { detail: name }));

document.addEventListener("htmx:confirm", (event) => {
  const link = event.detail.elt.closest?.(".outline a");
  if (!link || !isOffline()) return;
  event.preventDefault();
  turn(positionIn(link.href));
});
document.addEventListener("htmx:sendError", ({ detail }) => {
  const link = detail.elt.closest?.(".outline a");
  if (link) turn(positionIn(link.href));
});
document.addEventListener("kzlearn:held", ({ detail }) => {
  const step = { next: 1, prev: -1 }[detail];
  if (step) turn(positionOf(frameHere()) + step);
});
addEventListener("popstate", (event) => {
  const position = positionIn(location);
  if (!isOffline() || !frames.has(position)) return;
  event.stopImmediatePropagation(); // htmx would load the page anew
  turn(position, false);
}, true);

// --- what htmx takes off the page stays here until it has been fetched anew

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.shouldSwap && detail.target === frameHere()) put(detail.target, document.title);
});
document.addEventListener("htmx:afterSettle", ({ detail }) => { if (detail.target?.id === "quiz") fetchAhead(); });
document.addEventListener("kzlearn:sent", fetchAnew);
fetchAhead();
