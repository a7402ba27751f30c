"""One return as the checks see it: its answers, sorted by what they are about.

Enters: answers, the spec, what the workbook says about itself, what the caller knows. Leaves: items, leavers, details.
Must not know: grids, files, what is right or wrong.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.about import About
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.model import CompletedGroup, Spec
from careers_workbook.spec.status import ROLES, completed_groups, has_status


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Case:
    """One return. `urns` are all that the workbook names, `own_rows` how many rows the school added.

    `missing_sheets` are the spec's titles of sheets that are not in the file.
    """

    answers: tuple[Answer, ...]
    spec: Spec
    about: About = field(default_factory=About)
    urns: tuple[str, ...] = ()
    own_rows: int = 0
    context: Context = field(default_factory=Context)
    missing_sheets: tuple[str, ...] = ()

    def items(self) -> Iterator[ItemAnswers]:
        """Every item of every checklist that has a Status."""
        groups = {s.title: completed_groups(self.spec, s) for s in self.spec.checklists() if has_status(s)}
        rows = groupby((a for a in self.answers if a.sheet in groups), key=lambda a: (a.sheet, a.ref))
        for (sheet, _), answers in rows:
            row = {answer.column_id: answer for answer in answers}
            action, deadline, review, completed = (row[role] for role in ROLES)
            yield ItemAnswers(action, deadline, review, completed, groups[sheet].get(str(completed.value)))

    def leavers(self) -> Iterator[tuple[str, dict[str, Answer]]]:
        """Each tracker row that holds something: its sheet, its answers by column id."""
        tracked = (answer for answer in self.answers if answer.kind == "tracker")
        for (sheet, _), answers in groupby(tracked, key=lambda a: (a.sheet, a.ref)):
            yield sheet, {answer.column_id: answer for answer in answers}

    def field(self, field_id: str) -> Answer | None:
        """The answer of the form field with this id."""
        return self._form_answer({f.ref for form in self.spec.forms() for f in form.fields if f.id == field_id})

    def detail(self, prefill: str) -> Answer | None:
        """The answer of the form field that is prefilled with this fact about the school."""
        return self._form_answer({f.ref for form in self.spec.forms() for f in form.fields if f.prefill == prefill})

    def _form_answer(self, refs: set[str]) -> Answer | None:
        return next((a for a in self.answers if a.kind == "form" and a.ref in refs), None)

    @property
    def sent_on(self) -> dt.date | None:
        """The day on which the workbook was made."""
        return self.about.built_on
