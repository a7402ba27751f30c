"""The tidy tables as data: every table and column with its type and meaning. Rows and dictionary are made from it.

Enters: nothing; what is known of a row. Leaves: `TABLES`; records with the columns for fields. Must not know: where
rows come from, pandas.
"""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, get_args

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.quality import WITHHELD
from careers_workbook.hub.comparison.changes import KINDS
from careers_workbook.hub.rounds.return_selection import Decision
from careers_workbook.hub.rounds.rounds import STATES
from careers_workbook.returns.submission import State
from careers_workbook.spec.model import answer_kinds
from careers_workbook.spec.sent_answers import Origin
from careers_workbook.spec.status import DUE_SOON, NO_DEADLINE, ON_TRACK, OVERDUE

ColumnType = Literal["text", "whole number", "decimal", "date", "date and time"]


@frozen
class TidyColumn:
    """One column. `unit` says what a number counts, `values` what else but free text may stand there."""

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    values: str = ""


@frozen(slots=False)
class TidyTable:
    """One table: what a row is, and its columns in their order."""

    name: str
    row: str
    columns: tuple[TidyColumn, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def _record(self) -> Any:  # noqa: ANN401 - its fields are the columns
        return namedtuple(self.name, self.names)  # noqa: PYI024 - its fields are data

    def record(self, known: Mapping[str, object]) -> Any:  # noqa: ANN401 - its fields are the columns
        """A row as a named tuple: text, int, float, date, datetime; None for empty text and what is not known."""
        return self.of_values([value if value != "" else None for value in map(known.get, self.names)])

    def of_values(self, values: Sequence[object]) -> Any:  # noqa: ANN401 - its fields are the columns
        """The same of all its values in their order."""
        return self._record._make(values)


def _text(name: str, meaning: str, values: str = "") -> TidyColumn:
    return TidyColumn(name, "text", meaning, values=values)


def _number(name: str, meaning: str, unit: str = "statements") -> TidyColumn:
    return TidyColumn(name, "whole number", meaning, unit)


_ANSWER_STATES = ", ".join(get_args(State))
_SEVERITIES = "error (an answer is lost), warning (somebody should look), note"
_KINDS_OF_SHEET = ", ".join(answer_kinds())
_PERCENT = "percent of the statements that apply"
_ONLY_INTERNAL = f'"{WITHHELD}" where it is about people, unless internal'

URN = _text("urn", "The school's Unique Reference Number, by the register", "six digits; empty if not known")
SCHOOL = _text("school", "The school's name, by the register")
CASELOAD = _text("caseload", "Whose caseload the school is in, by the register")
SHEET = _text("sheet", "Title of the sheet, as the Hub's checklist has it")
SECTION = _text("section", "Heading of the section; empty where the sheet has none")
REF = _text("ref", "Visible reference of the statement or field, such as CL3")
STATEMENT = _text("statement", "The statement, as the Hub's checklist words it")
FILE = _text("file", "Where the file lay, seen from the Hub's folder")
SPEC = _text("spec", "The checklist by which its answers are named")
VERSION = _text("version", "The version of that checklist")

_DONE = (
    _number("done", "Action completed says that it is done"),
    _number("in_progress", "Action completed says that it is in progress"),
    _number("not_done", "Action completed says that it is not done"),
    _number("not_applicable", "Action completed says that it does not apply"),
)
_FOUND = (
    _number("errors", "Problems for which an answer is lost; those about people count once a kind", "problems"),
    _number("warnings", "Problems at which somebody should look; those about people count once a kind", "problems"),
    _number("notes", "Things that are good to know; those about people count once a kind", "problems"),
)

_SCHOOLS = TidyTable(
    "schools",
    "One school that is expected, or that returned; numbers are empty where no return counts",
    (
        URN,
        _text("name", "The school's name, by the register"),
        _text("local_authority", "Local authority, by the register"),
        _text("type", "Type of school, by the register"),
        _text("ages", "Ages of pupils, by the register"),
        CASELOAD,
        _text(
            "state",
            "How the school stands in this round",
            "; ".join(f"{k}: {v.rstrip('.')}" for k, v in STATES.items()),
        ),
        TidyColumn("returned", "date", "When the return that counts was sent, else received"),
        TidyColumn("received", "date", "When the return that counts reached the Hub"),
        FILE,
        SPEC,
        VERSION,
        TidyColumn("built_on", "date", "When its workbook was made; what is unchanged is as it was then"),
        _number("filled_in", "Statements at which something is new, changed or confirmed since the workbook was sent"),
        _number("asked", "Statements that its workbook asked, whatever became of them"),
        _number("by_hand", "Answers that the Hub wrote down and that hold", "answers"),
        _number("items", "Statements asked, each counted in one of done to unclear, or in missing"),
        *_DONE,
        _number("no_answer", "Action completed is blank"),
        _number("unclear", "Action completed holds something that is none of the options"),
        _number("not_asked", "Statements that the school's version of the checklist did not ask; not among items"),
        _number("missing", "The cell of Action completed is gone; among items"),
        TidyColumn(
            "percent_done", "decimal", "100 x done / (items - not_applicable); empty where none applies", _PERCENT
        ),
        _number("overdue", "Open, and the deadline has passed on the day of the table"),
        _number("due_soon", "Open, and the deadline is near (28 days, unless the checklist says otherwise)"),
        _number("on_track", "Open, and the deadline is further away"),
        _number("no_deadline", "Begun, without a deadline that can be read"),
        _number("not_started", "Nothing said yet, except perhaps that it is not done"),
        *_FOUND,
    ),
)
_DETAILS = TidyTable(
    "details",
    "One field of a form of one school",
    (
        URN,
        SCHOOL,
        SHEET,
        REF,
        _text("label", "What the field asks"),
        _text("state", "What stands there", _ANSWER_STATES),
        _text("value", "The answer as text, dates as YYYY-MM-DD; empty unless answered", _ONLY_INTERNAL),
    ),
)
_ANSWERS = TidyTable(
    "answers",
    "One answer cell of one school; of leavers and lists none, unless internal",
    (
        URN,
        SCHOOL,
        CASELOAD,
        _text("kind", "What kind of sheet it stands on", _KINDS_OF_SHEET),
        SHEET,
        SECTION,
        REF,
        _text("item", "The statement or field, as the Hub's checklist words it; the reference where lines are listed"),
        _text("column_id", "Short name of the column", "action, deadline, review, completed, answer, ..."),
        _text("column", "Heading of the column"),
        _text("state", "What stands there", _ANSWER_STATES),
        _text("value", "The answer as text, dates as YYYY-MM-DD; empty unless answered", _ONLY_INTERNAL),
        TidyColumn("value_date", "date", "The answer where it is a date"),
        _text("raw", "What stands in the cell, as a person would quote it; empty if blank", _ONLY_INTERNAL),
        _text("origin", "What became of it since the workbook was sent; empty where nobody knows",
              ", ".join(filter(None, get_args(Origin)))),
        _text("by_hand", "How, when and by whom the Hub wrote it down; empty where it is the workbook's own"),
        _text("own", "What the workbook says, where the Hub wrote down an answer", _ONLY_INTERNAL),
    ),
)  # fmt: skip
_ITEMS = TidyTable(
    "items",
    "One statement of a checklist that asks for Action completed, over all schools that returned",
    (
        SHEET,
        SECTION,
        REF,
        STATEMENT,
        _text("benchmarks", "Gatsby benchmarks that it speaks about", "1 to 8, with commas; may be empty"),
        _number("schools", "Schools that returned; the eight columns that follow add up to it", "schools"),
        _number("done", "Action completed says that it is done", "schools"),
        _number("in_progress", "Action completed says that it is in progress", "schools"),
        _number("not_done", "Action completed says that it is not done", "schools"),
        _number("not_applicable", "Action completed says that it does not apply", "schools"),
        _number("blank", "Action completed is blank", "schools"),
        _number("unclear", "Action completed holds something that is none of the options", "schools"),
        _number("not_asked", "The school's version of the checklist did not ask this", "schools"),
        _number("missing", "The cell of Action completed is gone", "schools"),
        TidyColumn(
            "percent_done",
            "decimal",
            "100 x done / (schools - not_asked - not_applicable); empty where it applies to none",
            "percent of the schools to which it applies",
        ),
    ),
)
_ACTIONS = TidyTable(
    "actions",
    "One open action of one school",
    (
        URN,
        SCHOOL,
        CASELOAD,
        REF,
        STATEMENT,
        SHEET,
        SECTION,
        _text("action", "What stands under Action needed"),
        TidyColumn("deadline", "date", "The deadline; empty if there is none that can be read"),
        _text("status", "The word of the Status column on the day of the table",
              f"{OVERDUE}, {DUE_SOON}, {ON_TRACK}, {NO_DEADLINE}"),
        _number("days_overdue", "Days since the deadline; empty unless overdue", "days"),
        _number("days_left", "Days to the deadline, 0 on the day itself; empty if overdue or without one", "days"),
        _text("review", "What stands under Review"),
        _text("completed", "What stands under Action completed; empty if blank"),
    ),
)  # fmt: skip
_DESTINATIONS = TidyTable(
    "destinations",
    "The leavers of one year in one group at one time, over all schools that returned",
    (
        _text("checkpoint", "Short name of the time", "intended, autumn, six_months, year_1 to year_4"),
        _text("label", "The time in words"),
        _text("leaving_year", "School year of leaving, or all years of which anything is shown"),
        _text("group", "Group of destinations, No answer, or all leavers"),
        _text("leavers", "How many, rounded to a multiple of 5 by a secret lot unless internal, or a symbol",
              "a number (0 means 0 to 4), [c] not shown, [z] not yet or nobody to count, [x] no answer yet"),
        _text("percent", "Their share of the leavers of that year as both are shown, or a symbol",
              "a number, [c] not shown, [x] no answer yet, [z] not yet or nobody to count, [u] of fewer than 50, "
              "[low] rounds to 0"),
    ),
)  # fmt: skip
_PEOPLE = TidyTable(
    "people",
    "One question that counts people, over all schools that returned; of leavers the table destinations tells",
    (
        REF,
        _text("label", "The question, as the Hub's checklist words it"),
        _number("schools", "Schools that gave a number", "schools"),
        _text("people", "How many, rounded to a multiple of 5 by a secret lot unless internal, or a symbol",
              "a number (0 means 0 to 4), [c] not shown"),
    ),
)  # fmt: skip
_PROBLEMS = TidyTable(
    "problems",
    "One finding in one file; files that another one of the same school replaces are left out",
    (
        URN,
        SCHOOL,
        FILE,
        _text("severity", "How bad it is", _SEVERITIES),
        _text("code", "Code of the problem; careers-workbook problems CODE explains it"),
        _text("title", "What it is, in a few words"),
        _text("place", "Where it is, in one short phrase"),
        _text("sheet", "Title of the sheet as the file has it"),
        _text("cell", "The cell, such as D7"),
        _text("ref", "Reference of the statement or field"),
        _text("column", "Heading of the column"),
        _text("message", "What is wrong", _ONLY_INTERNAL),
        _text("advice", "What to do about it"),
        _number("count", "In how many places; empty where it is about people, unless internal", "places"),
    ),
)
_FILES = TidyTable(
    "files",
    "One file that came, whatever became of it",
    (
        _text("collection", "The collection in which it came"),
        _text("source", "Where it lay, seen from the Hub's folder; members of zip folders and e-mails behind a slash"),
        TidyColumn("received", "date", "When the Hub took it"),
        TidyColumn("sent", "date and time", "When it was sent, else last saved; UTC"),
        _number("size", "How large it is; 0 where it could not be had", "bytes"),
        _text("hash", "SHA-256 of its bytes, in hex; empty where they could not be had"),
        URN,
        SCHOOL,
        SPEC,
        VERSION,
        _text("outcome", "How reading went", "accepted, problems, refused"),
        _text("standing", "Whether it counts", ", ".join(get_args(Decision))),
        _text("reason", "Why it does not count; empty if it does"),
        *_FOUND,
    ),
)
_CHANGES = TidyTable(
    "changes",
    "One thing that is different from the round before; schools that returned in both are compared",
    (
        URN,
        SCHOOL,
        CASELOAD,
        _text("kind", "What happened", "; ".join(f"{kind}: {meaning}" for kind, meaning in KINDS.items())),
        REF,
        _text("statement", "The statement or the field's label, as the Hub's checklist words it"),
        _text("column", "Heading of the column; of leavers the year, the time and the group"),
        _text("before", "What was said in the round before; dates as DD/MM/YYYY", _ONLY_INTERNAL),
        _text("now", "What is said now", _ONLY_INTERNAL),
        _number("days", "By how much a deadline moved; below 0 if it is earlier now", "days"),
    ),
)
TABLES: dict[str, TidyTable] = {
    table.name: table
    for table in (_SCHOOLS, _DETAILS, _ANSWERS, _ITEMS, _ACTIONS, _DESTINATIONS, _PEOPLE, _PROBLEMS, _FILES, _CHANGES)
}
"""Every table, in the order in which people need them."""
