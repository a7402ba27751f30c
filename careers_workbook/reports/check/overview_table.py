"""Several returned files on one page: a line a file, how it turned out, how much there is to do.

Enters: Submissions and a width in columns. Leaves: a table as plain text. Must not know: files, the terminal.
"""

from collections import Counter
from collections.abc import Sequence

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.problems import Outcome
from careers_workbook.reports.wrapping import GAP, columns, table_lines
from careers_workbook.returns.submission import Submission

_OUTCOMES: dict[Outcome, str] = {"accepted": "In order", "problems": "Problems", "refused": "Refused"}
_COUNTS: tuple[tuple[Severity, str], ...] = (("error", "To put right"), ("warning", "To look at"), ("note", "Notes"))
_HEADINGS = ("File", "School", "Outcome", *(heading for _, heading in _COUNTS))
_NARROWEST = 12
_CUT_COLUMNS = 2
"""The file and the school: text, which is cut where the page is too narrow. The others are short."""


def table(submissions: Sequence[Submission], width: int) -> str:
    """A heading and a line a file. Of the file names what they all begin with is left out."""
    begin = _common([submission.file for submission in submissions])
    rows = [_HEADINGS, *(_row(submission, begin) for submission in submissions)]
    widths = _widths([max(columns(row[i]) for row in rows) for i in range(len(_HEADINGS))], width)
    # many files begin with a URN and end alike: of their names the end is shown too
    return "\n".join(table_lines(rows, widths, numbers=range(3, len(_HEADINGS)), ends={0}))


def _row(submission: Submission, begin: str) -> tuple[str, ...]:
    found = Counter(problem.severity for problem in submission.problems)
    counts = (str(found[severity]) for severity, _ in _COUNTS)
    return (submission.file.removeprefix(begin), submission.school, _OUTCOMES[submission.outcome], *counts)


def _common(files: Sequence[str]) -> str:
    """The folders that all files lie in, with the slash at their end."""
    first, last = min(files), max(files)
    same = next((i for i, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[: max(first.rfind("/", 0, same), first.rfind("\\", 0, same)) + 1]


def _widths(wanted: list[int], width: int) -> list[int]:
    """As wide as wanted, but for the texts, which share what room there is."""
    room = width - sum(wanted[_CUT_COLUMNS:]) - len(GAP) * (len(wanted) - 1)
    school = min(wanted[1], max(_NARROWEST, room - wanted[0], room * 2 // 5))
    return [min(wanted[0], max(_NARROWEST, room - school)), school, *wanted[_CUT_COLUMNS:]]
