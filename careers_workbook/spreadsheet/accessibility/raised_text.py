"""Which texts of a workbook have something raised in them, as signs for footnotes are.

Enters: the table of texts. Leaves: the numbers of those texts. Must not know: where they stand.
"""

from careers_workbook.spreadsheet.read.opc import Attributes, local, parse

RAISED = b"superscript"


def raised_texts(xml: bytes) -> frozenset[int]:
    """The numbers, as cells name them."""
    if RAISED not in xml:
        return frozenset()
    at, found = -1, set[int]()

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal at
        name = local(tag)
        if name == "si":
            at += 1
        elif name == "vertAlign" and attributes.get("val") == "superscript":
            found.add(at)

    parse(xml, start, lambda _: None, lambda _: None)
    return frozenset(found)
