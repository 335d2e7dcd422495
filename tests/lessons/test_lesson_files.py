"""A lesson's file: what it may hold, and how a slip in it is named."""

import pytest

from lessons.coursefiles.lessontext import Keys, LessonFile, parse_lesson, sentences
from lessons.coursefiles.problems import Problem
from lessons.rendering import Entry, render_section

KEYS = Keys(
    {"paragraph": {"6"}, "claim": {"6.4"}, "actor": {"derr"}, "term": {"landlocked"}, "source": {"S04"}}
)
FRONT = """---
title: Oil
question: Who needed whom?
objectives: [Tell one., Tell two., Tell three.]
paragraphs: [6]
perspective: Write a letter.
---
"""
BODY = """## The contract {#contract}
{actor:derr|Ken Derr} signed in 1993 {claim:6.4}. Was there a way to the sea? Look at a map first {own}.
"""


def parse(body=BODY, front=FRONT):
    return parse_lesson("lessons/en/01-oil.md", front + body, slug="oil", language="en", keys=KEYS)


def messages(body=BODY, front=FRONT):
    found = parse(body, front)
    assert not isinstance(found, LessonFile), "the slip was not noticed"
    return [str(problem) for problem in found]


def test_a_lesson_without_slips_is_read():
    lesson = parse()
    assert isinstance(lesson, LessonFile)
    assert [(section.key, section.title) for section in lesson.sections] == [("contract", "The contract")]


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        (BODY + "The oil had no way out.\n", 10, "no citation in: 'The oil had no way out.'"),
        (BODY + "It is so {claim:9.9}.\n", 10, "there is no claim '9.9'"),
        (BODY + "It is so {P7}.\n", 10, "there is no paragraph '7'"),
        (BODY + "It is {bold} {P6}.\n", 10, "{bold} is no citation or link"),
        (BODY + "It is <b>so</b> {P6}.\n", 10, "HTML is not used"),
        (BODY + "::: explode\n:::\n", 10, "no directive 'explode'"),
        (BODY + "::: check\n:::\n", 10, "a check is written"),
        (BODY + "::: voices\n### From Astana\nYes {P6}.\n:::\n", 10, "exactly two views"),
        (BODY + "## The contract {#contract}\nYes {P6}.\n", 10, "stands twice"),
        (BODY + "## No key\nYes {P6}.\n", 10, "## Title {#key}"),
        ("Too early {P6}.\n" + BODY, 8, "text before the first section"),
        ("", 8, "no section"),
    ],
)
def test_a_slip_is_named_with_its_line(body, line, message):
    found = messages(body)
    assert any(entry.startswith(f"lessons/en/01-oil.md:{line}:") and message in entry for entry in found), (
        found
    )


def test_a_slip_in_the_front_matter_is_named_with_its_line():
    assert any(":4:" in entry for entry in messages(front=FRONT.replace(", Tell three.", "")))


def test_every_slip_is_named_at_once():
    assert len(messages("## A {#a}\nOne. Two {P9}. <i>Three</i> {P6}.\n")) == 3


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The U.S. Senate voted.", 1),
        ("James A. Baker III came to Alma-Ata. He left.", 2),
        ('"Why?" he asked. Nobody knew.', 3),
        ("It cost $4.2bn in 1993.", 1),
        ("Бір сөйлем. Екінші сөйлем.", 2),
        ("A line\nthat goes on.\n\nAnother.", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, count):
    assert len(list(sentences(text))) == count


ENTRIES = {
    ("claim", "6.4"): Entry("P6", "Signed on <6> April 1993.", "/claims/#c6.4"),
    ("actor", "derr"): Entry("Kenneth T. Derr", "He headed Chevron.", "/people/#derr", meta="CEO"),
}


def html_of(body=BODY, entries=ENTRIES):
    lesson = parse(body)
    assert isinstance(lesson, LessonFile)
    return render_section(lesson.sections[0], entries)


def test_a_citation_hugs_its_word_and_brings_its_note_once():
    html = html_of(BODY + "\nAgain {claim:6.4}.\n")
    assert '1993.<a class="cite" href="#n-contract-claim-6-4">P6</a>' in html
    assert html.count('id="n-contract-claim-6-4"') == 1
    assert html.count('href="#n-contract-claim-6-4"') == 2


def test_what_a_note_says_is_escaped():
    assert "Signed on &lt;6&gt; April 1993." in html_of()


def test_a_verdict_stands_in_its_note():
    doubtful = Entry("P6", "Another day.", "/claims/", verdict="falsch", verdict_key="wrong")
    html = html_of(entries=ENTRIES | {("claim", "6.4"): doubtful})
    assert '<strong class="verdict">falsch</strong> Another day.' in html
    assert '<span class="note note-verdict" data-verdict="wrong"' in html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Signed, {claim:6.4} then forgotten {own}.", "then forgotten.</p>"),
        ("(It was so {claim:6.4}.)", "(It was so.)<a class"),
        ("Signed {claim:6.4}, then kept {own}.", "Signed,<a class"),
        ("Did he meet {actor:derr}?", "</span></span>?</p>"),
    ],
)
def test_a_citation_follows_the_stop_and_a_mark_of_ones_own_leaves_no_gap(written, shown):
    assert shown in html_of(f"## A {{#a}}\n{written}\n")


def test_a_hostile_name_is_shown_and_not_run():
    hostile = Entry(
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "/people/#derr", meta="<b>"
    )
    html = html_of(entries=ENTRIES | {("actor", "derr"): hostile, ("claim", "6.4"): hostile})
    assert "<script" not in html and "<img" not in html and "<b>" not in html


def test_a_name_keeps_the_words_chosen_and_brings_its_card():
    html = html_of()
    assert '<a href="/people/#derr" aria-describedby="c-contract-1">Ken Derr</a>' in html
    assert "He headed Chevron." in html


def test_a_problem_without_a_line_is_about_the_file():
    assert str(Problem("a.md", 0, "gone")) == "a.md: gone"


def test_a_milestone_without_words_is_a_citation_and_with_words_a_link():
    keys = Keys({"milestone": {"tengiz"}})
    text = FRONT + "## A {#a}\nOne\n{milestone:tengiz}. {milestone:tengiz|The contract} was signed.\n"
    lesson = parse_lesson("a.md", text, slug="a", language="en", keys=keys)
    assert isinstance(lesson, LessonFile)
    entry = Entry("1993", "Tengiz agreement (1993-04-06).", "/milestones/#tengiz")
    html = render_section(lesson.sections[0], {("milestone", "tengiz"): entry})
    assert 'One.<a class="cite" href="#n-a-milestone-tengiz">1993</a>' in html
    assert '<a href="/milestones/#tengiz" aria-describedby="c-a-1">The contract</a>' in html


def test_a_view_takes_a_capitals_colour_only_where_its_heading_names_it():
    body = "## A {#a}\n::: voices\n### From Astana\nYes {claim:6.4}.\n### The critics\nNo {claim:6.4}.\n:::\n"
    html = html_of(body)
    assert '<section class="voice voice-kz">' in html
    assert '<section class="voice">' in html
