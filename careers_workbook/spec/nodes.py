"""A spec as a tree of nodes that know the file and line they came from, searched and changed without losing them.

Must not know: YAML, what the keys mean.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import PurePath

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem

KeyPath = tuple[str | int, ...]
ANY = "*"


@frozen
class Node:
    """A scalar (text as typed, or None), a list (tuple) or a mapping (dict). `line` counts from 1.

    `plain` says that a scalar was typed without quotes; `keys` gives the line of each key of a mapping; `size` counts
    the node and everything in it, aliases unfolded.
    """

    value: "str | tuple[Node, ...] | dict[str, Node] | None"
    file: str
    line: int
    plain: bool = False
    keys: dict[str, int] = field(default_factory=dict)
    size: int = 1

    @property
    def words(self) -> str:
        """The text of a scalar; "" of anything else."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def listed(self) -> "tuple[Node, ...]":
        """The entries of a list; none of anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def mapping(self) -> "dict[str, Node]":
        """What stands under the keys of a mapping; nothing of anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def get(self, key: str) -> "Node | None":
        """The value of a key; None if this is no mapping or has no such key."""
        return self.mapping.get(key)

    def text(self, key: str, default: str = "") -> str:
        """The text of a key; `default` if there is none or it is no text."""
        found = self.get(key)
        return found.value if found is not None and isinstance(found.value, str) else default

    def children(self, key: str) -> "tuple[Node, ...]":
        """The entries of the list under a key; none if there is no such list."""
        return found.listed if (found := self.get(key)) else ()

    def entries(self, key: str) -> "dict[str, Node]":
        """The mapping under a key; empty if there is none."""
        return found.mapping if (found := self.get(key)) else {}

    def where(self, key: str) -> "Node":
        """The value of a key, or this node: whichever can be pointed at."""
        return self.get(key) or self

    def with_key(self, key: str, value: "Node") -> "Node":
        """This mapping with one key set."""
        keys = {**self.keys, key: self.keys.get(key, value.line)}
        return replace(self, value={**self.mapping, key: value}, keys=keys)

    def line_for(self, reader: "Node") -> str:
        """The line of this node as another one would name it: with the file's name if that is another file."""
        return str(self.line) if self.file == reader.file else f"{self.line} of {PurePath(self.file).name}"

    def problem(self, code: str, **context: str) -> Problem:
        """A problem at this node."""
        return Problem(code, Place(self.file, line=self.line), context)

    def wrong(self, key: str, reason: str, suggestion: str = "") -> Problem:
        """That what stands at this node, under a key, cannot be; and what to do, where that is not plain."""
        return self.problem("SPEC-004", key=key, reason=reason, suggestion=suggestion)


def texts(node: Node) -> object:
    """The tree as plain data, every scalar the text that it is."""
    match node.value:
        case dict() as mapping:
            return {key: texts(child) for key, child in mapping.items()}
        case tuple() as entries:
            return [texts(child) for child in entries]
    return node.value


def whole_number(value: object) -> int | None:
    """The number that a scalar is in digits; None if it is none, or longer than any number that makes sense."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,40}", value) else None


def node_of(data: object) -> Node:
    """Plain data as the tree that would have been read from it, of no file."""
    if isinstance(data, Mapping):
        return Node({key: node_of(one) for key, one in data.items()}, "", 0, keys=dict.fromkeys(data, 0))
    if isinstance(data, list | tuple):
        return Node(tuple(map(node_of, data)), "", 0)
    return Node(None if data is None else str(data), "", 0, plain=not isinstance(data, str))


def find(node: Node, pattern: KeyPath, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    """Every node that a pattern such as ("sheets", "*", "fields") leads to, with its path; "*" means every entry."""
    if not pattern:
        yield at, node
        return
    step, rest = pattern[0], pattern[1:]
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            if step in (key, ANY):
                yield from find(child, rest, (*at, key))
    elif isinstance(node.value, tuple):
        for index, child in enumerate(node.value):
            if step in (index, ANY):
                yield from find(child, rest, (*at, index))


def nodes(tree: Node, *pattern: str | int) -> Iterator[Node]:
    """The nodes that `find` finds."""
    return (node for _, node in find(tree, pattern))


def own_last(tree: Node, found: Iterable[Node]) -> list[Node]:
    """The nodes of the spec's own file after those of the file that it extends.

    Of two things that are the same, the second is the mistake, and that is never the one that was there before.
    """
    return sorted(found, key=lambda node: node.file == tree.file)


def put(node: Node, path: KeyPath, new: Node) -> Node:
    """The tree with the node at `path` replaced."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(node.value, dict) and isinstance(step, str):
        return node.with_key(step, put(node.value[step], rest, new))
    if isinstance(node.value, tuple) and isinstance(step, int):
        changed = put(node.value[step], rest, new)
        return replace(node, value=(*node.value[:step], changed, *node.value[step + 1 :]))
    raise KeyError(step)


def scalars(node: Node, key: str = "") -> Iterator[tuple[str, Node]]:
    """Every scalar with the key it stands under (that of the list, if it stands in a list)."""
    match node.value:
        case dict():
            for name, child in node.value.items():
                yield from scalars(child, name)
        case tuple():
            for child in node.value:
                yield from scalars(child, key)
        case _:
            yield key, node
