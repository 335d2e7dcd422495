// The time that is left, by the server's clock: counted down, spoken at a few moments, and handed in when it is up.
// The server judges: an answer by when it arrives, and a hand-in by whether the time is up there, too.

const timer = document.querySelector("[data-timer]");
const spoken = document.querySelector("[data-timer-say]");
const shown = timer.querySelector("[data-left]");
const handIn = timer.querySelector("[data-hand-in]");
const MARKS = [600, 300, 60, 30]; // seconds
const DAY = 86_400_000;
const LAST_SAVE = 3000; // before the end, what is still being typed is sent
const GRACE = 1000 + Math.random() * 2000; // after it: not the whole class in one instant
const TRY_AGAIN = 10_000;

// --- the server's clock, and how far this machine's is behind it

let deadline;
let behind;

function sync(now, end, heardAt = Date.now()) {
  if (!now || !end) return;
  behind = Date.parse(now) - heardAt;
  if (Date.parse(end) === deadline) return;
  deadline = Date.parse(end);
  for (const time of timer.querySelectorAll("time")) time.dateTime = end;
  document.dispatchEvent(new Event("kzlearn:times"));
}

const left = () => deadline - Date.now() - behind;

// The page was stamped before it came: counted from when its first byte was here.
const loading = performance.getEntriesByType("navigation")[0];
sync(timer.dataset.now, timer.dataset.deadline, loading ? performance.timeOrigin + loading.responseStart : undefined);

document.addEventListener("htmx:beforeOnLoad", ({ detail: { xhr } }) => {
  sync(xhr.getResponseHeader("Kzlearn-Now"), xhr.getResponseHeader("Kzlearn-Deadline"));
});

// --- in words

function inWords(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 0) return timer.dataset.over;
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60), String(seconds % 60).padStart(2, "0")];
  if (h) return timer.dataset.hours.replace("{h}", h).replace("{m}", m % 60);
  return m >= 10 ? timer.dataset.minutes.replace("{m}", m) : timer.dataset.clock.replace("{m}", m).replace("{s}", s);
}

function speakAt(before, now) {
  const passed = MARKS.filter((mark) => before > mark * 1000 && now <= mark * 1000).at(-1);
  if (passed) spoken.textContent = spoken.dataset[`at-${passed}`];
}

// --- hidden by who is better without it, and so the next time

const button = timer.querySelector("[data-timer-switch]");
const recall = () => { try { return localStorage.getItem("countdown") === "hidden"; } catch { return false; } };
const remember = (hidden) => { try { localStorage.setItem("countdown", hidden ? "hidden" : "shown"); } catch { /* a browser that keeps nothing */ } };
let hidden = recall();

button.addEventListener("click", () => {
  hidden = !hidden;
  remember(hidden);
  draw(left());
});

function draw(milliseconds) {
  const far = milliseconds > DAY;
  const words = inWords(milliseconds);
  button.hidden = far;
  shown.hidden = far || (hidden && milliseconds > 0);
  button.textContent = hidden ? button.dataset.show : button.dataset.hide;
  button.setAttribute("aria-label", hidden ? button.dataset.showLabel : button.dataset.hideLabel);
  if (shown.textContent !== words) shown.textContent = words;
}

// --- the end: what is in the fields is sent once more, then what was saved is handed in

const answer = () => document.querySelector("form[data-question]");
let dirty = false; // something is in the fields that is not on its way yet
let ended = false;
let handInAt = Infinity;

document.addEventListener("input", ({ target }) => { if (target.form && target.form === answer()) dirty = true; });
document.addEventListener("htmx:beforeRequest", ({ detail }) => { if (answer()?.contains(detail.elt)) dirty = false; });

function sendWhatIsTyped() {
  if (dirty) answer()?.dispatchEvent(new Event("change"));
  dirty = false;
}

function end() {
  if (ended) return;
  ended = true;
  handInAt = Date.now() + GRACE;
  spoken.textContent = spoken.dataset.over;
}

// The reply says where to go: to the review, or back here if by the server's clock there is time yet.
async function handItIn() {
  handInAt = Infinity;
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  const body = new URLSearchParams(new FormData(handIn));
  const reply = await fetch(handIn.action, { method: "POST", headers, body }).catch(() => null);
  if (reply && reply.status < 500) return location.assign(reply.headers.get("HX-Redirect") ?? location.href);
  spoken.textContent = spoken.dataset.cut;
  spoken.classList.replace("unseen", "notice");
  handInAt = Date.now() + TRY_AGAIN;
  return undefined;
}

addEventListener("online", () => { if (ended) handInAt = 0; });

// --- the tick

let before = left();

function tick() {
  const now = left();
  draw(now);
  speakAt(before, now);
  before = now;
  if (now <= LAST_SAVE) sendWhatIsTyped();
  if (now <= 0) end();
  else ended = false; // a teacher has given more time
  if (ended && Date.now() >= handInAt) handItIn();
}

document.addEventListener("visibilitychange", tick);
setInterval(tick, 500);
tick();
