"""The public shape of a return: what `careers-workbook read` prints as JSON or CSV, and its JSON Schema.

The shape is versioned by FORMAT: a key may be added, none is renamed or removed without a new number.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import get_args

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.core.problems import RANK, Outcome
from careers_workbook.core.text import Raw, show
from careers_workbook.reports import json_shapes as js
from careers_workbook.returns.submission import MatchedBy, State, Submission
from careers_workbook.spec.model import answer_kinds
from careers_workbook.spec.sent_answers import Origin

FORMAT = "careers-workbook-return/1"

CSV_COLUMNS = (
    *("file", "outcome", "spec", "version", "urn", "school"),
    *("kind", "sheet", "ref", "item", "column", "state", "value", "raw", "cell", "matched_by", "origin"),
)


def _raw(raw: Raw) -> str | int | float | bool | None:
    match raw:
        case float() if raw.is_integer():
            return int(raw)
        case dt.date() | dt.time():
            return raw.isoformat()
        case dt.timedelta():
            return show(raw)
    return raw


_ANSWER = js.record(
    kind=js.choice(tuple(answer_kinds())),
    sheet=js.TEXT.said("Title of the sheet in the spec"),
    ref=js.TEXT.said("Visible reference of the item, field or leaver"),
    item=js.TEXT.said("The statement, or the field's label, as the spec has it"),
    column=js.TEXT.said("The column's label"),
    state=js.choice(get_args(State)),
    value=js.ANSWER.said("ISO date, number or text; null if no answer"),
    raw=js.Shape({"type": ["string", "number", "boolean", "null"]}, _raw).said("What the cell holds"),
    cell=js.OPTIONAL_TEXT.said("Where it stands in the file, such as D7"),
    matched_by=js.choice([*get_args(MatchedBy), None]),
    origin=js.choice(get_args(Origin)).said("What became of it since the workbook was sent; empty where nobody knows"),
)
_OWN_ROW = js.record(
    sheet=js.TEXT,
    cell=js.TEXT,
    text=js.TEXT.said("A row that the school added, in its own words"),
    answers=js.Shape({"type": "object", "additionalProperties": js.TEXT.schema}, dict).said("Column label to text"),
)
_PROBLEM = js.record(
    code=js.CODE,
    severity=js.choice(RANK),
    title=js.TEXT.of("entry.title"),
    message=js.TEXT,
    advice=js.TEXT,
    place=js.record(**dict.fromkeys(("sheet", "cell", "ref", "item", "column"), js.OPTIONAL_TEXT)),
)
_RETURN = js.record(
    format=js.constant(FORMAT),
    file=js.TEXT,
    outcome=js.choice(get_args(Outcome)),
    spec=js.OPTIONAL_TEXT.of("spec_id"),
    version=js.OPTIONAL_TEXT,
    school=js.record(urn=js.OPTIONAL_TEXT, name=js.OPTIONAL_TEXT.of("school")).of(js.itself),
    answers=js.array(_ANSWER),
    own_rows=js.array(_OWN_ROW),
    problems=js.array(_PROBLEM),
)


def return_document(submission: Submission) -> js.Data:
    """One return as JSON data. Dates are ISO text, numbers are numbers, blank is null."""
    document: js.Data = _RETURN.make(submission)
    return document


def return_schema() -> js.Data:
    """The JSON Schema of `return_document`."""
    return js.json_schema("A returned careers workbook, read", _RETURN)


def rows(submission: Submission) -> Iterator[dict[str, str]]:
    """One return as flat rows, one an answer, every value as text, keys as in CSV_COLUMNS."""
    head = {
        "file": submission.file,
        "outcome": submission.outcome,
        "spec": submission.spec_id,
        "version": submission.version,
        "urn": submission.urn,
        "school": submission.school,
    }
    for answer in submission.answers:
        fields = _ANSWER.make(answer)
        yield head | {key: "" if fields[key] is None else str(fields[key]) for key in CSV_COLUMNS if key not in head}


def table(submissions: Iterable[Submission]) -> str:
    """Every answer of every return that was read. Text that looks like a formula gets an apostrophe in front."""
    answers = (row for submission in submissions for row in rows(submission))
    return csv_text([CSV_COLUMNS, *([row[column] for column in CSV_COLUMNS] for row in answers)])
