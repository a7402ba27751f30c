"""Comments on the cells of a sheet: the old kind (notes) and the new kind (threads).

Enters: an open .xlsx package and the name of a sheet's part. Leaves: cell -> text. Comments that this program wrote
itself into a copy for a school are left out. Must not know: questions, what a comment means.
"""

from dataclasses import dataclass, field

from careers_workbook.core.hub_note import without_hub_note
from careers_workbook.spreadsheet.read.content import Cell, position
from careers_workbook.spreadsheet.read.opc import Attributes, Package, local, parse

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
    return {at: _REPLY.join(filter(None, map(without_hub_note, said))) for at, said in scanner.said.items()}


@dataclass(slots=True)
class _Scanner:
    """Walks one part of comments: what was said on which cell."""

    said: dict[Cell, list[str]] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _inside: bool = False
    _at: Cell = (0, 0)

    def start(self, tag: str, attributes: Attributes) -> None:
        match local(tag):
            case "comment" | "threadedComment":
                self._at, self._parts = position(attributes.get("ref", "").partition(":")[0]), []
            case "t" | "text":
                self._inside = True
            case "rPh":  # how to pronounce it (Japanese), not what it says
                self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        match local(tag):
            case "t" | "text":
                self._inside = False
            case "comment" | "threadedComment":
                self.said.setdefault(self._at, []).append(" ".join("".join(self._parts).split()))
