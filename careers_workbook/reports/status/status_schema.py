"""The published shape of `status --format json`, as a JSON Schema.

Enters: nothing. Leaves: a schema; tests hold every document against it. Must not know: where the values come from.
"""

from typing import get_args

from careers_workbook.core.problems import RANK
from careers_workbook.hub.rounds.return_selection import Standing
from careers_workbook.hub.rounds.rounds import STATES
from careers_workbook.reports.letters.letters import CHASING
from careers_workbook.reports.status.status_data import FORMAT

Data = dict[str, object]

_TEXT: Data = {"type": "string"}
_NUMBER: Data = {"type": "integer", "minimum": 0}
_DATE: Data = {"type": "string", "format": "date"}
_CODE: Data = {"type": "string", "pattern": "^[A-Z]{3,5}-[0-9]{3}$"}


def status_schema() -> Data:
    """The JSON Schema of `reports.status_data.document`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "How one collection of a Hub stands on one day",
        "$defs": {"file": _object(_FILE)},
        **_object(_STATUS),
    }


def _object(properties: Data) -> Data:
    """Every key is always there, and there is no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: Data) -> Data:
    return {"type": "array", "items": item}


def _said(about: str, shape: Data) -> Data:
    return {"description": about, **shape}


_COUNTS: Data = {
    "schools": _NUMBER,
    "returned": _NUMBER,
    **{state.replace(" ", "_"): _NUMBER for state in STATES},
}
_FILE: Data = {
    "file": _said("Where it lay, seen from the Hub's folder; members of zip folders and mails behind a slash", _TEXT),
    "sent": _said("When it was sent, or last saved: UTC", {"type": "string"}),
    "received": _said("The day on which it was collected", _DATE),
    "standing": _said("Whether it counts, or why not", {"enum": list(get_args(Standing))}),
    "reason": _said("The same in a sentence; empty if it counts", _TEXT),
}
_IS_FILE: Data = {"$ref": "#/$defs/file"}
_FINDING: Data = {
    "severity": {"enum": list(RANK)},
    "code": _CODE,
    "where": _TEXT,
    "message": _TEXT,
    "advice": _TEXT,
    "count": _said("How often: findings in rows of leavers are put together", {"type": "integer", "minimum": 1}),
}
_SCHOOL: Data = {
    "urn": _TEXT,
    "name": _TEXT,
    "local_authority": _TEXT,
    "caseload": _TEXT,
    "state": {"enum": list(STATES)},
    "letter": _said("The letter that status --chase writes", {"enum": sorted({*CHASING.values()})}),
    "to_put_right": _NUMBER,
    "to_look_at": _NUMBER,
    "file": _said("The return that counts; null if there is none", {"anyOf": [_IS_FILE, {"type": "null"}]}),
    "findings": _said("What was found in it, worst first", _list(_object(_FINDING))),
    "others": _said("Whatever else came from the school", _list(_IS_FILE)),
}
_STATUS: Data = {
    "format": {"const": FORMAT},
    "hub": _TEXT,
    "collection": _object({"name": _TEXT, "opens": _DATE, "due": _DATE}),
    "today": _said("The day that is counted from", _DATE),
    "days_left": _said("Days to the due date; below 0 once it has passed", {"type": "integer"}),
    "counts": _said("Schools, those that returned, and how many stand how", _object(_COUNTS)),
    "caseloads": _said("The same for each caseload", _list(_object({"caseload": _TEXT, **_COUNTS}))),
    "schools": _said("In the order of the register", _list(_object(_SCHOOL))),
    "strays": _said("Files of no school that is known", _list(_IS_FILE)),
    "warnings": _said(
        "What is wrong with the Hub's folder", _list(_object({"code": _CODE, "message": _TEXT, "advice": _TEXT}))
    ),
}
