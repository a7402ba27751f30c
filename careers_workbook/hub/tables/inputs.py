"""What the tables are made from: a round whose returns have been carried over and compared with those before.

Enters: a Round, the one before it or None. Leaves: a `Material`, its round with the findings that only this shows.
Must not know: tables, columns.
"""

from dataclasses import dataclass

from careers_workbook.figures.quality import Finding
from careers_workbook.hub.comparison.changes import Comparison
from careers_workbook.hub.comparison.round_comparison import look_across
from careers_workbook.hub.publication.withheld import Leavers
from careers_workbook.hub.rounds.migrated import Reading
from careers_workbook.hub.rounds.return_selection import Judged
from careers_workbook.hub.rounds.rounds import Round

RowValues = dict[str, object]
"""One row of a table by column name; a value that is not there is None, or left out."""


@dataclass(frozen=True, slots=True)
class Material:
    """`comparison` is None where there is no collection before. `internal`: for the Hub's own eyes only."""

    round: Round
    readings: tuple[Reading, ...]
    comparison: Comparison | None
    leavers: Leavers
    internal: bool

    def withholds(self, ref: str) -> bool:
        """Whether what a field of a form says is about leavers, and not for the readers of these tables."""
        return not self.internal and ref in self.leavers.refs

    def findings(self, judged: Judged) -> tuple[Finding, ...]:
        """What was found in a file, as the readers of these tables may see it."""
        if self.internal:
            return judged.findings
        titles = self.leavers.titles_in(judged.filed)
        return tuple(self.leavers.shown(finding, titles) for finding in judged.findings)


def prepare(now: Round, before: Round | None, *, internal: bool) -> Material:
    """Carry over, compare, and note what was found at the files that it was found in."""
    across = look_across(now, before)
    specs = (*now.specs, *(one.spec for one in across.readings))
    return Material(across.round, across.readings, across.comparison, Leavers.of(specs), internal)
