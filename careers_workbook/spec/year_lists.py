"""Lists that are written as so many school years, written out option by option.

Enters: the tree of a spec file, in which a list may be `{school_years: 5, until: 2026/27}`. Leaves: the same tree with
the options of such lists, and what is wrong with them, each with its line. Must not know: YAML, pydantic, days.
"""

from dataclasses import replace

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.nodes import Node, whole_number
from careers_workbook.spec.years import read_year, year_options

COUNT, UNTIL = "school_years", "until"
_MOST = 30
SCHEMA: dict[str, object] = {
    "description": "So many school years, the last of them the one for which a workbook is made",
    "type": "object",
    "properties": {
        COUNT: {"type": "integer", "minimum": 1, "maximum": _MOST},
        UNTIL: {"type": "string", "pattern": "^20[0-9]{2}/[0-9]{2}$"},
    },
    "required": [COUNT, UNTIL],
    "additionalProperties": False,
}
"""The JSON Schema of such a list."""


def written_out(tree: Node) -> tuple[Node, tuple[Problem, ...]]:
    """The tree with the options of each list of school years, and what is wrong with such lists."""
    problems: list[Problem] = []
    lists = tree.get("lists")
    for name, node in tree.entries("lists").items():
        if lists is not None and isinstance(node.value, dict):
            wrong = _mistakes(node)
            problems += wrong
            options = year_options([0]) if wrong else _options(node)  # one more mistake would be that it is empty
            lists = lists.with_key(name, replace(node, value=tuple(_option(node, o) for o in options), keys={}))
    return (tree.with_key("lists", lists) if lists is not None else tree), tuple(problems)


def _options(node: Node) -> tuple[Choice, ...]:
    last, count = read_year(node.text(UNTIL)) or 0, int(node.text(COUNT))
    return year_options(range(last - count + 1, last + 1))


def _option(node: Node, option: Choice) -> Node:
    facts = {"id": option.id, "label": option.label, "school_year": str(option.school_year)}
    return Node(
        {key: Node(text, node.file, node.line, plain=True) for key, text in facts.items()},
        node.file,
        node.line,
        keys=dict.fromkeys(facts, node.line),
        size=len(facts) + 1,
    )


def _mistakes(node: Node) -> list[Problem]:
    known = (COUNT, UNTIL)
    found = [
        Problem("SPEC-002", Place(node.file, line=node.keys[key]), {"key": key, "suggestion": did_you_mean(key, known)})
        for key in node.keys
        if key not in known
    ]
    found += [node.problem("SPEC-003", key=key) for key in known if node.get(key) is None]
    count, until = node.get(COUNT), node.get(UNTIL)
    number = whole_number(node.text(COUNT))
    if count is not None and (number is None or not 1 <= number <= _MOST):
        reason = f"a whole number from 1 to {_MOST} was expected here"
        found.append(count.problem("SPEC-004", key=COUNT, reason=reason, suggestion=""))
    if until is not None and read_year(node.text(UNTIL)) is None:
        reason = "a school year was expected here, written as 2026/27"
        found.append(until.problem("SPEC-004", key=UNTIL, reason=reason, suggestion=""))
    return found
