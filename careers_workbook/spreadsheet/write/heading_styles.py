"""Titles and headings as cell styles that every program knows, so that they are headings and do not only look so.

xlsxwriter (3.3) has no cell styles but Normal. Enters: the part of styles as it writes it. Leaves: the same, in which
the looks of titles and headings are made from the styles Heading 1 and Heading 2. Must not know: sheets, cells.
"""

import re
from functools import lru_cache

from careers_workbook.spreadsheet.write.theme import STYLES

HEADINGS = {"title": ("Heading 1", 16), "heading": ("Heading 2", 17)}
"""A style of the theme -> the cell style that it is, and the number by which programs know that (ECMA-376, 18.8.7)."""
_FONTS = re.compile(rb"<fonts[^>]*>(.*?)</fonts>", re.DOTALL)
_BASES, _NAMES = b'<cellStyleXfs count="1">', b'<cellStyles count="1">'
_LOOKS = re.compile(rb"<cellXfs[^>]*>.*?</cellXfs>", re.DOTALL)
_MOST = 64


@lru_cache(_MOST)
def with_heading_styles(styles: bytes) -> bytes:
    """The part; as it was where it is not written as expected."""
    listed = _FONTS.search(styles)
    if listed is None or _BASES not in styles or _NAMES not in styles:
        return styles
    fonts = re.findall(rb"<font>.*?</font>", listed[1], re.DOTALL)
    numbers = {name: _font(fonts, name) for name in HEADINGS}
    there = [(name, number) for name, number in numbers.items() if number is not None]
    bases = b"".join(b'<xf numFmtId="0" fontId="%d" fillId="0" borderId="0"/>' % number for _, number in there)
    names = b"".join(_named(name, at) for at, (name, _) in enumerate(there, 1))
    for at, (_, number) in enumerate(there, 1):
        looks = _LOOKS.search(styles)
        styles = styles.replace(looks[0], _based(looks[0], number, at)) if looks else styles
    count = len(there) + 1
    styles = styles.replace(_BASES, b'<cellStyleXfs count="%d">' % count).replace(
        b"</cellStyleXfs>", bases + b"</cellStyleXfs>"
    )
    return styles.replace(_NAMES, b'<cellStyles count="%d">' % count).replace(
        b"</cellStyles>", names + b"</cellStyles>"
    )


def _font(fonts: list[bytes], name: str) -> int | None:
    style = STYLES[name]
    marks = (b"<b/>", b'<sz val="%d"/>' % style.size, f'rgb="FF{style.colour.removeprefix("#")}"'.encode())
    return next((at for at, font in enumerate(fonts) if all(mark in font for mark in marks)), None)


def _named(name: str, base: int) -> bytes:
    word, number = HEADINGS[name]
    return f'<cellStyle name="{word}" xfId="{base}" builtinId="{number}" customBuiltin="1"/>'.encode()


def _based(looks: bytes, font: int, base: int) -> bytes:
    """The looks of cells, those with this font made from this style."""
    return re.sub(rb'(<xf numFmtId="\d+" fontId="%d" [^>]*?xfId=)"0"' % font, rb'\1"%d"' % base, looks)
