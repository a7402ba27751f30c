"""What the Hub may say of people in a collection: totals over its schools, of leavers by leaving year and group.

Enters: a `Round`, returns in the words of the Hub's checklist, the Hub's secret. Leaves: a `Published`.
docs/disclosure.md says in plain words what is shown, how, and why that is enough. Must not know: how anything looks.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.publication.leaver_totals import STATES, LeaverTotals, Point, add_up
from careers_workbook.hub.publication.published import (
    ALL_YEARS,
    HIDDEN,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    CohortLine,
    PeopleLine,
    Published,
    PublishedTable,
    share,
)
from careers_workbook.hub.publication.rounding import LEAST_BASE, Population, may_be_shown
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, is_known
from careers_workbook.spec.model import Question, Sheet, Spec
from careers_workbook.spec.semantic_ids import AT_WORK_OR_LEARNING, LEAVERS_FIELD


def add_up_people(spec: Spec, readings: Sequence[MigratedReturn], secret: bytes | None) -> Iterator[PeopleLine]:
    """Every question that counts people; without a secret every number as it is, for the Hub itself."""
    labels = {
        (row.ref, column.id): row.text if column.by_row else f"{row.text}: {column.label}"
        for sheet, tables in spec.fixed()
        for row, column, asked in (cell for table in tables for cell in table.asked())
        if _is_counted(sheet, asked)
    }
    said: dict[tuple[str, str], list[int]] = {key: [] for key in labels}
    for reading in readings if labels else ():
        answers = reading.submission.by_key()
        for key, numbers in said.items():
            if key in answers and isinstance(value := answers[key].value, int):
                numbers.append(value)
    for key, numbers in said.items():
        yield PeopleLine(key[0], labels[key], len(numbers), _shown(numbers, ".".join(key), secret))


def _is_counted(sheet: Sheet, asked: Question) -> bool:
    """Those who leave this year are among the leavers, who are told of with others of their year."""
    counts = kind_of(asked).counts and sheet.says_of_people(asked) and not (asked.sensitive or sheet.sensitive)
    return counts and asked.id != LEAVERS_FIELD


def _shown(said: Sequence[int], question: str, secret: bytes | None) -> str:
    if secret is None:
        return str(sum(said))
    whom = Population(frozenset(), frozenset({question}))
    return str(whom.rounded(sum(said), secret)) if may_be_shown(said) else HIDDEN


NO_ANSWER = "No answer"
"""The column of all leavers about whom there is no answer, whatever the reason: that is said only inside."""
IN_EET, NOT_IN_EET = "In education, employment or training", "Not in education, employment or training"
UNKNOWN = "Not known or no answer"
ALL_GROUPS_FROM = 8
"""Schools from which on every group has a column; below, a school that knows its own would know too much."""
_SUSTAINED = "sustained"
_Columns = dict[str, frozenset[str]]
"""The name of each column -> the groups and states that it counts."""


def publish(around: Round, secret: bytes | None, readings: Sequence[MigratedReturn] = ()) -> Published:
    """What may be said to others; without a secret every number as it is, for the Hub itself.

    `readings` are the returns in the words of the Hub's checklist, for what it asks of other people than leavers.
    """
    leavers = publish_totals(around.settings.name, around.today, add_up(around), secret)
    return replace(leavers, people=tuple(add_up_people(around.spec, readings, secret)))


def publish_totals(name: str, today: dt.date, found: Sequence[LeaverTotals], secret: bytes | None) -> Published:
    """What may be said of leavers that were added up, of this collection by this day."""
    sheets = [_Sheet(leavers, secret, leavers.sheet if len(found) > 1 else "") for leavers in found]
    tables = tuple(sheet.table(point) for sheet in sheets for point in sheet.leavers.points)
    return Published(name, secret is None, tables, tuple(line for sheet in sheets for line in sheet.cohorts()), today)


@frozen
class _Sheet:
    """One sheet about leavers, with the name that tells its populations from those of another."""

    leavers: LeaverTotals
    secret: bytes | None
    name: str

    def table(self, point: Point) -> PublishedTable:
        """One checkpoint."""
        leavers, columns, instead = self.leavers, self._columns(point), self._instead(point)
        rows = []
        for year in (*self._years, ALL_YEARS):
            years, symbol = self._told(year, instead)
            rows.append(self._row(point, columns, years) if years else (symbol,) * (len(columns) + 1))
        label = f"{self.name}: {point.label}" if self.name else point.label
        names = leavers.sheet, point.id, label, self._years, tuple(columns)
        return PublishedTable(*names, tuple(rows), leavers.coverage, self._least)

    def cohorts(self) -> Iterator[CohortLine]:
        """Every year, then all of them, in short."""
        autumn, later = (next((p for p in self.leavers.points if p.id == i), None) for i in (FIRST, STILL_THERE))
        for year in (*self._years, ALL_YEARS):
            number = self._all(year)
            eet = self._in_eet(year, autumn) if autumn else ("", "")
            sustained = self._sustained(year, eet[0], autumn, later) if autumn and later else ("", "")
            yield CohortLine(self.leavers.sheet, year, number, *eet, *sustained)

    def _all(self, year: str) -> str:
        years = [one for one in self._years if year in (one, ALL_YEARS) and self._is_shown(one)]
        return self._leavers(years) if years or self.secret is None else HIDDEN

    def _in_eet(self, year: str, autumn: Point) -> tuple[str, str]:
        groups = AT_WORK_OR_LEARNING.intersection(autumn.groups)
        years, symbol = self._told(year, self._instead(autumn))
        if not groups:
            return "", ""
        number = self._group(autumn, groups, years) if years else symbol
        return number, share(number, self._leavers(years), self._least)

    def _sustained(self, year: str, in_eet: str, autumn: Point, later: Point) -> tuple[str, str]:
        """Of those at work or learning in the autumn, and no more than these as they are shown."""
        leavers, instead = self.leavers, self._instead(later)
        if not leavers.asks_sustained:
            return "", ""
        unsaid = {one: NOT_AVAILABLE for one in self._years if one not in leavers.sustained}
        years, symbol = self._told(year, unsaid | instead | self._instead(autumn))
        if not years:
            return symbol, symbol
        number = self._number(sum(leavers.sustained[one] for one in years), years, {_SUSTAINED}, later.id)
        number = min(number, in_eet, key=int)
        is_whole = leavers.sustained_by_all.issuperset(years) and years == self._told(year, instead)[0]
        return number, share(number, self._leavers(years), self._least) if is_whole else NOT_AVAILABLE

    def _row(self, point: Point, columns: _Columns, years: Sequence[str]) -> tuple[str, ...]:
        return (*(self._group(point, groups, years) for groups in columns.values()), self._leavers(years))

    def _group(self, point: Point, groups: frozenset[str], years: Sequence[str]) -> str:
        count = sum(point.counts[year][group] for year in years for group in groups)
        return self._number(count, years, groups, point.id)

    def _leavers(self, years: Sequence[str]) -> str:
        return self._number(sum(sum(self.leavers.cohorts[year]) for year in years), years)

    def _number(
        self, count: int, years: Sequence[str], groups: AbstractSet[str] = frozenset(), checkpoint: str = ""
    ) -> str:
        if self.secret is None:
            return str(count)
        whom = Population(frozenset(years), frozenset(groups), checkpoint, self.name)
        return str(whom.rounded(count, self.secret))

    def _told(self, year: str, instead: Mapping[str, str]) -> tuple[list[str], str]:
        """The years of a row of which something is shown; where there are none, the symbol that stands there."""
        years = [one for one in self._years if year in (one, ALL_YEARS)]
        symbols = {instead[one] for one in years if one in instead}
        nobody = HIDDEN if self._is_held_back else NOT_APPLICABLE
        return [one for one in years if one not in instead], min(symbols - {HIDDEN} or symbols, default=nobody)

    def _instead(self, point: Point) -> dict[str, str]:
        """Years of which nothing is shown -> why. What is shown decides whether hardly anybody is told of."""
        found = {}
        for year in self._years:
            if not self._is_shown(year):
                found[year] = HIDDEN
            elif year in point.too_early:
                found[year] = NOT_APPLICABLE
            elif not self._is_answered(point, year):
                found[year] = NOT_AVAILABLE
        return found

    def _is_answered(self, point: Point, year: str) -> bool:
        shown = {groups: self._group(point, groups, [year]) for groups in self._columns(point).values()}
        told = [text for groups, text in shown.items() if not groups & set(STATES)]
        is_large = int(self._leavers([year])) >= self._least
        return set(told) != {"0"} or set(shown.values()) == {"0"} or not is_large

    def _is_shown(self, year: str) -> bool:
        return self.secret is None or may_be_shown(self.leavers.cohorts[year])

    def _columns(self, point: Point) -> _Columns:
        if self.secret is None:
            return {name: frozenset({name}) for name in (*point.groups, *STATES)}
        silent = frozenset(STATES)
        if self.leavers.coverage.counted >= ALL_GROUPS_FROM:
            return {name: frozenset({name}) for name in point.groups} | {NO_ANSWER: silent}
        known = frozenset(group for group in point.groups if is_known(group))
        unknown = {UNKNOWN: silent.union(point.groups) - known}
        if AT_WORK_OR_LEARNING & known:
            return {IN_EET: AT_WORK_OR_LEARNING & known, NOT_IN_EET: known - AT_WORK_OR_LEARNING} | unknown
        return {group: frozenset({group}) for group in point.groups if group in known} | unknown

    @property
    def _is_held_back(self) -> bool:
        """Whether no year rests on enough schools: then nothing at all is said, not even that there are leavers."""
        return not any(map(self._is_shown, self.leavers.cohorts)) and self.secret is not None

    @property
    def _years(self) -> tuple[str, ...]:
        return () if self._is_held_back else tuple(self.leavers.cohorts)

    @property
    def _least(self) -> int:
        return 1 if self.secret is None else LEAST_BASE
