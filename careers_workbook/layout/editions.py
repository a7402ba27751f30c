"""How workbooks are laid out: as today, and as earlier versions of the program did, whose workbooks still come back.

A workbook is known by its fingerprint, and read by the map that it was written by: what changes here changes for those
that are made from now on. Enters and leaves: declarations, without places. Must not know: rows and columns.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from careers_workbook.spec.model import DeclaredColumn, DeclaredTable, SheetPart


@dataclass(frozen=True, slots=True)
class Edition:
    """`mark` goes into the fingerprint, `first_words` says that columns have the labels that they had first."""

    mark: str = ""
    first_words: bool = False

    def worded(self, parts: Iterable[SheetPart]) -> Iterator[SheetPart]:
        """The parts of a sheet with the headings of this edition."""
        for part in parts:
            if self.first_words and isinstance(part, DeclaredTable):
                yield replace(part, columns=tuple(map(_first_worded, part.columns)))
            else:
                yield part


NOW, FIRST = Edition(mark="2"), Edition(first_words=True)
EDITIONS = (NOW, FIRST)
"""Those whose workbooks are read, the newest first."""


def _first_worded(column: DeclaredColumn) -> DeclaredColumn:
    *others, label = column.labels
    return replace(column, label=label, formerly=tuple(others))
