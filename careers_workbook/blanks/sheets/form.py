"""Label / answer pairs, prefilled with what is known about the school.

Enters: a page with a form. Leaves: its cells. Must not know: rows and columns other than the plan's.
"""

from careers_workbook.blanks.page import Look, Page, begin, table
from careers_workbook.blanks.question_cells import rule_for, write_answer
from careers_workbook.core.text import show
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.sheets.form import FormField, FormSheet
from careers_workbook.spreadsheet.write.fit import Fit, row_height

_WIDTHS = (58, 430, 700)
_LOOK = Look(_WIDTHS, ("ref",))


def write(page: Page, sheet: FormSheet) -> None:
    """The whole sheet."""
    begin(page, page.plan.title, _WIDTHS)
    out, block = page.out, page.plan.blocks[0]
    table(page, block, f"{page.plan.title}: one detail a row; the answer goes in the last column.", _LOOK)
    answer_col = block.col("answer")
    for row, field in enumerate(sheet.fields, block.first_row):
        value = _value(page, field)
        out.text((row, block.col("ref")), field.ref, "ref")
        out.text((row, block.col("item")), field.label, "cell")
        write_answer(out, (row, answer_col), value, field)
        if check := rule_for(field, page.job.layout):
            out.check(((row, answer_col), (row, answer_col)), check)
        fits = (Fit(field.label, _WIDTHS[block.col("item")]), Fit(show(value), _WIDTHS[answer_col]))
        out.height(row, row_height(fits))
    out.typed_text(((block.first_row, answer_col), (block.last_row, answer_col)))
    out.cursor((block.first_row, answer_col))
    out.protect()


def _value(page: Page, field: FormField) -> AnswerValue | None:
    """The answer given, else what the school's own details say."""
    if (field.ref, "answer") in page.job.answers:
        return page.job.answer(field.ref, "answer")
    if field.prefill is None:
        return None
    known = page.job.school.detail(field.prefill)
    return kind_of(field).to_cell(known) if known else None
