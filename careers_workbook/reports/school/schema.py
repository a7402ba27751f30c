"""The JSON Schema (draft 2020-12) of a report, as tables. Enters: nothing. Leaves: the schema.

Must not know: how a report is made.
"""

from typing import get_args

from careers_workbook.core.problems import RANK
from careers_workbook.figures.progress import COUNT_NAMES
from careers_workbook.reports.school.document import REPORT_VERSION, Data
from careers_workbook.returns.submission import State
from careers_workbook.spec import status
from careers_workbook.spec.model import QuestionSheetKind

_TEXT: Data = {"type": "string"}
_MAYBE: Data = {"type": ["string", "null"]}
_NUMBER: Data = {"type": "integer", "minimum": 0}
_YES_NO: Data = {"type": "boolean"}
_DATE: Data = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MAYBE_DATE: Data = _DATE | {"type": ["string", "null"]}
_STATE: Data = {"enum": list(get_args(State))}


def _said(text: str, schema: Data) -> Data:
    return schema | {"description": text}


def _list(items: Data) -> Data:
    return {"type": "array", "items": items}


def _ref(name: str) -> Data:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Data) -> Data:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_CELL: Data = {
    "state": _STATE,
    "value": _said("ISO date, number or text; null if there is no answer", {"type": ["string", "integer", "null"]}),
    "raw": _said("What stands in the cell, as a person would quote it; empty if nothing does", _TEXT),
}
_COUNTED: Data = {
    **dict.fromkeys(COUNT_NAMES, _NUMBER),
    "percent_done": _said(
        "100 x done / (items - not_applicable), one decimal; null if nothing is to be counted",
        {"type": ["number", "null"], "minimum": 0, "maximum": 100},
    ),
}
_TALLY: Data = {"name": _TEXT, **_COUNTED}
_BENCHMARK: Data = {
    "number": _said(
        "Gatsby benchmark; null for statements without one", {"type": ["integer", "null"], "minimum": 1, "maximum": 8}
    ),
    **_TALLY,
}
_ROW: Data = {
    "sheet": _TEXT,
    "section": _TEXT,
    "ref": _TEXT,
    "statement": _TEXT,
    "benchmarks": _list({"type": "integer", "minimum": 1, "maximum": 8}),
    "status": {"enum": [word.word for word in status.WORDS]},
    "days": _said("From today to the deadline: -3 is 3 days overdue; null without one", {"type": ["integer", "null"]}),
    "action": _ref("cell"),
    "deadline": _ref("cell"),
    "review": _ref("cell"),
    "completed": _ref("cell"),
}
_MAYBE_NUMBER: Data = _NUMBER | {"type": ["integer", "null"]}
_PERCENT: Data = _said(
    "Of all leavers of the year, one decimal; null where nobody can know it yet or answers are missing from the file",
    {"type": ["number", "null"], "minimum": 0, "maximum": 100},
)
_CHECKPOINT: Data = {
    "id": _TEXT,
    "label": _TEXT,
    "groups": _list(_object({"name": _TEXT, "leavers": _NUMBER, "percent": _PERCENT})),
    "blank": _said("Leavers for whom nothing is entered: not the same as the group not known", _NUMBER),
    "unreadable": _NUMBER,
    "missing": _NUMBER,
    "not_asked": _NUMBER,
    "not_due": _said("The time had not come on the day of the report", _YES_NO),
    "too_early": _said("Nobody could know it yet on the day of the report", _YES_NO),
    "in_touch": _said("Leavers of whom something is known", _NUMBER),
    "in_eet": _said(
        "Leavers in education, employment or training; null where the checkpoint does not ask where", _MAYBE_NUMBER
    ),
    "percent_in_touch": _PERCENT,
    "percent_in_eet": _PERCENT,
}
_YEAR: Data = {
    "year": _said("Leaving year; null unless year_state is answered", _MAYBE),
    "year_state": _STATE,
    "leavers": _NUMBER,
    "few": _said("Percentages rest on fewer than six leavers", _YES_NO),
    "sustained": _said(
        "Leavers at work or learning in the autumn and still there six months on; null where that is not asked",
        _MAYBE_NUMBER,
    ),
    "percent_sustained": _PERCENT,
    "checkpoints": _list(_object(_CHECKPOINT)),
}
_TRACKER: Data = {
    "sheet": _TEXT,
    "missing": _said("The sheet is not in the file, which is not the same as no leavers", _YES_NO),
    "leavers": _NUMBER,
    "small_numbers": _said("Some count is 1 to 5", _YES_NO),
    "all_alike": _said("All leavers of some year share one known group", _YES_NO),
    "years": _list(_object(_YEAR)),
}
_EVIDENCE: Data = {
    "sheet": _TEXT,
    "missing": _said("The sheet is not in the file, which is not the same as no lines", _YES_NO),
    "lines": _NUMBER,
    "themes": _said("Every theme of the list, also with 0 lines", _list(_object({"name": _TEXT, "lines": _NUMBER}))),
    "no_theme": _said("Lines whose theme is blank or cannot be read", _NUMBER),
    "no_place": _said("Lines that do not say where the evidence is", _NUMBER),
}
_STATES: Data = {
    "kind": {"enum": list(get_args(QuestionSheetKind))},
    **dict.fromkeys(("answered", "blank", "not_asked", "missing", "unreadable"), _NUMBER),
}
_PROBLEM: Data = {
    "severity": {"enum": list(RANK)},
    "code": {"type": "string", "pattern": "^[A-Z]{3,5}-[0-9]{3}$"},
    **dict.fromkeys(("title", "where", "message", "advice"), _TEXT),
    "count": _said("How often: problems in rows of leavers are put together", {"type": "integer", "minimum": 1}),
}
_ACTIONS = ("overdue", "due_soon", "open", "without_deadline", "deadline_unclear", "done_without_review")
_QUALITY: Data = {
    "states": _list(_object(_STATES)),
    "missing_sheets": _list(_TEXT),
    "counts": _object({f"{severity}s": _NUMBER for severity in RANK}),
    "problems": _said("Worst first", _list(_object(_PROBLEM))),
}
_PROGRESS: Data = {
    "total": _object(_COUNTED),
    "sections": _list(_object(_TALLY)),
    "checklists": _list(_object(_TALLY)),
    "benchmarks": _list(_object(_BENCHMARK)),
    "not_counted": _said("Checklists without a Status column", _list(_TEXT)),
}
_REPORT: Data = {
    "report_version": {"const": REPORT_VERSION},
    "today": _said("The day that is counted from", _DATE),
    "file": _said("Name of the file, without its folder", _TEXT),
    "school": _object({"urn": _MAYBE, "name": _MAYBE}),
    "spec": _object({"id": _TEXT, "version": _TEXT, "title": _TEXT}),
    "built_on": _MAYBE_DATE,
    "due_soon_days": _NUMBER,
    "details": _list(_object({"sheet": _TEXT, "ref": _TEXT, "label": _TEXT, **_CELL})),
    "progress": _object(_PROGRESS),
    "actions": _object(dict.fromkeys(_ACTIONS, _list(_ref("row")))),
    "keep_private": _said("Some figure could identify a pupil if it were published", _YES_NO),
    "destinations": _list(_object(_TRACKER)),
    "evidence": _said("Lines of evidence by theme: counted, never scored", _list(_object(_EVIDENCE))),
    "data_quality": _object(_QUALITY),
    "next_steps": _said("Most urgent first", _list(_object({"kind": _TEXT, "text": _TEXT}))),
}


def report_schema() -> Data:
    """The JSON Schema of `reports.document.report_document`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One school's careers checklist, summarised",
        "$defs": {"cell": _object(_CELL), "row": _object(_ROW)},
        **_object(_REPORT),
    }
