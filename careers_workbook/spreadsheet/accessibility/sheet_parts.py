"""What the part of one worksheet says besides the values of its cells.

Enters: XML. Leaves: `SheetParts`: the style of each cell, widths, cells with links, the cell that is selected, what
stands at the edge of the paper, which conditional formats there are. Raises BrokenFileError. Must not know: styles,
tables, texts.
"""

import re
from dataclasses import dataclass, field

from careers_workbook.core.cells import Area, Cell
from careers_workbook.spreadsheet.read.grid import MAX_CELLS, MAX_COLS, MAX_ROWS, BrokenFileError, position
from careers_workbook.spreadsheet.read.opc import Attributes, local, parse

_USUAL_WIDTH = 8.43
"""Characters of a column that nobody has made wider."""
_EDGES = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})
_INDEX, _WIDTH = re.compile(r"\d{1,9}", re.ASCII), re.compile(r"\d{1,5}(?:\.\d{1,30})?", re.ASCII)
_MOST_LINKS = 65_530
"""Links of one sheet: Excel allows no more."""
_CODES = re.compile(r'&(?:"[^"]*"|\d{1,3}|K[0-9A-Fa-f]{6}|[LCRBIUESXYOHG])')
"""What a header says of its place and its font."""
_FILLED_IN = {
    "A": "(sheet)",
    "P": "(page)",
    "N": "(pages)",
    "D": "(date)",
    "T": "(time)",
    "F": "(file)",
    "Z": "(folder)",
}
"""What a program fills in while it prints."""


@dataclass(slots=True)
class SheetParts:
    """What was found. `styles` are the numbers of cells' styles, `texts` those of their texts in the table of texts.

    `widths` are in characters of the usual font. `selected` is the cell that is selected, `top` the first that is seen.
    `edges` are the words of headers and footers. `conditions` are numbers of conditional formats with their first cell.
    """

    styles: dict[Cell, int] = field(default_factory=dict)
    texts: dict[Cell, int] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    usual_width: float = _USUAL_WIDTH
    links: list[Cell] = field(default_factory=list)
    selected: Cell = (0, 0)
    top: Cell = (0, 0)
    edges: list[str] = field(default_factory=list)
    conditions: list[tuple[int, Cell]] = field(default_factory=list)
    raised: frozenset[Cell] = frozenset()

    def width(self, col: int) -> float:
        """Characters that a column has room for."""
        return self.widths.get(col, self.usual_width)


def read_sheet_part(xml: bytes) -> SheetParts:
    """Everything in one run."""
    reader = _Reader()
    parse(xml, reader.start, reader.end, reader.text)
    reader.found.raised = frozenset(reader.raised)
    return reader.found


def area(text: str) -> Area:
    """A1:C3, or A1 alone; BrokenFileError if it is neither."""
    first, _, last = text.replace("$", "").partition(":")
    return position(first), position(last or first)


def _at_the_edge(said: str) -> str:
    """The words of a header or footer, without what they say of its look."""
    words = _CODES.sub(" ", said)
    for code, meaning in _FILLED_IN.items():
        words = words.replace(f"&{code}", meaning)
    return " ".join(words.replace("&&", "&").split())


class _Reader:
    def __init__(self) -> None:
        self.found, self.raised = SheetParts(), set[Cell]()
        self._row = self._col = -1
        self._words: list[str] | None = None
        self._is_shared = False
        self._condition: Cell = (0, 0)

    def start(self, tag: str, attributes: Attributes) -> None:
        handle = _HANDLERS.get(local(tag))
        if handle:
            handle(self, attributes)
        elif local(tag) in _EDGES:
            self._words = []

    def text(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def end(self, tag: str) -> None:
        if self._words is None:
            return
        said, self._words = "".join(self._words), None
        if local(tag) in _EDGES:
            if words := _at_the_edge(said):
                self.found.edges.append(words)
        elif self._is_shared and _INDEX.fullmatch(said.strip()):
            self.found.texts[self._row, self._col] = int(said)

    def row(self, attributes: Attributes) -> None:
        self._row = int(said) - 1 if _INDEX.fullmatch(said := attributes.get("r", "")) else self._row + 1
        self._col = -1

    def cell(self, attributes: Attributes) -> None:
        if "r" in attributes:
            self._row, self._col = position(attributes["r"])
        else:
            self._col += 1
        self._is_shared = attributes.get("t") == "s"
        style = attributes.get("s", "0")
        if self._row < MAX_ROWS and self._col < MAX_COLS and len(self.found.styles) < MAX_CELLS:
            self.found.styles[self._row, self._col] = int(style) if _INDEX.fullmatch(style) else 0

    def value(self, _attributes: Attributes) -> None:
        if self._is_shared and self._row < MAX_ROWS and self._col < MAX_COLS:
            self._words = []

    def raise_(self, attributes: Attributes) -> None:
        if attributes.get("val") == "superscript":
            self.raised.add((self._row, self._col))

    def column(self, attributes: Attributes) -> None:
        first, last = (attributes.get(name, "") for name in ("min", "max"))
        width = attributes.get("width", "")
        if _INDEX.fullmatch(first) and _INDEX.fullmatch(last) and _WIDTH.fullmatch(width):
            for col in range(int(first) - 1, min(int(last), MAX_COLS)):
                self.found.widths[col] = float(width)

    def usual(self, attributes: Attributes) -> None:
        if _WIDTH.fullmatch(width := attributes.get("defaultColWidth", "")):
            self.found.usual_width = float(width)

    def link(self, attributes: Attributes) -> None:
        if len(self.found.links) < _MOST_LINKS:
            self.found.links.append(area(attributes.get("ref", ""))[0])

    def view(self, attributes: Attributes) -> None:
        if "topLeftCell" in attributes:
            self.found.top = position(attributes["topLeftCell"])

    def select(self, attributes: Attributes) -> None:
        self.found.selected = position(attributes.get("activeCell", "A1"))

    def condition(self, attributes: Attributes) -> None:
        ranges = attributes.get("sqref", "A1").split() or ["A1"]
        try:
            self._condition = area(ranges[0])[0]
        except BrokenFileError:
            self._condition = (0, 0)

    def rule(self, attributes: Attributes) -> None:
        if _INDEX.fullmatch(number := attributes.get("dxfId", "")):
            self.found.conditions.append((int(number), self._condition))


_HANDLERS = {
    "row": _Reader.row,
    "c": _Reader.cell,
    "v": _Reader.value,
    "vertAlign": _Reader.raise_,
    "col": _Reader.column,
    "sheetFormatPr": _Reader.usual,
    "hyperlink": _Reader.link,
    "sheetView": _Reader.view,
    "selection": _Reader.select,
    "conditionalFormatting": _Reader.condition,
    "cfRule": _Reader.rule,
}
