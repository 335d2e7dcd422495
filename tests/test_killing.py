"""A short run of bench/kill.py: servers die while learners answer, and nothing called saved is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


def the_same_kind_of_database() -> list[str]:
    """The PostgreSQL server that these tests run on, where they do."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    return (
        ["--database", url._replace(path="/postgres").geturl()] if url.scheme.startswith("postgres") else []
    )


def test_no_answer_called_saved_is_lost_or_doubled_when_servers_are_killed() -> None:
    command = [sys.executable, "-m", "bench.kill", "--kills", "10", "--learners", "4", "--json"]
    run = subprocess.run([*command, *the_same_kind_of_database()], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout)
    assert figures["saved"] > 0
    assert {name: figures[name] for name in ("kills", "lost", "doubled", "replay_mismatches")} == {
        "kills": 10,
        "lost": 0,
        "doubled": 0,
        "replay_mismatches": 0,
    }
