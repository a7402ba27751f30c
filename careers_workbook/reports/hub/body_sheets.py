"""The sheets with a row for each school, statement, action, change or problem, and the words that sheets share."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from careers_workbook.core import vocabulary as said
from careers_workbook.core.palette import TINTS
from careers_workbook.core.problems import RANK
from careers_workbook.core.text import many
from careers_workbook.hub.rounds.return_selection import DecidedReturn
from careers_workbook.hub.rounds.rounds import RETURNED, STATES, SchoolRound
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.hub_sheet import CellValue, HubColumn, HubSheet, SheetTable
from careers_workbook.reports.status.collected_page import LABELS
from careers_workbook.reports.status.status_page import NO_CASELOAD
from careers_workbook.reports.words import SEVERITY_LABELS, STATE_LABELS, long_date, one_line
from careers_workbook.spec.status import DUE_SOON, NO_DEADLINE, ON_TRACK, OVERDUE

_NO_RETURN = "No return"
"""What stands in place of a figure about a school of which no return counts."""
NONE_APPLIES = "None applies"
"""What stands in place of a percentage where there is nothing to count."""
NOBODYS = NO_CASELOAD.strip("()").capitalize()
"""What stands in place of a caseload where a school has none."""
ANSWERS = {
    "done": said.DONE,
    "in_progress": said.IN_PROGRESS,
    "not_done": said.NOT_DONE,
    "not_applicable": said.NOT_APPLICABLE,
    "blank": said.NO_ANSWER,
    "unclear": said.UNCLEAR,
    "not_asked": said.NOT_ASKED,
    "missing": said.MISSING,
}
"""Columns of the table of items -> what can become of a statement. Together they are all schools."""
_STATUS_STYLES: Mapping[str, str] = {
    OVERDUE: "pink",
    DUE_SOON: "orange",
    ON_TRACK: "turquoise",
    NO_DEADLINE: "purple",
}
STATE_WORDS = {state: label.capitalize() for state, label in LABELS.items()}
"""How a school stands -> the same as the first words of a cell."""
_STATE_STYLES: Mapping[str, str] = {
    STATE_WORDS["in order"]: "blue",
    STATE_WORDS["look at"]: "orange",
    STATE_WORDS["put right"]: "pink",
    STATE_WORDS["unchanged"]: "purple",
    STATE_WORDS["blank"]: "grey",
    STATE_WORDS["not readable"]: "purple",
    STATE_WORDS["not returned"]: "grey",
}
_SEVERITY_STYLES = {"error": "pink", "warning": "orange", "note": "grey"}
_FIGURES = {
    "items": said.STATEMENTS,
    "done": said.DONE,
    "in_progress": said.IN_PROGRESS,
    "no_answer": said.NO_ANSWER,
    "overdue": said.OVERDUE,
    "due_soon": said.DUE_SOON,
    "errors": "Put right",
    "warnings": "Look at",
}
"""Columns of the table of schools -> their headings."""


def share(percent: object) -> float | str:
    """A percentage of a table as a share of 1, or the words for none."""
    return percent / 100 if isinstance(percent, int | float) else NONE_APPLIES


def _made(row: Any) -> CellValue:  # noqa: ANN401 - a record of the table of schools
    return row.built_on or (None if row.asked is None else "Not known")


def _filled_in(row: Any) -> str | None:  # noqa: ANN401 - a record of the table of schools
    return None if row.asked is None else f"{row.filled_in} of {row.asked}"


_SCHOOL = HubColumn("School", 220, "key", of="school")
_NAME = replace(_SCHOOL, of="name")
_WIDE_NAME = replace(_NAME, width=300)
_URN = HubColumn("URN", 78, "word", "Not known", of="urn")
_CASELOAD = HubColumn("Caseload", 130, empty=NOBODYS, of="caseload")
_REF, _STATEMENT = HubColumn("Ref", 72, "word", of="ref"), HubColumn("Statement", 330, of="statement")
_STATE = HubColumn("State", 116, "word", of=lambda row: STATE_WORDS[row.state])
_PERCENT_DONE = HubColumn("Percent done", 88, "percent", of=lambda row: share(row.percent_done))
_RETURNED_DONE = replace(
    _PERCENT_DONE, empty=_NO_RETURN, of=lambda row: share(row.percent_done) if row.items is not None else None
)
_SCHOOLS = SheetTable(
    "HubSchools",
    "One row a school: its state, its statements counted, its problems.",
    (
        *(_NAME, _URN, HubColumn("Local authority", 130, of="local_authority"), HubColumn("Type", 140, of="type")),
        *(_CASELOAD, _STATE, HubColumn("Workbook made", 110, "date", _NO_RETURN, _made)),
        HubColumn("Filled in", 104, "word", _NO_RETURN, of=_filled_in),
        *(HubColumn("Sent", 110, "date", _NO_RETURN, "returned"), _RETURNED_DONE),
        *(HubColumn(heading, 104, "number", _NO_RETURN, name) for name, heading in _FIGURES.items()),
        HubColumn("Written down by the Hub", 104, "number", "None", "by_hand"),
    ),
    nothing="No school is expected: the register is empty.",
    words=_STATE_STYLES,
)
_ITEMS = SheetTable(
    "HubItems",
    "One row a statement, with how many schools say what.",
    (
        *(_REF, _STATEMENT, HubColumn("Section", 200, of="section")),
        HubColumn("Benchmarks", 116, "word", of="benchmarks"),
        HubColumn("Schools", 90, "number", of="schools"),
        *(HubColumn(word, 104, "number", of=name) for name, word in ANSWERS.items()),
        _PERCENT_DONE,
    ),
    nothing="The checklist has no statements that ask for Action completed.",
)
_ACTIONS = SheetTable(
    "HubActions",
    "One row an open action of one school, with its deadline.",
    (
        *(_SCHOOL, _URN, _CASELOAD, _REF, _STATEMENT, HubColumn("Action needed", 300, of="action")),
        HubColumn("Deadline", 112, "date", "No deadline", "deadline"),
        HubColumn("Status", 116, "word", of="status"),
        HubColumn("Days overdue", 104, "number", "Not overdue", "days_overdue"),
        HubColumn("Days left", 104, "number", "None left", "days_left"),
        HubColumn("Review", 260, of="review"),
    ),
    nothing="There are no open actions.",
    words=_STATUS_STYLES,
)
_CHANGES = SheetTable(
    "HubChanges",
    "One row a change since the collection before.",
    (
        *(_SCHOOL, _URN, _CASELOAD, HubColumn("What happened", 170, "word", of=lambda row: row.kind.capitalize())),
        *(_REF, _STATEMENT, HubColumn("Column", 150, of="column"), HubColumn("Before", 230, of="before")),
        *(HubColumn("Now", 230, of="now"), HubColumn("Days moved", 96, "number", of="days")),
    ),
)
_PROBLEMS = SheetTable(
    "HubProblems",
    "One row a problem: in which file, where, what is wrong, what to do.",
    (
        *(replace(_SCHOOL, empty="Not known"), _URN),
        HubColumn("Kind", 104, "word", of=lambda row: SEVERITY_LABELS[row.severity]),
        *(HubColumn("Problem", 200, of="title"), HubColumn("Where", 200, of="place")),
        *(HubColumn("What is wrong", 360, of="message"), HubColumn("What to do", 330, of="advice")),
        *(HubColumn("Times", 88, "number", "Not said", "count"), HubColumn("Code", 110, "word", of="code")),
        HubColumn("File", 260, of="file"),
    ),
    nothing="No problems were found.",
    words={SEVERITY_LABELS[severity]: _SEVERITY_STYLES[severity] for severity in RANK},
)


def schools(whole: Consolidated) -> HubSheet:
    """One row a school."""
    intro = (
        "One row for each school that is expected, and for closed ones that returned all the same.",
        "Filled in: at how many statements something is new, changed or confirmed since the workbook was sent.",
        "Put right and Look at count problems in the return. The sheet Notes explains the states.",
    )
    return HubSheet("Schools", "Schools", intro, (_SCHOOLS.showing(whole.tables["schools"]),))


def items(whole: Consolidated) -> HubSheet:
    """One row a statement, with how many schools say what."""
    intro = (
        "One row for each statement of the checklists: how many of the schools that returned say what.",
        "Percent done is of the schools that were asked and to which the statement applies.",
        "Benchmarks are the Gatsby Benchmarks that it speaks about.",
    )
    return HubSheet(said.STATEMENTS, said.STATEMENTS, intro, (_ITEMS.showing(whole.tables["items"]),))


def matrix(whole: Consolidated) -> HubSheet:
    """One row a school, one column a statement, a word in each cell."""
    refs = [row.ref for row in whole.tables["items"]]
    returned = [row for row in whole.tables["schools"] if row.returned is not None]
    intro = (
        "One row for each school that returned, one column a statement: what the school says of it.",
        "The sheet Statements has the statements by their Ref. The colour of a cell says the same as its word.",
    )
    table = SheetTable(
        "HubMatrix",
        "One row a school, one column a statement by its Ref; each cell says what the school says.",
        (_WIDE_NAME, _URN, *(HubColumn(ref, 98, "word") for ref in refs)),
        [(r.name, r.urn, *(ANSWERS[whole.outcomes.get((r.urn, ref), "not_asked")] for ref in refs)) for r in returned],
        nothing="No school has returned.",
        words=TINTS,
    )
    return HubSheet("Matrix", "Schools and statements", intro, (table,), named=2)


def actions(whole: Consolidated) -> HubSheet:
    """One row an open action."""
    intro = (
        "One row for each open action of a school: it has a deadline or has begun, and is not completed.",
        f"Due soon means within {many(whole.round.spec.due_soon_days, 'day')}. None means that nothing is written.",
    )
    return HubSheet("Actions", "Open actions", intro, (_ACTIONS.showing(whole.tables["actions"]),))


def details(whole: Consolidated) -> HubSheet:
    """One row a school that returned, one column a field."""
    fields: dict[str, str] = {}
    found: dict[str, dict[str, CellValue]] = {}
    for row in whole.tables["details"]:
        fields.setdefault(row.ref, f"{row.ref} {row.label}")
        line = found.setdefault(row.urn, {"school": row.school})
        line[row.ref] = row.value if row.state == "answered" else STATE_LABELS[row.state]
    intro = (
        "What each school that returned says of itself, one row a school, in its own words.",
        "Where a cell says withheld, the answer is about people at one school, and is not shown here.",
    )
    table = SheetTable(
        "HubDetails",
        "One row a school, one column for each question about the school.",
        (
            replace(_SCHOOL, width=300),
            _URN,
            *(HubColumn(heading, 170, empty=STATE_LABELS["not asked"]) for heading in fields.values()),
        ),
        [(line["school"], urn, *(line.get(ref) for ref in fields)) for urn, line in found.items()],
        nothing="No school has returned.",
    )
    return HubSheet("School details", "School details", intro, (table,), named=2)


def changes(whole: Consolidated) -> HubSheet:
    """One row a change since the collection before."""
    rows = whole.tables["changes"]
    if whole.before is None:
        title, about = "Changes since the last collection", "What is different from the collection before."
        nothing = "There is no collection before this one in which a school returned, so that nothing is compared."
    else:
        before = one_line(whole.before.settings.name)
        title, nothing = f"Changes since {before}", f"Nothing is different from {before}."
        about = (
            f"One row for each answer that is not what it was in {before}, and for each school that is not compared."
        )
    intro = (about, "The sheet Notes explains the words under What happened.") if rows else (about,)
    return HubSheet("Changes", title, intro, (replace(_CHANGES, nothing=nothing).showing(rows),))


def problems(whole: Consolidated) -> HubSheet:
    """One row a problem."""
    intro = (
        "One row for each problem in a file. Put right: an answer is lost until somebody does.",
        "Look at: somebody should. Note: good to know. Files that a newer one replaces are left out.",
        "Where it says withheld, the problem is about people at one school, or in a line of a list.",
    )
    return HubSheet("Problems", "Problems in what came", intro, (_PROBLEMS.showing(whole.tables["problems"]),))


def not_returned(whole: Consolidated) -> HubSheet:
    """The schools of which no return counts."""
    late, expected = max(0, -whole.round.days_left), whole.round.schools
    due = f"The collection is due on {long_date(whole.round.settings.due)}"
    counted = long_date(whole.round.today)
    intro = (
        "One row for each school of which nothing has come, or nothing that could be read or that says anything new.",
        f"{due}. On {counted}, the day of this count, that is {many(late, 'day')} ago."
        if late
        else f"{due}, so that on {counted}, the day of this count, nobody is late.",
    )
    table = SheetTable(
        "HubNotReturned",
        "One row a school of which no return counts.",
        (
            *(replace(_SCHOOL, of="listed.school.name"), replace(_URN, of="listed.school.urn")),
            *(
                replace(_CASELOAD, of="listed.caseload"),
                HubColumn("E-mail", 260, "text", "Not in the register", "listed.email"),
            ),
            *(replace(_STATE, width=130), HubColumn("Days late", 90, "number", of=lambda _: late)),
            HubColumn(
                *("What came", 420, "text", "Nothing"),
                of=lambda school: "\n".join(
                    f"{one.stored.receipt.source}: {one.reason or STATES[school.state]}" for one in _files(school)
                ),
            ),
        ),
        nothing="Every school has returned." if expected else "No school is expected.",
        words=_STATE_STYLES,
    )
    missing = (school for school in expected if school.state not in RETURNED)
    return HubSheet("Not returned", "Schools that have not returned", intro, (table.showing(missing),))


def _files(school: SchoolRound) -> Iterator[DecidedReturn]:
    """Whatever came from a school."""
    yield from (school.counts,) if school.counts else ()
    yield from school.others
