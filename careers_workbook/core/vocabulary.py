"""One word for one thing, in everything that people read: what became of a statement, and when a leaver is asked after.

A checklist has statements, whatever code calls them. Must not know: where a word is shown.
"""

from careers_workbook.core.text import many

STATEMENT, STATEMENTS = "Statement", "Statements"
DONE, IN_PROGRESS, NOT_DONE, NOT_APPLICABLE = "Done", "In progress", "Not done", "Not applicable"
NO_ANSWER, UNCLEAR, NOT_ASKED, MISSING = "No answer", "Unclear", "Not asked", "Missing"
"""Nothing was said; what was said is none of what is offered; it was not asked in that version; its cell is gone."""
OVERDUE, DUE_SOON = "Overdue", "Due soon"


_YEARS_AFTER = {f"year_{number}": number for number in range(1, 5)}


def after_leaving(checkpoint: str, label: str) -> str:
    """The time of a checkpoint, by its id: "1 year after leaving" for a column that is called no more than Year 1."""
    number = _YEARS_AFTER.get(checkpoint)
    return years_after(number) if number and label == f"Year {number}" else " ".join(label.split())


def years_after(number: int) -> str:
    """1 year after leaving."""
    return f"{many(number, 'year')} after leaving"
