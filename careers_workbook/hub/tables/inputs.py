"""What the tables are made from: a round whose returns have been carried over and compared with those before.

Enters: a `ComparedRound`. Leaves: a `Material`.
Must not know: tables, columns.
"""

from dataclasses import dataclass
from typing import TypeVar

from careers_workbook.figures.quality import WITHHELD
from careers_workbook.hub.comparison.changes import Comparison
from careers_workbook.hub.comparison.round_comparison import ComparedRound
from careers_workbook.hub.publication.withheld import AboutPeople, as_others_see
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.hub.rounds.rounds import Round

V = TypeVar("V")
RowValues = dict[str, object]
"""One row of a table by column name; a value that is not there is None, or left out."""


@dataclass(frozen=True, slots=True)
class Material:
    """`round` has findings as the readers of these tables may see them; `comparison` is None without a round before.

    `internal`: for the Hub's own eyes only.
    """

    round: Round
    readings: tuple[MigratedReturn, ...]
    comparison: Comparison | None
    people: AboutPeople
    internal: bool

    def shown(self, cell: tuple[str, str], said: V) -> V | str:
        """What a school says in a cell, known by its ref and the id of its column, as the readers may see it."""
        return said if said is None or self.internal or not self.people.withhold(*cell) else WITHHELD


def prepare(compared: ComparedRound, *, internal: bool) -> Material:
    """What the readers of the tables may see."""
    around = compared.round if internal else as_others_see(compared.round)
    return Material(around, compared.readings, compared.comparison, AboutPeople.of(compared.round.specs), internal)
