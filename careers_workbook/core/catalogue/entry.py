"""One row of the problem catalogue."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: what it is called, how it is worded, what to do about it."""

    code: str
    severity: Severity
    title: str
    message: str
    advice: str
