"""Leavers over years: a table with prepared rows that may grow, so this sheet is not protected.

Enters: a page with a tracker. Leaves: its cells. Must not know: rows and columns other than the plan's.
"""

from careers_workbook.build.fit import Fit, row_height
from careers_workbook.build.job import Page
from careers_workbook.build.page import Look, begin, body, table
from careers_workbook.build.questions import look_of, rule_for, write_answer
from careers_workbook.build.widths import table_widths
from careers_workbook.spec.kinds import show


def write(page: Page) -> None:
    """The whole sheet."""
    out, block, spec = page.out, page.plan.blocks[0], page.job.layout.spec
    widths = table_widths(block.columns, spec)
    look = Look(widths, ("ref",), filters=True)
    begin(page, page.plan.title, widths)
    table(page, block, f"{page.plan.title}: one leaver a row, known by a running reference only.", look)
    for row, ref in enumerate(block.keys, block.first_row):
        out.text((row, block.col("ref")), ref, "ref_open")
        answers = [(column, page.job.answer(ref, column.id)) for column in block.columns if column.question]
        for column, value in answers:
            if column.question:
                write_answer(out, (row, column.col), value, column.question)
        out.height(row, row_height(Fit(show(value), widths[column.col]) for column, value in answers))
    for column in block.columns:
        if column.question is None:
            continue
        _, number_format = look_of(column.question)
        out.column(column.col, widths[column.col], "plain_open", number_format)
        if check := rule_for(column.question, page.job.layout):
            out.check(((block.first_row, column.col), (block.last_row + block.spare, column.col)), check)
        if column.question.answer == "text":
            out.typed_text(body(block, column.id))
    out.freeze((block.first_row, 1))
    out.cursor((block.first_row, 1))
