"""What a spec is made of: frozen records whose fields are the keys of its YAML, with what each key may hold.

Enters: classes that declare their keys. Leaves: those keys, and a record as plain data. Nothing is checked when a
record is made: what people typed is checked once, by spec/records.py. Must not know: any record by its name, YAML.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from typing import Annotated, Any

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.spec.nodes import Node


@frozen
class Allowed:
    """What a value has to be besides its type, where one is given.

    A text fits the `pattern`, whole, or is one of the `words`. A text has at least `size` characters, a list at least
    `size` entries. A number is at least `least` and at most `most`.
    """

    pattern: str = ""
    size: int = 0
    least: int | None = None
    most: int | None = None
    words: Callable[[], Iterable[str]] | None = None


Id = Annotated[str, Allowed(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
Ref = Annotated[str, Allowed(pattern=r"^[A-Z]{1,4}[0-9]{1,3}$")]
Text = Annotated[str, Allowed(size=1)]
_MOST_KINDS = 1_000
NO_KEY = {"key": False}
"""The metadata of a field that is no key of its own."""


_PACKAGE = "careers_workbook."
_records: dict[str, "type[Strict]"] = {}


class Strict:
    """Base of every record of a spec, each a frozen slotted dataclass: unknown keys are an error, no type is converted.

    A key holds text, a whole number, true or false, a day, words of a Literal, a record, a tuple or a dict of these, or
    nothing where its type says None.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        # a slotted dataclass is made twice: the second is the one
        if cls.__module__.startswith(_PACKAGE):
            _records[cls.__name__] = cls

    @classmethod
    def written_out(cls, node: Node) -> Node:
        """The keys of what may be written shorter."""
        return node

    def inlaid(self) -> Iterable["Strict"]:
        """The records whose keys stand beside its own."""
        return ()


def is_declared(kind: type[Strict]) -> bool:
    """Whether a class is a dataclass itself: without that, keys that it adds to those of its base are none."""
    return "__dataclass_params__" in vars(kind)


@kept(_MOST_KINDS)
def keys_of(kind: type[Strict]) -> Mapping[str, Field[Any]]:
    """The keys that a record declares itself, in order."""
    return {one.name: one for one in fields(kind) if one.metadata.get("key", True)}  # type: ignore[arg-type]


def records() -> Mapping[str, type[Strict]]:
    """The records of this package that are known by now, by name."""
    return _records


def inlaid_of(kind: type[Strict]) -> tuple[str, ...]:
    """The fields of a record that are no keys of its own."""
    return tuple(one.name for one in fields(kind) if not one.metadata.get("key", True))  # type: ignore[arg-type]


def default_of(key: Field[Any]) -> object:
    """What a key holds that is not given; MISSING where it has to be."""
    return key.default if key.default_factory is MISSING else key.default_factory()


def plain(part: Strict, *, used: bool = False) -> dict[str, Any]:
    """A record as a spec has it, as data that JSON knows; with `used` without the keys that are at their defaults."""
    return dict(_plain_keys(part, used=used))


def _plain_keys(part: Strict, *, used: bool) -> Iterator[tuple[str, Any]]:
    for name, key in keys_of(type(part)).items():
        value = getattr(part, name)
        if not (used and value == default_of(key)):
            yield name, _plain(value, used=used)
    for other in part.inlaid():
        yield from _plain_keys(other, used=used)


def _plain(value: Any, *, used: bool) -> Any:  # noqa: ANN401 - whatever a key may hold
    match value:
        case Strict():
            return plain(value, used=used)
        case tuple():
            return [_plain(one, used=used) for one in value]
        case dict():
            return {name: _plain(one, used=used) for name, one in value.items()}
        case dt.date():
            return value.isoformat()
    return value
