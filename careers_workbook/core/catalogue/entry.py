"""One row of the problem catalogue."""

from typing import Literal

from careers_workbook.core.frozen import frozen

PROGRAM = "careers-workbook"
Severity = Literal["error", "warning", "note"]


@frozen
class Entry:
    """One code: what it is called, how it is worded, what to do about it, and by which command (`do`), if by one.

    The advice names no command: a face that has none leads where the same is done there.
    """

    code: str
    severity: Severity
    title: str
    message: str
    advice: str
    do: str = ""

    @property
    def at_terminal(self) -> str:
        """The advice as whoever types commands reads it."""
        return with_command(self.advice, self.do)


def with_command(advice: str, do: str) -> str:
    """The advice with the command that does it; what an earlier version has kept of it names the command already."""
    return f"{advice.removesuffix('.')}: {PROGRAM} {do}." if do and PROGRAM not in advice else advice
