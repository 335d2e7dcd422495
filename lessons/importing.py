"""Bringing a course's files into the database: what changes is planned row by row, then written in bulk."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
# What a row has beside what its file says of it.
NOT_IN_FILES = {"id", "course", "lesson", "original", "file_digest"}

Content = Mapping[str, Any]


@dataclass
class Changes:
    """What a load did, or would do, each row named as `claim 2.4`."""

    overwrite: bool = False
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.updated or self.removed)

    def lines(self, most: int = 8) -> Iterator[str]:
        """One line a sort of change, for the person who loads, with at most so many names."""
        for verb, names in (
            ("added", self.added),
            ("updated", self.updated),
            ("no longer in the files, retired or removed", self.removed),
            ("edited in the admin since the last load, kept", self.kept),
            ("not in the files, kept", self.gone),
        ):
            if names:
                shown = [*names[:most], "..."] if len(names) > most else names
                yield f"{verb}: {len(names)} ({', '.join(shown)})"

    def calls_for(self, row: FromFile, wanted: Content, content: Content, label: str) -> bool:
        """Whether `row`, which says `content`, is to be written as `wanted`; notes it, and its new digest.

        It is not where nothing changes, nor where somebody has edited it since the last load, unless
        `overwrite`.
        """
        new = digest(wanted)
        if row.pk and new == digest(content):
            if row.file_digest != new:  # somebody edited it into what the file says now
                type(row)._default_manager.filter(pk=row.pk).update(file_digest=new)
            return False
        if row.pk and not self.may_replace(row, content):
            self.kept.append(label)
            return False
        (self.updated if row.pk else self.added).append(label)
        row.file_digest = new
        return True

    def may_replace(self, row: FromFile, content: Content) -> bool:
        """Whether nobody has edited the row since the last load, or edits are to be overwritten."""
        return self.overwrite or digest(content) == row.file_digest


def digest(content: Content) -> str:
    """A fingerprint of a row's content: SHA-256 over its JSON with sorted keys.

    What says nothing is left out, so that a field that files may have from now on makes no row look edited.
    """
    said = {name: value for name, value in content.items() if value or type(value) in (int, float)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def load_reference(reference: Reference, *, overwrite: bool = False) -> tuple[Course, Changes]:
    """Makes the course and its shelves as the files say; rows edited since are kept unless `overwrite`."""
    changes = Changes(overwrite)
    course = _load_course(reference.course, changes)
    for name in SHELVES:
        _load_shelf(course, name, getattr(reference, name), changes)
    return course, changes


def course_content(course: Course) -> dict[str, Any]:
    """The part of course.yaml that the course's row holds."""
    return {
        name: getattr(course, name)
        for name in ("title", "subtitle", "languages", "citation", "pass_fraction")
    }


def _load_course(row: CourseRow, changes: Changes) -> Course:
    data = row.model_dump(mode="json")
    wanted = {name: data[name] for name in ("title", "subtitle", "languages", "citation")}
    wanted["pass_fraction"] = row.pass_percent / 100
    course = Course.objects.filter(slug=row.slug).first() or Course(slug=row.slug)
    if changes.calls_for(course, wanted, course_content(course), f"course {row.slug}"):
        for name, value in wanted.items():
            setattr(course, name, value)
        course.save()
    return course


def _load_shelf(course: Course, name: str, rows: Sequence[Row], changes: Changes) -> None:
    model, key = SHELVES[name]
    relations = [many for many in MANY if many in {column.name for column in model._meta.many_to_many}]
    there = {getattr(found, key): found for found in shelf_rows_of(course, model)}
    paragraphs = dict(Paragraph.objects.filter(course=course).values_list("number", "pk"))
    written: list[tuple[models.Model, dict[str, Any]]] = []
    for row in rows:
        data = normal_content(row.model_dump(mode="json"))
        target = there.pop(data[key], None) or model(course=course, **{key: data[key]})
        content = shelf_content(target) if target.pk else {}
        if changes.calls_for(target, data, content, f"{model._meta.model_name} {data[key]}"):
            _fill(target, data, paragraphs)
            written.append((target, data))
    write_all(model, [target for target, _data in written])
    sources = dict(course.sources.values_list("key", "pk"))
    ids: dict[str, dict[Any, int]] = {"paragraphs": paragraphs, "sources": sources}
    for many in relations:
        relate(model, many, {row.pk: [ids[many][one] for one in data[many]] for row, data in written})
    changes.gone += [f"{model._meta.model_name} {value}" for value in there]


def shelf_rows_of(course: Course, model: type[Any]) -> models.QuerySet[Any]:
    """A shelf's rows with all that `shelf_content` reads."""
    rows: models.QuerySet[Any] = model._default_manager.filter(course=course)
    rows = rows.select_related("paragraph") if model is Claim else rows
    return rows.prefetch_related(*[column.name for column in model._meta.many_to_many])


def shelf_content(row: models.Model) -> dict[str, Any]:
    """A shelf row's content as its file writes it: relations as lists of keys."""
    content: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.name not in NOT_IN_FILES:
            value = getattr(row, column.name)
            content[column.name] = value.number if isinstance(value, Paragraph) else value
    for name, attribute in MANY.items():
        if name in {column.name for column in row._meta.many_to_many}:
            content[name] = [getattr(other, attribute) for other in getattr(row, name).all()]
    return normal_content(content)


def normal_content(content: Content) -> dict[str, Any]:
    """The content in one form: keys sorted and each once, whole numbers of indicators as floats."""
    return {
        name: sorted(set(value))
        if name in MANY and isinstance(value, list)
        else float(value)
        if isinstance(value, int) and name in ("kazakhstan", "united_states")
        else value
        for name, value in content.items()
    }


def _fill(target: models.Model, data: Content, paragraphs: Mapping[int, int]) -> None:
    for name, value in data.items():
        if name == "paragraph":
            target.paragraph_id = paragraphs[value]  # type: ignore[attr-defined]
        elif name not in MANY:
            setattr(target, name, value)


def write_all(model: type[Any], rows: Sequence[models.Model]) -> None:
    """Saves the rows in two statements, the new ones in their order, whatever of the others changed."""
    new = [row for row in rows if row.pk is None]
    old = [row for row in rows if row.pk is not None]
    model._default_manager.bulk_create(new)
    columns = [column.name for column in model._meta.concrete_fields if not column.primary_key]
    if old:
        model._default_manager.bulk_update(old, columns)


def relate(model: type[Any], name: str, wanted: Mapping[int, Iterable[int]]) -> set[int]:
    """Makes each row's relation `name` hold these and no others, by primary keys. Says which changed."""
    relation = model._meta.get_field(name)
    own, other = relation.m2m_column_name(), relation.m2m_reverse_name()
    through = getattr(model, name).through._default_manager
    there: defaultdict[int, set[int]] = defaultdict(set)
    for row, one in through.filter(**{f"{own}__in": wanted}).values_list(own, other):
        there[row].add(one)
    changed = {row for row, ones in wanted.items() if set(ones) != there[row]}
    if changed:
        through.filter(**{f"{own}__in": changed}).delete()
        through.bulk_create(
            through.model(**{own: row, other: one}) for row in changed for one in dict.fromkeys(wanted[row])
        )
    return changed
