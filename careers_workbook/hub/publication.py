"""What the Hub may say of leavers in a collection: totals over its schools, by leaving year and group.

Enters: a `Round`. Leaves: a `Published`. docs/disclosure.md says in plain words what is hidden and why that is enough.
Must not know: how anything looks.

How many left in a year stands in the table of every checkpoint, so it is never hidden in some of them only: a year of 1
to 5 leavers is left out of all, and of all totals; of every other year it is shown, and taken for known when cells are
hidden. So no table can say anything about a cell of another one.
"""

from collections.abc import Iterator

from careers_workbook.hub.counts import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, Suppressed, Table, percent_text
from careers_workbook.hub.disclosure import suppress
from careers_workbook.hub.leavers import STATES, Leavers, Point, add_up
from careers_workbook.hub.published import ALL_YEARS, CohortLine, Published, PublishedTable
from careers_workbook.hub.rounds import Round
from careers_workbook.hub.sensitive import SMALL
from careers_workbook.spec.checkpoints import FIRST

NO_ANSWER = "No answer"
"""The column of all leavers about whom there is no answer, whatever the reason: apart they would be small numbers."""


def publish(around: Round, *, internal: bool) -> Published:
    """What may be said; with `internal` everything, as it is."""
    tables: list[PublishedTable] = []
    cohorts: list[CohortLine] = []
    for leavers in add_up(around):
        found = [_table(leavers, point, internal=internal) for point in leavers.points]
        tables += found
        cohorts += _cohorts(leavers, found, frozenset() if internal else frozenset(SMALL))
    return Published(around.collection.name, internal, tuple(tables), tuple(cohorts))


def _table(leavers: Leavers, point: Point, *, internal: bool) -> PublishedTable:
    instead = {year: NOT_APPLICABLE for year in leavers.cohorts if year in point.too_early}
    if not internal:
        instead |= {year: HIDDEN for year, number in leavers.cohorts.items() if number in SMALL}
    table = _counts(point, [year for year in leavers.cohorts if year not in instead], internal=internal)
    shown = Suppressed(table, frozenset()) if internal or not table.rows else suppress([table])[0]
    return PublishedTable(
        leavers.sheet, point.id, point.label, tuple(leavers.cohorts), shown, leavers.coverage, instead
    )


def _counts(point: Point, years: list[str], *, internal: bool) -> Table:
    columns = (*point.groups, *(STATES if internal else (NO_ANSWER,)))
    rows = []
    for year in years:
        counted = point.counts[year].copy()
        counted[NO_ANSWER] = sum(counted[state] for state in STATES)
        rows.append(tuple(counted[column] for column in columns))
    return Table(point.id, tuple(years), columns, tuple(rows))


def _cohorts(leavers: Leavers, tables: list[PublishedTable], small: frozenset[int]) -> Iterator[CohortLine]:
    autumn = next((table for table in tables if table.id == FIRST), None)
    for row, year in enumerate((*leavers.cohorts, ALL_YEARS)):
        number = _leavers(leavers, year, small)
        eet = (autumn.in_eet(row), autumn.in_eet_percent(row)) if autumn else ("", "")
        said = leavers.sustained.get(year)
        sustained = (NOT_AVAILABLE, NOT_AVAILABLE) if said is None or said in small else _share(said, number)
        yield CohortLine(leavers.sheet, year, number, *eet, *sustained)


def _share(number: int, whole: str) -> tuple[str, str]:
    return (str(number), percent_text(number, int(whole))) if whole.isdigit() else (HIDDEN, HIDDEN)


def _leavers(leavers: Leavers, year: str, small: frozenset[int]) -> str:
    if year == ALL_YEARS:
        return str(sum(number for number in leavers.cohorts.values() if number not in small))
    return str(leavers.cohorts[year]) if leavers.cohorts[year] not in small else HIDDEN
