"""The kind *progress*: live formulas and charts over every checklist that has a Status column."""

from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

from careers_workbook.core import vocabulary as said
from careers_workbook.core.frozen import frozen
from careers_workbook.spec.model import (
    Charts,
    CountedOn,
    DeclaredRow,
    DeclaredTable,
    Question,
    Sheet,
    SheetPart,
    Spec,
    register,
)
from careers_workbook.spec.sheets.checklist import ChecklistSheet, has_status
from careers_workbook.spec.sheets.declaring import columns_of

NEXT_DEADLINES = 10
COUNTS = (
    *(said.DONE, said.IN_PROGRESS, said.NOT_DONE, said.NOT_APPLICABLE, said.NO_ANSWER, said.UNCLEAR),
    *(said.OVERDUE, said.DUE_SOON),
)
_CHART_ROWS, _CHART_ROWS_EACH = 6, 2
"""Rows of the chart across the sheet: those it needs anyway, and those for each section."""
_DEADLINES = columns_of("Statement", "Ref", "Deadline", "Status", "Time left")


@register
@frozen(kw_only=True)
class ProgressSheet(Sheet):
    """Live formulas and charts over every checklist that has a Status column."""

    word: ClassVar[str] = "progress"
    filled_in: ClassVar[bool] = False
    notes: ClassVar[tuple[str, ...]] = (
        'Percent done leaves out what is not applicable. A dash ("-") means that there is nothing to show.',
    )

    kind: Literal["progress"]

    def parts(self, spec: Spec) -> Iterator[SheetPart]:
        """Counts by section with a total, the next deadlines, two charts, every item."""
        yield CountedOn()
        sections = [section for sheet in spec.of(ChecklistSheet) if has_status(sheet) for section in sheet.sections]
        if not sections:
            return
        rows = (*(DeclaredRow(section.heading, "") for section in sections), DeclaredRow("All", ""))
        columns = columns_of("Section", said.STATEMENTS, *COUNTS, "Percent done")
        yield DeclaredTable(("Progress", "by section"), columns, rows, "Progress by section")
        # one chart across the sheet, and one beside the deadlines below it, which need few columns
        across = _CHART_ROWS + _CHART_ROWS_EACH * len(sections)
        yield Charts(across, ((0, 0), (across + 1, len(_DEADLINES))))
        heading = f"Next {NEXT_DEADLINES} deadlines"
        yield DeclaredTable(("Next", "deadlines"), _DEADLINES, heading=heading, unnamed=NEXT_DEADLINES)
        items = tuple(DeclaredRow(item.ref, "") for section in sections for item in section.items)
        columns = columns_of("Statement", "Ref", "Deadline", "Status", "Order")
        yield DeclaredTable(("Every", "item"), columns, items, "Every statement")

    def described(self, _answer: Callable[[Question], str]) -> Iterator[tuple[int, str]]:
        """What it shows."""
        yield 0, "counts, next deadlines and charts"
