"""The sheet Destinations: leavers of all schools together, as they are published, the symbols explained above."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from careers_workbook.core.text import many
from careers_workbook.hub.publication.published import NOT_APPLICABLE, ROUNDED, Published, PublishedTable
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.hub_sheet import CellValue, HubColumn, HubSheet, SheetTable
from careers_workbook.spec.checkpoints import FIRST

TAB = "Destinations"
_NAMES = (HubColumn("Time", 230, "key"), HubColumn("Measure", 110, "word"), HubColumn("Leaving year", 130, "word"))
_FIGURE = 128
_NOTHING = "Nothing is shown of leavers: no leaving year rests on enough schools."


@dataclass(frozen=True, slots=True)
class ChartRows:
    """Where the figures of a chart stand: in which table of the sheet, in which of its rows, in which columns.

    `note` is what has to be known of them.
    """

    table: int
    first: int
    last: int
    columns: tuple[int, ...]
    label: str
    years: tuple[str, ...]
    note: str


def destinations(whole: Consolidated) -> HubSheet:
    """How many leavers of which year are where at which time, and in percent."""
    found = whole.published
    tables = [_COHORTS.showing(found.cohorts), *(_by_time(tables, found) for tables in _alike(found))]
    above = _above(found, len(tables))
    if not any(table.years for table in found.tables):
        tables, above = [SheetTable("HubLeavers", "", (), nothing=_nothing(found))], iter(())
    if found.people:
        tables, above = [*tables, _PEOPLE.showing(found.people)], _above(found, len(tables) + 1)
    intro = (
        "How many young people left the schools that returned, and where they were: totals of the whole Hub.",
        *_coverage(found),
        *above,
    )
    return HubSheet(TAB, "Destinations of leavers", intro, tuple(tables))


def _nothing(found: Published) -> str:
    """Why there is no table."""
    if not found.tables:
        return "The checklist does not ask where leavers are."
    return _NOTHING if not found.internal else "No school has told us of leavers."


def _above(found: Published, tables: int) -> Iterator[str]:
    """What has to be known to read the tables."""
    yield from (f"{symbol} means: {meaning}" for symbol, meaning in found.symbols().items())
    if not found.internal:
        yield ROUNDED
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


_PEOPLE = SheetTable(
    "HubPeople",
    "One row a question that counts people: how many schools gave a number, and how many people that is.",
    (
        *(HubColumn("Question", 230, "key", of="label"), HubColumn("Ref", 110, "word", of="ref")),
        *(HubColumn("Schools", 130, "number", of="schools"), HubColumn("People", 130, "number", of=_of("people"))),
    ),
    heading="Other people that schools were asked to count",
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
    return SheetTable(
        f"HubDestinations{_alike(found).index(tables) + 1}",
        "One row for each time, measure and leaving year, one column for each group.",
        (*_NAMES, *(HubColumn(name, _FIGURE, "number") for name in names)),
        [row for table in tables for row in _rows(table)],
        heading=f"Where they were: {labels}" if len(tables) < 3 else "Where they were at each time",  # noqa: PLR2004
    )


def _rows(table: PublishedTable) -> Iterator[tuple[CellValue, ...]]:
    for year, texts in zip(table.row_names, table.texts, strict=True):
        yield table.label, "Number", year, *map(_figure, texts)
    for year, texts in zip(table.row_names, table.percents(), strict=True):
        yield table.label, "Percent", year, *(_figure(text, percent=True) for text in texts)


def chart_rows(whole: Consolidated) -> ChartRows | None:
    """The leavers of each year in the autumn after leaving."""
    found = whole.published
    for place, tables in enumerate(_alike(found), 1):
        first = 0
        for table in tables:
            if table.id == FIRST:
                return chart_of(table, place, first, "" if found.internal else ROUNDED)
            first += 2 * len(table.row_names)
    return None


def chart_of(table: PublishedTable, place: int, first: int, note: str = "") -> ChartRows | None:
    """The years up to the first that nobody can know yet; one of which nothing is shown leaves a gap.

    None where no bar has a length: numbers of few leavers may all be rounded to 0.
    """
    shown = list(takewhile(lambda texts: texts[0] != NOT_APPLICABLE, table.texts[:-1]))
    if not any(text.isdigit() and int(text) for texts in shown for text in texts[: len(table.columns)]):
        return None
    known = table.years[: len(shown)]
    columns = tuple(range(len(_NAMES), len(_NAMES) + len(table.columns)))
    return ChartRows(place, first, first + len(known) - 1, columns, table.label, known, note)
