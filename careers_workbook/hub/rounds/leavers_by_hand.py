"""Numbers of leavers that the Hub wrote down: by leaving year, and by group at each checkpoint, as they are stored.

No row of a leaver is ever written down. Enters: a spec; the numbers of a return. Leaves: the questions that can be
asked on the telephone ("How many left in 2025/26? How many of them were in education in the autumn?"), and the numbers
with what was told. Must not know: how an answer comes, how anything is shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import show_date
from careers_workbook.figures.leaver_counts import Cohort, Destinations, with_numbers
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.checkpoints import is_too_early, opens
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.counts import ALL_LEAVERS, CountsSheet, groups_at, leavers_question
from careers_workbook.spec.sheets.leavers import LeaversSheet, asked_about, leaver_sheets, year_question


def number_questions(spec: Spec) -> Iterator[Answer]:
    """A blank answer for each number; the ref is the leaving year, behind the title where several sheets ask for it."""
    sheets = leaver_sheets(spec)
    for sheet in sheets:
        asked = year_question(sheet)
        for year in spec.options(asked) if asked else ():
            ref = year.label if len(sheets) == 1 else f"{sheet.title} {year.label}"
            for column, label in _columns(sheet, spec):
                yield Answer(CountsSheet.word, sheet.title, ref, year.label, column, f"{year.label}, {label}", "blank")


def _columns(sheet: LeaversSheet, spec: Spec) -> Iterator[tuple[str, str]]:
    yield ALL_LEAVERS, leavers_question().label
    for question in asked_about(sheet):
        for group in dict.fromkeys(groups_at(sheet, question, spec).values()):
            yield f"{question.id}.{group}", f"{question.label}: {group}"


class LeaverNumbers:
    """The numbers of one return, with those that were told."""

    def __init__(self, found: Sequence[Destinations], spec: Spec) -> None:
        self._found, self._spec = {one.sheet: one for one in found}, spec
        self._told: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))

    def known(self, asked: Answer) -> int | None:
        """What the return says; None where it says nothing of this year, or of this checkpoint."""
        cohort = self._cohort(asked.sheet, asked.item)
        checkpoint, _, group = asked.column_id.partition(".")
        if cohort is None or not group:
            return cohort.leavers if cohort else None
        point = cohort.point(checkpoint)
        return dict(point.groups).get(group, 0) if point and sum(number for _, number in point.groups) else None

    def _cohort(self, title: str, year: str) -> Cohort | None:
        cohorts = self._found[title].cohorts if title in self._found else ()
        return next((one for one in cohorts if (one.year, one.year_state) == (year, "answered")), None)

    @property
    def told(self) -> frozenset[str]:
        """The titles of the sheets of which numbers were told."""
        return frozenset(self._told)

    def put(self, asked: Answer, number: int) -> None:
        """One that was told."""
        self._told[asked.sheet][asked.item][asked.column_id] = number

    def with_told(self, today: dt.date) -> tuple[Destinations, ...]:
        """All of them together."""
        made = dict(self._found)
        for sheet in leaver_sheets(self._spec):
            if told := self._told.get(sheet.title):
                bare = made.get(sheet.title, Destinations(sheet.title, False, 0, ()))
                made[sheet.title] = with_numbers(bare, told, sheet, self._spec, today)
        return tuple(made.values())

    def problems(self, today: dt.date) -> Iterator[Problem]:
        """What does not go together, as where a workbook asks for numbers."""
        after = {one.sheet: one for one in self.with_told(today)}
        for sheet in leaver_sheets(self._spec):
            for year, numbers in self._told.get(sheet.title, {}).items():
                cohort = next(one for one in after[sheet.title].cohorts if one.year == year)
                before = self._cohort(sheet.title, year)
                given = numbers.get(ALL_LEAVERS, before.leavers if before else None)
                said = {"year": year, "total": str(cohort.leavers), "leavers": str(given)}
                place = Place(sheet=sheet.title)
                if given is None:
                    yield Problem("DEST-012", place, said)
                elif cohort.leavers > given:
                    most = next(p for p in cohort.checkpoints if sum(n for _, n in p.groups) == cohort.leavers)
                    yield Problem("DEST-011", place, {**said, "column": most.label})
                for question in asked_about(sheet):
                    told = any(number for name, number in numbers.items() if name.startswith(f"{question.id}."))
                    if told and is_too_early(question.id, year, today) and (day := opens(question.id, year)):
                        words = {"column": question.label, "year": f"the leavers of {year}", "day": show_date(day)}
                        yield Problem("DEST-006", Place(sheet=sheet.title, column=question.label), words)
