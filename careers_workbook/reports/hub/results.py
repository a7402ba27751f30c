"""What is made of a round for people to look at, by kind: the same whichever face asks for it.

Enters: a round put together. Leaves: bytes by kind, and what each is called. Must not know: where it is kept.
"""

from collections.abc import Mapping

from careers_workbook.core.brand import Brand
from careers_workbook.hub.comparison import changes
from careers_workbook.hub.hub import ConsolidatedKind, Consolidation
from careers_workbook.reports.hub.board_report import board_pdf
from careers_workbook.reports.hub.hub_page import hub_page
from careers_workbook.reports.hub.master_workbook import hub_workbook

KINDS: Mapping[ConsolidatedKind, tuple[str, str]] = {
    "page": ("The Hub's page", "Open it in a browser. Its first part is what the board reads."),
    "board": ("One sheet for the board (PDF)", "One page of A4, to print or to send."),
    "workbook": ("Master workbook (Excel)", "Everything about the round on its sheets."),
}
"""What each is called, and what it is for; what is looked at first comes first."""
CHANGES: Mapping[changes.ChangeKind, str] = changes.KINDS
"""What can have happened to an answer since the round before, and what each word means."""


def made_of(found: Consolidation, brand: Brand) -> Mapping[ConsolidatedKind, bytes]:
    """All of them."""
    return {
        "workbook": hub_workbook(found.tables, found.board),
        "page": hub_page(found.board, brand),
        "board": board_pdf(found.board, brand),
    }
