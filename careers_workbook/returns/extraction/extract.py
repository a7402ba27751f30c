"""Slots -> typed answers, each with its place and its state.

Enters: a location and the layout it was made from. Leaves: answers in the order of the plan, and a problem for every
cell that holds something which is no answer. Must not know: how rows were found, files.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.cells import Cell, a1
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import Raw
from careers_workbook.layout.places import Slot
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.locate import Found, Location
from careers_workbook.returns.matching.row_matching import quote
from careers_workbook.returns.submission import Answer, MatchedBy, State
from careers_workbook.spec.answers.answer_kind import Asked, Parsed, no_habit
from careers_workbook.spec.answers.registry import asked, kind_of, parse_as
from careers_workbook.spec.model import Question
from careers_workbook.spec.questions import questions_of
from careers_workbook.spec.years import MOST_SPECS

_BLANK = Parsed()
_Blanks = dict[tuple[int, str, MatchedBy | None], tuple[Slot, Answer]]
"""By the slot, the title of the sheet, and how the cell was found: the answer that is blank."""
_MOST_BLANKS = 5_000
_ROW = attrgetter("slot.sheet", "slot.ref")
_MOST_TEXT = 3_000_000
"""Characters of all answers of one return: two thousand rows of some hundred words."""


@frozen
class Extracted:
    """The answers of one file and what was wrong with their cells."""

    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]


def extract(location: Location, layout: Layout, redacted: Collection[tuple[str, Cell]] = ()) -> Extracted:
    """Every question once, and of tables that grow every row that holds something.

    `redacted` are cells of which something was taken out: that they are no answers now is said already.
    """
    extraction = _Extraction(layout, location, redacted)
    found = {(f.slot.ref, f.slot.column): f for f in location.found if not f.slot.grows}
    answers = [
        extraction.answer(found[key]) if (key := (slot.ref, slot.column)) in found else extraction.missing(slot)
        for slot in layout.slots
        if not slot.grows
    ]
    answers += extraction.rows(f for f in location.found if f.slot.grows)
    return Extracted(tuple(answers), tuple(extraction.problems))


def at_questions(problems: Iterable[Problem], answers: Iterable[Answer]) -> Iterator[Problem]:
    """The problems with their question, where the cell turned out to hold an answer."""
    there = {(a.found_sheet, a.cell): a for a in answers if a.cell}
    for problem in problems:
        answer = there.get((problem.place.sheet, problem.place.cell))
        yield replace(problem, place=answer.place) if answer else problem


class _Extraction:
    def __init__(self, layout: Layout, location: Location, redacted: Collection[tuple[str, Cell]]) -> None:
        self.spec = layout.spec
        self.questions = questions_of(layout.spec)
        self.habits = _habits(location.found, self.questions)
        self.redacted = redacted
        self.problems: list[Problem] = []
        self.room = _MOST_TEXT
        self.known: dict[tuple[object, ...], tuple[Raw, Parsed]] = {}
        self.asked: dict[tuple[int, str], Asked[Any]] = {}
        self.blanks = _blanks(layout)

    def answer(self, found: Found) -> Answer:
        slot, grid, at = found.slot, found.grid, (found.slot.row, found.slot.col)
        is_plain = not (found.unsure or found.against or grid.marks.merged or at in grid.marked)
        if is_plain and at not in grid.cells:
            return self._blank(found)
        question, label = self._asked(slot)
        raw, parsed = self._value(found, question) if is_plain else self._read(found, question)
        if isinstance(raw, str):
            raw, parsed = self._fitting(raw, parsed)
        of = (slot.kind, slot.sheet, slot.ref, slot.item, slot.column, label)
        answer = Answer(*of, _state(parsed), parsed.value, raw, grid.title, a1(*at), found.matched_by)
        is_said = found.unsure or (parsed.value is None and (grid.title, at) in self.redacted)
        if parsed.code and not is_said:
            self.problems.append(Problem(parsed.code, answer.place, parsed.context))
        if struck := grid.marks.struck.get(at):
            self.problems.append(Problem("CELL-024", answer.place, {"struck": quote(struck.struck)}))
        return answer

    def _blank(self, found: Found) -> Answer:
        """The same where nothing stands: in most returns in most cells, and in the same ones."""
        slot, title = found.slot, found.grid.title
        key = id(slot), title, found.matched_by
        if key not in self.blanks:
            of = (slot.kind, slot.sheet, slot.ref, slot.item, slot.column, self._asked(slot)[1])
            if len(self.blanks) == _MOST_BLANKS:
                self.blanks.clear()
            self.blanks[key] = slot, Answer(*of, "blank", None, None, title, a1(slot.row, slot.col), found.matched_by)
        return self.blanks[key][1]

    def _value(self, found: Found, question: Question) -> tuple[Raw, Parsed]:
        """What stands in a cell of which no more is known than that, and what it says."""
        slot, grid, at = found.slot, found.grid, (found.slot.row, found.slot.col)
        raw, number_format = grid.cells[at], grid.marks.formats.get(at, "")
        habit = self.habits.get((slot.sheet, slot.column), "")
        key = (id(question), habit, number_format, type(raw), raw)
        if key not in self.known:  # the few words of a list are said again and again
            self.known[key] = self._parsed(CellContent(raw, number_format), question, habit, raw)
        return self.known[key]

    def _read(self, found: Found, question: Question) -> tuple[Raw, Parsed]:
        """The same of any cell."""
        slot, marks = found.slot, found.grid.marks
        at = slot.row, slot.col
        raw = found.grid.cells.get(at)
        if found.unsure:
            return raw, Parsed(code="SHEET-018")  # said of the table
        if at in marks.errors:
            return marks.errors[at], Parsed(code="CELL-004", context={"value": marks.errors[at]})
        if at in marks.uncached:
            return None, Parsed(code="CELL-005")
        if found.against:
            words = {"value": quote(raw), "other": found.against[1], "that": found.against[0]}
            return raw, Parsed(code="CELL-018", context=words)
        if raw is None and marks.merged and (corner := _covering(found)):
            words = {"cell": a1(*corner), "value": quote(found.grid.at(*corner))}
            return raw, Parsed(code="CELL-017", context=words)
        if raw is None and at not in marks.formulas:
            return raw, _BLANK
        return self._parsed(found.grid.content(*at), question, self.habits.get((slot.sheet, slot.column), ""), raw)

    def _parsed(self, content: CellContent, question: Question, habit: str, raw: Raw) -> tuple[Raw, Parsed]:
        """What a cell holds by what is known of it, and what it says; `raw` without that."""
        if content.hides_part_of_day:
            raw = content.seen  # the rest of that day nobody ever saw
        if content.moves:
            return raw, Parsed(code="CELL-025", context={"seen": quote(content.value)})
        key = id(question), habit
        if key not in self.asked:
            self.asked[key] = asked(question, self.spec, habit)
        return raw, parse_as(content, self.asked[key])

    def _fitting(self, raw: str, parsed: Parsed) -> tuple[Raw, Parsed]:
        """The same, or of a text for which there is no room its beginning, unread."""
        if len(raw) > self.room:
            raw = quote(raw)
            parsed = Parsed(code="CELL-027", context={"value": raw, "most": f"{_MOST_TEXT:,}"})
        self.room -= len(raw)
        return raw, parsed

    def missing(self, slot: Slot) -> Answer:
        label = self._asked(slot)[1]
        return Answer(slot.kind, slot.sheet, slot.ref, slot.item, slot.column, label, state="missing")

    def rows(self, found: Iterator[Found]) -> Iterator[Answer]:
        """Rows that hold something, whole; rows that hold nothing are not questions left open."""
        for _, cells in groupby(found, key=_ROW):
            row = list(cells)
            if any(f.is_filled for f in row):
                yield from (self.answer(f) for f in row)

    def _asked(self, slot: Slot) -> tuple[Question, str]:
        key = slot.sheet, slot.column
        if key not in self.questions:  # each row has a question of its own
            key = slot.sheet, slot.ref
        return self.questions[key], self.questions.labels[key]


@kept(MOST_SPECS)
def _blanks(_layout: Layout) -> _Blanks:
    return {}


def _habits(found: Iterable[Found], questions: Mapping[tuple[str, str], Question]) -> dict[tuple[str, str], str]:
    """(Sheet, column) -> what its cells say together of how they were typed."""
    cells: dict[tuple[str, str], list[CellContent]] = defaultdict(list)
    telling = {key for key, question in questions.items() if kind_of(question).habit is not no_habit}
    columns = {column for _, column in telling}
    for f in found:
        if f.slot.column not in columns:
            continue
        key = (f.slot.sheet, f.slot.column)
        if key in telling and (f.slot.row, f.slot.col) in f.grid.cells:
            cells[key].append(f.grid.content(f.slot.row, f.slot.col))
    return {key: kind_of(questions[key]).habit(column) for key, column in cells.items()}


def _state(parsed: Parsed) -> State:
    if parsed.value is not None:
        return "answered"
    return "unreadable" if parsed.code and not parsed.is_blank else "blank"


def _covering(found: Found) -> Cell | None:
    """The filled cell that shows in place of this one because they were merged: whose answer it is, nobody can say."""
    corner = found.grid.corner((found.slot.row, found.slot.col))
    return corner if corner and found.grid.at(*corner) is not None else None
