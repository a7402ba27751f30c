"""Which letter each school gets as it stands in a round, with what the letter is about.

Enters: a Round, the kind of letter that is wanted. Leaves: a `Reminder` a school, a Problem where its checklist is not
here. Must not know: what a letter says, templates, e-mails.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from careers_workbook.core.problems import Place, Problem
from careers_workbook.hub.rounds.reread import RereadReturn, reread
from careers_workbook.hub.rounds.return_selection import DecidedReturn, of_unknown_spec
from careers_workbook.hub.rounds.rounds import Round, SchoolRound, SchoolState
from careers_workbook.hub.store.stored_return import when

ReminderKind = Literal["not returned", "please fix", "thank you"]
REMINDERS: dict[SchoolState, ReminderKind] = {
    "not returned": "not returned",
    "not readable": "not returned",
    "put right": "please fix",
    "blank": "please fix",
    "look at": "thank you",
    "in order": "thank you",
}
"""What can be said of a school -> the letter that it gets."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One letter to a school. `original` is its return; without one, `last` is the file that came last, if any."""

    kind: ReminderKind
    school: SchoolRound
    original: RereadReturn | None = None
    last: DecidedReturn | None = None


def schools_to_remind(found: Round, only: ReminderKind | None) -> tuple[SchoolRound, ...]:
    """The schools that get a letter: of this kind, or of any."""
    return tuple(school for school in found.schools if only in (None, REMINDERS[school.state]))


def reminders(found: Round, only: ReminderKind | None, password: str | None) -> Iterator[Reminder | Problem]:
    """One for each school that gets a letter, in the order of the register."""
    schools = schools_to_remind(found, only)
    with contextlib.closing(reread(found, schools, password)) as originals:
        for school in schools:
            kind = REMINDERS[school.state]
            if school.counts is None:
                yield _without_return(kind, school)
                continue
            yield Reminder(kind, school, next(originals))


def _without_return(kind: ReminderKind, school: SchoolRound) -> Reminder | Problem:
    """A school that sent a workbook of a spec that is not here has done its part: it gets no letter."""
    last = max(school.others, key=lambda one: when(one.stored), default=None)
    if last and of_unknown_spec(last.stored):
        return Problem("HUB-072", Place(last.stored.receipt.source), {"reason": last.reason})
    return Reminder(kind, school, last=last)
