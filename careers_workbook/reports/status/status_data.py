"""How a collection stands, for other programs: CSV with a line a school or a caseload, JSON with everything.

The JSON has a documented, versioned shape (docs/json.md) and a JSON Schema. No cell of the CSV is run by a spreadsheet.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter, methodcaller
from typing import get_args

from careers_workbook.core.csv_safety import csv_lines
from careers_workbook.core.problems import RANK, Problem
from careers_workbook.core.text import show
from careers_workbook.hub.rounds.reminders import ReminderKind, Situations
from careers_workbook.hub.rounds.return_selection import Decision
from careers_workbook.hub.rounds.rounds import RETURNED, STATES, Round, SchoolRound
from careers_workbook.hub.store.stored_return import when
from careers_workbook.reports import json_shapes as js
from careers_workbook.reports.status.status_page import caseloads, findings, not_readable
from careers_workbook.reports.words import clean, one_line, where_and_what

FORMAT = "careers-workbook-status/1"
_SCHOOLS = (
    *("URN", "School", "Local authority", "Caseload", "E-mail", "State", "Letter", "Came", "Days left"),
    *("Put right", "Look at", "What to put right", "File", "Filled in", "Statements"),
    *("What to look at", "Why not readable"),
)


def table(found: Round, *, by_caseload: bool = False) -> Iterator[str]:
    """The lines of a CSV, the first a heading: a line a school, or a line a caseload."""
    rows = _caseload_rows(found) if by_caseload else _school_rows(found)
    return csv_lines([clean(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def _with_letters(found: Round) -> Iterator[tuple[SchoolRound, str, dt.date]]:
    """Every school with the letter that it gets, "" where the Hub has to act first; and by when it is to return."""
    situations = Situations.of(found)
    for school in found.schools:
        yield school, situations.letter(school) or "", found.due_of(school.listed.school.urn)


_BY_STATE: js.Keys = {state.replace(" ", "_"): js.NUMBER.of(itemgetter(state)) for state in STATES}
"""A number for each state."""


_FILE = js.record(
    file=js.TEXT.of("stored.receipt.source").said(
        "Where it lay, seen from the Hub's folder; members of zip folders and mails behind a slash"
    ),
    sent=js.TEXT.of(lambda decided: when(decided.stored)[0].isoformat()).said("When it was sent, or last saved: UTC"),
    received=js.DATE.of("stored.receipt.received").said("The day on which it was collected"),
    standing=js.choice(get_args(Decision)).of("decision").said("Whether it counts, or why not"),
    reason=js.TEXT.said("The same in a sentence; empty if it counts"),
)
_IS_FILE = js.named("file", _FILE)
_OPTIONAL_FILE = js.Shape(
    {"anyOf": [_IS_FILE.schema, {"type": "null"}]}, lambda decided: _FILE.make(decided) if decided else None
)
_FINDING = js.record(
    severity=js.choice(RANK),
    code=js.CODE,
    **dict.fromkeys(("where", "message", "advice"), js.TEXT),
    count=js.AT_LEAST_ONE.said("How often: findings in rows of leavers are put together"),
)
_BY_HAND = js.record(
    ref=js.TEXT,
    column=js.TEXT.said("The column's id; answer on a form"),
    value=js.TEXT.of("shown").said("As it was written down; ... for a number of leavers"),
    by=js.TEXT.said("Who wrote it down"),
    how=js.TEXT.said("How it was told"),
    on=js.DATE,
)
_SCHOOL = js.record(
    **js.within(
        itemgetter(0),
        **js.within("listed.school", **dict.fromkeys(("urn", "name", "local_authority"), js.TEXT)),
        caseload=js.TEXT.of("listed.caseload"),
        state=js.choice(STATES),
    ),
    letter=js.choice(["", *get_args(ReminderKind)])
    .of(itemgetter(1))
    .said("The letter that status --chase writes; empty where the Hub has to act first"),
    due=js.DATE.of(itemgetter(2)).said("By when it is to return: another day than that of the round if so agreed"),
    **js.within(
        itemgetter(0),
        to_put_right=js.NUMBER.of(methodcaller("problems", "error")),
        to_look_at=js.NUMBER.of(methodcaller("problems", "warning")),
        filled_in=js.NUMBER.of("filled.statements").said(
            "Statements at which something is new, changed or confirmed since the workbook was sent"
        ),
        statements=js.NUMBER.of("filled.asked").said("The statements that it was asked; 0 where no return counts"),
        file=_OPTIONAL_FILE.of("counts").said("The return that counts; null if there is none"),
        findings=js.array(_FINDING)
        .of(lambda school: school.counts.findings if school.counts else ())
        .said("What was found in it, worst first"),
        others=js.array(_IS_FILE).said("Whatever else came from the school"),
        by_hand=js.array(_BY_HAND).of("by_hand.answers").said("What the Hub wrote down of its answers"),
        complete_by_hand=js.YES_NO.of("by_hand.complete").said("Whether it counts as returned with these"),
    ),
)
_EXCUSED = js.record(
    **js.within(itemgetter(0), **js.within("school", urn=js.TEXT, name=js.TEXT)), reason=js.TEXT.of(itemgetter(1))
)
_COUNTS = js.record(
    schools=js.NUMBER.of(lambda found: len(found.expected)),
    returned=js.NUMBER.of(lambda found: sum(school.state in RETURNED for school in found.expected)),
    closed_returned=js.NUMBER.of(lambda found: len(found.schools) - len(found.expected)).said(
        "Schools that have closed and returned all the same; they are in no other of these numbers"
    ),
    **js.within(lambda found: Counter(school.state for school in found.expected), **_BY_STATE),
)
_CASELOAD = js.record(
    caseload=js.TEXT.of("name"), **dict.fromkeys(("schools", "returned"), js.NUMBER), **js.within("counts", **_BY_STATE)
)
_STATUS = js.record(
    format=js.constant(FORMAT),
    **js.within(
        itemgetter(0),
        hub=js.TEXT.of("hub.name"),
        collection=js.record(name=js.TEXT, opens=js.DATE, due=js.DATE).of("settings"),
        today=js.DATE.said("The day that is counted from"),
        days_left=js.Shape({"type": "integer"}).said("Days to the due date; below 0 once it has passed"),
        counts=_COUNTS.of(js.itself).said("Schools expected, those that returned, and how many stand how"),
        caseloads=js.array(_CASELOAD).of(caseloads).said("The same for each caseload"),
        schools=js.one_by_one(_SCHOOL).of(_with_letters).said("In the order of the register"),
        strays=js.array(_IS_FILE).of("stray").said("Files of no school that is known"),
        excused=js.array(_EXCUSED).said("Schools that need not return in this round and sent nothing"),
        dismissed=js.array(_IS_FILE).said("Files that the Hub has dismissed, or that somebody took out of the inbox"),
    ),
    warnings=js.array(js.record(code=js.CODE, message=js.TEXT, advice=js.TEXT))
    .of(itemgetter(1))
    .said("What is wrong with the Hub's folder"),
)


def status_document(found: Round, warnings: Sequence[Problem]) -> js.Data:
    """Everything that is known of a collection on one day; an iterator makes its schools, as they are written."""
    document: js.Data = _STATUS.make((found, warnings))
    return document


def status_schema() -> js.Data:
    """The JSON Schema of `status_document`."""
    return js.json_schema("How one round of a Hub stands on one day", _STATUS, file=_FILE)


def _school_rows(found: Round) -> Iterator[Sequence[str | int]]:
    yield _SCHOOLS
    for school, letter, due in _with_letters(found):
        listed, decided = school.listed, school.counts
        told = ("; ".join(one_line(where_and_what(f)) for f in findings(school, kind)) for kind in ("error", "warning"))
        wrong, doubtful = told
        counts = [school.problems(severity) if decided else "" for severity in ("error", "warning")]
        yield (
            *(listed.school.urn, listed.school.name, listed.school.local_authority, listed.caseload, listed.email),
            *(school.state, letter, show(school.came), (due - found.today).days, *counts),
            *(wrong, decided.stored.receipt.source if decided else ""),
            *((school.filled.statements, school.filled.asked) if decided else ("", "")),
            *(doubtful, not_readable(school)),
        )


def _caseload_rows(found: Round) -> Iterator[Sequence[str | int]]:
    yield ("Caseload", "Schools", "Returned", *(state.capitalize() for state in STATES))
    for one in caseloads(found):
        yield (one.name, one.schools, one.returned, *(one.counts[state] for state in STATES))
