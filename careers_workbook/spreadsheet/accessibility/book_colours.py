"""The colours that a workbook names, as #RRGGBB: written out, by their number in the old palette, or by the theme.

Enters: the theme of a workbook, the attributes of a colour. Leaves: a colour, None where there is none to say. Layout:
ECMA-376 part 1, 18.8.19 (tint), 18.8.27 (the indexed palette), 20.1.6.2. Must not know: what has the colour.
"""

import colorsys
import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_TINT = re.compile(r"-?\d?\.?\d{1,30}(?:[eE]-?\d{1,2})?", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}", re.ASCII)
_BASIC = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_INDEXED = (
    *_BASIC,
    *_BASIC,
    *("800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080", "9999FF", "993366", "FFFFCC"),
    *("CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF", "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000"),
    *("008080", "0000FF", "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99", "3366FF"),
    *("33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696", "003366", "339966", "003300", "333300"),
    *("993300", "993366", "333399", "333333", "000000", "FFFFFF"),
)
"""The old palette; the last two are the system's colours of text and window."""
_NAMES = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
"""The colours of a theme in the order in which cells number them."""
_OFFICE = (
    *("FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646"),
    *("0000FF", "800080"),
)
"""Those of a workbook that has no theme."""


def theme_colours(theme: Element | None) -> Sequence[str]:
    """The colours of a theme by their numbers."""
    if theme is None:
        return _OFFICE
    found = []
    for name, usual in zip(_NAMES, _OFFICE, strict=True):
        one = next((part for part in theme.iter(name)), None)
        said = (
            [value for part in one for value in (part.get("lastClr"), part.get("val")) if value]
            if one is not None
            else []
        )
        found.append(next((match[1] for value in said if (match := _RGB.fullmatch(value))), usual))
    return found


def colour(attributes: Mapping[str, str], theme: Sequence[str]) -> str | None:
    """What a colour is; None for the automatic one, and for one that cannot be understood."""
    if (rgb := _RGB.fullmatch(attributes.get("rgb", ""))) is not None:
        found = rgb[1]
    elif (number := _number(attributes.get("theme"))) is not None and number < len(theme):
        found = theme[number]
    elif (number := _number(attributes.get("indexed"))) is not None and number < len(_INDEXED):
        found = _INDEXED[number]
    else:
        return None
    return f"#{_tinted(found, attributes.get('tint', '0')).upper()}"


def _number(text: str | None) -> int | None:
    return int(text) if text and _NUMBER.fullmatch(text) else None


def _tinted(rgb: str, tint: str) -> str:
    by = max(-1.0, min(1.0, float(tint))) if _TINT.fullmatch(tint) else 0.0
    if by == 0:
        return rgb
    hue, light, full = colorsys.rgb_to_hls(*(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + by) if by < 0 else light * (1 - by) + by
    return "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, light, full))
