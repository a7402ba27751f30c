"""Titles and headings as cell styles that every program knows, so that they are headings and do not only look so.

xlsxwriter (3.3) has no cell styles but Normal. Enters: the part of styles as it writes it. Leaves: the same, in which
the looks of titles and headings are made from the styles Heading 1 and Heading 2. Must not know: sheets, cells.
"""

from functools import lru_cache

from careers_workbook.spreadsheet.write.theme import STYLES

HEADINGS = {"title": ("Heading 1", 16), "heading": ("Heading 2", 17)}
"""A style of the theme -> the cell style that it is, and the number by which programs know that (ECMA-376, 18.8.7)."""
_BASES, _NAMES = b'<cellStyleXfs count="1">', b'<cellStyles count="1">'
_FONTS, _LOOKS = (b"<fonts", b"</fonts>"), (b"<cellXfs", b"</cellXfs>")
_MOST = 64


@lru_cache(_MOST)
def with_heading_styles(styles: bytes) -> bytes:
    """The part; as it was where it is not written as expected."""
    fonts = _between(styles, _FONTS).split(b"</font>")
    numbers = ((name, _font(fonts, name)) for name in HEADINGS)
    there = [(name, number) for name, number in numbers if number is not None]
    if not there or _BASES not in styles or _NAMES not in styles:
        return styles
    bases = b"".join(b'<xf numFmtId="0" fontId="%d" fillId="0" borderId="0"/>' % number for _, number in there)
    names = b"".join(_named(name, at) for at, (name, _) in enumerate(there, 1))
    for at, (_, number) in enumerate(there, 1):
        looks = _between(styles, _LOOKS)
        styles = styles.replace(looks, _based(looks, number, at))
    styles = styles.replace(_BASES, b'<cellStyleXfs count="%d">' % (len(there) + 1))
    styles = styles.replace(b"</cellStyleXfs>", bases + b"</cellStyleXfs>")
    styles = styles.replace(_NAMES, b'<cellStyles count="%d">' % (len(there) + 1))
    return styles.replace(b"</cellStyles>", names + b"</cellStyles>")


def _between(styles: bytes, ends: tuple[bytes, bytes]) -> bytes:
    return styles.partition(ends[0])[2].partition(ends[1])[0]


def _font(fonts: list[bytes], name: str) -> int | None:
    style = STYLES[name]
    marks = (b"<b/>", b'<sz val="%d"/>' % style.size, f'rgb="FF{style.colour.removeprefix("#")}"'.encode())
    return next((at for at, font in enumerate(fonts) if all(mark in font for mark in marks)), None)


def _named(name: str, base: int) -> bytes:
    word, number = HEADINGS[name]
    return f'<cellStyle name="{word}" xfId="{base}" builtinId="{number}" customBuiltin="1"/>'.encode()


def _based(looks: bytes, font: int, base: int) -> bytes:
    """The looks of cells, those with this font made from this style."""
    own = b'fontId="%d"' % font
    pieces = looks.split(b"<xf ")
    return b"<xf ".join(one.replace(b'xfId="0"', b'xfId="%d"' % base, 1) if own in one else one for one in pieces)
