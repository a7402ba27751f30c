"""The facts behind `problems`: one row a code. Codes are never reused or renumbered.

Severity: error (an answer is lost, a file is refused, nothing can be made), warning (somebody must look), note (good to
know; nothing to do). `{gaps}` are filled from the problem's context. A kind of answer may have codes of its own, which
it enters here when it is registered. Must not know: anything else.
"""

from collections.abc import Iterable

from careers_workbook.core.catalogue import cells, dates, destinations, files, hub, rows, sheets, specs
from careers_workbook.core.catalogue.entry import Entry, Severity, with_command

__all__ = ["CATALOGUE", "Entry", "Severity", "enter", "remove", "with_command"]

_AREAS = tuple(area.ENTRIES for area in (specs, files, sheets, rows, cells, dates, destinations, hub))
_RANK = {area[0].code.partition("-")[0]: rank for rank, area in enumerate(_AREAS)}
CATALOGUE: dict[str, Entry] = {}
"""Code -> entry, by area and number."""


def enter(entries: Iterable[Entry]) -> None:
    """Add codes; ValueError where one is there already, or is of no area."""
    known = dict(CATALOGUE)
    for entry in entries:
        if entry.code in known:
            raise ValueError(f"there is a code {entry.code} already: {known[entry.code].title}")
        known[entry.code] = entry
    in_order = sorted(known.items(), key=lambda one: _place(one[0]))
    CATALOGUE.clear()
    CATALOGUE.update(in_order)


def remove(entries: Iterable[Entry]) -> None:
    """Take codes out again, with the kind that has them."""
    for entry in entries:
        del CATALOGUE[entry.code]


def _place(code: str) -> tuple[int, int]:
    area, _, number = code.partition("-")
    if area not in _RANK or not number.isdecimal():
        raise ValueError(f"{code} is no code: it has to begin with {', '.join(_RANK)} and a number")
    return _RANK[area], int(number)


enter(entry for area in _AREAS for entry in area)
