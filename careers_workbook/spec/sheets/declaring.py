"""What declarations of sheets are made of: columns from questions or headings, and how they are put into words."""

from collections.abc import Callable, Iterable

from careers_workbook.spec.lists import slug
from careers_workbook.spec.model import ColumnQuestion, DeclaredColumn, DeclaredRow, Question

REF = DeclaredColumn("ref", "Ref", centred=True)
"""The column that every table with answers begins with: the refs of its rows."""


NEEDED = DeclaredColumn("needed", "Needed?", centred=True, width=110)
"""The column that says of each row whether its answer is needed, where one is."""
_NEEDED = " (needed)"


def columns_of(*labels: str) -> tuple[DeclaredColumn, ...]:
    """Columns that ask nothing, their ids made from their labels."""
    return tuple(DeclaredColumn(slug(label), label) for label in labels)


def asked(questions: Iterable[ColumnQuestion], width: int | None = None) -> tuple[DeclaredColumn, ...]:
    """A column for each question."""
    return tuple(
        DeclaredColumn(q.id, f"{q.label}{_NEEDED}", q, aliases=q.aliases, width=width, formerly=(q.label,))
        if q.required
        else DeclaredColumn(q.id, q.label, q, aliases=q.aliases, width=width)
        for q in questions
    )


def running_ref(prefix: str, number: int) -> str:
    """The running reference of a row, counted from 1: L01 ... L99, L100."""
    return f"{prefix}{number:02d}"


def running_rows(prefix: str, number: int) -> tuple[DeclaredRow, ...]:
    """The prepared rows of a table that grows."""
    refs = (running_ref(prefix, each) for each in range(1, number + 1))
    return tuple(DeclaredRow(ref, ref) for ref in refs)


def columns_described(questions: Iterable[Question], answer: Callable[[Question], str]) -> str:
    """The columns of a sheet on one line."""
    return f"Columns: {'; '.join(f'{question.label} ({answer(question)})' for question in questions)}"


def one_line(text: str) -> str:
    """Text on one line with single spaces."""
    return " ".join(text.split())
