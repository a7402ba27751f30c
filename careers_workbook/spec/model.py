"""The shape of a spec, and nothing else: frozen pydantic models, unknown keys forbidden.

Enters: plain data from YAML (spec/load.py). Leaves: a `Spec`. Rules that need more than one field (a list that does not
exist, a ref used twice) are checked in spec/validation/rules.py. Must not know: YAML, Excel, rows and columns.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

AnswerName = Literal["text", "date", "choice", "whole number", "yes/no"]
CompletedGroup = Literal["done", "in progress", "not done", "not applicable"]
QuestionSheetKind = Literal["form", "checklist", "tracker", "counts"]
Detail = Literal["rows", "counts"]

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
Ref = Annotated[str, Field(pattern=r"^[A-Z]{1,4}[0-9]{1,3}$")]
Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Base of every spec model: frozen, unknown keys are an error, no silent conversion of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def slug(label: str) -> str:
    """An id made from a label: "In progress" -> "in_progress"."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in label.lower()).split()
    return "_".join(words) or "option"


def option_id(label: str) -> str:
    """The id of an option that was given none: "Year 11" -> "year_11", "2026/27" -> "o_2026_27"."""
    words = slug(label)
    return (words if words[0].isalpha() else f"o_{words}")[:60]


class Choice(Strict):
    """One option of a list: what people see (`label`), what code compares (`id`), and what it means.

    `group` sorts options into the few kinds that counts are made of; `attributes` are further facts by name (such as
    `NCCIS code: "230"`), shown as columns on the Lists sheet. `aliases` are other words that people type for it.
    `school_year` is given to the options of a list of school years (spec/years.py): 2026 for 2026/27.
    """

    id: Id
    label: Text
    group: str | None = None
    aliases: tuple[Text, ...] = Field(default=(), strict=False)
    attributes: dict[str, str] = {}
    school_year: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_label(cls, data: object) -> object:
        if isinstance(data, str):
            return {"id": option_id(data), "label": data}
        if isinstance(data, dict) and "id" not in data and isinstance(data.get("label"), str):
            return {**data, "id": option_id(data["label"])}
        return data


ChoiceList = Annotated[tuple[Choice, ...], Field(min_length=1, strict=False)]


class Question(Strict):
    """What one answer cell asks for: a checklist or tracker column, or the answer of a form field.

    `minimum`/`maximum` apply to whole numbers; `list` names the list of a choice; `hint` is the message that Excel
    shows while the cell is selected.
    """

    id: Id
    label: Text
    answer: AnswerName = "text"
    list: str | None = None
    hint: str | None = None
    minimum: int = 0
    maximum: int = 99_999
    required: bool = False


class FormField(Question):
    """A form field: a question with a visible ref, perhaps prefilled from the school's own details.

    `yearly` says that the answer is about one school year, so that next year's workbook asks it anew.
    """

    ref: Ref
    yearly: bool = False
    prefill: Literal["urn", "name", "local_authority", "type", "ages"] | None = None


class Item(Strict):
    """One statement of a checklist. `benchmarks` are Gatsby benchmark numbers, 1 to 8."""

    ref: Ref
    text: Text
    benchmarks: tuple[int, ...] = Field(default=(), strict=False)
    hint: str | None = None


class Section(Strict):
    """A heading and the items under it; each section becomes one Excel table."""

    heading: Text
    items: tuple[Item, ...] = Field(min_length=1, strict=False)


class FormSheet(Strict):
    """Label / answer pairs."""

    kind: Literal["form"]
    title: Text
    intro: str = ""
    fields: tuple[FormField, ...] = Field(min_length=1, strict=False)


class ChecklistSheet(Strict):
    """Sections of items, the same answer columns for each.

    Columns with the ids `action`, `deadline`, `review` and `completed` (see `careers_workbook.spec.status`) drive the
    Status column; a checklist without all four has no Status column and does not count towards progress.
    """

    kind: Literal["checklist"]
    title: Text
    intro: str = ""
    columns: tuple[Question, ...] = Field(min_length=1, strict=False)
    sections: tuple[Section, ...] = Field(min_length=1, strict=False)


class TrackerSheet(Strict):
    """Leavers over years: one row a leaver, known by a running reference (L01, L02, ...) and nothing else.

    `rows` rows are prepared; more may be typed below. Column ids with a meaning: `leaving_year` (the academic year of
    leaving) and the checkpoints (`careers_workbook.spec.checkpoints`). With `detail: counts` no leaver has a row: the
    sheet asks for numbers by leaving year, destination and checkpoint instead (`careers_workbook.spec.leaver_counts`).
    """

    kind: Literal["tracker"]
    title: Text
    intro: str = ""
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")] = "L"
    rows: Annotated[int, Field(ge=1, le=500)] = 100
    detail: Detail = "rows"
    columns: tuple[Question, ...] = Field(min_length=1, strict=False)


class GuidanceSheet(Strict):
    """Text to read. Each paragraph is one wrapped cell; one that starts with "- " is shown as a bullet."""

    kind: Literal["guidance"]
    title: Text
    intro: str = ""
    paragraphs: tuple[Text, ...] = Field(min_length=1, strict=False)


class ProgressSheet(Strict):
    """Live formulas and charts over every checklist that has a Status column."""

    kind: Literal["progress"]
    title: Text
    intro: str = ""


class DestinationsSheet(Strict):
    """Leavers counted by leaving year, by live formulas: nothing to fill in.

    `of` is the title of the tracker that is counted; without it, the first one that asks for the leaving year.
    """

    kind: Literal["destinations"]
    title: Text
    intro: str = ""
    of: Text | None = None


Sheet = Annotated[
    FormSheet | ChecklistSheet | TrackerSheet | GuidanceSheet | ProgressSheet | DestinationsSheet,
    Field(discriminator="kind"),
]


class Start(Strict):
    """The words of the Start here sheet. `{due}` and `{return_to}` in a step are replaced when a workbook is built."""

    what: Text
    who: Text
    steps: tuple[Text, ...] = Field(min_length=1, strict=False)


class DateRange(Strict):
    """The earliest and latest date that any date answer may hold (both included)."""

    earliest: dt.date = dt.date(2015, 1, 1)
    latest: dt.date = dt.date(2040, 12, 31)


class Term(Strict):
    """A school term: what people call it ("Summer 2") and its last day, for a suggestion where a date is asked."""

    name: Text
    ends: dt.date
    aliases: tuple[Text, ...] = Field(default=(), strict=False)


class Spec(Strict):
    """Everything that one version of a checklist asks.

    `renamed` maps a ref of the spec it extends to the ref that replaced it here; `dropped` maps a ref of the spec it
    extends to the reason why it is no longer asked.
    """

    id: Id
    version: Text
    title: Text
    extends: str | None = None
    language: str = "en-GB"
    due_soon_days: Annotated[int, Field(ge=0, le=366)] = 28
    dates: DateRange = DateRange()
    terms: tuple[Term, ...] = Field(default=(), strict=False)
    start: Start
    lists: dict[str, ChoiceList] = {}
    sheets: tuple[Sheet, ...] = Field(min_length=1, strict=False)
    renamed: dict[str, str] = {}
    dropped: dict[str, str] = {}

    def options(self, question: Question) -> tuple[Choice, ...]:
        """The options of a choice question, in order; empty for every other kind."""
        return self.lists.get(question.list or "", ())

    def forms(self) -> Iterator[FormSheet]:
        """The form sheets, in order."""
        return (s for s in self.sheets if isinstance(s, FormSheet))

    def checklists(self) -> Iterator[ChecklistSheet]:
        """The checklist sheets, in order."""
        return (s for s in self.sheets if isinstance(s, ChecklistSheet))

    def trackers(self) -> Iterator[TrackerSheet]:
        """The tracker sheets, in order."""
        return (s for s in self.sheets if isinstance(s, TrackerSheet))
