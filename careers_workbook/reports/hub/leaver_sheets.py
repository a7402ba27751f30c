"""The sheets about leavers: those of all schools together, as they are published, the symbols explained above."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many
from careers_workbook.hub.publication.published import NOT_APPLICABLE, ROUNDED, Published, PublishedTable
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports import words
from careers_workbook.reports.hub.drawn import stacks
from careers_workbook.reports.hub.hub_sheet import Cells, CellValue, HubColumn, HubSheet, SheetTable, Written
from careers_workbook.spec.checkpoints import FIRST
from careers_workbook.spreadsheet.write.charts import BarChart

TAB, IN_SHORT, PEOPLE = "Destinations", "Leavers", "People counted"
_NAMES = (HubColumn("Time", 236, "key"), HubColumn("Measure", 100, "word"), HubColumn("Leaving year", 136, "word"))
_FIGURE = 112
_WIDTH, _HEIGHT, _NOTHING_SHOWN = 1_180, 300, "nothing shown"
_NOTHING = "Nothing is shown of leavers: no leaving year rests on enough schools."
_TOTALS = "totals of all schools that returned."
_ABOUT = f"How many young people left, and where they were: {_TOTALS}"


@frozen
class ChartRows:
    """Where the figures of a chart stand: on which sheet, in which rows and columns of its table.

    `note` is what has to be known of them.
    """

    tab: str
    first: int
    last: int
    columns: tuple[int, ...]
    label: str
    years: tuple[str, ...]
    note: str


def leaver_sheets(whole: Consolidated) -> Iterator[HubSheet]:
    """How many leavers of which year are where at which time, and in percent; other people that were counted."""
    found = whole.published
    shown = any(table.years for table in found.tables)
    above = *_coverage(found), *(_above(found) if shown else ())
    if shown:
        intro = (f"How many left in each year, how many went on, and for how long: {_TOTALS}", *above)
        table = _COHORTS.showing(found.cohorts)
        yield HubSheet(IN_SHORT, "Leavers of each year in short", intro, (table,), charts=_WIDTH + 20)
        for place, tables in enumerate(_alike(found)):
            tab, times = f"{TAB} {place + 1}" if place else TAB, _times(tables)
            times = f"{times[:1].lower()}{times[1:]}"
            is_whole = all(len(list(_known(table))) == len(table.row_names) for table in tables)
            left_out = () if is_whole else (f"Rows with nothing but {NOT_APPLICABLE} are left out.",)
            intro = (f"Leavers by leaving year, {times}: {_TOTALS}", *above, *left_out)
            table = _by_time(tables, place + 1)
            yield HubSheet(tab, f"Destinations: {times}", intro, (table,), named=1, grouped=True)
    else:
        table = SheetTable("HubLeavers", "", (), nothing=_nothing(found))
        yield HubSheet(TAB, "Destinations of leavers", (_ABOUT, *above), (table,))
    if found.people:
        about = "What schools said of other people, over all schools that returned."
        lines = (about, *(_above(found)))
        yield HubSheet(PEOPLE, "Other people that schools were asked to count", lines, (_PEOPLE.showing(found.people),))


def _nothing(found: Published) -> str:
    """Why there is no table."""
    if not found.tables:
        return "The checklist does not ask where leavers are."
    return _NOTHING if not found.internal else "No school has told us of leavers."


def _above(found: Published) -> Iterator[str]:
    """What has to be known to read the tables."""
    yield from (f"{symbol} means: {meaning}" for symbol, meaning in found.symbols().items())
    if not found.internal:
        yield ROUNDED


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
)


_PEOPLE = SheetTable(
    "HubPeople",
    "One row a question that counts people: how many schools gave a number, and how many people that is.",
    (
        *(HubColumn("Question", 230, "key", of="label"), HubColumn("Ref", 110, "word", of="ref")),
        *(HubColumn("Schools", 130, "number", of="schools"), HubColumn("People", 130, "number", of=_of("people"))),
    ),
)


def _alike(found: Published) -> list[list[PublishedTable]]:
    """The times that have the same columns, together."""
    groups: dict[tuple[str, ...], list[PublishedTable]] = {}
    for table in found.tables:
        groups.setdefault(table.columns, []).append(table)
    return list(groups.values())


def _times(tables: list[PublishedTable]) -> str:
    labels = list(dict.fromkeys(table.label for table in tables))
    return " and ".join(label.rstrip("?") for label in labels) if len(labels) < 3 else "where they were at each time"  # noqa: PLR2004 - one or both


def _by_time(tables: list[PublishedTable], number: int) -> SheetTable:
    names = [name[:1].upper() + name[1:] for name in tables[0].column_names]
    return SheetTable(
        f"HubDestinations{number}",
        "One row for each time, measure and leaving year, one column for each group.",
        (*_NAMES, *(HubColumn(name, _FIGURE, "number") for name in names)),
        [row for table in tables for row in _rows(table)],
        filters=False,
    )


def _known(table: PublishedTable) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Leaving year, numbers, percentages, where at least something of it can be known."""
    for year, texts, percents in zip(table.row_names, table.texts, table.percents(), strict=True):
        if not all(text == NOT_APPLICABLE for text in texts):
            yield year, tuple(texts), tuple(percents)


def _rows(table: PublishedTable) -> Iterator[tuple[CellValue, ...]]:
    for year, texts, _ in _known(table):
        yield table.label, "Number", year, *map(_figure, texts)
    for year, _, percents in _known(table):
        yield table.label, "Percent", year, *(_figure(text, percent=True) for text in percents)


def chart_rows(whole: Consolidated) -> ChartRows | None:
    """The leavers of each year in the autumn after leaving."""
    found = whole.published
    for place, tables in enumerate(_alike(found)):
        first = 0
        for table in tables:
            if table.id == FIRST:
                tab = f"{TAB} {place + 1}" if place else TAB
                return chart_of(table, tab, first, "" if found.internal else ROUNDED)
            first += 2 * len(list(_known(table)))
    return None


def chart_of(table: PublishedTable, tab: str, first: int, note: str = "") -> ChartRows | None:
    """The years up to the first that nobody can know yet; one of which nothing is shown leaves a gap.

    None where no bar has a length: numbers of few leavers may all be rounded to 0.
    """
    shown = list(takewhile(lambda texts: texts[0] != NOT_APPLICABLE, table.texts[:-1]))
    if not any(text.isdigit() and int(text) for texts in shown for text in texts[: len(table.columns)]):
        return None
    known = table.years[: len(shown)]
    columns = tuple(range(len(_NAMES), len(_NAMES) + len(table.columns)))
    return ChartRows(tab, first, first + len(known) - 1, columns, table.label, known, note)


def charts(written: Mapping[str, Written], shown: ChartRows | None) -> Iterator[BarChart]:
    """Where the leavers of each year were, for the sheet that has them in short; its figures stand on another."""
    if shown:
        yield _chart(written[shown.tab], shown, _finding(written[IN_SHORT].sheet.tables[0].rows))


def _finding(cohorts: Sequence[Cells]) -> str:
    """The share of the last leaving year of which one is shown."""
    known = [(year, share) for year, _, _, share, *_ in cohorts[:-1] if isinstance(share, float)]
    said = f"{words.percent(100 * known[-1][1])} of those of {known[-1][0]}" if known else ""
    return f"; {said} in education, employment or training" if known else ""


def _chart(done: Written, shown: ChartRows, finding: str) -> BarChart:
    table, span = done.sheet.tables[0], (shown.first, shown.last)
    rows = table.rows[shown.first : shown.last + 1]
    used = [col for col in shown.columns if any(isinstance(row[col], int) and row[col] for row in rows)]
    most = max(sum(value for col in used if isinstance(value := row[col], int)) for row in rows)

    def told(row: Sequence[CellValue]) -> list[int]:
        return [col for col in used if isinstance(row[col], int)]

    lines = (
        f"{year}: {', '.join(f'{table.columns[col].header} {row[col]}' for col in told(row)) or _NOTHING_SHOWN}"
        for year, row in zip(shown.years, rows, strict=True)
    )
    heading = f"Leavers by year, {shown.label[:1].lower()}{shown.label[1:]}{finding}"
    said = f"{heading}. Stacked bars: where the leavers of each year were. {'; '.join(lines)}. {shown.note}"
    axis = "Number of leavers, rounded" if shown.note else "Number of leavers"
    series = tuple(stacks(done, span, (2, used), [most] * len(rows)))
    return BarChart(heading, said.strip(), series, _WIDTH, _HEIGHT, axis=axis, labels=0.12, size=11)
