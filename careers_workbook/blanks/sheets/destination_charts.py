"""The two charts about leavers: where each year went, and with how many the school is still in touch.

Enters: a page, its figures. Leaves: native charts over its cells. Must not know: how the figures are counted.
"""

from careers_workbook.blanks.job import Page
from careers_workbook.blanks.leaver_figures import Figures
from careers_workbook.core.cells import Cell, a1_range, quoted
from careers_workbook.spec.sheets import destinations as lp
from careers_workbook.spreadsheet.write.charts import BarChart, Series
from careers_workbook.spreadsheet.write.theme import BARS, LINE_HEIGHT

_FIRST, _FIGURE, _EDGE = 310, 97, 14
"""Pixels: the columns over which the charts stand, and the room between them."""
_ROWS = 17
_YEARS = ("Year a", "Year b", "Year c", "Year d", "Year e")
_OTHERS = ("Group a", "Group b")
_NAMED = {lp.BLANK: "No answer yet", lp.UNCLEAR: "Unclear"}


def write_charts(page: Page, figures: Figures) -> None:
    """Both charts, where the plan has room for them."""
    charts = [chart for chart in (_where(page, figures), _in_touch(page, figures)) if chart]
    for at, chart in zip(page.plan.charts, charts, strict=False):
        page.out.chart(at, chart)


def _where(page: Page, figures: Figures) -> BarChart | None:
    """Where the leavers of each year were at the first checkpoint after leaving, as stacked bars."""
    first, count = lp.glance(figures.tracker), len(figures.years)
    if first is None:
        return None
    block = figures.tables[first.id]
    years = _cells(page, (block.header_row, 1), (block.header_row, count))
    lines = [key for key in block.keys if key.startswith(lp.GROUP) or key in _NAMED]
    series = tuple(
        Series(_name(key), years, _cells(page, (block.row(key), 1), (block.row(key), count)), _bar(key, number))
        for number, key in enumerate(lines)
    )
    said = f"Stacked bars, one for each leaving year: how many leavers were where. {_said(figures, first.id)}"
    title = f"{first.label}: leavers of each year"
    return BarChart(title, said, series, *_size(page, 0, count), axis="Number of leavers", labels=0.12)


def _in_touch(page: Page, figures: Figures) -> BarChart | None:
    """How many of a hundred leavers the school still knows of, checkpoint by checkpoint."""
    block, count = figures.tables.get(lp.IN_TOUCH), len(figures.years)
    if block is None:
        return None
    rows = (block.row(lp.LEAVERS) + 1, block.row(lp.REMARK) - 1)
    labels = _cells(page, (rows[0], 0), (rows[1], 0))
    series = tuple(
        Series(year, labels, _cells(page, (rows[0], col), (rows[1], col)), _YEARS[number % len(_YEARS)])
        for number, (year, col) in enumerate(zip(figures.years, range(1 + count, 1 + 2 * count), strict=True))
    )
    said = (
        "Columns, one for each leaving year at each checkpoint: of how many of a hundred leavers the school knows "
        "where they are. The table Still in touch has the same figures."
    )
    return BarChart("Still in touch, in % of leavers", said, series, *_size(page, 1, count), axis="", upright=True)


def _said(figures: Figures, table: str) -> str:
    block = figures.tables[table]
    parts = []
    for year, label in enumerate(figures.years):
        numbers = ((key, figures.number(table, key, year).value) for key in block.keys if key.startswith(lp.GROUP))
        here = ", ".join(f"{_name(key)} {number}" for key, number in numbers if number)
        parts.append(f"{label}: {here or 'nobody'}")
    return f"When built: {'; '.join(parts)}."


def _name(key: str) -> str:
    name = key.removeprefix(lp.GROUP)
    return lp.LABELS.get(key, name[:1].upper() + name[1:])


def _bar(key: str, number: int) -> str:
    name = _NAMED.get(key, _name(key))
    return name if name in BARS else _OTHERS[number % len(_OTHERS)]


def _size(page: Page, number: int, years: int) -> tuple[int, int]:
    """Width and height in pixels: both over the width of the tables, or each as wide as can be read."""
    corners = page.plan.charts
    height = _ROWS * LINE_HEIGHT
    if corners[0][0] == corners[1][0]:
        width = _FIRST + (years - 1) * _FIGURE if number == 0 else (years + 1) * _FIGURE
        return width - _EDGE, height
    return max(560, _FIRST + 2 * years * _FIGURE) - _EDGE, height


def _cells(page: Page, first: Cell, last: Cell) -> str:
    return f"={quoted(page.plan.title)}!{a1_range(first, last)}"
