"""Rounds of a made-up Hub without files: schools, and what is counted of their leavers. Real values, nothing read.

Enters: leavers by school (tests/support/hub_leavers.py), a day. Leaves: a `Round`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from careers_workbook.core.school import School
from careers_workbook.hub.register.register import Listed, Register
from careers_workbook.hub.rounds.return_selection import DecidedReturn
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.settings import FOLDERS, HubSettings, RoundSettings
from careers_workbook.hub.store.stored_return import StoredReturn, stored_return
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.load import lineage
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.leavers import leaver_sheets
from tests.support.hub_leavers import Leaver, Row
from tests.support.truth import FIRST_SPEC

COLLECTIONS = (
    RoundSettings("Autumn 2026", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
    RoundSettings("Spring 2027", dt.date(2027, 1, 4), dt.date(2027, 3, 31)),
    RoundSettings("Summer 2027", dt.date(2027, 5, 4), dt.date(2027, 7, 31)),
)
COLUMNS = ("leaving_year", "intended", "autumn", "six_months", "year_1", "year_2", "year_3", "year_4")


@cache
def specs(name: str = FIRST_SPEC) -> tuple[Spec, ...]:
    return lineage(name)


def hub_folder(root: Path) -> HubSettings:
    folders = {name: root / name for name in FOLDERS}
    return HubSettings(root, "Northmoor", FIRST_SPEC, root / "register.csv", COLLECTIONS, folders=folders)


def answers(rows: Sequence[Row], sheet: str = "Destinations") -> tuple[Answer, ...]:
    """Rows of a tracker as they are read; a value None stands for a cell that cannot be read."""
    found = []
    for number, row in enumerate(rows, 1):
        for column in COLUMNS:
            value = row.get(column, "")
            state = "unreadable" if value is None else "answered" if value else "blank"
            text = str(value) if value else None
            found.append(Answer("tracker", sheet, f"L{number:03}", "", column, column, state, text, text, sheet, "A1"))
    return tuple(found)


def school_round(number: int, rows: Sequence[Row] | None, today: dt.date, spec: Spec | None = None) -> SchoolRound:
    """A school whose return has these leavers; None: their sheet is gone."""
    spec = spec or specs()[0]
    listed = Listed(School(str(990001 + number), f"School {number}"))
    receipt = Receipt(f"inbox/{number}.xlsx", "ab", 1, today, None, "")
    submission = Submission(receipt.source, "accepted", spec.id, spec.version, listed.school.urn)
    if rows is None:
        submission = replace(submission, missing_sheets=("Destinations",))
    else:
        titles = [sheet.title for sheet in leaver_sheets(spec)]
        submission = replace(submission, answers=tuple(one for title in titles for one in answers(rows, title)))
    one: StoredReturn = stored_return(receipt, submission, spec, keep_leaver_rows=False)
    return SchoolRound(listed, DecidedReturn(one, listed, "counts"))


def silent(number: int) -> SchoolRound:
    return SchoolRound(Listed(School(str(990001 + number), f"School {number}")), None)


def around(folder: HubSettings, collection: RoundSettings, schools: Sequence[SchoolRound]) -> Round:
    listed = tuple(one.listed for one in schools)
    return Round(folder, collection, collection.due, specs(), (), Register(listed), (), tuple(schools))


def a_round(folder: HubSettings, collection: RoundSettings, leavers: Mapping[int, Sequence[Leaver] | None]) -> Round:
    """What each school, by number, sent; a school that is missing from the numbers below the last sent nothing."""
    today = collection.due
    rows = {n: None if one is None else [each.row(today) for each in one] for n, one in leavers.items()}
    found = [school_round(n, rows[n], today) if n in rows else silent(n) for n in range(max(leavers, default=0) + 1)]
    return around(folder, collection, found)
