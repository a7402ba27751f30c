"""The public shape of what `accessibility --format json` prints, and its JSON Schema."""

from typing import Any, get_args

from careers_workbook.reports import json_shapes as js
from careers_workbook.returns.access_checked import AccessChecked
from careers_workbook.spreadsheet.accessibility.verdicts import AccessOutcome

FORMAT = "careers-workbook-accessibility/1"
_SPOT = js.record(
    sheet=js.TEXT.said("The name of the sheet; empty for the workbook as a whole."),
    cells=js.TEXT.said("A cell or a range, such as B7:C9; empty for the sheet as a whole."),
    what=js.TEXT.said("What is there, in words."),
)
_POINT = js.record(
    number=js.TEXT.said("The number in the checklist of the Government Analysis Function, or a criterion of WCAG."),
    name=js.TEXT,
    outcome=js.choice(get_args(AccessOutcome)).said("look: a program cannot decide it, a person has to."),
    advice=js.TEXT.said("What to do, or why it is by design; empty where it passed."),
    places=js.array(_SPOT).of("spots"),
    more=js.NUMBER.said("Places besides those named."),
)
_WHY = js.record(code=js.CODE, message=js.TEXT.of(str))
_PROBLEM = js.Shape(_WHY.schema | {"type": ["object", "null"]}, lambda problem: _WHY.make(problem) if problem else None)
_DOCUMENT = js.record(
    format=js.constant(FORMAT),
    file=js.TEXT,
    passed=js.YES_NO.of(lambda each: bool(each.found) and all(one.outcome != "fail" for one in each.found.verdicts)),
    made_by_this_program=js.TEXT.of(lambda each: each.found.maker if each.found else "").said(
        "Which of this program's workbooks it is; empty where it is none."
    ),
    problem=_PROBLEM.said("Why it could not be checked; null where it was."),
    points=js.array(_POINT).of(lambda each: each.found.verdicts if each.found else ()),
)


def access_document(found: AccessChecked) -> dict[str, Any]:
    """One file."""
    document: dict[str, Any] = _DOCUMENT.make(found)
    return document


def access_schema() -> dict[str, Any]:
    """The schema of one document."""
    return js.json_schema("Accessibility of one workbook", _DOCUMENT)
