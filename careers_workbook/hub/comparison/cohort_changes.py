"""What is different about the leavers of one school from one round to the next. Counts only, never a row.

Enters: two readings of one school. Leaves: `Revision`s and findings. That a time which nobody could know has come is no
revision. Must not know: who may see a number.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from careers_workbook.core.problems import Place
from careers_workbook.figures.leaver_counts import Checkpoint, Cohort, Destinations
from careers_workbook.figures.quality import Finding, as_finding
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.returns.checks.leaver_checks import changed_cohorts
from careers_workbook.spec.sheets.leavers import leaver_sheets, year_question

LEAVERS = "leavers"


@dataclass(frozen=True, slots=True)
class Revision:
    """One number about the leavers of a year that was another one before.

    `what` is "leavers" for all of the year, or a checkpoint and a group: "Autumn after leaving: education". `year` is
    empty for those whose leaving year is not known.
    """

    sheet: str
    year: str
    what: str
    before: int
    now: int


def same_counts(before: MigratedReturn, now: MigratedReturn) -> bool:
    """Whether all counts of leavers are the same, whatever the days on which they were counted."""
    return _plain(before) == _plain(now)


def revisions(before: MigratedReturn, now: MigratedReturn) -> Iterator[Revision]:
    """Every number of a year that is in both returns, or was in the one before and is still asked about.

    Where a column cannot be seen now, or could not be seen before, nothing is said of its numbers.
    """
    offered = _offered(now)
    for one, other in _sheets(before, now):
        years = {(cohort.year, cohort.year_state): cohort for cohort in other.cohorts}
        for cohort in one.cohorts:
            after = years.get((cohort.year, cohort.year_state))
            if after is not None:
                yield from _revised(one.sheet, cohort, after)
            elif cohort.year in offered:
                yield Revision(one.sheet, cohort.year, LEAVERS, cohort.leavers, 0)


def cohorts_changed(before: MigratedReturn, now: MigratedReturn) -> Iterator[Finding]:
    """The rule of `changed_since_last_time` (leaver_checks.py), by counts: fewer leavers of a year, or more."""
    sheets = [*_counts(before), *_counts(now)]
    if any(sheet.missing or _unsure(sheet) for sheet in sheets):
        return
    then, after = _leavers(before), _leavers(now)
    place = Place(sheet=next((sheet.sheet for sheet in _counts(now)), ""))
    yield from map(as_finding, changed_cohorts(then, after, _offered(now), place))


def _counts(reading: MigratedReturn) -> tuple[Destinations, ...]:
    assert reading.school.counts  # noqa: S101 - a reading is of a school that returned
    return reading.school.counts.stored.destinations


def _sheets(before: MigratedReturn, now: MigratedReturn) -> Iterator[tuple[Destinations, Destinations]]:
    """The same sheet twice, where it is in both files."""
    later = {sheet.sheet: sheet for sheet in _counts(now)}
    for sheet in _counts(before):
        after = later.get(sheet.sheet)
        if after is not None and not sheet.missing and not after.missing:
            yield sheet, after


def _revised(sheet: str, one: Cohort, other: Cohort) -> Iterator[Revision]:
    if one.leavers != other.leavers:
        yield Revision(sheet, one.year, LEAVERS, one.leavers, other.leavers)
    for point in one.checkpoints:
        after = other.point(point.id)
        if after is None or _unseen(point) or _unseen(after) or not _taken_back(point, after):
            continue
        numbers = dict(after.groups)
        for group, number in point.groups:
            if number != numbers.get(group, 0):
                yield Revision(sheet, one.year, f"{point.label}: {group}", number, numbers.get(group, 0))
        for group, number in after.groups:
            if number and group not in dict(point.groups):
                yield Revision(sheet, one.year, f"{point.label}: {group}", 0, number)


def _taken_back(point: Checkpoint, after: Checkpoint) -> bool:
    """Whether fewer are in some group: otherwise there was only more to tell."""
    numbers = dict(after.groups)
    return any(numbers.get(group, 0) < number for group, number in point.groups)


def _unseen(point: Checkpoint) -> bool:
    return bool(point.missing or point.not_asked or point.unreadable)


def _unsure(sheet: Destinations) -> bool:
    """Whether some leaver's year is not known: it might be any."""
    return any(cohort.year_state != "answered" and cohort.leavers for cohort in sheet.cohorts)


def _leavers(reading: MigratedReturn) -> Counter[str]:
    found = Counter[str]()
    for sheet in _counts(reading):
        for cohort in sheet.cohorts:
            found[cohort.year] += cohort.leavers
    return found


def _offered(reading: MigratedReturn) -> set[str]:
    """The leaving years that the workbook asks about."""
    asked = (year_question(sheet) for sheet in leaver_sheets(reading.spec))
    return {option.label for question in asked if question for option in reading.spec.options(question)}


def _plain(reading: MigratedReturn) -> list[object]:
    return [
        (
            (sheet.sheet, sheet.missing),
            [(cohort.year, cohort.year_state, cohort.leavers, cohort.sustained) for cohort in sheet.cohorts],
            [
                (p.id, p.groups, p.blank, p.unreadable, p.missing, p.not_asked)
                for cohort in sheet.cohorts
                for p in cohort.checkpoints
            ],
        )
        for sheet in _counts(reading)
    ]
