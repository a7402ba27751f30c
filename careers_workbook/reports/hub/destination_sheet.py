"""The sheet Destinations: leavers of all schools together, small numbers hidden, the symbols explained above."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from careers_workbook.hub.publication.count_tables import NOT_APPLICABLE, NOT_AVAILABLE
from careers_workbook.hub.publication.published import Published, PublishedTable
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.hub_sheet import CellValue, HubColumn, HubSheet, SheetTable
from careers_workbook.reports.words import many
from careers_workbook.spec.checkpoints import FIRST

TAB = "Destinations"
_NAMES = (HubColumn("Time", 230, "key"), HubColumn("Measure", 110, "word"), HubColumn("Leaving year", 130, "word"))
_FIGURE = 128
_HIDDEN = "Numbers of 1 to 5 are hidden, and as many others as would give one away. Please share one version only."


@dataclass(frozen=True, slots=True)
class ChartRows:
    """Where the figures of a chart stand: in which table of the sheet, in which of its rows, in which columns."""

    table: int
    first: int
    last: int
    columns: tuple[int, ...]
    label: str
    years: tuple[str, ...]


def destinations(whole: Consolidated) -> HubSheet:
    """How many leavers of which year are where at which time, and in percent."""
    found = whole.published
    tables = [_COHORTS.showing(found.cohorts), *(_by_time(tables, found) for tables in _alike(found))]
    above = _above(found, len(tables))
    if not any(table.years for table in found.tables):
        asked = "No school has told us of leavers." if found.tables else "The checklist does not ask where leavers are."
        tables, above = [SheetTable("HubLeavers", "", (), nothing=asked)], iter(())
    intro = (
        "How many young people left the schools that returned, and where they were: totals of the whole Hub.",
        *_coverage(found),
        *above,
    )
    return HubSheet(TAB, "Destinations of leavers", intro, tuple(tables))


def _above(found: Published, tables: int) -> Iterator[str]:
    """What has to be known to read the tables."""
    yield from (f"{symbol} means: {meaning}" for symbol, meaning in found.symbols().items())
    if not found.internal:
        yield _HIDDEN
    yield f"This sheet has {tables} tables, one below the other."


def _coverage(found: Published) -> Iterator[str]:
    for sheet in dict.fromkeys(table.sheet for table in found.tables):
        counted = next(table.coverage for table in found.tables if table.sheet == sheet)
        yield f"{sheet}: counted from {counted.counted} of {many(counted.returned, 'school')} that returned."


def _figure(text: str, *, percent: bool = False) -> CellValue:
    """A number as a number, a symbol as text."""
    if not text.isdigit():
        return text
    return int(text) / 100 if percent else int(text)


def _of(name: str, *, percent: bool = False) -> Callable[[Any], CellValue]:
    return lambda line: _figure(getattr(line, name), percent=percent)


_COHORTS = SheetTable(
    "HubLeavers",
    "One row a leaving year: how many left, how many of them went on, and for how long.",
    (
        *(HubColumn("Leaving year", 230, "key", of="year"), HubColumn("Leavers", 110, "number", of=_of("leavers"))),
        HubColumn("In education, employment or training in the autumn", 130, "number", "Not asked", _of("in_eet")),
        HubColumn("The same in percent", _FIGURE, "percent", "Not asked", _of("in_eet_percent", percent=True)),
        HubColumn("Sustained for six months", _FIGURE, "number", of=_of("sustained")),
        HubColumn("Sustained in percent", _FIGURE, "percent", of=_of("sustained_percent", percent=True)),
    ),
    heading="Leavers of each year in short",
)


def _alike(found: Published) -> list[list[PublishedTable]]:
    """The times that have the same columns, together."""
    groups: dict[tuple[str, ...], list[PublishedTable]] = {}
    for table in found.tables:
        groups.setdefault(table.columns, []).append(table)
    return list(groups.values())


def _by_time(tables: list[PublishedTable], found: Published) -> SheetTable:
    names = [name[:1].upper() + name[1:] for name in tables[0].column_names]
    labels = " and ".join(dict.fromkeys(table.label for table in tables[:1] + tables[-1:]))
    several = len({table.sheet for table in found.tables}) > 1
    return SheetTable(
        f"HubDestinations{_alike(found).index(tables) + 1}",
        "One row for each time, measure and leaving year, one column for each group.",
        (*_NAMES, *(HubColumn(name, _FIGURE, "number") for name in names)),
        [row for table in tables for row in _rows(table, f"{table.sheet}: {table.label}" if several else table.label)],
        heading=f"Where they were: {labels}" if len(tables) < 3 else "Where they were at each time",  # noqa: PLR2004
    )


def _rows(table: PublishedTable, label: str) -> Iterator[tuple[CellValue, ...]]:
    columns = range(len(table.column_names))
    for row, year in enumerate(table.row_names):
        yield label, "Number", year, *(_figure(table.text(row, column)) for column in columns)
    for row, year in enumerate(table.row_names):
        yield label, "Percent", year, *(_figure(table.percent(row, column), percent=True) for column in columns)


def chart_rows(whole: Consolidated) -> ChartRows | None:
    """The leavers of each year in the autumn after leaving, if every figure of them is shown."""
    found = whole.published
    for place, tables in enumerate(_alike(found), 1):
        first = 0
        for table in tables:
            if table.id == FIRST:
                return chart_of(table, place, first)
            first += 2 * len(table.row_names)
    return None


def chart_of(table: PublishedTable, place: int, first: int) -> ChartRows | None:
    """The years up to the first that nobody can know yet; one of which nobody has told leaves a gap."""
    known = tuple(takewhile(lambda year: table.instead.get(year) != NOT_APPLICABLE, table.years))
    told = [row for year, row in zip(known, table.texts(), strict=False) if table.instead.get(year) != NOT_AVAILABLE]
    if not told or not all(text.isdigit() for row in told for text in row):
        return None
    columns = tuple(range(len(_NAMES), len(_NAMES) + len(table.columns)))
    return ChartRows(place, first, first + len(known) - 1, columns, table.label, known)
