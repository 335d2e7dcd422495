// A quiz by keyboard: 1 to 9 choose an option, the arrow keys turn to the next or previous question.

const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]");

function choose(number) {
  const input = document.querySelectorAll("[data-question] .option input")[number - 1];
  if (!input || input.disabled) return false;
  input.focus();
  input.click();
  return true;
}

function turn(key) {
  const button = document.querySelector(`[data-turn=${key === "ArrowRight" ? "next" : "prev"}]`);
  button?.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || typing(event.target)) return;
  const radio = event.target.matches("input[type=radio]");
  let done = false;
  if (/^[1-9]$/.test(event.key)) done = choose(Number(event.key));
  else if (!radio && ["ArrowLeft", "ArrowRight"].includes(event.key)) done = turn(event.key);
  if (done) event.preventDefault();
});
