"""Answers given to an older version of a checklist, as answers to a newer one.

Enters: a Submission and the two specs. Leaves: the same return in the words of the newer spec: what was renamed or
reworded keeps its answer, what is new is "not asked", what was dropped is left out and said. Cells stay those of the
file. Must not know: files, how an answer was found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, in_order, outcome_of
from careers_workbook.core.text import same_words
from careers_workbook.layout.places import Slot
from careers_workbook.layout.plan import plan
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import AnswerValue, Parsed
from careers_workbook.spec.model import DeclaredColumn, DeclaredTable, Question, Sheet, Spec
from careers_workbook.spec.questions import questions_of
from careers_workbook.spec.ref_history import Heirs, heirs, is_same, words

REWORDED = "reworded"
"""What a problem calls the refs that are asked in other words since, in the order of the newer spec."""


def carry_over(submission: Submission, old: Spec, new: Spec, lineage: Sequence[Spec] = ()) -> Submission:
    """The return as answers to `new`. `lineage` is `new` and what it extends, newest first, if others lie between."""
    if submission.outcome == "refused" or old == new:
        return submission
    carrying = _Carrying(pair := _pair((old, new, *lineage)))
    answers = (*carrying.asked(submission), *carrying.leavers(submission))
    found = (replace(p, place=replace(p.place, file=submission.file)) for p in (*pair.said, *carrying.problems))
    problems = in_order((*submission.problems, *found))
    return replace(
        submission,
        outcome=outcome_of(problems),
        spec_id=new.id,
        version=new.version,
        answers=answers,
        problems=tuple(problems),
        missing_sheets=_missing_sheets(submission, answers, pair),
    )


def as_asked(submission: Submission, spec: Spec) -> Submission:
    """A return that was read by other words of the same version: an answer stays where ref and words are the same."""
    carrying = _Carrying(_pair((spec, spec)))
    asked = {(slot.ref, slot.column): slot for slot in plan(spec).slots if not slot.grows}
    same, left = list[Answer](), list[Answer]()
    for answer in submission.answers:
        slot = asked.get((answer.ref, answer.column_id))
        if answer.sheet in carrying.pair.growing:
            same.append(answer)
        elif slot and same_words(slot.item, answer.item):
            same.append(replace(answer, sheet=slot.sheet))
        else:
            left.append(answer)
    known = replace(submission, answers=tuple(same))
    answers = (*carrying.asked(known), *carrying.leavers(known))
    carrying.say_what_is_left_out(left)
    titles = {sheet.title for sheet in spec.sheets}
    missing = tuple(title for title in submission.missing_sheets if title in titles)
    return replace(submission, answers=answers, missing_sheets=missing).with_problems(carrying.problems)


@frozen
class _Pair:
    """What is the same of all returns that are carried over from one spec to another.

    `asked` are the questions of forms and checklists in the order of the new spec, each with the ref and the column
    that it had in the old one; `growing` are the old titles of sheets with tables that grow, `lists` those that live
    on. `said` is what is said of each return.
    """

    old: Spec
    new: Spec
    heirs: Heirs
    asked: Mapping[Slot, tuple[str, str]]
    growing: frozenset[str]
    lists: Mapping[str, tuple[Sheet, DeclaredTable]]
    said: tuple[Problem, ...]


def _made_of(old: Spec, new: Spec, heirs: Heirs) -> _Pair:
    # refs that no author gave are made from ids, and mean the same in every version
    origins = dict.fromkeys(words(new), "") | {now: before for before, now in heirs.asked.items()}
    slots = (slot for slot in plan(new).slots if not slot.grows)
    asked = {slot: (origins.get(slot.ref, slot.ref), slot.column) for slot in slots}
    growing = frozenset(sheet.title for sheet, _ in old.growing())
    return _Pair(old, new, heirs, asked, growing, _lists(old, new), tuple(_said(old, new, heirs)))


def _said(old: Spec, new: Spec, heirs: Heirs) -> Iterator[Problem]:
    """What was done, and what the newer spec asks that was not asked then, or in other words."""
    names, reworded = {"old": _named(old), "new": _named(new)}, _reworded(old, new, heirs)
    added = len(words(new).keys() - {*heirs.asked.values()})
    numbers = ((added, "not asked then"), (len(reworded), "reworded since"))
    parts = [f"{number} {'question' if number == 1 else 'questions'} {what}" for number, what in numbers if number]
    context = {**names, "changed": f" ({', '.join(parts)})" if parts else "", REWORDED: " ".join(reworded)}
    if not is_same(old, new):
        yield Problem("FILE-023", context=context)
    elif parts or heirs.gone:
        yield Problem("FILE-045", context=context)
    if not heirs.related:
        yield Problem("FILE-024", context=names)


def _named(spec: Spec) -> str:
    return f"{spec.id} {spec.version}"


def _reworded(old: Spec, new: Spec, heirs: Heirs) -> list[str]:
    """The refs of the newer spec that are asked in other words than they were, in its order."""
    before, now = words(old), words(new)
    other = {heir for ref, heir in heirs.asked.items() if not same_words(now[heir], before[ref])}
    return [ref for ref in now if ref in other]


@dataclass
class _Carrying:
    """One carrying over. `problems` is complete once `asked` and `leavers` have been walked through."""

    pair: _Pair
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before, self.now = questions_of(self.pair.old), questions_of(self.pair.new)

    def asked(self, submission: Submission) -> Iterator[Answer]:
        """Every question of forms and checklists once, in the order of the new spec."""
        given = {(a.ref, a.column_id): a for a in submission.answers if a.sheet not in self.pair.growing}
        asked = self.pair.asked
        for slot, key in asked.items():
            yield self._carried(slot, given[key]) if key in given else _not_asked(slot, self._label(slot))
        carried = {*asked.values()}
        self.say_what_is_left_out([a for key, a in given.items() if key not in carried])

    def leavers(self, submission: Submission) -> Iterator[Answer]:
        """Every row of the tables that grow and live on, whole."""
        left: list[Answer] = []
        answers = (answer for answer in submission.answers if answer.sheet in self.pair.growing)
        rows = groupby(answers, key=lambda a: (a.sheet, a.ref))
        for (title, ref), cells in rows:
            row = {cell.column_id: cell for cell in cells}
            for slot, column in self._row(title, ref):
                there = row.pop(column.id, None)
                yield self._carried(slot, there) if there else _not_asked(slot, column.label)
            left += row.values()
        self.say_what_is_left_out(left)

    def _row(self, title: str, ref: str) -> Iterator[tuple[Slot, DeclaredColumn]]:
        """What the new spec asks of a row of an old sheet."""
        if title in self.pair.lists:
            sheet, table = self.pair.lists[title]
            for column in (column for column in table.columns if column.asks):
                yield Slot(sheet.title, sheet.word, ref, ref, column.id, 0, 0, grows=True), column

    def _carried(self, slot: Slot, answer: Answer) -> Answer:
        """The answer under its new question; one that the new question does not offer is unreadable, and said."""
        words = slot.kind, slot.sheet, slot.ref, slot.item, self._label(slot)
        is_there = words == (answer.kind, answer.sheet, answer.ref, answer.item, answer.column)
        moved = answer if is_there else _moved(answer, repr(answer.raw), *words)
        if answer.value is None:
            return moved
        question = self.now.asked(slot.sheet, slot.ref, slot.column)
        parsed = self._parsed(answer, answer.value, question)
        if parsed.value is None and parsed.code:
            self.problems.append(Problem(parsed.code, moved.place, parsed.context))
            return replace(moved, state="unreadable", value=None)
        return moved if repr(parsed.value) == repr(moved.value) else replace(moved, value=parsed.value)

    def _parsed(self, answer: Answer, value: AnswerValue, question: Question) -> Parsed:
        asked = self.before.asked(answer.sheet, answer.ref, answer.column_id)
        return registry.kind_of(question).carry(
            value, registry.asked(asked, self.pair.old), registry.asked(question, self.pair.new)
        )

    def _label(self, slot: Slot) -> str:
        return self.now.heading(slot.sheet, slot.ref, slot.column)

    def say_what_is_left_out(self, left: Sequence[Answer]) -> None:
        """One note for each question, row or column of answers that has no place in the new spec."""
        for (sheet, ref), answers in groupby(left, key=lambda a: (a.sheet, a.ref)):
            filled = [answer for answer in answers if answer.state in ("answered", "unreadable")]
            if filled:
                reason = self.pair.heirs.gone.get(ref, "")
                names = ", ".join(dict.fromkeys(answer.column for answer in filled))
                place = Place(sheet=filled[0].found_sheet or sheet, ref=ref, item=filled[0].item)
                code = "ROW-014" if reason else "ROW-015"
                context = {"spec": _named(self.pair.new), "reason": reason, "columns": names}
                self.problems.append(Problem(code, place, context))


_KNOWN: dict[tuple[int, ...], tuple[tuple[Spec, ...], _Pair]] = {}
"""Pairs by their specs, which are kept with them: as long as they live no others have their ids."""
_MOST, _KEPT = 16, 65_536
"""Specs side by side, and answers, of which that is kept: a round has a thousand returns of the same two."""


def _pair(specs: tuple[Spec, ...]) -> _Pair:
    """The first and the second; behind them are those between."""
    key = tuple(map(id, specs))
    if key not in _KNOWN:
        _KNOWN[key] = specs, _made_of(specs[0], specs[1], heirs(specs[0], specs[1], specs[2:]))
        if len(_KNOWN) > _MOST:
            _KNOWN.pop(next(iter(_KNOWN)), None)
    return _KNOWN[key][1]


@lru_cache(_KEPT)
def _moved(answer: Answer, _raw: str, kind: str, sheet: str, ref: str, item: str, column: str) -> Answer:  # noqa: PLR0913, PLR0917
    """The answer under another question. What is equal is the same object; 1 and 1.0 are not, where they were typed."""
    return replace(answer, kind=kind, sheet=sheet, ref=ref, item=item, column=column)


@lru_cache(_KEPT)
def _not_asked_of(kind: str, sheet: str, ref: str, item: str, column_id: str, column: str) -> Answer:  # noqa: PLR0913, PLR0917
    return Answer(kind, sheet, ref, item, column_id, column, state="not asked")


def _not_asked(slot: Slot, label: str) -> Answer:
    return _not_asked_of(slot.kind, slot.sheet, slot.ref, slot.item, slot.column, label)


def _lists(old: Spec, new: Spec) -> dict[str, tuple[Sheet, DeclaredTable]]:
    """Old title -> the sheet with a table that grows and the same prefix, else the one with the same title.

    The old sheet may have asked for numbers: where it is missing, the new one is too.
    """
    by_title = {sheet.title: (sheet, table) for sheet, table in new.growing()}
    by_prefix = {table.prefix: (sheet, table) for sheet, table in new.growing()}
    pairs = ((one.title, by_prefix.get(_prefix(one)) or by_title.get(one.title)) for one in old.sheets)
    return {title: found for title, found in pairs if found}


def _prefix(sheet: Sheet) -> str:
    """The letters of its running refs, if it has any."""
    return str(getattr(sheet, "prefix", ""))


def _missing_sheets(submission: Submission, answers: Sequence[Answer], pair: _Pair) -> tuple[str, ...]:
    """New titles of sheets that are not in the file: lists by their old sheet, others if every answer is missing."""
    gone = {pair.lists[title][0].title for title in submission.missing_sheets if title in pair.lists}
    for title, there in groupby(answers if submission.missing_sheets else (), key=lambda a: a.sheet):
        states = {answer.state for answer in there} - {"not asked"}
        gone |= {title} if states == {"missing"} else set()
    return tuple(sheet.title for sheet in pair.new.sheets if sheet.title in gone)
