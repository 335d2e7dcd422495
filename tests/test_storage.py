"""Static files as production names them."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import call_command
from pytest_django import Settings


def test_our_modules_import_one_another_by_hashed_names(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "kzlearn.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    call_command("collectstatic", interactive=False, verbosity=0)
    (offline,) = (tmp_path / "js").glob("offline.*.js")
    imported = re.findall(r'from "\./([^"]+)"', offline.read_text())
    assert {name.split(".")[0] for name in imported} == {"saving", "unsaved"}
    for name in imported:
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (tmp_path / "js" / name).exists()
