"""How much of a return is filled in: at how many statements the school said something, of those that it was asked.

What it found there and left as it was does not count, unless somebody confirmed that it is right. Must not know: how
this is shown.
"""

from dataclasses import dataclass
from itertools import groupby

from careers_workbook.returns.submission import Answer, Submission


@dataclass(frozen=True, slots=True)
class FilledIn:
    """So many `statements` with something that is new, changed or confirmed, of those that were `asked`."""

    statements: int = 0
    asked: int = 0


def filled_in(submission: Submission, *, confirmed: bool = False) -> FilledIn:
    """The numbers of one return. `confirmed` says that the Hub confirms what was left as it was."""
    as_it_was, statements, asked = confirmed or submission.confirmed, 0, 0
    for _, row in groupby(submission.of_kind("checklist"), key=lambda answer: (answer.sheet, answer.ref)):
        answers = [answer for answer in row if answer.state != "not asked"]
        asked += bool(answers)
        statements += any(_says(answer, as_it_was=as_it_was) for answer in answers)
    return FilledIn(statements, asked)


def _says(answer: Answer, *, as_it_was: bool) -> bool:
    """Whether the school says something in a cell."""
    return answer.state in ("answered", "unreadable") and (as_it_was or answer.origin != "as sent")
