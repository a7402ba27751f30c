"""What the cells themselves say against the place that was found.

Columns whose headings are gone; two columns that hold each other's answers; answers typed one column aside, or moved
there by a cell that was put in or taken out. Enters: a location and its layout. Leaves: the same location, corrected
where the content leaves no doubt, emptied where it contradicts the place. Must not know: how rows were found.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise, permutations

from careers_workbook.core.cells import a1, column_letters
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.locate import Found, Location
from careers_workbook.spec.answers.registry import kind_of, parse
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import Questions
from careers_workbook.spec.semantic_ids import ALL_KNOWN, NOT_YET, UNDATED
from careers_workbook.spec.status import WORDS

_ENOUGH = 3
"""Cells of a column that must answer another question before the column is believed to be another one.

Of two columns that are swapped either needs as many that tell: fewer may be slips.
"""
_CLEARLY = 2
"""So many cells more must suit their questions after a move than before, if some suit them before."""
_STATUS_WORDS = frozenset(word.word for word in WORDS) | {ALL_KNOWN, UNDATED}
"""What our own formulas write beside the last answer: it proves nothing about answers."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Says whether a cell's content suits a question. Blank suits every question and proves nothing.

    `known` is what was found before: every pair of columns asks for the same few words again and again.
    """

    spec: Spec
    questions: Questions
    known: dict[tuple[object, ...], bool] = field(default_factory=dict)

    def label(self, found: Found) -> str:
        """The heading of its column."""
        return self.questions[found.slot.sheet, found.slot.column].label

    def is_by_row(self, found: Found) -> bool:
        """Whether each row of its column has a question of its own, as on a form."""
        return self.questions.is_by_row(found.slot.sheet, found.slot.column)

    def is_elsewhere(self, found: Found) -> bool:
        """Whether what stands there answers another question of the sheet, or is written by our own formulas."""
        at = (found.slot.row, found.slot.col)
        content = found.grid.content(*at)
        if _is_ours(content.value) or at in found.grid.marks.uncached:
            return True
        others = (
            question
            for (sheet, column), question in self.questions.items()
            if sheet == found.slot.sheet and column != found.slot.column and not kind_of(question).free_text
        )
        return any(parse(content, question, self.spec).value is not None for question in others)

    def suits(self, found: Found, col: int) -> bool | None:
        """True or False over a filled cell, None where nothing is proved: free text fits anywhere."""
        slot = found.slot
        raw: Raw = found.grid.at(slot.row, col)  # far more cells are asked for than hold something
        if raw is None:
            return None
        question = self.questions[slot.sheet, slot.column]
        if kind_of(question).free_text or (col != slot.col and _is_ours(raw)):
            return None
        content = found.grid.content(slot.row, col)
        asked = (slot.sheet, slot.column, type(raw), raw, content.number_format)  # 1, 1.0 and TRUE are three answers
        if asked not in self.known:
            self.known[asked] = parse(content, question, self.spec).value is not None
        return self.known[asked]


def _is_ours(raw: Raw) -> bool:
    return raw in _STATUS_WORDS or (isinstance(raw, str) and raw.startswith(NOT_YET))


def settle(location: Location, layout: Layout) -> Location:
    """The location after the content of its cells has been heard."""
    evidence = _Evidence(layout.spec, Questions(layout.spec))
    problems: list[Problem] = []
    found: list[Found] = []
    for _, sheet in groupby(location.found, key=lambda f: f.slot.sheet):
        cells = list(sheet)
        if evidence.is_by_row(cells[0]):
            settled, shifted = _by_row(cells)
        else:
            kept, doubtful = _without_doubtful(cells, evidence)
            columns, swapped = _swapped_back(kept, evidence)
            rows = [_row(list(row), evidence) for _, row in groupby(columns, key=lambda f: (f.slot.ref, f.slot.row))]
            settled = [cell for row, _ in rows for cell in row]
            shifted = [*doubtful, *swapped, *(problem for _, about in rows for problem in about)]
        found += settled
        problems += shifted
    there = {(cell.grid.title, column_letters(cell.slot.col)) for cell in found if evidence.is_by_row(cell)}
    before = (p for p in location.problems if (p.place.sheet, p.context.get("found")) not in there)
    empty = {f.slot.sheet for f in location.found if f.slot.grows} - {f.slot.sheet for f in found}
    missing = (*location.missing_sheets, *sorted(empty))  # rows that cannot be read are not rows that are not there
    return replace(location, found=tuple(found), problems=(*before, *problems), missing_sheets=missing)


def _without_doubtful(cells: Sequence[Found], evidence: _Evidence) -> tuple[list[Found], list[Problem]]:
    """Drops the cells of a grid whose columns have no headings if their content says that they stand elsewhere."""
    guessed: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        if cell.guessed:
            guessed[cell.grid.title][cell.slot.column].append(cell)
    doubtful = {title for title, columns in guessed.items() if _is_doubtful(list(columns.values()), evidence)}
    problems = [Problem("SHEET-009", Place(sheet=title)) for title in doubtful]
    return [cell for cell in cells if not (cell.guessed and cell.grid.title in doubtful)], problems


def _is_doubtful(columns: Sequence[Sequence[Found]], evidence: _Evidence) -> bool:
    """Whether most cells do not suit their questions, or most of one column answer another question."""
    heard = [
        suits for column in columns for cell in column if (suits := evidence.suits(cell, cell.slot.col)) is not None
    ]
    if sum(heard) * 2 < len(heard):
        return True
    for column in columns:
        there = [
            cell for cell in column if cell.grid.at(cell.slot.row, cell.slot.col) is not None or _is_uncached(cell)
        ]
        wrong = [cell for cell in there if evidence.suits(cell, cell.slot.col) is not True or _is_uncached(cell)]
        elsewhere = sum(evidence.is_elsewhere(cell) for cell in wrong)
        if elsewhere >= _ENOUGH and elsewhere * 2 > len(there):
            return True
    return False


def _is_uncached(cell: Found) -> bool:
    return (cell.slot.row, cell.slot.col) in cell.grid.marks.uncached


def _swapped_back(cells: Sequence[Found], evidence: _Evidence) -> tuple[list[Found], list[Problem]]:
    """Swaps the answers of two columns of a grid back, if exactly one swap makes sense of both."""
    by_grid: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        by_grid[cell.grid.title][cell.slot.column].append(cell)
    problems: list[Problem] = []
    to: dict[tuple[str, str, int], int] = {}
    for title, columns in by_grid.items():
        pairs = {frozenset(pair): pair for pair in permutations(columns, 2) if _are_swapped(columns, *pair, evidence)}
        if len(pairs) == 1:
            ((one, other),) = pairs.values()
            words = {"one": evidence.label(columns[one][0]), "other": evidence.label(columns[other][0])}
            problems.append(Problem("SHEET-015", Place(sheet=title), words))
            to |= {(title, one, cell.slot.row): cell.slot.col for cell in columns[other]}
            to |= {(title, other, cell.slot.row): cell.slot.col for cell in columns[one]}
    steps = (
        to.get((cell.grid.title, cell.slot.column, cell.slot.row), cell.slot.col) - cell.slot.col for cell in cells
    )
    return [_aside(cell, step) for cell, step in zip(cells, steps, strict=True)], problems


def _are_swapped(columns: dict[str, list[Found]], one: str, other: str, evidence: _Evidence) -> bool:
    """Whether nothing in the one column suits it, everything in the other does, and nothing says the contrary.

    What suits both, such as "Not known", proves nothing.
    """
    others = {cell.slot.row: cell for cell in columns[other]}
    pairs = [(cell, others[cell.slot.row]) for cell in columns[one] if cell.slot.row in others]
    suits = evidence.suits
    wrong = right = 0
    for cell, beside in pairs:
        mine, theirs = cell.slot.col, beside.slot.col
        for at_home, aside in ((suits(cell, mine), suits(beside, mine)), (suits(beside, theirs), suits(cell, theirs))):
            if aside is False or (at_home and aside is None):
                return False
        wrong += suits(cell, mine) is False
        right += suits(cell, theirs) is True and suits(beside, theirs) is not True
    return min(wrong, right) >= _ENOUGH


@dataclass(frozen=True, slots=True)
class _Row:
    """The answer cells of one row, side by side."""

    cells: Sequence[Found]
    evidence: _Evidence

    @property
    def size(self) -> int:
        """The number of answers."""
        return len(self.cells)

    @property
    def has_statement(self) -> bool:
        """Whether what names the row still stands there."""
        first = self.cells[0]
        is_named = first.slot.grows and first.matched_by == "ref"
        return is_named or first.matched_by not in ("ref", "position")

    def at(self, number: int, step: int = 0) -> Raw:
        """The content of an answer's cell, or of the one beside it."""
        cell = self.cells[number]
        return cell.grid.at(cell.slot.row, cell.slot.col + step)

    def suits(self, number: int, step: int) -> bool | None:
        """Whether what stands so far aside of an answer's cell suits its question; None proves nothing."""
        return self.evidence.suits(self.cells[number], self.cells[number].slot.col + step)


@dataclass(frozen=True, slots=True)
class _Move:
    """The answers from number `first` on stand `step` columns aside. `lost` is the answer whose cell was taken out."""

    step: int
    first: int
    lost: int | None = None

    def steps(self, size: int) -> list[int | None]:
        """For each answer how far aside it stands; None if it is gone."""
        return [None if n == self.lost else self.step if n >= self.first else 0 for n in range(size)]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """For each answer how far aside it stands, None where nothing can be said. `step` is 0 if the move is not sure."""

    step: int
    steps: tuple[int | None, ...]


def _moved(row: _Row) -> _Verdict | None:
    """What happened to the row; None if it stands as it should or if nothing proves the contrary.

    Where some cells suit the place at which they stand, the move must make sense of clearly more, and contradict none.
    Of several moves those with most proofs count, and of these only what they agree on. A single proof is enough only
    for a row that was typed one column to the right as a whole.
    """
    here = [row.suits(number, 0) for number in range(row.size)]
    if False not in here:
        return None
    proofs = {move: proofs for move in _moves(row) if (proofs := _proofs(row, move))}
    if not proofs or (True in here and max(proofs.values()) < here.count(True) + _CLEARLY):
        return None
    likely = [move for move in proofs if proofs[move] == max(proofs.values())]
    first = min(move.first if move.lost is None else move.lost for move in likely)
    if max(proofs.values()) == 1 and (len(likely) > 1 or likely[0] != _Move(1, 0)):
        return _Verdict(0, tuple(0 if number < first else None for number in range(row.size)))
    columns = zip(*(move.steps(row.size) for move in likely), strict=True)
    agreed = (_agreed(row, number, steps) for number, steps in enumerate(columns))
    return _Verdict(likely[0].step, tuple(agreed))


def _agreed(row: _Row, number: int, steps: Sequence[int | None]) -> int | None:
    """Where an answer stands if all moves say so, or if the cells they name hold the same."""
    contents = {row.at(number, step) for step in steps if step is not None}
    return steps[0] if None not in steps and len(contents) == 1 else None


def _moves(row: _Row) -> Iterator[_Move]:
    """To the right: an empty cell is where it began. To the left: over the statement, or over a cell taken out."""
    for first in range(row.size):
        if row.at(first) is None:
            yield _Move(1, first)
    if not row.has_statement:
        yield _Move(-1, 0)
    for first in range(1, row.size):
        yield _Move(-1, first, lost=first - 1)


def _proofs(row: _Row, move: _Move) -> int:
    """How many cells prove that they were moved like this; 0 as soon as one says the contrary."""
    heard = [row.suits(number, step) for number, step in enumerate(move.steps(row.size)) if step is not None]
    return 0 if False in heard else sum(1 for suits in heard if suits)


def _row(cells: list[Found], evidence: _Evidence) -> tuple[list[Found], list[Problem]]:
    """One row, put right if its cells were moved to the side; without those of which nothing can be said."""
    if not cells or any(b.slot.col != a.slot.col + 1 for a, b in pairwise(cells)):
        return cells, []
    verdict = _moved(_Row(cells, evidence))
    if verdict is None:
        return cells, []
    first = cells[0].slot
    place = Place(sheet=cells[0].grid.title, cell=a1(first.row, first.col), ref=first.ref, item=first.item)
    steps = list(zip(cells, verdict.steps, strict=True))
    labels = [evidence.label(cell) for cell, step in steps if step is None]
    problems = [Problem("ROW-013" if verdict.step > 0 else "ROW-017", place)] if verdict.step else []
    problems += [Problem("ROW-018", place, {"columns": ", ".join(labels)})] if labels else []
    return [_aside(cell, step) for cell, step in steps if step is not None], problems


def _aside(cell: Found, step: int) -> Found:
    return replace(cell, slot=replace(cell.slot, col=cell.slot.col + step)) if step else cell


def _by_row(cells: list[Found]) -> tuple[list[Found], list[Problem]]:
    """Answers of a form that stand in the next column, if nothing is headed there: one a row leaves no doubt."""
    first = min(cell.slot.row for cell in cells)
    headed = {(cell.grid.title, col) for cell in cells for row, col in cell.grid.cells if row < first}
    settled, problems = [], []
    for cell in cells:
        row, col = cell.slot.row, cell.slot.col
        if cell.grid.at(row, col) is None and cell.grid.at(row, col + 1) and (cell.grid.title, col + 1) not in headed:
            place = Place(sheet=cell.grid.title, cell=a1(row, col), ref=cell.slot.ref, item=cell.slot.item)
            problems.append(Problem("ROW-013", place))
            settled.append(_aside(cell, 1))
        else:
            settled.append(cell)
    return settled, problems
