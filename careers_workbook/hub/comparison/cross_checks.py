"""Returns against what is known besides them: each school's return before, and the register.

Enters: Submissions that have been read, earlier ones, a register. Leaves: the same Submissions with the problems that
only the comparison shows. Nothing is compared where it is not sure that both are of one school. Must not know: files.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from careers_workbook.core.problems import Problem
from careers_workbook.core.school import School
from careers_workbook.hub.register.register import Register
from careers_workbook.hub.rounds.school_identification import Schools, as_named
from careers_workbook.hub.rounds.unique_returns import one_return_per_school
from careers_workbook.returns.checks.check import CheckInput
from careers_workbook.returns.checks.checks import check_against_known
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec


def previous_returns(before: Sequence[Submission]) -> tuple[dict[str, Submission], tuple[Problem, ...]]:
    """The return before of each school, by URN, and why others cannot be compared with."""
    sorted_out = list(one_return_per_school(before))
    usable = {submission.urn: submission for submission, problem in sorted_out if problem is None}
    return usable, tuple(problem for _, problem in sorted_out if problem is not None)


def compare_return(
    submission: Submission, before: Submission | None, school: School | None, spec: Spec | None
) -> Submission:
    """The return with what the comparison shows; as it is where there is nothing to compare with."""
    if spec is None or submission.outcome == "refused" or (before is None and school is None):
        return submission
    known = Context(school=school, previous=before)
    return submission.with_problems(check_against_known(CheckInput(submission, spec, known)))


def compare_each(
    submissions: Iterable[Submission],
    before: dict[str, Submission],
    register: Register | None,
    spec_of: Callable[[Submission], Spec],
) -> Iterator[Submission]:
    """Every return in its order, against the one before of its school and the line of its school in the register."""
    schools = Schools(register or Register(()))
    for submission in submissions:
        if submission.outcome == "refused":
            yield submission
            continue
        earlier_one, listed = before.get(submission.urn), schools.with_urn(submission.urn)
        school = as_named(listed, submission.urn) if listed else None
        spec = spec_of(submission) if earlier_one or school else None
        one = compare_return(submission, earlier_one, school, spec)
        unknown = register is not None and submission.urn and school is None
        context = {"urn": submission.urn, "name": submission.school or "no name"}
        yield one.with_problems([Problem("HUB-032", context=context)]) if unknown else one
