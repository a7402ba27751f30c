"""Every format that schools send: what was answered is read, whoever saved it; what cannot be read says why."""

import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import FileFormat
from tests.support.hostile import SHEET, TRUTH, Change, encrypted, filled, repacked, replaced
from tests.support.office import Office

KEPT = Path(__file__).parent / "data" / "formats"
PASSWORD = "Oak Lane 1"


def read(folder: Path, data: bytes, name: str = "return.xlsx", password: str | None = None) -> Submission:
    path = folder / name
    path.write_bytes(data)
    return read_file(path, password=password)


def faults(read: Submission, *expected: str) -> list[str]:
    """What is not as it was answered, and every problem that was not expected."""
    answers = read.by_key()
    wrong = [f"{key}: {value!r}" for key, value in TRUTH.items() if key not in answers or answers[key].value != value]
    return [*wrong, *(str(problem) for problem in read.problems if problem.code not in expected)]


def codes(read: Submission) -> list[str]:
    return [problem.code for problem in read.problems]


# what LibreOffice and the kept files of other programs hold


@pytest.fixture(scope="module")
def saved(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The filled return as LibreOffice saves it in every format that is read, and a small one in those that are not."""
    folder = tmp_path_factory.mktemp("saved")
    source, small = folder / "return.xlsx", folder / "small.csv"
    source.write_bytes(filled())
    small.write_text("CL1,Yes\n", encoding="utf-8")
    from_ = {"xls": source, "ods": source, "xlsx": source, "fods": small, "html": small}
    return {to: office.convert([one], to, folder / to)[0] for to, one in from_.items()}


@pytest.mark.office
@pytest.mark.parametrize("form", ["xls", "ods", "xlsx"])
def test_a_return_saved_by_libreoffice(saved: dict[str, Path], form: str) -> None:
    assert faults(read_file(saved[form])) == []


@pytest.mark.office
@pytest.mark.parametrize(("form", "words"), [("fods", "flat OpenDocument"), ("html", "web page")])
def test_a_format_of_libreoffice_that_is_not_read(saved: dict[str, Path], form: str, words: str) -> None:
    (problem,) = read_file(saved[form]).problems
    assert problem.code == "FILE-007"
    assert words in problem.message
    assert "save it as an Excel workbook" in problem.advice


@pytest.mark.office
@pytest.mark.parametrize("form", ["xls", "ods", "xlsx"])
def test_the_content_decides_and_not_the_name(saved: dict[str, Path], form: str, tmp_path: Path) -> None:
    assert faults(read(tmp_path, saved[form].read_bytes(), "return.pdf")) == []


@pytest.mark.parametrize("name", ["sheetjs.xlsb", "sheetjs.ods", "sheetjs-excel-5.xls", "locked.xls"])
def test_a_kept_file_gives_back_what_was_answered(name: str) -> None:
    answers = read_file(KEPT / name, password=PASSWORD).by_key()
    known = json.loads((KEPT / "answers.json").read_text(encoding="utf-8"))
    assert len(known) > 300
    wrong = [(ref, column) for ref, column, value in known if str(answers[ref, column].value) != value]
    assert wrong == []


def test_a_table_saved_as_a_web_page() -> None:
    (problem,) = read_file(KEPT / "sheetjs-page.xls").problems
    assert (problem.code, problem.context["what"]) == ("FILE-007", "a table saved as a web page")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
         "a workbook saved as XML Spreadsheet 2003"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "a workbook saved as a web page"),
        (b'<html xmlns:o="urn:schemas-microsoft-com:office:office"\nxmlns:x="urn:schemas-microsoft-com:office:excel">',
         "a table saved as a web page"),
    ],
)  # fmt: skip
def test_what_excel_itself_saves_under_an_excel_name(tmp_path: Path, start: bytes, what: str) -> None:
    (problem,) = read(tmp_path, start + b"\n...", "return.xls").problems
    assert (problem.code, problem.context["what"]) == ("FILE-007", what)


# the calendar that begins in 1904


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled()))
    book.epoch = CALENDAR_MAC_1904
    book.save(tmp_path / "return.xlsx")
    with zipfile.ZipFile(tmp_path / "return.xlsx") as package:
        assert b'date1904="1"' in package.read("xl/workbook.xml")
    assert faults(read_file(tmp_path / "return.xlsx")) == []


@pytest.mark.parametrize(("name", "form"), [("sheetjs.xlsb", "xlsb"), ("sheetjs-excel-5.xls", "xls")])
def test_a_kept_file_says_how_its_numbers_are_shown(name: str, form: FileFormat) -> None:
    shown = {
        (type(grid.cells[at]).__name__, code)
        for grid in read_book((KEPT / name).read_bytes(), form).grids
        for at, code in grid.marks.formats.items()
    }
    assert shown == {("date", "dd/mm/yyyy"), ("float", "0"), ("float", "0%")}


@pytest.mark.office
def test_dates_from_1904_in_every_format(tmp_path: Path, office: Office) -> None:
    days = [dt.date(2027, 3, 31), dt.date(2028, 2, 29), dt.date(2015, 1, 1), dt.date(1904, 1, 2)]
    moment = dt.datetime(2027, 3, 31, 14, 30)  # noqa: DTZ001 - cells know no time zone
    source = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(source, {"date_1904": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for row, value in enumerate(days):
            sheet.write_datetime(row, 0, dt.datetime.combine(value, dt.time()), day)
        sheet.write_datetime(0, 1, moment, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
    forms: tuple[tuple[FileFormat, Path], ...] = (
        ("xlsx", source), *((to, office.convert([source], to, tmp_path / to)[0]) for to in ("xls", "ods")),
    )  # fmt: skip
    for form, path in forms:
        (grid,) = read_book(path.read_bytes(), form).grids
        assert [grid.at(row, 0) for row in range(4)] == days, form
        assert grid.at(0, 1) == moment, form


@pytest.mark.office
def test_true_and_false_in_every_format(tmp_path: Path, office: Office) -> None:
    """LibreOffice saves them into .xls as formulas, several below each other as a shared one."""
    values = [True, False, True, True, False, False, False, True]
    source = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, values)
        sheet.write_column(0, 2, values, book.add_format({"num_format": "@"}))
        sheet.write_formula(0, 1, "=1+0", None, 1)
    for form in ("xls", "ods"):
        (grid,) = read_book(office.convert([source], form, tmp_path / form)[0].read_bytes(), form).grids
        for col in (0, 2):
            found = [grid.at(row, col) for row in range(8)]
            assert found == values
            assert {*map(type, found)} == {bool}
        assert isinstance(grid.at(0, 1), float)
        assert not grid.marks.uncached


# what .xlsx files may look like inside


STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"),
)


def as_strict(content: bytes) -> bytes:
    text = content.decode("utf-8")
    for old, new in STRICT:
        text = text.replace(old, new)
    return text.encode("utf-8")


def as_utf_16(content: bytes) -> bytes:
    return content.decode("utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def all_xml(change: Change) -> dict[str, Change]:
    with zipfile.ZipFile(io.BytesIO(filled())) as package:
        return {name: change for name in package.namelist() if name.endswith((".xml", ".rels"))}


def prefixed(content: bytes) -> bytes:
    """Every element with a prefix, as some programs write it."""
    text = content.decode("utf-8").replace(' xmlns="', ' xmlns:x="', 1)
    return re.sub(r"<(/?)(?![?/]|[\w]+:)", r"<\1x:", text).encode("utf-8")


MAIN = {
    "_rels/.rels": replaced('"xl/workbook.xml"', '"/odd/book.xml"'),
    "odd/_rels/book.xml.rels": None,
}


def moved() -> bytes:
    """The workbook part in a folder of its own, with targets from the root."""
    with zipfile.ZipFile(io.BytesIO(filled())) as package:
        rels = package.read("xl/_rels/workbook.xml.rels").replace(b'Target="', b'Target="/xl/')
        main = package.read("xl/workbook.xml")
    gone = {"xl/workbook.xml": None, "xl/_rels/workbook.xml.rels": None}
    return repacked(filled(), {**MAIN, **gone, "odd/book.xml": main, "odd/_rels/book.xml.rels": rels})


LINK = (
    '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="http://127.0.0.1:9/never" TargetMode="External"/>'
)


def linked() -> bytes:
    return repacked(filled(), {"xl/_rels/workbook.xml.rels": replaced("</Relationships>", f"{LINK}</Relationships>")})


def nameless() -> bytes:
    return repacked(filled(), {"xl/workbook.xml": lambda c: re.sub(rb'(<sheet name=")[^"]*', rb"\1", c)})


def in_a_folder() -> bytes:
    """Unpacked by somebody, and zipped again on a Mac."""
    beside = {"__MACOSX/oak/._[Content_Types].xml": b"\0\5\x16\7"}
    return repacked(filled(), beside, lambda name: name if name in beside else f"oak/{name}")


ODD = {
    "Strict OOXML": lambda: repacked(filled(), all_xml(as_strict)),
    "UTF-16": lambda: repacked(filled(), all_xml(as_utf_16)),
    "prefixes": lambda: repacked(
        filled(), {SHEET: prefixed, "xl/sharedStrings.xml": prefixed, "xl/styles.xml": prefixed}
    ),
    "upper case and backslashes": lambda: repacked(filled(), {}, lambda name: name.upper().replace("/", "\\")),
    "the workbook elsewhere": moved,
    "in a folder": in_a_folder,
    "a link to a sheet of another workbook": linked,
    "sheets without a name": nameless,
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_package_is_read_all_the_same(tmp_path: Path, kind: str) -> None:
    data = ODD[kind]()
    assert data != filled()
    assert faults(read(tmp_path, data), "SHEET-002") == []


def test_macros_are_ignored_and_named(tmp_path: Path) -> None:
    with_macros = repacked(filled(), {"xl/vbaProject.bin": b"whatever"})
    submission = read(tmp_path, with_macros, "return.xlsm")
    assert faults(submission, "FILE-031") == []
    assert codes(submission) == ["FILE-031"]
    assert submission.outcome == "accepted"


def test_answers_far_away_are_not_left_out_in_silence(tmp_path: Path) -> None:
    rows = '<row r="30000"><c r="B30000" t="str"><v>our answers</v></c></row></sheetData>'
    submission = read(tmp_path, repacked(filled(), {SHEET: replaced("</sheetData>", rows)}))
    assert faults(submission, "FILE-041") == []
    (problem,) = submission.problems
    assert problem.place.sheet == "Careers leadership"
    assert submission.outcome == "problems"
    space = '<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row></sheetData>'
    assert faults(read(tmp_path, repacked(filled(), {SHEET: replaced("</sheetData>", space)}))) == []


# passwords


@pytest.mark.parametrize(("given", "code"), [(None, "FILE-008"), ("", "FILE-008"), ("oak lane 1", "FILE-032")])
@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_a_locked_workbook_and_no_key(tmp_path: Path, form: str, given: str | None, code: str) -> None:
    data = encrypted(filled()) if form == "xlsx" else (KEPT / "locked.xls").read_bytes()
    assert codes(read(tmp_path, data, password=given)) == [code]


def test_the_password_opens_it(tmp_path: Path) -> None:
    assert faults(read(tmp_path, encrypted(filled()), password=PASSWORD)) == []


def test_the_password_that_excel_tries_by_itself_is_needed_by_nobody(tmp_path: Path) -> None:
    assert faults(read(tmp_path, encrypted(filled(), "VelvetSweatshop"))) == []


def test_a_password_does_no_harm_where_none_is_needed(tmp_path: Path) -> None:
    assert faults(read(tmp_path, filled(), password=PASSWORD)) == []


@pytest.mark.parametrize("given", [None, PASSWORD])
def test_what_cannot_be_opened_even_with_its_password(given: str | None) -> None:
    assert codes(read_file(KEPT / "locked.ods", password=given)) == ["FILE-040"]
