"""Checks of the tracker: leavers without a year, and their number against the number that the school gives.

Enters: a `Case`. Leaves: problems. Must not know: grids, files.
"""

from collections.abc import Iterator

from careers_workbook.problems import Problem
from careers_workbook.returns.case import Case
from careers_workbook.spec.years import read_year, school_year

_NUMBER, _YEAR = "leavers", "leaving_year"
"""The form field "Number of leavers in current year" and the tracker column that says when somebody left (spec ids)."""


def leaver_without_year(case: Case) -> Iterator[Problem]:
    """A tracker row with destinations but without the year of leaving."""
    for _, row in case.leavers():
        year = row.get(_YEAR)
        if year and year.state == "blank" and any(answer.state != "blank" for answer in row.values()):
            yield Problem("DEST-001", year.place(""))


def number_of_leavers(case: Case) -> Iterator[Problem]:
    """The number given on the form against the rows of the school year that the workbook is for.

    A list that was only begun is no mistake while the year lasts: fewer rows are noted from half the number on. Nothing
    is said where none is listed, or where a year is blank or cannot be read: it might be this one.
    """
    answer, today = case.field(_NUMBER), case.context.today
    now = school_year(today) if today else None
    year = now if case.about.year is None else case.about.year
    if answer is None or not isinstance(answer.value, int) or year is None:
        return
    years = [row[_YEAR] for _, row in case.leavers() if _YEAR in row]
    listed = [cell for cell in years if read_year(str(cell.value)) == year]
    if not listed or any(cell.state != "answered" for cell in years) or len(listed) == answer.value:
        return
    is_over = now is not None and now > year
    if len(listed) < answer.value and 2 * len(listed) < answer.value and not is_over:
        return
    code = "DEST-004" if len(listed) > answer.value else "DEST-005"
    context = {"number": str(answer.value), "rows": str(len(listed)), "year": str(listed[0].value)}
    yield Problem(code, answer.place(""), context)


CHECKS = (leaver_without_year, number_of_leavers)
