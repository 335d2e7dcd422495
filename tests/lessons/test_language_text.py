"""The form field for a text by language gives back what it was given."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from lessons.languagetext import LanguageTextField

lines = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)
texts = lines | st.dictionaries(st.sampled_from(["en", "kk", "ru"]), lines, min_size=1)


BOXES = ("en", "kk", "ru", "shape")


class TextForm(forms.Form):
    text = LanguageTextField(required=False)


def sent(boxes: list[str]) -> TextForm:
    data = QueryDict(mutable=True)
    data.update({f"text_{box}": text for box, text in zip(BOXES, boxes, strict=False)})
    return TextForm(data)


def after_a_look(text: Any) -> Any:
    """The text after its form was opened and sent off as it was."""
    form = sent(TextForm().fields["text"].widget.decompress(text))
    assert form.is_valid()
    return form.cleaned_data["text"]


@given(text=texts)
def test_a_text_that_nobody_changed_is_the_same(text: Any) -> None:
    assert after_a_look(text) == text


def test_an_empty_text_stays_empty() -> None:
    assert after_a_look("") == ""


def test_a_plain_text_becomes_a_map_when_a_second_language_comes() -> None:
    form = sent(["Tengiz", "Теңіз", "", "plain"])
    assert form.is_valid()
    assert form.cleaned_data["text"] == {"en": "Tengiz", "kk": "Теңіз"}


@pytest.mark.parametrize("boxes", [["", " ", "", "map"], ["", "", "", "plain"], []])
def test_a_text_that_is_needed_is_asked_for(boxes: list[str]) -> None:
    form = sent(boxes)
    form.fields["text"].required = True
    assert not form.is_valid()


def test_each_box_has_its_label_and_its_language() -> None:
    html = TextForm({}).as_p()
    for place, language in enumerate(["en", "kk", "ru"]):
        assert f'for="id_text_{place}"' in html and f'id="id_text_{place}"' in html
        assert f'lang="{language}"' in html
