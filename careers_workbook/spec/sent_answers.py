"""The answers that a workbook is sent with, and the letters that they are known by, together and sheet by sheet.

Enters: answers as (sheet, ref, column id, what the cell holds). Leaves: the same as people see them, and letters that
change with any of them. What details of the school say beforehand is left out: every workbook is sent with these. Must
not know: workbooks, places, who keeps this.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field, replace
from typing import Literal, Self

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import Raw, show
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.questions import prefills

Origin = Literal["as sent", "changed", "new", ""]
"""Of an answer that came back: as it was in the workbook that was sent, another one, or one where there was none. A
cell that was emptied is changed. Empty where nobody knows, where nothing stood or stands, and for details of the school
that every workbook is sent with."""
NOTHING = "none"
"""What a workbook is known by that is sent without answers."""
UNCHANGED = Question(
    id="unchanged",
    label="Nothing has changed since last time",
    answer="yes/no",
    hint="Choose Yes if you have looked at every sheet and all of it is still right. "
    "If you change anything, leave this empty.",
)
"""What a school is asked on Start here, in a workbook that is sent with answers."""
_LETTERS = "bcdfghjklmnpqrst"
"""Sixteen letters: digits would be taken for a number when somebody opens a text file, and vowels make words."""
_LENGTH, _GROUP = 12, 4


@frozen
class KnownBy:
    """The letters of a whole workbook (NOTHING for one without answers, "" where nobody knows), and of its sheets."""

    whole: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sheets: Mapping[str, str]) -> Self:
        """A workbook with these sheets."""
        lines = (f"{title}|{letters}" for title, letters in sheets.items())
        return cls(_known_by(lines) if sheets else NOTHING, sheets)

    @property
    def is_sound(self) -> bool:
        """Whether the sheets are those of the whole: then one that is not named was sent without answers."""
        return bool(self.whole) and self.whole == KnownBy.of(self.sheets).whole


@frozen
class SentAnswers:
    """What stood in a workbook when it was sent: title of the sheet -> (ref, column id) -> what a person sees there.

    Of the sheets that are `private` only characters are there that change with it, and with the `salt`.
    """

    by_sheet: Mapping[str, Mapping[tuple[str, str], str]]
    known_by: KnownBy
    private: frozenset[str] = frozenset()
    salt: str = ""

    @classmethod
    def of(cls, spec: Spec, cells: Iterable[tuple[str, str, str, Raw]]) -> Self:
        """Out of cells as (sheet, ref, column id, content)."""
        every, found = prefills(spec), dict[str, dict[tuple[str, str], str]]()
        for sheet, ref, column, content in cells:
            if ref not in every and (text := as_seen(content)):
                found.setdefault(sheet, {})[ref, column] = text
        letters = {title: _known_by(map(_line, cells.items())) for title, cells in found.items()}
        return cls(found, KnownBy.of(letters))

    def origin(self, sheet: str, key: tuple[str, str], content: Raw) -> Origin:
        """What became of the cell of a sheet, by what it holds now."""
        before, now = self.by_sheet.get(sheet, {}).get(key), as_seen(content)
        if now and sheet in self.private:
            now = _disguised(self.salt, key, now)
        if before is None:
            return "new" if now else ""
        return "as sent" if now == before else "changed"

    def disguised(self, sheets: Collection[str], salt: str) -> Self:
        """The same without the words of some sheets."""
        private = frozenset(self.by_sheet) & frozenset(sheets)
        hidden = {t: {k: _disguised(salt, k, text) for k, text in self.by_sheet[t].items()} for t in private}
        return replace(self, by_sheet={**self.by_sheet, **hidden}, private=private, salt=salt)


def _disguised(salt: str, key: tuple[str, str], text: str) -> str:
    said = f"{salt}|{_line((key, text))}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:24]


def as_seen(content: Raw) -> str:
    """What a cell shows, in single spaces: programs break lines, and end them, each in its own way."""
    return " ".join(show(content).split())


def _line(cell: tuple[tuple[str, str], str]) -> str:
    (ref, column), text = cell
    return f"{ref}|{column}|{text}"


def _known_by(lines: Iterable[str]) -> str:
    found = hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "replace")).hexdigest()
    letters = "".join(_LETTERS[int(digit, 16)] for digit in found[:_LENGTH])
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))
