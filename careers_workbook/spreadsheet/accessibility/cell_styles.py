"""How the cells of a workbook look, by the number of their style: colours, size, wrapping, whether it is a heading.

Enters: the styles of a workbook as a tree, the colours of its theme. Leaves: a `CellStyle` for each number. Must not
know: cells.
"""

import re
from collections.abc import Sequence
from typing import TypeVar
from xml.etree.ElementTree import Element

from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.accessibility.book_colours import colour

BLACK, WHITE = "#000000", "#FFFFFF"
_HEADINGS = frozenset({"15", "16", "17", "18", "19"})
"""The styles Title and Heading 1 to 4, by the numbers that every program knows them by (ECMA-376, 18.8.7)."""
_FALSE = ("0", "false")
_INDEX, _SIZE = re.compile(r"\d{1,6}", re.ASCII), re.compile(r"\d{1,3}(?:\.\d{1,6})?", re.ASCII)
_Entry = TypeVar("_Entry")
_USUAL_SIZE = 11.0


@frozen
class Colours:
    """The colour of words and of the ground below them; None where nothing is said, or it is no single colour."""

    words: str | None = None
    ground: str | None = None
    is_plain: bool = True


@frozen
class CellStyle:
    """One style. `size` is in points; `heading` says that the style is named Title or Heading."""

    colours: Colours = Colours()
    size: float = _USUAL_SIZE
    bold: bool = False
    wraps: bool = False
    raised: bool = False
    heading: bool = False


PLAIN_STYLE = CellStyle()


@frozen
class BookStyles:
    """Of cells by their number, and of conditional formats by theirs."""

    cells: Sequence[CellStyle] = ()
    conditions: Sequence[Colours] = ()

    def of(self, number: int) -> CellStyle:
        """The style of a number; a plain one where the workbook has none."""
        return self.cells[number] if 0 <= number < len(self.cells) else PLAIN_STYLE


def read_styles(styles: Element | None, theme: Sequence[str]) -> BookStyles:
    """Every style."""
    if styles is None:
        return BookStyles()
    fonts = [_font(one, theme) for one in styles.iterfind("fonts/font")]
    grounds = [_ground(one, theme) for one in styles.iterfind("fills/fill")]
    headings = {
        one.get("xfId", "") for one in styles.iterfind("cellStyles/cellStyle") if one.get("builtinId") in _HEADINGS
    }
    made = [_style(xf, fonts, grounds, headings) for xf in styles.iterfind("cellXfs/xf")]
    return BookStyles(made, [_condition(one, theme) for one in styles.iterfind("dxfs/dxf")])


def _style(
    xf: Element, fonts: list[CellStyle], grounds: list[tuple[str | None, bool]], headings: set[str]
) -> CellStyle:
    font = _nth(fonts, xf.get("fontId", "0"), PLAIN_STYLE)
    ground, plain = _nth(grounds, xf.get("fillId", "0"), (None, True))
    layout = xf.find("alignment")
    return CellStyle(
        Colours(font.colours.words, ground, plain),
        font.size,
        font.bold,
        layout is not None and _is_on(layout.get("wrapText", "0")),
        font.raised,
        xf.get("xfId", "") in headings,
    )


def _nth(entries: Sequence[_Entry], number: str, usual: _Entry) -> _Entry:
    return entries[int(number)] if _INDEX.fullmatch(number) and int(number) < len(entries) else usual


def _is_on(word: str) -> bool:
    return word not in _FALSE


def _font(font: Element, theme: Sequence[str]) -> CellStyle:
    """A style of which nothing but the font is known."""
    words, size, bold = font.find("color"), font.find("sz"), font.find("b")
    raised = font.find("vertAlign")
    return CellStyle(
        Colours(None if words is None else colour(words.attrib, theme)),
        _points(size),
        bold is not None and _is_on(bold.get("val", "1")),
        raised=raised is not None and raised.get("val") == "superscript",
    )


def _points(size: Element | None) -> float:
    said = "" if size is None else size.get("val", "")
    return float(said) if _SIZE.fullmatch(said) else _USUAL_SIZE


def _ground(fill: Element, theme: Sequence[str]) -> tuple[str | None, bool]:
    """The one colour of a ground, None where there is none; and whether that is all of it."""
    pattern = fill.find("patternFill")
    if pattern is None:
        return None, fill.find("gradientFill") is None
    kind, front, back = pattern.get("patternType", "none"), pattern.find("fgColor"), pattern.find("bgColor")
    if kind == "none":
        return None, True
    if kind != "solid":
        return None, kind == "gray125"
    said = back if front is None else front
    return (None if said is None else colour(said.attrib, theme)), True


def _condition(one: Element, theme: Sequence[str]) -> Colours:
    """What a conditional format changes; its ground is that behind a pattern."""
    font, fill = one.find("font"), one.find("fill")
    words = None if font is None else _font(font, theme).colours.words
    if fill is None:
        return Colours(words)
    pattern = fill.find("patternFill")
    said = None if pattern is None else pattern.find("bgColor")
    if said is None and pattern is not None and pattern.get("patternType") == "solid":
        said = pattern.find("fgColor")
    return Colours(words, None if said is None else colour(said.attrib, theme), pattern is not None)
