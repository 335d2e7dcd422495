"""A form field for a text that is one string, or a map of one string a language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PLAIN, MAP = "plain", "map"


class LanguageTextWidget(forms.MultiWidget):
    """A labelled box a language, and hidden beside them whether the text was one plain string."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = {
            code: forms.Textarea({"rows": 3, "class": "vLargeTextField", "lang": code})
            for code, _name in settings.LANGUAGES
        }
        super().__init__({**boxes, "shape": forms.HiddenInput()}, attrs)

    def decompress(self, value: Any) -> list[str]:
        codes = [code for code, _name in settings.LANGUAGES]
        if isinstance(value, dict):
            return [*(value.get(code, "") for code in codes), MAP]
        return [value or "", *[""] * (len(codes) - 1), PLAIN]

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        *boxes, shape = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        rows = (
            (box["attrs"]["id"], language, self._rendered(box, renderer))
            for box, (_code, language) in zip(boxes, settings.LANGUAGES, strict=True)
        )
        labelled = format_html_join("", '<div><label for="{}">{}</label>{}</div>', rows)
        return format_html("<div>{}{}</div>", labelled, self._rendered(shape, renderer))

    def _rendered(self, widget: dict[str, Any], renderer: BaseRenderer | None) -> SafeString:
        rendered: SafeString = self._render(widget["template_name"], {"widget": widget}, renderer)  # type: ignore[attr-defined]
        return rendered


class LanguageTextField(forms.MultiValueField):
    """Gives back what it was given: a plain string stays one until a second language is written.

    A load compares a row with what it wrote, and must not take looking at a text for editing it.
    """

    def __init__(self, **options: Any) -> None:
        fields = [forms.CharField(required=False) for _ in (*settings.LANGUAGES, "shape")]
        super().__init__(fields, widget=LanguageTextWidget, require_all_fields=False, **options)

    def clean(self, value: Any) -> Any:
        texts = self.compress([*(value or [])])
        if self.required and not texts:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return texts

    def compress(self, data_list: Any) -> str | dict[str, str]:
        codes = [code for code, _name in settings.LANGUAGES]
        texts = {code: (text or "").strip() for code, text in zip(codes, data_list, strict=False)}
        texts = {code: text.replace("\r\n", "\n") for code, text in texts.items() if text}
        if data_list[len(codes) :] == [PLAIN] and set(texts) <= {codes[0]}:
            return texts.get(codes[0], "")
        return texts
