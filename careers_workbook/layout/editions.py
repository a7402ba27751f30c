"""How workbooks are laid out: as today, and as earlier versions of the program did, whose workbooks still come back.

A workbook is known by its fingerprint, and read by the map that it was written by: what changes here changes for those
that are made from now on. Enters and leaves: declarations, without places. Must not know: rows and columns.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.model import DeclaredColumn, DeclaredTable, SheetPart
from careers_workbook.spec.sheets.declaring import NEEDED

_WIDTH = 140
"""Characters of a line of introduction. It runs over the empty cells beside it, so that no cells need be merged."""
_SENTENCES = re.compile(r'(?<=[.!?]) (?=["“A-Z])')


@frozen
class Edition:
    """`mark` goes into the fingerprint; in the `first` columns had their first labels, and lines ended anywhere."""

    mark: str = ""
    first: bool = False

    def worded(self, parts: Iterable[SheetPart]) -> Iterator[SheetPart]:
        """The parts of a sheet with the headings of this edition."""
        for part in parts:
            if self.first and isinstance(part, DeclaredTable):
                columns = (column for column in part.columns if column != NEEDED)
                yield replace(part, columns=tuple(map(_first_worded, columns)))
            else:
                yield part

    def intro(self, *texts: str) -> tuple[str, ...]:
        """An introduction as lines that fit the width of a sheet."""
        spaced = [" ".join(text.split()) for text in texts]
        cut = _full_lines if self.first else intro_lines
        return tuple(line for text in spaced for line in cut(text))


NOW, FIRST = Edition(mark="2"), Edition(first=True)
EDITIONS = (NOW, FIRST)
"""Those whose workbooks are read, the newest first."""


def _first_worded(column: DeclaredColumn) -> DeclaredColumn:
    *others, label = column.labels
    return replace(column, label=label, formerly=tuple(others))


def intro_lines(text: str) -> Iterator[str]:
    """Text cut into lines that fit the width of a sheet: after a sentence, as cells are read aloud, or a word."""
    line = ""
    for sentence in sentences(text):
        longer = f"{line} {sentence}".lstrip()
        if line and len(longer) > _WIDTH:
            yield from _even_lines(line)
            longer = sentence
        line = longer
    yield from _even_lines(line)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, at least one, as far as full stops tell."""
    yield from _SENTENCES.split(" ".join(text.split()))


def _even_lines(text: str) -> list[str]:
    """As few lines as there have to be, about as long as each other."""
    full = _full_lines(text)
    widths = range(len(text) // max(1, len(full)), _WIDTH)
    return next((lines for width in widths if len(lines := _full_lines(text, width)) == len(full)), full)


def _full_lines(text: str, width: int = _WIDTH) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) if text else []
