"""Extracts from Get Information About Schools, made up: the native columns, fictional schools, and what is to become of
every row, known from the making.

Enters: a seed. Leaves: rows, and the files as which they reach a Hub: as downloaded, through Excel, older and newer.
"""

import csv
import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

_COLUMNS = (
    "URN|LA (code)|LA (name)|EstablishmentNumber|EstablishmentName|TypeOfEstablishment (code)|"
    "TypeOfEstablishment (name)|EstablishmentTypeGroup (code)|EstablishmentTypeGroup (name)|"
    "EstablishmentStatus (code)|EstablishmentStatus (name)|ReasonEstablishmentOpened (code)|"
    "ReasonEstablishmentOpened (name)|OpenDate|ReasonEstablishmentClosed (code)|"
    "ReasonEstablishmentClosed (name)|CloseDate|PhaseOfEducation (code)|PhaseOfEducation (name)|"
    "StatutoryLowAge|StatutoryHighAge|Boarders (code)|Boarders (name)|NurseryProvision (name)|"
    "OfficialSixthForm (code)|OfficialSixthForm (name)|Gender (code)|Gender (name)|ReligiousCharacter (code)|"
    "ReligiousCharacter (name)|ReligiousEthos (name)|Diocese (code)|Diocese (name)|AdmissionsPolicy (code)|"
    "AdmissionsPolicy (name)|SchoolCapacity|SpecialClasses (code)|SpecialClasses (name)|CensusDate|"
    "NumberOfPupils|NumberOfBoys|NumberOfGirls|PercentageFSM|TrustSchoolFlag (code)|TrustSchoolFlag (name)|"
    "Trusts (code)|Trusts (name)|SchoolSponsorFlag (name)|SchoolSponsors (name)|FederationFlag (name)|"
    "Federations (code)|Federations (name)|UKPRN|FEHEIdentifier|FurtherEducationType (name)|OfstedLastInsp|"
    "OfstedSpecialMeasures (code)|OfstedSpecialMeasures (name)|LastChangedDate|Street|Locality|Address3|"
    "Town|County (name)|Postcode|SchoolWebsite|TelephoneNum|HeadTitle (name)|HeadFirstName|HeadLastName|"
    "HeadPreferredJobTitle|BSOInspectorateName (name)|InspectorateReport|DateOfLastInspectionVisit|"
    "NextInspectionVisit|TeenMoth (name)|TeenMothPlaces|CCF (name)|SENPRU (name)|EBD (name)|PlacesPRU|"
    "FTProv (name)|EdByOther (name)|Section41Approved (name)|SEN1 (name)|SEN2 (name)|SEN3 (name)|"
    "SEN4 (name)|SEN5 (name)|SEN6 (name)|SEN7 (name)|SEN8 (name)|SEN9 (name)|SEN10 (name)|SEN11 (name)|"
    "SEN12 (name)|SEN13 (name)|TypeOfResourcedProvision (name)|ResourcedProvisionOnRoll|"
    "ResourcedProvisionCapacity|SenUnitOnRoll|SenUnitCapacity|GOR (code)|GOR (name)|"
    "DistrictAdministrative (code)|DistrictAdministrative (name)|AdministrativeWard (code)|"
    "AdministrativeWard (name)|ParliamentaryConstituency (code)|ParliamentaryConstituency (name)|"
    "UrbanRural (code)|UrbanRural (name)|GSSLACode (name)|Easting|Northing|CensusAreaStatisticWard (name)|"
    "MSOA (name)|LSOA (name)|InspectorateName (name)|SENStat|SENNoStat|BoardingEstablishment (name)|"
    "PropsName|PreviousLA (code)|PreviousLA (name)|PreviousEstablishmentNumber|OfstedRating (name)|"
    "RSCRegion (name)|Country (name)|UPRN|SiteName|QABName (code)|QABName (name)|"
    "EstablishmentAccredited (code)|EstablishmentAccredited (name)|QABReport|CHNumber|MSOA (code)|"
    "LSOA (code)"
)
COLUMNS = _COLUMNS.split("|")
"""The columns of 2021, in their order."""
TYPES = {
    7: "Community special school", 8: "Non-maintained special school", 10: "Other independent special school",
    12: "Foundation special school", 32: "Special post 16 institution", 33: "Academy special sponsor led",
    36: "Free schools special", 44: "Academy special converter", 14: "Pupil referral unit",
    38: "Free schools alternative provision", 42: "Academy alternative provision converter",
    43: "Academy alternative provision sponsor led",
}  # fmt: skip
OTHERS = {1: "Community school", 2: "Voluntary aided school", 11: "Other independent school", 34: "Academy converter"}
STATUSES = {1: "Open", 2: "Closed", 3: "Open, but proposed to close", 4: "Proposed to open"}
AUTHORITIES = {"991": "Northmoor", "992": "Wexcombe, City of", "093": "St. Brannoc's and Eastvale"}
HEADS = ("Persephone", "Nondatum")
"""The name of every head: it must be found nowhere behind the reader."""
_FIRST = ("Oak", "Elm", "Ash", "Mill", "Brook", "Hill", "Moor", "Castle", "Bridge", "Meadow", "Thorn", "Fern")
_LAST = ("lands", "field", "wood", "side", "view", "gate", "croft", "dale")
_KIND = (" School", " Academy", " School / Ysgol", ", The Old Rectory", "'s School", " Centre 240°")
_DAY = re.compile(r"\d\d-\d\d-\d{4}")
Row = dict[str, str]


@dataclass(frozen=True)
class Made:
    """One row; `why` a Hub that asks for every kind everywhere does not take it, "" if it does; `follows` is a URN."""

    row: Row
    why: str = ""
    follows: str = ""


def extract(count: int, seed: int = 2027) -> list[Made]:
    """So many rows or a few more: open and closed schools of all types, conversions, shared names."""
    draw = random.Random(seed)
    made: list[Made] = []
    while len(made) < count:
        number = len(made)
        kind = draw.choice([*TYPES, *OTHERS, 1, 2])
        status = draw.choices([1, 2, 3, 4], [80, 12, 4, 4])[0]
        name = "Woodlands School" if draw.random() < 0.02 else _name(draw)
        row = _row(number, name, kind, status)
        row |= {"LA (code)": (la := draw.choice(list(AUTHORITIES))), "LA (name)": AUTHORITIES[la]}
        made.append(Made(row, _why(kind, status)))
        if status == 2 and kind in TYPES and draw.random() < 0.6:
            made.append(_successor(draw, row, len(made)))
    return made


def native(made: Sequence[Made], columns: Sequence[str] = COLUMNS, encoding: str = "utf-8") -> bytes:
    """As downloaded: commas, CRLF."""
    return _csv([one.row for one in made], columns).encode(encoding)


def other_year() -> list[str]:
    """The columns of another year: fewer, some new, in another order."""
    columns = [name for name in COLUMNS if not name.startswith(("SEN", "MSOA", "LSOA", "QAB"))]
    random.Random(1).shuffle(columns)
    return [*columns, "DateOfLastOfstedVisit", "NumberOfSomethingNew"]


def through_excel(made: Sequence[Made], delimiter: str = ",") -> bytes:
    """Opened in Excel and saved: days with slashes, codes without leading zeros, big numbers as powers of ten."""
    rows = []
    for one in made:
        row = {name: cell.lstrip("0") if "code" in name else cell for name, cell in one.row.items()}
        row |= {name: cell.replace("-", "/") for name, cell in row.items() if name.endswith("Date")}
        rows.append(row | {"UPRN": "2E+11"})
    return _csv([*rows, {}, {}], COLUMNS, delimiter).encode("cp1252")


def workbook(made: Sequence[Made]) -> bytes:
    """Opened in Excel and saved as a workbook: numbers are numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("edubasealldata")
        for line, cells in enumerate([COLUMNS, *([one.row.get(name, "") for name in COLUMNS] for one in made)]):
            for column, cell in enumerate(cells):
                if _DAY.fullmatch(cell):
                    sheet.write_datetime(line, column, dt.datetime.strptime(cell, "%d-%m-%Y"))  # noqa: DTZ007
                elif cell.isdigit():
                    sheet.write_number(line, column, int(cell))
                elif cell:
                    sheet.write_string(line, column, cell)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    """A zip folder as GIAS sends it, with CSV files of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in files.items():
            folder.writestr(f"{name}.csv", data)
    return out.getvalue()


def _csv(rows: Sequence[Row], columns: Sequence[str], delimiter: str = ",") -> str:
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return page.getvalue()


def _name(draw: random.Random) -> str:
    return draw.choice(_FIRST) + draw.choice(_LAST) + draw.choice(_KIND)


def _row(number: int, name: str, kind: int, status: int) -> Row:
    closed = f"31-08-20{10 + number % 15}" if status == 2 else "31-08-2027" if status == 3 else ""
    first, last = HEADS
    return {
        "URN": str(990001 + number),
        "EstablishmentNumber": f"{7000 + number:04}",
        "EstablishmentName": name,
        "TypeOfEstablishment (code)": f"{kind:02}",
        "TypeOfEstablishment (name)": (TYPES | OTHERS)[kind],
        "EstablishmentStatus (code)": str(status),
        "EstablishmentStatus (name)": STATUSES[status],
        "OpenDate": "01-09-2027" if status == 4 else "01-09-1999",
        "CloseDate": closed,
        "StatutoryLowAge": str(2 + number % 12),
        "StatutoryHighAge": str(16 + number % 4),
        "Town": f"Town {number % 40}",
        "Postcode": f"ZZ{number} 1AA",
        "HeadFirstName": first,
        "HeadLastName": last,
        "UPRN": f"2000000{number:05}",
    }


def _why(kind: int, status: int) -> str:
    return "other type" if kind in OTHERS else {2: "closed", 4: "coming"}.get(status, "")


def _successor(draw: random.Random, was: Row, number: int) -> Made:
    """The academy that a closed school became, which shares a number, a name or a postcode with it."""
    year = was["CloseDate"][-4:]
    shared = draw.choice(["EstablishmentNumber", "EstablishmentName", "Postcode"])
    row = _row(number, f"Newly Named {number} Academy", 44, 1)
    row |= {"Town": "Elsewhere", "Postcode": f"YY{number} 1AA", "OpenDate": f"01-09-{year}"}
    row |= {name: was[name] for name in (shared, "LA (code)", "LA (name)")}
    return Made(row, follows=was["URN"])
