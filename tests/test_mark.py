"""A return handed back: nothing of the school's is harmed, and the copy reads like the original."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.catalogue import CATALOGUE
from careers_workbook.core.problems import Place, Problem
from careers_workbook.layout.plan import plan
from careers_workbook.reports.letters.what_to_fix import ADVICE, FOR_THE_HUB, MENDED, MESSAGES, MOST, wording_for_school
from careers_workbook.returns.extraction.marked_copy import SIGN, WHAT_TO_FIX
from careers_workbook.spec.load import load
from tests.support.cases import Case
from tests.support.damage import damaged
from tests.support.filled import saved
from tests.support.handed_back import (
    TODAY,
    copy_of,
    errors,
    harm,
    highlighted,
    introduction,
    listed,
    marked,
    opened,
    part_of,
    parts,
    read,
    said,
)
from tests.support.office import Office
from tests.support.submissions import values
from tests.support.sweep import some
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, known
from tests.test_return_damage import CASES

SPEC = load(FIRST_SPEC)
LAYOUT = plan(SPEC)
_SOME = ("a deadline of ASAP", "a sheet deleted", "copied as values into a new workbook", "all sheets renamed")
FEW = [case for case in CASES if case.name in _SOME]
CL, D9, F9 = "Careers leadership", "D9", "F9"
BAD = {
    ("CL4", "deadline"): "ASAP",
    ("CL4", "completed"): "maybe",
    ("SD8", "answer"): "10-12",
    ("L01", "autumn"): "college",
}
PLACES = {(CL, D9), (CL, F9), ("School details", "C12"), ("Destinations", "E6")}
GUIDANCE = {("CL1", "deadline"): "31st March 2027"}
"""What needs nothing done: a date that was typed as text."""


def filled(**extra: object) -> bytes:
    return build(LAYOUT, SCHOOL, Order(BUILT), {**known(SPEC, TODAY), **extra.get("answers", {})})


@pytest.fixture(scope="module")
def good() -> bytes:
    return filled()


@pytest.fixture(scope="module")
def bad() -> bytes:
    return filled(answers={**BAD, **GUIDANCE})


@pytest.fixture(scope="module")
def copy(bad: bytes) -> bytes:
    """What the school gets back: only looked at."""
    return marked(bad)


@pytest.fixture(scope="module")
def book(copy: bytes) -> Workbook:
    """The same, opened to be looked at; who changes it opens it anew."""
    return opened(copy)


@pytest.mark.parametrize("case", some(CASES, FEW + CASES[::36]), ids=lambda case: case.name)
def test_the_copy_of_any_damaged_return_reads_like_the_original(case: Case, good: bytes) -> None:
    original = damaged(good, case.ops)
    before = read(original)
    if before.outcome == "refused":
        return
    made = copy_of(original, submission=before)
    after = read(made.data)
    if made.fresh:  # a hidden sheet, or one of the school's own: nothing but the answers goes back
        assert values(after) == values(before)
        return
    assert after == before
    assert harm(original, made.data) == []
    assert marked(made.data, after) == made.data


@pytest.mark.slow
def test_no_copy_is_less_valid_than_its_original(good: bytes, tmp_path: Path) -> None:
    file, worse = tmp_path / "return.xlsx", []
    for case in CASES[7::72]:
        original = damaged(good, case.ops)
        if found := errors(marked(original), file):
            worse += [f"{case.name}: {error}" for error in found - errors(original, file)]
    assert worse == []


def test_a_copy_is_valid(copy: bytes, tmp_path: Path) -> None:
    assert errors(copy, tmp_path / "copy.xlsx") == set()


def test_only_problems_are_noted_and_coloured(book: Workbook) -> None:
    assert set(said(book)) == highlighted(book) == PLACES
    assert said(book)[CL, D9] == (
        'Careers Hub:\n"ASAP" is not a date. Type it as day/month/year, for example 28/02/2027.\n'
        "You can leave this note where it is."
    )
    assert "Choose one from the list" in said(book)["Destinations", "E6"]


def test_what_to_fix_lists_everything_worst_first(book: Workbook) -> None:
    rows = listed(book)
    assert [(row["Where"], row["How urgent"], row["link"]) for row in rows] == [
        ("School details, cell C12", "Must be put right", "'School details'!C12"),
        ("Careers leadership, cell D9", "Must be put right", "'Careers leadership'!D9"),
        ("Careers leadership, cell F9", "Must be put right", "'Careers leadership'!F9"),
        ("Destinations, cell E6", "Must be put right", "'Destinations'!E6"),
        ("Careers leadership, cell D6", "For information", "'Careers leadership'!D6"),
    ]
    assert rows[0]["Question"] == "SD8: Number of leavers in current year"
    assert rows[1]["Question"] == "CL4, Deadline: The Careers Leader has completed the training successfully."
    assert "Oak Lane School" in introduction(book)
    assert "4 things must be put right." in introduction(book)


def test_tables_and_links_of_what_to_fix_say_what_they_are(copy: bytes, book: Workbook) -> None:
    """Read back by our own check of what everybody can use, and link by link."""
    links = [cell.hyperlink for row in book[WHAT_TO_FIX].iter_rows() for cell in row if cell.hyperlink]
    assert links
    assert {link.tooltip for link in links} == {f"Go to {link.display}" for link in links}
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        tables = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/tables/")]
    described = [table for table in tables if 'name="What_to_fix"' in table or 'name="For_information"' in table]
    assert described
    assert all(re.search(r'<x14:table altText="[^"]{40,}"/>', table) for table in described)


def test_the_sheet_comes_first_and_is_open_alone(bad: bytes, book: Workbook) -> None:
    assert book.sheetnames == [WHAT_TO_FIX, *opened(bad).sheetnames]
    assert book.active == book.worksheets[0]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [WHAT_TO_FIX]
    assert book[WHAT_TO_FIX].page_setup.orientation == "landscape"
    assert book[WHAT_TO_FIX].sheet_properties.pageSetUpPr.fitToPage
    assert sorted(book[WHAT_TO_FIX].tables) == ["For_information", "What_to_fix"]


def test_what_belongs_to_a_sheet_stays_with_it(bad: bytes, book: Workbook) -> None:
    for sheet in opened(bad).worksheets:
        assert facts(book[sheet.title]) == facts(sheet)


def facts(sheet: Worksheet) -> dict[str, object]:
    return {
        "print titles": sheet.print_title_rows,
        "protection": sheet.protection.sheet,
        "tables": sorted(sheet.tables.items()),
        "checks": sorted(
            repr((str(rule.sqref), rule.type, rule.formula1, rule.prompt, rule.error))
            for rule in sheet.data_validations.dataValidation
        ),
        "freeze": sheet.freeze_panes,
        "links": sorted((link.ref, link.location) for link in sheet._hyperlinks),
        "formats": {
            cell.coordinate: (cell.number_format, cell.protection.locked, cell.fill.fgColor.rgb, cell.font.name)
            for row in sheet.iter_rows()
            for cell in row
        },
        "rules": sorted(
            repr((str(area.sqref), rule.type, rule.operator, rule.formula))
            for area in sheet.conditional_formatting
            for rule in area.rules
            if "Careers Hub" not in str(rule.formula)
        ),
        "charts": len(sheet._charts),
    }


def test_a_highlight_comes_before_every_other_rule(book: Workbook) -> None:
    for sheet in book.worksheets:
        rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
        ours = [rule.priority for rule in rules if "Careers Hub" in str(rule.formula)]
        others = [rule.priority for rule in rules if "Careers Hub" not in str(rule.formula)]
        assert all(mine < other for mine in ours for other in others)


def test_a_return_in_order_comes_back_with_thanks(good: bytes) -> None:
    book = opened(marked(good))
    assert "Thank you" in introduction(book)
    assert "nothing to put right" in introduction(book)
    assert not said(book)
    assert not highlighted(book)
    assert not listed(book)


def test_a_corrected_copy_reads_clean_and_loses_its_marks(copy: bytes) -> None:
    book = opened(copy)
    book[CL][D9].value, book[CL][F9].value = dt.date(2027, 3, 31), "Yes"
    book["School details"]["C12"].value, book["Destinations"]["E6"].value = 14, None
    book[CL]["D6"].value = dt.date(2027, 3, 31)
    corrected = saved(book)
    after = read(corrected)
    assert after.problems == ()
    assert after.by_key()["CL4", "completed"].value == "Yes"
    again = opened(marked(corrected, after))
    assert again.sheetnames.count(WHAT_TO_FIX) == 1
    assert (said(again), highlighted(again), listed(again)) == ({}, set(), [])


@pytest.mark.office
@pytest.mark.slow
def test_a_copy_saved_by_libreoffice_reads_alike_and_is_marked_anew(
    bad: bytes, copy: bytes, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "copy.xlsx"
    file.write_bytes(copy)
    (there,) = office.calculated([file], tmp_path / "office")
    data = there.read_bytes()
    assert [str(problem) for problem in read(data).problems] == [str(problem) for problem in read(bad).problems]
    book = opened(marked(data))
    assert book.sheetnames == [WHAT_TO_FIX, *opened(bad).sheetnames]
    assert set(said(book)) == highlighted(book) == PLACES
    assert all(words.count("Careers Hub:") == 1 for words in said(book).values())


@pytest.mark.office
@pytest.mark.slow
def test_rows_show_all_of_their_text(office: Office, tmp_path: Path) -> None:
    long = filled(answers={**BAD, ("SP4", "completed"): "We are not sure what this means for our pupils at all " * 5})
    alone = damaged(long, next(case for case in CASES if case.name == "one sheet returned alone").ops)
    ours = tmp_path / "copy.xlsx"
    ours.write_bytes(marked(alone))
    (theirs,) = office.fitted([ours], tmp_path / "fitted")
    written, needed = (opened(file.read_bytes())[WHAT_TO_FIX].row_dimensions for file in (ours, theirs))
    tight = {
        row: (written[row].height, size.height)
        for row, size in needed.items()
        if size.height and row in written and written[row].height < size.height - 1
    }
    assert tight == {}


def test_no_sheet_of_a_school_is_taken_for_ours(good: bytes) -> None:
    book = opened(good)
    book.create_sheet(WHAT_TO_FIX).append(["Paint the library"])
    assert copy_of(saved(book)).fresh == "own sheets"


def test_our_words_pasted_beside_answers_hide_no_answers(bad: bytes, copy: bytes) -> None:
    book = opened(copy)
    for row in book[WHAT_TO_FIX].iter_rows():
        for cell in row:
            book[CL].cell(cell.row, cell.column + 9).value = cell.value
    after = read(saved(book))
    assert len(list(after.answers)) == len(list(read(bad).answers))
    assert after.by_key()["CL5", "action"].state == "answered"


def test_a_copied_list_is_no_sheet_of_the_schools(bad: bytes, copy: bytes) -> None:
    book = opened(copy)
    book.copy_worksheet(book[WHAT_TO_FIX]).title = "Jobs for Mr Brown"
    data = saved(book)
    assert [p.code for p in read(data).problems] == [p.code for p in read(bad).problems]
    assert "Jobs for Mr Brown" not in opened(marked(data)).sheetnames


def test_hundreds_of_problems_are_cut_short() -> None:
    chosen = [slot for slot in LAYOUT.slots if slot.kind == "tracker" and slot.column in ("autumn", "year_1")]
    columns = {slot.column for slot in chosen}
    days = [slot for slot in LAYOUT.slots if slot.kind == "checklist"]
    data = filled(answers={(slot.ref, slot.column): "?!" for slot in (*chosen, *days) if slot.column != "action"})
    problems = [problem for problem in read(data).problems if problem.severity != "note"]
    assert columns
    assert len(problems) > MOST // 2
    book = opened(marked(data))
    assert len([row for row in listed(book) if row["How urgent"] != "For information"]) == min(len(problems), MOST)


def test_personal_data_stays_out_of_what_we_say(good: bytes) -> None:
    upn = "B801200005001"
    book = opened(good)
    book[CL]["C6"].value = f"Ask about {upn}"
    book[CL]["C7"].comment = Comment(f"This is {upn}", "School")
    original = saved(book)
    assert "CELL-010" in {problem.code for problem in read(original).problems}
    copy = marked(original)
    new = opened(copy)
    assert upn not in str(listed(new))
    ours = {place: words for place, words in said(new).items() if "Careers Hub" in words and place != (CL, "C7")}
    assert (CL, "C6") in ours
    assert upn not in str(list(ours.values()))
    assert said(new)[CL, "C7"].count(upn) == 1
    assert [name for name in harm(original, copy) if not ("comment" in name or "vml" in name.lower())] == []
    book[CL].title = f"Careers {upn}"
    made = copy_of(saved(book))
    assert made.fresh == "own sheets"
    assert not [name for name, part in parts(made.data).items() if upn.encode() in part]


def for_returns() -> list[str]:
    """Every code that can stand in a return that was read: an error of the file as a whole refuses it."""
    own = [entry for entry in CATALOGUE.values() if entry.code.split("-")[0] not in ("SPEC", "HUB")]
    return [entry.code for entry in own if not (entry.code.startswith("FILE") and entry.severity == "error")]


@pytest.mark.parametrize("code", for_returns())
@pytest.mark.parametrize("fresh", [False, True])
def test_a_school_is_told_what_it_can_do(code: str, *, fresh: bool) -> None:
    if code in FOR_THE_HUB:
        return
    gaps = Formatter().parse(CATALOGUE[code].message + CATALOGUE[code].advice)
    words = " ".join(
        wording_for_school(Problem(code, Place(), {name: "word" for _, name, _, _ in gaps if name}), fresh=fresh)
    )
    for hub in ("the school ", "the school.", "--", "Ask the school", " spec", "register says", "YAML"):
        assert hub not in words or (hub == "register says" and code in ("FILE-018", "FILE-019")), words


def test_the_tables_for_schools_name_real_codes() -> None:
    assert set(ADVICE) | set(MESSAGES) | FOR_THE_HUB | MENDED <= set(CATALOGUE)


def test_a_copy_is_the_same_every_time(bad: bytes, copy: bytes) -> None:
    assert marked(bad) == copy
    assert SIGN in parts(copy)[part_of(copy, WHAT_TO_FIX)].decode()


def pupils_below(book: Workbook) -> None:
    """Where a school hides a list of its own; the rows below one of our sheets."""
    below = book[CL].max_row + 3
    for row in range(below, below + 3):
        book[CL].cell(row, 2, "Ann Other of 11B")
        book[CL].row_dimensions[row].hidden = True


def pupils_beside(book: Workbook) -> None:
    for row in range(1, 4):
        book["Destinations"].cell(row, 30, "Ann Other of 11B")
    book["Destinations"].column_dimensions["AD"].hidden = True


def pupils_on_a_flat_row(book: Workbook) -> None:
    book["Start here"].cell(70, 2, "Ann Other of 11B")
    book["Start here"].row_dimensions[70].height = 0.5


def pupils_far_away(book: Workbook) -> None:
    book[CL].cell(30_000, 2, "Ann Other of 11B")


@pytest.mark.parametrize("hide", [pupils_below, pupils_beside, pupils_on_a_flat_row, pupils_far_away])
def test_what_a_school_hid_on_our_sheets_is_not_sent_back(bad: bytes, hide: Callable[[Workbook], None]) -> None:
    book = opened(bad)
    hide(book)
    copy = copy_of(saved(book))
    assert copy.fresh == "own sheets"
    assert not [name for name, part in parts(copy.data).items() if b"Ann Other" in part]
    assert "hidden sheets, rows or columns" in introduction(opened(copy.data))


def test_what_was_sent_and_answers_may_be_hidden(bad: bytes) -> None:
    book = opened(bad)
    book[CL]["C6"].value, book[CL]["J9"].value = "Ask the head", "for all to see"
    for sheet in book:
        for column in ("A", "B", "C"):
            sheet.column_dimensions[column].hidden = True
        for row in range(1, 200):
            sheet.row_dimensions[row].hidden = row != 9
    assert not copy_of(saved(book)).fresh
