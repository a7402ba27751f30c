"""The cells of an .xlsx, .xlsm or Strict OOXML workbook, read part by part.

Written for this project because no reader at hand survives what schools send. Measured with python-calamine 0.9: one
#SPILL! anywhere makes the whole workbook unreadable, a sheet in UTF-16 comes as blank, one space typed in XFD1048576
aborts the process. Enters: the bytes of a package. Leaves: `Grid`s in workbook order, chart sheets left out.
Raises BrokenFileError, TooLargeError, LockedError. Must not know: questions, answers.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar
from xml.etree.ElementTree import Element

from careers_workbook.core.cells import Cell
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import OfTexts, kept, of_bytes
from careers_workbook.core.text import Raw, is_blank
from careers_workbook.spreadsheet.own_comments import without_own_words
from careers_workbook.spreadsheet.read.grid import (
    LOST_TEXTS,
    MAX_SHEETS,
    BrokenFileError,
    Collector,
    Grid,
    Overlay,
    Room,
    TooLargeError,
    position,
)
from careers_workbook.spreadsheet.read.known_sheets import KnownSheet, KnownSheets, SheetAsWritten
from careers_workbook.spreadsheet.read.looks import PLAIN, Look, Rich, look, rich
from careers_workbook.spreadsheet.read.numbers import NumberFormat, from_serial, iso_date, number_format
from careers_workbook.spreadsheet.read.opc import Attributes, Package, Relation, elements, local, parse, tree
from careers_workbook.spreadsheet.read.overlays import overlays
from careers_workbook.spreadsheet.read.plain_cells import (
    NUMBER,
    PlainCell,
    PlainSheet,
    is_hidden,
    plain_cells,
    plain_texts,
    rows_apart,
)
from careers_workbook.spreadsheet.read.rich_values import PICTURE, rich_values

_GENERAL = NumberFormat()
_KEPT, _MOST_WORDS = 20, 5_000
"""Tables of styles that are remembered, because schools with one program have one; and cells that have each style."""
_KEPT_SHEETS = 100
"""Sheets of which it is remembered that what stands around their cells is right."""
_Entry = TypeVar("_Entry")
_Name = tuple[str, bool]
"""The title of a sheet, and whether it is hidden."""
_SHEETS = KnownSheets()
_TELLS = re.compile(rb"mergeCell|hidden|width\s*=\s*(?!(['\"])[0-9]{0,5}[1-9][0-9]{0,5}(?:\.[0-9]{0,30})?\1)")
"""Without these a sheet says nothing besides its cells that is kept: what is merged, hidden, or as good as hidden."""
_PRINTED = re.compile(rb"<(oddHeader|oddFooter)>(?:[ -%'-;=?-\\^-~]|&amp;|&quot;)*")
"""Words over and under what is printed, the name of the school among them, of signs that mean nothing to a parser."""
_INDEX = re.compile(r"\d{1,9}", re.ASCII)
_ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
"""How characters that XML cannot hold are written, the carriage return among them (ST_Xstring); halves of a surrogate
pair are no characters."""

_UNPATTERNED = frozenset({"none", "gray125"})
"""gray125 is the second fill of every workbook, used by nothing (ECMA-376, 18.8.21)."""
_WHITE_INDEXES = frozenset({"1", "9", "64", "65"})
"""The two whites of the old palette, and the system's own colours of text and window."""
_COMMENTS = ("comments", "threadedComment")
"""A thread comes second and replaces the note that stands in for it."""
_STAND_IN = "[Threaded comment]"
"""How Excel begins the note that it keeps beside a thread for older versions."""
_REPLY = " / "


@frozen
class _Style:
    """How cells look: their number format, a word for their colour, and their font."""

    shown: NumberFormat = _GENERAL
    colour: str = ""
    look: Look = PLAIN


_NO_STYLE = _Style()


@frozen
class _Shared:
    """What the cells of all sheets refer to, and what they may take."""

    room: Room
    texts: Sequence[str | Rich] = ()
    styles: Mapping[str, _Style] = field(default_factory=dict)
    since_1904: bool = False
    rich: Sequence[str] = ()

    def content(self, kind: str, value: str, style: _Style) -> tuple[Raw, str]:
        """What a cell of a kind holds by itself, with the code of its number format if that says something."""
        match kind:
            case "b":
                return value.strip() in ("1", "true"), ""
            case "d":
                return iso_date(value), style.shown.code
            case "n" if NUMBER.fullmatch(value.strip()):
                raw = from_serial(float(value), style.shown.shows, since_1904=self.since_1904)
                return raw, style.shown.code
            case _:
                return _plain(value), ""


_Content = tuple[Raw, str, str]
"""What a cell holds, the code of its number format, a word for its colour."""


class _Contents(dict[str, _Content | None]):
    """What cells hold, by kind, style and value (`PlainCell.word`); None where more has to be known of one.

    Of texts of the table `texts` says the same by their place there; None is one that does not hold just its words.
    `colours` are those of cells by their style, None where the look of their texts matters.
    """

    def __init__(self, shared: _Shared) -> None:
        super().__init__({"": None})
        self._shared = shared
        self.texts = [text if isinstance(text, str) and not _IS_ODD[text] else None for text in shared.texts]
        self.colours = _Colours(shared.styles)
        self._everywhere = _everywhere(shared.styles, shared.since_1904)

    def __missing__(self, word: str) -> _Content | None:
        if word in self._everywhere:
            known = self[word] = self._everywhere[word]
            return known
        shared, (kind, number, value) = self._shared, word.split(" ", 2)
        style = shared.styles.get(number, _NO_STYLE)
        content, code = shared.content(kind, value, style) if value else (None, "")
        found: _Content | None = None
        if style.look is PLAIN and not (value and _is_odd(content)):
            found = shared.room.kept(content), code, style.colour
            if not isinstance(found[0], str) and len(self._everywhere) < _MOST_WORDS:  # it takes no room
                self._everywhere[word] = found
        self[word] = found
        return found


@kept(_KEPT)
def _everywhere(_styles: Mapping[str, _Style], _since_1904: bool) -> dict[str, _Content]:
    """What cells without a text hold, by the same words, in all files with these styles."""
    return {}


class _Colours(dict[str, str | None]):
    """The colour of cells by their style; None where the look of their texts matters."""

    def __init__(self, styles: Mapping[str, _Style]) -> None:
        self._styles = styles

    def __missing__(self, number: str) -> str | None:
        style = self._styles.get(number, _NO_STYLE)
        found = self[number] = style.colour if style.look is PLAIN else None
        return found


def _is_odd(content: Raw) -> bool:
    """Whether a cell does not hold just this: it is blank, or a picture may be in it."""
    return is_blank(content) or (isinstance(content, str) and content.startswith("="))


_IS_ODD = OfTexts(_is_odd)


@frozen
class _Book:
    """What the workbook part says: sheets, each with its part, and the calendar."""

    sheets: list[tuple[_Name, str]] = field(default_factory=list)
    since_1904: bool = False


def read(package: Package, room: Room | None = None) -> list[Grid]:
    """Every worksheet."""
    main = package.main()
    parts = {relation.id: relation for relation in package.relations(main)}
    book = _read_workbook(package.xml(main), {i: r.target for i, r in parts.items() if r.kind == "worksheet"})
    by_kind = {relation.kind: relation.target for relation in parts.values()}
    texts, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    room = room or Room()
    words = _read_texts(package.xml(texts), room) if texts in package else []
    rich_cells = ["", *rich_values(package, list(parts.values()))]  # counted from 1
    looks = _read_styles(package.xml(styles)) if styles in package else {}
    shared = _Shared(room, words, looks, book.since_1904, rich_cells)
    known = _Contents(shared)
    return [_read_sheet(package, part, name, shared, known) for name, part in book.sheets]


def _read_workbook(xml: bytes, worksheets: dict[str, str]) -> _Book:
    named, since_1904 = _named(xml)
    sheets = [(name, worksheets[at]) for at, name in named if at in worksheets]
    if len(sheets) > MAX_SHEETS:
        raise TooLargeError(f"it has more than {MAX_SHEETS} sheets")
    return _Book(sheets, since_1904)


@of_bytes(_KEPT)
def _named(xml: bytes) -> tuple[tuple[tuple[str, _Name], ...], bool]:
    """The sheets, each by the relation to its part; and whether days are counted from 1904."""
    sheets = list[tuple[str, _Name]]()
    since_1904 = False
    for tag, attributes in elements(xml):
        if tag == "sheet" and "id" in attributes:
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append((attributes["id"], (attributes.get("name", ""), hidden)))
        elif tag == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true", "on")
    return tuple(sheets), since_1904


def _read_texts(xml: bytes, room: Room) -> list[str | Rich]:
    texts, plain = _Texts(room), plain_texts(xml)
    if plain and _is_well_formed(plain[0]):
        return [room.text(_plain(text) if "_x" in text else text) for text in plain[1]]
    parse(xml, texts.start, texts.end, texts.text)
    return texts.found


@of_bytes(_KEPT)
def _read_styles(xml: bytes) -> Mapping[str, _Style]:
    """Each cell style by its number, as cells name it."""
    styles = tree(xml)
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in reversed([*styles.iter("numFmt")])}
    fonts = [_font((part.tag, part.attrib) for part in one.iter()) for one in styles.iterfind("fonts/font")]
    colours = [_fill(one) for one in styles.iterfind("fills/fill")]
    return {
        str(number): _Style(
            _format(xf.get("numFmtId", "0"), codes),
            _nth(colours, xf.get("fillId", "0")) or "",
            _nth(fonts, xf.get("fontId", "0")) or PLAIN,
        )
        for number, xf in enumerate(styles.iterfind("cellXfs/xf"))
    }


def _format(number: str, codes: Mapping[str, str]) -> NumberFormat:
    known = number.isdecimal() and len(number) < 7  # noqa: PLR2004
    return number_format(int(number) if known else 0, codes.get(number))


def _font(parts: Iterable[tuple[str, Attributes]]) -> Look:
    """The look of one font by the elements in it; a cell calls its name `name`, a run of text `rFont`."""
    said = {tag: attributes.get("val", "") for tag, attributes in parts}
    return look(said.get("rFont", said.get("name", "")), struck=said.get("strike", "0") not in ("0", "false"))


def _fill(fill: Element) -> str:
    """A word for a colour, "" where cells look uncoloured; equal if and only if the file defines two colours alike."""
    if fill.find("gradientFill") is not None:
        return "gradient"
    pattern = fill.find("patternFill")
    kind = "none" if pattern is None else pattern.get("patternType", "none")
    if kind == "solid":
        colour = fill.find("patternFill/fgColor")
        return "" if colour is None else _colour(colour.attrib)
    return "" if kind in _UNPATTERNED else kind


def _colour(attributes: Attributes) -> str:
    if rgb := attributes.get("rgb"):
        colour = rgb[-6:].upper()
        return "" if colour == "FFFFFF" else colour
    if theme := attributes.get("theme"):
        tint = attributes.get("tint", "0")
        return "" if (theme, tint) == ("0", "0") else f"theme {theme} {tint}"
    indexed = attributes.get("indexed", "64")
    return "" if indexed in _WHITE_INDEXES else f"indexed {indexed}"


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Texts:
    """Collects the table of texts: one entry an item, readings of East Asian names left out."""

    def __init__(self, room: Room) -> None:
        self.found: list[str | Rich] = []
        self._room = room
        self._item = _Words()

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if name == "si":
            self._item = _Words()
        else:
            self._item.start(name, attributes)

    def text(self, text: str) -> None:
        self._item.text(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "si":
            whole = self._item.whole()
            self.found.append(self._room.text(whole) if isinstance(whole, str) else self._room.rich(whole))
        else:
            self._item.end(name)


class _Words:
    """One text, in one piece or in runs; a run that says nothing of its font looks as the cell does."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, Look | None]] = []
        self._text: list[str] = []
        self._font: list[tuple[str, Attributes]] | None = None
        self._in_font = self._in_text = self._in_reading = False

    def start(self, name: str, attributes: Attributes) -> None:
        if self._in_font and self._font is not None:
            self._font.append((name, attributes))
        elif name == "t":
            self._in_text = not self._in_reading
        elif name == "rPr":
            self._in_font, self._font = True, []
        elif name == "rPh":
            self._in_reading = True

    def text(self, text: str) -> None:
        if self._in_text:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPr":
            self._in_font = False
        elif name == "rPh":
            self._in_reading = False
        elif name == "r":
            self._finish_run()

    def _finish_run(self) -> None:
        self._runs.append((_plain("".join(self._text)), None if self._font is None else _font(self._font)))
        self._text, self._font = [], None

    def whole(self) -> str | Rich:
        if not self._runs:
            return _plain("".join(self._text))
        if self._text:
            self._finish_run()
        return rich(self._runs)


def _notes(package: Package, related: Sequence[Relation]) -> dict[Cell, str]:
    """What people wrote in comments on this sheet, by 0-based (row, column)."""
    found: dict[Cell, str] = {}
    for kind in _COMMENTS:
        for relation in related:
            if relation.kind == kind and relation.target in package:
                found |= _read_comments(package.xml(relation.target))
    return {at: text for at, text in found.items() if text and not text.startswith(_STAND_IN)}


def _read_comments(xml: bytes) -> dict[Cell, str]:
    scanner = _Comments()
    parse(xml, scanner.start, scanner.end, scanner.text)
    return {at: _REPLY.join(filter(None, map(without_own_words, said))) for at, said in scanner.said.items()}


@dataclass(slots=True)
class _Comments:
    """Walks one part of comments: what was said on which cell."""

    said: dict[Cell, list[str]] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _inside: bool = False
    _at: Cell = (0, 0)

    def start(self, tag: str, attributes: Attributes) -> None:
        match local(tag):
            case "comment" | "threadedComment":
                self._at, self._parts = position(attributes.get("ref", "").partition(":")[0]), []
            case "t" | "text":
                self._inside = True
            case "rPh":  # how to pronounce it (Japanese), not what it says
                self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        match local(tag):
            case "t" | "text":
                self._inside = False
            case "comment" | "threadedComment":
                self.said.setdefault(self._at, []).append(" ".join("".join(self._parts).split()))


def _read_sheet(package: Package, part: str, name: _Name, shared: _Shared, known: _Contents) -> Grid:
    grid, related = _read_cells(package.xml(part), name, shared, known), package.relations(part)
    notes = {at: shared.room.text(text) for at, text in _notes(package, related).items()}
    above = Collector(grid.title, shared.room, overlays=grid.marks.overlays)
    for overlay in overlays(package, part, related):
        above.over(overlay)
    if not notes and len(above.overlays) == len(grid.marks.overlays):
        return grid
    return replace(grid, marks=replace(grid.marks, notes=notes, overlays=tuple(above.overlays)))


def _read_cells(xml: bytes, name: _Name, shared: _Shared, known: _Contents) -> Grid:
    """What the cells of a sheet hold; out of a file before, where they were there already."""
    apart = rows_apart(xml)
    if apart is None:
        return _parsed(xml, name, shared)
    rows, around = apart[0], _as_for_all(apart[1])
    one = SheetAsWritten(*name, rows, around, shared.since_1904)
    if before := _SHEETS.find(one, shared.styles, shared.texts):
        return before.take(shared.room)
    plain, sheet = plain_cells(rows, around), _Sheet(name, shared)
    # nothing that holds text or ends is left, nor what begins if nothing is hidden or merged
    if plain is None or not (
        _is_sound(plain.rest, sheet.start) if _TELLS.search(plain.rest) else _is_well_formed(plain.rest)
    ):
        return _parsed(xml, name, shared)
    sheet.take(plain, known)
    grid = sheet.cells.grid()
    if sheet.is_plain and _SHEETS.is_met(one):
        _SHEETS.keep(one, _known_sheet(plain.pieces, sheet, grid, known))
    return grid


def _parsed(xml: bytes, name: _Name, shared: _Shared) -> Grid:
    sheet = _Sheet(name, shared)
    parse(xml, sheet.start, sheet.end, sheet.text)
    return sheet.cells.grid()


def _known_sheet(pieces: Sequence[PlainCell], sheet: "_Sheet", grid: Grid, known: _Contents) -> KnownSheet:
    shared = sheet.shared
    places = tuple(dict.fromkeys(piece.number for piece in pieces if piece.number is not None))
    contents = (found[0] for piece in pieces if piece.number is None and (found := known[piece.word]))
    own = tuple(dict.fromkeys(content for content in contents if isinstance(content, str)))
    return KnownSheet(shared.styles, places, [shared.texts[place] for place in places], own, sheet.taken, grid)


def _as_for_all(rest: bytes) -> bytes:
    """The same without the words that are printed over and under it, where no school's can make it wrong or right."""
    return _PRINTED.sub(rb"<\1>", rest)


@of_bytes(_KEPT_SHEETS)
def _is_well_formed(rest: bytes) -> bool:
    """Whether it is right, where nobody has to know what it says: it is the same in the next file."""
    return _is_sound(rest)


def _is_sound(rest: bytes, start: Callable[[str, Attributes], object] | None = None) -> bool:
    """Whether what is left for the parser is right; else it meets all, because of several faults the first is told."""
    try:
        parse(rest, start, None, None)
    except BrokenFileError:
        return False
    return True


class _Written(NamedTuple):
    """What a cell says: its kind, look and value, a text of its own, and the number of a picture in it."""

    kind: str
    style: _Style
    value: str
    words: str | Rich | None = None
    image: str = ""


class _Sheet:
    """Walks the cells of one sheet; a cell without an `r` stands right of the one before (the standard allows it)."""

    def __init__(self, name: _Name, shared: _Shared) -> None:
        title, is_hidden = name
        self.cells, self.shared = Collector(title, shared.room, hidden=is_hidden), shared
        self.is_plain, self.taken = True, 0
        self._row, self._col = -1, -1
        self._cell: Attributes | None = None
        self._value: list[str] | None = None
        self._words: _Words | None = None
        self._formula: list[str] | None = None
        self._shared_formulas: dict[str, str] = {}
        self._shared_formula = ""
        self._taking = self._over = False

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if name == "row":
            self._begin_row(attributes)
        elif name == "col" and is_hidden(attributes, "width"):
            first, last = (_INDEX.fullmatch(attributes.get(word, "")) for word in ("min", "max"))
            if first and last:
                self.cells.hide_columns(int(first[0]) - 1, int(last[0]))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "c" and not self._over:
            at = position(attributes["r"]) if "r" in attributes else (self._row, self._col + 1)
            self._row, self._col = at
            self._cell, self._value, self._words, self._formula = attributes, None, None, None
        elif self._cell is not None:
            self._inside(name, attributes)

    def take(self, plain: PlainSheet, known: _Contents) -> None:
        """The same out of cells that were read already."""
        for row in plain.hidden:
            self.cells.hide_rows(row, row + 1)
        cells, formulas, fills, formats = self.cells.cells, self.cells.formulas, self.cells.fills, self.cells.formats
        texts, colours, taken, most = known.texts, known.colours, 0, len(known.texts)
        content: Raw
        colour: str | None
        for piece in plain.pieces:
            at, word, formula, number, _, _ = piece
            if number is not None:
                content, code, colour = texts[number] if number < most else None, "", colours[word]
                if content is None or colour is None:
                    self._put_odd(piece)
                    continue
            elif found := known[word]:
                content, code, colour = found
            else:
                self._put_odd(piece)
                continue
            if colour:
                fills[at] = colour
                taken += at not in cells
            if formula is not None:
                formulas[at] = formula
                taken += at not in cells
            if content is not None:
                cells[at] = content
                taken += 1
                if code:
                    formats[at] = code
        self.cells.take(taken)
        self.taken = taken

    def _put_odd(self, piece: PlainCell) -> None:
        self.is_plain = False
        (self._row, self._col), written = piece.at, piece.written
        self._formula = None
        if piece.formula is not None:
            self._formula, self._shared_formula = [], written.shared
            self._finish_formula(piece.formula)
        style = self.shared.styles.get(written.style, _NO_STYLE)
        words = _plain(written.words) if written.words is not None else None
        self._finish(_Written(written.kind, style, written.value, words))

    def _begin_row(self, attributes: Attributes) -> None:
        self._row = _row_number(attributes["r"]) if "r" in attributes else self._row + 1
        self._col = -1
        if is_hidden(attributes, "ht"):
            self.cells.hide_rows(self._row, self._row + 1)

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        with suppress(BrokenFileError):  # an area that is none costs nothing
            self.cells.merge(position(first), position(last or first))

    def _inside(self, name: str, attributes: Attributes) -> None:
        if self._words is not None:
            self._words.start(name, attributes)
        elif name == "f":
            self._taking, self._formula, self._shared_formula = True, [], attributes.get("si", "")
        elif name == "v":
            self._taking, self._value = True, self._value or []
        elif name == "is":
            self._words = _Words()

    def text(self, text: str) -> None:
        if self._words is not None:
            self._words.text(text)
        elif self._taking and self._value is not None:
            self._value.append(text)
        elif self._taking and self._formula is not None:
            self._formula.append(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "c" and self._cell is not None:
            cell, words = self._cell, self._words.whole() if self._words is not None else None
            style, value = self.shared.styles.get(cell.get("s", "0"), _NO_STYLE), "".join(self._value or ())
            self._finish(_Written(cell.get("t", "n"), style, value, words, cell.get("vm", "")))
            self._cell = self._words = None
        elif name == "f" and self._formula is not None:
            self._finish_formula("".join(self._formula))
        elif name == "v":
            self._taking = False
        elif name == "sheetData":
            self._over = True  # what extensions write behind it are no cells
        elif self._words is not None:
            self._words.end(name)

    def _finish_formula(self, text: str) -> None:
        """A formula that is the same for a whole column stands in its first cell only; the others name it."""
        self._taking = False
        shared = self._shared_formulas
        text = shared.setdefault(self._shared_formula, text) if self._shared_formula else text
        self.cells.formula((self._row, self._col), text)

    def _finish(self, cell: "_Written") -> None:
        at, (kind, style, value, words, image) = (self._row, self._col), cell
        if style.colour:
            self.cells.fill(at, style.colour)
        if kind == "e":
            self._finish_error(at, image, value or "#N/A")
        elif words is not None:
            self.cells.put(at, words, look=style.look)
        elif value == "":
            if self._formula is not None and kind != "str":
                self.cells.formula_without_result(at)
        elif kind == "s":
            text = _nth(self.shared.texts, value)
            if text is None:
                raise BrokenFileError(LOST_TEXTS)
            self.cells.put(at, text, look=style.look)
        else:
            self.cells.put(at, *self.shared.content(kind, value, style), style.look)

    def _finish_error(self, at: Cell, image: str, word: str) -> None:
        there = _nth(self.shared.rich, image)
        if there == PICTURE:
            self.cells.over(Overlay("picture", at, at))
        elif there:
            self.cells.put(at, there)
        else:
            self.cells.error(at, word)


def _nth(table: Sequence[_Entry], index: str) -> _Entry | None:
    """The entry that a cell refers to, None if there is none."""
    found = _INDEX.fullmatch(index.strip())
    return table[int(found[0])] if found and int(found[0]) < len(table) else None


def _row_number(text: str) -> int:
    """1 -> 0; BrokenFileError if this is no row."""
    if not _INDEX.fullmatch(text):
        raise BrokenFileError("a row of it has no place")
    return int(text) - 1
