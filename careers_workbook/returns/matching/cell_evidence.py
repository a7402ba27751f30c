"""What the content of a cell says of the question that it may answer.

Enters: cells, questions. Leaves: yes, no, or nothing at all: a question that any text suits proves nothing, wherever
its cell stands. Must not know: headings, rows, where a cell should stand.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from careers_workbook.core.cells import Cell
from careers_workbook.core.kept import kept
from careers_workbook.core.text import Raw
from careers_workbook.spec.answers.registry import kind_of, parse
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import ALL_KNOWN, NOT_YET, UNDATED
from careers_workbook.spec.status import WORDS
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import Grid

PROOFS = 3
"""Cells of one column that have to say the same before it is believed: fewer may be slips."""
_STATUS_WORDS = frozenset(word.word for word in WORDS) | {ALL_KNOWN, UNDATED}


_MOST, _LONGEST = 10_000, 200
"""Contents of cells of which is known what they say, and characters of the longest of them."""


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """Says whether what stands in a cell suits a question.

    `known` is what was found before: the same few words are asked for again and again.
    """

    spec: Spec
    known: dict[tuple[object, ...], tuple[bool | None, bool]] = field(default_factory=dict)

    def suits(self, grid: Grid, at: Cell, question: Question) -> bool | None:
        """True or False over a filled cell; None where nothing is proved: it is blank, or any text would suit."""
        if grid.cells.get(at) is None or kind_of(question).free_text:
            return None
        return self._read(grid, at, question)[0]

    def is_plain(self, grid: Grid, at: Cell, question: Question) -> bool:
        """Whether a cell is an answer to the question just as it would be picked or typed, in no other words."""
        return self.suits(grid, at, question) is True and self._read(grid, at, question)[1]

    def proves(self, grid: Grid, cells: Iterable[Cell], question: Question) -> bool:
        """Whether the cells of a column show that it answers this question; the words of our formulas show nothing."""
        typed = (at for at in cells if not is_ours(grid.cells.get(at)))
        said = [suits for at in typed if (suits := self.suits(grid, at, question)) is not None]
        return sum(said) >= PROOFS and sum(said) * 3 > len(said) * 2

    def _read(self, grid: Grid, at: Cell, question: Question) -> tuple[bool | None, bool]:
        """Whether a cell suits, and whether it is plain. A box that is not ticked says nothing where a tick would."""
        content = grid.content(*at)
        raw = content.value  # 1, 1.0 and TRUE are three answers
        asked = (question.answer, question.settings, type(raw), raw, content.number_format)
        said = self.known.get(asked)
        if said is None:
            parsed = parse(content, question, self.spec)
            ticked = replace(content, value=True)
            is_box = parsed.is_blank and parse(ticked, question, self.spec).value is not None
            said = None if is_box else parsed.value is not None, parsed.code is None
            self._keep(asked, said, len(content.number_format) + len(raw if isinstance(raw, str) else ""))
        return said

    def _keep(self, asked: tuple[object, ...], said: tuple[bool | None, bool], length: int) -> None:
        if len(self.known) >= _MOST:
            self.known.clear()
        if length <= _LONGEST:
            self.known[asked] = said


@kept(MOST_SPECS)
def evidence_by(spec: Spec) -> CellEvidence:
    """What cells say of the questions of a spec."""
    return CellEvidence(spec)


def is_ours(raw: Raw) -> bool:
    """Whether these are words that our own formulas write beside the last answer."""
    return raw in _STATUS_WORDS or (isinstance(raw, str) and raw.startswith(NOT_YET))
