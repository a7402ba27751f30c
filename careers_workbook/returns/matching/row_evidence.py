"""What speaks for a row being an item: its text, its ref, and whether the refs of the rows around it are right.

Enters: the rows of a grid, and what items of one sheet can be recognised by. Leaves: for each row the items that it may
be, with points, and what to make of it if it is none of them. Must not know: which row is which item in the end.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from careers_workbook.core.cells import Cell, a1
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place
from careers_workbook.core.text import Raw, fold, is_blank, show
from careers_workbook.returns.matching.anchors import AHEAD, Anchors, says_enough
from careers_workbook.returns.matching.doubtful_rows import DoubtfulRows, Said
from careers_workbook.returns.matching.targets import MatchedSheet
from careers_workbook.returns.submission import MatchedBy
from careers_workbook.spreadsheet.read.grid import Grid

Otherwise = Literal["copy", "refused", "reworded", "own"]
"""A row that is no item after all: it repeats one, contradicts itself, is one with a text of its own, or the school's.

One that is reworded is refused where no other row has its ref; else somebody counted on.
"""
_REF_AND_TEXT, _TEXT, _REF_AND_CLOSE, _BARE_REF = 12, 11, 10, 9
_CLOSE, _OTHER_REF, _REF_AND_START, _REWORDED, _CLOSE_OTHER_REF, _START = 8, 6, 6, 6, 5, 4
"""Points. A ref without a text is worth more than a text beside another ref, unless the refs around it are wrong; what
is left of the statement beside its ref is worth as much as the whole text of another item."""
_AROUND = 10
"""Rows above and below among which another item is looked for."""


@frozen(slots=False)
class Candidate:
    """A row that may hold an item: its ref ("" if none), its text, and its answers by column id.

    `displaced` says that the text of an item stands in this row, but not in the column of items, nor is it an answer.
    """

    sheet: MatchedSheet
    row: int
    at: Cell
    ref: str
    text: Raw
    answers: dict[str, Raw]
    displaced: bool

    @property
    def grid(self) -> Grid:
        """The grid that the row stands on."""
        return self.sheet.grid

    def place(self, ref: str = "", item: str = "") -> Place:
        """Where a problem with this row is."""
        return Place(sheet=self.grid.title, cell=a1(*self.at), ref=ref, item=item)


@frozen
class RowEvidence:
    """The items that a row may be: (ref, points, what recognised it), None if it merely cannot be ruled out."""

    items: tuple[tuple[str, int, MatchedBy | None], ...]
    otherwise: Otherwise


def candidates(sheet: MatchedSheet) -> Iterator[Candidate]:
    """Every row of the grid that is no header row, seen as a row of the sheet's target."""
    header_rows = {header.row for header in sheet.headers}
    target, anchors = sheet.target, sheet.target.anchors
    told = sheet.mentions.texts(target.texts)
    for row, cells in sheet.grid.rows.items():
        if row in header_rows:
            continue
        cols = sheet.cols(row)
        item, ref = cols.get("item", -1), cols.get("ref", -1)
        places = zip(target.answer_ids, sheet.answer_cols(row), strict=True)
        answers = {name: cells[col] for name, col in places if col in cells}
        text = cells.get(item)
        at = (row, next((col for col in (item, ref) if col in cells), min(cells)))
        named = anchors.ref(cells.get(ref)) or anchors.ref_in(text)
        yield Candidate(sheet, row, at, named, text, answers, row in told and _is_displaced(sheet, row, item))


def _is_displaced(sheet: MatchedSheet, row: int, item: int) -> bool:
    cols, cells = sheet.cols(row), sheet.grid.rows[row]
    asked = {cols[name] for name in sheet.target.answer_ids if name in cols}
    elsewhere = (raw for col, raw in cells.items() if col != item and (col not in asked or says_enough(raw)))
    return any(map(sheet.target.anchors.exact, elsewhere))


def by_text(candidate: Candidate, anchors: Anchors) -> tuple[str, MatchedBy] | None:
    """The item whose text stands in this row, word for word."""
    exact = anchors.exact(candidate.text)
    if candidate.ref in exact:
        return candidate.ref, "ref and text"
    return (exact[0], "text") if len(exact) == 1 else None


class SheetEvidence:
    """What speaks for each of some rows."""

    def __init__(self, rows: Sequence[Candidate], anchors: Anchors) -> None:
        self.anchors = anchors
        self._exact = {one.row: found for one in rows if (found := by_text(one, anchors))}
        inexact = [one for one in rows if one.row not in self._exact and not anchors.exact(one.text)]
        self._close = {one.row: ref for one in inexact if (ref := anchors.close(one.text))}
        self._closest = self._find_closest(inexact)
        self._places = {ref: place for place, ref in enumerate(anchors.by_ref)}
        self._sure = {ref for ref, matched_by in self._exact.values() if matched_by == "ref and text"}
        torn = (one for one in rows if self._is_named(one) and self._exact.get(one.row, ("",))[0] != one.ref)
        self._cut = {one.row for one in torn if anchors.is_start(one.text, one.ref)}
        whole = {item for item, _ in self._exact.values()}
        firsts = {self.item_of(one): one.answers for one in reversed(rows)}
        self.doubtful = DoubtfulRows([self._said(one, whole, firsts) for one in rows], self._places).rows
        self._told = sorted(filter(None, map(self._tell, rows)), key=lambda told: told[0].row)
        reworded: dict[str, list[Candidate]] = defaultdict(list)
        for one in rows:
            if self._is_named(one) and one.row not in self._cut and not self.item_of(one):
                reworded[one.ref].append(one)
        self._differing = {ref for ref, found in reworded.items() if len({fold(show(one.text)) for one in found}) > 1}

    def of(self, one: Candidate) -> RowEvidence:
        """What speaks for a row."""
        exact, close, ref = self._exact.get(one.row), self._close.get(one.row), one.ref
        if one.row in self.doubtful:
            return RowEvidence((), "refused")
        left = ((ref, _REF_AND_START, "ref"),) if one.row in self._cut else ()
        if exact and exact[1] == "ref and text":
            return RowEvidence(((ref, _REF_AND_TEXT, exact[1]),), "copy")
        if exact and not self._is_named(one):
            return RowEvidence(((exact[0], _TEXT, "text"),), "copy")
        if exact:
            return RowEvidence(((exact[0], _OTHER_REF, "text"), *left), "refused")
        if close == ref and close:
            return RowEvidence(((ref, _REF_AND_CLOSE, "close text"),), "copy")
        if left and not close:
            others = self.anchors.all_cut_from(one.text) - {ref}
            return RowEvidence(((ref, _BARE_REF, "ref"), *((other, _START, None) for other in sorted(others))), "copy")
        if close:
            points = _CLOSE_OTHER_REF if self._is_named(one) else _CLOSE
            nearest = ((close, points, "close text"),) if one.row in self._closest else ()
            by_ref = self._by_ref(one)
            return RowEvidence((*nearest, *(left or by_ref.items)), by_ref.otherwise)
        return self._by_ref(one)

    def _by_ref(self, one: Candidate) -> RowEvidence:
        """A ref counts where the text was reworded past recognition or is gone, not where it says something else."""
        if not self._is_named(one):
            return RowEvidence((), "own")
        if one.displaced:
            return RowEvidence((), "reworded")
        is_misled, is_bare = self._is_misled(one), is_blank(one.text)
        if is_bare and not is_misled and one.ref not in self._differing:
            return RowEvidence(((one.ref, _BARE_REF, "ref"),), "copy")
        if is_bare:
            return RowEvidence((), "refused")
        is_wrong = is_misled or one.ref in self._differing or self.anchors.contradicts(one.text, one.ref)
        return RowEvidence(() if is_wrong else ((one.ref, _REWORDED, "ref"),), "reworded")

    def _is_named(self, one: Candidate) -> bool:
        return one.ref in self.anchors.by_ref

    def _said(self, one: Candidate, whole: Container[str], firsts: Mapping[str, dict[str, Raw]]) -> Said:
        """What a row says it is. `whole` are the items whose whole statements stand somewhere, `firsts` the answers."""
        ref, item, is_bare = one.ref if self._is_named(one) else "", self.item_of(one), is_blank(one.text)
        if item in self._sure and one.row not in self._exact and ref not in {"", item}:
            item = ""  # reworded, and now near to one that is sure to be another row
        is_sure = self._exact.get(one.row) == (ref, "ref and text")
        is_cut = one.row in self._cut and ref not in whole
        unnamed = not one.ref or (is_bare and one.ref in whole)
        is_left = unnamed and bool(one.answers) and (is_bare or one.answers != firsts.get(item, one.answers))
        return Said(one.row, ref, item, is_sure, is_cut, is_bare, is_left)

    def item_of(self, one: Candidate) -> str:
        """The item whose text stands in a row, or nearly; "" if none."""
        return self._exact[one.row][0] if one.row in self._exact else self._close.get(one.row, "")

    def _tell(self, one: Candidate) -> tuple[Candidate, str] | None:
        """The row and the item that its text says it is.

        Nothing of a text that was filled down: another row has it beside its own ref.
        """
        item = self.item_of(one)
        if one.row in self._cut and one.row not in self._exact:
            return one, one.ref
        return (one, item) if item and (item == one.ref or item not in self._sure or not self._is_named(one)) else None

    def _is_misled(self, one: Candidate) -> bool:
        """Whether the nearest row above or below that its words tell, and tell to be another item, has a wrong ref."""
        at = bisect_left(self._told, one.row, key=lambda told: told[0].row)
        sides = self._told[max(at - _AROUND, 0) : at][::-1], self._told[at : at + _AROUND]
        nearest = (next((told for told in side if not self._is_slip(*told, one)), None) for side in sides)
        return any(self._is_named(told[0]) and told[0].ref != told[1] for told in nearest if told)

    def _is_slip(self, told: Candidate, item: str, one: Candidate) -> bool:
        """Whether another row has the text of this one, while the refs of both stand in the order of the plan."""
        places = self._places
        in_order = (told.row < one.row) == (places.get(told.ref, -1) < places[one.ref])
        return item == one.ref and (in_order or not self._is_named(told))

    def _find_closest(self, rows: Iterable[Candidate]) -> set[int]:
        """Of rows with a text close to one item the closest, if no other that says something else comes near."""
        close: dict[str, list[Candidate]] = defaultdict(list)
        for one in rows:
            if one.row in self._close and self._close[one.row] != one.ref:
                close[self._close[one.row]].append(one)
        return {one.row for ref, found in close.items() for one in self._nearest(ref, found)}

    def _nearest(self, ref: str, rows: Sequence[Candidate]) -> list[Candidate]:
        best = max(self.anchors.nearness(one.text, ref) for one in rows)
        near = [one for one in rows if self.anchors.nearness(one.text, ref) > best - AHEAD]
        if len(near) > 1 and len(self.anchors.all_cut_from(near[0].text)) > 1:
            return []
        return near if len(_words(near)) == 1 else []


def _words(rows: Iterable[Candidate]) -> set[str]:
    """What the rows say in place of a statement, without those that say nothing."""
    return {fold(text) for text in {show(one.text) for one in rows}} - {""}
