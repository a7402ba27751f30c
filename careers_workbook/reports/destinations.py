"""Leavers counted: by leaving year, at each checkpoint, by group. Counts only, never a row, never a reference.

Enters: the tracker answers of one return, its spec, the day. Leaves: `Destinations`, one a tracker sheet. A blank
checkpoint and the answer "Not known" stay apart. Must not know: how a number is shown.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from careers_workbook.reports.records import Checkpoint, Cohort, Destinations
from careers_workbook.returns.submission import Answer, State, Submission
from careers_workbook.spec.checkpoints import asked_about
from careers_workbook.spec.model import Question, Spec, TrackerSheet
from careers_workbook.spec.roles import DESTINATION_GROUPS

_YEAR = re.compile(r"(\d{4})\s*[/-]\s*(?:\d{2}|\d{4})")
_DUE: Mapping[str, Callable[[int], dt.date]] = {
    "autumn": lambda summer: dt.date(summer, 12, 1),
    "six_months": lambda summer: dt.date(summer + 1, 4, 1),
    "year_1": lambda summer: dt.date(summer + 1, 9, 1),
    "year_2": lambda summer: dt.date(summer + 2, 9, 1),
    "year_3": lambda summer: dt.date(summer + 3, 9, 1),
    "year_4": lambda summer: dt.date(summer + 4, 9, 1),
}
"""From which day a blank checkpoint is an omission, by the summer of leaving. Intended is asked before leaving."""

Leaver = Mapping[str, Answer]
"""One tracker row: its answers by column id."""


def count_destinations(submission: Submission, spec: Spec, today: dt.date) -> tuple[Destinations, ...]:
    """Every tracker of the spec that says where leavers are."""
    return tuple(_count(submission, sheet, spec, today) for sheet in spec.trackers() if asked_about(sheet))


def groups_of(question: Question, spec: Spec) -> dict[str, str]:
    """Option label -> the group that it counts in; an option without a group is counted by its own label."""
    return {option.label: option.group or option.label for option in spec.options(question)}


def _count(submission: Submission, sheet: TrackerSheet, spec: Spec, today: dt.date) -> Destinations:
    leavers = _leavers(submission, sheet)
    points = [_Point.of(question, spec) for question in asked_about(sheet)]
    cohorts = (
        Cohort(year, state, len(those), tuple(point.count(those, _summer(year), today) for point in points))
        for (year, state), those in _by_year(leavers, sheet, spec)
    )
    return Destinations(sheet.title, sheet.title in submission.missing_sheets, len(leavers), tuple(cohorts))


def _leavers(submission: Submission, sheet: TrackerSheet) -> list[Leaver]:
    """Rows that say something. Rows are told apart by their reference, which goes no further than this function."""
    answers = (answer for answer in submission.of_kind("tracker") if answer.sheet == sheet.title)
    rows = ({a.column_id: a for a in cells} for _, cells in groupby(answers, key=lambda a: a.ref))
    return [row for row in rows if any(a.state in ("answered", "unreadable") for a in row.values())]


def _by_year(
    leavers: Sequence[Leaver], sheet: TrackerSheet, spec: Spec
) -> Iterator[tuple[tuple[str, State], list[Leaver]]]:
    """Years as the list has them (only those with leavers), then leavers whose year is blank, unreadable or missing."""
    asked = next((column for column in sheet.columns if column.id == "leaving_year"), None)
    if asked is None:
        if leavers:
            yield ("", "not asked"), list(leavers)
        return
    found: dict[tuple[str, State], list[Leaver]] = {}
    for leaver in leavers:
        found.setdefault(_year(leaver.get("leaving_year")), []).append(leaver)
    listed = [option.label for option in spec.options(asked)]
    others = sorted(year for year, state in found if state == "answered" and year not in listed)
    wanted: list[tuple[str, State]] = [(year, "answered") for year in (*listed, *others)]
    wanted += [("", "blank"), ("", "unreadable"), ("", "missing"), ("", "not asked")]
    yield from ((key, found[key]) for key in wanted if key in found)


def _year(answer: Answer | None) -> tuple[str, State]:
    if answer is None:
        return "", "missing"
    return (str(answer.value), "answered") if answer.state == "answered" else ("", answer.state)


def _summer(year: str) -> int | None:
    """The calendar year in which a leaving year ends: 2025/26 -> 2026."""
    found = _YEAR.fullmatch(year.strip())
    return int(found[1]) + 1 if found else None


@dataclass(frozen=True, slots=True)
class _Point:
    """One checkpoint column and how its options are grouped."""

    id: str
    label: str
    groups: Mapping[str, str]

    @classmethod
    def of(cls, question: Question, spec: Spec) -> "_Point":
        return cls(question.id, question.label, groups_of(question, spec))

    def count(self, leavers: Iterable[Leaver], summer: int | None, today: dt.date) -> Checkpoint:
        states: Counter[str] = Counter()
        groups: Counter[str] = Counter()
        for leaver in leavers:
            answer = leaver.get(self.id)
            states[answer.state if answer else "missing"] += 1
            if answer and answer.state == "answered":
                groups[self.groups.get(str(answer.value), str(answer.value))] += 1
        due = _DUE.get(self.id)
        return Checkpoint(
            self.id,
            self.label,
            tuple((name, groups[name]) for name in _in_order({*self.groups.values(), *groups}, self.groups)),
            states["blank"],
            states["unreadable"],
            states["missing"],
            states["not asked"],
            not_due=bool(due and summer and today < due(summer)),
        )


def _in_order(names: Iterable[str], groups: Mapping[str, str]) -> list[str]:
    """The usual groups first, in their usual order, then others as the list has them."""
    listed = [*DESTINATION_GROUPS, *groups.values()]
    return sorted(names, key=lambda name: (listed.index(name) if name in listed else len(listed), name))
