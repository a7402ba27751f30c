"""Answers given to an older version of a checklist, as answers to a newer one.

Enters: a Submission and the two specs. Leaves: the same return in the words of the newer spec: what was renamed or
reworded keeps its answer, what is new is "not asked", what was dropped is left out and said. Cells stay those of the
file. Must not know: files, how an answer was found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from careers_workbook.core.problems import Place, Problem, in_order, outcome_of
from careers_workbook.core.text import fold
from careers_workbook.layout.places import Slot
from careers_workbook.layout.plan import plan
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import AnswerValue, Parsed
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.questions import Questions
from careers_workbook.spec.ref_history import Heirs, heirs, is_same, words
from careers_workbook.spec.sheets.list import TrackerSheet

_RENAMED = ("form", "checklist")
"""Kinds of sheets whose refs may be renamed; all other refs are made from ids and mean the same in every version."""


def carry_over(submission: Submission, old: Spec, new: Spec, lineage: Sequence[Spec] = ()) -> Submission:
    """The return as answers to `new`. `lineage` is `new` and what it extends, newest first, if others lie between."""
    if submission.outcome == "refused" or is_same(old, new):
        return submission
    carrying = _Carrying(old, new, heirs(old, new, lineage))
    answers = (*carrying.asked(submission), *carrying.leavers(submission))
    said = [Problem("FILE-023", context={**carrying.names, "changed": carrying.changed()})]
    if not carrying.heirs.related:
        said.append(Problem("FILE-024", context=carrying.names))
    found = (replace(p, place=replace(p.place, file=submission.file)) for p in (*said, *carrying.problems))
    problems = in_order((*submission.problems, *found))
    return replace(
        submission,
        outcome=outcome_of(problems),
        spec_id=new.id,
        version=new.version,
        answers=answers,
        problems=tuple(problems),
        missing_sheets=_missing_sheets(submission, answers, carrying),
    )


@dataclass
class _Carrying:
    """One carrying over. `problems` is complete once `asked` and `leavers` have been walked through."""

    old: Spec
    new: Spec
    heirs: Heirs
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = {name: f"{spec.id} {spec.version}" for name, spec in (("old", self.old), ("new", self.new))}
        self.before, self.now = Questions(self.old), Questions(self.new)
        self.trackers = {
            title: sheet
            for title, sheet in _trackers(self.old, self.new).items()
            if all((sheet.title, column.id) in self.now for column in sheet.columns)  # it still asks for rows
        }

    def changed(self) -> str:
        """What the newer spec asks that was not asked then, and what it asks in other words."""
        before, now, origins = words(self.old), words(self.new), set(self.heirs.asked.values())
        added = sum(ref not in origins for ref in now)
        reworded = sum(fold(now[new]) != fold(before[old]) for old, new in self.heirs.asked.items())
        parts = [
            f"{number} {'question' if number == 1 else 'questions'} {said}"
            for number, said in ((added, "not asked then"), (reworded, "reworded since"))
            if number
        ]
        return f" ({', '.join(parts)})" if parts else ""

    def asked(self, submission: Submission) -> Iterator[Answer]:
        """Every question of forms and checklists once, in the order of the new spec."""
        given = {(a.ref, a.column_id): a for a in submission.answers if a.kind != "tracker"}
        origins = {new: old for old, new in self.heirs.asked.items()}
        carried: set[tuple[str, str]] = set()
        for slot in plan(self.new).slots:
            if slot.kind != "tracker":
                key = (origins.get(slot.ref, "") if slot.kind in _RENAMED else slot.ref, slot.column)
                carried.add(key)
                yield self._carried(slot, given[key]) if key in given else _not_asked(slot, self._label(slot))
        self._say_what_is_left_out([a for key, a in given.items() if key not in carried])

    def leavers(self, submission: Submission) -> Iterator[Answer]:
        """Every row of the trackers that live on, whole."""
        left: list[Answer] = []
        rows = groupby(submission.of_kind("tracker"), key=lambda a: (a.sheet, a.ref))
        for (title, ref), cells in rows:
            row = {cell.column_id: cell for cell in cells}
            sheet = self.trackers.get(title)
            columns = sheet.columns if sheet else ()
            for column in columns:
                slot = Slot(sheet.title if sheet else "", "tracker", ref, ref, column.id, 0, 0)
                there = row.pop(column.id, None)
                yield self._carried(slot, there) if there else _not_asked(slot, column.label)
            left += row.values()
        self._say_what_is_left_out(left)

    def _carried(self, slot: Slot, answer: Answer) -> Answer:
        """The answer under its new question; one that the new question does not offer is unreadable, and said."""
        moved = replace(
            answer, kind=slot.kind, sheet=slot.sheet, ref=slot.ref, item=slot.item, column=self._label(slot)
        )
        if answer.value is None:
            return moved
        question = self.now.asked(slot.sheet, slot.ref, slot.column)
        parsed = self._parsed(answer, answer.value, question)
        if parsed.value is None and parsed.code:
            self.problems.append(Problem(parsed.code, moved.place, parsed.context))
            return replace(moved, state="unreadable", value=None)
        return replace(moved, value=parsed.value)

    def _parsed(self, answer: Answer, value: AnswerValue, question: Question) -> Parsed:
        asked = self.before.asked(answer.sheet, answer.ref, answer.column_id)
        return registry.kind_of(question).carry(
            value, registry.asked(asked, self.old), registry.asked(question, self.new)
        )

    def _label(self, slot: Slot) -> str:
        return self.now.heading(slot.sheet, slot.ref, slot.column)

    def _say_what_is_left_out(self, left: Sequence[Answer]) -> None:
        """One note for each question, row or column of answers that has no place in the new spec."""
        for (sheet, ref), answers in groupby(left, key=lambda a: (a.sheet, a.ref)):
            filled = [answer for answer in answers if answer.state in ("answered", "unreadable")]
            if filled:
                reason = self.heirs.gone.get(ref, "")
                names = ", ".join(dict.fromkeys(answer.column for answer in filled))
                place = Place(sheet=filled[0].found_sheet or sheet, ref=ref, item=filled[0].item)
                code = "ROW-014" if reason else "ROW-015"
                self.problems.append(
                    Problem(code, place, {"spec": self.names["new"], "reason": reason, "columns": names})
                )


def _not_asked(slot: Slot, label: str) -> Answer:
    return Answer(slot.kind, slot.sheet, slot.ref, slot.item, slot.column, label, state="not asked")


def _trackers(old: Spec, new: Spec) -> dict[str, TrackerSheet]:
    """Old title -> the tracker with the same prefix, else with the same title."""
    by_title = {sheet.title: sheet for sheet in new.of(TrackerSheet)}
    by_prefix = {sheet.prefix: sheet for sheet in new.of(TrackerSheet)}
    pairs = ((one.title, by_prefix.get(one.prefix) or by_title.get(one.title)) for one in old.of(TrackerSheet))
    return {title: sheet for title, sheet in pairs if sheet}


def _missing_sheets(submission: Submission, answers: Sequence[Answer], carrying: _Carrying) -> tuple[str, ...]:
    """New titles of sheets that are not in the file: trackers by their old sheet, others if every answer is missing."""
    gone = {carrying.trackers[t].title for t in submission.missing_sheets if t in carrying.trackers}
    for title, there in groupby(answers if submission.missing_sheets else (), key=lambda a: a.sheet):
        states = {answer.state for answer in there} - {"not asked"}
        gone |= {title} if states == {"missing"} else set()
    return tuple(sheet.title for sheet in carrying.new.sheets if sheet.title in gone)
