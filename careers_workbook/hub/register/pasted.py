"""A list of schools that somebody copied out of a table or an e-mail -> lines of the register.

Enters: text, a school a line: URN, name, e-mail, with or without headings. Leaves: a Register as read from a file.
SpecError with everything that is wrong with it: all of it is taken or nothing. Must not know: where the register lies.
"""

from collections.abc import Sequence
from pathlib import Path

from careers_workbook.core.problems import SpecError
from careers_workbook.hub.register.register import Listed, Register, as_register, has_headings

_HEADINGS = ("URN", "Name", "E-mail")
_NAME = Path("the list.csv")


def pasted(text: str) -> Register:
    """The schools of a list; SpecError for a line that is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    between = "\t" if any("\t" in line for line in lines) else ";" if any(";" in line for line in lines) else ","
    if lines and not has_headings(lines[0].split(between)):
        width = max(line.count(between) for line in lines) + 1
        more = [f"Column {number}" for number in range(len(_HEADINGS) + 1, width + 1)]
        lines = [between.join((*_HEADINGS, *more)[: max(width, 2)]), *lines]
    found = as_register(_NAME, "\n".join(lines).encode())
    if found.problems:
        raise SpecError(*found.problems)
    return found


def with_new(before: Sequence[Listed], found: Register) -> tuple[Listed, ...]:
    """The lines of the register with those of the list that were not in it; what is there stays as it is."""
    known = {line.school.urn for line in before}
    return (*before, *(line for line in found.listed if line.school.urn not in known))
