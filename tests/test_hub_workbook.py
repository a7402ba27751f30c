"""The master workbook: every point of the accessible-spreadsheet list on every sheet, and no number but the tables'."""

import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from pypdf import PdfReader

from careers_workbook.core.cells import column_letters
from careers_workbook.core.palette import contrast
from careers_workbook.hub.board import BenchmarkDone, Board, board
from careers_workbook.hub.comparison.round_comparison import ComparedRound, compare_round
from careers_workbook.hub.publication.publication import publish
from careers_workbook.hub.tables.consolidated import Consolidated, consolidate
from careers_workbook.reports import words
from careers_workbook.reports.hub.board_report import board_report
from careers_workbook.reports.hub.body_sheets import ANSWERS
from careers_workbook.reports.hub.hub_sheet import HubColumn, HubSheet, SheetTable, fitting
from careers_workbook.reports.hub.master_workbook import hub_workbook
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spreadsheet.write.fit import text_width
from careers_workbook.spreadsheet.write.theme import SHEET_WIDTH
from tests.support import hub_count, hub_terms, hub_whole
from tests.support.built import opened
from tests.support.hub_folder import AUTUMN, SCHOOLS, hub
from tests.support.hub_rounding import SECRET
from tests.support.office import Office
from tests.support.sweep import at_most
from tests.support.synthetic_hub import SyntheticHub
from tests.test_build_looks import READABLE

FIRST = [
    "Summary", "Contents", "Notes", "Sections", "Caseloads", "Schools", "Not returned", "Statements", "Matrix",
    "Actions",
]  # fmt: skip
LAST = ["School details", "Changes", "Problems"]
LEAVERS = ["Leavers", "Destinations", "Destinations 2"]
CUT = {"Schools", "Matrix", "Actions", "School details", "Changes", "Problems"}
"""Sheets of which only a part is printed."""
MARKING = "OFFICIAL-SENSITIVE"
WORDS = {"no": "Not done", "blank": "No answer"}
"""hub_count's name of a kind of answer -> the workbook's, where they differ."""
NASTY = (
    "=1+1", "+44 1632 960001", "-5", "@SUM(A1)", "\t=2", '=HYPERLINK("http://evil.example","Click")',
    "http://evil.example/x", "mailto:x@evil.example", "internal:Summary!A1", "<r><t>x</t></r>", "_x0041_", "007",
    "31/03/2027", "TRUE", "é 👩‍🏫 “”", "one\ntwo",
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """A master workbook, what it was made from, and the truth behind that, where there is one."""

    whole: Consolidated
    data: bytes
    board: Board
    truth: SyntheticHub | None = None

    @property
    def tabs(self) -> list[str]:
        shown = any(table.years for table in self.whole.published.tables)
        return [*FIRST, *(LEAVERS if shown else ["Destinations"]), *LAST]

    @property
    def sheets(self) -> list[Worksheet]:
        return _opened(self.data).worksheets

    def sheet(self, tab: str) -> Worksheet:
        return _opened(self.data)[tab]

    def rows(self, tab: str, number: int = 0) -> list[dict[str, Any]]:
        """A table of a sheet: its rows by heading."""
        header, *rows = list(body(self.sheet(tab)))[number]
        return [dict(zip((c.value for c in header), (c.value for c in row), strict=True)) for row in rows]

    def lines(self, tab: str) -> list[str]:
        """What stands in the first column."""
        return [str(cell.value) for cell in self.sheet(tab)["A"] if cell.value is not None]


@cache
def _opened(data: bytes) -> Workbook:
    return opened(data)


def body(sheet: Worksheet) -> Iterator[tuple[tuple[Cell, ...], ...]]:
    """The cells of each table, the header row first, from top to bottom."""
    areas = sorted((table.ref for table in sheet.tables.values()), key=lambda ref: int(re.findall(r"\d+", ref)[0]))
    yield from (sheet[area] for area in areas)


def said_by_nobody(folder: Path) -> ComparedRound:
    return compare_round(hub_terms.term(hub(folder), AUTUMN), None)


def with_nasty_texts(folder: Path) -> ComparedRound:
    """A school that types what spreadsheets and readers stumble over, everywhere it can."""
    name, role = '"=HYPERLINK(""http://evil.example"")"', "@SUM(1)"
    where = hub(folder, rows=[f"990009,{name},+x@evil.example,{role},,"])
    spec = hub_terms.spec_of(where)
    items = [item.ref for sheet in spec.of(ChecklistSheet) for section in sheet.sections for item in section.items]
    cells: dict[tuple[str, str], object] = {}
    for ref, text in zip(items, NASTY * 4, strict=False):
        cells |= {(ref, "action"): text, (ref, "review"): text, (ref, "completed"): "In progress"}
    cells |= {(f"SD{number}", "answer"): text for number, text in zip((1, 2, 5, 6, 7), NASTY, strict=False)}
    cells |= {("SD7", "answer"): "long " * 8_000 + "\x07\x1b[31m\u202e", (items[0], "completed"): "=cmd|' /C calc'!A0"}
    school = replace(SCHOOLS[0], urn="990009", name="=1+1")
    files = [hub_terms.arrived(hub_terms.said(cells, spec=spec, school=school), where, AUTUMN, spec)]
    hub_terms.store(where, files)
    return compare_round(hub_terms.term(where, AUTUMN), None)


def only_one(truth: SyntheticHub) -> SyntheticHub:
    """The first school that returned in the first collection, and nothing else."""
    first = truth.collections[0]
    urn = next(iter(truth.returned(first.name)))
    return replace(truth, members=tuple(one for one in truth.members if one.urn == urn), collections=(first,))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A book by name, made once."""

    @cache
    def make(name: str) -> Book:
        folder = tmp_path_factory.mktemp("book") / "hub"
        truth = None
        match name:
            case "nobody":
                beside = said_by_nobody(folder)
            case "nasty":
                beside = with_nasty_texts(folder)
            case "one school":
                truth = only_one(hub_whole.made_up(12))
            case _:
                truth = hub_whole.made_up(at_most(20, 200) if name == "many" else 30 if name == "thirty" else 12)
        if truth:
            beside = hub_whole.compared(hub_whole.stored(folder, truth), truth.collections[-1])
        whole = hub_whole.made_of(beside, internal=name == "internal")
        of = board(whole, beside)
        return Book(whole, hub_workbook(whole, of), of, truth)

    return make


MANY = pytest.param("many", marks=pytest.mark.slow)


@pytest.fixture(params=["twelve", "internal", "one school", "nobody", "nasty", MANY])
def book(request: pytest.FixtureRequest, made: Any) -> Book:
    return made(request.param)


@pytest.fixture(params=["twelve", "internal", MANY])
def counted(request: pytest.FixtureRequest, made: Any) -> Book:
    return made(request.param)


# the file


@pytest.mark.parametrize("name", ["nobody", "nasty", "internal"])
def test_a_public_validator_finds_nothing(made: Any, name: str, tmp_path: Path) -> None:
    file = tmp_path / "master.xlsx"
    file.write_bytes(made(name).data)
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_same_collection_same_bytes(made: Any) -> None:
    assert hub_workbook(made("twelve").whole, made("twelve").board) == made("twelve").data


def test_the_sheets_stand_in_order_and_the_cursor_in_the_first_cell_of_the_first(book: Book) -> None:
    assert [sheet.title for sheet in book.sheets] == book.tabs
    assert _opened(book.data).active == book.sheets[0]
    assert {sheet.sheet_view.selection[0].activeCell for sheet in book.sheets} == {"A1"}
    assert [sheet.title for sheet in book.sheets if sheet.sheet_view.tabSelected] == ["Summary"]


def test_the_document_has_title_author_language_and_marking(book: Book) -> None:
    about, internal = _opened(book.data).properties, book.whole.internal
    name = f"Master workbook: Northmoor Careers Hub, {book.whole.round.settings.name}"
    assert about.title == (f"{MARKING}: {name}" if internal else name)
    assert (about.creator, about.language) == ("Northmoor Careers Hub", "en-GB")
    assert (about.category, about.keywords, about.contentStatus) == ((MARKING,) * 3 if internal else (None,) * 3)


def test_there_are_no_macros_pictures_text_boxes_comments_or_links_to_elsewhere(book: Book) -> None:
    with zipfile.ZipFile(io.BytesIO(book.data)) as package:
        names = package.namelist()
        assert not [n for n in names if re.search(r"vba|media|comments|vmlDrawing|externalLink|customXml|printer", n)]
        texts = {name: package.read(name).decode() for name in names if name.endswith((".xml", ".rels"))}
    assert not [name for name, text in texts.items() if 'TargetMode="External"' in text or "<xdr:sp>" in text]
    assert not [name for name, text in texts.items() if re.search(r"<f[ >]", text)]
    defined = set(re.findall(r'<definedName name="([^"]+)"', texts["xl/workbook.xml"]))
    assert defined <= {"_xlnm.Print_Titles", "_xlnm.Print_Area"}


# every sheet


def test_no_cell_is_merged_or_hidden_and_only_the_name_of_a_row_stays_in_view(book: Book) -> None:
    for sheet in book.sheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        wide = sum(round(column.width * 8) for column in sheet.column_dimensions.values() if sheet.tables)
        assert sheet.freeze_panes in ("B1", "C1") or wide <= SHEET_WIDTH, sheet.title
        if sheet.freeze_panes:
            kept = [row[0][: 2 if sheet.freeze_panes == "C1" else 1] for row in body(sheet)]
            named = {cell.value for cells in kept for cell in cells}
            assert named <= {"School", "Kind", "Statements", "Caseload", "Ref", "Time"}
        looks = (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
        assert not [look for look in looks if look.hidden or look.outlineLevel]
        assert not sheet.protection.sheet


def test_every_page_has_its_number_and_the_marking(book: Book) -> None:
    for sheet in book.sheets:
        head, foot = sheet.oddHeader, sheet.oddFooter
        assert (head.center.text, foot.center.text) == ((MARKING,) * 2 if book.whole.internal else (None, None))
        assert foot.left.text.strip() == f"Northmoor Careers Hub, {book.whole.round.settings.name}"
        assert foot.right.text.strip() == "&A, page &P of &N"
        assert {part.size for part in (foot.left, foot.right, foot.center, head.center) if part.text} <= {9, 12}
        assert not sheet.HeaderFooter.scaleWithDoc
        assert not sheet.HeaderFooter.differentFirst


LEAST = 9
"""Points of the smallest font on paper."""


def test_nothing_on_paper_is_smaller_than_nine_points(book: Book) -> None:
    with zipfile.ZipFile(io.BytesIO(book.data)) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        sizes = re.findall(r' sz="(\d+)"', "".join(package.read(name).decode() for name in charts))
    in_charts = [int(size) / 100 for size in sizes]
    for sheet in book.sheets:
        scale = (sheet.page_setup.scale or 100) / 100
        sizes = {cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert min(sizes) * scale >= LEAST, sheet.title
        assert not sheet._charts or min(in_charts) * scale >= LEAST, sheet.title
        assert sheet.page_setup.orientation == "landscape"
        assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_what_is_not_printed_is_said_and_headings_stand_on_each_page(book: Book) -> None:
    for sheet in book.sheets:
        said = [line for line in book.lines(sheet.title) if line.startswith("On paper: ")]
        assert len(said) == bool(sheet.print_area), sheet.title
        if sheet.print_area:
            assert sheet.title in CUT
        for rows in body(sheet):
            header = rows[0][0].row
            assert sheet.print_title_rows == f"${header}:${header}" or sheet._charts
            if sheet.print_area:
                area = sheet.print_area.replace("$", "").rpartition("!")[2]
                wide, high = len(sheet[area][0]), len(sheet[area])
                table = len(rows[0]), rows[-1][0].row
                assert (wide, high) != table
                numbers = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", said[0])]
                wanted = [*((high - header, table[1] - header) if high < table[1] else ()),
                          *((wide, table[0]) if wide < table[0] else ())]  # fmt: skip
                assert numbers == wanted


def test_the_first_cell_says_what_the_sheet_is(book: Book) -> None:
    titles = [str(sheet["A1"].value) for sheet in book.sheets]
    assert len(set(titles)) == len(book.tabs)
    ending = f": Northmoor Careers Hub, {book.whole.round.settings.name}"
    for sheet, title in zip(book.sheets, titles, strict=True):
        assert title.startswith(f"{MARKING}: ") is book.whole.internal
        assert title.endswith(ending)
        assert str(sheet["A2"].value).endswith(".")


def test_tables_are_marked_up_at_the_left_edge_with_headings_and_without_gaps(book: Book) -> None:
    names = [name.casefold() for sheet in book.sheets for name in sheet.tables]
    assert len(set(names)) == len(names)
    for sheet in book.sheets:
        assert len(sheet.tables) <= 1
        for rows in body(sheet):
            header = [str(cell.value) for cell in rows[0]]
            assert rows[0][0].column == 1
            assert len(rows) > 1
            assert all(header)
            assert len({name.casefold() for name in header}) == len(header)
            empty = [cell.coordinate for row in rows for cell in row if cell.value in (None, "")]
            assert empty == [], sheet.title
            unwrapped = [cell.coordinate for row in rows for cell in row if not cell.alignment.wrap_text]
            assert unwrapped == [], sheet.title


def test_nothing_stands_outside_tables_but_lines_in_the_first_column(book: Book) -> None:
    for sheet in book.sheets:
        tabled = {cell.coordinate for rows in body(sheet) for row in rows for cell in row}
        others = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        outside = [cell for cell in others if cell.coordinate not in tabled]
        assert {cell.column for cell in outside} == {1}
        used = {cell.row for cell in others}
        assert used == set(range(1, max(used) + 1)), f"{sheet.title} has an empty row"


def test_lines_above_tables_fit_the_screen(book: Book) -> None:
    for sheet in book.sheets:
        tabled = {cell.coordinate for rows in body(sheet) for row in rows for cell in row}
        lines = [cell.value for cell in sheet["A"][1:] if cell.value and cell.coordinate not in tabled]
        assert [line for line in lines if text_width(str(line)) > SHEET_WIDTH] == []


def test_lines_and_titles_are_not_cut_where_printing_ends(book: Book) -> None:
    for sheet in book.sheets:
        if sheet.print_area:
            last = sheet[sheet.print_area.replace("$", "").rpartition("!")[2]][0][-1].column_letter
            letters = [letter for letter in map(column_letters, range(sheet.max_column)) if len(letter) <= len(last)]
            printed = letters[: letters.index(last) + 1]
            room = sum(sheet.column_dimensions[letter].width for letter in printed) * 8
            tabled = {cell.coordinate for rows in body(sheet) for row in rows for cell in row}
            for cell in sheet["A"]:
                if cell.value and cell.coordinate not in tabled:
                    assert text_width(str(cell.value), bold=cell.font.b) * cell.font.sz / 11 <= room * 1.02, sheet.title


def test_links_lead_to_sheets_and_say_so(book: Book) -> None:
    links = {(sheet.title, cell.value): cell.hyperlink.location for sheet in book.sheets for row in sheet.iter_rows()
             for cell in row if cell.hyperlink}  # fmt: skip
    wanted = {("Contents", tab): f"'{tab}'!A1" for tab in book.tabs[2:]}
    wanted |= {(tab, "Go to the sheet Summary"): "'Summary'!A1" for tab in book.tabs[1:]}
    wanted |= {("Summary", "Go to the sheet Contents"): "'Contents'!A1"}
    assert links == wanted


def test_every_text_can_be_read(book: Book) -> None:
    for sheet in book.sheets:
        pairs = {(_colour(cell.font.color), _colour(cell.fill.fgColor) if cell.fill.fill_type else "#FFFFFF")
                 for row in sheet.iter_rows() for cell in row if cell.value is not None}  # fmt: skip
        assert [pair for pair in pairs if contrast(*pair) < READABLE] == [], sheet.title


def _colour(colour: Any) -> str:
    if colour is None or colour.type == "theme":
        return "#000000"
    return f"#{colour.rgb[-6:]}"


def test_colour_is_never_the_only_signal(book: Book) -> None:
    """Each colour stands for words, and none of its words stands elsewhere in that sheet's column without it."""
    for sheet in book.sheets:
        for rows in body(sheet):
            for column in zip(*rows[1:], strict=True):
                looks: dict[str, set[str]] = {}
                for cell in column:
                    filled = _colour(cell.fill.fgColor) if cell.fill.fill_type else ""
                    looks.setdefault(str(cell.value), set()).add(filled)
                assert all(len(found) == 1 for found in looks.values()), sheet.title
        assert not sheet.conditional_formatting


def test_charts_are_native_and_described_in_words(book: Book) -> None:
    with zipfile.ZipFile(io.BytesIO(book.data)) as package:
        drawings = [n for n in package.namelist() if n.startswith("xl/drawings/drawing")]
        charts = [n for n in package.namelist() if n.startswith("xl/charts/chart")]
        told = [re.findall(r'descr="([^"]{20,})"', package.read(name).decode()) for name in sorted(drawings)]
    described = [text for texts in told for text in texts]
    assert len(described) == len(charts) == len({*described})
    returned = bool(book.whole.round.returned)
    assert len(charts) >= 3 * returned
    state = Counter(school.state for school in book.whole.round.schools if not school.listed.closed)
    if returned:
        assert any(f"not returned {state['not returned']}" in text for text in described)


def test_no_chart_is_cut_in_half_where_a_page_ends(book: Book) -> None:
    for sheet in book.sheets:
        ends = [line.id for line in sheet.row_breaks.brk]
        for chart in sheet._charts:
            first, last = chart.anchor._from.row, chart.anchor.to.row
            assert not [row for row in ends if first < row <= last], sheet.title


# what stands in it


def test_schools(book: Book) -> None:
    rows = book.rows("Schools") if book.sheet("Schools").tables else []
    found = [said for said in hub_whole.dicts(book.whole, "schools") if said["items"] is not None]
    assert len(rows) == len(found)
    columns = {"items": "Asked", "done": "Done", "in_progress": "In progress", "not_done": "Not done",
               "not_applicable": "Not applicable", "no_answer": "No answer", "unclear": "Unclear", "missing": "Missing",
               "not_asked": "Not asked", "overdue": "Overdue", "due_soon": "Due soon", "errors": "Put right",
               "warnings": "Look at"}  # fmt: skip
    for row, said in zip(rows, found, strict=True):
        assert (row["School"], row["URN"], row["State"].lower().removeprefix("to ")) == (
            fitting(str(said["name"])),
            said["urn"],
            said["state"],
        )
        assert row["Sent"] == _moment(said["returned"])
        for name, heading in columns.items():
            assert row[heading] == said[name]
        adds_up = [heading for heading in ANSWERS.values() if heading != "Not asked"]
        assert row["Asked"] == sum(row[heading] for heading in adds_up)
        if said["percent_done"] is not None:
            assert row["Percent done"] == pytest.approx(said["percent_done"] / 100)  # type: ignore[operator]


def test_every_school_stands_on_one_of_two_sheets(book: Book) -> None:
    tabs = [tab for tab in ("Schools", "Not returned") if book.sheet(tab).tables]
    listed = [row["URN"] for tab in tabs for row in book.rows(tab)]
    assert sorted(listed) == sorted(str(said["urn"]) for said in hub_whole.dicts(book.whole, "schools"))


SYMBOLS = re.compile(r"\[\w+\]|None applies|Not asked")
"""What may stand in a column of numbers: symbols of the government's list, and what says that there is no share."""


def test_columns_of_numbers_hold_numbers(book: Book) -> None:
    for sheet in book.sheets:
        for _, *rows in body(sheet):
            for column in zip(*rows, strict=True):
                kinds = {cell.data_type for cell in column if not SYMBOLS.fullmatch(str(cell.value))}
                assert kinds != {"n", "s"}, (sheet.title, column[0].coordinate)


def _moment(day: Any) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def test_numbers_dates_and_percentages_are_what_they_look_like(counted: Book) -> None:
    sheet = counted.sheet("Schools")
    ((header, *rows),) = body(sheet)
    at = {str(cell.value): place for place, cell in enumerate(header)}
    done = rows[0]
    assert done[at["Sent"]].is_date
    assert done[at["Percent done"]].number_format == '[>=1]0%;[>=0.995]"99%";0%'
    assert done[at["URN"]].data_type == "s"


def test_items(book: Book) -> None:
    rows, found = book.rows("Statements"), hub_whole.dicts(book.whole, "items")
    assert [row["Ref"] for row in rows] == [said["ref"] for said in found]
    for row, said in zip(rows, found, strict=True):
        assert row["Statement"] == said["statement"]
        assert {word: row[word] for word in ANSWERS.values()} == {ANSWERS[name]: said[name] for name in ANSWERS}
        assert sum(row[word] for word in ANSWERS.values()) == row["Schools"] == said["schools"]
        percent = said["percent_done"]
        assert row["Percent done"] == ("None applies" if percent is None else pytest.approx(percent / 100))


def test_items_are_those_counted_from_the_truth(counted: Book) -> None:
    assert counted.truth
    last = counted.truth.collections[-1].name
    for row in counted.rows("Statements"):
        truth = hub_count.by_item(counted.truth, last)[row["Ref"]]
        assert {kind: truth[kind] for kind in hub_count.KINDS} == {
            kind: row[WORDS.get(kind, kind[:1].upper() + kind[1:])] for kind in hub_count.KINDS
        }


def test_the_matrix_says_what_each_school_says(counted: Book) -> None:
    assert counted.truth
    last = counted.truth.collections[-1].name
    rows = {row["URN"]: row for row in counted.rows("Matrix")}
    returned = counted.truth.returned(last)
    assert set(rows) == set(returned)
    for urn, one in returned.items():
        for ref in [said["ref"] for said in hub_whole.dicts(counted.whole, "items")]:
            kind = hub_count.kind(one.content, str(ref))
            assert rows[urn][ref] == WORDS.get(kind, kind[:1].upper() + kind[1:])


def test_the_summary_adds_up_what_the_truth_says(counted: Book) -> None:
    assert counted.truth
    truth, last = counted.truth, counted.truth.collections[-1]
    figures = {row["What is counted"]: row for row in counted.rows("Summary")}
    returned = figures["Schools returned"]
    assert (returned["Number"], returned["Of"]) == (len(truth.returned(last.name)), len(truth.expected))
    for row in counted.rows("Caseloads"):
        caseload = hub_count.caseloads(truth, last.name)[row["Caseload"]]
        assert (row["Schools"], row["Returned"]) == (caseload["expected"], caseload["returned"])
        assert row["Not returned"] + row["Not readable"] == caseload["not returned"]
    late = [action for action in hub_count.actions(truth, last.name, last.today) if action["status"] == "Overdue"]
    assert sum(row["Overdue"] for row in counted.rows("Caseloads")) == len(late)
    assert figures["Open actions that are overdue"]["Number"] == len(late)


def test_the_summary_says_what_the_page_for_the_board_says(book: Book) -> None:
    figures = {row["What is counted"]: row for row in book.rows("Summary")}
    returned, done, overdue, put_right, leavers = board_report(book.board).tiles
    rows = {
        "Schools returned": (returned, lambda row: f"{row['Number']} of {row['Of']}"),
        "Statements done": (done, lambda row: words.percent(100 * row["Number"] / row["Of"]) if row["Of"] else "-"),
        "Open actions that are overdue": (overdue, lambda row: str(row["Number"])),
        "Schools: to put right": (put_right, lambda row: str(row["Number"])),
        "Leavers in education, employment or training": (leavers, lambda row: f"{round(row['Percent'] * 100)}%"),
    }
    for name, (tile, said) in rows.items():
        if name not in figures:
            assert (name.partition(" ")[0], tile.number) == ("Leavers", "not shown")
            continue
        row = figures[name]
        assert said(row) == tile.number or not row["Of"], name
        if tile.remark:
            assert row["Last round, and what to know"].rstrip(".").lower() == tile.remark.lower(), name
        if isinstance(row["Percent"], float) and "Leavers" not in name:
            assert row["Percent"] == pytest.approx(row["Number"] / row["Of"])
    of = book.board
    exact = {"Schools returned": of.returned, "Statements done": of.done}
    for name, share in exact.items():
        assert (figures[name]["Number"], figures[name]["Of"]) == (share.part, share.whole)
    by_name = {row["Statements"]: row for row in book.rows("Sections")}
    for one in (*book.board.benchmarks, *book.board.sections):
        name = f"{one.number}. {one.name}" if isinstance(one, BenchmarkDone) else one.short
        if one.done.percent is not None:
            assert by_name[name]["Percent done"] == pytest.approx(one.done.percent / 100)
        if one.before and one.before.percent is not None:
            then = by_name[name][f"Percent done in {book.board.before}"]
            assert then == pytest.approx(one.before.percent / 100)


def test_sections_count_statements_in_all_by_section_and_by_benchmark(counted: Book) -> None:
    assert counted.truth
    truth, last, items = counted.truth, counted.truth.collections[-1], hub_whole.dicts(counted.whole, "items")
    names = {kind: WORDS.get(kind, kind[:1].upper() + kind[1:]) for kind in (*hub_count.KINDS, "overdue", "due soon")}
    short = {one.short: one.name for one in counted.board.sections}
    rows = counted.rows("Sections")
    assert Counter(row["Counted by"] for row in rows) == {"All": 1, "Section": 7, "Benchmark": 8}
    for row in rows:
        match row["Counted by"]:
            case "All":
                own = items
            case "Section":
                own = [item for item in items if item["section"] == short[row["Statements"]]]
            case _:
                own = [item for item in items if row["Statements"][0] in str(item["benchmarks"] or "").split(", ")]
        said = hub_count.in_all(truth, last.name, last.today, [str(item["ref"]) for item in own])
        assert {kind: row[name] for kind, name in names.items()} == {kind: said[kind] for kind in names}
        assert row["Percent done"] == pytest.approx((said["percent"] or 0) / 100)
        assert row["Answers"] == len(own) * len(truth.returned(last.name))
        assert row["Answers"] == sum(row[word] for word in ANSWERS.values())


def test_the_contents_say_how_many_rows_the_other_sheets_have(book: Book) -> None:
    for row in book.rows("Contents"):
        rows = sum(len(found) - 1 for found in body(book.sheet(row["Sheet"])))
        assert row["Rows"] == rows


def test_actions(counted: Book) -> None:
    assert counted.truth
    last = counted.truth.collections[-1]
    rows = counted.rows("Actions")
    found = Counter((row["URN"], row["Ref"], row["Status"], row["Deadline"], row["Days overdue"]) for row in rows)
    truth = hub_count.actions(counted.truth, last.name, last.today)
    wanted = Counter(
        (one["urn"], one["ref"], one["status"], _moment(one["deadline"]) if one["deadline"] else "No deadline",
         one["overdue"] or 0)
        for one in truth
    )  # fmt: skip
    assert found == wanted
    days = [row["Days overdue"] for row in rows]
    assert days == sorted(days, reverse=True), "the most overdue first"


def test_destinations_are_what_may_be_shown(book: Book) -> None:
    wanted = {}
    for said in hub_whole.dicts(book.whole, "destinations"):
        group = str(said["group"])
        where = (said["label"], said["leaving_year"], group[:1].upper() + group[1:])
        wanted[where] = (said["leavers"], said["percent"])
    found: dict[tuple[Any, ...], list[str]] = {}
    tabs = [sheet.title for sheet in book.sheets if sheet.title.startswith("Destinations") and sheet.tables]
    for tab in tabs:
        for row in book.rows(tab):
            time, measure, year, *groups = row.items()
            for group, value in groups:
                found.setdefault((time[1], year[1], group), []).append(_shown(value, measure[1]))
    lines: dict[tuple[Any, ...], set[Any]] = {}
    for (label, year, _), pair in wanted.items():
        lines.setdefault((label, year), set()).add(pair[0])
    unknown = {line for line, texts in lines.items() if texts == {"[z]"}}
    leavers = any(year != "All years shown" for _, year, _ in wanted)
    shown = {where: pair for where, pair in wanted.items() if where[:2] not in unknown} if leavers else {}
    assert {where: tuple(pair) for where, pair in found.items()} == shown
    symbols = {text for pair in wanted.values() for text in pair if text and str(text).startswith("[")}
    above = [line for tab in tabs for line in book.lines(tab)]
    for symbol in symbols if found else ():
        assert [line for line in above if line.startswith(f"{symbol} means: ")], symbol


def _shown(value: Any, measure: str) -> str:
    if isinstance(value, str):
        return value
    return str(round(value * 100)) if measure == "Percent" else str(value)


def test_small_numbers_of_leavers_are_nowhere_unless_internal(made: Any) -> None:
    def small(one: Book) -> list[object]:
        rows = [row for tab in LEAVERS for row in one.rows(tab) if row.get("Measure") != "Percent"]
        cells = [value for row in rows for name, value in row.items() if "percent" not in name]
        return [value for value in cells if isinstance(value, int) and value % 5]

    assert small(made("twelve")) == []
    assert small(made("internal"))
    assert not [
        row
        for row in made("twelve").rows("School details")
        if row["SD8 Number of leavers in current year"] != "withheld"
    ]
    assert [
        row
        for row in made("internal").rows("School details")
        if row["SD8 Number of leavers in current year"] != "withheld"
    ]


def test_details(counted: Book) -> None:
    rows = {row["URN"]: row for row in counted.rows("School details")}
    for said in hub_whole.dicts(counted.whole, "details"):
        if said["state"] == "answered":
            assert rows[said["urn"]][f"{said['ref']} {said['label']}"] == fitting(str(said["value"]))
        elif said["state"] == "blank":
            assert rows[said["urn"]][f"{said['ref']} {said['label']}"] == "No answer"


def test_changes_and_problems(counted: Book) -> None:
    changes, problems = hub_whole.dicts(counted.whole, "changes"), hub_whole.dicts(counted.whole, "problems")
    rows = counted.rows("Changes")
    assert Counter((row["URN"], row["What happened"].lower(), row["Ref"]) for row in rows) == Counter(
        (said["urn"], said["kind"], said["ref"] or "None") for said in changes
    )
    kinds = [kind for kind, _ in groupby(row["What happened"] for row in rows)]
    assert len(kinds) == len(set(kinds))
    assert kinds[0] == "Slipped back"
    found = counted.rows("Problems")
    order = ["Put right", "Look at", "Note"]
    assert [row["Kind"] for row in found] == sorted((row["Kind"] for row in found), key=order.index)
    wanted = Counter[tuple[object, ...]]()
    for said in (said for said in problems if said["code"] != "DATE-009"):
        what = said["urn"] or "Not known", said["code"], said["message"], said["place"] or "None"
        wanted[what] += int(str(said["count"] or 1))
    assert {(row["URN"], row["Code"], row["What is wrong"], row["Where"]): row["Times"] for row in found} == wanted
    assert len(found) == len(wanted)
    assert counted.whole.internal or len(found) < len(problems), "some are put together"


def test_not_returned(counted: Book) -> None:
    assert counted.truth
    last = counted.truth.collections[-1]
    back = counted.truth.returned(last.name)
    members = [one for one in counted.truth.expected if one.urn not in back]
    assert [(row["URN"], row["E-mail"], row["Days late"]) for row in counted.rows("Not returned")] == [
        (one.urn, one.email or "Not in the register", 7) for one in members
    ]


def test_where_there_is_nothing_a_sentence_says_so(made: Any) -> None:
    nobody, one = made("nobody"), made("one school")
    sentences = {
        "Schools": "No school has returned.",
        "Matrix": "No school has returned.",
        "Actions": "There are no open actions.",
        "Destinations": "Nothing is shown of leavers: no leaving year rests on enough schools.",
        "School details": "No school has returned.",
        "Problems": "No problems were found.",
    }
    for tab, sentence in sentences.items():
        assert nobody.lines(tab)[-1] == sentence
        assert not nobody.sheet(tab).tables
    assert nobody.lines("Changes")[-1].startswith("There is no round before this one")
    assert one.lines("Not returned")[-1] == "Every school has returned."
    assert {row["Number"] for row in nobody.rows("Summary")} == {4, 0}
    assert nobody.rows("Sections")[0]["Percent done"] == "None applies"
    assert {row["Days late"] for row in nobody.rows("Not returned")} == {0}


def test_an_empty_register_gives_a_workbook_too(made: Any, tmp_path: Path) -> None:
    whole = made("nobody").whole
    empty = replace(whole.round, schools=())
    beside = compare_round(empty, None)
    nothing = consolidate(beside, publish(empty, SECRET), internal=False)
    data = hub_workbook(nothing, board(nothing, beside))
    assert "No school has returned." in {cell.value for cell in opened(data)["Schools"]["A"]}
    file = tmp_path / "empty.xlsx"
    file.write_bytes(data)
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_what_schools_type_stays_text(made: Any) -> None:
    one = made("nasty")
    actions = {row["Ref"]: (row["Action needed"], row["Review"]) for row in one.rows("Actions")}
    refs = [str(said["ref"]) for said in hub_whole.dicts(one.whole, "items")]
    found = {text for ref in refs if ref in actions for text in actions[ref]}
    assert {text for text in NASTY if text.strip() == text} <= found
    (school,) = one.rows("School details")
    assert school["School"] == '=HYPERLINK("http://evil.example")'
    assert one.rows("Schools")[-1]["Caseload"] == "@SUM(1)"
    for sheet in one.sheets:
        assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type not in ("s", "n", "d")]


def test_long_texts_are_cut_and_say_so_and_control_characters_go(made: Any) -> None:
    (school,) = made("nasty").rows("School details")
    text = next(value for name, value in school.items() if name.startswith("SD7"))
    assert len(text) == 32_767
    assert text.endswith("[... cut here: a cell holds no more]")
    assert fitting("a\x07b\x1b\u202ec\r\nd") == "abc\nd"
    wide = fitting("😀" * 20_000)
    assert len(wide.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert fitting("x" * 32_767) == "x" * 32_767


def test_headings_keep_within_excels_limits() -> None:
    from careers_workbook.reports.hub.hub_sheet import write  # noqa: PLC0415
    from careers_workbook.spreadsheet.write.writer import Properties, WorkbookWriter  # noqa: PLC0415

    columns = tuple(HubColumn(name, 100) for name in ("x" * 300, "X" * 300, "two\nlines", "", "Two lines"))
    table = SheetTable("T_one", "d", columns, [("a", "b", "c", "d", "e")])
    writer = WorkbookWriter(Properties("t", "s", "a", "en-GB"))
    write(writer.sheet("Summary"), HubSheet("Summary", "Title", ("Line.",), (table,)))
    sheet = opened(writer.finish())["Summary"]
    headings = [cell.value for cell in sheet[3]]
    assert headings[2:] == ["two lines", "Column 4", "Two lines (5)"]
    assert len(headings[0]) <= 255
    assert headings[1] == f"{headings[0].upper()} (2)"
    assert sheet.tables["T_one"].ref == "A3:E4"


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_opens_saves_and_prints_it(made: Any, office: Office, tmp_path: Path) -> None:
    names = ("twelve", "nasty")
    files = [tmp_path / f"{name}.xlsx" for name in names]
    for name, file in zip(names, files, strict=True):
        file.write_bytes(made(name).data)
    for name, again in zip(names, office.calculated(files, tmp_path / "again"), strict=True):
        one, other = made(name).sheets, opened(again.read_bytes()).worksheets
        for sheet, saved in zip(one, other, strict=True):
            assert _values(sheet, sheet) == _values(saved, sheet), sheet.title
    blank = tmp_path / "nobody.xlsx"
    blank.write_bytes(made("nobody").data)
    assert all(page.stat().st_size > 2_000 for page in office.pages(blank, tmp_path))


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("name", ["thirty", "internal"])
def test_thirty_schools_print_on_25_pages_each_marked_and_numbered(
    made: Any, name: str, office: Office, tmp_path: Path
) -> None:
    book, file = made(name), tmp_path / "master.xlsx"
    file.write_bytes(book.data)
    (printed,) = office.convert([file], "pdf", tmp_path)
    texts = [page.extract_text() for page in PdfReader(printed).pages]
    assert len(texts) <= 25
    for number, text in enumerate(texts, 1):
        assert f"page {number} of {len(texts)}" in text
        assert text.count(MARKING) >= (2 if name == "internal" else 0), number
    for tab in book.tabs:
        assert any(f"{tab}, page" in text for text in texts)


def _values(sheet: Worksheet, like: Worksheet) -> list[list[Any]]:
    """LibreOffice keeps fifteen digits."""
    rows = sheet.iter_rows(max_row=like.max_row, max_col=like.max_column)
    return [[round(c.value, 12) if isinstance(c.value, float) else c.value for c in row] for row in rows]


@pytest.mark.office
@pytest.mark.slow
def test_rows_show_all_of_their_text(made: Any, office: Office, tmp_path: Path) -> None:
    file = tmp_path / "twelve.xlsx"
    file.write_bytes(made("twelve").data)
    (fitted,) = office.fitted([file], tmp_path / "fitted")
    ours, needed = _opened(made("twelve").data), opened(fitted.read_bytes())
    for sheet in made("twelve").sheets:
        for rows in body(sheet):
            for row in rows:
                number = row[0].row
                height, wanted = (book[sheet.title].row_dimensions[number].height for book in (ours, needed))
                assert height >= min(wanted, 409.5), f"{sheet.title} {number}"


def test_a_hub_with_a_long_name_has_it_whole_on_the_summary(made: Any) -> None:
    one, long = made("twelve"), "The Careers Hub of Quarrington, Thole and the Wexcombe Levels, East and West"
    around = replace(one.whole.round, hub=replace(one.whole.round.hub, name=long))
    book = opened(hub_workbook(replace(one.whole, round=around), one.board))
    titles = [str(sheet["A1"].value) for sheet in book]
    assert all(title.endswith("The Careers Hub of Quarrington, Thole and ..., Spring 2027") for title in titles)
    assert {sheet.row_dimensions[1].height for sheet in book} == {27}, "on one line"
    assert book["Summary"]["A2"].value == f"{long}, Spring 2027."
