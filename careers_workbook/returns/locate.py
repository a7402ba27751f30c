"""Grids -> the same slots, where this file really has them.

Enters: a book and a layout. Leaves: a `Location`: every slot that was found, with what recognised it, and a problem for
everything that was not. On an untouched workbook its slots equal the plan's. Must not know: kinds of answers, files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from careers_workbook.cells import a1
from careers_workbook.excel.grid import Book, Grid
from careers_workbook.layout import Layout, Slot
from careers_workbook.problems import Place, Problem
from careers_workbook.returns.anchors import as_ref
from careers_workbook.returns.headers import find_headers
from careers_workbook.returns.rows import match_rows
from careers_workbook.returns.submission import MatchedBy
from careers_workbook.returns.targets import Home, Target, find_homes, targets
from careers_workbook.spec.model import QuestionSheetKind


@dataclass(frozen=True, slots=True)
class Found:
    """One slot at its real place: `slot.row` and `slot.col` are those of `grid`."""

    slot: Slot
    grid: Grid
    matched_by: MatchedBy


@dataclass(frozen=True, slots=True)
class Location:
    """Where the questions of a layout stand in one file. `missing_sheets` are planned titles that were not found."""

    found: tuple[Found, ...]
    missing_sheets: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots found, in the order of the plan."""
        return tuple(found.slot for found in self.found)


def locate(book: Book, layout: Layout) -> Location:
    """Find every slot of the layout in the book."""
    homes, others = find_homes(book, layout)
    found: list[Found] = []
    missing: list[str] = []
    problems: list[Problem] = []
    for target in targets(layout):
        home = homes.get(target.plan.title)
        if home is None:
            missing.append(target.plan.title)
            problems.append(_sheet_missing(target))
            continue
        problems += _about_sheet(home)
        search = _Tracker(home) if target.plan.kind == "tracker" else _Items(home, others)
        found += search.found()
        problems += search.problems
    return Location(tuple(found), tuple(missing), tuple(problems))


def _sheet_missing(target: Target) -> Problem:
    title = target.plan.title
    count = "" if target.plan.kind == "tracker" else f"{len(target.texts) * len(target.answer_ids)} "
    return Problem("SHEET-001", Place(sheet=title), {"title": title, "count": count})


def _about_sheet(home: Home) -> Iterator[Problem]:
    title, place = home.target.plan.title, Place(sheet=home.grid.title)
    if home.grid.title != title:
        yield Problem("SHEET-002", place, {"title": title, "found": home.grid.title})
    if not home.headers:
        yield Problem("SHEET-003", place)
    reworded = {name: words for header in home.headers for name, words in header.reworded.items()}
    cols = home.cols(max((h.row for h in home.headers), default=0) + 1)
    for column in home.target.columns:
        if column.id in home.target.answer_ids:
            if column.id in reworded:
                yield Problem("SHEET-006", place, {"column": column.label, "found": reworded[column.id]})
            elif column.id not in cols:
                yield Problem("SHEET-004", replace(place, column=column.label), {"column": column.label})


class _Items:
    """Finds the slots of a form or a checklist: first in its home, then in sheets that are nobody's home."""

    def __init__(self, home: Home, others: tuple[Grid, ...]) -> None:
        self.home, self.others = home, others
        self.problems: list[Problem] = []

    def found(self) -> Iterator[Found]:
        target = self.home.target
        rows: dict[str, tuple[Home, int, MatchedBy]] = {}
        for home in (self.home, *self._strays()):
            matched = match_rows(home, frozenset(target.texts) - rows.keys())
            rows |= {match.ref: (home, match.row, match.matched_by) for match in matched.matches}
            self.problems += matched.problems
        for ref in (ref for block in target.plan.blocks for ref in block.keys):
            if ref not in rows:
                place = Place(sheet=self.home.grid.title, ref=ref, item=target.texts[ref])
                self.problems.append(Problem("ROW-001", place))
                continue
            home, row, matched_by = rows[ref]
            cols = home.cols(row)
            for name in target.answer_ids:
                if name in cols:
                    slot = Slot(target.plan.title, _kind(target), ref, target.texts[ref], name, row, cols[name])
                    yield Found(slot, home.grid, matched_by)

    def _strays(self) -> Iterator[Home]:
        """Other sheets that carry headings of this table: rows may have been moved there."""
        for grid in self.others:
            if headers := find_headers(grid, self.home.target.columns):
                yield Home(self.home.target, grid, headers)


class _Tracker:
    """Finds the rows of a tracker: every row below the headings, known by its reference or else by its number."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.problems: list[Problem] = []

    def found(self) -> Iterator[Found]:
        target, used = self.home.target, set[str]()
        header_rows = {header.row for header in self.home.headers}
        for row, cells in self.home.grid.rows.items():
            cols = self.home.cols(row)
            filled = any(cols.get(name, -1) in cells for name in target.answer_ids)
            ref = as_ref(cells.get(cols.get("ref", -1)))
            if row in header_rows or row < min(header_rows, default=0) or not (filled or ref in target.texts):
                continue
            ref = self._reference(ref, row, used, filled=filled)
            for name in target.answer_ids:
                if name in cols:
                    slot = Slot(target.plan.title, "tracker", ref, ref, name, row, cols[name])
                    yield Found(slot, self.home.grid, "ref" if not ref.startswith("row") else "position")

    def _reference(self, ref: str, row: int, used: set[str], *, filled: bool) -> str:
        """The row's own reference, or "row 57" if it has none that may be repeated in a report."""
        place = Place(sheet=self.home.grid.title, cell=a1(row, self.home.cols(row).get("ref", 0)))
        if not re.fullmatch(rf"{_prefix(self.home.target)}\d{{1,4}}", ref):
            if filled:
                self.problems.append(Problem("DEST-002", place))
        elif ref in used:
            if filled:
                self.problems.append(Problem("DEST-003", place, {"ref": ref}))
        else:
            used.add(ref)
            return ref
        return f"row {row + 1}"


def _prefix(target: Target) -> str:
    return next(iter(target.texts)).rstrip("0123456789")


def _kind(target: Target) -> QuestionSheetKind:
    return "form" if target.plan.kind == "form" else "checklist"
