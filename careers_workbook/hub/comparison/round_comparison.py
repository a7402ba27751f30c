"""A round beside the round before: its returns carried over to the Hub's spec, and what only the comparison shows.

Enters: the settings of a Hub, those of a round, the day; or two Rounds. Leaves: a `ComparedRound`, in whose round each
such finding stands at the return that counts, so that every command says the same of a school. It is made once and
passed on. What was found is kept in the store: as long as nothing has changed that it was worked out from, the round
before is loaded only for who asks about it. Must not know: how it is shown.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

from careers_workbook import __version__
from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import sha256_of
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.comparison.changes import Comparison, compare
from careers_workbook.hub.rounds.diary import Diary
from careers_workbook.hub.rounds.migrated import MigratedReturn, migrated, migrated_returns
from careers_workbook.hub.rounds.return_selection import SAME_AS_LAST_TIME
from careers_workbook.hub.rounds.rounds import Round, SchoolRound, load_round
from careers_workbook.hub.store.remembered import StoreState, as_it_is
from careers_workbook.hub.store.settings import HubSettings, RoundSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.spec.load import files as files_of_spec

_COMPARED_BY = f"{__version__}/3"
"""Another version of the program may find something else."""
_Found = Mapping[str, tuple[Finding, ...]]
"""What was found of schools, by URN."""


@frozen
class BothRounds:
    """Two rounds side by side. `before` and `comparison` are None where nothing was returned in a round before.

    `readings` are the returns that count, carried over to the Hub's spec.
    """

    before: Round | None
    readings: tuple[MigratedReturn, ...]
    comparison: Comparison | None


@frozen(slots=False)
class ComparedRound:
    """`round` with all findings; `compare` puts it beside the one before, when somebody asks.

    `known_by` is another one after every change of what the comparison comes of; "" where there is nothing to compare.
    """

    round: Round
    compare: Callable[[], BothRounds]
    known_by: str = ""

    @cached_property
    def _both(self) -> BothRounds:
        return self.compare()

    @property
    def before(self) -> Round | None:
        """The round before; None if there is none of which anything was returned."""
        return self._both.before

    @property
    def readings(self) -> tuple[MigratedReturn, ...]:
        """The returns that count, carried over to the Hub's spec."""
        return self._both.readings

    @property
    def comparison(self) -> Comparison | None:
        """How they differ from those before; None if there were none."""
        return self._both.comparison


def compare_round(now: Round, before: Round | None) -> ComparedRound:
    """Carry over, compare, and note what was found at the files that it was found in."""
    noted = _noted(now, _found(now, before))
    return ComparedRound(noted, lambda: _both(noted, before))


def load_compared(hub: HubSettings, settings: RoundSettings, today: dt.date) -> ComparedRound:
    """A round out of the store, compared with the one before it if anything was returned in that."""
    return beside_the_one_before(load_round(hub, settings, today))


def beside_the_one_before(now: Round, *, keep: bool = False) -> ComparedRound:
    """The same of a round that is here already; what is found can be kept, by who may write into the store."""
    found, known_by = _known_or_found(now, keep=keep)
    noted = _noted(now, found)  # of `now` nothing stays besides
    return ComparedRound(noted, lambda: _both(noted, _earlier(noted)), known_by)


def _earlier(now: Round) -> Round | None:
    """The round before, if anything was returned in it."""
    earlier = now.hub.before(now.settings)
    before = load_round(now.hub, earlier, now.today, now.settings) if earlier else None
    return before if before and before.returned else None


def _known_or_found(now: Round, *, keep: bool) -> tuple[_Found, str]:
    """What the comparison shows, and what that is known by."""
    earlier = now.hub.before(now.settings)
    if earlier is None or not now.hub.store.exists():
        return _found(now, _earlier(now)), ""
    with Store(now.hub.store) as store:
        known_by = _known_by(now, earlier, store)
        kept = store.compared(now.settings.name, known_by)
    if kept is not None:
        return kept, known_by
    if not keep and (seen := _SEEN.get(known_by)) is not None:
        return seen, known_by
    found = _found(now, _earlier(now))
    _SEEN.clear()
    _SEEN[known_by] = found
    if keep:
        with Store(now.hub.store, write=True) as store:
            store.keep_compared(now.settings.name, known_by, found)
    return found, known_by


def _known_by(now: Round, earlier: RoundSettings, store: Store) -> str:
    """Characters that change with anything of which the comparison comes."""
    hub, marks = now.hub, hashlib.sha256(_COMPARED_BY.encode())
    for path in (hub.register, *files_of_spec(hub.spec)):
        marks.update(sha256_of(path))
    diaries = now.diary, Diary.of(hub.folders["returns"], earlier.name)
    told = ((sorted(one.confirmed), one.dismissed, one.excused, one.by_hand) for one in diaries)
    rounds = now.settings, earlier
    again = (store.came_before(one.name, [other.name for other in hub.rounds_before(one)]) for one in rounds)
    files = _mark_of_files(store, (now.settings.name, earlier.name))
    for one in itertools.chain(rounds, told, (sorted(one.items()) for one in again), [files]):
        marks.update(f"{one!r}\n".encode("utf-8", "surrogatepass"))
    return marks.hexdigest()


_SEEN: dict[str, _Found] = {}
"""What was found last by who may not keep it in the store: they look at one page after the other."""
_LAST: dict[tuple[StoreState, tuple[str, str]], str] = {}
"""The mark that was made last: who looks at one page after the other asks for it with each."""


def _mark_of_files(store: Store, names: tuple[str, str]) -> str:
    """Characters that change with anything that the store knows of the files of these rounds."""
    state = as_it_is(store.path)
    if state and (known := _LAST.get((state, names))):
        return known
    marks = hashlib.sha256()
    for one in store.contents_of(names):
        marks.update(f"{one!r}\n".encode("utf-8", "surrogatepass"))
    if state and state == as_it_is(store.path):  # else another command has changed something while it was read
        _LAST.clear()
        _LAST[state, names] = marks.hexdigest()
    return marks.hexdigest()


def _found(now: Round, before: Round | None) -> _Found:
    """What is found of schools whose returns are carried over and compared, one after the other."""
    then = {school.listed.school.urn: school for school in before.returned} if before else {}
    found = dict[str, tuple[Finding, ...]]()
    for school in now.returned:
        urn, reading = school.listed.school.urn, migrated(now, school, now.specs, now.today)
        was = [migrated(before, then.pop(urn), now.specs, now.today)] if before and urn in then else []
        more = (finding for one in compare(was, [reading]).compared for finding in one.findings)
        confirmed = urn in now.diary.confirmed
        said = (*reading.findings, *(f for f in more if not (confirmed and f.code == SAME_AS_LAST_TIME)))
        found |= {urn: said} if said else {}
    for school in then.values():  # whoever returned nothing now: what nobody can carry over is said all the same
        migrated(before, school, now.specs, now.today) if before else None
    return found


def _both(now: Round, before: Round | None) -> BothRounds:
    """Of a round in which all that is found is noted: the answers of last time do not count as returned."""
    read = migrated_returns(now, now.specs, now.today)
    was = migrated_returns(before, now.specs, now.today) if before else ()
    return BothRounds(before, read, compare(was, read) if before else None)


def _noted(now: Round, found: _Found) -> Round:
    """The round with more findings at the return that counts, by URN."""
    schools = tuple(_with(school, found.get(school.listed.school.urn, ())) for school in now.schools)
    both = zip(now.schools, schools, strict=True)
    noted = {id(old.counts): new.counts for old, new in both if new.counts and new is not old}
    return replace(now, schools=schools, files=tuple(noted.get(id(one), one) for one in now.files))


def _with(school: SchoolRound, more: tuple[Finding, ...]) -> SchoolRound:
    counts = school.counts
    return replace(school, counts=replace(counts, more=(*counts.more, *more))) if counts and more else school
