"""The rules about words in cells: whether they are seen, can be read, and say what is to be known without a colour.

Enters: `BookFacts`. Leaves: the places at which a rule is not kept. Must not know: what is said of them.
"""

import re
from collections.abc import Iterator

from careers_workbook.core import palette
from careers_workbook.core.cells import Cell
from careers_workbook.core.palette import AA, DRAWN, WHITE
from careers_workbook.core.text import fold
from careers_workbook.spreadsheet.accessibility.book_facts import BookFacts, SheetFacts
from careers_workbook.spreadsheet.accessibility.cell_styles import BLACK, CellStyle, Colours
from careers_workbook.spreadsheet.accessibility.marks_of_places import at, over, quoted
from careers_workbook.spreadsheet.accessibility.verdicts import Spot

_LARGE, _LARGE_BOLD = 18, 14
"""Points from which words are large, and bold words: they need less contrast (WCAG 2.2, 1.4.3)."""
_USUAL_SIZE, _LINE = 11.0, 200
"""Characters of a line that runs out of the window, even where nothing stands beside it."""
_GLANCE = 1_000
"""Characters of a text that are looked at: a cell may hold 32,767."""
_ROOM, _FAR = 1.15, 40
"""Times the width of a cell up to which a text is not called cut off: letters differ in width. Columns that are looked
at for room."""
_SIGN = re.compile(
    r"[^\s*]\*{1,3}$|\S[\u2020\u2021\u00a7\u00b6]$|[^\smM\u00b5\u00b9\u00b2\u00b3][\u00b9\u00b2\u00b3\u2070-\u2079]$"
)
"""A sign for a footnote behind a word, at the end of a text; square and cubic metres have none."""
_END = 5
"""Characters at the end of a text that are looked at for it."""
_ADDRESS = re.compile(r"(?:https?|ftp|file|mailto):|www\.", re.IGNORECASE)
_SAYS_NOTHING = frozenset(
    {"click", "click here", "details", "download", "go", "here", "info", "link", "more", "open", "read more", "this",
     "this link", "view", "website"}
)  # fmt: skip
_LINK_FORMULA = re.compile(r"=?\s*HYPERLINK\s*\(", re.IGNORECASE)
_WHITES = frozenset({None, WHITE})


def cut_off(book: BookFacts) -> Iterator[Spot]:
    """Texts of which a part is not seen because they are not wrapped."""
    for sheet in book.sheets:
        for name, cells in sheet.places.items():
            for cell in cells:
                text, style = sheet.says(cell), book.styles.of(sheet.parts.styles.get(cell, 0))
                room = 0.0 if not text or style.wraps else _room(sheet, cell, within_table=bool(name))
                if text and not style.wraps and _is_cut_off(text, style.size, room):
                    yield at(sheet, cell, quoted(text))


def _room(sheet: SheetFacts, cell: Cell, *, within_table: bool) -> float:
    """Characters for which a cell has room, with the empty cells to its right; in a table, with none of them."""
    row, col = cell
    room = sheet.parts.width(col)
    while not within_table and (row, col + 1) not in sheet.filled and col < cell[1] + _FAR:
        col += 1
        room += sheet.parts.width(col)
    return room


def _is_cut_off(text: str, size: float, room: float) -> bool:
    lines = text[:_GLANCE].strip().splitlines()
    wanted = max(map(len, lines), default=0) * size / _USUAL_SIZE
    return len(lines) > 1 or wanted > min(_LINE, room * _ROOM)


def signs(book: BookFacts) -> Iterator[Spot]:
    """Signs for footnotes behind words, and whatever is raised."""
    for sheet in book.sheets:
        for cell in sorted(sheet.grid.cells):
            text = sheet.says(cell)
            style = book.styles.of(sheet.parts.styles.get(cell, 0))
            if text and (cell in sheet.raised or style.raised or _SIGN.search(text.rstrip()[-_END:])):
                yield at(sheet, cell, quoted(text))


def links(book: BookFacts) -> Iterator[Spot]:
    """Links whose words are an address, or could be those of any link."""
    for sheet in book.sheets:
        by_formula = [cell for cell, said in sheet.grid.marks.formulas.items() if _LINK_FORMULA.match(said)]
        for cell in sorted({*sheet.parts.links, *by_formula}):
            text = sheet.says(cell).strip()
            if not text or _ADDRESS.match(text) or fold(text).strip(" .:>") in _SAYS_NOTHING:
                yield at(sheet, cell, quoted(text) if text else "has no words")


def colour_alone(book: BookFacts) -> Iterator[Spot]:
    """Empty cells of one column of a table that have different colours."""
    for sheet in book.sheets:
        for table in sheet.tables:
            by_column: dict[int, list[Cell]] = {}
            for cell in sheet.blank[table.name]:
                if cell[0] in table.rows:
                    by_column.setdefault(cell[1], []).append(cell)
            for cells in by_column.values():
                seen = {book.styles.of(sheet.parts.styles[cell]).colours.ground for cell in cells} - _WHITES
                if len(seen) > 1:
                    yield over(sheet, (cells[0], cells[-1]), "empty cells have different colours", table.name)


def contrast(book: BookFacts) -> Iterator[Spot]:
    """Words that can hardly be told from their ground: the first cell of each look, and conditional formats."""
    for sheet in book.sheets:
        styled = {table.name for table in sheet.tables if table.styled}
        seen = set[int]()
        for name, cells in sheet.places.items():
            for cell in cells:
                number = sheet.parts.styles.get(cell, 0)
                style = book.styles.of(number)
                by_table = name in styled and style.colours.ground is None
                if number not in seen and not by_table and (said := _faint(style.colours, _wanted(style))):
                    seen.add(number)
                    yield at(sheet, cell, said)
        for number, cell in sheet.parts.conditions:
            known = book.styles.conditions[number] if number < len(book.styles.conditions) else Colours()
            if known.words and known.ground and (said := _faint(known, AA)):
                yield at(sheet, cell, f"a conditional format: {said}")


def _wanted(style: CellStyle) -> float:
    return DRAWN if style.size >= (_LARGE_BOLD if style.bold else _LARGE) else AA


def _faint(colours: Colours, wanted: float) -> str:
    """How little two colours differ; "" where it is enough, or nobody knows."""
    words, ground = colours.words or BLACK, colours.ground or WHITE
    if not colours.is_plain:
        return ""
    found = palette.contrast(words, ground)
    return f"{words} on {ground} is {int(found * 10) / 10:g} : 1" if found < wanted else ""
