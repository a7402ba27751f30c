"""Leavers over years, as rows or as numbers: what cannot be known yet is greyed, and said in words.

Enters: a page with such a sheet. Leaves: its cells. Must not know: rows and columns other than the plan's.
"""

import datetime as dt
from collections.abc import Sequence

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.blanks.leaver_figures import known_words
from careers_workbook.blanks.page import Page, body
from careers_workbook.blanks.progress_figures import trimmed
from careers_workbook.blanks.sheets import tables
from careers_workbook.core.cells import fixed_column
from careers_workbook.core.text import cut
from careers_workbook.layout.places import Block
from careers_workbook.spec.checkpoints import WINDOWS, YEAR, Day, opens
from careers_workbook.spec.model import DeclaredRow, Spec
from careers_workbook.spec.semantic_ids import ALL_KNOWN, KNOWN, NOT_YET
from careers_workbook.spec.sheets.counts import CountsSheet, count_columns, year_rows
from careers_workbook.spec.sheets.leavers import LeaversSheet, timed

_LONGEST = 60
"""Characters of a checkpoint's heading that are repeated in a row."""
_STRUCTURED = frozenset("[]#'@")
"""What a reference to a table column by its heading cannot hold as it is."""


def write_rows(page: Page, sheet: LeaversSheet) -> None:
    """The whole sheet, a row a leaver."""
    block, words = page.plan.blocks[0], _until(sheet, page.job.layout.spec)
    if not words:
        tables.write(page)
        return
    days = [(WINDOWS[name].opens, said) for name, said in words]

    def formula(block: Block, row: int) -> str:
        return f.known(fixed_column(row, block.col(YEAR)), days)

    def known(line: DeclaredRow) -> str:
        return known_words(trimmed(page.job.answer(line.ref, YEAR)), days, page.job.order.today)

    tables.write(page, {KNOWN: tables.Computed("grey_open", formula, known, _grown(block, days))})
    for name, _ in words:
        col, year = block.col(name), fixed_column(block.first_row, block.col(YEAR))
        cells = ((block.first_row, col), (block.last_row + block.spare, col))
        page.out.colour_where(cells, f.too_early(year, WINDOWS[name].opens), "greyed_out")
    page.out.own_formulas(body(block, KNOWN))


def write_counts(page: Page, sheet: CountsSheet) -> None:
    """The whole sheet, a number for each year, destination and checkpoint."""
    tables.write(page)
    spec = page.job.layout.spec
    words = _until(sheet, spec)
    for block, row in zip(page.plan.blocks[1:], year_rows(sheet, spec), strict=True):
        days = {name: day for name, _ in words if (day := opens(name, row.year.label))}
        for column in count_columns(sheet, spec):
            if day := days.get(column.checkpoint.id):
                page.out.colour_where(body(block, column.id), f.before(day), "greyed_out")
        _say_until(page, block, [(days[name], said) for name, said in words if name in days])


def _say_until(page: Page, block: Block, words: Sequence[tuple[dt.date, str]]) -> None:
    """What cannot be known yet, beside the heading."""
    if words and block.heading_row is not None:
        said = next((said for day, said in words if page.job.order.today < day), ALL_KNOWN)
        page.out.formula((block.heading_row, block.col("counts_as")), f.known_since(words), said, "intro")


def _until(sheet: LeaversSheet, spec: Spec) -> list[tuple[str, str]]:
    """What is said until a checkpoint can be known, by its id, in the order of time."""
    asked = timed(sheet, spec)
    later = [" and later"] * (len(asked) - 1) + [""]
    said = (f"{NOT_YET}{cut(question.label, _LONGEST)}{more}" for question, more in zip(asked, later, strict=False))
    return [(question.id, words) for question, words in zip(asked, said, strict=True)]


def _grown(block: Block, words: Sequence[tuple[Day, str]]) -> str:
    """The formula of rows that the table grows by, in Excel's own words for "this row".

    LibreOffice reads these words too (7.4, with the name of the table); other programs do not, so cells have A1.
    """
    heading = next(" ".join(column.label.split()) for column in block.columns if column.id == YEAR)
    if _STRUCTURED & set(heading):
        return ""
    return f.known(f"{block.name}[[#This Row],[{heading}]]", words)
