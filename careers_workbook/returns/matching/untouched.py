"""Whether a file holds anything that it was not sent with, besides answers.

Enters: a book, where its questions were found, its layout. Leaves: yes or no. A cell is known if it is a question's,
if it says what our sheets say, or if it lies where a sheet that asks nothing has its text and figures. Must not know:
kinds of answers.
"""

from collections.abc import Iterator

from careers_workbook.core.cells import Cell
from careers_workbook.core.text import Raw, fold
from careers_workbook.layout.places import SheetPlan
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.locate import Location
from careers_workbook.spec.semantic_ids import ALL_KNOWN, NOT_YET, UNDATED
from careers_workbook.spec.status import WORDS
from careers_workbook.spreadsheet.read.grid import Book

_WRITTEN = frozenset(fold(word) for word in (*(word.word for word in WORDS), ALL_KNOWN, UNDATED, "-"))
"""What our own formulas write beside answers."""


def holds_more(book: Book, location: Location, layout: Layout) -> bool:
    """Whether any cell of any sheet holds something that is neither ours nor at the place of a question."""
    asked = {(one.grid.title, one.slot.row, one.slot.col) for one in location.found}
    ours = _WRITTEN.union(*(map(fold, _texts(plan)) for plan in layout.sheets))
    asking = {slot.sheet for slot in layout.slots}
    silent = {fold(plan.title): plan for plan in layout.sheets if plan.title not in asking}
    return any(grid.marks.overlays for grid in book.grids) or any(
        not _is_written(raw, ours)
        and (grid.title, *at) not in asked
        and not _is_within(at, silent.get(fold(grid.title)))
        for grid in book.grids
        for at, raw in grid.cells.items()
        if at[0] not in grid.marks.totals
    )


def _texts(plan: SheetPlan) -> Iterator[str]:
    yield from (plan.title, plan.warning, *plan.intro)
    for block in plan.blocks:
        yield from (block.heading, *block.keys, *(column.label for column in block.columns))
        yield from (line.text for line in block.table.rows)


def _is_written(raw: Raw, ours: frozenset[str]) -> bool:
    return isinstance(raw, str) and (raw.startswith(NOT_YET) or fold(raw) in ours)


def _is_within(at: Cell, plan: SheetPlan | None) -> bool:
    """Whether a cell lies where a sheet that asks nothing has its text, tables and figures."""
    if plan is None:
        return False
    row, col = at
    last = max((block.last_row for block in plan.blocks), default=0)
    return (row <= last or plan.body_row is not None) and col <= max(
        (block.last_col for block in plan.blocks), default=0
    )
