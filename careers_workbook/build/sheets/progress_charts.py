"""The two charts of the Progress sheet: the answers of each section, and of all items together.

Enters: a page, the table of counts. Leaves: native charts over its cells. Must not know: how the counts are made.
"""

from careers_workbook.blocks import Block
from careers_workbook.build.job import Page
from careers_workbook.build.state import SectionState, counts
from careers_workbook.cells import a1_range, quoted
from careers_workbook.excel.charts import BarChart, Series
from careers_workbook.excel.theme import BARS

_BY_SECTION, _ALL, _HEIGHT, _GAP = 790, 470, 356, 12


def write_charts(page: Page, block: Block, counted: tuple[SectionState, ...]) -> None:
    """Both charts side by side where the plan has room for them."""
    row = page.plan.chart_row
    if row is None:
        return
    items = [item for section in counted for item in section.items]
    found = counts(items)
    said = ", ".join(f"{name} {found[name]}" for name in BARS)
    sections = _bars(
        page,
        block,
        (block.first_row, block.last_row - 1),
        "Answers by section",
        f"{len(counted)} sections, one bar each.",
    )
    every = _bars(page, block, (block.last_row, block.last_row), "All items together", f"When built: {said}.")
    page.out.chart((row, 0), BarChart(*sections, _BY_SECTION, _HEIGHT))
    page.out.chart((row, 0), BarChart(*every, _ALL, _HEIGHT), _BY_SECTION + _GAP)


def _bars(
    page: Page, block: Block, rows: tuple[int, int], title: str, said: str
) -> tuple[str, str, tuple[Series, ...]]:
    sheet = quoted(page.plan.title)

    def cells(col: int) -> str:
        return f"={sheet}!{a1_range((rows[0], col), (rows[1], col))}"

    series = tuple(Series(c.label, cells(0), cells(c.col)) for c in block.columns if c.label in BARS)
    return title, f"Stacked bars: {title.lower()}. {said} The table above has the same figures.", series
