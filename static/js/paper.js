// The button that prints; without scripts the page says how.
document.querySelector("[data-print]")?.addEventListener("click", () => print());
