"""The sheets with a row for each school, statement, action, change or problem, and the words that sheets share."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from careers_workbook.core import vocabulary as said
from careers_workbook.core.packed import Packed
from careers_workbook.core.palette import TINTS
from careers_workbook.core.problems import RANK
from careers_workbook.core.text import many
from careers_workbook.hub.board import Board, by_section, section_done
from careers_workbook.hub.comparison.changes import KINDS, ChangeKind
from careers_workbook.hub.rounds.return_selection import DecidedReturn
from careers_workbook.hub.rounds.rounds import RETURNED, STATES, SchoolRound
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.hub_sheet import CellValue, HubColumn, HubSheet, SheetTable
from careers_workbook.reports.status.collected_page import LABELS
from careers_workbook.reports.status.status_page import NO_CASELOAD
from careers_workbook.reports.words import SEVERITY_LABELS, STATE_LABELS, long_date, one_line
from careers_workbook.spec.questions import prefills
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
_LAST_FIGURES = {
    "overdue": (said.OVERDUE, 90),
    "due_soon": (said.DUE_SOON, 74),
    "errors": ("Put right", 74),
    "warnings": ("Look at", 74),
}
"""Columns of the table of schools behind the answers -> their headings and widths."""
_WIDTHS = {said.DONE: 74, said.IN_PROGRESS: 94, said.NOT_DONE: 74, said.NOT_APPLICABLE: 106, said.NO_ANSWER: 84}


def answer_columns() -> Iterator[HubColumn]:
    """A column for everything that can become of a statement, so that a row adds up."""
    return (HubColumn(word, _WIDTHS.get(word, 90), "number", of=name) for name, word in ANSWERS.items())


def share(percent: object) -> float | str:
    """A percentage of a table as a share of 1, or the words for none."""
    return percent / 100 if isinstance(percent, int | float) else NONE_APPLIES


_SCHOOL = HubColumn("School", 210, "key", of="school")
_NAME = replace(_SCHOOL, of="name")
_WIDE_NAME = replace(_NAME, width=300)
_URN = HubColumn("URN", 72, "word", "Not known", of="urn")
_CASELOAD = HubColumn("Caseload", 124, empty=NOBODYS, of="caseload")
_REF, _STATEMENT = HubColumn("Ref", 72, "word", of="ref"), HubColumn("Statement", 330, of="statement")
_STATE = HubColumn("State", 108, "word", of=lambda row: STATE_WORDS[row.state])
_PERCENT_DONE = HubColumn("Percent done", 106, "percent", of=lambda row: share(row.percent_done))
_SCHOOLS = SheetTable(
    "HubSchools",
    "One row a school that returned: its state, its statements counted, its problems.",
    (
        *(replace(_NAME, width=284), _URN, _CASELOAD, _STATE, HubColumn("Asked", 76, "number", of="items")),
        *(replace(one, of="no_answer") if one.of == "blank" else one for one in answer_columns()),
        _PERCENT_DONE,
        *(HubColumn(heading, wide, "number", of=name) for name, (heading, wide) in _LAST_FIGURES.items()),
        HubColumn("Sent", 110, "date", of="returned"),
        HubColumn("Filled in", 90, "number", of=lambda row: row.filled_in or 0),
        HubColumn("Written down by the Hub", 100, "number", of=lambda row: row.by_hand or 0),
        HubColumn("Workbook made", 110, "date", "Not known", "built_on"),
        *(HubColumn("Local authority", 200, of="local_authority"), HubColumn("Type", 320, of="type")),
    ),
    nothing="No school has returned.",
    words=_STATE_STYLES,
)
_ITEMS = SheetTable(
    "HubItems",
    "One row a statement, with how many schools say what.",
    (
        *(_REF, replace(_STATEMENT, width=536)),
        *(HubColumn("Section", 150, of="section"), HubColumn("Benchmarks", 122, "word", of="benchmarks")),
        *(HubColumn("Schools", 94, "number", of="schools"), *answer_columns(), _PERCENT_DONE),
    ),
    nothing="The checklist has no statements that ask for Action completed.",
)
_ACTIONS = SheetTable(
    "HubActions",
    "One row an open action of one school, with its deadline.",
    (
        *(replace(_SCHOOL, width=270), _URN, _CASELOAD, _REF, replace(_STATEMENT, width=520)),
        HubColumn("Action needed", 400, of="action"),
        HubColumn("Deadline", 112, "date", "No deadline", "deadline"),
        HubColumn("Status", 112, "word", of="status"),
        HubColumn("Days overdue", 96, "number", of=lambda row: row.days_overdue or 0),
        HubColumn("Review", 420, of="review"),
    ),
    nothing="There are no open actions.",
    words=_STATUS_STYLES,
)
_URGENT = (OVERDUE, DUE_SOON, ON_TRACK, NO_DEADLINE)
_CHANGES = SheetTable(
    "HubChanges",
    "One row a change since the round before.",
    (
        *(
            replace(_SCHOOL, width=260),
            _URN,
            _CASELOAD,
            HubColumn("What happened", 150, "word", of=lambda row: row.kind.capitalize()),
        ),
        *(_REF, replace(_STATEMENT, width=420), HubColumn("Column", 136, of="column")),
        *(HubColumn("Before", 260, of="before"), HubColumn("Now", 260, of="now")),
    ),
)
_LOST: tuple[ChangeKind, ...] = (
    "slipped back",
    "did not return",
    "no longer answered",
    "not known now",
    "no longer applies",
)
"""What a Hub wants to hear of first."""
_PROBLEMS = SheetTable(
    "HubProblems",
    "One row a problem: in which file, where, what is wrong, what to do.",
    (
        HubColumn("Kind", 92, "word", of=lambda row: SEVERITY_LABELS[row.severity]),
        *(replace(_SCHOOL, empty="Not known"), _URN),
        *(HubColumn("Problem", 200, of="title"), HubColumn("Where", 230, of="place")),
        *(HubColumn("What is wrong", 390, of="message"), HubColumn("What to do", 390, of="advice")),
        *(HubColumn("Times", 82, "number", of="count"), HubColumn("Code", 100, "word", of="code")),
        HubColumn("File", 300, of="file"),
    ),
    nothing="No problems were found.",
    words={SEVERITY_LABELS[severity]: _SEVERITY_STYLES[severity] for severity in RANK},
)
ON_ACTIONS = "DATE-009"
"""A deadline that has passed: the sheet Actions lists it."""
_ROWS = 40
"""Rows of a long list that are printed: about two pages."""


def schools(whole: Consolidated, _: Board) -> HubSheet:
    """One row a school that returned."""
    intro = (
        "One row for each school that returned; those that have not stand on the sheet Not returned.",
        "Asked is the sum of Done to Unclear, and of Missing; what was not asked comes on top.",
        "Filled in: at how many statements something is new, changed or confirmed since the workbook was sent.",
        "Put right and Look at count problems in the return. The sheet Notes explains the states.",
    )
    rows = (row for row in whole.tables["schools"] if row.items is not None)
    return HubSheet("Schools", "Schools that returned", intro, (_SCHOOLS.showing(rows),), named=1, of_schools=True)


def items(whole: Consolidated, of: Board) -> HubSheet:
    """One row a statement, with how many schools say what."""
    intro = (
        "One row for each statement of the checklists: how many of the schools that returned say what.",
        "Percent done is of the schools that were asked and to which the statement applies.",
        "Benchmarks are the Gatsby Benchmarks that it speaks about. Schools is the sum of Done to Missing.",
    )
    short = {(one.sheet, one.name): one.short for one in of.sections}
    table = _ITEMS.with_column("Section", lambda row: short.get((row.sheet, row.section or row.sheet), row.section))
    return HubSheet(said.STATEMENTS, said.STATEMENTS, intro, (table.showing(whole.tables["items"]),), named=1)


def matrix(whole: Consolidated, of: Board) -> HubSheet:
    """One row a school: per cent done by section, then one column a statement, a word in each cell."""
    refs = [row.ref for row in whole.tables["items"]]
    groups = [[row.ref for row in some] for some in by_section(whole.tables["items"]).values()]
    returned = (row for row in whole.tables["schools"] if row.items is not None)
    intro = (
        "One row for each school that returned: the percentage done in all and by section, then each statement.",
        "The sheet Statements has these by their Ref. The colour of a cell says the same as its word.",
    )
    first = (_WIDE_NAME, _URN, HubColumn("Percent done", 92, "percent"))
    sections = tuple(HubColumn(one.short, 108, "percent") for one in of.sections)
    table = SheetTable(
        "HubMatrix",
        "One row a school, one column a section and one a statement by its Ref; each cell says what the school says.",
        (*first, *sections, *(HubColumn(ref, 124, "word") for ref in refs)),
        Packed(
            (
                *(r.name, r.urn, share(r.percent_done)),
                *(share(section_done(whole, r.urn, group).percent) for group in groups),
                *(ANSWERS[whole.outcomes.get((r.urn, ref), "not_asked")] for ref in refs),
            )
            for r in returned
        ),
        nothing="No school has returned.",
        words=TINTS,
    )
    columns = len(first) + len(sections)
    return HubSheet("Matrix", "Schools and statements", intro, (table,), named=1, columns=columns, of_schools=True)


def actions(whole: Consolidated, _: Board) -> HubSheet:
    """One row an open action, the most overdue first."""
    intro = (
        "One row for each open action of a school: it has a deadline or has begun, and is not completed.",
        f"Due soon means within {many(whole.round.spec.due_soon_days, 'day')}. The most overdue come first.",
        "Days overdue is 0 where the deadline has not passed, or there is none. None means that nothing is written.",
    )
    rows = sorted(whole.tables["actions"], key=_urgency)
    return HubSheet("Actions", "Open actions", intro, (_ACTIONS.showing(rows),), named=1, rows=_ROWS, of_schools=True)


def _urgency(row: Any) -> tuple[object, ...]:  # noqa: ANN401 - a record of the table of actions
    return _URGENT.index(row.status), row.deadline or dt.date.max


_DETAILS, _NARROWEST, _REPEATED = 1_470, 110, 200
"""Pixels: all details of a school together, one of them at least, and one that the register has too."""


def details(whole: Consolidated, _: Board) -> HubSheet:
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
        "What the register says too, such as the URN, stands last.",
    )
    known = prefills(whole.round.spec)
    refs = sorted(fields, key=lambda ref: ref in known)
    wide = _widths([[line.get(ref) for line in found.values()] for ref in refs if ref not in known])
    wide += [_REPEATED] * (len(refs) - len(wide))
    headings = zip((fields[ref] for ref in refs), wide, strict=True)
    table = SheetTable(
        "HubDetails",
        "One row a school, one column for each question about the school.",
        (
            replace(_SCHOOL, width=240),
            _URN,
            *(HubColumn(heading, width, empty=STATE_LABELS["not asked"]) for heading, width in headings),
        ),
        Packed((line["school"], urn, *(line.get(ref) for ref in refs)) for urn, line in found.items()),
        nothing="No school has returned.",
    )
    return HubSheet("School details", "School details", intro, (table,), named=1, of_schools=True)


def _widths(columns: Sequence[Sequence[CellValue]]) -> list[int]:
    """Room for columns by what stands in them, so that a page has room for all where it can."""
    needed = [max((len(str(value)) for value in column), default=0) ** 0.7 for column in columns]
    left = max(_DETAILS - _NARROWEST * len(columns), 0)
    return [_NARROWEST + int(left * one / (sum(needed) or 1)) for one in needed]


def changes(whole: Consolidated, _: Board) -> HubSheet:
    """One row a change since the collection before, what was lost first."""
    order = list(dict.fromkeys((*_LOST, *KINDS)))
    rows = _by(lambda row: order.index(row.kind), whole.tables["changes"])
    if whole.before is None:
        title, about = "Changes since the last round", "What is different from the round before."
        nothing = "There is no round before this one in which a school returned, so that nothing is compared."
    else:
        before = one_line(whole.before.settings.name)
        title, nothing = f"Changes since {before}", f"Nothing is different from {before}."
        about = (
            f"One row for each answer that is not what it was in {before}, and for each school that is not compared."
        )
    more = ("What was lost comes first. The sheet Notes explains the words under What happened.",)
    intro = (about, *(more if whole.tables["changes"] else ()))
    table = replace(_CHANGES, nothing=nothing).showing(rows)
    return HubSheet("Changes", title, intro, (table,), named=1, rows=_ROWS, of_schools=True)


def problems(whole: Consolidated, _: Board) -> HubSheet:
    """One row a problem, worst first; equal ones are one row, with a number."""
    intro = (
        "One row for each problem in a file, the worst first. Put right: an answer is lost until somebody does.",
        "Look at: somebody should. Note: good to know. Files that a newer one replaces are left out.",
        "Deadlines that have passed are on the sheet Actions.",
        "Withheld: it is about people at one school, or in a line of a list; Times counts findings there, not people.",
    )
    rows = _by(lambda row: RANK[row.severity], _put_together(whole.tables["problems"]))
    return HubSheet(
        "Problems", "Problems in what came", intro, (_PROBLEMS.showing(rows),), named=2, rows=_ROWS, of_schools=True
    )


def _by(place: Callable[[Any], int], rows: Iterable[Any]) -> Iterator[Any]:
    """Records in the order of a few places; those of one place as they were."""
    found: dict[int, Packed[Any]] = {}
    for row in rows:
        at = place(row)
        if at not in found:
            found[at] = Packed(make=row._make)
        found[at].extend((row,))
    yield from itertools.chain.from_iterable(found[at] for at in sorted(found))


def _put_together(rows: Iterable[Any]) -> Iterator[Any]:
    """Problems that a reader could not tell from one another, as one."""
    alike: dict[Any, list[Any]] = {}
    for row in rows:
        if row.code != ON_ACTIONS:
            alike.setdefault(row._replace(count=None, cell=None, ref=None, column=None, sheet=None), []).append(row)
    for some in alike.values():
        yield some[0]._replace(count=sum(row.count or 1 for row in some))


def not_returned(whole: Consolidated, _: Board) -> HubSheet:
    """The schools of which no return counts."""
    late, expected = max(0, -whole.round.days_left), whole.round.schools
    due = f"The round is due on {long_date(whole.round.settings.due)}"
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
                HubColumn("E-mail", 240, "text", "Not in the register", "listed.email"),
            ),
            *(_STATE, HubColumn("Days late", 84, "number", of=lambda _: late)),
            HubColumn(
                *("What came", 370, "text", "Nothing"),
                of=lambda school: "\n".join(
                    f"{one.stored.receipt.source}: {one.reason or STATES[school.state]}" for one in _files(school)
                ),
            ),
        ),
        nothing="Every school has returned." if expected else "No school is expected.",
        words=_STATE_STYLES,
    )
    missing = (school for school in expected if school.state not in RETURNED)
    return HubSheet("Not returned", "Schools that have not returned", intro, (table.showing(missing),), of_schools=True)


def _files(school: SchoolRound) -> Iterator[DecidedReturn]:
    """Whatever came from a school."""
    yield from (school.counts,) if school.counts else ()
    yield from school.others
