"""The forms in which a teacher says what is to be put right, a set of fields for each kind and action."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from quizzes.models import Correction, Question
from quizzes.taking import record_answer, start
from tests.factories import BODIES, NOON, make_course, make_question, make_quiz, make_user, publish
from tests.quizzes.kinds.samples import HOSTILE

pytestmark = pytest.mark.django_db
REASON = {"reason": "The key was wrong.", "note": "Seen by the class."}


@pytest.fixture
def teacher():
    """May change questions; nothing else is asked of who corrects them."""
    teacher = make_user("teacher", is_staff=True)
    teacher.user_permissions.add(Permission.objects.get(codename="change_question"))
    return teacher


@pytest.fixture
def question():
    return make_question(make_course())


@pytest.fixture
def quiz(question):
    return make_quiz([question, make_question(question.course, "number")])


@pytest.fixture
def site(client, teacher):
    client.force_login(teacher)
    return client


def option(question, text):
    return next(one["id"] for one in question.published.body["options"] if one["text"] == text)


def new(question, action):
    return reverse("correction_new", args=[question.pk, action])


def key_form(question, text="Kashagan"):
    """What the form of a new key sends, the key being this option."""
    sent = {"right": option(question, text), f"said-{option(question, 'Tengiz')}": "It was not."}
    body = question.published.body
    for place, one in enumerate(body["options"]):
        if one["feedback"]:
            sent[f"options-{place}-feedback"] = one["feedback"]
    return {**sent, "explanation": body["explanation"], **REASON}


def test_another_wording_comes_from_a_field_for_each_text(site, question):
    html = site.get(new(question, "wording")).content.decode()
    assert "Option 2: what is said to it" in html
    body = question.published.body
    sent = {"prompt": "Which came first?", "explanation": body["explanation"], **REASON}
    for place, one in enumerate(body["options"]):
        sent[f"options-{place}-text"] = one["text"]
        if one["feedback"]:
            sent[f"options-{place}-feedback"] = one["feedback"]
    site.post(new(question, "wording"), sent)
    assert Correction.objects.get().body == {**body, "prompt": "Which came first?"}


def test_an_option_is_accepted_by_its_name(site, question):
    site.post(new(question, "accept"), {"answer": option(question, "Kashagan"), **REASON})
    accepted = [one["text"] for one in Correction.objects.get().body["options"] if one.get("accepted")]
    assert accepted == ["Kashagan"]


def test_a_number_is_accepted_up_to_another(site):
    question = make_question(make_course(), "number")
    site.post(new(question, "accept"), {"answer": "1994", "until": "1996", **REASON})
    assert Correction.objects.get().body["also"] == [{"low": 1994, "high": 1996}]


def test_a_text_is_accepted_and_the_answers_given_are_named(site):
    question = make_question(make_course(), "short_text")
    learner = make_user()
    item = start(learner, make_quiz([question]), at=NOON).items.get()
    record_answer(item, {"answer": "Verny"}, sequence=1, by=learner, at=NOON)
    assert "Verny" in site.get(new(question, "accept")).content.decode()
    site.post(new(question, "accept"), {"answer": "Verny", **REASON})
    assert Correction.objects.get().body["accepted"] == ["Alma-Ata", "Алма-Ата", "Verny"]


KEYS = {
    "multiple_choice": (
        lambda body: {"right": body["options"][0]["id"], f"said-{body['options'][1]['id']}": "No."},
        lambda body: [one["correct"] for one in body["options"]],
        [True, False, False],
    ),
    "true_false": (lambda body: {"right": "false"}, lambda body: body["answer"], False),
    "matching": (
        lambda body: {
            f"right-{body['pairs'][0]['left_id']}": body["pairs"][1]["right_id"],
            f"right-{body['pairs'][1]['left_id']}": body["pairs"][0]["right_id"],
        },
        lambda body: [(one["left"], one["right"]) for one in body["pairs"]],
        [("Astana", "White House"), ("Washington", "Ak Orda")],
    ),
    "ordering": (
        lambda body: {f"place-{one['id']}": 3 - place for place, one in enumerate(body["items"])},
        lambda body: [one["text"] for one in body["items"]],
        ["Sapphire", "Tengiz", "Independence"],
    ),
    "short_text": (
        lambda body: {"accepted": "Almaty\r\n\r\nAstana"},
        lambda body: (body["accepted"], body["wrong"]),
        (["Almaty", "Astana"], []),
    ),
    "number": (
        lambda body: {"value": "1994", "tolerance": "1"},
        lambda body: (body["value"], body["tolerance"]),
        (1994, 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_is_changed_by_fields_of_its_kind(site, kind):
    sent, read, wanted = KEYS[kind]
    question = make_question(make_course(), kind)
    html = site.get(new(question, "key")).content.decode()
    body = question.published.body
    site.post(new(question, "key"), prefilled(html) | sent(body) | REASON)
    assert read(Correction.objects.get().body) == wanted


def prefilled(html):
    """What the text areas of a page hold."""
    found = re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', html, re.DOTALL)
    return {name: unescape(text) for name, text in found}


def make_sorting():
    groups = [{"text": "Oil", "items": ["Tengiz"]}, {"text": "Uranium", "items": ["Ulba"]}]
    body = {"prompt": "Which is which?", "explanation": "So.", "cites": ["P1"], "groups": groups}
    return publish(Question.objects.create(course=make_course(), slug="sort"), "categorise", body)


def test_a_kind_without_fields_of_its_own_is_changed_as_data(site):
    question = make_sorting()
    html = site.get(new(question, "key")).content.decode()
    data = prefilled(html)["data"].replace(question.published.body["explanation"], "Otherwise.")
    site.post(new(question, "key"), {"data": data, **REASON})
    assert Correction.objects.get().body["explanation"] == "Otherwise."


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"right": "none of them"},
        {"reason": ""},
        {"reason": "r" * 2001},
        {"reason": "nul \x00"},
        {"explanation": ""},
        {"said": ""},
    ],
)
def test_a_form_with_something_amiss_makes_no_draft(site, question, sent):
    whole = key_form(question) if sent else {}
    if "said" in sent:
        whole[f"said-{option(question, 'Tengiz')}"] = ""
    response = site.post(new(question, "key"), whole | sent)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    "data", ["", "[]", "null", "{", '{"prompt": 1}', "[" * 5000, '{"prompt": "\\ud800"}']
)
def test_data_that_is_no_question_makes_no_draft(site, data):
    question = make_sorting()
    response = site.post(new(question, "key"), {"data": data, **REASON})
    assert response.status_code == 200
    assert not Correction.objects.exists()


@pytest.mark.parametrize("action", ["delete", "wordings", "accept"])
def test_an_action_that_the_kind_does_not_have_is_no_page(site, action):
    question = make_question(make_course(), "true_false")
    assert site.get(new(question, action)).status_code == 404


@pytest.mark.parametrize("kind", [*BODIES])
def test_whatever_is_sent_is_answered_and_never_applied(site, kind):
    """Hostile texts in every field of the forms that have fields of their own, one after the other."""
    question = make_question(make_course(), kind)
    for action in ("key", "accept"):
        html = site.get(new(question, action)).content.decode()
        names = set(re.findall(r'name="([^"]+)"', html)) - {"csrfmiddlewaretoken", "next", "language"}
        for text in HOSTILE:
            sent = dict.fromkeys(names, text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
            assert site.post(new(question, action), sent).status_code in (200, 302, 404)
    assert question.versions.count() == 1
    assert not Correction.objects.filter(applied_at__isnull=False).exists()


@pytest.mark.parametrize(
    "text", ["\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfe", b"\x00", b"%00" * 500]
)
def test_bytes_that_are_no_text_are_answered_too(site, question, text):
    body = b"reason=" + text + b"&prompt=" + text
    address = new(question, "wording")
    response = site.generic("POST", address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert not Correction.objects.exists()
