"""Each school's workbook for a round, with the answers of its last return that counts.

Enters: a Hub's settings, a round of it, a day, schools. Leaves: a `Prefilled` a school, made from returns of that
school alone. Must not know: where a workbook is put, how it is sent.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from careers_workbook.blanks.page import Order
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.school import School
from careers_workbook.hub.rollover.roll import CarriedWorkbook, Recipient, next_year, same_year
from careers_workbook.hub.rounds.by_hand import (
    NOTHING_BY_HAND,
    HandAnswer,
    is_without_workbook,
    stored_with,
    without_workbook,
)
from careers_workbook.hub.rounds.reminders import Situations
from careers_workbook.hub.rounds.reread import RereadReturn, reread
from careers_workbook.hub.rounds.return_selection import DecidedReturn
from careers_workbook.hub.rounds.rounds import Round, SchoolRound, load_round
from careers_workbook.hub.store.settings import HubSettings, RoundSettings
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import prefills
from careers_workbook.spec.years import in_year

_NOT_CARRIED = frozenset({"blank", "not sure whose"})


@frozen
class WantedWorkbooks:
    """What workbooks are made: of which spec (with what it extends, newest first), for what order.

    Without `leavers` they have no rows about young people. With `into_next_year` each is for the school year after that
    of its return; else for the year of the order, or of its return if that is later. `password` opens locked returns.
    `days`: URN -> another day by which its workbook is due.
    """

    specs: tuple[Spec, ...]
    order: Order
    leavers: bool = False
    into_next_year: bool = False
    password: str | None = None
    days: Mapping[str, dt.date] = field(default_factory=dict)

    def order_for(self, urn: str) -> Order:
        """The order of one school's workbook."""
        return replace(self.order, due=self.days.get(urn, self.order.due))


@frozen
class LastReturn:
    """The return with which a school goes on, and the round in which it came.

    `later` is what the Hub wrote down in rounds since, in which nothing came: newest last.
    """

    found: Round
    school: SchoolRound
    later: tuple[HandAnswer, ...] = ()


@frozen
class Prefilled:
    """What a school is sent. `carried` is its workbook with answers, None for a blank one.

    `of` is the round in which the answers came; `known` says why the return could not be read anew, `kept_back` why
    there is no workbook. `apart` are the URNs of schools that it follows, whose answers stay their own.
    """

    school: School
    carried: CarriedWorkbook | None = None
    of: RoundSettings | None = None
    known: tuple[Problem, ...] = ()
    kept_back: Problem | None = None
    apart: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it, or kept it back."""
        kept_back = (self.kept_back,) if self.kept_back else ()
        return (*kept_back, *(self.carried.problems if self.carried else ()))


def last_returns(
    hub: HubSettings, at: RoundSettings, today: dt.date, schools: Sequence[School]
) -> Mapping[str, LastReturn]:
    """By URN the return of this round that counts, else the newest of the rounds before.

    Never a blank one, nor one of which it is not sure that it is that school's. Where there is none, and something was
    written down, a workbook in which nothing is filled in.
    """
    found, wanted = dict[str, LastReturn](), {school.urn for school in schools}
    later = dict[str, LastReturn]()
    for one in reversed(hub.rounds[: hub.rounds.index(at) + 1]):
        if found.keys() >= wanted:
            break
        of_round = load_round(hub, one, today, at)
        situations = Situations.of(of_round)
        for school in of_round.schools:
            urn = school.listed.school.urn
            if urn not in wanted or urn in found:
                continue
            since = later.get(urn, LastReturn(of_round, school))
            if school.counts and situations.of_school(school) not in _NOT_CARRIED:
                found[urn] = LastReturn(of_round, school, since.later)
            elif told := school.holding_by_hand:
                later[urn] = replace(since, later=(*told, *since.later))
    return {urn: _alone(one) for urn, one in later.items() if urn not in found} | found


def _alone(one: LastReturn) -> LastReturn:
    """All that is known of the school was written down."""
    listed, at = one.school.listed, one.found.settings
    bare = without_workbook(NOTHING_BY_HAND, in_year(one.found.spec, at.year), listed.school, at)
    return replace(one, school=replace(one.school, counts=DecidedReturn(bare, listed, "counts")))


def prefilled(
    last: Mapping[str, LastReturn],
    schools: Sequence[School],
    wanted: WantedWorkbooks,
    apart: Mapping[str, tuple[str, ...]],
) -> Iterator[Prefilled]:
    """One a school, in the order given. `apart`: URN -> the schools that it follows whose answers stay their own."""
    with Worker() if last else contextlib.nullcontext() as worker:
        for school in schools:
            if one := last.get(school.urn):
                (read,) = reread(one.found, [one.school], wanted.password, wanted.specs, worker)
                yield _carried(school, one, read, wanted)
            else:
                yield Prefilled(school, apart=apart.get(school.urn, ()))


def _carried(school: School, last: LastReturn, read: RereadReturn, wanted: WantedWorkbooks) -> Prefilled:
    submission, of = read.submission, last.found.settings
    if submission.unknown_spec:
        return Prefilled(school, of=of, known=read.known, kept_back=submission.unknown_spec)
    if read.school.counts and is_without_workbook(read.school.counts.stored):
        submission = replace(
            submission, missing_sheets=()
        )  # it says that nobody knows of leavers, not that they are gone
    counts, own = read.school.counts, submission.school_year
    year = of.year if own is None or (counts and counts.is_of_this_year) else own
    spec = spec_of(submission, wanted.specs)
    submission = replace(_with_own_details(submission, read, spec), school=school.name, school_year=year)
    follow = next_year if wanted.into_next_year or year < wanted.order.year else same_year
    later = _later(last, wanted)
    made = follow(submission, spec, wanted.order_for(school.urn), Recipient(school, wanted.leavers, later))
    return Prefilled(school, made, of, read.known)


def _later(last: LastReturn, wanted: WantedWorkbooks) -> tuple[Answer, ...]:
    """What was written down since the return, as answers to the new workbook."""
    told = NOTHING_BY_HAND
    for one in last.later:
        told = told.with_answer(one)
    spec, at = in_year(wanted.specs[0], wanted.order.year), last.found.settings
    bare = without_workbook(told, spec, last.school.listed.school, at)
    merged = stored_with(bare, told, spec, wanted.specs)[0] if told.answers else bare
    return tuple(answer for answer in merged.submission.answers if answer.by_hand and answer.value is not None)


def _with_own_details(submission: Submission, read: RereadReturn, spec: Spec) -> Submission:
    """Without the details of the school where they are another one's: the register knows better."""
    counts, urn, other = read.school.counts, read.school.listed.school.urn, prefills(spec)
    named = [str(a.value) for a in submission.answers if other.get(a.ref) == "urn" and a.value is not None]
    if (counts is None or counts.stored.submission.urn == submission.urn) and all(urn in text for text in named):
        return submission
    return replace(submission, answers=tuple(a for a in submission.answers if a.ref not in other))
