"""The workbook that goes out: the same bytes each time, valid, locked without a password, nothing hidden."""

import datetime as dt
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.layout.plan import plan
from careers_workbook.spec.model import Spec
from careers_workbook.spreadsheet.write.theme import SHEET_WIDTH
from careers_workbook.spreadsheet.write.writer import Properties, WorkbookWriter, WriterError
from tests.support.built import AWKWARD, BOOKS, ORDER, SCHOOL, SHIPPED, built, filled, layout, opened, questions
from tests.support.office import Office
from tests.support.specs import specs
from tests.support.sweep import tries

DEFAULT = "send-careers-checklist"
TITLES = [
    "Start here", "School details", "Careers leadership", "Strategy and programme", "Guidance and experience",
    "SEND considerations", "Destinations", "Destinations by year", "Progress", "Inspection notes", "Lists",
    "About this workbook",
]  # fmt: skip
OPEN_TABLE = "Destinations"
"""The one sheet that is not protected: its table must grow."""
PROGRAM = """
import hashlib
from tests.support.built import built
print(hashlib.sha256(built(seed=1)).hexdigest())
"""


def sheets(seed: int | None = None) -> list[Worksheet]:
    return opened(built(DEFAULT, seed)).worksheets


def cell_at(sheet: Worksheet, row: int, col: int) -> Cell:
    found = sheet.cell(row + 1, col + 1)
    assert isinstance(found, Cell)
    return found


def test_same_input_same_bytes_in_every_process() -> None:
    def run(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)}
        return subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=environment
        ).stdout

    assert run("1") == run("2")


def test_zip_entries_carry_no_trace_of_the_machine() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        assert {(e.date_time, e.create_system) for e in package.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}


@pytest.mark.parametrize(("spec", "seed"), BOOKS)
def test_a_public_validator_finds_nothing(spec: str, seed: int | None, tmp_path: Path) -> None:
    file = tmp_path / "built.xlsx"
    file.write_bytes(built(spec, seed))
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


@pytest.mark.slow
@tries(8, many=40)
@given(spec=specs())
def test_any_valid_spec_gives_a_valid_workbook(spec: Spec, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("any") / "built.xlsx"
    made = plan(spec)
    file.write_bytes(build(made, School("990002", "A & B's <School>"), Order(dt.date(2026, 11, 23)), filled(made, 1)))
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_the_sheets_stand_in_order_and_the_first_is_open() -> None:
    book = opened(built())
    assert book.sheetnames == TITLES
    assert book.active == book.worksheets[0]
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Start here"]


def test_the_document_says_what_it_is_and_in_which_language() -> None:
    about = opened(built()).properties
    assert about.title == "Careers checklist for special schools: Oak Lane School"
    assert (about.language, about.creator, f"{about.created:%d/%m/%Y}") == ("en-GB", "Careers Hub", "23/11/2026")
    assert "990001" in about.subject
    hub = replace(ORDER, hub="Northmoor Careers Hub", today=dt.date(2027, 1, 4))
    about = opened(build(layout(), SCHOOL, hub)).properties
    assert (about.creator, f"{about.created:%d/%m/%Y}") == ("Northmoor Careers Hub", "04/01/2027")


@pytest.mark.parametrize("title", TITLES)
def test_nothing_is_hidden_merged_or_zoomed(title: str) -> None:
    sheet = opened(built())[title]
    assert sheet.sheet_state == "visible"
    assert not sheet.merged_cells.ranges
    assert not [row for row, look in sheet.row_dimensions.items() if look.hidden or look.outlineLevel]
    assert not [col for col, look in sheet.column_dimensions.items() if look.hidden or look.outlineLevel]
    assert sheet.sheet_view.zoomScale in {None, 100}
    assert not sheet.col_breaks.brk  # one page wide; tests/test_build_paper.py looks at breaks between rows


def test_no_defined_name_is_there_but_for_what_is_printed() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        names = re.findall(r'<definedName name="([^"]+)"', package.read("xl/workbook.xml").decode())
    assert set(names) == {"_xlnm.Print_Titles", "_xlnm.Print_Area"}


@pytest.mark.parametrize("title", TITLES)
def test_sheets_are_locked_without_a_password(title: str) -> None:
    sheet = opened(built())[title]
    lock = sheet.protection
    assert lock.sheet is (title != OPEN_TABLE)
    assert lock.password is None
    assert lock.hashValue is None
    if lock.sheet:  # the file says what is forbidden
        assert not any([lock.formatCells, lock.formatColumns, lock.formatRows, lock.sort, lock.autoFilter])
        assert not any([lock.selectLockedCells, lock.selectUnlockedCells])
        assert all([lock.insertRows, lock.deleteRows, lock.insertColumns, lock.deleteColumns])


def test_what_can_be_filled_in_is_unlocked_and_looks_it_and_nothing_else_is() -> None:
    slots = {(slot.sheet, slot.row, slot.col) for slot in layout().slots}
    for sheet in sheets():
        for row in sheet.iter_rows():
            for cell in row:
                asks = (sheet.title, cell.row - 1, cell.column - 1) in slots
                if sheet.title != OPEN_TABLE:
                    assert cell.protection.locked is not asks, f"{sheet.title}!{cell.coordinate}"
                if asks:
                    assert cell.fill.fgColor.rgb == "FFFFF8E1", f"{sheet.title}!{cell.coordinate}"
                    assert cell.border.left.style == "thin", f"{sheet.title}!{cell.coordinate}"


def test_answer_cells_keep_what_is_typed() -> None:
    formats = {"text": "@", "choice": "@", "yes/no": "@", "date": "dd/mm/yyyy", "whole number": "0"}
    asked, book = questions(layout()), opened(built())
    for slot in layout().slots:
        cell = cell_at(book[slot.sheet], slot.row, slot.col)
        assert cell.number_format == formats[asked[slot.ref, slot.column].answer], f"{slot.sheet}!{cell.coordinate}"


def test_digits_typed_as_text_get_no_green_triangle() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        parts = [package.read(f"xl/worksheets/sheet{n}.xml").decode() for n, _ in enumerate(TITLES, 1)]
    found = [re.search(r'<ignoredError sqref="([^"]+)"[^>]* numberStoredAsText="1"', part) for part in parts]
    quiet = {title: MultiCellRange(one[1] if one else "") for title, one in zip(TITLES, found, strict=True)}
    book = opened(built())
    for slot in layout().slots:
        cell = cell_at(book[slot.sheet], slot.row, slot.col)
        assert cell.number_format != "@" or cell.coordinate in quiet[slot.sheet], f"{slot.sheet}!{cell.coordinate}"


def test_given_answers_stand_in_their_cells_as_what_they_are() -> None:
    answers, book = filled(layout(), 1), opened(built(seed=1))
    for slot in layout().slots:
        cell, value = cell_at(book[slot.sheet], slot.row, slot.col), answers.get((slot.ref, slot.column))
        match value:
            case None:
                pass
            case dt.date():
                assert (cell.is_date, cell.value) == (True, dt.datetime.combine(value, dt.time()))
            case int():
                assert (cell.data_type, cell.value) == ("n", value)
            case _:
                assert (cell.data_type, str(cell.value)) == ("s", value)
    assert {value for value in answers.values() if value in AWKWARD} == set(AWKWARD)


def test_what_is_known_about_the_school_is_filled_in_and_an_answer_wins() -> None:
    def answers(data: bytes) -> dict[str, object]:
        sheet, block = opened(data)["School details"], layout().sheets[1].blocks[0]
        return {ref: cell_at(sheet, block.row(ref), block.col("answer")).value for ref in block.keys}

    known = answers(built())
    assert set(known.values()) - {None} == {SCHOOL.urn, SCHOOL.name, SCHOOL.local_authority, SCHOOL.type, SCHOOL.ages}
    (name,) = [ref for ref, value in known.items() if value == SCHOOL.name]
    given = {(name, "answer"): "Oak Lane Academy"}
    assert answers(build(layout(), SCHOOL, ORDER, given))[name] == "Oak Lane Academy"
    assert answers(build(layout(), SCHOOL, ORDER, {(name, "answer"): ""}))[name] is None


def test_an_answer_to_no_question_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        build(layout(), SCHOOL, ORDER, {("CL99", "action"): "x"})


@pytest.mark.parametrize("title", TITLES)
def test_print_is_a4_one_page_wide_with_headers_again(title: str) -> None:
    sheet = opened(built())[title]
    way = "portrait" if title == "Lists" else "landscape"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == (way, "9")
    if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage:
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.page_setup.fitToWidth in {None, 1}
    else:  # little smaller, to go on one page; not "one page high", which would get smaller the more is filled in
        pixels = sum(look.width * 8 for look in sheet.column_dimensions.values() if look.min <= sheet.max_column)
        assert 0.9 * 1040 / pixels * 0.97 < sheet.page_setup.scale / 100 < 1040 / pixels
    assert "&P of &N" in str(sheet.oddFooter.right.text)
    assert "990001 Oak Lane School" in str(sheet.oddFooter.left.text)
    if title in {"School details", "Destinations", *TITLES[2:6]}:
        header = layout().sheets[TITLES.index(title)].blocks[0].header_row + 1
        assert sheet.print_title_rows == f"${header}:${header}"


@pytest.mark.parametrize("spec", SHIPPED)
def test_columns_fit_a_laptop(spec: str) -> None:
    for sheet in opened(built(spec)):
        used = [look for look in sheet.column_dimensions.values() if look.min and look.min <= sheet.max_column]
        pixels = sum(look.width * 8 * (min(look.max, sheet.max_column) - look.min + 1) for look in used)
        assert 300 < pixels <= SHEET_WIDTH + 10, sheet.title


def test_the_cursor_waits_in_the_first_cell_to_fill_in() -> None:
    first: dict[str, tuple[int, int]] = {}
    for slot in layout().slots:
        first.setdefault(slot.sheet, (slot.row, slot.col))
    for sheet in sheets():
        at = cell_at(sheet, *first.get(sheet.title, (0, 0))).coordinate
        assert sheet.sheet_view.selection[-1].activeCell == at, sheet.title


def test_what_stays_in_view_leaves_room_on_a_window_that_is_zoomed() -> None:
    panes = {sheet.title: sheet.freeze_panes for sheet in sheets() if sheet.freeze_panes}
    assert panes == {"Destinations": "B1"}
    assert 2 * (opened(built())["Destinations"].column_dimensions["A"].width or 0) * 8 < SHEET_WIDTH / 4


def test_start_here_leads_to_every_sheet() -> None:
    sheet = opened(built())["Start here"]
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {title: f"'{title}'!A1" for title in TITLES[1:]}


def test_start_here_names_school_day_and_addressee_and_does_without() -> None:
    def words(order: Order) -> str:
        sheet = opened(build(layout(), SCHOOL, order))["Start here"]
        return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)

    told, untold = words(ORDER), words(Order(ORDER.today))
    assert "Oak Lane School (URN 990001), Northmoor" in told
    assert "31 March 2027" in told
    assert ORDER.return_to in told
    for text in (told, untold):
        assert "{" not in text
    assert "your Careers Hub" in untold


def test_every_table_is_an_excel_table_with_a_name_of_its_own() -> None:
    names = [table.name for sheet in sheets() for table in sheet.tables.values()]
    planned = [block.name for made in layout().sheets for block in made.blocks]
    assert sorted(names) == sorted(planned)
    assert len({name.casefold() for name in names}) == len(names)
    for sheet in sheets():
        for table in sheet.tables.values():
            headers = [str(cell.value) for cell in sheet[table.ref][0]]
            assert headers == [column.name for column in table.tableColumns]


def test_charts_have_titles_and_words_for_those_who_cannot_see_them() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        drawings = [package.read(f"xl/drawings/drawing{n}.xml").decode() for n in (1, 2)]
        charts = [package.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2, 3, 4)]
    assert [drawing.count('descr="') for drawing in drawings] == [2, 2]
    said = re.findall(r'descr="([^"]*)"', "".join(drawings))
    assert all("has the same figures" in text or "has the figures" in text for text in said)
    assert not [text for text in said if re.search(r"\d", text)]  # figures change, words about a chart do not
    leavers = (
        ("Autumn after leaving: leavers of each year", "2022/23"),
        ("Still in touch, in % of leavers", "1 year after leaving"),
    )
    progress = (("Answers by section", "Careers Leadership"), ("All statements together", "In progress"))
    for chart, (title, label) in zip(charts, (*leavers, *progress), strict=True):
        assert title in chart
        assert f"<c:v>{label}</c:v>" in chart


def test_about_this_workbook_says_what_it_was_made_from() -> None:
    sheet, block = opened(built())["About this workbook"], layout().one("about").blocks[0]
    facts = {
        cell_at(sheet, row, 0).value: cell_at(sheet, row, 1).value for row in range(block.first_row, block.last_row + 1)
    }
    made = layout()
    assert list(facts.values())[:6] == [
        DEFAULT,
        made.spec.version,
        made.fingerprint,
        "990001",
        SCHOOL.name,
        "2026-11-23",
    ]
    assert str(facts["Built by"]).startswith("careers_workbook ")


def test_a_refused_call_is_an_error_not_a_silence() -> None:
    writer = WorkbookWriter(Properties("t", "s", "a", "en-GB"))
    sheet = writer.sheet("One")
    with pytest.raises(WriterError):
        sheet.text((0, 0), "x" * 32_768, "cell")
    with pytest.raises(WriterError):
        sheet.text((1_048_576, 0), "x", "cell")
    with pytest.raises(WriterError):
        sheet.formula((0, 0), "=1", "", "cell")


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_shows_every_sheet(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "filled.xlsx"
    file.write_bytes(built(seed=1))
    pages = office.pages(file, tmp_path)
    assert len(pages) >= len(TITLES)
    assert all(page.stat().st_size > 2_000 for page in pages)
