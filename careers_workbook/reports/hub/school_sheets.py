"""The sheets with schools in their rows: Schools, School details, Not returned.

Enters: a `Consolidated`. Leaves: sheets as values. Must not know: how cells are written.
"""

from collections.abc import Iterator
from typing import Any

from careers_workbook.hub.rounds.rounds import SchoolRound
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.hub_sheet import CellValue, HubColumn, HubSheet, SheetTable
from careers_workbook.reports.hub.sheet_words import NO_RETURN, NOBODYS, STATE_STYLES, STATE_WORDS, share, title
from careers_workbook.reports.words import STATE_LABELS, long_date, many

SCHOOL, URN = HubColumn("School", 220, "key"), HubColumn("URN", 78, "word", "Not known")
CASELOAD = HubColumn("Caseload", 130, empty=NOBODYS)
_FIGURES = {
    "items": "Statements",
    "done": "Done",
    "in_progress": "In progress",
    "no_answer": "Blank",
    "overdue": "Overdue",
    "due_soon": "Due soon",
    "errors": "Put right",
    "warnings": "Look at",
}
"""Columns of the table of schools -> their headings."""
_SCHOOLS = (
    SCHOOL,
    URN,
    HubColumn("Local authority", 130),
    HubColumn("Type", 140),
    CASELOAD,
    HubColumn("State", 116, "word"),
    HubColumn("Sent", 110, "date", NO_RETURN),
    HubColumn("Percent done", 88, "percent", NO_RETURN),
    *(HubColumn(heading, 104, "number", NO_RETURN) for heading in _FIGURES.values()),
)


def schools(whole: Consolidated) -> HubSheet:
    """One row a school."""
    return HubSheet(
        "Schools",
        title(whole, "Schools"),
        (
            "One row for each school that is expected, and for closed ones that returned all the same.",
            "Put right and Look at count problems in the return. The sheet Notes explains the states.",
        ),
        (
            SheetTable(
                "HubSchools",
                "One row a school: its state, its statements counted, its problems.",
                _SCHOOLS,
                [tuple(_school(row)) for row in whole.tables["schools"]],
                nothing="No school is expected: the register is empty.",
                words=STATE_STYLES,
            ),
        ),
    )


def _school(row: Any) -> Iterator[CellValue]:  # noqa: ANN401 - a record of the table of schools
    yield from (row.name, row.urn, row.local_authority, row.type, row.caseload, STATE_WORDS[row.state], row.returned)
    yield share(row.percent_done) if row.items is not None else None
    yield from (getattr(row, name) for name in _FIGURES)


def details(whole: Consolidated) -> HubSheet:
    """One row a school that returned, one column a field."""
    not_asked, fields = STATE_LABELS["not asked"], dict[str, str]()
    found: dict[str, dict[str, CellValue]] = {}
    for row in whole.tables["details"]:
        fields.setdefault(row.ref, f"{row.ref} {row.label}")
        line = found.setdefault(row.urn, {"school": row.school})
        line[row.ref] = row.value if row.state == "answered" else STATE_LABELS[row.state]
    return HubSheet(
        "School details",
        title(whole, "School details"),
        (
            "What each school that returned says of itself, one row a school, in its own words.",
            "Where a cell says withheld, the answer is about the leavers of one school, and is not shown here.",
        ),
        (
            SheetTable(
                "HubDetails",
                "One row a school, one column for each question about the school.",
                (
                    SCHOOL,
                    URN,
                    *(HubColumn(heading, 170, empty=not_asked) for heading in fields.values()),
                ),
                [(line["school"], urn, *(line.get(ref) for ref in fields)) for urn, line in found.items()],
                nothing="No school has returned.",
            ),
        ),
        named=2,
    )


def not_returned(whole: Consolidated) -> HubSheet:
    """The schools of which no return counts."""
    late = max(0, -whole.round.days_left)
    due = f"The collection is due on {long_date(whole.round.settings.due)}"
    counted = long_date(whole.round.today)
    missing = [school for school in whole.round.schools if school.counts is None]
    return HubSheet(
        "Not returned",
        title(whole, "Schools that have not returned"),
        (
            "One row for each school of which nothing has come, or nothing that could be read.",
            f"{due}. On {counted}, the day of this count, that is {many(late, 'day')} ago."
            if late
            else f"{due}, so that on {counted}, the day of this count, nobody is late.",
        ),
        (
            SheetTable(
                "HubNotReturned",
                "One row a school of which no return counts.",
                (
                    *(SCHOOL, URN, CASELOAD, HubColumn("E-mail", 260, empty="Not in the register")),
                    *(HubColumn("State", 130, "word"), HubColumn("Days late", 90, "number")),
                    HubColumn("What came", 420, empty="Nothing"),
                ),
                [tuple(_missing(school, late)) for school in missing],
                nothing="Every school has returned." if whole.round.schools else "No school is expected.",
                words=STATE_STYLES,
            ),
        ),
    )


def _missing(school: SchoolRound, late: int) -> Iterator[CellValue]:
    known = school.listed
    yield from (known.school.name, known.school.urn, known.caseload, known.email, STATE_WORDS[school.state], late)
    yield "\n".join(f"{one.stored.receipt.source}: {one.reason}" for one in school.others)
