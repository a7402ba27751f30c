"""What the XML of an .xlsx says and the reading library does not: error cells, formulas without a result, far corners.

Enters: the bytes of an .xlsx file. Leaves: `Marks` for each sheet, and the same bytes without stray cells. Measured
with python-calamine 0.9: an error cell comes as '', a formula without a stored value as 0.0 or '', and one space typed
in XFD1048576 makes it ask for 17 billion cells, which aborts the process. Must not know: questions, answers.
"""

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_ROWS, MAX_COLS = 20_000, 500
"""Cells beyond are stray: no checklist reaches them. Rows and columns, counted from 1."""
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_CELL_XML = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*?(?:/>|>.*?</(?:\w+:)?c>)', re.DOTALL)


_FOREIGN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,  # a part or an attribute that must be there
    ValueError,  # a cell called "banana"
    StopIteration,
    EOFError,
    OSError,
    NotImplementedError,  # zipfile: unknown compression
    RuntimeError,  # zipfile: encrypted member
)


class BrokenPackageError(Exception):
    """The zip or its XML cannot be understood; the text says why."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Cells of one sheet, by 0-based (row, column), that need more than their value.

    `errors` gives the error word (#REF!); `uncached` are formulas whose result was not saved; `stray` counts cells far
    outside any table, which are not read; `notes` are the comments that people wrote; `fills` the colours of empty
    cells that have one.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: frozenset[tuple[int, int]] = frozenset()
    stray: int = 0
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)


def position(cell: str) -> tuple[int, int]:
    """A1 -> (0, 0); ValueError if this is no cell."""
    found = _CELL.fullmatch(cell)
    if not found:
        raise ValueError(cell)
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, col - 1


def inspect(data: bytes) -> tuple[dict[str, Marks], bytes]:
    """The marks of each sheet by its title, and the bytes to read: the same ones, or a copy without stray cells.

    Raises BrokenPackageError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = _sheet_parts(package)
            marks = {title: _scan(package.read(part)) for title, part in parts.items()}
            if any(found.stray for found in marks.values()):
                data = _without_stray(package, set(parts.values()))
    except _FOREIGN as e:
        raise BrokenPackageError(str(e)) from e
    return marks, data


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet title -> name of its XML part, worksheets only; transitional and strict namespaces alike."""
    main = next(_resolve("", rel["Target"]) for rel in _rels(package, "") if rel["Type"].endswith("/officeDocument"))
    targets = {
        rel["Id"]: _resolve(main, rel["Target"]) for rel in _rels(package, main) if rel["Type"].endswith("/worksheet")
    }
    sheets = [attributes for tag, attributes in _elements(package.read(main)) if tag == "sheet"]
    return {sheet["name"]: targets[sheet["id"]] for sheet in sheets if sheet.get("id") in targets}


def _rels(package: zipfile.ZipFile, part: str) -> list[dict[str, str]]:
    folder, name = posixpath.split(part)
    xml = package.read(posixpath.join(folder, "_rels", f"{name}.rels"))
    return [attributes for tag, attributes in _elements(xml) if tag == "Relationship"]


def _resolve(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_declaration: object) -> None:
    """Office never writes a document type; one that is there is an attack (entities that grow)."""
    raise BrokenPackageError("it declares a document type")


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part in order: local name and attributes by local name."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append(
        (_local(tag), {_local(key): value for key, value in attributes.items()})
    )
    parser.Parse(xml, True)
    return found


def _scan(xml: bytes) -> Marks:
    scanner, parser = _Scanner(), _parser()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    parser.Parse(xml, True)
    return Marks(scanner.errors, frozenset(scanner.uncached), scanner.stray)


class _Scanner:
    """Walks the cells of one sheet; a cell without an `r` stands right of the one before (the standard allows it)."""

    def __init__(self) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.uncached: set[tuple[int, int]] = set()
        self.stray = 0
        self._row, self._col = -1, -1
        self._type, self._formula, self._in_value = "", False, False
        self._value: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match _local(tag):
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._col = -1
            case "c":
                at = position(attributes["r"]) if "r" in attributes else (self._row, self._col + 1)
                self._row, self._col = at
                self._type, self._formula, self._value = attributes.get("t", ""), False, None
            case "f":
                self._formula = True
            case "v":
                self._in_value, self._value = True, ""

    def text(self, text: str) -> None:
        if self._in_value and self._value is not None:
            self._value += text

    def end(self, tag: str) -> None:
        match _local(tag):
            case "v":
                self._in_value = False
            case "c":
                self._finish((self._row, self._col))

    def _finish(self, at: tuple[int, int]) -> None:
        if at[0] >= MAX_ROWS or at[1] >= MAX_COLS:
            self.stray += 1
        elif self._type == "e":
            self.errors[at] = self._value or "#N/A"
        elif self._formula and not self._value and self._type != "str":
            self.uncached.add(at)


def _without_stray(package: zipfile.ZipFile, sheets: set[str]) -> bytes:
    def keep(found: re.Match[bytes]) -> bytes:
        row, col = position(found[1].decode())
        return b"" if row >= MAX_ROWS or col >= MAX_COLS else found[0]

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            content = package.read(name)
            copy.writestr(name, _CELL_XML.sub(keep, content) if name in sheets else content)
    return out.getvalue()
