"""The cells of an OpenDocument spreadsheet (.ods), as LibreOffice, Google Sheets and SheetJS write it.

Written for this project: python-calamine 0.9 refuses an .ods that is written with line breaks between its elements, as
SheetJS writes it, and unrolls every repeated cell. Here a cell that is repeated a billion times costs nothing beyond
the corner of any table. Enters: the bytes of a package. Leaves: `Grid`s. Raises BrokenFileError, TooLargeError,
LockedError. Must not know: questions, answers.
"""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from careers_workbook.core.cells import Cell
from careers_workbook.core.text import Raw, is_blank
from careers_workbook.spreadsheet.read.grid import (
    MAX_COLS,
    MAX_ROWS,
    MAX_SHEETS,
    BrokenFileError,
    Collector,
    Grid,
    LockedError,
    Overlay,
    OverlayKind,
    Room,
    TooLargeError,
    position,
)
from careers_workbook.spreadsheet.read.looks import PLAIN, Look, Rich, rich
from careers_workbook.spreadsheet.read.numbers import iso_date, time_of_day
from careers_workbook.spreadsheet.read.ods_styles import Styles
from careers_workbook.spreadsheet.read.opc import Attributes, Package, local, parse

MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _DRAW, _STYLE = (
    f"{_NAMESPACE}{name}:1.0}}" for name in ("office", "table", "text", "drawing", "style")
)
_TRUTHS = ("TRUE()", "FALSE()")
_ERROR_WORD = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|ERROR!)|Err:\d{3}")
"""What a cell with an error shows; the kind "error" is said by LibreOffice alone."""
_SPAN = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_SPACES = re.compile(r"[ \t\r\n]+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
_NOTE = f"{_OFFICE}annotation"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_SKIPPED = frozenset(
    {
        f"{_OFFICE}forms",
        f"{_TABLE}tracked-changes",
        f"{_TABLE}dde-links",
        f"{_TABLE}shapes",
    }
)
"""Elements that hold text or tables of their own, which are no cells."""
_DRAWN: dict[str, OverlayKind] = {
    "image": "picture",
    "object": "embedded file",
    "object-ole": "embedded file",
    "text-box": "text box",
    "control": "control",
}
"""Element -> what it draws; every other one is a shape, and around these is a frame."""
_WHITE = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


def read(package: Package, room: Room | None = None) -> list[Grid]:
    """Every sheet."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise LockedError("it is locked")
    styles = Styles()
    if "styles.xml" in package:
        parse(package.xml("styles.xml"), styles.start, styles.end, styles.text)
    sheets = _Sheets(styles, room or Room())
    parse(package.xml("content.xml"), sheets.start, sheets.end, sheets.text)
    return [sheet.grid() for sheet in sheets.found]


@dataclass(slots=True)
class _Drawing:
    """What is drawn over cells, from its outermost element on; a chart shows cells and is none."""

    first: Cell
    depth: int
    end: str
    kind: OverlayKind | None = None
    words: list[str] = field(default_factory=list)
    is_chart: bool = False
    is_talking: bool = False

    def inside(self, tag: str, attributes: Attributes) -> None:
        """One of its elements."""
        self.is_chart |= f"{_DRAW}notify-on-update-of-ranges" in attributes
        if tag == f"{_TEXT}p":
            self.is_talking = True
            self.words.append(" ")
        elif tag.startswith(_DRAW) and self.kind in (None, "shape"):
            self.kind = _DRAWN.get(local(tag), "shape")

    def finish(self, sheet: Collector) -> None:
        """Hand it to its sheet, with the cell in which it ends, if it says that."""
        words, last = " ".join("".join(self.words).split()), self.first
        with suppress(BrokenFileError):
            last = position(self.end.rpartition(".")[2].replace("$", ""))
        if self.kind and not self.is_chart:
            kind: OverlayKind = "text box" if self.kind == "shape" and words else self.kind
            last = (max(last[0], self.first[0]), max(last[1], self.first[1]))
            sheet.over(Overlay(kind, self.first, last, words))


class _Sheets:
    """Walks the tables, rows and cells; what is repeated is kept as often as a table reaches."""

    def __init__(self, styles: Styles, room: Room) -> None:
        self._styles, self._room = styles, room
        self._looks: dict[tuple[str, str], Look | None] = {}
        self._spans: list[Look | None] = []
        self._columns: list[tuple[int, str]] = []
        self._row_style = ""
        self.found: list[Collector] = []
        self._skipping = 0
        self._row = self._col = self._rows = 0
        self._cell: Attributes | None = None
        self._style, self._unseen = "", set[str]()
        self._lines: list[list[tuple[str, Look | None]]] = []
        self._depth = 0
        self._note: list[str] | None = None
        self._drawing: _Drawing | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._skipping or tag in _SKIPPED or (self._cell is not None and tag.startswith(_DRAW)):
            self._draw(tag, attributes)
            self._skipping += 1
        elif tag == _NOTE:
            self._note = []
        elif self._cell is not None:
            self._text_element(tag, attributes)
        elif tag in _CELLS:
            self._cell, self._lines, self._depth, self._spans = attributes, [], 0, []
        elif tag in (f"{_TABLE}table-row", f"{_TABLE}table-column"):
            self._row_or_column(tag, attributes)
        elif tag == f"{_TABLE}table":
            self._table(attributes)
        else:
            self._style_element(tag, attributes)

    def _draw(self, tag: str, attributes: Attributes) -> None:
        if self._drawing:
            self._drawing.inside(tag, attributes)
        elif tag.startswith(_DRAW) and self.found:
            self._drawing = _Drawing(
                (self._row, self._col), self._skipping, attributes.get(f"{_TABLE}end-cell-address", "")
            )
            self._drawing.inside(tag, attributes)

    def _style_element(self, tag: str, attributes: Attributes) -> None:
        self._styles.start(tag, attributes)
        if tag == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif tag == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self._unseen.add(self._style)

    def _row_or_column(self, tag: str, attributes: Attributes) -> None:
        style = attributes.get(f"{_TABLE}default-cell-style-name", "")
        is_hidden = bool(self.found) and attributes.get(f"{_TABLE}visibility", "visible") != "visible"
        if tag == f"{_TABLE}table-row":
            self._rows, self._col, self._row_style = _times(attributes, "number-rows-repeated"), 0, style
            if is_hidden:
                self.found[-1].hide_rows(self._row, self._row + self._rows)
        elif len(self._columns) < MAX_COLS:
            first = self._columns[-1][0] if self._columns else 0
            self._columns.append((first + _times(attributes, "number-columns-repeated"), style))
            if is_hidden:
                self.found[-1].hide_columns(first, self._columns[-1][0])

    def _table(self, attributes: Attributes) -> None:
        if len(self.found) == MAX_SHEETS:
            raise TooLargeError(f"it has more than {MAX_SHEETS} sheets")
        self.found.append(Collector(attributes.get(f"{_TABLE}name", ""), self._room))
        self.found[-1].hidden = attributes.get(f"{_TABLE}style-name") in self._unseen
        self._row, self._columns = 0, []

    def _text_element(self, tag: str, attributes: Attributes) -> None:
        if tag in (f"{_TEXT}p", f"{_TEXT}h"):
            if self._note is None:
                self._lines.append([])
            self._depth += 1
        elif tag == f"{_TEXT}span":
            self._spans.append(self._look("text", attributes.get(f"{_TEXT}style-name", "")))
        elif tag == f"{_TEXT}s":
            self._add(" " * min(_times(attributes, "c", _TEXT), MAX_COLS))
        elif tag in _WHITE:
            self._add(_WHITE[tag])

    def _look(self, family: str, name: str) -> Look | None:
        if (family, name) not in self._looks:
            self._looks[family, name] = self._styles.look(family, name)
        return self._looks[family, name]

    def text(self, text: str) -> None:
        if self._drawing and self._drawing.is_talking:
            self._drawing.words.append(text)
        if self._cell is None:
            self._styles.text(text)
        if self._depth and not self._skipping:
            words = _SPACES.sub(" ", text)  # white space between elements is lay-out; a space that counts is text:s
            begun = bool(self._note if self._note is not None else self._lines[-1])
            self._add(words if begun else words.lstrip())

    def _add(self, text: str) -> None:
        if self._depth and text:
            if self._note is not None:
                self._note.append(text)
            else:
                self._lines[-1].append((text, self._spans[-1] if self._spans else None))

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            if self._drawing and tag == f"{_TEXT}p":
                self._drawing.is_talking = False
            if self._drawing and self._skipping == self._drawing.depth:
                self._drawing.finish(self.found[-1])
                self._drawing = None
        elif tag == _NOTE:
            self._finish_note()
        elif tag in (f"{_TEXT}p", f"{_TEXT}h"):
            self._depth = max(0, self._depth - 1)
        elif tag == f"{_TEXT}span" and self._spans:
            self._spans.pop()
        elif tag in _CELLS and self._cell is not None:
            self._finish(self._cell)
            self._cell = None
        elif tag == f"{_TABLE}table-row":
            self._row += self._rows
        else:
            self._styles.end(tag)

    def _finish_note(self) -> None:
        if self.found and self._note and self._row < MAX_ROWS and self._col < MAX_COLS:
            self.found[-1].notes[self._row, self._col] = self._room.text(" ".join("".join(self._note).split()))
        self._note = None

    def _finish(self, cell: Attributes) -> None:
        if not self.found:
            raise BrokenFileError("a cell of it stands outside every sheet")
        columns = _times(cell, "number-columns-repeated")
        down, right = _times(cell, "number-rows-spanned"), _times(cell, "number-columns-spanned")
        if down > 1 or right > 1:
            self.found[-1].merge((self._row, self._col), (self._row + down - 1, self._col + right - 1))
        put = self._putter(cell, self._shown())
        if put is not None:
            for row in range(self._row, _reach(self._row, self._rows, MAX_ROWS)):
                for col in range(self._col, _reach(self._col, columns, MAX_COLS)):
                    put((row, col))
        self._col += columns

    def _shown(self) -> str | Rich:
        runs = [run for line in self._lines for run in (("\n", None), *line)]
        return rich(runs[1:])

    def _style_of(self, cell: Attributes) -> str:
        """The style of a cell: its own, else that of its row, else that of its column."""
        own = cell.get(f"{_TABLE}style-name", "") or self._row_style
        return own or next((style for end, style in self._columns if self._col < end), "")

    def _putter(self, cell: Attributes, text: str | Rich) -> Callable[[Cell], None] | None:
        """What is to be done with the cell and each of its repetitions; None if it is blank."""
        sheet, formula = self.found[-1], f"{_TABLE}formula" in cell
        shown = text if isinstance(text, str) else "".join(words for words, _ in text.runs)
        if _is_error(cell, shown, formula=formula):
            return lambda at: sheet.error(at, shown or "#N/A")
        raw = _value(cell, shown)
        if not is_blank(raw):
            style = self._style_of(cell)
            look, content = self._look("table-cell", style) or PLAIN, text if raw == shown else raw
            code = self._styles.date_code(style) if isinstance(raw, dt.date) else ""
            number_format = "0%" if cell.get(f"{_OFFICE}value-type") == "percentage" else code
            words = _words(cell.get(f"{_TABLE}formula", ""))

            def put(at: Cell) -> None:
                sheet.put(at, content, number_format, look)
                if formula:
                    sheet.formula(at, words)

            return put
        if formula and f"{_OFFICE}value-type" not in cell:
            return sheet.formula_without_result
        return None


def _words(formula: str) -> str:
    """A formula as Excel writes it, as far as functions and cells of one sheet go: of:=[.B3]+30 -> B3+30."""
    return formula.partition("=")[2].replace("[.", "").replace("]", "")


def _times(attributes: Attributes, name: str, namespace: str = _TABLE) -> int:
    """How often something is repeated: once unless it says so; BrokenFileError if that is no number."""
    times = attributes.get(f"{namespace}{name}", "1")
    if not (times.isdecimal() and times.isascii() and len(times) < 10):  # noqa: PLR2004 - no sheet is that large
        raise BrokenFileError("a part of it is damaged")
    return int(times)


def _reach(start: int, times: int, limit: int) -> int:
    """Where a repetition ends: at the limit at the latest, but not before its first cell, which is counted as stray."""
    return max(start + 1, min(start + times, limit))


def _is_error(cell: Attributes, shown: str, *, formula: bool) -> bool:
    said = any(value == "error" and local(key) == "value-type" for key, value in cell.items())
    return said or (formula and _ERROR_WORD.fullmatch(shown.strip()) is not None)


def _value(cell: Attributes, shown: str) -> Raw:
    """The value that is stored, else the text that is shown; LibreOffice keeps a tick in a text cell as a formula."""
    if (words := _words(cell.get(f"{_TABLE}formula", ""))) in _TRUTHS:
        return words == _TRUTHS[0]
    match cell.get(f"{_OFFICE}value-type"):
        case "float" | "currency" | "percentage":
            value = cell.get(f"{_OFFICE}value", "")
            return float(value) if _NUMBER.fullmatch(value) else value or shown
        case "date":
            value = cell.get(f"{_OFFICE}date-value", "")
            return iso_date(value) if value else shown
        case "time":
            return _time(cell.get(f"{_OFFICE}time-value", "")) or shown
        case "boolean":
            return cell.get(f"{_OFFICE}boolean-value") == "true"
    return cell.get(f"{_OFFICE}string-value") or shown


def _time(value: str) -> dt.time | dt.timedelta | None:
    found = _SPAN.fullmatch(value)
    if not found:
        return None
    span = dt.timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3]))
    return time_of_day(span) if span < dt.timedelta(days=1) else span
