"""School years: what they are called, on which day they change, and the lists of them that move on by themselves.

A year is the calendar year in which it begins (2026 for 2026/27). In the tree of a spec file a list may be
`{school_years: 5, until: 2026/27}`. Must not know: YAML, workbooks, answers.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.model import Spec
from careers_workbook.spec.nodes import Node, whole_number

_SEPTEMBER = 9
_LABEL = re.compile(r"((?:19|20)\d\d)\s?[/–-]\s?((?:19|20)?\d\d)")
_COUNT, _UNTIL = "school_years", "until"
_MOST = 30
MOST_SPECS = 32
"""Specs of which something is kept that was worked out: those of a Hub, each in a few years."""
LIST_SCHEMA: dict[str, object] = {
    "description": "So many school years, the last of them the one for which a workbook is made",
    "type": "object",
    "properties": {
        _COUNT: {"type": "integer", "minimum": 1, "maximum": _MOST},
        _UNTIL: {"type": "string", "pattern": "^20[0-9]{2}/[0-9]{2}$"},
    },
    "required": [_COUNT, _UNTIL],
    "additionalProperties": False,
}
"""The JSON Schema of such a list."""


def school_year(day: dt.date) -> int:
    """The school year of a day: 2026 from 1 September 2026 to 31 August 2027."""
    return day.year if day.month >= _SEPTEMBER else day.year - 1


def year_label(year: int) -> str:
    """2026 -> "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"


@lru_cache(maxsize=256)
def read_year(label: str) -> int | None:
    """The school year that a label names: "2026/27", "2026-2027"; None if it names none."""
    found = _LABEL.fullmatch(label.strip())
    return int(found[1]) if found and int(found[2]) % 100 == (int(found[1]) + 1) % 100 else None


def year_options(years: Iterable[int]) -> tuple[Choice, ...]:
    """The options of a list of school years."""
    return tuple(Choice(id=f"y{y}_{(y + 1) % 100:02d}", label=year_label(y), school_year=y) for y in years)


def moves_on(options: Sequence[Choice]) -> bool:
    """Whether a list was written as so many school years, so that a workbook of next year has others."""
    first = options[0].school_year if options else None
    return first is not None and tuple(options) == year_options(range(first, first + len(options)))


@kept(MOST_SPECS)
def in_year(spec: Spec, year: int | None) -> Spec:
    """The spec as a workbook for this school year has it: each list of school years ends with it. None: as written."""
    if year is None:
        return spec
    return _with_years(spec, lambda options: range(year - len(options) + 1, year + 1))


def of_workbook(spec: Spec, year: int | None) -> Spec:
    """The spec with the school years that a workbook offered; with all years if it does not say for which it was."""
    return in_any_year(spec) if year is None else in_year(spec, year)


@kept(MOST_SPECS)
def in_any_year(spec: Spec) -> Spec:
    """The spec to read by where nobody knows for which year a workbook was: all school years that its dates reach."""
    years = range(school_year(spec.dates.earliest), school_year(spec.dates.latest) + 1)
    return _with_years(spec, lambda _: years)


def _with_years(spec: Spec, years: Callable[[Sequence[Choice]], range]) -> Spec:
    moved = {name: year_options(years(options)) for name, options in spec.lists.items() if moves_on(options)}
    if all(spec.lists[name] == options for name, options in moved.items()):
        return spec
    return replace(spec, lists={**spec.lists, **moved})


def written_out(tree: Node) -> tuple[Node, tuple[Problem, ...]]:
    """The tree with the options of each list of school years, and what is wrong with such lists."""
    problems: list[Problem] = []
    lists = tree.get("lists")
    for name, node in tree.entries("lists").items():
        if lists is not None and isinstance(node.value, dict):
            wrong = _mistakes(node)
            problems += wrong
            last, count = (0, 1) if wrong else (read_year(node.text(_UNTIL)) or 0, int(node.text(_COUNT)))
            options = year_options(range(last - count + 1, last + 1))  # never empty, which would be one more mistake
            lists = lists.with_key(name, replace(node, value=tuple(_option(node, o) for o in options), keys={}))
    return (tree.with_key("lists", lists) if lists is not None else tree), tuple(problems)


def _option(node: Node, option: Choice) -> Node:
    facts = {"id": option.id, "label": option.label, "school_year": str(option.school_year)}
    here = node.file, node.line
    keys = {key: Node(text, *here, plain=True) for key, text in facts.items()}
    return Node(dict(keys), *here, keys=dict.fromkeys(facts, node.line), size=len(facts) + 1)


def _mistakes(node: Node) -> list[Problem]:
    known = (_COUNT, _UNTIL)
    found = [
        replace(node, line=line).problem("SPEC-002", key=key, suggestion=did_you_mean(key, known))
        for key, line in node.keys.items()
        if key not in known
    ]
    found += [node.problem("SPEC-003", key=key) for key in known if node.get(key) is None]
    count, until = node.get(_COUNT), node.get(_UNTIL)
    number = whole_number(node.text(_COUNT))
    if count is not None and (number is None or not 1 <= number <= _MOST):
        found.append(count.wrong(_COUNT, f"a whole number from 1 to {_MOST} was expected here"))
    if until is not None and read_year(node.text(_UNTIL)) is None:
        found.append(until.wrong(_UNTIL, "a school year was expected here, written as 2026/27"))
    return found
