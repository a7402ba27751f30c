"""One round as the Hub sees it on one day: every school with what came from it, every file with its standing.

Enters: a Hub's folder, a round, the day. Leaves: a `Round`. Everything that is shown of a Hub starts here; what
only the round before shows is added in hub/comparison/round_comparison.py. Must not know: how anything is shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field, replace
from typing import Literal

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import RANK
from careers_workbook.figures.filled_in import NOTHING_FILLED_IN, UNCHANGED, FilledIn
from careers_workbook.hub.register.register import Listed, Register, read_register
from careers_workbook.hub.rounds.by_hand import NOTHING_BY_HAND, HandAnswer, HandAnswers, stored_with, without_workbook
from careers_workbook.hub.rounds.diary import Diary
from careers_workbook.hub.rounds.older_versions import in_todays_words
from careers_workbook.hub.rounds.return_selection import (
    SAME_AS_LAST_TIME,
    SENT_BEFORE,
    DecidedReturn,
    counted,
    of_unknown_spec,
    select_returns,
    with_gaps,
    without_merged,
)
from careers_workbook.hub.store.asked import context
from careers_workbook.hub.store.integrity import taken_out
from careers_workbook.hub.store.settings import HubSettings, RoundSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.returns.extraction.documents import TEXT_DOCUMENT
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.submission import SentSpec
from careers_workbook.spec.model import Spec
from careers_workbook.spec.years import in_year

SchoolState = Literal["in order", "look at", "put right", "unchanged", "blank", "not readable", "not returned"]
STATES: dict[SchoolState, str] = {
    "in order": "Returned, and nothing to put right.",
    "look at": "Returned, with something that somebody should look at.",
    "put right": "Returned, with answers that are lost until somebody puts them right.",
    "unchanged": "Came back with the answers of last time. It counts as returned once the school or you confirm it.",
    "blank": "Came back, but nothing is filled in. It counts as returned once something is.",
    "not readable": "Something came, but none of it could be read.",
    "not returned": "Nothing has come.",
}
"""What can be said of a school, from best to worst."""
RETURNED: tuple[SchoolState, ...] = ("in order", "look at", "put right")
"""How the schools stand that count as returned: what is blank or unchanged says nothing, and is in no figure."""
_OLD_NEWS = (SAME_AS_LAST_TIME, SENT_BEFORE)
_TAKEN_OUT = "It is not in the inbox any more."


@frozen
class SchoolRound:
    """One school in one round. `counts` is the return that counts, None if there is none; `others` the rest.

    The answers `by_hand` are in `counts` already; where there is none they stand for themselves.
    """

    listed: Listed
    counts: DecidedReturn | None
    others: tuple[DecidedReturn, ...] = ()
    by_hand: HandAnswers = NOTHING_BY_HAND

    @property
    def state(self) -> SchoolState:
        """In one word."""
        if self.counts is None:
            return "not readable" if self.others else "not returned"
        codes = self.counts.stored.codes
        if NOTHING_FILLED_IN in codes:
            return "blank"
        if UNCHANGED in codes or any(one.code in _OLD_NEWS for one in self.counts.more):
            return "unchanged"
        if self.problems("error"):
            return "put right"
        return "look at" if self.problems("warning") else "in order"

    @property
    def to_confirm(self) -> str:
        """What somebody has to say of the return, if anything: that it is as it was and right, or of this year."""
        if self.state == "unchanged":
            return "nothing has changed"
        is_old = self.counts is not None and self.state != "blank" and self.counts.is_last_years
        return "its answers are those of this year" if is_old else ""

    @property
    def is_text_document(self) -> bool:
        """Whether the school answered in one instead of the workbook."""
        return self.counts is not None and TEXT_DOCUMENT in self.counts.stored.codes

    @property
    def needs_workbook(self) -> bool:
        """Whether the school needs its workbook back: something is to be put right, or it answered in no workbook."""
        return self.state in ("put right", "blank") or self.is_text_document

    @property
    def holding_by_hand(self) -> tuple[HandAnswer, ...]:
        """What was written down and nothing has replaced since."""
        return self.counts.by_hand if self.counts else self.by_hand.answers

    @property
    def came(self) -> dt.date | None:
        """The day on which the return that counts was sent; None if there is none."""
        return self.counts.stored.came if self.counts else None

    @property
    def filled(self) -> FilledIn:
        """How much is filled in of the return that counts."""
        found = self.counts.stored.facts.filled if self.counts else FilledIn()
        return replace(found, statements=0) if self.state == "unchanged" else found

    def problems(self, severity: Severity) -> int:
        """How many problems of this severity the return that counts has."""
        if self.counts is None:
            return 0
        more = sum(finding.count for finding in self.counts.more if finding.severity == severity)
        return more + self.counts.stored.facts.problems[RANK[severity]]


@frozen
class Round:
    """Everything about one round on one day. `sent` is what was asked in workbooks that went out.

    `schools` are those expected, in the order of the register, then closed ones of which a return came all the same.
    `specs` are the Hub's spec and what it extends, newest first.
    """

    hub: HubSettings
    settings: RoundSettings
    today: dt.date
    specs: tuple[Spec, ...]
    sent: tuple[SentSpec, ...]
    register: Register
    files: tuple[DecidedReturn, ...]
    schools: tuple[SchoolRound, ...]
    diary: Diary = field(default_factory=Diary)

    @property
    def spec(self) -> Spec:
        """What is asked."""
        return self.specs[0]

    @property
    def stray(self) -> tuple[DecidedReturn, ...]:
        """Files that belong to no school that is known, but those that were dismissed."""
        return tuple(one for one in self.files if one.listed is None and one.decision != "dismissed")

    @property
    def excused(self) -> tuple[tuple[Listed, str], ...]:
        """The schools that the Hub has excused from this round and that sent nothing, each with the reason."""
        there = {school.listed.school.urn for school in self.schools}
        listed = (one for one in self.register.listed if not one.closed and one.school.urn not in there)
        return tuple((one, why) for one in listed if (why := self.diary.excused.get(one.school.urn)))

    @property
    def dismissed(self) -> tuple[DecidedReturn, ...]:
        """Files that nobody wants any more."""
        return tuple(one for one in self.files if one.decision == "dismissed")

    @property
    def expected(self) -> tuple[SchoolRound, ...]:
        """The schools of which a return is expected: not those that have closed."""
        return tuple(school for school in self.schools if not school.listed.closed)

    @property
    def came(self) -> tuple[SchoolRound, ...]:
        """The schools of which there is something to read: also those with a blank or an unchanged workbook."""
        return tuple(school for school in self.schools if school.counts)

    @property
    def returned(self) -> tuple[SchoolRound, ...]:
        """The schools of which a return counts that says something."""
        return tuple(school for school in self.came if school.state in RETURNED)

    def school(self, urn: str) -> SchoolRound | None:
        """The school of this URN, None where it is neither expected nor has sent anything."""
        return next((one for one in self.schools if one.listed.school.urn == urn), None)

    @property
    def days_left(self) -> int:
        """Days to the due date; below 0 when it has passed."""
        return (self.settings.due - self.today).days

    def due_of(self, urn: str) -> dt.date:
        """By when a school is to return: the day of the round, unless the Hub has given it another."""
        return self.diary.extended.get(urn, self.settings.due)

    def spec_of(self, school: SchoolRound) -> Spec:
        """The spec by which the answers of its return are named."""
        assert school.counts  # noqa: S101 - only asked of schools that returned
        return spec_of(school.counts.stored.submission, self.specs)


def load_round(
    folder: HubSettings, settings: RoundSettings, today: dt.date, seen_from: RoundSettings | None = None
) -> Round:
    """One round out of the store. SpecError or OutputError where register, spec or store cannot be used.

    Seen from a later round, what came from a school that goes on under another URN since is that one's.
    """
    known, day = context(folder, today), (seen_from or settings).due
    register = read_register(folder.register).on(day, today)
    files, diary = tuple[DecidedReturn, ...](), Diary.of(folder.folders["returns"], settings.name).going_on(register)
    if folder.store.exists():
        with Store(folder.store) as store:
            before = store.came_before(settings.name, [one.name for one in folder.rounds_before(settings)])
            came = (in_todays_words(one, known.carry_to) for one in store.fetched(settings.name))
            files = select_returns(came, register, known.carry_to[0], settings, diary, before)
        files = tuple(_deleted(files, folder))
    told = _Told(diary.by_hand, known.carry_to, settings)
    alone = tuple(told.alone(register, counted(files)))
    decided = tuple(without_merged((*files, *alone), register)) if alone else files
    files, alone = tuple(with_gaps([*map(told.added, decided[: len(files)])])), decided[len(files) :]
    schools = tuple(_schools(files, alone, register, diary.excused, told))
    return Round(folder, settings, today, known.carry_to, known.sent, register, files, schools, diary)


@frozen
class _Told:
    """What the Hub wrote down of schools' answers, by URN, on its way among their own."""

    by_hand: Mapping[str, HandAnswers]
    specs: tuple[Spec, ...]
    at: RoundSettings

    def of(self, listed: Listed) -> HandAnswers:
        """What was written down of a school."""
        return self.by_hand.get(listed.school.urn, NOTHING_BY_HAND)

    def added(self, one: DecidedReturn) -> DecidedReturn:
        """A file with what was written down, if it counts for a school of which something was."""
        told = self.of(one.listed) if one.listed and one.decision == "counts" else NOTHING_BY_HAND
        if not told.answers or of_unknown_spec(one.stored):
            return one
        spec = spec_of(one.stored.submission, self.specs)
        stored, held = stored_with(one.stored, told, spec, self.specs)
        return replace(one, stored=stored, own=one.stored, by_hand=held)

    def _asked(self, told: HandAnswers) -> Spec:
        """The newest checklist that its answers were written down by: what is newer it was not asked."""
        named = {one.spec for one in told.answers}
        return next((spec for spec in self.specs if f"{spec.id} {spec.version}" in named), self.specs[0])

    def alone(self, register: Register, returned: Collection[str]) -> Iterator[DecidedReturn]:
        """What stands for the returns of schools of which no file counts, and all was written down that they say."""
        for listed in register.listed:
            if (told := self.of(listed)).complete and listed.school.urn not in returned:
                spec = in_year(self._asked(told), self.at.year)
                bare = without_workbook(told, spec, listed.school, self.at)
                stored, held = stored_with(bare, told, spec, self.specs)
                stored, bare = (in_todays_words(some, self.specs) for some in (stored, bare))
                yield DecidedReturn(stored, listed, "counts", own=bare, by_hand=held)


def _deleted(files: tuple[DecidedReturn, ...], folder: HubSettings) -> Iterator[DecidedReturn]:
    """The files; one of nobody that somebody has taken out of the inbox is dismissed thereby."""
    gone = taken_out(folder, [one.stored.receipt.source for one in files if one.listed is None])
    for one in files:
        is_gone = one.listed is None and one.decision != "dismissed" and one.stored.receipt.source in gone
        yield replace(one, decision="dismissed", reason=_TAKEN_OUT) if is_gone else one


def _schools(
    files: Sequence[DecidedReturn],
    alone: Sequence[DecidedReturn],
    register: Register,
    excused: Collection[str],
    told: _Told,
) -> list[SchoolRound]:
    best, others = counted((*files, *alone)), defaultdict(list)
    for decided in files:
        if decided.listed and decided.decision not in ("counts", "dismissed"):
            others[decided.listed.school.urn].append(decided)
    every = [
        SchoolRound(one, best.get(urn), tuple(others[urn]), told.of(one))
        for one in sorted(register.listed, key=lambda listed: bool(listed.closed))
        for urn in (one.school.urn,)
    ]
    returned = {school.listed.school.urn for school in every if school.counts}
    expected = {one.school.urn for one in register.expected}
    return [one for one in every if _is_there(one, returned, excused, expected)]


def _is_there(
    school: SchoolRound, returned: AbstractSet[str], excused: Collection[str], expected: Collection[str]
) -> bool:
    """Whether a school is one of the round: what came of it is never left out, save of one that is closed."""
    one = school.listed
    if school.counts or one.closed:
        return school.counts is not None
    if school.others:
        return True
    return one.school.urn in expected and not (one.school.urn in excused or returned & set(one.awaited))
