"""Cells read by a pattern are those that the parser reads, or left to it: whatever stands in the XML of a sheet."""

import contextlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.spreadsheet.read import known_sheets, opc, xlsx
from careers_workbook.spreadsheet.read import plain_cells as plain
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import LOST_TEXTS, MAX_CELLS, Grid, Room, TooLargeError
from careers_workbook.spreadsheet.read.known_sheets import KnownSheets
from careers_workbook.spreadsheet.read.opc import Package
from careers_workbook.spreadsheet.read.plain_cells import Pieces, plain_cells, plain_texts, rows_apart
from tests.support.hostile import repacked
from tests.support.sweep import some, tries

TESTS = Path(__file__).parent
FILLED = TESTS.parent / "examples" / "filled.xlsx"
SHEET = "xl/worksheets/sheet3.xml"
TEXTS = "xl/sharedStrings.xml"
KEPT = sorted(path for folder in ("returned", "cases") for path in (TESTS / folder).rglob("*.xls[xm]"))
SNIPPETS = (
    *(
        "<!-- a -->",
        "<![CDATA[x]]>",
        "<?a b?>",
        "&#13;",
        "&#8217;",
        "&#x0;",
        "&#55296;",
        "&amp;#10;",
        "&copy;",
        "&",
        "\r\n",
        "\x0b",
    ),
    *(
        "]]>",
        "\ufffe",
        "é",
        "<c/>",
        "<c>",
        "</c>",
        "<v>",
        "</v>",
        "<v/>",
        "<v></v>",
        "<f/>",
        '<f t="shared" si="0">1+1</f>',
    ),
    *('<f t="shared" si="0"/>', '<c r="C6"/>', '<c r="A1" s="1" t="s"><v>0</v></c>', '<c r="ZZZ9999999"><v>1</v></c>'),
    *(
        '<c t="b"><v>1</v></c>',
        '<c r="B9" t="b"><v> 1 </v></c>',
        '<c r="B9" t="e"><v>#N/A</v></c>',
        '<c r="B9" t="e"/>',
        '<c r="B9" t="e" vm="1"><v>x</v></c>',
    ),
    *(
        '<c r="B9" t="d"><v>2027-03-01</v></c>',
        '<c r="B9" t="n"><v>4.5e1</v></c>',
        '<c r="B9" t="str"><f>1</f><v></v></c>',
        '<c r="B9" t="s"><v> 7 </v></c>',
    ),
    *(
        '<c r="B9" t="s"><v>99999</v></c>',
        '<c r="B9" t="inlineStr"><is><t xml:space="preserve"> a_x0041_ </t></is></c>',
        '<c r="B9" t="inlineStr"><is><r><t>a</t></r></is></c>',
    ),
    *(
        '<row r="9"/>',
        '<row r="9" hidden="1"/>',
        "<row>",
        "</row>",
        '<row r="x"/>',
        '<row r="9" r="9"/>',
        '<row a:b="1" r="9"/>',
        '<row xml:a="1" r="9"/>',
        ' hidden="1"',
    ),
    *(
        '<x:c xmlns:x="a" r="B9"><v>1</v></x:c>',
        "</sheetData>",
        "<sheetData>",
        "<sheetData/>",
        ' ht="0"',
        ' s="20"',
        ' t="s"',
        ' r="A1"',
        " ",
        "\n",
    ),
    *("<si><t>x</t></si>", "<si/>", "<si><t/></si>", "<si><r><t>a</t></r></si>", "<t>", "</t>", "</si>", "<si>"),
    *("<x:row xmlns:x='a' hidden='1' r='7'/>", '<cols><col min="2" max="2" hidden="1"/></cols>'),
    "<rPh sb='0' eb='1'><t>a</t></rPh>",
)
"""What programs write, what the standard allows, and what it forbids."""


def read(data: bytes, room: Room | None = None) -> list[Grid] | str:
    try:
        return list(read_book(data, room=replace(room) if room else None).grids)
    except FileRefusedError as error:
        return str(error)


def parsed(data: bytes, room: Room | None = None) -> list[Grid] | str:
    """The same by the parser alone."""
    with patch.object(xlsx, "rows_apart", lambda _xml: None), patch.object(xlsx, "plain_texts", lambda _xml: None):
        return read(data, room)


@cache
def part(name: str) -> str:
    return Package(FILLED.read_bytes()).xml(name).decode()


def test_cells_as_programs_write_them_are_read_by_the_pattern() -> None:
    apart = rows_apart(part(SHEET).encode())
    assert apart
    assert plain_cells(*apart) is not None
    assert plain_texts(part(TEXTS).encode()) is not None


@pytest.mark.parametrize("path", some(KEPT, 12), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_kept_file(path: Path) -> None:
    assert read(path.read_bytes()) == parsed(path.read_bytes())


@tries(40, 2_000)
@given(data=st.data())
def test_any_other_xml(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([SHEET, SHEET, TEXTS]))
    xml = part(name)
    begin = xml.index("<sheetData>" if name == SHEET else "<si>") - 20
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(begin, min(len(xml), begin + 3_000)) | st.integers(begin, len(xml)))
        near = xml.find(
            data.draw(
                st.sampled_from([">", "<c ", "<row", "<v>", "</v>", "<si>", "<t>", "</si>", '"', "</sheetData>"])
            ),
            at,
        )
        at = near + data.draw(st.integers(0, 1)) if near >= 0 else at
        cut = data.draw(st.sampled_from([0, 0, 0, 1, 4, 40]))
        xml = xml[:at] + data.draw(st.sampled_from(SNIPPETS)) + xml[at + cut :]
    changed = repacked(FILLED.read_bytes(), {name: lambda _: xml.encode("utf-8", "surrogatepass")})
    assert read(changed) == parsed(changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<cols>", '<cols><col min="9" max="9" width="0.5" customWidth="1"/>'),
        ("<cols>", "<cols><col min='9' max='9' width = '1e-1'/>"),
        ("<cols>", '<cols><col min="9" max="9" hidden="1"/>'),
        ("<cols>", '<cols><col min="9" max="9" width="&#48;"/>'),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A20:B22"/></mergeCells>'),
    ],
)
def test_what_is_hidden_or_merged_is_seen_where_nothing_else_is_parsed(old: str, new: str) -> None:
    xml = part(SHEET)
    assert old in xml
    changed = repacked(FILLED.read_bytes(), {SHEET: lambda _: xml.replace(old, new, 1).encode()})
    grids = read(changed)
    assert grids == parsed(changed)
    assert grids != read(FILLED.read_bytes())


@pytest.mark.parametrize(
    "words", ["Oak Lane", "a &amp; b", "Zoë", "&#233;", "a & b", "a &nbsp;", "a < b", "a ]]> b", "\x01", "<x>", "</x>"]
)
def test_what_is_printed_below_may_be_wrong_where_it_was_right_before(words: str) -> None:
    """All else around the cells is the same, and was read: words of schools are left out where they cannot be wrong."""
    xml = part(SHEET)
    before, _, behind = xml.partition("<oddFooter>")
    assert behind
    changed = repacked(FILLED.read_bytes(), {SHEET: lambda _: f"{before}<oddFooter>{words}{behind}".encode()})
    assert read(FILLED.read_bytes()) == parsed(FILLED.read_bytes())
    assert read(changed) == parsed(changed)
    assert isinstance(read(changed), str) is (words not in {"Oak Lane", "a &amp; b", "Zoë", "&#233;"})


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_faults_the_first_is_told(*, is_first: bool) -> None:
    """A text that is not in the table, and elements that do not end, before it or behind."""
    lost = '<c r="B9" t="s"><v>99999</v></c></row>'
    xml = part(SHEET).replace("</row>", lost, 1)
    broken = xml.replace("</sheetData>", "</sheetData><t>", 1) if is_first else xml.replace("<cols>", "<cols></t>", 1)
    assert broken != xml != part(SHEET)
    changed = repacked(FILLED.read_bytes(), {SHEET: lambda _: broken.encode()})
    assert read(changed) == parsed(changed)
    assert (LOST_TEXTS in str(read(changed))) is is_first


def test_pieces_that_were_forgotten_are_read_again() -> None:
    cells, texts = Pieces(plain._piece, 5_000), Pieces(plain._item, 5_000)
    nothing = patch.object(xlsx, "_SHEETS", KnownSheets())
    with nothing, patch.object(plain, "_CELLS", cells), patch.object(plain, "_TEXTS", texts):
        assert read(FILLED.read_bytes()) == parsed(FILLED.read_bytes())
    assert 0 < len(cells) < 20
    assert 0 < len(texts) < 20


def known() -> list[Grid] | str:
    """The grids of a file that came three times: its sheets are known by then."""
    read(FILLED.read_bytes())
    first, second = read(FILLED.read_bytes()), read(FILLED.read_bytes())
    assert all(one is other for one, other in zip(first, second, strict=True))
    return second


COMMENTS = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
    '<comment ref="C6"><text><t>Ask the head</t></text></comment></commentList></comments>'
)
TO_COMMENTS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/>'
    "</Relationships>"
)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (TEXTS, "<t>Review</t>", "<t>Reviewed</t>"),
        (TEXTS, "<t>Review</t>", "<r><rPr><strike/></rPr><t>Review</t></r>"),
        (TEXTS, "<t>Review</t>", "<t></t>"),
        ("xl/styles.xml", "dd/mm/yyyy", "mm/yyyy"),
        ("xl/styles.xml", "<fgColor rgb=", '<fgColor other="" rgb='),
        ("xl/styles.xml", "<b/>", "<b/><strike/>"),
        ("xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" '),
        ("xl/workbook.xml", 'sheetId="3"', 'sheetId="3" state="hidden"'),
        ("xl/workbook.xml", "Careers leadership", "Career leadership"),
        (SHEET, "</v></c>", "</v></c><!-- a -->"),
        (SHEET, "<cols>", '<cols><col min="9" max="9" hidden="1"/>'),
        (SHEET, "</worksheet>", "</t></worksheet>"),
    ],
)
def test_a_sheet_that_is_known_is_read_anew_where_what_it_says_may_be_another(name: str, old: str, new: str) -> None:
    before = known()
    xml = part(name)
    assert old in xml
    changed = repacked(FILLED.read_bytes(), {name: lambda _: xml.replace(old, new, 1).encode()})
    assert read(changed) == parsed(changed)
    assert read(FILLED.read_bytes()) == before == parsed(FILLED.read_bytes())


def test_comments_on_a_sheet_that_is_known_are_its_own() -> None:
    before = known()
    rels = SHEET.replace("worksheets/", "worksheets/_rels/") + ".rels"
    there = {rels: TO_COMMENTS.encode(), "xl/comments1.xml": COMMENTS.encode()}
    changed = repacked(FILLED.read_bytes(), there)
    assert read(changed) == parsed(changed) != before
    assert read(FILLED.read_bytes()) == before


def test_a_sheet_that_is_known_takes_its_room() -> None:
    known()
    cells = Room()
    read_book(FILLED.read_bytes(), room=cells)
    taken = MAX_CELLS - cells.cells
    for room, is_enough in ((Room(cells=taken), True), (Room(cells=taken - 1), False)):
        for again in (read, parsed):
            assert isinstance(again(FILLED.read_bytes(), room), list) is is_enough


def test_sheets_that_are_known_are_let_go_where_they_come_to_much() -> None:
    little = KnownSheets()
    with patch.object(xlsx, "_SHEETS", little), patch.object(known_sheets, "_MOST", 60_000):
        little.left = 60_000
        for _ in range(3):
            assert read(FILLED.read_bytes()) == parsed(FILLED.read_bytes())
    assert 0 < len(little) < 4


def test_a_package_of_more_tags_than_any_checklist_is_refused() -> None:
    tags = sum(part(name).count("<") for name in (SHEET, TEXTS, SHEET))
    for most, is_enough in ((tags, True), (tags - 1, False)):
        with patch.object(opc, "MAX_TAGS", most):
            package = Package(FILLED.read_bytes())
        package.xml(SHEET)
        package.xml(TEXTS)
        with contextlib.nullcontext() if is_enough else pytest.raises(TooLargeError):
            package.xml(SHEET)
