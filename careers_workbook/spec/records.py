"""A tree as a record of a spec, key by key; or everything that is wrong with its shape, each with its line.

Enters: a tree, and the kind of record that it is to be. Leaves: the record, or problems. Must not know: YAML, rules
over two keys.
"""

import datetime as dt
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, replace
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Problem, SpecError
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.text import TRUTH
from careers_workbook.spec import model
from careers_workbook.spec.answers import registry
from careers_workbook.spec.nodes import Node, node_of, texts, whole_number
from careers_workbook.spec.strict import Allowed, Ref, Strict, default_of, keys_of

M = TypeVar("M", bound=Strict)

_WANTED: Mapping[object, str] = {
    str: "text was expected here",
    int: "a whole number was expected here, without quotes",
    bool: "true or false was expected here, without quotes",
    dt.date: "a date was expected here, written as 2027-03-31",
    tuple: "a list was expected here: lines that start with a hyphen",
    dict: "lines with a key and a value were expected here",
    Strict: "lines with a key and a value were expected here",
}
_PATTERNS = {
    "ref": "{value} is no ref; a ref is one to four capital letters and a number of up to three digits, such as CL3",
    "prefix": "{value} is no prefix; a prefix is one or two capital letters, such as L",
    "id": "{value} is no id; an id has small letters, digits, - and _ only and starts with a letter",
}
_REF = get_args(Ref)[1]
_NONE = type(None)
_MOST_KINDS = 1_000


class _Wrong:
    """Stands where a value would, had it been one that can stand there."""


_WRONG = _Wrong()


def validate(kind: type[M], tree: Node) -> tuple[M | None, tuple[Problem, ...]]:
    """The tree as a record; or None and what is wrong with its shape."""
    if not isinstance(tree.value, dict):
        return None, (tree.wrong("The file", "a spec starts with lines such as id: and title:"),)
    reading = _Reading()
    made = reading.record(kind, tree, "")
    return (made if isinstance(made, kind) else None), tuple(reading.problems)


def made_of(kind: type[M], data: object) -> M:
    """Plain data as a record; SpecError lists what is wrong with it."""
    made, problems = validate(kind, node_of(data))
    if made is None:
        raise SpecError(*problems)
    return made


@kept(_MOST_KINDS)
def hints(kind: type[Strict]) -> Mapping[str, Any]:
    """What each key of a record may hold, as its class says."""
    found = get_type_hints(kind, include_extras=True)
    return {key: found[key] for key in keys_of(kind)}


def parts_of(hint: Any) -> tuple[Any, Allowed]:  # noqa: ANN401 - what a class says of a key
    """A type, and the limits that it is given with."""
    if get_origin(hint) is not Annotated:
        return hint, Allowed()
    plain, *more = get_args(hint)
    return plain, next((one for one in more if isinstance(one, Allowed)), Allowed())


class _Reading:
    """Goes through a tree once and notes what is wrong. `key` is always the nearest key above a value."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def record(self, kind: type[Strict], node: Node, key: str) -> Strict | _Wrong:
        whole = kind.written_out(node)
        if not isinstance(whole.value, dict):
            return self._unlike(Strict, node, key)
        if issubclass(kind, model.Sheet):
            found = self._kind_of_sheet(whole)
            return self._filled(found, whole, node) if found else _WRONG
        return self._question(kind, node) if issubclass(kind, model.Question) else self._filled(kind, whole, node)

    def _kind_of_sheet(self, node: Node) -> type[model.Sheet] | None:
        said = node.get("kind")
        if said is None:
            self.problems.append(node.problem("SPEC-003", key="kind"))
            return None
        found = model.kind_of({key: texts(child) for key, child in node.mapping.items()})
        if found is None:
            self._not_one_of(said, "kind", model.usual_words())
        return found

    def _question(self, kind: type[model.Question], node: Node) -> Strict | _Wrong:
        """With the keys of its kind of answer, which stand beside the others."""
        asked = node.get("answer")
        answer = registry.find(default_of(keys_of(kind)["answer"]) if asked is None else asked.value)
        own = keys_of(answer.settings).keys() if answer else registry.own_keys()
        settings = self._values(answer.settings, node, node) if answer else None
        rest = self._filled(kind, node, node, own)
        if answer is None or settings is None or not isinstance(rest, model.Question):
            return _WRONG
        return replace(rest, settings=answer.settings(**settings))

    def _filled(self, kind: type[Strict], node: Node, typed: Node, more: Iterable[str] = ()) -> Strict | _Wrong:
        """A record of this kind. `typed` is the tree as somebody wrote it; `more` keys may stand there too."""
        values = self._values(kind, node, typed)
        strange = node.mapping.keys() - keys_of(kind).keys() - set(more)
        self.problems += (_strange(key, node, kind) for key in node.mapping if key in strange)
        return _WRONG if strange or values is None else kind(**values)

    def _values(self, kind: type[Strict], node: Node, typed: Node) -> dict[str, Any] | None:
        """What stands under the keys of a record; None if anything is wrong or missing."""
        values: dict[str, Any] = {}
        for key, hint in hints(kind).items():
            given = node.get(key)
            if given is not None:
                before = len(self.problems)
                values[key] = self.value(hint, given, key)
                if len(self.problems) > before and typed.get(key) is None and key == "id":
                    reason, advice = "no id can be made from this label", "Give the option an id of its own."
                    self.problems[before:] = [typed.wrong(key, reason, advice)]
            elif default_of(keys_of(kind)[key]) is MISSING:
                values[key] = _WRONG
                self.problems.append(typed.problem("SPEC-003", key=key))
        return None if _WRONG in values.values() else values

    def value(self, hint: Any, node: Node, key: str) -> Any:  # noqa: ANN401 - whatever the key may hold
        kind, limits = parts_of(hint)
        origin = get_origin(kind)
        if origin in (types.UnionType, Union):
            (kind,) = (one for one in get_args(kind) if one is not _NONE)
            return None if node.value is None else self.value(kind, node, key)
        if origin is Literal:
            return self._one_of(get_args(kind), node, key)
        if origin is tuple:
            return self._list(get_args(kind)[0], limits, node, key)
        if origin is dict:
            return self._mapping(get_args(kind), node, key)
        if issubclass(kind, Strict):
            return self.record(kind, node, key)
        return self._scalar(kind, limits, node, key)

    def _one_of(self, words: tuple[str, ...], node: Node, key: str) -> Any:  # noqa: ANN401
        return node.value if node.words in words else self._not_one_of(node, key, words)

    def _list(self, hint: Any, limits: Allowed, node: Node, key: str) -> Any:  # noqa: ANN401
        if not isinstance(node.value, tuple):
            return self._unlike(tuple, node, key)
        if len(node.value) < limits.size:
            return self._wrong(node, key, "it is empty; at least one entry is needed")
        found = tuple(self.value(hint, one, key) for one in node.value)
        return _WRONG if _WRONG in found else found

    def _mapping(self, hints: tuple[Any, Any], node: Node, key: str) -> Any:  # noqa: ANN401
        if not isinstance(node.value, dict):
            return self._unlike(dict, node, key)
        found: dict[str, Any] = {}
        (_, limits), of_values = parts_of(hints[0]), hints[1]
        for name, child in node.value.items():
            if not self._fits(name, limits, child, name):
                found[name] = _WRONG
            value = self.value(of_values, child, name)
            found.setdefault(name, value)
        return _WRONG if _WRONG in found.values() else found

    def _scalar(self, kind: type, limits: Allowed, node: Node, key: str) -> Any:  # noqa: ANN401
        if limits.words:
            return self._one_of(tuple(limits.words()), node, key)
        found = _typed(kind, node)
        if found is None:
            return self._unlike(kind, node, key)
        if isinstance(found, str):
            return found if self._fits(found, limits, node, key) else _WRONG
        for side, limit, inside in (("least", limits.least, 1), ("most", limits.most, -1)):
            if limit is not None and (found - limit) * inside < 0:
                return self._wrong(node, key, f"{found} is not possible; at {side} {limit} was expected")
        return found

    def _fits(self, text: str, limits: Allowed, node: Node, key: str) -> bool:
        if limits.pattern and not re.fullmatch(limits.pattern.strip("^$"), text):
            said = _PATTERNS.get("ref" if limits == _REF else key, "{value} cannot stand here")
            self._wrong(node, key, said.format(value=f'"{text}"'))
            return False
        if len(text) < limits.size:
            self._wrong(node, key, "it is empty")
            return False
        return True

    def _unlike(self, kind: object, node: Node, key: str) -> _Wrong:
        return self._wrong(node, key, "nothing is given" if node.value is None else _WANTED[kind])

    def _not_one_of(self, node: Node, key: str, known: Iterable[str]) -> _Wrong:
        said = f'"{node.words}" is not one of {", ".join(known)}'
        return self._wrong(node, key, said, did_you_mean(node.words, known))

    def _wrong(self, node: Node, key: str, reason: str, advice: str = "") -> _Wrong:
        self.problems.append(node.wrong(key, reason, advice))
        return _WRONG


def _typed(kind: type, node: Node) -> Any:  # noqa: ANN401 - one of the kinds of scalars
    """The text of a scalar as what is wanted; None if it cannot be that."""
    if not isinstance(node.value, str) or kind is str:
        return node.value if isinstance(node.value, str) else None
    if kind is int:
        return whole_number(node.value) if node.plain else None
    if kind is bool:
        return TRUTH.get(node.value.lower()) if node.plain else None
    try:
        return dt.date.fromisoformat(node.value)
    except ValueError:
        return None


def _strange(key: str, node: Node, kind: type[Strict]) -> Problem:
    """That nobody knows a key, or that it belongs to other kinds of answers."""
    child = node.mapping[key]
    if owners := _other_kinds(key, node):
        reason = f'an answer of the kind "{node.text("answer", "text")}" takes no {key}'
        return child.wrong(key, reason, f'Write "answer: {owners[0]}" too, or take the {key} away.')
    known = [*keys_of(kind), *(registry.own_keys() if issubclass(kind, model.Question) else ())]
    at = replace(child, line=node.keys.get(key, child.line))
    return at.problem("SPEC-002", key=key, suggestion=did_you_mean(key, known))


def _other_kinds(key: str, question: Node) -> list[str]:
    """The kinds of answers that take this key, if it stands in a question."""
    if question.get("label") is None or question.get("id") is None:
        return []
    return [kind.name for kind in registry.kinds() if key in keys_of(kind.settings)]
