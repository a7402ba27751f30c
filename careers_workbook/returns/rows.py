"""Which row of a grid holds which item, one-to-one, and what recognised it.

Enters: a home (a grid recognised as a planned sheet). Leaves: `RowMatch`es and problems. Anchors in order of trust: ref
and text together, text, close text, ref, and the place between two known rows if ref and text are both gone. The text
wins over a ref that contradicts it. Must not know: kinds of answers.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from careers_workbook.cells import a1
from careers_workbook.problems import Place, Problem
from careers_workbook.returns.anchors import as_ref
from careers_workbook.returns.submission import MatchedBy
from careers_workbook.returns.targets import Home
from careers_workbook.spec.kinds import Raw, fold, is_blank, show

_QUOTE = 80
"""Characters of a school's text that a problem quotes."""


@dataclass(frozen=True, slots=True)
class RowMatch:
    """One item found in one row."""

    ref: str
    row: int
    matched_by: MatchedBy


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may hold an item: its ref ("" if none), its text, and its answers by column id."""

    row: int
    cell: str
    ref: str
    text: Raw
    answers: dict[str, Raw]
    displaced: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The outcome for one grid."""

    matches: tuple[RowMatch, ...]
    problems: tuple[Problem, ...]


def match_rows(home: Home, wanted: frozenset[str]) -> Rows:
    """The rows of the wanted refs. Rows of the school's own, duplicates and contradictions become problems."""
    matching = _Matching(home, wanted)
    matching.by_words()
    matching.by_ref()
    matching.by_place()
    return Rows(tuple(matching.chosen()), tuple(matching.problems()))


class _Matching:
    """The state of one matching: claims of rows on items, and the rows left over."""

    def __init__(self, home: Home, wanted: frozenset[str]) -> None:
        self.home, self.wanted = home, wanted
        self.anchors = home.target.anchors
        self.claims: dict[str, list[tuple[Candidate, MatchedBy]]] = defaultdict(list)
        self.rest = list(_candidates(home))
        self.refused: list[Candidate] = []

    def _claim(self, ref: str, candidate: Candidate, matched_by: MatchedBy) -> None:
        self.claims[ref].append((candidate, matched_by))
        self.rest.remove(candidate)

    def by_words(self) -> None:
        """Text first: with its ref, alone, then nearly."""
        for candidate in tuple(self.rest):
            exact = self.anchors.exact(candidate.text)
            if candidate.ref in exact:
                self._claim(candidate.ref, candidate, "ref and text")
            elif len(exact) == 1:
                self._claim(exact[0], candidate, "text")
        for candidate in sorted(self.rest, key=lambda c: c.row):
            close = self.anchors.close(candidate.text)
            if close and (close not in self.claims or candidate.ref == close):
                self._claim(close, candidate, "close text")

    def by_ref(self) -> None:
        """A ref counts where the text was reworded past recognition or is gone, not where it says something else."""
        for candidate in tuple(self.rest):
            if candidate.ref not in self.home.target.texts:
                continue
            if candidate.displaced or self.anchors.contradicts(candidate.text, candidate.ref):
                self.rest.remove(candidate)
                self.refused.append(candidate)
            else:
                self._claim(candidate.ref, candidate, "ref")

    def by_place(self) -> None:
        """Rows without ref and text, if exactly as many stand between two known rows as items are missing there."""
        bare = {c.row: c for c in self.rest if not c.ref and is_blank(c.text)}
        known = {ref: claims[0][0].row for ref, claims in self.claims.items()}
        for run, above, below in _gaps(list(self.home.target.texts), known):
            between = range(above + 1, below)
            if len(run) == len(between) and all(row in bare for row in between):
                for ref, row in zip(run, between, strict=True):
                    self._claim(ref, bare[row], "position")

    def chosen(self) -> Iterator[RowMatch]:
        """One row for each wanted item found: the first that is filled in, else the first."""
        for ref, claims in self.claims.items():
            if ref in self.wanted:
                candidate, matched_by = self._best(claims)
                yield RowMatch(ref, candidate.row, matched_by)

    @staticmethod
    def _best(claims: list[tuple[Candidate, MatchedBy]]) -> tuple[Candidate, MatchedBy]:
        return next((claim for claim in claims if claim[0].answers), claims[0])

    def problems(self) -> Iterator[Problem]:
        """What a person should know about the rows of this grid."""
        for ref, claims in self.claims.items():
            if ref in self.wanted:
                yield from self._about_claim(ref, *self._best(claims))
                if len(claims) > 1:
                    rows = " and ".join(str(candidate.row + 1) for candidate, _ in claims)
                    yield self._problem("ROW-003", claims[1][0], ref, rows=rows)
        for candidate in self.refused:
            yield self._problem("ROW-008", candidate, candidate.ref)
        for candidate in self.rest:
            if not is_blank(candidate.text) and not self._is_ours(candidate):
                yield self._problem("ROW-006", candidate, "", found=_cut(candidate.text))

    def _about_claim(self, ref: str, candidate: Candidate, matched_by: MatchedBy) -> Iterator[Problem]:
        if candidate.ref in self.home.target.texts and candidate.ref != ref:
            yield self._problem("ROW-002", candidate, ref, found=candidate.ref)
        match matched_by:
            case "close text":
                yield self._problem("ROW-004", candidate, ref, found=_cut(candidate.text))
            case "ref":
                yield self._problem("ROW-005", candidate, ref, found=_cut(candidate.text))
            case "position":
                yield self._problem("ROW-007", candidate, ref)

    def _problem(self, code: str, candidate: Candidate, ref: str, **context: str) -> Problem:
        place = Place(sheet=self.home.grid.title, ref=ref, item=self.home.target.texts.get(ref, ""))
        return Problem(code, replace(place, cell=candidate.cell), {"ref": ref, **context})

    def _is_ours(self, candidate: Candidate) -> bool:
        return fold(show(candidate.text)) in self.home.target.furniture


def _candidates(home: Home) -> Iterator[Candidate]:
    header_rows = {header.row for header in home.headers}
    for row, cells in home.grid.rows.items():
        if row in header_rows:
            continue
        cols = home.cols(row)
        item, ref = cols.get("item", -1), cols.get("ref", -1)
        answers = {name: cells[cols[name]] for name in home.target.answer_ids if cols.get(name, -1) in cells}
        displaced = any(home.target.anchors.exact(raw) for col, raw in cells.items() if col != item)
        cell = a1(row, max(item, ref, 0))
        yield Candidate(row, cell, as_ref(cells.get(ref)), cells.get(item), answers, displaced)


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


def _cut(raw: Raw) -> str:
    text = " ".join(show(raw).split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 3] + "..."
