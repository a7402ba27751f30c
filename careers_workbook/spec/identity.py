"""What a spec is known by in a store: characters that change with any word of it, and never when the language grows.

A spec has those that version 0.1 gave it: the keys that 0.1 knew are written out in its order, whatever their value; a
key that came later counts only where a spec uses it. So no return that was read before has to be read again because of
a new program. Must not know: stores, YAML.
"""

import hashlib
import json
from typing import Any

from careers_workbook.spec.model import Spec

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
_ASK_NOTHING = {"columns": _SHOWN | {"aliases"}, "fields": _SHOWN, "sheets": _SHOWN}
"""Keys that ask nothing: words of schools that help to read a damaged return, who may see an answer. More of them make
no other spec."""
_LENGTH = 8


def identity(spec: Spec) -> str:
    """The characters of a spec."""
    known = _written(spec.model_dump(mode="json"), spec.model_dump(mode="json", exclude_defaults=True), "spec")
    words = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:_LENGTH]


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
