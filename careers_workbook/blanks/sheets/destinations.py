"""Leavers by leaving year: numbers and percentages at each checkpoint, two charts. All of it live formulas.

Enters: a page with such a plan. Leaves: its cells, each formula with what it comes to on the day of building.
Must not know: rows and columns other than the plan's, how a figure is counted.
"""

from collections.abc import Sequence
from dataclasses import replace

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.blanks.leaver_figures import Figures, cohorts
from careers_workbook.blanks.leaver_formulas import source
from careers_workbook.blanks.page import Page, TableLook, begin, keep_whole, on_paper, table
from careers_workbook.blanks.progress_figures import same_as
from careers_workbook.core.cells import a1, fixed_row
from careers_workbook.core.days import DATE_FORMAT, serial
from careers_workbook.core.palette import YEARS, part
from careers_workbook.core.vocabulary import after_leaving
from careers_workbook.layout.places import Block
from careers_workbook.spec.semantic_ids import NO_ANSWER_YET
from careers_workbook.spec.sheets import destinations as lp
from careers_workbook.spec.sheets.counts import is_counted
from careers_workbook.spec.sheets.destinations import DestinationsSheet, counted_sheet
from careers_workbook.spec.sheets.leavers import LeaversSheet, asked_about
from careers_workbook.spreadsheet.write.charts import BarChart, Series
from careers_workbook.spreadsheet.write.fit import Fit
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT, PERCENT_FORMAT

_FIRST, _FIGURE, _EDGE = 290, 100, 14
"""Pixels: the columns, and the room between the charts that stand over them. A figure may be "no answer yet"."""
_FEW_FORMAT = '0%" (few)"'
_LONGEST = {lp.REMARK: f.FEW_LEAVERS, lp.IN_EET: NO_ANSWER_YET, lp.SUSTAINED: NO_ANSWER_YET}
"""Words that may stand in a row and need more than one line there; in a row that is not bold they need one."""
_STRONG = frozenset({lp.LEAVERS, lp.IN_EET, lp.SUSTAINED})


def write(page: Page, sheet: DestinationsSheet) -> None:
    """The whole sheet; where nobody is counted, only its title and introduction."""
    spec, plan, out = page.job.layout.spec, page.plan, page.out
    tracker = counted_sheet(sheet, spec)
    figures = _figures(page, tracker) if tracker and plan.blocks and plan.counted_row is not None else None
    counted = [(b.last_row + b.spare, b.rows * is_counted(tracker)) for b in _counted(page, tracker)] if tracker else []
    out.alike((sheet, spec), tuple(counted), lambda out: _for_every_school(replace(page, out=out), figures))
    on_paper(page)
    if figures and plan.counted_row is not None:
        out.comes_to((plan.counted_row, 1), serial(page.job.order.today))
        for key in figures.tables:
            _count(page, figures, key)
        write_charts(page, figures)
        keep_whole(page, None if figures.has_leavers else _at_a_glance(page))


def _for_every_school(page: Page, figures: Figures | None) -> None:
    plan, out = page.plan, page.out
    most = max((len(block.columns) for block in plan.blocks), default=1)
    widths = (_FIRST, *(_FIGURE for _ in range(most - 1)))
    begin(page, plan.title, widths)
    if figures and plan.counted_row is not None:
        out.text((plan.counted_row, 0), "Counted on", "plain")
        out.expect((plan.counted_row, 1), "=TODAY()", "plain", DATE_FORMAT)
        for key in figures.tables:
            _table(page, figures, key, widths)
    out.cursor((0, 0))
    out.protect()


def _at_a_glance(page: Page) -> int:
    """The last row of what stands above the tables of the checkpoints."""
    below = page.plan.blocks[1]
    return (below.heading_row or below.header_row) - 2


def _counted(page: Page, tracker: LeaversSheet) -> Sequence[Block]:
    """The tables of the sheet that is counted."""
    return next(plan for plan in page.job.layout.sheets if plan.sheet is tracker).blocks


def _figures(page: Page, tracker: LeaversSheet) -> Figures:
    layout = page.job.layout
    keys = [key for key, _, _ in lp.tables(tracker, layout.spec)]
    tables = dict(zip(keys, page.plan.blocks, strict=True))
    years = [column.label for column in tables[lp.OVERVIEW].columns if column.id.startswith("number")]
    found, today = cohorts(page.job, tracker), page.job.order.today
    return Figures(tables, tracker, years, found, source(layout, tracker), today)


def _table(page: Page, figures: Figures, key: str, widths: tuple[int, ...]) -> None:
    """One table: its rows in the order of the plan."""
    block, out = figures.tables[key], page.out
    look = TableLook([column.id for column in block.columns[1:]])
    table(page, block, f"{block.heading}: one figure a row, a leaving year a column.", look)
    for row, line in enumerate(block.keys, block.first_row):
        label = _label(figures, key, line)
        style = "total" if line in _STRONG else "cell"
        out.text((row, 0), label, style)
        longest = _LONGEST.get(line, "")
        out.fit(row, [Fit(label, widths[0], bold=line in _STRONG), Fit(longest, _FIGURE, centred=True)])
        if key == lp.OUTSIDE:
            out.expect((row, 1), figures.outside_formula(line), "middle", "0")
        else:
            _row(page, figures, key, line)
    if key != lp.OUTSIDE:
        first = (block.first_row, 1 + len(figures.years))
        test = f.few(a1(*first), fixed_row(block.row(lp.LEAVERS), 1))
        out.colour_where((first, (block.last_row, block.last_col)), test, "few", _FEW_FORMAT)


def _row(page: Page, figures: Figures, key: str, line: str) -> None:
    """A number and a percentage for each leaving year; in the last row a word for each."""
    block, years, out = figures.tables[key], len(figures.years), page.out
    row = block.row(line)
    style = "total_middle" if line in _STRONG else "middle"
    for year in range(years):
        number, percent = (row, 1 + year), (row, 1 + years + year)
        if line == lp.REMARK:
            out.expect(number, figures.remark_formula(key, year), style, "0")
            out.expect(percent, same_as(a1(*number)), style, "0")
        else:
            out.expect(number, figures.number_formula(key, line, year), style, "0")
            out.expect(percent, figures.percent_formula(key, line, year), style, PERCENT_FORMAT)


def _count(page: Page, figures: Figures, key: str) -> None:
    """What the formulas of one table come to."""
    block, years, out = figures.tables[key], len(figures.years), page.out
    for row, line in enumerate(block.keys, block.first_row):
        if key == lp.OUTSIDE:
            out.comes_to((row, 1), figures.outside(line))
            continue
        if line == lp.REMARK:
            shown: Sequence[str | float] = [figures.remark(key, year) for year in range(years)] * 2
        else:
            numbers = figures.numbers(key, line)
            shown = [*numbers, *figures.percents(key, line, numbers)]
        for col, value in enumerate(shown, 1):
            out.comes_to((row, col), value)


def _label(figures: Figures, key: str, line: str) -> str:
    """The words of a row. At a glance they say when."""
    asked = {one.id: after_leaving(one.id, one.label) for one in asked_about(figures.tracker)}
    first = lp.glance(figures.tracker)
    if key == lp.OVERVIEW and first and line in (lp.IN_EET, lp.NOT_KNOWN):
        said = lp.LABELS[lp.IN_EET].lower() if line == lp.IN_EET else "not known"
        return f"{after_leaving(first.id, first.label)}: {said}"
    if line in asked:
        return asked[line]
    name = line.removeprefix(lp.GROUP)
    return lp.LABELS.get(line, name[:1].upper() + name[1:])


_ROWS = 17
_WHY_NOT = (lp.BLANK, lp.UNCLEAR)


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
    years = page.cells((block.header_row, 1), (block.header_row, count))
    lines = [key for key in block.keys if key.startswith(lp.GROUP) or key in _WHY_NOT]
    series = tuple(
        Series(_name(key), years, page.cells((block.row(key), 1), (block.row(key), count)), part(_name(key), number))
        for number, key in enumerate(lines)
    )
    when = after_leaving(first.id, first.label)
    said = (
        f"Stacked bars, one for each leaving year: how many leavers were where. The table {when} has the same figures."
    )
    title = f"{when}: leavers of each year"
    return BarChart(title, said, series, *_size(page, 0, count), axis="Number of leavers", labels=0.12)


def _in_touch(page: Page, figures: Figures) -> BarChart | None:
    """How many of a hundred leavers the school still knows of, checkpoint by checkpoint."""
    block, count = figures.tables.get(lp.IN_TOUCH), len(figures.years)
    if block is None:
        return None
    rows = (block.row(lp.LEAVERS) + 1, block.row(lp.REMARK) - 1)
    labels = page.cells((rows[0], 0), (rows[1], 0))
    series = tuple(
        Series(year, labels, page.cells((rows[0], col), (rows[1], col)), YEARS[number % len(YEARS)])
        for number, (year, col) in enumerate(zip(figures.years, range(1 + count, 1 + 2 * count), strict=True))
    )
    said = (
        "Columns, one for each leaving year at each checkpoint: of how many of a hundred leavers the school knows "
        "where they are. The table Still in touch has the same figures."
    )
    return BarChart("Still in touch, in % of leavers", said, series, *_size(page, 1, count), axis="", upright=True)


def _name(key: str) -> str:
    name = key.removeprefix(lp.GROUP)
    return lp.LABELS.get(key, name[:1].upper() + name[1:])


def _size(page: Page, number: int, years: int) -> tuple[int, int]:
    """Width and height in pixels: both over the width of the tables, or each as wide as can be read."""
    corners = page.plan.charts
    height = _ROWS * LINE_HEIGHT
    if corners[0][0] == corners[1][0]:
        width = _FIRST + (years - 1) * _FIGURE if number == 0 else (years + 1) * _FIGURE
        return width - _EDGE, height
    return max(560, _FIRST + 2 * years * _FIGURE) - _EDGE, height
