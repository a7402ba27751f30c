"""What became of a file that was looked at for whether everybody can use it.

Leaves: a frozen record. Must not know: how a file is read, who asks.
"""

from typing import TYPE_CHECKING

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem

if TYPE_CHECKING:
    from careers_workbook.spreadsheet.accessibility.verdicts import Checked


@frozen
class AccessChecked:
    """One file: what was found, or the `problem` that kept it from being looked at."""

    file: str
    found: "Checked | None" = None
    problem: Problem | None = None
