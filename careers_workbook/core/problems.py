"""The catalogue of everything that can be wrong, and the values that carry it.

A `Problem` is data: a code, a place and the words that belong to it. Prose is made last, here and nowhere else: a
message template never holds a location, `Place.describe()` adds it. Codes are never reused or renumbered.
Must not know: files, spreadsheets, the command line.
"""

from collections.abc import Collection, Iterable
from dataclasses import field, replace
from typing import Literal

from careers_workbook.core.catalogue import CATALOGUE, Entry, Severity, with_command
from careers_workbook.core.frozen import frozen

Outcome = Literal["accepted", "problems", "refused"]
_MOST_WORDS = 1_000
"""Characters of each word of a problem: room for the options of the longest list."""
RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


@frozen
class Place:
    """Where a problem is. Every field may be empty; `cell` is in A1 style, `line` counts from 1 (spec, CSV)."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    ref: str = ""
    item: str = ""
    column: str = ""
    line: int | None = None

    def describe(self) -> str:
        """The place in one short phrase: `Careers leadership!D7 (CL3, Deadline)`, or `spec.yaml, line 12`."""
        cell = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        question = ", ".join(part for part in (self.ref, self.column) if part)
        if cell or question:
            return f"{cell} ({question})" if cell and question else cell or question
        line = f"line {self.line}" if self.line else ""
        return ", ".join(part for part in (self.file, line) if part)


@frozen
class Problem:
    """One finding. `context` fills the named gaps of the catalogue's message and advice.

    `rows` and `cols` are those of the sheet, besides its place, that it says something of.
    """

    code: str
    place: Place = Place()
    context: dict[str, str] = field(default_factory=dict)
    rows: Collection[int] = ()
    cols: Collection[int] = ()

    def __post_init__(self) -> None:
        """Of a cell of thousands of characters a problem quotes the beginning."""
        if any(len(words) > _MOST_WORDS for words in self.context.values()):
            cut = {
                name: words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 3] + "..."
                for name, words in self.context.items()
            }
            object.__setattr__(self, "context", cut)

    @property
    def entry(self) -> Entry:
        """The catalogue entry of this problem's code."""
        return CATALOGUE[self.code]

    @property
    def severity(self) -> Severity:
        """error: an answer is lost or refused; warning: somebody must look; note: good to know."""
        return self.entry.severity

    @property
    def message(self) -> str:
        """What is wrong, in one sentence, without the place."""
        return self.entry.message.format_map(self.context)

    @property
    def advice(self) -> str:
        """What to do about it, in words a teacher understands; it names no command."""
        return self.entry.advice.format_map(self.context)

    @property
    def do(self) -> str:
        """The command that does it, without the name of the program; "" where none does."""
        return self.entry.do.format_map(self.context)

    def in_file(self, file: str) -> "Problem":
        """The same, found in this file."""
        return replace(self, place=replace(self.place, file=file))

    def __str__(self) -> str:
        return self._said(with_command(self.advice, self.do))

    @property
    def in_words(self) -> str:
        """Where, what and what to do, for a face on which nobody types commands."""
        return self._said(self.advice)

    def _said(self, advice: str) -> str:
        where = self.place.describe()
        return " ".join(part for part in (f"{where}: {self.message}" if where else self.message, advice) if part)


def command_of(code: str) -> str:
    """The command that does what the advice of a code says, where it is the same for every problem of it."""
    entry = CATALOGUE.get(code)
    return "" if entry is None or "{" in entry.do else entry.do


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Worst first; within one severity in the order found."""
    return sorted(problems, key=lambda p: RANK[p.severity])


def outcome_of(problems: Iterable[Problem]) -> Outcome:
    """How a return turned out that could be read: notes alone leave it accepted."""
    return "problems" if any(p.severity != "note" for p in problems) else "accepted"


@frozen
class ToldProblem(Problem):
    """One of which the words are known, and no longer what they were made of. Those of `told` have no gaps."""

    told: Entry = CATALOGUE["HUB-074"]

    @property
    def entry(self) -> Entry:
        """What was told."""
        return self.told

    @property
    def message(self) -> str:
        """As it was told."""
        return self.told.message

    @property
    def advice(self) -> str:
        """As it was told."""
        return self.told.advice

    @property
    def do(self) -> str:
        """As the catalogue has it, where that says it of every such problem."""
        return command_of(self.code)


class CareersWorkbookError(Exception):
    """Base of the three exceptions. `problems` says what happened; there is always at least one."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class SpecError(CareersWorkbookError):
    """The spec (or a register) is wrong; every error found is listed."""


class FileRefusedError(CareersWorkbookError):
    """A file cannot be read at all."""


class OutputError(CareersWorkbookError):
    """Something cannot be written: no permission, disk full, file in use, or it exists already."""
