"""The cells of an old .xls workbook: what python-calamine reads, and what it does not say. Its only importer.

python-calamine 0.9 gives an error cell as '', no number formats, and asks for a dense grid up to the farthest cell: a
first look at the records finds the errors, the formats, what is lost and the password, and turns stray cells into blank
ones before the library sees them. Enters: the bytes of an .xls. Leaves: `Grid`s in order; comments and colours are not
looked for. Raises BrokenFileError, LockedError. Layout: [MS-XLS], BIFF5 and BIFF8. Must not know: questions, answers.

What cannot be known: LibreOffice 7.4 stores 0 for a formula with a result that it did not compute itself, so a formula
with the result 0 counts as one whose result was not saved. It stores TRUE and FALSE as formulas that say nothing else,
of the same ones below each other the first as a shared formula that the others name.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from careers_workbook.core.cells import Cell
from careers_workbook.spreadsheet.read.compound import Compound
from careers_workbook.spreadsheet.read.grid import (
    ERROR_WORDS,
    LOST,
    LOST_TEXTS,
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
    formula_placeholder,
)
from careers_workbook.spreadsheet.read.looks import PLAIN, Look, in_runs, look
from careers_workbook.spreadsheet.read.numbers import number_format

_STREAMS = ("Workbook", "Book")
_BEGIN, _BOUND_SHEET, _FILE_PASS, _END, _BLANK, _DIMENSIONS = 0x0809, 0x85, 0x2F, 0x0A, 0x0201, 0x0200
_FORMULAS, _TEXT_RESULTS, _BOOL_OR_ERROR, _NUMBERS_IN_A_ROW = {0x06, 0x0206, 0x0406}, {0x07, 0x0207}, 0x0205, 0xBD
_TABLE_OF_TEXTS, _SHARED_TEXT, _LABEL, _RICH_LABEL = 0xFC, 0xFD, 0x0204, 0xD6
_SHARED_FORMULA, _NAMES_SHARED = 0x04BC, b"\x05\x00\x01"
_TRUTHS = {b"\x02\x00\x1d\x00": False, b"\x02\x00\x1d\x01": True}
"""Formulas behind their lengths: how one begins that names the cell of a shared formula; FALSE and TRUE."""
_FORMAT, _STYLE, _FONT, _CONTINUED = 0x041E, 0xE0, 0x31, 0x3C
_NO_FONT = 4
"""A number that no font has: those behind it are one less in their list."""
_WIDE_TEXTS = 0x0600
"""The version from which on texts may have two bytes a character: BIFF8."""
_LABELS = {_LABEL, _RICH_LABEL}
_PLAIN = {0x0203, 0x027E, *_LABELS}
_CELLS = {*_PLAIN, _SHARED_TEXT, _BOOL_OR_ERROR, _NUMBERS_IN_A_ROW, *_FORMULAS}
"""Records that begin with a row and a column."""
_OF_CHARTS = {_BEGIN, _END, _DIMENSIONS, *_CELLS, *_TEXT_RESULTS}
_WORKSHEET = 0
_MOST_ROOM = 3_000_000
"""Cells of all sheets, blank ones included, for which the library may make room: it takes some fifty bytes for each."""
_DRAWING, _OBJECT, _TEXT_OF_OBJECT, _CONTINUED = 0xEC, 0x5D, 0x01B6, 0x3C
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"
"""How the place of a drawn object begins ([MS-ODRAW] 2.2.46): its kind and its length."""
_DRAWN: dict[int, OverlayKind] = {
    **dict.fromkeys((0x00, 0x01, 0x02, 0x03, 0x04, 0x09, 0x1E), "shape"),
    0x06: "text box",
    0x08: "picture",
    0x0B: "tick box",
    0x0C: "tick box",
    **dict.fromkeys((0x07, 0x0D, 0x0E, 0x10, 0x11, 0x12), "control"),
}
"""Kinds of object ([MS-XLS] 2.5.143); not charts, comments, and the arrows of lists."""
_TICK, _EMBEDDED = 0x12, 0x09
"""Parts of an object: whether it is ticked, and that it is a file."""


@dataclass(slots=True)
class _Sheet:
    """What is known of one sheet so far, and which records are to be made blank. `texts` counts the table of texts.

    `values` are the cells that hold something, whatever the library makes of them; `styles` are the
    numbers of the cells' styles; `shared` says which cells hold which text of the table; `behind` are formulas as they
    are stored, and `truths` what those stand for that say TRUE or FALSE and nothing else.
    """

    texts: int
    styles: dict[Cell, int] = field(default_factory=dict)
    errors: dict[Cell, str] = field(default_factory=dict)
    values: set[Cell] = field(default_factory=set)
    shared: dict[Cell, int] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    behind: dict[Cell, bytes] = field(default_factory=dict)
    truths: dict[bytes, bool] = field(default_factory=lambda: dict(_TRUTHS))
    uncached: set[Cell] = field(default_factory=set)
    stray: int = 0
    blanked: list[int] = field(default_factory=list)
    overlays: list[Overlay] = field(default_factory=list)

    @property
    def area(self) -> int:
        """The cells of the smallest rectangle that holds all: the library makes room for each, filled or not."""
        if not self.styles:
            return 0
        rows, cols = zip(*self.styles, strict=True)
        return int((max(rows) - min(rows) + 1) * (max(cols) - min(cols) + 1))


def is_workbook(book: Compound) -> bool:
    """Whether this old Office file is a workbook."""
    return any(name in book for name in _STREAMS)


def is_locked(book: Compound) -> bool:
    """Whether the workbook can be read only with a password. Raises BrokenFileError."""
    try:
        _sheet_starts(bytearray(_stream(book)[1]))
    except LockedError:
        return True
    return False


def read(data: bytes, room: Room | None = None) -> list[Grid]:
    """Every worksheet."""
    room = room or Room()
    book = Compound(data)
    name, content = _stream(book)
    stream = bytearray(content)
    texts, looks = _count_of_texts(stream), _Looks(stream)
    starts = _sheet_starts(stream)
    sheets = [_scan(stream, start, _Sheet(texts, overlays=_overlays(stream, start))) for start in starts]
    if sum(sheet.area for sheet in sheets) > _MOST_ROOM:
        raise TooLargeError("its filled cells stand further apart than on any checklist")
    for record in (record for sheet in sheets for record in sheet.blanked):
        struct.pack_into("<H", stream, record, _BLANK)
    with _Door(), CalamineWorkbook.from_filelike(io.BytesIO(book.with_stream(name, bytes(stream)))) as library:
        names = [sheet.name for sheet in library.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(names) != len(sheets) or len(set(names)) != len(names):
            raise BrokenFileError("its list of sheets does not add up")
        return [_filled(library, name, sheet, looks, room) for name, sheet in zip(names, sheets, strict=True)]


class _Door:
    """Turns what the library says about a bad file into our exceptions.

    A failure inside it is a PanicException, which Python code cannot import and no `except Exception` catches.
    """

    def __enter__(self) -> None:
        """Nothing to open."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if isinstance(error, PasswordError):  # what can be opened with a password was opened before
            raise LockedError("it is locked") from error
        if isinstance(error, CalamineError) or (kind is not None and kind.__name__ == "PanicException"):
            raise BrokenFileError("a part of it is damaged") from error


class _Looks:
    """How the cells of all sheets look: the number format and the font of each style, and texts in runs."""

    def __init__(self, stream: bytearray) -> None:
        self.is_wide = int.from_bytes(stream[4:6], "little") >= _WIDE_TEXTS
        fonts, styles, codes = list[Look](), list[tuple[int, int]](), dict[int, str]()
        for _, kind, content in _records(stream, 0):
            if kind == _FONT:
                fonts.append(self._font(content))
            elif kind == _STYLE:
                styles.append(struct.unpack_from("<HH", content.ljust(4, b"\0")))
            elif kind == _FORMAT:
                codes[int.from_bytes(content[:2], "little")] = self._text(content[2:], 2)
        self.fonts = [*fonts[:_NO_FONT], PLAIN, *fonts[_NO_FONT:]]
        self.looks = [self.font(font) for font, _ in styles]
        self.codes = [number_format(number, codes.get(number)).code for _, number in styles]
        self.runs = {text: [(at, self.font(font)) for at, font in runs] for text, runs in _runs(stream) if self.is_wide}

    def font(self, number: int) -> Look:
        return self.fonts[number] if number < len(self.fonts) else PLAIN

    def _font(self, content: bytes) -> Look:
        return look(self._text(content[14:], 1), struck=bool(content[2:3] and content[2] & 8))

    def _text(self, text: bytes, wide_length: int) -> str:
        """A text behind its length, and in BIFF8 behind a byte that says how wide its characters are."""
        if not self.is_wide:
            return text[1 : 1 + text[0]].decode("cp1252", "replace") if text else ""
        length, rest = int.from_bytes(text[:wide_length], "little"), text[wide_length:]
        is_wide = rest[:1] == b"\x01"
        return rest[1 : 1 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1", "replace")


def _filled(book: CalamineWorkbook, name: str, known: _Sheet, looks: _Looks, room: Room) -> Grid:
    cells, lost = Collector(name, room), set(known.values)
    truths = {at: known.truths[formula] for at, formula in known.behind.items() if formula in known.truths}
    sheet = book.get_sheet_by_name(name)
    first_row, first_col = sheet.start or (0, 0)  # python-calamine 0.9 leaves out what is empty before
    for row, line in enumerate(sheet.to_python(), first_row):
        for col, raw in enumerate(line, first_col):
            at = (row, col)
            if raw != "" and (at in truths or at not in known.uncached):
                style = known.styles.get(at, len(looks.codes))
                code, how = (looks.codes[style], looks.looks[style]) if style < len(looks.codes) else ("", PLAIN)
                runs = looks.runs.get(known.shared.get(at, -1)) if isinstance(raw, str) else None
                content = in_runs(raw, runs) if runs and isinstance(raw, str) else truths.get(at, raw)
                cells.put(at, content, "" if isinstance(content, str | bool) else code, how)
                lost.discard(at)
    for overlay in known.overlays:
        cells.over(overlay)
    for at in known.formulas.keys() - truths:
        cells.formula(at, known.formulas[at])
    cells.errors = {**dict.fromkeys(lost, LOST), **known.errors}
    cells.uncached, cells.stray = known.uncached - truths.keys(), known.stray
    return cells.grid()


def _stream(book: Compound) -> tuple[str, bytes]:
    for name in _STREAMS:
        if name in book:
            return name, book.stream(name)
    raise BrokenFileError("a part of it is missing")


def _records(stream: bytearray, start: int, *, of_charts: bool = False) -> Iterator[tuple[int, int, bytes]]:
    """(offset, kind, content) of each record up to the end of this part of the stream; or those of the charts in it.

    A chart that lies on a sheet stands among its records as a part of its own, with numbers that look like cells.
    """
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        depth += kind == _BEGIN
        if of_charts == (depth > 1):
            yield start, kind, bytes(stream[start + 4 : start + 4 + length])
        if kind == _END:
            if depth <= 1:
                return
            depth -= 1
        start += 4 + length
    raise BrokenFileError("it is cut off or was not sent whole")


def _sheet_starts(stream: bytearray) -> list[int]:
    starts: list[int] = []
    for _, kind, content in _records(stream, 0):
        if kind == _FILE_PASS:
            raise LockedError("it is locked")
        if kind == _BOUND_SHEET:
            if len(content) < 6:  # noqa: PLR2004 - place, visibility, kind
                raise BrokenFileError("a part of it is damaged")
            if content[5] == _WORKSHEET:
                starts.append(int.from_bytes(content[:4], "little"))
    if len(starts) > MAX_SHEETS:
        raise TooLargeError(f"it has more than {MAX_SHEETS} sheets")
    return starts


def _count_of_texts(stream: bytearray) -> int:
    for _, kind, content in _records(stream, 0):
        if kind == _TABLE_OF_TEXTS:
            return int.from_bytes(content[4:8], "little")
    return 0


def _runs(stream: bytearray) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The texts of the table in runs with fonts of their own: (number of the text, [(first character, font)])."""
    parts: list[bytes] = []
    for _, kind, content in _records(stream, 0):
        if kind == _TABLE_OF_TEXTS:
            parts = [content[8:]]
        elif kind == _CONTINUED and parts:
            parts.append(content)
        elif parts:
            break
    table, number = _TableOfTexts(parts), 0
    while (runs := table.next_runs()) is not None:
        if runs:
            yield number, runs
        number += 1


class _TableOfTexts:
    """Walks the table of texts, which is cut into records anywhere; characters go on behind another byte of width."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts, self._part, self._at = parts, 0, 0

    def next_runs(self) -> list[tuple[int, int]] | None:
        """The runs of the next text; None at the end."""
        head = self._take(3)
        if len(head) < 3:  # noqa: PLR2004 - the length, and a byte of what else there is
            return None
        length, flags = struct.unpack("<HB", head)
        count = int.from_bytes(self._take(2), "little") if flags & 8 else 0
        more = int.from_bytes(self._take(4), "little") if flags & 4 else 0
        self._skip_characters(length, flags & 1)
        runs = self._take(4 * count)
        self._take(more)
        return [(start, font) for start, font in struct.iter_unpack("<HH", runs[: len(runs) // 4 * 4])]

    def _take(self, count: int) -> bytes:
        taken = b""
        while count > len(taken) and self._part < len(self._parts):
            piece = self._parts[self._part][self._at : self._at + count - len(taken)]
            taken += piece
            self._at += len(piece)
            if len(taken) < count:
                self._part, self._at = self._part + 1, 0
        return taken

    def _skip_characters(self, count: int, is_wide: int) -> None:
        while count and self._part < len(self._parts):
            here = min(count, (len(self._parts[self._part]) - self._at) >> is_wide)
            self._at += here << is_wide
            count -= here
            if count:
                self._part += 1
                is_wide = (
                    self._parts[self._part][0] & 1 if self._part < len(self._parts) and self._parts[self._part] else 0
                )
                self._at = 1


def _scan(stream: bytearray, start: int, sheet: _Sheet) -> _Sheet:
    charts = _records(stream, start, of_charts=True)  # which the library would take for cells, and for the end
    sheet.blanked += (offset for offset, kind, _ in charts if kind in _OF_CHARTS)
    after_stray, last = False, (-1, -1)
    for offset, kind, content in _records(stream, start):
        if kind == _DIMENSIONS:
            sheet.blanked.append(offset)  # the library makes room for as many cells as it says, which may be a lie
        elif kind in _TEXT_RESULTS and after_stray:
            sheet.blanked.append(offset)
        elif kind in _CELLS:
            last = _in_order(last, content)
            after_stray = _is_stray(kind, content)
            if after_stray:
                sheet.stray += kind != _SHARED_TEXT  # which may be a mere space
                sheet.blanked.append(offset)
            else:
                _mark(sheet, kind, content)
        elif kind == _SHARED_FORMULA and content[8:] in _TRUTHS:
            sheet.truths[_NAMES_SHARED + struct.pack("<HH", *last)] = _TRUTHS[content[8:]]
    return sheet


def _overlays(stream: bytearray, start: int) -> list[Overlay]:
    """What lies over the cells of one sheet: its place is told before it, its words behind it."""
    found: list[Overlay] = []
    anchor, before = b"", 0
    for _, kind, content in _records(stream, start):
        if kind == _DRAWING and _ANCHOR in content:
            anchor = content[content.find(_ANCHOR) + len(_ANCHOR) :]
        elif kind == _OBJECT:
            found += _drawn(content, anchor)
        elif kind == _CONTINUED and before == _TEXT_OF_OBJECT and found:
            words = content[1:].decode("utf-16-le" if content[:1] == b"\x01" else "latin-1", "replace")
            named: OverlayKind = "text box" if found[-1].kind == "shape" else found[-1].kind
            found[-1] = replace(found[-1], kind=named, words=" ".join(words.split()))
        before = kind
    return found


def _drawn(content: bytes, anchor: bytes) -> Iterator[Overlay]:
    """An object over the cells, with its place in cells and parts of a cell; a comment gives none."""
    kind = _DRAWN.get(int.from_bytes(content[4:6], "little"))
    if kind and len(anchor) >= 18:  # noqa: PLR2004 - a word and four pairs of words
        _, left, _, top, _, right, over, bottom, below = struct.unpack_from("<9H", anchor)
        at, parts = 0, dict[int, bytes]()
        while at + 4 <= len(content):
            part, length = struct.unpack_from("<HH", content, at)
            parts[part] = content[at + 4 : at + 4 + length]
            at += 4 + length
        kind = "embedded file" if kind == "picture" and _EMBEDDED in parts else kind
        last = max(top, bottom - (below == 0)), max(left, right - (over == 0))
        yield Overlay(kind, (top, left), last, ticked=parts.get(_TICK, b"")[:1] == b"\x01")


def _in_order(last: Cell, content: bytes) -> Cell:
    """The place of the cell. Every program writes cells row by row; one that is not in order has a damaged place."""
    if len(content) < 7:  # noqa: PLR2004 - row, column, style and a value; the library would read past its end
        raise BrokenFileError("a part of it is damaged")
    row, col = struct.unpack_from("<HH", content)
    if (row, col) <= last:
        raise BrokenFileError("its cells are out of order")
    return row, col


def _is_stray(kind: int, content: bytes) -> bool:
    row, col = struct.unpack_from("<HH", content)
    last = int.from_bytes(content[-2:], "little") if kind == _NUMBERS_IN_A_ROW else col
    return bool(row >= MAX_ROWS or max(col, last) >= MAX_COLS)


def _mark(sheet: _Sheet, kind: int, content: bytes) -> None:
    """A value, an error, or a formula without a result, by the eight bytes of its result ([MS-XLS] 2.5.133)."""
    row, col, style = struct.unpack_from("<HHH", content)
    sheet.styles[row, col] = style
    if kind in _PLAIN:
        if kind not in _LABELS or content[6:8] != bytes(2):  # not a text of no characters
            sheet.values.add((row, col))
    elif kind == _SHARED_TEXT:
        if int.from_bytes(content[6:10], "little") >= sheet.texts:
            raise BrokenFileError(LOST_TEXTS)
        sheet.shared[row, col] = int.from_bytes(content[6:10], "little")
    elif kind == _NUMBERS_IN_A_ROW:
        styles = {
            (row, col + n): style
            for n, (style, _) in enumerate(struct.iter_unpack("<HI", content[4 : 4 + (len(content) - 6) // 6 * 6]))
        }
        sheet.styles.update(styles)
        sheet.values.update(styles)
    elif kind == _BOOL_OR_ERROR and len(content) > 7 and content[7]:  # noqa: PLR2004
        sheet.errors[row, col] = ERROR_WORDS.get(content[6], "#N/A")
    elif kind in _FORMULAS:
        sheet.formulas[row, col] = formula_placeholder(content[14:])
        sheet.behind[row, col] = content[20:27]  # of longer ones the beginning
        result = content[6:14]
        if result[6:] == b"\xff\xff" and result[0] == 2:  # noqa: PLR2004 - 0 text, 1 true or false, 2 error, 3 empty
            sheet.errors[row, col] = ERROR_WORDS.get(result[2], "#N/A")
        elif result == bytes(8):
            sheet.uncached.add((row, col))
