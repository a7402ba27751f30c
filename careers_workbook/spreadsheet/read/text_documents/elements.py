"""What both kinds of text documents say in the same way: attributes, numbers, where columns begin.

Enters: elements. Leaves: texts and numbers within bounds. Must not know: which format it is.
"""

from xml.etree.ElementTree import Element

from careers_workbook.spreadsheet.read.opc import local

TICKED, NOT_TICKED = "☑", "☐"
"""What a tick box says, whatever signs it shows."""
MOST_SPANNED = 1_000
"""Columns over which a cell may stand: Word has 63."""
_DIGITS = 9


def value(element: Element, name: str) -> str:
    """An attribute by its local name, whatever standard its namespace is of; "" if it is not there."""
    return next((text for key, text in element.items() if local(key) == name), "")


def number(text: str, otherwise: int) -> int:
    """A whole number; what is none, or longer than any that is meant, is `otherwise`."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _DIGITS else otherwise


def edge(edges: list[int], column: int) -> int:
    """Where a column begins; behind the last one that its table declares each is as narrow as can be."""
    return edges[column] if column < len(edges) else edges[-1] + column - len(edges) + 1
