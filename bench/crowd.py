"""A school starts a quiz at once, on real servers; beside it the bare page under the same crowd.

    python -m bench.crowd [--learners N] [--database URL] [--json]

Each learner starts the quiz, answers its ten questions and hands in, as fast as the site lets them. Prints
the times of the requests in milliseconds, errors, and answers lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import threading
import time
from collections import Counter
from typing import Any

from bench.serving import Learner, Server, database, set_up

SAVED = b"data-saved"


class Timed(Learner):
    """A learner who notes how long each request took, in seconds, and each refusal."""

    def __init__(self, port: int, session: str) -> None:
        super().__init__(port, session)
        self.times: list[float] = []
        self.errors: list[str] = []

    def _once(self, method: str, address: str, data: str | None, extra: dict[str, str]) -> Any:
        begun = time.monotonic()
        reply = super()._once(method, address, data, extra)
        self.times.append(time.monotonic() - begun)
        if reply.status >= 400:
            self.errors.append(f"{reply.status} {address}")
        return reply


def take(learner: Timed, slug: str, saved: list[str], name: str) -> None:
    started = learner.post(f"/quizzes/{slug}/start/", {})
    address = started.headers["Location"].split("?")[0]
    for position in range(1, 11):
        text = f"{name} {position}"
        reply = learner.post(f"{address}{position}/", {"sequence": "1", "answer": text}, htmx=True)
        if SAVED in reply.body:
            saved.append(text)
    learner.post(f"{address}finish/", {})


def read_bare(learner: Timed, requests: int) -> None:
    for _ in range(requests):
        learner.get("/bare/")


def all_at_once(jobs: list[tuple[Any, tuple[Any, ...]]]) -> float:
    """Runs every job in a thread of its own, from one starting shot on; returns the seconds it all took."""
    gate = threading.Barrier(len(jobs) + 1)

    def run(work: Any, arguments: tuple[Any, ...]) -> None:
        gate.wait()
        work(*arguments)

    threads = [threading.Thread(target=run, args=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.monotonic()
    for thread in threads:
        thread.join()
    return time.monotonic() - begun


def figures(times: list[float], took: float) -> dict[str, float]:
    """Milliseconds at the 50th, 95th and 99th percentile, and requests a second."""
    cuts = statistics.quantiles(times, n=100)
    marks = {f"p{n}_ms": round(cuts[n - 1] * 1000, 1) for n in (50, 95, 99)}
    return marks | {"requests_per_second": round(len(times) / took, 1)}


def run(learners: int) -> dict[str, Any]:
    from bench import learners as made

    course = made.load()
    quiz = made.make_typed_quiz(course)
    sessions = {f"l{n}": made.sign_in(made.make_learner(f"l{n}")) for n in range(learners)}
    bare, bare_took = _crowd(Server(application="bench.bareserver"), sessions, read_bare, (12,))
    saved: list[str] = []
    site_server = Server()
    site_server.start()
    crowd = {name: Timed(site_server.port, key) for name, key in sessions.items()}
    took = all_at_once([(take, (one, quiz.slug, saved, name)) for name, one in crowd.items()])
    site_server.stop()
    return {
        "learners": learners,
        "errors": sum(len(one.errors) for one in crowd.values()),
        "site": figures([time for one in crowd.values() for time in one.times], took),
        "bare": figures([time for one in bare for time in one.times], bare_took),
    } | _counted(saved)


def _crowd(server: Server, sessions: dict[str, str], work: Any, rest: tuple[Any, ...]) -> Any:
    server.start()
    crowd = [Timed(server.port, key) for key in sessions.values()]
    took = all_at_once([(work, (one, *rest)) for one in crowd])
    server.stop()
    return crowd, took


def _counted(saved: list[str]) -> dict[str, int]:
    from quizzes import folding
    from quizzes.models import Response

    there = Counter(answer["answer"] for answer in Response.objects.values_list("answer", flat=True))
    return {
        "saved": len(saved),
        "lost": sum(there[text] == 0 for text in saved),
        "doubled": sum(number > 1 for number in there.values()),
        "replay_mismatches": len(list(folding.mismatches())),
    }


def main() -> int:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--database", help="a PostgreSQL server's address; SQLite without it")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with database(options.database) as url:
        set_up(url)
        outcome = run(options.learners)
    print(json.dumps(outcome) if options.json else json.dumps(outcome, indent=1))
    return int(
        bool(outcome["errors"] or outcome["lost"] or outcome["doubled"] or outcome["replay_mismatches"])
    )


if __name__ == "__main__":
    sys.exit(main())
