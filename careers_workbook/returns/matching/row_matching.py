"""Which row of a grid holds which item, one-to-one, and what recognised it.

Enters: a target and its matched sheet. Leaves: claims of rows on items, rows left over, problems. What speaks for rows
is weighed together; then a row is known by its place between two known ones, if its ref and text are both gone. Must
not know: kinds of answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import Raw, fold, is_blank, show
from careers_workbook.returns.matching.anchors import says_enough
from careers_workbook.returns.matching.assignment import assign
from careers_workbook.returns.matching.row_evidence import Candidate, RowEvidence, SheetEvidence, by_text, candidates
from careers_workbook.returns.matching.targets import MatchedSheet, Target
from careers_workbook.returns.submission import MatchedBy

_QUOTE = 80
"""Characters of a school's text that a problem quotes."""
_SEEN = 2_000
"""Characters of it that are looked at for that: it may be millions."""
_ROWS = 10
"""Numbers of rows that one message names."""
_STRETCH = 3
"""Items that stand twice from which a table was copied, not a row."""


@frozen
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
        self._assign()
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
            match = by_text(candidate, self.anchors) or (self._on_list(candidate) if is_list else None)
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

    def _assign(self) -> None:
        """Every row of which its text or its ref says something, weighed together; copies of a row go with it."""
        self._evidence = evidence = SheetEvidence(list(self.rest.values()), self.anchors)
        groups: dict[tuple[str, Raw, RowEvidence], list[Candidate]] = defaultdict(list)
        for one in self.rest.values():
            groups[one.ref, one.text, evidence.of(one)].append(one)
        items = assign({n: {ref: worth for ref, worth, _ in one.items} for n, (_, _, one) in enumerate(groups)})
        alone = (one.items[0][0] for _, _, one in groups if one.otherwise == "copy" and len(one.items) == 1)
        taken = {*items.values(), *alone}
        found: list[tuple[int, int, str, MatchedBy]] = []
        for number, ((_, _, speaks), rows) in enumerate(groups.items()):
            is_copy = speaks.otherwise == "copy" and speaks.items[0][0] in taken
            named = items.get(number) or (speaks.items[0][0] if is_copy else "")
            for ref, points, matched_by in speaks.items:
                if ref == named and matched_by:
                    found += [(-points, one.row, ref, matched_by) for one in rows]
        for _, row, ref, matched_by in sorted(found):
            self.claim(ref, self.rest[row], matched_by)
        for (ref, _, speaks), rows in groups.items():
            if speaks.otherwise != "own" and (speaks.otherwise != "reworded" or ref not in self.claims):
                self.refused += [self.rest.pop(one.row) for one in rows if one.row in self.rest]

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
            place = candidate.place(self.refused_as(candidate))
            if candidate.ref in self.texts:
                yield Problem("ROW-008", place, {"ref": candidate.ref, "why": self._why(candidate)})
            else:
                yield Problem("ROW-028", place, {"found": quote(candidate.text)})

    def refused_as(self, candidate: Candidate) -> str:
        """The item that a row that was refused says it is: by its ref, else by its text."""
        return candidate.ref if candidate.ref in self.texts else self._evidence.item_of(candidate)

    def _why(self, refused: Candidate) -> str:
        """What speaks against the ref of a row that was not read."""
        if refused.displaced:
            return "a statement stands in another column of its row"
        if is_blank(refused.text):
            return "its statement is gone, and what stands around it does not go with this ref"
        item = self._evidence.item_of(refused)
        return f"the statement beside it is that of {item}" if item else "the text beside it is not its statement"

    def alike(self, candidate: Candidate) -> list[str]:
        """The items not found that a row of the rest may be, whose text is the beginning of several."""
        begun = self.anchors.all_cut_from(candidate.text) if says_enough(candidate.text) and candidate.answers else ()
        return [ref for ref in self.texts if ref in begun and ref not in self.claims] if len(begun) > 1 else []

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
            rows = [claim.candidate.row for claim in claims]
            context = {"rows": _numbers([row + 1 for row in rows]), "read": str(best.candidate.row + 1)}
            unread = {*rows} - {best.candidate.row}
            yield Problem("ROW-003" if differ else "ROW-012", other.place(ref, self.texts[ref]), context, unread)


def _numbers(rows: Sequence[int]) -> str:
    """3, 4 and 7: the numbers of rows for a message; of many the first ones."""
    shown = [str(row) for row in (rows if len(rows) <= _ROWS else rows[: _ROWS - 1])]
    last = shown.pop() if len(rows) <= _ROWS else f"{len(rows) - len(shown):,} more"
    return f"{', '.join(shown)} and {last}"


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
