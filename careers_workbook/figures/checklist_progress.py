"""Checklists counted: items with their status, and how many are done by section, checklist and Gatsby benchmark.

The definitions are those of the Progress sheet of the workbook; `missing` comes on top. The five states of an answer
stay apart in every count. Must not know: how a number is shown.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields
from functools import lru_cache
from typing import Literal, get_args

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import show
from careers_workbook.returns.submission import Answer, State
from careers_workbook.spec import status
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import CompletedGroup, Question, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet, Item, completed_groups, has_status

BENCHMARKS = {
    1: "A stable careers programme",
    2: "Learning from career and labour market information",
    3: "Addressing the needs of each pupil",
    4: "Linking curriculum learning to careers",
    5: "Encounters with employers and employees",
    6: "Experiences of workplaces",
    7: "Encounters with further and higher education",
    8: "Personal guidance",
}
"""The Gatsby benchmarks (gatsbybenchmarks.org.uk)."""
NO_BENCHMARK = "Statements without a benchmark"
_KEPT = 16_384
"""Rows, and answers in them, that are kept to be given again."""

AnswersByKey = Mapping[tuple[str, str], Answer]

Completed = Literal["done", "in_progress", "not_done", "not_applicable", "blank", "unclear", "missing"]
"""What became of an item: what Action completed means, or why it means nothing. Every item counts in one of these."""
COMPLETED: tuple[Completed, ...] = get_args(Completed)
BY_GROUP: Mapping[CompletedGroup | None, Completed] = {
    "done": "done",
    "in progress": "in_progress",
    "not done": "not_done",
    "not applicable": "not_applicable",
    None: "unclear",
}


@frozen
class QuotedAnswer:
    """One answer as a report needs it: its state, its value, and what stands in the cell, as a person quotes it.

    `worded` is the value as its kind words it, where that is not as it would be shown anyway.
    """

    state: State
    value: AnswerValue | None = None
    said: str = ""
    worded: str = ""

    @property
    def holds_something(self) -> bool:
        """Whether anything was typed, readable or not."""
        return self.state in ("answered", "unreadable")


@frozen
class ItemRow:
    """One statement of a checklist with a Status column, and what the school said about it.

    `group` is what Action completed means. `status` is the word of the Status column; None where the cell of Action
    completed is missing, because then nobody knows. `days` runs from today to the deadline: -3 is three days overdue.
    `duty` names the legal duty that a statement that is done says is met.
    """

    sheet: str
    section: str
    ref: str
    statement: str
    benchmarks: tuple[int, ...]
    action: QuotedAnswer
    deadline: QuotedAnswer
    review: QuotedAnswer
    completed: QuotedAnswer
    group: CompletedGroup | None
    status: str | None
    days: int | None
    duty: str = ""

    @property
    def due(self) -> dt.date | None:
        """The deadline, if there is a readable one."""
        return self.deadline.value if isinstance(self.deadline.value, dt.date) else None

    @property
    def is_without_review(self) -> bool:
        """Done, and the Review is there and blank: nothing says where the evidence is."""
        return self.status == status.DONE and self.review.state == "blank"

    @property
    def outcome(self) -> Completed:
        """The one count of the Progress sheet that the item is in."""
        match self.completed.state:
            case "blank" | "missing" as state:
                return state
        return BY_GROUP[self.group]


@frozen
class ItemCounts:
    """Statements counted. The seven after `items` add up to it; `overdue` and `due_soon` look at the status instead.

    `no_answer`: Action completed is blank; `unclear`: it holds something that is none of the options; `missing`: its
    cell is gone. Unless `in_percent`, it makes no percentage: the return is blank, or as it was sent.
    """

    items: int = 0
    done: int = 0
    in_progress: int = 0
    not_done: int = 0
    not_applicable: int = 0
    no_answer: int = 0
    unclear: int = 0
    missing: int = 0
    overdue: int = 0
    due_soon: int = 0
    in_percent: bool = field(default=True, kw_only=True)

    @property
    def percent_done(self) -> float | None:
        """Done as a percentage of the statements that apply; None where none applies, or none is said to be right."""
        countable = self.items - self.not_applicable
        return 100 * self.done / countable if countable and self.in_percent else None


COUNT_NAMES = tuple(one.name for one in fields(ItemCounts) if one.type is int)
"""items, done, ... in the order of the Progress sheet, with `missing` in addition."""


@frozen
class Tally:
    """The counts of one section, checklist or Gatsby benchmark. `number` is that of the benchmark."""

    name: str
    counts: ItemCounts
    number: int | None = None


@frozen
class Progress:
    """Every counted statement in the order of the workbook, and the counts.

    In `benchmarks` an item counts in each of its benchmarks; the last tally, without a number, is of items that have
    none. `uncounted` are checklists without a Status column.
    """

    items: tuple[ItemRow, ...]
    total: ItemCounts
    sections: tuple[Tally, ...]
    checklists: tuple[Tally, ...]
    benchmarks: tuple[Tally, ...]
    uncounted: tuple[str, ...] = ()

    def with_status(self, *words: str) -> tuple[ItemRow, ...]:
        """Items with one of these status words, in date order; those of one day, or without one, as in the workbook."""
        rows = [row for row in self.items if row.status in words]
        return tuple(sorted(rows, key=lambda row: row.due or dt.date.max))

    @property
    def open_actions(self) -> tuple[ItemRow, ...]:
        """Actions with a deadline that are not completed, earliest first."""
        return self.with_status(status.OVERDUE, status.DUE_SOON, status.ON_TRACK)

    @property
    def without_deadline(self) -> tuple[ItemRow, ...]:
        """Actions that have begun while the deadline is blank."""
        return tuple(row for row in self.with_status(status.NO_DEADLINE) if row.deadline.state == "blank")

    @property
    def deadline_unclear(self) -> tuple[ItemRow, ...]:
        """Open items whose deadline cannot be read, and actions that have begun while its cell is missing."""
        rows = self.with_status(status.NO_DEADLINE, status.NOT_STARTED)
        begun = {"missing", "not asked"}
        return tuple(
            row
            for row in rows
            if row.deadline.state == "unreadable" or (row.status == status.NO_DEADLINE and row.deadline.state in begun)
        )

    @property
    def not_started(self) -> tuple[ItemRow, ...]:
        """Items on which nothing has been said, except perhaps that they are not done."""
        rows = self.with_status(status.NOT_STARTED)
        return tuple(row for row in rows if row.deadline.state != "unreadable" and row.completed.state != "unreadable")

    @property
    def done_without_review(self) -> tuple[ItemRow, ...]:
        """Done, and the Review is there and blank."""
        return tuple(row for row in self.with_status(status.DONE) if row.is_without_review)


def quoted_answer(answers: AnswersByKey, ref: str, column: str, question: Question | None = None) -> QuotedAnswer:
    """One answer; a question that the return does not mention is missing. What the `question` asks for words it."""
    answer = answers.get((ref, column))
    if answer is None:
        return QuotedAnswer("missing")
    worded = kind_of(question).word(answer.value) if question and answer.value is not None else ""
    return _quoted(answer.state, answer.value, show(answer.raw), worded)


@lru_cache(_KEPT, typed=True)
def _quoted(state: State, value: AnswerValue | None, said: str, worded: str) -> QuotedAnswer:
    """What is equal is the same object: a thousand schools say a few things of each statement."""
    return QuotedAnswer(state, value, said, worded)


def count_progress(
    answers: AnswersByKey, spec: Spec, today: dt.date, *, in_percent: bool = True, every: bool = False
) -> Progress:
    """All items of the checklists that have a Status column. Items not asked in that version are left out.

    With `every` also those of other checklists: the answers to columns that these lack are not asked.
    """

    def count(rows: Iterable[ItemRow]) -> ItemCounts:
        return _counts(*_numbers(rows), in_percent=in_percent)

    def tally(by: str, name: object) -> ItemCounts:
        return count(groups.get((by, name), ()))

    counted = [sheet for sheet in spec.of(ChecklistSheet) if every or has_status(sheet)]
    rows = tuple(row for sheet in counted for row in _rows(sheet, answers, spec, today))
    groups = _groups(rows)
    sections = [(sheet.title, section.heading) for sheet in counted for section in sheet.sections]
    return Progress(
        items=rows,
        total=count(rows),
        sections=tuple(_tally(name[1], tally("section", name)) for name in sections),
        checklists=tuple(_tally(sheet.title, tally("checklist", sheet.title)) for sheet in counted),
        benchmarks=(
            *(_tally(name, tally("benchmark", number), number) for number, name in BENCHMARKS.items()),
            _tally(NO_BENCHMARK, tally("benchmark", None)),
        ),
        uncounted=tuple(sheet.title for sheet in spec.of(ChecklistSheet) if not has_status(sheet)),
    )


def row_of(sheet: ChecklistSheet, ref: str, answers: AnswersByKey, spec: Spec, today: dt.date) -> ItemRow | None:
    """The same of one item; None where it was not asked."""
    return next(_rows(sheet, answers, spec, today, ref), None)


def _rows(
    sheet: ChecklistSheet, answers: AnswersByKey, spec: Spec, today: dt.date, only: str = ""
) -> Iterator[ItemRow]:
    kinds = {column.id: column.answer for column in sheet.columns}
    asked = {role for role in status.ROLES if kinds.get(role) == status.ROLE_ANSWERS[role]}
    groups = completed_groups(spec, sheet) if "completed" in asked else {}
    every = ((section.heading, item) for section in sheet.sections for item in section.items)
    for heading, item in (one for one in every if only in ("", one[1].ref)):
        said = tuple(
            quoted_answer(answers, item.ref, role) if role in asked else _quoted("not asked", None, "", "")
            for role in status.ROLES
        )
        completed = said[-1]
        if completed.state == "not asked" and "completed" in asked:
            continue
        group = groups.get(str(completed.value)) if completed.state == "answered" else None
        yield _row(sheet.title, heading, item, said, group, today, spec.due_soon_days)


@lru_cache(_KEPT)
def _row(  # noqa: PLR0913, PLR0917 - all that a row comes of
    title: str,
    heading: str,
    item: Item,
    said: tuple[QuotedAnswer, ...],
    group: CompletedGroup | None,
    today: dt.date,
    due_soon_days: int,
) -> ItemRow:
    """The row of a statement, by what was said in each of the ROLES; as above what is equal is the same object."""
    action, deadline, review, completed = said
    day = deadline.value if isinstance(deadline.value, dt.date) else None
    facts = status.Facts(action.holds_something, day, review.holds_something, group)
    return ItemRow(
        *(title, heading, item.ref, item.text, item.benchmarks),
        *(action, deadline, review, completed, group),
        status=None if completed.state == "missing" else status.status_of(facts, today, due_soon_days),
        days=(day - today).days if day else None,
        duty=item.duty or "",
    )


def _groups(rows: Iterable[ItemRow]) -> Mapping[tuple[str, object], Sequence[ItemRow]]:
    """The items of each section, checklist and benchmark; those that have no benchmark are under None."""
    found = defaultdict[tuple[str, object], list[ItemRow]](list)
    for row in rows:
        found["section", (row.sheet, row.section)].append(row)
        found["checklist", row.sheet].append(row)
        for number in dict.fromkeys(row.benchmarks) or (None,):
            found["benchmark", number].append(row)
    return found


@lru_cache(_KEPT)
def _counts(*numbers: int, in_percent: bool) -> ItemCounts:
    """What is equal is the same object here too: the sections of a thousand schools come to a few hundred counts."""
    return ItemCounts(*numbers, in_percent=in_percent)


@lru_cache(_KEPT)
def _tally(name: str, counts: ItemCounts, number: int | None = None) -> Tally:
    return Tally(name, counts, number)


def _numbers(rows: Iterable[ItemRow]) -> tuple[int, ...]:
    """Those of ItemCounts."""
    found: Counter[str] = Counter()
    words: Counter[str | None] = Counter()
    for row in rows:
        found[row.outcome] += 1
        words[row.status] += 1
    outcomes = (found[outcome] for outcome in COMPLETED)
    return (found.total(), *outcomes, words[status.OVERDUE], words[status.DUE_SOON])
