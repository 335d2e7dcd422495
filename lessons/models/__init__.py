"""What is taught: the course, its shelves, its lessons, and how far each reader has come."""

from lessons.models.progress import CourseProgress, LessonProgress, SectionProgress
from lessons.models.shelves import (
    Actor,
    Claim,
    Course,
    FromFile,
    Indicator,
    Lesson,
    Milestone,
    Paragraph,
    Source,
    Term,
    in_language,
)
from lessons.models.texts import LessonText, Refers, Section, SectionText

__all__ = [
    "Actor",
    "Claim",
    "Course",
    "CourseProgress",
    "FromFile",
    "Indicator",
    "Lesson",
    "LessonProgress",
    "LessonText",
    "Milestone",
    "Paragraph",
    "Refers",
    "Section",
    "SectionProgress",
    "SectionText",
    "Source",
    "Term",
    "in_language",
]
