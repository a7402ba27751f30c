"""One sheet as a text file, whatever wrote it: encodings, delimiters, quotation marks."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import Grid
from tests.support.hostile import TRUTH, filled
from tests.support.office import Office
from tests.support.text_files import LACKING, as_text

TITLE = "Careers leadership"
KEYS = [key for key in TRUTH if key[0].startswith("CL")]


def sheet() -> Grid:
    return next(grid for grid in read_book(filled()).grids if grid.title == TITLE)


def table(delimiter: str = ",", line_end: str = "\r\n") -> str:
    return as_text(sheet(), delimiter, line_end)


def faults(read: Submission) -> list[str]:
    answers = read.by_key()
    wrong = [f"{key}: {answers[key].value!r}" for key in KEYS if answers[key].value != TRUTH[key]]
    missing = {problem.place.sheet for problem in read.problems if problem.code == "SHEET-001"}
    assert missing == {*read.missing_sheets}
    assert TITLE not in missing
    others = [str(p) for p in read.problems if p.code not in LACKING]
    return [*wrong, *others]


def read(folder: Path, data: bytes, name: str = f"{TITLE}.csv") -> Submission:
    (folder / name).write_bytes(data)
    return read_file(folder / name)


@pytest.mark.slow
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "mac-roman"])
def test_every_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = table(delimiter).replace("The Careers Leader has applied", "“The Careers Leader’s” – has applied")
    assert "’" in text
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    found = read(tmp_path, mark + text.encode(encoding))
    assert found.problems
    clear = [problem for problem in found.problems if problem.place.ref == "CL2"]
    assert [(p.code, "’" in p.message) for p in clear] == [("ROW-004", True)], clear
    assert [fault for fault in faults(found) if "CL2" not in fault] == []
    assert all(found.by_key()[key].value == TRUTH[key] for key in KEYS)


@pytest.mark.slow
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("start", ["", "sep=,\r\n"])
def test_line_ends_and_the_line_that_names_the_delimiter(tmp_path: Path, line_end: str, start: str) -> None:
    assert faults(read(tmp_path, (start + table(line_end=line_end)).encode())) == []


def test_a_text_file_is_noted_as_one_and_nothing_is_said_of_each_date(tmp_path: Path) -> None:
    found = read(tmp_path, table().encode(), "990001 Oak.csv")
    assert faults(found) == []
    assert any(isinstance(TRUTH[key], dt.date) for key in KEYS)
    assert [p.code for p in found.problems].count("FILE-038") == 1


@pytest.mark.office
def test_a_sheet_saved_as_text_by_libreoffice(tmp_path: Path, office: Office) -> None:
    source = tmp_path / "return.xlsx"
    with xlsxwriter.Workbook(source, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet(TITLE)
        for (row, col), raw in sheet().cells.items():
            page.write(row, col, raw)
    (made,) = office.convert([source], "csv", tmp_path)
    found = read_file(made)
    american = [p for p in found.problems if p.code == "DATE-004"]  # LibreOffice writes dates the American way
    assert len(american) == sum(isinstance(TRUTH[key], dt.date) for key in KEYS)
    assert len(faults(found)) == len(american)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"Dear Hub,\nhere are our answers.\nBest wishes\n", "a text file"),
        (b"one,two\n1,2\n", "a text file without the questions of the checklist"),
        (b"\x81\x8d,\x8f\n", "a text file"),
        (b"a,b\0c\n", "a file of an unknown kind"),
        ("Dear Hub".encode("utf-16"), "a text file"),
        (b'"never closed, a\n' * 3, "a text file"),
    ],
)
def test_text_that_is_no_return(tmp_path: Path, data: bytes, what: str) -> None:
    (problem,) = read(tmp_path, data).problems
    assert (problem.code, problem.context["what"]) == ("FILE-004", what)
