"""A YAML file and what it extends -> a Spec, with every error at once, each with file and line.

Must not know: Excel, rows and columns, schools.
"""

from dataclasses import replace
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem, SpecError
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.spec.answers.registry import kinds
from careers_workbook.spec.compiled import ReadFile
from careers_workbook.spec.merge import Extension, merge
from careers_workbook.spec.model import Spec
from careers_workbook.spec.nodes import Node
from careers_workbook.spec.records import validate
from careers_workbook.spec.spec_files import SUFFIXES, base_path, content, shipped
from careers_workbook.spec.validation import rules, text_rules
from careers_workbook.spec.yaml_text import read
from careers_workbook.spec.years import written_out

_KNOWN: dict[tuple[Path, tuple[Path, ...], tuple[str, ...]], "Loaded"] = {}
_MOST = 32
"""So many specs are kept: a Hub has asked a few, and a program that goes on for long may see many."""


@frozen
class Loaded:
    """What became of one file: the spec and its tree, None where there are errors, and all problems found.

    `read` is the file, and those that it extends.
    """

    spec: Spec | None
    tree: Node | None
    problems: tuple[Problem, ...]
    read: tuple[ReadFile, ...] = ()


def load_checked(path: Path, above: tuple[Path, ...] = ()) -> Loaded:
    """What is in a file. It is loaded once as long as its files say the same: a command asks for it many times."""
    key = (path, above, tuple(kind.name for kind in kinds()))
    known = _KNOWN.get(key)
    if known is None or any(content(one.path) != one.data for one in known.read):
        data = content(path)
        known = _load_anew(path, above)
        known = replace(known, read=(ReadFile(path, data, known.spec.extends or "" if known.spec else ""), *known.read))
        if known.spec:
            _KNOWN[key] = known
            if len(_KNOWN) > _MOST:
                _KNOWN.pop(next(iter(_KNOWN)), None)
    return known


def _load_anew(path: Path, above: tuple[Path, ...]) -> Loaded:
    """One file and what it extends. `above` are the files that extend this one, from the outermost on."""
    try:
        tree, found = read(path)
    except SpecError as error:
        return Loaded(None, None, error.problems)
    tree, unclear = written_out(tree)
    problems = [*found, *unclear, *text_rules.bare_switch_words(tree)]
    base: tuple[ReadFile, ...] = ()
    if tree.text("extends"):
        merged, more, base = _extended(tree, path, above)
        problems += more
        if merged is None:
            return Loaded(None, None, _in_line_order(problems))
        tree = merged
    spec, shape = validate(Spec, tree)
    problems += shape
    for rule in (*rules.RULES, *text_rules.RULES):
        problems += rule(tree)
    if spec and not errors(tuple(problems)):
        problems += rules.same_declared_ref(spec, tree)
    ordered = _in_line_order(problems)
    return Loaded(None, None, ordered) if errors(ordered) else Loaded(spec, tree, ordered, base)


def _extended(
    tree: Node, path: Path, above: tuple[Path, ...]
) -> tuple[Node | None, list[Problem], tuple[ReadFile, ...]]:
    """The merged tree (None if the extended spec has errors of its own), the problems, and what was read."""
    _, shape = validate(Extension, tree)
    problems = list(shape)
    name = tree.text("extends")
    below = base_path(name, path)
    if below is None:
        beside = (p.name for p in path.parent.iterdir() if p.suffix in SUFFIXES and p.name != path.name)
        suggestion = did_you_mean(name, [*shipped(), *beside])
        return None, [*problems, tree.where("extends").problem("SPEC-010", extends=name, suggestion=suggestion)], ()
    chain = (*above, path)
    if any(below.resolve() == seen.resolve() for seen in chain):
        steps = " extends ".join(p.name for p in (*chain, below))
        return None, [*problems, tree.where("extends").problem("SPEC-023", chain=steps)], ()
    base = load_checked(below, chain)
    if base.tree is None:
        return None, [*problems, *errors(base.problems)], ()
    merged, found = merge(base.tree, tree)
    return merged, [*problems, *found], base.read


def errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that leave no spec."""
    return tuple(p for p in problems if p.severity == "error")


def _in_line_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Without repetitions: what an alias repeats, or a merge shows twice, is one mistake."""
    unique = {str((p.code, p.place, sorted(p.context.items()))): p for p in problems}
    first_file = problems[0].place.file if problems else ""
    return tuple(sorted(unique.values(), key=lambda p: (p.place.file != first_file, p.place.file, p.place.line or 0)))
