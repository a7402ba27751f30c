"""A spec in words for a person, and what changed from one to another.

Questions are compared by what became of their refs, columns and options by their ids. Must not know: YAML files,
answers, Excel.
"""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import show_date
from careers_workbook.spec.answers import registry
from careers_workbook.spec.lists import DateRange, Term
from careers_workbook.spec.model import Question, Sheet, Spec, words_of
from careers_workbook.spec.ref_history import Heirs, heirs, words
from careers_workbook.spec.semantic_ids import OWN_SHEETS
from careers_workbook.spec.sheets.form import FormField
from careers_workbook.spec.strict import Strict, keys_of
from careers_workbook.spec.years import moves_on

_STEP = "  "
DescribedLine = tuple[int, str]
"""How deep, and the words."""
_Change = tuple[str, Sequence[str]]
"""What is changed (a ref, a title, a list), and the lines that say how."""
_Reworded = Callable[[str, str], list[str]]
_WENT, _CAME = "[-", "{+"
_REWRITTEN = 0.4
"""Share of words kept (difflib ratio) below which both texts are shown whole."""
_SHARED = 0.5
"""Share of questions kept from which a sheet under another title is the same sheet."""
_START = OWN_SHEETS[0]
_WORDED = frozenset({"ref", "id", "text", "label"})
"""What a question or an option is known by or is told elsewhere."""


def tree(spec: Spec) -> str:
    """The content of a spec as an indented plain-text tree."""
    return "\n".join(f"{_STEP * depth}{line}" for depth, line in _spec(spec))


def _spec(spec: Spec) -> Iterator[DescribedLine]:
    base = f", extends {spec.extends}" if spec.extends else ""
    yield 0, spec.title
    yield 0, f"{spec.id}, version {spec.version}{base}"
    for sheet in spec.sheets:
        yield 0, ""
        yield 0, f"{sheet.title} ({', '.join(filter(None, (sheet.kind, sheet.size(), _said_of_people(sheet))))})"
        yield from ((depth + 1, line) for depth, line in sheet.described(answer_in_words))
    if spec.lists:
        yield 0, ""
        yield 0, "Lists"
    for name, options in spec.lists.items():
        moves = " (moves on with the school year)" if moves_on(options) else ""
        yield 1, f"{name}{moves}: {'; '.join(option.label for option in options)}"
    changes = [f"{old} is now {new}" for old, new in spec.renamed.items()]
    changes += [f"{ref} is no longer asked: {reason}" for ref, reason in spec.dropped.items()]
    if changes:
        yield 0, ""
        yield 0, f"Changed since {spec.extends}"
    yield from ((1, change) for change in changes)


def answer_in_words(question: Question) -> str:
    """What kind of answer a question wants."""
    kind = registry.kind_of(question)
    prefilled = isinstance(question, FormField) and question.prefill
    said = f"{kind.name} {kind.describe(question.settings)}".rstrip()
    return ", ".join(
        filter(None, (said, "filled in from the register" if prefilled else "", _said_of_people(question)))
    )


def _said_of_people(one: Question | Sheet) -> str:
    return "counts people" if one.counts_people else "sensitive" if one.sensitive else ""


@frozen
class Differences:
    """What differs from one spec to another: headings, below each what is changed and the lines that say how.

    Unless the specs are `related`, a question is the same only where both its ref and its words are.
    """

    related: bool
    parts: tuple[tuple[str, tuple[_Change, ...]], ...]


def differences(old: Spec, new: Spec, lineage: Sequence[Spec] = (), reworded: _Reworded | None = None) -> Differences:
    """Everything that differs, by kind. `lineage` as in spec/ref_history.py; `reworded` tells of two texts how."""
    both = _Both(old, new, heirs(old, new, lineage), reworded or word_changes)
    parts = (
        ("Asked for the first time", both.added()),
        ("No longer asked", both.gone()),
        ("Under another ref", both.renamed()),
        ("Reworded", both.reworded()),
        ("On another sheet or in another section", both.moved()),
        ("Other changes to questions", both.details()),
        ("Sheets", both.sheets()),
        ("Columns", both.columns()),
        ("Lists", _lists(old, new)),
        ("Around the questions", both.frame()),
    )
    found = ((heading, tuple(changes)) for heading, changes in parts)
    return Differences(both.heirs.related, tuple((heading, changes) for heading, changes in found if changes))


def diff(old: Spec, new: Spec, lineage: Sequence[Spec] = (), width: int = 80) -> str:
    """The same as text; one sentence if nothing differs."""
    found = differences(old, new, lineage)
    blocks = [_block(heading, changes, width) for heading, changes in found.parts]
    title = f"{old.id} {old.version} -> {new.id} {new.version}"
    if not found.related:
        said = "Neither builds on the other: a question is the same only where both its ref and its words are."
        blocks.insert(0, textwrap.fill(said, width))
    if any(_WENT in said or _CAME in said for said in blocks):
        title += f"\nWords that went stand like {_WENT}this-], words that came like {_CAME}this+}}."
    return "\n\n".join([title, *(blocks or ["Nothing differs."])]) + "\n"


class _Both:
    """The two specs side by side; each method gives the changes of one kind, in the order of the specs."""

    def __init__(self, old: Spec, new: Spec, became: Heirs, compare: _Reworded) -> None:
        self.old, self.new, self.heirs, self.compare = old, new, became, compare
        self.before, self.now = words(old), words(new)
        self.pairs = {before: after for before, after in became.asked.items() if before in self.before}
        self.sheet_now = _homes(new, sections=False)
        same, titles = self._same(_homes(old, sections=False), self.sheet_now), {sheet.title for sheet in new.sheets}
        # sheets that hold no items are known by their titles alone
        self.sheets_now = {s.title: to for s in old.sheets if (to := same.get(s.title, s.title)) in titles}

    def added(self) -> Iterator[_Change]:
        origins = set(self.pairs.values())
        for ref, text in self.now.items():
            if ref not in origins:
                yield ref, [text, f"({self.sheet_now[ref]})"]

    def gone(self) -> Iterator[_Change]:
        for ref, reason in self.heirs.gone.items():
            yield ref, [self.before[ref], f"Why: {reason}"]

    def renamed(self) -> Iterator[_Change]:
        return ((before, [f"is {after} now"]) for before, after in self.pairs.items() if before != after)

    def reworded(self) -> Iterator[_Change]:
        for before, after in self.pairs.items():
            if self.before[before].split() != self.now[after].split():
                yield after, self.compare(self.before[before], self.now[after])

    def moved(self) -> Iterator[_Change]:
        there, here = _homes(self.old, sections=True), _homes(self.new, sections=True)
        same = self._same(there, here)
        for before, after in self.pairs.items():
            if same.get(there[before]) != here[after]:
                yield after, [f"from {there[before]}", f"to {here[after]}"]

    def details(self) -> Iterator[_Change]:
        specs = self.old, self.new
        there, here = ({e.ref: e.model for sheet in spec.sheets for e in sheet.entries()} for spec in specs)
        for before, after in self.pairs.items():
            if lines := _attributes(there[before], here[after]):
                yield after, lines

    def sheets(self) -> Iterator[_Change]:
        there, here = ({sheet.title: sheet for sheet in spec.sheets} for spec in (self.old, self.new))
        for title, sheet in there.items():
            if title not in self.sheets_now:
                yield title, [f"is gone ({sheet.kind})"]
            elif lines := list(_sheet_changes(sheet, here[self.sheets_now[title]])):
                yield title, lines
        came = (sheet for title, sheet in here.items() if title not in self.sheets_now.values())
        yield from ((sheet.title, [f"is new ({sheet.kind})"]) for sheet in came)

    def columns(self) -> Iterator[_Change]:
        """Changes to columns; sheets on which the same changed are told together."""
        told: dict[tuple[str, ...], list[str]] = {}
        there, here = (_columns(spec) for spec in (self.old, self.new))
        for title, after in self.sheets_now.items():
            if title in there and after in here and (lines := tuple(_by_id("column", there[title], here[after]))):
                told.setdefault(lines, []).append(after)
        return (("; ".join(titles), lines) for lines, titles in told.items())

    def frame(self) -> Iterator[_Change]:
        """Titles, dates, introductions, text to read: what is not asked."""
        for key in ("title", "language", "due_soon_days", "dates", "terms"):
            before, after = getattr(self.old, key), getattr(self.new, key)
            if before != after:
                yield key.replace("_", " "), [f"{_shown(before)} -> {_shown(after)}"]
        there, here = _texts(self.old), _texts(self.new)
        for before, after in {_START: _START, **self.sheets_now}.items():
            if lines := _texts_changed(there[before], here[after], self.compare):
                yield after, lines

    def _same(self, there: Mapping[str, str], here: Mapping[str, str]) -> dict[str, str]:
        """Old home -> new home: the same name, else the one that most of its questions went to."""
        found: dict[str, str] = {}
        for home in dict.fromkeys(there.values()):
            went = [here[self.pairs[ref]] for ref, at in there.items() if at == home and ref in self.pairs]
            if home in here.values():
                found[home] = home
            elif went and went.count(most := max(went, key=went.count)) > _SHARED * len(went):
                found[home] = most
        return found


def _homes(spec: Spec, *, sections: bool) -> dict[str, str]:
    """Ref -> the sheet that it stands on, with its section."""
    return {
        entry.ref: f"{sheet.title}, {entry.section}" if sections and entry.section else sheet.title
        for sheet in spec.sheets
        for entry in sheet.entries()
    }


def _columns(spec: Spec) -> dict[str, Mapping[str, Strict]]:
    """Title -> its columns by id."""
    asking = {sheet.title: getattr(sheet, "columns", ()) for sheet in spec.sheets}
    return {title: {column.id: column for column in columns} for title, columns in asking.items() if columns}


def _lists(old: Spec, new: Spec) -> Iterator[_Change]:
    for name in dict.fromkeys((*old.lists, *new.lists)):
        if name not in new.lists:
            yield name, ["is gone"]
        elif name not in old.lists:
            yield name, ["is new: " + ", ".join(option.label for option in new.lists[name])]
        elif lines := list(
            _by_id("option", *({option.id: option for option in spec.lists[name]} for spec in (old, new)))
        ):
            yield name, lines


def _by_id(what: str, there: Mapping[str, Strict], here: Mapping[str, Strict]) -> Iterator[str]:
    """What went, what came, what is called or meant differently."""
    for name, before in there.items():
        label = getattr(before, "label", name)
        if name not in here:
            yield f"{what} gone: {label}"
            continue
        after = here[name]
        if (now := getattr(after, "label", name)) != label:
            yield f"{what} renamed: {label} -> {now}"
        yield from (f"{now}: {line}" for line in _attributes(before, after))
    yield from (f"{what} new: {getattr(after, 'label', name)}" for name, after in here.items() if name not in there)


def _attributes(before: Strict, after: Strict) -> list[str]:
    """The facts about a question or an option that differ, words and names left out."""
    if type(before) is not type(after):
        return [f"is now {type(after).__name__.lower()}"]
    there, here = _facts(before), _facts(after)
    aliases, label = getattr(before, "aliases", ()), getattr(before, "label", "")
    if here.get("aliases") == (*aliases, label):
        del here["aliases"], there["aliases"]  # that the former label is understood goes without saying
    keys = (key for key in dict.fromkeys((*there, *here)) if key not in _WORDED)
    return [line for key in keys for line in _told(key, there.get(key), here.get(key))]


def _told(key: str, before: object, after: object) -> Iterator[str]:
    if before != after:
        yield f"{key.replace('_', ' ')}: {_shown(before)} -> {_shown(after)}"


def _facts(one: Strict) -> dict[str, object]:
    """The keys of a question or an option, those of its kind of answer included."""
    own = _facts(one.settings) if isinstance(one, Question) else {}
    return {key: getattr(one, key) for key in keys_of(type(one))} | own


def _sheet_changes(before: Sheet, after: Sheet) -> Iterator[str]:
    if before.title != after.title:
        yield f'is called "{after.title}" now'
    was, now = (words_of(type(sheet))[0] for sheet in (before, after))
    if was != now:
        yield f"{was} -> {now}"
    for key in (*(key for key in before.compared if key in after.compared), "counts_people", "sensitive"):
        yield from _told(key, getattr(before, key), getattr(after, key))
    there, here = ([*dict.fromkeys(entry.section for entry in sheet.entries())] for sheet in (before, after))
    if was == now:
        yield from (f"section gone: {heading}" for heading in there if heading not in here)
        yield from (f"section new: {heading}" for heading in here if heading not in there)


def _texts(spec: Spec) -> dict[str, list[str]]:
    """Title -> what there is to read on a sheet."""
    start = {_START: [spec.start.what, spec.start.who, *spec.start.steps]}
    return start | {sheet.title: [sheet.intro, *getattr(sheet, "paragraphs", ())] for sheet in spec.sheets}


def _texts_changed(before: Sequence[str], after: Sequence[str], compare: _Reworded) -> list[str]:
    """Paragraphs that went, came or were reworded, in order."""
    lines: list[str] = []
    old_texts, new_texts = ([" ".join(text.split()) for text in texts] for texts in (before, after))
    matcher = SequenceMatcher(None, old_texts, new_texts, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            for old, new in zip_longest(before[i1:i2], after[j1:j2], fillvalue=""):
                lines += compare(old, new) if old and new else [f"gone: {old}"] if old else [f"new: {new}"]
    return lines


def word_changes(before: str, after: str) -> list[str]:
    """One text with what went [-so-] and what came {+so+}; both texts if little is left of the first."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _REWRITTEN:
        return [f"was: {before}", f"now: {after}"]
    parts: list[str] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        went, came = " ".join(old[i1:i2]), " ".join(new[j1:j2])
        if kind == "equal":
            parts.append(came)
        else:
            parts += [f"{_WENT}{went}-]"] * bool(went) + [f"{_CAME}{came}+}}"] * bool(came)
    return [" ".join(parts)]


def _shown(value: object) -> str:
    """A fact as a person would write it."""
    match value:
        case DateRange():
            return f"{show_date(value.earliest)} to {show_date(value.latest)}"
        case Term():
            return f"{value.name} (until {show_date(value.ends)})"
        case dict():
            return ", ".join(f"{key} {one}" for key, one in value.items()) or "none"
        case tuple():
            return ", ".join(map(_shown, value)) or "none"
        case None | "":
            return "none"
    return str(value)


def _block(heading: str, changes: Sequence[_Change], width: int) -> str:
    """A heading with its changes: one line where it fits, else the lines below what they are about."""
    lines = [f"{heading} ({len(changes)})"]
    inner = textwrap.TextWrapper(width, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    for what, said in changes:
        only = f"  {what}: {said[0]}"
        if len(said) == 1 and len(only) <= width:
            lines.append(only)
            continue
        lines += textwrap.wrap(what, width, initial_indent="  ", subsequent_indent="  ")
        lines += [wrapped for line in said for wrapped in inner.wrap(line)]
    return "\n".join(lines)
