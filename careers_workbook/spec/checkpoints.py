"""When it can be known where a leaver is: the days of the checkpoints, and what their answers count as.

One table serves the workbook (what is greyed), the checks (what came too early) and the reports (what is late).
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import DESTINATION_GROUPS, NOT_KNOWN
from careers_workbook.spec.years import read_year

YEAR, INTENDED, FIRST, STILL_THERE = "leaving_year", "intended", "autumn", "six_months"
"""The tracker column that says when somebody left; the checkpoint before leaving, the first one after it, and the one
that does not ask where, but whether still there."""


@frozen
class Day:
    """A day after leaving: so many years after the summer of leaving, then month and day."""

    years: int
    month: int
    day: int = 1

    def after(self, summer: int) -> dt.date:
        """The day for those who left in the summer of a calendar year."""
        return dt.date(summer + self.years, self.month, self.day)


@frozen
class Window:
    """From which day a checkpoint can be known, and from which day a blank is an omission.

    A school year ends on 31 August. Schools ask about a year in its last summer term already, so that years open in
    July, and the half year opens in March, when a place that began in September has lasted two terms.
    """

    opens: Day
    due: Day


WINDOWS: Mapping[str, Window] = {
    "autumn": Window(Day(0, 9), Day(0, 12)),
    "six_months": Window(Day(1, 3), Day(1, 4)),
    **{f"year_{n}": Window(Day(n, 7), Day(n, 9)) for n in range(1, 5)},
}
"""The checkpoints that have their time, in its order. What is intended can be known before leaving."""


def summer_of(year: str) -> int | None:
    """The calendar year in which a leaving year ends: "2025/26" -> 2026; None if the label is no school year."""
    began = read_year(year)
    return None if began is None else began + 1


def opens(checkpoint: str, year: str) -> dt.date | None:
    """From which day a checkpoint of a leaving year can be known; None if that has no time, or nobody can say."""
    summer, window = summer_of(year), WINDOWS.get(checkpoint)
    return window.opens.after(summer) if window and summer is not None else None


def is_too_early(checkpoint: str, year: str, today: dt.date) -> bool:
    """Whether nobody can know it yet."""
    return (opens(checkpoint, year) or today) > today


def is_not_due(checkpoint: str, year: str, today: dt.date) -> bool:
    """Whether a blank is no omission yet."""
    summer, window = summer_of(year), WINDOWS.get(checkpoint)
    return bool(window and summer is not None and today < window.due.after(summer))


def groups_of(question: Question, spec: Spec) -> dict[str, str]:
    """Option label -> the group that it counts in; an option without a group is counted by its own label."""
    return {option.label: option.group or option.label for option in spec.options(question)}


def in_order(names: Iterable[str], groups: Mapping[str, str]) -> list[str]:
    """The usual groups first, in their usual order, then others as the list has them."""
    listed = [*DESTINATION_GROUPS, *groups.values()]
    return sorted(names, key=lambda name: (listed.index(name) if name in listed else len(listed), name))


def is_known(group: str) -> bool:
    """Whether a group says something about its leavers: "not known" does not, however it is written."""
    return group.casefold() != NOT_KNOWN
