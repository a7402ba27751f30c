"""A spec that was checked, as JSON that is not checked again: commands start many times, and specs change once a year.

Enters: a spec and the files that it was read from. Leaves: bytes; and the spec again, as long as these files say what
they said, and the program is the one that checked them. What cannot be believed is nothing: then the YAML is read.

It is JSON and no pickle: the names in it are those of records of this package, and nothing in it is ever run. Must not
know: YAML, who keeps it where.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from careers_workbook import __version__
from careers_workbook.core.frozen import frozen
from careers_workbook.spec import model
from careers_workbook.spec.spec_files import base_path, content
from careers_workbook.spec.strict import Strict, default_of, inlaid_of, keys_of, records

_FORMAT = 1
"""Changes with what is written here. Keys at their defaults are left out, so a language that grows needs no new one."""
_DAY = ""
"""The key under which a day stands: no rule lets an author have it."""


@frozen
class ReadFile:
    """A file that a spec was read from: its bytes, and the name of the one that it extends, "" for none."""

    path: Path
    data: bytes
    extends: str = ""


def packed(spec: model.Spec, read: Sequence[ReadFile]) -> bytes | None:
    """The spec, and what its files are known by, the one that extends the others first; None if it cannot be written.

    A record that is not of this package cannot: another day the program may run without the one that declares it.
    """
    try:
        body = json.dumps(_written(spec), ensure_ascii=False, separators=(",", ":")).encode()
    except (KeyError, UnicodeEncodeError):
        return None
    files = [[_hash(one.data), one.extends] for one in read]
    return json.dumps([_FORMAT, __version__, files, _hash(body)]).encode() + b"\n" + body + b"\n"


def unpacked(data: bytes, path: Path) -> tuple[model.Spec, tuple[ReadFile, ...]] | None:
    """The spec of a file and what it was read from; None unless all of it is still so."""
    head, _, body = data.partition(b"\n")
    try:
        form, version, files, whole = json.loads(head)
        if (form, version, whole) != (_FORMAT, __version__, _hash(body.removesuffix(b"\n"))):
            return None
        read = _still(path, files)
        if read is None:
            return None
        model.all_kinds()
        spec = _made(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError):  # whatever somebody else may have written there
        return None
    return (spec, read) if isinstance(spec, model.Spec) else None


def _still(path: Path, files: Sequence[Sequence[str]]) -> tuple[ReadFile, ...] | None:
    """The files as they are now, if they are what they were."""
    found: list[ReadFile] = []
    at: Path | None = path
    for known_by, extends in files:
        data = content(at) if at else b""
        if at is None or _hash(data) != known_by:
            return None
        found.append(ReadFile(at, data, extends))
        at = base_path(extends, at) if extends else None
    return tuple(found)


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()


def _written(value: Any) -> Any:  # noqa: ANN401 - whatever a record may hold
    """Records as ["Name", {key: value}], tuples as lists in a list, days as themselves in a mapping."""
    match value:
        case Strict():
            kind = type(value)
            if records()[kind.__name__] is not kind:
                raise KeyError(kind.__name__)
            names = (*keys_of(kind), *inlaid_of(kind))
            keys = {name: getattr(value, name) for name in names}
            usual = {name: default_of(key) for name, key in keys_of(kind).items()}
            return [kind.__name__, {n: _written(one) for n, one in keys.items() if n not in usual or one != usual[n]}]
        case tuple():
            return [list(map(_written, value))]
        case dict():
            if _DAY in value:
                raise KeyError(_DAY)
            return {name: _written(one) for name, one in value.items()}
        case dt.date():
            return {_DAY: value.isoformat()}
    return value


def _made(data: Any) -> Any:  # noqa: ANN401
    if isinstance(data, dict):
        if _DAY in data:
            return dt.date.fromisoformat(data[_DAY])
        return {name: _made(one) for name, one in data.items()}
    if not isinstance(data, list):
        return data
    if len(data) == 1:
        return tuple(map(_made, data[0]))
    name, keys = data
    kind: Callable[..., Strict] = records()[name]
    return kind(**{key: _made(one) for key, one in keys.items()})
