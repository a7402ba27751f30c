"""What a workbook asked that was made before somebody changed the spec, as the workbook itself proves it.

Enters: a book, the spec of its version as it is today, the fingerprint on its label. Leaves: that spec without what is
not in the book and with the words that stand there, if exactly this has that fingerprint; else nothing: a row that the
school took out is missing, not "not asked". Must not know: answers, what was kept of old specs.
"""

from collections.abc import Iterable, Sequence

from careers_workbook.core.text import fold, show
from careers_workbook.layout.places import Slot
from careers_workbook.layout.plan import Layout, edition_of, plan
from careers_workbook.returns.matching.locate import Found, locate
from careers_workbook.spec.identity import Less, without
from careers_workbook.spec.model import Spec
from careers_workbook.spreadsheet.read.grid import Book

_TEXT = "item"
"""The column in which the words of a question stand."""


def as_it_was(book: Book, spec: Spec, fingerprint: str) -> Spec | None:
    """The spec that has this fingerprint; None if what is in the book does not come to that."""
    layout = plan(spec)
    found = locate(book, layout).found
    for words in ({}, _words_there(found, layout)):
        older = without(spec, _not_there(found, layout.slots), words)
        if older and edition_of(older, fingerprint):
            return older
    return None


def _not_there(found: Sequence[Found], slots: Iterable[Slot]) -> Less:
    """The sheets of which nothing is there, of the others the columns, and of these the rows."""
    there = [one.slot for one in found]
    sheets = {slot.sheet for slot in there}
    columns = {(slot.sheet, slot.column) for slot in there}
    rows = {(slot.sheet, slot.ref) for slot in there}
    asked = [slot for slot in slots if slot.sheet in sheets]
    return Less(
        frozenset(slot.sheet for slot in slots if slot.sheet not in sheets),
        frozenset((slot.sheet, slot.column) for slot in asked if (slot.sheet, slot.column) not in columns),
        frozenset(slot.ref for slot in asked if not slot.grows and (slot.sheet, slot.ref) not in rows),
    )


def _words_there(found: Iterable[Found], layout: Layout) -> dict[str, str]:
    """Ref -> the words beside it, where they are others than those of today."""
    at = {plan.title: {c.id: c.col for block in plan.blocks for c in block.columns} for plan in layout.sheets}
    words: dict[str, str] = {}
    for one in found:
        if not one.slot.grows:
            said = show(one.grid.at(one.slot.row, at[one.slot.sheet][_TEXT])).strip()
            if said and fold(said) != fold(one.slot.item):
                words[one.slot.ref] = said
    return words
