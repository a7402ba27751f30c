"""The shape of a spec: its records and their keys; and what a kind of sheet has to declare.

Enters: what was checked (spec/records.py) or is known. Leaves: a `Spec`. Must not know: YAML, Excel, places, any
kind of sheet.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from importlib import import_module
from typing import Annotated, ClassVar, Literal, TypeVar, get_args, get_type_hints

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import AnswerSettings
from careers_workbook.spec.lists import Choice, ChoiceList, DateRange, Term, slug
from careers_workbook.spec.strict import NO_KEY, Allowed, Id, Strict, Text, is_declared

S = TypeVar("S", bound="Sheet")

CompletedGroup = Literal["done", "in progress", "not done", "not applicable"]
Detail = Literal["rows", "counts"]

_YOUNG_PEOPLE = frozenset(
    {"child", "children", "leavers", "learners", "pupil", "pupils", "student", "students", "young"}
)


def speaks_of_young_people(label: str) -> bool:
    """Whether a number under this label seems to count them."""
    return not _YOUNG_PEOPLE.isdisjoint(slug(label).split("_"))


@frozen(kw_only=True)
class Question(Strict):
    """What one answer cell asks for: a checklist or tracker column, or the answer of a form field.

    `answer` is the name of its kind, `settings` are the keys of its own that the kind has: they stand beside the
    others. `hint` is the message that Excel shows while the cell is selected. `counts_people` and `sensitive` say
    whether others than its school and the Hub may see an answer beside the name of the school; None where that is not
    decided.
    """

    id: Id
    label: Text
    answer: Annotated[str, Allowed(words=registry.names)] = "text"
    hint: str | None = None
    required: bool = False
    counts_people: bool | None = None
    sensitive: bool | None = None
    settings: AnswerSettings = field(default=AnswerSettings(), metadata=NO_KEY)

    def inlaid(self) -> tuple[AnswerSettings, ...]:
        """The keys of its kind."""
        return (self.settings,)

    @property
    def presumed_about_people(self) -> bool:
        """Whether an answer is taken to be about people where nobody has decided."""
        return registry.kind_of(self).counts and speaks_of_young_people(self.label)


@frozen(kw_only=True)
class ColumnQuestion(Question):
    """What the cells of one column ask for. `aliases` are headings in other words that mean this column."""

    aliases: tuple[Text, ...] = ()


@frozen
class DeclaredColumn:
    """One column of a declared table. Nobody fills one without a question, unless every row asks its own (`by_row`).

    The ids "ref" and "item" are those of the columns that show the ref and the text of a row. `width` (pixels) and
    `centred` say what the kind of answer does not. `aliases` are other words that schools put in place of its label;
    nothing that is written shows them. `formerly` are the labels of earlier versions of the program, the oldest last:
    they are read like the label.
    """

    id: str
    label: str
    question: Question | None = None
    by_row: bool = False
    aliases: tuple[str, ...] = ()
    width: int | None = None
    centred: bool = False
    formerly: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every heading that names it, that of today first."""
        return (self.label, *self.formerly)

    @property
    def asks(self) -> bool:
        """Whether its cells are answers."""
        return self.by_row or self.question is not None


@frozen
class DeclaredRow:
    """One row of a declared table: its ref, its text, and its own question where a column has none (`by_row`).

    `beside` is what stands in columns that ask nothing, by their ids. `hint` replaces that of the questions. `prefill`
    names the detail of a school that answers the row beforehand; one that is `yearly` is asked anew each year.
    """

    ref: str
    text: str
    question: Question | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    prefill: str = ""
    yearly: bool = False


@frozen
class DeclaredTable:
    """A table as a sheet kind declares it, without places. `name` is the prefix and the label of its Excel name.

    `unnamed` counts rows that have no refs, where there are no `rows`. A table with a `prefix` grows: its rows are
    known by running refs alone (L01, L02, ...), more may be typed below those prepared, and it is alone on its sheet.
    `each` says to somebody who cannot see the table what a row is; `filters` that its rows may be sorted and filtered:
    its headings get buttons where nothing is locked.
    """

    name: tuple[str, str]
    columns: tuple[DeclaredColumn, ...]
    rows: tuple[DeclaredRow, ...] = ()
    heading: str = ""
    unnamed: int = 0
    prefix: str = ""
    each: str = "one line a row"
    filters: bool = True

    @property
    def grows(self) -> bool:
        """Whether more rows may be typed below."""
        return bool(self.prefix)

    def asked(self) -> Iterator[tuple[DeclaredRow, DeclaredColumn, Question]]:
        """Every cell that asks something, and what it asks."""
        for row in self.rows:
            for column in self.columns:
                if question := row.question if column.by_row else column.question:
                    yield row, column, question


@frozen
class CountedOn:
    """A line that says on which day the figures below were counted."""


@frozen
class Charts:
    """So many rows for charts. `at` are their upper left corners: rows below the first of these rows, columns."""

    rows: int
    at: tuple[tuple[int, int], ...]


@frozen
class Paragraphs:
    """Text to read, alone on its sheet; a paragraph that starts with "- " is shown as a bullet."""

    texts: tuple[str, ...]


SheetPart = DeclaredTable | CountedOn | Charts | Paragraphs
"""What stands on a sheet, from top to bottom."""


@frozen
class SpecEntry:
    """A question that the author of a spec gave a ref: its words, the section it stands in, its model."""

    ref: str
    words: str
    section: str
    model: Strict


@frozen(kw_only=True)
class Sheet(Strict):
    """One sheet of a spec. Each kind is a subclass in a module of its own (spec/sheets/), registered there.

    `word` is what answers and outputs call the kind, `label` what its answers are called where they are counted, and
    `usual` says that they are counted in every return. `filled_in` says that schools type on it, `about_people` that
    a row is a young person, of whom nothing may be quoted. `counts_people` and `sensitive` decide for each of its
    questions that does not decide it for itself.
    """

    word: ClassVar[str] = ""
    label: ClassVar[str] = ""
    usual: ClassVar[bool] = False
    filled_in: ClassVar[bool] = True
    about_people: ClassVar[bool] = False
    compared: ClassVar[tuple[str, ...]] = ()
    """The keys whose changes are told as they are where two specs are compared."""
    notes: ClassVar[tuple[str, ...]] = ()
    """What stands below the introduction of every such sheet."""

    kind: str
    title: Text
    intro: str = ""
    counts_people: bool | None = None
    sensitive: bool | None = None

    def says_of_people(self, asked: Question) -> bool:
        """Whether nobody but its school and the Hub may see what a school answers to one of its questions."""
        for said in ((asked.counts_people, asked.sensitive), (self.counts_people, self.sensitive)):
            if not self.about_people and said != (None, None):
                return any(said)
        return self.about_people or asked.presumed_about_people

    @classmethod
    def reads(cls, _data: Mapping[str, object]) -> bool:
        """Whether a sheet with one of this kind's words is one of this kind, where several share a word."""
        return True

    def parts(self, _spec: "Spec") -> Iterable[SheetPart]:
        """What stands on the sheet, from top to bottom."""
        raise NotImplementedError

    def tables(self, spec: "Spec") -> Iterator[DeclaredTable]:
        """The tables among its parts."""
        return (part for part in self.parts(spec) if isinstance(part, DeclaredTable))

    def warning(self, _spec: "Spec") -> str:
        """What is said in bold above the introduction."""
        return ""

    def entries(self) -> Iterator[SpecEntry]:
        """The questions to which the author gave refs, which are compared and carried over by them."""
        return iter(())

    def size(self) -> str:
        """How much there is to fill in, in a few words; "" where that says nothing."""
        return ""

    def described(self, _answer: Callable[[Question], str]) -> Iterable[tuple[int, str]]:
        """The content in lines of text, each with its depth. `answer` words what kind of answer a question wants."""
        return ()


SHEET_KINDS = ("form", "checklist", "leavers", "list", "counts", "guidance", "progress", "destinations")
"""The modules that declare the program's own kinds of sheets. They are imported by name when a kind is first looked
for: nothing that looks one up has to import it."""
_OWN = [f"careers_workbook.spec.sheets.{name}" for name in SHEET_KINDS]
_MOST_KINDS = 1_000
_SAID = ("word", "parts", "described")
"""What a kind has to say for itself; one that is filled in has a label too."""
_kinds: dict[str, type[Sheet]] = {}


def register(kind: type[S]) -> type[S]:
    """Make a sheet kind known; TypeError if it does not say what every kind has to. To be used as a decorator.

    ValueError if another module has a kind of this name.
    """
    wanted = (*_SAID, "label") if kind.filled_in else _SAID
    silent = [name for name in wanted if getattr(kind, name) == getattr(Sheet, name)]
    if silent or not words_of(kind):
        raise TypeError(f"{kind.__name__} does not say {', '.join(silent) or 'its kind'}")
    if not is_declared(kind):
        raise TypeError(f"{kind.__name__} is no dataclass")
    if _kinds.setdefault(kind.__name__, kind).__module__ != kind.__module__:
        raise ValueError(f"{kind.__name__} is declared in {_kinds[kind.__name__].__module__} already")
    _kinds[kind.__name__] = kind
    return kind


def unregister(kind: type[Sheet]) -> None:
    """Take a sheet kind out again, which tests do."""
    _kinds.pop(kind.__name__, None)


def all_kinds() -> list[type[Sheet]]:
    """Every kind of sheet, the program's own first."""
    for module in _OWN:
        import_module(module)
    return sorted(_kinds.values(), key=lambda kind: [*_OWN, kind.__module__].index(kind.__module__))


@kept(_MOST_KINDS)
def words_of(kind: type[Sheet]) -> tuple[str, ...]:
    """What may stand behind `kind:` for a sheet of this kind, the usual word first."""
    return get_args(get_type_hints(kind)["kind"])


def sheet_kinds() -> dict[str, type[Sheet]]:
    """Word behind `kind:` -> the first kind that it may stand for."""
    found: dict[str, type[Sheet]] = {}
    for kind in all_kinds():
        for word in words_of(kind):
            found.setdefault(word, kind)
    return found


def usual_words() -> tuple[str, ...]:
    """What may stand behind `kind:`, without the words that are only understood because old specs have them."""
    return tuple(dict.fromkeys(words_of(kind)[0] for kind in all_kinds()))


def answer_kinds() -> dict[str, type[Sheet]]:
    """What answers call their kind -> the first kind that is filled in and called so."""
    found: dict[str, type[Sheet]] = {}
    for kind in all_kinds():
        if kind.filled_in:
            found.setdefault(kind.word, kind)
    return found


def kind_of(data: Mapping[str, object]) -> type[Sheet] | None:
    """The kind of a sheet by its plain keys; None if there is none of that word."""
    kinds = (kind for kind in all_kinds() if data.get("kind") in words_of(kind))
    return next((kind for kind in kinds if kind.reads(data)), None)


@frozen(kw_only=True)
class Start(Strict):
    """The words of the Start here sheet. `{due}` and `{return_to}` in a step are replaced when a workbook is built."""

    what: Text
    who: Text
    steps: Annotated[tuple[Text, ...], Allowed(size=1)]


@frozen(kw_only=True)
class Spec(Strict):
    """Everything that one version of a checklist asks.

    `renamed` maps a ref of the spec it extends to the ref that replaced it here; `dropped` maps a ref of the spec it
    extends to the reason why it is no longer asked.
    """

    id: Id
    version: Text
    title: Text
    extends: str | None = None
    language: str = "en-GB"
    due_soon_days: Annotated[int, Allowed(least=0, most=366)] = 28
    dates: DateRange = field(default_factory=DateRange)
    terms: tuple[Term, ...] = ()
    start: Start
    lists: dict[str, ChoiceList] = field(default_factory=dict)
    sheets: Annotated[tuple[Sheet, ...], Allowed(size=1)]
    renamed: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)

    def options(self, question: Question) -> tuple[Choice, ...]:
        """What a question offers to choose from, in order; empty where anything can be typed."""
        return registry.options_of(question, self)

    def of(self, kind: type[S]) -> Iterator[S]:
        """The sheets of one kind, in order."""
        return (sheet for sheet in self.sheets if isinstance(sheet, kind))

    @property
    def declared(self) -> tuple[tuple[Sheet, tuple[DeclaredTable, ...]], ...]:
        """The sheets that are filled in, with their tables."""
        return _declared(self)

    def growing(self) -> Iterator[tuple[Sheet, DeclaredTable]]:
        """The sheets that have a table that grows, and that table."""
        return ((sheet, table) for sheet, tables in self.declared for table in tables if table.grows)

    def fixed(self) -> Iterator[tuple[Sheet, tuple[DeclaredTable, ...]]]:
        """The sheets that ask the same of every school, whatever rows there are, and nothing of young people."""
        declared = ((sheet, tables) for sheet, tables in self.declared if not sheet.about_people)
        return ((sheet, tables) for sheet, tables in declared if not any(table.grows for table in tables))

    def asked_by_row(self) -> Iterator[tuple[Sheet, DeclaredRow, Question]]:
        """The rows that have a question of their own, such as the fields of a form, with their sheets."""
        rows = ((sheet, row) for sheet, tables in self.declared for table in tables for row in table.rows)
        return ((sheet, row, row.question) for sheet, row in rows if row.question)


_MOST_SPECS = 32
"""Specs whose tables are kept: those of a Hub, each in a few years."""


@kept(_MOST_SPECS)
def _declared(spec: Spec) -> tuple[tuple[Sheet, tuple[DeclaredTable, ...]], ...]:
    return tuple((sheet, tuple(sheet.tables(spec))) for sheet in spec.sheets if sheet.filled_in)
