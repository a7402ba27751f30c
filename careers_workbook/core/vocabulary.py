"""One word for one thing, in everything that people read: what became of a statement, and when a leaver is asked after.

A checklist has statements, whatever code calls them. Must not know: where a word is shown.
"""

from careers_workbook.core.text import many

STATEMENT, STATEMENTS = "Statement", "Statements"
DONE, IN_PROGRESS, NOT_DONE, NOT_APPLICABLE = "Done", "In progress", "Not done", "Not applicable"
NO_ANSWER, UNCLEAR, NOT_ASKED, MISSING = "No answer", "Unclear", "Not asked", "Missing"
"""Nothing was said; what was said is none of what is offered; it was not asked in that version; its cell is gone."""
OVERDUE, DUE_SOON = "Overdue", "Due soon"


def years_after(number: int) -> str:
    """1 year after leaving."""
    return f"{many(number, 'year')} after leaving"
