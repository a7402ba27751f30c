"""Which row of a grid holds which item, one-to-one, and what recognised it.

Enters: a target and its matched sheet. Leaves: claims of rows on items, rows left over, problems.
Anchors in order of trust: ref and text together, text, close text, ref, and the place between two known rows if ref and
text are both gone. The text wins over a ref that contradicts it. Must not know: kinds of answers.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from careers_workbook.core.cells import Cell, a1
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw, fold, is_blank, show
from careers_workbook.returns.matching.anchors import AHEAD
from careers_workbook.returns.matching.targets import MatchedSheet, Target
from careers_workbook.returns.submission import MatchedBy
from careers_workbook.spreadsheet.read.grid import Grid

_QUOTE = 80
"""Characters of a school's text that a problem quotes."""
_SEEN = 2_000
"""Characters of it that are looked at for that: it may be millions."""
_ROWS = 10
"""Numbers of rows that one message names."""
_STRETCH = 3
"""Items that stand twice from which a table was copied, not a row."""


@dataclass(frozen=True)
class Candidate:
    """A row that may hold an item: its ref ("" if none), its text, and its answers by column id.

    `displaced` says that the text of an item stands in this row, but not in the column of items.
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


@dataclass(frozen=True, slots=True)
class Claim:
    """One row that was recognised as one item."""

    candidate: Candidate
    matched_by: MatchedBy


class Matching:
    """The matching of one target: `claims` of rows on its items, the `rest`, and the rows that were `refused`.

    `listed` are further claims of rows on lists of the school's own, `beside` the other rows of those lists. Rows that
    hold a text of `foreign` (folded) belong to another target.
    """

    def __init__(self, target: Target, sheet: MatchedSheet | None, foreign: frozenset[str] = frozenset()) -> None:
        self.target, self.sheet = target, sheet
        self.texts, self.anchors = target.texts, target.anchors
        self.claims: dict[str, list[Claim]] = defaultdict(list)
        self.listed: dict[str, list[Claim]] = defaultdict(list)
        self.beside: list[Candidate] = []
        rows = candidates(sheet) if sheet else ()
        self.rest = {candidate.row: candidate for candidate in rows if fold(show(candidate.text)) not in foreign}
        self.refused: list[Candidate] = []
        self._by_text()
        self._by_close_text()
        self._by_ref()
        self._by_place()

    def claim(self, ref: str, candidate: Candidate, matched_by: MatchedBy) -> None:
        """Give a row of the rest to an item."""
        self.claims[ref].append(Claim(candidate, matched_by))
        del self.rest[candidate.row]

    def adopt(self, grid_rows: Iterable[Candidate], *, is_list: bool) -> bool:
        """Claim rows of another sheet for items not found yet, by their whole text; says whether there are any.

        Where no headings say which column is which, the ref must stand there too. Rows of a list of the school's own
        under our headings are claimed by their ref alone if they have no text, and beside rows that were found.
        """
        rows = list(grid_rows)
        taken = set()
        for candidate in rows:
            match = self.exact(candidate) or (self._on_list(candidate) if is_list else None)
            if match and (candidate.sheet.headers or match[1] == "ref and text"):
                if match[0] not in self.claims:
                    self.claims[match[0]].append(Claim(candidate, match[1]))
                elif is_list and candidate.sheet.headers:
                    self.listed[match[0]].append(Claim(candidate, match[1]))
                else:
                    continue
                taken.add(candidate.row)
        if taken and is_list:
            self.beside += [candidate for candidate in rows if candidate.row not in taken]
        return bool(taken)

    def _on_list(self, candidate: Candidate) -> tuple[str, MatchedBy] | None:
        known = candidate.ref in self.texts and is_blank(candidate.text) and not candidate.displaced
        return (candidate.ref, "ref") if known else None

    def every_claim(self) -> Iterator[Claim]:
        """All rows that were recognised."""
        return chain(*self.claims.values(), *self.listed.values())

    def best(self, ref: str) -> Claim:
        """The claim that counts: the first that is filled in, else the first; of a copied table always the first."""
        claims = self.claims[ref]
        if self._is_copied:
            return min(claims, key=lambda claim: claim.candidate.row)
        return next((claim for claim in claims if claim.candidate.answers), claims[0])

    @cached_property
    def _is_copied(self) -> bool:
        """Whether a whole stretch stands here twice and the first was filled in: then what is blank there is blank."""
        twice = [claims for claims in self.claims.values() if len(claims) > 1]
        firsts = (min(claims, key=lambda claim: claim.candidate.row) for claims in twice)
        return len(twice) >= _STRETCH and any(first.candidate.answers for first in firsts)

    def exact(self, candidate: Candidate) -> tuple[str, MatchedBy] | None:
        """The item whose text stands in this row, word for word."""
        exact = self.anchors.exact(candidate.text)
        if candidate.ref in exact:
            return candidate.ref, "ref and text"
        return (exact[0], "text") if len(exact) == 1 else None

    def _by_text(self) -> None:
        """Rows with ref and text first, then those with a text alone, unless their ref contradicts it for good reason.

        The item of the text has a row of its own, by ref and text or by a ref without a text: then the text was filled
        down, or is what is left of the statement of the row's own ref, which the ref decides. Where that item has no
        other row, and the text is both whole and what is left of another, neither is believed.
        """
        found = [(candidate, match) for candidate in self.rest.values() if (match := self.exact(candidate))]
        sure = {match[0] for _, match in found if match[1] == "ref and text"} | self._named_without_text(found)
        for candidate, (ref, matched_by) in sorted(found, key=lambda pair: pair[1][1] == "text"):
            is_torn = matched_by == "text" and candidate.ref in self.texts
            is_cut = is_torn and self.anchors.is_start(candidate.text, candidate.ref)
            if is_torn and (is_cut or ref in sure):
                if not (is_cut and ref in sure):
                    self._refuse(candidate)
            else:
                self.claim(ref, candidate, matched_by)

    def _named_without_text(self, found: Sequence[tuple[Candidate, tuple[str, MatchedBy]]]) -> set[str]:
        """The items that a row without a text names by its ref, where the refs of the rows around it are right."""
        bare = [one for one in self.rest.values() if one.ref in self.texts and is_blank(one.text)]
        rows = sorted((one.row, one.ref in self.texts and one.ref != ref, ref) for one, (ref, _) in found)
        return {
            one.ref
            for one in bare
            if not _beside_wrong_refs(one.row, [(row, wrong) for row, wrong, ref in rows if ref != one.ref])
        }

    def _by_close_text(self) -> None:
        """The row with the item's ref first, else the closest if no other comes near; each item that is left once."""
        close: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in self.rest.values():
            found = None if self.anchors.exact(candidate.text) else self.anchors.close(candidate.text)
            is_cut = candidate.ref in self.texts and self.anchors.is_start(candidate.text, candidate.ref)
            if ref := candidate.ref if is_cut else found:
                close[ref].append(candidate)
        for ref, rows in close.items():
            named = [candidate for candidate in rows if candidate.ref == ref]
            for candidate in named or (self._closest(ref, rows) if ref not in self.claims else ()):
                is_left = self.exact(candidate) or self.anchors.close(candidate.text) != ref
                self.claim(ref, candidate, "ref" if is_left else "close text")

    def _closest(self, ref: str, rows: list[Candidate]) -> list[Candidate]:
        best = max(self.anchors.nearness(candidate.text, ref) for candidate in rows)
        near = [candidate for candidate in rows if self.anchors.nearness(candidate.text, ref) > best - AHEAD]
        if len(near) > 1 and self.anchors.is_start_of_several(near[0].text):
            return []
        return near if len(_words(near)) == 1 else []

    def _by_ref(self) -> None:
        """A ref counts where the text was reworded past recognition or is gone, not where it says something else.

        A reworded text beside the ref of an item that was found by its words is a row of the school's own: somebody
        counted on. Of two such rows with one ref neither is believed.
        """
        named: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in self.rest.values():
            if candidate.ref in self.texts and (is_blank(candidate.text) or candidate.ref not in self.claims):
                named[candidate.ref].append(candidate)
        claimed = ((ref, claim.candidate) for ref, claims in self.claims.items() for claim in claims)
        found = sorted((one.row, one.ref in self.texts and one.ref != ref) for ref, one in claimed)
        for ref, rows in named.items():
            differ = len(_words(rows)) > 1
            for candidate in rows:
                if differ or candidate.displaced or self._is_wrong(candidate, ref, found):
                    self._refuse(candidate)
                else:
                    self.claim(ref, candidate, "ref")

    def _is_wrong(self, candidate: Candidate, ref: str, found: Sequence[tuple[int, bool]]) -> bool:
        if is_blank(candidate.text):
            return ref in self.claims and _beside_wrong_refs(candidate.row, found)
        return self.anchors.contradicts(candidate.text, ref) or _beside_wrong_refs(candidate.row, found)

    def _refuse(self, candidate: Candidate) -> None:
        del self.rest[candidate.row]
        self.refused.append(candidate)

    def _by_place(self) -> None:
        """Rows without ref and text, if exactly as many stand between two known rows as items are missing there.

        A single remark in a table of several columns is no such row. A text that is far nearer to its item than to any
        other, though not close, is recognised there too.
        """
        enough = min(2, len(self.target.answer_ids))
        bare = {row: c for row, c in self.rest.items() if not c.ref and is_blank(c.text) and len(c.answers) >= enough}
        known = {ref: claims[0].candidate.row for ref, claims in self.claims.items()}
        for run, above, below in _gaps(list(self.texts), known):
            pairs = [*zip(run, range(above + 1, below), strict=False)]
            near = {row for ref, row in pairs if row in self.rest and self._is_near(self.rest[row], ref)}
            if len(run) == below - above - 1 and all(row in bare or row in near for _, row in pairs):
                for ref, row in pairs:
                    self.claim(ref, self.rest[row], "position" if row in bare else "close text")

    def _is_near(self, candidate: Candidate, ref: str) -> bool:
        return candidate.ref not in self.texts and self.anchors.is_far_nearest(candidate.text, ref)

    def problems(self) -> Iterator[Problem]:
        """What a person should know about the rows of this grid."""
        for ref in self.claims:
            yield from self._about_claim(ref, self.best(ref))
            yield from self._about_twins(ref)
        for candidate in self.refused:
            yield Problem("ROW-008", candidate.place(candidate.ref), {"ref": candidate.ref})

    def own(self) -> Iterator[Candidate]:
        """The rows of the school's own: neither items nor titles, headings and introductions of ours."""
        rest = (c for c in chain(self.rest.values(), self.beside) if c.row not in c.grid.marks.totals)
        return (c for c in rest if not self._is_fixed_text(c) and (c.answers or not is_blank(c.text)))

    def _is_fixed_text(self, candidate: Candidate) -> bool:
        words = (candidate.text, candidate.grid.at(candidate.row, min(candidate.grid.rows[candidate.row])))
        return any(fold(show(word)) in self.target.fixed_texts for word in words)

    def _about_claim(self, ref: str, claim: Claim) -> Iterator[Problem]:
        candidate, text = claim.candidate, self.texts[ref]
        place, found = candidate.place(ref, text), quote(candidate.text)
        if candidate.ref in self.texts and candidate.ref != ref:
            yield Problem("ROW-002", place, {"found": candidate.ref, "ref": ref})
        added = show(candidate.text).strip()[len(text) :].strip(" -–—:;.")
        match claim.matched_by:
            case "close text" if fold(show(candidate.text)).startswith(fold(text)):
                yield Problem("ROW-009", place, {"added": quote(added)})
            case "close text":
                yield Problem("ROW-004", place, {"found": found})
            case "ref" if is_blank(candidate.text):
                yield Problem("ROW-010", place)
            case "ref" if self.anchors.is_start(candidate.text, ref):
                yield Problem("ROW-022", place, {"found": found})
            case "ref":
                yield Problem("ROW-005", place, {"found": found})
            case "position":
                yield Problem("ROW-007", place)
        if self.sheet is None or candidate.grid is not self.sheet.grid:
            yield Problem("ROW-011", place, {"title": self.target.plan.title})

    def _about_twins(self, ref: str) -> Iterator[Problem]:
        claims = self.claims[ref]
        if len(claims) > 1:
            best = self.best(ref)
            other = next(claim.candidate for claim in claims if claim is not best)
            differ = any(c.candidate.answers not in ({}, best.candidate.answers) for c in claims)
            rows = _numbers([claim.candidate.row + 1 for claim in claims])
            context = {"rows": rows, "read": str(best.candidate.row + 1)}
            yield Problem("ROW-003" if differ else "ROW-012", other.place(ref, self.texts[ref]), context)


def candidates(sheet: MatchedSheet) -> Iterator[Candidate]:
    """Every row of the grid that is no header row, seen as a row of the sheet's target."""
    header_rows = {header.row for header in sheet.headers}
    for row, cells in sheet.grid.rows.items():
        if row in header_rows:
            continue
        cols = sheet.cols(row)
        item, ref = cols.get("item", -1), cols.get("ref", -1)
        answers = {name: cells[cols[name]] for name in sheet.target.answer_ids if cols.get(name, -1) in cells}
        displaced = any(sheet.target.anchors.exact(raw) for col, raw in cells.items() if col != item)
        at = (row, next((col for col in (item, ref) if col in cells), min(cells)))
        anchors, text = sheet.target.anchors, cells.get(item)
        yield Candidate(sheet, row, at, anchors.ref(cells.get(ref)) or anchors.ref_in(text), text, answers, displaced)


def _words(rows: Iterable[Candidate]) -> set[str]:
    """What the rows say in place of a statement, without those that say nothing."""
    return {fold(text) for text in {show(candidate.text) for candidate in rows}} - {""}


def _numbers(rows: Sequence[int]) -> str:
    """3, 4 and 7: the numbers of rows for a message; of many the first ones."""
    shown = [str(row) for row in (rows if len(rows) <= _ROWS else rows[: _ROWS - 1])]
    last = shown.pop() if len(rows) <= _ROWS else f"{len(rows) - len(shown):,} more"
    return f"{', '.join(shown)} and {last}"


def _beside_wrong_refs(row: int, found: Sequence[tuple[int, bool]]) -> bool:
    """Whether the nearest row above or below that was found by its words has the ref of another item."""
    at = bisect_left(found, (row,))
    return any(is_misled for _, is_misled in found[max(at - 1, 0) : at + 1])


def _gaps(refs: list[str], known: dict[str, int]) -> Iterator[tuple[list[str], int, int]]:
    """Runs of unknown items between two known ones that stand in the planned order: (refs, row above, row below)."""
    run: list[str] = []
    above: int | None = None
    for ref in refs:
        if ref not in known:
            run.append(ref)
            continue
        if run and above is not None:
            yield run, above, known[ref]
        run, above = [], known[ref]


def quote(raw: Raw) -> str:
    """A school's text, short enough for a message."""
    text = " ".join(show(raw).strip()[:_SEEN].split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 3] + "..."
