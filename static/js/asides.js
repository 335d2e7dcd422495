// Sidenotes, the small cards of people and terms, and the hairline. Without this module notes open by :target, cards on hover and focus.

const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

// --- sidenotes: a chip opens its note right behind itself, and closes it again

const noteOf = (chip) => document.getElementById(chip.hash.slice(1));
const chipsOf = (note) => document.querySelectorAll(`a.cite[href="#${CSS.escape(note.id)}"]`);

function setNote(note, chip) {
  const open = Boolean(chip);
  if (open) chip.after(note);
  note.classList.toggle("is-open", open);
  for (const each of chipsOf(note)) each.setAttribute("aria-expanded", String(each === chip));
}

function prepareChips(root) {
  for (const chip of root.querySelectorAll("a.cite[href^='#']")) {
    const note = noteOf(chip);
    if (!note) continue;
    chip.setAttribute("role", "button");
    chip.setAttribute("aria-controls", note.id);
    chip.setAttribute("aria-expanded", String(note.classList.contains("is-open")));
  }
}

function openAddressed() {
  const note = document.getElementById(location.hash.slice(1));
  if (note?.matches(".note")) setNote(note, chipsOf(note)[0]);
}

function toggleNote(event) {
  const chip = closest(event, "a.cite[href^='#']");
  const note = chip && noteOf(chip);
  if (!note || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  setNote(note, chip.getAttribute("aria-expanded") === "true" ? null : chip);
}

// --- cards: kept inside the window; on a touch screen the first tap opens, the second follows the link

function placeCard(ref) {
  const card = ref.querySelector(".card");
  card.style.setProperty("--shift", "0px");
  ref.classList.remove("is-above");
  const box = card.getBoundingClientRect();
  if (!box.width) return;
  const { clientWidth, clientHeight } = document.documentElement;
  const shift = Math.max(Math.min(0, clientWidth - 16 - box.right), 16 - box.left);
  card.style.setProperty("--shift", `${shift}px`);
  const above = ref.getBoundingClientRect().top;
  ref.classList.toggle("is-above", box.bottom > clientHeight && above > box.height);
}

function shutCards(except) {
  for (const ref of document.querySelectorAll(".ref.is-open")) if (ref !== except) ref.classList.remove("is-open");
}

let touched = false;
document.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });

document.addEventListener("click", (event) => {
  const ref = closest(event, ".ref");
  shutCards(ref);
  if (ref && touched && closest(event, ".ref > a") && !ref.classList.contains("is-open")) {
    event.preventDefault();
    ref.classList.remove("is-shut");
    ref.classList.add("is-open");
    placeCard(ref);
  }
  toggleNote(event);
});

for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const ref = closest(event, ".ref");
    if (ref) placeCard(ref);
  });
}
for (const type of ["pointerout", "focusout"]) {
  document.addEventListener(type, (event) => closest(event, ".ref")?.classList.remove("is-shut"));
}

document.addEventListener("keydown", (event) => {
  if (event.key === " " && closest(event, "a.cite[role='button']")) {
    event.preventDefault();
    event.target.click();
  }
  if (event.key !== "Escape") return;
  shutCards(null);
  for (const ref of document.querySelectorAll(".ref:hover, .ref:focus-within")) ref.classList.add("is-shut");
  const open = [...document.querySelectorAll(".note.is-open")];
  const inside = open.find((note) => note.contains(document.activeElement));
  const chip = inside && document.querySelector(`a.cite[aria-controls="${CSS.escape(inside.id)}"][aria-expanded="true"]`);
  for (const note of open) setNote(note, null);
  chip?.focus();
});

document.addEventListener("htmx:load", (event) => prepareChips(event.detail.elt));
prepareChips(document);
openAddressed();
addEventListener("hashchange", openAddressed);

// --- the hairline at the top: how far down the text the reader is. It tells a place, not an achievement.

const hairline = document.querySelector("[data-hairline]");
const text = document.querySelector("[data-reading]");

function draw() {
  const { top, height } = text.getBoundingClientRect();
  const room = height - innerHeight;
  const far = room > 0 ? Math.min(1, Math.max(0, -top / room)) : 0;
  hairline.style.setProperty("--read-so-far", far.toFixed(4));
}

if (hairline && text) {
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  draw();
}
