"""Generators of problems that lie between answers, not in one cell.

Enters: the answers of one return and its spec. Leaves: problems. One function a rule, listed in CHECKS.
Must not know: grids, files.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from careers_workbook.problems import Problem
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.model import Spec

Check = Callable[[Sequence[Answer], Spec], Iterator[Problem]]


def required_is_blank(answers: Sequence[Answer], spec: Spec) -> Iterator[Problem]:
    """A form field that the spec calls required and that is blank."""
    required = {asked.ref for form in spec.forms() for asked in form.fields if asked.required}
    for answer in answers:
        if answer.kind == "form" and answer.ref in required and answer.state == "blank":
            yield Problem("CELL-006", answer.place(""))


def leaver_without_year(answers: Sequence[Answer], _spec: Spec) -> Iterator[Problem]:
    """A tracker row with destinations but without the year of leaving."""
    leavers = (answer for answer in answers if answer.kind == "tracker")
    for _, cells in groupby(leavers, key=lambda a: (a.sheet, a.ref)):
        row = list(cells)
        year = next((a for a in row if a.column_id == "leaving_year"), None)
        if year and year.state == "blank" and any(a.state != "blank" for a in row):
            yield Problem("DEST-001", year.place(""))


CHECKS: tuple[Check, ...] = (required_is_blank, leaver_without_year)
"""Every rule, in the order in which its problems are listed."""
