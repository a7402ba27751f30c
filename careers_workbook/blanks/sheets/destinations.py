"""Leavers by leaving year: numbers and percentages at each checkpoint, two charts. All of it live formulas.

Enters: a page with such a plan. Leaves: its cells, each formula with what it comes to on the day of building.
Must not know: rows and columns other than the plan's, how a figure is counted.
"""

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.blanks.cached_cohorts import cohorts
from careers_workbook.blanks.job import Page
from careers_workbook.blanks.leaver_figures import Figure, Figures
from careers_workbook.blanks.leaver_sources import source
from careers_workbook.blanks.page import Look, begin, keep_whole, table
from careers_workbook.blanks.sheets.destination_charts import write_charts
from careers_workbook.core.cells import Cell, a1, fixed_row
from careers_workbook.core.days import DATE_FORMAT, serial
from careers_workbook.spec.sheets import destinations as lp
from careers_workbook.spec.sheets.destinations import DestinationsSheet, counted_sheet
from careers_workbook.spec.sheets.leavers import asked_about
from careers_workbook.spec.sheets.list import TrackerSheet
from careers_workbook.spreadsheet.write.fit import Fit, row_height
from careers_workbook.spreadsheet.write.theme import PERCENT_FORMAT

_FIRST, _FIGURE = 310, 97
_FEW_FORMAT = '0%" (few)"'
_STRONG = frozenset({lp.LEAVERS, lp.IN_EET, lp.SUSTAINED})


def write(page: Page, sheet: DestinationsSheet) -> None:
    """The whole sheet; where nobody is counted, only its title and introduction."""
    spec, plan, out = page.job.layout.spec, page.plan, page.out
    tracker = counted_sheet(sheet, spec)
    most = max((len(block.columns) for block in plan.blocks), default=1)
    widths = (_FIRST, *(_FIGURE for _ in range(most - 1)))
    begin(page, plan.title, widths)
    if tracker and plan.blocks and plan.counted_row is not None:
        out.text((plan.counted_row, 0), "Counted on", "plain")
        out.formula((plan.counted_row, 1), "=TODAY()", serial(page.job.order.today), "plain", DATE_FORMAT)
        figures = _figures(page, tracker)
        for key in figures.tables:
            _table(page, figures, key, widths)
        write_charts(page, figures)
        keep_whole(page)
    out.cursor((0, 0))
    out.protect()


def _figures(page: Page, tracker: TrackerSheet) -> Figures:
    layout = page.job.layout
    keys = [key for key, _, _ in lp.tables(tracker, layout.spec)]
    tables = dict(zip(keys, page.plan.blocks, strict=True))
    years = [column.label for column in tables[lp.OVERVIEW].columns if column.id.startswith("number")]
    return Figures(tables, tracker, years, cohorts(page.job, tracker), source(layout, tracker), page.job.order.today)


def _table(page: Page, figures: Figures, key: str, widths: tuple[int, ...]) -> None:
    """One table: its rows in the order of the plan."""
    block, out = figures.tables[key], page.out
    look = Look(widths, [column.id for column in block.columns[1:]])
    table(page, block, f"{block.heading}: one figure a row, a leaving year a column.", look)
    for row, line in enumerate(block.keys, block.first_row):
        label = _label(figures, key, line)
        style = "total" if line in _STRONG else "cell"
        out.text((row, 0), label, style)
        longest = f.FEW_LEAVERS if line == lp.REMARK else ""
        out.height(row, row_height([Fit(label, widths[0], bold=line in _STRONG), Fit(longest, _FIGURE)]))
        if key == lp.OUTSIDE:
            _write(page, (row, 1), figures.outside(line), "middle")
        else:
            _row(page, figures, key, line)
    if key != lp.OUTSIDE:
        first = (block.first_row, 1 + len(figures.years))
        test = f.few(a1(*first), fixed_row(block.row(lp.LEAVERS), 1))
        out.colour_where((first, (block.last_row, block.last_col)), test, "few", _FEW_FORMAT)


def _row(page: Page, figures: Figures, key: str, line: str) -> None:
    """A number and a percentage for each leaving year; in the last row a word for each."""
    block, years = figures.tables[key], len(figures.years)
    row = block.row(line)
    style = "total_middle" if line in _STRONG else "middle"
    for year in range(years):
        if line == lp.REMARK:
            remark = figures.remark(key, year)
            _write(page, (row, 1 + year), remark, style)
            _write(page, (row, 1 + years + year), Figure(f.same_as(a1(row, 1 + year)), remark.value), style)
        else:
            _write(page, (row, 1 + year), figures.number(key, line, year), style)
            _write(page, (row, 1 + years + year), figures.percent(key, line, year), style, PERCENT_FORMAT)


def _write(page: Page, at: Cell, figure: Figure, style: str, number_format: str = "0") -> None:
    page.out.formula(at, figure.formula, figure.value, style, number_format)


def _label(figures: Figures, key: str, line: str) -> str:
    """The words of a row. At a glance they say when."""
    asked = {question.id: question.label for question in asked_about(figures.tracker)}
    first = lp.glance(figures.tracker)
    if key == lp.OVERVIEW and first and line in (lp.IN_EET, lp.NOT_KNOWN):
        said = lp.LABELS[lp.IN_EET].lower() if line == lp.IN_EET else "not known"
        return f"{first.label}: {said}"
    if line in asked:
        return asked[line]
    name = line.removeprefix(lp.GROUP)
    return lp.LABELS.get(line, name[:1].upper() + name[1:])
