"""Checklists counted: items with their status, and how many are done by section, checklist and Gatsby benchmark.

Enters: answers by (ref, column id), the spec, the day. Leaves: a `Progress`. The definitions are those of the Progress
sheet of the workbook; `missing` comes on top. Must not know: how a number is shown.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from careers_workbook.core.text import show
from careers_workbook.figures.records import Cell, Counts, ItemRow, Progress, Tally
from careers_workbook.returns.submission import Answer
from careers_workbook.spec import status
from careers_workbook.spec.model import ChecklistSheet, CompletedGroup, Item, Spec

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

Answers = Mapping[tuple[str, str], Answer]


def cell(answers: Answers, ref: str, column: str) -> Cell:
    """One answer; a question that the return does not mention is missing."""
    answer = answers.get((ref, column))
    return Cell("missing") if answer is None else Cell(answer.state, answer.value, show(answer.raw))


def count_progress(answers: Answers, spec: Spec, today: dt.date) -> Progress:
    """All items of the checklists that have a Status column. Items not asked in that version are left out."""
    counted = [sheet for sheet in spec.checklists() if status.has_status(sheet)]
    rows = tuple(row for sheet in counted for row in _rows(sheet, _Rule.of(sheet, spec, answers, today)))
    rows = tuple(row for row in rows if row.completed.state != "not asked")
    sections = [(sheet.title, section.heading) for sheet in counted for section in sheet.sections]
    return Progress(
        items=rows,
        total=_count(rows),
        sections=tuple(Tally(name[1], _count(r for r in rows if (r.sheet, r.section) == name)) for name in sections),
        checklists=tuple(Tally(sheet.title, _count(r for r in rows if r.sheet == sheet.title)) for sheet in counted),
        benchmarks=tuple(_benchmarks(rows)),
        uncounted=tuple(sheet.title for sheet in spec.checklists() if not status.has_status(sheet)),
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    """What every item of one checklist is judged by."""

    answers: Answers
    groups: Mapping[str, CompletedGroup]
    today: dt.date
    soon: int

    @classmethod
    def of(cls, sheet: ChecklistSheet, spec: Spec, answers: Answers, today: dt.date) -> "_Rule":
        return cls(answers, status.completed_groups(spec, sheet), today, spec.due_soon_days)


def _rows(sheet: ChecklistSheet, rule: _Rule) -> Iterator[ItemRow]:
    for section in sheet.sections:
        for item in section.items:
            yield _row(sheet.title, section.heading, item, rule)


def _row(sheet: str, section: str, item: Item, rule: _Rule) -> ItemRow:
    action, deadline, review, completed = (cell(rule.answers, item.ref, role) for role in status.ROLES)
    group = rule.groups.get(str(completed.value)) if completed.state == "answered" else None
    day = deadline.value if isinstance(deadline.value, dt.date) else None
    facts = status.Facts(action.holds_something, day, review.holds_something, group)
    return ItemRow(
        sheet,
        section,
        item.ref,
        item.text,
        item.benchmarks,
        action=action,
        deadline=deadline,
        review=review,
        completed=completed,
        group=group,
        status=None if completed.state == "missing" else status.status_of(facts, rule.today, rule.soon),
        days=(day - rule.today).days if day else None,
    )


def _count(rows: Iterable[ItemRow]) -> Counts:
    kinds: Counter[str] = Counter()
    words: Counter[str | None] = Counter()
    for row in rows:
        kinds[_kind(row)] += 1
        words[row.status] += 1
    return Counts(
        items=kinds.total(),
        done=kinds["done"],
        in_progress=kinds["in progress"],
        not_done=kinds["not done"],
        not_applicable=kinds["not applicable"],
        no_answer=kinds["blank"],
        unclear=kinds["unclear"],
        missing=kinds["missing"],
        overdue=words[status.OVERDUE],
        due_soon=words[status.DUE_SOON],
    )


def _kind(row: ItemRow) -> str:
    """The one column of the Progress sheet that an item counts in."""
    if row.completed.state in ("blank", "missing"):
        return row.completed.state
    return row.group or "unclear"


def _benchmarks(rows: tuple[ItemRow, ...]) -> Iterator[Tally]:
    for number, name in BENCHMARKS.items():
        yield Tally(name, _count(row for row in rows if number in row.benchmarks), number)
    yield Tally(NO_BENCHMARK, _count(row for row in rows if not row.benchmarks))
