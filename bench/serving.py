"""Real server processes and scripted learners, for what only they can show."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "courses" / "mutual-education"
TOKEN = "x" * 32  # cookie and form field agree: that is all the CSRF check asks for
PATIENCE = 120.0  # seconds a learner keeps trying to reach a server
HANGING = 30.0  # seconds after which a request is given up and sent again


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def database(url: str | None) -> Iterator[str]:
    """The address of an empty database that is gone afterwards: a file, or one on the server at `url`."""
    if url is None:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
        return
    import psycopg

    name = f"kzlearn_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def set_up(url: str) -> None:
    """Makes this process, and the servers it starts, use the database."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "kzlearn.settings",
        "KZLEARN_DEV": "1",
        "DATABASE_URL": url,
        "CONN_MAX_AGE": "60",  # as in production
    }
    import django

    django.setup()


class Server:
    """gunicorn with two workers on a port of its own."""

    def __init__(self, workers: int = 2, threads: int = 4, application: str = "kzlearn.wsgi") -> None:
        self.port = free_port()
        self.command = [
            sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{self.port}",
            "--workers", str(workers), "--threads", str(threads), "--log-level", "critical",
            "--timeout", "60", "--preload",
        ]  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=ROOT, start_new_session=True)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError("the server did not come up")

    def workers(self) -> list[int]:
        """The process ids of the workers that are alive."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            return [int(pid) for pid in children.read_text().split()]
        except OSError:
            return []

    def kill_one(self, dice: random.Random) -> bool:
        """SIGKILL to a worker, or now and then to the whole group, which is then started anew."""
        assert self.process
        if dice.random() < 0.1:
            self.stop()
            self.start()
            return True
        workers = self.workers()
        if not workers:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(dice.choice(workers), signal.SIGKILL)
            return True
        return False

    def stop(self) -> None:
        """SIGKILL to every process of the server."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Reply:
    status: int
    headers: Any
    body: bytes


class Learner:
    """A browser's worth of HTTP for one signed-in learner; sends again until there is an answer."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}

    def get(self, address: str) -> Reply:
        return self._until_answered("GET", address, None, {})

    def post(self, address: str, form: dict[str, str], *, htmx: bool = False) -> Reply:
        extra = {"Content-Type": "application/x-www-form-urlencoded"}
        if htmx:
            extra["HX-Request"] = "true"
        return self._until_answered("POST", address, urlencode(form | {"csrfmiddlewaretoken": TOKEN}), extra)

    def _until_answered(self, method: str, address: str, data: str | None, extra: dict[str, str]) -> Reply:
        """The first answer that a living server gives; a broken connection or a 5xx is asked again."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                reply = self._once(method, address, data, extra)
                if reply.status < 500:
                    return reply
            except (OSError, http.client.HTTPException):
                pass
            if time.monotonic() > deadline:
                raise RuntimeError(f"no answer to {method} {address} in {PATIENCE} s")
            time.sleep(0.05)

    def _once(self, method: str, address: str, data: str | None, extra: dict[str, str]) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANGING)
        try:
            connection.request(method, address, body=data, headers=self.headers | extra)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()
