"""Two columns that hold each other's answers: all dates under "Review", all words under "Deadline".

Enters: the cells of one sheet, and what tells whether a cell suits a question. Leaves: the same cells, each under its
own question where every cell that can tell says so. Must not know: how rows and columns were found.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from careers_workbook.core.problems import Place, Problem
from careers_workbook.returns.matching.locate import Found

_ENOUGH = 3
"""Cells that must tell, in either column: fewer may be slips."""
Suits = Callable[[Found, int], bool | None]
"""(Cell of a question, column of the grid) -> whether what stands there in its row suits it; None proves nothing."""
Labels = Callable[[Found], str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The cells of one sheet, put right, and what was put right."""

    cells: tuple[Found, ...]
    problems: tuple[Problem, ...]


def put_right(cells: Sequence[Found], suits: Suits, label: Labels) -> Columns:
    """Swaps the answers of two columns back, if exactly one swap makes sense of both."""
    by_grid: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        by_grid[cell.grid.title][cell.slot.column].append(cell)
    problems: list[Problem] = []
    to: dict[tuple[str, str], dict[int, int]] = {}
    for title, columns in by_grid.items():
        pairs = {frozenset(pair): pair for pair in permutations(columns, 2) if _swapped(columns, *pair, suits)}
        if len(pairs) == 1:
            ((one, other),) = pairs.values()
            words = {"one": label(columns[one][0]), "other": label(columns[other][0])}
            problems.append(Problem("SHEET-015", Place(sheet=title), words))
            to[title, one], to[title, other] = _by_row(columns[other]), _by_row(columns[one])
    return Columns(
        tuple(_moved(cell, to.get((cell.grid.title, cell.slot.column), {})) for cell in cells), tuple(problems)
    )


def _swapped(columns: dict[str, list[Found]], one: str, other: str, suits: Suits) -> bool:
    """Whether nothing in the one column suits it, everything in the other does, and nothing says the contrary.

    What suits both, such as "Not known", proves nothing.
    """
    others = {cell.slot.row: cell for cell in columns[other]}
    pairs = [(cell, others[cell.slot.row]) for cell in columns[one] if cell.slot.row in others]
    wrong = right = 0
    for cell, beside in pairs:
        mine, theirs = cell.slot.col, beside.slot.col
        for at_home, aside in ((suits(cell, mine), suits(beside, mine)), (suits(beside, theirs), suits(cell, theirs))):
            if aside is False or (at_home and aside is None):
                return False
        wrong += suits(cell, mine) is False
        right += suits(cell, theirs) is True and suits(beside, theirs) is not True
    return min(wrong, right) >= _ENOUGH


def _by_row(cells: Sequence[Found]) -> dict[int, int]:
    return {cell.slot.row: cell.slot.col for cell in cells}


def _moved(cell: Found, to: dict[int, int]) -> Found:
    col = to.get(cell.slot.row)
    return cell if col is None else replace(cell, slot=replace(cell.slot, col=col))
