"""Checks of the tracker: leavers without a year, and their number against the number that the school gives.

Enters: a `Case`. Leaves: problems. Must not know: grids, files.
"""

import datetime as dt
import re
from collections.abc import Iterator

from careers_workbook.problems import Problem
from careers_workbook.returns.case import Case

_NUMBER, _YEAR = "leavers", "leaving_year"
"""The form field "Number of leavers in current year" and the tracker column that says when somebody left (spec ids)."""
_SEPTEMBER = 9
_YEARS = re.compile(r"(20\d\d)\s?[/–-]\s?(?:20)?\d\d")


def leaver_without_year(case: Case) -> Iterator[Problem]:
    """A tracker row with destinations but without the year of leaving."""
    for _, row in case.leavers():
        year = row.get(_YEAR)
        if year and year.state == "blank" and any(answer.state != "blank" for answer in row.values()):
            yield Problem("DEST-001", year.place(""))


def number_of_leavers(case: Case) -> Iterator[Problem]:
    """The number given on the form against the rows of the school year in which the workbook was made.

    A list that was only begun is no mistake while the year lasts: fewer rows are noted from half the number on. Nothing
    is said where none is listed, or where a year is blank or cannot be read: it might be this one.
    """
    answer, day = case.field(_NUMBER), case.sent_on or case.context.today
    if answer is None or not isinstance(answer.value, int) or day is None:
        return
    years = [row[_YEAR] for _, row in case.leavers() if _YEAR in row]
    listed = [year for year in years if _first_year(str(year.value)) == _school_year(day)]
    if not listed or any(year.state != "answered" for year in years) or len(listed) == answer.value:
        return
    today = case.context.today
    is_over = today is not None and _school_year(today) > _school_year(day)
    if len(listed) < answer.value and 2 * len(listed) < answer.value and not is_over:
        return
    code = "DEST-004" if len(listed) > answer.value else "DEST-005"
    context = {"number": str(answer.value), "rows": str(len(listed)), "year": str(listed[0].value)}
    yield Problem(code, answer.place(""), context)


def _school_year(day: dt.date) -> int:
    """The calendar year in which the school year of a day began."""
    return day.year if day.month >= _SEPTEMBER else day.year - 1


def _first_year(label: str) -> int | None:
    found = _YEARS.search(label)
    return int(found[1]) if found else None


CHECKS = (leaver_without_year, number_of_leavers)
