"""The two charts of the Progress sheet: all answers together, and the answers of each section.

Enters: a page, the table of counts. Leaves: native charts over its cells. Must not know: how the counts are made.
"""

from careers_workbook.blanks.cached_values import SectionState, counts
from careers_workbook.blanks.job import Page
from careers_workbook.core.cells import Cell, a1_range, quoted
from careers_workbook.layout.places import Block
from careers_workbook.spreadsheet.write.charts import BarChart, Series
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT

_ANSWERS = ("Done", "In progress", "Not done", "Not applicable", "No answer yet", "Unclear")
"""The counts that add up to the number of items."""
_NARROW, _WIDTH = (424, 296), 1_270
"""Pixels: width and height of the chart beside the deadlines, width of the one across the sheet."""


def write_charts(page: Page, block: Block, counted: tuple[SectionState, ...]) -> None:
    """Both charts, where the plan has room for them."""
    columns = [column for column in block.columns if column.label in _ANSWERS]
    first, last = columns[0].col, columns[-1].col
    found = counts([item for section in counted for item in section.items])
    said = ", ".join(f"{name} {found[name]}" for name in _ANSWERS)
    names = _cells(page, (block.header_row, first), (block.header_row, last))
    figures = _cells(page, (block.last_row, first), (block.last_row, last))
    words = f"Bars: how many items have which answer. When built: {said}."
    together = BarChart("All items together", words, (Series("Items", names, figures),), *_NARROW)
    body = (block.first_row, block.last_row - 1)
    labels = _cells(page, (body[0], 0), (body[1], 0))
    series = tuple(Series(c.label, labels, _cells(page, (body[0], c.col), (body[1], c.col))) for c in columns)
    words = f"Stacked bars: the answers of each of {len(counted)} sections. The first table has the same figures."
    by_section = BarChart("Answers by section", words, series, _WIDTH, _room(page))
    for at, chart in zip(page.plan.charts, (together, by_section), strict=True):
        page.out.chart(at, chart)


def _room(page: Page) -> int:
    """The height that the plan leaves for the chart across the sheet, in pixels."""
    every = page.plan.blocks[-1]
    return ((every.heading_row or every.header_row) - page.plan.charts[-1][0] - 1) * LINE_HEIGHT


def _cells(page: Page, first: Cell, last: Cell) -> str:
    return f"={quoted(page.plan.title)}!{a1_range(first, last)}"
