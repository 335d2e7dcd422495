"""What each main page costs the server, as a ratio to a bare Django page: `make bench`.

Every page is asked for in-process, in turns with the bare page; the ratio is that of the medians of the CPU
time. Queries are counted with BEGIN and COMMIT; bytes are those of the body, and as gzip sends it.

    python -m bench.pages [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from bench.serving import TOKEN, database, set_up

ROUNDS = 200


@dataclass(frozen=True)
class Cost:
    """`ratio` of CPU time to the bare page's; `bytes` of the body, `sent` when compressed."""

    page: str
    ratio: float
    queries: int
    bytes: int
    sent: int
    cpu_ms: float


Requests = Iterator[tuple[str, str, dict[str, str]]]  # method, address with query, form


class Browser:
    """Asks a WSGI application for pages as one signed-in learner."""

    def __init__(self, app: Callable[..., Any], session: str) -> None:
        self.app = app
        self.cookie = f"sessionid={session}; csrftoken={TOKEN}"

    def ask(self, method: str, address: str, form: dict[str, str]) -> tuple[float, str, bytes]:
        """CPU seconds spent, the status line, and the body."""
        path, _, query = address.partition("?")
        data = urlencode(form | {"csrfmiddlewaretoken": TOKEN}).encode() if method == "POST" else b""
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_COOKIE": self.cookie,
            "HTTP_HX_REQUEST": "true" if method == "POST" else "",
            "wsgi.input": io.BytesIO(data),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }
        status: list[str] = []
        begun = time.process_time()
        answer = self.app(environ, lambda line, _headers, _exc=None: status.append(line))
        body = b"".join(answer)
        answer.close()
        return time.process_time() - begun, status[0], body


def measure(name: str, requests: Requests, site: Browser, bare: Browser, rounds: int) -> Cost:
    """The cost of a page, asked for in turns with the bare one. Raises RuntimeError for all but a 200."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = next(requests)  # outside the count: making the request may cost queries of its own
    with CaptureQueriesContext(connection) as captured:
        _spent, status, body = site.ask(*first)
    queries = len(captured)  # now: the next request clears the log
    if not status.startswith("200"):
        raise RuntimeError(f"{name}: {status}: {body[:300]!r}")
    pairs = [(site.ask(*next(requests))[0], bare.ask("GET", "/bare/", {})[0]) for _ in range(rounds)]
    page, plain = (statistics.median(times) for times in zip(*pairs, strict=True))
    return Cost(
        page=name,
        ratio=round(page / plain, 2),
        queries=queries,
        bytes=len(body),
        sent=len(gzip.compress(body, 6)),
        cpu_ms=round(page * 1000, 2),
    )


def again(address: str) -> Requests:
    while True:
        yield "GET", address, {}


def pages_of(learner: Any, course: Any) -> dict[str, Requests]:
    """Every page that this learner would open, who is made to be in mid-course."""
    from bench.learners import key_of
    from quizzes.models import Quiz
    from quizzes.progress import mark_section_done
    from quizzes.taking import finish, item_for_check, record_answer, start

    lesson = course.lessons.get(position=1)
    for section in lesson.sections.all():
        for question in section.questions.filter(items__quiz__behaviour="practice").distinct():
            item = item_for_check(learner, question)
            record_answer(item, key_of(item), sequence=1, by=learner)
        mark_section_done(learner, section)
    graded = Quiz.objects.get(lesson=lesson, behaviour="graded")
    done = start(learner, graded)
    for item in done.items.select_related("version"):
        record_answer(item, key_of(item), sequence=1, by=learner)
    finish(done)
    running = start(learner, graded)
    pages = {
        "home": again("/"),
        "outline": again("/lessons/"),
        "lesson": again(f"/lessons/{lesson.slug}/"),
        "about a quiz": again(f"/quizzes/{graded.slug}/"),
        "question": again(f"/attempts/{running.pk}/?at=2"),
        "saving an answer": _answers(running),
        "review": again(f"/attempts/{done.pk}/review/"),
        "progress": again("/progress/"),
        "people": again("/people/"),
        "milestones": again("/milestones/"),
        "claims": again("/claims/"),
    }
    return pages


def _answers(attempt: Any) -> Requests:
    """One answer after another to the same single-choice question, each a new row."""
    item = attempt.items.select_related("version").filter(version__kind="single_choice").first()
    options = [option["id"] for option in item.version.body["options"]]
    for sequence in range(1, 10**6):
        answer = options[sequence % len(options)]
        yield (
            "POST",
            f"/attempts/{attempt.pk}/{item.position}/",
            {"sequence": str(sequence), "answer": answer},
        )


def run(rounds: int) -> list[Cost]:
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    from bench import learners

    course = learners.load()
    learner = learners.make_learner("bench")
    session, pages = learners.sign_in(learner), pages_of(learner, course)
    site = Browser(WSGIHandler(), session)
    with override_settings(MIDDLEWARE=_bare_middleware()):
        bare = Browser(WSGIHandler(), session)
    return [measure(name, requests, site, bare, rounds) for name, requests in pages.items()]


def _bare_middleware() -> list[str]:
    from bench.bare import MIDDLEWARE

    return MIDDLEWARE


def main() -> None:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with database(None) as url:
        set_up(url)
        costs = run(options.rounds)
    if options.json:
        print(json.dumps([asdict(cost) for cost in costs], indent=1))
        return
    print(f"{'page':18} {'ratio':>6} {'queries':>8} {'bytes':>8} {'gzip':>7} {'CPU ms':>7}")
    for one in costs:
        print(f"{one.page:18} {one.ratio:6.2f} {one.queries:8} {one.bytes:8} {one.sent:7} {one.cpu_ms:7.2f}")


if __name__ == "__main__":
    main()
