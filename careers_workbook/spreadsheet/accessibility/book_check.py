"""A workbook held against every point.

Enters: the bytes of an .xlsx that the gate let through. Leaves: a `Checked`. Raises FileRefusedError. Must not know:
where the file lies, how a verdict is shown.
"""

from collections.abc import Sequence

from careers_workbook.core.problems import FileRefusedError, Problem
from careers_workbook.spreadsheet.accessibility.book_facts import BookFacts, book_facts
from careers_workbook.spreadsheet.accessibility.essential_points import POINTS, EssentialPoint
from careers_workbook.spreadsheet.accessibility.own_design import maker, reason
from careers_workbook.spreadsheet.accessibility.verdicts import AccessOutcome, Checked, Spot, Verdict
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import BrokenFileError, LockedError, TooLargeError
from careers_workbook.spreadsheet.read.opc import Package

_MOST = 12
"""Places of one point that are named."""


def checked(data: bytes) -> Checked:
    """What is to be said of the workbook, point by point."""
    grids = read_book(data).grids
    try:
        facts = book_facts(Package(data), grids)
    except LockedError as error:
        raise FileRefusedError(Problem("FILE-040")) from error
    except BrokenFileError as error:
        code = "FILE-009" if isinstance(error, TooLargeError) else "FILE-006"
        raise FileRefusedError(Problem(code, context={"reason": str(error)})) from error
    made = maker(facts.tables)
    return Checked(tuple(_verdict(point, facts, made) for point in POINTS), made)


def _verdict(point: EssentialPoint, facts: BookFacts, made: str) -> Verdict:
    spots = list(point.finds(facts)) if point.finds else []
    reasons = {spot: reason(made, point.number, spot) for spot in spots}
    if wrong := [spot for spot in spots if not reasons[spot]]:
        return _said(point, "fail", point.advice, wrong)
    if spots:
        return _said(point, "by design", " ".join(dict.fromkeys(reasons.values())), spots)
    if point.look:
        return Verdict(point.number, point.name, "look", point.look)
    return Verdict(point.number, point.name, "pass")


def _said(point: EssentialPoint, outcome: AccessOutcome, advice: str, spots: Sequence[Spot]) -> Verdict:
    return Verdict(point.number, point.name, outcome, advice, tuple(spots[:_MOST]), max(0, len(spots) - _MOST))
