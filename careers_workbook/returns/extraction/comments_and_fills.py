"""What people leave beside the answers, or instead of them: comments, colours of empty cells, lines through statements.

Enters: a location and the answers read from it. Leaves: the same answers, those with a comment or colour in place of an
answer no longer blank but unreadable, and a problem for each. None is ever taken as an answer.
Must not know: how a file stores them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.cells import Cell, a1
from careers_workbook.core.kept import kept_with_it
from careers_workbook.core.problems import Place, Problem
from careers_workbook.layout.places import Slot
from careers_workbook.returns.extraction.extract import Extracted
from careers_workbook.returns.matching.locate import Found, Location
from careers_workbook.spreadsheet.read.grid import Grid
from careers_workbook.spreadsheet.write.theme import STYLES

_QUOTE = 100
"""Characters of a comment that a problem quotes."""
_OUR_FILLS = frozenset({"", STYLES["input"].fill.removeprefix("#").upper()})
"""How an empty input cell looks: as it was sent, or with its format gone."""
_COLUMN, _SHARE = 5, 0.9
"""Cells of one column, and their share, from which one colour is the look of the column and says nothing."""
_FILLED, _MOSTLY = 3, 2 / 3
"""Cells of one colour that hold something, and their share, from which it marks rows that were filled in anyway."""


def with_comments_and_fills(extracted: Extracted, location: Location) -> Extracted:
    """Report every comment on a sheet with answers and every empty answer cell with a colour of its own."""
    grids = {found.grid.title: found.grid for found in location.found}
    if not any(grid.marks.notes or grid.marks.fills or grid.marks.struck for grid in grids.values()):
        return extracted
    comments = [(grid.title, at, text) for grid in grids.values() for at, text in sorted(grid.marks.notes.items())]
    coloured = list(_coloured(_on_coloured_sheets(location.found)))
    if not (comments or coloured or any(grid.marks.struck for grid in grids.values())):
        return extracted
    places = _Places(location.found)
    problems = [Problem("CELL-012", places.place(title, at), {"comment": _cut(text)}) for title, at, text in comments]
    problems += [Problem("CELL-013", places.place(title, at)) for title, at in coloured]
    problems += _struck_through(places)
    said = {(title, a1(*at)) for title, at, _ in comments} | {(title, a1(*at)) for title, at in coloured}
    answers = (
        replace(answer, state="unreadable")
        if answer.state == "blank" and (answer.found_sheet, answer.cell) in said
        else answer
        for answer in extracted.answers
    )
    return Extracted(tuple(answers), (*extracted.problems, *problems))


def is_marked(grid: Grid) -> bool:
    """Whether something may be said of blank cells of a sheet: by a comment, a colour, or what lies over them."""
    return bool(grid.marks.notes or grid.marks.struck or grid.marks.overlays or _odd(grid))


def _on_coloured_sheets(found: Sequence[Found]) -> Iterator[Found]:
    """The cells of the sheets on which some empty answer cell has a colour that is not ours, as next to none has."""
    grids = {id(one.grid): one.grid for one in found}
    odd = {number: those for number, grid in grids.items() if (those := _odd(grid))}
    if not odd:
        return iter(())
    there = (f for f in found if id(f.grid) in odd)
    titles = {f.grid.title for f in there if (f.slot.row, f.slot.col) in odd[id(f.grid)] and not f.is_filled}
    return (one for one in found if one.grid.title in titles)


@kept_with_it
def _odd(grid: Grid) -> frozenset[Cell]:
    """The cells without a value whose colour is not ours."""
    fills, cells = grid.marks.fills, grid.cells
    return frozenset(at for at, fill in fills.items() if fill not in _OUR_FILLS and at not in cells)


def _coloured(found: Iterable[Found]) -> Iterator[tuple[str, Cell]]:
    """Empty answer cells with a colour that is neither ours nor that of the whole column, nor of what is filled in."""
    columns: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for one in found:
        columns[one.grid.title, one.slot.column].append(one)
    for (title, _), cells in columns.items():
        fills = {(f.slot.row, f.slot.col): f.grid.marks.fills.get((f.slot.row, f.slot.col), "") for f in cells}
        empty = {at: fill for f in cells if (fill := fills[at := (f.slot.row, f.slot.col)]) and not f.is_filled}
        everywhere, blank = Counter(fills.values()), Counter(empty.values())
        plain = {fill for fill in blank if _says_nothing(everywhere[fill], blank[fill], len(cells))} | _OUR_FILLS
        yield from ((title, at) for at, fill in empty.items() if fill not in plain)


def _says_nothing(coloured: int, blank: int, cells: int) -> bool:
    """Whether a colour is that of the column, or of rows that were filled in: so many cells have it, so many blank."""
    filled = coloured - blank
    return coloured >= max(_COLUMN, _SHARE * cells) or filled >= max(_FILLED, _MOSTLY * coloured)


def _struck_through(places: "_Places") -> Iterator[Problem]:
    """What is asked and struck through, once a row. What is struck through of an answer is said with the answer."""
    for title, grid in places.grids.items():
        struck = (at for at in sorted(grid.marks.struck) if (title, at) not in places.cells)
        asked = [at for at in struck if (title, at[0]) in places.rows]
        for at in {at[0]: at for at in reversed(asked)}.values():
            yield Problem("ROW-030", places.place(title, at))


class _Places:
    """Where questions are asked: by title of the sheet and cell, and by title and row."""

    def __init__(self, found: Iterable[Found]) -> None:
        self.cells: dict[tuple[str, Cell], Slot] = {}
        self.rows: dict[tuple[str, int], Slot] = {}
        self.grids: dict[str, Grid] = {}
        for one in found:
            title, slot = one.grid.title, one.slot
            self.cells[title, (slot.row, slot.col)] = slot
            self.rows.setdefault((title, slot.row), slot)
            self.grids[title] = one.grid

    def place(self, title: str, at: Cell) -> Place:
        """The cell, with the question of its row if it stands in a row of answers."""
        slot = self.cells.get((title, at)) or self.rows.get((title, at[0]))
        return Place(sheet=title, cell=a1(*at), ref=slot.ref if slot else "", item=slot.item if slot else "")


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTE else text[: _QUOTE - 3] + "..."
