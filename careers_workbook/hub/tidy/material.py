"""What the tables are made from: a round whose returns have been carried over and compared with those before.

Enters: a Round, the one before it or None. Leaves: a `Material`, its round with the findings that only this shows.
Must not know: tables, columns.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from careers_workbook.figures.records import Finding
from careers_workbook.hub.carried import Reading, readings
from careers_workbook.hub.changes import Comparison, compare
from careers_workbook.hub.rounds import Round
from careers_workbook.hub.standing import Judged
from careers_workbook.hub.withheld import Leavers

Row = dict[str, object]
"""One row of a table by column name; a value that is not there is None, or left out."""


@dataclass(frozen=True, slots=True)
class Material:
    """`comparison` is None where there is no collection before. `internal`: for the Hub's own eyes only."""

    round: Round
    readings: tuple[Reading, ...]
    comparison: Comparison | None
    leavers: Leavers
    internal: bool

    def findings(self, judged: Judged) -> tuple[Finding, ...]:
        """What was found in a file, as the readers of these tables may see it."""
        if self.internal:
            return judged.findings
        titles = self.leavers.titles_in(judged.filed)
        return tuple(self.leavers.shown(finding, titles) for finding in judged.findings)


def prepare(now: Round, before: Round | None, *, internal: bool) -> Material:
    """Carry over, compare, and note what was found at the files that it was found in."""
    read = readings(now, now.specs, now.today)
    comparison = compare(readings(before, now.specs, now.today), read) if before else None
    found: dict[str, tuple[Finding, ...]] = defaultdict(tuple)
    for reading in read:
        found[reading.urn] += reading.findings
    for school in comparison.compared if comparison else ():
        found[school.now.urn] += school.findings
    noted = _noted(now, found)
    by_urn = {school.listed.school.urn: school for school in noted.schools}
    read = tuple(replace(reading, school=by_urn[reading.urn]) for reading in read)
    return Material(noted, read, comparison, Leavers.of((*now.specs, *(one.spec for one in read))), internal)


def _noted(now: Round, found: Mapping[str, tuple[Finding, ...]]) -> Round:
    """The round with more findings at the return that counts, by URN."""
    more: dict[int, Judged] = {}
    schools = []
    for school in now.schools:
        findings = found[school.listed.school.urn]
        if school.counts and findings:
            more[id(school.counts)] = replace(school.counts, more=(*school.counts.more, *findings))
            schools.append(replace(school, counts=more[id(school.counts)]))
        else:
            schools.append(school)
    return replace(now, schools=tuple(schools), files=tuple(more.get(id(one), one) for one in now.files))
