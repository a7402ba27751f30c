"""Specs by their names: those that come with the program, and anybody's files. None is checked at every start.

Enters: names and paths. Leaves: a Spec, or SpecError with every error at once, each with file and line. Must not know:
Excel, rows and columns, schools.
"""

from collections.abc import Iterator
from pathlib import Path

from careers_workbook.core.problems import Problem, SpecError
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.spec.answers import registry
from careers_workbook.spec.compiled import ReadFile, packed, unpacked
from careers_workbook.spec.model import Spec
from careers_workbook.spec.spec_files import base_path, content, shipped

DEFAULT_SPEC = "send-careers-checklist-2025"
COMPILED = "compiled"
"""The folder, beside the specs that come with the program, of what they came to when they were checked."""
_SUFFIX = ".spec"
_KNOWN: dict[tuple[Path, tuple[str, ...]], tuple[Spec, tuple[ReadFile, ...]]] = {}
_MOST = 32
"""So many specs are kept: a Hub has asked a few, and a program that goes on for long may see many."""
__all__ = ["COMPILED", "DEFAULT_SPEC", "check", "compiled_shipped", "files", "lineage", "load", "offered", "shipped"]


def load(name: str) -> Spec:
    """The spec with this shipped id, or in this YAML file; SpecError lists every error."""
    return _load_spec(_find(name))


def offered() -> tuple[str, ...]:
    """The specs that a new Hub can begin with: of each that comes with the program the newest version, the usual first.

    The newest is in the file with the id of its spec; older ones have their version in the name.
    """
    newest = (name for name in shipped() if load(name).id == name)
    return tuple(sorted(newest, key=lambda name: name != DEFAULT_SPEC))


def lineage(name: str) -> tuple[Spec, ...]:
    """The spec, the one that it extends, and so on, newest first; SpecError lists every error."""
    return tuple(spec for _, spec in _chain(name))


def files(name: str) -> tuple[Path, ...]:
    """The file of the spec, and those that it extends which are not shipped; SpecError lists every error."""
    first, *others = (path for path, _ in _chain(name))
    return (first, *(path for path in others if path not in shipped().values()))


def check(path: Path) -> tuple[Problem, ...]:
    """Everything wrong with a spec file, errors and warnings, in line order; () when it is clean."""
    from careers_workbook.spec.checked import load_checked  # noqa: PLC0415 - all that knows YAML, which takes long

    return load_checked(path).problems


def compiled_shipped() -> Iterator[tuple[str, bytes]]:
    """What each spec that comes with the program comes to, by the name of its file in the folder COMPILED."""
    for path in shipped().values():
        if made := packed(*_load_anew(path)):
            yield f"{path.stem}{_SUFFIX}", made


def _chain(name: str) -> Iterator[tuple[Path, Spec]]:
    path: Path | None = _find(name)
    while path is not None:
        spec = _load_spec(path)
        yield path, spec
        path = base_path(spec.extends, path) if spec.extends else None


def _find(name: str) -> Path:
    path = shipped().get(name) or Path(name)
    if not path.suffix and not path.exists():
        raise SpecError(Problem("SPEC-017", context={"spec": name, "suggestion": did_you_mean(name, shipped())}))
    return path


def _load_spec(path: Path) -> Spec:
    """A spec is loaded once as long as its files say the same, since a command asks for it many times."""
    key = path, registry.names()
    known = _KNOWN.get(key)
    if known is None or any(content(one.path) != one.data for one in known[1]):
        known = _KNOWN[key] = _as_it_came(path) or _load_anew(path)
        if len(_KNOWN) > _MOST:
            _KNOWN.pop(next(iter(_KNOWN)))
    return known[0]


def _as_it_came(path: Path) -> tuple[Spec, tuple[ReadFile, ...]] | None:
    """A spec that came with the program, checked by whoever made that; None once somebody has changed the file.

    The one in a Hub's folder begins as a copy of it, and most stay so.
    """
    data = content(path)
    for name, own in shipped().items():
        if content(own) == data:
            return unpacked(content(own.parent / COMPILED / f"{name}{_SUFFIX}"), path)
    return None


def _load_anew(path: Path) -> tuple[Spec, tuple[ReadFile, ...]]:
    from careers_workbook.spec.checked import errors, load_checked  # noqa: PLC0415 - as above

    loaded = load_checked(path)
    if loaded.spec is None:
        raise SpecError(*errors(loaded.problems))
    return loaded.spec, loaded.read
