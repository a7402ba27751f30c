"""What people do between two commands of docs/hub.md: schools answer, the co-ordinator types into files.

Enters: the desk on which the documentation is made (generate.py), the Hub's folder in it. Leaves: files in that folder.
"""

import csv
import datetime as dt
import io
import os
import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent


def _downloaded(_: Path, hub: Path) -> None:
    """An extract of GIAS with six schools that are asked, and others."""
    head = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code),"
    types = {"Community special school": 7, "Foundation special school": 12, "Pupil referral unit": 14}
    types |= {"Academy special converter": 44, "Academy alternative provision converter": 42}
    rows = [
        [one["URN"], str(990 + _AREAS.index(one[_AREA])), one[_AREA], one["Name"], str(types[one["Type"]]), "1"]
        for one in _six()
    ]
    rows = [[*row, *one["Ages"].split("-")] for row, one in zip(rows, _six(), strict=True)]
    rows += [["990021", "990", "Northmoor", "Northmoor High School", "1", "1", "11", "18"]]
    text = "\n".join([head + "StatutoryLowAge,StatutoryHighAge", *map(",".join, rows)]) + "\n"
    (hub / "edubasealldata.csv").write_text(text, encoding="utf-8")


_AREA, _AREAS = "Local authority", ("Northmoor", "Wexcombe")


def _six() -> list[dict[str, str]]:
    with (ROOT / "examples" / "register.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[:6]


def _with_addresses(_: Path, hub: Path) -> None:
    path = hub / "register.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        row |= {"E-mail": f"careers@{row['URN']}.example", "Caseload": ("Jo Carter", "Sam Reed")[number % 2]}
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)


def _put(data: bytes, path: Path, day: str) -> None:
    """A file into the inbox, sent on a day."""
    path.write_bytes(data)
    sent = dt.datetime.fromisoformat(f"{day}T10:00:00+00:00").timestamp()
    os.utime(path, (sent, sent))


def _returned(desk: Path, hub: Path, urns: str, day: str) -> None:
    for urn in urns.split():
        (path,) = (desk / "returned").glob(f"{urn}*")
        _put(path.read_bytes(), hub / "inbox" / path.name, day)


def _five_answer(desk: Path, hub: Path) -> None:
    _returned(desk, hub, "990001 990002 990004 990005", "2026-11-20")
    _put(b"%PDF-1.7\n", hub / "inbox" / "990006 checklist.pdf", "2026-11-20")


def _all_answer(desk: Path, hub: Path) -> None:
    """Two for the first time; two correct the copies with notes that their letters brought them."""
    _returned(desk, hub, "990003 990006", "2027-01-12")
    for letter in (hub / "output" / "letters" / "Autumn 2026").glob("* - please fix.eml"):
        _put(_corrected(letter), hub / "inbox" / f"{letter.name[:6]} corrected.xlsx", "2027-01-12")


def _corrected(letter: Path) -> bytes:
    """The workbook that is attached, in which every deadline is a day and every answer one of those offered."""
    (attached,) = message_from_bytes(letter.read_bytes(), policy=policy.default).iter_attachments()
    book, data = load_workbook(io.BytesIO(attached.get_content())), io.BytesIO()
    for sheet in book:
        for ref, _, _, deadline, _, completed in sheet.iter_rows(max_col=6):
            if re.fullmatch(r"[A-Z]{2}\d+", str(ref.value)):
                deadline.value = dt.date(2027, 6, 30) if isinstance(deadline.value, str) else deadline.value
                completed.value = completed.value if completed.value in _WORDS else "In progress"
    book.save(data)
    return data.getvalue()


_WORDS = ("Yes", "In progress", "No", "Not applicable", None)
"""What may stand under Action completed."""


def _next_round(name: str, opens: str, due: str) -> Callable[[Path, Path], None]:
    """Three lines more in the settings."""

    def add(_: Path, hub: Path) -> None:
        path = hub / "collection.yaml"
        lines = path.read_text(encoding="utf-8").partition("# The next one.")[0]
        path.write_text(f"{lines}  - name: {name}\n    opens: {opens}\n    due: {due}\n# The next one.\n", "utf-8")

    return add


def _two_answer_in_the_spring(_: Path, hub: Path) -> None:
    for urn in ("990001", "990002"):
        (path,) = (hub / "blank" / "Spring 2027").glob(f"{urn}*")
        book, data = load_workbook(path), io.BytesIO()
        if urn == "990002":
            book["Careers leadership"]["E6"].value = "Agreed with governors in February"
        book.save(data)
        _put(data.getvalue(), hub / "inbox" / f"{urn} spring.xlsx", "2027-03-12")


MEANWHILE: dict[str, Callable[[Path, Path], None]] = {
    "the list of all schools is downloaded": _downloaded,
    "the addresses are filled in": _with_addresses,
    "five schools answer": _five_answer,
    "all the others answer": _all_answer,
    "the round of the spring is added": _next_round("Spring 2027", "2027-01-18", "31/03/2027"),
    "two schools answer in the spring": _two_answer_in_the_spring,
    "the round of the next autumn is added": _next_round("Autumn 2027", "2027-09-13", "31/12/2027"),
}
