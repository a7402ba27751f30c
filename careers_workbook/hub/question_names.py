"""The questions of a spec that are asked once, by every name that somebody may call them by.

Enters: a spec, words. Leaves: the question that they name; a Problem (HUB-164 to 166) where they name none, or several.
Must not know: who asks, what is answered.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from careers_workbook.core.problems import Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.text import fold
from careers_workbook.hub.rounds.leavers_by_hand import number_questions
from careers_workbook.layout.plan import plan
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import Questions
from careers_workbook.spec.sheets.counts import CountsSheet

_BETWEEN = re.compile(r"[\s.,:;!()]+")
"""What may stand between a Ref and its column."""


class QuestionNames:
    """Those of one spec: by Ref and column, by Ref alone, by the label or the id of a field."""

    def __init__(self, spec: Spec) -> None:
        self._questions = Questions(spec)
        self._growing = {table.prefix.casefold(): sheet.title for sheet, table in spec.growing()}
        self.named: dict[str, list[Answer]] = defaultdict(list)
        self._shown: dict[str, str] = {}
        about_people = {sheet.title for sheet in spec.sheets if sheet.about_people}
        for slot in plan(spec).slots:
            if not slot.grows and slot.sheet not in about_people:
                heading = self._questions.heading(slot.sheet, slot.ref, slot.column)
                one = Answer(slot.kind, slot.sheet, slot.ref, slot.item, slot.column, heading, "blank")
                self._enter(one, self._names(one))
        for one in number_questions(spec):
            self._enter(one, (f"{one.ref}.{one.column_id}", f"{one.ref} {one.column.partition(', ')[2]}"))

    def _enter(self, one: Answer, names: Iterable[str]) -> None:
        for name in names:
            self.named[_key(name)].append(one)
            self._shown.setdefault(_key(name), name)

    def find(self, words: str) -> Answer | Problem:
        """The question of this name; a Problem where there is none, or several."""
        found = {(one.ref, one.column_id): one for one in self.named.get(_key(words), ())}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            which = ", ".join(map(self.name, found.values()))
            return Problem("HUB-165", context={"question": words, "which": which})
        row = re.match(r"\s*([A-Za-z]+)\d+\b", words)
        if row and (sheet := self._growing.get(row[1].casefold())):
            return Problem("HUB-166", context={"question": words, "sheet": sheet})
        said = did_you_mean(_key(words), self.named)
        for name in re.findall('"([^"]*)"', said):
            said = said.replace(name, self._shown[name])
        suggestion = said if said.startswith("Did you mean") else _HOW
        return Problem("HUB-164", context={"question": words, "suggestion": suggestion})

    def name(self, one: Answer) -> str:
        """What a question is called where it has to be told from others: CL1.completed; the Ref alone on a form."""
        if one.kind == CountsSheet.word:
            return f"{one.ref}.{one.column_id}"
        return one.ref if self._questions.is_by_row(one.sheet, one.column_id) else f"{one.ref}.{one.column_id}"

    def _names(self, one: Answer) -> Iterator[str]:
        yield f"{one.ref}.{one.column_id}"
        yield f"{one.ref} {one.column}"
        yield one.ref
        if self._questions.is_by_row(one.sheet, one.column_id):
            yield one.item
            yield self._questions.asked(one.sheet, one.ref, one.column_id).id


_HOW = "Name it by its Ref and column, such as CL1.completed, or by what stands beside it in the workbook."


def _key(words: str) -> str:
    return " ".join(_BETWEEN.split(fold(words))).strip()
