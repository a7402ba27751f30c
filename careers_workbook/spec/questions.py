"""Which question each answer cell asks, by the names that slots carry. Must not know: places, kinds of sheets."""

import re
from collections.abc import Iterator
from functools import cached_property

from careers_workbook.core.kept import kept
from careers_workbook.spec.answers.answer_kind import ContactDetail
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import DeclaredColumn, Question, Sheet, Spec
from careers_workbook.spec.years import MOST_SPECS

_ASKS = re.compile(r"e-?mail|phone|mobile|contact", re.IGNORECASE)
_ANY: frozenset[ContactDetail] = frozenset({"e-mail", "telephone"})


class Questions(dict[tuple[str, str], Question]):
    """(Sheet title, column id) -> question; (sheet title, ref) where each row has a question of its own."""

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self.labels: dict[tuple[str, str], str] = {}
        self._contacts: dict[tuple[str, str], frozenset[ContactDetail]] = {}
        for sheet, key, column, question in _asked(spec):
            self[key], self.labels[key], self._contacts[key] = question, column.label, _contacts(sheet, question)

    def asked(self, sheet: str, ref: str, column_id: str) -> Question:
        """What an answer cell asks; KeyError if nothing is asked there."""
        return self[self._key(sheet, ref, column_id)]

    def heading(self, sheet: str, ref: str, column_id: str) -> str:
        """What stands over an answer cell; KeyError if nothing is asked there."""
        return self.labels[self._key(sheet, ref, column_id)]

    def is_by_row(self, sheet: str, column_id: str) -> bool:
        """Whether each row of a column that asks has a question of its own."""
        return (sheet, column_id) not in self

    def contacts(self, sheet: str, ref: str, column_id: str) -> frozenset[ContactDetail]:
        """The contact details that an answer cell asks for; KeyError if nothing is asked there."""
        return self._contacts[self._key(sheet, ref, column_id)]

    @cached_property
    def with_contacts(self) -> frozenset[tuple[str, str]]:
        """The keys of those that may ask for contact details."""
        return frozenset(key for key, contacts in self._contacts.items() if contacts)

    def _key(self, sheet: str, ref: str, column_id: str) -> tuple[str, str]:
        return (sheet, ref) if self.is_by_row(sheet, column_id) else (sheet, column_id)


@kept(MOST_SPECS)
def questions_of(spec: Spec) -> Questions:
    """The same, put together once."""
    return Questions(spec)


@kept(MOST_SPECS)
def prefills(spec: Spec) -> dict[str, str]:
    """Ref -> the detail of the school that answers it beforehand."""
    return {row.ref: row.prefill for _, row, _ in spec.asked_by_row() if row.prefill}


def _contacts(sheet: Sheet, question: Question) -> frozenset[ContactDetail]:
    """What the kind of the answer asks for, or the label; nothing of this where a row is a young person."""
    if sheet.about_people:
        return frozenset()
    return kind_of(question).contacts or (_ANY if _ASKS.search(question.label) else frozenset())


def _asked(spec: Spec) -> Iterator[tuple[Sheet, tuple[str, str], DeclaredColumn, Question]]:
    for sheet, tables in spec.declared:
        for table in tables:
            for column in table.columns:
                if column.question:
                    yield sheet, (sheet.title, column.id), column, column.question
                elif column.by_row:
                    yield from ((sheet, (sheet.title, r.ref), column, r.question) for r in table.rows if r.question)
