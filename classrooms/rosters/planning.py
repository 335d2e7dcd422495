"""What a roster would do to a class, without doing it. Pure: the members are handed in."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from classrooms import names
from classrooms.rosters.reading import Problem, Roster, Row

OWN_NUMBER = "#"  # begins the number that we ourselves give in a file to take away


@dataclass(frozen=True)
class Known:
    """Somebody in the class, or who was."""

    pk: int
    name: str
    number: str
    group: str
    is_pupil: bool
    is_current: bool


@dataclass(frozen=True)
class Change:
    """What happens to somebody the class knows; what is None stays as it is."""

    known: Known
    row: Row
    name: str | None = None
    group: str | None = None
    number: str | None = None
    comes_back: bool = False

    def __bool__(self) -> bool:
        return self.comes_back or not (self.name is self.group is self.number is None)


@dataclass
class Plan:
    """`adds` come new; `changes` concern people known; `same` are as they are; `missing` stand in no line."""

    adds: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    missing: int = 0
    new_groups: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def does_nothing(self) -> bool:
        return not (self.adds or self.changes)

    @property
    def digest(self) -> str:
        """Differs for plans that do not do the same: only what was shown is applied."""
        does = [
            [[row.name, row.number, row.group] for row in self.adds],
            [[one.known.pk, one.name, one.group, one.number, one.comes_back] for one in self.changes],
        ]
        return hashlib.sha256(json.dumps(does).encode()).hexdigest()[:32]


def make_plan(roster: Roster, members: Iterable[Known], groups: Iterable[str]) -> Plan:
    """Who somebody is, a number tells that the class knows, whatever their name; without one, the name."""
    people = list(members)
    plan = Plan(problems=list(roster.problems))
    matched = _match(roster, people, plan)
    for row, known in matched:
        if known is None:
            plan.adds.append(row)
        elif change := _change(row, known):
            plan.changes.append(change)
        else:
            plan.same += 1
    _refuse_names_taken(plan, people)
    stand = {known.pk for _row, known in matched if known}
    plan.missing = sum(one.is_current and one.is_pupil and one.pk not in stand for one in people)
    plan.new_groups = _new_groups(plan, groups)
    plan.problems.sort(key=lambda one: one.line)
    return plan


def _match(roster: Roster, people: list[Known], plan: Plan) -> list[tuple[Row, Known | None]]:
    """Each row that can be used, with the person it is about. The same person twice is refused."""
    numbers = {one.number: one for one in people if one.number}
    numbers |= {f"{OWN_NUMBER}{one.pk}": one for one in people}
    current = {names.key_of(one.name): one for one in people if one.is_current and one.name}
    gone = {names.key_of(one.name): one for one in people if not one.is_current and one.name}
    by_name = Counter(names.key_of(row.name) for row in roster.rows)
    by_number = Counter(row.number for row in roster.rows if row.number)
    found: list[tuple[Row, Known | None]] = []
    for row in roster.rows:
        key = names.key_of(row.name)
        if by_number[row.number] > 1:
            words = _("The number %(what)s comes twice.") % {"what": row.number}
            plan.problems.append(Problem(row.line, words))
        elif by_name[key] > 1:
            words = _("The name “%(what)s” comes twice: add an initial to each.") % {"what": row.name}
            plan.problems.append(Problem(row.line, words))
        elif row.number.startswith(OWN_NUMBER) and row.number not in numbers:
            words = _("The number %(what)s is of another class.") % {"what": row.number}
            plan.problems.append(Problem(row.line, words))
        else:
            found.append((row, numbers.get(row.number) or _by_name(row, current.get(key) or gone.get(key))))
    return _once_each(found, plan)


def _by_name(row: Row, known: Known | None) -> Known | None:
    """Whoever is called so, unless the file's number says that it is somebody else."""
    return None if known and known.number and row.number and known.number != row.number else known


def _once_each(found: list[tuple[Row, Known | None]], plan: Plan) -> list[tuple[Row, Known | None]]:
    """Without the lines that would change somebody who is changed by an earlier line, or who is no pupil."""
    kept: list[tuple[Row, Known | None]] = []
    stand: set[int] = set()
    for row, known in found:
        if known and known.pk in stand:
            plan.problems.append(Problem(row.line, _("This pupil stands in an earlier line, too.")))
        elif known and known.is_current and not known.is_pupil:
            words = _("That is a teacher or an assistant, whom a roster leaves alone.")
            plan.problems.append(Problem(row.line, words))
        else:
            stand |= {known.pk} if known else set()
            kept.append((row, known))
    return kept


def _change(row: Row, known: Known) -> Change:
    own_number = row.number.startswith(OWN_NUMBER)
    return Change(
        known,
        row,
        name=row.name if row.name != known.name else None,
        group=row.group if row.group and names.key_of(row.group) != names.key_of(known.group) else None,
        number=row.number if row.number and not own_number and row.number != known.number else None,
        comes_back=not known.is_current,
    )


def _refuse_names_taken(plan: Plan, people: list[Known]) -> None:
    """A name is refused that somebody keeps whom the file does not rename."""
    renamed = {one.known.pk for one in plan.changes if one.name is not None}
    kept = {names.key_of(one.name): one.pk for one in people if one.is_current and one.pk not in renamed}

    def is_free(name: str, pk: int | None) -> bool:
        return kept.get(names.key_of(name), pk) == pk

    taken = [row for row in plan.adds if not is_free(row.name, None)]
    taken += [one.row for one in plan.changes if not is_free(one.row.name, one.known.pk)]
    for row in taken:
        words = _("Somebody else in the class is called “%(what)s”.") % {"what": row.name}
        plan.problems.append(Problem(row.line, words))
    lines = {row.line for row in taken}
    plan.adds = [row for row in plan.adds if row.line not in lines]
    plan.changes = [one for one in plan.changes if one.row.line not in lines]


def _new_groups(plan: Plan, groups: Iterable[str]) -> list[str]:
    """The groups that are to be made, each once, as first written."""
    there = {names.key_of(name) for name in groups}
    wanted = [row.group for row in plan.adds] + [one.group or "" for one in plan.changes]
    new: dict[str, str] = {}
    for name in wanted:
        if name and names.key_of(name) not in there:
            new.setdefault(names.key_of(name), name)
    return list(new.values())
