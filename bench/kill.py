"""Servers are killed at random while learners answer; afterwards every answer called saved must be there.

    python -m bench.kill [--kills N] [--learners N] [--seed S] [--database URL] [--json]

Prints how many kills there were, how many answers the site called saved, how many of those are lost, how many
stand there twice, and how many cached marks are not what their rows say.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

from bench.serving import Learner, Server, database, set_up

SAVED = b"data-saved"  # stands in what the page shows once the answer is a row
LONGEST = 900.0  # seconds, whatever happens


@dataclass(frozen=True)
class Outcome:
    kills: int
    saved: int
    lost: int
    doubled: int
    replay_mismatches: int


class Script(threading.Thread):
    """One learner who starts the quiz, answers every question, hands in, and starts again, until told."""

    def __init__(self, name: str, learner: Learner, slug: str, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.learner, self.slug, self.stopped = learner, slug, stop
        self.saved: list[str] = []
        self.trouble = ""

    def run(self) -> None:
        try:
            while not self.stopped.is_set():
                self.take()
        except Exception as error:
            self.trouble = f"{self.name}: {error}"
            self.stopped.set()

    def take(self) -> None:
        started = self.learner.post(f"/quizzes/{self.slug}/start/", {})
        address = started.headers["Location"].split("?")[0]
        for position in range(1, 11):
            for sequence in (1, 2):  # an answer, and a change of mind
                self.answer(address, position, sequence)
                if self.stopped.is_set():
                    return
        self.learner.post(f"{address}finish/", {})

    def answer(self, address: str, position: int, sequence: int) -> None:
        text = f"{self.name} {len(self.saved)} {address} {position} {sequence}"
        form = {"sequence": str(sequence), "answer": text}
        reply = self.learner.post(f"{address}{position}/", form, htmx=True)
        if reply.status == 200 and SAVED in reply.body:
            self.saved.append(text)
        elif reply.status != 409:
            raise RuntimeError(f"{reply.status} to an answer: {reply.body[:200]!r}")


def run(kills: int, learners: int, seed: int) -> Outcome:
    """Kills and checks. Raises RuntimeError where a learner got an answer that makes no sense."""
    from bench import learners as made

    course = made.load()
    quiz = made.make_typed_quiz(course)
    sessions = {name: made.sign_in(made.make_learner(name)) for name in (f"l{n}" for n in range(learners))}
    server, stop, dice = Server(), threading.Event(), random.Random(seed)
    server.start()
    scripts = [Script(name, Learner(server.port, key), quiz.slug, stop) for name, key in sessions.items()]
    for script in scripts:
        script.start()
    done, deadline = 0, time.monotonic() + LONGEST
    while done < kills and not stop.is_set() and time.monotonic() < deadline:
        time.sleep(dice.uniform(0.2, 1.4))
        done += server.kill_one(dice)
    stop.set()
    for script in scripts:
        script.join()
    server.stop()
    if trouble := [script.trouble for script in scripts if script.trouble]:
        raise RuntimeError("; ".join(trouble))
    return _checked(done, [text for script in scripts for text in script.saved])


def _checked(kills: int, saved: list[str]) -> Outcome:
    from collections import Counter

    from quizzes import folding
    from quizzes.models import Response

    there = Counter(answer["answer"] for answer in Response.objects.values_list("answer", flat=True))
    return Outcome(
        kills=kills,
        saved=len(saved),
        lost=sum(there[text] == 0 for text in saved),
        doubled=sum(number > 1 for number in there.values()),
        replay_mismatches=len(list(folding.mismatches())),
    )


def main(arguments: list[str] | None = None) -> int:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--learners", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="a PostgreSQL server's address; SQLite without it")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with database(options.database) as url:
        set_up(url)
        outcome = run(options.kills, options.learners, options.seed)
    figures: dict[str, Any] = asdict(outcome)
    print(json.dumps(figures) if options.json else "\n".join(f"{k:18} {v}" for k, v in figures.items()))
    return int(bool(outcome.lost or outcome.doubled or outcome.replay_mismatches))


if __name__ == "__main__":
    sys.exit(main())
