"""How a text document is walked through, whichever format it is of: its tables and lines, its cells, boxes in both.

Enters: elements; a format says which of them are tables and lines, and what stands in these. Leaves: blocks of
`tables`. Raises BrokenFileError. Must not know: which format it is.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar
from xml.etree.ElementTree import Element

from careers_workbook.spreadsheet.read.grid import BrokenFileError
from careers_workbook.spreadsheet.read.text_documents.tables import CellText, PageBlock, TextTable

_DEEPEST = 60
"""Elements of text in each other. Nobody puts as many tables or controls into one another."""


class Walk(ABC):
    """Walks a document."""

    TABLE: ClassVar[str]
    LINES: ClassVar[frozenset[str]]
    ROWS_AND_CELLS: ClassVar[frozenset[str]]
    LEFT_OUT: ClassVar[frozenset[str]]
    """What is no text, or was deleted."""

    def __init__(self) -> None:
        self._depth = 0

    @abstractmethod
    def table(self, element: Element) -> TextTable:
        """One table."""

    @abstractmethod
    def line(self, element: Element, words: CellText) -> None:
        """Add what a line says."""

    @abstractmethod
    def goes_on(self, element: Element) -> bool:
        """Whether the next line of the cell goes on with this one."""

    def count(self, element: Element) -> None:  # noqa: B027 - not every format has something to count
        """Take note of an element that is walked by."""

    def blocks(self, parent: Element) -> Iterator[PageBlock]:
        """The tables and lines in an element."""
        for element in self.inside(parent):
            if element.tag == self.TABLE:
                yield self.table(element)
            elif element.tag in self.LINES:
                words = CellText()
                self.line(element, words)
                yield words.text
                yield from (text for _, text in words.drawn)
                yield from words.tables

    def cell(self, element: Element) -> CellText:
        """What a cell says, line by line."""
        words, goes_on = CellText(), True
        for block in self.inside(element):
            if block.tag == self.TABLE:
                words.tables.append(self.table(block))
            elif block.tag in self.LINES:
                if not goes_on:
                    words.add("\n")
                self.line(block, words)
                goes_on = self.goes_on(block)
        return words

    def box(self, element: Element, words: CellText) -> None:
        """Words or tables in a box that is drawn over a cell or beside a line."""
        for block in self.blocks(element):
            if isinstance(block, TextTable):
                words.tables.append(block)
            elif block.strip():
                words.drawn.append(("text box", block))

    def inside(self, parent: Element) -> Iterator[Element]:
        """The lines, tables, rows or cells in an element, whatever is put around them."""
        for element in self.each(parent):
            tag = element.tag
            if tag == self.TABLE or tag in self.LINES or tag in self.ROWS_AND_CELLS:
                yield element
            elif tag not in self.LEFT_OUT:
                yield from self.inside(element)

    def each(self, parent: Element) -> Iterator[Element]:
        """The elements in an element, as deep as anybody writes."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BrokenFileError("its tables lie too deep in each other")
        for element in parent:
            self.count(element)
            yield element
        self._depth -= 1


def said(blocks: Iterator[PageBlock]) -> Iterator[str]:
    """What blocks say as lines, tables among them row by row."""
    for block in blocks:
        if isinstance(block, str):
            yield block
        else:
            yield from block.as_lines
