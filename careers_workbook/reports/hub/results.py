"""What is made of a round for people to look at, by kind: the same whichever face asks for it.

Enters: a round put together. Leaves: what writes each into a file, by kind, and what each is called. Must not know:
where it is kept.
"""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from careers_workbook.core.brand import Brand
from careers_workbook.hub.comparison import changes
from careers_workbook.hub.hub import ConsolidatedKind, Consolidation
from careers_workbook.reports.hub.board_report import board_pdf
from careers_workbook.reports.hub.hub_page import write_hub_page
from careers_workbook.reports.hub.master_workbook import hub_workbook

KINDS: Mapping[ConsolidatedKind, tuple[str, str]] = {
    "page": ("The Hub's page", "Open it in a browser. Its first part is what the board reads."),
    "board": ("One sheet for the board (PDF)", "One page of A4, to print or to send."),
    "workbook": ("Master workbook (Excel)", "Everything about the round on its sheets."),
}
"""What each is called, and what it is for; what is looked at first comes first."""
CHANGES: Mapping[changes.ChangeKind, str] = changes.KINDS
"""What can have happened to an answer since the round before, and what each word means."""


def made_of(found: Consolidation, brand: Brand) -> Mapping[ConsolidatedKind, Callable[[BinaryIO], object]]:
    """What writes each of them, one after the other: of a large Hub no two are to be in memory."""
    return {
        "workbook": lambda file: file.write(hub_workbook(found.tables, found.board)),
        "page": lambda file: write_hub_page(found.board, brand, file),
        "board": lambda file: file.write(board_pdf(found.board, brand)),
    }
