"""The public shape of a return: what `careers-workbook read` prints, and its JSON Schema.

Enters: a Submission. Leaves: plain data for JSON, or flat rows for CSV. The shape is versioned by FORMAT: a key may be
added, none is renamed or removed without a new number. Must not know: files, the command line.
"""

import datetime as dt
from collections.abc import Iterator
from typing import get_args

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.problems import Outcome, Problem
from careers_workbook.core.text import Raw, show
from careers_workbook.returns.submission import Answer, MatchedBy, State, Submission
from careers_workbook.spec.model import QuestionSheetKind

FORMAT = "careers-workbook-return/1"

CSV_COLUMNS = (
    *("file", "outcome", "spec", "version", "urn", "school"),
    *("kind", "sheet", "ref", "item", "column", "state", "value", "raw", "cell", "matched_by"),
)


def document(submission: Submission) -> dict[str, object]:
    """One return as JSON data. Dates are ISO text, numbers are numbers, blank is null."""
    return {
        "format": FORMAT,
        "file": submission.file,
        "outcome": submission.outcome,
        "spec": submission.spec_id or None,
        "version": submission.version or None,
        "school": {"urn": submission.urn or None, "name": submission.school or None},
        "answers": [_answer(answer) for answer in submission.answers],
        "own_rows": [
            {"sheet": row.sheet, "cell": row.cell, "text": row.text, "answers": dict(row.answers)}
            for row in submission.own_rows
        ],
        "problems": [problem_document(problem) for problem in submission.problems],
    }


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
        fields = _answer(answer)
        yield head | {key: "" if fields[key] is None else str(fields[key]) for key in CSV_COLUMNS if key not in head}


def problem_document(problem: Problem) -> dict[str, object]:
    """One problem as JSON data."""
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "title": problem.entry.title,
        "message": problem.message,
        "advice": problem.advice,
        "place": {key: getattr(place, key) or None for key in ("sheet", "cell", "ref", "item", "column")},
    }


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "kind": answer.kind,
        "sheet": answer.sheet,
        "ref": answer.ref,
        "item": answer.item,
        "column": answer.column,
        "state": answer.state,
        "value": answer.value.isoformat() if isinstance(answer.value, dt.date) else answer.value,
        "raw": _raw(answer.raw),
        "cell": answer.cell or None,
        "matched_by": answer.matched_by,
    }


def _raw(raw: Raw) -> str | int | float | bool | None:
    match raw:
        case float() if raw.is_integer():
            return int(raw)
        case dt.date() | dt.time():
            return raw.isoformat()
        case dt.timedelta():
            return show(raw)
    return raw


_TEXT: dict[str, object] = {"type": "string"}
_MAYBE: dict[str, object] = {"type": ["string", "null"]}


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of `document`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A returned careers workbook, read",
        **_object(
            {
                "format": {"const": FORMAT},
                "file": _TEXT,
                "outcome": {"enum": list(get_args(Outcome))},
                "spec": _MAYBE,
                "version": _MAYBE,
                "school": _object({"urn": _MAYBE, "name": _MAYBE}),
                "answers": {"type": "array", "items": _object(_answer_shape())},
                "own_rows": {"type": "array", "items": _object(_own_row_shape())},
                "problems": {"type": "array", "items": _object(_problem_shape())},
            }
        ),
    }


def _answer_shape() -> dict[str, object]:
    scalar = {"type": ["string", "number", "boolean", "null"]}
    return {
        "kind": {"enum": list(get_args(QuestionSheetKind))},
        "sheet": _TEXT | {"description": "Title of the sheet in the spec"},
        "ref": _TEXT | {"description": "Visible reference of the item, field or leaver"},
        "item": _TEXT | {"description": "The statement, or the field's label, as the spec has it"},
        "column": _TEXT | {"description": "The column's label"},
        "state": {"enum": list(get_args(State))},
        "value": {"type": ["string", "integer", "null"], "description": "ISO date, number or text; null if no answer"},
        "raw": scalar | {"description": "What the cell holds"},
        "cell": _MAYBE | {"description": "Where it stands in the file, such as D7"},
        "matched_by": {"enum": [*get_args(MatchedBy), None]},
    }


def _own_row_shape() -> dict[str, object]:
    return {
        "sheet": _TEXT,
        "cell": _TEXT,
        "text": _TEXT | {"description": "A row that the school added, in its own words"},
        "answers": {"type": "object", "additionalProperties": _TEXT, "description": "Column label to text"},
    }


def _problem_shape() -> dict[str, object]:
    return {
        "code": {"type": "string", "pattern": "^[A-Z]{3,5}-[0-9]{3}$"},
        "severity": {"enum": list(get_args(Severity))},
        "title": _TEXT,
        "message": _TEXT,
        "advice": _TEXT,
        "place": _object(dict.fromkeys(("sheet", "cell", "ref", "item", "column"), _MAYBE)),
    }


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
