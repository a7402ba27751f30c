"""Submissions made by hand: every question of a spec asked, as the reader would list it.

`answer` takes what a cell holds and lets the spec's own kinds judge it, so that states and problems are the real ones.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.problems import Problem, in_order
from careers_workbook.core.text import Raw
from careers_workbook.layout.places import Slot
from careers_workbook.layout.plan import plan
from careers_workbook.returns.submission import Answer, State, Submission
from careers_workbook.spec.answers.registry import parse
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.declaring import running_ref
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.sheets.list import TrackerSheet

MISSING = object()
NOT_ASKED = object()
Content = Raw | object
Leaver = Mapping[str, Content]


def submission(spec: Spec, cells: Mapping[tuple[str, str], Content], leavers: Iterable[Leaver] = ()) -> Submission:
    """A return of the spec: `cells` is (ref, column id) -> content, all else blank; `leavers` rows by column id."""
    questions = _questions(spec)
    answers: list[Answer] = []
    problems: list[Problem] = []
    for slot in _planned(spec):
        if slot.kind != "tracker":
            key = (slot.ref, slot.column)
            blank = Answer(
                slot.kind, slot.sheet, slot.ref, slot.item, slot.column, questions[slot.sheet, key].label, "blank"
            )
            _put(blank, cells.get(key), questions[slot.sheet, key], spec, answers, problems)
    for sheet in spec.of(TrackerSheet):
        for number, leaver in enumerate(leavers, 1):
            for asked in sheet.columns:
                ref = running_ref(sheet.prefix, number)
                blank = Answer("tracker", sheet.title, ref, ref, asked.id, asked.label, "blank")
                _put(blank, leaver.get(asked.id), asked, spec, answers, problems)
    return Submission(
        "returned/990001 Oak Lane School - careers checklist.xlsx",
        "problems" if any(p.severity != "note" for p in problems) else "accepted",
        spec.id,
        spec.version,
        "990001",
        "Oak Lane School",
        dt.date(2026, 9, 1),
        tuple(answers),
        tuple(in_order(problems)),
    )


_plans: dict[int, tuple[Spec, tuple[Slot, ...]]] = {}


def _planned(spec: Spec) -> tuple[Slot, ...]:
    if id(spec) not in _plans:
        _plans[id(spec)] = (spec, plan(spec).slots)  # the spec is kept, so that its id stays its own
    return _plans[id(spec)][1]


def _put(
    blank: Answer, content: Content, asked: Question, spec: Spec, answers: list[Answer], problems: list[Problem]
) -> None:
    if content is MISSING or content is NOT_ASKED:
        answers.append(replace(blank, state="missing" if content is MISSING else "not asked"))
        return
    parsed = parse(CellContent(content), asked, spec)  # type: ignore[arg-type]
    answer = replace(
        blank, raw=content, value=parsed.value, found_sheet=blank.sheet, cell="C3", matched_by="ref and text"
    )
    state: State = "answered" if parsed.value is not None else "unreadable" if parsed.code else "blank"
    answers.append(replace(answer, state=state))
    if parsed.code:
        problems.append(Problem(parsed.code, replace(answer, state=state).place, parsed.context))


def _questions(spec: Spec) -> dict[tuple[str, tuple[str, str]], Question]:
    found: dict[tuple[str, tuple[str, str]], Question] = {}
    for sheet in spec.sheets:
        match sheet:
            case FormSheet():
                found |= {(sheet.title, (asked.ref, "answer")): asked for asked in sheet.fields}
            case ChecklistSheet():
                refs = [item.ref for section in sheet.sections for item in section.items]
                found |= {(sheet.title, (ref, asked.id)): asked for ref in refs for asked in sheet.columns}
            case TrackerSheet() | _:
                pass
    return found


def values(submission: Submission) -> dict[tuple[str, str], object]:
    """Ref and column -> what was answered there."""
    return {key: answer.value for key, answer in submission.by_key().items() if answer.value is not None}
