"""The rules about sheets and the workbook as a whole: titles, names, what floats, where it opens.

Enters: `BookFacts`. Leaves: the places at which a rule is not kept. Must not know: what is said of them.
"""

import re
from collections import Counter
from collections.abc import Iterator

from careers_workbook.core.text import fold
from careers_workbook.spreadsheet.accessibility.book_facts import BookFacts, SheetFacts
from careers_workbook.spreadsheet.accessibility.marks_of_places import at, over, quoted, whole
from careers_workbook.spreadsheet.accessibility.verdicts import Spot

EDGE, BOX = "edge", "box"
"""What stands at the edge of the paper, and what lies over the cells."""
_FIRST = (0, 0)
_DEFAULT = re.compile(r"(?:sheet|worksheet|tabelle|feuil|hoja) ?\d{0,4}|copy of [^\n]{0,40}", re.IGNORECASE)
_FLOATING = frozenset({"text box", "control", "tick box", "embedded file"})


def titles(book: BookFacts) -> Iterator[Spot]:
    """Sheets whose first cell is no title."""
    for sheet in filter(_is_used, book.sheets):
        text = sheet.says(_FIRST).strip()
        if not text:
            yield at(sheet, _FIRST, "there is no title")
        elif not book.styles.of(sheet.parts.styles.get(_FIRST, 0)).heading:
            yield at(sheet, _FIRST, f"{quoted(text)} is not marked as a heading")


def floating(book: BookFacts) -> Iterator[Spot]:
    """Headers, footers, text boxes, controls."""
    for sheet in book.sheets:
        yield from (whole(sheet, f"on paper: {quoted(words)}", EDGE) for words in dict.fromkeys(sheet.parts.edges))
        boxes = (one for one in sheet.grid.marks.overlays if one.kind in _FLOATING)
        yield from (over(sheet, (one.first, one.last), f"a {one.kind}".replace("a e", "an e"), BOX) for one in boxes)


def names(book: BookFacts) -> Iterator[Spot]:
    """Sheets that have the name of another, or one that a program gave them."""
    times = Counter(fold(title) for title in book.titles)
    for title in book.titles:
        if times[fold(title)] > 1:
            yield Spot(title, "", "another sheet has this name")
        elif not title.strip() or _DEFAULT.fullmatch(title.strip()):
            yield Spot(title, "", "says nothing of what is on it")


def blank(book: BookFacts) -> Iterator[Spot]:
    """Sheets with nothing on them."""
    return (whole(sheet) for sheet in book.sheets if not _is_used(sheet))


def _is_used(sheet: SheetFacts) -> bool:
    return bool(sheet.filled or sheet.drawn or sheet.grid.marks.overlays)


def first_column(book: BookFacts) -> Iterator[Spot]:
    """Sheets that do not begin in A1, or whose column A is a margin, or hidden."""
    for sheet in filter(_is_used, book.sheets):
        filled = sheet.filled
        if not any(col == 0 for _, col in filled):
            yield whole(sheet, "nothing stands in column A")
        elif _FIRST not in filled:
            yield at(sheet, _FIRST, "is empty")
        elif 0 in sheet.grid.marks.hidden_columns:
            yield whole(sheet, "column A is hidden")


def document(book: BookFacts) -> Iterator[Spot]:
    """What the document does not say of itself."""
    if not book.title:
        yield Spot(what="there is no title")
    if not book.language:
        yield Spot(what="there is no language")


def cursor(book: BookFacts) -> Iterator[Spot]:
    """Where it opens, if not in A1 of the first sheet that is seen."""
    first = next((sheet for sheet in book.sheets if not sheet.grid.hidden), None)
    if book.active:
        yield Spot(what="it opens with another sheet than the first")
    elif first and (first.parts.selected != _FIRST or first.parts.top != _FIRST):
        yield at(first, first.parts.selected, "is selected")


def texts_of_pictures(book: BookFacts) -> Iterator[Spot]:
    """Charts and pictures without a text."""
    for sheet in book.sheets:
        yield from (at(sheet, one.at, f"a {one.kind} without a text") for one in sheet.drawn if not one.alt.strip())
