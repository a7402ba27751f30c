"""The styles of a finished workbook, with some of the theme's: what is there keeps its number, or is used again."""

import re
from collections import defaultdict

from careers_workbook.spreadsheet.annotate.package import Edit, Part
from careers_workbook.spreadsheet.write.heading_styles import HEADINGS
from careers_workbook.spreadsheet.write.theme import FONT, STYLES, Style

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NO_STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="{FONT}"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellXfs></styleSheet>"""
"""For a workbook that has none."""
_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"),
    *("dxfs", "tableStyles", "colors", "extLst"),
)
_ARIAL_WIDE, _WIDE_DIGIT, _USUAL_DIGIT = 11, 8, 7
"""Arial from 11 points on has digits of 8 pixels; Calibri, Arial 10 and most others have 7."""
_EDGES = ("left", "right", "top", "bottom")
_VERTICAL = {"top": "top", "vcenter": "center"}


class Looks:
    """The styles of one workbook."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._known = {name: [part.content(one) for one in part.all(name, child)] for name, child in _CHILDREN.items()}
        self._new: dict[str, list[str]] = defaultdict(list)

    def style(self, name: str) -> int:
        """The number of a style of the theme, for a cell."""
        style = STYLES[name]
        font = self._number("fonts", _font(style))
        ground = f'<fgColor rgb="{_argb(style.fill)}"/><bgColor indexed="64"/>'
        solid = f'<fill><patternFill patternType="solid">{ground}</patternFill></fill>'
        fill = self._number("fills", solid) if style.fill else 0
        border = self._number("borders", _border(style.line, "<diagonal/>")) if style.line else 0
        based = f' xfId="{self._base(name, font)}"' if self._part.all("cellStyleXfs") else ""
        return self._number(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}"{based} applyFont="1" applyFill="1" '
            f'applyBorder="1" applyAlignment="1"><alignment horizontal="{style.align}" '
            f'vertical="{_VERTICAL[style.vertical]}" indent="{style.indent}" wrapText="{style.wrap:d}"/></xf>',
        )

    def _base(self, name: str, font: int) -> int:
        """The number of the style that a look is made from: Heading 1 for titles, where there is a list of styles."""
        word, number = HEADINGS.get(name.removesuffix("_column"), ("", 0))
        if not word or not self._part.all("cellStyles"):
            return 0
        known = (one.attributes for one in self._part.all("cellStyles", "cellStyle"))
        found = next((one.get("xfId", "") for one in known if one.get("builtinId") == str(number)), "")
        if found.isdecimal():
            return int(found)
        base = self._number("cellStyleXfs", f'<xf numFmtId="0" fontId="{font}" fillId="0" borderId="0"/>')
        self._number("cellStyles", f'<cellStyle name="{word}" xfId="{base}" builtinId="{number}"/>')
        return base

    def highlight(self, name: str) -> int:
        """The number of a style of the theme, for a rule that lays it over whatever a cell looks like."""
        style = STYLES[name]
        colour = _argb(style.fill)
        fill = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor rgb="{colour}"/></patternFill>'
        font = f'<font><color rgb="{_argb(style.colour)}"/></font>'
        return self._number("dxfs", f"<dxf>{font}<fill>{fill}</fill>{_border(style.line)}</dxf>")

    def digit(self) -> int:
        """Pixels of a digit of the workbook's own font, by which the widths of columns are counted."""
        first = (self._known["fonts"] or [b""])[0]
        size = re.search(rb'sz val="(\d+)', first)
        wide = b'"Arial"' in first and size is not None and int(size[1]) >= _ARIAL_WIDE
        return _WIDE_DIGIT if wide else _USUAL_DIGIT

    def edits(self) -> list[Edit]:
        """What has to be added to the part."""
        return [edit for name, added in self._new.items() for edit in self._added(name, added)]

    def _added(self, name: str, added: list[str]) -> list[Edit]:
        count, xml = str(len(self._known[name])), "".join(added)
        for collection in self._part.all(name):
            return [self._part.with_attribute(collection, "count", count), self._part.added(collection, xml)]
        return [self._part.before(_ORDER[_ORDER.index(name) + 1 :], f'<{name} count="{count}">{xml}</{name}>')]

    def _number(self, collection: str, xml: str) -> int:
        known, own = self._known[collection], self._part.own(xml)
        if own not in known:
            known.append(own)
            self._new[collection].append(xml)
        return known.index(own)


_CHILDREN = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf", "dxfs": "dxf"}
_CHILDREN |= {"cellStyleXfs": "xf", "cellStyles": "cellStyle"}


def _font(style: Style) -> str:
    marks, colour = "<b/>" * style.bold + "<u/>" * style.underline, f'<color rgb="{_argb(style.colour)}"/>'
    return f'<font>{marks}<sz val="{style.size}"/>{colour}<name val="{FONT}"/><family val="2"/></font>'


def _border(colour: str, rest: str = "") -> str:
    line = f'style="thin"><color rgb="{_argb(colour)}"/>'
    return f"<border>{''.join(f'<{edge} {line}</{edge}>' for edge in _EDGES)}{rest}</border>"


def _argb(colour: str) -> str:
    return f"FF{colour.removeprefix('#')}"
