"""Places as people name them, for the rules. Must not know: what is wrong there."""

from collections.abc import Iterable, Iterator

from careers_workbook.core.cells import Area, Cell, a1
from careers_workbook.core.text import cut
from careers_workbook.spreadsheet.accessibility.book_facts import SheetFacts
from careers_workbook.spreadsheet.accessibility.verdicts import Spot

_LONGEST, _GLANCE = 40, 200
"""Characters that are quoted, and that are looked at for them: a cell may hold 32,767."""


def at(sheet: SheetFacts, cell: Cell, what: str = "", kind: str = "") -> Spot:
    """One cell."""
    return Spot(sheet.title, a1(*cell), what, kind)


def over(sheet: SheetFacts, area: Area, what: str = "", kind: str = "") -> Spot:
    """A range, such as A1:C3."""
    first, last = (a1(*corner) for corner in area)
    return Spot(sheet.title, first if first == last else f"{first}:{last}", what, kind)


def whole(sheet: SheetFacts, what: str = "", kind: str = "") -> Spot:
    """The whole sheet."""
    return Spot(sheet.title, "", what, kind)


def quoted(text: str) -> str:
    """The first words of a text, in one line."""
    return f'"{cut(" ".join(text[:_GLANCE].split()), _LONGEST)}"'


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other, first and last."""
    first = last = None
    for number in sorted(numbers):
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first is not None and last is not None:
        yield first, last
