"""A spec that extends another: its shape, and the whole one that it makes, where that other is without faults.

Every node of the whole still knows its own file and line. Must not know: YAML, Excel.
"""

from collections.abc import Iterator
from dataclasses import field, replace
from typing import Annotated

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.spec.lists import ChoiceList, DateRange, Term
from careers_workbook.spec.model import Detail, Sheet, Start, sheet_kinds
from careers_workbook.spec.nodes import ANY, KeyPath, Node, find, nodes, put
from careers_workbook.spec.sheets.checklist import Item, Section
from careers_workbook.spec.sheets.form import FormField
from careers_workbook.spec.strict import Allowed, Id, Ref, Strict, Text, keys_of

_SHEETS: KeyPath = ("sheets",)
_FIELDS: KeyPath = (*_SHEETS, ANY, "fields")
_SECTIONS: KeyPath = (*_SHEETS, ANY, "sections")
_ITEMS: KeyPath = (*_SECTIONS, ANY, "items")
_ADDED: dict[str, tuple[KeyPath, str]] = {
    "items": (_ITEMS, "ref"),
    "fields": (_FIELDS, "ref"),
    "sections": (_SECTIONS, "heading"),
    "sheets": (_SHEETS, "title"),
}
"""What can be added -> where such things stand, and the key that `after` goes by."""
_WORDS: tuple[KeyPath, ...] = (
    (*_SHEETS, ANY, "title"),
    (*_SHEETS, ANY, "intro"),
    (*_SHEETS, ANY, "paragraphs", ANY),
    (*_SECTIONS, ANY, "heading"),
    (*_SECTIONS, ANY, "short"),
)
"""Words that have no ref, for `rephrase`."""
_LABELS: KeyPath = (*_SHEETS, ANY, "columns", ANY, "label")
"""And headings of columns, which are then read in their former words as well."""
_MOST_TREES = 4


@frozen(kw_only=True)
class Rewording(Strict):
    """New words for one ref; what is not given stays. A plain text stands for `text`."""

    text: Text | None = None
    hint: str | None = None
    counts_people: bool | None = None
    sensitive: bool | None = None
    benchmarks: tuple[int, ...] | None = None
    duty: Text | None = None

    @classmethod
    def written_out(cls, node: Node) -> Node:
        """A bare text is the new text."""
        return replace(node, value={"text": node}) if isinstance(node.value, str) else node


@frozen(kw_only=True)
class Addition(Strict):
    """What is added in one place: exactly one of items, fields, sections, sheets.

    `after` names what stands before it: a ref (items, fields), a heading (sections) or a title (sheets). Without
    `after`, items come last in `section`, fields and sections last in `sheet`, sheets last of all.
    """

    after: Text | None = None
    section: Text | None = None
    sheet: Text | None = None
    items: tuple[Item, ...] = ()
    fields: tuple[FormField, ...] = ()
    sections: tuple[Section, ...] = ()
    sheets: tuple[Sheet, ...] = ()


@frozen(kw_only=True)
class Extension(Strict):
    """A spec that says only how it differs from the one it extends.

    Start, dates, single lists and the like replace those of the extended spec. `renamed` gives an item a new ref in its
    old place; `dropped` says why a ref is no longer asked; `reword` goes by the refs that are valid here; `rephrase` by
    the exact words of a sheet title, an intro, a heading, its short name, a paragraph or a column's label; `detail` and
    `rows` by the title of a tracker; `counts_people` and `sensitive` are titles of sheets.
    """

    id: Id
    version: Text
    extends: Text
    title: Text | None = None
    language: str | None = None
    due_soon_days: Annotated[int, Allowed(least=0, most=366)] | None = None
    dates: DateRange | None = None
    terms: tuple[Term, ...] | None = None
    start: Start | None = None
    lists: dict[str, ChoiceList] = field(default_factory=dict)
    renamed: dict[Ref, Ref] = field(default_factory=dict)
    dropped: dict[Ref, Text] = field(default_factory=dict)
    reword: dict[Ref, Rewording] = field(default_factory=dict)
    rephrase: dict[str, Text] = field(default_factory=dict)
    detail: dict[str, Detail] = field(default_factory=dict)
    rows: dict[str, Annotated[int, Allowed(least=1, most=500)]] = field(default_factory=dict)
    counts_people: tuple[Text, ...] = ()
    sensitive: tuple[Text, ...] = ()
    add: tuple[Addition, ...] = ()


_BY_TITLE, _ABOUT_PEOPLE = ("detail", "rows"), ("counts_people", "sensitive")
_REPLACED = keys_of(Extension).keys() - {"lists", "reword", "rephrase", *_BY_TITLE, *_ABOUT_PEOPLE, "add"}
"""The keys that stand in the whole spec as they are written; each of the others is a step of its own."""


def merge(base: Node, extension: Node) -> tuple[Node, tuple[Problem, ...]]:
    """The whole spec, and what of the extension could not be done."""
    problems = [*_unknown_refs(base, extension), *_reused_refs(base, extension)]
    tree = _drop_and_rename(base, extension)
    for addition in extension.children("add"):
        place = _place_for(tree, addition)
        if isinstance(place, Problem):
            problems.append(place)
        else:
            tree = _insert(tree, place, addition)
    for step in (_by_title, _reword, _rephrase):
        tree, found = step(tree, extension)
        problems += found
    return _replace_keys(_without_empty(tree), extension), tuple(problems)


@kept(_MOST_TREES)
def refs(tree: Node) -> dict[str, Node]:
    """Every ref of the spec -> the node of its item or field; the first one if a ref is used twice."""
    found: dict[str, Node] = {}
    for node in with_refs(tree, "sheets"):
        found.setdefault(node.text("ref"), node)
    return {ref: node for ref, node in found.items() if ref}


def with_refs(tree: Node, key: str) -> Iterator[Node]:
    """Every field, every item, and whatever else has a ref, anywhere below a key."""
    return (node for _, entries in _lists(tree, key) for node in entries.listed if node.get("ref"))


def _lists(node: Node, *path: str | int) -> Iterator[tuple[KeyPath, Node]]:
    """The lists below a path whose entries have refs, with their paths; in whichever keys a kind of sheet has them."""
    for at, found in find(node, path):
        yield from _lists_below(found, at)


def _lists_below(node: Node, at: KeyPath) -> Iterator[tuple[KeyPath, Node]]:
    match node.value:
        case tuple() as entries:
            if any(entry.get("ref") for entry in entries):
                yield at, node
                return
            for index, entry in enumerate(entries):
                yield from _lists_below(entry, (*at, index))
        case dict() as mapping:
            for key, child in mapping.items():
                yield from _lists_below(child, (*at, key))


def _unknown(node: Node, what: str, tree: Node, suggestion: str) -> Problem:
    return node.problem("SPEC-011", what=what, spec=f"{tree.text('id')} {tree.text('version')}", suggestion=suggestion)


def _unknown_refs(base: Node, extension: Node) -> Iterator[Problem]:
    known = refs(base)
    renamed, dropped = extension.entries("renamed"), extension.entries("dropped")
    for ref, node in [*renamed.items(), *dropped.items()]:
        if ref not in known:
            yield _unknown(node, f"item {ref}", base, did_you_mean(ref, known))
    added = _added_refs(extension)
    for ref, node in renamed.items():
        heir = node.words
        if ref in dropped and isinstance(node.value, str) and heir not in added and heir not in known:
            yield _unknown(node, f"item {heir}", extension, "A dropped item can only hand over to one that exists.")


def _added_refs(extension: Node) -> dict[str, Node]:
    return {node.text("ref"): node for node in with_refs(extension, "add")}


def _reused_refs(base: Node, extension: Node) -> Iterator[Problem]:
    """A ref that is gone must not come back for another question: next year's answers would be carried over to it."""
    known, renamed, dropped = refs(base), extension.entries("renamed"), extension.entries("dropped")
    gone = {ref for ref in (*renamed, *dropped) if ref in known}
    wanted = [(ref, node) for ref, node in _added_refs(extension).items() if ref in gone]
    for old, node in renamed.items():
        if node.words in known and (old not in dropped or node.words in gone):
            wanted.append((node.words, node))
    for ref, node in wanted:
        first = known[ref].line_for(node)
        yield node.problem("SPEC-005", ref=ref, first=first, suggestion=free_ref(ref, known))


def free_ref(ref: str, used: dict[str, Node]) -> str:
    """The next ref with the same letters that nobody uses: CL3 -> CL7."""
    letters = ref.rstrip("0123456789")
    numbers = (int(other[len(letters) :]) for other in used if other.rstrip("0123456789") == letters)
    return f"{letters}{max(numbers, default=0) + 1}"


def _drop_and_rename(tree: Node, extension: Node) -> Node:
    renamed, dropped = extension.entries("renamed"), extension.entries("dropped")
    for path, entries in list(_lists(tree, "sheets")):
        kept = [n for n in entries.listed if n.text("ref") not in dropped]
        named = (n.with_key("ref", renamed[ref]) if (ref := n.text("ref")) in renamed else n for n in kept)
        tree = put(tree, path, replace(entries, value=tuple(named)))
    return tree


def _place_for(tree: Node, addition: Node) -> tuple[KeyPath, int] | Problem:
    """The list that an addition goes into and the index it gets there."""
    kinds = [kind for kind in _ADDED if addition.children(kind)]
    if len(kinds) != 1:
        words = ", ".join(_ADDED)
        return addition.wrong("add", f"give exactly one of {words}")
    pattern, name = _ADDED[kinds[0]]
    lists = [(path, node) for path, node in find(tree, pattern) if _is_inside(tree, path, addition)]
    after = addition.text("after")
    if after:
        for path, node in lists:
            for index, entry in enumerate(node.listed, 1):
                if entry.text(name) == after:
                    return path, index
        known = [entry.text(name) for node in nodes(tree, *pattern) for entry in node.listed]
        return _unknown(addition.where("after"), f'{name} "{after}"', tree, did_you_mean(after, known))
    if kinds[0] != "sheets" and addition.get("sheet") is None and addition.get("section") is None:
        return addition.problem("SPEC-003", key="after")
    if not lists:
        key, pattern = ("section", _SECTIONS) if addition.get("section") else ("sheet", _SHEETS)
        what, own = addition.text(key), "heading" if key == "section" else "title"
        known = [node.text(own) for node in nodes(tree, *pattern, ANY)]
        return _unknown(addition.where(key), f'{key} "{what}" that takes {kinds[0]}', tree, did_you_mean(what, known))
    return lists[-1][0], len(lists[-1][1].listed)


def _is_inside(tree: Node, path: KeyPath, addition: Node) -> bool:
    """Whether the list at `path` is in the sheet and section that an addition names."""
    for key, own, depth in (("sheet", "title", 2), ("section", "heading", 4)):
        wanted = addition.text(key)
        if wanted and not any(node.text(own) == wanted for _, node in find(tree, path[:depth])):
            return False
    return True


def _insert(tree: Node, place: tuple[KeyPath, int], addition: Node) -> Node:
    path, index = place
    new = next(addition.children(kind) for kind in _ADDED if addition.children(kind))
    ((_, entries),) = find(tree, path)
    old = entries.listed
    return put(tree, path, replace(entries, value=(*old[:index], *new, *old[index:])))


def _reword(tree: Node, extension: Node) -> tuple[Node, list[Problem]]:
    problems = []
    renamed = extension.entries("renamed")
    for ref, words in extension.entries("reword").items():
        lists = _lists(tree, "sheets")
        places = [((*path, at), n) for path, own in lists for at, n in enumerate(own.listed) if n.text("ref") == ref]
        for path, node in places:
            tree = put(tree, path, _with_words(node, words))
        if not places:
            hint = f"It is called {renamed[ref].value} here." if ref in renamed else did_you_mean(ref, refs(tree))
            problems.append(_unknown(words, f"item {ref}", extension, hint))
    return tree, problems


def _with_words(node: Node, words: Node) -> Node:
    for key, value in (words.mapping if isinstance(words.value, dict) else {"text": words}).items():
        node = node.with_key("label" if node.get("label") and key == "text" else key, value)
    return node


def _rephrase(tree: Node, extension: Node) -> tuple[Node, list[Problem]]:
    problems = []
    for old, new in extension.entries("rephrase").items():
        patterns = (*_WORDS, _LABELS)
        words = [(path, node.words) for pattern in patterns for path, node in find(tree, pattern) if node.words]
        places = [path for path, said in words if said.split() == old.split()]
        for path in places:
            tree = put(tree, path, new)
            if path[-1] == _LABELS[-1]:
                tree = _with_alias(tree, path[:-1], replace(new, value=old))
        if not places:
            known = [said for _, said in words]
            problems.append(_unknown(new, f'text "{old}"', tree, did_you_mean(old, known)))
    return tree, problems


def _with_alias(tree: Node, path: KeyPath, alias: Node) -> Node:
    """A column with one more heading that means it."""
    ((_, column),) = find(tree, path)
    aliases = column.get("aliases") or replace(alias, value=())
    return put(tree, path, column.with_key("aliases", replace(aliases, value=(*aliases.listed, alias))))


def _by_title(tree: Node, extension: Node) -> tuple[Node, list[Problem]]:
    problems = []
    said = [(key, *one) for key in _BY_TITLE for one in extension.entries(key).items()]
    said += [(key, t.words, replace(t, value="true")) for key in _ABOUT_PEOPLE for t in extension.children(key)]
    for key, title, value in said:
        kinds = {word for word, kind in sheet_kinds().items() if key in keys_of(kind)}
        sheets = [(path, node) for path, node in find(tree, (*_SHEETS, ANY)) if node.text("kind") in kinds]
        places = [(path, node) for path, node in sheets if node.text("title") == title]
        for path, node in places:
            tree = put(tree, path, node.with_key(key, value))
        if not places:
            known = [node.text("title") for _, node in sheets]
            what = "tracker" if key in _BY_TITLE else "sheet"
            problems.append(_unknown(value, f'{what} "{title}"', tree, did_you_mean(title, known)))
    return tree, problems


def _without_empty(tree: Node) -> Node:
    """Without the sections whose items were all dropped, and then without the sheets that are left with nothing."""
    for pattern, key in ((_SECTIONS, "items"), (_SHEETS, "sections"), (_SHEETS, "fields")):
        for path, entries in list(find(tree, pattern)):
            kept = tuple(n for n in entries.listed if n.get(key) is None or n.children(key))
            tree = put(tree, path, replace(entries, value=kept))
    return tree


def _replace_keys(tree: Node, extension: Node) -> Node:
    """With the top-level keys of the extension instead; lists one by one, by name."""
    kept = {key: value for key, value in tree.mapping.items() if key not in ("renamed", "dropped", "extends")}
    whole = replace(tree, file=extension.file, value=kept)
    for key in sorted(_REPLACED):
        if (value := extension.get(key)) is not None:
            whole = whole.with_key(key, value)
    for name, options in extension.entries("lists").items():
        lists = whole.get("lists") or replace(options, value={}, keys={})
        whole = whole.with_key("lists", lists.with_key(name, options))
    return whole
