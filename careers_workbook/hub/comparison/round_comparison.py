"""A round beside the round before: its returns carried over to the Hub's spec, and what only the comparison shows.

Enters: the settings of a Hub, those of a round, the day; or two Rounds. Leaves: a `ComparedRound`, in whose round each
such finding stands at the return that counts, so that every command says the same of a school. It is made once and
passed on. Must not know: how it is shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from careers_workbook.figures.quality import Finding
from careers_workbook.hub.comparison.changes import Comparison, compare
from careers_workbook.hub.rounds.migrated import MigratedReturn, migrated_returns
from careers_workbook.hub.rounds.return_selection import SAME_AS_LAST_TIME
from careers_workbook.hub.rounds.rounds import Round, SchoolRound, load_round
from careers_workbook.hub.store.settings import HubSettings, RoundSettings


@dataclass(frozen=True, slots=True)
class ComparedRound:
    """`round` with all findings, its returns carried over to the Hub's spec, and how they differ from those before.

    `before` and `comparison` are None where there is no round before of which anything was returned.
    """

    round: Round
    before: Round | None
    readings: tuple[MigratedReturn, ...]
    comparison: Comparison | None


def compare_round(now: Round, before: Round | None) -> ComparedRound:
    """Carry over, compare, and note what was found at the files that it was found in."""
    read = migrated_returns(now, now.specs, now.today)
    was = migrated_returns(before, now.specs, now.today) if before else ()
    comparison = compare(was, read) if before else None
    found: dict[str, tuple[Finding, ...]] = defaultdict(tuple)
    for reading in read:
        found[reading.urn] += reading.findings
    for school in comparison.compared if comparison else ():
        confirmed = school.now.urn in now.diary.confirmed
        found[school.now.urn] += tuple(f for f in school.findings if not (confirmed and f.code == SAME_AS_LAST_TIME))
    noted = _noted(now, found)
    by_urn = {school.listed.school.urn: school for school in noted.returned}
    counting = tuple(replace(one, school=by_urn[one.urn]) for one in read if one.urn in by_urn)
    if comparison and len(counting) < len(read):  # the answers of last time do not count as returned
        comparison = compare(was, counting)
    return ComparedRound(noted, before, counting, comparison)


def load_compared(hub: HubSettings, settings: RoundSettings, today: dt.date) -> ComparedRound:
    """A round out of the store, compared with the one before it if anything was returned in that."""
    return beside_the_one_before(load_round(hub, settings, today))


def beside_the_one_before(now: Round) -> ComparedRound:
    """The same of a round that is here already."""
    earlier = now.hub.before(now.settings)
    before = load_round(now.hub, earlier, now.today, now.settings) if earlier else None
    return compare_round(now, before if before and before.returned else None)


def _noted(now: Round, found: Mapping[str, tuple[Finding, ...]]) -> Round:
    """The round with more findings at the return that counts, by URN."""
    schools = tuple(_with(school, found.get(school.listed.school.urn, ())) for school in now.schools)
    noted = {id(old.counts): new.counts for old, new in zip(now.schools, schools, strict=True) if new.counts}
    return replace(now, schools=schools, files=tuple(noted.get(id(one), one) for one in now.files))


def _with(school: SchoolRound, more: tuple[Finding, ...]) -> SchoolRound:
    counts = school.counts
    return replace(school, counts=replace(counts, more=(*counts.more, *more))) if counts and more else school
