"""The sheets with statements in them: Items, Matrix, Actions.

Enters: a `Consolidated`. Leaves: sheets as values. Must not know: how cells are written.
"""

from operator import attrgetter

from careers_workbook.hub.tables.consolidate import Consolidated
from careers_workbook.reports.hub.school_sheets import CASELOAD, SCHOOL, URN
from careers_workbook.reports.hub.sheet_words import ANSWER_STYLES, ANSWERS, STATUS_STYLES, share, title
from careers_workbook.reports.hub.table import Column, HubSheet, SheetTable
from careers_workbook.reports.words import many

REF = Column("Ref", 72, "word")
STATEMENT = Column("Statement", 330)
_ITEMS = (
    REF,
    STATEMENT,
    Column("Section", 200),
    Column("Benchmarks", 116, "word"),
    Column("Schools", 90, "number"),
    *(Column(word, 104, "number") for word in ANSWERS.values()),
    Column("Percent done", 88, "percent"),
)
_ACTIONS = (
    *(SCHOOL, URN, CASELOAD, REF, STATEMENT),
    Column("Action needed", 300),
    Column("Deadline", 112, "date", "No deadline"),
    Column("Status", 116, "word"),
    Column("Days overdue", 104, "number", "Not overdue"),
    Column("Days left", 104, "number", "None left"),
    Column("Review", 260),
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
                (SCHOOL, URN, *(Column(ref, 98, "word") for ref in refs)),
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
