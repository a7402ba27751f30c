"""Details of a school that stand in lines of a text document ("School name: Oak Lane"), as tables of their own.

Enters: a book, the spec that it will be read by. Leaves: the same book with one more grid for each form: its headings,
and the refs and labels of the questions with what stands behind them; those lines are gone. A line is taken only if
there is no other way to read it: it begins with the label of a question of a form, then a colon, a tab or a line break,
then something; no other label stands in it, no other line has the label, and no table. Must not know: how rows are
found in a table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from careers_workbook.core.cells import Cell
from careers_workbook.core.kept import kept
from careers_workbook.core.text import Raw, fold
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.form import FormField, FormSheet
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import Book, Grid, TextLine

_TITLE = "Text outside the tables"
_PARTED = re.compile(r"[:\t\n]")
_EXAMPLES = " e.g. "
"""What follows in a label is not typed again."""
_MOST = 2_000
"""Lines that are looked at, and characters of the longest."""


def with_details(book: Book, spec: Spec) -> Book:
    """The book, as it is if there are no such lines."""
    labels = _labels(spec)
    said = [(line, *one) for line in book.lines[:_MOST] if (one := _detail(line, labels))]
    if not said:
        return book
    count = Counter(field.ref for _, field, _ in said)
    tables = {fold(text).rstrip(" :") for grid in book.grids for text in grid.texts}
    asked = {labels[words].ref for words in tables & labels.keys()}
    taken = [(line, field, value) for line, field, value in said if count[field.ref] == 1 and field.ref not in asked]
    answers = {field.ref: value for _, field, value in taken}
    gone = {id(line) for line, _, _ in taken}
    grids = tuple(grid for sheet in spec.of(FormSheet) if len((grid := _grid(sheet, spec, answers)).rows) > 1)
    lines = tuple(line for line in book.lines if id(line) not in gone)
    return replace(book, grids=(*book.grids, *grids), lines=lines)


def _grid(sheet: FormSheet, spec: Spec, answers: Mapping[str, str]) -> Grid:
    (table,) = sheet.parts(spec)
    told = [(field.ref, field.label, answers[field.ref]) for field in sheet.fields if field.ref in answers]
    rows = [tuple(column.label for column in table.columns[:3]), *told]
    cells: dict[Cell, Raw] = {(row, col): text for row, texts in enumerate(rows) for col, text in enumerate(texts)}
    return Grid(_TITLE, cells)


@kept(MOST_SPECS)
def _labels(spec: Spec) -> Mapping[str, FormField]:
    """The labels of all forms as they may be typed -> what they ask; none that two questions have."""
    fields = [field for sheet in spec.of(FormSheet) for field in sheet.fields]
    typed = [(words, field) for field in fields for words in {fold(field.label), fold(field.label.split(_EXAMPLES)[0])}]
    count = Counter(words for words, _ in typed)
    return {words: field for words, field in typed if count[words] == 1}


def _detail(line: TextLine, labels: Mapping[str, FormField]) -> tuple[FormField, str] | None:
    """The question whose label stands in front of a line, and what stands behind it."""
    if len(line.words) > _MOST or not (found := _PARTED.search(line.words)):
        return None
    field, value = labels.get(fold(line.words[: found.start()])), line.words[found.end() :].strip()
    return (field, value) if field and value and not any(_names_another(value, labels)) else None


def _names_another(value: str, labels: Mapping[str, FormField]) -> Iterator[bool]:
    """Whether one more label stands in front of a colon, a tab or a line break, or at the very end."""
    pieces = map(fold, _PARTED.split(value))
    return (f" {piece}".endswith(f" {words}") for piece in pieces for words in labels)
