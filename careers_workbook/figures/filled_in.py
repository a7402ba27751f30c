"""How much of a return is filled in: at how many statements the school said something, of those that it was asked.

What it found there and left as it was does not count, unless somebody confirmed that it is right. Must not know: how
this is shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.review_notes import waits

NOTHING_FILLED_IN, UNCHANGED, CONFIRMED = "FILE-014", "FILE-046", "FILE-047"
"""The codes of a return in which nothing is new: it is blank, or as it was sent, or that was confirmed to be right."""


@dataclass(frozen=True, slots=True)
class FilledIn:
    """So many `statements` with something that is new, changed or confirmed, of those that were `asked`.

    `blank`: nothing is filled in at all; `unchanged`: everything is as it was sent; `confirmed`: and somebody says that
    it is right. `waiting`: so many statements were done in the year before, and nobody has said whether still.
    """

    statements: int = 0
    asked: int = 0
    blank: bool = False
    unchanged: bool = False
    confirmed: bool = False
    waiting: int = 0

    @property
    def says_nothing(self) -> bool:
        """Whether its answers are in no percentage: there are none, or nobody says that they are still right."""
        return self.blank or (self.unchanged and not self.confirmed)


def filled_in(submission: Submission, codes: Collection[str]) -> FilledIn:
    """The numbers of one return, of which `codes` were found."""
    confirmed, statements, asked, waiting = CONFIRMED in codes, 0, 0, 0
    as_it_was = confirmed or submission.confirmed
    for _, row in groupby(submission.of_kind("checklist"), key=lambda answer: (answer.sheet, answer.ref)):
        answers = [answer for answer in row if answer.state != "not asked"]
        asked += bool(answers)
        statements += any(_says(answer, as_it_was=as_it_was) for answer in answers)
        waiting += _waits({answer.column_id: answer for answer in answers})
    blank, unchanged = NOTHING_FILLED_IN in codes, confirmed or UNCHANGED in codes
    return FilledIn(statements, asked, blank, unchanged, confirmed, waiting)


def _waits(row: Mapping[str, Answer]) -> bool:
    completed, review = row.get("completed"), row.get("review")
    is_open = completed is not None and completed.state == "blank"
    return is_open and review is not None and review.state == "answered" and waits(str(review.value))


def _says(answer: Answer, *, as_it_was: bool) -> bool:
    """Whether the school says something in a cell."""
    return answer.state in ("answered", "unreadable") and (as_it_was or answer.origin != "as sent")
