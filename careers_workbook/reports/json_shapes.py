"""The public JSON documents, declared once: one table of keys makes a document and its JSON Schema (draft 2020-12).

Every key is always there, and there is no other. Must not know: what any document says.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from careers_workbook.core.frozen import frozen

Data = dict[str, Any]
Get = Callable[[Any], Any]


def itself(value: Any) -> Any:  # noqa: ANN401 - whatever it is
    """The value as it is."""
    return value


@frozen
class Shape:
    """What stands under a key: its schema, what is made of the value, where the value is found.

    Without `get` it is the attribute with the name of the key.
    """

    schema: Data
    make: Get = itself
    get: Get | None = None

    def of(self, get: str | Get) -> "Shape":
        """The same, found elsewhere: under another name, or by a function."""
        return replace(self, get=_getter(get))

    def said(self, about: str) -> "Shape":
        """The same with a description."""
        return replace(self, schema=self.schema | {"description": about})


Keys = dict[str, Shape]


def _getter(get: str | Get) -> Get:
    return attrgetter(get) if isinstance(get, str) else get


def iso(value: Any) -> Any:  # noqa: ANN401 - of an answer of any kind
    """A date as ISO text, anything else as it is."""
    return value.isoformat() if isinstance(value, dt.date) else value


TEXT = Shape({"type": "string"})
OPTIONAL_TEXT = Shape({"type": ["string", "null"]}, lambda text: text or None)
"""Null where there is none."""
NUMBER = Shape({"type": "integer", "minimum": 0})
OPTIONAL_NUMBER = Shape(NUMBER.schema | {"type": ["integer", "null"]})
AT_LEAST_ONE = Shape({"type": "integer", "minimum": 1})
YES_NO = Shape({"type": "boolean"})
DATE = Shape(TEXT.schema | {"format": "date"}, iso)
ANSWER = Shape({"type": ["string", "integer", "null"]}, iso)
"""What an answer was understood as."""
CODE = Shape(TEXT.schema | {"pattern": "^[A-Z]{3,5}-[0-9]{3}$"})


def constant(value: str) -> Shape:
    """Always the same text."""
    return Shape({"const": value}, lambda _: value, itself)


def choice(values: Iterable[str | None]) -> Shape:
    """One of these."""
    return Shape({"enum": list(values)})


def array(item: Shape) -> Shape:
    """A list of what is found."""
    return Shape({"type": "array", "items": item.schema}, lambda values: [item.make(value) for value in values])


def one_by_one(item: Shape) -> Shape:
    """The same of very many: an iterator, which makes each when it is written, and holds none."""
    return replace(array(item), make=lambda values: map(item.make, values))


def record(**keys: Shape) -> Shape:
    """An object with these keys."""
    parts = [(name, shape.get or attrgetter(name), shape.make) for name, shape in keys.items()]
    schema = {
        "type": "object",
        "properties": {name: shape.schema for name, shape in keys.items()},
        "required": list(keys),
        "additionalProperties": False,
    }
    return Shape(schema, lambda value: {name: make(get(value)) for name, get, make in parts})


def within(get: str | Get, **keys: Shape) -> Keys:
    """The same keys, to be found in a part of the value."""
    outer = _getter(get)

    def through(inner: Get) -> Get:
        return lambda value: inner(outer(value))

    return {name: shape.of(through(_getter(shape.get or name))) for name, shape in keys.items()}


def named(name: str, shape: Shape) -> Shape:
    """A shape that stands in many places, described once: `name` is that in `json_schema(**shapes)`."""
    return replace(shape, schema={"$ref": f"#/$defs/{name}"})


def json_schema(title: str, document: Shape, **shapes: Shape) -> Data:
    """The schema of a whole document; `shapes` are the named ones."""
    defs = {"$defs": {name: shape.schema for name, shape in shapes.items()}} if shapes else {}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **defs, **document.schema}
