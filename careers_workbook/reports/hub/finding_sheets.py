"""The sheets that say what is different and what is wrong: Changes, Problems.

Enters: a `Consolidated`. Leaves: sheets as values. Must not know: how cells are written.
"""

from operator import attrgetter

from careers_workbook.core.catalogue import Severity
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.hub_sheet import HubColumn, HubSheet, SheetTable
from careers_workbook.reports.hub.school_sheets import CASELOAD, SCHOOL, URN
from careers_workbook.reports.hub.sheet_words import title
from careers_workbook.reports.hub.statement_sheets import REF, STATEMENT
from careers_workbook.reports.words import SEVERITY_LABELS, one_line

_CHANGES = (
    *(SCHOOL, URN, CASELOAD, HubColumn("What happened", 170, "word"), REF, STATEMENT),
    *(HubColumn("Column", 150), HubColumn("Before", 230), HubColumn("Now", 230)),
    HubColumn("Days moved", 96, "number"),
)
_STYLES: dict[Severity, str] = {
    "error": "word_overdue",
    "warning": "word_due_soon",
    "note": "word_in_progress",
}
_PROBLEMS = (
    *(
        HubColumn("School", 220, "key", "Not known"),
        URN,
        HubColumn("Kind", 104, "word"),
        HubColumn("Problem", 200),
    ),
    *(HubColumn("Where", 200), HubColumn("What is wrong", 360), HubColumn("What to do", 330)),
    *(HubColumn("Times", 88, "number", "Not said"), HubColumn("Code", 110, "word"), HubColumn("File", 260)),
)


def changes(whole: Consolidated) -> HubSheet:
    """One row a change since the collection before."""
    columns = attrgetter("ref", "statement", "column", "before", "now", "days")
    rows = [
        (row.school, row.urn, row.caseload, row.kind.capitalize(), *columns(row)) for row in whole.tables["changes"]
    ]
    before = one_line(whole.before.settings.name) if whole.before else ""
    return HubSheet(
        "Changes",
        title(whole, f"Changes since {before}" if before else "Changes since the last collection"),
        (
            f"One row for each answer that is not what it was in {before}, and for each school that is not compared."
            if before
            else "What is different from the collection before.",
            *(("The sheet Notes explains the words under What happened.",) if rows else ()),
        ),
        (
            SheetTable(
                "HubChanges",
                "One row a change since the collection before.",
                _CHANGES,
                rows,
                nothing=f"Nothing is different from {before}."
                if before
                else "There is no collection before this one in which a school returned, so that nothing is compared.",
            ),
        ),
    )


def problems(whole: Consolidated) -> HubSheet:
    """One row a problem."""
    columns = attrgetter("title", "place", "message", "advice", "count", "code", "file")
    rows = [(row.school, row.urn, SEVERITY_LABELS[row.severity], *columns(row)) for row in whole.tables["problems"]]
    return HubSheet(
        "Problems",
        title(whole, "Problems in what came"),
        (
            "One row for each problem in a file. Put right: an answer is lost until somebody does.",
            "Look at: somebody should. Note: good to know. Files that a newer one replaces are left out.",
            "Where it says withheld, the problem is about the leavers of one school.",
        ),
        (
            SheetTable(
                "HubProblems",
                "One row a problem: in which file, where, what is wrong, what to do.",
                _PROBLEMS,
                rows,
                nothing="No problems were found.",
                words={SEVERITY_LABELS[severity]: style for severity, style in _STYLES.items()},
            ),
        ),
    )
