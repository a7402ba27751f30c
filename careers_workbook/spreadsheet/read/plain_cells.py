"""The rows and cells of a sheet of an .xlsx by one pattern, where they are written as programs write them.

Most of the time of reading a return went to functions that a parser calls for every element. What the pattern does not
know to the last character, be it right or wrong, is left to the parser: comments, other prefixes, runs of text. A sheet
is cut where cells begin, and what a piece says is remembered by its bytes: nearly all pieces of a checklist that comes
back were in the one before.

Enters: the XML of a sheet, in UTF-8. Leaves: the same without its rows, for the parser; the cells, and the rows that
nobody sees. Must not know: what cells mean.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from careers_workbook.core.cells import Cell
from careers_workbook.core.kept import of_bytes
from careers_workbook.spreadsheet.read.grid import MAX_FORMULA, Collector, position
from careers_workbook.spreadsheet.read.opc import Attributes

_MOST = 2_000_000
"""Bytes of a sheet that is taken apart: all of its cells are there at once. Those of a checklist have up to 300,000."""
_MOST_KEPT = 6_000_000
"""Bytes of the pieces that are remembered. A checklist has less than 500,000, and what differs in the next few."""
_MOST_TEXTS = 1_000_000
"""The same of texts: a checklist has 50,000 in 500 pieces."""
_KEPT_BEFORE = 100
"""Beginnings of sheets of which it is remembered what they say."""
_EACH = 500
"""Bytes that remembering a piece takes besides its own."""
_BEGIN, _END, _CELL = b"<sheetData>", b"</sheetData>", b"<c "
_ATTRIBUTES = r'(?: [A-Za-z0-9:]{1,60}="[^"<&\n\t]*")*'
_ROWS = rf"(?:<row{_ATTRIBUTES}/?>|</row>)*"
_ROW = re.compile(rf"<row({_ATTRIBUTES})(/?)>|</row>")
_BEFORE = re.compile(_ROWS)
_PIECE = re.compile(
    r'r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="([0-9]{1,9})")?(?: t="([A-Za-z]{1,9})")?(?:/>|>'
    rf"(?:(<f)({_ATTRIBUTES})(?:/>|>([^<]*)</f>))?"
    r'(?:<v>([^<]*)</v>|<v/>|(<is>)<t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    rf"({_ROWS})"
)
"""A cell behind the bytes with which each begins: place, style, kind; that it has a formula, its attributes, its text;
its value; that it has a text of its own, and that text; the rows that end and begin behind it."""
_PLACE = re.compile(r"[0-9]{1,9}", re.ASCII)
_NESTED = re.compile("(?:0|<>)*")
"""Rows of which each ends before the next begins; one that ends at once is a 0."""
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_SEEN = 1.0
"""Height of a row in points, and width of a column in characters, from which people see that there is one."""
_STRAY = re.compile(rb"<(?:[!?]|(?:[^\s:/><]*:)?(?:c|row|si)[\s/>])")
"""What must not begin anywhere else: it would be read as well, or hide something."""
_ITEM = re.compile(r'<t(?: xml:space="preserve")?>([^<]*)</t></si>')
_ODD = bytes({*range(32)} - {9, 10})
"""What XML forbids, and ends of lines, which it changes."""
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_SIGNS = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
"""In the order in which they have to be put back."""
_NAMED = tuple(sign[1:] for sign in _SIGNS)
_NUMBER = re.compile(r"#(?:([0-9]{2,7})|x([0-9A-Fa-f]{2,6}));")
_NUMBERED = re.compile(f"&{_NUMBER.pattern}")
"""A character by its number, behind the & and with it."""
_CHARACTERS = (range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000), (9, 10, 13))


_Said = TypeVar("_Said")


class PlainRows(NamedTuple):
    """Rows that end and begin one after the other: as signs (`_NESTED`), those that nobody sees, prefixed names."""

    signs: str = ""
    hidden: tuple[int, ...] = ()
    prefixed: frozenset[str] = frozenset()


class AsWritten(NamedTuple):
    """What a cell says: its kind, style and value, a text of its own, the number of a formula that it shares."""

    kind: str
    style: str
    value: str
    words: str | None
    shared: str


class PlainCell(NamedTuple):
    """One cell and the rows behind it.

    `word` is its kind, style and value with spaces between; "" where more has to be known of it to say what it holds.
    Of a text of the table it is the style alone, and `number` the place of the text there.
    """

    at: Cell
    word: str
    formula: str | None
    number: int | None
    written: AsWritten
    rows: PlainRows | None


class PlainSheet(NamedTuple):
    """A part without its rows, the cells, and the rows that nobody sees, 0-based."""

    rest: bytes
    pieces: list[PlainCell]
    hidden: list[int]


class Pieces(dict[bytes, _Said | None], Generic[_Said]):
    """Pieces by their bytes, each looked at once; None is one that is written in another way."""

    def __init__(self, look_at: Callable[[bytes], _Said | None], most: int) -> None:
        super().__init__()
        self._look_at, self._most, self.left = look_at, most, most

    def __missing__(self, xml: bytes) -> _Said | None:
        self.left -= len(xml) + _EACH
        if self.left < 0:
            self.clear()
            self.left = self._most - len(xml) - _EACH
        found = self[xml] = self._look_at(xml)
        return found


_ROWS_BEHIND = attrgetter("rows")


def rows_apart(xml: bytes) -> tuple[bytes, bytes] | None:
    """The rows of a sheet, and the sheet without them; None where they do not lie as programs write them."""
    begin = xml.find(_BEGIN) + len(_BEGIN)
    end = xml.find(_END, begin)
    if begin < len(_BEGIN) or end < 0 or len(xml) > _MOST:
        return None
    return xml[begin:end], xml[:begin] + xml[end:]


def plain_cells(rows: bytes, rest: bytes) -> PlainSheet | None:
    """The sheet taken apart; None if something is written in another way."""
    if _is_stray(rest):
        return None
    before, *cut = rows.split(_CELL)
    first = _before(before)
    pieces = [*filter(None, map(_CELLS.__getitem__, cut))]
    if first is None or len(pieces) < len(cut):
        return None
    lines = [first, *filter(None, map(_ROWS_BEHIND, pieces))]
    if not _NESTED.fullmatch("".join(one.signs for one in lines)):
        return None
    prefixed = {name for one in lines if one.prefixed for name in one.prefixed}
    # prefixes have to be declared: that is left to the parser
    marks = "".join(f'<x {name}=""/>' for name in sorted(prefixed))
    hidden = [*chain.from_iterable(one.hidden for one in lines if one.hidden)]
    return PlainSheet(rest.replace(_BEGIN, _BEGIN + marks.encode(), 1), pieces, hidden)


def _is_stray(rest: bytes) -> bool:
    """Whether something stands there that must not, behind the first sign."""
    return _STRAY.search(rest, int(rest.startswith(b"<"))) is not None


def plain_texts(xml: bytes) -> tuple[bytes, list[str]] | None:
    """The table of texts without those that are whole in one piece, and these; None where one of them is not."""
    begin, end = xml.find(b"<si>"), xml.rfind(b"</si>") + len(b"</si>")
    rest = xml[:begin] + xml[end:]
    if begin < 0 or len(xml) > _MOST or _is_stray(rest):
        return None
    texts = list(map(_TEXTS.__getitem__, xml[begin:end].split(b"<si>")[1:]))
    found = [text for text in texts if text is not None]
    return (rest, found) if len(found) == len(texts) else None


def _item(xml: bytes) -> str | None:
    """A text behind the bytes with which each begins."""
    text = _text(xml)
    found = _ITEM.fullmatch(text) if text is not None else None
    return shown(found[1]) if found else None


_TEXTS = Pieces(_item, _MOST_TEXTS)


@of_bytes(_KEPT_BEFORE)
def _before(xml: bytes) -> PlainRows | None:
    """The rows before the first cell."""
    text = _text(xml)
    return _rows(text) if text is not None and _BEFORE.fullmatch(text) else None


def _piece(xml: bytes) -> PlainCell | None:
    text = _text(xml)
    found = _PIECE.fullmatch(text) if text is not None else None
    if found is None:
        return None
    place, style, kind, is_formula, about, formula, value, is_text, words, behind = found.groups("")
    known, rows, at = _attributes(about), _rows(behind) if behind else None, position(place)
    if known is None or (behind and rows is None):
        return None
    if prefixed := _prefixed(known):
        rows = (rows or PlainRows())._replace(prefixed=prefixed | (rows.prefixed if rows else frozenset()))
    if len(prefixed) > 1:
        return None
    written = AsWritten(kind or "n", style or "0", shown(value), shown(words) if is_text else None, known.get("si", ""))
    result = shown(formula)[:MAX_FORMULA] if is_formula else None
    number, word = None, f"{written.kind} {written.style} {written.value}"
    if kind == "s" and value:
        number, word = (int(value), written.style) if _PLACE.fullmatch(value) else (None, "")
    if is_text or about or kind == "e" or not Collector.holds(at) or (is_formula and not value):
        number, word = None, ""
    return PlainCell(at, word, result, number, written, rows)


_CELLS = Pieces(_piece, _MOST_KEPT)


def _rows(text: str) -> PlainRows | None:
    """What ends and begins; None if a row is written in another way."""
    signs, hidden, prefixed = [], [], set[str]()
    for one in _ROW.finditer(text):
        if one[1] is None:
            signs.append(">")
            continue
        known = _attributes(one[1])
        number = _ROW_NUMBER.fullmatch(known.get("r", "")) if known else None
        names = _prefixed(known or {})
        if known is None or number is None or len(names) > 1:
            return None
        signs.append("0" if one[2] else "<")
        prefixed |= names
        if is_hidden(known, "ht"):
            hidden.append(int(number[0]) - 1)
    return PlainRows("".join(signs), tuple(hidden), frozenset(prefixed))


def _prefixed(known: Attributes) -> frozenset[str]:
    return frozenset(name for name in known if ":" in name)


def is_hidden(line: Attributes, size: str) -> bool:
    """Whether a row or column is hidden, or too small to be seen."""
    return line.get("hidden") in ("1", "true", "on") or _is_small(line.get(size, ""))


@lru_cache(1_000)
def _is_small(size: str) -> bool:
    return NUMBER.fullmatch(size) is not None and float(size) < _SEEN


def _text(xml: bytes) -> str | None:
    """The rows as text; None where something is in them that XML forbids, or changes, or that is no usual sign."""
    if len(xml.translate(None, _ODD)) < len(xml) or (b"]" in xml and b"]]>" in xml):
        return None
    if b"\xef" in xml and any(one in xml for one in _NO_CHARACTERS):
        return None
    try:
        text = xml.decode()
    except UnicodeDecodeError:
        return None
    signs = text.split("&")[1:]
    return text if all(sign.startswith(_NAMED) or _is_character(sign) for sign in signs) else None


def _is_character(sign: str) -> bool:
    found = _NUMBER.match(sign)
    return found is not None and any(_number(found) in some for some in _CHARACTERS)


def _number(found: re.Match[str]) -> int:
    return int(found[1]) if found[1] else int(found[2], 16)


def _attributes(written: str) -> Attributes | None:
    """Attributes by name; None if a name is there twice."""
    parts = written.split('"')
    found = {name[1:-1]: value for name, value in zip(parts[::2], parts[1::2], strict=False)}
    return found if len(found) == len(parts) // 2 else None


def shown(text: str) -> str:
    """Text with the signs that XML writes in another way."""
    if "&" in text:
        if "&#" in text:
            text = _NUMBERED.sub(lambda found: chr(_number(found)), text)
        for sign, character in _SIGNS.items():
            text = text.replace(sign, character)
    return text
