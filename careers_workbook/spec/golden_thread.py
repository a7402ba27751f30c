"""Which trackers are about leavers, and which hold lines of evidence by theme (the golden thread).

Enters: trackers, a Spec. Leaves: yes or no, questions. A tracker with the leaving year or a checkpoint is about young
people: nothing of its rows may be quoted. Must not know: workbooks, answers.
"""

from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import Question, Spec, TrackerSheet
from careers_workbook.spec.semantic_ids import CHECKPOINTS

LEAVING_YEAR, THEME = "leaving_year", "theme"
"""The tracker columns that say when somebody left, and which theme a line of evidence belongs to."""


def is_about_leavers(sheet: TrackerSheet) -> bool:
    """Whether each row of a tracker is a young person who left."""
    return any(column.id in (LEAVING_YEAR, *CHECKPOINTS) for column in sheet.columns)


def theme_of(sheet: TrackerSheet) -> Question | None:
    """The column that sorts the lines of a tracker by theme; None if it has none, or is about leavers."""
    if is_about_leavers(sheet):
        return None
    return next((column for column in sheet.columns if column.id == THEME and kind_of(column).listed), None)


def evidence_sheets(spec: Spec) -> tuple[TrackerSheet, ...]:
    """The trackers whose lines are counted by theme, in order."""
    return tuple(sheet for sheet in spec.trackers() if theme_of(sheet))
