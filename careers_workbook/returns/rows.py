"""Which row of a grid holds which item, one-to-one, and what recognised it.

Enters: a target and its home (the grid recognised as it). Leaves: claims of rows on items, rows left over, problems.
Anchors in order of trust: ref and text together, text, close text, ref, and the place between two known rows if ref and
text are both gone. The text wins over a ref that contradicts it. Must not know: kinds of answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from careers_workbook.cells import a1
from careers_workbook.excel.grid import Cell, Grid
from careers_workbook.problems import Place, Problem
from careers_workbook.returns.anchors import as_ref
from careers_workbook.returns.submission import MatchedBy
from careers_workbook.returns.targets import Home, Target
from careers_workbook.spec.kinds import Raw, fold, is_blank, show

_QUOTE = 80
"""Characters of a school's text that a problem quotes."""


@dataclass(frozen=True)
class Candidate:
    """A row that may hold an item: its ref ("" if none), its text, and its answers by column id.

    `displaced` says that the text of an item stands in this row, but not in the column of items.
    """

    home: Home
    row: int
    at: Cell
    ref: str
    text: Raw
    answers: dict[str, Raw]
    displaced: bool

    @property
    def grid(self) -> Grid:
        """The grid that the row stands on."""
        return self.home.grid

    def place(self, ref: str = "", item: str = "") -> Place:
        """Where a problem with this row is."""
        return Place(sheet=self.grid.title, cell=a1(*self.at), ref=ref, item=item)


@dataclass(frozen=True, slots=True)
class Claim:
    """One row that was recognised as one item."""

    candidate: Candidate
    matched_by: MatchedBy


class Matching:
    """The matching of one target: `claims` of rows on its items, the `rest`, and the rows that were `refused`."""

    def __init__(self, target: Target, home: Home | None) -> None:
        self.target, self.home = target, home
        self.texts, self.anchors = target.texts, target.anchors
        self.claims: dict[str, list[Claim]] = defaultdict(list)
        self.rest = list(candidates(home)) if home else []
        self.refused: list[Candidate] = []
        self._by_words()
        self._by_ref()
        self._by_place()

    def claim(self, ref: str, candidate: Candidate, matched_by: MatchedBy) -> None:
        """Give a row of the rest to an item."""
        self.claims[ref].append(Claim(candidate, matched_by))
        self.rest.remove(candidate)

    def adopt(self, grid_rows: Iterable[Candidate]) -> Iterator[Candidate]:
        """Claim rows of another sheet for items not found yet, by their whole text; says which rows were taken."""
        for candidate in grid_rows:
            match = self.exact(candidate)
            if match and match[0] not in self.claims:
                self.claims[match[0]].append(Claim(candidate, match[1]))
                yield candidate

    def best(self, ref: str) -> Claim:
        """The claim that counts: the first that is filled in, else the first."""
        claims = self.claims[ref]
        return next((claim for claim in claims if claim.candidate.answers), claims[0])

    def exact(self, candidate: Candidate) -> tuple[str, MatchedBy] | None:
        """The item whose text stands in this row, word for word."""
        exact = self.anchors.exact(candidate.text)
        if candidate.ref in exact:
            return candidate.ref, "ref and text"
        return (exact[0], "text") if len(exact) == 1 else None

    def _by_words(self) -> None:
        for candidate in tuple(self.rest):
            if found := self.exact(candidate):
                self.claim(found[0], candidate, found[1])
        for candidate in tuple(self.rest):
            close = self.anchors.close(candidate.text)
            if close and (close not in self.claims or candidate.ref == close):
                self.claim(close, candidate, "close text")

    def _by_ref(self) -> None:
        """A ref counts where the text was reworded past recognition or is gone, not where it says something else."""
        for candidate in tuple(self.rest):
            if candidate.ref not in self.texts:
                continue
            if candidate.displaced or self.anchors.contradicts(candidate.text, candidate.ref):
                self.rest.remove(candidate)
                self.refused.append(candidate)
            else:
                self.claim(candidate.ref, candidate, "ref")

    def _by_place(self) -> None:
        """Rows without ref and text, if exactly as many stand between two known rows as items are missing there."""
        bare = {c.row: c for c in self.rest if not c.ref and is_blank(c.text)}
        known = {ref: claims[0].candidate.row for ref, claims in self.claims.items()}
        for run, above, below in _gaps(list(self.texts), known):
            between = range(above + 1, below)
            if len(run) == len(between) and all(row in bare for row in between):
                for ref, row in zip(run, between, strict=True):
                    self.claim(ref, bare[row], "position")

    def problems(self) -> Iterator[Problem]:
        """What a person should know about the rows of this grid."""
        for ref in self.claims:
            yield from self._about_claim(ref, self.best(ref))
            yield from self._about_twins(ref)
        for candidate in self.refused:
            yield Problem("ROW-008", candidate.place(candidate.ref), {"ref": candidate.ref})

    def own(self) -> Iterator[Candidate]:
        """The rows of the school's own: neither items nor titles, headings and introductions of ours."""
        return (c for c in self.rest if not self._is_furniture(c) and (c.answers or not is_blank(c.text)))

    def _is_furniture(self, candidate: Candidate) -> bool:
        words = (candidate.text, candidate.grid.at(candidate.row, min(candidate.grid.rows[candidate.row])))
        return any(fold(show(word)) in self.target.furniture for word in words)

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
            case "ref":
                yield Problem("ROW-005", place, {"found": found})
            case "position":
                yield Problem("ROW-007", place)
        if self.home is None or candidate.grid is not self.home.grid:
            yield Problem("ROW-011", place, {"title": self.target.plan.title})

    def _about_twins(self, ref: str) -> Iterator[Problem]:
        claims = self.claims[ref]
        if len(claims) > 1:
            best = self.best(ref)
            other = next(claim.candidate for claim in claims if claim is not best)
            differ = any(c.candidate.answers not in ({}, best.candidate.answers) for c in claims)
            rows = " and ".join(str(claim.candidate.row + 1) for claim in claims)
            context = {"rows": rows, "read": str(best.candidate.row + 1)}
            yield Problem("ROW-003" if differ else "ROW-012", other.place(ref, self.texts[ref]), context)


def candidates(home: Home) -> Iterator[Candidate]:
    """Every row of the grid that is no header row, seen as a row of the home's target."""
    header_rows = {header.row for header in home.headers}
    for row, cells in home.grid.rows.items():
        if row in header_rows:
            continue
        cols = home.cols(row)
        item, ref = cols.get("item", -1), cols.get("ref", -1)
        answers = {name: cells[cols[name]] for name in home.target.answer_ids if cols.get(name, -1) in cells}
        displaced = any(home.target.anchors.exact(raw) for col, raw in cells.items() if col != item)
        at = (row, next((col for col in (item, ref) if col in cells), min(cells)))
        yield Candidate(home, row, at, as_ref(cells.get(ref)), cells.get(item), answers, displaced)


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
    text = " ".join(show(raw).split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 3] + "..."
