"""What a binary workbook (.xlsb) says and the reading library does not, and a plain copy of it to read.

python-calamine 0.9 gives an error cell as '', stops at the first row that is too far down, and asks for a dense grid.
Enters: a package. Leaves: titles and `Marks` of the worksheets in order, and a package with these worksheets and
nothing else, stray cells left out; comments and colours are not looked for. Raises BrokenFileError, TooLargeError.
Layout: [MS-XLSB]. Must not know: questions.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from careers_workbook.excel.content import (
    MAX_COLS,
    MAX_ROWS,
    MAX_SHEETS,
    BrokenFileError,
    Cell,
    Marks,
    TooLargeError,
)
from careers_workbook.excel.opc import Package
from careers_workbook.excel.xls import ERROR_WORDS

_ROW, _CELL_ERROR, _FORMULA_ERROR = 0x00, 0x03, 0x0B
_CELLS = range(0x01, 0x0C)
"""Records of cells; each begins with its column (4 bytes) and its style (4 bytes)."""
_USED_RANGE, _PROPERTIES, _SHEET = 0x94, 0x99, 0x9C
_BOOK, _BOOK_END, _SHEETS, _SHEETS_END = 0x83, 0x84, 0x8F, 0x90
_TABLES = {"sharedStrings": "xl/sharedStrings.bin", "styles": "xl/styles.bin"}
"""Where the library looks for these, whatever the package says."""
_RELATION = '<Relationship Id="r{0}" Type="worksheet" Target="worksheets/{0}.bin"/>'
_CUT_OFF = "it is cut off or was not sent whole"


@dataclass(frozen=True, slots=True)
class Plain:
    """What there is to read: titles and marks of the worksheets in order, and the bytes that hold them."""

    titles: tuple[str, ...]
    marks: tuple[Marks, ...]
    data: bytes


def plain(package: Package) -> Plain:
    """The worksheets and what they need."""
    main = package.main()
    related = package.relations(main)
    worksheets = {relation.id: relation.target for relation in related if relation.kind == "worksheet"}
    properties, sheets = b"", list[tuple[str, str]]()
    for kind, content in _records(package.read(main)):
        if kind == _PROPERTIES:
            properties = content
        elif kind == _SHEET:
            relation, title = _named(content)
            if relation in worksheets:
                sheets.append((title, worksheets[relation]))
    if len(sheets) > MAX_SHEETS:
        raise TooLargeError(f"it has more than {MAX_SHEETS} sheets")
    scanned = [_scan(package.read(part)) for _, part in sheets]
    parts = {_TABLES[r.kind]: package.read(r.target) for r in related if r.kind in _TABLES and r.target in package}
    parts |= {f"xl/worksheets/{number}.bin": content for number, (_, content) in enumerate(scanned)}
    data = _zip({**_workbook(properties, len(sheets)), **parts})
    return Plain(tuple(title for title, _ in sheets), tuple(marks for marks, _ in scanned), data)


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of each record. Kind and length are numbers of seven bits a byte, the low ones first."""
    at = 0
    while at < len(part):
        kind, at = _variable(part, at, 2)
        length, at = _variable(part, at, 4)
        if at + length > len(part):
            raise BrokenFileError(_CUT_OFF)
        # the second byte of a kind keeps its high bit out, as the library does
        yield kind, part[at : at + length]
        at += length


def _variable(part: bytes, at: int, longest: int) -> tuple[int, int]:
    number = 0
    for place in range(longest):
        if at >= len(part):
            raise BrokenFileError(_CUT_OFF)
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return number, at


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])  # noqa: PLR2004
    length, size = len(content), bytearray()
    while length >= 0x80:  # noqa: PLR2004
        size.append(length & 0x7F | 0x80)
        length >>= 7
    return head + bytes([*size, length]) + content


def _named(content: bytes) -> tuple[str, str]:
    """The relation and the title of a sheet."""
    relation, at = _text(content, 8)
    return relation, _text(content, at)[0]


def _text(content: bytes, at: int) -> tuple[str, int]:
    start = at + 4
    length = int.from_bytes(content[at:start], "little")
    if length == 0xFFFFFFFF:  # noqa: PLR2004 - no text at all
        length = 0
    end = start + 2 * length
    if end > len(content):
        raise BrokenFileError(_CUT_OFF)
    return content[start:end].decode("utf-16-le", "replace"), end


def _scan(part: bytes) -> tuple[Marks, bytes]:
    """The marks of one worksheet, and its records without stray cells."""
    kept, errors, stray, row = list[bytes](), dict[Cell, str](), 0, 0
    for kind, content in _records(part):
        if kind == _ROW or kind in _CELLS:
            if len(content) < (4 if kind == _ROW else 8):
                raise BrokenFileError(_CUT_OFF)
            number = int.from_bytes(content[:4], "little")
            row = number if kind == _ROW else row
            if row >= MAX_ROWS or (kind in _CELLS and number >= MAX_COLS):
                stray += kind in _CELLS
                continue
            if kind in (_CELL_ERROR, _FORMULA_ERROR):
                errors[row, number] = ERROR_WORDS.get(content[8] if len(content) > 8 else 0x2A, "#N/A")  # noqa: PLR2004
                continue
        elif kind == _USED_RANGE:
            content = bytes(16)  # noqa: PLW2901 - the library makes room for as many cells as it says
        kept.append(_record(kind, content))
    return Marks(errors, frozenset(), stray), b"".join(kept)


def _workbook(properties: bytes, sheets: int) -> dict[str, bytes]:
    """A workbook part that lists the worksheets under numbers, and its relations."""
    lines = [_record(_BOOK), _record(_PROPERTIES, properties or bytes(12)), _record(_SHEETS)]
    for number in range(sheets):
        state = bytes(4) + (number + 1).to_bytes(4, "little")
        lines.append(_record(_SHEET, state + _wide(f"r{number}") + _wide(str(number))))
    relations = "".join(_RELATION.format(number) for number in range(sheets))
    return {
        "xl/workbook.bin": b"".join([*lines, _record(_SHEETS_END), _record(_BOOK_END)]),
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>".encode(),
    }


def _wide(text: str) -> bytes:
    return len(text).to_bytes(4, "little") + text.encode("utf-16-le")


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()
