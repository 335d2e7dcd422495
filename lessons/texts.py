"""Bringing a course's lessons into the database, and keeping their HTML true to the shelves they cite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from lessons.coursefiles.course import CourseFiles
from lessons.coursefiles.lessontext import REFERENCE, LessonFile, SectionFile, read_reference_mark
from lessons.importing import Changes, load_reference, relate, write_all
from lessons.models import (
    Actor,
    Claim,
    Course,
    FromFile,
    Lesson,
    LessonText,
    Milestone,
    Paragraph,
    Section,
    SectionText,
    Source,
    Term,
    in_language,
)
from lessons.rendering import Entry, render_section

# What the marks of texts and questions refer to: the tables, and the relations of Refers that hold it.
MARKED: dict[str, tuple[type[Any], str]] = {
    "paragraph": (Paragraph, "number"),
    "claim": (Claim, "key"),
    "source": (Source, "key"),
    "actor": (Actor, "slug"),
    "milestone": (Milestone, "slug"),
    "term": (Term, "slug"),
}
RELATIONS = {kind: f"{kind}s" for kind in MARKED}


@transaction.atomic
def load_course(
    files: CourseFiles, *, overwrite: bool = False, at: datetime | None = None
) -> tuple[Course, Changes]:
    """Makes the course as its files say; what was edited since is kept unless `overwrite`."""
    at = at or timezone.now()
    course, changes = load_reference(files.reference, overwrite=overwrite)
    lessons = _lessons(course, files.reference.course.lessons)
    _load_lesson_texts(lessons, files.lessons, changes)
    first = [file for file in files.lessons if file.language == course.languages[0]]
    _give_homes(course, lessons, first)
    sections = _load_sections(course, lessons, first, changes, at)
    _load_section_texts(sections, files.lessons, changes, at)
    render_course(course)
    relate_sections(course)
    return course, changes


def _lessons(course: Course, slugs: Sequence[str]) -> dict[str, Lesson]:
    """The course's lessons by slug, each in its place."""
    there = {lesson.slug: lesson for lesson in course.lessons.all()}
    lessons = {slug: there.get(slug) or Lesson(course=course, slug=slug) for slug in slugs}
    moved = []
    for position, lesson in enumerate(lessons.values(), 1):
        if lesson.position != position:
            lesson.position = position
            moved.append(lesson)
    write_all(Lesson, moved)
    return lessons


def _load_lesson_texts(lessons: Mapping[str, Lesson], files: Iterable[LessonFile], changes: Changes) -> None:
    texts = LessonText.objects.filter(lesson__in=lessons.values())
    there = {(text.lesson_id, text.language): text for text in texts}
    written = []
    for file in files:
        lesson = lessons[file.slug]
        text = there.get((lesson.pk, file.language)) or LessonText(lesson=lesson, language=file.language)
        wanted = file.front.model_dump(mode="json", exclude={"paragraphs"})
        if _fill(text, wanted, changes, f"lesson {lesson.slug}"):
            written.append(text)
    write_all(LessonText, written)


def _give_homes(course: Course, lessons: Mapping[str, Lesson], files: Iterable[LessonFile]) -> None:
    homes = {number: lessons[file.slug] for file in files for number in file.front.paragraphs}
    moved = []
    for paragraph in course.paragraphs.filter(number__in=homes):
        if paragraph.lesson_id != homes[paragraph.number].pk:
            paragraph.lesson = homes[paragraph.number]
            moved.append(paragraph)
    Paragraph.objects.bulk_update(moved, ["lesson"])


def _load_sections(
    course: Course,
    lessons: Mapping[str, Lesson],
    files: Iterable[LessonFile],
    changes: Changes,
    at: datetime,
) -> dict[tuple[str, str], Section]:
    """The sections of the files by lesson and key; those that left the files are retired, never removed."""
    there: dict[tuple[str, str], Any] = {(one.lesson.slug, one.key): one for one in _with_origin(course)}
    sections: dict[tuple[str, str], Section] = {}
    written: list[Section] = []
    for file in files:
        for position, part in enumerate(file.sections, 1):
            place = file.slug, part.key
            section = there.pop(place, None) or Section(lesson=lessons[file.slug], key=part.key)
            sections[place] = section
            if section.pk is None or section.position != position or section.retired_at:
                section.position, section.retired_at = position, None
                written.append(section)
    for section in there.values():
        if section.retired_at is None and section.is_from_file:
            section.retired_at = at
            written.append(section)
            changes.removed.append(f"section {section}")
    write_all(Section, written)
    return sections


def _with_origin(course: Course) -> QuerySet[Section]:
    """The sections, each with whether a file ever had it; one made in the admin belongs to who made it."""
    loaded = SectionText.objects.filter(section=OuterRef("pk")).exclude(file_digest="")
    return sections_of(course).annotate(is_from_file=Exists(loaded))


def sections_of(course: Course) -> QuerySet[Section]:
    return Section.objects.filter(lesson__course=course).select_related("lesson")


def _load_section_texts(
    sections: Mapping[tuple[str, str], Section], files: Iterable[LessonFile], changes: Changes, at: datetime
) -> None:
    """Texts as written, not rendered yet; one that reads otherwise than before says since when."""
    texts = SectionText.objects.filter(section__in=sections.values())
    there = {(text.section_id, text.language): text for text in texts}
    written = []
    for file in files:
        for part in file.sections:
            section = sections[file.slug, part.key]
            text = there.get((section.pk, file.language))
            text = text or SectionText(section=section, language=file.language)
            wanted = {"title": part.title, "markdown": part.markdown}
            if _fill(text, wanted, changes, f"section {section}"):
                text.changed_at = at if text.pk else None
                written.append(text)
    write_all(SectionText, written)


def _fill(target: FromFile, wanted: Mapping[str, Any], changes: Changes, label: str) -> bool:
    """Sets what the file says, if that is called for; says whether it did. Saving is the caller's."""
    if not changes.calls_for(target, wanted, {name: getattr(target, name) for name in wanted}, label):
        return False
    for name, value in wanted.items():
        setattr(target, name, value)
    return True


def render_course(course: Course) -> int:
    """Renders every section whose HTML no longer fits its text or the shelves; returns their number."""
    stale = []
    shelves = {language: _entries_in(course, language) for language in course.languages}
    for text in texts_of(course):
        file = SectionFile(text.section.key, text.title, 1, text.markdown)
        with translation.override(text.language):  # the stamps and links are words, too
            html = render_section(file, shelves[text.language])
        if html != text.html:
            text.html = html
            stale.append(text)
    SectionText.objects.bulk_update(stale, ["html"])
    return len(stale)


def _entries_in(course: Course, language: str) -> dict[tuple[str, str], Entry]:
    with translation.override(language):
        return entries_of(course, language)


@transaction.atomic
def store_originals(course: Course, originals: Mapping[int, str]) -> tuple[int, int]:
    """Keeps the paragraphs' own words, by number; says how many are new, and in how many sections."""
    changed = []
    for paragraph in course.paragraphs.filter(number__in=originals):
        if paragraph.original != originals[paragraph.number]:
            paragraph.original = originals[paragraph.number]
            changed.append(paragraph)
    Paragraph.objects.bulk_update(changed, ["original"])
    return len(changed), render_course(course)


def texts_of(course: Course) -> QuerySet[SectionText]:
    """The texts of the sections that are read, in the course's languages."""
    texts = SectionText.objects.filter(section__lesson__course=course, section__retired_at=None)
    return texts.filter(language__in=course.languages).select_related("section")


def relate_sections(course: Course) -> None:
    """Makes each section's relations hold what its marks cite and link, in whatever language."""
    marks: dict[int, set[tuple[str, str]]] = {
        pk: set() for pk in sections_of(course).values_list("pk", flat=True)
    }
    for text in texts_of(course):
        marks[text.section_id] |= {read_reference_mark(mark) for mark in REFERENCE.finditer(text.markdown)}
    relate_marks(Section, course, marks)


def relate_marks(model: type[Any], course: Course, marks: Mapping[int, Iterable[tuple[str, str]]]) -> None:
    """Makes what each row (Refers, by primary key) refers to be its marks: kinds and keys."""
    ids = ids_of(course)
    for kind, relation in RELATIONS.items():
        wanted = {
            row: [ids[one] for one in sorted(found) if one[0] == kind and one in ids]
            for row, found in marks.items()
        }
        relate(model, relation, wanted)


def ids_of(course: Course) -> dict[tuple[str, str], int]:
    """The primary key of everything a mark can refer to, by its kind and key."""
    return {
        (kind, str(key)): pk
        for kind, (model, attribute) in MARKED.items()
        for key, pk in model._default_manager.filter(course=course).values_list(attribute, "pk")
    }


def entries_of(course: Course, language: str) -> dict[tuple[str, str], Entry]:
    """What the marks of the course's lessons refer to, in one language."""
    entries: dict[tuple[str, str], Entry] = {}
    for paragraph in course.paragraphs.all():
        entries["paragraph", str(paragraph.number)] = Entry(
            f"P{paragraph.number}",
            in_language(paragraph.gist, language),
            reverse("claims") + f"#p{paragraph.number}",
            original=paragraph.original,
        )
    for claim in course.claims.select_related("paragraph"):
        entries["claim", claim.key] = _claim_entry(claim, language)
    for source in course.sources.all():
        entries["source", source.key] = Entry(source.key, source.name, reverse("sources") + f"#{source.key}")
    for actor in course.actor_set.all():
        entries["actor", actor.slug] = Entry(
            in_language(actor.name, language),
            in_language(actor.summary, language),
            reverse("people") + f"#{actor.slug}",
            meta=actor.role,
        )
    for milestone in course.milestone_set.all():
        entries["milestone", milestone.slug] = Entry(
            milestone.date[:4],
            f"{in_language(milestone.title, language)} ({milestone.date}). {milestone.note}".strip(),
            reverse("milestones") + f"#{milestone.slug}",
        )
    for term in course.term_set.all():
        entries["term", term.slug] = Entry(
            in_language(term.name, language),
            in_language(term.definition, language),
            reverse("terms") + f"#{term.slug}",
        )
    return entries


def _claim_entry(claim: Claim, language: str) -> Entry:
    doubtful = claim.verdict not in ("", Claim.Verdict.ACCURATE)
    return Entry(
        str(claim.paragraph),
        in_language(claim.margin if doubtful else claim.text, language),
        reverse("claims") + f"#c{claim.key}",
        verdict=str(claim.get_verdict_display()) if doubtful else "",
        verdict_key=claim.verdict if doubtful else "",
    )


def shelf_rows(rows: Sequence[Any], *names: str, language: str) -> Sequence[Any]:
    """The rows with each of the fields `names` in one language, ready for a template."""
    for row in rows:
        for name in names:
            setattr(row, name, in_language(getattr(row, name), language))
    return rows
