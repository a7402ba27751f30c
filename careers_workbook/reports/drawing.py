"""What charts are drawn with: boxes, words, lines and points on paper, and text that knows how much room it needs.

Enters: figures in their places. Leaves: a `Chart`, and its SVG: valid where it stands in a page, styled by that page's
CSS, and as a file of its own. Every text lies within the paper, by how wide Arial's letters are, and no two in the same
place. Units are pixels of a screen. Must not know: what is drawn, files.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import ClassVar

from careers_workbook.core.frozen import frozen
from careers_workbook.core.palette import HUES, INK, WHITE, Fill
from careers_workbook.spreadsheet.write.fit import text_width

SIZE, SMALL = 14, 12
"""Pixels of text, and of figures at an axis."""
LINE = 1.3
"""Lines of text are so many sizes apart."""
NARROW, WIDE = 288, 696
"""Pixels: a phone of 320 without its margins; A4 without its own, which a laptop has too."""
SOFT = HUES["grey"].solid
_KEPT = 4_096
"""Texts whose width is remembered: names that stand in many charts."""
_MEASURED, _OTHERS = 15.0, 1.06
"""Pixels of the font that `text_width` measures; how much wider the letters of other fonts may be."""


@frozen
class Box:
    """A rectangle, filled like a part of a bar; with `ground` only, a part of the paper in that colour."""

    kind: ClassVar[str] = "box"
    x: float
    y: float
    width: float
    height: float
    look: Fill | None = None
    ground: str = ""
    edge: str = ""

    @property
    def path(self) -> str:
        """Its edge, as SVG has it."""
        return f"M{self.x:.1f} {self.y:.1f}h{self.width:.1f}v{self.height:.1f}h-{self.width:.1f}z"

    @property
    def line(self) -> str:
        """The colour of its edge: a full part has a white one, so that neighbours part; "" for none."""
        if self.look and not self.edge:
            return WHITE if self.look.pattern == "full" else self.look.solid
        return self.edge

    def filled(self, name: str) -> str:
        """What it is filled with, in the chart of this name."""
        if self.look is None or self.look.pattern == "full":
            return self.look.solid if self.look else self.ground
        return WHITE if self.look.pattern == "empty" else f"url(#{name}-{self.look.hue}-{self.look.pattern})"


@frozen
class Label:
    """One line of text. `y` is its base line; `anchor` says which end of it is at `x`."""

    kind: ClassVar[str] = "label"
    x: float
    y: float
    text: str
    anchor: str = "start"
    size: int = SIZE
    bold: bool = False
    colour: str = INK
    halo: bool = False

    @property
    def across(self) -> str:
        """`x` as SVG has it."""
        return f"{self.x:.1f}"

    @property
    def down(self) -> str:
        """`y` as SVG has it."""
        return f"{self.y:.1f}"


@frozen
class Stroke:
    """A line through points; `dash` is how it is broken."""

    kind: ClassVar[str] = "stroke"
    points: tuple[tuple[float, float], ...]
    colour: str = SOFT
    width: float = 1
    dash: str = ""

    @property
    def path(self) -> str:
        """Its points, as SVG has them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@frozen
class Mark:
    """A mark: a disc, or what tells a series apart in grey; `open` ones stand for what is not there yet."""

    kind: ClassVar[str] = "mark"
    x: float
    y: float
    radius: float
    colour: str
    shape: str = "disc"
    open: bool = False

    @property
    def corners(self) -> str:
        """Of a square or a diamond, as SVG has points."""
        r = self.radius
        ways = ((-r, -r), (r, -r), (r, r), (-r, r)) if self.shape == "square" else ((0, -r), (r, 0), (0, r), (-r, 0))
        return " ".join(f"{self.x + x:g},{self.y + y:g}" for x, y in ways)


Drawn = Box | Label | Stroke | Mark


@frozen
class Chart:
    """A picture and its words: `title` says what it shows in a sentence, `description` how; `rows` are its numbers.

    The first of the `columns` of the table names the rows.
    """

    title: str
    description: str
    width: int
    height: float
    shapes: Sequence[Drawn]
    columns: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()

    @property
    def fills(self) -> tuple[Fill, ...]:
        """The patterns that are used."""
        looks = (shape.look for shape in self.shapes if isinstance(shape, Box) and shape.look)
        return tuple(dict.fromkeys(look for look in looks if look.pattern not in ("full", "empty")))


@lru_cache(maxsize=_KEPT)
def wide(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Pixels of a text on one line, on the safe side."""
    return text_width(text, bold=bold) * size / _MEASURED * _OTHERS


def wrapped(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """A text in lines that fit into some pixels; a word that is wider is broken."""
    lines: list[str] = []
    for word in _broken(text.split(), room, size, bold=bold):
        if lines and wide(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _broken(words: Iterable[str], room: float, size: float, *, bold: bool) -> Iterable[str]:
    for word in words:
        if wide(word, size, bold=bold) <= room:
            yield word
            continue
        piece = ""
        for letter in word:
            if piece and wide(piece + letter, size, bold=bold) > room:
                yield piece
                piece = ""
            piece += letter
        yield piece


def paragraph(x: float, top: float, lines: Sequence[str], like: Label) -> list[Drawn]:
    """Lines below each other, from an upper edge; `like` says how they are set."""
    step = like.size * LINE
    return [replace(like, x=x, y=round(top + like.size + n * step, 1), text=line) for n, line in enumerate(lines)]


def tall(lines: Sequence[str], size: float = SIZE) -> float:
    """Pixels of so many lines."""
    return len(lines) * size * LINE


def centred(x: float, middle: float, text: str, like: Label) -> Label:
    """A line whose letters stand around a middle."""
    return replace(like, x=x, y=round(middle + like.size * 0.36, 1), text=text)


def legend(width: float, entries: Sequence[tuple[str, Fill]]) -> tuple[list[Drawn], float]:
    """Swatches with their words, in as many lines as they need; and the edge below them."""
    shapes: list[Drawn] = []
    x, y, box, gap = 1.0, 2.0, 14, 6
    for word, look in entries:
        room = box + gap + wide(word)
        if x > 1 and x + room > width:
            x, y = 1.0, y + SIZE * LINE + 4
        shapes += [Box(x, y + 1, box, box, look), Label(round(x + box + gap, 1), y + SIZE - 0.5, word)]
        x += room + 16
    return shapes, y + SIZE * LINE + 6


_ONE = '{% import "chart.svg.j2" as drawing %}{{ drawing.picture(chart, name, alone) }}'


def svg(chart: Chart, name: str, *, alone: bool = False) -> str:
    """The picture. `name` is one of its own in the page. `alone` it is a file, with what XML asks of one."""
    from careers_workbook.reports.templating import environment  # noqa: PLC0415 - Jinja takes its time

    template = environment(None).from_string(_ONE)
    return template.render(chart=chart, name=name, alone=alone).strip() + "\n"
