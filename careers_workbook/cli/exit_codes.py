"""What a command came to, as the exit code of the program.

Enters: problems, returns. Leaves: one of four numbers. Must not know: the commands, what is said.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from careers_workbook.core.catalogue.entry import Severity
    from careers_workbook.core.problems import Outcome, Problem
    from careers_workbook.returns.submission import Submission

CLEAN, PROBLEMS, UNUSABLE, STOPPED = 0, 1, 2, 130
"""All in order; something to put right or look at; nothing could be done, or a file not be used; stopped by hand."""
_OUTCOMES: "dict[Outcome, int]" = {"accepted": CLEAN, "problems": PROBLEMS, "refused": UNUSABLE}
_SEVERITIES: "dict[Severity, int]" = {"note": CLEAN, "warning": PROBLEMS, "error": UNUSABLE}
"""Of what is found in a spec."""


def found(*wrong: object) -> int:
    """Whether there is anything to put right or look at."""
    return PROBLEMS if any(wrong) else CLEAN


def of_returns(submissions: "Iterable[Submission]") -> int:
    """The worst of what became of them."""
    return max((_OUTCOMES[submission.outcome] for submission in submissions), default=CLEAN)


def of_spec(problems: "Iterable[Problem]") -> int:
    """The worst of what is wrong in it; with an error a spec cannot be used, a note is no fault."""
    return max((_SEVERITIES[one.severity] for one in problems), default=CLEAN)
