"""Problems in the words that a school is told: what the Hub should ask the school, the school is asked here.

Enters: a problem. Leaves: sentences for a teacher. Most of the catalogue speaks to a teacher already; this table holds
the rest. Must not know: where a problem is shown.
"""

from dataclasses import replace

from careers_workbook.core.problems import Problem
from careers_workbook.reports.words import one_line, shorten

_LONGEST_QUOTE = 160
"""Characters of a school's text that are quoted."""
FOR_THE_HUB = frozenset({"FILE-010", "FILE-013", "FILE-023", "FILE-024", "FILE-031", "FILE-038"})
"""What a school can do nothing about."""
MENDED = frozenset({"FILE-012", "SHEET-002", "SHEET-006", "ROW-002", "ROW-004", "ROW-009", "ROW-010"})
"""What is no longer so in a new workbook."""
_COPY_BACK = "Please copy it from the workbook that you were sent, or ask your Careers Hub for a new one."
_SURE = "Please delete the one that does not count."
_FRESH = "Please put them back, or copy your answers into a new workbook from your Careers Hub."
ADVICE: dict[str, str] = {
    "FILE-012": "Please keep that sheet: it tells your Careers Hub which checklist this is.",
    "FILE-014": "If this is the wrong file, please send the right one.",
    "FILE-015": "If this is an old file, please send the new one.",
    "FILE-016": "Please leave only the answers of one school in this workbook.",
    "FILE-017": "Please check the name of the school, or tell your Careers Hub whose answers these are.",
    "FILE-018": "Please check this detail, or tell your Careers Hub that it has changed.",
    "FILE-019": "Nothing to do if your workbook is right; else please correct the detail.",
    "FILE-022": "Please fill in the name and the URN of your school.",
    "SHEET-001": f"{_COPY_BACK} If you left the sheet out on purpose, please say so.",
    "SHEET-003": _FRESH,
    "SHEET-005": _SURE,
    "SHEET-009": _FRESH,
    "SHEET-012": _SURE,
    "SHEET-013": _SURE,
    "SHEET-014": f"{_COPY_BACK} Then copy your answers into it.",
    "ROW-001": f"{_COPY_BACK} Then fill in the item again.",
    "ROW-003": _SURE,
    "ROW-008": "Please make sure that each statement stands beside its own ref, and its answers beside it.",
    "ROW-016": "Please move them into the row of the statement that they belong to.",
    "ROW-018": "Please type the answers of this row again, each in its own column.",
    "ROW-019": "If your Careers Hub should read them, please send them in a file of their own.",
}
"""Code -> what a school is asked to do."""
MESSAGES: dict[str, str] = {
    "FILE-012": 'The sheet "About this workbook" is gone or was changed.',
}
"""Code -> what a school is told, where the catalogue says more than it can make sense of."""


AGAIN: dict[str, tuple[str, str]] = {
    "SHEET-001": ("This sheet was not in your file. It is here again, blank.", "Please fill it in."),
    "ROW-001": ("This item was not in your file. It is here again, blank.", "Please fill it in."),
}
"""Code -> what is said and asked of what a new workbook has again."""
_LONG_LIST = "Choose one from the list: click the arrow beside the cell."
_FILL_IN = "Please check the answers here, and fill in what is missing."
"""What to do about the shape of a file, in a new workbook that has the right shape."""


def told(problem: Problem, *, fresh: bool = False) -> tuple[str, str]:
    """What is wrong, and what to do; `fresh` says that the answers stand in a new workbook now."""
    if fresh and problem.code in AGAIN:
        return AGAIN[problem.code]
    quoted = {name: shorten(one_line(value), _LONGEST_QUOTE) for name, value in problem.context.items()}
    short = replace(problem, context=quoted)
    shape = problem.code.startswith(("SHEET-", "ROW-")) and problem.severity != "note"
    advice = _FILL_IN if fresh and shape else ADVICE.get(problem.code, short.advice)
    if len(problem.context.get("options", "")) > _LONGEST_QUOTE:
        advice = _LONG_LIST
    return MESSAGES.get(problem.code, short.message), advice


def concerns_schools(problem: Problem, *, fresh: bool = False) -> bool:
    """Whether a school can do something about it, or should know of it."""
    return problem.code not in FOR_THE_HUB and not (fresh and problem.code in MENDED)
