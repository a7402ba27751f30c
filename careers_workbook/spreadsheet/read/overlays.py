"""What lies over the cells of one sheet of an .xlsx or .xlsb: pictures, shapes, text boxes, tick boxes, files, ink.

Enters: a package, a sheet's part with its relations. Leaves: `Overlay`s with the cells that each covers; charts are
left out, because they show cells. Layout: ECMA-376 part 1, 20.5 (drawings), 18.3.1.19 and 18.3.1.60 (controls,
embedded files); part 4, 19.4 (the drawings of old controls). Raises BrokenFileError. Must not know: questions, answers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from careers_workbook.core.cells import Cell
from careers_workbook.core.kept import of_bytes
from careers_workbook.spreadsheet.read.grid import MAX_OVERLAYS, BrokenFileError, Overlay, OverlayKind
from careers_workbook.spreadsheet.read.opc import Package, Relation, local, tree

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_DRAWN: dict[str, OverlayKind] = {
    "contentPart": "handwriting",
    "pic": "picture",
    "sp": "shape",
    "cxnSp": "shape",
    "relIds": "shape",  # of a diagram
}
"""Element -> what it draws, in the order in which one of a group gives its name to all; words make a text box."""
_CONTROLS: dict[str, OverlayKind] = {"checkbox": "tick box", "radio": "tick box", "pict": "embedded file"}
"""Kind of old control -> what lies there; every other one is a control."""
_TOLD_BY_SHEET = ("control", "ctrlProp", "package", "oleObject")
"""Kinds of relation that a sheet has where it names controls and embedded files."""
_NOT_DRAWN = ("note", "chart")
_SHAPE_NUMBER = re.compile(r"_s(\d{1,9})\Z", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)
_MOST = 5_000_000
"""Bytes of one drawing, and more than the elements in them."""
_KEPT = 50
"""Drawings of which it is remembered what is in them."""
_ROW, _COL = 20 * 9525, 64 * 9525
"""EMU of a row and a column that nobody has changed; only for what says how large it is, not where it ends."""


def overlays(package: Package, sheet: str, relations: Sequence[Relation]) -> Iterator[Overlay]:
    """Everything that lies over the sheet, in the order of the file."""
    there = [relation for relation in relations if relation.target in package]
    boxes = _boxes(package, sheet, there)
    for relation in there:
        if relation.kind == "drawing":
            yield from _drawn(_part(package, relation.target), frozenset(boxes))
    for box in list(boxes.values())[:MAX_OVERLAYS]:
        if not box.linked:  # else a cell holds its state, and is read
            yield Overlay(box.kind, box.first, box.last, box.words, ticked=box.ticked)


def _part(package: Package, name: str) -> bytes:
    """A part; one that is larger than anybody draws counts as one picture, of which nothing more is asked."""
    xml = package.xml(name)
    return xml if len(xml) < _MOST else b"<a><twoCellAnchor><pic/></twoCellAnchor></a>"


def _all(around: Element, *names: str) -> Iterator[Element]:
    """Every element of these names, but for what stands in for newer content that is there too."""
    left = list(reversed(around))
    while left:
        element = left.pop()
        if element.tag in names:
            yield element
        if element.tag != "Fallback":
            left.extend(reversed(element))


def _number(around: Element, *path: str) -> int:
    """A whole number somewhere below; 0 where there is none."""
    found = next(_all(around, path[0]), None)
    if found is None:
        return 0
    return _number(found, *path[1:]) if len(path) > 1 else _whole(found.text or "")


def _whole(text: str) -> int:
    return int(text.strip()) if _WHOLE.fullmatch(text.strip()) else 0


def _words(around: Element, *names: str) -> str:
    return " ".join(" ".join("".join(element.itertext()) for element in _all(around, *names)).split())


@of_bytes(_KEPT)
def _drawn(drawing: bytes, boxes: frozenset[str]) -> tuple[Overlay, ...]:
    """What is anchored in a drawing, but for the new shapes of old controls, of which their own parts say more."""
    return tuple(_anchored(tree(drawing, _MOST), boxes))


def _anchored(drawing: Element, boxes: frozenset[str]) -> Iterator[Overlay]:
    for anchor in list(_all(drawing, *_ANCHORS))[:MAX_OVERLAYS]:
        there = {element.tag for element in _all(anchor, *_DRAWN)}
        kind = next((kind for name, kind in _DRAWN.items() if name in there), None)
        old = (_SHAPE_NUMBER.search(twin.get("spid", "")) for twin in _all(anchor, "compatExt"))
        if kind and not any(number and number[1] in boxes for number in old):
            words = _words(anchor, "p")
            yield Overlay("text box" if kind == "shape" and words else kind, *_cells(anchor), words)


def _cells(anchor: Element) -> tuple[Cell, Cell]:
    """The first and the last cell that it covers."""
    first = _number(anchor, "from", "row"), _number(anchor, "from", "col")
    if next(_all(anchor, "to"), None) is not None:
        down, right = (_number(anchor, "to", f"{way}Off") > 0 for way in ("row", "col"))
        last = _number(anchor, "to", "row") - (not down), _number(anchor, "to", "col") - (not right)
    else:
        size = next(_all(anchor, "ext"), anchor)
        last = first[0] + _whole(size.get("cy", "")) // _ROW, first[1] + _whole(size.get("cx", "")) // _COL
    return first, (max(first[0], last[0]), max(first[1], last[1]))


@dataclass(slots=True)
class _Box:
    """One old control or embedded file. `linked` says that a cell holds its state."""

    kind: OverlayKind
    first: Cell = (0, 0)
    last: Cell = (0, 0)
    words: str = ""
    ticked: bool = False
    linked: bool = False


def _boxes(package: Package, sheet: str, relations: Sequence[Relation]) -> dict[str, _Box]:
    """Old controls and embedded files by the number of their shape: Excel tells of each in up to four parts."""
    found: dict[str, _Box] = {}
    for relation in relations:
        if relation.kind == "vmlDrawing":
            found |= _of_old_drawing(_part(package, relation.target))
    if sheet.endswith(".xml") and any(relation.kind in _TOLD_BY_SHEET for relation in relations):
        targets = {relation.id: relation.target for relation in relations}
        for told in _all(tree(_part(package, sheet), _MOST), "control", "oleObject"):
            box = found.setdefault(told.get("shapeId", ""), _Box("control", *_cells(told)))
            part = next((targets[value] for key, value in told.items() if local(key) == "id" and value in targets), "")
            if told.tag == "oleObject":
                box.kind = "embedded file"
            elif "ctrlprop" in part.lower():
                state = tree(package.xml(part))
                box.kind = _CONTROLS.get(state.get("objectType", "").lower(), "control")
                box.ticked, box.linked = state.get("checked") == "Checked", "fmlaLink" in state.keys()  # noqa: SIM118
    return found


def _of_old_drawing(xml: bytes) -> dict[str, _Box]:
    """By number; a drawing that is not well-formed, as old programs write them, tells nothing."""
    try:
        drawing = tree(xml, _MOST)
    except BrokenFileError:
        return {}
    found: dict[str, _Box] = {}
    for shape in list(_all(drawing, "shape"))[:MAX_OVERLAYS]:
        names = [value for key, value in shape.items() if local(key) in ("id", "spid")]
        number = next((match[1] for name in names if (match := _SHAPE_NUMBER.search(name))), "")
        for data in _all(shape, "ClientData"):
            kind = data.get("ObjectType", "").lower()
            if kind in _NOT_DRAWN:
                continue
            numbers = [_whole(part) for part in _words(data, "Anchor").split(",")]
            left, _, top, _, right, over, bottom, below, *_ = [*numbers, *[0] * 8]
            last = max(top, bottom - (below == 0)), max(left, right - (over == 0))
            box = _Box(_CONTROLS.get(kind, "control"), (top, left), last, _words(shape, "textbox"))
            box.ticked, box.linked = _words(data, "Checked") == "1", bool(_words(data, "FmlaLink"))
            found[number] = box
    return found
