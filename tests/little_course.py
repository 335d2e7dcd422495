"""A course of two short lessons made up for tests, as files that a test may then spoil."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "course.yaml": """\
slug: little
title: {en: A little course}
subtitle: {en: On a bridge}
languages: [en]
citation:
  title: The bridge
  book: Bridges
  authors: [A. Uthor]
  publisher: A press
  date: May 2020
  certainty: It is made up.
  funding: Nobody paid.
pass_percent: 60
paragraphs: 3
lessons: [bank, bridge]
final_quiz: everything
""",
    "paragraphs.yaml": """\
- {number: 1, opening: Two towns lay, topic: The towns, gist: Two towns lay on two banks.}
- {number: 2, opening: Nobody crossed, topic: The river, gist: Nobody crossed the river.}
- {number: 3, opening: A bridge was, topic: The bridge, gist: A bridge was built.}
""",
    "sources.yaml": """\
- {key: S01, name: The town's register, url: "https://example.org/register", date: "1993"}
- {key: GK, name: A map}
""",
    "claims.yaml": """\
- {key: "1.1", paragraph: 1, kind: fact, text: There are two towns., verdict: accurate, sources: [S01]}
- key: "2.1"
  paragraph: 2
  kind: fact
  text: {en: Nobody ever crossed.}
  verdict: wrong
  margin: {en: A ferry crossed every day.}
  sources: [S01, GK]
- {key: "3.1", paragraph: 3, kind: interpretation, text: The bridge changed both towns.}
""",
    "actors.yaml": """\
- slug: mayor
  type: person
  name: {en: The Mayor}
  role: mayor
  summary: She wanted the bridge.
  in_chapter: true
  paragraphs: [3]
  sources: [S01]
""",
    "milestones.yaml": """\
- {slug: opening, date: "1993-04-06", precision: day, title: It opens, theme: bridge, status: in_chapter}
- {slug: ferry, date: "1850", precision: year, title: The ferry, theme: river, status: context}
""",
    "terms.yaml": """\
- {slug: bank, name: bank, definition: The edge of a river., in_chapter: true, paragraphs: [1]}
""",
    "indicators.yaml": """\
- {slug: people, name: People, unit: heads, kazakhstan: 10, united_states: 20.5, year: "2020", sources: [GK]}
""",
    "lessons/en/01-bank.md": """\
---
title: Two banks
question: What lies on the other bank?
objectives: [Name the towns., Name the river., Say who crossed.]
paragraphs: [1, 2]
perspective: Write from the other bank.
---

## The towns {#towns}

Two towns lay on two {term:bank|banks} of one river {claim:1.1}. Who crossed it?

::: check bank-towns
:::

## The river {#river}

The chapter says that nobody did {claim:2.1}. A ferry did {milestone:ferry} {GK_MARK}.
""".replace("{GK_MARK}", "{source:GK}"),
    "lessons/en/02-bridge.md": """\
---
title: The bridge
question: What does a bridge change?
objectives: [Say who built it., Say when., Say why.]
paragraphs: [3]
perspective: Write as the ferryman.
---

## It opens {#opens}

{actor:mayor} opened the bridge {P3} {S01}. Think of a bridge you know {own}.
""",
    "quizzes/01-bank.yaml": """\
quiz:
  slug: bank
  title: {en: Two banks}
  about: {en: On towns and a river.}
  lesson: bank
checks:
- slug: bank-towns
  kind: number
  prompt: How many towns are there?
  value: 2
  explanation: There are two.
  cites: ["claim:1.1"]
  section: towns
questions:
- slug: bank-crossed
  kind: single_choice
  fact_check: true
  prompt: Did anybody cross?
  options:
  - {text: Yes, correct: true}
  - {text: No, feedback: There was a ferry.}
  explanation: A ferry crossed every day.
  cites: ["claim:2.1", "milestone:ferry"]
  about: ["term:bank", "milestone:ferry"]
  section: river
  tags: [ferry]
- slug: bank-lay
  kind: true_false
  prompt: Two towns lay on one bank.
  answer: false
  feedback: They lay on two.
  explanation: They lay on two.
  cites: [P1]
  section: towns
""".replace("{text: Yes,", '{text: "Yes",').replace("{text: No,", '{text: "No",'),
    "quizzes/02-bridge.yaml": """\
quiz: {slug: bridge, title: The bridge, about: On the bridge., lesson: bridge}
questions:
- slug: bridge-when
  kind: number
  prompt: In which year did it open?
  value: 1993
  explanation: It opened in April 1993.
  cites: [S01, P3, "milestone:opening"]
  about: ["actor:mayor"]
  section: opens
""",
    "quizzes/03-everything.yaml": """\
quiz:
  slug: everything
  title: Everything
  about: One question from each lesson, and one more.
  pools: [{quiz: bank, draw: 1}, {quiz: bridge, draw: 1}]
questions:
- slug: everything-order
  kind: ordering
  prompt: Put them in order.
  items: [Two towns, A ferry, A bridge]
  feedback: The bridge came last.
  explanation: The bridge came last.
  cites: [P1, P3, GK_MARK]
  section: bridge#opens
""".replace("GK_MARK", '"source:GK"'),
}


def write_course(folder: Path) -> Path:
    """The course in a new folder `little` below this one."""
    course = folder / "little"
    for name, text in FILES.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text, encoding="utf-8")
    return course


def change(course: Path, name: str, old: str, new: str) -> int:
    """Replaces `old`, which must stand in the file once at least; says on which line it began."""
    text = (course / name).read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    (course / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
