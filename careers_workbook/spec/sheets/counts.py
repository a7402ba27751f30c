"""The kind *leavers* by numbers: how many left by leaving year, destination and checkpoint; no leaver has a row.

Rows have refs made from ids, so that they mean the same in every version; columns are whole-number questions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar, Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.checkpoints import STILL_THERE, groups_of
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.model import (
    ColumnQuestion,
    DeclaredColumn,
    DeclaredRow,
    DeclaredTable,
    Question,
    Spec,
    register,
)
from careers_workbook.spec.sheets.declaring import REF, asked
from careers_workbook.spec.sheets.leavers import LeaversSheet, asked_about, year_question

ALL_LEAVERS = "leavers"
"""The column that asks how many left in a year in all."""
_MOST = 999
_REF, _ITEM, _GROUP, _NUMBER = 150, 300, 118, 80
"""Pixels."""
_HINT = "How many of the leavers of this year. Leave it blank until you know; type 0 for none."


@frozen
class CountRow:
    """One row: all leavers of a year (no option), or those of a year at one destination."""

    year: Choice
    option: Choice | None = None

    @property
    def ref(self) -> str:
        """What identifies the row: "2025/26 all", "2025/26 fe_college"."""
        return f"{self.year.label} {self.option.id if self.option else 'all'}"

    @property
    def text(self) -> str:
        """What the row counts, in words."""
        return f"{self.year.label}: {self.option.label if self.option else 'all leavers'}"

    @property
    def group(self) -> str:
        """What its destination counts as."""
        group = (self.option.group or self.option.label) if self.option else ""
        return group[:1].upper() + group[1:]


@frozen
class CountColumn:
    """One column of numbers: a checkpoint, and for "still there?" the answer that is counted."""

    checkpoint: ColumnQuestion
    option: Choice | None = None

    @property
    def id(self) -> str:
        """What it is called in an answer: "autumn", "six_months.yes"."""
        return f"{self.checkpoint.id}.{self.option.id}" if self.option else self.checkpoint.id

    @property
    def question(self) -> ColumnQuestion:
        """What a cell of it asks."""
        label = f"{self.checkpoint.label} {self.option.label}" if self.option else self.checkpoint.label
        hint = " ".join(part for part in (self.checkpoint.hint, _HINT) if part)
        # an id with a dot is no id of a spec, so that none of them can be the same
        aliases = () if self.option else self.checkpoint.aliases
        return replace(leavers_question(), id=self.id, label=label, hint=hint, aliases=aliases)


def year_in(ref: str) -> str:
    """The leaving year that the ref of a row names: "2025/26 fe_college" -> "2025/26"."""
    return ref.rpartition(" ")[0]


@register
@frozen(kw_only=True)
class CountsSheet(LeaversSheet):
    """Leavers by numbers, where a Hub wants no row for any of them: `detail: counts`."""

    word: ClassVar[str] = "counts"
    label: ClassVar[str] = "Numbers of leavers"
    usual: ClassVar[bool] = False

    detail: Literal["counts"]

    @classmethod
    def reads(cls, data: Mapping[str, object]) -> bool:
        """One that asks for numbers."""
        return data.get("detail") == "counts"

    def parts(self, spec: Spec) -> Iterator[DeclaredTable]:
        """A table of all leavers by year, then a table for each year: a row a destination, a column a checkpoint."""
        anchors = replace(REF, width=_REF), DeclaredColumn("item", "Which leavers", width=_ITEM)
        years = year_rows(self, spec)
        columns = (*anchors, *asked([leavers_question()], _NUMBER))
        yield _table(("Leavers", "all"), columns, years, "How many left")
        questions = [column.question for column in count_columns(self, spec)]
        group = DeclaredColumn("counts_as", "Counts as", width=_GROUP, centred=True)
        columns = (*anchors, group, *asked(questions, _NUMBER))
        for row in years:
            label = row.year.label
            yield _table(("Leavers", label), columns, destination_rows(self, spec, row.year), f"Leavers of {label}")

    def size(self) -> str:
        """How it is asked."""
        return "counts by year"


def _table(
    name: tuple[str, str], columns: tuple[DeclaredColumn, ...], rows: tuple[CountRow, ...], heading: str
) -> DeclaredTable:
    declared = tuple(DeclaredRow(row.ref, row.text, beside={"counts_as": row.group}) for row in rows)
    return DeclaredTable(name, columns, declared, heading, each="numbers only", filters=False)


def is_counted(sheet: LeaversSheet) -> bool:
    """Whether a sheet asks for numbers and not for rows."""
    return isinstance(sheet, CountsSheet)


def leavers_question() -> ColumnQuestion:
    """How many left in a year in all."""
    hint = "How many pupils left at the end of this school year."
    asked = ColumnQuestion(id=ALL_LEAVERS, label="How many left", answer="whole number", hint=hint)
    return replace(asked, settings=kind_of(asked).settings(maximum=_MOST))


def year_rows(sheet: LeaversSheet, spec: Spec) -> tuple[CountRow, ...]:
    """One row a leaving year, for all of its leavers."""
    asked = year_question(sheet)
    return tuple(CountRow(year) for year in spec.options(asked)) if asked else ()


def destination_rows(sheet: LeaversSheet, spec: Spec, year: Choice) -> tuple[CountRow, ...]:
    """One row a destination that any checkpoint of the tracker offers, in the order of their lists."""
    options = {
        option.id: option
        for question in asked_about(sheet)
        if question.id != STILL_THERE
        for option in spec.options(question)
    }
    return tuple(CountRow(year, option) for option in options.values())


def groups_at(sheet: LeaversSheet, question: Question, spec: Spec) -> dict[str, str]:
    """Label -> group at one checkpoint; where numbers are asked for, of every destination that has a row."""
    if not is_counted(sheet) or question.id == STILL_THERE:
        return groups_of(question, spec)
    places = (asked for asked in asked_about(sheet) if asked.id != STILL_THERE)
    return {label: group for asked in places for label, group in groups_of(asked, spec).items()}


def count_columns(sheet: LeaversSheet, spec: Spec) -> tuple[CountColumn, ...]:
    """The checkpoints in the order of time; "still there?" has a column for each of its answers."""
    return tuple(_columns(sheet, spec))


def _columns(sheet: LeaversSheet, spec: Spec) -> Iterator[CountColumn]:
    for question in asked_about(sheet):
        if question.id == STILL_THERE:
            yield from (CountColumn(question, option) for option in spec.options(question))
        else:
            yield CountColumn(question)
