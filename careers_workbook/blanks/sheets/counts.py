"""Numbers of leavers by year, destination and checkpoint, where a Hub wants no row for any leaver.

Enters: a page with such a tracker. Leaves: its cells. Must not know: rows and columns other than the plan's.
"""

from collections.abc import Sequence

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.blanks.page import Look, Page, begin, body, table
from careers_workbook.blanks.question_cells import rule_for, write_answer
from careers_workbook.blanks.sheets.tracker import not_yet_words
from careers_workbook.layout.places import Block
from careers_workbook.spec.checkpoints import opens
from careers_workbook.spec.semantic_ids import ALL_KNOWN
from careers_workbook.spec.sheets.counts import CountRow, count_columns, destination_rows, year_rows
from careers_workbook.spec.sheets.leavers import timed
from careers_workbook.spec.sheets.list import TrackerSheet
from careers_workbook.spreadsheet.write.fit import Fit, row_height

_REF, _ITEM, _GROUP, _NUMBER = 150, 300, 118, 80


def write(page: Page, sheet: TrackerSheet) -> None:
    """The whole sheet."""
    spec = page.job.layout.spec
    first, *others = page.plan.blocks
    most = max(len(block.columns) for block in page.plan.blocks)
    widths = (_REF, _ITEM, _GROUP, *(_NUMBER for _ in range(most - 3)))
    begin(page, page.plan.title, widths)
    years = year_rows(sheet, spec)
    _table(page, first, years, Look(widths, ("ref", *_asked(first))))
    for block, year in zip(others, years, strict=True):
        look = Look(widths, ("ref", "counts_as", *_asked(block)))
        _table(page, block, destination_rows(sheet, spec, year.year), look)
        _grey(page, block, sheet, year)
    page.out.cursor((first.first_row, first.last_col))
    page.out.protect()


def _asked(block: Block) -> list[str]:
    return [column.id for column in block.columns if column.question]


def _table(page: Page, block: Block, rows: Sequence[CountRow], look: Look) -> None:
    out = page.out
    table(page, block, f"{block.heading}: numbers only.", look)
    for at, row in enumerate(rows, block.first_row):
        out.text((at, block.col("ref")), row.ref, "ref")
        out.text((at, block.col("item")), row.text, "cell")
        if row.option:
            group = row.option.group or row.option.label
            out.text((at, block.col("counts_as")), group[:1].upper() + group[1:], "middle")
        for column in block.columns:
            if column.question:
                write_answer(out, (at, column.col), page.job.answer(row.ref, column.id), column.question)
        out.height(at, row_height([Fit(row.text, look.widths[1]), Fit(row.ref, look.widths[0])]))
    for column in block.columns:
        if column.question and (check := rule_for(column.question, page.job.layout)):
            out.check(body(block, column.id), check)


def _grey(page: Page, block: Block, sheet: TrackerSheet, year: CountRow) -> None:
    """Columns of checkpoints that nobody can know yet, and the same in words beside the heading."""
    known = {question.id for question in timed(sheet, page.job.layout.spec)}
    for column in count_columns(sheet, page.job.layout.spec):
        day = opens(column.checkpoint.id, year.year.label)
        if column.checkpoint.id in known and day:
            page.out.colour_where(body(block, column.id), f.before(day), "not_yet")
    said_until = not_yet_words(sheet, page.job.layout.spec)
    words = [(day, word) for name, word in said_until if (day := opens(name, year.year.label))]
    if words and block.heading_row is not None:
        today = page.job.order.today
        said = next((word for day, word in words if today < day), ALL_KNOWN)
        page.out.formula((block.heading_row, block.col("counts_as")), f.known_since(words), said, "intro")
