"""Comments on the cells of a sheet: the old kind (notes) and the new kind (threads).

Enters: an open .xlsx package and the name of a sheet's part. Leaves: cell -> text. Comments that this program wrote
itself into a copy for a school are left out. Must not know: questions, what a comment means.
"""

from dataclasses import dataclass, field

from careers_workbook.excel.content import Cell, position
from careers_workbook.excel.opc import Attributes, Package, local, parse

OWN_AUTHOR = "careers-workbook"
"""The author of comments that this program writes; reading a copy that was handed back takes no notice of them."""
_KINDS = ("comments", "threadedComment")
"""A thread comes second and replaces the note that stands in for it."""
_STAND_IN = "[Threaded comment]"
"""How Excel begins the note that it keeps beside a thread for older versions."""
_REPLY = " / "


def notes(package: Package, sheet: str) -> dict[Cell, str]:
    """What people wrote in comments on this sheet, by 0-based (row, column)."""
    found: dict[Cell, str] = {}
    related = package.relations(sheet)
    for kind in _KINDS:
        for relation in related:
            if relation.kind == kind and relation.target in package:
                found |= _read(package.xml(relation.target))
    return {at: text for at, text in found.items() if text and not text.startswith(_STAND_IN)}


def _read(xml: bytes) -> dict[Cell, str]:
    scanner = _Scanner()
    parse(xml, scanner.start, scanner.end, scanner.text)
    return {
        at: _REPLY.join(text for author, text in said if text and author != OWN_AUTHOR)
        for at, said in scanner.said.items()
    }


@dataclass(slots=True)
class _Scanner:
    """Walks one part of comments: who said what on which cell."""

    said: dict[Cell, list[tuple[str, str]]] = field(default_factory=dict)
    _authors: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _inside: str = ""
    _author: str = ""
    _at: Cell = (0, 0)

    def start(self, tag: str, attributes: Attributes) -> None:
        match local(tag):
            case "comment" | "threadedComment":
                authors = {str(number): name for number, name in enumerate(self._authors)}
                self._author = authors.get(attributes.get("authorId", ""), "")
                self._at, self._parts = position(attributes.get("ref", "").partition(":")[0]), []
            case "author":
                self._inside, self._parts = "author", []
            case "t" | "text":
                self._inside = "text"
            case "rPh":  # how to pronounce it (Japanese), not what it says
                self._inside = ""

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        match local(tag):
            case "author":
                self._authors.append("".join(self._parts).strip())
                self._inside = ""
            case "t" | "text":
                self._inside = ""
            case "comment" | "threadedComment":
                said = " ".join("".join(self._parts).split())
                self.said.setdefault(self._at, []).append((self._author, said))
