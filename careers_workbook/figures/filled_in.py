"""How much of a return is filled in: at how many statements the school said something, of those that it was asked.

What it found there and left as it was does not count, unless somebody confirmed that it is right. Must not know: how
this is shown.
"""

from collections.abc import Collection

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.answer_summary import summary_of
from careers_workbook.returns.submission import Submission

NOTHING_FILLED_IN, UNCHANGED, CONFIRMED = "FILE-014", "FILE-046", "FILE-047"
"""The codes of a return in which nothing is new: it is blank, or as it was sent, or that was confirmed to be right."""


@frozen
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
    confirmed, found = CONFIRMED in codes, summary_of(submission.answers)
    statements = found.filled if confirmed or submission.confirmed else found.changed
    blank, unchanged = NOTHING_FILLED_IN in codes, confirmed or UNCHANGED in codes
    return FilledIn(statements, found.asked, blank, unchanged, confirmed, found.waiting)
