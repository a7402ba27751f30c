"""What a Hub puts on the pages that it makes: a logo and two colours, looked at before they are used.

Enters: the bytes of a picture, colours as #RRGGBB. Leaves: why something cannot be used, in words that say what to
choose; "" where it can. A picture is unpacked as far as it says that it is large, no further. Must not know: settings,
files.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from careers_workbook.core.frozen import frozen
from careers_workbook.core.palette import AA, WHITE, contrast


@frozen
class Brand:
    """`name` is that of the Hub; "" is as usual. `logo` is a PNG, `width` and `height` its pixels.

    `top` is the ground of white words at the top of a page, `headings` the colour of headings.
    """

    name: str = ""
    logo: bytes = b""
    width: int = 0
    height: int = 0
    top: str = ""
    headings: str = ""


_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_DARKER = 0.94


def why_no_colour(text: str) -> str:
    """Why a colour cannot stand with white."""
    if not _COLOUR.fullmatch(text):
        said = f'"{text}" is no colour' if text else "there is no colour (behind # without quotes stands a remark)"
        return f'{said}: write it in quotes, with six digits, as "#12436D"'
    if contrast(text, WHITE) < AA:
        worth = int(contrast(text, WHITE) * 10) / 10
        return (
            f'"{text}" has only {worth} : 1 against white, and words need {AA} : 1: choose a darker colour, such as '
            f'"{_dark_enough(text)}"'
        )
    return ""


def _dark_enough(colour: str) -> str:
    """The same hue, as dark as it has to be."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    while contrast(colour, WHITE) < AA:
        parts = [int(part * _DARKER) for part in parts]
        colour = "#{:02X}{:02X}{:02X}".format(*parts)
    return colour


MOST_BYTES, LEAST, MOST = 200_000, 48, 2_000
"""Bytes of a logo; pixels of each side."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Where the passes of an interlaced picture begin, across and down, and how far apart their pixels are."""
_HEADER = struct.Struct(">IIBBBBB")
_DAMAGED = "is a damaged picture: save it as PNG once more"


def why_no_logo(data: bytes) -> str:
    """Why a picture cannot be shown."""
    if len(data) > MOST_BYTES:
        return f"has {len(data) // 1000} KB: save it as a PNG of at most {MOST_BYTES // 1000} KB"
    if not data.startswith(_SIGNATURE):
        return "is no PNG: save it as PNG"
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != _HEADER.size or chunks[-1][0] != b"IEND":
        return _DAMAGED
    width, height, depth, kind, packing, filtering, interlaced = _HEADER.unpack(chunks[0][1])
    if not all(LEAST <= side <= MOST for side in (width, height)):
        return f"has {width} x {height} pixels: each side has to have {LEAST} to {MOST:,}"
    if depth not in _DEPTHS.get(kind, ()) or packing or filtering or interlaced > 1:
        return _DAMAGED
    size = sum(_lines(width, height, depth * _CHANNELS[kind], interlaced=bool(interlaced)))
    return "" if _unpacks(b"".join(body for name, body in chunks if name == b"IDAT"), size) else _DAMAGED


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a picture that can be shown."""
    width, height = struct.unpack_from(">II", data, len(_SIGNATURE) + 8)
    return width, height


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and contents, up to the first that is not whole."""
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        start, end = at + 8, at + 8 + length
        name, body, check = data[at + 4 : start], data[start:end], data[end : end + 4]
        if len(check) < 4 or zlib.crc32(name + body) != int.from_bytes(check, "big"):  # noqa: PLR2004 - bytes of a sum
            return
        yield name, body
        at += length + 12


def _lines(width: int, height: int, bits: int, *, interlaced: bool) -> Iterator[int]:
    """The bytes of each pass: a byte that says how a line is filtered, and its pixels."""
    for x, y, across, down in _PASSES if interlaced else ((0, 0, 1, 1),):
        columns, rows = -((x - width) // across), -((y - height) // down)
        if columns > 0 and rows > 0:
            yield rows * (1 + (columns * bits + 7) // 8)


def _unpacks(packed: bytes, size: int) -> bool:
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(packed, size + 1)
    except zlib.error:
        return False
    return len(found) == size and unpacking.eof
