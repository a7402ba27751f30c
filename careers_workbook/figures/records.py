"""What is known about one return, counted: frozen records, nothing else.

Enters and leaves: values only. The five states of an answer stay apart in every count. Must not know: how a number is
counted, how it is shown.
"""

import datetime as dt
from dataclasses import dataclass, field, fields

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.problems import Place
from careers_workbook.figures.cohorts import Destinations
from careers_workbook.figures.evidence import Evidence
from careers_workbook.returns.submission import State
from careers_workbook.spec import status
from careers_workbook.spec.answers.kinds import Value
from careers_workbook.spec.model import CompletedGroup, QuestionSheetKind


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer as a report needs it: its state, its value, and what stands in the cell, as a person quotes it."""

    state: State
    value: Value | None = None
    said: str = ""

    @property
    def holds_something(self) -> bool:
        """Whether anything was typed, readable or not."""
        return self.state in ("answered", "unreadable")


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of a form."""

    sheet: str
    ref: str
    label: str
    answer: Cell


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One statement of a checklist with a Status column, and what the school said about it.

    `group` is what Action completed means. `status` is the word of the Status column; None where the cell of Action
    completed is missing, because then nobody knows. `days` runs from today to the deadline: -3 is three days overdue.
    """

    sheet: str
    section: str
    ref: str
    statement: str
    benchmarks: tuple[int, ...]
    action: Cell
    deadline: Cell
    review: Cell
    completed: Cell
    group: CompletedGroup | None
    status: str | None
    days: int | None

    @property
    def due(self) -> dt.date | None:
        """The deadline, if there is a readable one."""
        return self.deadline.value if isinstance(self.deadline.value, dt.date) else None


@dataclass(frozen=True, slots=True)
class Counts:
    """Statements counted. The seven after `items` add up to it; `overdue` and `due_soon` look at the status instead.

    `no_answer`: Action completed is blank; `unclear`: it holds something that is none of the options; `missing`: its
    cell is gone.
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

    @property
    def percent_done(self) -> float | None:
        """Done as a percentage of the statements that apply; None where none applies."""
        countable = self.items - self.not_applicable
        return 100 * self.done / countable if countable else None


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one section, checklist or Gatsby benchmark. `number` is that of the benchmark."""

    name: str
    counts: Counts
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Every counted statement in the order of the workbook, and the counts.

    In `benchmarks` an item counts in each of its benchmarks; the last tally, without a number, is of items that have
    none. `uncounted` are checklists without a Status column.
    """

    items: tuple[ItemRow, ...]
    total: Counts
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
        return tuple(row for row in self.with_status(status.DONE) if row.review.state == "blank")


@dataclass(frozen=True, slots=True)
class States:
    """Answers of one kind of sheet, by state. Of a tracker only the rows that hold something are looked at."""

    kind: QuestionSheetKind
    answered: int = 0
    blank: int = 0
    not_asked: int = 0
    missing: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, in words. Those of a tracker are put together by code: `count` says how many, nothing quotes a cell.

    `where` is `place` in one short phrase; `place` names no file.
    """

    severity: Severity
    code: str
    title: str
    where: str
    message: str
    advice: str
    count: int = 1
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the file could be read. `findings` are worst first."""

    states: tuple[States, ...]
    missing_sheets: tuple[str, ...]
    findings: tuple[Finding, ...]

    def problems(self, severity: Severity) -> int:
        """How many problems of this severity there are."""
        return sum(f.count for f in self.findings if f.severity == severity)


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, in a sentence or two. `kind` names the rule that found it."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of one return on one day. `file` is the file's name without its folder."""

    today: dt.date
    file: str
    urn: str
    school: str
    spec_id: str
    version: str
    title: str
    built_on: dt.date | None
    due_soon_days: int
    details: tuple[Detail, ...]
    progress: Progress
    destinations: tuple[Destinations, ...]
    quality: Quality
    next_steps: tuple[NextStep, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def keep_private(self) -> bool:
        """Whether publishing could tell something about a pupil who can be recognised."""
        return any(d.small_numbers or d.all_alike for d in self.destinations)


COUNT_NAMES = tuple(one.name for one in fields(Counts))
"""items, done, ... in the order of the Progress sheet, with `missing` in addition."""
