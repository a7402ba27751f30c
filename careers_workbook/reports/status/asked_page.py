"""What a checklist asks, as a school sees it: sheets, sections, statements, and how each can be answered.

Enters: a Spec, or two. Leaves: `AskedSheet`s in words; what the one asks otherwise than the other. Must not know:
pages, how a question is changed.
"""

from collections.abc import Iterator, Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.describe import Differences, answer_in_words, differences
from careers_workbook.spec.model import DeclaredRow, Question, Sheet, Spec

_MOST_OPTIONS = 12
"""Options that are named one by one."""


@frozen
class AskedQuestion:
    """One question: its words, how it is answered where that is not the same in the whole table, its hint.

    `can_change` says that it has a ref of the author's own, by which it can be reworded or dropped.
    """

    ref: str
    words: str
    answer: str
    hint: str
    can_change: bool


@frozen
class AskedSection:
    """A table: its heading, what is answered beside each question, and the questions; none where rows are added."""

    heading: str
    columns: tuple[tuple[str, str], ...]
    questions: tuple[AskedQuestion, ...]
    each: str = ""


@frozen
class AskedSheet:
    """A sheet: `introduction` is what stands above its tables. One without sections is read, or counts by itself."""

    title: str
    introduction: str
    sections: tuple[AskedSection, ...]

    @property
    def questions(self) -> int:
        """How many there are."""
        return sum(len(section.questions) for section in self.sections)


def asked_otherwise(sent: Spec, now: Sequence[Spec]) -> Differences:
    """What is asked otherwise in the first of `now`, which extends the others, than in workbooks that went out."""
    return differences(sent, now[0], now, lambda before, after: [f"Before: {before}", f"Now: {after}"])


def asked_sheets(spec: Spec) -> tuple[AskedSheet, ...]:
    """Every sheet, in order."""
    return tuple(AskedSheet(sheet.title, sheet.intro, tuple(_sections(sheet, spec))) for sheet in spec.sheets)


def _sections(sheet: Sheet, spec: Spec) -> Iterator[AskedSection]:
    known = {entry.ref for entry in sheet.entries()}
    for table in sheet.tables(spec) if sheet.filled_in else ():
        columns = tuple((column.label, _answer(column.question, spec)) for column in table.columns if column.question)
        rows = tuple(_question(row, known, spec) for row in table.rows)
        yield AskedSection(table.heading, columns, rows, table.each if table.grows else "")


def _question(row: DeclaredRow, known: set[str], spec: Spec) -> AskedQuestion:
    return AskedQuestion(row.ref, row.text, _answer(row.question, spec), row.hint, row.ref in known)


def _answer(question: Question | None, spec: Spec) -> str:
    """What can be answered: the options, or the kind of answer."""
    if question is None:
        return ""
    options = [option.label for option in spec.options(question)]
    more = f" and {len(options) - _MOST_OPTIONS} more" if len(options) > _MOST_OPTIONS else ""
    return "; ".join(options[:_MOST_OPTIONS]) + more if options else answer_in_words(question)
