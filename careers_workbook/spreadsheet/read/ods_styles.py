"""The styles of an OpenDocument spreadsheet, as far as they change what a cell says.

Enters: the elements of its parts, one at a time. Leaves: the look of a style's font, and the number format of its days
as Excel would write it. Must not know: cells, packages.
"""

from careers_workbook.spreadsheet.read.looks import Look, look
from careers_workbook.spreadsheet.read.opc import Attributes, local

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_STYLE, _NUMBER = (f"{_NAMESPACE}{name}:1.0}}" for name in ("style", "datastyle"))
_DATES = f"{_NUMBER}date-style"
_CODES = {"day": "d", "month": "m", "year": "yy", "day-of-week": "ddd", "hours": "h", "minutes": "m", "seconds": "s"}
_TEXTUAL = "mmm"
_DEEPEST = 20
"""Styles from which one can be made, each from the one before: as a circle would be endless."""


class Styles:
    """Every style by its family and name; what it does not say itself, the one that it is made from says."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], dict[str, str]] = {}
        self._faces: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._style: dict[str, str] = {}
        self._dates = ""
        self._is_text = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """Takes one element."""
        name = local(tag)
        if not tag.startswith((_STYLE, _NUMBER)):
            return
        said = {local(key): value for key, value in attributes.items()}
        if name == "style":
            self._style = self._said[said.get("family", ""), said.get("name", "")] = said
        elif name == "text-properties":
            self._style.update({key: value for key, value in said.items() if key not in ("name", "family")})
        elif name == "font-face":
            self._faces[said.get("name", "")] = said.get("font-family", "")
        elif tag == _DATES:
            self._dates = said.get("name", "")
            self._codes[self._dates] = ""
        elif self._dates and tag.startswith(_NUMBER):
            self._is_text = name == "text"
            self._codes[self._dates] += _code(name, said)

    def text(self, text: str) -> None:
        """Takes what stands between the parts of a day."""
        if self._dates and self._is_text:
            words = text.replace('"', "")
            self._codes[self._dates] += f'"{words}"' if any(map(str.isalpha, words)) else words

    def end(self, tag: str) -> None:
        """Takes the end of an element."""
        self._is_text = False
        if tag == _DATES:
            self._dates = ""

    def look(self, family: str, name: str) -> Look | None:
        """The look of the font of a style; None if it says nothing of that."""
        face = self._find(family, name, "font-name")
        font = self._faces.get(face) or self._find(family, name, "font-family") or face
        line = self._find(family, name, "text-line-through-style") or self._find(family, name, "text-line-through-type")
        if not font and not line:
            return None
        return look(font.split(",")[0].strip("' "), struck=line not in ("", "none"))

    def date_code(self, name: str) -> str:
        """The number format by which cells of this style show a day; "" if it has none."""
        return self._codes.get(self._find("table-cell", name, "data-style-name"), "")

    def _find(self, family: str, name: str, key: str) -> str:
        for _ in range(_DEEPEST):
            said = self._said.get((family, name), {})
            if key in said:
                return said[key]
            name = said.get("parent-style-name", "")
        return ""


def _code(name: str, said: dict[str, str]) -> str:
    is_long = said.get("style") == "long"
    code = _TEXTUAL if said.get("textual") == "true" else _CODES.get(name, "")
    if name == "day-of-week" or code == _TEXTUAL:
        return code + code[0] * is_long
    return code * (1 + is_long)
