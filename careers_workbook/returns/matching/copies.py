"""One answer out of several sheets: copies of a sheet that were filled in by several people, lists beside it.

Enters: a location, in which a question may have been found on several sheets. Leaves: the same location with each
question once. What only one sheet says is taken; what two say differently is marked as such, for nobody can tell which
counts; a list of the school's own gives way to the sheet that was sent. Must not know: how anything was found.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.cells import a1
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import fold, show
from careers_workbook.returns.matching.locate import Found, Location
from careers_workbook.returns.matching.row_matching import quote


def put_together(location: Location) -> Location:
    """The location with every question once."""
    if len({(one.slot.sheet, one.slot.ref, one.slot.column) for one in location.found}) == len(location.found):
        return location
    sheets: dict[str, dict[tuple[str, str], list[Found]]] = defaultdict(lambda: defaultdict(list))
    for one in location.found:
        sheets[one.slot.sheet][one.slot.ref, one.slot.column].append(one)
    found: list[Found] = []
    problems: list[Problem] = []
    for title, questions in sheets.items():
        rows: dict[str, list[_Question]] = defaultdict(list)
        for (ref, _), places in questions.items():
            rows[ref].append(_Question(places))
        asked = [question for row in rows.values() for question in row]
        found += [question.counted for question in asked]
        problems += _about(title, [question for question in asked if len(question.places) > 1])
    return replace(location, found=tuple(found), problems=(*location.problems, *problems))


@frozen
class _Question:
    """The places where one question was found, at least one."""

    places: Sequence[Found]

    @property
    def filled(self) -> list[Found]:
        """Where something stands."""
        return [one for one in self.places if one.is_filled]

    @property
    def first(self) -> Found:
        """The place that counts if all say the same: one that was sent rather than one on a list."""
        filled = self.filled
        return next((one for one in filled if not one.listed), (filled or self.places)[0])

    @property
    def other(self) -> Found | None:
        """A place that says something else than the first."""
        first = self.first
        return next((one for one in self.filled if _said(one) != _said(first)), None)

    @property
    def counted(self) -> Found:
        """The place to read, with what is said against it."""
        first, equals = self.first, [one for one in self.filled if one.listed == self.first.listed]
        against = next((one for one in equals if _said(one) != _said(first)), None)
        return replace(first, against=(quote(against.raw), _where(against))) if against else first


def _said(one: Found) -> str:
    return fold(show(one.raw))


def _where(one: Found) -> str:
    return f"{one.grid.title}!{a1(one.slot.row, one.slot.col)}"


def _about(title: str, doubled: Sequence[_Question]) -> Iterator[Problem]:
    """What to know about a sheet some of whose questions were found more than once."""
    if not doubled:
        return
    grids = list(dict.fromkeys(one.grid.title for question in doubled for one in question.places))
    used = {one.grid.title for question in doubled for one in question.filled}
    differ = any(question.other or len(question.filled) not in (0, len(question.places)) for question in doubled)
    names = [f'"{grid}"' for grid in grids if grid in used or not differ]
    blank = [f'"{grid}"' for grid in grids if grid not in used]
    words = {"title": title, "sheets": _listed(names), "blank": f" ({_listed(blank)} was left blank)" if blank else ""}
    yield Problem("SHEET-005" if differ else "SHEET-008", Place(sheet=grids[-1]), words)
    yield from _said_once(doubled, used)
    for question in doubled:
        first, other = question.first, question.other
        if other and other.listed and not first.listed:
            yield Problem("ROW-021", _place(first), {"other": _where(other), "value": quote(other.raw)})


def _said_once(doubled: Sequence[_Question], used: set[str]) -> Iterator[Problem]:
    """A value beside a blank, row by row: a sheet that says nothing at all is not counted as having left it blank."""
    rows: dict[tuple[str, str, str], list[Found]] = defaultdict(list)
    for question in doubled:
        first = question.first
        blank = {one.grid.title: "" for one in question.places if not one.is_filled and one.grid.title in used}
        if question.filled and blank:
            rows[first.slot.ref, first.grid.title, _listed([f'"{grid}"' for grid in blank])].append(first)
    for (_, grid, others), cells in rows.items():
        words = {"found": grid, "others": others, "cells": _listed([a1(f.slot.row, f.slot.col) for f in cells])}
        yield Problem("ROW-020", _place(cells[0]), words)


def _place(one: Found) -> Place:
    return Place(sheet=one.grid.title, cell=a1(one.slot.row, one.slot.col), ref=one.slot.ref, item=one.slot.item)


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
