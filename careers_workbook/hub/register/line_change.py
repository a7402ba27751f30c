"""One line of the register, changed: what of it a person may change, and whether it would be read as it was meant.

Enters: the lines of the register, a URN, what shall stand in its line. Leaves: what is wrong with that by field, or all
lines with that one changed; SpecError (HUB-091, HUB-173, HUB-174) where they cannot be. Must not know: where the
register lies, the journal, words for people.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal, Self

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.school import is_urn
from careers_workbook.core.text import show_date
from careers_workbook.core.typed_days import read_day
from careers_workbook.hub.register.addresses import addresses
from careers_workbook.hub.register.register import Listed, as_register, as_urn, says_closed, urns_in
from careers_workbook.hub.register.update import as_csv

MistakeKind = Literal["missing", "no address", "no urn", "only itself", "ring", "no day", "not as typed"]
_EARLIEST = 1900
"""No school of a register closed before; in a shorter year a digit is missing."""
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How a register begins that Excel has saved as a workbook: it is read, and never written."""


@frozen
class LineFields:
    """What of a line a person may change, as it stands there; the rest comes from GIAS, or is the Hub's own."""

    name: str
    email: str
    caseload: str
    replaces: str
    closed: str

    @classmethod
    def of(cls, line: Listed) -> Self:
        """Those of a line, which may be that of an earlier day."""
        return cls(line.school.name, line.email, line.caseload, line.replaces, line.under_closed)

    @property
    def mark(self) -> str:
        """By this somebody who looked knows whether the line is still the same."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()

    def beside(self, before: "LineFields") -> dict[str, str]:
        """Field -> what it says, of those that say something else than before."""
        there = asdict(before)
        return {name: said for name, said in asdict(self).items() if said != there[name]}

    def tidied(self, before: "LineFields") -> "LineFields":
        """With days and URNs that were typed now as every register has them."""
        new = self.beside(before)
        closed = self.closed
        if "closed" in new and _is_closing(closed) and (day := read_day(closed).day):
            closed = show_date(day)
        urns = dict.fromkeys(map(as_urn, urns_in(self.replaces)))
        return replace(self, closed=closed, replaces="; ".join(urns) if "replaces" in new else self.replaces)


@frozen
class LineMistake:
    """What is wrong with one field; `said` is the part of it that is."""

    field: str
    kind: MistakeKind
    said: str = ""


def line_in(lines: Sequence[Listed], urn: str) -> Listed | None:
    """The line of a school."""
    return next((one for one in lines if one.school.urn == urn), None)


def mistakes(lines: Sequence[Listed], line: Listed, new: LineFields) -> tuple[LineMistake, ...]:
    """What is wrong with what was changed; what stood there before is not looked at."""
    changed = new.beside(LineFields.of(line))
    if found := tuple(one for one in _mistakes(lines, line.school.urn, new) if one.field in changed):
        return found
    try:
        (back,) = _read_back([_with(line, new)])
    except SpecError:
        return tuple(LineMistake(name, "not as typed") for name in changed)
    return tuple(LineMistake(name, "not as typed") for name in new.beside(LineFields.of(back)) if name in changed)


def _mistakes(lines: Sequence[Listed], urn: str, new: LineFields) -> Iterator[LineMistake]:
    if not new.name:
        yield LineMistake("name", "missing")
    for wrong in addresses(new.email)[1]:
        yield LineMistake("email", "no address", wrong)
    if new.closed and not _is_closing(new.closed):
        yield LineMistake("closed", "no day", new.closed)
    urns = [as_urn(part) for part in urns_in(new.replaces)]
    for part in urns:
        if not is_urn(part):
            yield LineMistake("replaces", "no urn", part)
        elif part != urn and urn in _before(lines, part):
            yield LineMistake("replaces", "ring", part)
    if urns == [urn]:
        yield LineMistake("replaces", "only itself", urn)


def _is_closing(text: str) -> bool:
    """Whether it takes a school from the list, on a day that there is and that nobody doubts."""
    typed = read_day(text)
    return says_closed(text) and not typed.other_weekday and (typed.day is None or typed.day.year >= _EARLIEST)


def _before(lines: Sequence[Listed], urn: str) -> set[str]:
    """The URNs of all schools that one follows, and that those follow."""
    follows, found, waiting = {one.school.urn: one.follows for one in lines}, set[str](), [urn]
    while waiting:
        new = [one for one in follows.get(waiting.pop(), ()) if one not in found]
        found.update(new)
        waiting += new
    return found


def _with(line: Listed, new: LineFields) -> Listed:
    notes = {name: said for name, said in asdict(new).items() if name != "name"}
    return replace(line, school=replace(line.school, name=new.name), **notes)


def _read_back(lines: Sequence[Listed]) -> tuple[Listed, ...]:
    return as_register(Path("register.csv"), as_csv(lines).encode()).listed


def changed_register(register: Path, data: bytes, lines: Sequence[Listed], urn: str, new: LineFields) -> str:
    """The register with this line changed, proved by reading it: all others say what they said before (else HUB-174).

    `data` is what lies there now.
    """
    made = [_with(one, new) if one.school.urn == urn else one for one in lines]
    if data.startswith(_WORKBOOKS) or [*map(_said, _read_back(made))] != [*map(_said, made)]:
        raise SpecError(Problem("HUB-174", Place(register.name), {"path": register.name}))
    return as_csv(made)


def _said(line: Listed) -> tuple[object, ...]:
    """All that a line says; of the Hub's own columns those with something in them."""
    school, own = line.school, {heading: said for heading, said in line.own.items() if said}
    return school, LineFields.of(line), line.remark, own


def as_seen(lines: Sequence[Listed], urn: str, seen: str, register: Path) -> LineFields:
    """What a line says; SpecError (HUB-173) if that is not what was seen, HUB-091 if there is none of this URN."""
    line = line_in(lines, urn)
    if line is None:
        raise SpecError(Problem("HUB-091", Place(), {"urn": urn, "path": register.name}))
    if (found := LineFields.of(line)).mark != seen:
        raise changed_since(register)
    return found


def changed_since(register: Path) -> SpecError:
    """The exception that says that the register is not as somebody saw it."""
    return SpecError(Problem("HUB-173", Place(), {"path": register.name}))


def taken_back(lines: Sequence[Listed], urn: str, text: str, before: str, register: Path) -> LineFields:
    """What a line said before a change, whose fields said `text` then; SpecError (HUB-173) if they say something else.

    Both are JSON: field -> what it said.
    """
    line = line_in(lines, urn)
    now = asdict(LineFields.of(line)) if line else {}
    then: Mapping[str, str] = json.loads(before)
    if not line or {name: now[name] for name in then} not in (then, json.loads(text)):
        raise changed_since(register)
    return LineFields(**{**now, **then})
