"""The sheets with statements in them: Items, Matrix, Actions.

Enters: a `Consolidated`. Leaves: sheets as values. Must not know: how cells are written.
"""

from operator import attrgetter

from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.hub_sheet import HubColumn, HubSheet, SheetTable
from careers_workbook.reports.hub.school_sheets import CASELOAD, SCHOOL, URN
from careers_workbook.reports.hub.sheet_words import ANSWER_STYLES, ANSWERS, STATUS_STYLES, share, title
from careers_workbook.reports.words import many

REF = HubColumn("Ref", 72, "word")
STATEMENT = HubColumn("Statement", 330)
_ITEMS = (
    REF,
    STATEMENT,
    HubColumn("Section", 200),
    HubColumn("Benchmarks", 116, "word"),
    HubColumn("Schools", 90, "number"),
    *(HubColumn(word, 104, "number") for word in ANSWERS.values()),
    HubColumn("Percent done", 88, "percent"),
)
_ACTIONS = (
    *(SCHOOL, URN, CASELOAD, REF, STATEMENT),
    HubColumn("Action needed", 300),
    HubColumn("Deadline", 112, "date", "No deadline"),
    HubColumn("Status", 116, "word"),
    HubColumn("Days overdue", 104, "number", "Not overdue"),
    HubColumn("Days left", 104, "number", "None left"),
    HubColumn("Review", 260),
)


def items(whole: Consolidated) -> HubSheet:
    """One row a statement, with how many schools say what."""
    rows = [
        (
            *(row.ref, row.statement, row.section, row.benchmarks, row.schools),
            *(getattr(row, name) for name in ANSWERS),
            share(row.percent_done),
        )
        for row in whole.tables["items"]
    ]
    return HubSheet(
        "Items",
        title(whole, "Statements"),
        (
            "One row for each statement of the checklists: how many of the schools that returned say what.",
            "Percent done is of the schools that were asked and to which the statement applies.",
            "Benchmarks are the Gatsby Benchmarks that it speaks about.",
        ),
        (
            SheetTable(
                "HubItems",
                "One row a statement, with how many schools say what.",
                _ITEMS,
                rows,
                nothing="The checklist has no statements that ask for Action completed.",
            ),
        ),
    )


def matrix(whole: Consolidated) -> HubSheet:
    """One row a school, one column a statement, a word in each cell."""
    refs = [row.ref for row in whole.tables["items"]]
    rows = [
        (row.name, row.urn, *(ANSWERS[whole.outcomes.get((row.urn, ref), "not_asked")] for ref in refs))
        for row in whole.tables["schools"]
        if row.returned is not None
    ]
    return HubSheet(
        "Matrix",
        title(whole, "Schools and statements"),
        (
            "One row for each school that returned, one column a statement: what the school says of it.",
            "The sheet Items has the statements by their Ref. The colour of a cell says the same as its word.",
        ),
        (
            SheetTable(
                "HubMatrix",
                "One row a school, one column a statement by its Ref; each cell says what the school says.",
                (SCHOOL, URN, *(HubColumn(ref, 98, "word") for ref in refs)),
                rows,
                nothing="No school has returned.",
                words=ANSWER_STYLES,
            ),
        ),
        named=2,
    )


def actions(whole: Consolidated) -> HubSheet:
    """One row an open action."""
    columns = attrgetter(
        *("school", "urn", "caseload", "ref", "statement", "action", "deadline", "status"),
        *("days_overdue", "days_left", "review"),
    )
    return HubSheet(
        "Actions",
        title(whole, "Open actions"),
        (
            "One row for each open action of a school: it has a deadline or has begun, and is not completed.",
            f"Due soon means within {many(whole.round.spec.due_soon_days, 'day')}. None means that nothing is written.",
        ),
        (
            SheetTable(
                "HubActions",
                "One row an open action of one school, with its deadline.",
                _ACTIONS,
                list(map(columns, whole.tables["actions"])),
                nothing="There are no open actions.",
                words=STATUS_STYLES,
            ),
        ),
    )
