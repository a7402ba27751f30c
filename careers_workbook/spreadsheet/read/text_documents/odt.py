"""A text document of LibreOffice Writer (.odt) as tables of cells.

What is read is what Writer shows where all tracked changes are accepted: the file keeps what was deleted apart. What
fills a field beforehand is no answer; a tick box is ☑ or ☐, whatever sign it shows.

Enters: a `Package`. Leaves: blocks of `tables`, and how many tracked changes there are. Raises BrokenFileError,
TooLargeError, LockedError. Must not know: questions, answers.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from careers_workbook.core.text import show_date
from careers_workbook.spreadsheet.read.grid import (
    MAX_CELLS,
    MAX_ROWS,
    BrokenFileError,
    LockedError,
    OverlayKind,
    TooLargeError,
)
from careers_workbook.spreadsheet.read.looks import PLAIN, Look
from careers_workbook.spreadsheet.read.numbers import iso_date
from careers_workbook.spreadsheet.read.ods_styles import Styles
from careers_workbook.spreadsheet.read.opc import Package, parse, tree
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

_LEFT_OUT = frozenset({"tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "title",
                       "desc", "table-column", "table-columns", "table-header-columns", "placeholder"})  # fmt: skip
"""What is no text, was deleted, or invites to type something."""
_SIGNS = {"tab": "\t", "line-break": "\n"}
_DRAWN: dict[str, OverlayKind] = {"image": "picture", "object-ole": "embedded file", "control": "control"}
_NOTES = frozenset({"annotation", "note"})
_BOX = "FORMCHECKBOX"


def read(package: Package) -> TextDocument:
    """The tables and lines of a document, from top to bottom."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise LockedError("it is locked")
    styles, pages = Styles(), None
    if "styles.xml" in package:
        xml = package.xml("styles.xml")
        parse(xml, styles.start, styles.end, styles.text)
        pages = tree(xml).find("master-styles")
    xml = package.xml("content.xml")
    parse(xml, styles.start, styles.end, styles.text)
    content = tree(xml)
    body = content.find("body/text")
    if body is None:
        raise BrokenFileError("a part of it is missing")
    changes = sum(1 for _ in body.iterfind("tracked-changes/changed-region"))
    walk = _Walk(styles, _widths(content))
    margins = [] if pages is None else [margin for page in pages.iterfind("master-page") for margin in page]
    return TextDocument(
        tuple(walk.blocks(body)), changes, margins=tuple(line for one in margins for line in said(walk.blocks(one)))
    )


def _widths(content: Element) -> dict[str, int]:
    """Style of a column -> how wide it is, as a part of its table."""
    found: dict[str, int] = {}
    for style in content.iterfind("automatic-styles/style"):
        for properties in style.iterfind("table-column-properties"):
            width = value(properties, "rel-column-width").rstrip("*")
            found[value(style, "name")] = max(number(width, 1), 1)
    return found


class _Walk(Walk):
    """Walks a document."""

    TABLE = "table"
    LINES = frozenset({"p", "h"})
    ROWS_AND_CELLS = frozenset({"table-row", "table-cell", "covered-table-cell"})
    LEFT_OUT = _LEFT_OUT

    def __init__(self, styles: Styles, widths: dict[str, int]) -> None:
        super().__init__()
        self._styles, self._widths = styles, widths
        self._looks: dict[tuple[str, str], Look | None] = {}
        self._cells = 0

    def table(self, element: Element) -> TextTable:
        """One table."""
        edges = [0]
        for column in element.iter("table-column"):
            width = self._widths.get(value(column, "style-name"), 1)
            for _ in range(min(number(value(column, "number-columns-repeated"), 1), MOST_SPANNED)):
                edges.append(edges[-1] + width)
        return settled(self._rows(element, edges[:MOST_SPANNED]))

    def _rows(self, table: Element, edges: list[int]) -> Iterator[list[TextCell]]:
        for row in self.inside(table):
            times = number(value(row, "number-rows-repeated"), 1) if row.tag == "table-row" else 0
            cells = [*self._row(row, edges)] if times else []
            self._cells += times * len(cells)
            if self._cells > MAX_CELLS:
                raise TooLargeError("it has more cells than any checklist")
            yield from (cells for _ in range(times))

    def _row(self, row: Element, edges: list[int]) -> Iterator[TextCell]:
        column = 0
        for cell in self.inside(row):
            across = min(number(value(cell, "number-columns-spanned"), 1), MOST_SPANNED)
            down = min(number(value(cell, "number-rows-spanned"), 1), MAX_ROWS)
            times = min(number(value(cell, "number-columns-repeated"), 1), MOST_SPANNED)
            if cell.tag == "table-cell":
                for place in range(column, column + times):
                    yield TextCell(self.cell(cell), edge(edges, place), edge(edges, place + across), down=down)
            column += times

    def cell(self, element: Element) -> CellText:
        """What a cell says, or the day that it holds."""
        words = super().cell(element)
        day = iso_date(value(element, "date-value")) if value(element, "value-type") == "date" else None
        if day and not isinstance(day, str):
            words.runs = [(show_date(day), None)]
        return words

    def line(self, element: Element, words: CellText) -> None:
        """Add what a paragraph or a heading says."""
        how = self._look("paragraph", value(element, "style-name"))
        words.add(_spaces(element.text, is_first=True), how)
        self._pieces(element, words, how)

    def goes_on(self, element: Element) -> bool:  # noqa: ARG002 - what was deleted is kept apart
        """No line does."""
        return False

    def _pieces(self, parent: Element, words: CellText, how: Look | None) -> None:
        for piece in self.each(parent):
            if piece.tag not in _LEFT_OUT:
                self._piece(piece, words, how)
            words.add(_spaces(piece.tail), how)

    def _piece(self, piece: Element, words: CellText, how: Look | None) -> None:
        tag = piece.tag
        if tag == "s":
            words.add(" " * min(number(value(piece, "c"), 1), MOST_SPANNED), how)
        elif tag in _SIGNS:
            words.add(_SIGNS[tag], how)
        elif tag in _NOTES:
            words.notes.append(_said(piece))
        elif tag.startswith("fieldmark"):
            words.add(_box(piece), how)
        elif tag == "content-control" and value(piece, "checkbox") == "true":
            words.add(TICKED if value(piece, "checked") == "true" else NOT_TICKED)
        elif tag == "content-control" and value(piece, "showing-place-holder") == "true":
            return
        elif tag == "text-box":
            self.box(piece, words)
        elif tag in _DRAWN:
            words.drawn.append((_DRAWN[tag], ""))
        else:
            inside = self._look("text", value(piece, "style-name")) if tag == "span" else None
            words.add(_spaces(piece.text), inside or how)
            self._pieces(piece, words, inside or how)

    def _look(self, family: str, name: str) -> Look | None:
        if (family, name) not in self._looks:
            found = self._styles.look(family, name) if name else None
            self._looks[family, name] = None if found == PLAIN else found
        return self._looks[family, name]


def _box(mark: Element) -> str:
    """A tick box of an older form; "" for any other field."""
    if not value(mark, "type").endswith(_BOX):
        return ""
    held = {value(one, "name"): value(one, "value") for one in mark.iter("param")}
    return TICKED if held.get("Checkbox_Checked") == "true" else NOT_TICKED


def _said(note: Element) -> str:
    """The words of a comment or a footnote, without who wrote it and when."""
    return " ".join("".join(line.itertext()) for line in note.iter("p"))


def _spaces(text: str | None, *, is_first: bool = False) -> str:
    """White space between elements is lay-out; a space that counts is an element of its own."""
    if not text:
        return ""
    words = " ".join(text.split())
    before = " " if text[0].isspace() and not is_first else ""
    return f"{before}{words}{' ' if words and text[-1].isspace() else ''}"
