"""What is known about the leavers of one return, counted: frozen records, nothing else.

Enters and leaves: values only: never a row, never a reference. Must not know: how a number is counted, how it is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from careers_workbook.returns.submission import State
from careers_workbook.spec.semantic_ids import FEW, NOT_KNOWN

SMALL = range(1, FEW)
"""Counts that could point to a pupil: 1 to 5 (the practice of the DfE's school tables)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where the leavers of one year were at one time. `groups` has every group that the list knows, also with 0.

    `not_due` says that the time had not come on the day of the report, so that a blank is no omission; `too_early` that
    nobody could know it yet. `in_touch` are those of whom something is known, `in_eet` those in education, employment
    or training (None where the checkpoint does not ask where).
    """

    id: str
    label: str
    groups: tuple[tuple[str, int], ...]
    blank: int
    unreadable: int
    missing: int
    not_asked: int
    not_due: bool = False
    too_early: bool = False
    in_touch: int = 0
    in_eet: int | None = None

    def numbers(self) -> Iterator[int]:
        """Every count of it."""
        yield from (count for _, count in self.groups)
        yield from (self.blank, self.unreadable, self.missing, self.not_asked)

    def alike(self, leavers: int) -> bool:
        """Whether one known group holds all of so many leavers."""
        return any(count == leavers > 0 for name, count in self.groups if name.casefold() != NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The leavers of one leaving year; `year` is empty unless `year_state` is answered.

    `sustained` counts those at work or learning in the autumn and still there six months on; None where that is not
    asked, or cannot be said because a column is missing.
    """

    year: str
    year_state: State
    leavers: int
    checkpoints: tuple[Checkpoint, ...]
    sustained: int | None = None

    @property
    def few(self) -> bool:
        """Whether percentages rest on so few leavers that they say little."""
        return 0 < self.leavers < FEW

    def point(self, checkpoint: str) -> Checkpoint | None:
        """The checkpoint with this id; None if it is not asked for."""
        return next((point for point in self.checkpoints if point.id == checkpoint), None)

    def percent(self, number: int | None, point: Checkpoint | None) -> float | None:
        """A number at a checkpoint as a percentage of all leavers of the year.

        None where nobody can know it yet, and where answers are missing from the file: it would be too low.
        """
        if number is None or point is None or point.too_early or point.missing or point.not_asked or not self.leavers:
            return None
        return 100 * number / self.leavers


@dataclass(frozen=True, slots=True)
class Destinations:
    """One tracker, counted: never a row, never a reference. `missing`: its sheet is not in the file."""

    sheet: str
    missing: bool
    leavers: int
    cohorts: tuple[Cohort, ...]

    @property
    def small_numbers(self) -> bool:
        """Whether any count is 1 to 5."""
        every = [self.leavers, *(c.leavers for c in self.cohorts)]
        every += [number for c in self.cohorts for point in c.checkpoints for number in point.numbers()]
        return any(number in SMALL for number in every)

    @property
    def all_alike(self) -> bool:
        """Whether all leavers of some year share one group at some time: true of all is known of each."""
        return any(point.alike(cohort.leavers) for cohort in self.cohorts for point in cohort.checkpoints)
