"""Leavers over years: a table with prepared rows that may grow, so this sheet is not protected.

Enters: a page with a tracker. Leaves: its cells. What cannot be known yet is greyed, and a last column says so in
words. Must not know: rows and columns other than the plan's.
"""

from collections.abc import Sequence

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.blanks.leaver_figures import known_words
from careers_workbook.blanks.page import Look, Page, begin, body, table, table_widths
from careers_workbook.blanks.progress_figures import trimmed
from careers_workbook.blanks.question_cells import cut, look_of, rule_for, write_answer
from careers_workbook.core.cells import fixed_column
from careers_workbook.core.text import show
from careers_workbook.layout.places import Block
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.checkpoints import WINDOWS, YEAR, Day
from careers_workbook.spec.model import Spec
from careers_workbook.spec.semantic_ids import KNOWN, NOT_YET
from careers_workbook.spec.sheets.leavers import timed
from careers_workbook.spec.sheets.list import TrackerSheet
from careers_workbook.spreadsheet.write.fit import Fit, row_height

_LONGEST = 60
"""Characters of a checkpoint's heading that are repeated in a row."""
_STRUCTURED = frozenset("[]#'@")
"""What a reference to a table column by its heading cannot hold as it is."""


def write(page: Page, sheet: TrackerSheet) -> None:
    """The whole sheet."""
    out, block, spec = page.out, page.plan.blocks[0], page.job.layout.spec
    widths = table_widths(block.columns, spec)
    words = _words(page, sheet)
    begin(page, page.plan.title, widths)
    look = Look(widths, ("ref",), filters=True, formulas=_grown(block, words))
    what = "one leaver a row, known by a running reference only" if sheet.about_people else "one line a row"
    table(page, block, f"{page.plan.title}: {what}.", look)
    for row, ref in enumerate(block.keys, block.first_row):
        out.text((row, block.col("ref")), ref, "ref_open")
        fits = []
        for column in block.columns:
            if column.question:
                value = page.job.answer(ref, column.id)
                write_answer(out, (row, column.col), value, column.question)
                fits.append(Fit(show(value), widths[column.col]))
        if words:
            said = known_words(trimmed(page.job.answer(ref, YEAR)), words, page.job.order.today)
            year = fixed_column(row, block.col(YEAR))
            out.formula((row, block.col(KNOWN)), f.known(year, words), said, "known")
            fits.append(Fit(said, widths[block.col(KNOWN)]))
        out.height(row, row_height(fits))
    _rules(page, block, widths)
    _grey(page, block, sheet)
    out.freeze((block.first_row, 1))
    out.cursor((block.first_row, 1))


def _rules(page: Page, block: Block, widths: list[int]) -> None:
    """What cells accept and how they look, below the table too: it grows when somebody types there."""
    out = page.out
    for column in block.columns:
        if column.question is None:
            continue
        _, number_format = look_of(column.question)
        out.column(column.col, widths[column.col], "plain_open", number_format)
        if check := rule_for(column.question, page.job.layout):
            out.check(((block.first_row, column.col), (block.last_row + block.spare, column.col)), check)
        if kind_of(column.question).free_text:
            out.typed_text(body(block, column.id))


def _grey(page: Page, block: Block, sheet: TrackerSheet) -> None:
    """Cells of checkpoints that cannot be known yet, by the leaving year of their row and the day."""
    for question in timed(sheet, page.job.layout.spec):
        col, year = block.col(question.id), fixed_column(block.first_row, block.col(YEAR))
        cells = ((block.first_row, col), (block.last_row + block.spare, col))
        page.out.colour_where(cells, f.too_early(year, WINDOWS[question.id].opens), "not_yet")
    if block.has(KNOWN):
        page.out.own_formulas(body(block, KNOWN))


def not_yet_words(sheet: TrackerSheet, spec: Spec) -> list[tuple[str, str]]:
    """What is said until a checkpoint can be known, by its id, in the order of time."""
    asked = timed(sheet, spec)
    later = [" and later"] * (len(asked) - 1) + [""]
    said = (f"{NOT_YET}{cut(question.label, _LONGEST)}{more}" for question, more in zip(asked, later, strict=False))
    return [(question.id, words) for question, words in zip(asked, said, strict=True)]


def _words(page: Page, sheet: TrackerSheet) -> list[tuple[Day, str]]:
    """Until which day a row says what."""
    return [(WINDOWS[name].opens, words) for name, words in not_yet_words(sheet, page.job.layout.spec)]


def _grown(block: Block, words: Sequence[tuple[Day, str]]) -> dict[str, str]:
    """The formula of rows that the table grows by, in Excel's own words for "this row".

    LibreOffice reads these words too (7.4, with the name of the table); other programs do not, so cells have A1.
    """
    heading = next((" ".join(column.label.split()) for column in block.columns if column.id == YEAR), "")
    if not words or _STRUCTURED & set(heading):
        return {}
    return {KNOWN: f.known(f"{block.name}[[#This Row],[{heading}]]", words)}
