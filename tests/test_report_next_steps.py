"""What a report says should be done next: one case a rule, and the order of urgency."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given

from careers_workbook.reports.school.summarise import MOST, RULES, summarise
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormSheet
from tests.support.random_returns import SPEC, TODAY, Drawn, returns
from tests.support.submissions import MISSING, Content, Leaver, submission
from tests.support.sweep import tries

Cells = Mapping[tuple[str, str], Content]
ITEMS = [item.ref for sheet in SPEC.of(ChecklistSheet) for section in sheet.sections for item in section.items]
DETAILS: Cells = {
    (field.ref, "answer"): 5 if field.answer == "whole number" else "Said"
    for form in SPEC.of(FormSheet)
    for field in form.fields
}
IN_ORDER: Cells = DETAILS | {(ref, "completed"): "Yes" for ref in ITEMS} | {(ref, "review"): "Seen" for ref in ITEMS}
SETTLED: Leaver = {
    "leaving_year": "2022/23",
    **dict.fromkeys(("intended", "autumn", "year_1", "year_2", "year_3"), "Apprenticeship"),
    "six_months": "Yes",
}


def steps(
    cells: Cells, leavers: tuple[Leaver, ...] = (SETTLED,), missing_sheets: tuple[str, ...] = ()
) -> dict[str, str]:
    returned = replace(submission(SPEC, cells, leavers), missing_sheets=missing_sheets)
    return {step.kind: step.text for step in summarise(returned, SPEC, TODAY).next_steps}


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def open_item(ref: str, **columns: Content) -> Cells:
    return {(ref, "completed"): "In progress", (ref, "review"): None, **{(ref, k): v for k, v in columns.items()}}


@pytest.mark.parametrize(
    ("rule", "cells", "said"),
    [
        (
            "finish_overdue",
            open_item("CL3", deadline=days(-45)) | open_item("CL2", deadline=days(-3)),
            (
                '2 actions are overdue; the oldest, CL3 ("The Careers Leader is receiving training"), by 45 days. '
                "Complete it, or agree a new date."
            ),
        ),
        (
            "finish_overdue",
            open_item("CL3", deadline=days(-1)),
            (
                '1 action is overdue: CL3 ("The Careers Leader is receiving training"), by 1 day. '
                "Complete it, or agree a new date."
            ),
        ),
        (
            "attend_to_due_soon",
            open_item("CL3", deadline=days(7)),
            '1 action is due within 28 days: CL3 ("The Careers Leader is receiving training"), by 07/04/2027.',
        ),
        (
            "set_deadlines",
            open_item("CL3") | open_item("SP5"),
            (
                '2 actions have no deadline; the first is CL3 ("The Careers Leader is receiving training"). '
                "Agree a date for each."
            ),
        ),
        (
            "correct_unreadable",
            open_item("CL3", deadline="31/02/2027"),
            (
                "1 answer could not be read and counts as no answer; it is Careers leadership!C3 (CL3, Deadline): "
                '"31/02/2027" is not a date. Type it as day/month/year, for example 28/02/2027.'
            ),
        ),
        (
            "restore_missing_answers",
            {("CL3", "action"): MISSING, ("SD2", "answer"): MISSING},
            (
                "Answers are missing from the file for SD2 and CL3: a row or a column was deleted. "
                "Copy all answers into a fresh workbook and add these."
            ),
        ),
        (
            "start",
            {("CG1", "completed"): None, ("CG1", "review"): None, ("CG3", "completed"): None, ("CG3", "review"): None},
            (
                "2 statements have not been started, in Careers Guidance. Next could be "
                'CG1 ("A Level 6 qualified Careers Adviser has been appointed either internally or services ...").'
            ),
        ),
        (
            "add_reviews",
            {("CL3", "review"): None},
            "1 statement is done without a review (CL3): note where the evidence is.",
        ),
        ("complete_details", {("SD1", "answer"): None}, "1 school detail is blank: SD1 Name of Interviewer."),
    ],
)
def test_each_rule_says_what_it_found(rule: str, cells: Cells, said: str) -> None:
    assert steps({**IN_ORDER, **cells}) == {rule: said}


def test_missing_sheets() -> None:
    assert steps(IN_ORDER, missing_sheets=("Careers leadership",)) == {
        "send_missing_sheets": "The sheet Careers leadership is missing from the file: put back what was deleted, "
        "and return the whole workbook."
    }


def test_leavers() -> None:
    assert steps(IN_ORDER, ()) == {
        "record_leavers": "No leaver is recorded on the sheet Destinations: "
        "use one line for each leaver, without names."
    }
    assert steps(IN_ORDER, (SETTLED, {**SETTLED, "leaving_year": None})) == {
        "choose_leaving_years": "1 leaver has no readable leaving year and is in no yearly figure: choose the year."
    }
    assert steps(IN_ORDER, (SETTLED, {**SETTLED, "autumn": None})) == {
        "follow_up_leavers": "Leavers of 2022/23: Autumn after leaving is blank for 1 of 2. "
        "Find out, or choose Not known."
    }


def test_when_nothing_is_left_it_says_so() -> None:
    assert steps(IN_ORDER) == {
        "all_in_order": "Nothing is overdue and nothing is left blank. Agree when to look at the checklist again."
    }
    later = steps(IN_ORDER | open_item("CL3", deadline=days(60)))
    assert later == {
        "all_in_order": "Nothing is overdue and nothing is left blank. The next deadline is 30/05/2027: "
        'CL3 ("The Careers Leader is receiving training").'
    }


def test_an_empty_return_is_told_where_to_begin() -> None:
    first = next(iter(steps({}).values()))
    assert first.startswith('No statement has been started yet. Begin with CL1 ("A Careers Leader')


@tries(25, many=300)
@given(returns())
def test_one_to_six_steps_the_most_urgent_first(drawn: Drawn) -> None:
    found = summarise(drawn.returned, SPEC, TODAY).next_steps
    assert 1 <= len(found) <= MOST
    order = [rule.__name__ for rule in RULES] + ["all_in_order"]
    assert [order.index(step.kind) for step in found] == sorted(order.index(step.kind) for step in found)
    assert all(step.text for step in found)
