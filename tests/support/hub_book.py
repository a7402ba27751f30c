"""The master workbook as a reader sees it, and what must stand in it by the count of tests/support/hub_count.py.

Enters: a workbook; a `SyntheticHub`. Leaves: rows by table and heading; rows that ought to be there.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from careers_workbook.spec.load import load
from careers_workbook.spec.sheets.checklist import ChecklistSheet, short_names
from tests.support import hub_count
from tests.support.hub_answers import items
from tests.support.hub_paper import MISSING, Unread
from tests.support.synthetic_hub import SyntheticHub

Row = dict[str, object]
Numbers = Mapping[str, float | None]
_HEADINGS = {
    "done": "Done",
    "in progress": "In progress",
    "no": "Not done",
    "not applicable": "Not applicable",
    "blank": "No answer",
    "unclear": "Unclear",
    "not asked": "Not asked",
    "missing": "Missing",
    "overdue": "Overdue",
    "due soon": "Due soon",
    "percent": "Percent done",
}
"""What a count is called in the workbook."""
_DETAILS_WITHHELD = ("SD1", "SD2", "SD8", "SD9")


def tables(path: Path) -> dict[str, list[Row]]:
    """Every table of the workbook by its name: rows by heading."""
    book = openpyxl.load_workbook(path, data_only=True)
    found: dict[str, list[Row]] = {}
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            heads, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
            found[table.name] = [dict(zip(map(str, heads), row, strict=True)) for row in rows]
    return found


def only(row: Row, numbers: Numbers) -> dict[str, object]:
    """The counts of a row that has more than counts."""
    return {kind: _rounded(row[_HEADINGS[kind]]) for kind in numbers if _HEADINGS[kind] in row}


def shown(row: Row, numbers: Numbers) -> dict[str, object]:
    """The counts that ought to stand in a row with these headings."""
    shares = {kind: _share(value) if kind == "percent" else value for kind, value in numbers.items()}
    return {kind: _rounded(value) for kind, value in shares.items() if _HEADINGS[kind] in row}


def _share(percent: float | None) -> object:
    return "Not applicable" if percent is None else percent / 100


def _rounded(value: object) -> object:
    return round(value, 9) if isinstance(value, float) else value


def matrix(hub: SyntheticHub, collection: str) -> dict[str, dict[str, str]]:
    """School -> statement -> the word for what it says of it."""
    return {
        urn: {ref: _HEADINGS[hub_count.kind(one.content, ref)] for ref in items(hub.spec)}
        for urn, one in hub.returned(collection).items()
    }


def details(hub: SyntheticHub, collection: str) -> dict[str, dict[str, str]]:
    """School -> detail -> what is shown of it."""
    return {
        urn: {ref: _detail(ref, one.content.get((ref, "answer"))) for ref in hub_count.DETAILS}
        for urn, one in hub.returned(collection).items()
    }


def _detail(ref: str, value: object) -> str:
    if value is None:
        return "No answer"
    if isinstance(value, Unread):
        return "Unclear"
    if value is MISSING:
        return "Missing from the file"
    return "withheld" if ref in _DETAILS_WITHHELD else str(value)


def sections(hub: SyntheticHub) -> dict[tuple[str, str], str]:
    """(Sheet, heading of a section) -> its short name."""
    return short_names(load(hub.spec))


def parts(hub: SyntheticHub, collection: str, day: dt.date) -> dict[str, Numbers]:
    """Section, or number of a Gatsby benchmark with a point behind it -> counts over all schools."""
    found: dict[str, set[str]] = {"All statements": set(items(hub.spec))}
    for sheet in load(hub.spec).of(ChecklistSheet):
        for section in sheet.sections:
            for item in section.items:
                found.setdefault(section.heading, set()).add(item.ref)
                for number in item.benchmarks:
                    found.setdefault(f"{number}.", set()).add(item.ref)
    return {name: hub_count.in_all(hub, collection, day, refs) for name, refs in found.items()}


def caseloads(hub: SyntheticHub, collection: str, day: dt.date) -> dict[str, Numbers]:
    """Caseload -> what its schools have done, are late with, and will soon be late with."""
    schools = hub_count.by_school(hub, collection, day)
    found: dict[str, Counter[str]] = {}
    for one in hub.expected:
        line = found.setdefault(one.caseload, Counter())
        line.update(
            {kind: int(schools.get(one.urn, {}).get(kind) or 0) for kind in (*hub_count.KINDS, *hub_count.LATE)}
        )
    return {
        name: {**hub_count.with_percent(line), "overdue": line["overdue"], "due soon": line["due soon"]}
        for name, line in found.items()
    }
