"""The text of a YAML file -> nodes with lines. Hostile text is refused in one sentence; nothing in it is ever run.

Every scalar is still the text that was typed (so Yes, 2020.10 and 31/03/2027 stay what people see). Must not know: what
the keys of a spec mean.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from yaml import events

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.spec.nodes import KeyPath, Node

MAX_BYTES = 1_000_000
MAX_VALUES = 200_000
"""Values once all aliases are unfolded: nine lines of aliases can unfold to more than any memory holds."""
MAX_DEPTH = 40
# The C loader is nine times faster, but missing where PyYAML was built without libyaml.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_TAGS = {None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
_OPEN_QUOTE = "a quote is opened here and never closed"
_TAB = "a tab is used for the indentation; use spaces"
_INDENT = "the indentation does not fit the lines above"
_BRACKET = "a bracket is not closed, or a comma is missing"
_PLAIN_WORDS = (
    ("mapping values are not allowed", "there is a colon where none can stand; put the whole text in quotes"),
    ("that cannot start any token", 'a text cannot start with this character; put the whole text in "quotes"'),
    ("could not find expected ':'", "a colon is missing after a key, or a text goes on at the wrong indentation"),
    ("did not find expected key", _INDENT),
    ("did not find expected '-' indicator", _INDENT),
    ("expected <block end>", _INDENT),
    ("block sequence entries are not allowed", _INDENT),
    ("while scanning a quoted scalar", _OPEN_QUOTE),
    ("expected ',' or", _BRACKET),
    ("maximum nesting depth", f"it is nested more than {MAX_DEPTH} deep"),
    ("escape character", "a backslash in \"double quotes\" has a special meaning; use 'single quotes'"),
)


def read(path: Path) -> tuple[Node, tuple[Problem, ...]]:
    """The tree of a YAML file and the problems that leave it usable; SpecError when there is no tree at all."""
    return understood(str(path), decoded(path))


def decoded(path: Path) -> str:
    """The text of a file, as it was typed; SpecError where it has none."""
    return _decode(str(path), _bytes(path))


def understood(file: str, text: str) -> tuple[Node, tuple[Problem, ...]]:
    """The same of a text that stands in a file, or shall."""
    if bad := _UNREADABLE.search(text):
        raise _refused(file, text.count("\n", 0, bad.start()) + 1, "it holds an invisible control character")
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax(file, text, error, builder.long_quote) from error
    if builder.root is None:
        raise SpecError(Problem("SPEC-019", Place(file), {"reason": "it is empty"}))
    return builder.root, tuple(builder.problems)


def written(data: object) -> str:
    """Plain data as YAML that `read` gives back: text that could be taken for something else stands in quotes."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            reason = "it is a folder"
        elif not path.exists():
            reason = "there is no such file"
        elif not path.is_file():
            reason = "it is not an ordinary file"
        elif (size := path.stat().st_size) > MAX_BYTES:
            reason = f"it has {size:,} bytes, and a spec never needs more than {MAX_BYTES:,}"
        else:
            return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or str(error)
    raise SpecError(Problem("SPEC-019", Place(str(path)), {"reason": reason}))


def _decode(file: str, data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _refused(file, 1, "it is saved as UTF-16; save it as UTF-8", "SPEC-019")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(file, line, "it is not saved as UTF-8; save it as UTF-8", "SPEC-019") from error


def _refused(file: str, line: int, reason: str, code: str = "SPEC-001") -> SpecError:
    return SpecError(Problem(code, Place(file, line=line), {"reason": reason}))


def _syntax(file: str, text: str, error: yaml.MarkedYAMLError, long_quote: tuple[int, int]) -> SpecError:
    """The parser's complaint in plain words, at the line where a person would look.

    A quote that is never closed ends at the next quote, lines further on, and only there the text makes no sense.
    """
    said = f"{error.context or ''} {error.problem or ''}"
    mark = (error.context_mark if "quoted scalar" in said else error.problem_mark) or error.problem_mark
    line = mark.line + 1 if mark else 1
    if long_quote[1] == line:
        return _refused(file, long_quote[0], _OPEN_QUOTE)
    reason = next((words for fragment, words in _PLAIN_WORDS if fragment in said), error.problem or "it cannot be read")
    typed = text.splitlines()[line - 1 : line]
    if typed and "\t" in typed[0][: len(typed[0]) - len(typed[0].lstrip())]:
        reason = _TAB
    return _refused(file, line, reason)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet. The children of a mapping are key, value, key, value, ..."""

    mapping: bool
    line: int
    anchor: str | None
    children: list[Node] = field(default_factory=list)


class _Builder:
    """Turns the parser's flat events into nodes, with a limit on depth and on what aliases unfold to."""

    def __init__(self, file: str) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.long_quote = (0, 0)
        """First and last line of the latest text in quotes that goes over several lines."""
        self._file = file
        self._anchors: dict[str, Node] = {}
        self._stack: list[_Open] = []

    def take(self, event: events.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case events.DocumentStartEvent() if self.root is not None:
                raise _refused(self._file, line, "a second document starts here; a spec is one document")
            case events.AliasEvent():
                if event.anchor not in self._anchors:
                    reason = f'there is no "&{event.anchor}" above that "*{event.anchor}" could stand for'
                    raise _refused(self._file, line, reason)
                self._add(self._anchors[event.anchor])
            case events.ScalarEvent():
                self._check_tag(event.tag, line)
                if event.style in ("'", '"') and event.end_mark and event.end_mark.line + 1 > line:
                    self.long_quote = (line, event.end_mark.line + 1)
                plain = event.implicit[0] and not event.style
                value = None if plain and event.value in ("", "~", "null", "Null", "NULL") else event.value
                self._add(self._keep(event.anchor, Node(value, self._file, line, plain)))
            case events.CollectionStartEvent():
                self._check_tag(event.tag, line)
                if len(self._stack) >= MAX_DEPTH:
                    raise _refused(self._file, line, f"lists are nested more than {MAX_DEPTH} deep")
                self._stack.append(_Open(isinstance(event, events.MappingStartEvent), line, event.anchor))
            case events.CollectionEndEvent():
                self._close(self._stack.pop())

    def _add(self, node: Node) -> None:
        if self._stack:
            self._stack[-1].children.append(node)
        else:
            self.root = node

    def _close(self, done: _Open) -> None:
        size = 1 + sum(child.size for child in done.children)
        if size > MAX_VALUES:
            raise _refused(self._file, done.line, f"its aliases unfold to more than {MAX_VALUES:,} values")
        entries = tuple(done.children)
        node = self._mapping(done, size) if done.mapping else Node(entries, self._file, done.line, size=size)
        self._add(self._keep(done.anchor, node))

    def _mapping(self, done: _Open, size: int) -> Node:
        values: dict[str, Node] = {}
        lines: dict[str, int] = {}
        merged: list[Node] = []
        for key, value in zip(done.children[::2], done.children[1::2], strict=True):
            if not isinstance(key.value, str):
                self._report("SPEC-001", key.line, reason="a key has to be a word")
            elif key.value == "<<" and key.plain:
                merged += value.value if isinstance(value.value, tuple) else (value,)
            elif key.value in values:
                self._report("SPEC-018", key.line, key=key.value, first=str(lines[key.value]))
            else:
                values[key.value], lines[key.value] = value, key.line
        for other in merged:
            if not isinstance(other.value, dict):
                self._report("SPEC-001", other.line, reason='"<<" takes in the lines of an "&anchor", and this is none')
                continue
            for name, value in other.value.items():
                values.setdefault(name, value)
                lines.setdefault(name, other.keys[name])
        return Node(values, self._file, done.line, keys=lines, size=size)

    def _keep(self, anchor: str | None, node: Node) -> Node:
        if anchor:
            self._anchors[anchor] = node
        return node

    def _check_tag(self, tag: str | None, line: int) -> None:
        if tag not in _TAGS:
            shown = tag.replace("tag:yaml.org,2002:", "!!") if tag else ""
            self._report("SPEC-001", line, reason=f'the tag "{shown}" cannot be used; a spec holds plain text only')

    def _report(self, code: str, line: int, **context: str) -> None:
        self.problems.append(Problem(code, Place(self._file, line=line), context))


@frozen
class Stretch:
    """Where a value stands in a text, in characters: from `start` to `end`, behind its key, if any, from `key` on.

    What is `flow` stands in brackets; `children` are the names or places in it.
    """

    start: int
    end: int
    key: int
    is_mapping: bool
    flow: bool
    children: tuple[str | int, ...] = ()


def stretches(text: str) -> dict[KeyPath, Stretch]:
    """Where each value of a YAML text stands that `read` has understood, by the keys that lead to it."""
    found: dict[KeyPath, Stretch] = {}
    root = yaml.compose(text, Loader=yaml.SafeLoader)  # the C loader counts bytes
    if root is not None:
        _stretch(root, (), root.start_mark.index, found)
    return found


def _stretch(node: yaml.Node, path: KeyPath, key: int, found: dict[KeyPath, Stretch]) -> int:
    """Enter a value and all below it; where it ends, without blank lines and remarks behind it."""
    end, inside = node.end_mark.index, list[tuple[str | int, int, yaml.Node]]()
    if isinstance(node, yaml.MappingNode):
        inside = [(str(name.value), name.start_mark.index, child) for name, child in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inside = [(place, child.start_mark.index, child) for place, child in enumerate(node.value)]
    ends = [_stretch(child, (*path, name), start, found) for name, start, child in inside]
    flow = bool(getattr(node, "flow_style", False))
    if ends and not flow:
        end = ends[-1]
    names = tuple(name for name, _, _ in inside)
    found[path] = Stretch(
        node.start_mark.index, end, key, is_mapping=isinstance(node, yaml.MappingNode), flow=flow, children=names
    )
    return end
