"""Which of many returns can be taken further: one a school, of a school that is known.

Enters: Submissions. Leaves: the same, each with the problem that keeps it back, or none. Nothing is guessed: where it
is not sure whose answers these are, none are used. Must not know: what is made of a return.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.school import is_urn
from careers_workbook.returns.submission import Submission

_NAMED = 5
"""Files of one school that are named; more of them are counted."""
WHOSE = ("FILE-016", "FILE-017")
"""Problems that leave it open whose answers a workbook holds."""


def one_return_per_school(submissions: Sequence[Submission]) -> Iterator[tuple[Submission, Problem | None]]:
    """Each return with what keeps it back: refused, no URN, two schools in it, two returns of its school."""
    of_school: dict[str, list[str]] = defaultdict(list)
    for submission in submissions:
        if submission.outcome != "refused":
            of_school[submission.urn].append(submission.file)
    for submission in submissions:
        yield submission, _kept_back(submission, of_school[submission.urn])


def _kept_back(submission: Submission, files: Sequence[str]) -> Problem | None:
    place = Place(submission.file)
    if submission.outcome == "refused":
        return submission.problems[0]
    if submission.unknown_spec:
        return submission.unknown_spec
    if not is_urn(submission.urn):
        return Problem("HUB-010", place)
    for problem in submission.problems:
        if problem.code in WHOSE:
            return Problem("HUB-012", place, {"reason": problem.message})
    if len(files) > 1:
        names = ", ".join(PurePath(file.replace("\\", "/")).name for file in files[:_NAMED])
        names += f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
        return Problem("HUB-011", place, {"urn": submission.urn, "files": names})
    return None
