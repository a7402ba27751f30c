"""How far a school is with its checklists: formulas as text, each beside what it comes to when a workbook is built.

Enters: a job; ranges and cells as formulas write them. Leaves: formulas, and the plain values that are written beside
them for programs that do not calculate. Nothing newer than Excel 2007; LibreOffice gives the same. Texts are compared
as Excel's = compares them (TRIM, whatever the capitals, without wildcards), not by the kinder rules by which a return
is read; a cell with an Excel error counts as unclear and spoils no sum. Must not know: where a formula is written.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from careers_workbook.blanks.page import BlankWorkbook
from careers_workbook.core import vocabulary as said
from careers_workbook.core.days import from_serial, serial
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.text import many
from careers_workbook.layout.places import Block, SheetPlan
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.model import CompletedGroup, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.sheets.progress import COUNTS
from careers_workbook.spec.status import DUE_SOON, ON_TRACK, OVERDUE, Facts, status_of

_LAST_DAY = serial(dt.date.max)
WITH_DEADLINE = (OVERDUE, DUE_SOON, ON_TRACK)
"""The status words of open items that have a deadline: those that queue for the next deadlines."""
NONE, NOT_A_DATE, NOTHING = "None", "Not a date", "-"
"""What Progress shows where no deadline is set, where one cannot be read, and where there is nothing to show."""
GROUP_COUNTS: dict[CompletedGroup, str] = {
    "done": said.DONE,
    "in progress": said.IN_PROGRESS,
    "not done": said.NOT_DONE,
    "not applicable": said.NOT_APPLICABLE,
}
"""What an answer counts as -> the heading of its count."""


@frozen
class ItemState:
    """One item as it stands on the day the workbook is built."""

    ref: str
    text: str
    answered: bool
    group: CompletedGroup | None
    deadline: dt.date | None
    deadline_text: str
    status: str


@frozen
class SectionState:
    """One section of a checklist that has a Status column: its place and its items."""

    plan: SheetPlan
    block: Block
    items: tuple[ItemState, ...]


def labels_by_group(sheet: ChecklistSheet, spec: Spec) -> dict[CompletedGroup, tuple[str, ...]]:
    """What an answer counts as -> the option labels that mean it."""
    groups = completed_groups(spec, sheet)
    return {group: tuple(label for label, meant in groups.items() if meant == group) for group in GROUP_COUNTS}


@kept(1)
def sections(job: BlankWorkbook) -> tuple[SectionState, ...]:
    """Every section that counts towards progress, in order."""
    return tuple(_sections(job))


@kept(1)
def item_states(job: BlankWorkbook) -> Mapping[str, ItemState]:
    """The items of these sections, by their refs."""
    return {item.ref: item for section in sections(job) for item in section.items}


def _sections(job: BlankWorkbook) -> Iterator[SectionState]:
    for plan in job.layout.sheets:
        sheet = plan.sheet
        if not isinstance(sheet, ChecklistSheet) or not has_status(sheet):
            continue
        labels = labels_by_group(sheet, job.layout.spec)
        for block, section in zip(plan.blocks, sheet.sections, strict=True):
            items = tuple(_item_state(job, labels, item.ref, item.text) for item in section.items)
            yield SectionState(plan, block, items)


def _item_state(job: BlankWorkbook, labels: dict[CompletedGroup, tuple[str, ...]], ref: str, text: str) -> ItemState:
    """One item, as the formulas see its four answers."""
    completed = trimmed(job.answer(ref, "completed"))
    group = next((g for g, names in labels.items() for name in names if _same(name, completed)), None)
    raw = job.answer(ref, "deadline")
    deadline = _day(raw)
    facts = Facts(
        has_action=bool(trimmed(job.answer(ref, "action"))),
        deadline=deadline,
        has_review=bool(trimmed(job.answer(ref, "review"))),
        completed=group,
    )
    word = status_of(facts, job.order.today, job.layout.spec.due_soon_days)
    return ItemState(ref, text, bool(completed), group, deadline, NOT_A_DATE if trimmed(raw) else NONE, word)


def _day(value: AnswerValue | None) -> dt.date | None:
    """What ISNUMBER lets through: a date, or a number that Excel takes for one."""
    if isinstance(value, dt.date):
        return value
    return from_serial(max(0, min(value, _LAST_DAY))) if isinstance(value, int) else None


def trimmed(value: AnswerValue | None) -> str:
    """A cell as TRIM gives it: only plain spaces go."""
    return " ".join(filter(None, str(value).split(" "))) if value is not None else ""


def _same(label: str, typed: str) -> bool:
    """Excel's = between texts, which takes no notice of capitals."""
    return label.casefold() == typed.casefold()


def quoted_text(text: str) -> str:
    """A text as formulas write it."""
    return '"' + text.replace('"', '""') + '"'


def how_many(test: str) -> str:
    """How many cells pass a test: 1/TRUE is a number, 1/FALSE and errors are not."""
    return f"=SUMPRODUCT(--ISNUMBER(1/({test})))"


def same_as(cell: str) -> str:
    """What another cell says."""
    return f"={cell}"


def rows(cells: str) -> str:
    """How many rows there are."""
    return f"=ROWS({cells})"


def count_answer(cells: str, labels: Sequence[str]) -> str:
    """How many cells hold one of these options."""
    return how_many("+".join(f"(TRIM({cells})={quoted_text(label)})" for label in labels)) if labels else "=0"


def count_blank(cells: str) -> str:
    """How many cells hold nothing."""
    return how_many(f"LEN(TRIM({cells}))=0")


def rest(items: str, answers: str) -> str:
    """What is none of the answers that are counted."""
    return f"={items}-SUM({answers})"


def count_word(cells: str, word: str) -> str:
    """How many cells hold this status word."""
    return f"=COUNTIF({cells},{quoted_text(word)})"


def total(cells: str) -> str:
    """The sum of the sections."""
    return f"=SUM({cells})"


def counts(items: Sequence[ItemState]) -> dict[str, int]:
    """The counts of some items by their headings."""
    found = dict.fromkeys(COUNTS, 0)
    for item in items:
        answer = GROUP_COUNTS[item.group] if item.group else said.UNCLEAR if item.answered else said.NO_ANSWER
        found[answer] += 1
        if item.status in {OVERDUE, DUE_SOON}:
            found[item.status] += 1
    return found


def share(done: str, items: str, not_applicable: str) -> str:
    """Done as a share of what applies."""
    return f'=IF({items}-{not_applicable}>0,{done}/({items}-{not_applicable}),"{NOTHING}")'


def percent_done(found: dict[str, int]) -> float | str:
    """The share that is done of what applies; a dash if nothing does."""
    applicable = found[said.STATEMENTS] - found[said.NOT_APPLICABLE]
    return found[said.DONE] / applicable if applicable else NOTHING


def deadline(cell: str) -> str:
    """A deadline, or in words why there is none."""
    return f'=IF(ISNUMBER({cell}),{cell},IF(LEN(TRIM({cell}))=0,"{NONE}","{NOT_A_DATE}"))'


def queue_place(row: tuple[str, str], columns: tuple[str, str], above: tuple[str, str]) -> str:
    """The place of an open item in the queue of deadlines, 1 for the soonest.

    Each pair is (deadline, status): the item's own cells, the whole columns, the columns from the top down to the item,
    which put equal deadlines in the order of the items.
    """
    (day, status), words = row, "{" + ",".join(quoted_text(word) for word in WITH_DEADLINE) + "}"
    waits = ",".join(f"{status}={quoted_text(word)}" for word in WITH_DEADLINE)
    sooner = f'SUMPRODUCT(COUNTIFS({columns[0]},"<"&{day},{columns[1]},{words}))'
    equal = f"SUMPRODUCT(COUNTIFS({above[0]},{day},{above[1]},{words}))"
    return f'=IF(OR({waits}),{sooner}+{equal},"{NOTHING}")'


def queued(number: int, cells: str, order: str, otherwise: str) -> str:
    """What stands in a column of the item that is number n of the queue; `otherwise` if the queue is shorter."""
    return f"=IF(COUNT({order})>={number},INDEX({cells},MATCH({number},{order},0)),{otherwise})"


def end_of_queue(number: int, order: str, words: str) -> str:
    """For `queued`: words in the first line that is left over, a dash in the others."""
    return f'IF(COUNT({order})={number - 1},{quoted_text(words)},"{NOTHING}")'


def time_left(day: str) -> str:
    """How far off a deadline is, in words, as a formula."""
    left = f"{day}-TODAY()"
    days = f'ABS({left})&IF(ABS({left})=1," day"," days")&IF({left}<0," overdue"," left")'
    return f'=IF(ISNUMBER({day}),IF({left}=0,"today",{days}),"{NOTHING}")'


def in_words(days: int) -> str:
    """What that comes to, so many days before a deadline."""
    if days == 0:
        return "today"
    return f"{many(abs(days), 'day')} {'overdue' if days < 0 else 'left'}"


def in_queue(items: Sequence[ItemState]) -> list[ItemState]:
    """The open items that have a deadline, soonest first; equal deadlines in the order of the items."""
    waiting = [
        (item.deadline, n, item) for n, item in enumerate(items) if item.deadline and item.status in WITH_DEADLINE
    ]
    return [item for _, _, item in sorted(waiting, key=lambda entry: entry[:2])]
