"""What answers are chosen from and judged by: lists of options, the range of dates, school terms.

Here is the base of all models of a spec: frozen, unknown keys forbidden. Must not know: questions, sheets, YAML.
"""

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
Text = Annotated[str, Field(min_length=1)]
_DAY = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_Day = Annotated[dt.date, WithJsonSchema(_DAY)]
"""A day, written as 2027-03-31. Few tools look at the format alone."""


class Strict(BaseModel):
    """Base of every spec model: frozen, unknown keys are an error, no silent conversion of types.

    What pydantic makes of a model is made at its first use: few commands load a spec, and all import its model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    def __setstate__(self, state: dict[Any, Any]) -> None:
        """What another process has made: pydantic 2.10 writes out no model of which nothing was read here before."""
        self.model_rebuild()
        super().__setstate__(state)


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


class DateRange(Strict):
    """The earliest and latest date that any date answer may hold (both included)."""

    earliest: _Day = dt.date(2015, 1, 1)
    latest: _Day = dt.date(2040, 12, 31)


class Term(Strict):
    """A school term: what people call it ("Summer 2") and its last day, for a suggestion where a date is asked."""

    name: Text
    ends: _Day
    aliases: tuple[Text, ...] = Field(default=(), strict=False)
