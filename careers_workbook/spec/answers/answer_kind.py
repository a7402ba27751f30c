"""What a kind of answer is: data and pure functions, nothing that reads or writes a file.

Enters: the content of a cell, and what was asked. Leaves: a `CellRule` (for blanks) or a `Parsed` (for extraction).
What the rule offers, the parser accepts, because both are made from the same settings and options.
Must not know: which kinds there are, spreadsheet libraries, rows and columns.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, Generic, Literal, Protocol, TypeVar

from careers_workbook.core.catalogue import Entry
from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.spec.lists import Choice, DateRange, Term
from careers_workbook.spec.nodes import Node
from careers_workbook.spec.strict import Strict

AnswerValue = str | int | dt.date
"""What an answer can be."""


ContactDetail = Literal["e-mail", "telephone"]
"""What an answer may say of an adult whom somebody is to reach. Nothing that points to a pupil is ever asked for."""


@frozen(kw_only=True)
class AnswerSettings(Strict):
    """The keys of its own that a kind gives its questions, beside those of every question."""


S = TypeVar("S", bound=AnswerSettings)


class SpecFacts(Protocol):
    """What of a spec an answer is judged by."""

    @property
    def id(self) -> str:
        """Its name in files."""

    @property
    def version(self) -> str:
        """Which of its versions."""

    @property
    def lists(self) -> Mapping[str, tuple[Choice, ...]]:
        """The lists of options by name."""

    @property
    def dates(self) -> DateRange:
        """The days that a date may be."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """The school terms."""


@frozen
class Asked(Generic[S]):
    """A question as its kind sees it. `habit` is what the cells of its column say together (`AnswerKind.habit`).

    `label` is how the workbook words it.
    """

    kind: str
    settings: S
    spec: SpecFacts
    habit: str = ""
    label: str = ""


@frozen
class CellRule:
    """What Excel is told to accept: `list` with options, or `date`/`integer`/`decimal` from minimum to maximum.

    `list_name` is the list of the spec that the options are, if they are one: long lists stand on a sheet of their own.
    """

    type: str
    options: tuple[str, ...] = ()
    minimum: dt.date | float | None = None
    maximum: dt.date | float | None = None
    list_name: str = ""


@frozen
class Parsed:
    """One cell read as one kind: a value, or blank (no value, no code), or unreadable (no value, a problem code).

    A value may come with a code too: it was understood, and a person should know how. So may nothing: `is_blank` says
    that what stands there is no answer, and was not meant to be one.
    """

    value: AnswerValue | None = None
    code: str | None = None
    context: dict[str, str] = field(default_factory=dict)
    is_blank: bool = False


@frozen(kw_only=True)
class AnswerKind(Generic[S]):
    """Everything that the package knows of one kind of answer. No piece has a default, so that none is forgotten.

    What it asks: `settings` is the model of its own keys; `rules` finds what is wrong with a question of its kind in
    the tree of a spec, over several keys or with the lists; `options` are what it offers, if anything; `listed` says
    that these are a list of the spec. `describe` says in a few words what the settings come to.

    The cell: Excel's `rule`; `message` words it for a teacher; `number_format` is an Excel format code; `width` is in
    pixels, or None for the width of its options, else the `share` that it takes of what is left; `centred` suits what
    is short and alike; `to_cell` makes what a cell holds of text that is known (from a register).

    The answer: `parse` reads a cell that is not blank; `habit` looks at all cells of a column before, for parsing;
    `word` says a value to people; `carry` makes an answer to an older version of the question one to the newer;
    `free_text` means that any text suits: it can be filled in beforehand, and proves nothing about where it stands;
    `contacts` are the contact details that it asks for, which are taken out of every other answer;
    `counts` says that they are whole numbers, which may be numbers of people;
    `unread` are the codes with which `parse` and `carry` refuse words that a person can put right;
    `entries` are codes of its own, as the catalogue is to have them.

    `rank` is where it stands when the kinds are told, the usual ones first.
    """

    name: str
    rank: int
    settings: type[S]
    rules: Callable[[Node, Node], Iterator[Problem]]
    options: Callable[[Asked[S]], tuple[Choice, ...]]
    listed: bool
    describe: Callable[[S], str]
    rule: Callable[[Asked[S]], CellRule | None]
    message: Callable[[Asked[S]], str]
    number_format: str
    width: int | None
    share: float
    centred: bool
    to_cell: Callable[[str], AnswerValue]
    parse: Callable[[CellContent, Asked[S]], Parsed]
    habit: Callable[[Iterable[CellContent]], str]
    word: Callable[[AnswerValue], str]
    carry: Callable[[AnswerValue, Asked[Any], Asked[S]], Parsed]
    free_text: bool
    contacts: frozenset[ContactDetail]
    counts: bool
    unread: frozenset[str]
    entries: tuple[Entry, ...]


def no_rules(_question: Node, _tree: Node) -> Iterator[Problem]:
    """The `rules` of a kind whose settings say all themselves."""
    return iter(())


def no_options(_asked: Asked[Any]) -> tuple[Choice, ...]:
    """The `options` of a kind that offers none."""
    return ()


def nothing_to_describe(_settings: AnswerSettings) -> str:
    """The `describe` of a kind whose name says all."""
    return ""


def no_habit(_cells: Iterable[CellContent]) -> str:
    """The `habit` of a kind that reads each cell for itself."""
    return ""
