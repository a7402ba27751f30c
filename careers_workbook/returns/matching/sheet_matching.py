"""Which sheet of a file is which sheet of the plan: by what stands on it, not by its name or place.

Enters: a book and a layout. Leaves: `MatchedSheets`: for each planned sheet that asks something its grid, and
what else is there. Must not know: rows of answers, kinds of answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from careers_workbook.core.text import Raw, fold, show
from careers_workbook.layout.fixed_sheets import ABOUT_LABELS
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.headers import find_headers, taken_apart
from careers_workbook.returns.matching.targets import MatchedSheet, Target, targets
from careers_workbook.spreadsheet.read.grid import Book, Grid

_BOTH, _TEXT, _REF, _HEADER, _TITLE = 30, 20, 10, 5, 3
"""What one row with its ref and text, its text alone, its ref alone, one heading, and the sheet's title are worth."""
_HIDDEN = 0.8
"""Part of its score that a hidden sheet keeps: a visible one with the same content is the one that was filled in."""
_YEARS = re.compile(r"(?<!\d)20\d\d(?!\d)")
_TWIN = 0.7
"""Part of the best score from which a second grid may be the same sheet once more."""
_MOST = 0.5
"""Part of the items from which a grid is a sheet; part of the items in common from which two grids are the same one."""


@dataclass(frozen=True, slots=True)
class MatchedSheets:
    """Planned title -> sheet; `others` are the grids that are no such sheet and may still hold rows.

    `twins` are second grids for a sheet (the one read, the other, whether they differ); `strange` are sheets of the
    school's own.
    """

    by_title: dict[str, MatchedSheet]
    others: tuple[Grid, ...]
    twins: dict[str, tuple[Grid, Grid, bool]]
    strange: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a target stands on a grid: a score, and the items (refs) that are there."""

    score: float
    items: frozenset[str]

    def is_twin_of(self, other: "Likeness") -> bool:
        """Whether both are the same sheet, not two halves of it."""
        fewest = min(len(self.items), len(other.items))
        return self.score >= _TWIN * other.score and len(self.items & other.items) >= _MOST * fewest


def match_sheets(book: Book, layout: Layout) -> MatchedSheets:
    """One grid for each planned sheet that asks something, best score first, each grid once."""
    asking = targets(layout)
    grids = [part for grid in book.grids if not _repeats_questions(grid, layout) for part in _parts(grid, asking)]
    likes = {
        (order, number): like
        for order, target in enumerate(asking)
        for number, grid in enumerate(grids)
        if (like := _likeness(target, grid)) is not None
    }
    chosen: dict[int, int] = {}
    for order, number in sorted(likes, key=lambda pair: (-likes[pair].score, -_year(grids[pair[1]]), pair)):
        if order not in chosen and number not in chosen.values():
            chosen[order] = number
    twins: dict[str, tuple[Grid, Grid, bool]] = {}
    for order, number in chosen.items():
        for other in range(len(grids)):
            like = likes.get((order, other)) if other not in chosen.values() else None
            if like and like.is_twin_of(likes[order, number]):
                read, second, differ = _fuller(asking[order], grids[number], grids[other])
                chosen[order] = number if read is grids[number] else other
                twins[asking[order].plan.title] = (read, second, differ)
    sheets = {
        asking[order].plan.title: MatchedSheet(asking[order], grids[number]) for order, number in sorted(chosen.items())
    }
    others = tuple(grid for number, grid in enumerate(grids) if number not in chosen.values())
    seconds = [second for _, second, _ in twins.values()]
    known = {grid.title for grid in (*seconds, *(sheet.grid for sheet in sheets.values()))}
    strange = tuple(g for g in others if g.cells and not _is_ours(g, layout) and g.title not in known)
    return MatchedSheets(sheets, tuple(g for g in others if all(g is not second for second in seconds)), twins, strange)


def _year(grid: Grid) -> int:
    """The latest year in a title: of two sheets that are alike, the one of this year counts."""
    return max(map(int, _YEARS.findall(grid.title)), default=0)


def _parts(grid: Grid, asking: Sequence[Target]) -> tuple[Grid, ...]:
    """The tables that stand side by side on a grid, by the first planned sheet whose headings stand there twice."""
    headings = {tuple(column.label for column in target.columns): target.columns for target in asking}
    apart = (taken_apart(grid, columns) for columns in headings.values())
    return next((parts for parts in apart if len(parts) > 1), (grid,))


def _fuller(target: Target, first: Grid, second: Grid) -> tuple[Grid, Grid, bool]:
    """The grid to read, the other, and whether their answers differ. The first is read unless it was left blank."""
    one, other = _answers(target, first), _answers(target, second)
    return (second, first, True) if other and not one else (first, second, one != other)


def _answers(target: Target, grid: Grid) -> dict[tuple[str, str], Raw]:
    """What stands in the answer columns of each row that holds an item: (ref, column id) -> content."""
    sheet = MatchedSheet(target, grid)
    return {
        (known, name): cells[col]
        for row, cells in grid.rows.items()
        if (known := target.known(cells)) and row not in {header.row for header in sheet.headers}
        for name in target.answer_ids
        if (col := sheet.cols(row).get(name, -1)) in cells
    }


def _is_ours(grid: Grid, layout: Layout) -> bool:
    """Whether this is a sheet of every workbook that asks nothing: by its name or by the title in its first cell."""
    titles = {fold(plan.title) for plan in layout.sheets}
    return fold(grid.title) in titles or fold(show(grid.at(0, 0))) in titles


def _repeats_questions(grid: Grid, layout: Layout) -> bool:
    """Whether the grid is one of our own sheets that repeat questions without asking them: Progress, About."""
    columns = {col: set(texts) for col, texts in _texts_by_column(grid).items()}
    if any(len(texts & {fold(label) for label in ABOUT_LABELS}) > len(ABOUT_LABELS) // 2 for texts in columns.values()):
        return True
    counted = (plan for plan in layout.sheets if plan.sheet and not plan.sheet.filled_in)
    headings = [block.columns for plan in counted for block in plan.blocks[:1]]
    return any(len(header.cols) > len(heading) // 2 for heading in headings for header in find_headers(grid, heading))


def _texts_by_column(grid: Grid) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for (_, col), raw in grid.cells.items():
        if isinstance(raw, str):
            found.setdefault(col, []).append(fold(raw))
    return found


def _likeness(target: Target, grid: Grid) -> Likeness | None:
    """How much of the target stands on the grid; None if too little to call it that sheet."""
    sheet = MatchedSheet(target, grid)
    headings = max((len(header.cols) for header in sheet.headers), default=0)
    texts = {
        row: {ref for raw in cells.values() for ref in target.anchors.exact(raw)} for row, cells in grid.rows.items()
    }
    refs = {
        row: {
            ref for raw in cells.values() if isinstance(raw, str) and (ref := target.anchors.ref(raw)) in target.texts
        }
        for row, cells in grid.rows.items()
    }
    if not _is_enough(sheet, headings, sum(map(bool, texts.values())), sum(map(bool, refs.values()))):
        return None
    score = sum(_BOTH if texts[row] & refs[row] else _TEXT * bool(texts[row]) + _REF * bool(refs[row]) for row in texts)
    title = fold(grid.title) == fold(target.plan.title)
    score += headings * _HEADER + title * _TITLE
    return Likeness(score * (_HIDDEN if grid.hidden else 1), frozenset(chain(*texts.values(), *refs.values())))


def _is_enough(sheet: MatchedSheet, headings: int, texts: int, refs: int) -> bool:
    """Whether a grid with so many headings, rows that hold texts of the target, and rows that hold refs, is it."""
    wanted = len(sheet.target.texts)
    if not sheet.target.has_items:
        return headings > len(sheet.target.columns) // 2 or (not sheet.headers and texts > wanted // 2)
    if sheet.headers:
        return bool(texts or refs)
    known = texts >= max(2, wanted * 0.3) or refs >= max(2, wanted * _MOST)
    return known and not sheet.is_headed_otherwise
