"""The checklist as a Word document: its tables are read by their words, whatever was done to them in Word."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from docx.table import _Cell

from careers_workbook.returns.intake.returned_files import returned_file
from careers_workbook.returns.read import read_file
from careers_workbook.returns.search import search
from careers_workbook.returns.submission import Submission
from tests.support import word
from tests.support.hostile import PASSWORD, encrypted, repacked
from tests.support.hub_folder import BRANNOC, OAK, WOOD_A, hub
from tests.support.program import run as run_program
from tests.support.word import HEADINGS, Rows

DAY = ("--today", "2026-11-23")
PART = "word/document.xml"
KEPT = Path(__file__).parent / "data" / "documents"


def read(folder: Path, data: bytes, name: str = "990001 Oak Lane.docx") -> Submission:
    path = folder / name
    path.write_bytes(data)
    return read_file(path)


def of_tables(folder: Path, tables: list[Rows], between: str = "") -> Submission:
    return read(folder, word.saved(word.document(tables, between)))


def codes(read: Submission) -> list[str]:
    return sorted({problem.code for problem in read.problems})


def faults(read: Submission, *left_out: str) -> list[str]:
    """What is not as it was answered; `left_out` are questions that the document does not have."""
    answers = read.by_key()
    return [
        f"{key}: {answers[key].state if key in answers else 'nowhere'}"
        for key, value in word.truth().items()
        if key[0] not in left_out and (key not in answers or answers[key].value != value)
    ]


def cell(made: Document, table: int, row: int, col: int) -> _Cell:
    return made.tables[table].cell(row, col)


def with_xml(made: Document, words: str) -> Callable[[_Cell], None]:
    """Puts a piece of WordprocessingML in place of all that stands in a cell."""

    def put(into: _Cell) -> None:
        for old in [*into._tc.p_lst]:
            into._tc.remove(old)
        namespaces = f'{nsdecls("w")} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        for piece in parse_xml(f"<w:tc {namespaces}>{words}</w:tc>"):
            into._tc.append(piece)

    return put


def with_piece(words: str, at: tuple[int, int, int] = (1, 2, 1)) -> bytes:
    """The filled document with this piece in a cell: beside CL1, under Action needed if nothing else is said."""
    made = word.document(word.filled())
    with_xml(made, words)(cell(made, *at))
    return word.saved(made)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


# whole


def test_every_answer_of_the_document_is_read(tmp_path: Path) -> None:
    found = of_tables(tmp_path, word.filled())
    assert faults(found) == []
    assert codes(found) == ["FILE-052"]
    assert (found.outcome, found.school) == ("accepted", "Oak Lane School")
    checklist = [answer for answer in found.of_kind("checklist") if answer.state == "answered"]
    details = [answer for answer in found.of_kind("form") if answer.state == "answered"]
    assert (len(checklist), len(details)) == (50 * 4, 9)


def test_a_document_without_destinations_lacks_that_sheet(tmp_path: Path) -> None:
    found = of_tables(tmp_path, word.filled(with_leavers=False))
    assert codes(found) == ["FILE-052", "SHEET-001"]
    assert found.missing_sheets == ("Destinations",)


def test_a_blank_document_is_blank(tmp_path: Path) -> None:
    found = of_tables(tmp_path, word.filled(blank=True))
    assert "FILE-014" in codes(found)
    assert {answer.state for answer in found.of_kind("checklist")} == {"blank"}


def test_places_are_said_as_word_counts_them(tmp_path: Path) -> None:
    tables = word.filled()
    tables[1][2][2] = "31/02/2027"
    (problem,) = [one for one in of_tables(tmp_path, tables).problems if one.code != "FILE-052"]
    assert (problem.place.sheet, problem.place.cell, problem.place.ref) == ("Table 2", "C3", "CL1")


# damage


def _deleted(tables: list[Rows]) -> None:
    del tables[1][3], tables[2][2:4]  # a statement, and two


def _sorted(tables: list[Rows]) -> None:
    for rows in tables[1:5]:
        rows[1:] = sorted(rows[1:])


def _shuffled(tables: list[Rows]) -> None:
    for rows in tables[1:5]:
        rows[1:] = random.Random(4).sample(rows[1:], len(rows) - 1)


def _columns_exchanged(tables: list[Rows]) -> None:
    for rows in tables[1:5]:
        rows[:] = [[row[0], row[4], row[2], row[1], row[3]] for row in rows]


def _column_added(tables: list[Rows]) -> None:
    for rows in tables[1:5]:
        rows[:] = [[row[0], f"Who {number}" if number else "Who", *row[1:]] for number, row in enumerate(rows)]


def _other_order(tables: list[Rows]) -> None:
    tables[1:5] = tables[4:0:-1]


def _one_table(tables: list[Rows]) -> None:
    tables[1:5] = [[HEADINGS, *(row for rows in tables[1:5] for row in rows[1:])]]


def _one_table_with_headings(tables: list[Rows]) -> None:
    tables[1:5] = [[row for rows in tables[1:5] for row in rows]]


def _split(tables: list[Rows]) -> None:
    """Two tables out of each, as Word's Split Table leaves them: the second has no headings."""
    tables[1:5] = [part for rows in tables[1:5] for part in (rows[:4], rows[4:])]


def _split_with_headings(tables: list[Rows]) -> None:
    tables[1:5] = [part for rows in tables[1:5] for part in (rows[:4], [HEADINGS, *rows[4:]])]


def _a_table_each(tables: list[Rows]) -> None:
    tables[1:5] = [[HEADINGS, row] for rows in tables[1:5] for row in rows[1:]]


def _no_sections(tables: list[Rows]) -> None:
    for rows in tables[1:5]:
        rows[:] = [row for row in rows if any(row[1:])]


def _numbered(tables: list[Rows]) -> None:
    for rows in tables[1:5]:
        rows[:] = [[str(number) if number and row[1] else "", *row] for number, row in enumerate(rows)]


DAMAGE = {
    one.__name__.strip("_").replace("_", " "): one
    for one in (
        _sorted, _shuffled, _columns_exchanged, _column_added, _other_order, _one_table, _one_table_with_headings,
        _split, _split_with_headings, _a_table_each, _no_sections, _numbered,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("between", ["", "Please turn over"])
def test_what_is_done_to_tables_loses_nothing(tmp_path: Path, name: str, between: str) -> None:
    tables = deepcopy(word.filled())
    DAMAGE[name](tables)
    assert faults(of_tables(tmp_path, tables, between)) == []


def test_rows_that_were_deleted_are_missing_and_no_others(tmp_path: Path) -> None:
    tables = deepcopy(word.filled())
    _deleted(tables)
    found = of_tables(tmp_path, tables)
    gone = {problem.place.ref for problem in found.problems if problem.code == "ROW-001"}
    assert len(gone) == 3
    assert faults(found, *gone) == []
    assert {found.by_key()[ref, "action"].state for ref in gone} == {"missing"}


@pytest.mark.parametrize("everywhere", [True, False])
@pytest.mark.parametrize(
    ("col", "heading", "codes_then"),
    [
        (4, "Yes", ["FILE-052", "SHEET-006"]),
        (4, "Who did it", ["FILE-052", "SHEET-006"]),
        (2, "31/03/2027", ["FILE-052", "SHEET-006"]),
        (1, "Ask the head", ["FILE-052", "SHEET-018"]),  # whatever stands there suits what was asked there
        (3, "Ask the head", ["FILE-052", "SHEET-018"]),
    ],
)
def test_a_heading_that_was_typed_over_is_known_by_its_place_and_what_stands_below(
    tmp_path: Path, col: int, heading: str, codes_then: list[str], *, everywhere: bool
) -> None:
    tables = deepcopy(word.filled())
    changed = tables[1:5] if everywhere else tables[1:2]
    for rows in changed:
        rows[0] = [*rows[0]]
        rows[0][col] = heading
    found = of_tables(tmp_path, tables)
    assert codes(found) == codes_then
    if "SHEET-018" in codes_then:
        states = Counter(found.by_key()[key].state for key in word.truth() if key[1] == word.COLUMNS[col - 1])
        assert states["unreadable"] == sum(bool(row[4]) for rows in changed for row in rows[1:])
    else:
        assert faults(found) == []


def test_a_heading_that_was_typed_over_is_not_guessed_where_more_is_amiss(tmp_path: Path) -> None:
    """Another answer below it, a second heading that means nothing, one out of place, a column more."""

    def read_with(change: Callable[[Rows], None]) -> str | None:
        tables = deepcopy(word.filled())
        for rows in tables[1:5]:
            rows[0] = [*HEADINGS[:4], "Yes"]
            change(rows)
        return of_tables(tmp_path, tables).by_key()["CL2", "completed"].state

    def other_answers(rows: Rows) -> None:
        rows[1:] = [[*row[:4], f"Page {number}" if row[4] else ""] for number, row in enumerate(rows[1:])]

    def two_headings(rows: Rows) -> None:
        rows[0][3] = "No"

    def out_of_place(rows: Rows) -> None:
        rows[:] = [[row[0], row[4], *row[1:4]] for row in rows]

    def one_more(rows: Rows) -> None:
        rows[:] = [[*row, "Governors" if not number else f"G{number}"] for number, row in enumerate(rows)]

    assert read_with(lambda _: None) == "answered"
    states = [read_with(change) for change in (other_answers, two_headings, out_of_place, one_more)]
    assert "answered" not in states, states


def test_a_row_of_the_schools_own_is_kept(tmp_path: Path) -> None:
    tables = deepcopy(word.filled())
    tables[1].append(["We have a careers dog.", "Feed it", "", "", "Yes"])
    found = of_tables(tmp_path, tables)
    assert faults(found) == []
    assert codes(found) == ["FILE-052", "ROW-006"]
    assert [row.text for row in found.own_rows] == ["We have a careers dog."]


def test_what_stands_outside_the_tables_is_said(tmp_path: Path) -> None:
    made = word.document(word.filled())
    made.tables[2]._tbl.addnext(parse_xml(f"<w:p {nsdecls('w')}>{run('We need help. Ring 01234 567890.')}</w:p>"))
    made.add_paragraph("Alex Example went to college.")  # below the table of leavers
    section = made.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "Draft for governors", "Page 3 of 8"
    (problem,) = [one for one in read(tmp_path, word.saved(made)).problems if one.code != "FILE-052"]
    assert problem.message == (
        "Of this document 3 lines of text outside its tables cannot be read as answers: "
        '"We need help. Ring [removed: looks like a phone number]." (below Table 3); '
        '"Draft for governors" (in a header or footer); 1 more.'
    )


def test_headers_of_writer_are_quoted_too(tmp_path: Path) -> None:
    words = "<style:header><text:p>Draft <text:span>two</text:span></text:p></style:header></style:master-page>"
    whole = (KEPT / "whole.odt").read_bytes()
    data = repacked(
        whole, {"styles.xml": lambda xml: re.sub(rb"(<style:master-page [^>]*)/>", rb"\1>" + words.encode(), xml)}
    )
    (problem,) = [one for one in read(tmp_path, data, "return.odt").problems if one.code != "FILE-052"]
    assert problem.context["quoted"] == ': "Draft two" (in a header or footer)'


DETAILS = [
    ("School name: Oak Lane\tand more", "SD3", "Oak Lane\tand more"),
    ("SCHOOL NAME :Oak Lane", "SD3", "Oak Lane"),
    ("School type\nSpecial", "SD4", "Special"),
    ("Number of pupils and structure e.g. 11-18: 90, all through", "SD5", "90, all through"),
    ("School name Oak Lane", "SD3", None),
    ("School name: Oak Lane    URN: 990001", "SD3", None),
    ("School name:\tURN\t990001", "SD3", None),
    ("Name: Oak Lane", "SD3", None),
]


@pytest.mark.parametrize("with_table", [True, False])
@pytest.mark.parametrize(("line", "ref", "value"), DETAILS)
def test_a_detail_in_a_line_is_read_where_nothing_else_can_be_meant(
    tmp_path: Path, line: str, ref: str, value: str | None, *, with_table: bool
) -> None:
    tables = deepcopy(word.filled())
    asked = {row[0]: f"SD{number}" for number, row in enumerate(tables[0], 1)}
    tables[0] = [row for row in tables[0] if asked[row[0]] != ref] if with_table else []
    made = word.document([rows for rows in tables if rows])
    made.add_paragraph(line)
    found = read(tmp_path, word.saved(made))
    answer = found.by_key().get((ref, "answer"))
    assert (answer.value if answer else None) == value
    gone = {*asked.values()} if not with_table else {ref}
    assert faults(found, *gone) == []
    assert ("FILE-054" in codes(found)) == (value is None)


def test_a_detail_in_a_line_is_left_where_it_is_asked_in_a_table_or_said_twice(tmp_path: Path) -> None:
    made = word.document(word.filled())
    made.add_paragraph("School name: Elm Lane")
    found = read(tmp_path, word.saved(made))
    assert (faults(found), "FILE-054" in codes(found)) == ([], True)
    tables = word.filled()[1:]
    made = word.document(tables)
    made.add_paragraph("School name: Elm Lane")
    made.add_paragraph("School name: Oak Lane")
    assert read(tmp_path, word.saved(made)).school == ""


def test_a_document_with_all_its_details_in_lines_is_read(tmp_path: Path) -> None:
    details, *tables = word.filled()
    made = word.document(tables)
    for label, value in [*details, ["URN", "990001"]]:
        made.add_paragraph(f"{label}: {value}")
    found = read(tmp_path, word.saved(made), "x.docx")
    assert (faults(found), found.urn, found.school) == ([], "990001", "Oak Lane School")
    assert codes(found) == ["FILE-052"]


def test_answers_in_one_cell_keep_their_lines(tmp_path: Path) -> None:
    made = word.document(word.filled())
    into = cell(made, 1, 2, 1)
    into.text = "First this\nthen that"
    into.add_paragraph("and last of all a third")
    found = read(tmp_path, word.saved(made)).by_key()["CL1", "action"]
    assert str(found.value).splitlines() == ["First this", "then that", "and last of all a third"]


def test_a_whole_table_in_a_frame_is_read(tmp_path: Path) -> None:
    made = word.document(word.filled())
    frame, inner = made.add_table(1, 1), made.tables[1]
    frame.cell(0, 0)._tc.insert(0, inner._tbl)
    assert faults(read(tmp_path, word.saved(made))) == []


def test_a_small_table_in_an_answer_is_part_of_it(tmp_path: Path) -> None:
    made = word.document(word.filled())
    inner = cell(made, 1, 2, 1).add_table(2, 2)
    for row, words in enumerate([("Who", "When"), ("Ms Hill", "May")]):
        inner.cell(row, 0).text, inner.cell(row, 1).text = words
    found = read(tmp_path, word.saved(made))
    assert faults(found, "CL1") == []
    assert str(found.by_key()["CL1", "action"].value).endswith("Who When\nMs Hill May")


def test_an_answer_over_two_merged_rows_is_counted_once_and_said(tmp_path: Path) -> None:
    made = word.document(word.filled())
    cell(made, 1, 3, 1).text = ""
    cell(made, 1, 2, 1).merge(cell(made, 1, 3, 1))
    found = read(tmp_path, word.saved(made))
    assert faults(found, "CL1", "CL2") == []
    (problem,) = [one for one in found.problems if one.code == "CELL-017"]
    assert (problem.place.ref, problem.place.cell) == ("CL2", "B4")


def test_edges_that_were_moved_by_hand_change_nothing(tmp_path: Path) -> None:
    """Each row has edges of its own: what was one column is two in the grid of the table, at another place a row."""

    def moved(made: Document) -> None:
        table = made.tables[1]
        for number, row in enumerate(table.rows):
            spanned = 1 + number % 4
            for place, tc in enumerate(row._tr.tc_lst):
                tc.grid_span = 1 + (place == spanned)
        table._tbl.tblGrid.add_gridCol().w = Cm(1)

    tables = deepcopy(word.filled())
    tables[1] = [row for row in tables[1] if any(row[1:])]
    assert faults(read(tmp_path, word.saved(word.document(tables), moved))) == []


# what Word has and workbooks have not


INS, FROM, TO = (f"<w:{name} w:id='1' w:author='x'>" for name in ("ins", "moveFrom", "moveTo"))
DEL = "<w:del w:id='2' w:author='x'><w:r><w:delText>old </w:delText></w:r>"
LIST = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Soon"/><w:listEntry w:val="Later"/></w:ddList>'
BOX = '<w:checkBox><w:default w:val="0"/>{}</w:checkBox>'
WINGDINGS = '<w:rFonts w:ascii="Wingdings 2"/>'


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (f"<w:p>{INS}{run('Ring the ')}</w:ins>{DEL}</w:del>{run('college')}</w:p>", "Ring the college"),
        (f"<w:p>{FROM}{run('away')}</w:moveFrom>{TO}{run('here')}</w:moveTo></w:p>", "here"),
        (f"<w:p><w:pPr><w:rPr>{DEL}</w:del></w:rPr></w:pPr>{run('one ')}</w:p><w:p>{run('line')}</w:p>", "one line"),
    ],
)
def test_tracked_changes_are_read_as_accepted_and_said(tmp_path: Path, piece: str, said: str) -> None:
    found = read(tmp_path, with_piece(piece))
    assert found.by_key()["CL1", "action"].value == said
    assert codes(found) == ["FILE-052", "FILE-053"]
    assert faults(found, "CL1") == []


def test_a_row_that_was_deleted_in_tracked_changes_is_gone(tmp_path: Path) -> None:
    def deleted(made: Document) -> None:
        row = made.tables[1].rows[2]._tr
        row.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='9' w:author='x'/>"))

    found = read(tmp_path, word.saved(word.document(word.filled()), deleted))
    assert codes(found) == ["FILE-052", "FILE-053", "ROW-001"]
    assert found.by_key()["CL1", "action"].state == "missing"


CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
TICKED = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r><w:r><w:instrText> {} '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{}'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


@pytest.mark.parametrize(
    ("piece", "value"),
    [
        (CONTROL.format("<w:text/>", f"<w:p>{run('Ring them')}</w:p>"), "Ring them"),
        (f"<w:p>{CONTROL.format('<w:text/>', run('Ring them'))}</w:p>", "Ring them"),
        (f"<w:p>{CONTROL.format('<w:showingPlcHdr/><w:text/>', run('Click or tap here to enter text.'))}</w:p>", None),
        (CONTROL.format("<w:showingPlcHdr/>", f"<w:p>{run('Click here.')}</w:p>") + "<w:p/>", None),
        (FIELD.format("<w:textInput/>", "FORMTEXT", run("typed")), "typed"),
        (FIELD.format("<w:textInput/>", "FORMTEXT", run("\u2002" * 5)), None),
        (FIELD.format(LIST, "FORMDROPDOWN", ""), "Later"),
        (f"<w:p>{run('seen')}{run(' and hidden', '<w:vanish/>')}</w:p>", "seen"),
        (f"<w:p>{run('a')}<w:r><w:br/></w:r>{run('b')}<w:r><w:noBreakHyphen/></w:r>{run('c')}</w:p>", "a\nb-c"),
        (f"<w:p><w:hyperlink>{run('a')}</w:hyperlink><w:fldSimple w:instr='X'>{run(' b')}</w:fldSimple></w:p>", "a b"),
    ],
)
def test_controls_and_fields_say_what_was_typed(tmp_path: Path, piece: str, value: str | None) -> None:
    found = read(tmp_path, with_piece(piece))
    assert found.by_key()["CL1", "action"].value == value
    assert faults(found, "CL1") == []


@pytest.mark.parametrize(
    ("piece", "value"),
    [
        (f"<w:p>{CONTROL.format(TICKED.format(1), run('☒'))}</w:p>", "Yes"),
        (CONTROL.format(TICKED.format(1), f"<w:p>{run('☒')}</w:p>"), "Yes"),
        (f"<w:p>{CONTROL.format(TICKED.format(0), run('☐'))}</w:p>", None),
        (FIELD.format(BOX.format("<w:checked/>"), "FORMCHECKBOX", ""), "Yes"),
        (FIELD.format(BOX.format(""), "FORMCHECKBOX", ""), None),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>', "Yes"),
        (f"<w:p>{run('P', WINGDINGS)}</w:p>", "Yes"),
        (f"<w:p>{run('☑')}</w:p>", "Yes"),
        (f"<w:p>{CONTROL.format('<w:dropDownList/>', run('In progress'))}</w:p>", "In progress"),
    ],
)
def test_ticks_of_every_kind_are_read(tmp_path: Path, piece: str, value: str | None) -> None:
    found = read(tmp_path, with_piece(piece, (1, 2, 4)))
    assert found.by_key()["CL1", "completed"].value == value


@pytest.mark.parametrize(
    ("words", "state", "value"),
    [
        ("☐", "blank", None),
        ("☐ Yes ☒ In progress ☐ No", "answered", "In progress"),
        ("☐ Yes\n☑ No\n☐ In progress", "answered", "No"),
        ("Yes ☐ / In progress ☐ / No ☒", "answered", "No"),
        ("Yes ☑ No ☐", "answered", "Yes"),
        ("☐ Yes ☐ No", "blank", None),
        ("☒ Yes ☑ No ☐ In progress", "unreadable", None),
        ("☐ Yes ☒ Perhaps", "unreadable", None),
        ("☒", "unreadable", None),
        ("Yes ☒ ☐ No", "unreadable", None),
    ],
)
def test_a_box_for_each_answer_says_the_one_that_is_ticked(
    tmp_path: Path, words: str, state: str, value: str | None
) -> None:
    lines = "".join(f"<w:p>{run(line)}</w:p>" for line in words.split("\n"))
    found = read(tmp_path, with_piece(lines, (1, 2, 4))).by_key()["CL1", "completed"]
    assert (found.state, found.value) == (state, value)


def test_a_day_of_a_date_control_is_that_day_whatever_order_it_is_shown_in(tmp_path: Path) -> None:
    date = '<w:date w:fullDate="2027-04-03T00:00:00Z"/>'
    assert str(_deadline(tmp_path, CONTROL.format(date, run("4/3/2027")))) == "2027-04-03"
    assert _deadline(tmp_path, CONTROL.format(date, run("when they ring"))) is None
    assert str(_deadline(tmp_path, CONTROL.format(date, run("12/03/2027")))) == "2027-03-12"


def _deadline(folder: Path, piece: str) -> object:
    return read(folder, with_piece(f"<w:p>{piece}</w:p>", (1, 2, 2))).by_key()["CL1", "deadline"].value


def test_a_control_around_a_whole_cell_is_seen_through(tmp_path: Path) -> None:
    def wrapped(made: Document) -> None:
        controls = {
            4: (TICKED.format(1), "☒"),
            3: ("<w:showingPlcHdr/>", "Click here."),
        }  # what is wrapped is not counted
        for col, (properties, words) in controls.items():
            tc = cell(made, 1, 2, col)._tc
            with_xml(made, f"<w:p>{run(words)}</w:p>")(cell(made, 1, 2, col))
            w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
            control = parse_xml(f"<w:sdt {nsdecls('w')} {w14}><w:sdtPr>{properties}</w:sdtPr><w:sdtContent/></w:sdt>")
            tc.addprevious(control)
            control[-1].append(tc)

    found = read(tmp_path, word.saved(word.document(word.filled()), wrapped)).by_key()
    assert (found["CL1", "review"].state, found["CL1", "completed"].value) == ("blank", "Yes")
    assert found["CL1", "action"].value


def test_comments_pictures_and_boxes_beside_an_answer_are_said(tmp_path: Path) -> None:
    def added(made: Document) -> None:
        into = cell(made, 1, 2, 1)
        made.add_comment(into.paragraphs[0].runs, text="Is this right?", author="x")
        box = "<w:txbxContent><w:p><w:r><w:t>Ask Jo</w:t></w:r></w:p></w:txbxContent>"
        piece = f"<w:p {nsdecls('w')}><w:r><w:pict>{box}</w:pict></w:r></w:p>"
        cell(made, 1, 3, 1)._tc.append(parse_xml(piece))

    found = read(tmp_path, word.saved(word.document(word.filled()), added))
    assert faults(found) == []
    said = {problem.code: str(problem) for problem in found.problems}
    assert "Is this right?" in said["CELL-012"]
    assert "Ask Jo" in said["CELL-041"]


def test_struck_words_are_withdrawn(tmp_path: Path) -> None:
    found = read(tmp_path, with_piece(f"<w:p>{run('Not this', '<w:strike/>')}{run(' but this')}</w:p>"))
    assert found.by_key()["CL1", "action"].value == "but this"


# LibreOffice Writer: kept documents, made from the ones here and saved by Writer 7.4

PIECES = {
    (2, 1): f"<w:p>{INS}{run('new')}</w:ins>{DEL}</w:del></w:p>",
    (2, 4): f"<w:p>{CONTROL.format(TICKED.format(1), run('☒'))}</w:p>",
    (3, 1): f"<w:p>{CONTROL.format('<w:showingPlcHdr/><w:text/>', run('Click here.'))}</w:p>",
    (3, 4): FIELD.format(BOX.format("<w:checked/>"), "FORMCHECKBOX", ""),
    (4, 1): f"<w:p>{run('a  b')}<w:r><w:br/></w:r>{run('Not this', '<w:strike/>')}</w:p>",
}
"""(Row, column) of the second table -> what was put there before Writer saved it."""


def test_a_document_saved_by_writer_is_read_alike(tmp_path: Path) -> None:
    found = read(tmp_path, (KEPT / "whole.odt").read_bytes(), "return.odt")
    assert faults(found) == []
    assert codes(found) == ["FILE-052"]


def test_what_writer_keeps_of_word_is_read_alike(tmp_path: Path) -> None:
    def invites(
        xml: bytes,
    ) -> bytes:  # as Writer has a control of its own; of one that comes from Word it keeps the words
        begin = b'<loext:content-control loext:showing-place-holder="true">'
        return re.sub(
            rb"<text:text-input[^>]*>(Click here\.)</text:text-input>", begin + rb"\1</loext:content-control>", xml
        )

    data = repacked((KEPT / "pieces.odt").read_bytes(), {"content.xml": invites})
    found = read(tmp_path, data, "return.odt")
    answers = found.by_key()
    assert [answers["CL1", name].value for name in ("action", "completed")] == ["new", "Yes"]
    assert [answers["CL2", name].value for name in ("action", "completed")] == [None, "Yes"]
    assert answers["CL3", "action"].value == "a  b"
    assert faults(found, "CL1", "CL2", "CL3") == []
    assert "FILE-053" in codes(found)


def _put(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(old, new)


def _with_content(change: Callable[[bytes], bytes]) -> bytes:
    return repacked((KEPT / "whole.odt").read_bytes(), {"content.xml": change})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_put(b"<office:document-content", b"<!DOCTYPE x><office:document-content"), "FILE-006"),
        (lambda xml: xml[: len(xml) // 2], "FILE-006"),
        (_put(b"<table:table-row", b'<table:table-row table:number-rows-repeated="999999"'), "FILE-009"),
        (_put(b"office:text", b"office:other"), "FILE-006"),
    ],
)
def test_a_hostile_document_of_writer_is_refused(tmp_path: Path, change: Callable[[bytes], bytes], code: str) -> None:
    (problem,) = read(tmp_path, _with_content(change), "return.odt").problems
    assert problem.code == code


# hostile


def _with_body(change: Callable[[bytes], bytes]) -> bytes:
    return repacked(word.saved(word.document(word.filled())), {PART: change})


def _in_body(words: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(b"<w:body>", b"<w:body>" + words, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda xml: xml.replace(b"<w:document ", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document ', 1), "FILE-006"),
        (lambda xml: xml[: len(xml) // 2], "FILE-006"),
        (_in_body(b"<w:tbl><w:tr><w:tc>" * 5_000 + b"</w:tc></w:tr></w:tbl>" * 5_000), "FILE-006"),
        (_in_body(b"<w:p/>" * 400_000), "FILE-009"),
        (lambda xml: b"<w:document xmlns:w='x'/>", "FILE-006"),
        (_in_body(b"<w:p><w:r><w:t>" + b"x" * 20_000_000 + b"</w:t></w:r></w:p>"), "FILE-009"),
    ],
)
def test_a_hostile_document_is_refused(tmp_path: Path, change: Callable[[bytes], bytes], code: str) -> None:
    (problem,) = read(tmp_path, _with_body(change)).problems
    assert problem.code == code


def test_a_document_without_the_checklist_is_refused(tmp_path: Path) -> None:
    found = of_tables(tmp_path, [[["Name", "Dish"], ["Jo", "Soup"]]])
    (problem,) = found.problems
    assert (problem.code, problem.context["what"]) == (
        "FILE-004",
        "a Word document (.docx) without the questions of the checklist",
    )


def test_a_locked_document_opens_with_its_password(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    path.write_bytes(encrypted(word.saved(word.document(word.filled()))))
    assert codes(read_file(path)) == ["FILE-008"]
    assert faults(read_file(path, password=PASSWORD)) == []


def test_whoever_asks_what_is_held_of_them_finds_all_of_a_document(tmp_path: Path) -> None:
    made = word.document(word.filled())
    made.add_paragraph("Ask Alex Example about it.")
    made.sections[0].header.paragraphs[0].text = "Kept by Alex Example"
    pieces = f"<w:p>{run('Ring Alex ')}{run('Example')}</w:p>", f"<w:p>{INS}{run('now')}</w:ins>{DEL}</w:del></w:p>"
    for row, piece in enumerate(pieces, 2):
        with_xml(made, piece.replace("old ", "Alex Example "))(cell(made, 1, row, 1))
    (tmp_path / "return.docx").write_bytes(word.saved(made))
    found = search(returned_file(tmp_path / "return.docx"), "Alex Example")
    assert [(hit.place, hit.text.strip()) for hit in found.hits] == [
        ("Table 2!B3", "Ring Alex Example"),
        ("the text of the document", "Ask Alex Example about it."),
        ("the text of the document", "Kept by Alex Example"),
        ("word/document.xml (not in a cell)", "Alex Example"),
    ]
    text = b"<text:p>Ask Alex Example.</text:p></office:text>"
    (tmp_path / "return.odt").write_bytes(_with_content(lambda xml: xml.replace(b"</office:text>", text)))
    assert search(returned_file(tmp_path / "return.odt"), "Alex Example").hits[0].text == "Ask Alex Example."


# the whole road


def test_a_document_goes_through_every_command(tmp_path: Path) -> None:
    tables = deepcopy(word.filled(with_leavers=False))
    tables[1][2][4] = "Nearly"
    (tmp_path / "return.docx").write_bytes(word.saved(word.document(tables)))
    checked = run_program("check", "return.docx", *DAY, cwd=tmp_path, code=1)
    assert "Table 2" in checked.out
    assert 'E3 (CL1, Action completed): "Nearly" is not one of the answers' in checked.out
    printed = run_program("read", "return.docx", "--format", "json", cwd=tmp_path, code=1).out
    document = json.loads(printed)
    states = [answer["state"] for answer in document["answers"] if answer["kind"] == "checklist"]
    assert (states.count("answered"), states.count("unreadable")) == (199, 1)
    marked = run_program("mark", "return.docx", "-o", "back", *DAY, cwd=tmp_path, code=1)
    assert "a new workbook with its answers" in marked.out
    again = read_file(tmp_path / "back" / "return - to fix.xlsx")
    assert faults(again, *(key[0] for key in word.truth() if key[0].startswith("L")), "CL1") == []
    assert again.by_key()["CL1", "completed"].raw == "Nearly"


def test_a_hub_finds_the_school_of_a_document_by_name_by_file_or_because_it_is_told(tmp_path: Path) -> None:
    where = hub(tmp_path)
    for file, name in (("answers.docx", OAK.name), (f"{BRANNOC.urn} list.docx", ""), ("x.docx", "Somewhere")):
        tables = deepcopy(word.filled())
        tables[0][2][1], tables[1][2][4] = name, "Nearly"
        (where.folders["inbox"] / file).write_bytes(word.saved(word.document(tables)))
    run_program("collect", *DAY, cwd=tmp_path, code=1)
    run_program("assign", "inbox/x.docx", "--urn", WOOD_A.urn, cwd=tmp_path, code=0)
    told = json.loads(run_program("status", "--format", "json", *DAY, cwd=tmp_path).out)
    came = {one["urn"] for one in told["schools"] if one["state"] != "not returned"}
    assert came == {OAK.urn, BRANNOC.urn, WOOD_A.urn}
    run_program("mark", "-o", "back", *DAY, cwd=tmp_path, code=1)
    assert {read_file(path).urn for path in (tmp_path / "back").iterdir()} == came
