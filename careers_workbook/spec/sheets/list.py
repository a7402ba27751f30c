"""The kind *list*: a list of anything that grows, one line a row, known by a running reference (E01, E02, ...).

Leavers are such rows too (sheets/leavers.py); both were one kind once, *tracker*, and outputs still call them so.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import (
    ColumnQuestion,
    DeclaredColumn,
    DeclaredRow,
    DeclaredTable,
    Detail,
    Question,
    Sheet,
    Spec,
    register,
)
from careers_workbook.spec.sheets.declaring import asked, columns_described, counted

THEME = "theme"
"""The column that says which theme a line of evidence belongs to."""


class TrackerSheet(Sheet):
    """A list that grows: one row a line, known by a running reference (L01, L02, ...) and nothing else.

    `rows` rows are prepared; more may be typed below.
    """

    word: ClassVar[str] = "tracker"
    label: ClassVar[str] = "Leavers and evidence (rows that hold something)"
    compared: ClassVar[tuple[str, ...]] = ("prefix", "rows", "detail")

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")] = "L"
    rows: Annotated[int, Field(ge=1, le=500)] = 100
    detail: Detail = "rows"
    columns: tuple[ColumnQuestion, ...] = Field(min_length=1, strict=False)

    def parts(self, spec: Spec) -> Iterator[DeclaredTable]:
        """One table that grows."""
        refs = (running_ref(self.prefix, number) for number in range(1, self.rows + 1))
        rows = tuple(DeclaredRow(ref, ref) for ref in refs)
        columns = (DeclaredColumn("ref", "Ref"), *asked(self.columns), *self.by_formula(spec))
        yield DeclaredTable(("Tracker", self.title), columns, rows, grows=True)

    def by_formula(self, _spec: Spec) -> tuple[DeclaredColumn, ...]:
        """The columns behind the answers that formulas fill in."""
        return ()

    def size(self) -> str:
        """How many rows are prepared."""
        return counted(self.rows, "row")

    def described(self, answer: Callable[[Question], str]) -> Iterator[tuple[int, str]]:
        """The columns."""
        yield 0, columns_described(self.columns, answer)


def running_ref(prefix: str, number: int) -> str:
    """The running reference of a row, counted from 1: L01 ... L99, L100."""
    return f"{prefix}{number:02d}"


@register
class ListSheet(TrackerSheet):
    """A list of anything that grows. A column `theme` that is a choice sorts its lines: they are counted by it."""

    usual: ClassVar[bool] = True

    kind: Literal["list", "tracker"]
    detail: Literal["rows"] = "rows"

    @classmethod
    def reads(cls, data: Mapping[str, object]) -> bool:
        """A sheet that says so, or what is left of the old kind *tracker*."""
        return data["kind"] == "list" or data.get("detail") != "counts"


def theme_of(sheet: ListSheet) -> Question | None:
    """The column that sorts the lines of a list by theme; None if it has none."""
    return next((column for column in sheet.columns if column.id == THEME and kind_of(column).listed), None)


def evidence_sheets(spec: Spec) -> tuple[ListSheet, ...]:
    """The lists whose lines are counted by theme (the golden thread), in order."""
    return tuple(sheet for sheet in spec.of(ListSheet) if theme_of(sheet))
