"""Is this tree a spec, key by key? pydantic's findings as problems of the catalogue, each with its line.

Must not know: YAML, Excel, rules over two keys.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from careers_workbook.core.problems import Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.text import TRUTH
from careers_workbook.spec import model
from careers_workbook.spec.answers import registry
from careers_workbook.spec.merge import Extension
from careers_workbook.spec.nodes import Node, whole_number

M = TypeVar("M", bound=BaseModel)

_REASONS = {
    "string_type": "text was expected here",
    "int_type": "a whole number was expected here, without quotes",
    "bool_type": "true or false was expected here, without quotes",
    "date_type": "a date was expected here, written as 2027-03-31",
    "tuple_type": "a list was expected here: lines that start with a hyphen",
    "dict_type": "lines with a key and a value were expected here",
    "model_type": "lines with a key and a value were expected here",
    "model_attributes_type": "lines with a key and a value were expected here",
    "string_too_short": "it is empty",
    "too_short": "it is empty; at least one entry is needed",
}
_PATTERNS = {
    "ref": "{value} is no ref; a ref is one to four capital letters and a number of up to three digits, such as CL3",
    "prefix": "{value} is no prefix; a prefix is one or two capital letters, such as L",
    "id": "{value} is no id; an id has small letters, digits, - and _ only and starts with a letter",
}


@dataclass(frozen=True, slots=True)
class SpecKeys:
    """What the models say of their keys: which hold something else than text, which hold models.

    Under `own` the keys are the author's own words. All else stays as typed: 2020.10 keeps its nought, Yes its letters.
    """

    types: Mapping[str, type]
    models: Mapping[str, type[BaseModel]]
    own: frozenset[str]


def keys() -> SpecKeys:
    """The keys of a spec, with those of every kind of sheet and of answer that there is."""
    sheets = model.all_kinds()
    return _keys((model.Spec, Extension, *sheets, *(kind.settings for kind in registry.kinds())))


@cache
def _keys(roots: tuple[type[BaseModel], ...]) -> SpecKeys:
    types: dict[str, type] = {}
    models: dict[str, type[BaseModel]] = {}
    own: set[str] = set()
    waiting, seen = list(roots), set[type]()
    while waiting:
        if (found := waiting.pop()) in seen:
            continue
        seen.add(found)
        for name, field in found.model_fields.items():
            leaves = set(_leaves(field.annotation))
            held = [leaf for leaf in leaves if issubclass(leaf, BaseModel)]
            waiting += held
            if typed := leaves & {int, bool, dt.date}:
                types[name] = typed.pop()
            if len(held) == 1:
                models[name] = held[0]
            if get_origin(field.annotation) is dict:
                own.add(name)
    return SpecKeys(types, models, frozenset(own))


def _leaves(annotation: Any) -> Iterator[type]:  # noqa: ANN401 - whatever stands behind a key
    """The plain types and models that an annotation is made of."""
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for part in get_args(annotation):
        yield from _leaves(part)


def plain(node: Node) -> object:
    """The tree as plain data: text everywhere, except under the few keys that take a number, a date or true/false."""
    return _plain(node, "", keys())


def _plain(node: Node, key: str, known: SpecKeys) -> object:
    match node.value:
        case dict() as mapping:
            return {name: _plain(child, "" if key in known.own else name, known) for name, child in mapping.items()}
        case tuple() as entries:
            return [_plain(child, key, known) for child in entries]
        case str() as text:
            return _typed(text, known.types.get(key), plain_scalar=node.plain)
    return None


def _typed(text: str, kind: type | None, *, plain_scalar: bool) -> object:
    if kind is int and plain_scalar:
        number = whole_number(text)
        return text if number is None else number
    if kind is bool and plain_scalar:
        return TRUTH.get(text.lower(), text)
    if kind is dt.date:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def validate(kind: type[M], tree: Node) -> tuple[M | None, tuple[Problem, ...]]:
    """The tree as a model; or None and what is wrong with its shape."""
    if not isinstance(tree.value, dict):
        return None, (tree.wrong("The file", "a spec starts with lines such as id: and title:"),)
    try:
        return kind.model_validate(plain(tree)), ()
    except ValidationError as error:
        # pydantic calls a list too short too, because it did not count the entries that it refused
        found = (one for one in error.errors(include_url=False) if one["type"] != "too_short" or not one["input"])
        return None, tuple(_problem(one, tree, kind) for one in found)


def _problem(error: ErrorDetails, tree: Node, kind: type[BaseModel]) -> Problem:
    where = error["loc"]
    node, parent, depth = _follow(tree, where)
    key = next((str(part) for part in reversed(where) if isinstance(part, str) and part != "[key]"), "")
    match error["type"]:
        case "extra_forbidden":
            line = parent.keys.get(key, node.line)
            if owners := _other_kinds(key, parent):
                answer = parent.text("answer", "text")
                reason = f'an answer of the kind "{answer}" takes no {key}'
                advice = f'Write "answer: {owners[0]}" too, or take the {key} away.'
                return node.wrong(key, reason, advice)
            known = _keys_at(where, kind, parent)
            return replace(node, line=line).problem("SPEC-002", key=key, suggestion=did_you_mean(key, known))
        case "missing":
            return node.problem("SPEC-003", key=key)
        case "union_tag_not_found":
            return node.problem("SPEC-003", key="kind")
        case "union_tag_invalid":
            return _not_one_of(node.where("kind"), "kind", model.usual_words())
        case "literal_error":
            # pydantic words the choices as 'text', 'date' or 'choice'
            return _not_one_of(node, key, re.findall("'([^']*)'", str(error.get("ctx", {}).get("expected", ""))))
    if depth < len(where) and where[-1] == "id":
        return node.wrong(key, "no id can be made from this label", "Give the option an id of its own.")
    return node.wrong(key, _reason(error, key, where[-1] == "[key]"))


def _other_kinds(key: str, question: Node) -> list[str]:
    """The kinds of answers that take this key, if it stands in a question."""
    if question.get("label") is None or question.get("id") is None:
        return []
    return [kind.name for kind in registry.kinds() if key in kind.settings.model_fields]


def _reason(error: ErrorDetails, key: str, about_key: bool) -> str:
    kind, value, limits = error["type"], error["input"], error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        pattern = "ref" if about_key or "A-Z]{1,4}" in str(limits.get("pattern")) else key
        return _PATTERNS[pattern].format(value=f'"{value}"')
    if kind in ("greater_than_equal", "less_than_equal"):
        side = "at least" if "ge" in limits else "at most"
        return f"{value} is not possible; {side} {limits.get('ge', limits.get('le'))} was expected"
    if kind in _REASONS:
        return _REASONS[kind] if value is not None else "nothing is given"
    return error["msg"]


def _not_one_of(node: Node, key: str, known: Iterable[str]) -> Problem:
    typed = node.value if isinstance(node.value, str) else ""
    return node.wrong(key, f'"{typed}" is not one of {", ".join(known)}', did_you_mean(typed, known))


def _follow(tree: Node, where: Iterable[int | str]) -> tuple[Node, Node, int]:
    """The node at a location, or the nearest one above; the node that holds it; how many steps were possible."""
    node = parent = tree
    depth = 0
    for step in where:
        child: Node | None = None
        if isinstance(step, str):
            child = node.get(step)
        elif isinstance(node.value, tuple) and step < len(node.value):
            child = node.value[step]
        if child is None:
            break
        node, parent, depth = child, node, depth + 1
    return node, parent, depth


def _keys_at(loc: tuple[int | str, ...], kind: type[BaseModel], parent: Node) -> Iterator[str]:
    """The keys that can stand beside the unknown key at the end of a location, in the mapping `parent`."""
    names, known = [part for part in loc[:-1] if isinstance(part, str)], keys()
    by_author = [known.models[name] for name in names if name in known.own & known.models.keys()]
    found = by_author[0] if by_author else known.models[names[-1]] if names else kind
    if found is model.Sheet:
        sheet = plain(parent)
        found = (model.kind_of(sheet) if isinstance(sheet, dict) else None) or found
    yield from found.model_fields
    if issubclass(found, model.Question):
        yield from registry.own_keys()
