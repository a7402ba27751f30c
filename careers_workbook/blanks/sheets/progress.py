"""How far the school is: counts by section, the next deadlines, every item, two charts. All of it live formulas.

Enters: a page with the Progress plan. Leaves: its cells, each formula with what it comes to on the day of building.
Must not know: rows and columns other than the plan's, the wording of formulas.
"""

from collections.abc import Sequence
from dataclasses import replace

from careers_workbook.blanks import progress_figures as f
from careers_workbook.blanks.page import Page, TableLook, begin, body, keep_whole, on_paper, table
from careers_workbook.core.cells import a1, a1_range, quoted
from careers_workbook.core.days import DATE_FORMAT, serial
from careers_workbook.core.palette import ANSWERS, ONE
from careers_workbook.core.vocabulary import (
    DONE,
    DUE_SOON,
    NO_ANSWER,
    NOT_APPLICABLE,
    OVERDUE,
    STATEMENTS,
    UNCLEAR,
)
from careers_workbook.layout.places import Block
from careers_workbook.spec.sheets.checklist import ChecklistSheet, short_names
from careers_workbook.spec.sheets.progress import COUNTS, ProgressSheet
from careers_workbook.spec.status import WORDS
from careers_workbook.spreadsheet.write.charts import BarChart, Series
from careers_workbook.spreadsheet.write.fit import Fit, row_height
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT, PERCENT_FORMAT

_FIRST = 470
_WIDTHS = (_FIRST, 92, 94, 106, 76, 80, 72, 70, 72, 76, 70)
"""Wide enough for the words of every table that stands on these columns."""
_COUNTS = (STATEMENTS, *COUNTS)
_MIDDLE = ("ref", "deadline", "status", "time_left")
_SHOWN = {
    "statement": ("cell", "General"),
    "ref": ("middle", "General"),
    "deadline": ("middle", DATE_FORMAT),
    "status": ("bold_middle", "General"),
}
"""What the queue says of an item: style and number format."""
_THERE = ("item", "ref", "deadline", "status")
"""The columns of a checklist that the list of every item shows."""
_NO_DEADLINES, _NO_MORE = "No open statement has a deadline yet", "No more deadlines"


def write(page: Page, sheet: ProgressSheet) -> None:
    """The whole sheet; where no checklist counts towards progress, only its title and introduction."""
    spec, counted = page.job.layout.spec, f.sections(page.job)
    page.out.alike((sheet, spec), "progress", lambda out: _for_every_school(replace(page, out=out), counted))
    on_paper(page)
    if page.plan.blocks and page.plan.counted_row is not None:
        by_section, deadlines, every = page.plan.blocks
        page.out.comes_to((page.plan.counted_row, 1), serial(page.job.order.today))
        _count(page, by_section, counted)
        items = [item for section in counted for item in section.items]
        queue = f.in_queue(items)
        _queue(page, deadlines, queue)
        _list(page, every, items, queue)
        write_charts(page, by_section)
        keep_whole(page, deadlines.last_row)  # the list of every statement is printed with the checklists


def _for_every_school(page: Page, counted: tuple[f.SectionState, ...]) -> None:
    begin(page, page.plan.title, _WIDTHS)
    if page.plan.blocks and page.plan.counted_row is not None:
        page.out.text((page.plan.counted_row, 0), "Counted on", "plain")
        page.out.expect((page.plan.counted_row, 1), "=TODAY()", "plain", DATE_FORMAT)
        by_section, deadlines, every = page.plan.blocks
        _write_counts(page, by_section, counted)
        _write_deadlines(page, deadlines, every, [item for section in counted for item in section.items])
        _write_every(page, every, counted)
    page.out.cursor((0, 0))
    page.out.protect()


def _range(section: f.SectionState, column_id: str) -> str:
    return a1_range(*body(section.block, column_id), section.plan.title)


def _write_counts(page: Page, block: Block, counted: tuple[f.SectionState, ...]) -> None:
    figures = [column.id for column in block.columns[1:]]
    table(page, block, "Answers of each section, counted; the last row counts all of them.", TableLook(figures))
    names = short_names(page.job.layout.spec)
    for row, section in enumerate(counted, block.first_row):
        name = names[section.plan.title, section.block.heading]
        page.out.text((row, 0), name, "cell")
        for name, formula in _section_formulas(page, section, block, row).items():
            page.out.expect((row, _col(block, name)), formula, "middle")
        _write_share(page, block, row, "middle")
        page.out.fit(row, [Fit(name, _FIRST)])
    page.out.text((block.last_row, 0), "All", "total")
    for name in _COUNTS:
        col = _col(block, name)
        cells = a1_range((block.first_row, col), (block.last_row - 1, col))
        page.out.expect((block.last_row, col), f.total(cells), "total_middle")
    page.out.fit(block.last_row, [])
    _write_share(page, block, block.last_row, "total_middle")


def _count(page: Page, block: Block, counted: tuple[f.SectionState, ...]) -> None:
    """What the counts come to: those of each section, those of all."""
    every = [item for section in counted for item in section.items]
    for row, items in enumerate((*(section.items for section in counted), every), block.first_row):
        found = {STATEMENTS: len(items), **f.counts(items)}
        for name in _COUNTS:
            page.out.comes_to((row, _col(block, name)), found[name])
        page.out.comes_to((row, block.last_col), f.percent_done(found))


def _section_formulas(page: Page, section: f.SectionState, block: Block, row: int) -> dict[str, str]:
    """Heading -> formula, for every count of one section."""
    sheet = section.plan.sheet
    if not isinstance(sheet, ChecklistSheet):
        raise TypeError(section.plan.title)
    answers, status = _range(section, "completed"), _range(section, "status")
    labels = f.labels_by_group(sheet, page.job.layout.spec)
    first, last = _col(block, DONE), _col(block, NO_ANSWER)
    return {
        STATEMENTS: f.rows(answers),
        **{name: f.count_answer(answers, labels[group]) for group, name in f.GROUP_COUNTS.items()},
        NO_ANSWER: f.count_blank(answers),
        UNCLEAR: f.rest(a1(row, _col(block, STATEMENTS)), f"{a1(row, first)}:{a1(row, last)}"),
        OVERDUE: f.count_word(status, OVERDUE),
        DUE_SOON: f.count_word(status, DUE_SOON),
    }


def _write_share(page: Page, block: Block, row: int, style: str) -> None:
    done, items, not_applicable = (a1(row, _col(block, name)) for name in (DONE, STATEMENTS, NOT_APPLICABLE))
    page.out.expect((row, block.last_col), f.share(done, items, not_applicable), style, PERCENT_FORMAT)


def _col(block: Block, label: str) -> int:
    return next(column.col for column in block.columns if column.label == label)


def _write_deadlines(page: Page, block: Block, every: Block, items: list[f.ItemState]) -> None:
    table(page, block, "The open statements whose deadlines come next, soonest first.", TableLook(_MIDDLE))
    order = a1_range(*body(every, "order"))
    height = max(row_height([Fit(item.text, _FIRST)]) for item in items)
    for number, row in enumerate(range(block.first_row, block.last_row + 1), 1):
        for name, (style, number_format) in _SHOWN.items():
            words = f.end_of_queue(number, order, _left_over(number)) if name == "statement" else f'"{f.NOTHING}"'
            formula = f.queued(number, a1_range(*body(every, name)), order, words)
            page.out.expect((row, block.col(name)), formula, style, number_format)
        left = f.time_left(a1(row, block.col("deadline")))
        page.out.expect((row, block.col("time_left")), left, "middle")
        page.out.height(row, height)
    page.out.colour_words(body(block, "status"), {word.word: word.style for word in WORDS})


def _queue(page: Page, block: Block, queue: Sequence[f.ItemState]) -> None:
    """The items whose deadlines come next."""
    for number, row in enumerate(range(block.first_row, block.last_row + 1), 1):
        state = queue[number - 1] if number <= len(queue) else None
        day = state.deadline if state else None
        shown = {
            "statement": state.text if state else _left_over(number) if len(queue) == number - 1 else f.NOTHING,
            "ref": state.ref if state else f.NOTHING,
            "deadline": serial(day) if day else f.NOTHING,
            "status": state.status if state else f.NOTHING,
            "time_left": f.in_words((day - page.job.order.today).days) if day else f.NOTHING,
        }
        for name, value in shown.items():
            page.out.comes_to((row, block.col(name)), value)


def _left_over(number: int) -> str:
    """What the first line of the queue says that is left over."""
    return _NO_DEADLINES if number == 1 else _NO_MORE


def _write_every(page: Page, block: Block, counted: tuple[f.SectionState, ...]) -> None:
    middle = ("ref", "deadline", "status", "order")
    table(page, block, "Every statement with its deadline, its status and its place in the queue.", TableLook(middle))
    row, out = block.first_row, page.out
    for section in counted:
        sheet = quoted(section.plan.title)
        for there, item in enumerate(section.items, section.block.first_row):
            cells = {name: f"{sheet}!{a1(there, section.block.col(name), absolute=True)}" for name in _THERE}
            out.expect((row, block.col("statement")), f.same_as(cells["item"]), "cell")
            out.expect((row, block.col("ref")), f.same_as(cells["ref"]), "middle")
            out.expect((row, block.col("deadline")), f.deadline(cells["deadline"]), "middle", DATE_FORMAT)
            out.expect((row, block.col("status")), f.same_as(cells["status"]), "bold_middle")
            out.expect((row, block.col("order")), _place(block, row), "middle", "0")
            out.fit(row, [Fit(item.text, _FIRST)])
            row += 1
    out.colour_words(body(block, "status"), {word.word: word.style for word in WORDS})


def _list(page: Page, block: Block, items: Sequence[f.ItemState], queue: Sequence[f.ItemState]) -> None:
    """Every item, and its place in the queue."""
    places = {item.ref: place for place, item in enumerate(queue, 1)}
    cols = [block.col(name) for name in ("statement", "ref", "deadline", "status", "order")]
    for row, item in enumerate(items, block.first_row):
        day = serial(item.deadline) if item.deadline else item.deadline_text
        shown = (item.text, item.ref, day, item.status, places.get(item.ref, f.NOTHING))
        for col, value in zip(cols, shown, strict=True):
            page.out.comes_to((row, col), value)


def _place(block: Block, row: int) -> str:
    """The queue formula of one row."""
    columns = [block.col(name) for name in ("deadline", "status")]
    own = tuple(a1(row, col) for col in columns)
    whole = tuple(a1_range((block.first_row, col), (block.last_row, col)) for col in columns)
    above = tuple(f"{a1(block.first_row, col, absolute=True)}:{a1(row, col)}" for col in columns)
    return f.queue_place((own[0], own[1]), (whole[0], whole[1]), (above[0], above[1]))


_ANSWERS = COUNTS[: COUNTS.index(UNCLEAR) + 1]
"""The counts that add up to the number of statements."""
_NARROW, _WIDTH = (424, 296), 1_270
"""Pixels: width and height of the chart beside the deadlines, width of the one across the sheet."""


def write_charts(page: Page, block: Block) -> None:
    """Both charts, where the plan has room for them."""
    columns = [column for column in block.columns if column.label in _ANSWERS]
    first, last = columns[0].col, columns[-1].col
    names = page.cells((block.header_row, first), (block.header_row, last))
    figures = page.cells((block.last_row, first), (block.last_row, last))
    words = "Bars: how many statements have which answer. The last row of the first table has the same figures."
    together = BarChart("All statements together", words, (Series(STATEMENTS, names, figures, ONE),), *_NARROW)
    body = (block.first_row, block.last_row - 1)
    labels = page.cells((body[0], 0), (body[1], 0))
    series = tuple(
        Series(c.label, labels, page.cells((body[0], c.col), (body[1], c.col)), ANSWERS[c.label]) for c in columns
    )
    words = "Stacked bars: the answers of each section. The first table has the same figures."
    by_section = BarChart("Answers by section", words, series, _WIDTH, _room(page))
    for at, chart in zip(page.plan.charts, (by_section, together), strict=True):
        page.out.chart(at, chart)


def _room(page: Page) -> int:
    """The height that the plan leaves for the chart across the sheet, in pixels."""
    below = page.plan.blocks[1]
    return ((below.heading_row or below.header_row) - page.plan.charts[0][0] - 1) * LINE_HEIGHT
