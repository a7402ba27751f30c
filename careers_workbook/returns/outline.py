"""One returned file without what stands in it, for whoever looks for a fault of the program and must not see answers.

Enters: a file. Leaves: its `Outline`: of a text its length and the kinds of its characters, of a number how long it is,
of a day that it is one. Must not know: who asks, questions.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import PurePath

from careers_workbook.core.cells import a1
from careers_workbook.core.problems import FileRefusedError, Place
from careers_workbook.core.text import Raw
from careers_workbook.returns.intake.file_detection import detect_file
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.outlined import Outline, SheetOutline
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import ERROR_WORDS, Grid

_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("A", str.isupper),
    ("a", str.isalpha),
    ("9", str.isdigit),
    ("^", lambda character: character in "\r\n\v\f\x85\u2028\u2029"),
    ("_", str.isspace),
    (".", str.isascii),
    ("?", lambda _: True),
)
"""Kinds of characters: capitals, other letters, digits, line breaks, spaces, other signs of ASCII, any other."""


def outline(one: ReturnedFile, password: str | None = None) -> Outline:
    """What the file is like."""
    size = 0
    try:
        data = one.load()
        size = len(data)
        detected = detect_file(data, one.name, password)
        book = read_book(detected.data, detected.format, PurePath(one.name).stem)
    except FileRefusedError as error:
        return Outline(one.file, size, problem=error.problems[0].in_file(one.file))
    titles = tuple(grid.title for grid in book.grids)
    return Outline(one.file, size, detected.format, tuple(map(_of_sheet, book.grids)), titles=titles)


def kind_of_text(text: str) -> str:
    """`text of 12: Aa_` for Oak Lane Ltd, whatever else it says."""
    found = {next(mark for mark, fits in _KINDS if fits(character)) for character in text}
    return f"text of {len(text)}: {''.join(mark for mark, _ in _KINDS if mark in found)}"


def _of_sheet(grid: Grid) -> SheetOutline:
    marks = grid.marks
    cells = {at: _kind(raw) for at, raw in grid.cells.items()}
    cells |= {at: word if word in ERROR_WORDS.values() else "error" for at, word in marks.errors.items()}
    for mark, there in (("formula", marks.formulas), ("struck", marks.struck), ("uncached", marks.uncached)):
        cells |= {at: f"{cells.get(at, 'blank')}, {mark}" for at in there}
    cells |= {at: f"{cells.get(at, 'blank')}, comment {kind_of_text(note)}" for at, note in marks.notes.items()}
    beside = {
        "merged areas": len(marks.merged),
        "stray cells": marks.stray,
        "hidden rows": len(marks.hidden_rows),
        "hidden columns": len(marks.hidden_columns),
        "rows of totals": len(marks.totals),
    }
    for one in marks.overlays:
        beside[one.kind] = beside.get(one.kind, 0) + 1
    shown = {a1(*at): kind for at, kind in sorted(cells.items())}
    return SheetOutline(kind_of_text(grid.title), grid.hidden, shown, {name: n for name, n in beside.items() if n})


def _kind(raw: Raw) -> str:
    match raw:
        case str():
            return kind_of_text(raw)
        case bool():
            return "yes or no"
        case int() | float():
            whole = float(raw).is_integer()
            return f"{'whole' if whole else 'broken'} number of {len(str(int(abs(raw))))}"
        case dt.datetime():
            return "day with time" if raw.time() != dt.time() else "day"
        case dt.date():
            return "day"
    return "time"


def of_place(place: Place, titles: tuple[str, ...]) -> str:
    """Where a problem is, by the number of the sheet: `2!D7`."""
    number = str(titles.index(place.sheet) + 1) if place.sheet in titles else "-"
    return f"{number}!{place.cell or '-'}"
