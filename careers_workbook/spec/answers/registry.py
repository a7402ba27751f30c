"""Which kinds of answers there are: every module of this folder that has a KIND, and what a program adds.

Enters: kinds. Leaves: the kind of a question, and what is done with a question whatever its kind is.
Must not know: any kind by its name.
"""

import pickle
from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, get_args

from careers_workbook.core import catalogue
from careers_workbook.core.catalogue import CATALOGUE, Entry
from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.text import is_blank, is_symbols
from careers_workbook.spec import answers
from careers_workbook.spec.answers.answer_kind import (
    AnswerKind,
    AnswerSettings,
    Asked,
    ContactDetail,
    Parsed,
    SpecFacts,
)
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.strict import is_declared, keys_of

COMMON_KEYS = frozenset(
    {"id", "label", "answer", "hint", "required", "counts_people", "sensitive", "ref", "yearly", "prefill"}
)
"""The keys of questions of every kind, which no kind can have for its own."""
_NO_KINDS = ("answer_kind", "registry")
_NOT_TICKED = ("FALSE", "☐")
"""How text files and documents have a tick box that is not ticked. In workbooks it is the value itself."""
_kinds: dict[str, AnswerKind[Any]] = {}
_shipped: set[str] = set()


class AnyQuestion(Protocol):
    """What of a question matters here."""

    @property
    def answer(self) -> str:
        """The name of its kind."""

    @property
    def label(self) -> str:
        """How the workbook words it."""

    @property
    def settings(self) -> AnswerSettings:
        """The keys of its own that the kind has."""


def register(kind: AnswerKind[Any]) -> None:
    """Makes a kind one that specs can ask for. Raises ValueError where it does not fit.

    A kind from outside has to be importable: other processes get it by the names of its module and its functions.
    """
    if not kind.name or kind.name in _kinds:
        raise ValueError(f"there is a kind {kind.name!r} already, or it has no name")
    if not is_declared(kind.settings):
        raise ValueError(f"the settings of {kind.name!r} are no dataclass")
    if taken := COMMON_KEYS & keys_of(kind.settings).keys():
        raise ValueError(f"every question has {', '.join(sorted(taken))}; {kind.name!r} cannot")
    if wrong := kind.contacts - set(get_args(ContactDetail)):
        raise ValueError(f"{kind.name!r} asks for {', '.join(sorted(wrong))}, which no answer may hold")
    if unknown := kind.unread - CATALOGUE.keys() - {entry.code for entry in kind.entries}:
        raise ValueError(f"{kind.name!r} gives codes that the catalogue does not have: {', '.join(sorted(unknown))}")
    if not kind.number_format:
        raise ValueError(f"{kind.name!r} has no number format")
    try:
        pickle.dumps(kind)
    except (pickle.PicklingError, AttributeError) as error:
        raise ValueError(f"{kind.name!r} is not made of importable functions: {error}") from error
    catalogue.enter(kind.entries)
    _kinds[kind.name] = kind


def register_too(others: Iterable[AnswerKind[Any]]) -> None:
    """Registers what another process has added, as far as it is not here yet."""
    for kind in others:
        if kind.name not in _kinds:
            register(kind)


def unregister(name: str) -> None:
    """Takes a kind out again; for tests."""
    catalogue.remove(_kinds.pop(name).entries)


def kinds() -> tuple[AnswerKind[Any], ...]:
    """Every kind, the usual ones first."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.rank))


def names() -> tuple[str, ...]:
    """What each kind is called, the usual ones first."""
    return tuple(kind.name for kind in kinds())


def added() -> tuple[AnswerKind[Any], ...]:
    """The kinds that are not of the package."""
    return tuple(kind for kind in kinds() if kind.name not in _shipped)


def find(name: object) -> AnswerKind[Any] | None:
    """The kind with this name; None if there is none."""
    return _kinds.get(name) if isinstance(name, str) else None


def kind_of(question: AnyQuestion) -> AnswerKind[Any]:
    """The kind of answer that a question asks for."""
    return _kinds[question.answer]


def asked(question: AnyQuestion, spec: SpecFacts, habit: str = "") -> Asked[Any]:
    """A question as its kind sees it."""
    return Asked(question.answer, question.settings, spec, habit, question.label)


def options_of(question: AnyQuestion, spec: SpecFacts) -> tuple[Choice, ...]:
    """What a question offers to choose from, in order; empty where anything can be typed."""
    return kind_of(question).options(asked(question, spec))


def parse(content: CellContent, question: AnyQuestion, spec: SpecFacts, habit: str = "") -> Parsed:
    """The cell's content as the question's kind; what says nothing to any kind is blank, or unreadable, for all."""
    return parse_as(content, asked(question, spec, habit))


def parse_as(content: CellContent, question: Asked[Any]) -> Parsed:
    """The same of a question as its kind sees it."""
    if is_blank(content.value):
        return Parsed()
    if content.value is False or content.value in _NOT_TICKED:
        return Parsed(code="CELL-021", is_blank=True)
    if isinstance(content.value, str) and is_symbols(content.value):
        return Parsed(code="CELL-020")
    return _kinds[question.kind].parse(content, question)


def own_keys() -> frozenset[str]:
    """The keys that some kind has for its own."""
    return frozenset(key for kind in _kinds.values() for key in keys_of(kind.settings))


def entries() -> tuple[Entry, ...]:
    """Everything that can be wrong, the codes that kinds have for themselves included."""
    return tuple(CATALOGUE.values())


def unread_codes() -> frozenset[str]:
    """What is wrong with words that are kept as they were typed, so that somebody can put them right."""
    return frozenset[str]().union(*(kind.unread for kind in _kinds.values()))


def _register_shipped(modules: Iterable[str]) -> None:
    for module in modules:
        if module not in _NO_KINDS:
            register(import_module(f"{answers.__name__}.{module}").KIND)
    _shipped.update(_kinds)


_register_shipped(module.name for module in iter_modules(answers.__path__))
