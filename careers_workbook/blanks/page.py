"""What one workbook is made from, and what all of its sheets share: titles, headings, tables, widths, print set-up.

Enters: a layout, a school, an order, answers. Leaves: `Page`s, handed to every sheet writer, and cells written at the
places of their plans. Must not know: what a sheet asks.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field

from careers_workbook.core.cells import Area, Cell, a1_range
from careers_workbook.core.frozen import frozen
from careers_workbook.core.school import School
from careers_workbook.core.text import cut
from careers_workbook.layout.places import Block, Column, SheetPlan
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import KNOWN
from careers_workbook.spec.sent_answers import KnownBy
from careers_workbook.spec.years import school_year
from careers_workbook.spreadsheet.write.fit import text_width
from careers_workbook.spreadsheet.write.paper import Piece
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT, SHEET_WIDTH
from careers_workbook.spreadsheet.write.writer import ExcelTable, SheetWriter

Answers = Mapping[tuple[str, str], AnswerValue | str]
"""(ref, column id) -> what the answer cell holds."""


@frozen
class Order:
    """What the Hub decides for one round: the day it is made, the day it is due, and to whom it returns.

    `school_year` is the year it is for (2026 for 2026/27), if not that of the day it is made. `hub` is its name.
    `notes` are the lines of Start here about what was carried over, as (where, what), for which the layout has room.
    """

    today: dt.date
    due: dt.date | None = None
    return_to: str = ""
    school_year: int | None = None
    hub: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def year(self) -> int:
        """The school year that the workbook is for."""
        return school_year(self.today) if self.school_year is None else self.school_year


@frozen
class BlankWorkbook:
    """One workbook to be made. `known_by` says what the answers are known by that it is sent with."""

    layout: Layout
    school: School
    order: Order
    answers: Answers = field(default_factory=dict)
    known_by: KnownBy = field(default_factory=KnownBy)

    def answer(self, ref: str, column: str) -> AnswerValue | None:
        """What an answer cell holds; None if it is empty."""
        value = self.answers.get((ref, column))
        return None if value == "" else value


@frozen
class Page:
    """One sheet in the making: its plan and the sheet that is written."""

    job: BlankWorkbook
    plan: SheetPlan
    out: SheetWriter

    def cells(self, first: Cell, last: Cell) -> str:
        """Cells of the sheet as a formula that a chart takes its figures from."""
        return f"={a1_range(first, last, self.plan.title)}"


_TITLE_HEIGHT, _HEADING_HEIGHT, _INTRO_HEIGHT = 36, 30, LINE_HEIGHT + 1
_BELOW_CHART = 3
"""Rows from the last one that a chart covers to the next heading."""
_FOOTER_NAME = 60
"""Characters of the school's name that a footer has room for."""


def begin(page: Page, title: str, widths: Sequence[int]) -> None:
    """Column widths, title, introduction: the same for every school."""
    out, plan = page.out, page.plan
    out.widths(widths)
    out.text((plan.title_row, 0), title, "title")
    out.height(plan.title_row, _TITLE_HEIGHT)
    if plan.warning_row is not None:
        out.text((plan.warning_row, 0), plan.warning, "warning")
        out.height(plan.warning_row, _INTRO_HEIGHT)
    for row, line in enumerate(plan.intro, plan.intro_row):
        out.text((row, 0), line, "intro")
        out.height(row, _INTRO_HEIGHT)


def on_paper(page: Page, *, portrait: bool = False) -> None:
    """Print set-up, with a footer that says whose workbook it is."""
    page.out.page(left_footer(page.job.school), _repeated_row(page), portrait=portrait)


def left_footer(school: School) -> str:
    """Whose workbook it is, below each page."""
    return f"{school.urn} {cut(school.name, _FOOTER_NAME)}"


def school_line(school: School) -> str:
    """Whose workbook it is, on its first sheet."""
    where = f", {school.local_authority}" if school.local_authority else ""
    return f"{school.name} (URN {school.urn}){where}"


def _repeated_row(page: Page) -> int | None:
    """The header row that each printed page begins with: that of the first table, where all have the same columns."""
    blocks = page.plan.blocks
    same = len({tuple(column.label for column in block.columns) for block in blocks}) == 1
    return blocks[0].header_row if same else None


@frozen
class TableLook:
    """How a table is laid out: the ids of centred columns, filter buttons or not.

    `formulas` gives by column id what Excel fills in when the table grows.
    """

    middle: Sequence[str] = ()
    filters: bool = False
    formulas: Mapping[str, str] = field(default_factory=dict)


def table(page: Page, block: Block, description: str, look: TableLook) -> None:
    """The heading of a block, and its Excel table with a header row that shows all of its headings."""
    out = page.out
    if block.heading_row is not None:
        out.text((block.heading_row, block.columns[0].col), block.heading, "heading")
        out.height(block.heading_row, _HEADING_HEIGHT)
    headers = tuple(" ".join(column.label.split()) for column in block.columns)  # a line break spoils the table
    centred = frozenset(h for h, column in zip(headers, block.columns, strict=True) if column.id in look.middle)
    formulas = {h: look.formulas[c.id] for h, c in zip(headers, block.columns, strict=True) if c.id in look.formulas}
    out.table(ExcelTable(block.name, description, area(block), headers, centred, look.filters, formulas))


def keep_whole(page: Page, last: int | None = None) -> None:
    """On paper, no heading alone, tables and charts whole where they fit. The last call: all heights are known then.

    With a `last` row, nothing is printed of what stands below it.
    """
    blocks = page.plan.blocks
    tables = [Piece(b.header_row if b.heading_row is None else b.heading_row, b.last_row) for b in blocks]
    below = {row for row, _ in page.plan.charts if not any(one.first <= row <= one.last for one in tables)}
    charts = [Piece(row, min(t.first for t in tables if t.first > row) - _BELOW_CHART, chart=True) for row in below]
    printed = (piece for piece in (*tables, *charts) if last is None or piece.last <= last)
    pieces = sorted(printed, key=lambda piece: (piece.first, piece.last))
    page.out.keep_together(pieces, _repeated_row(page), last)


def area(block: Block) -> Area:
    """A block from its header row to its last body row."""
    return (block.header_row, block.columns[0].col), (block.last_row, block.last_col)


def body(block: Block, column_id: str) -> Area:
    """The body cells of one column."""
    col = block.col(column_id)
    return (block.first_row, col), (block.last_row, col)


_REF, _STATUS, _KNOWN = 58, 122, 150
_SHORT_CHOICE = 128
"""A choice whose longest word fits this many pixels has them; a longer one shares what is left, like text."""
_EDGES = 12
_BUTTON = 34
"""Pixels beside a word: the arrow of the dropdown and the padding."""
_LEAST, _MOST = 120, 520
_LEAST_ITEM = 280
"""Pixels of a column of statements: more than 30 characters."""
_ITEM_SHARE = 1.9
_FEW, _ONE_LINE = 8, 160
"""Of so few columns, the heading of a choice stands on one line if that takes no more pixels."""


def table_widths(columns: Sequence[Column], spec: Spec) -> list[int]:
    """Pixels for each column of a table with answers."""
    fixed = [_fixed(column, spec, few=len(columns) <= _FEW) for column in columns]
    shares = [
        0.0 if known else kind_of(column.question).share if column.question else _ITEM_SHARE
        for column, known in zip(columns, fixed, strict=True)
    ]
    left, total = SHEET_WIDTH - sum(known or 0 for known in fixed), sum(shares) or 1
    least = [_LEAST_ITEM if column.id == "item" else _LEAST for column in columns]
    wanted = (min(_MOST, int(left * share / total)) for share in shares)
    return [known or max(*both) for known, *both in zip(fixed, least, wanted, strict=True)]


def _fixed(column: Column, spec: Spec, *, few: bool) -> int | None:
    if column.width:
        return column.width
    if column.question:
        return _fixed_answer(column.question, spec, few=few)
    return {"ref": _REF, "status": _STATUS, KNOWN: _KNOWN}.get(column.id)


def _fixed_answer(question: Question, spec: Spec, *, few: bool) -> int | None:
    kind, options = kind_of(question), spec.options(question)
    if kind.width or not options:
        return kind.width
    longest = max(text_width(option.label) for option in options)
    heading = int(text_width(question.label, bold=True)) + _EDGES
    return (
        max(_LEAST, int(longest) + _BUTTON, heading * (few and heading <= _ONE_LINE))
        if longest <= _SHORT_CHOICE
        else None
    )
