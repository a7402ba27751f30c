"""The colours of everything that is made, as data: workbooks, pages, paper. And how well two of them can be told apart.

The anchor is the categorical palette of the Government Analysis Function (dark blue, turquoise, dark pink, orange, dark
grey, light purple): https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/
Each hue has two tones, a tint that text stands on and a solid for what is drawn. The parts of
one chart differ in lightness or pattern as well as in hue, so that they can be told apart in grey; a chart has six
colours at most, and blank paper.

Enters: nothing, or two colours as #RRGGBB. Leaves: tables; ratios of WCAG 2.2. Must not know: files, formats, figures.
"""

from collections.abc import Mapping
from typing import Literal

from careers_workbook.core import vocabulary as said
from careers_workbook.core.frozen import frozen

WHITE, INK = "#FFFFFF", "#1A1A1A"
AA, AAA, DRAWN, IN_GREY = 4.5, 7.0, 3.0, 1.5
"""Contrasts: of any text, of text on a tint, of what is drawn on its ground, of neighbours with one pattern in grey."""

HueName = Literal["blue", "turquoise", "pink", "orange", "grey", "purple", "pale"]


@frozen
class Hue:
    """One hue in two tones: `text` stands on `tint`, `figure` on `solid`; `solid` is what is drawn on white."""

    solid: str
    figure: str
    text: str
    tint: str


HUES: Mapping[HueName, Hue] = {
    "blue": Hue("#12436D", WHITE, "#12436D", "#E1ECF6"),
    "turquoise": Hue("#28A197", INK, "#0B4F49", "#DDF3F0"),
    "pink": Hue("#801650", WHITE, "#801650", "#F8E3EE"),
    "orange": Hue("#F46A25", INK, "#6E2A00", "#FDE9DD"),
    "grey": Hue("#3D3D3D", WHITE, "#3D3D3D", "#ECECEC"),
    "purple": Hue("#A285D1", INK, "#4F3A7A", "#EDE7F7"),
    "pale": Hue("#767676", WHITE, "#4A4A4A", "#FAFAFA"),
}

Pattern = Literal["full", "rising", "falling", "upright", "level", "dots", "grid", "empty"]
"""How a part is filled with its solid: wholly, with lines or dots on white, or only around its edge."""


@frozen
class Fill:
    """How a part of a chart looks."""

    hue: HueName
    pattern: Pattern = "full"

    @property
    def solid(self) -> str:
        """The colour that is drawn."""
        return HUES[self.hue].solid

    @property
    def figure(self) -> str:
        """The colour of a figure on it; where there is a pattern, on a white ground of its own."""
        return HUES[self.hue].figure if self.pattern == "full" else INK


ONE = Fill("blue")
"""Of a chart that has one kind of bars."""
ANSWERS: Mapping[str, Fill] = {
    said.DONE: Fill("blue"),
    said.IN_PROGRESS: Fill("turquoise", "rising"),
    said.NOT_DONE: Fill("orange"),
    said.NOT_APPLICABLE: Fill("pale", "dots"),
    said.NO_ANSWER: Fill("pale", "empty"),
    said.UNCLEAR: Fill("pink", "grid"),
    said.NOT_ASKED: Fill("grey", "falling"),
    said.MISSING: Fill("grey", "upright"),
}
"""What became of a statement. Done is the darkest: what is dark in a bar is done, on any printer."""
DESTINATIONS: Mapping[str, Fill] = {
    "Education": Fill("blue"),
    "Apprenticeship": Fill("turquoise", "rising"),
    "Employment": Fill("turquoise"),
    "Other": Fill("purple", "upright"),
    "Not sustained": Fill("orange", "level"),
    "Not known": Fill("pale", "dots"),
    said.NO_ANSWER: Fill("pale", "empty"),
    said.UNCLEAR: Fill("pink", "grid"),
}
"""The groups of destinations, and why there is none."""
_STILL = {"Yes": Fill("blue"), "No": Fill("orange", "level")}
"""Whether somebody is still there."""
_GROUPS = (Fill("purple"), Fill("blue", "falling"), Fill("pink", "level"), Fill("grey", "upright"))
"""Groups of a spec of one's own, in turn."""
YEARS = (Fill("blue"), Fill("turquoise"), Fill("pink"), Fill("orange"), Fill("grey"))
"""Years side by side, in turn: neighbours differ."""
RULE = "#D5DADF"
"""Lines that only guide the eye."""
SCALE = (
    (80, HUES["blue"].solid, WHITE),
    (60, "#2073BC", WHITE),
    (40, "#A3CBEF", INK),
    (20, HUES["blue"].tint, INK),
    (0, WHITE, INK),
)
"""From how many per cent a ground is how dark, and the words on it: the palette of one hue of the Analysis Function."""
TINTS: Mapping[str, HueName | Literal[""]] = {
    said.DONE: "blue",
    said.IN_PROGRESS: "turquoise",
    said.NOT_DONE: "orange",
    said.NOT_APPLICABLE: "pale",
    said.NO_ANSWER: "",
    said.UNCLEAR: "pink",
    said.NOT_ASKED: "grey",
    said.MISSING: "grey",
}
"""The hue of a word among others; of none where nothing was said."""


PAGES: Mapping[str, Mapping[str, str]] = {
    "light": {
        "ink": INK,
        "soft": "#4A5663",
        "ground": WHITE,
        "pale": "#F3F6F9",
        "line": "#B4BDC7",
        "band": HUES["blue"].solid,
        "title": HUES["blue"].solid,
        "link": "#12508A",
        "focus": "#B35C00",
        "alert": HUES["pink"].text,
        "alert-ground": HUES["pink"].tint,
        "warn": HUES["orange"].text,
    },
    "dark": {
        "ink": "#ECEFF2",
        "soft": "#B4BEC8",
        "ground": "#14191F",
        "pale": "#1F272F",
        "line": "#56626E",
        "band": HUES["blue"].solid,
        "title": "#A3CBEF",
        "link": "#A3CBEF",
        "focus": "#FFB582",
        "alert": "#F5B3D3",
        "alert-ground": "#3B1229",
        "warn": "#FFB582",
    },
}
"""The colours of a page, as its CSS names them. Charts stay on white in both."""
PAPER: Mapping[str, str] = {
    "ink": INK,
    "soft": HUES["pale"].text,
    "line": PAGES["light"]["line"],
    "blue": HUES["blue"].solid,
    "pale": HUES["blue"].tint,
    "mark": HUES["orange"].solid,
}
"""The colours of what is printed, as its templates name them."""


def part(name: str, number: int) -> Fill:
    """How a part of a bar looks by its name; a group that nobody knows by its number."""
    return {**_STILL, **DESTINATIONS, **ANSWERS}.get(name) or _GROUPS[number % len(_GROUPS)]


def luminance(colour: str) -> float:
    """How light a colour is, 0 to 1."""

    def channel(at: int) -> float:
        share = int(colour[at : at + 2], 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB

    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)


def ratio(one: float, other: float) -> float:
    """Two luminances, 1 (alike) to 21 (black and white)."""
    dark, light = sorted((one, other))
    return (light + 0.05) / (dark + 0.05)


def contrast(one: str, other: str) -> float:
    """Two colours, 1 to 21."""
    return ratio(luminance(one), luminance(other))
