"""One row of the problem catalogue."""

from typing import Literal

from careers_workbook.core.frozen import frozen

Severity = Literal["error", "warning", "note"]


@frozen
class Entry:
    """One code: what it is called, how it is worded, what to do about it."""

    code: str
    severity: Severity
    title: str
    message: str
    advice: str
