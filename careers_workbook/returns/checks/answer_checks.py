"""Generators of problems that lie between answers, not in one cell.

Enters: a `Case`. Leaves: problems. One small function a rule, all listed in CHECKS; a rule that needs what the caller
did not give (today, the register, the return before) says nothing. Must not know: grids, files.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw, show_date
from careers_workbook.returns.checks import leaver_checks, school_checks
from careers_workbook.returns.checks.check_input import Case, ItemAnswers
from careers_workbook.returns.submission import Answer

Check = Callable[[Case], Iterator[Problem]]

LONG = 1_000
"""Characters that a cell shows: Excel's tallest row, 409 points, has 28 lines of about 40 here."""
_BARE = 5
"""Statements of a sheet from which "completed without a word" is said, if they are most of those completed."""


def required_is_blank(case: Case) -> Iterator[Problem]:
    """A form field that the spec calls required and that is blank."""
    required = {asked.ref for form in case.spec.forms() for asked in form.fields if asked.required}
    for answer in case.answers:
        if answer.kind == "form" and answer.ref in required and answer.state == "blank":
            yield Problem("CELL-006", answer.place(""))


def completed_without_a_word(case: Case) -> Iterator[Problem]:
    """A sheet on which most of what is completed has nothing written beside it: said once a sheet.

    A single Yes is what the workbook itself asks for where a statement was met before; a column of them may be ticks.
    """
    done: dict[str, list[ItemAnswers]] = defaultdict(list)
    for item in case.items():
        if item.completed_as == "done":
            done[item.completed.found_sheet].append(item)
    for sheet, items in done.items():
        bare = [item.completed.ref for item in items if item.is_bare]
        if len(bare) >= _BARE and 2 * len(bare) > len(items):
            yield Problem("SHEET-010", Place(sheet=sheet), {"count": str(len(bare)), "refs": ", ".join(bare)})


def deadline_in_the_past(case: Case) -> Iterator[Problem]:
    """An open action whose deadline lies before the day on which the workbook was made, or else before today."""
    for item in case.items():
        day, place = item.deadline.value, item.deadline.place("")
        if not item.is_open or not isinstance(day, dt.date):
            continue
        if case.sent_on and day < case.sent_on:
            yield Problem("DATE-008", place, {"value": show_date(day), "sent": show_date(case.sent_on)})
        elif case.context.today and day < case.context.today:
            yield Problem("DATE-009", place, {"value": show_date(day)})


def unusual_length(case: Case) -> Iterator[Problem]:
    """Text far longer than its cell shows, or a single sign that may be a tick, a cross or a slip."""
    for answer in case.answers:
        if isinstance(answer.value, str) and answer.value == answer.raw:
            text = answer.value.strip()
            if len(text) > LONG:
                yield Problem("CELL-014", answer.place(""), {"length": f"{len(text):,}", "limit": f"{LONG:,}"})
            elif len(text) == 1 and not text.isdecimal():
                yield Problem("CELL-015", answer.place(""), {"value": text})


def nothing_filled_in(case: Case) -> Iterator[Problem]:
    """A return in which every answer is blank but those that it was sent with.

    Where a sheet or a row is missing nobody can say so: a missing answer is not blank.
    """
    prefilled = {asked.ref for form in case.spec.forms() for asked in form.fields if asked.prefill}
    states = {answer.state for answer in case.answers if answer.ref not in prefilled}
    unsure = states & {"answered", "unreadable", "missing"} or case.own_rows or case.missing_sheets
    if "blank" in states and not unsure:
        yield Problem("FILE-014")


def same_as_before(case: Case) -> Iterator[Problem]:
    """A return that says what the one before said, answer for answer."""
    before = case.context.previous
    if before and same_answers(before.answers, case.answers) and any(a.state == "answered" for a in case.answers):
        yield Problem("FILE-015")


def same_answers(one: tuple[Answer, ...], other: tuple[Answer, ...]) -> bool:
    """Whether two returns hold the same answers to the same questions, wherever these stand."""
    return _contents(one) == _contents(other)


def _contents(answers: tuple[Answer, ...]) -> dict[tuple[str, str, str], tuple[str, Raw]]:
    """What was said, by question. What could not be read is compared as it stands."""
    return {
        (a.sheet, a.ref, a.column_id): (a.state, a.raw if a.state == "unreadable" else a.value)
        for a in answers
        if a.state in ("answered", "unreadable")
    }


CHECKS: tuple[Check, ...] = (
    nothing_filled_in,
    same_as_before,
    *school_checks.CHECKS,
    required_is_blank,
    deadline_in_the_past,
    unusual_length,
    completed_without_a_word,
    *leaver_checks.CHECKS,
)
"""Every rule, in the order in which its problems are listed."""


def check(case: Case) -> Iterator[Problem]:
    """Every problem that any rule finds."""
    return (problem for rule in CHECKS for problem in rule(case))


def against_known(case: Case) -> Iterator[Problem]:
    """What the return before and the register alone show, for a return whose own problems are known already."""
    rules = (same_as_before, school_checks.unlike_the_register, leaver_checks.changed_since_last_time)
    return (problem for rule in rules for problem in rule(case))
