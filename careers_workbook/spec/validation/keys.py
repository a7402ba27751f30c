"""What the records of a spec say of their keys: which hold something else than text, and where keys are anybody's.

Must not know: YAML, trees.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_origin

from careers_workbook.core.frozen import frozen
from careers_workbook.spec import model
from careers_workbook.spec.answers import registry
from careers_workbook.spec.merge import Extension
from careers_workbook.spec.records import hints, parts_of
from careers_workbook.spec.strict import Strict


@frozen
class SpecKeys:
    """Which keys hold something else than text, and what; under `own` the keys are the author's own words."""

    types: Mapping[str, type]
    own: frozenset[str]


def keys() -> SpecKeys:
    """The keys of a spec, with those of every kind of sheet and of answer that there is."""
    sheets = model.all_kinds()
    return _keys((model.Spec, Extension, *sheets, *(kind.settings for kind in registry.kinds())))


@cache
def _keys(roots: tuple[type[Strict], ...]) -> SpecKeys:
    types: dict[str, type] = {}
    own: set[str] = set()
    waiting, seen = list(roots), set[type]()
    while waiting:
        if (found := waiting.pop()) in seen:
            continue
        seen.add(found)
        for name, hint in hints(found).items():
            leaves = set(_leaves(hint))
            waiting += [leaf for leaf in leaves if issubclass(leaf, Strict)]
            if typed := leaves & {int, bool, dt.date}:
                types[name] = typed.pop()
            if get_origin(parts_of(hint)[0]) is dict:
                own.add(name)
    return SpecKeys(types, frozenset(own))


def _leaves(hint: Any) -> Iterator[type]:  # noqa: ANN401 - whatever stands behind a key
    """The plain types and records that a hint is made of."""
    if isinstance(hint, type) and not get_args(hint):
        yield hint
    for part in get_args(hint):
        yield from _leaves(part)
