"""Which sheet of a file is which sheet of the plan: by what stands on it, not by its name or place.

Enters: a book and a layout. Leaves: `Homes`: for each planned sheet that asks something its grid, and what else is
there. Must not know: rows of answers, kinds of answers.
"""

from dataclasses import dataclass

from careers_workbook.excel.grid import Book, Grid
from careers_workbook.layout import ABOUT_LABELS, Layout
from careers_workbook.returns.anchors import as_ref
from careers_workbook.returns.headers import find_headers
from careers_workbook.returns.targets import Home, Target, targets
from careers_workbook.spec.kinds import fold, show

_BOTH, _TEXT, _REF, _HEADER, _TITLE = 30, 20, 10, 5, 3
"""What one row with its ref and text, its text alone, its ref alone, one heading, and the sheet's title are worth."""
_TWIN = 0.7
"""Part of the best score from which a second grid counts as the same sheet once more."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Planned title -> home; `others` are the grids that are nobody's home and may still hold rows.

    `twins` are second grids for a home (the one read, the other, whether they differ); `strange` are sheets of the
    school's own.
    """

    by_title: dict[str, Home]
    others: tuple[Grid, ...]
    twins: dict[str, tuple[Grid, Grid, bool]]
    strange: tuple[Grid, ...]


def find_homes(book: Book, layout: Layout) -> Homes:
    """One grid for each planned sheet that asks something, best score first, each grid once."""
    grids = [grid for grid in book.grids if not _is_furniture(grid, layout)]
    asking = targets(layout)
    scores = {
        (order, number): score
        for order, target in enumerate(asking)
        for number, grid in enumerate(grids)
        if (score := _score(target, grid))
    }
    chosen: dict[int, int] = {}
    for order, number in sorted(scores, key=lambda pair: (-scores[pair], pair)):
        if order not in chosen and number not in chosen.values():
            chosen[order] = number
    twins: dict[str, tuple[Grid, Grid, bool]] = {}
    for order, number in chosen.items():
        for other in range(len(grids)):
            if other not in chosen.values() and scores.get((order, other), 0) >= _TWIN * scores[order, number]:
                read, second = _fuller(asking[order], grids[number], grids[other])
                chosen[order] = grids.index(read)
                twins[asking[order].plan.title] = (read, second, read.cells != second.cells)
    homes = {
        asking[order].plan.title: Home(asking[order], grids[number], find_headers(grids[number], asking[order].columns))
        for order, number in sorted(chosen.items())
    }
    others = tuple(grid for number, grid in enumerate(grids) if number not in chosen.values())
    second_grids = [second for _, second, _ in twins.values()]
    strange = tuple(g for g in others if not _is_ours(g, layout) and g not in second_grids and g.cells)
    return Homes(homes, tuple(g for g in others if g not in second_grids), twins, strange)


def _fuller(target: Target, first: Grid, second: Grid) -> tuple[Grid, Grid]:
    """The grid to read, then the other: the first, unless it was left blank and the second was filled in."""
    prefix = len(first.cells) < len(second.cells) and not _answered(target, first) and _answered(target, second)
    return (second, first) if prefix else (first, second)


def _answered(target: Target, grid: Grid) -> bool:
    home = Home(target, grid, find_headers(grid, target.columns))
    return any(
        home.cols(row).get(name) in cells
        for row, cells in grid.rows.items()
        if row not in {header.row for header in home.headers}
        and any(as_ref(raw) in target.texts for raw in cells.values())
        for name in target.answer_ids
    )


def _is_ours(grid: Grid, layout: Layout) -> bool:
    """Whether this is a sheet of every workbook that asks nothing: by its name or by the title in its first cell."""
    titles = {fold(plan.title) for plan in layout.sheets}
    return fold(grid.title) in titles or fold(show(grid.at(0, 0))) in titles


def _is_furniture(grid: Grid, layout: Layout) -> bool:
    """Whether the grid is one of our own sheets that repeat questions without asking them: Progress, About."""
    columns = {col: set(texts) for col, texts in _texts_by_column(grid).items()}
    if any(len(texts & {fold(label) for label in ABOUT_LABELS}) > len(ABOUT_LABELS) // 2 for texts in columns.values()):
        return True
    headings = [block.columns for plan in layout.of_kind("progress") for block in plan.blocks[:1]]
    return any(len(header.cols) > len(heading) // 2 for heading in headings for header in find_headers(grid, heading))


def _texts_by_column(grid: Grid) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for (_, col), raw in grid.cells.items():
        if isinstance(raw, str):
            found.setdefault(col, []).append(fold(raw))
    return found


def _score(target: Target, grid: Grid) -> int:
    """How much of the target stands on the grid; 0 if too little to call it that sheet."""
    headers = find_headers(grid, target.columns)
    headings = max((len(header.cols) for header in headers), default=0)
    both = text = ref = 0
    for cells in grid.rows.values():
        texts = {found for raw in cells.values() for found in target.anchors.exact(raw)}
        refs = {as_ref(raw) for raw in cells.values() if isinstance(raw, str)} & target.texts.keys()
        both += bool(texts & refs)
        text += bool(texts and not texts & refs)
        ref += bool(refs and not texts & refs)
    wanted = len(target.texts)
    if target.plan.kind == "tracker":
        enough = headings > len(target.columns) // 2 or (not headers and both > wanted // 2)
    else:
        enough = bool(headers and both + text + ref) or both + text >= max(2, wanted * 0.3)
    title = fold(grid.title) == fold(target.plan.title)
    return (both * _BOTH + text * _TEXT + ref * _REF + headings * _HEADER + title * _TITLE) if enough else 0
