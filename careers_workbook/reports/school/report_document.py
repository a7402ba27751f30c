"""The public shape of a report: what `careers-workbook report --format json` gives, and its JSON Schema.

Enters: a Summary. Leaves: plain data for JSON: ISO dates, numbers as numbers, null where there is nothing. The shape is
versioned by REPORT_VERSION: a key may be added, none is renamed or removed without a new number. Must not know: files,
prose.
"""

from operator import itemgetter, methodcaller
from typing import get_args

from careers_workbook.core.problems import RANK
from careers_workbook.figures.progress import COUNT_NAMES
from careers_workbook.figures.summary import Summary
from careers_workbook.reports.json_shapes import (
    ANSWER,
    AT_LEAST_ONE,
    CODE,
    DATE,
    NUMBER,
    OPTIONAL_NUMBER,
    OPTIONAL_TEXT,
    TEXT,
    YES_NO,
    Data,
    Keys,
    Shape,
    array,
    choice,
    constant,
    itself,
    json_schema,
    named,
    record,
    within,
)
from careers_workbook.returns.submission import State
from careers_workbook.spec import status
from careers_workbook.spec.checkpoints import STILL_THERE
from careers_workbook.spec.model import answer_kinds

REPORT_VERSION = "1"
_DAY = Shape(DATE.schema | {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, DATE.make)
_OPTIONAL_DAY = Shape(_DAY.schema | {"type": ["string", "null"]}, DATE.make)
_PERCENT = Shape(
    {"type": ["number", "null"], "minimum": 0, "maximum": 100},
    lambda percent: None if percent is None else round(percent, 1),
)
_GATSBY = {"minimum": 1, "maximum": 8}
_STATE = choice(get_args(State))

_CELL: Keys = {
    "state": _STATE,
    "value": ANSWER.said("ISO date, number or text; null if there is no answer"),
    "raw": TEXT.of("said").said("What stands in the cell, as a person would quote it; empty if nothing does"),
}
_IN_CELL = named("cell", record(_CELL))
_COUNTED: Keys = {
    **dict.fromkeys(COUNT_NAMES, NUMBER),
    "percent_done": _PERCENT.said(
        "100 x done / (items - not_applicable), one decimal; null if nothing is to be counted"
    ),
}
_TALLY: Keys = {"name": TEXT, **within("counts", _COUNTED)}
_BENCHMARK: Keys = {
    "number": Shape({"type": ["integer", "null"], **_GATSBY}).said("Gatsby benchmark; null for statements without one"),
    **_TALLY,
}
_ROW = record(
    {
        **dict.fromkeys(("sheet", "section", "ref", "statement"), TEXT),
        "benchmarks": array(Shape({"type": "integer", **_GATSBY})),
        "status": choice(word.word for word in status.WORDS),
        "days": Shape({"type": ["integer", "null"]}).said(
            "From today to the deadline: -3 is 3 days overdue; null without one"
        ),
        **dict.fromkeys(("action", "deadline", "review", "completed"), _IN_CELL),
    }
)
_ROWS = array(named("row", _ROW))
_PROGRESS = record(
    {
        "total": record(_COUNTED),
        "sections": array(record(_TALLY)),
        "checklists": array(record(_TALLY)),
        "benchmarks": array(record(_BENCHMARK)),
        "not_counted": array(TEXT).of("uncounted").said("Checklists without a Status column"),
    }
)
_ACTIONS = record(
    {
        "overdue": _ROWS.of(methodcaller("with_status", status.OVERDUE)),
        "due_soon": _ROWS.of(methodcaller("with_status", status.DUE_SOON)),
        "open": _ROWS.of("open_actions"),
        **dict.fromkeys(("without_deadline", "deadline_unclear", "done_without_review"), _ROWS),
    }
)

_OF_YEAR = _PERCENT.said(
    "Of all leavers of the year, one decimal; null where nobody can know it yet or answers are missing from the file"
)
_POINT = itemgetter(0)
"""A checkpoint is looked at together with its cohort, of which its figures are a part."""
_GROUP = record(
    {
        "name": TEXT.of(itemgetter(0)),
        "leavers": NUMBER.of(itemgetter(1)),
        "percent": _OF_YEAR.of(itemgetter(2)),
    }
)
_CHECKPOINT = record(
    {
        **within(_POINT, dict.fromkeys(("id", "label"), TEXT)),
        "groups": array(_GROUP).of(
            lambda at: [(name, number, at[1].percent(number, at[0])) for name, number in at[0].groups]
        ),
        **within(
            _POINT,
            {
                "blank": NUMBER.said("Leavers for whom nothing is entered: not the same as the group not known"),
                **dict.fromkeys(("unreadable", "missing", "not_asked"), NUMBER),
                "not_due": YES_NO.said("The time had not come on the day of the report"),
                "too_early": YES_NO.said("Nobody could know it yet on the day of the report"),
                "in_touch": NUMBER.said("Leavers of whom something is known"),
                "in_eet": OPTIONAL_NUMBER.said(
                    "Leavers in education, employment or training; null where the checkpoint does not ask where"
                ),
            },
        ),
        "percent_in_touch": _OF_YEAR.of(lambda at: at[1].percent(at[0].in_touch, at[0])),
        "percent_in_eet": _OF_YEAR.of(lambda at: at[1].percent(at[0].in_eet, at[0])),
    }
)
_YEAR = record(
    {
        "year": OPTIONAL_TEXT.said("Leaving year; null unless year_state is answered"),
        "year_state": _STATE,
        "leavers": NUMBER,
        "few": YES_NO.said("Percentages rest on fewer than six leavers"),
        "sustained": OPTIONAL_NUMBER.said(
            "Leavers at work or learning in the autumn and still there six months on; null where that is not asked"
        ),
        "percent_sustained": _OF_YEAR.of(lambda cohort: cohort.percent(cohort.sustained, cohort.point(STILL_THERE))),
        "checkpoints": array(_CHECKPOINT).of(lambda cohort: [(point, cohort) for point in cohort.checkpoints]),
    }
)
_DESTINATIONS = record(
    {
        "sheet": TEXT,
        "missing": YES_NO.said("The sheet is not in the file, which is not the same as no leavers"),
        "leavers": NUMBER,
        "small_numbers": YES_NO.said("Some count is 1 to 5"),
        "all_alike": YES_NO.said("All leavers of some year share one known group"),
        "years": array(_YEAR).of("cohorts"),
    }
)
_THEME = record({"name": TEXT.of(itemgetter(0)), "lines": NUMBER.of(itemgetter(1))})
_EVIDENCE = record(
    {
        "sheet": TEXT,
        "missing": YES_NO.said("The sheet is not in the file, which is not the same as no lines"),
        "lines": NUMBER,
        "themes": array(_THEME).said("Every theme of the list, also with 0 lines"),
        "no_theme": NUMBER.said("Lines whose theme is blank or cannot be read"),
        "no_place": NUMBER.said("Lines that do not say where the evidence is"),
    }
)

_STATES = record(
    {
        "kind": choice(tuple(answer_kinds())),
        **dict.fromkeys(("answered", "blank", "not_asked", "missing", "unreadable"), NUMBER),
    }
)
_PROBLEM = record(
    {
        "severity": choice(RANK),
        "code": CODE,
        **dict.fromkeys(("title", "where", "message", "advice"), TEXT),
        "count": AT_LEAST_ONE.said("How often: problems in rows of leavers are put together"),
    }
)
_BY_SEVERITY = record({f"{name}s": NUMBER.of(methodcaller("problems", name)) for name in RANK})
_QUALITY = record(
    {
        "states": array(_STATES),
        "missing_sheets": array(TEXT),
        "counts": _BY_SEVERITY.of(itself),
        "problems": array(_PROBLEM).of("findings").said("Worst first"),
    }
)
_REPORT = record(
    {
        "report_version": constant(REPORT_VERSION),
        "today": _DAY.said("The day that is counted from"),
        "file": TEXT.said("Name of the file, without its folder"),
        "school": record({"urn": OPTIONAL_TEXT, "name": OPTIONAL_TEXT.of("school")}).of(itself),
        "spec": record({"id": TEXT.of("spec_id"), "version": TEXT, "title": TEXT}).of(itself),
        "built_on": _OPTIONAL_DAY,
        "due_soon_days": NUMBER,
        "details": array(record({**dict.fromkeys(("sheet", "ref", "label"), TEXT), **within("answer", _CELL)})),
        "progress": _PROGRESS,
        "actions": _ACTIONS.of("progress"),
        "keep_private": YES_NO.said("Some figure could identify a pupil if it were published"),
        "destinations": array(_DESTINATIONS),
        "evidence": array(_EVIDENCE).said("Lines of evidence by theme: counted, never scored"),
        "data_quality": _QUALITY.of("quality"),
        "next_steps": array(record({"kind": TEXT, "text": TEXT})).said("Most urgent first"),
    }
)


def report_document(summary: Summary) -> Data:
    """The whole summary as JSON data."""
    document: Data = _REPORT.make(summary)
    return document


def report_schema() -> Data:
    """The JSON Schema of `report_document`."""
    return json_schema("One school's careers checklist, summarised", _REPORT, cell=record(_CELL), row=_ROW)
