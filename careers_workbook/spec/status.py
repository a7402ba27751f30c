"""The Status of an item, once as a Python rule and once as the same rule in Excel, side by side so they stay equal.

It is one of seven words. Must not know: rows, columns, files.
"""

import datetime as dt

from careers_workbook.core import vocabulary as said
from careers_workbook.core.frozen import frozen
from careers_workbook.spec import semantic_ids
from careers_workbook.spec.model import CompletedGroup

ROLE_ANSWERS = semantic_ids.ROLE_ANSWERS
ROLES = tuple(ROLE_ANSWERS)
"""The column ids that together make the Status: a checklist with all four has a Status column."""

DONE, OVERDUE, DUE_SOON, ON_TRACK = said.DONE, said.OVERDUE, said.DUE_SOON, "On track"
NO_DEADLINE, NOT_STARTED, NOT_APPLICABLE = "No deadline", "Not started", said.NOT_APPLICABLE
_COMPLETED = "Action completed says"


@frozen
class Word:
    """A status word, its meaning in one line, and the theme style that colours it."""

    word: str
    meaning: str
    style: str


WORDS = (
    Word(DONE, f"{_COMPLETED} Yes.", "bold_blue"),
    Word(OVERDUE, "The deadline has passed and the action is not completed.", "bold_pink"),
    Word(DUE_SOON, "The deadline is today or within the next {days} days.", "bold_orange"),
    Word(ON_TRACK, "There is a deadline, and it is further away than that.", "bold_turquoise"),
    Word(NO_DEADLINE, "Work has begun, but no deadline has been set.", "bold_purple"),
    Word(NOT_STARTED, f"Nothing has been filled in yet, or {_COMPLETED} No and nothing else.", "bold_grey"),
    Word(NOT_APPLICABLE, f"{_COMPLETED} that this does not apply to the school.", "bold_pale"),
)
OPEN = frozenset({OVERDUE, DUE_SOON, ON_TRACK, NO_DEADLINE, NOT_STARTED})
"""The words of items on which something is still to be done."""


@frozen
class Facts:
    """What the rule looks at. `completed` is the group of the option chosen, None if blank or unreadable."""

    has_action: bool
    deadline: dt.date | None
    has_review: bool
    completed: CompletedGroup | None


def status_of(facts: Facts, today: dt.date, due_soon_days: int) -> str:
    """The status word of one item on one day."""
    if facts.completed == "not applicable":
        return NOT_APPLICABLE
    if facts.completed == "done":
        return DONE
    if facts.deadline is not None:
        if facts.deadline < today:
            return OVERDUE
        return DUE_SOON if facts.deadline <= today + dt.timedelta(days=due_soon_days) else ON_TRACK
    if facts.has_action or facts.has_review or facts.completed == "in progress":
        return NO_DEADLINE
    return NOT_STARTED


def status_formula(cells: dict[str, str], groups: dict[CompletedGroup, tuple[str, ...]], due_soon_days: int) -> str:
    """`status_of` as an Excel formula. `cells` maps each role to a cell such as "D5"; `groups` to the option labels."""

    def chosen(group: CompletedGroup) -> str:
        labels = (label.replace('"', '""') for label in groups.get(group, ()))
        tests = ",".join(f'TRIM({cells["completed"]})="{label}"' for label in labels)
        return f"OR({tests})" if tests else "FALSE"

    deadline, filled = cells["deadline"], [f"LEN(TRIM({cells[role]}))>0" for role in ("action", "review")]
    return (
        f'=IF({chosen("not applicable")},"{NOT_APPLICABLE}",IF({chosen("done")},"{DONE}",IF(ISNUMBER({deadline}),'
        f'IF({deadline}<TODAY(),"{OVERDUE}",IF({deadline}<=TODAY()+{due_soon_days},"{DUE_SOON}","{ON_TRACK}")),'
        f'IF(OR({",".join(filled)},{chosen("in progress")}),"{NO_DEADLINE}","{NOT_STARTED}"))))'
    )
