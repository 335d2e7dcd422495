"""Bringing a course's lessons into the database, and keeping their HTML true to the shelves they cite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse

from lessons.coursefiles.course import CourseFiles
from lessons.coursefiles.lessontext import LessonFile, SectionFile
from lessons.importing import Changes, digest, load_reference
from lessons.models import (
    Claim,
    Course,
    FromFile,
    Lesson,
    LessonText,
    Paragraph,
    Section,
    SectionText,
    in_language,
)
from lessons.rendering import Entry, render_section


@transaction.atomic
def load_course(files: CourseFiles, *, overwrite: bool = False) -> tuple[Course, Changes]:
    """Makes the course as its files say; what was edited since is kept unless `overwrite`."""
    course, changes = load_reference(files.reference, overwrite=overwrite)
    order = {slug: place for place, slug in enumerate(files.reference.course.lessons, 1)}
    for lesson_file in files.lessons:
        lesson = _lesson(course, lesson_file.slug, order[lesson_file.slug])
        _load_lesson(lesson, lesson_file, changes, overwrite)
        if lesson_file.language == course.languages[0]:
            homes = Paragraph.objects.filter(course=course, number__in=lesson_file.front.paragraphs)
            homes.exclude(lesson=lesson).update(lesson=lesson)
    render_course(course)
    return course, changes


def _lesson(course: Course, slug: str, position: int) -> Lesson:
    lesson, _made = Lesson.objects.get_or_create(course=course, slug=slug, defaults={"position": position})
    if lesson.position != position:
        lesson.position = position
        lesson.save(update_fields=["position"])
    return lesson


def _load_lesson(lesson: Lesson, file: LessonFile, changes: Changes, overwrite: bool) -> None:
    text = LessonText.objects.filter(lesson=lesson, language=file.language).first()
    _write(
        text or LessonText(lesson=lesson, language=file.language),
        file.front.model_dump(mode="json", exclude={"paragraphs"}),
        f"lesson {lesson.slug}",
        changes,
        overwrite,
    )
    sections = {section.key: section for section in lesson.sections.all()}
    for position, section_file in enumerate(file.sections, 1):
        section = sections.pop(section_file.key, None) or Section(lesson=lesson, key=section_file.key)
        if section.pk is None or section.position != position:
            section.position = position
            section.save()
        _load_section(section, section_file, file.language, changes, overwrite)
    changes.gone += [f"section {section}" for section in sections.values()]


def _load_section(
    section: Section, file: SectionFile, language: str, changes: Changes, overwrite: bool
) -> None:
    text = SectionText.objects.filter(section=section, language=language).first()
    _write(
        text or SectionText(section=section, language=language),
        {"title": file.title, "markdown": file.markdown.strip("\n")},
        f"section {section}",
        changes,
        overwrite,
    )


def _write(
    target: FromFile, wanted: Mapping[str, Any], label: str, changes: Changes, overwrite: bool
) -> None:
    there = {name: getattr(target, name) for name in wanted}
    if target.pk and digest(there) == digest(wanted):
        return
    if target.pk and digest(there) != target.file_digest and not overwrite:
        changes.kept.append(label)
        return
    (changes.updated if target.pk else changes.added).append(label)
    for name, value in wanted.items():
        setattr(target, name, value)
    target.file_digest = digest(wanted)
    target.save()


def render_course(course: Course) -> int:
    """Renders every section whose HTML no longer fits its text or the shelves; returns their number."""
    stale = 0
    texts = SectionText.objects.filter(section__lesson__course=course).select_related("section")
    shelves = {language: entries_of(course, language) for language in course.languages}
    for text in texts:
        file = SectionFile(text.section.key, text.title, 1, text.markdown)
        html = render_section(file, shelves[text.language])
        if html != text.html:
            SectionText.objects.filter(pk=text.pk).update(html=html)
            stale += 1
    return stale


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
    )


def shelf_rows(rows: Sequence[Any], *names: str, language: str) -> Sequence[Any]:
    """The rows with each of the fields `names` in one language, ready for a template."""
    for row in rows:
        for name in names:
            setattr(row, name, in_language(getattr(row, name), language))
    return rows
