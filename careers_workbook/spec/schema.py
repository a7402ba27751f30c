"""The JSON Schema (2020-12) of a spec file, for editors: made from the records, their limits and their docstrings.

Leaves: plain data. Must not know: YAML, what a schema is used for.
"""

import datetime as dt
import inspect
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING
from typing import Any, Literal, Union, get_args, get_origin

from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import AnswerKind
from careers_workbook.spec.merge import Extension
from careers_workbook.spec.model import Question, Sheet, Spec, all_kinds
from careers_workbook.spec.records import hints, parts_of
from careers_workbook.spec.strict import Allowed, Strict, default_of, keys_of, plain
from careers_workbook.spec.years import LIST_SCHEMA

Schema = dict[str, Any]
_NONE = type(None)
_SCALARS: Mapping[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    # few tools look at the format alone
    dt.date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}


def json_schema() -> Schema:
    """The schema of a spec: a whole one, or with `extends` one that says only how it differs."""
    of_whole: dict[str, Schema] = {}
    of_extension: dict[str, Schema] = {}
    whole, extension = _record(Spec, of_whole), _record(Extension, of_extension)
    definitions = _in_order(of_whole) | _in_order(of_extension)
    # mappings that may be written as a bare text, which stands for the label (of which ids are made) or the text
    for name, required in (("Choice", ["label"]), ("Rewording", list[str]())):
        whole_one = {**definitions[name], "required": required}
        definitions[name] = {"anyOf": [{"type": "string", "minLength": 1}, whole_one]}
    for key in ("extends", "renamed", "dropped"):
        whole["properties"].pop(key)
    for one in (whole, extension):
        lists = one["properties"]["lists"]
        lists["additionalProperties"] = {"anyOf": [lists["additionalProperties"], LIST_SCHEMA]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "careers_workbook spec",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Extension"},
        "else": {"$ref": "#/$defs/Spec"},
        "$defs": {**definitions, "Spec": whole, "Extension": extension},
    }


def _record(kind: type[Strict], definitions: dict[str, Schema]) -> Schema:
    """One kind of record; what it is made of goes into the definitions."""
    properties: dict[str, Any] = {key: _property(kind, key, hint, definitions) for key, hint in hints(kind).items()}
    found: Schema = {
        "additionalProperties": False,
        "description": inspect.getdoc(kind),
        "properties": properties,
        "required": _required(kind),
        "title": kind.__name__,
        "type": "object",
    }
    if issubclass(kind, Question):
        own = sorted(registry.own_keys())
        properties |= dict.fromkeys(own, True)
        found["allOf"] = [_if_of_kind(one, own, str(default_of(keys_of(kind)["answer"]))) for one in registry.kinds()]
    return _in_order({key: value for key, value in found.items() if value != []})


def _if_of_kind(kind: AnswerKind[Any], own: Iterable[str], usual: str) -> Schema:
    """That a question of this kind has the kind's keys and those of no other."""
    keys = {key: _property(kind.settings, key, hint, {}) for key, hint in hints(kind.settings).items()}
    given = {} if kind.name == usual else {"required": ["answer"]}
    return {
        "if": {"properties": {"answer": {"const": kind.name}}} | given,
        "then": {"properties": {key: keys.get(key, False) for key in own}, "required": _required(kind.settings)},
    }


def _required(kind: type[Strict]) -> list[str]:
    return [name for name, key in keys_of(kind).items() if default_of(key) is MISSING]


def _property(kind: type[Strict], key: str, hint: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401
    default = default_of(keys_of(kind)[key])
    given = {} if default is MISSING else {"default": _as_data(default)}
    found = _value(hint, definitions)
    is_record = "$ref" in found or any("$ref" in one for one in found.get("anyOf", ()))
    titled = {} if is_record else {"title": key.replace("_", " ").title()}
    return _in_order({**found, **given, **titled})


def _as_data(default: object) -> object:
    match default:
        case Strict():
            return plain(default)
        case tuple():
            return list(default)
        case dt.date():
            return default.isoformat()
    return default


def _value(hint: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401 - what a class says of a key
    kind, limits = parts_of(hint)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return {"anyOf": [{"type": "null"} if one is _NONE else _value(one, definitions) for one in arguments]}
    if origin is Literal:
        only = {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
        return _in_order({**only, "type": "string"})
    if origin is tuple:
        return _in_order({"items": _value(arguments[0], definitions), "type": "array", **_limited(limits, "minItems")})
    if origin is dict:
        return _mapping(arguments, definitions)
    if kind is Sheet:
        return {"anyOf": [_record(one, definitions) for one in all_kinds()]}
    if issubclass(kind, Strict):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            definitions[kind.__name__] = _record(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return _in_order({**_SCALARS[kind], **_limited(limits, "minLength")})


def _mapping(arguments: tuple[Any, ...], definitions: dict[str, Schema]) -> Schema:
    pattern, values = parts_of(arguments[0])[1].pattern, _value(arguments[1], definitions)
    inside = {"patternProperties": {pattern: values}} if pattern else {"additionalProperties": values}
    return _in_order({**inside, "type": "object"})


def _limited(limits: Allowed, size: str) -> Schema:
    said = {
        "pattern": limits.pattern or None,
        size: limits.size or None,
        "minimum": limits.least,
        "maximum": limits.most,
        "enum": list(limits.words()) if limits.words else None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _in_order(schema: Schema) -> Schema:
    return dict(sorted(schema.items()))
