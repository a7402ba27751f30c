"""A Word document (.docx) as tables of cells.

What is read is what Word shows where all tracked changes are accepted: what was inserted stands, what was deleted is
left out, and so is hidden text. What fills a control beforehand ("Click or tap to enter text") is no answer; a tick box
is ☑ or ☐, whatever signs it shows; a date control gives its day in British order, if that is the day it shows.

Enters: a `Package`. Leaves: blocks of `tables`, and how many tracked changes there are. Raises BrokenFileError,
TooLargeError, LockedError. Must not know: questions, answers.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from careers_workbook.core.text import show_date
from careers_workbook.spreadsheet.read.grid import BrokenFileError, OverlayKind
from careers_workbook.spreadsheet.read.looks import PLAIN, Look, look
from careers_workbook.spreadsheet.read.opc import Package, tree
from careers_workbook.spreadsheet.read.text_documents.elements import (
    MOST_SPANNED,
    NOT_TICKED,
    TICKED,
    edge,
    number,
    value,
)
from careers_workbook.spreadsheet.read.text_documents.tables import (
    CellText,
    TextCell,
    TextDocument,
    TextTable,
    settled,
)
from careers_workbook.spreadsheet.read.text_documents.walk import Walk, said

_OFF = frozenset({"0", "false", "off"})
_PROPERTIES = ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr")
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", *_PROPERTIES})
"""What is deleted, or says how something looks; and drawings once more, for programs that are older."""
_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"})
_NOTES = {"commentReference": "comments", "footnoteReference": "footnotes", "endnoteReference": "endnotes"}
"""Element -> the kind of part in which the words stand that belong to this place."""
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWINGS = frozenset({"drawing", "pict", "object"})
_NUMBERS = re.compile(r"\d+")
_LONGEST_DAY = 60
"""Characters of a day in a date control."""


def read(package: Package) -> TextDocument:
    """The tables and lines of a document, from top to bottom."""
    part = package.main()
    body = tree(package.xml(part)).find("body")
    if body is None:
        raise BrokenFileError("a part of it is missing")
    walk = _Walk({kind: _notes(package, part, kind) for kind in _NOTES.values()})
    _settle_controls(body)
    blocks, (changes, unread) = tuple(walk.blocks(body)), (walk.changes, walk.unread)
    return TextDocument(blocks, changes, unread, tuple(_margins(package, part, walk)))


def _margins(package: Package, part: str, walk: "_Walk") -> Iterator[str]:
    """What its headers and footers say."""
    for one in package.relations(part):
        if one.kind in ("header", "footer") and one.target in package:
            yield from said(walk.blocks(tree(package.xml(one.target))))


def _notes(package: Package, part: str, kind: str) -> dict[str, str]:
    """The comments or footnotes of a document, by the number that the text refers to."""
    target = next((one.target for one in package.relations(part) if one.kind == kind), "")
    if target not in package:
        return {}
    walk = _Walk({})
    return {value(note, "id"): "\n".join(said(walk.blocks(note))) for note in tree(package.xml(target))}


def _settle_controls(body: Element) -> None:
    """Content controls, wherever they stand, as the text that a person means by them."""
    for control in body.iter("sdt"):
        properties, content = control.find("sdtPr"), control.find("sdtContent")
        if properties is None or content is None:
            continue
        if _is_on(properties, "showingPlcHdr"):
            _say(content, "")
        if (box := properties.find("checkbox")) is not None:
            checked = box.find("checked")
            _say(content, NOT_TICKED if checked is None or value(checked, "val") in _OFF else TICKED)
        elif (date := properties.find("date")) is not None:
            day = _day(value(date, "fullDate"), "".join(piece.text or "" for piece in content.iter("t")))
            if day:
                _say(content, show_date(day))


def _say(content: Element, words: str) -> None:
    """Other words in place of those that stand in a control."""
    for piece in [one for one in content.iter() if one.tag in ("t", "sym")]:
        piece.tag, piece.text, words = "t", words, ""


def _day(full: str, shown: str) -> dt.date | None:
    """The day of a date control, if what it shows has the same numbers: somebody may have typed over it."""
    try:
        day = dt.date.fromisoformat(full[:10])
    except ValueError:
        return None
    said = {int(number) for number in _NUMBERS.findall(shown[:_LONGEST_DAY])}
    return day if day.day in said and said <= {day.day, day.month, day.year, day.year % 100} else None


class _Walk(Walk):
    """Walks a document, and counts what was changed."""

    TABLE = "tbl"
    LINES = frozenset({"p"})
    ROWS_AND_CELLS = frozenset({"tr", "tc"})
    LEFT_OUT = _LEFT_OUT

    def __init__(self, notes: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__()
        self._notes = notes
        self._fields: list[str | None] = []
        self.changes = self.unread = 0

    def count(self, element: Element) -> None:
        """What was changed, and documents that it takes in."""
        self.changes += element.tag in _CHANGES
        self.unread += element.tag == "altChunk"

    def _kept(self, parent: Element) -> Iterator[Element]:
        """What stands in an element where all changes are accepted."""
        return (element for element in self.each(parent) if element.tag not in _LEFT_OUT)

    def table(self, element: Element) -> TextTable:
        """One table."""
        edges = [0]
        for column in element.findall("tblGrid/gridCol"):
            edges.append(edges[-1] + max(number(value(column, "w"), 1), 1))
        rows = (row for row in self.inside(element) if row.tag == "tr" and not self._is_deleted(row.find("trPr")))
        return settled([[*self._row(row, edges)] for row in rows])

    def _is_deleted(self, properties: Element | None) -> bool:
        tags = {one.tag for one in properties} if properties is not None else set[str]()
        self.changes += len(tags & _CHANGES)
        return bool(tags & {"del", "cellDel"})

    def _row(self, row: Element, edges: list[int]) -> Iterator[TextCell]:
        column = _count(row.find("trPr"), "gridBefore", 0)
        for cell in self.inside(row):
            properties = cell.find("tcPr")
            if cell.tag == "tc" and not self._is_deleted(properties):
                end = column + _count(properties, "gridSpan", 1)
                merged = None if properties is None else properties.find("vMerge")
                below = merged is not None and value(merged, "val") != "restart"
                yield TextCell(self.cell(cell), edge(edges, column), edge(edges, end), below)
                column = end

    def cell(self, element: Element) -> CellText:
        """What a cell says; a field ends where the cell does."""
        fields, self._fields = self._fields, []
        words = super().cell(element)
        self._fields = fields
        return words

    def line(self, element: Element, words: CellText) -> None:
        """Add what a paragraph says."""
        marks = element.find("pPr/rPr")
        self.changes += sum(one.tag in _CHANGES for one in marks) if marks is not None else 0
        self._runs(element, words)

    def goes_on(self, element: Element) -> bool:
        """Whether the end of a paragraph was deleted."""
        return _is_on(element.find("pPr/rPr"), "del")

    def _runs(self, parent: Element, words: CellText) -> None:
        for element in self._kept(parent):
            if element.tag == "r":
                self._run(element, words)
            else:
                self._runs(element, words)

    def _run(self, run: Element, words: CellText) -> None:
        properties = run.find("rPr")
        if _is_on(properties, "vanish"):
            return
        how = _look(properties)
        for piece in self._pieces(run):
            if piece.tag == "fldChar":
                self._field(piece, words)
            elif piece.tag in _NOTES:
                words.notes.append(self._notes.get(_NOTES[piece.tag], {}).get(value(piece, "id"), ""))
            elif any(held is not None for held in self._fields):
                continue  # what such a field shows besides
            elif piece.tag == "t":
                words.add(piece.text or "", how)
            elif piece.tag == "sym":
                words.add(*_sign(piece, how))
            elif piece.tag in _SIGNS:
                words.add(_SIGNS[piece.tag], how)
            elif piece.tag in _DRAWINGS:
                self._drawing(piece, words)

    def _pieces(self, run: Element) -> Iterator[Element]:
        """The pieces of a run, those in a choice between several ways of drawing too."""
        for piece in self._kept(run):
            if piece.tag in ("AlternateContent", "Choice"):
                yield from self._pieces(piece)
            else:
                yield piece

    def _field(self, piece: Element, words: CellText) -> None:
        kind = value(piece, "fldCharType")
        if kind == "begin":
            self._fields.append(_held(piece.find("ffData")))
        elif self._fields and kind == "end":
            words.add(self._fields.pop() or "")

    def _drawing(self, drawing: Element, words: CellText) -> None:
        """A picture, or a box with words or a table in it."""
        boxes = [*_boxes(drawing)]
        for box in boxes:
            self.box(box, words)
        if not boxes and not any(one.tag == "chart" for one in drawing.iter()):
            kind: OverlayKind = "embedded file" if drawing.tag == "object" else "picture"
            words.drawn.append((kind, ""))


def _boxes(drawing: Element) -> Iterator[Element]:
    """The outermost boxes of text in a drawing."""
    todo = [drawing]
    while todo:
        element = todo.pop()
        if element.tag == "txbxContent":
            yield element
        elif element.tag not in _LEFT_OUT:
            todo += reversed(element)


def _is_on(properties: Element | None, name: str) -> bool:
    """Whether a property is there and not switched off."""
    found = None if properties is None else properties.find(name)
    return found is not None and value(found, "val") not in _OFF


def _count(properties: Element | None, name: str, otherwise: int) -> int:
    found = None if properties is None else properties.find(name)
    return otherwise if found is None else min(number(value(found, "val"), otherwise), MOST_SPANNED)


def _look(properties: Element | None) -> Look | None:
    if properties is None:
        return None
    fonts = properties.find("rFonts")
    font = "" if fonts is None else value(fonts, "ascii") or value(fonts, "hAnsi")
    found = look(font, struck=_is_on(properties, "strike") or _is_on(properties, "dstrike"))
    return None if found == PLAIN else found


def _sign(piece: Element, how: Look | None) -> tuple[str, Look | None]:
    """A sign of a symbol font, which Word says by its number."""
    try:
        sign = chr(int(value(piece, "char"), 16))
    except (ValueError, OverflowError):
        return "", None
    return sign, look(value(piece, "font"), struck=how is not None and how.struck)


def _held(data: Element | None) -> str | None:
    """What a field of an older form holds that shows no text: a tick, or what was chosen; None for any other."""
    box, choice = (None, None) if data is None else (data.find("checkBox"), data.find("ddList"))
    if box is not None:
        said = box.find("checked")
        said = box.find("default") if said is None else said
        return NOT_TICKED if said is None or value(said, "val") in _OFF else TICKED
    if choice is not None:
        entries = [value(entry, "val") for entry in choice.findall("listEntry")]
        chosen = _count(choice, "result", _count(choice, "default", 0))
        return entries[chosen] if chosen < len(entries) else ""
    return None
