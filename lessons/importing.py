"""Bringing a course's files into the database: plan what changes, show it, apply it in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from lessons.coursefiles.reference import Reference
from lessons.coursefiles.schema import CourseRow, Row
from lessons.models import (
    Actor,
    Claim,
    Course,
    FromFile,
    Indicator,
    Milestone,
    Paragraph,
    Source,
    Term,
)

# The order matters: a row stands after those it refers to.
SHELVES: dict[str, tuple[type[Any], str]] = {
    "sources": (Source, "key"),
    "paragraphs": (Paragraph, "number"),
    "claims": (Claim, "key"),
    "actors": (Actor, "slug"),
    "milestones": (Milestone, "slug"),
    "terms": (Term, "slug"),
    "indicators": (Indicator, "slug"),
}
# Written as keys in the files, kept as relations in the tables.
MANY = {"sources": "key", "paragraphs": "number"}


@dataclass
class Changes:
    """What a load did, or would do, each row named as `claim 2.4`."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.updated)

    def lines(self) -> Iterator[str]:
        """One line a sort of change, for the person who loads."""
        for verb, names in (
            ("added", self.added),
            ("updated", self.updated),
            ("edited in the admin since the last load, kept", self.kept),
            ("no longer in the files, kept", self.gone),
        ):
            if names:
                yield f"{verb}: {len(names)} ({', '.join(names[:8])}{', ...' if len(names) > 8 else ''})"


def digest(content: Mapping[str, Any]) -> str:
    """A fingerprint of a row's content: SHA-256 over its JSON with sorted keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def load_reference(reference: Reference, *, overwrite: bool = False) -> tuple[Course, Changes]:
    """Makes the course and its shelves as the files say; rows edited since are kept unless `overwrite`."""
    changes = Changes()
    course = _load_course(reference.course, changes, overwrite)
    for name in SHELVES:
        _load_shelf(course, name, getattr(reference, name), changes, overwrite)
    return course, changes


def course_content(course: Course) -> dict[str, Any]:
    """The part of course.yaml that the course's row holds."""
    return {
        name: getattr(course, name)
        for name in ("title", "subtitle", "languages", "citation", "pass_fraction")
    }


def _load_course(row: CourseRow, changes: Changes, overwrite: bool) -> Course:
    data = row.model_dump(mode="json")
    wanted = {name: data[name] for name in ("title", "subtitle", "languages", "citation")}
    wanted["pass_fraction"] = row.pass_percent / 100
    course = Course.objects.filter(slug=row.slug).first() or Course(slug=row.slug)
    _write(course, wanted, course_content(course), f"course {row.slug}", changes, overwrite)
    return course


def _load_shelf(course: Course, name: str, rows: Sequence[Row], changes: Changes, overwrite: bool) -> None:
    model, key = SHELVES[name]
    relations = [field.name for field in model._meta.many_to_many]
    there = {
        getattr(found, key): found
        for found in model._default_manager.filter(course=course)
        .select_related(*(["paragraph"] if model is Claim else []))
        .prefetch_related(*relations)
    }
    paragraphs = dict(Paragraph.objects.filter(course=course).values_list("number", "pk"))
    sources = dict(Source.objects.filter(course=course).values_list("key", "pk"))
    for row in rows:
        data = row.model_dump(mode="json")
        found = there.pop(data[key], None)
        target = found or model(course=course, **{key: data[key]})
        content = shelf_content(target) if found else {}
        label = f"{model._meta.model_name} {data[key]}"
        if _write(target, _normal(data), content, label, changes, overwrite, paragraphs):
            for many, ids in (("sources", sources), ("paragraphs", paragraphs)):
                if many in relations:
                    getattr(target, many).set([ids[value] for value in data[many]])
    changes.gone += [f"{model._meta.model_name} {value}" for value in there]


def shelf_content(row: models.Model) -> dict[str, Any]:
    """A shelf row's content as its file writes it: relations as lists of keys."""
    content: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.name in ("id", "course", "lesson", "original", "file_digest"):
            continue
        content[column.name] = (
            row.paragraph.number  # type: ignore[attr-defined]
            if column.name == "paragraph"
            else getattr(row, column.name)
        )
    for name, attribute in MANY.items():
        if name in {column.name for column in row._meta.many_to_many}:
            content[name] = [getattr(other, attribute) for other in getattr(row, name).all()]
    return _normal(content)


def _normal(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content in one form: lists of keys sorted, whole numbers of indicators as floats."""
    return {
        name: sorted(value)
        if name in MANY and isinstance(value, list)
        else float(value)
        if isinstance(value, int) and name in ("kazakhstan", "united_states")
        else value
        for name, value in content.items()
    }


def _write(
    target: FromFile,
    wanted: Mapping[str, Any],
    content: Mapping[str, Any],
    label: str,
    changes: Changes,
    overwrite: bool,
    paragraphs: Mapping[int, int] | None = None,
) -> bool:
    """Saves `target` as `wanted` unless nothing changes or an edit is in the way; says whether it did."""
    if target.pk and digest(wanted) == digest(content):
        return False
    if target.pk and digest(content) != target.file_digest and not overwrite:
        changes.kept.append(label)
        return False
    (changes.updated if target.pk else changes.added).append(label)
    for name, value in wanted.items():
        if name == "paragraph":
            target.paragraph_id = (paragraphs or {})[value]  # type: ignore[attr-defined]
        elif name not in MANY:
            setattr(target, name, value)
    target.file_digest = digest(wanted)
    target.save()
    return True
