"""The facts behind `problems`: one row a code. Codes are never reused or renumbered.

Severity: error (an answer is lost, a file is refused, nothing can be made), warning (somebody must look), note (good to
know; nothing to do). `{gaps}` are filled from the problem's context. Must not know: anything else.
"""

from careers_workbook.core.catalogue.cells import CELL_ENTRIES
from careers_workbook.core.catalogue.dates import DATE_ENTRIES
from careers_workbook.core.catalogue.destinations import DEST_ENTRIES
from careers_workbook.core.catalogue.entry import Entry, Severity
from careers_workbook.core.catalogue.files import FILE_ENTRIES
from careers_workbook.core.catalogue.hub import HUB_ENTRIES
from careers_workbook.core.catalogue.rows import ROW_ENTRIES
from careers_workbook.core.catalogue.sheets import SHEET_ENTRIES
from careers_workbook.core.catalogue.specs import SPEC_ENTRIES

__all__ = ["CATALOGUE", "Entry", "Severity"]

_AREAS = (
    SPEC_ENTRIES,
    FILE_ENTRIES,
    SHEET_ENTRIES,
    ROW_ENTRIES,
    CELL_ENTRIES,
    DATE_ENTRIES,
    DEST_ENTRIES,
    HUB_ENTRIES,
)

CATALOGUE: dict[str, Entry] = {entry.code: entry for area in _AREAS for entry in area}
