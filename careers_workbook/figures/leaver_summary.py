"""What is counted of the leavers of one return without where they are: enough to see whether anything has changed.

Enters: `Destinations`. Leaves: those of each year without their checkpoints, and a mark of all. Must not know: where
they are kept.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from careers_workbook.core.later import Later
from careers_workbook.figures.leaver_counts import Destinations


class SummarisedDestinations(Later[Destinations]):
    """Destinations that are fetched when somebody looks at them; `years` and their mark are here."""

    __slots__ = ("mark", "years")

    def __init__(
        self, years: tuple[Destinations, ...], mark: str, fetch: Callable[[], tuple[Destinations, ...]]
    ) -> None:
        super().__init__(fetch)
        self.years, self.mark = years, mark


def years_of(destinations: Sequence[Destinations]) -> tuple[Destinations, ...]:
    """The same, whose cohorts have no checkpoints."""
    if isinstance(destinations, SummarisedDestinations):
        return destinations.years
    return tuple(
        replace(one, cohorts=tuple(replace(cohort, checkpoints=()) for cohort in one.cohorts)) for one in destinations
    )


def mark_of(destinations: Sequence[Destinations]) -> str:
    """It is the same where all counts are, whatever the days on which they were counted."""
    if isinstance(destinations, SummarisedDestinations):
        return destinations.mark
    plain = [
        (
            (sheet.sheet, sheet.missing),
            [(cohort.year, cohort.year_state, cohort.leavers, cohort.sustained) for cohort in sheet.cohorts],
            [
                (p.id, p.groups, p.blank, p.unreadable, p.missing, p.not_asked)
                for cohort in sheet.cohorts
                for p in cohort.checkpoints
            ],
        )
        for sheet in destinations
    ]
    return hashlib.sha256(repr(plain).encode("utf-8", "surrogatepass")).hexdigest()[:16]
