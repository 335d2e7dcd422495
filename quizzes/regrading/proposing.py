"""Saying what is to be put right: a draft that can be looked at, thrown away, or applied."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from accounts.models import User
from quizzes.kinds import get_kind, parse_body
from quizzes.models import Correction, Question, QuestionVersion
from quizzes.regrading.planning import latest_number
from quizzes.rewriting import without_words

Action = Correction.Action


class BadCorrection(ValueError):
    """What is proposed makes no sense; the message is for the teacher."""


def actions_for(version: QuestionVersion) -> list[Action]:
    """What can be done about a question of this kind."""
    kind = get_kind(version.kind)
    with_key = [Action.KEY] if kind.has_key else []
    with_second = [Action.ACCEPT] if kind.can_accept else []
    with_marks = [Action.VOID, Action.FULL_CREDIT] if kind.carries_marks else []
    return [Action.WORDING, *with_key, *with_second, *with_marks]


def propose(
    question: Question,
    action: str,
    *,
    by: User,
    reason: str,
    body: Mapping[str, Any] | None = None,
    whom: str = "",
    lowers: bool = False,
    note: str = "",
    at: datetime | None = None,
) -> Correction:
    """A draft that is not saved. `body` is that of the version to publish. Raises BadCorrection.

    It starts from the version now published; where that changes before it is applied, it has to be proposed
    again.
    """
    before = question.published
    if before is None:
        raise BadCorrection(_("This question has never been published."))
    if action not in actions_for(before):
        raise BadCorrection(_("This cannot be done about a question of this kind."))
    if not reason.strip():
        raise BadCorrection(_("Give a reason: the learners concerned read it."))
    if lowers and action not in Correction.LOWERING:
        raise BadCorrection(_("This never lowers anybody's grade."))
    if (whom in Correction.Whom.values) != (action == Action.FULL_CREDIT):
        raise BadCorrection(_("Say who is given full credit."))
    return Correction(
        question=question,
        action=action,
        whom=whom,
        version_before=before,
        reaches=latest_number(question),
        body=_body(before, action, body),
        lowers=lowers,
        reason=reason.strip(),
        note=note.strip(),
        by=by,
        created_at=at or timezone.now(),
    )


def _body(before: QuestionVersion, action: str, body: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The new body as it is stored, or None where none is published. Raises BadCorrection."""
    if (body is None) == (action in Correction.PUBLISHING):
        raise BadCorrection(_("Say how the question is to read."))
    if body is None:
        return None
    old = parse_body(before.kind, before.body)
    try:
        new = parse_body(before.kind, body)
    except ValidationError as error:
        raise BadCorrection(said_by(error)) from error
    if new == old:
        raise BadCorrection(_("Nothing was changed."))
    if action == Action.WORDING and without_words(old) != without_words(new):
        raise BadCorrection(_("This changes what is right. Change the key instead."))
    stored = new.model_dump(mode="json")
    if "\\u0000" in json.dumps(stored):
        raise BadCorrection(_("Take out the characters that no keyboard types."))
    return stored


def said_by(error: ValidationError) -> str:
    """What pydantic found amiss, each sort once, in one line."""
    found = ("{}: {}".format(".".join(map(str, one["loc"])) or "body", one["msg"]) for one in error.errors())
    return "; ".join(dict.fromkeys(found))


def save_draft(draft: Correction) -> Correction:
    """Saves a proposed correction; the same one proposed twice, as by a double click, is one draft."""
    same = Correction.objects.drafts().filter(
        question=draft.question,
        action=draft.action,
        whom=draft.whom,
        version_before=draft.version_before,
        body=draft.body,
        by=draft.by,
    )
    found = same.first()
    if found:
        draft.pk, draft._state.adding = found.pk, False
        draft.created_at = found.created_at
    draft.save()
    return draft
