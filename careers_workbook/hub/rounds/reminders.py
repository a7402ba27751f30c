"""In which situation each school is in a round, which letter it gets for that, and what the letter is about.

One table says it all. Where a letter might not be true, none is written, and the Hub is told why. Enters: a Round, the
kind of letter that is wanted. Leaves: a `Reminder` a school, or the Problem that keeps it back. Must not know: what a
letter says, templates, e-mails.
"""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from typing import Literal, Self

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem
from careers_workbook.hub.rounds.reread import RereadReturn, reread
from careers_workbook.hub.rounds.return_selection import DecidedReturn, of_unknown_spec
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.rounds.school_identification import NAMED_AFTER_ANOTHER, Schools
from careers_workbook.hub.store.stored_return import when

ReminderKind = Literal["not returned", "please send again", "please confirm", "please fix", "thank you"]
Situation = Literal[
    "in order", "look at", "put right", "unchanged", "blank", "last year's", "not readable", "not returned",
    "not sure whose", "not opened", "spec not here",
]  # fmt: skip
REMINDERS: dict[Situation, ReminderKind | None] = {
    "in order": "thank you",
    "look at": "thank you",
    "put right": "please fix",
    "unchanged": "please confirm",
    "blank": "please send again",
    "last year's": "please send again",
    "not readable": "please send again",
    "not returned": "not returned",
    "not sure whose": None,
    "not opened": None,
    "spec not here": None,
}
"""What can be said of a school -> the letter that it gets. No letter: the Hub has to act first, not the school.

not sure whose: something came that may be from it; not opened: nothing could read on this computer what came, or its
original is gone; spec not here: it answered a checklist that the Hub does not have.
"""
_NOT_OPENED = frozenset({"FILE-011", "FILE-039", "FILE-060", "FILE-061", "HUB-026"})
"""Why nobody knows what is in a file, whatever it is like."""


@frozen
class Reminder:
    """One letter to a school. `original` is its return; without one, `last` is the file that came last, if any."""

    kind: ReminderKind
    situation: Situation
    school: SchoolRound
    original: RereadReturn | None = None
    last: DecidedReturn | None = None


@frozen
class Situations:
    """The situation of every school of a round. `doubtful` are files that may be from a school, by its URN."""

    found: Round
    doubtful: Mapping[str, DecidedReturn] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Round) -> Self:
        """Look at all files of which it is not sure whose they are."""
        schools, doubtful = Schools(found.register), dict[str, DecidedReturn]()
        for one in found.files:
            if one.listed is None or any(finding.code == NAMED_AFTER_ANOTHER for finding in one.more):
                for listed in schools.perhaps_of(one.stored, found.spec):
                    doubtful.setdefault(listed.school.urn, one)
        return cls(found, doubtful)

    def of_school(self, school: SchoolRound) -> Situation:
        """In one word."""
        doubt, counts = self.doubtful.get(school.listed.school.urn), school.counts
        if doubt and counts in (None, doubt):
            return "not sure whose"
        if counts is None:
            return _without_return(school)
        state = school.state
        if state != "blank" and counts.is_last_years:
            return "last year's"
        assert state not in ("not readable", "not returned")  # noqa: S101 - a return counts
        return state

    def letter(self, school: SchoolRound) -> ReminderKind | None:
        """The letter that a school gets, None if the Hub has to act first."""
        return REMINDERS[self.of_school(school)]

    def kept_back(self, school: SchoolRound) -> Problem:
        """Why a school gets no letter."""
        if self.of_school(school) == "not sure whose":
            doubt, who = self.doubtful[school.listed.school.urn], school.listed.school
            shown = {"name": who.name, "urn": who.urn, "reason": doubt.reason or _doubt(doubt)}
            return Problem("HUB-075", Place(doubt.stored.receipt.source), shown)
        last = _last(school)
        assert last  # noqa: S101 - else nothing would keep it back
        code = "HUB-072" if of_unknown_spec(last.stored) else "HUB-076"
        return Problem(code, Place(last.stored.receipt.source), {"reason": last.reason})

    @property
    def of_nobody(self) -> tuple[DecidedReturn, ...]:
        """Files that may be from any school: nothing in them or in their names says from which."""
        ones = [id(one) for one in self.doubtful.values()]
        return tuple(one for one in self.found.stray if id(one) not in ones)


def schools_to_remind(
    found: Round, only: ReminderKind | None, urns: Collection[str] | None = None
) -> tuple[SchoolRound, ...]:
    """The schools that get a letter of this kind, or of any; and with those, the ones that the Hub has to act for.

    Of one that has closed since nobody is left to write to. `urns` are those that are wanted; None are all.
    """
    situations = Situations.of(found)
    there = (school for school in found.schools if not school.listed.closed_later)
    wanted = (school for school in there if urns is None or school.listed.school.urn in urns)
    return tuple(school for school in wanted if only in (None, situations.letter(school)))


def reminders(
    found: Round, only: ReminderKind | None, password: str | None, urns: Collection[str] | None = None
) -> Iterator[Reminder | Problem]:
    """One for each school that gets a letter, in the order of the register."""
    situations, schools = Situations.of(found), schools_to_remind(found, only, urns)
    to_read = [school for school in schools if school.counts and situations.letter(school)]
    with contextlib.closing(reread(found, to_read, password)) as originals:
        for school in schools:
            kind, situation = situations.letter(school), situations.of_school(school)
            if kind is None:
                yield situations.kept_back(school)
            elif school.counts is None:
                yield Reminder(kind, situation, school, last=_last(school))
            else:
                yield Reminder(kind, situation, school, next(originals))


def _without_return(school: SchoolRound) -> Situation:
    last = _last(school)
    if last is None:
        return "not returned"
    if of_unknown_spec(last.stored):
        return "spec not here"
    return "not opened" if last.stored.codes & _NOT_OPENED else "not readable"


def _last(school: SchoolRound) -> DecidedReturn | None:
    return max(school.others, key=lambda one: when(one.stored), default=None)


def _doubt(one: DecidedReturn) -> str:
    return next(finding.message for finding in one.more if finding.code == NAMED_AFTER_ANOTHER)
