"""Plausible answers of a made-up school: seeded chance over the words of phrases.json, tuned by how far the school is.

They are by (ref, column id), as `build` takes them. Must not know: spreadsheets, files other than phrases.json.
"""

import datetime as dt
import json
import random
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import COMPLETED_GROUPS
from careers_workbook.spec.sheets.checklist import ChecklistSheet, Item, completed_groups, has_status
from careers_workbook.spec.sheets.declaring import running_ref
from careers_workbook.spec.sheets.form import FormField, FormSheet
from careers_workbook.spec.sheets.leavers import LeaversSheet

FilledAnswers = dict[tuple[str, str], AnswerValue | str]
_WORKING_DAYS, _TRIES = 5, 8
_AHEAD = dt.timedelta(days=300)
"""This year's leavers are listed when their last summer is no further away."""
_HOLIDAYS = (((1, 1), (1, 4)), ((7, 22), (9, 3)), ((12, 19), (12, 31)))
_COLLEGE_AND_REST = {
    "school": 22, "fe_college": 30, "specialist_college": 14, "supported_internship": 8, "training_provider": 5,
    "employment": 3, "apprenticeship": 1, "voluntary": 2, "day_service": 9, "neet_seeking": 4, "neet_not_available": 2,
    "not_known": 3, "deceased": 0,
}  # fmt: skip
"""Chances of a destination, by option id, roughly as leavers of special schools go; options not named have 1."""
_AWAY = ("apprenticeship", "employment", "other")
_NO_PLACE = ("not sustained", "not known")
"""Groups of destinations after which nobody is back at school, and at which nobody can still be."""
_MONTHS = {"intended": -10, "autumn": 3, "six_months": 8, "year_1": 12, "year_2": 24, "year_3": 36, "year_4": 48}
"""Months after the end of July of the leaving year when a column is filled in."""


@frozen
class Stage:
    """How far a school is. `chances` weigh done, in progress, not done, not applicable, blank; the rest are 0 to 1.

    `late`: open deadlines that have passed; `noted`: answers with a review; `leavers`: the size of a year's cohort.
    """

    chances: tuple[int, int, int, int, int]
    late: float
    noted: float
    leavers: int


STAGES = (
    Stage((62, 22, 6, 6, 4), 0.05, 0.9, 11),
    Stage((40, 36, 12, 4, 8), 0.2, 0.7, 14),
    Stage((24, 34, 24, 4, 14), 0.35, 0.5, 9),
    Stage((80, 12, 2, 6, 0), 0.0, 0.95, 16),
    Stage((18, 22, 30, 18, 12), 0.5, 0.4, 6),
    Stage((8, 18, 24, 10, 40), 0.3, 0.2, 4),
    Stage((46, 40, 6, 2, 6), 0.15, 0.8, 13),
    Stage((52, 24, 8, 12, 4), 0.1, 0.75, 17),
    Stage((30, 30, 30, 4, 6), 0.6, 0.5, 5),
    Stage((70, 18, 4, 4, 4), 0.05, 0.6, 7),
    Stage((34, 20, 16, 22, 8), 0.25, 0.55, 8),
    Stage((4, 8, 8, 0, 80), 0.0, 0.1, 0),
)
"""One for each school of the demo's register, in its order."""


@cache
def phrases() -> dict[str, Any]:
    """The words that the made-up schools use."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("phrases.json").read_text(encoding="utf-8"))
    return loaded


@frozen
class Hand:
    """Who fills in: a spec, how far the school is, the day, and chance."""

    spec: Spec
    stage: Stage
    today: dt.date
    chance: random.Random

    def answers(self) -> FilledAnswers:
        """Everything the school types, over what is filled in already."""
        found: FilledAnswers = {}
        for form in self.spec.of(FormSheet):
            for field in form.fields:
                found.update(self._detail(field))
        for checklist in self.spec.of(ChecklistSheet):
            if has_status(checklist):
                for section in checklist.sections:
                    for item in section.items:
                        found.update(self._item(item, checklist))
        for tracker in self.spec.of(LeaversSheet):
            rows = [row for column in tracker.columns if column.id == "leaving_year" for row in self._leavers(column)]
            by_id = {column.id: column for column in tracker.columns}
            for number, end in enumerate(rows[: tracker.rows], 1):
                found.update(self._leaver(running_ref(tracker.prefix, number), end, by_id))
        return found

    def _maybe(self, likely: float) -> bool:
        return self.chance.random() < likely

    def _detail(self, field: FormField) -> FilledAnswers:
        if field.prefill:
            return {}
        words = phrases()["details"].get(field.id)
        if words:
            return {(field.ref, "answer"): self.chance.choice(words)}
        if field.id == "pupils":
            return {(field.ref, "answer"): f"{self.stage.leavers * 9 + self.chance.randint(20, 40)} pupils"}
        return {(field.ref, "answer"): self.stage.leavers} if field.answer == "whole number" else {}

    def _item(self, item: Item, checklist: ChecklistSheet) -> FilledAnswers:
        group = self.chance.choices((*COMPLETED_GROUPS, None), self.stage.chances)[0]
        if group is None:
            return {}
        labels = {meaning: label for label, meaning in completed_groups(self.spec, checklist).items()}
        typed: dict[str, AnswerValue | str] = {"completed": labels.get(group, "")}
        bank = _bank(item.ref)
        if group == "not applicable":
            typed["review"] = self.chance.choice(phrases()["not_applicable"])
        elif group == "done":
            typed["review"] = self.chance.choice(bank["done"]) if self._maybe(self.stage.noted) else ""
            typed["deadline"] = self._day(-300, -10) if self._maybe(0.6) else ""
        else:
            typed["action"] = self.chance.choice(bank["actions"]) if self._maybe(0.9) else ""
            typed["deadline"] = self._deadline() if self._maybe(0.85) else ""
            noted = group == "in progress" and self._maybe(self.stage.noted)
            typed["review"] = self.chance.choice(bank["under_way"]) if noted else ""
        return {(item.ref, column): value for column, value in typed.items() if value != ""}

    def _deadline(self) -> dt.date:
        return self._day(-60, -3) if self._maybe(self.stage.late) else self._day(5, 240)

    def _day(self, earliest: int, latest: int) -> dt.date:
        """A day so many days from today; a school day, if chance finds one."""
        days = [self.today + dt.timedelta(days=self.chance.randint(earliest, latest)) for _ in range(_TRIES)]
        return next(filter(_is_school_day, days), days[0])

    def _leavers(self, column: Question) -> Iterator[tuple[str, dt.date]]:
        """Each leaver as the label and the end of the school year of leaving, this year's from the autumn on."""
        for option in self.spec.options(column):
            years = re.match(r"\d{4}", option.label)
            end = dt.date(int(years[0]) + 1, 7, 31) if years else self.today
            if self.stage.leavers and end - self.today < _AHEAD:
                cohort = self.stage.leavers + (self.chance.randint(-2, 2) if end < self.today else 0)
                yield from ((option.label, end) for _ in range(cohort))

    def _leaver(self, ref: str, left: tuple[str, dt.date], columns: Mapping[str, Question]) -> FilledAnswers:
        """One leaver's line: what could be known by today, most of it known, most leavers staying where they are."""
        label, end = left
        typed: FilledAnswers = {(ref, "leaving_year"): label}
        if "left_at_end_of" in columns:
            typed[ref, "left_at_end_of"] = self.chance.choice(self.spec.options(columns["left_at_end_of"])).label
        now: Choice | None = None
        for name, months in _MONTHS.items():
            if name not in columns or (self.today - end).days < months * 30.4 or not self._maybe(0.93):
                continue
            if name == "six_months":
                stays = now is None or now.group not in _NO_PLACE
                typed[ref, name] = self._option(columns[name], {"yes": 12 if stays else 0, "no": 2}).label
            else:
                left_school = now is not None and now.group in _AWAY
                chances = _COLLEGE_AND_REST | ({"school": 0} if left_school else {})
                now = now if now and self._maybe(0.82) else self._option(columns[name], chances)
                typed[ref, name] = now.label
        return typed

    def _option(self, column: Question, chances: dict[str, int]) -> Choice:
        options = self.spec.options(column)
        return self.chance.choices(options, [chances.get(option.id, 1) for option in options])[0]


def _is_school_day(day: dt.date) -> bool:
    at_home = any(first <= (day.month, day.day) <= last for first, last in _HOLIDAYS)
    return day.weekday() < _WORKING_DAYS and not at_home


@cache
def _bank(ref: str) -> dict[str, Any]:
    banks: list[dict[str, Any]] = phrases()["banks"]
    return next((bank for bank in banks if ref in bank["refs"]), banks[0])
