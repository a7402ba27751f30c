"""A new workbook with a school's answers in it, for a return that is not handed back itself.

Enters: a Submission and its spec. Leaves: the bytes of a workbook, and the Submission as if it had come in it: answers
and problems at their new places. What was missing in the return is there again, blank, with the problem that said so
beside it. Must not know: files, formats.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.cells import a1
from careers_workbook.core.problems import Problem
from careers_workbook.core.school import PREFILLS, School
from careers_workbook.core.text import show
from careers_workbook.layout.places import Carried, SheetPlan, Slot
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.declaring import running_ref
from careers_workbook.spec.sheets.form import FormSheet

_Key = tuple[str, str]
_GONE = ("ROW-001", "ROW-008")
"""A row that was not in the return: in the new workbook its first answer is where the school goes on."""


Fresh = Literal["format", "own sheets"]
"""Why a school gets a new workbook: notes cannot be put into its file, or the file holds more than our sheets."""


def fresh_copy(submission: Submission, spec: Spec, today: dt.date) -> tuple[bytes, Submission]:
    """The workbook, and the return at home in it. `today` is when it is made, unless the return says."""
    order = Order(submission.built_on or today, school_year=submission.school_year)
    plain = plan(spec).in_year(order.year)
    leavers = {tracker.title: _leavers(submission, tracker) for tracker in plain.of_kind("tracker")}
    layout = plan(plain.spec, Carried({title: tuple(refs) for title, (refs, _) in leavers.items()}))
    rows = {(title, old): new for title, (_, renamed) in leavers.items() for old, new in renamed.items()}
    answers = tuple(replace(a, ref=rows.get((a.sheet, a.ref), a.ref)) for a in submission.answers)
    cells = {(a.ref, a.column_id): cell for a in answers if (cell := _cell(a)) is not None}
    data = build(layout, _school(submission, spec), order, cells)
    return data, replace(submission, problems=tuple(_moved(submission, answers, layout)))


def _cell(answer: Answer) -> AnswerValue | None:
    """What the new cell holds: the answer as it was understood, else the words that were not."""
    if answer.value is not None:
        return answer.value
    return None if answer.raw is None else show(answer.raw)


def _leavers(submission: Submission, tracker: SheetPlan) -> tuple[list[str], dict[str, str]]:
    """The running references of the new sheet, and for rows that had none of their own the one they get.

    Leavers keep their references: they are followed by them from year to year.
    """
    refs = list(dict.fromkeys(a.ref for a in submission.of_kind("tracker") if a.sheet == tracker.title))
    prepared = list(tracker.blocks[0].keys)
    prefix = prepared[0].rstrip("0123456789")
    own = [ref for ref in refs if ref.removeprefix(prefix).isdecimal()]
    keys = prepared if set(own) <= set(prepared) else own
    numbers = itertools.count(1 + max((int(ref.removeprefix(prefix)) for ref in keys), default=0))
    nameless = [ref for ref in refs if ref not in own]
    free = [key for key in keys if key not in own]
    while len(free) < len(nameless) or len(keys) < len(prepared):
        free.append(running_ref(prefix, next(numbers)))
        keys = [*keys, free[-1]]
    return keys, dict(zip(nameless, free, strict=False))


def _school(submission: Submission, spec: Spec) -> School:
    typed = {a.ref: show(a.value) for a in submission.of_kind("form") if a.value is not None}
    details: dict[str, str] = dict.fromkeys(PREFILLS, "")
    for form in spec.of(FormSheet):
        details |= {asked.prefill: typed.get(asked.ref, "") for asked in form.fields if asked.prefill}
    known = {"urn": submission.urn, "name": submission.school}
    return School(**details | {name: text for name, text in known.items() if text})


def _moved(submission: Submission, answers: tuple[Answer, ...], layout: Layout) -> Iterator[Problem]:
    """The problems where the questions stand now; without a cell where they are about no question."""
    slots: dict[_Key, Slot] = {(slot.ref, slot.column): slot for slot in layout.slots}
    rows = {slot.ref: slot for slot in reversed(layout.slots)}
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
        elif slot := rows.get(place.ref):
            new = replace(place, sheet=slot.sheet, cell=a1(slot.row, slot.col) if problem.code in _GONE else "")
        else:
            new = replace(place, sheet=titles.get(place.sheet, place.sheet), cell="")
        yield replace(problem, place=new)
