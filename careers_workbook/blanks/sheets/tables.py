"""Any sheet as its kind declares it: text to read, and tables of refs, texts and cells to fill in.

Enters: a page; for columns that formulas fill in, what these are. Leaves: its cells. A sheet whose table may grow is
not protected. Must not know: kinds of sheets, rows and columns other than the plan's.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from careers_workbook.blanks.page import Page, TableLook, begin, keep_whole, on_paper, table, table_widths
from careers_workbook.core.cells import Area, Cell, a1_range
from careers_workbook.core.days import DATE_FORMAT
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import cut, show
from careers_workbook.layout.fixed_sheets import option_key
from careers_workbook.layout.places import Block, Column
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.registry import asked, kind_of
from careers_workbook.spec.model import DeclaredRow, Question, Spec
from careers_workbook.spreadsheet.write.fit import Fit
from careers_workbook.spreadsheet.write.theme import PLAIN_FORMAT, TEXT_FORMAT
from careers_workbook.spreadsheet.write.writer import SheetWriter, Validation, fits_inline

_TEXT_WIDTH, _PADDING = 980, 20
"""Pixels of a paragraph, and of what a cell leaves of them."""
_BULLET = "- "
_ROOMY = 34
"""Pixels of a row in which text is typed beside a statement, so that its cells do not look as if they took one line."""
_NEEDED = "This answer is needed."
_TITLE_LIMIT, _MESSAGE_LIMIT = 32, 255
"""Excel's limits for the title and the text of an input or error message, in UTF-16 units."""


@frozen
class Computed:
    """A column that a formula fills in.

    `formula` gives that of a row, the same for every school; `says` what it comes to; `grown` is the one of rows that
    Excel lets the table grow by.
    """

    style: str
    formula: Callable[[Block, int], str]
    says: Callable[[DeclaredRow], str]
    grown: str = ""


_Columns = Mapping[str, Computed]
_NONE: _Columns = MappingProxyType({})


def write(page: Page, computed: _Columns = _NONE) -> None:
    """The whole sheet. `computed` are its columns of formulas, by their ids."""
    places = tuple((block.name, block.header_row, block.rows, block.spare) for block in page.plan.blocks)
    made_from = page.plan.sheet, page.job.layout.spec
    page.out.alike(made_from, places, lambda out: _for_every_school(replace(page, out=out), computed))
    on_paper(page)
    for block in page.plan.blocks:
        _fill_in(page, block, page.out.column_widths, computed)
    if not any(block.table.grows for block in page.plan.blocks):
        keep_whole(page)


def _for_every_school(page: Page, computed: _Columns) -> None:
    """What every school gets on a sheet with as many rows."""
    out, blocks, widths = page.out, page.plan.blocks, _widths(page)
    begin(page, page.plan.title, widths)
    for block in blocks:
        _table(page, block, widths, computed)
    _paragraphs(page)
    first = blocks[0] if blocks else None
    grows = first is not None and first.table.grows
    if grows:
        out.freeze((0, 1))  # no rows: with the title above them, twice as large, they would fill the window
    out.cursor((first.first_row, next((c.col for c in first.columns if c.asks), 0)) if first else (0, 0))
    if not grows:
        out.protect()


def _widths(page: Page) -> list[int]:
    """The width of each column of the sheet: tables that stand below one another share them."""
    different = {tuple(column.id for column in block.columns): block.columns for block in page.plan.blocks}
    each = [table_widths(columns, page.job.layout.spec) for columns in different.values()] or [[_TEXT_WIDTH]]
    most = max(map(len, each))
    return [max(widths[col] for widths in each if col < len(widths)) for col in range(most)]


def _paragraphs(page: Page) -> None:
    for row, paragraph in enumerate(page.plan.texts, page.plan.body_row or 0):
        bullet = paragraph.startswith(_BULLET)
        text = f"• {paragraph.removeprefix(_BULLET)}" if bullet else paragraph
        page.out.text((row, 0), text, "bullet" if bullet else "paragraph")
        page.out.fit(row, [Fit(text, _TEXT_WIDTH - _PADDING)])


def _table(page: Page, block: Block, widths: Sequence[int], computed: _Columns) -> None:
    out = page.out
    centred = [column.id for column in block.columns if _is_centred(block, column)]
    grown = {name: one.grown for name, one in computed.items() if one.grown and block.has(name)}
    look = TableLook(centred, block.table.filters and block.table.grows, grown)
    table(page, block, f"{block.heading or page.plan.title}: {block.table.each}.", look)
    least = _ROOMY if _is_roomy(block) else 0
    for row, line in enumerate(block.table.rows, block.first_row):
        fits = [] if block.table.grows else _print(page, block, (row, line), widths, computed)
        for column in block.columns:
            if column.id in computed:
                out.expect((row, column.col), computed[column.id].formula(block, row), computed[column.id].style)
        out.fit(row, fits, least)
    for column in block.columns:
        if column.asks:
            _rules(page, block, column, widths[column.col])


def _is_centred(block: Block, column: Column) -> bool:
    """Whether a heading stands in the middle; over cells that do, but for tables that grow."""
    over_middle = column.question is not None and kind_of(column.question).centred
    return column.centred or (over_middle and not block.table.grows)


def _is_roomy(block: Block) -> bool:
    return block.has("item") and any(c.question and kind_of(c.question).free_text for c in block.columns)


def _fill_in(page: Page, block: Block, widths: Sequence[int], computed: _Columns) -> None:
    """What is a school's own: its answers, what formulas come to, and the references of a table that grows."""
    out, answers, grows = page.out, page.job.answers, block.table.grows
    said = [(column, computed[column.id].says) for column in block.columns if column.id in computed]
    asking = [column for column in block.columns if column.asks and column.id not in computed]
    looks = {column.id: _look(column.question) for column in asking if column.question}
    for row, line in enumerate(block.table.rows, block.first_row):
        fits = _print(page, block, (row, line), widths, computed) if grows else []
        for column in asking:
            if question := _question(column, line):
                value = answers.get((line.ref, column.id))
                value = None if value == "" else value
                _write_answer(out, (row, column.col), value, looks.get(column.id) or _look(question, in_form=True))
                if value is not None:
                    fits.append(Fit(show(value), widths[column.col]))
        for column, says in said:
            text = says(line)
            out.comes_to((row, column.col), text)
            fits.append(Fit(text, widths[column.col]))
        if fits:
            out.grow(row, fits)


def _print(
    page: Page, block: Block, at: tuple[int, DeclaredRow], widths: Sequence[int], computed: _Columns
) -> list[Fit]:
    """The cells of a row that nobody fills in; gives what they show."""
    row, line = at
    fits = []
    for column in block.columns:
        if column.id in computed or _question(column, line):
            continue
        if column.id == "ref":
            page.out.text((row, column.col), line.ref, "ref_open" if block.table.grows else "ref")
            text = line.ref if column.width else ""  # the usual width has room for the refs that an author may give
        else:
            text = line.text if column.id == "item" else line.beside.get(column.id, "")
            page.out.text((row, column.col), text, "middle" if column.centred else "cell")
        fits.append(Fit(text, widths[column.col]))
    return fits


def _question(column: Column, line: DeclaredRow) -> Question | None:
    return line.question if column.by_row else column.question


def _rules(page: Page, block: Block, column: Column, width: int) -> None:
    """What the cells of a column accept and how they look, below a table that grows too: it grows by typing there."""
    out = page.out
    if block.table.grows and column.question:
        out.column(column.col, width, "plain_open", kind_of(column.question).number_format)
    for area, question, hint in _asked(block, column):
        if kind_of(question).number_format == TEXT_FORMAT:
            out.typed_text(area)
        if check := _rule_for(question, page.job.layout, hint):
            out.check(area, check)


def _asked(block: Block, column: Column) -> Iterator[tuple[Area, Question, str]]:
    """Cells that ask the same: the whole column, or each row where a row has a question or a hint of its own."""
    if column.question and not any(line.hint for line in block.table.rows):
        yield ((block.first_row, column.col), (block.last_row + block.spare, column.col)), column.question, ""
        return
    for row, line in enumerate(block.table.rows, block.first_row):
        if question := _question(column, line):
            yield ((row, column.col), (row, column.col)), question, line.hint


def check_of(question: Question, spec: Spec, hint: str | None = None) -> Validation | None:
    """What the cell accepts and says; None if it accepts anything and has nothing to say.

    `hint` replaces the question's own, for an item that has one.
    """
    kind, with_spec = kind_of(question), asked(question, spec)
    rule, wording = kind.rule(with_spec), kind.message(with_spec)
    title, hint = cut(question.label, _TITLE_LIMIT), hint or question.hint or ""
    needed = _NEEDED if question.required else ""
    message = cut(" ".join(part for part in (needed, hint, wording) if part), _MESSAGE_LIMIT)
    if rule is None:
        return Validation("any", title, message) if message else None
    return Validation(
        kind=rule.type,
        title=title,
        message=message,
        error_title="This cannot be used here",
        error=cut(f"{wording} Press Retry to type it again, or Cancel to leave the cell as it was.", _MESSAGE_LIMIT),
        options=rule.options,
        minimum=rule.minimum,
        maximum=rule.maximum,
    )


def _rule_for(question: Question, layout: Layout, hint: str) -> Validation | None:
    """`check_of`, with long lists and those with commas taken from the Lists sheet."""
    check, rule = check_of(question, layout.spec, hint), kind_of(question).rule(asked(question, layout.spec))
    if check is None or rule is None or rule.type != "list" or fits_inline(rule.options):
        return check
    lists = layout.one("lists")
    block, options = lists.blocks[0], layout.spec.lists[rule.list_name]
    first, last = (block.row(option_key(rule.list_name, option)) for option in (options[0], options[-1]))
    source = a1_range((first, block.col("option")), (last, block.col("option")), lists.title)
    return replace(check, options=(), source=f"={source}")


def _look(question: Question, *, in_form: bool = False) -> tuple[str, str]:
    """The style and the number format of an answer cell. In a form of many kinds of answers all begin at the left."""
    kind = kind_of(question)
    needed, middle = "_needed" * question.required, "_middle" * (kind.centred and not in_form)
    return f"input{needed}{middle}", kind.number_format


def _write_answer(out: SheetWriter, at: Cell, value: AnswerValue | None, look: tuple[str, str]) -> None:
    """An answer cell: a date as a date, a number as a number, text as text whatever it says, or empty."""
    style, number_format = look
    match value:
        case None:
            out.blank(at, style, number_format)
        case str():
            out.text(at, value, style, number_format)
        case dt.date():
            out.date(at, value, style)
        case int():
            out.number(at, value, style, PLAIN_FORMAT if number_format in {DATE_FORMAT, TEXT_FORMAT} else number_format)
