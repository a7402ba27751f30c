"""Rows whose cells were moved one column: typed beside, or a cell put in or taken out.

Enters: what each cell of a row would prove in its own column and in the ones beside it. Leaves: where the answers
really stand, if only one move explains the row, else from which on nothing can be said. Must not know: files, problems.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from careers_workbook.core.text import Raw

Suits = Callable[[int, int], bool | None]
"""(Number of the answer, step to the side) -> whether the cell there suits its question; None proves nothing."""


_CLEARLY = 2
"""So many cells more must suit their questions after a move than before, if some suit them before."""


@dataclass(frozen=True, slots=True)
class Row:
    """The answer cells of one row, side by side.

    `cells` has one more on either side of the answers. `has_statement` says that the statement still stands there.
    """

    cells: Sequence[Raw]
    suits: Suits
    has_statement: bool

    @property
    def size(self) -> int:
        """The number of answers."""
        return len(self.cells) - 2

    def at(self, number: int, step: int = 0) -> Raw:
        """The content of an answer's cell, or of the one beside it."""
        return self.cells[number + 1 + step]


@dataclass(frozen=True, slots=True)
class Move:
    """The answers from number `first` on stand `step` columns aside. `lost` is the answer whose cell was taken out."""

    step: int
    first: int
    lost: int | None = None

    def steps(self, size: int) -> list[int | None]:
        """For each answer how far aside it stands; None if it is gone."""
        return [None if n == self.lost else self.step if n >= self.first else 0 for n in range(size)]


@dataclass(frozen=True, slots=True)
class Verdict:
    """For each answer how far aside it stands, None where nothing can be said. `step` is 0 if the move is not sure."""

    step: int
    steps: tuple[int | None, ...]


def moved(row: Row) -> Verdict | None:
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
    if max(proofs.values()) == 1 and (len(likely) > 1 or likely[0] != Move(1, 0)):
        return Verdict(0, tuple(0 if number < first else None for number in range(row.size)))
    columns = zip(*(move.steps(row.size) for move in likely), strict=True)
    agreed = (_agreed(row, number, steps) for number, steps in enumerate(columns))
    return Verdict(likely[0].step, tuple(agreed))


def _agreed(row: Row, number: int, steps: Sequence[int | None]) -> int | None:
    """Where an answer stands if all moves say so, or if the cells they name hold the same."""
    contents = {row.at(number, step) for step in steps if step is not None}
    return steps[0] if None not in steps and len(contents) == 1 else None


def _moves(row: Row) -> Iterator[Move]:
    """To the right: an empty cell is where it began. To the left: over the statement, or over a cell taken out."""
    for first in range(row.size):
        if row.at(first) is None:
            yield Move(1, first)
    if not row.has_statement:
        yield Move(-1, 0)
    for first in range(1, row.size):
        yield Move(-1, first, lost=first - 1)


def _proofs(row: Row, move: Move) -> int:
    """How many cells prove that they were moved like this; 0 as soon as one says the contrary."""
    heard = [row.suits(number, step) for number, step in enumerate(move.steps(row.size)) if step is not None]
    return 0 if False in heard else sum(1 for suits in heard if suits)
