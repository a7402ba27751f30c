"""A round with what only the comparison with the round before shows: the same answers, cohorts that changed.

Enters: a Hub's folder, a collection, the day; or two Rounds. Leaves: a Round in which each such finding
stands at the return that counts, so that every command says the same of a school. Must not know: how it is shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from careers_workbook.figures.quality import Finding
from careers_workbook.hub.comparison.changes import Comparison, compare
from careers_workbook.hub.rounds.migrated import Reading, readings
from careers_workbook.hub.rounds.return_selection import Judged
from careers_workbook.hub.rounds.rounds import Round, load_round
from careers_workbook.hub.store.settings import Collection, HubFolder


@dataclass(frozen=True, slots=True)
class Across:
    """`round` with all findings, its returns carried over to the Hub's spec, and how they differ from those before.

    `comparison` is None where there is no collection before.
    """

    round: Round
    readings: tuple[Reading, ...]
    comparison: Comparison | None


def look_across(now: Round, before: Round | None) -> Across:
    """Carry over, compare, and note what was found at the files that it was found in. Twice does no harm."""
    read = readings(now, now.specs, now.today)
    comparison = compare(readings(before, now.specs, now.today), read) if before else None
    found: dict[str, tuple[Finding, ...]] = defaultdict(tuple)
    for reading in read:
        found[reading.urn] += reading.findings
    for school in comparison.compared if comparison else ():
        found[school.now.urn] += school.findings
    noted = _noted(now, found)
    by_urn = {school.listed.school.urn: school for school in noted.schools}
    return Across(noted, tuple(replace(one, school=by_urn[one.urn]) for one in read), comparison)


def load_both(folder: HubFolder, collection: Collection, today: dt.date) -> tuple[Round, Round | None]:
    """A collection with all findings, and the one before it if anything was returned in that."""
    now, earlier = load_round(folder, collection, today), folder.before(collection)
    before = load_round(folder, earlier, today) if earlier else None
    before = before if before and before.returned else None
    return look_across(now, before).round, before


def _noted(now: Round, found: Mapping[str, tuple[Finding, ...]]) -> Round:
    """The round with more findings at the return that counts, by URN."""
    more: dict[int, Judged] = {}
    schools = []
    for school in now.schools:
        known = school.counts.more if school.counts else ()
        findings = tuple(finding for finding in found[school.listed.school.urn] if finding not in known)
        if school.counts and findings:
            more[id(school.counts)] = replace(school.counts, more=(*known, *findings))
            schools.append(replace(school, counts=more[id(school.counts)]))
        else:
            schools.append(school)
    return replace(now, schools=tuple(schools), files=tuple(more.get(id(one), one) for one in now.files))
