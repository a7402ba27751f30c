"""The schools that are expected: a GIAS extract, or any list with a URN and a name, as Excel or anything else saves it.

Enters: a path. Leaves: schools in the order of the file with what the Hub notes about them, and a problem with its line
for every row that was left out. Raises SpecError where there is no register to speak of (HUB-001, 005, 006, 008).

A school that follows one other, which nobody else follows, goes on as that one on a day: what came under the old URN is
its own. Where several became one, or one became several, each keeps its own history, because no answers of the old are
answers of the new. Whoever closed later is still itself then. Of whom a return is expected in a round is decided here,
by the day on which that is due. Must not know: how a file is read, specs, returns.
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.school import School, is_urn
from careers_workbook.core.typed_days import read_day
from careers_workbook.hub.register.listing import Listing, ListingRow, content, listings, plain

HEADINGS: dict[str, tuple[str, ...]] = {
    "urn": ("urn", "school urn", "unique reference number", "unique reference number (urn)"),
    "name": ("name", "school", "school name", "name of school", "establishmentname", "establishment name"),
    "local_authority": ("local authority", "la (name)", "la", "la name", "local authority (name)"),
    "type": ("type", "school type", "type of school", "typeofestablishment (name)", "type of establishment"),
    "ages": ("ages", "age range", "ages of pupils"),
    "low": ("statutorylowage", "statutory low age", "lowest age"),
    "high": ("statutoryhighage", "statutory high age", "highest age"),
    "email": ("e-mail", "email", "e-mail address", "email address", "mail", "contact e-mail", "contact email"),
    "caseload": ("caseload", "enterprise coordinator", "enterprise co-ordinator", "co-ordinator", "coordinator"),
    "replaces": ("replaces",),
    "closed": ("closed",),
    "remark": ("from gias",),
}
"""What each fact may be headed, best first; GIAS's own headings included."""
_URN_CELL = re.compile(r"(\d+)(?:\.0+)?")
UNNAMED = "Column"
"""What a column without a heading is called, with its number behind."""
_PARTING = re.compile(r"[;,]")
_CLOSED = ("yes", "y", "true", "closed")
_NOTHING: dict[str, str] = {}
"""What all lines have that have nothing of the Hub's own."""
_SHOWN = 160
"""Characters of the headings found that a problem quotes."""


@frozen
class Listed:
    """One line: the school, and what the Hub notes about it.

    `replaces` are the URNs of the schools that it follows, as they were typed; `closed` says when it closed, and is
    empty while it is open. `own` holds every other column of the Hub, by its heading. What follows from `replaces` and
    `closed` on a day: `former` are the URNs under which it was known before, `merged`
    those of the schools that became one in it; it closed on `closed_later`, or `closes` on a day that is still to come;
    it follows the schools `awaited` later.
    """

    school: School
    email: str = ""
    caseload: str = ""
    replaces: str = ""
    closed: str = ""
    remark: str = ""
    own: dict[str, str] = field(default_factory=dict)
    former: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    closed_later: str = ""
    closes: str = ""
    awaited: tuple[str, ...] = ()

    @property
    def follows(self) -> tuple[str, ...]:
        """The URNs of the schools that it follows."""
        return tuple(urn for part in urns_in(self.replaces) if is_urn(urn := as_urn(part)))

    @property
    def apart(self) -> tuple[str, ...]:
        """The URNs of the schools that it follows whose answers stay their own: several became one, or one several."""
        joined_or_later = (self.school.urn, *self.former, *self.awaited)
        return tuple(urn for urn in self.follows if urn not in joined_or_later)

    @property
    def under_closed(self) -> str:
        """What stands under Closed, whatever the day."""
        return self.closed or self.closed_later or self.closes

    @property
    def closing_day(self) -> dt.date | None:
        """The day that stands under Closed, past or to come."""
        return read_day(self.under_closed).day if self.under_closed else None

    @property
    def closed_on(self) -> dt.date | None:
        """The day on which it closed, None where it is open, or nobody knows."""
        return read_day(self.closed).day if self.closed else None


@frozen
class Register:
    """Every line that could be read, what was wrong with the others, and the schools that nothing says closed."""

    schools: tuple[School, ...]
    problems: tuple[Problem, ...] = ()
    listed: tuple[Listed, ...] = ()

    def on(self, day: dt.date, today: dt.date) -> "Register":
        """As it is on a day, seen from today: who closes later is open then, and nobody goes on as it yet."""
        return replace(self, listed=joined(self.listed, day, today))

    @property
    def expected(self) -> tuple[Listed, ...]:
        """On a day by which returns are due: of whom one is expected.

        Who is open then, and has not closed since: nobody is left who could return. Who follows a school that is still
        to close is expected once it has; who takes it in is there already.
        """
        open_still = {one.school.urn for one in self.listed if one.closes}
        there = (one for one in self.listed if not (one.closed or one.closed_later))
        return tuple(one for one in there if open_still.isdisjoint(one.awaited) or one.school.urn in one.follows)

    def find(self, urn: str) -> Listed | None:
        """The line of the school of this URN, None if it has none."""
        return next((one for one in self.listed if one.school.urn == urn), None)

    def line_of(self, school: School) -> Listed:
        """The line of a school; one that says no more than its name if it has none."""
        return self.find(school.urn) or Listed(school)


_LAST: dict[Path, tuple[bytes, Register]] = {}
"""What was read last, with the hash of the file: a command asks for its register several times."""


def read_register(path: Path) -> Register:
    """The register in a CSV file (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), a workbook or a zip folder.

    A school with a date in the column Closed is listed: `Register.on` a day says whether it is expected.
    """
    data = content(path)
    mark = hashlib.sha256(data).digest()
    if path not in _LAST or _LAST[path][0] != mark:
        _LAST.clear()
        _LAST[path] = mark, as_register(path, data)
    return _LAST[path][1]


def as_register(path: Path, data: bytes) -> Register:
    """The register that a file of this name with these bytes is; SpecError where it is none, or lists no school."""
    found = listings(path, data)
    if not found:
        raise SpecError(Problem("HUB-006", Place(path.name)))
    listing = next((one for one in found if {"urn", "name"} <= columns(one.header).keys()), found[0])
    rows = _Rows(listing)
    listed = tuple(rows.read())
    if not listed and not rows.problems:
        raise SpecError(Problem("HUB-006", Place(path.name)))
    return Register(tuple(one.school for one in listed if not one.closed), tuple(rows.problems), joined(listed))


def columns(header: ListingRow) -> dict[str, int]:
    """Fact -> column, for every fact that the header names."""
    headings = [plain(cell).casefold() for cell in header.cells]
    found = {}
    for fact, names in HEADINGS.items():
        column = next((headings.index(name) for name in names if name in headings), None)
        if column is not None:
            found[fact] = column
    return found


def has_headings(cells: Sequence[str]) -> bool:
    """Whether the cells of a first line name the columns of a register."""
    return {plain(cell).casefold() for cell in cells} & {*HEADINGS["urn"]} != set()


def is_extract(header: ListingRow) -> bool:
    """Whether these are the columns of GIAS, which hold far more than a register: names of heads, for example."""
    return any(plain(cell).casefold() == "establishmentname" for cell in header.cells)


class _Rows:
    """Reads the rows of one list, and keeps what is wrong with them."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.columns = columns(listing.header)
        self.width = len(listing.header.cells)
        self.own = {} if is_extract(listing.header) else self._own_headings()
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self.caseloads: dict[str, str] = {}
        for fact, code in (("urn", "HUB-001"), ("name", "HUB-008")):
            if fact not in self.columns:
                shown = ", ".join(plain(cell) for cell in listing.header.cells if cell.strip())[:_SHOWN]
                place = Place(listing.name, line=listing.header.line)
                raise SpecError(Problem(code, place, {"found": shown or "nothing"}))

    def read(self) -> Iterator[Listed]:
        """Every line that can be used."""
        for row in self.listing.rows:
            problem = wrong_shape(row, self.width) or self._wrong_school(row)
            if problem:
                place = Place(self.listing.name, line=row.line)
                self.problems.append(Problem(problem.code, place, problem.context))
            else:
                listed = self._listed(row)
                self.lines[listed.school.urn] = row.line
                yield listed

    def _wrong_school(self, row: ListingRow) -> Problem | None:
        urn = as_urn(self._cell(row, "urn"))
        if not is_urn(urn):
            return Problem("HUB-002", context={"value": self._cell(row, "urn")})
        if urn in self.lines:
            return Problem("HUB-003", context={"urn": urn, "first": str(self.lines[urn])})
        if not self._cell(row, "name"):
            return Problem("HUB-004", context={"urn": urn})
        return None

    def _listed(self, row: ListingRow) -> Listed:
        texts = {fact: self._cell(row, fact) for fact in HEADINGS}
        low, high = texts.pop("low"), texts.pop("high")
        about = {fact: texts.pop(fact) for fact in ("urn", "name", "local_authority", "type", "ages")}
        about["urn"] = as_urn(about["urn"])
        about["ages"] = about["ages"] or age_range(low, high)
        closed = texts["closed"] if says_closed(texts["closed"]) else ""
        texts["caseload"] = self.caseloads.setdefault(texts["caseload"], texts["caseload"])
        own = {heading: plain(row.cells[at]) for at, heading in self.own.items() if at < len(row.cells)} or _NOTHING
        notes = (texts["email"], texts["caseload"], texts["replaces"], closed, texts["remark"])
        return Listed(School(**about), *notes, own)

    def _own_headings(self) -> dict[int, str]:
        """Column -> heading of the Hub's own columns. One without a heading, or with another's, gets its number."""
        found: dict[int, str] = {}
        for at, cell in enumerate(self.listing.header.cells):
            if at not in self.columns.values():
                heading = plain(cell) or UNNAMED
                found[at] = f"{heading} {at + 1}" if heading == UNNAMED or heading in found.values() else heading
        return found

    def _cell(self, row: ListingRow, fact: str) -> str:
        column = self.columns.get(fact)
        return plain(row.cells[column]) if column is not None and column < len(row.cells) else ""


def wrong_shape(row: ListingRow, width: int) -> Problem | None:
    """A comma inside a name without quotation marks moves every cell behind it: such a line cannot be trusted."""
    if any(cell.strip() for cell in row.cells[width:]):
        return Problem("HUB-007", context={"count": str(len(row.cells)), "columns": str(width)})
    return None


def says_closed(cell: str) -> bool:
    """A day, or a plain yes. Anything else a Hub may have in a column of this name takes no school from the list."""
    return cell.casefold() in _CLOSED or read_day(cell).day is not None


def urns_in(cell: str) -> tuple[str, ...]:
    """What stands under Replaces, part by part, as it was typed."""
    parts = _PARTING.split(cell) if cell else ()
    return tuple(part for one in parts if (part := one.strip()))


def as_urn(cell: str) -> str:
    """A URN as a spreadsheet may have left it: 990001.0, 990 001, '990001."""
    text = cell.replace(" ", "").lstrip("'")
    found = _URN_CELL.fullmatch(text)
    return found[1] if found else text


def age_range(low: str, high: str) -> str:
    """The ages of pupils as schools write them: 11-19."""
    low, high = (as_urn(age) for age in (low, high))
    if low and high:
        return f"{low}-{high}"
    return f"from {low}" if low else f"up to {high}" if high else ""


def joined(
    listed: "Sequence[Listed]", day: dt.date | None = None, today: dt.date | None = None
) -> "tuple[Listed, ...]":
    """The lines on a day, seen from today; without one, whatever stands under Closed has closed."""
    later = {one.school.urn for one in listed if day and (on := one.closed_on) and on >= day}
    followed = Counter(urn for one in listed for urn in one.follows)
    goes_on = {
        one.follows[0]: one.school.urn
        for one in listed
        if len(one.follows) == 1 and followed[one.follows[0]] == 1 and one.follows[0] not in (*later, one.school.urn)
    }
    to_come = {one.school.urn for one in listed if today and (on := one.closed_on) and on >= today}
    return tuple(_on(one, later, to_come, goes_on) for one in listed)


def _on(one: "Listed", later: set[str], to_come: set[str], goes_on: Mapping[str, str]) -> "Listed":
    urn, others = one.school.urn, [urn for urn in one.follows if urn != one.school.urn]
    closed, after = ("", one.closed) if urn in later else (one.closed, "")
    closed_later, closes = ("", after) if urn in to_come else (after, "")
    former = tuple(old for old in goes_on if _end(old, goes_on) == urn)
    merged = tuple(old for old in others if len(one.follows) > 1 and old not in later)
    awaited = tuple(old for old in others if old in later)
    said: dict[str, Any] = {
        "closed": closed,
        "closed_later": closed_later,
        "closes": closes,
        "former": former,
        "merged": merged,
        "awaited": awaited,
    }
    return replace(one, **said) if any(getattr(one, name) != value for name, value in said.items()) else one


def _end(urn: str, goes_on: Mapping[str, str]) -> str:
    """The URN at the end of a row of conversions; "" for a ring."""
    seen = {urn}
    while urn in goes_on:
        urn = goes_on[urn]
        if urn in seen:
            return ""
        seen.add(urn)
    return urn
