"""What declarations of sheets are made of: columns from questions or headings, and how they are put into words."""

from collections.abc import Callable, Iterable

from careers_workbook.spec.lists import slug
from careers_workbook.spec.model import ColumnQuestion, DeclaredColumn, Question


def columns_of(*labels: str) -> tuple[DeclaredColumn, ...]:
    """Columns that ask nothing, their ids made from their labels."""
    return tuple(DeclaredColumn(slug(label), label) for label in labels)


def asked(questions: Iterable[ColumnQuestion]) -> tuple[DeclaredColumn, ...]:
    """A column for each question."""
    return tuple(
        DeclaredColumn(question.id, question.label, question, aliases=question.aliases) for question in questions
    )


def columns_described(questions: Iterable[Question], answer: Callable[[Question], str]) -> str:
    """The columns of a sheet on one line."""
    return f"Columns: {'; '.join(f'{question.label} ({answer(question)})' for question in questions)}"


def counted(number: int, thing: str) -> str:
    """A number of things: "1 row", "2 rows"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def one_line(text: str) -> str:
    """Text on one line with single spaces."""
    return " ".join(text.split())
