"""How cells look: colours, sizes and styles by name, as data. Every style with text keeps a contrast of 4.5:1."""

from dataclasses import replace
from typing import Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.core.palette import HUES, INK, WHITE

FONT, FONT_SIZE = "Arial", 11
"""Arial is on every Windows and Mac; LibreOffice and Google draw it with fonts of the same widths, so that the height
of a wrapped text can be worked out once for all of them. Calibri is missing on many machines."""
LINE_HEIGHT = 19
"""Pixels of one line of the font at its size (Excel's own row height for Arial 11 is 14.25 points)."""
DEFAULT_WIDTH = 72
"""Pixels of a column of Excel's default width in this font: its digits are 8 pixels wide."""
SHEET_WIDTH = 1280
"""Pixels of columns that a laptop of 1366 pixels shows beside row numbers and scroll bar."""

DARK, DEEP, BLACK = "#243B4A", HUES["blue"].solid, INK
CREAM, MIST, GREY, LINE = "#FFF8E1", "#EAF1F4", "#595959", "#BFC8CD"
INPUT_LINE, LINK, ALERT = "#96875A", "#0B5394", HUES["pink"].text

PERCENT_FORMAT, TEXT_FORMAT, PLAIN_FORMAT = "0%", "@", "General"


@frozen
class Style:
    """One look. `fill`, `line` (the border), `rule` (a heavier line below) and `mark` (one on the left) may be empty.

    `locked` matters only on protected sheets.
    """

    colour: str = BLACK
    fill: str = ""
    line: str = ""
    size: int = FONT_SIZE
    bold: bool = False
    underline: bool = False
    wrap: bool = False
    align: Literal["left", "center", "right"] = "left"
    vertical: Literal["top", "vcenter"] = "vcenter"
    indent: int = 0
    locked: bool = True
    rule: str = ""
    mark: str = ""


_CELL = Style(line=LINE, wrap=True, indent=1)
_MIDDLE = replace(_CELL, align="center", indent=0)
_INPUT = Style(fill=CREAM, line=INPUT_LINE, wrap=True, indent=1, locked=False)
_HEADER = Style(colour=WHITE, fill=DEEP, line=DEEP, bold=True, wrap=True, indent=1)
_BOLD = replace(_MIDDLE, bold=True)
_ENTRY_HEADER = replace(_HEADER, colour=DEEP, fill="", line=LINE, rule=DEEP)

STYLES: dict[str, Style] = {
    "title": Style(colour=DEEP, size=18, bold=True),
    "title_column": Style(colour=DEEP, size=18, bold=True, wrap=True),
    "intro": Style(colour=DARK),
    "intro_column": Style(colour=DARK, wrap=True),
    "heading": Style(colour=DEEP, size=13, bold=True),
    "header": _HEADER,
    "header_middle": replace(_HEADER, align="center", indent=0),
    "cell": _CELL,
    "strong": replace(_CELL, bold=True),
    "middle": _MIDDLE,
    "total": replace(_CELL, bold=True, fill=MIST),
    "total_middle": replace(_MIDDLE, bold=True, fill=MIST),
    "ref": replace(_MIDDLE, colour=GREY),
    "ref_open": replace(_MIDDLE, colour=GREY, locked=False),
    "link": replace(_CELL, colour=LINK, underline=True),
    "paragraph": Style(wrap=True, vertical="top"),
    "bullet": Style(wrap=True, vertical="top", indent=2),
    "plain": Style(),
    "plain_link": Style(colour=LINK, underline=True),
    "plain_open": Style(wrap=True, locked=False),
    "input": _INPUT,
    "input_key": replace(_INPUT, locked=True),
    "input_middle": replace(_INPUT, align="center", indent=0),
    "input_needed": replace(_INPUT, mark=DEEP),
    "input_needed_middle": replace(_INPUT, mark=DEEP, align="center", indent=0),
    "bold_middle": _BOLD,
    "grey_open": replace(_CELL, colour=GREY, locked=False),
    "greyed_out": Style(colour="#4D4D4D", fill="#D9D9D9"),
    "few": Style(colour=ALERT, fill=""),
    "warning": Style(colour=ALERT, bold=True),
    "entry_header": _ENTRY_HEADER,
    "entry_header_middle": replace(_ENTRY_HEADER, align="center", indent=0),
    "problem": Style(fill="#FFB84D", line=ALERT),
}
STYLES |= {f"bold_{name}": replace(_BOLD, colour=hue.text, fill=hue.tint) for name, hue in HUES.items()}
STYLES |= {name: replace(STYLES[f"bold_{name}"], bold=False) for name in HUES}
"""For words that stand among others in the cells of one column."""
