"""The problems of returned files as plain text: grouped by sheet, worst first, wrapped to a width.

Enters: Submissions. Leaves: text for a person, data for JSON. Must not know: files, the terminal, spreadsheets.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.problems import RANK, Outcome, Problem, in_order
from careers_workbook.reports.return_document import return_document
from careers_workbook.reports.words import SEVERITY_LABELS
from careers_workbook.reports.wrapping import wrap
from careers_workbook.returns.submission import Submission

_COUNTED: dict[Severity, tuple[str, str]] = {
    "error": ("to put right", "to put right"),
    "warning": ("to look at", "to look at"),
    "note": ("note", "notes"),
}
_OUTCOMES: dict[Outcome, str] = {"accepted": "in order", "problems": "with problems", "refused": "refused"}
_WHOLE = "The file as a whole"
_LONGEST_QUOTE = 120
"""Characters of a cell that are quoted: a cell may hold 32,767."""
_MANY = 2
"""So many more notes of one kind on one sheet are not told one by one."""
_INDENT, _LABEL_WIDTH = 4, max(map(len, SEVERITY_LABELS.values())) + 2


def problem_counts(problems: Iterable[Problem]) -> str:
    """`2 to put right, 1 note`, or `nothing to put right`."""
    found = Counter(problem.severity for problem in problems)
    parts = [f"{found[s]} {_COUNTED[s][found[s] > 1]}" for s in RANK if found[s]]
    return ", ".join(parts) or "nothing to put right"


def text(submission: Submission, width: int) -> str:
    """Everything to be said about one file."""
    lines = [submission.file]
    if submission.outcome == "refused":
        return "\n".join([*lines, *(_entry(problem, width, "Refused") for problem in submission.problems)])
    who = f"{submission.school or 'School not named'} ({submission.urn or 'no URN'})"
    lines += wrap(f"{who}: {problem_counts(submission.problems)}.", width, "  ")
    for sheet, problems in _by_sheet(submission.problems):
        lines += ["", f"  {sheet}", *_entries(problems, width)]
    return "\n".join(lines)


def closing(submissions: Sequence[Submission], width: int = 80) -> str:
    """The last sentences: how many files, how they turned out, what is to be done."""
    outcomes = Counter(submission.outcome for submission in submissions)
    turned_out = ", ".join(f"{outcomes[name]} {words}" for name, words in _OUTCOMES.items() if outcomes[name])
    counts = problem_counts(problem for submission in submissions for problem in submission.problems)
    files = f"{len(submissions)} file" if len(submissions) == 1 else f"{len(submissions)} files"
    return "\n".join(wrap(f"{files}: {turned_out}. In all {counts}.", width))


def data(submission: Submission) -> dict[str, object]:
    """The public document of a return without its answers."""
    return {key: value for key, value in return_document(replace(submission, answers=())).items() if key != "answers"}


def _by_sheet(problems: Iterable[Problem]) -> list[tuple[str, list[Problem]]]:
    """Sheets with their problems; the sheet with the worst problem first, what concerns the whole file before all."""
    sheets: dict[str, list[Problem]] = {}
    for problem in in_order(problems):
        sheets.setdefault(problem.place.sheet, []).append(problem)
    ordered = sorted(sheets.items(), key=lambda pair: (RANK[pair[1][0].severity], pair[0] != ""))
    return [(sheet or _WHOLE, found) for sheet, found in ordered]


def _entries(problems: Sequence[Problem], width: int) -> Iterator[str]:
    """Every problem; of many notes of one kind the first in full, the places of the others."""
    alike: dict[str, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(problem.code, []).append(problem)
    for problem in problems:
        first, *others = alike[problem.code]
        if problem.severity != "note" or len(others) < _MANY:
            yield _entry(problem, width)
        elif problem is first:
            yield _entry(problem, width)
            places = ", ".join(replace(other.place, file="", sheet="").describe() for other in others)
            yield "\n".join(
                wrap(f"The same {len(others)} times more: {places}.", width, " " * (_INDENT + _LABEL_WIDTH))
            )


def _entry(problem: Problem, width: int, label: str = "") -> str:
    where = replace(problem.place, file="", sheet="")
    quoted = {name: _shortened(value) for name, value in problem.context.items()}
    first = " " * _INDENT + (label or SEVERITY_LABELS[problem.severity]).ljust(_LABEL_WIDTH)
    return "\n".join(wrap(str(replace(problem, place=where, context=quoted)), width, first))


def _shortened(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1].rstrip() + "…"
