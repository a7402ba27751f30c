"""One row of the problem catalogue."""

from typing import Literal

from careers_workbook.core.frozen import frozen

PROGRAM = "careers-workbook"
Severity = Literal["error", "warning", "note"]


@frozen
class Entry:
    """One code: what it is called, how it is worded, what to do about it, and by which command (`do`), if by one.

    `do` may be an option too, which the command at hand takes, with what it does. The advice names neither: a face that
    has no commands leads where the same is done there.
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
    """The advice with what does it; what an earlier version has kept of it may name that already."""
    typed = f" ({do})" if is_option(do) else f": {PROGRAM} {do}"
    is_said = not do or (do.split(maxsplit=1)[0] if is_option(do) else PROGRAM) in advice
    return advice if is_said else f"{advice.removesuffix('.')}{typed}."


def is_option(do: str) -> bool:
    """Whether that is said with a command, and does nothing alone."""
    return do.startswith("-")
