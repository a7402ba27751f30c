"""Words of a spec that code acts on: column ids, option groups, sheets that every workbook has. Facts, no logic."""

from careers_workbook.core import vocabulary as said
from careers_workbook.spec.model import CompletedGroup

OWN_SHEETS = ("Start here", "Lists", "About this workbook")
"""The sheets that every workbook has besides those of its spec: the first and the last two."""

ROLE_ANSWERS = {"action": "text", "deadline": "date", "review": "text", "completed": "choice"}
"""The checklist columns that together make the Status, and the kind of answer each must have."""

LEAVERS_FIELD = "leavers"
"""The form field "Number of leavers in current year"."""

CHECKPOINTS = ("intended", "autumn", "six_months", "year_1", "year_2", "year_3", "year_4")
"""Tracker columns that say where a leaver is, in the order of time (six_months asks whether still there)."""

COMPLETED_GROUPS: tuple[CompletedGroup, ...] = ("done", "in progress", "not done", "not applicable")
"""What an option of Action completed can mean for progress."""

USUAL_GROUPS: dict[str, CompletedGroup] = {
    "yes": "done",
    "done": "done",
    "completed": "done",
    "in_progress": "in progress",
    "no": "not done",
    "not_done": "not done",
    "not_applicable": "not applicable",
}
"""Option id -> its meaning, for options that give no group."""

KNOWN, KNOWN_HEADING = "known", "Can it be known?"
NOT_YET, ALL_KNOWN, UNDATED = "Not yet: ", "All of it", "-"
"""The column of a tracker that says by formula what cannot be known yet, and how its words begin."""
TOO_EARLY, NO_ANSWER_YET = "not yet", said.NO_ANSWER.lower()
"""In place of a figure: nobody can know it yet; somebody could, but nothing is entered for any of the leavers."""
NOT_KNOWN = "not known"
DESTINATION_GROUPS = ("education", "apprenticeship", "employment", "other", "not sustained", NOT_KNOWN)
"""What destinations are counted by."""
AT_WORK_OR_LEARNING = frozenset({"education", "apprenticeship", "employment"})
"""The groups that together are "in education, employment or training"."""
FEW = 6
"""Leavers below which a percentage says little, and a number could point to a pupil."""
SCHOOL, DECEASED, STILL = "school", "deceased", "yes"
"""Option ids with a meaning: back at school, no longer living, still at the place of the autumn."""


def completed_group(option_id: str, group: str | None) -> CompletedGroup | None:
    """What an option means for progress: its own group, else by its id; None if it says nothing."""
    return next((g for g in COMPLETED_GROUPS if g == group), USUAL_GROUPS.get(option_id))
