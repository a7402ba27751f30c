"""Checks of leavers as a whole: without a year, and their number against other numbers that the school gives.

Enters: a `Case`. Leaves: problems. What is asked about one leaver's way is in leaver_paths.py, about numbers without
rows in count_checks.py. Must not know: grids, files.
"""

from collections import Counter
from collections.abc import Iterator

from careers_workbook.core.problems import Place, Problem
from careers_workbook.returns.checks import count_checks, leaver_paths
from careers_workbook.returns.checks.check_input import Case
from careers_workbook.returns.submission import Answer, State
from careers_workbook.spec.checkpoints import YEAR
from careers_workbook.spec.leaver_counts import ALL_LEAVERS, year_in
from careers_workbook.spec.years import read_year, school_year

_NUMBER = "leavers"
"""The form field "Number of leavers in current year" (its id in a spec)."""


def leaver_without_year(case: Case) -> Iterator[Problem]:
    """A tracker row with destinations but without the year of leaving."""
    for _, row in case.leavers():
        year = row.get(YEAR)
        if year and year.state == "blank" and any(answer.state != "blank" for answer in row.values()):
            yield Problem("DEST-001", year.place(""))


def number_of_leavers(case: Case) -> Iterator[Problem]:
    """The number given on the form against the leavers of the school year that the workbook is for.

    A list that was only begun is no mistake while the year lasts: fewer rows are noted from half the number on. Nothing
    is said where none is listed, or where a year is blank or cannot be read: it might be this one.
    """
    answer, today = case.field(_NUMBER), case.context.today
    now = school_year(today) if today else None
    year = now if case.about.year is None else case.about.year
    if answer is None or not isinstance(answer.value, int) or year is None:
        return
    cohorts, states = _cohorts(case.answers)
    label = next((label for label in cohorts if read_year(label) == year), "")
    listed = cohorts[label]
    if not listed or states - {"answered"} or listed == answer.value:
        return
    is_over = now is not None and now > year
    if listed < answer.value and 2 * listed < answer.value and not is_over:
        return
    code = "DEST-004" if listed > answer.value else "DEST-005"
    context = {"number": str(answer.value), "rows": str(listed), "year": label}
    yield Problem(code, answer.place(""), context)


def changed_since_last_time(case: Case) -> Iterator[Problem]:
    """The leavers of a year against those of the return before. A year that is new there or here is no change.

    Nothing is said where a year of some row cannot be read: it might be the one that is missing.
    """
    before = case.context.previous
    titles = {sheet.title for sheet in case.spec.trackers()}
    if before is None or titles & {*before.missing_sheets, *case.missing_sheets}:
        return
    then, states = _cohorts(before.answers)
    now, more = _cohorts(case.answers)
    place = next((Place(sheet=a.found_sheet) for a in case.answers if a.kind in ("tracker", "counts")), Place())
    if (states | more) - {"answered"}:
        return
    for year, number in then.items():
        if number != now[year] and (now[year] or year in _offered(case)):
            context = {"year": year, "now": str(now[year]), "before": str(number)}
            yield Problem("DEST-009" if now[year] < number else "DEST-010", place, context)


def _cohorts(answers: tuple[Answer, ...]) -> tuple[Counter[str], set[State]]:
    """Leavers by year, as rows or as numbers, and the states of the years of rows."""
    found: Counter[str] = Counter()
    years = [a for a in answers if a.kind == "tracker" and a.column_id == YEAR]
    found.update(str(year.value) for year in years if year.state == "answered")
    for answer in answers:
        if answer.kind == "counts" and answer.column_id == ALL_LEAVERS and isinstance(answer.value, int):
            found[year_in(answer.ref)] += answer.value
    return found, {year.state for year in years}


def _offered(case: Case) -> set[str]:
    """The leaving years that this version asks about."""
    columns = (column for sheet in case.spec.trackers() for column in sheet.columns if column.id == YEAR)
    return {option.label for column in columns for option in case.spec.options(column)}


CHECKS = (
    leaver_without_year,
    number_of_leavers,
    changed_since_last_time,
    *leaver_paths.CHECKS,
    *count_checks.CHECKS,
)
