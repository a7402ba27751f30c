"""Extracts from Get Information About Schools (GIAS), of any vintage, as downloaded or as Excel left them.

Enters: lists of rows. Leaves: establishments, and a problem for every line that cannot be trusted. Columns are found by
name; of a row nothing is kept but the facts named here, so that no name of a person leaves the reader of the file.
Raises SpecError (HUB-014). Must not know: who is asked for, how a file is read.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.school import School, is_urn
from careers_workbook.core.typed_days import read_day
from careers_workbook.hub.register.listing import Listing, ListingRow, listings, plain
from careers_workbook.hub.register.register import age_range, as_urn, wrong_shape

TYPES: dict[int, tuple[str, str]] = {
    7: ("special", "Community special school"),
    8: ("special", "Non-maintained special school"),
    10: ("special", "Other independent special school"),
    12: ("special", "Foundation special school"),
    32: ("special", "Special post 16 institution"),
    33: ("special", "Academy special sponsor led"),
    36: ("special", "Free schools special"),
    44: ("special", "Academy special converter"),
    14: ("pru", "Pupil referral unit"),
    38: ("ap", "Free schools alternative provision"),
    42: ("ap", "Academy alternative provision converter"),
    43: ("ap", "Academy alternative provision sponsor led"),
}
"""Type code -> (kind, GIAS's name). Groups do not tell: special academies are in the group of all academies."""
OPEN, CLOSED, CLOSING, COMING = 1, 2, 3, 4
_STATUSES = {"open": OPEN, "closed": CLOSED, "open, but proposed to close": CLOSING, "proposed to open": COMING}
_COLUMNS: dict[str, tuple[str, ...]] = {
    "urn": ("urn",),
    "name": ("establishmentname",),
    "la_code": ("lacode",),
    "la_name": ("laname",),
    "number": ("establishmentnumber",),
    "type_code": ("typeofestablishmentcode",),
    "type_name": ("typeofestablishmentname", "typeofestablishment"),
    "status_code": ("establishmentstatuscode",),
    "status_name": ("establishmentstatusname", "establishmentstatus"),
    "opened": ("opendate",),
    "closed": ("closedate",),
    "low": ("statutorylowage",),
    "high": ("statutoryhighage",),
    "town": ("town",),
    "postcode": ("postcode",),
}
"""Fact -> heading, without case, spaces and brackets. Nothing else is ever read."""
_LINK_COLUMNS: dict[str, tuple[str, ...]] = {
    "urn": ("urn",),
    "other": ("linkurn",),
    "name": ("linkname",),
    "type": ("linktype",),
    "day": ("linkestablisheddate",),
}
_LINK = {"urn", "other", "type"}
"""The same for the list of links, and what it cannot be without."""
_NEEDED: tuple[tuple[str, ...], ...] = (
    ("urn",), ("name",), ("la_code", "la_name"), ("type_code", "type_name"), ("status_code", "status_name"),
)  # fmt: skip
_SHOWN = {
    "urn": "URN",
    "name": "EstablishmentName",
    "la_code": "LA (code)",
    "type_code": "TypeOfEstablishment (code)",
    "status_code": "EstablishmentStatus (code)",
}
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"(\d{1,40})(?:\.0{1,9})?")


@frozen
class Establishment:
    """What is used of one row. Codes have no leading zeros; None is a type, a status or an age that is not given.

    `oldest` is the age up to which the school has pupils.
    """

    place: Place
    school: School
    la_code: str
    number: str
    type: int | None
    status: int | None
    opened: dt.date | None
    closed: dt.date | None
    town: str
    postcode: str
    oldest: int | None = None

    @property
    def urn(self) -> str:
        """The URN as it stands there, six digits or not."""
        return self.school.urn


@frozen
class Link:
    """What GIAS says of two establishments: in the words of its type, what `other` is to `urn`."""

    urn: str
    other: str
    other_name: str
    type: str
    day: dt.date | None


@frozen
class Extract:
    """All rows of all lists of one file. `passed_over` names the lists of a zip folder that are no extracts."""

    establishments: tuple[Establishment, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]
    links: tuple[Link, ...] = ()


def read_extract(path: Path, links: Path | None = None) -> Extract:
    """Every establishment of a file: CSV, workbook, or the zip folder as which GIAS downloads.

    The list of links between establishments may be in the same zip folder, or in a file of its own: SpecError (HUB-121)
    if it is no such list.
    """
    found = [*listings(path), *(listings(links) if links else ())]
    linking = [listing for listing in found if _columns_of(listing.header, _LINK_COLUMNS).keys() >= _LINK]
    if links and not linking:
        raise SpecError(Problem("HUB-121", Place(links.name)))
    found = [listing for listing in found if listing not in linking]
    if not found:
        raise SpecError(Problem("HUB-006", Place(path.name)))
    there = {id(listing): columns_of(listing.header).keys() for listing in found}
    missing = {one: [_SHOWN[facts[0]] for facts in _NEEDED if not has & set(facts)] for one, has in there.items()}
    extracts = [listing for listing in found if not missing[id(listing)]]
    if not extracts:
        nearest = min(found, key=lambda listing: len(missing[id(listing)]))
        context = {"missing": ", ".join(missing[id(nearest)])}
        raise SpecError(Problem("HUB-014", Place(nearest.name, line=nearest.header.line), context))
    rows = [row for listing in extracts for row in _rows(listing)]
    if not rows:
        raise SpecError(Problem("HUB-006", Place(path.name)))
    return Extract(
        tuple(row for row in rows if isinstance(row, Establishment)),
        tuple(row for row in rows if isinstance(row, Problem)),
        tuple(listing.name for listing in found if missing[id(listing)]),
        tuple(link for listing in linking for link in _links(listing)),
    )


def columns_of(header: ListingRow) -> dict[str, int]:
    """Fact -> column of an extract."""
    return _columns_of(header, _COLUMNS)


def _columns_of(header: ListingRow, known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    headings = [_NOT_A_LETTER.sub("", cell.casefold()) for cell in header.cells]
    return {
        fact: headings.index(name)
        for fact, names in known.items()
        for name in reversed(names)
        if name in headings
    }  # fmt: skip


def school_kinds() -> Sequence[str]:
    """The kinds of schools that can be asked for by a word."""
    return tuple(dict.fromkeys(kind for kind, _ in TYPES.values()))


def _rows(listing: Listing) -> Iterator[Establishment | Problem]:
    columns, width = columns_of(listing.header), len(listing.header.cells)
    for row in listing.rows:
        place = Place(listing.name, line=row.line)
        if problem := wrong_shape(row, width):
            yield Problem(problem.code, place, problem.context)
        else:
            cells = {fact: plain(row.cells[at]) if at < len(row.cells) else "" for fact, at in columns.items()}
            yield _establishment(place, {fact: cells.get(fact, "") for fact in _COLUMNS})


def _links(listing: Listing) -> Iterator[Link]:
    """Every row that names two establishments."""
    columns = _columns_of(listing.header, _LINK_COLUMNS)
    for row in listing.rows:
        cells = {fact: plain(row.cells[at]) if at < len(row.cells) else "" for fact, at in columns.items()}
        urn, other = as_urn(cells["urn"]), as_urn(cells["other"])
        if is_urn(urn) and is_urn(other):
            kind, day = " ".join(cells["type"].casefold().split()), _day(cells.get("day", ""))
            yield Link(urn, other, cells.get("name", ""), kind, day)


def _establishment(place: Place, cells: dict[str, str]) -> Establishment:
    kind = _kind(cells)
    return Establishment(
        place=place,
        school=School(
            urn=as_urn(cells["urn"]),
            name=cells["name"],
            local_authority=cells["la_name"],
            type=cells["type_name"] or TYPES.get(kind or 0, ("", ""))[1],
            ages=age_range(cells["low"], cells["high"]),
        ),
        la_code=code(cells["la_code"]),
        number=code(cells["number"]),
        type=kind,
        status=_number(cells["status_code"]) or _STATUSES.get(cells["status_name"].casefold()),
        opened=_day(cells["opened"]),
        closed=_day(cells["closed"]),
        town=cells["town"],
        postcode=cells["postcode"].replace(" ", "").upper(),
        oldest=_number(cells["high"]),
    )


def code(cell: str) -> str:
    """A code without leading zeros and without the ".0" of a spreadsheet; "" where there is none."""
    found = _CODE.fullmatch(cell.strip("'"))
    return found[1].lstrip("0") or "0" if found else ""


def _number(cell: str) -> int | None:
    return int(found) if (found := code(cell)) else None


def _kind(cells: dict[str, str]) -> int | None:
    """The type's code, or the one that its name stands for; 0 for a type that nobody here asks for by name."""
    if (number := _number(cells["type_code"])) is not None:
        return number
    name = cells["type_name"].casefold()
    return next((number for number, (_, known) in TYPES.items() if known.casefold() == name), 0 if name else None)


def _day(cell: str) -> dt.date | None:
    return read_day(cell).day if cell else None
