"""Marking in a test: read bytes, mark them, look into the copy."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
from openpyxl import Workbook
from openxml_audit import OpenXmlValidator

from careers_workbook.blanks.workbook import Order
from careers_workbook.reports.letters.marked_workbook import MarkedCopy, marked_copy
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.marked_copy import HEADINGS, WHAT_TO_FIX
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.file_detection import detect_file
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.read import read_source
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.annotate.package import Bundle

TODAY = dt.date(2026, 12, 1)
ROWS = re.compile(rb"<(?:\w+:)?sheetData(?:/>|\b.*?</(?:\w+:)?sheetData>)", re.DOTALL)
MAY_CHANGE = re.compile(
    r"\[Content_Types\]\.xml|xl/(workbook|styles)\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/_rels/sheet\d+\.xml\.rels"
)
"""Parts that say what there is: a new part has to be named there. Sheets are compared apart from them."""


def read(data: bytes, name: str = "return.xlsx") -> Submission:
    return read_source(ReturnedFile(name, lambda: data), None, Context(TODAY), None)


def copy_of(data: bytes, name: str = "return.xlsx", submission: Submission | None = None) -> MarkedCopy:
    """The copy of a return; `submission` is what was read from it, if that is known."""
    submission = submission or read(data, name)
    assert submission.outcome != "refused", submission.problems
    return marked_copy(detect_file(data, name), submission, spec_of(submission), Order(TODAY))


def marked(data: bytes, submission: Submission | None = None) -> bytes:
    copy = copy_of(data, submission=submission)
    assert not copy.fresh
    return copy.data


def errors(data: bytes, file: Path) -> set[str]:
    """What the validator says; not that Excel will move texts from cells into a table when it saves them."""
    file.write_bytes(data)
    return {text for error in OpenXmlValidator().validate(file).errors if "inline-string" not in (text := str(error))}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def part_of(data: bytes, title: str) -> str:
    """The name of the part of a sheet."""
    bundle = Bundle(data)
    book = bundle.related("", "officeDocument")
    ids = {one.attributes["name"]: one.attributes["id"] for one in bundle.part(book).all("sheets", "sheet")}
    return next(relation.target for relation in bundle.relations(book) if relation.id == ids[title])


def harm(before: bytes, after: bytes) -> list[str]:
    """Parts of the school's that are gone or changed, and sheets whose rows are."""
    old, new, found = parts(before), parts(after), []
    for name, content in old.items():
        if name not in new:
            found.append(f"{name} is gone")
        elif re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            if ROWS.findall(content) != ROWS.findall(new[name]):
                found.append(f"the rows of {name} have changed")
        elif content != new[name] and not MAY_CHANGE.fullmatch(name):
            found.append(f"{name} has changed")
    return found


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def listed(book: Workbook) -> list[dict[str, str]]:
    """The rows of both tables of "What to fix" by their headings, with the target of the link as `link`."""
    sheet, found = book[WHAT_TO_FIX], []
    for row in sheet.iter_rows():
        texts = [cell.value for cell in row]
        if texts[0] and str(texts[0]).isdecimal():
            link = row[1].hyperlink
            found.append(dict(zip(HEADINGS, map(str, texts), strict=True)) | {"link": link.location if link else ""})
    return found


def introduction(book: Workbook) -> str:
    return " ".join(str(row[0].value) for row in book[WHAT_TO_FIX].iter_rows(max_row=8) if row[0].value)


def said(book: Workbook) -> dict[tuple[str, str], str]:
    """Every comment of the workbook by sheet and cell."""
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def highlighted(book: Workbook) -> set[tuple[str, str]]:
    """Every cell under one of our rules."""
    return {
        (sheet.title, cell)
        for sheet in book.worksheets
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.formula and "Careers Hub" in rule.formula[0]
        for cell in str(area.sqref).split()
    }
