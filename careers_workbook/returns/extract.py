"""Slots -> typed answers, each with its place and its state.

Enters: a location and the layout it was made from. Leaves: answers in the order of the plan, and a problem for every
cell that holds something which is no answer. Must not know: how rows were found, files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from careers_workbook.cells import a1
from careers_workbook.layout import Layout, Slot
from careers_workbook.problems import Place, Problem
from careers_workbook.returns.locate import Found, Location
from careers_workbook.returns.submission import Answer, State
from careers_workbook.spec.kinds import Parsed, Raw, parse
from careers_workbook.spec.model import ChecklistSheet, FormSheet, Question, Spec, TrackerSheet


@dataclass(frozen=True, slots=True)
class Extracted:
    """The answers of one file and what was wrong with their cells."""

    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]


def extract(location: Location, layout: Layout) -> Extracted:
    """Every question of forms and checklists once, and every tracker row that holds something."""
    reading = _Reading(layout)
    found = {(f.slot.ref, f.slot.column): f for f in location.found if f.slot.kind != "tracker"}
    answers = [
        reading.answer(found[key]) if (key := (slot.ref, slot.column)) in found else reading.missing(slot)
        for slot in layout.slots
        if slot.kind != "tracker"
    ]
    answers += reading.leavers(f for f in location.found if f.slot.kind == "tracker")
    return Extracted(tuple(answers), tuple(reading.problems))


class _Reading:
    def __init__(self, layout: Layout) -> None:
        self.spec = layout.spec
        self.questions = _questions(layout.spec)
        self.problems: list[Problem] = []

    def answer(self, found: Found) -> Answer:
        slot, at = found.slot, (found.slot.row, found.slot.col)
        question, label = self._asked(slot)
        raw = found.grid.at(*at)
        if at in found.grid.marks.errors:
            raw = found.grid.marks.errors[at]
            parsed = Parsed(code="CELL-004", context={"value": str(raw)})
        elif at in found.grid.marks.uncached:
            raw, parsed = None, Parsed(code="CELL-005")
        else:
            parsed = parse(raw, question, self.spec)
        cell = a1(*at)
        if parsed.code:
            place = Place(sheet=found.grid.title, cell=cell, ref=slot.ref, item=slot.item, column=label)
            self.problems.append(Problem(parsed.code, place, parsed.context))
        return Answer(
            slot.kind,
            slot.sheet,
            slot.ref,
            slot.item,
            slot.column,
            label,
            state=_state(parsed),
            value=parsed.value,
            raw=raw,
            found_sheet=found.grid.title,
            cell=cell,
            matched_by=found.matched_by,
        )

    def missing(self, slot: Slot) -> Answer:
        label = self._asked(slot)[1]
        return Answer(slot.kind, slot.sheet, slot.ref, slot.item, slot.column, label, state="missing")

    def leavers(self, found: Iterator[Found]) -> Iterator[Answer]:
        """Tracker rows that hold something, whole; rows that hold nothing are not questions left open."""
        for _, cells in groupby(found, key=lambda f: (f.slot.sheet, f.slot.ref)):
            row = list(cells)
            if any(_filled(f) for f in row):
                yield from (self.answer(f) for f in row)

    def _asked(self, slot: Slot) -> tuple[Question, str]:
        question = self.questions[slot.sheet, slot.column if slot.kind != "form" else slot.ref]
        return question, "Answer" if slot.kind == "form" else question.label


def _state(parsed: Parsed) -> State:
    if parsed.value is not None:
        return "answered"
    return "unreadable" if parsed.code else "blank"


def _filled(found: Found) -> bool:
    at = (found.slot.row, found.slot.col)
    marks = found.grid.marks
    raw: Raw = found.grid.at(*at)
    return raw is not None or at in marks.errors or at in marks.uncached


def _questions(spec: Spec) -> dict[tuple[str, str], Question]:
    """(Sheet title, column id) -> question; on a form (sheet title, ref)."""
    found: dict[tuple[str, str], Question] = {}
    for sheet in spec.sheets:
        match sheet:
            case FormSheet():
                found |= {(sheet.title, asked.ref): asked for asked in sheet.fields}
            case ChecklistSheet() | TrackerSheet():
                found |= {(sheet.title, asked.id): asked for asked in sheet.columns}
            case _:
                pass
    return found
