"""Checks of the answers of forms and checklists, beside each other.

Enters: a `CheckInput`. Leaves: problems. Must not know: grids, files.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import show_date
from careers_workbook.returns.checks.check import CheckInput, ItemAnswers, check
from careers_workbook.spec.questions import questions_of

LONG = 1_000
"""Characters that a cell shows: Excel's tallest row, 409 points, has 28 lines of about 40 here."""
_BARE = 5
"""Statements of a sheet from which "completed without a word" is said, if they are most of those completed."""


@check("CELL-006")
def required_is_blank(returned: CheckInput) -> Iterator[Problem]:
    """A question that the spec calls required and that is blank: of a field, an item, a row that says something."""
    required = {key for key, question in questions_of(returned.spec).items() if question.required}
    for answer in returned.answers if required else ():
        asked = {(answer.sheet, answer.ref), (answer.sheet, answer.column_id)}
        if answer.state == "blank" and not required.isdisjoint(asked):
            yield Problem("CELL-006", answer.place)


@check("DATE-008", "DATE-009")
def deadline_in_the_past(returned: CheckInput) -> Iterator[Problem]:
    """An open action whose deadline lies before the day on which the workbook was made, or else before today.

    One that the workbook was sent with, or may have been, was typed long before.
    """
    sent, today = returned.submission.built_on, returned.context.today
    for item in returned.items:
        day, place = item.deadline.value, item.deadline.place
        if not item.is_open or not isinstance(day, dt.date):
            continue
        origin = item.deadline.origin
        carried = origin == "as sent" or (not origin and item.deadline.sheet in returned.carried)
        if sent and day < sent and not carried:
            yield Problem("DATE-008", place, {"value": show_date(day), "sent": show_date(sent)})
        elif today and day < today:
            yield Problem("DATE-009", place, {"value": show_date(day)})


@check("CELL-014", "CELL-015")
def unusual_length(returned: CheckInput) -> Iterator[Problem]:
    """Text far longer than its cell shows, or a single sign that may be a tick, a cross or a slip."""
    for answer in returned.answers:
        if isinstance(answer.value, str) and answer.value == answer.raw:
            text = answer.value.strip()
            if len(text) > LONG:
                yield Problem("CELL-014", answer.place, {"length": f"{len(text):,}", "limit": f"{LONG:,}"})
            elif len(text) == 1 and not text.isdecimal():
                yield Problem("CELL-015", answer.place, {"value": text})


@check("SHEET-010")
def completed_without_detail(returned: CheckInput) -> Iterator[Problem]:
    """A sheet on which most of what is completed has nothing written beside it: said once a sheet.

    A single Yes is what the workbook itself asks for where a statement was met before; a column of them may be ticks.
    """
    done: dict[str, list[ItemAnswers]] = defaultdict(list)
    for item in returned.items:
        if item.completed_as == "done":
            done[item.completed.found_sheet].append(item)
    for sheet, items in done.items():
        bare = [item.completed.ref for item in items if item.is_bare]
        if len(bare) >= _BARE and 2 * len(bare) > len(items):
            yield Problem("SHEET-010", Place(sheet=sheet), {"count": str(len(bare)), "refs": ", ".join(bare)})
