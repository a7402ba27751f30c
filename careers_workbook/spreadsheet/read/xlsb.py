"""The cells of a binary workbook (.xlsb), read record by record.

Written for this project: python-calamine 0.9 takes no notice of the short records that SheetJS writes and of rich text,
so that whole columns of answers come as blank; it gives an error cell as '' and stops at a row that is too far down.
Enters: a package. Leaves: `Grid`s in workbook order; comments and colours are not looked for. Raises
BrokenFileError, TooLargeError. Layout: [MS-XLSB]. Must not know: questions, answers.
"""

import struct
from collections.abc import Iterator, Sequence

from careers_workbook.core.cells import Cell
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import Raw
from careers_workbook.spreadsheet.read.grid import (
    ERROR_WORDS,
    LOST_TEXTS,
    MAX_SHEETS,
    BrokenFileError,
    Collector,
    Grid,
    Room,
    TooLargeError,
    formula_placeholder,
)
from careers_workbook.spreadsheet.read.looks import PLAIN, Look, Rich, in_runs, look
from careers_workbook.spreadsheet.read.numbers import NumberFormat, from_serial, number_format
from careers_workbook.spreadsheet.read.opc import Package
from careers_workbook.spreadsheet.read.overlays import overlays

_ROW, _RICH_TEXT, _END_OF_CELLS = 0x00, 0x3E, 0x92
_BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED_TEXT, _FORMULA_TEXT, _FORMULA_REAL, _FORMULA_BOOL, _FORMULA_ERROR = (
    range(0x01, 0x0C)
)
_FORMULAS = range(_FORMULA_TEXT, _FORMULA_ERROR + 1)
_SHORT = range(0x0C, 0x13)
"""The kinds from blank to shared text again, for a cell right of the one before: they leave the column out."""
_FONT = 0x2B
_PROPERTIES, _SHEET, _TEXTS, _TEXT_ITEM, _FORMAT, _STYLE, _STYLES, _STYLES_END = (
    0x99,
    0x9C,
    0x9F,
    0x13,
    0x2C,
    0x2F,
    0x269,
    0x26A,
)
_MOST_RECORDS = 2_000_000
"""Of one part: each takes its time, however small it is."""
_CUT_OFF = "it is cut off or was not sent whole"


@frozen
class _Shared:
    """What the cells of all sheets refer to, and what they may take."""

    room: Room
    texts: Sequence[str | Rich]
    styles: Sequence[NumberFormat]
    looks: Sequence[Look]
    fonts: Sequence[Look]
    since_1904: bool


def read(package: Package, room: Room | None = None) -> list[Grid]:
    """Every worksheet."""
    main = package.main()
    related = package.relations(main)
    worksheets = {relation.id: relation.target for relation in related if relation.kind == "worksheet"}
    by_kind = {relation.kind: relation.target for relation in related}
    sheets, since_1904 = list[tuple[str, str]](), False
    for kind, content in _records(package.read(main)):
        if kind == _PROPERTIES:
            since_1904 = bool(_number(content, 0, 1) & 1)
        elif kind == _SHEET:
            relation, at = _text(content, 8)
            if relation in worksheets:
                sheets.append((_text(content, at)[0], worksheets[relation]))
    if len(sheets) > MAX_SHEETS:
        raise TooLargeError(f"it has more than {MAX_SHEETS} sheets")
    styles, looks, fonts = _styles(_table(package, by_kind.get("styles", "")))
    texts = _texts(_table(package, by_kind.get("sharedStrings", "")), fonts)
    shared = _Shared(room or Room(), texts, styles, looks, fonts, since_1904)
    return [_read_sheet(package, title, part, shared) for title, part in sheets]


def _table(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    return _records(package.read(part) if part in package else b"")


def _texts(records: Iterator[tuple[int, bytes]], fonts: Sequence[Look]) -> list[str | Rich]:
    """The table of texts; BrokenFileError if it holds another number of texts than it says, or else all are shifted."""
    found, promised = list[str | Rich](), 0
    for kind, content in records:
        if kind == _TEXTS:
            promised = _number(content, 4, 4)
        elif kind == _TEXT_ITEM:
            found.append(_rich_text(content, 0, fonts))
    if len(found) != promised:
        raise BrokenFileError(LOST_TEXTS)
    return found


def _rich_text(content: bytes, at: int, fonts: Sequence[Look]) -> str | Rich:
    """A text behind a byte that says whether runs of it have fonts of their own: (first character, font) of each."""
    text, end = _text(content, at + 1)
    if not content[at] & 1:
        return text
    runs = [
        (_number(content, end + 4 + 4 * n, 2), _number(content, end + 6 + 4 * n, 2))
        for n in range(_number(content, end, 4))
    ]
    return in_runs(text, [(start, fonts[font] if font < len(fonts) else PLAIN) for start, font in runs])


def _styles(records: Iterator[tuple[int, bytes]]) -> tuple[list[NumberFormat], list[Look], list[Look]]:
    """The number format and the look of each cell style, and the look of each font."""
    codes: dict[int, str] = {}
    numbers, fonts, of_style = list[int](), list[Look](), list[int]()
    inside = False
    for kind, content in records:
        if kind == _FORMAT:
            codes[_number(content, 0, 2)] = _text(content, 2)[0]
        elif kind in (_STYLES, _STYLES_END):
            inside = kind == _STYLES
        elif kind == _STYLE and inside:
            numbers.append(_number(content, 2, 2))
            of_style.append(_number(content, 4, 2))
        elif kind == _FONT:
            fonts.append(look(_text(content, 21)[0], struck=bool(_number(content, 2, 2) & 8)))
    looks = [fonts[font] if font < len(fonts) else PLAIN for font in of_style]
    return [number_format(number, codes.get(number)) for number in numbers], looks, fonts


def _read_sheet(package: Package, title: str, part: str, shared: _Shared) -> Grid:
    cells, row, col = Collector(title, shared.room), -1, -1
    for overlay in overlays(package, part, package.relations(part)):
        cells.over(overlay)
    for kind, content in _records(package.read(part)):
        if kind == _ROW:
            row, col = _after(row, _number(content, 0, 4)), -1
        elif kind in _SHORT:
            kind, col = kind - _SHORT.start + _BLANK, col + 1  # noqa: PLW2901
            _put(cells, (row, col), kind, content, shared)
        elif _BLANK <= kind <= _FORMULA_ERROR or kind == _RICH_TEXT:
            col = _after(col, _number(content, 0, 4))
            _put(cells, (row, col), kind, content[4:], shared)
        elif kind == _END_OF_CELLS:
            break
    return cells.grid()


def _after(last: int, number: int) -> int:
    """The row or column. Every program writes cells in order; one that is not has a damaged place."""
    if number <= last:
        raise BrokenFileError("its cells are out of order")
    return number


def _put(cells: Collector, at: Cell, kind: int, content: bytes, shared: _Shared) -> None:
    """One cell: three bytes of style and one of no interest, then its value."""
    style = _number(content, 0, 3) if kind != _BLANK else 0
    look = shared.looks[style] if style < len(shared.looks) else PLAIN
    if kind in _FORMULAS:
        cells.formula(at, formula_placeholder(content))
    if kind in (_ERROR, _FORMULA_ERROR):
        cells.error(at, ERROR_WORDS.get(_number(content, 4, 1), "#N/A"))
    elif kind == _SHARED_TEXT:
        number = _number(content, 4, 4)
        if number >= len(shared.texts):
            raise BrokenFileError(LOST_TEXTS)
        cells.put(at, shared.texts[number], look=look)
    elif kind == _RICH_TEXT:
        cells.put(at, _rich_text(content, 4, shared.fonts), look=look)
    elif kind != _BLANK:
        cells.put(at, *_value(kind, content, shared), look)


def _value(kind: int, content: bytes, shared: _Shared) -> tuple[Raw, str]:
    """The value and the code of its number format."""
    if kind in (_TEXT, _FORMULA_TEXT):
        return _text(content, 4)[0], ""
    if kind in (_BOOL, _FORMULA_BOOL):
        return _number(content, 4, 1) != 0, ""
    number = _short_number(_number(content, 4, 4)) if kind == _RK else _real(content[4:12])
    style = _number(content, 0, 3)
    shown = shared.styles[style] if style < len(shared.styles) else NumberFormat()
    return from_serial(number, shown.shows, since_1904=shared.since_1904), shown.code


def _short_number(packed: int) -> float:
    """A number in four bytes: the upper half of a float or an integer, perhaps times a hundred ([MS-XLSB] 2.5.122)."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed >> 31 else 0))
    else:
        number = _real(bytes(4) + (packed & ~3).to_bytes(4, "little"))
    return number / 100 if packed & 1 else number


def _real(content: bytes) -> float:
    if len(content) < 8:  # noqa: PLR2004 - the bytes of a float
        raise BrokenFileError(_CUT_OFF)
    (number,) = struct.unpack("<d", content)
    return float(number)


def _number(content: bytes, at: int, length: int) -> int:
    if at + length > len(content):
        raise BrokenFileError(_CUT_OFF)
    return int.from_bytes(content[at : at + length], "little")


def _text(content: bytes, at: int) -> tuple[str, int]:
    """A text with its length in front, and where it ends."""
    length, start = _number(content, at, 4), at + 4
    end = start + (0 if length == 0xFFFFFFFF else 2 * length)  # noqa: PLR2004 - no text at all
    if end > len(content):
        raise BrokenFileError(_CUT_OFF)
    return content[start:end].decode("utf-16-le", "replace"), end


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of each record. Kind and length are numbers of seven bits a byte, the low ones first."""
    at = count = 0
    while at < len(part):
        count += 1
        if count > _MOST_RECORDS:
            raise TooLargeError("it is made of more pieces than any checklist")
        kind, at = _variable(part, at, 2)
        length, at = _variable(part, at, 4)
        if at + length > len(part):
            raise BrokenFileError(_CUT_OFF)
        yield kind, part[at : at + length]
        at += length


def _variable(part: bytes, at: int, longest: int) -> tuple[int, int]:
    number = 0
    for place in range(longest):
        if at >= len(part):
            raise BrokenFileError(_CUT_OFF)
        number |= (part[at] & 0x7F) << (7 * place)
        at += 1
        if part[at - 1] < 0x80:  # noqa: PLR2004
            break
    return number, at
