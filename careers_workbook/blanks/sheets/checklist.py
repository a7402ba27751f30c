"""Checklists: the Status of each item is a formula, shown in colour and word.

Enters: a page with a checklist. Leaves: its cells. Must not know: rows and columns other than the plan's.
"""

from careers_workbook.blanks.page import Page, body
from careers_workbook.blanks.progress_figures import item_states, labels_by_group
from careers_workbook.blanks.sheets import tables
from careers_workbook.core.cells import a1
from careers_workbook.layout.places import Block
from careers_workbook.spec.model import DeclaredRow
from careers_workbook.spec.sheets.checklist import STATUS, ChecklistSheet, has_status
from careers_workbook.spec.status import ROLES, WORDS, status_formula


def write(page: Page, sheet: ChecklistSheet) -> None:
    """The whole sheet."""
    if not has_status(sheet):
        tables.write(page)
        return
    spec = page.job.layout.spec
    labels, states = labels_by_group(sheet, spec), item_states(page.job)

    def formula(block: Block, row: int) -> str:
        cells = {role: a1(row, block.col(role)) for role in ROLES}
        return status_formula(cells, labels, spec.due_soon_days)

    def status(line: DeclaredRow) -> str:
        return states[line.ref].status

    tables.write(page, {STATUS: tables.Computed("bold_middle", formula, status)})
    for block in page.plan.blocks:
        page.out.colour_words(body(block, STATUS), {word.word: word.style for word in WORDS})
