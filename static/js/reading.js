// The hairline at the top: how far down the text the reader is. It tells a place, not an achievement.

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
