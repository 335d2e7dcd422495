"""What each reference file of a course holds, row by row."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Line = Annotated[str, Field(min_length=1, max_length=500)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Prose = Annotated[str, Field(min_length=1, max_length=4000)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Text = Prose | dict[Literal["en", "kk", "ru"], Prose]
Number = Annotated[int | float, Field(allow_inf_nan=False)]
Verdict = Literal["accurate", "imprecise", "wrong", "outdated", "typo", "unverified"]

DATE = {"day": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "year": r"\d{4}"}
MARGIN_WORDS = 40


class Row(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class CitationRow(Row):
    title: Line
    book: Line
    authors: list[Line]
    publisher: Line
    date: Line
    certainty: Text
    funding: Text


class CourseRow(Row):
    slug: Slug
    title: Text
    subtitle: Text
    languages: list[Literal["en", "kk", "ru"]] = Field(min_length=1)
    citation: CitationRow
    pass_percent: int = Field(ge=1, le=100)
    paragraphs: int = Field(ge=1, le=500)
    lessons: list[Slug] = Field(min_length=1)
    final_quiz: Slug


class ParagraphRow(Row):
    number: int = Field(ge=1)
    opening: Annotated[str, Field(min_length=1, max_length=120)]
    topic: Title
    gist: Text


class SourceRow(Row):
    key: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]{1,11}$", max_length=12)]
    name: Annotated[str, Field(min_length=1, max_length=300)]
    url: Annotated[str, Field(pattern=r"^https?://", max_length=500)] = ""
    date: Annotated[str, Field(max_length=80)] = ""
    note: str = ""


class ClaimRow(Row):
    key: Annotated[str, Field(pattern=r"^\d+\.\d+$", max_length=12)]
    paragraph: int
    kind: Literal["fact", "interpretation", "normative"]
    text: Text
    verdict: Verdict | Literal[""] = ""
    margin: Text = ""
    exact: Text = ""
    sources: list[str] = []
    confidence: Literal["", "high", "medium", "low"] = ""

    @model_validator(mode="after")
    def _is_complete(self) -> ClaimRow:
        if self.kind == "fact" and not self.verdict:
            raise ValueError("a fact has a verdict: accurate, imprecise, wrong, outdated, typo or unverified")
        if self.verdict not in ("", "accurate") and not self.margin:
            raise ValueError(f"the verdict is {self.verdict}: say in `margin` what is more exact")
        texts = [self.margin] if isinstance(self.margin, str) else list(self.margin.values())
        if any(len(text.split()) > MARGIN_WORDS for text in texts):
            raise ValueError(f"`margin` has over {MARGIN_WORDS} words: the rest belongs in `exact`")
        return self


class ActorRow(Row):
    slug: Slug
    type: Annotated[str, Field(min_length=1, max_length=20)]
    name: Text
    role: Title
    country: Annotated[str, Field(max_length=80)] = ""
    dates: Annotated[str, Field(max_length=250)] = ""
    summary: Text
    in_chapter: bool
    paragraphs: list[int] = []
    sources: list[str] = []
    note: str = ""
    names_status: Annotated[str, Field(max_length=80)] = ""


class MilestoneRow(Row):
    slug: Slug
    date: str
    precision: Literal["day", "month", "year"]
    title: Text
    theme: Annotated[Slug, Field(max_length=20)]
    parties: Annotated[str, Field(max_length=250)] = ""
    status: Literal["in_chapter", "alluded", "context", "after"]
    paragraphs: list[int] = []
    note: str = ""
    chapter_gives: Annotated[str, Field(max_length=250)] = ""
    sources: list[str] = []
    confidence: Literal["", "high", "medium", "low"] = ""

    @model_validator(mode="after")
    def _date_fits_precision(self) -> MilestoneRow:
        if not re.fullmatch(DATE[self.precision], self.date):
            raise ValueError(f"date {self.date!r} is no {self.precision} as in 1993-04-06, 1995-04 or 1992")
        return self


class TermRow(Row):
    slug: Slug
    name: Text
    definition: Text
    in_chapter: bool
    paragraphs: list[int] = []
    note: str = ""


class IndicatorRow(Row):
    slug: Slug
    name: Text
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    kazakhstan: Number
    united_states: Number
    year: Annotated[str, Field(min_length=1, max_length=80)]
    derived: Annotated[str, Field(max_length=200)] = ""
    sources: list[str] = []
    note: str = ""
    use: Literal["primary", "optional"] = "primary"
