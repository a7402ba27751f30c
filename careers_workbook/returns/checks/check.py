"""What a check is, and what it may look at: one return that was read, and what is known besides.

A check is a generator function under `@check` with the codes that it may give; `checks.py` lists them all. Enters: a
Submission, its spec, what the caller knows. Leaves: its items, leavers and details, sorted for the checks.
Must not know: grids, files, what is right or wrong.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import groupby

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Problem
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.model import CompletedGroup, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.sheets.counts import is_counted
from careers_workbook.spec.sheets.leavers import LeaversSheet
from careers_workbook.spec.status import ROLES

_PREFILLS = 256
"""Facts about schools, of a few specs, of which it is kept where they stand."""


@frozen
class ItemAnswers:
    """The four answers of one item that has a Status; `completed_as` is None if blank or unreadable."""

    action: Answer
    deadline: Answer
    review: Answer
    completed: Answer
    completed_as: CompletedGroup | None

    @property
    def is_open(self) -> bool:
        """Whether something may still have to be done."""
        return self.completed_as not in ("done", "not applicable")

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands beside Action completed."""
        return self.action.state == self.deadline.state == self.review.state == "blank"


@frozen(slots=False)
class CheckInput:
    """One return.

    Known only while the file itself is at hand: `urns`, all that it names; `holds_more`, whether any cell holds what
    was neither sent nor asked for; `carried`, the sheets that were sent with answers; whether all are `unchanged`.
    """

    submission: Submission
    spec: Spec
    context: Context
    urns: tuple[str, ...] = ()
    holds_more: bool = False
    carried: frozenset[str] = frozenset()
    unchanged: bool = False

    @property
    def answers(self) -> Sequence[Answer]:
        """The answers, in the order of the spec."""
        return self.submission.answers

    @cached_property
    def items(self) -> Sequence[ItemAnswers]:
        """Every item of every checklist that has a Status."""
        return tuple(self._items())

    def _items(self) -> Iterator[ItemAnswers]:
        groups = {s.title: completed_groups(self.spec, s) for s in self.spec.of(ChecklistSheet) if has_status(s)}
        rows = groupby((a for a in self.answers if a.sheet in groups), key=lambda a: (a.sheet, a.ref))
        for (sheet, _), answers in rows:
            row = {answer.column_id: answer for answer in answers}
            action, deadline, review, completed = (row[role] for role in ROLES)
            yield ItemAnswers(action, deadline, review, completed, groups[sheet].get(str(completed.value)))

    @cached_property
    def leavers(self) -> Sequence[tuple[str, dict[str, Answer]]]:
        """Each row of a leaver that holds something: its sheet, its answers by column id."""
        return tuple(self._leavers())

    def _leavers(self) -> Iterator[tuple[str, dict[str, Answer]]]:
        titles = {sheet.title for sheet in self.spec.of(LeaversSheet) if not is_counted(sheet)}
        rows = (answer for answer in self.answers if answer.sheet in titles)
        for (sheet, _), answers in groupby(rows, key=lambda a: (a.sheet, a.ref)):
            yield sheet, {answer.column_id: answer for answer in answers}

    def field(self, field_id: str) -> Answer | None:
        """The answer of the row whose own question has this id."""
        return self._of({row.ref for _, row, question in self.spec.asked_by_row() if question.id == field_id})

    def detail(self, prefill: str) -> Answer | None:
        """The answer of the row that is prefilled with this fact about the school."""
        return self._of(_prefilled(self.spec, prefill))

    def _of(self, refs: set[str]) -> Answer | None:
        return next((answer for answer in self.answers if answer.ref in refs), None)


@kept(_PREFILLS)
def _prefilled(spec: Spec, prefill: str) -> set[str]:
    return {row.ref for _, row, _ in spec.asked_by_row() if row.prefill == prefill}


@frozen
class Check:
    """One rule and every code that it may give. `compares` if it needs nothing but answers and what is known besides.

    Such a rule can be asked again, of a return that was read before, when more is known.
    """

    rule: Callable[[CheckInput], Iterator[Problem]]
    codes: frozenset[str]
    compares: bool

    def __call__(self, returned: CheckInput) -> Iterator[Problem]:
        """What the rule finds."""
        return self.rule(returned)


def check(*codes: str, compares: bool = False) -> Callable[[Callable[[CheckInput], Iterator[Problem]]], Check]:
    """Makes a check of a generator of problems. A rule that needs what the caller does not know says nothing."""
    return lambda rule: Check(rule, frozenset(codes), compares)
