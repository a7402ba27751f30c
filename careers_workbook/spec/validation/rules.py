"""Rules that need more than one field of a spec: refs used once, lists that exist, columns that belong together.

A tree may have errors of shape: a rule looks at what is there and passes over the rest, so that everything wrong is
said at once. Must not know: YAML, how workbooks are made.
"""

from collections.abc import Callable, Iterator, Mapping

from careers_workbook.core.problems import Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.text import fold
from careers_workbook.spec import semantic_ids
from careers_workbook.spec.answers import registry
from careers_workbook.spec.checkpoints import STILL_THERE, YEAR
from careers_workbook.spec.lists import option_id
from careers_workbook.spec.merge import free_ref, refs, with_refs
from careers_workbook.spec.model import Spec, kind_of, sheet_kinds, speaks_of_young_people, words_of
from careers_workbook.spec.nodes import ANY, KeyPath, Node, find, nodes, own_last, texts, whole_number
from careers_workbook.spec.strict import default_of, keys_of

BENCHMARKS = range(1, 9)
MAX_ITEMS = 8_000
"""Every item is a row of the Progress sheet, whose formulas look at all of them."""
MAX_COUNTS = 2_000
"""Rows of a sheet that asks for numbers: leaving years times destinations."""
_HEADINGS = ("Which leavers", "Counts as", "How many left")
"""The headings that a sheet with numbers has besides those of its checkpoints."""
_AT_MOST: tuple[tuple[KeyPath, int], ...] = (
    (("sheets",), 60),
    (("sheets", ANY, "columns"), 40),
    (("lists", ANY), 1_000),
)
_ITEMS: KeyPath = ("sheets", ANY, "sections", ANY, "items", ANY)
_ABOUT_LEAVERS = (YEAR, *semantic_ids.CHECKPOINTS)
_OWN_COLUMNS = ("ref", "item", "status", semantic_ids.KNOWN)
"""The ids and, capitalised, the headings of the columns that are there without being asked for."""


def _options(tree: Node, name: str) -> tuple[Node, ...]:
    found = tree.entries("lists").get(name)
    return found.listed if found else ()


def label_of(option: Node) -> str:
    """The label of an option, which may be written as the bare label."""
    return option.value if isinstance(option.value, str) else option.text("label")


def _id_of(option: Node) -> str:
    return option.text("id") or option_id(label_of(option))


def _kinds_of_answers(sheet: Node) -> dict[str, str]:
    return {column.text("id"): column.text("answer", "text") for column in sheet.children("columns")}


def _missing_roles(sheet: Node) -> list[str]:
    """The columns of the Status that a checklist lacks; an unknown kind of answer is another rule's business."""
    answers = _kinds_of_answers(sheet)
    return [
        f"{role} ({kind})"
        for role, kind in semantic_ids.ROLE_ANSWERS.items()
        if role not in answers or (registry.find(answers[role]) and answers[role] != kind)
    ]


def _sheets_with(tree: Node, key: str) -> Iterator[Node]:
    """The sheets of the kinds that have this key."""
    words = {word for word, kind in sheet_kinds().items() if key in keys_of(kind)}
    return (sheet for sheet in tree.children("sheets") if sheet.text("kind") in words)


def _sheets(tree: Node, kind: str) -> Iterator[Node]:
    return (sheet for sheet in tree.children("sheets") if sheet.text("kind") == kind)


def _same_ref(tree: Node) -> Iterator[Problem]:
    """A ref is used once; CL1 and CL01 count as the same, because people say them alike."""
    seen: dict[str, Node] = {}
    used = refs(tree)
    for node in own_last(tree, (node.where("ref") for node in with_refs(tree, "sheets"))):
        ref = node.words
        key = _without_zeros(ref)
        if ref and key in seen:
            yield node.problem("SPEC-005", ref=ref, first=seen[key].line_for(node), suggestion=free_ref(ref, used))
        seen.setdefault(key, node)


def _without_zeros(ref: str) -> str:
    """CL01 -> CL1."""
    series = ref.rstrip("0123456789")
    return series + ref.removeprefix(series).lstrip("0")


def _prefixes(tree: Node) -> Iterator[Problem]:
    """References of leavers (L01) are never like the refs of items or of another tracker."""
    taken: dict[str, Node] = {}
    for ref, node in refs(tree).items():
        taken.setdefault(ref.rstrip("0123456789"), node.where("ref"))
    for sheet in _sheets_with(tree, "prefix"):
        usual = default_of(keys_of(sheet_kinds()[sheet.text("kind")])["prefix"])
        prefix, place = sheet.text("prefix", str(usual)), sheet.where("prefix")
        if prefix in taken:
            yield _taken_prefix(place, prefix, taken)
        taken.setdefault(prefix, place)


def _taken_prefix(place: Node, prefix: str, taken: Mapping[str, Node]) -> Problem:
    free = next(letter for letter in "LMNPQRSTVWXYZ" + "ABCDEFGHIJKOU" if letter not in taken)
    return place.problem("SPEC-020", prefix=prefix, first=taken[prefix].line_for(place), suggestion=free)


def same_declared_ref(spec: Spec, tree: Node) -> Iterator[Problem]:
    """A ref has one row, and running refs are like no other ref, whatever keys the kinds of sheets have."""
    nodes_of = {sheet.title: node for sheet, node in zip(spec.sheets, tree.children("sheets"), strict=True)}
    tables = [(nodes_of[sheet.title], table) for sheet, declared in spec.declared for table in declared]
    asked = [(node, row.ref) for node, t in tables if any(column.asks for column in t.columns) for row in t.rows]
    seen: dict[str, Node] = {}
    for node, ref in asked:
        if ref in seen:
            free = free_ref(ref, dict.fromkeys((other for _, other in asked), node))
            yield node.problem("SPEC-005", ref=ref, first=seen[ref].line_for(node), suggestion=free)
        seen.setdefault(ref, node)
    taken = {row.ref.rstrip("0123456789"): n for n, table in tables if not table.grows for row, *_ in table.asked()}
    for node, table in tables:
        if table.prefix in taken:
            yield _taken_prefix(node, table.prefix, taken)
        taken |= {table.prefix: node} if table.grows else {}


def _same_id(tree: Node) -> Iterator[Problem]:
    yield from _twice("the forms", [(n.text("id"), n) for n in nodes(tree, "sheets", ANY, "fields", ANY)])
    for sheet in tree.children("sheets"):
        columns = sheet.children("columns")
        taken = [(name, sheet) for name in _OWN_COLUMNS if columns]
        yield from _twice(f'the sheet "{sheet.text("title")}"', [*taken, *((c.text("id"), c) for c in columns)])
    for name in tree.entries("lists"):
        yield from _twice(f'the list "{name}"', [(_id_of(o), o) for o in _options(tree, name)])


def _twice(where: str, ids: list[tuple[str, Node]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for identity, node in ids:
        if identity in seen and identity:
            yield node.where("id").problem("SPEC-014", id=identity, where=where)
        seen.add(identity)


def _of_their_kind(tree: Node) -> Iterator[Problem]:
    """What each kind of answer demands of its questions."""
    for question in (*nodes(tree, "sheets", ANY, "fields", ANY), *nodes(tree, "sheets", ANY, "columns", ANY)):
        if kind := registry.find(question.text("answer", "text")):
            yield from kind.rules(question, tree)


def _people(tree: Node) -> Iterator[Problem]:
    """Only a whole number counts people, only what is filled in says anything; and it is decided for young people."""
    for sheet in tree.children("sheets"):
        kind, decides = sheet_kinds().get(sheet.text("kind")), _decided(sheet)
        if kind and decides and not kind.filled_in:
            yield sheet.where(decides).wrong(decides, "nothing is filled in on a sheet of this kind", "Take it away.")
        for asked in (*sheet.children("fields"), *sheet.children("columns")):
            answer = registry.find(asked.text("answer", "text"))
            if answer and not answer.counts and asked.text("counts_people") == "true":
                reason = f'an answer of the kind "{answer.name}" is no number of people'
                yield asked.where("counts_people").wrong("counts_people", reason, "Write sensitive: true.")
            label, private = asked.text("label"), kind is None or kind.about_people or decides or _decided(asked)
            if answer and answer.counts and not private and speaks_of_young_people(label):
                yield asked.where("label").problem("SPEC-027", label=label)


def _decided(node: Node) -> str:
    """The key by which a sheet or a question says whether it is about people; "" if it does not."""
    return next((key for key in ("counts_people", "sensitive") if node.get(key)), "")


def _prefills(tree: Node) -> Iterator[Problem]:
    """What comes from the register is text that no list and no rule has seen."""
    for entry in nodes(tree, "sheets", ANY, "fields", ANY):
        kind = registry.find(entry.text("answer", "text"))
        if entry.text("prefill") and kind and not kind.free_text:
            reason = f'only an answer of the kind "text" can be filled in beforehand, not "{kind.name}"'
            yield entry.where("prefill").wrong("prefill", reason)


def _same_option(tree: Node) -> Iterator[Problem]:
    """Options are told apart by their words, whatever the case and the kind of quotes; so are their aliases."""
    for name in tree.entries("lists"):
        seen: dict[str, int] = {}
        for number, option in enumerate(_options(tree, name)):
            label = label_of(option)
            if label and fold(label) in seen:
                yield option.where("label").problem("SPEC-016", list=name, label=label)
            seen.setdefault(fold(label), number)
        for number, option in enumerate(_options(tree, name)):
            for alias in option.children("aliases"):
                if alias.words and seen.setdefault(fold(alias.words), number) != number:
                    yield alias.problem("SPEC-016", list=name, label=alias.words)


def _benchmarks(tree: Node) -> Iterator[Problem]:
    for item in nodes(tree, *_ITEMS):
        seen: set[int] = set()
        for node in item.children("benchmarks"):
            number = whole_number(node.value)
            if number is not None and number not in BENCHMARKS:
                yield node.problem("SPEC-012", value=str(number))
            elif number in seen:
                yield node.wrong("benchmarks", f"{number} stands here twice")
            seen |= {number} if number is not None else set()


def _status_columns(tree: Node) -> Iterator[Problem]:
    """All four columns of the Status or none of them; and options of Action completed that mean something."""
    for sheet in _sheets(tree, "checklist"):
        wrong = _missing_roles(sheet)
        if not wrong:
            yield from _meanings(tree, sheet)
        elif any(column.text("id") in semantic_ids.ROLE_ANSWERS for column in sheet.children("columns")):
            missing = f"There is no column {' and no column '.join(wrong)}"
            yield sheet.where("columns").problem("SPEC-024", missing=missing)


def _meanings(tree: Node, sheet: Node) -> Iterator[Problem]:
    for column in sheet.children("columns"):
        name = column.text("list") if column.text("id") == "completed" else ""
        for option in _options(tree, name):
            if label_of(option) and semantic_ids.completed_group(_id_of(option), option.text("group")) is None:
                yield option.problem("SPEC-015", label=label_of(option), list=name)


def _destinations(tree: Node) -> Iterator[Problem]:
    columns = [c for sheet in _sheets_with(tree, "prefix") for c in sheet.children("columns")]
    places = {*semantic_ids.CHECKPOINTS} - {STILL_THERE}
    for name in sorted({column.text("list") for column in columns if column.text("id") in places}):
        for option in _options(tree, name):
            group = option.text("group")
            if group not in semantic_ids.DESTINATION_GROUPS:
                shown = f'the group "{group}"' if group else "no group"
                known = ", ".join(semantic_ids.DESTINATION_GROUPS)
                yield option.where("group").problem("SPEC-025", label=label_of(option), group=shown, known=known)


def _progress(tree: Node) -> Iterator[Problem]:
    sheets = list(_sheets(tree, "progress"))
    if sheets and all(_missing_roles(sheet) for sheet in _sheets(tree, "checklist")):
        reason = "there is no checklist with a Status to show progress of"
        yield sheets[0].wrong("kind", reason, "Take this sheet away.")
    for sheet in sheets[1:]:
        yield sheet.wrong("kind", "a workbook has one progress sheet only", "Take this one away.")


def _older_words(tree: Node) -> Iterator[Problem]:
    """A kind that is called by a word that old specs have."""
    for sheet in tree.children("sheets"):
        data, word = texts(sheet), sheet.text("kind")
        kind = kind_of(data) if isinstance(data, dict) else None
        if kind and word != (usual := words_of(kind)[0]):
            yield sheet.where("kind").problem("SPEC-026", old=word, new=usual)


def _how_many(tree: Node) -> Iterator[Problem]:
    for pattern, limit in _AT_MOST:
        for node in nodes(tree, *pattern):
            if len(node.listed) > limit:
                key = next(str(step) for step in reversed(pattern) if step != ANY)
                yield node.wrong(key, f"{len(node.listed):,} entries are more than the {limit:,} that are possible")
    items = sum(1 for _ in find(tree, _ITEMS))
    if items > MAX_ITEMS:
        reason = f"{items:,} items are more than the {MAX_ITEMS:,} that one workbook can hold"
        yield tree.where("sheets").wrong("sheets", reason)


def _alone(tree: Node) -> Iterator[Problem]:
    for key in ("renamed", "dropped"):
        if tree.entries(key) and not tree.text("extends"):
            reason = "only a spec that extends another can say this"
            yield tree.where(key).wrong(key, reason, "Add extends:, or take it away.")


def _is_listed(answer: str | None) -> bool:
    """Whether an answer is chosen from a list of the spec."""
    kind = registry.find(answer)
    return kind is not None and kind.listed


def _lacking(sheet: Node) -> str:
    """What a tracker lacks so that its leavers can be counted by year; "" if nothing."""
    answers = _kinds_of_answers(sheet)
    if not _is_listed(answers.get(YEAR)):
        return "a column leaving_year that is a choice"
    return "" if set(semantic_ids.CHECKPOINTS) & answers.keys() else "a checkpoint such as autumn"


def _counted_sheets(tree: Node) -> Iterator[Problem]:
    """A sheet of destinations counts a tracker that there is, and that says when somebody left."""
    lacks = {sheet.text("title"): _lacking(sheet) for sheet in _sheets_with(tree, "detail")}
    for sheet in _sheets(tree, "destinations"):
        of = sheet.text("of")
        if of and of not in lacks:
            yield sheet.where("of").wrong("of", f'there is no tracker "{of}"', did_you_mean(of, lacks))
        elif of and lacks[of]:
            yield sheet.where("of").wrong("of", f'the tracker "{of}" has no leavers to count', f"It lacks {lacks[of]}.")
        elif not of and all(lacks.values()):
            reason = "there is no tracker whose leavers could be counted by year"
            yield sheet.wrong("kind", reason, "Take this sheet away.")


def _counts(tree: Node) -> Iterator[Problem]:
    """Numbers can be asked for only where years and destinations are lists."""
    for sheet in _sheets_with(tree, "detail"):
        if sheet.text("detail") != "counts":
            continue
        columns = {c.text("id"): c for c in sheet.children("columns") if c.text("id") in _ABOUT_LEAVERS}
        if lacks := _lacking(sheet):
            reason = "numbers are asked for by leaving year and checkpoint"
            yield sheet.where("detail").wrong("detail", reason, f"Add {lacks}.")
            continue
        for name, column in columns.items():
            answer = column.text("answer", "text")
            if not _is_listed(answer) and (name, answer) != (STILL_THERE, "yes/no"):
                reason = "where numbers are asked for, a checkpoint has to be a choice"
                yield column.where("answer").wrong("answer", reason)
            if column.text("label").casefold() in map(str.casefold, _HEADINGS):
                yield column.where("label").problem("SPEC-022", label=column.text("label"))
        sizes = {name: len(_options(tree, column.text("list"))) for name, column in columns.items()}
        years = sizes.pop(YEAR)
        places = max(sizes.values(), default=0)
        if years * places > MAX_COUNTS:
            reason = f"{years} years with {places} destinations are more than the {MAX_COUNTS:,} rows that are possible"
            yield sheet.where("detail").wrong("detail", reason)


def _plain_lists(tree: Node) -> Iterator[Problem]:
    """A list says nothing about people: with a column about leavers, their rows would be quoted and stored."""
    for sheet in _sheets(tree, "list"):
        if found := [c.text("id") for c in sheet.children("columns") if c.text("id") in _ABOUT_LEAVERS]:
            reason = f'a list has no column "{found[0]}", which is about people who left'
            yield sheet.where("kind").wrong("kind", reason, "Write kind: leavers.")


RULES: tuple[Callable[[Node], Iterator[Problem]], ...] = (
    _same_ref,
    _prefixes,
    _same_id,
    _of_their_kind,
    _people,
    _prefills,
    _same_option,
    _benchmarks,
    _status_columns,
    _destinations,
    _progress,
    _older_words,
    _how_many,
    _alone,
    _counted_sheets,
    _counts,
    _plain_lists,
)
