"""What a spec is known by in a store, and the whole of it as one YAML file that needs no other.

Enters: a Spec. Leaves: characters that change with any word of it, and never when the language grows; text that `load`
reads as the same spec, whatever becomes of its sources; or the spec with less in it.

A spec has the characters that version 0.1 gave it: the keys that 0.1 knew are written out in its order, whatever their
value; a key that came later counts only where a spec uses it. So no return that was read before has to be read again
because of a new program. Must not know: stores, files, workbooks.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from careers_workbook import __version__
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.spec.model import Spec
from careers_workbook.spec.nodes import node_of
from careers_workbook.spec.records import validate
from careers_workbook.spec.strict import plain

_QUESTION = "id label answer list hint minimum maximum required"
_SHEET = "kind title intro"
_KEYS = {
    "spec": "id version title extends language due_soon_days dates terms start lists sheets renamed dropped",
    "dates": "earliest latest",
    "terms": "name ends aliases",
    "start": "what who steps",
    "options": "id label group aliases attributes school_year",
    "sheets form": f"{_SHEET} fields",
    "sheets checklist": f"{_SHEET} columns sections",
    "sheets tracker": f"{_SHEET} prefix rows detail columns",  # leavers and list
    "sheets guidance": f"{_SHEET} paragraphs",
    "sheets progress": _SHEET,
    "sheets destinations": f"{_SHEET} of",
    "fields": f"{_QUESTION} ref yearly prefill",
    "columns": _QUESTION,
    "sections": "heading items",
    "items": "ref text benchmarks hint",
}
"""The keys of 0.1 in its order, by the key under which they stand."""
_SAID_THEN = {"leavers": "tracker", "list": "tracker"}
"""Kinds of sheets by the words of today, and the word that 0.1 had for them."""
_UNUSED = {"list": None, "minimum": 0, "maximum": 99_999}
"""What 0.1 wrote for keys that only some kinds of answers have now."""
_SHOWN = frozenset({"counts_people", "sensitive"})
_ASK_NOTHING = {
    "columns": _SHOWN | {"aliases"},
    "fields": _SHOWN,
    "sheets": _SHOWN,
    "items": frozenset({"duty"}),
    "sections": frozenset({"short"}),
}
"""Keys that ask nothing: words of schools that help to read a damaged return, who may see an answer, which law stands
behind a statement, what a section is called for short. More of them make no other spec."""
_LENGTH, _MARK = 8, 16


def identity(spec: Spec) -> str:
    """The characters of a spec."""
    known = _written(plain(spec), plain(spec, used=True), "spec")
    words = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:_LENGTH]


@kept(most=64)
def reading_mark(spec: Spec) -> str:
    """Characters that change with whatever a return is read by: any word of its own spec, and the program."""
    words = json.dumps([__version__, plain(flattened(spec), used=True)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:_MARK]


def _written(whole: Any, used: Any, key: str) -> Any:  # noqa: ANN401 - whatever stands in a spec
    """A part of a spec as 0.1 wrote it. `whole` has every key, `used` only those that are not at their default."""
    if isinstance(whole, list):
        return [_written(*both, key) for both in zip(whole, used, strict=True)]
    if key == "lists":
        return {name: _written(options, used[name], "options") for name, options in whole.items()}
    ask_nothing = _ASK_NOTHING.get(key, frozenset())
    if key == "sheets":
        kind = _SAID_THEN.get(whole["kind"], whole["kind"])
        whole, used, key = whole | {"kind": kind}, used | {"kind": kind}, f"sheets {kind}"
    keys = _KEYS.get(key, "").split()
    if not isinstance(whole, dict) or not keys:
        return used
    values = _UNUSED | whole
    known = {name: _written(values[name], used.get(name, values[name]), name) for name in keys}
    later = used.keys() - keys - ask_nothing
    return known | {name: value for name, value in used.items() if name in later}


_WORDS = ("text", "label")
"""The keys under which the words of a question with a ref stand."""


def flattened(spec: Spec) -> Spec:
    """The spec without what it says of the one that it extends."""
    return replace(spec, extends=None, renamed={}, dropped={})


@frozen
class Less:
    """What is taken out of a spec: sheets by title, columns by title and id, questions by ref."""

    sheets: frozenset[str] = frozenset()
    columns: frozenset[tuple[str, str]] = frozenset()
    refs: frozenset[str] = frozenset()


def without(spec: Spec, less: Less, words: Mapping[str, str]) -> Spec | None:
    """The flattened spec with less in it, and other words for some refs; None if that is no spec any more."""
    data = plain(flattened(spec), used=True)
    sheets = [_lessened(sheet, less, sheet["title"], words) for sheet in data["sheets"]]
    data["sheets"] = [sheet for sheet in sheets if sheet["title"] not in less.sheets]
    made, _ = validate(Spec, node_of(data))
    return made


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
    from careers_workbook.spec.yaml_text import written  # noqa: PLC0415 - YAML is slow to import, and few write it

    return written(plain(flattened(spec), used=True))
