"""Every check of what lies between answers, not in one cell.

Enters: a `CheckInput`. Leaves: problems, in the order of the modules and of the checks in them. Must not know: what any
check looks for.
"""

from collections.abc import Iterator

from careers_workbook.core.problems import Problem
from careers_workbook.returns.checks import answer_checks, file_checks, leaver_checks
from careers_workbook.returns.checks.check import Check, CheckInput

CHECKS: tuple[Check, ...] = tuple(
    one
    for module in (file_checks, answer_checks, leaver_checks)
    for one in vars(module).values()
    if isinstance(one, Check)
)


def check_all(returned: CheckInput) -> Iterator[Problem]:
    """Every problem that any check finds."""
    return (problem for check in CHECKS for problem in check(returned))


def check_against_known(returned: CheckInput) -> Iterator[Problem]:
    """What the return before and the register alone show, for a return whose own problems are known already."""
    return (problem for check in CHECKS if check.compares for problem in check(returned))
