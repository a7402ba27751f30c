"""The public shape of a report: what `careers-workbook report --format json` gives, and its JSON Schema.

ISO dates, numbers as numbers, null where there is nothing. The shape is versioned by REPORT_VERSION: a key may be
added, none is renamed or removed without a new number.
"""

from operator import itemgetter, methodcaller
from typing import get_args

from careers_workbook.core.problems import RANK
from careers_workbook.figures.checklist_progress import COUNT_NAMES
from careers_workbook.figures.summary import Summary
from careers_workbook.reports import json_shapes as js
from careers_workbook.returns.submission import State
from careers_workbook.spec import status
from careers_workbook.spec.model import answer_kinds

REPORT_VERSION = "1"
_DAY = js.Shape(js.DATE.schema | {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, js.DATE.make)
_OPTIONAL_DAY = js.Shape(_DAY.schema | {"type": ["string", "null"]}, js.DATE.make)
_PERCENT = js.Shape(
    {"type": ["number", "null"], "minimum": 0, "maximum": 100},
    lambda percent: None if percent is None else round(percent, 1),
)
_GATSBY = {"minimum": 1, "maximum": 8}
_STATE = js.choice(get_args(State))

_CELL: js.Keys = {
    "state": _STATE,
    "value": js.ANSWER.said("ISO date, number or text; null if there is no answer"),
    "raw": js.TEXT.of("said").said("What stands in the cell, as a person would quote it; empty if nothing does"),
}
_IN_CELL = js.named("cell", js.record(**_CELL))
_COUNTED: js.Keys = {
    **dict.fromkeys(COUNT_NAMES, js.NUMBER),
    "percent_done": _PERCENT.said(
        "100 x done / (items - not_applicable), one decimal; null if nothing is to be counted"
    ),
}
_TALLY: js.Keys = {"name": js.TEXT, **js.within("counts", **_COUNTED)}
_BENCHMARK: js.Keys = {
    "number": js.Shape({"type": ["integer", "null"], **_GATSBY}).said(
        "Gatsby benchmark; null for statements without one"
    ),
    **_TALLY,
}
_ROW = js.record(
    **dict.fromkeys(("sheet", "section", "ref", "statement"), js.TEXT),
    benchmarks=js.array(js.Shape({"type": "integer", **_GATSBY})),
    status=js.choice(word.word for word in status.WORDS),
    days=js.Shape({"type": ["integer", "null"]}).said(
        "From today to the deadline: -3 is 3 days overdue; null without one"
    ),
    **dict.fromkeys(("action", "deadline", "review", "completed"), _IN_CELL),
)
_ROWS = js.array(js.named("row", _ROW))
_PROGRESS = js.record(
    total=js.record(**_COUNTED),
    sections=js.array(js.record(**_TALLY)),
    checklists=js.array(js.record(**_TALLY)),
    benchmarks=js.array(js.record(**_BENCHMARK)),
    not_counted=js.array(js.TEXT).of("uncounted").said("Checklists without a Status column"),
)
_ACTIONS = js.record(
    overdue=_ROWS.of(methodcaller("with_status", status.OVERDUE)),
    due_soon=_ROWS.of(methodcaller("with_status", status.DUE_SOON)),
    open=_ROWS.of("open_actions"),
    **dict.fromkeys(("without_deadline", "deadline_unclear", "done_without_review"), _ROWS),
)

_OF_YEAR = _PERCENT.said(
    "Of all leavers of the year, one decimal; null where nobody can know it yet or has answered yet, or where answers "
    "are missing from the file"
)
_POINT = itemgetter(0)
"""A checkpoint is looked at together with its cohort, of which its figures are a part."""
_GROUP = js.record(
    name=js.TEXT.of(itemgetter(0)), leavers=js.NUMBER.of(itemgetter(1)), percent=_OF_YEAR.of(itemgetter(2))
)
_CHECKPOINT = js.record(
    **js.within(_POINT, **dict.fromkeys(("id", "label"), js.TEXT)),
    groups=js.array(_GROUP).of(
        lambda at: [(name, number, at[1].share(number, at[0])) for name, number in at[0].groups]
    ),
    **js.within(
        _POINT,
        blank=js.NUMBER.said("Leavers for whom nothing is entered: not the same as the group not known"),
        **dict.fromkeys(("unreadable", "missing", "not_asked"), js.NUMBER),
        not_due=js.YES_NO.said("The time had not come on the day of the report"),
        too_early=js.YES_NO.said("Nobody could know it yet on the day of the report"),
        in_touch=js.NUMBER.said("Leavers of whom something is known"),
        in_eet=js.OPTIONAL_NUMBER.said(
            "Leavers in education, employment or training; null where the checkpoint does not ask where"
        ),
    ),
    percent_in_touch=_OF_YEAR.of(lambda at: at[1].share(at[0].in_touch, at[0])),
    percent_in_eet=_OF_YEAR.of(lambda at: at[1].share(at[0].in_eet, at[0])),
)
_YEAR = js.record(
    year=js.OPTIONAL_TEXT.said("Leaving year; null unless year_state is answered"),
    year_state=_STATE,
    leavers=js.NUMBER,
    few=js.YES_NO.said("Percentages rest on fewer than six leavers"),
    sustained=js.OPTIONAL_NUMBER.of(
        lambda cohort: None if cohort.not_said(*cohort.sustaining) else cohort.sustained
    ).said(
        "Leavers at work or learning in the autumn and still there six months on; null where that is not asked, where "
        "nobody can know it yet, and where nobody has answered yet"
    ),
    percent_sustained=_OF_YEAR.of(lambda cohort: cohort.share(cohort.sustained, *cohort.sustaining)),
    checkpoints=js.array(_CHECKPOINT).of(lambda cohort: [(point, cohort) for point in cohort.checkpoints]),
)
_DESTINATIONS = js.record(
    sheet=js.TEXT,
    missing=js.YES_NO.said("The sheet is not in the file, which is not the same as no leavers"),
    leavers=js.NUMBER,
    small_numbers=js.YES_NO.said("Some count is 1 to 5"),
    all_alike=js.YES_NO.said("All leavers of some year share one known group"),
    years=js.array(_YEAR).of("cohorts"),
)
_THEME = js.record(name=js.TEXT.of(itemgetter(0)), lines=js.NUMBER.of(itemgetter(1)))
_EVIDENCE = js.record(
    sheet=js.TEXT,
    missing=js.YES_NO.said("The sheet is not in the file, which is not the same as no lines"),
    lines=js.NUMBER,
    themes=js.array(_THEME).said("Every theme of the list, also with 0 lines"),
    no_theme=js.NUMBER.said("Lines whose theme is blank or cannot be read"),
    no_place=js.NUMBER.said("Lines that do not say where the evidence is"),
)

_FILLED_IN = js.record(
    statements=js.NUMBER.said("Statements at which something is new, changed or confirmed since the workbook was sent"),
    asked=js.NUMBER.said("The statements that it was asked"),
    blank=js.YES_NO.said("Nothing is filled in at all"),
    unchanged=js.YES_NO.said("Every answer is as it was when the workbook was sent"),
    confirmed=js.YES_NO.said("It is unchanged, and the school or the Hub confirmed that all of it is right"),
)
_STATES = js.record(
    kind=js.choice(tuple(answer_kinds())),
    **dict.fromkeys(("answered", "blank", "not_asked", "missing", "unreadable"), js.NUMBER),
)
_PROBLEM = js.record(
    severity=js.choice(RANK),
    code=js.CODE,
    **dict.fromkeys(("title", "where", "message", "advice"), js.TEXT),
    count=js.AT_LEAST_ONE.said("How often: problems in rows of leavers are put together"),
)
_BY_SEVERITY = js.record(**{f"{name}s": js.NUMBER.of(methodcaller("problems", name)) for name in RANK})
_QUALITY = js.record(
    states=js.array(_STATES),
    missing_sheets=js.array(js.TEXT),
    counts=_BY_SEVERITY.of(js.itself),
    problems=js.array(_PROBLEM).of("findings").said("Worst first"),
)
_REPORT = js.record(
    report_version=js.constant(REPORT_VERSION),
    today=_DAY.said("The day that is counted from"),
    file=js.TEXT.said("Name of the file, without its folder"),
    school=js.record(urn=js.OPTIONAL_TEXT, name=js.OPTIONAL_TEXT.of("school")).of(js.itself),
    spec=js.record(id=js.TEXT.of("spec_id"), version=js.TEXT, title=js.TEXT).of(js.itself),
    built_on=_OPTIONAL_DAY,
    due_soon_days=js.NUMBER,
    details=js.array(js.record(**dict.fromkeys(("sheet", "ref", "label"), js.TEXT), **js.within("answer", **_CELL))),
    filled_in=_FILLED_IN.of("filled"),
    progress=_PROGRESS,
    actions=_ACTIONS.of("progress"),
    keep_private=js.YES_NO.said("Some figure could identify a pupil if it were published"),
    destinations=js.array(_DESTINATIONS),
    evidence=js.array(_EVIDENCE).said("Lines of evidence by theme: counted, never scored"),
    data_quality=_QUALITY.of("quality"),
    next_steps=js.array(js.record(kind=js.TEXT, text=js.TEXT)).said("Most urgent first"),
)


def report_document(summary: Summary) -> js.Data:
    """The whole summary as JSON data."""
    document: js.Data = _REPORT.make(summary)
    return document


def report_schema() -> js.Data:
    """The JSON Schema of `report_document`."""
    return js.json_schema("One school's careers checklist, summarised", _REPORT, cell=js.record(**_CELL), row=_ROW)
