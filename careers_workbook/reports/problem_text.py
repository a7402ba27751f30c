"""The problems of returned files as plain text: file by file, grouped by sheet, worst first; and a line a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import RANK, Outcome, Problem, in_order
from careers_workbook.core.text import many
from careers_workbook.reports.words import SEVERITY_LABELS
from careers_workbook.reports.wrapping import GAP, columns, table_lines, wrap
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
"""So many more problems on one sheet that are alike are not told one by one."""
_PLACES = 30
"""Their places that are named."""
_INDENT, _LABEL_WIDTH = 4, max(map(len, SEVERITY_LABELS.values())) + 2
HOW: dict[Outcome, str] = {"accepted": "In order", "problems": "Problems", "refused": "Refused"}
"""How a file turned out, in a word or two."""
_HEADINGS = ("File", "School", "Outcome", "To put right", "To look at", "Notes")
_NARROWEST = 12
_CUT_COLUMNS = 2
"""The file and the school: text, which is cut where the page is too narrow. The others are short."""


@frozen
class ProblemOnSheet:
    """One problem, its place said within its sheet; `others` is a sentence on those that are alike, and not told."""

    problem: Problem
    others: str = ""


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
    for sheet, problems in by_sheet(submission.problems):
        lines += ["", f"  {sheet}", *_entries(problems, width)]
    return "\n".join(lines)


def closing(submissions: Sequence[Submission], width: int = 80) -> str:
    """The last sentences: how many files, how they turned out, what is to be done."""
    outcomes = Counter(submission.outcome for submission in submissions)
    turned_out = ", ".join(f"{outcomes[name]} {words}" for name, words in _OUTCOMES.items() if outcomes[name])
    counts = problem_counts(problem for submission in submissions for problem in submission.problems)
    return "\n".join(wrap(f"{many(len(submissions), 'file')}: {turned_out}. In all {counts}.", width))


def data(submission: Submission) -> dict[str, object]:
    """The public document of a return without its answers."""
    from careers_workbook.reports.return_document import return_document  # noqa: PLC0415 - for programs only

    return {key: value for key, value in return_document(replace(submission, answers=())).items() if key != "answers"}


def by_sheet(problems: Iterable[Problem]) -> list[tuple[str, list[ProblemOnSheet]]]:
    """Sheets with their problems; the sheet with the worst problem first, what concerns the whole file before all.

    Of many that are alike only the first is told in full.
    """
    sheets: dict[str, list[Problem]] = {}
    for problem in in_order(problems):
        sheets.setdefault(problem.place.sheet, []).append(problem)
    ordered = sorted(sheets.items(), key=lambda pair: (RANK[pair[1][0].severity], pair[0] != ""))
    return [(sheet or _WHOLE, list(_told(found))) for sheet, found in ordered]


def _entries(problems: Iterable[ProblemOnSheet], width: int) -> Iterator[str]:
    for one in problems:
        yield _entry(one.problem, width)
        if one.others:
            yield from wrap(one.others, width, " " * (_INDENT + _LABEL_WIDTH))


def _told(problems: Sequence[Problem]) -> Iterator[ProblemOnSheet]:
    """Every problem; of many that are alike the first in full, the places of the others."""
    alike: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        alike.setdefault(_kind(problem), []).append(problem)
    for problem in problems:
        first, *others = alike[_kind(problem)]
        if len(others) < _MANY:
            yield ProblemOnSheet(_on_sheet(problem))
        elif problem is first:
            named = [replace(other.place, file="", sheet="").describe() for other in others]
            more = f" and {len(named) - _PLACES:,} more" if len(named) > _PLACES else ""
            words = f"The same {len(named)} times more: {', '.join(named[:_PLACES])}{more}."
            yield ProblemOnSheet(_on_sheet(problem), words)


def _kind(problem: Problem) -> tuple[object, ...]:
    """What problems have in common that are alike: notes their code, others every word but the place."""
    return (problem.code,) if problem.severity == "note" else (problem.code, *sorted(problem.context.items()))


def _on_sheet(problem: Problem) -> Problem:
    """The problem as it is told below the title of its sheet: what it quotes is no longer than a line or two."""
    quoted = {
        name: value if len(value) <= _LONGEST_QUOTE else value[: _LONGEST_QUOTE - 1].rstrip() + "…"
        for name, value in problem.context.items()
    }
    return replace(problem, place=replace(problem.place, file="", sheet=""), context=quoted)


def _entry(problem: Problem, width: int, label: str = "") -> str:
    first = " " * _INDENT + (label or SEVERITY_LABELS[problem.severity]).ljust(_LABEL_WIDTH)
    return "\n".join(wrap(str(_on_sheet(problem)), width, first))


def overview(submissions: Sequence[Submission], width: int) -> str:
    """A heading and a line a file. Of the file names what they all begin with is left out."""
    begin = _common_folders([submission.file for submission in submissions])
    rows = [_HEADINGS, *(_row(submission, begin) for submission in submissions)]
    widths = _widths([max(columns(row[i]) for row in rows) for i in range(len(_HEADINGS))], width)
    # many files begin with a URN and end alike: of their names the end is shown too
    return "\n".join(table_lines(rows, widths, numbers=range(3, len(_HEADINGS)), ends={0}))


def _row(submission: Submission, begin: str) -> tuple[str, ...]:
    found = Counter(problem.severity for problem in submission.problems)
    counts = (str(found[severity]) for severity in RANK)
    return (submission.file.removeprefix(begin), submission.school, HOW[submission.outcome], *counts)


def _common_folders(files: Sequence[str]) -> str:
    """The folders that all files lie in, with the slash at their end."""
    first, last = min(files), max(files)
    same = next((i for i, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[: max(first.rfind("/", 0, same), first.rfind("\\", 0, same)) + 1]


def _widths(wanted: list[int], width: int) -> list[int]:
    """As wide as wanted, but for the texts, which share what room there is."""
    room = width - sum(wanted[_CUT_COLUMNS:]) - len(GAP) * (len(wanted) - 1)
    school = min(wanted[1], max(_NARROWEST, room - wanted[0], room * 2 // 5))
    return [min(wanted[0], max(_NARROWEST, room - school)), school, *wanted[_CUT_COLUMNS:]]
