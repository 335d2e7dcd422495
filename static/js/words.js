// Counts the words of an essay while it is written, as quizzes/kinds/essay.py does.

const INVISIBLE = /[\p{M}\p{Cf}]/gu;
const WORD = /[\p{L}\p{N}]+(?:(?:['’ʼ.\-‐‑]|(?<=\p{Nd}),(?=\p{Nd}))[\p{L}\p{N}]+)*/gu;

document.addEventListener("input", (event) => {
  const place = document.getElementById(event.target.dataset?.counted);
  if (place) place.textContent = event.target.value.replace(INVISIBLE, "").match(WORD)?.length ?? 0;
});
