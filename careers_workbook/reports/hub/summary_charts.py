"""The native charts of the Summary: returns by state, statements by section and benchmark, destinations by year.

Enters: the sheets as values, where their tables have been written. Leaves: charts over their cells, each with a text
that says what they show. Must not know: how the figures are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from careers_workbook.blanks.bars import BARS
from careers_workbook.core.cells import a1_range, quoted
from careers_workbook.reports.hub.destination_sheet import ChartRows
from careers_workbook.reports.hub.hub_sheet import CellValue, HubSheet, Placed, SheetTable
from careers_workbook.reports.hub.sheet_words import ANSWERS
from careers_workbook.reports.hub.summary_sheet import ANSWERS_AT, BENCHMARK, SECTION, STATES_FROM
from careers_workbook.spreadsheet.write.charts import BarChart, Series
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT
from careers_workbook.spreadsheet.write.writer import SheetWriter

_BESIDE, _WIDTH, _HEIGHT, _TALL = 4, 960, 285, 325
"""The column in which a chart beside a table begins; pixels."""
_WIDE, _BAR, _AROUND = 1_300, 34, 140
"""Pixels: a chart across the sheet, one of its bars, its title, axis and legend."""
_SLIM = 0.03
"""The share of a bar that has no room for a figure."""
_LOOKS = {"Blank": "No answer yet", "No answer": "No answer yet", "No entry": "No answer yet"}
_LABELS = 0.36
_HEADINGS = {SECTION: "Statements by section", BENCHMARK: "Statements by Gatsby Benchmark"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sheet that has been written, and where its tables stand."""

    sheet: HubSheet
    placed: tuple[Placed, ...]

    def area(self, table: int, rows: tuple[int, int], columns: tuple[int, int]) -> str:
        """A range of cells as charts want it; rows are counted from the first below the header."""
        first = self.placed[table].header_row + 1
        cells = a1_range((first + rows[0], columns[0]), (first + rows[1], columns[1]))
        return f"={quoted(self.sheet.tab)}!{cells}"


def draw(out: SheetWriter, summary: Drawn, leavers: Drawn, shown: ChartRows | None) -> None:
    """Every chart for which there are figures."""
    if summary.sheet.tables[0].rows[0][1]:
        out.chart((summary.placed[0].header_row - 1, _BESIDE), _returns(summary))
    row, table = summary.placed[-1].last_row + 2, summary.sheet.tables[2]
    if table.rows and table.rows[0][2]:
        if any(line[1] == BENCHMARK for line in table.rows):
            out.chart((summary.placed[1].header_row - 1, _BESIDE), _statements(summary, table, BENCHMARK))
        chart = _statements(summary, table, SECTION)
        out.chart((row, 0), chart)
        row += chart.height // LINE_HEIGHT + 2
    if shown:
        out.chart((row, 0), _destinations(leavers, shown))


def _returns(summary: Drawn) -> BarChart:
    rows = [row for row in summary.sheet.tables[0].rows if row[0] not in ("Expected", "Returned")][:6]
    span = (STATES_FROM, STATES_FROM + len(rows) - 1)
    said = ", ".join(f"{row[0]} {row[1]}" for row in rows)
    series = Series("Items", summary.area(0, span, (0, 0)), summary.area(0, span, (1, 1)), BARS["Items"])
    words = f"Bars: how many schools stand how. {said}."
    return BarChart("Schools by state", words, (series,), _WIDTH, _HEIGHT, axis="Number of schools", labels=0.2)


def _statements(summary: Drawn, table: SheetTable, kind: str) -> BarChart:
    """The answers by section, whose names are long, across the sheet; by benchmark beside the table of links."""
    places = [place for place, row in enumerate(table.rows) if row[1] == kind]
    span = (places[0], places[-1])
    names = [word for at, word in enumerate(ANSWERS.values()) if _any(table, places, ANSWERS_AT + at)]
    series = tuple(_answers(summary, table, span, word) for word in names)
    said = "; ".join(f"{table.rows[place][0]}: {_parts(table, place, names)}" for place in places)
    words, heading = (
        f"Stacked bars: what schools say of the statements of each {kind.lower()}. {said}.",
        _HEADINGS[kind],
    )
    wide = kind == SECTION
    width, height = (_WIDE, _AROUND + _BAR * len(places)) if wide else (_WIDTH, _TALL)
    return BarChart(heading, words, series, width, height, "Percent of answers", shares=True, labels=_LABELS)


def _answers(summary: Drawn, table: SheetTable, span: tuple[int, int], word: str) -> Series:
    col = ANSWERS_AT + tuple(ANSWERS.values()).index(word)
    labels, figures = summary.area(2, span, (0, 0)), summary.area(2, span, (col, col))
    rows = table.rows[span[0] : span[1] + 1]
    return Series(word, labels, figures, BARS[_LOOKS.get(word, word)], _slim([(row[col], row[2]) for row in rows]))


def _slim(parts: Sequence[tuple[CellValue, CellValue]]) -> frozenset[int]:
    """The places of figures that are too small a part of their whole to be written on it."""
    pairs = ((at, part, of) for at, (part, of) in enumerate(parts))
    return frozenset(
        at for at, part, of in pairs if isinstance(part, int) and isinstance(of, int) and part < _SLIM * of
    )


def _any(table: SheetTable, places: Sequence[int], col: int) -> bool:
    return any(table.rows[place][col] for place in places)


def _parts(table: SheetTable, place: int, names: Sequence[str]) -> str:
    at = {word: ANSWERS_AT + number for number, word in enumerate(ANSWERS.values())}
    return ", ".join(f"{word} {table.rows[place][at[word]]}" for word in names if table.rows[place][at[word]])


def _destinations(leavers: Drawn, shown: ChartRows) -> BarChart:
    table = leavers.sheet.tables[shown.table]
    names = [column.header for column in table.columns]
    span = (shown.first, shown.last)
    rows = table.rows[span[0] : span[1] + 1]
    used = [col for col in shown.columns if any(row[col] for row in rows)]
    most = max(sum(value for col in used if isinstance(value := row[col], int)) for row in rows)
    series = tuple(
        Series(
            names[col],
            leavers.area(shown.table, span, (2, 2)),
            leavers.area(shown.table, span, (col, col)),
            BARS[_LOOKS.get(names[col], names[col])],
            _slim([(row[col], most) for row in rows]),
        )
        for col in used
    )
    lines = (
        f"{year}: {', '.join(f'{names[col]} {table.rows[span[0] + at][col]}' for col in used)}"
        for at, year in enumerate(shown.years)
    )
    words = f"Stacked bars: where the leavers of each year were, {shown.label}. {'; '.join(lines)}."
    heading = f"Leavers by year: {shown.label}"
    return BarChart(heading, words, series, _WIDTH, _HEIGHT, axis="Number of leavers", labels=0.12)
