"""Is this tree a spec, key by key? pydantic's findings as problems of the catalogue, each with its line.

Enters: a `Node` tree. Leaves: plain data, a validated model, problems. Must not know: YAML, Excel, rules over two keys.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.text import TRUTH
from careers_workbook.spec import extension as ext
from careers_workbook.spec import lists, model
from careers_workbook.spec.answers import registry
from careers_workbook.spec.nodes import Node, whole_number

M = TypeVar("M", bound=BaseModel)

NUMBERS = frozenset({"rows", "minimum", "maximum", "due_soon_days", "benchmarks", "school_year"})
FLAGS = frozenset({"required", "yearly"})
DATES = frozenset({"earliest", "latest", "ends"})
"""The only keys whose values are not text. All else stays as typed: 2020.10 keeps its nought, Yes its letters."""
_OWN_KEYS = frozenset({"lists", "attributes", "renamed", "dropped", "reword", "rephrase", "detail"})
"""Under these the keys are the author's own words."""
_SHEETS: dict[str, type[BaseModel]] = {
    "form": model.FormSheet,
    "checklist": model.ChecklistSheet,
    "tracker": model.TrackerSheet,
    "guidance": model.GuidanceSheet,
    "progress": model.ProgressSheet,
    "destinations": model.DestinationsSheet,
}
_MODELS: dict[str, type[BaseModel]] = {
    **_SHEETS,
    "start": model.Start,
    "dates": lists.DateRange,
    "terms": lists.Term,
    "fields": model.FormField,
    "columns": model.Question,
    "sections": model.Section,
    "items": model.Item,
    "add": ext.Addition,
}
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


def plain(node: Node, key: str = "") -> object:
    """The tree as plain data: text everywhere, except under the few keys that take a number, a date or true/false."""
    match node.value:
        case dict() as mapping:
            return {name: plain(child, "" if key in _OWN_KEYS else name) for name, child in mapping.items()}
        case tuple() as entries:
            return [plain(child, key) for child in entries]
        case str() as text:
            return _typed(text, key, plain_scalar=node.plain)
    return None


def _typed(text: str, key: str, *, plain_scalar: bool) -> object:
    if key in NUMBERS and plain_scalar:
        number = whole_number(text)
        return text if number is None else number
    if key in FLAGS and plain_scalar:
        return TRUTH.get(text.lower(), text)
    if key in DATES:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def validate(kind: type[M], tree: Node) -> tuple[M | None, tuple[Problem, ...]]:
    """The tree as a model; or None and what is wrong with its shape."""
    if not isinstance(tree.value, dict):
        reason = "a spec starts with lines such as id: and title:"
        return None, (tree.problem("SPEC-004", key="The file", reason=reason, suggestion=""),)
    try:
        return kind.model_validate(plain(tree)), ()
    except ValidationError as error:
        return None, tuple(_problem(found, tree, kind) for found in error.errors(include_url=False) if _is_own(found))


def _is_own(error: ErrorDetails) -> bool:
    """False for a list that pydantic calls too short only because it did not count the entries that it refused."""
    return error["type"] != "too_short" or not error["input"]


def _problem(error: ErrorDetails, tree: Node, kind: type[BaseModel]) -> Problem:
    where = _without_tags(error["loc"])
    node, parent, depth = _follow(tree, where)
    key = next((str(part) for part in reversed(where) if isinstance(part, str) and part != "[key]"), "")
    match error["type"]:
        case "extra_forbidden":
            line = parent.keys.get(key, node.line)
            if owners := _other_kinds(key, parent):
                answer = parent.text("answer", "text")
                reason = f'an answer of the kind "{answer}" takes no {key}'
                advice = f'Write "answer: {owners[0]}" too, or take the {key} away.'
                return node.problem("SPEC-004", key=key, reason=reason, suggestion=advice)
            known = _keys_at(error["loc"], kind)
            return Problem(
                "SPEC-002", Place(node.file, line=line), {"key": key, "suggestion": did_you_mean(key, known)}
            )
        case "missing":
            return node.problem("SPEC-003", key=key)
        case "union_tag_not_found":
            return node.problem("SPEC-003", key="kind")
        case "union_tag_invalid":
            return _not_one_of(node.where("kind"), "kind", _SHEETS)
        case "literal_error":
            return _not_one_of(node, key, _literals(str(error.get("ctx", {}).get("expected", ""))))
    if depth < len(where) and where[-1] == "id":
        reason = "no id can be made from this label"
        return node.problem("SPEC-004", key=key, reason=reason, suggestion="Give the option an id of its own.")
    return node.problem("SPEC-004", key=key, reason=_reason(error, key, where[-1] == "[key]"), suggestion="")


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
    reason = f'"{typed}" is not one of {", ".join(known)}'
    return node.problem("SPEC-004", key=key, reason=reason, suggestion=did_you_mean(typed, known))


def _literals(expected: str) -> list[str]:
    """Pydantic words the choices as 'text', 'date' or 'choice'."""
    return re.findall(r"'([^']*)'", expected)


def _without_tags(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """A location without the kind of sheet that pydantic puts behind the number of a sheet."""
    return tuple(
        part
        for i, part in enumerate(loc)
        if not (part in _SHEETS and i >= 2 and loc[i - 2] == "sheets" and isinstance(loc[i - 1], int))  # noqa: PLR2004
    )


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


def _keys_at(loc: tuple[int | str, ...], kind: type[BaseModel]) -> Iterator[str]:
    """The keys that can stand beside the unknown key at the end of a location."""
    names = [part for part in loc[:-1] if isinstance(part, str)]
    if "lists" in names:
        found: type[BaseModel] = lists.Choice
    elif "reword" in names:
        found = ext.Rewording
    else:
        found = _MODELS[names[-1]] if names else kind
    yield from found.model_fields
    if issubclass(found, model.Question):
        yield from registry.own_keys()
