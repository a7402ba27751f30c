"""The boxes in which old-style comments are shown: a drawing in VML beside each sheet that has any.

Enters: a bundle, a sheet's part, the words of its comments. Leaves: changed parts, the relation that the sheet must
name. The drawing may hold other things (buttons), and Excel writes it in a way that no XML parser accepts: it is
changed by patterns. Must not know: who wrote a comment.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping

from careers_workbook.core.cells import Cell
from careers_workbook.spreadsheet.annotate.bundle import Bundle
from careers_workbook.spreadsheet.annotate.splice import Part

_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHAPE = re.compile(rb"<v:shape\s(?:(?!<v:shape\s).)*?</v:shape>", re.DOTALL)
_ANCHOR = re.compile(rb"<x:Anchor>.*?</x:Anchor>", re.DOTALL)
_ID = re.compile(rb"_x0000_s(\d+)")
_MAP = re.compile(rb'<o:idmap\b[^>]*?\bdata="([\d,]+)"')
_BLOCK = 1024
"""Numbers of shapes come in blocks; each drawing has its own."""
_KIND = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>{anchor}<x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"
)
_WIDTH, _LINE, _LETTERS, _PADDING = 340, 18, 44, 16
"""Pixels of a box, pixels of a line, letters on one line (on the safe side), pixels above and below the words."""
_GAP = 12
_DIGIT = 7
"""Pixels of a digit in the fonts that workbooks begin with; in wider ones a box comes out wider."""
_POINT = 0.75
_FURTHEST = 300
"""Columns or rows over which a box may reach."""


def write_boxes(bundle: Bundle, sheet: str, drawing: str, said: Mapping[Cell, str], notes: Iterable[Cell]) -> None:
    """Give each of the `notes` a box that shows all its words, and take away boxes without a comment.

    `said` are the words of every comment of the sheet, `drawing` is the part of its boxes.
    """
    xml = _SHAPE.sub(lambda found: b"" if _is_left_over(found[0], said) else found[0], bundle[drawing])
    sizes, number = _Sizes(bundle.part(sheet)), _next_number(bundle, drawing, xml)
    new = []
    for at in notes:
        anchor = _anchor(at, said[at], sizes)
        xml, found = _with_anchor(xml, at, anchor)
        if not found:
            box = {"width": _WIDTH * _POINT, "height": _height(said[at]) * _POINT}
            new.append(_BOX.format(number=number, anchor=anchor, row=at[0], col=at[1], **box))
            number += 1
    if new and b'id="_x0000_t202"' not in xml:
        new.insert(0, _KIND)
    end = xml.rindex(b"</xml>")
    bundle[drawing] = xml[:end] + "".join(new).encode() + xml[end:]


def new_drawing(bundle: Bundle, sheet: str, kind: str) -> str:
    """A drawing without boxes for a sheet that has none. Gives the id of the relation."""
    name = bundle.free("xl/drawings/vmlDrawing{}.vml")
    taken = {int(n) for one in bundle if one.lower().endswith(".vml") for n in _blocks(bundle[one])}
    bundle[name] = _DRAWING.format(block=next(n for n in itertools.count(1) if n not in taken)).encode()
    bundle.name_type("vml", _TYPE)
    return bundle.relate(sheet, kind, name)


def _blocks(xml: bytes) -> list[bytes]:
    return [number for found in _MAP.finditer(xml) for number in found[1].split(b",") if number]


def _next_number(bundle: Bundle, drawing: str, xml: bytes) -> int:
    first = min(map(int, _blocks(bundle[drawing])), default=1) * _BLOCK
    return max((int(number) for number in _ID.findall(xml)), default=first) + 1


def _place(shape: bytes) -> Cell | None:
    """The cell whose comment a shape shows, None for anything else."""
    row, col = (re.search(rb"<x:" + name + rb">\s*(\d+)\s*<", shape) for name in (b"Row", b"Column"))
    return (int(row[1]), int(col[1])) if row and col and b'ObjectType="Note"' in shape else None


def _is_left_over(shape: bytes, said: Mapping[Cell, str]) -> bool:
    at = _place(shape)
    return at is not None and at not in said


def _with_anchor(xml: bytes, at: Cell, anchor: str) -> tuple[bytes, bool]:
    """The drawing with the box of one cell made fit, and whether there was one to make fit."""
    for found in _SHAPE.finditer(xml):
        if _place(found[0]) == at:
            new, known = _ANCHOR.subn(anchor.encode(), found[0])
            shape = new if known else found[0].replace(b"<x:Row>", anchor.encode() + b"<x:Row>")
            return xml[: found.start()] + shape + xml[found.end() :], True
    return xml, False


def _height(words: str) -> int:
    lines = sum(max(1, math.ceil(len(line) / _LETTERS)) for line in words.split("\n"))
    return lines * _LINE + _PADDING


def _anchor(at: Cell, words: str, sizes: "_Sizes") -> str:
    """Right of the cell, from its upper edge on: column, pixels, row, pixels of two corners."""
    left, top = (at[1] + 1, _GAP), (at[0], _GAP // 2)
    right = _far(left, _WIDTH, sizes.column)
    bottom = _far(top, _height(words), sizes.row)
    corners = ", ".join(str(number) for number in (*left, *top, *right, *bottom))
    return f"<x:Anchor>{corners}</x:Anchor>"


def _far(start: tuple[int, int], pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """From a place so many pixels on: which column or row, and how far into it."""
    number, left = start[0], start[1] + pixels
    for _ in range(_FURTHEST):  # where everything further on is hidden, there is no end to it
        if left <= (room := size(number)):
            break
        number, left = number + 1, left - room
    return number, left


class _Sizes:
    """How wide the columns of a sheet are, how high its rows, in pixels."""

    def __init__(self, part: Part) -> None:
        usual = next((one.attributes for one in part.all("sheetFormatPr")), {})
        self._width = _number(usual.get("defaultColWidth"), 8.43)
        self._height = _number(usual.get("defaultRowHeight"), 15)
        self._columns = [
            (_number(one.get("min"), 0), _number(one.get("max"), 0), _shown(one, "width", self._width))
            for one in (column.attributes for column in part.all("cols", "col"))
        ]
        rows = (row.attributes for row in part.all("sheetData", "row"))
        self._rows = {int(_number(one.get("r"), 0)) - 1: _shown(one, "ht", self._height) for one in rows}

    def column(self, col: int) -> int:
        """Pixels of a column."""
        width = next((width for first, last, width in self._columns if first <= col + 1 <= last), self._width)
        return int(width * _DIGIT)

    def row(self, row: int) -> int:
        """Pixels of a row."""
        return int(self._rows.get(row, self._height) / _POINT)


def _shown(element: Mapping[str, str], size: str, usual: float) -> float:
    return 0.0 if element.get("hidden") in ("1", "true") else _number(element.get(size), usual)


def _number(value: str | None, otherwise: float) -> float:
    try:
        return float(value or otherwise)
    except ValueError:
        return otherwise
