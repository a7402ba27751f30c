"""What the tables are made from: a round whose returns have been carried over and compared with those before.

Enters: a `ComparedRound`. Leaves: a `Material`.
Must not know: tables, columns.
"""

from dataclasses import dataclass

from careers_workbook.figures.quality import Finding
from careers_workbook.hub.comparison.changes import Comparison
from careers_workbook.hub.comparison.round_comparison import ComparedRound
from careers_workbook.hub.publication.withheld import AboutLeavers
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.hub.rounds.return_selection import DecidedReturn
from careers_workbook.hub.rounds.rounds import Round

RowValues = dict[str, object]
"""One row of a table by column name; a value that is not there is None, or left out."""


@dataclass(frozen=True, slots=True)
class Material:
    """`comparison` is None where there is no round before. `internal`: for the Hub's own eyes only."""

    round: Round
    readings: tuple[MigratedReturn, ...]
    comparison: Comparison | None
    leavers: AboutLeavers
    internal: bool

    def withholds(self, ref: str) -> bool:
        """Whether what a field of a form says is about leavers, and not for the readers of these tables."""
        return not self.internal and ref in self.leavers.refs

    def findings(self, decided: DecidedReturn) -> tuple[Finding, ...]:
        """What was found in a file, as the readers of these tables may see it."""
        if self.internal:
            return decided.findings
        titles = self.leavers.titles_in(decided.stored)
        return tuple(self.leavers.shown(finding, titles) for finding in decided.findings)


def prepare(compared: ComparedRound, *, internal: bool) -> Material:
    """With the sheets and fields that are about leavers in any of its specs."""
    specs = (*compared.round.specs, *(one.spec for one in compared.readings))
    return Material(compared.round, compared.readings, compared.comparison, AboutLeavers.of(specs), internal)
