"""The shape of a spec that extends another, and nothing else (spec/merge.py does the merging).

Enters: plain data from YAML. Leaves: an `Extension`. Must not know: YAML, Excel.
"""

from typing import Annotated

from pydantic import Field, model_validator

from careers_workbook.spec.lists import ChoiceList, DateRange, Id, Strict, Term, Text
from careers_workbook.spec.model import AnySheet, Detail, Ref, Start
from careers_workbook.spec.sheets.checklist import Item, Section
from careers_workbook.spec.sheets.form import FormField


class Rewording(Strict):
    """New words for one ref; what is not given stays. A plain text stands for `text`."""

    text: Text | None = None
    hint: str | None = None
    benchmarks: tuple[int, ...] | None = Field(default=None, strict=False)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str) else data


class Addition(Strict):
    """What is added in one place: exactly one of items, fields, sections, sheets.

    `after` names what stands before it: a ref (items, fields), a heading (sections) or a title (sheets). Without
    `after`, items come last in `section`, fields and sections last in `sheet`, sheets last of all.
    """

    after: Text | None = None
    section: Text | None = None
    sheet: Text | None = None
    items: tuple[Item, ...] = Field(default=(), strict=False)
    fields: tuple[FormField, ...] = Field(default=(), strict=False)
    sections: tuple[Section, ...] = Field(default=(), strict=False)
    sheets: tuple[AnySheet, ...] = Field(default=(), strict=False)


class Extension(Strict):
    """A spec that says only how it differs from the one it extends.

    Start, dates, single lists and the like replace those of the extended spec. `renamed` gives an item a new ref in its
    old place; `dropped` says why a ref is no longer asked; `reword` goes by the refs that are valid here; `rephrase` by
    the exact words of a sheet title, an intro, a heading or a paragraph; `detail` by the title of a tracker.
    """

    id: Id
    version: Text
    extends: Text
    title: Text | None = None
    language: str | None = None
    due_soon_days: Annotated[int, Field(ge=0, le=366)] | None = None
    dates: DateRange | None = None
    terms: tuple[Term, ...] | None = Field(default=None, strict=False)
    start: Start | None = None
    lists: dict[str, ChoiceList] = Field(default={})
    renamed: dict[Ref, Ref] = Field(default={})
    dropped: dict[Ref, Text] = Field(default={})
    reword: dict[Ref, Rewording] = Field(default={})
    rephrase: dict[str, Text] = Field(default={})
    detail: dict[str, Detail] = Field(default={})
    add: tuple[Addition, ...] = Field(default=(), strict=False)
