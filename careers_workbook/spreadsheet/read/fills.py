"""The colours of cells, by the style numbers that cells carry.

Enters: an open .xlsx package and the name of its part of styles. Leaves: for each style a word for its colour, empty
where a cell looks uncoloured. Two words are equal if and only if the file defines the two colours alike.
Must not know: cells, what a colour means.
"""

from careers_workbook.spreadsheet.read.opc import Attributes, Package, elements

_SECTIONS = frozenset(
    ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors")
)
_UNPATTERNED = frozenset({"none", "gray125"})
"""gray125 is the second fill of every workbook, used by nothing (ECMA-376, 18.8.21)."""
_WHITE_INDEXES = frozenset({"1", "9", "64", "65"})
"""The two whites of the old palette, and the system's own colours of text and window."""


def fills(package: Package, styles: str) -> tuple[str, ...]:
    """The colour of each cell style."""
    colours: list[str] = []
    of_style: list[str] = []
    section = pattern = ""
    for tag, attributes in elements(package.xml(styles)):
        if tag in _SECTIONS:
            section = tag
        elif section == "cellXfs" and tag == "xf":
            of_style.append(attributes.get("fillId", "0"))
        elif section == "fills":
            if tag == "fill":
                colours.append("")
            elif not colours:
                continue
            elif tag == "gradientFill":
                colours[-1] = "gradient"
            elif tag == "patternFill":
                pattern = attributes.get("patternType", "none")
                colours[-1] = "" if pattern in _UNPATTERNED or pattern == "solid" else pattern
            elif tag == "fgColor" and pattern == "solid":
                colours[-1] = _colour(attributes)
    by_number = {str(number): colour for number, colour in enumerate(colours)}
    return tuple(by_number.get(number, "") for number in of_style)


def _colour(attributes: Attributes) -> str:
    if rgb := attributes.get("rgb"):
        colour = rgb[-6:].upper()
        return "" if colour == "FFFFFF" else colour
    if theme := attributes.get("theme"):
        tint = attributes.get("tint", "0")
        return "" if (theme, tint) == ("0", "0") else f"theme {theme} {tint}"
    indexed = attributes.get("indexed", "64")
    return "" if indexed in _WHITE_INDEXES else f"indexed {indexed}"
