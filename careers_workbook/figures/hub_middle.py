"""The middle of a Hub: what half of its schools are above. Statements only, never numbers of young people.

Enters: the progress of the schools whose return counts. Leaves: a `HubMiddle`, or None where too few stand behind it.
Must not know: which school is which.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.checklist_progress import Progress

LEAST_SCHOOLS = 6
"""Schools that must stand behind a middle: with fewer, one that knows its own would learn of another."""


@frozen
class HubMiddle:
    """Medians over so many `schools`. `done` and those of `benchmarks` (by number) are per cent, `overdue` is actions.

    None, or no entry, where fewer than LEAST_SCHOOLS have a figure.
    """

    schools: int
    done: float | None
    overdue: float | None
    benchmarks: Mapping[int, float]


def hub_middle(of: Sequence[Progress]) -> HubMiddle | None:
    """The middle of the returns that say something."""
    if len(of) < LEAST_SCHOOLS:
        return None
    numbers = {tally.number for one in of for tally in one.benchmarks if tally.number}
    found = {
        number: _middle(t.counts.percent_done for one in of for t in one.benchmarks if t.number == number)
        for number in sorted(numbers)
    }
    return HubMiddle(
        len(of),
        _middle(one.total.percent_done for one in of),
        _middle(one.total.overdue for one in of),
        {number: value for number, value in found.items() if value is not None},
    )


def _middle(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if len(known) >= LEAST_SCHOOLS else None
