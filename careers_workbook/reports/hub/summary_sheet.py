"""The first sheet, Summary: schools by state, where to find what, statements done, caseloads, and its native charts.

Once it is written, charts are drawn over its cells, each with a text that says what they show.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from careers_workbook.core.palette import ONE, part
from careers_workbook.core.text import many
from careers_workbook.core.vocabulary import NO_ANSWER, STATEMENTS
from careers_workbook.figures.checklist_progress import BENCHMARKS
from careers_workbook.hub.publication.leaver_totals import NO_ENTRY
from careers_workbook.hub.publication.publication import IN_EET, NOT_IN_EET, UNKNOWN
from careers_workbook.hub.rounds.rounds import RETURNED, SchoolRound
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.body_sheets import ANSWERS, NOBODYS, NONE_APPLIES, STATE_WORDS
from careers_workbook.reports.hub.destination_sheet import TAB, ChartRows
from careers_workbook.reports.hub.hub_sheet import SUMMARY, Cells, CellValue, HubColumn, HubSheet, SheetTable, Written
from careers_workbook.reports.words import long_date, one_line
from careers_workbook.spec.status import DUE_SOON, OVERDUE
from careers_workbook.spreadsheet.write.charts import BarChart, Series
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT
from careers_workbook.spreadsheet.write.writer import SheetWriter

_FIRST, _FIGURE = 310, 98
_STATEMENTS = (
    *(HubColumn(STATEMENTS, _FIRST, "key"), HubColumn("Counted by", _FIGURE, "word")),
    *(HubColumn("Answers", _FIGURE, "number"), HubColumn("Percent done", _FIGURE, "percent")),
    *(HubColumn(word, _FIGURE, "number") for word in (*ANSWERS.values(), OVERDUE, DUE_SOON)),
)
_ANSWERS_AT = range(4, 4 + len(ANSWERS))
"""The columns of answers."""
_CASELOADS = (
    *(HubColumn("Caseload", _FIRST, "key"), HubColumn("Schools", _FIGURE, "number")),
    *(HubColumn("Returned", _FIGURE, "number"), HubColumn("Percent returned", _FIGURE, "percent")),
    *(HubColumn(word, _FIGURE, "number") for word in (*STATE_WORDS.values(), "Statements done")),
    HubColumn("Percent done", _FIGURE, "percent"),
    *(HubColumn(OVERDUE, _FIGURE, "number"), HubColumn(DUE_SOON, _FIGURE, "number")),
)
_ALL, _SECTION, _BENCHMARK = "All", "Section", "Benchmark"
_STATES_FROM = 2
"""The first of the rows with the states of schools: before them stand those expected and returned."""
_BESIDE, _WIDTH, _HEIGHT, _TALL = 4, 960, 285, 325
"""The column in which a chart beside a table begins; pixels."""
_WIDE, _BAR, _AROUND = 1_300, 34, 140
"""Pixels: a chart across the sheet, one of its bars, its title, axis and legend."""
_NOTHING = "nothing shown"
_SLIM = 0.03
"""The share of a bar that has no room for a figure."""
_LOOKS = {IN_EET: "Education", NOT_IN_EET: "Not sustained", UNKNOWN: NO_ANSWER, NO_ENTRY: NO_ANSWER}


def summary(whole: Consolidated, others: Sequence[HubSheet]) -> HubSheet:
    """The whole Hub on one sheet."""
    collection, found = whole.round.settings, whole.round
    days = found.days_left
    when = f"{many(days, 'day')} before" if days > 0 else f"{many(-days, 'day')} after" if days else "on"
    contact = one_line(found.hub.contact)
    tables = (_schools(found.schools), _sheets(others), _statements(whole), _caseloads(whole))
    shown = sum(bool(table.rows) for table in tables)
    charts = "; charts of their figures stand beside and below them" if tables[0].rows[0][1] else ""
    intro = (
        f"Opened on {long_date(collection.opens)}, due on {long_date(collection.due)}.",
        f"Counted on {long_date(found.today)}, {when} the due date.",
        *((f"Contact: {contact}.",) if contact else ()),
        f"This sheet has {shown} tables, one below the other{charts}.",
    )
    return HubSheet(SUMMARY, "Summary", intro, tables)


def _schools(schools: Sequence[SchoolRound]) -> SheetTable:
    expected = [school for school in schools if not school.listed.closed]
    states = Counter(school.state for school in expected)
    returned = sum(states[state] for state in RETURNED)
    numbers = {"Expected": len(expected), "Returned": returned}
    numbers |= {word: states[state] for state, word in STATE_WORDS.items()}
    rows: list[Cells] = [(word, number, _share(number, len(expected))) for word, number in numbers.items()]
    if closed := len(schools) - len(expected):
        rows.append(("Closed, but returned all the same", closed, NONE_APPLIES))
    columns = (HubColumn("Schools", _FIRST, "key"), HubColumn("Number", _FIGURE, "number"))
    return SheetTable(
        "HubReturns",
        "How many schools are expected, have returned, and stand how.",
        (*columns, HubColumn("Percent of expected", _FIGURE, "percent")),
        rows,
        heading="Schools",
        filters=False,
    )


def _sheets(others: Sequence[HubSheet]) -> SheetTable:
    return SheetTable(
        "HubSheets",
        "Links to the other sheets, and how many rows their tables have.",
        (HubColumn("Sheet", _FIRST, "link"), HubColumn("Rows", _FIGURE, "number")),
        [(sheet.tab, sum(len(table.rows) for table in sheet.tables)) for sheet in others],
        heading="Where to find more",
        filters=False,
    )


def _statements(whole: Consolidated) -> SheetTable:
    items = whole.tables["items"]
    open_actions = Counter((row.ref, row.status) for row in whole.tables["actions"])
    rows = [(name, kind, *_counts(chosen, open_actions)) for name, kind, chosen in _groups(items)]
    return SheetTable(
        "HubStatements",
        "What the schools that returned say of the statements: in all, by section, by Gatsby Benchmark.",
        _STATEMENTS,
        rows if items else (),
        heading="Statements of the schools that returned",
        filters=False,
        nothing="The checklist has no statements that ask for Action completed.",
    )


_Items = Sequence[Any]
"""Records of the table of items."""


def _groups(items: _Items) -> Iterator[tuple[str, str, _Items]]:
    """What is counted together: its name, what it is, its statements. A statement counts in each of its benchmarks."""
    yield "All statements", _ALL, items
    for sheet, section in dict.fromkeys((item.sheet, item.section) for item in items):
        chosen = [item for item in items if (item.sheet, item.section) == (sheet, section)]
        yield section or sheet, _SECTION, chosen
    for number, name in BENCHMARKS.items():
        if chosen := [item for item in items if str(number) in (item.benchmarks or "").split(", ")]:
            yield f"{number}. {name}", _BENCHMARK, chosen


def _counts(items: _Items, open_actions: Counter[tuple[str, str]]) -> Iterator[CellValue]:
    numbers = {name: sum(getattr(item, name) for item in items) for name in ANSWERS}
    everything = sum(numbers.values())
    yield everything
    yield _share(numbers["done"], everything - numbers["not_asked"] - numbers["not_applicable"])
    yield from numbers.values()
    for word in (OVERDUE, DUE_SOON):
        yield sum(open_actions[item.ref, word] for item in items)


def _caseloads(whole: Consolidated) -> SheetTable:
    found: dict[str, list[tuple[SchoolRound, Any]]] = {}
    for school, row in zip(whole.round.schools, whole.tables["schools"], strict=True):
        if not school.listed.closed:
            found.setdefault(school.listed.caseload, []).append((school, row))
    names = sorted(found, key=lambda name: (not name, name.casefold()))
    return SheetTable(
        "HubCaseloads",
        "One row a caseload: how many of its schools stand how, and what they say of the statements.",
        _CASELOADS,
        [(name or NOBODYS, *_caseload(found[name])) for name in names],
        heading="Caseloads",
        filters=False,
        nothing="No school is expected.",
    )


def _caseload(schools: Sequence[tuple[SchoolRound, Any]]) -> Iterator[CellValue]:
    """The expected schools that one person looks after, counted; with each its row of the table of schools."""
    states = Counter(school.state for school, _ in schools)
    returned = sum(states[state] for state in RETURNED)
    yield from (len(schools), returned, _share(returned, len(schools)))
    yield from (states[state] for state in STATE_WORDS)
    names = ("items", "not_applicable", "done", "overdue", "due_soon")
    items, not_applicable, done, *late = (sum(getattr(row, name) or 0 for _, row in schools) for name in names)
    yield from (done, _share(done, items - not_applicable), *late)


def _share(part: int, whole: int) -> float | str:
    return part / whole if whole else NONE_APPLIES


def draw(outs: Mapping[str, SheetWriter], written: Mapping[str, Written], shown: ChartRows | None) -> None:
    """Every chart for which there are figures, on the Summary; both by the tabs of sheets."""
    out, done = outs[SUMMARY], written[SUMMARY]
    returns, _, statements, _ = done.sheet.tables
    if returns.rows[0][1]:
        out.chart((done.headers[0] - 1, _BESIDE), _returns_chart(done))
    row = done.end + 2
    if statements.rows and statements.rows[0][2]:
        if any(line[1] == _BENCHMARK for line in statements.rows):
            words = _BENCHMARK, "Statements by Gatsby Benchmark"
            out.chart((done.headers[1] - 1, _BESIDE), _statements_chart(done, words, lambda _: (_WIDTH, _TALL)))
        chart = _statements_chart(done, (_SECTION, "Statements by section"), lambda n: (_WIDE, _AROUND + _BAR * n))
        out.chart((row, 0), chart)
        row += chart.height // LINE_HEIGHT + 2
    if shown:
        out.chart((row, 0), _destinations_chart(written[TAB], shown))


def _returns_chart(done: Written) -> BarChart:
    rows = done.sheet.tables[0].rows[_STATES_FROM:][: len(STATE_WORDS)]
    span = (_STATES_FROM, _STATES_FROM + len(rows) - 1)
    series = Series("Schools", done.area(0, span, 0), done.area(0, span, 1), ONE)
    words = f"Bars: how many schools stand how. {', '.join(f'{row[0]} {row[1]}' for row in rows)}."
    return BarChart("Schools by state", words, (series,), _WIDTH, _HEIGHT, axis="Number of schools", labels=0.2)


def _statements_chart(done: Written, words: tuple[str, str], size: Callable[[int], tuple[int, int]]) -> BarChart:
    """The answers by section, whose names are long, across the sheet; by benchmark beside the table of links."""
    kind, heading = words
    table = done.sheet.tables[2]
    places = [place for place, row in enumerate(table.rows) if row[1] == kind]
    rows = [table.rows[place] for place in places]
    used = [col for col in _ANSWERS_AT if any(row[col] for row in rows)]
    series = tuple(_series(done, 2, (places[0], places[-1]), (0, used), [row[2] for row in rows]))
    lines = (
        f"{row[0]}: {', '.join(f'{table.columns[col].header} {row[col]}' for col in used if row[col])}" for row in rows
    )
    said = f"Stacked bars: what schools say of the statements of each {kind.lower()}. {'; '.join(lines)}."
    return BarChart(heading, said, series, *size(len(rows)), "Percent of answers", shares=True, labels=0.36)


def _destinations_chart(done: Written, shown: ChartRows) -> BarChart:
    table, span = done.sheet.tables[shown.table], (shown.first, shown.last)
    rows = table.rows[shown.first : shown.last + 1]
    used = [col for col in shown.columns if any(isinstance(row[col], int) and row[col] for row in rows)]
    most = max(sum(value for col in used if isinstance(value := row[col], int)) for row in rows)
    series = tuple(_series(done, shown.table, span, (2, used), [most] * len(rows)))

    def told(row: Cells) -> list[int]:
        return [col for col in used if isinstance(row[col], int)]

    lines = (
        f"{year}: {', '.join(f'{table.columns[col].header} {row[col]}' for col in told(row)) or _NOTHING}"
        for year, row in zip(shown.years, rows, strict=True)
    )
    words = f"Stacked bars: where the leavers of each year were, {shown.label}. {'; '.join(lines)}. {shown.note}"
    heading = f"Leavers by year: {shown.label}"
    axis = "Number of leavers, rounded" if shown.note else "Number of leavers"
    return BarChart(heading, words.strip(), series, _WIDTH, _HEIGHT, axis=axis, labels=0.12)


def _series(
    done: Written, number: int, span: tuple[int, int], columns: tuple[int, Sequence[int]], wholes: Sequence[CellValue]
) -> Iterator[Series]:
    """A series a column of a table: the column of the labels, those of the figures; of what the bars are parts."""
    table, (labels, figures) = done.sheet.tables[number], columns
    rows = table.rows[span[0] : span[1] + 1]
    for place, col in enumerate(figures):
        name = table.columns[col].header
        slim = _slim((row[col], whole) for row, whole in zip(rows, wholes, strict=True))
        areas = done.area(number, span, labels), done.area(number, span, col)
        yield Series(name, *areas, part(_LOOKS.get(name, name), place), slim)


def _slim(parts: Iterable[tuple[CellValue, CellValue]]) -> frozenset[int]:
    """The places of figures that are too small a part of their whole to be written on it."""
    numbers = ((at, part, of) for at, (part, of) in enumerate(parts) if isinstance(part, int) and isinstance(of, int))
    return frozenset(at for at, part, of in numbers if part < _SLIM * of)
