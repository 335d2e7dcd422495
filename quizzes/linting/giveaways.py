"""Options that tell which of them is right by how they are written."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from quizzes.kinds.base import Text, in_language
from quizzes.kinds.single_choice import SingleChoiceBody
from quizzes.kinds.true_false import TrueFalseBody
from quizzes.linting.finding import Finding, Linted, Path, lists_of_options

# All right options are this much longer (or shorter) than any wrong one, and by so many characters.
MUCH_LONGER = 1.3
CHARACTERS = 8
# From so many questions on it is counted in how many the key is the longest option; less likely is no chance.
ENOUGH_QUESTIONS = 10
UNLIKELY = 0.01

# A bare "all" is left out: it stands in too many plain statements of number.
ABSOLUTE = re.compile(
    r"\b(?:always|never|every(?:one|body|thing|where)?|nobody|no one|nothing|nowhere|entirely|completely"
    r"|absolutely|totally|wholly|invariably|impossible|without exception"
    r"|всегда|никогда|каждый|каждая|каждое|никто|ничто|ничего|полностью|абсолютно|совершенно|невозможно"
    r"|әрқашан|әрдайым|ешқашан|ешкім|ештеңе|мүлдем|мүлде|толығымен|мүмкін емес)\b",
    re.IGNORECASE,
)
# The whole of an option that is about the others, whichever they are.
ABOUT_THE_OTHERS = re.compile(
    r"(?:all|none|both|neither|any) of (?:the )?(?:above|these|them|those|(?:other )?(?:answers|options))"
    r"|(?:both )?(?:[a-d]|[1-4])(?: and |, )(?:[a-d]|[1-4])"
    r"|вс[её] (?:вышеперечисленное|перечисленное)|все (?:эти )?(?:ответы|варианты)(?: верны| правильны)?"
    r"|ни один из (?:этих |перечисленных )?(?:ответов|вариантов)"
    r"|ничего из (?:вышеперечисленного|перечисленного)"
    r"|(?:аталғандардың|жоғарыдағылардың|бұлардың|осылардың) (?:барлығы|бәрі|ешқайсысы|екеуі)",
    re.IGNORECASE,
)


def giveaway_findings(question: Linted) -> Iterator[Finding]:
    for path, _options in lists_of_options(question.body):
        yield from _once_a_place(_in_each_language(question, path))
    yield from _absolute_statement(question)


def _in_each_language(question: Linted, path: Path) -> Iterator[Finding]:
    options = dict(lists_of_options(question.body))[path]
    for language in question.languages:
        right = [in_language(one.text, language) for one in options if one.correct]
        wrong = [in_language(one.text, language) for one in options if not one.correct]
        if message := _told_by_length(right, wrong):
            yield Finding(question.slug, path, "length", message)
        for place, option in enumerate(options):
            text = in_language(option.text, language)
            if ABOUT_THE_OTHERS.fullmatch(text.strip(" .!")) and not option.pin:
                message = _("“%(text)s” is about the other options: keep it last with `pin: true`")
                yield Finding(question.slug, (*path, place), "pin", message % {"text": text})
            elif not option.correct and (word := _word_alone(text, right)):
                message = _(
                    "“%(word)s” stands in wrong options only, and tells them apart: say it more mildly"
                )
                yield Finding(question.slug, (*path, place), "absolute", message % {"word": word})


def _once_a_place(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Without what has been found in the same place in another language."""
    seen: set[tuple[Path, str]] = set()
    for finding in findings:
        if (finding.path, finding.rule) not in seen:
            seen.add((finding.path, finding.rule))
            yield finding


def _told_by_length(right: Sequence[str], wrong: Sequence[str]) -> str | None:
    rights, wrongs = sorted(map(len, right)), sorted(map(len, wrong))
    if not rights or not wrongs:
        return None
    if _is_much_longer(rights[0], wrongs[-1]):
        return _("what is right is much longer than anything that is wrong: level the lengths")
    if _is_much_longer(wrongs[0], rights[-1]):
        return _("what is right is much shorter than anything that is wrong: level the lengths")
    return None


def _is_much_longer(one: int, other: int) -> bool:
    return one >= MUCH_LONGER * other and one - other >= CHARACTERS


def _word_alone(text: str, right: Sequence[str]) -> str | None:
    """An absolute word in the text, if no right option has one."""
    found = ABSOLUTE.search(text)
    return found[0] if found and not any(map(ABSOLUTE.search, right)) else None


def _absolute_statement(question: Linted) -> Iterator[Finding]:
    body = question.body
    if not isinstance(body, TrueFalseBody) or body.answer:
        return
    for language in question.languages:
        if found := ABSOLUTE.search(in_language(body.prompt, language)):
            message = _("“%(word)s” in a statement tells that it is false: say it more mildly")
            yield Finding(question.slug, ("prompt",), "absolute", message % {"word": found[0]})
            return


def longest_key_findings(questions: Sequence[Linted]) -> Iterator[Finding]:
    """Whether in a whole bank the key is the longest option more often than chance would have it."""
    bodies = [one.body for one in questions if isinstance(one.body, SingleChoiceBody)]
    if len(bodies) < ENOUGH_QUESTIONS:
        return
    longest = sum(map(_is_key_longest, bodies))
    chance = math.fsum(1 / len(body.options) for body in bodies) / len(bodies)
    if _tail(longest, len(bodies), chance) < UNLIKELY:
        message = _("in %(longest)d of %(all)d questions with one right answer the key is the longest option")
        message += _("; chance would make it %(chance)d")
        figures = {"longest": longest, "all": len(bodies), "chance": round(chance * len(bodies))}
        yield Finding("", (), "length", message % figures)


def _is_key_longest(body: SingleChoiceBody) -> bool:
    def length(text: Text) -> int:
        return len(in_language(text, "en"))

    key = max(length(one.text) for one in body.options if one.correct)
    return key > max(length(one.text) for one in body.options if not one.correct)


def _tail(at_least: int, number: int, chance: float) -> float:
    """The probability of so many successes or more (binomial)."""
    return math.fsum(
        math.comb(number, k) * chance**k * (1 - chance) ** (number - k) for k in range(at_least, number + 1)
    )
