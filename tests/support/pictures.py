"""Pictures without a library: what Chromium and poppler draw, looked at as a black-and-white printer would.

A picture is a list of rows of (red, green, blue), each 0 to 255.
"""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from careers_workbook.core.palette import luminance, ratio

Pixel = tuple[int, int, int]
Picture = list[list[Pixel]]
_CHANNELS = {2: 3, 6: 4}


def png(path: Path) -> Picture:
    """A PNG with eight bits a channel, as programs draw it (no palette, not interlaced)."""
    data = path.read_bytes()
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    assert (depth, interlaced) == (8, 0)
    step, at, packed = _CHANNELS[kind], 8, b""
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        packed += data[at + 8 : at + 8 + length] if data[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    raw, rows = zlib.decompress(packed), []
    before = bytes(width * step)
    for start in range(0, len(raw), width * step + 1):
        before = _unfiltered(raw[start], raw[start + 1 : start + 1 + width * step], before, step)
        rows.append([(before[x], before[x + 1], before[x + 2]) for x in range(0, width * step, step)])
    assert len(rows) == height
    return rows


def _unfiltered(how: int, line: bytes, above: bytes, step: int) -> bytes:
    done = bytearray(line)
    for x in range(len(line)):
        left = done[x - step] if x >= step else 0
        up, corner = above[x], above[x - step] if x >= step else 0
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda one: abs(guess - one))
        done[x] = (line[x] + (0, left, up, (left + up) // 2, paeth)[how]) % 256
    return bytes(done)


def light(part: Sequence[Sequence[Pixel]]) -> float:
    """How light a part of a picture is on the whole, 0 to 1."""
    seen = [luminance("#{:02X}{:02X}{:02X}".format(*pixel)) for row in part for pixel in row]
    return sum(seen) / len(seen)


def grey(pixel: Pixel) -> int:
    """A pixel as a black-and-white printer sees it, 0 to 255."""
    red, green, blue = pixel
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def crop(picture: Picture, left: float, top: float, right: float, bottom: float) -> Picture:
    """The part between these edges, in pixels."""
    return [row[round(left) : round(right)] for row in picture[round(top) : round(bottom)]]


def texture(part: Picture) -> tuple[tuple[float, float, float], float]:
    """What a part looks like in grey: how often its greys change along rows, columns and diagonals; how light it is."""
    rows = [[grey(pixel) for pixel in row] for row in part]
    changes = []
    for down, along in ((0, 1), (1, 0), (1, 1)):
        pairs = [
            abs(rows[y][x] - rows[y + down][x + along])
            for y in range(len(rows) - down)
            for x in range(len(rows[y]) - along)
        ]
        changes.append(sum(pairs) / len(pairs))
    return (changes[0], changes[1], changes[2]), light(part)


_CHANGE = 8.0
"""Grey values by which the changes of two textures have to differ, on an average, for an eye to see it."""


def same_look(one: Picture, other: Picture, in_grey: float) -> bool:
    """Whether two parts are as light as each other and have the same texture."""
    (mine, bright), (yours, dark) = texture(one), texture(other)
    far = max(abs(a - b) for a, b in zip(mine, yours, strict=True))
    return ratio(bright, dark) < in_grey and far < _CHANGE


_NEAR = 12


def rectangle(picture: Picture, colour: str) -> tuple[int, int, int, int]:
    """The edges of the largest area of one colour: left, top, right, bottom."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    runs: dict[tuple[int, int], list[int]] = {}
    for y, row in enumerate(picture):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and abs(row[x][0] - red) + abs(row[x][1] - green) + abs(row[x][2] - blue) < _NEAR:
                x += 1
            if x - start > _NEAR:
                runs.setdefault((start, x), []).append(y)
            x += 1
    (left, right), rows = max(runs.items(), key=lambda run: (run[0][1] - run[0][0]) * len(run[1]))
    return left, rows[0], right, rows[-1] + 1


if __name__ == "__main__":
    from tests.support.kept_pictures import make

    make()
