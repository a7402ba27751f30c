"""Each school's workbook for a round, with the answers of its last return that counts.

Enters: a Hub's settings, a round of it, a day, schools. Leaves: a `Prefilled` a school, made from returns of that
school alone. Must not know: where a workbook is put, how it is sent.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from careers_workbook.blanks.page import Order
from careers_workbook.core.problems import Problem
from careers_workbook.core.school import School
from careers_workbook.hub.rollover.roll import CarriedWorkbook, next_year, same_year
from careers_workbook.hub.rounds.reminders import Situations
from careers_workbook.hub.rounds.reread import RereadReturn, reread
from careers_workbook.hub.rounds.rounds import Round, SchoolRound, load_round
from careers_workbook.hub.store.settings import HubSettings, RoundSettings
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import prefills

_NOT_CARRIED = frozenset({"blank", "not sure whose"})


@dataclass(frozen=True, slots=True)
class WantedWorkbooks:
    """What workbooks are made: of which spec (with what it extends, newest first), for what order.

    Without `leavers` they have no rows about young people. With `into_next_year` each is for the school year after that
    of its return; else for the year of the order, or of its return if that is later. `password` opens locked returns.
    """

    specs: tuple[Spec, ...]
    order: Order
    leavers: bool = False
    into_next_year: bool = False
    password: str | None = None


@dataclass(frozen=True, slots=True)
class LastReturn:
    """The return with which a school goes on, and the round in which it came."""

    found: Round
    school: SchoolRound


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What a school is sent. `carried` is its workbook with answers, None for a blank one.

    `of` is the round in which the answers came; `known` says why the return could not be read anew, `kept_back` why
    there is no workbook.
    """

    school: School
    carried: CarriedWorkbook | None = None
    of: RoundSettings | None = None
    known: tuple[Problem, ...] = ()
    kept_back: Problem | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it, or kept it back."""
        kept_back = (self.kept_back,) if self.kept_back else ()
        return (*kept_back, *(self.carried.problems if self.carried else ()))


def last_returns(
    hub: HubSettings, at: RoundSettings, today: dt.date, schools: Sequence[School]
) -> Mapping[str, LastReturn]:
    """By URN the return of this round that counts, else the newest of the rounds before.

    Never a blank one, nor one of which it is not sure that it is that school's.
    """
    found, wanted = dict[str, LastReturn](), {school.urn for school in schools}
    for one in reversed(hub.rounds[: hub.rounds.index(at) + 1]):
        if found.keys() >= wanted:
            break
        of_round = load_round(hub, one, today, at)
        situations = Situations.of(of_round)
        for school in of_round.came:
            urn = school.listed.school.urn
            if urn in wanted and situations.of_school(school) not in _NOT_CARRIED:
                found.setdefault(urn, LastReturn(of_round, school))
    return found


def prefilled(
    last: Mapping[str, LastReturn], schools: Sequence[School], wanted: WantedWorkbooks
) -> Iterator[Prefilled]:
    """One a school, in the order given."""
    with Worker() if last else contextlib.nullcontext() as worker:
        for school in schools:
            if one := last.get(school.urn):
                (read,) = reread(one.found, [one.school], wanted.password, wanted.specs, worker)
                yield _carried(school, one.found.settings, read, wanted)
            else:
                yield Prefilled(school)


def _carried(school: School, of: RoundSettings, read: RereadReturn, wanted: WantedWorkbooks) -> Prefilled:
    submission = read.submission
    if submission.unknown_spec:
        return Prefilled(school, of=of, known=read.known, kept_back=submission.unknown_spec)
    year = of.year if submission.school_year is None else submission.school_year
    spec = spec_of(submission, wanted.specs)
    submission = replace(_with_own_details(submission, read, spec), school=school.name, school_year=year)
    follow = next_year if wanted.into_next_year or year < wanted.order.year else same_year
    made = follow(submission, spec, wanted.order, school=school, leavers=wanted.leavers)
    return Prefilled(school, made, of, read.known)


def _with_own_details(submission: Submission, read: RereadReturn, spec: Spec) -> Submission:
    """Without the details of the school where they are another one's: the register knows better."""
    counts, urn, other = read.school.counts, read.school.listed.school.urn, prefills(spec)
    named = [str(a.value) for a in submission.answers if other.get(a.ref) == "urn" and a.value is not None]
    if (counts is None or counts.stored.submission.urn == submission.urn) and all(urn in text for text in named):
        return submission
    return replace(submission, answers=tuple(a for a in submission.answers if a.ref not in other))
