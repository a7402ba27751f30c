"""What typically happens to a workbook at a school: words typed over lists, rows and sheets renamed, deleted, inserted.

The only importer of openpyxl. openpyxl (3.1) moves cells and nothing else, so formulas, tables, validations, colours
and row heights are made to follow here. Stored results of formulas are lost, as openpyxl keeps none. The same input is
damaged in the same way, and a line says what was done. Must not know: reading.
"""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.core.cells import quoted
from careers_workbook.core.frozen import frozen
from careers_workbook.demo.fill import FilledAnswers, phrases
from careers_workbook.layout.places import SheetPlan
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormSheet

_CELL = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")
_GONE = "#REF!"
_CORE, _DATES = "docProps/core.xml", re.compile(rb"(<dcterms:(created|modified)[^<>]*>)([^<]*)")


@frozen
class RenameSheet:
    """A sheet gets another title."""

    title: str
    new: str


@frozen
class DeleteSheet:
    """A sheet is deleted with all it holds."""

    title: str


@frozen
class DeleteRow:
    """The row (0-based) is deleted; the rows below move up."""

    title: str
    row: int


@frozen
class InsertRow:
    """A row is inserted before the row (0-based), with texts from its first cell on; the rows below move down."""

    title: str
    row: int
    texts: tuple[str, ...] = ()


FileChange = RenameSheet | DeleteSheet | DeleteRow | InsertRow
_Follow = Callable[[str, str, str], str]
"""A reference: its prefix ("'Other sheet'!" or nothing), the sheet meant, the cells. Gives the new text."""


@frozen
class Damage:
    """One thing that a school does. `answers` changes what is typed, `changes` what is done to the finished file."""

    what: str
    answers: Callable[[FilledAnswers, Layout, random.Random], FilledAnswers] | None = None
    changes: Callable[[Layout], tuple[FileChange, ...]] | None = None


def _number_in_words(answers: FilledAnswers, layout: Layout, chance: random.Random) -> FilledAnswers:
    fields = (field for form in layout.spec.of(FormSheet) for field in form.fields)
    counted = [field.ref for field in fields if field.answer == "whole number"]
    return answers | {(ref, "answer"): chance.choice(phrases()["number_in_words"]) for ref in counted}


def _retyped(answers: FilledAnswers, chance: random.Random, column: str, words: str) -> FilledAnswers:
    """Some answers of one checklist column typed over with words that are none of what is asked.

    A done item is left alone if it has a deadline: open again, its old deadline would be one more thing to report.
    """
    filled = [key for key in answers if key[1] == column]
    filled = [key for key in filled if column == "deadline" or (key[0], "deadline") not in answers]
    typed: list[str] = phrases()[words]
    return answers | dict(zip(chance.sample(filled, min(len(typed), len(filled))), typed, strict=False))


def _checklist(layout: Layout, number: int) -> SheetPlan:
    return [plan for plan in layout.sheets if isinstance(plan.sheet, ChecklistSheet)][number]


def _sheet(layout: Layout, number: int) -> str:
    return _checklist(layout, number).title


def _row(layout: Layout, number: int, block: int = 0) -> int:
    """The row of the second item of a block of a checklist."""
    return _checklist(layout, number).blocks[block].first_row + 1


DAMAGE: Mapping[str, Damage] = {
    "990004": Damage(
        "typed over the lists", lambda answers, _, chance: _retyped(answers, chance, "completed", "off_list")
    ),
    "990005": Damage(
        "wrote deadlines in words", lambda answers, _, chance: _retyped(answers, chance, "deadline", "no_days")
    ),
    "990006": Damage("renamed a sheet", changes=lambda layout: (RenameSheet(_sheet(layout, 0), "CL (copy for SLT)"),)),
    "990008": Damage("deleted a row", changes=lambda layout: (DeleteRow(_sheet(layout, 2), _row(layout, 2, 1)),)),
    "990009": Damage("wrote a number in words", _number_in_words),
    "990010": Damage(
        "inserted a row",
        changes=lambda layout: (
            InsertRow(_sheet(layout, 1), _row(layout, 1), ("", "Governors: please look at these")),
        ),
    ),
    "990011": Damage("deleted a sheet", changes=lambda layout: (DeleteSheet(_sheet(layout, 3)),)),
}
"""What each school of the demo's register does, by URN; the others return the workbook as it should be."""
UNHARMED = Damage("")


def edited(data: bytes, changes: Iterable[FileChange]) -> bytes:
    """The workbook after the changes, in their order; KeyError if there is no such sheet."""
    book = load_workbook(io.BytesIO(data))
    for change in changes:
        _apply(book, change)
    saved = io.BytesIO()
    book.save(saved)
    return _undated(saved.getvalue(), data)


def _apply(book: Workbook, change: FileChange) -> None:
    sheet, title = book[change.title], change.title
    match change:
        case RenameSheet(new=new):
            _follow(
                book, lambda prefix, of, cells: f"{quoted(new)}!{cells}" if prefix and of == title else prefix + cells
            )
            sheet.title = new
        case DeleteSheet():
            _follow(book, lambda prefix, of, cells: _GONE if of == title else prefix + cells)
            book.remove(sheet)
        case DeleteRow(row=row):
            _move_rows(book, sheet, row + 1, -1)
        case InsertRow(row=row, texts=texts):
            _move_rows(book, sheet, row + 1, 1)
            for column, text in enumerate(texts, 1):
                sheet.cell(row + 1, column, text)


def _follow(book: Workbook, follow: _Follow) -> None:
    """Rewrite every formula of the workbook."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    cell.value = _formula(cell.value, sheet.title, follow)


def _formula(text: str, title: str, follow: _Follow) -> str:
    return "=" + "".join(
        _reference(token.value, title, follow) if token.subtype == Token.RANGE else token.value
        for token in Tokenizer(text).items
    )


def _reference(text: str, title: str, follow: _Follow) -> str:
    sheet, mark, cells = text.rpartition("!")
    if not all(_CELL.fullmatch(cell) for cell in cells.split(":")):
        return text  # a named range, or a column of a table
    named = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return follow(sheet + mark, named or title, cells)


def _move_rows(book: Workbook, sheet: Worksheet, at: int, by: Literal[1, -1]) -> None:
    """Insert a row before row `at` (1-based) or delete it, and let everything that names rows follow."""
    title, heights = sheet.title, {row: size.height for row, size in sheet.row_dimensions.items()}

    def moved(cells: str) -> str:
        return " ".join(new for part in cells.split() if (new := _moved(part, at, by)) != _GONE)

    _follow(book, lambda prefix, of, cells: _moved(cells, at, by, prefix) if of == title else prefix + cells)
    (sheet.insert_rows if by > 0 else sheet.delete_rows)(at)
    for row in sorted({*heights, *(row + 1 for row in heights)}):
        sheet.row_dimensions[row].height = heights.get(row - by if row >= at + (by > 0) else row)
    for table in sheet.tables.values():
        table.ref = moved(table.ref)
        if table.autoFilter:
            table.autoFilter.ref = table.ref
    rules = sheet.data_validations.dataValidation
    for rule in rules:
        rule.sqref = MultiCellRange(moved(str(rule.sqref)))
    sheet.data_validations.dataValidation = [rule for rule in rules if rule.sqref.ranges]
    formats, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    for area in formats:
        for condition in area.rules:
            if cells := moved(str(area.sqref)):
                sheet.conditional_formatting.add(cells, condition)


def _moved(cells: str, at: int, by: Literal[1, -1], prefix: str = "") -> str:
    """A reference such as B2 or $A$1:$C$9 once rows from `at` (1-based) on have moved; `#REF!` if nothing is left."""
    ends = [(found[1], int(found[2])) for found in _CELL.finditer(cells)]
    if by < 0 and all(row == at for _, row in ends):
        return _GONE
    stay = (at + (by < 0), at)  # the first row of a range outlives its own deletion, its last row does not
    return prefix + ":".join(
        f"{letters}{row + by * (row >= limit)}" for (letters, row), limit in zip(ends, stay, strict=False)
    )


def _undated(data: bytes, like: bytes) -> bytes:
    """The package with the dates of the one it was made from: openpyxl writes the present time."""
    with zipfile.ZipFile(io.BytesIO(like)) as source:
        days: dict[bytes, bytes] = {name: day for _, name, day in _DATES.findall(source.read(_CORE))}

    def dated(found: re.Match[bytes]) -> bytes:
        return bytes(found[1] + days.get(found[2], found[3]))

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            changed = _DATES.sub(dated, content) if name == _CORE else content
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), changed, zipfile.ZIP_DEFLATED)
    return out.getvalue()
