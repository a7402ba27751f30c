"""One school's answers, every one different, so that an answer under the wrong question cannot go unnoticed."""

import datetime as dt

from careers_workbook.core.school import School
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.checkpoints import YEAR, is_too_early
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.sheets.list import TrackerSheet

FIRST_SPEC = "send-careers-checklist"
"""The checklist as schools have known it since 2020, on which the kept returns and most tests stand."""
Key = tuple[str, str]
SCHOOL = School("990001", "Oak Lane School", "Northmoor", "Community special school", "11-19")
BUILT = dt.date(2026, 9, 7)
LEAVERS = 14
PLACES = (
    *("Further education (FE) college", "Specialist college", "Sixth-form college", "Supported internship"),
    *("Training provider", "Apprenticeship", "Voluntary work", "Day service or social care"),
)
"""Places that may follow one another in any order: no leaver has the same twice in a row."""


def truth(spec: Spec) -> dict[Key, AnswerValue]:
    """(ref, column id) -> answer: every question of forms and checklists, and fourteen leavers."""
    answers: dict[Key, AnswerValue] = {}
    number = 0
    for form in spec.of(FormSheet):
        for asked in form.fields:
            number += 1
            answers[asked.ref, "answer"] = (
                SCHOOL.detail(asked.prefill) if asked.prefill else _value(asked, number, spec)
            )
    for checklist in spec.of(ChecklistSheet):
        for item in (item for section in checklist.sections for item in section.items):
            number += 1
            for column in checklist.columns:
                answers[item.ref, column.id] = _value(column, number, spec, item.ref)
    for tracker in spec.of(TrackerSheet):
        for leaver in range(1, LEAVERS + 1):
            for number, column in enumerate(tracker.columns):
                places = getattr(column.settings, "list", "") == "destinations"
                value = PLACES[(leaver + number) % len(PLACES)] if places else _value(column, leaver, spec)
                answers[f"{tracker.prefix}{leaver:02d}", column.id] = value
    return answers


def _value(asked: Question, number: int, spec: Spec, ref: str = "") -> AnswerValue:
    match asked.answer:
        case "date":
            # days that no other order of day and month can mean
            return dt.date(2027, 1 + number % 12, 13 + number % 15)
        case "choice":
            options = spec.options(asked)
            return options[number % len(options)].label
        case "whole number":
            return LEAVERS
        case "yes/no":
            return ("Yes", "No")[number % 2]
    return f"{asked.label} for {ref or asked.id}, answer number {number}"


def known(spec: Spec, today: dt.date) -> dict[Key, AnswerValue]:
    """The same, without what nobody can know on that day of leavers."""
    answers = truth(spec)
    years = {ref: str(year) for (ref, column), year in answers.items() if column == YEAR}
    return {
        (ref, column): value
        for (ref, column), value in answers.items()
        if ref not in years or not is_too_early(column, years[ref], today)
    }
