"""The sheets with statements in them: Items, Matrix, Actions.

Enters: a `Consolidated`. Leaves: sheets as values. Must not know: how cells are written.
"""

from careers_workbook.hub.tables.consolidate import Consolidated
from careers_workbook.reports.hub.naming import ANSWER_STYLES, ANSWERS, STATUS_STYLES, share, title
from careers_workbook.reports.hub.schools import CASELOAD, SCHOOL, URN
from careers_workbook.reports.hub.table import Column, HubSheet, SheetTable
from careers_workbook.reports.words import many
from careers_workbook.spec import status

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
            *(row[name] for name in ("ref", "statement", "section", "benchmarks", "schools")),
            *(row[name] for name in ANSWERS),
            share(row["percent_done"]),
        )
        for row in whole.rows("items")
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
    refs = [str(row["ref"]) for row in whole.rows("items")]
    words = _words(whole)
    rows = [
        (row["name"], row["urn"], *(words.get((str(row["urn"]), ref), ANSWERS["not_asked"]) for ref in refs))
        for row in whole.rows("schools")
        if row["returned"] is not None
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


def _words(whole: Consolidated) -> dict[tuple[str, str], str]:
    """(URN, ref) -> what a school says of a statement. The table is large: only what is needed is looked at."""
    answers = whole.frames["answers"]
    asked = answers[(answers["column_id"] == "completed") & (answers["kind"] == "checklist")]
    meaning = _meaning(whole)
    found = {}
    for urn, ref, state, value in asked[["urn", "ref", "state", "value"]].fillna("").itertuples(index=False, name=None):
        found[str(urn), str(ref)] = _word(state, meaning.get(value, ANSWERS["unclear"]))
    return found


def _word(state: str, word: str) -> str:
    match state:
        case "answered":
            return word
        case "unreadable":
            return ANSWERS["unclear"]
    return ANSWERS[state.replace(" ", "_")]


def _meaning(whole: Consolidated) -> dict[str, str]:
    """What the options of Action completed mean, in words, in any checklist that a return may have been read by."""
    found: dict[str, str] = {}
    for spec in reversed(whole.round.specs):
        for sheet in spec.checklists():
            if status.has_status(sheet):
                groups = status.completed_groups(spec, sheet)
                found |= {label: ANSWERS[group.replace(" ", "_")] for label, group in groups.items()}
    return found


def actions(whole: Consolidated) -> HubSheet:
    """One row an open action."""
    names = ("school", "urn", "caseload", "ref", "statement", "action", "deadline", "status")
    last = ("days_overdue", "days_left", "review")
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
                [tuple(row[name] for name in (*names, *last)) for row in whole.rows("actions")],
                nothing="There are no open actions.",
                words=STATUS_STYLES,
            ),
        ),
    )
