"""YAML -> Spec, with every error at once, each with file and line. Must not know: Excel, rows and columns, schools."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from careers_workbook.core.input import read_whole
from careers_workbook.core.problems import Problem, SpecError
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.spec.answers.registry import kinds
from careers_workbook.spec.merge import Extension, merge
from careers_workbook.spec.model import Spec
from careers_workbook.spec.nodes import Node
from careers_workbook.spec.records import validate
from careers_workbook.spec.validation import rules, text_rules
from careers_workbook.spec.yaml_text import read
from careers_workbook.spec.years import written_out

DEFAULT_SPEC = "send-careers-checklist-2025"
_PACKAGE = Path(__file__).resolve().parent.parent
_SUFFIXES = (".yaml", ".yml")
_KNOWN: dict[tuple[Path, tuple[Path, ...], tuple[str, ...]], "_Loaded"] = {}
_MOST = 32
"""So many specs are kept: a Hub has asked a few, and a program that goes on for long may see many."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What became of one file: the spec and its tree, None where there are errors, and all problems found.

    `read` are the bytes of the file, and of those that it extends.
    """

    spec: Spec | None
    tree: Node | None
    problems: tuple[Problem, ...]
    read: tuple[tuple[Path, bytes], ...] = ()


def shipped() -> dict[str, Path]:
    """The specs that come with the program: id -> file."""
    inside = _PACKAGE / "specs"  # in an installed program; a checkout has them beside the package
    folder = inside if inside.is_dir() else _PACKAGE.parent / "specs"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load(name: str) -> Spec:
    """The spec with this shipped id, or in this YAML file; SpecError lists every error."""
    return _load_spec(_find(name))


def lineage(name: str) -> tuple[Spec, ...]:
    """The spec, the one that it extends, and so on, newest first; SpecError lists every error."""
    return tuple(spec for _, spec in _chain(name))


def files(name: str) -> tuple[Path, ...]:
    """The file of the spec, and those that it extends which are not shipped; SpecError lists every error."""
    first, *others = (path for path, _ in _chain(name))
    return (first, *(path for path in others if path not in shipped().values()))


def _chain(name: str) -> Iterator[tuple[Path, Spec]]:
    path: Path | None = _find(name)
    while path is not None:
        spec = _load_spec(path)
        yield path, spec
        path = _base_path(spec.extends, path) if spec.extends else None


def _find(name: str) -> Path:
    path = shipped().get(name) or Path(name)
    if not path.suffix and not path.exists():
        raise SpecError(Problem("SPEC-017", context={"spec": name, "suggestion": did_you_mean(name, shipped())}))
    return path


def _load_spec(path: Path) -> Spec:
    loaded = _load(path, ())
    if loaded.spec is None:
        raise SpecError(*_errors(loaded.problems))
    return loaded.spec


def check(path: Path) -> tuple[Problem, ...]:
    """Everything wrong with a spec file, errors and warnings, in line order; () when it is clean."""
    return _load(path, ()).problems


def _load(path: Path, above: tuple[Path, ...]) -> _Loaded:
    """The same; a spec is loaded once as long as its files say the same, since a command asks for it many times."""
    key = (path, above, tuple(kind.name for kind in kinds()))
    known = _KNOWN.get(key)
    if known is None or any(_content(one) != data for one, data in known.read):
        data = _content(path)
        known = _load_anew(path, above)
        known = replace(known, read=((path, data), *known.read))
        if known.spec:
            _KNOWN[key] = known
            if len(_KNOWN) > _MOST:
                _KNOWN.pop(next(iter(_KNOWN)), None)
    return known


def _content(path: Path) -> bytes:
    with contextlib.suppress(OSError, ValueError):  # ValueError: a null character in the name
        return read_whole(path)
    return b""


def _load_anew(path: Path, above: tuple[Path, ...]) -> _Loaded:
    """One file and what it extends. `above` are the files that extend this one, from the outermost on."""
    try:
        tree, found = read(path)
    except SpecError as error:
        return _Loaded(None, None, error.problems)
    tree, unclear = written_out(tree)
    problems = [*found, *unclear, *text_rules.bare_switch_words(tree)]
    base: tuple[tuple[Path, bytes], ...] = ()
    if tree.text("extends"):
        merged, more, base = _extended(tree, path, above)
        problems += more
        if merged is None:
            return _Loaded(None, None, _in_line_order(problems))
        tree = merged
    spec, shape = validate(Spec, tree)
    problems += shape
    for rule in (*rules.RULES, *text_rules.RULES):
        problems += rule(tree)
    if spec and not _errors(tuple(problems)):
        problems += rules.same_declared_ref(spec, tree)
    ordered = _in_line_order(problems)
    return _Loaded(None, None, ordered) if _errors(ordered) else _Loaded(spec, tree, ordered, base)


def _extended(
    tree: Node, path: Path, above: tuple[Path, ...]
) -> tuple[Node | None, list[Problem], tuple[tuple[Path, bytes], ...]]:
    """The merged tree (None if the extended spec has errors of its own), the problems, and what was read."""
    _, shape = validate(Extension, tree)
    problems = list(shape)
    name = tree.text("extends")
    base_path = _base_path(name, path)
    if base_path is None:
        beside = (p.name for p in path.parent.iterdir() if p.suffix in _SUFFIXES and p.name != path.name)
        suggestion = did_you_mean(name, [*shipped(), *beside])
        return None, [*problems, tree.where("extends").problem("SPEC-010", extends=name, suggestion=suggestion)], ()
    chain = (*above, path)
    if any(base_path.resolve() == seen.resolve() for seen in chain):
        steps = " extends ".join(p.name for p in (*chain, base_path))
        return None, [*problems, tree.where("extends").problem("SPEC-023", chain=steps)], ()
    base = _load(base_path, chain)
    if base.tree is None:
        return None, [*problems, *_errors(base.problems)], ()
    merged, found = merge(base.tree, tree)
    return merged, [*problems, *found], base.read


def _base_path(name: str, path: Path) -> Path | None:
    """The file that `extends: name` means: a shipped spec, or a file beside the one that says it."""
    beside = [path.parent / name, *(path.parent / f"{name}{suffix}" for suffix in _SUFFIXES)]
    return shipped().get(name) or next((p for p in beside if p.is_file()), None)


def _errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(p for p in problems if p.severity == "error")


def _in_line_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Without repetitions: what an alias repeats, or a merge shows twice, is one mistake."""
    unique = {str((p.code, p.place, sorted(p.context.items()))): p for p in problems}
    first_file = problems[0].place.file if problems else ""
    return tuple(sorted(unique.values(), key=lambda p: (p.place.file != first_file, p.place.file, p.place.line or 0)))
