"""A list of schools that somebody copied out of a table or an e-mail, or sent as a file -> lines of the register.

Enters: text, a school a line: URN, name, e-mail, with or without headings; a file, with them. Leaves: a
Register as read from a file.
SpecError with everything that is wrong with it: all of it is taken or nothing. Must not know: where the register lies.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from careers_workbook.core.problems import Problem, SpecError
from careers_workbook.hub.register.register import Listed, Register, as_register, has_headings

_HEADINGS = ("URN", "Name", "E-mail")
_NAME = Path("the list.csv")


def pasted(text: str) -> Register:
    """The schools of a list; SpecError for a line that is none."""
    numbered = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    numbers, lines = [number for number, _ in numbered], [line for _, line in numbered]
    between = "\t" if any("\t" in line for line in lines) else ";" if any(";" in line for line in lines) else ","
    if lines and not has_headings(lines[0].split(between)):
        width = max(line.count(between) for line in lines) + 1
        more = [f"Column {number}" for number in range(len(_HEADINGS) + 1, width + 1)]
        numbers, lines = [0, *numbers], [between.join((*_HEADINGS, *more)[: max(width, 2)]), *lines]
    found = as_register(_NAME, "\n".join(lines).encode())
    if found.problems:
        raise SpecError(*(_at_its_line(problem, numbers) for problem in found.problems))
    return found


def sent_list(name: str, data: bytes) -> Register:
    """The same of a file, CSV or a workbook, whose first line names its columns."""
    found = as_register(Path(name), data)
    if found.problems:
        raise SpecError(*found.problems)
    return found


def _at_its_line(problem: Problem, numbers: Sequence[int]) -> Problem:
    """With the line that somebody sees who has typed the list: without headings, with blank lines."""
    at = problem.place.line or 0
    line = numbers[at - 1] if 0 < at <= len(numbers) else at
    return replace(problem, place=replace(problem.place, file="", line=line))


def with_new(before: Sequence[Listed], found: Register) -> tuple[Listed, ...]:
    """The lines of the register with those of the list that were not in it; what is there stays as it is."""
    known = {line.school.urn for line in before}
    return (*before, *(line for line in found.listed if line.school.urn not in known))
