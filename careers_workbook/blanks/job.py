"""What one workbook is made from, handed as one value to every sheet writer.

Enters and leaves: values only. Must not know: how anything is written.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from careers_workbook.core.school import School
from careers_workbook.layout.places import SheetPlan
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.years import school_year
from careers_workbook.spreadsheet.write.writer import SheetWriter

Answers = Mapping[tuple[str, str], AnswerValue | str]
"""(ref, column id) -> what the answer cell holds."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the Hub decides for one round: the day it is made, the day it is due, and to whom it returns.

    `school_year` is the year it is for (2026 for 2026/27), if not that of the day it is made. `notes` are the lines of
    Start here about what was carried over, as (where, what): as many as the layout has room for.
    """

    today: dt.date
    due: dt.date | None = None
    return_to: str = ""
    school_year: int | None = None
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def year(self) -> int:
        """The school year that the workbook is for."""
        return school_year(self.today) if self.school_year is None else self.school_year


@dataclass(frozen=True, slots=True)
class Job:
    """One workbook to be made."""

    layout: Layout
    school: School
    order: Order
    answers: Answers = field(default_factory=dict)

    def answer(self, ref: str, column: str) -> AnswerValue | None:
        """What an answer cell holds; None if it is empty."""
        value = self.answers.get((ref, column))
        return None if value == "" else value


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet in the making: its plan and the sheet that is written."""

    job: Job
    plan: SheetPlan
    out: SheetWriter
