"""A new workbook with a school's answers in it, for a return that cannot be marked itself (.xls, .ods, .csv, ...).

Enters: a Submission and its spec. Leaves: the bytes of a workbook, and the Submission as if it had come in it: answers
and problems at their new places. Must not know: why the return cannot be marked.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from careers_workbook.build.workbook import Order, build
from careers_workbook.cells import a1
from careers_workbook.layout import Layout, Slot, plan
from careers_workbook.problems import Problem
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.school import PREFILLS, School
from careers_workbook.spec.kinds import Value, show
from careers_workbook.spec.model import Spec

_Key = tuple[str, str]


class NoFreshCopyError(Exception):
    """The answers cannot stand in a new workbook as they are; the text says why."""


def fresh_copy(submission: Submission, spec: Spec, today: dt.date) -> tuple[bytes, Submission]:
    """The workbook, and the return at home in it. `today` is when it is made, unless the return says.

    Raises NoFreshCopyError: what is missing in the return would be blank in a new workbook, and blank is an answer.
    """
    if submission.missing_sheets or any(answer.state == "missing" for answer in submission.answers):
        raise NoFreshCopyError("it holds only a part of the checklist, and a new workbook would show the rest as blank")
    layout = plan(spec)
    rows = _rows(submission, layout)
    answers = tuple(replace(a, ref=rows.get((a.sheet, a.ref), a.ref)) for a in submission.answers)
    cells = {(a.ref, a.column_id): cell for a in answers if (cell := _cell(a)) is not None}
    order = Order(submission.built_on or today, school_year=submission.school_year)
    data = build(layout, _school(submission, spec), order, cells)
    return data, replace(submission, problems=tuple(_moved(submission, answers, layout)))


def _cell(answer: Answer) -> Value | None:
    """What the new cell holds: the answer as it was understood, else the words that were not."""
    if answer.value is not None:
        return answer.value
    return None if answer.raw is None else show(answer.raw)


def _rows(submission: Submission, layout: Layout) -> dict[_Key, str]:
    """Rows of a tracker that have no prepared reference -> one that is free."""
    taken: dict[str, list[str]] = {}
    for answer in submission.of_kind("tracker"):
        refs = taken.setdefault(answer.sheet, [])
        if answer.ref not in refs:
            refs.append(answer.ref)
    found: dict[_Key, str] = {}
    for tracker in layout.of_kind("tracker"):
        keys, refs = tracker.blocks[0].keys, taken.get(tracker.title, [])
        free = iter([key for key in keys if key not in refs])
        for ref in refs:
            new = ref if ref in keys else next(free, None)
            if new is None:
                raise NoFreshCopyError("it lists more leavers than a new workbook has rows for")
            found[tracker.title, ref] = new
    return found


def _school(submission: Submission, spec: Spec) -> School:
    typed = {a.ref: show(a.value) for a in submission.of_kind("form") if a.value is not None}
    details: dict[str, str] = dict.fromkeys(PREFILLS, "")
    for form in spec.forms():
        details |= {asked.prefill: typed.get(asked.ref, "") for asked in form.fields if asked.prefill}
    known = {"urn": submission.urn, "name": submission.school}
    return School(**details | {name: text for name, text in known.items() if text})


def _moved(submission: Submission, answers: tuple[Answer, ...], layout: Layout) -> Iterator[Problem]:
    """The problems where the questions stand now; without a cell where they are about no question."""
    slots: dict[_Key, Slot] = {(slot.ref, slot.column): slot for slot in layout.slots}
    homes = {slot.ref: slot.sheet for slot in layout.slots}
    now = {
        (old.found_sheet, old.cell): slots[new.ref, new.column_id]
        for old, new in zip(submission.answers, answers, strict=True)
        if old.cell
    }
    titles = {old.found_sheet: old.sheet for old in submission.answers if old.found_sheet}
    for problem in submission.problems:
        place = problem.place
        slot = now.get((place.sheet, place.cell))
        if slot:
            new = replace(place, sheet=slot.sheet, cell=a1(slot.row, slot.col), ref=slot.ref)
        elif place.ref in homes:
            new = replace(place, sheet=homes[place.ref], cell="")
        else:
            new = replace(place, sheet=titles.get(place.sheet, place.sheet), cell="")
        yield replace(problem, place=new)
