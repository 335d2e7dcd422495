"""Who learns together, and what they are given to do by when."""

from classrooms.models.assignments import Assignment, Extension, Feedback
from classrooms.models.calendars import CalendarLink
from classrooms.models.classes import Classroom, Group, Membership, Role
from classrooms.models.rosters import RosterFile

__all__ = [
    "Assignment",
    "CalendarLink",
    "Classroom",
    "Extension",
    "Feedback",
    "Group",
    "Membership",
    "Role",
    "RosterFile",
]
