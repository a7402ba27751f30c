"""What the sheets of the master workbook are called, and the words that several of them share.

Enters: a `Consolidated`. Leaves: titles, words, styles of words. Must not know: cells.
"""

from collections.abc import Mapping

from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.hub.tables.export import MARKING
from careers_workbook.reports.status.status_page import LABELS, NO_CASELOAD
from careers_workbook.reports.words import one_line
from careers_workbook.spec.status import DUE_SOON, NO_DEADLINE, ON_TRACK, OVERDUE

NO_RETURN = "No return"
"""What stands in place of a figure about a school of which no return counts."""
NONE_APPLIES = "None applies"
"""What stands in place of a percentage where there is nothing to count."""
ANSWERS = {
    "done": "Done",
    "in_progress": "In progress",
    "not_done": "Not done",
    "not_applicable": "Not applicable",
    "blank": "Blank",
    "unclear": "Unclear",
    "not_asked": "Not asked",
    "missing": "Missing",
}
"""Columns of the table of items -> what can become of a statement, in words. Together they are all schools."""
ANSWER_STYLES: Mapping[str, str] = {
    "Done": "word_done",
    "In progress": "word_in_progress",
    "Not done": "word_overdue",
    "Not applicable": "word_not_applicable",
    "Unclear": "word_unclear",
    "Missing": "word_missing",
    "Not asked": "word_missing",
}
STATUS_STYLES: Mapping[str, str] = {
    OVERDUE: "word_overdue",
    DUE_SOON: "word_due_soon",
    ON_TRACK: "word_in_progress",
    NO_DEADLINE: "word_unclear",
}
STATE_WORDS = {state: label.capitalize() for state, label in LABELS.items()}
"""How a school stands -> the same as the first words of a cell."""
STATE_STYLES: Mapping[str, str] = {
    STATE_WORDS["in order"]: "word_done",
    STATE_WORDS["look at"]: "word_due_soon",
    STATE_WORDS["put right"]: "word_overdue",
    STATE_WORDS["blank"]: "word_missing",
    STATE_WORDS["not readable"]: "word_unclear",
    STATE_WORDS["not returned"]: "word_missing",
}
NOBODYS = NO_CASELOAD.strip("()").capitalize()
"""What stands in place of a caseload where a school has none."""


def whole_name(whole: Consolidated) -> str:
    """The Hub and the collection."""
    return one_line(f"{whole.round.hub.name}, {whole.round.settings.name}")


def title(whole: Consolidated, what: str) -> str:
    """The title of a sheet, for A1: what it shows, of which Hub and collection, marked if nobody else may see it."""
    marking = f"{MARKING}: " if whole.internal else ""
    return f"{marking}{what}: {whole_name(whole)}"


def share(percent: object) -> float | str:
    """A percentage of a table as a share of 1, or the words for none."""
    return percent / 100 if isinstance(percent, int | float) else NONE_APPLIES
