"""A whole spec as one YAML file that needs no other: what was sent can be read by it whatever becomes of its sources.

Enters: a Spec. Leaves: text that `load` reads as the same spec; or the spec with less in it. Must not know: files,
workbooks.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from careers_workbook.spec.model import Spec
from careers_workbook.spec.yaml_text import written

_WORDS = ("text", "label")
"""The keys under which the words of a question with a ref stand."""


def flattened(spec: Spec) -> Spec:
    """The spec without what it says of the one that it extends."""
    return spec.model_copy(update={"extends": None, "renamed": {}, "dropped": {}})


@dataclass(frozen=True, slots=True)
class Less:
    """What is taken out of a spec: sheets by title, columns by title and id, questions by ref."""

    sheets: frozenset[str] = frozenset()
    columns: frozenset[tuple[str, str]] = frozenset()
    refs: frozenset[str] = frozenset()


def without(spec: Spec, less: Less, words: Mapping[str, str]) -> Spec | None:
    """The flattened spec with less in it, and other words for some refs; None if that is no spec any more."""
    plain = flattened(spec).model_dump(mode="json", exclude_defaults=True)
    sheets = [_lessened(sheet, less, sheet["title"], words) for sheet in plain["sheets"]]
    plain["sheets"] = [sheet for sheet in sheets if sheet["title"] not in less.sheets]
    try:
        return Spec.model_validate_json(json.dumps(plain))
    except ValueError:
        return None


def _lessened(part: Any, less: Less, title: str, words: Mapping[str, str]) -> Any:  # noqa: ANN401 - a part of any sheet
    """A part of a sheet; a list of which nothing is left goes with what it stood in."""
    if not isinstance(part, dict):
        return part
    kept: dict[str, Any] = {}
    for key, value in part.items():
        if isinstance(value, list):
            kept[key] = [_lessened(one, less, title, words) for one in _left(key, value, less, title)]
        else:
            kept[key] = words.get(part.get("ref", ""), value) if key in _WORDS else value
    return kept


def _left(key: str, parts: list[Any], less: Less, title: str) -> Iterator[Any]:
    for one in parts:
        known = one if isinstance(one, dict) else {}
        is_column = key == "columns" and (title, known.get("id")) in less.columns
        inside = [entry for value in known.values() if isinstance(value, list) for entry in value]
        refs = [entry["ref"] for entry in (known, *inside) if isinstance(entry, dict) and "ref" in entry]
        if not is_column and not (refs and less.refs.issuperset(refs)):
            yield one


def as_yaml(spec: Spec) -> str:
    """The flattened spec as YAML."""
    return written(flattened(spec).model_dump(mode="json", exclude_defaults=True))
