"""What the Hub may say of leavers in a collection: totals over its schools, by leaving year and group.

Enters: a `Round`, and the records of what was published before. Leaves: a `Published`. docs/disclosure.md says in plain
words what is hidden and why that is enough. Must not know: how anything looks.

How many left in a year stands in the table of every checkpoint, so it is never hidden in some of them only: a year of 1
to 5 leavers is left out of all, and of all totals; of every other year it is shown, and taken for known when cells are
hidden. So no table can say anything about a cell of another one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from careers_workbook.core.problems import Place, Problem
from careers_workbook.hub.publication.count_tables import (
    HIDDEN,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Suppressed,
    Table,
    percent_text,
)
from careers_workbook.hub.publication.disclosure import suppress
from careers_workbook.hub.publication.leaver_totals import STATES, LeaverTotals, Point, add_up
from careers_workbook.hub.publication.published import ALL_YEARS, CohortLine, Published, PublishedTable
from careers_workbook.hub.publication.record import History, RecordedTable, history
from careers_workbook.hub.publication.sensitive import SMALL
from careers_workbook.hub.publication.sustained import Sustained, publish_sustained
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE

NO_ANSWER = "No answer"
"""The column of all leavers about whom there is no answer, whatever the reason: apart they would be small numbers."""
_OF_TWO = (HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE)
"""What is said of a year for which two tables say different things: the first of these."""


def publish(around: Round, *, internal: bool) -> Published:
    """What may be said, given what was said in other collections; with `internal` everything, as it is."""
    known = History() if internal else history(around.hub, around.settings)
    parts = [_Part(leavers, known, around.settings.name, internal=internal) for leavers in add_up(around)]
    problems = [problem for part in parts for problem in part.problems]
    return Published(
        around.settings.name,
        internal,
        tuple(table for part in parts for table in part.tables),
        tuple(line for part in parts for line in part.cohorts()),
        (*known.problems, *(one for n, one in enumerate(problems) if one not in problems[:n])),
        tuple(one for part in parts for one in part.sustained),
    )


@dataclass
class _Part:
    """One sheet about leavers: its tables first, then what follows from them."""

    leavers: LeaverTotals
    known: History
    name: str
    internal: bool = field(kw_only=True)
    problems: list[Problem] = field(default_factory=list)
    tables: list[PublishedTable] = field(init=False)
    sustained: list[Sustained] = field(init=False)

    def __post_init__(self) -> None:
        self.tables = [self._table(point) for point in self.leavers.points]
        self.sustained = list(self._sustained())

    def cohorts(self) -> Iterator[CohortLine]:
        """Every year, then all of them, in short."""
        autumn = self._at(FIRST)
        for row, year in enumerate((*self.leavers.cohorts, ALL_YEARS)):
            number = self._number(year)
            eet = (autumn.in_eet(row), autumn.in_eet_percent(row)) if autumn else ("", "")
            yield CohortLine(self.leavers.sheet, year, number, *eet, *self._sustained_texts(year))

    def _table(self, point: Point) -> PublishedTable:
        leavers = self.leavers
        instead = {year: NOT_APPLICABLE for year in leavers.cohorts if year in point.too_early}
        if not self.known.problems:
            silent = (year for year, found in point.counts.items() if not any(found[name] for name in point.groups))
            instead |= dict.fromkeys(silent, NOT_AVAILABLE)
        if self.internal:
            shown = Suppressed(self._counts(point, instead), frozenset())
        else:
            instead |= {year: HIDDEN for year, number in leavers.cohorts.items() if number in SMALL}
            before = self.known.tables(leavers.sheet, point.id)
            instead |= dict.fromkeys(self._unlike(before, self._counts(point, instead)), HIDDEN)
            instead = {year: instead[year] for year in leavers.cohorts if year in instead}
            shown = _beside(before, self._counts(point, instead))
        years = tuple(leavers.cohorts)
        return PublishedTable(leavers.sheet, point.id, point.label, years, shown, leavers.coverage, instead)

    def _counts(self, point: Point, instead: Mapping[str, str]) -> Table:
        columns = (*point.groups, *(STATES if self.internal else (NO_ANSWER,)))
        years = tuple(year for year in self.leavers.cohorts if year not in instead)
        rows = []
        for year in years:
            counted = point.counts[year].copy()
            counted[NO_ANSWER] = sum(counted[state] for state in STATES)
            rows.append(tuple(counted[column] for column in columns))
        return Table(self.name, years, columns, tuple(rows), totals_known=True)

    def _unlike(self, before: Sequence[RecordedTable], now: Table) -> Iterator[str]:
        """The years that cannot be shown: of a record nothing is known, or other groups were counted then."""
        if self.known.problems:
            yield from now.rows
        for kept in before:
            shared = [year for year in now.rows if year in kept.table.rows]
            if shared and kept.as_columns(now) is None:
                yield from shared
                groups = ", ".join(kept.table.columns)
                shown = {"collection": kept.collection, "groups": groups, "years": ", ".join(shared)}
                self.problems.append(Problem("HUB-081", Place(), shown))

    def _sustained(self) -> Iterator[Sustained]:
        autumn, later = self._at(FIRST), self._at(STILL_THERE)
        if autumn and later and self.leavers.still:
            for one in publish_sustained(self.leavers, autumn.shown, later.shown, self.known.sustained):
                yield replace(one, shown=one.shown or self.internal)

    def _sustained_texts(self, year: str) -> tuple[str, str]:
        tables = [table for table in (self._at(FIRST), self._at(STILL_THERE)) if table]
        if len(tables) < len((FIRST, STILL_THERE)) or not self.leavers.still:
            return "", ""
        told = [one for one in self.sustained if year in (one.year, ALL_YEARS)]
        if not told:
            years = self.leavers.cohorts if year == ALL_YEARS else (year,)
            said = [[table.instead.get(each) for table in tables] for each in years]
            symbols = [next((one for one in _OF_TWO if one in found), NOT_AVAILABLE) for found in said]
            return (min(symbols, default=NOT_APPLICABLE),) * 2
        if not all(one.shown for one in told):
            return HIDDEN, HIDDEN
        number = sum(one.cells[0] for one in told)
        by_all = all(one.year in self.leavers.sustained_by_all for one in told)
        whole = sum(self.leavers.cohorts[one.year] for one in told)
        return str(number), percent_text(number, whole) if by_all else NOT_AVAILABLE

    def _at(self, checkpoint: str) -> PublishedTable | None:
        return next((table for table in self.tables if table.id == checkpoint), None)

    def _number(self, year: str) -> str:
        small = () if self.internal else SMALL
        if year == ALL_YEARS:
            return str(sum(number for number in self.leavers.cohorts.values() if number not in small))
        return HIDDEN if self.leavers.cohorts[year] in small else str(self.leavers.cohorts[year])


def _beside(before: Sequence[RecordedTable], now: Table) -> Suppressed:
    """What may be shown of a table beside those that were published before and after, in the order of time."""
    if not now.rows:
        return Suppressed(now, frozenset())
    others = [(kept.is_later, table) for kept in before if (table := kept.as_columns(now))]
    tables = [table for is_later, table in others if not is_later] + [now]
    place = len(tables) - 1
    tables += [table for is_later, table in others if is_later]
    linked = [replace(table, later_than=tables[n - 1].name if n else "") for n, table in enumerate(tables)]
    return Suppressed(now, suppress(linked)[place].hidden)
