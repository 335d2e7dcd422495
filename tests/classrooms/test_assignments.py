"""A class is given lessons and quizzes by its own clock; some have longer; the quizzes keep to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from classrooms import assigning, members
from classrooms.models import Assignment, Extension
from quizzes.limits import CannotStart, Closed, NotYet, limits_for
from quizzes.models import Allowance, Attempt
from quizzes.taking import record_answer, start
from tests.classrooms.factories import give, make_class, make_group, make_pupil, make_reading, make_work
from tests.factories import NOON, key_of, make_attempt, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def room():
    return make_class()


@pytest.fixture
def quiz(room):
    return make_work(room, time_limit=3600)


@pytest.fixture
def dana(room):
    return make_pupil(room, "Dana")


def longer(assignment, whom, **what):
    return assigning.extend(assignment, whom, **{"due_at": None, "at": NOON} | what)


# --- What holds for somebody at a quiz ---


def test_a_pupil_begins_no_quiz_before_it_opens(room, quiz, dana):
    give(room, quiz, opens_at=NOON + HOUR)
    with pytest.raises(NotYet):
        start(dana.user, quiz, at=NOON)
    assert start(dana.user, quiz, at=NOON + HOUR)


def test_after_the_due_time_a_pupil_may_still_begin(room, quiz, dana):
    give(room, quiz, due_at=NOON)
    assert start(dana.user, quiz, at=NOON + DAY).deadline == NOON + DAY + HOUR


def test_a_quiz_that_closes_with_its_due_time_is_closed(room, quiz, dana):
    give(room, quiz, due_at=NOON, closes=True)
    with pytest.raises(Closed):
        start(dana.user, quiz, at=NOON)


def test_an_attempt_ends_when_the_quiz_closes(room, quiz, dana):
    give(room, quiz, due_at=NOON + 10 * MINUTE, closes=True)
    assert start(dana.user, quiz, at=NOON).deadline == NOON + 10 * MINUTE


@pytest.mark.parametrize("to", ["pupil", "group"])
def test_an_extension_beats_the_closing(room, quiz, dana, to):
    group = make_group(room, dana)
    assignment = give(room, quiz, due_at=NOON, closes=True)
    longer(assignment, dana if to == "pupil" else group, due_at=NOON + 2 * HOUR)
    assert start(dana.user, quiz, at=NOON + 90 * MINUTE).deadline == NOON + 2 * HOUR


@pytest.mark.parametrize("to", ["pupil", "group"])
def test_extra_time_beats_the_closing_and_lengthens_the_attempt(room, quiz, dana, to):
    group = make_group(room, dana)
    assignment = give(room, quiz, due_at=NOON + 10 * MINUTE, closes=True, time_limit=300)
    longer(assignment, dana if to == "pupil" else group, extra_time=600)
    assert start(dana.user, quiz, at=NOON).deadline == NOON + 15 * MINUTE
    assert limits_for(dana.user, quiz, at=NOON).closes == NOON + 20 * MINUTE


def test_of_a_pupils_and_their_groups_extension_the_longer_counts(room, quiz, dana):
    group = make_group(room, dana)
    assignment = give(room, quiz, due_at=NOON, closes=True)
    longer(assignment, group, due_at=NOON + 2 * HOUR, extra_time=60)
    longer(assignment, dana, due_at=NOON + HOUR, extra_time=600)
    limits = limits_for(dana.user, quiz, at=NOON)
    assert (limits.closes_at, limits.extra_time) == (NOON + 2 * HOUR, 10 * MINUTE)


def test_an_extension_of_one_pupil_is_nobody_elses(room, quiz, dana):
    longer(give(room, quiz, due_at=NOON, closes=True), dana, due_at=NOON + HOUR)
    with pytest.raises(Closed):
        start(make_pupil(room).user, quiz, at=NOON)


def test_an_extension_is_for_somebody_in_the_class(room, quiz):
    with pytest.raises(ValueError, match="in the class"):
        longer(give(room, quiz, due_at=NOON), make_pupil(make_class()), extra_time=60)


def test_giving_longer_again_replaces_what_was_given(room, quiz, dana):
    assignment = give(room, quiz, due_at=NOON)
    for seconds in (60, 600):
        longer(assignment, dana, extra_time=seconds)
    assert Extension.objects.get().extra_time == 600


def test_settings_of_the_assignment_override_the_quizs(room, quiz, dana):
    give(room, quiz, attempts_allowed=1, time_limit=600, certainty="ask")
    attempt = start(dana.user, quiz, at=NOON)
    assert (attempt.deadline, attempt.certainty) == (NOON + 10 * MINUTE, "ask")
    make_attempt(dana.user, quiz)
    with pytest.raises(CannotStart):
        start(dana.user, quiz, at=NOON)


def test_settings_left_blank_are_the_quizs(room, dana):
    quiz = make_work(room, attempts_allowed=2, certainty="ask", time_limit=600)
    give(room, quiz)
    limits = limits_for(dana.user, quiz, at=NOON)
    assert (limits.attempts, limits.certainty, limits.time) == (2, "ask", 10 * MINUTE)


def test_an_allowance_of_ones_own_beats_the_assignment(room, quiz, dana):
    give(room, quiz, due_at=NOON, closes=True)
    Allowance.objects.create(user=dana.user, quiz=quiz, closes_at=NOON + HOUR)
    assert start(dana.user, quiz, at=NOON).is_open


@pytest.mark.parametrize("who", ["stranger", "teacher", "removed", "archived"])
def test_terms_bind_the_pupils_of_a_class_and_nobody_else(room, quiz, dana, who):
    give(room, quiz, due_at=NOON, closes=True)
    user = {"stranger": make_user(), "teacher": room.memberships.get(role="teacher").user}.get(who, dana.user)
    if who == "removed":
        members.remove(dana, at=NOON)
    if who == "archived":
        members.archive(room, at=NOON)
    assert start(user, quiz, at=NOON).is_open


def test_the_key_waits_for_the_last_pupil(room, quiz, dana):
    assignment = give(room, quiz, due_at=NOON + HOUR, closes=True, feedback="due")
    longer(assignment, make_pupil(room), due_at=NOON + 2 * HOUR, extra_time=600)
    attempt = make_attempt(dana.user, quiz)
    assert attempt.key_from == NOON + 2 * HOUR + 10 * MINUTE
    with time_machine.travel(NOON + HOUR):
        assert not attempt.may_see_key


# --- Two classes that gave the same quiz ---


@pytest.fixture
def both(room, quiz, dana):
    """Dana is in another class of the same course; gives the quiz in both."""
    other = make_class(course=room.course)
    make_pupil(other, user=dana.user)

    def both(here, there):
        give(room, quiz, **here)
        give(other, quiz, **there)

    return both


def test_where_both_are_open_each_classs_terms_hold(both, quiz, dana):
    both({"attempts_allowed": 3, "time_limit": 600}, {"attempts_allowed": 5, "time_limit": 300})
    limits = limits_for(dana.user, quiz, at=NOON)
    assert (limits.attempts, limits.time) == (3, 5 * MINUTE)


def test_a_class_whose_quiz_has_closed_does_not_bar_from_anothers(both, quiz, dana):
    both({"due_at": NOON - DAY, "closes": True}, {"due_at": NOON + DAY, "closes": True})
    assert start(dana.user, quiz, at=NOON).is_open


def test_a_class_whose_quiz_opens_later_does_not_bar_from_anothers(both, quiz, dana):
    both({"opens_at": NOON + DAY}, {})
    assert start(dana.user, quiz, at=NOON).is_open


def test_where_none_is_open_the_next_to_open_is_waited_for(both, quiz, dana):
    both({"opens_at": NOON + DAY}, {"opens_at": NOON + HOUR})
    with pytest.raises(NotYet) as refusal:
        start(dana.user, quiz, at=NOON)
    assert refusal.value.at == NOON + HOUR


# --- Changes while pupils answer ---


@pytest.fixture
def sitting(room, quiz, dana):
    """An attempt that is open, at a quiz that closes in ten minutes."""
    give(room, quiz, due_at=NOON + 10 * MINUTE, closes=True)
    return start(dana.user, quiz, at=NOON)


def deadline(attempt):
    attempt.refresh_from_db()
    return attempt.deadline


def test_longer_given_in_the_midst_is_longer_at_once(room, sitting, dana):
    longer(room.assignments.get(), dana, extra_time=300, at=NOON + MINUTE)
    assert deadline(sitting) == NOON + 15 * MINUTE


def test_what_is_taken_back_is_gone_but_not_behind_the_present(room, sitting, dana):
    extension = longer(room.assignments.get(), dana, due_at=NOON + HOUR)
    assigning.take_back(extension, at=NOON + 20 * MINUTE)
    assert deadline(sitting) == NOON + 20 * MINUTE


def test_a_due_time_that_is_moved_moves_the_attempt(room, sitting):
    assignment = room.assignments.get()
    assignment.due_at = NOON + 30 * MINUTE
    assigning.change(assignment, at=NOON + MINUTE)
    assert deadline(sitting) == NOON + 30 * MINUTE


def test_a_pupil_put_into_a_group_has_its_time_at_once(room, sitting, dana):
    group = make_group(room)
    longer(room.assignments.get(), group, due_at=NOON + HOUR)
    members.change(dana, nickname="Dana", role="pupil", group=group, at=NOON)
    assert deadline(sitting) == NOON + HOUR


@pytest.mark.parametrize("end", ["withdraw", "remove", "archive", "erase"])
def test_what_binds_no_more_leaves_the_attempt_the_quizs_own_time(room, sitting, dana, end):
    if end == "withdraw":
        assigning.withdraw(room.assignments.get(), at=NOON)
    elif end == "remove":
        members.remove(dana, at=NOON)
    else:
        getattr(members, end)(room, at=NOON)
    assert deadline(sitting) == NOON + HOUR


def test_a_class_erased_while_a_pupil_answers_loses_no_answer(room, sitting, dana):
    item = sitting.items.get()
    members.erase(room, at=NOON + MINUTE)
    response = record_answer(item, key_of(item), sequence=1, by=dana.user, at=NOON + 2 * MINUTE)
    assert (response.is_late, Attempt.objects.get().user) == (False, dana.user)


# --- The pages, by the class's clock ---


@pytest.fixture
def page(client, room):
    """Posts to an address of the class as its teacher, at noon UTC of 21 March 2026: 17:00 in Almaty."""
    client.force_login(room.memberships.get(role="teacher").user)

    def page(where, data=None):
        address = f"/classes/{room.pk}/{where}"
        with time_machine.travel(NOON, tick=False):
            return client.get(address) if data is None else client.post(address, data)

    return page


def text(response):
    return response.content.decode().replace("\xa0", " ")


def test_times_are_entered_and_shown_by_the_classs_clock(room, quiz, page):
    page(f"assign/quiz/{quiz.slug}/", {"opens_at": "2026-03-21T18:00", "due_at": "2026-03-21T22:00"})
    assignment = room.assignments.get()
    assert assignment.opens_at == datetime(2026, 3, 21, 13, tzinfo=UTC)
    shown = text(page(""))
    assert "Sat 21 March 2026, 22:00" in shown and "UTC+5, in 5 h" in shown
    assert 'value="2026-03-21T22:00"' in text(page(f"assignments/{assignment.pk}/"))


@pytest.mark.parametrize(
    ("due", "utc"),
    [
        ("2026-03-07T18:00", datetime(2026, 3, 7, 23)),  # the day before the clocks go forward
        ("2026-03-08T18:00", datetime(2026, 3, 8, 22)),
        ("2026-11-01T01:30", datetime(2026, 11, 1, 6, 30)),  # comes twice: due is the later
    ],
)
def test_a_due_time_is_that_of_its_day_when_the_clocks_change(room, quiz, page, due, utc):
    room.time_zone = "America/New_York"
    room.save()
    page(f"assign/quiz/{quiz.slug}/", {"due_at": due, "sure": "yes"})
    assert room.assignments.get().due_at == utc.replace(tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused(room, quiz, page):
    room.time_zone = "America/New_York"
    room.save()
    shown = text(page(f"assign/quiz/{quiz.slug}/", {"due_at": "2026-03-08T02:30", "sure": "yes"}))
    assert "the clocks go forward to 03:30" in shown
    assert not room.assignments.exists()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"opens_at": "2026-03-23T18:00", "due_at": "2026-03-22T18:00"}, "It would be due before it opens"),
        ({"due_at": "soon"}, "Enter a day and a time"),
        ({"closes": "yes"}, "Say when it is due: the quiz closes then"),
        ({"feedback": "due"}, "Say when it is due: the key waits for that"),
        ({"attempts_allowed": "0"}, "greater than or equal to 1"),
        ({"time_limit": "-3"}, "greater than or equal to 1"),
        ({"certainty": "maybe"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_in_words(room, quiz, page, form, says):
    assert says in text(page(f"assign/quiz/{quiz.slug}/", form))
    assert not room.assignments.exists()


def test_settings_are_given_in_minutes_and_kept(room, quiz, page):
    form = {"due_at": "2026-03-22T18:00", "closes": "yes", "attempts_allowed": "2", "time_limit": "45"}
    page(f"assign/quiz/{quiz.slug}/", form | {"certainty": "count", "feedback": "due"})
    given = room.assignments.get()
    assert (given.closes, given.attempts_allowed, given.time_limit) == (True, 2, 2700)
    assert (given.certainty, given.feedback) == ("count", "due")


def test_a_lesson_has_times_and_no_settings(room, page):
    lesson = make_reading(room)
    assert "Minutes for an attempt" not in text(page(f"assign/lesson/{lesson.slug}/"))
    page(f"assign/lesson/{lesson.slug}/", {"due_at": "2026-03-22T18:00", "attempts_allowed": "3"})
    assert room.assignments.get().attempts_allowed is None


def test_a_second_click_gives_it_once(room, quiz, page):
    for _ in range(2):
        page(f"assign/quiz/{quiz.slug}/", {"due_at": "2026-03-22T18:00"})
    assert room.assignments.count() == 1


@pytest.mark.parametrize("what", ["lesson/nothing", "quiz/nothing", "course/x"])
def test_what_is_not_there_is_not_given(page, what):
    assert page(f"assign/{what}/").status_code == 404


def test_a_quiz_of_another_course_is_not_given(page):
    assert page(f"assign/quiz/{make_work(make_class()).slug}/").status_code == 404


# --- What is pointed out ---


def doubts(room, quiz, page, **form):
    return text(page(f"assign/quiz/{quiz.slug}/", form))


def test_a_due_time_in_the_past_is_pointed_out_and_saved_only_if_it_is_meant(room, quiz, page):
    assert "The due time has gone by already" in doubts(room, quiz, page, due_at="2026-03-20T18:00")
    assert not room.assignments.exists()
    page(f"assign/quiz/{quiz.slug}/", {"due_at": "2026-03-20T18:00", "sure": "yes"})
    assert room.assignments.exists()


def test_something_else_due_that_day_is_pointed_out(room, quiz, page):
    give(room, make_reading(room), due_at=datetime(2026, 3, 24, 18, 59, tzinfo=UTC))  # 23:59 in Almaty
    shown = doubts(room, quiz, page, due_at="2026-03-24T08:00")
    assert "Due on the same day in this class: Lesson" in shown


def test_the_next_day_by_the_classs_clock_is_no_clash(room, quiz, page):
    give(room, make_reading(room), due_at=datetime(2026, 3, 24, 19, 1, tzinfo=UTC))  # 0:01 in Almaty
    doubts(room, quiz, page, due_at="2026-03-24T08:00")
    assert room.assignments.count() == 2


def test_pupils_busy_in_another_class_are_counted_and_the_class_not_named(room, quiz, dana, page):
    other = make_class(name="SECRET-CLASS")
    make_pupil(other, user=dana.user)
    give(other, make_reading(other), due_at=NOON + 3 * DAY)
    shown = doubts(room, quiz, page, due_at="2026-03-24T12:00")
    assert "1 pupil has something else due that day, in another class." in shown
    assert "SECRET-CLASS" not in shown


def test_too_little_time_for_an_attempt_is_pointed_out(room, quiz, page):
    shown = doubts(room, quiz, page, opens_at="2026-03-22T18:00", due_at="2026-03-22T18:30", closes="yes")
    assert "less time between opening and closing" in shown


def test_clashes_stand_on_the_page_of_the_class(room, quiz, page):
    give(room, make_reading(room), due_at=NOON + DAY)
    give(room, quiz, due_at=NOON + DAY + HOUR)
    assert text(page("")).count("1 more due that day") == 2


# --- Longer for some, and taking back ---


def test_a_pupil_is_given_longer_on_the_page(room, quiz, dana, page):
    assignment = give(room, quiz, due_at=NOON + DAY)
    form = {"whom": f"member-{dana.pk}", "due_at": "2026-03-25T18:00", "extra_time": "10"}
    page(f"assignments/{assignment.pk}/longer/", form)
    extension = Extension.objects.get()
    assert (extension.due_at, extension.extra_time) == (datetime(2026, 3, 25, 13, tzinfo=UTC), 600)
    shown = text(page(f"assignments/{assignment.pk}/"))
    assert "Dana" in shown and "10 min extra" in shown
    page(f"assignments/{assignment.pk}/longer/{extension.pk}/", {})
    assert not Extension.objects.exists()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "a later due time, or extra minutes"),
        ({"due_at": "2026-03-22T17:00"}, "no later than it is due for the whole class"),
        ({"whom": "member-0", "extra_time": "5"}, "Select a valid choice"),
    ],
)
def test_longer_means_longer_and_somebody_of_the_class(room, quiz, dana, page, form, says):
    assignment = give(room, quiz, due_at=NOON + DAY)
    shown = text(page(f"assignments/{assignment.pk}/longer/", {"whom": f"member-{dana.pk}"} | form))
    assert says in shown
    assert not Extension.objects.exists()


def test_an_assignment_is_taken_back_and_the_answers_stay(room, quiz, dana, page):
    assignment = give(room, quiz, due_at=NOON + DAY)
    make_attempt(dana.user, quiz)
    page(f"assignments/{assignment.pk}/", {"withdraw": "yes"})
    assert not Assignment.objects.exists()
    assert Attempt.objects.filter(user=dana.user).exists()
