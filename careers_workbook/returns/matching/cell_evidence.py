"""What the content of a cell says of the question that it may answer.

Enters: cells, questions. Leaves: yes, no, or nothing at all: a question that any text suits proves nothing, wherever
its cell stands. Must not know: headings, rows, where a cell should stand.
"""

from collections.abc import Iterable
from dataclasses import field, replace

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.cells import Cell
from careers_workbook.core.frozen import frozen
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


_MOST_ASKED, _MOST, _LONGEST = 200, 2_000, 200
"""Questions, contents of cells of which is known what they say of one, and characters of the longest of them."""


@frozen
class _Asked:
    """A question, and what cells were found to say of it: whether they suit and are plain."""

    question: Question
    free_text: bool
    known: dict[tuple[type, Raw, str], tuple[bool | None, bool]] = field(default_factory=dict)


@frozen
class CellEvidence:
    """Says whether what stands in a cell suits a question. What was found before is known: words are few."""

    spec: Spec
    _asked: dict[int, _Asked] = field(default_factory=dict)

    def suits(self, grid: Grid, at: Cell, question: Question) -> bool | None:
        """True or False over a filled cell; None where nothing is proved: it is blank, or any text would suit."""
        if grid.cells.get(at) is None or (asked := self._of(question)).free_text:
            return None
        return self._read(grid, at, asked)[0]

    def is_plain(self, grid: Grid, at: Cell, question: Question) -> bool:
        """Whether a cell is an answer to the question just as it would be picked or typed, in no other words."""
        return self.suits(grid, at, question) is True and self._read(grid, at, self._of(question))[1]

    def proves(self, grid: Grid, cells: Iterable[Cell], question: Question) -> bool:
        """Whether the cells of a column show that it answers this question; the words of our formulas show nothing."""
        typed = (at for at in cells if not is_ours(grid.cells.get(at)))
        said = [suits for at in typed if (suits := self.suits(grid, at, question)) is not None]
        return sum(said) >= PROOFS and sum(said) * 3 > len(said) * 2

    def _of(self, question: Question) -> _Asked:
        asked = self._asked.get(id(question))
        if asked is None:
            if len(self._asked) >= _MOST_ASKED:
                self._asked.clear()
            asked = self._asked[id(question)] = _Asked(question, kind_of(question).free_text)
        return asked

    def _read(self, grid: Grid, at: Cell, asked: _Asked) -> tuple[bool | None, bool]:
        """Whether a cell suits, and whether it is plain. A box that is not ticked says nothing where a tick would."""
        marks = grid.marks
        raw = marks.struck[at].left if at in marks.struck else grid.cells.get(at)
        shown = marks.formats.get(at, "")
        key = type(raw), raw, shown  # 1, 1.0 and TRUE are three answers
        said = asked.known.get(key)
        if said is None:
            said = self._found(CellContent(raw, shown), asked.question)
            if len(asked.known) >= _MOST:
                asked.known.clear()
            if len(shown) + len(raw if isinstance(raw, str) else "") <= _LONGEST:
                asked.known[key] = said
        return said

    def _found(self, content: CellContent, question: Question) -> tuple[bool | None, bool]:
        parsed, ticked = parse(content, question, self.spec), replace(content, value=True)
        is_box = parsed.is_blank and parse(ticked, question, self.spec).value is not None
        return None if is_box else parsed.value is not None, parsed.code is None


@kept(MOST_SPECS)
def evidence_by(spec: Spec) -> CellEvidence:
    """What cells say of the questions of a spec."""
    return CellEvidence(spec)


def is_ours(raw: Raw) -> bool:
    """Whether these are words that our own formulas write beside the last answer."""
    return raw in _STATUS_WORDS or (isinstance(raw, str) and raw.startswith(NOT_YET))
