"""What every reader hands over: the cells of each sheet, and what is known about them besides their values.

Enters: cells, one at a time, from a reader of one format. Leaves: `Grid`s, which make a `Book`. Cells far outside any
table are counted and left out, so that one space typed in XFD1048576 costs nothing. Must not know: formats, questions,
answers.
"""

import itertools
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.cells import Cell
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import OfTexts
from careers_workbook.core.text import Raw, is_blank, plain
from careers_workbook.spreadsheet.read.looks import PLAIN, Look, Rich, Seen, seen

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How every old Office file (.xls, .doc, .msg) and every locked package begins."""

FileFormat = Literal["xlsx", "xlsb", "xls", "ods", "csv", "docx", "odt"]
"""How a workbook is stored, whatever its file is called; or a text document with tables."""
TEXT_DOCUMENTS: frozenset[FileFormat] = frozenset({"docx", "odt"})
MAX_ROWS, MAX_COLS = 20_000, 500
"""Cells beyond are stray: no checklist reaches them. Rows and columns, counted from 1."""
MAX_CELLS = 400_000
"""Filled cells of a workbook. A filled checklist has about two thousand."""
MAX_TEXTS = 64_000_000
"""Bytes of memory for all texts of a workbook, each once. Those of a filled checklist take about 200,000."""
_RUN = 100
"""Bytes that a run takes besides its text."""
MAX_TITLE = 100
"""Characters of a sheet's title that are kept; Excel stops at 31."""
MAX_SHEETS = 250
MAX_TEXT = 100_000
"""Characters of one cell; Excel itself stops at 32,767."""
MAX_MERGED, MAX_MERGED_ROWS = 2_000, 200_000
"""Merged areas of one sheet that are kept, and rows in all of them."""
MAX_OVERLAYS = 500
"""Things over the cells of one sheet that are kept."""
MAX_WORD = 40
"""Characters of an error word that are kept: the longest that Excel knows has fourteen."""

LOST = "lost"
"""What stands for a cell whose content cannot be read: unreadable, not blank."""
LOST_TEXTS = "its table of texts is not whole"
ERROR_WORDS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Excel's errors by the numbers that .xls and .xlsb have for them."""
_PICTURE = re.compile(r"=(_xlfn\.)?DISPIMG\(")
"""How WPS Office stores a picture that was placed in a cell."""
_LONGEST_SAID = 500
"""Characters of a text by which its cells may be found: a heading of Excel's tables has 255."""
MAX_FORMULA = 8_192
"""Characters of a formula that are kept: Excel allows no more."""
_TODAY = "TODAY()"
_MOVING, _MOVING_TOKENS = b"\x19\x01", re.compile(rb"[\x21\x41\x61][\x3f\x4a\xdd]\x00")
"""In .xls and .xlsb: the mark that a result moves, and RAND, NOW or TODAY by its number ([MS-XLS] 2.5.198)."""
_MOVES = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY) ?\(", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
"""Text in a formula."""
_REFERENCE = re.compile(r"(?<![\w!.$])\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})\b", re.ASCII)
_MOST_STEPS = 100
"""Formulas that are followed from one to the next to find out whether a result moves."""
_TOTAL, _SUBTOTAL = frozenset({"total", "totals", "grand total"}), "SUBTOTAL("
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)


def formula_placeholder(formula: bytes) -> str:
    """What stands for a formula of the old formats, which have no words: one that moves, or "" for any other."""
    return _TODAY if _MOVING in formula and _MOVING_TOKENS.search(formula) else ""


class BrokenFileError(Exception):
    """The file cannot be understood; the text says why, in plain words."""


class TooLargeError(BrokenFileError):
    """The file asks for more than any checklist needs; the text says of what."""


class LockedError(BrokenFileError):
    """The file cannot be read without its password."""


OverlayKind = Literal["picture", "text box", "shape", "handwriting", "tick box", "control", "embedded file"]


@frozen
class Overlay:
    """Something that lies over the cells from `first` to `last`, with the words in it; a tick box may be `ticked`."""

    kind: OverlayKind
    first: Cell
    last: Cell
    words: str = ""
    ticked: bool = False


@frozen
class Marks:
    """Cells of one sheet, by 0-based (row, column), that need more than their value.

    `errors` gives the error word (#REF!); `uncached` are formulas whose result was not saved; `stray` counts filled
    cells far outside any table, which are not read; `notes` are the comments that people wrote; `fills` the colours of
    cells that have one; `formats` the codes of the number formats by which numbers and days are shown; `overlays` what
    lies over the cells, or as a picture in one; `struck` are cells with something struck through; `formulas` are those
    that results stand for, "" where a format does not give them in words; `totals` are the rows that add up the table
    above; `hidden_rows` and `hidden_columns` nobody sees (.xlsx and .ods say so).
    """

    errors: dict[Cell, str] = field(default_factory=dict)
    uncached: frozenset[Cell] = frozenset()
    stray: int = 0
    notes: dict[Cell, str] = field(default_factory=dict)
    fills: dict[Cell, str] = field(default_factory=dict)
    merged: tuple[tuple[Cell, Cell], ...] = ()
    formats: dict[Cell, str] = field(default_factory=dict)
    overlays: tuple[Overlay, ...] = ()
    struck: dict[Cell, Seen] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    totals: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def moves(self, at: Cell) -> bool:
        """Whether the result in this cell is another one tomorrow: by its formula, or one that it uses."""
        asked, todo = set[Cell](), [at]
        while todo and len(asked) < _MOST_STEPS:
            cell = todo.pop()
            formula = self.formulas.get(cell, "")
            if _MOVES.search(_QUOTED.sub("", formula)):
                return True
            if formula and cell not in asked:
                asked.add(cell)
                todo += [position(found[0].replace("$", "")) for found in _REFERENCE.finditer(formula)]
        return False


@frozen(slots=False)
class Grid:
    """One sheet, hidden or not. `cells` holds every cell that is not blank; `marks` what the file says besides."""

    title: str
    cells: dict[Cell, Raw]
    marks: Marks = field(default_factory=Marks)
    hidden: bool = False

    def at(self, row: int, col: int) -> Raw:
        """The content of one cell, None if blank."""
        return self.cells.get((row, col))

    def content(self, row: int, col: int) -> CellContent:
        """The same with what the file says of its look."""
        at = (row, col)
        number_format, moves = self.marks.formats.get(at, ""), at in self.marks.formulas and self.marks.moves(at)
        if (look := self.marks.struck.get(at)) is not None:
            return CellContent(look.left, number_format, look.struck, moves)
        return CellContent(self.cells.get(at), number_format, moves=moves)

    @cached_property
    def marked(self) -> frozenset[Cell]:
        """The cells of which more has to be known than what they hold, and by which format it is shown."""
        marks = self.marks
        return frozenset((*marks.errors, *marks.uncached, *marks.struck, *marks.formulas))

    def hides(self, at: Cell) -> bool:
        """Whether nobody sees this cell: its sheet, its row or its column is hidden."""
        return self.hidden or at[0] in self.marks.hidden_rows or at[1] in self.marks.hidden_columns

    def corner(self, at: Cell) -> Cell | None:
        """The cell that shows in place of this one because both are merged; None if this one shows itself."""
        for first, last in self._merged.get(at[0], ()):
            if at != first and first[1] <= at[1] <= last[1]:
                return first
        return None

    @cached_property
    def _merged(self) -> dict[int, list[tuple[Cell, Cell]]]:
        """The merged areas in each row."""
        found: dict[int, list[tuple[Cell, Cell]]] = defaultdict(list)
        for first, last in self.marks.merged:
            for row in range(first[0], min(last[0], MAX_ROWS) + 1):
                found[row].append((first, last))
        return dict(found)

    @cached_property
    def rows(self) -> dict[int, dict[int, Raw]]:
        """The non-blank cells row by row, in order: row -> column -> content. Error cells count as content."""
        found: dict[int, dict[int, Raw]] = defaultdict(dict)
        cells = {**self.marks.errors, **self.cells}
        for at in sorted(cells):
            found[at[0]][at[1]] = cells[at]
        return dict(found)

    @cached_property
    def texts(self) -> dict[str, list[Cell]]:
        """The cells in which each text stands: many say the same, and whoever looks for words asks about each once."""
        found: dict[str, list[Cell]] = defaultdict(list)
        for at, raw in self.cells.items():
            if isinstance(raw, str):
                found[raw].append(at)
        return dict(found)

    @cached_property
    def said(self) -> dict[str, list[Cell]]:
        """The same, spaces and marks apart, in order; not what is longer than any heading."""
        found: dict[str, list[Cell]] = {}
        for text, cells in self.texts.items():
            if len(text) <= _LONGEST_SAID:
                word = plain(text)
                found[word] = sorted((*found[word], *cells)) if word in found else cells
        return found


@frozen
class TextLine:
    """A line of a text document outside of its tables, with the titles of the tables above and below it.

    Both are "" in a header or a footer.
    """

    words: str
    above: str = ""
    below: str = ""


@frozen
class Book:
    """The worksheets of one file, in order (chart sheets left out). In a text file every cell is text, dates too.

    Of a text document every table is a sheet; `lines` stand outside of all, `changes` were tracked in it, and `unread`
    are the documents that it takes in.
    """

    grids: tuple[Grid, ...]
    format: FileFormat = "xlsx"
    lines: tuple[TextLine, ...] = ()
    changes: int = 0
    unread: int = 0


@lru_cache(20_000)
def position(cell: str) -> Cell:
    """A1 -> (0, 0); BrokenFileError if this is no cell."""
    found = _CELL.fullmatch(cell)
    if not found:
        raise BrokenFileError("a cell of it has no place")
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, col - 1


@dataclass(slots=True)
class Room:
    """What all sheets of one workbook may still hold: cells, and bytes of text. Equal texts are kept once.

    `totals` are those that say "Total".
    """

    cells: int = MAX_CELLS
    bytes: int = MAX_TEXTS
    totals: set[str] = field(default_factory=set)
    _texts: dict[str, str] = field(default_factory=dict)
    _seen: dict[tuple[int, Look], tuple[Rich, Seen]] = field(default_factory=dict)

    def take_cell(self, cells: int = 1) -> None:
        """So many more cells; TooLargeError if there is no room for them."""
        self.cells -= cells
        if self.cells < 0:
            raise TooLargeError("it has more filled cells than any checklist")

    def kept(self, content: Raw) -> Raw:
        """What a cell that is not blank holds, as it is kept."""
        if isinstance(content, str):
            return self.text(content)
        return str(content) if isinstance(content, float) and not math.isfinite(content) else content

    def text(self, text: str) -> str:
        """One more text; TooLargeError if it is too long, or if there is no room for it."""
        known = self._texts.get(text)
        if known is None:
            if len(text) > MAX_TEXT:
                raise TooLargeError("a cell holds more text than Excel allows")
            self.bytes -= sys.getsizeof(text)
            if self.bytes < 0:
                raise TooLargeError("it holds more text than any checklist")
            known = self._texts[text] = text
            if _SAYS_TOTAL[text]:
                self.totals.add(text)
        return known

    def rich(self, words: Rich) -> Rich:
        """One more text in runs, of which each takes room."""
        for run, _ in words.runs:
            self.text(run)
            self.bytes -= _RUN
        return words

    def seen(self, content: Raw | Rich, look: Look) -> Seen:
        """A cell as it looks; thousands of cells may refer to one text of thousands of runs."""
        if not isinstance(content, Rich):
            return seen(content, look)
        known = self._seen.get((id(content), look))
        if known is None:
            known = self._seen[id(content), look] = content, seen(content, look)
        return known[1]


class Collector:
    """Takes the cells of one sheet and keeps those that count."""

    def __init__(self, title: str, room: Room, *, hidden: bool = False, overlays: Iterable[Overlay] = ()) -> None:
        self.title, self.hidden, self.overlays = title[:MAX_TITLE], hidden, [*overlays]
        self._room, self._merged_rows = room, MAX_MERGED_ROWS
        self.cells: dict[Cell, Raw] = {}
        self.errors: dict[Cell, str] = {}
        self.uncached: set[Cell] = set()
        self.notes: dict[Cell, str] = {}
        self.fills: dict[Cell, str] = {}
        self.merged: list[tuple[Cell, Cell]] = []
        self.formats: dict[Cell, str] = {}
        self.struck: dict[Cell, Seen] = {}
        self.formulas: dict[Cell, str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[range] = []
        self.stray = 0

    def put(self, at: Cell, content: Raw | Rich, number_format: str = "", look: Look = PLAIN) -> None:
        """One cell with its value; TooLargeError if there are too many or its text is too long."""
        if isinstance(content, Rich) or look is not PLAIN:
            as_seen = self._room.seen(content, look)
            raw = as_seen.whole
            if as_seen.struck and self.holds(at):
                self.struck[at] = as_seen
        else:
            raw = content
        if isinstance(raw, str):
            if raw.startswith("=") and _PICTURE.match(raw):
                self.over(Overlay("picture", at, at))
                return
            if is_blank(raw) or not self._near(at):
                return
        elif raw is None or not self._near(at):
            return
        self.cells[at] = self._room.kept(raw)
        if number_format:
            self.formats[at] = number_format
        self._room.take_cell()

    def error(self, at: Cell, word: str) -> None:
        """One cell that shows an error."""
        if self._near(at):
            self.errors[at] = word[:MAX_WORD]
            self._room.take_cell()

    def take(self, cells: int) -> None:
        """So many cells that were put in their places all at once."""
        self._room.take_cell(cells)

    def formula_without_result(self, at: Cell) -> None:
        """One formula whose result was not saved."""
        if self._near(at):
            self.uncached.add(at)
            self._room.take_cell()

    def over(self, overlay: Overlay) -> None:
        """One thing that lies over cells."""
        if overlay.first[0] < MAX_ROWS and overlay.first[1] < MAX_COLS and len(self.overlays) < MAX_OVERLAYS:
            self.overlays.append(replace(overlay, words=self._room.text(overlay.words[:MAX_TEXT])))

    def formula(self, at: Cell, text: str = "") -> None:
        """One cell with a formula, besides its result."""
        if self.holds(at):
            self.formulas[at] = text[:MAX_FORMULA]
            self._take_unless_filled(at)

    def fill(self, at: Cell, colour: str) -> None:
        """One cell that has a colour; colour beyond the corner is no sign of anything."""
        if self.holds(at):
            self.fills[at] = colour
            self._take_unless_filled(at)

    def merge(self, first: Cell, last: Cell) -> None:
        """One area of merged cells."""
        self._merged_rows -= max(0, min(last[0], MAX_ROWS) - first[0] + 1)
        if len(self.merged) < MAX_MERGED and self._merged_rows >= 0:
            self.merged.append((first, last))

    def hide_rows(self, first: int, end: int) -> None:
        """Rows that nobody sees, from the first up to the one before the end."""
        self.hidden_rows.update(range(max(first, 0), min(end, MAX_ROWS)))

    def hide_columns(self, first: int, end: int) -> None:
        """The same for columns."""
        if len(self.hidden_columns) < MAX_COLS:
            self.hidden_columns.append(range(max(first, 0), min(end, MAX_COLS)))

    def grid(self) -> Grid:
        """All that was kept."""
        uncached, merged = frozenset(self.uncached), tuple(self.merged)
        marks = Marks(
            self.errors,
            uncached,
            self.stray,
            self.notes,
            self.fills,
            merged,
            self.formats,
            tuple(self.overlays),
            self.struck,
            self.formulas,
            self._totals(),
            frozenset(self.hidden_rows),
            frozenset(itertools.chain.from_iterable(self.hidden_columns)),
        )
        return Grid(self.title, self.cells, marks, self.hidden)

    def _totals(self) -> frozenset[int]:
        """The rows of totals: such a row says so in front, or adds up what is shown, and the rest are numbers."""
        says = self._room.totals
        is_said = not says.isdisjoint(self.cells.values())
        said = {row for (row, _), raw in self.cells.items() if raw in says} if is_said else set[int]()
        rows = said | {row for (row, _), text in self.formulas.items() if _SUBTOTAL in text}
        cells = defaultdict[int, list[Cell]](list)
        for at in self.cells if rows else ():
            if at[0] in rows:
                cells[at[0]].append(at)
        return frozenset(row for row in rows if self._is_total(sorted(cells[row]), is_said=row in said))

    def _is_total(self, cells: list[Cell], *, is_said: bool) -> bool:
        if is_said and self.cells[cells[0]] not in self._room.totals:
            return False
        return len(cells) > 1 and all(at in self.formulas or _is_number(self.cells[at]) for at in cells[1:])

    def _take_unless_filled(self, at: Cell) -> None:
        if at not in self.cells:
            self._room.take_cell()

    def _near(self, at: Cell) -> bool:
        if 0 <= at[0] < MAX_ROWS and 0 <= at[1] < MAX_COLS:
            return True
        self.stray += 1
        return False

    @staticmethod
    def holds(at: Cell) -> bool:
        """Whether a cell is within reach of any table."""
        return 0 <= at[0] < MAX_ROWS and 0 <= at[1] < MAX_COLS


_SAYS_TOTAL = OfTexts(lambda text: len(text) < MAX_WORD and text.strip(" :").casefold() in _TOTAL)


def _is_number(raw: Raw) -> bool:
    """Whether this is a number; in a text file every number is text."""
    return isinstance(raw, int | float) if not isinstance(raw, str) else raw.strip().isdecimal()
