"""Sections of items with the same answer columns, each section an Excel table with its heading above.

Enters: a page with a checklist. Leaves: its cells. Must not know: rows and columns other than the plan's.
"""

from careers_workbook.blanks.page import Look, Page, begin, body, table, table_widths
from careers_workbook.blanks.progress_figures import item_state, labels_by_group
from careers_workbook.blanks.question_cells import rule_for, write_answer
from careers_workbook.core.cells import Area, a1
from careers_workbook.core.text import show
from careers_workbook.layout.places import Block
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.sheets.checklist import ChecklistSheet, Item
from careers_workbook.spec.status import ROLES, WORDS, status_formula
from careers_workbook.spreadsheet.write.fit import Fit, row_height

_LEAST_ROW = 46
"""Pixels of an item's row: room for two lines, so that the cells to fill in do not look like one line only."""


def write(page: Page, sheet: ChecklistSheet) -> None:
    """The whole sheet."""
    columns = page.plan.blocks[0].columns
    widths = table_widths(columns, page.job.layout.spec)
    centred = [c.id for c in columns if c.id in {"ref", "status"} or (c.question and kind_of(c.question).centred)]
    look = Look(widths, centred, filters=True)
    begin(page, page.plan.title, widths)
    for block, section in zip(page.plan.blocks, sheet.sections, strict=True):
        table(page, block, f"{section.heading}: one statement a row.", look)
        for row, item in enumerate(section.items, block.first_row):
            _write_item(page, block, item, row)
            page.out.height(row, max(_LEAST_ROW, _height(page, item, widths)))
        _rules(page, block, section.items)
        if block.has("status"):
            _status(page, block, sheet, section.items)
    first = page.plan.blocks[0]
    if len(page.plan.blocks) == 1:
        page.out.freeze((first.first_row, 0))
    page.out.cursor((first.first_row, next(column.col for column in columns if column.question)))
    page.out.protect()


def _write_item(page: Page, block: Block, item: Item, row: int) -> None:
    page.out.text((row, block.col("ref")), item.ref, "ref")
    page.out.text((row, block.col("item")), item.text, "cell")
    for column in block.columns:
        if column.question:
            write_answer(page.out, (row, column.col), page.job.answer(item.ref, column.id), column.question)


def _height(page: Page, item: Item, widths: list[int]) -> int:
    block = page.plan.blocks[0]
    answers = (
        Fit(show(page.job.answer(item.ref, column.id)), widths[column.col])
        for column in block.columns
        if column.question
    )
    return row_height((Fit(item.text, widths[block.col("item")]), *answers))


def _rules(page: Page, block: Block, items: tuple[Item, ...]) -> None:
    """One rule for a whole column; an item with a hint of its own has its own."""
    for column in block.columns:
        if column.question is None:
            continue
        area = body(block, column.id)
        if kind_of(column.question).free_text:
            page.out.typed_text(area)
        if not any(item.hint for item in items):
            rows: list[tuple[Area, str | None]] = [(area, None)]
        else:
            rows = [
                (((row, column.col), (row, column.col)), item.hint) for row, item in enumerate(items, block.first_row)
            ]
        for cells, hint in rows:
            if check := rule_for(column.question, page.job.layout, hint):
                page.out.check(cells, check)


def _status(page: Page, block: Block, sheet: ChecklistSheet, items: tuple[Item, ...]) -> None:
    """The Status of each item as a formula with its value, in colour and word."""
    spec = page.job.layout.spec
    labels = labels_by_group(sheet, spec)
    for row, item in enumerate(items, block.first_row):
        cells = {role: a1(row, block.col(role)) for role in ROLES}
        state = item_state(page.job, labels, item.ref, item.text)
        formula = status_formula(cells, labels, spec.due_soon_days)
        page.out.formula((row, block.col("status")), formula, state.status, "status")
    page.out.colour_words(body(block, "status"), {word.word: word.style for word in WORDS})
