"""The kind *list*: a list of anything that grows, one line a row, known by a running reference (E01, E02, ...).

Leavers are such rows too (sheets/leavers.py); both were one kind once, *tracker*, and outputs still call them so.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import (
    ColumnQuestion,
    DeclaredColumn,
    DeclaredTable,
    Detail,
    Question,
    Sheet,
    Spec,
    register,
)
from careers_workbook.spec.sheets.declaring import REF, asked, columns_described, running_rows
from careers_workbook.spec.strict import Allowed

THEME = "theme"
"""The column that says which theme a line of evidence belongs to."""


@frozen(kw_only=True)
class TrackerSheet(Sheet):
    """A list that grows: one row a line, known by a running reference (L01, L02, ...) and nothing else.

    `rows` rows are prepared; more may be typed below.
    """

    word: ClassVar[str] = "tracker"
    label: ClassVar[str] = "Leavers and evidence (rows that hold something)"
    compared: ClassVar[tuple[str, ...]] = ("prefix", "rows", "detail")
    each: ClassVar[str] = "one line a row"
    """What a row is, to somebody who cannot see the table."""

    prefix: Annotated[str, Allowed(pattern=r"^[A-Z]{1,2}$")] = "L"
    rows: Annotated[int, Allowed(least=1, most=500)] = 100
    detail: Detail = "rows"
    columns: Annotated[tuple[ColumnQuestion, ...], Allowed(size=1)]

    def parts(self, spec: Spec) -> Iterator[DeclaredTable]:
        """One table that grows."""
        columns, rows = (REF, *asked(self.columns), *self.by_formula(spec)), running_rows(self.prefix, self.rows)
        yield DeclaredTable(("Tracker", self.title), columns, rows, prefix=self.prefix, each=self.each)

    def by_formula(self, _spec: Spec) -> tuple[DeclaredColumn, ...]:
        """The columns behind the answers that formulas fill in."""
        return ()

    def size(self) -> str:
        """How many rows are prepared."""
        return many(self.rows, "row")

    def described(self, answer: Callable[[Question], str]) -> Iterator[tuple[int, str]]:
        """The columns."""
        yield 0, columns_described(self.columns, answer)


@register
@frozen(kw_only=True)
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
