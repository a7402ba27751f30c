"""Workbooks that earlier versions of the program made are read by the map that they were written by.

tests/data/sent holds two of them as they were, filled in: one by version 0.1, one of the checklist 2025.1 from
before statements were headed Statement.
"""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from careers_workbook.blanks.workbook import build
from careers_workbook.layout.editions import FIRST, NOW
from careers_workbook.layout.plan import edition_of, plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import as_laid_out
from careers_workbook.returns.extraction.workbook_label import WorkbookLabel, read_label
from careers_workbook.returns.matching.straight import straight
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import lineage, load
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import Book
from tests.support.built import ORDER, SCHOOL
from tests.support.filled import codes
from tests.support.spec_text import changed, write
from tests.support.submissions import values

SENT = Path(__file__).parent / "data" / "sent"
BY_0_1, BEFORE = SENT / "by 0.1, 2020.1.xlsx", SENT / "before 2025.2, 2025.1.xlsx"
TODAY = load("send-careers-checklist-2025")
CARRIED = Context(carry_to=lineage("send-careers-checklist-2025"))
SPECS = {BY_0_1: load("send-careers-checklist"), BEFORE: load("send-careers-checklist-2025.1")}
ANSWERS = 411


def book_of(path: Path) -> Book:
    return read_book(path.read_bytes(), "xlsx", path.stem)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_it_is_read_as_it_was_and_nothing_is_said(path: Path) -> None:
    submission = read_file(path)
    assert (submission.spec_id, submission.version) == (SPECS[path].id, SPECS[path].version)
    assert (submission.problems, len(values(submission))) == ((), ANSWERS)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_it_goes_the_straight_road(path: Path) -> None:
    book = book_of(path)
    layout = as_laid_out(book, read_label(book), SPECS[path])
    assert layout.edition == FIRST
    straight(book, layout)  # of the first nothing is known yet
    assert straight(book, layout) is not None


def test_what_only_commas_were_mended_of_has_not_changed() -> None:
    """And the statements that look most alike are still told apart."""
    before, after = read_file(BEFORE), read_file(BEFORE, context=CARRIED)
    assert (after.version, codes(after)) == (TODAY.version, ["FILE-023"])
    assert after.problems[0].message.endswith("2025.1 and carried over to send-careers-checklist-2025 2025.2.")
    assert values(after) == values(before)


def test_what_0_1_sent_is_carried_over_two_versions() -> None:
    before, after = read_file(BY_0_1), read_file(BY_0_1, context=CARRIED)
    assert "(1 question not asked then, 2 questions reworded since)" in after.problems[0].message
    lost = {("SR1", column) for column in ("action", "deadline", "review", "completed")}
    renamed = {"GB1": "GB2"}
    expected = {(renamed.get(ref, ref), column): value for (ref, column), value in values(before).items()}
    assert values(after) == {key: value for key, value in expected.items() if key not in lost}


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_without_its_label_it_is_known_by_its_sheets(path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book["About this workbook"]
    book.save(tmp_path / path.name)
    submission = read_file(tmp_path / path.name)
    assert codes(submission) == ["FILE-012"]
    assert values(submission) == values(read_file(path))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_it_is_read_by_the_newest_checklist_as_well(path: Path) -> None:
    """Its headings are none of today's, and nobody is told so."""
    submission = read_file(path, TODAY)
    assert "SHEET-006" not in {p.code for p in submission.problems if p.place.sheet != "Destinations"}
    now, then = values(submission), values(read_file(path))
    other = {"GB1", "GB2", "SR1", "SR4"}  # the two questions that one of the versions does not ask
    assert {key: now[key] for key in now if key[0] not in other} == {
        key: then[key] for key in then if key[0] not in other
    }


@pytest.mark.parametrize("name", ["send-careers-checklist", "send-careers-checklist-2025"])
def test_an_edition_is_known_by_its_fingerprint(name: str) -> None:
    spec = load(name)
    maps = {edition: plan(spec, edition=edition) for edition in (NOW, FIRST)}
    assert len({layout.fingerprint for layout in maps.values()}) == len(maps)
    for edition, layout in maps.items():
        assert edition_of(spec, layout.fingerprint) == edition
    assert edition_of(spec, "0" * 12) is None
    book = read_book(build(maps[NOW], SCHOOL, ORDER), "xlsx", "made")
    assert as_laid_out(book, read_label(book), spec).edition == NOW
    assert as_laid_out(book, WorkbookLabel(), spec).edition == NOW


def test_what_goes_out_says_statement_and_how_long_after_leaving() -> None:
    book = openpyxl.load_workbook(BytesIO(build(plan(TODAY), SCHOOL, ORDER)))
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"Statement", "1 year after leaving", "4 years after leaving"} <= words
    assert not words & {"Item", "Year 1", "Year 2", "Year 3", "Year 4"}


NEEDED = (
    ("label: Name, prefill: name}", "label: Name, prefill: name, required: true}"),
    ("label: Deadline, answer: date}", "label: Deadline, answer: date, required: true}"),
)


def test_what_is_needed_is_said_in_words_and_read_as_before(tmp_path: Path) -> None:
    spec = load(str(write(tmp_path, changed(*NEEDED))))
    made = build(plan(spec), SCHOOL, ORDER, {("A1", "deadline"): "soon", ("D2", "answer"): 7})
    book = openpyxl.load_workbook(BytesIO(made))
    words = [[cell.value for cell in row[:4]] for row in book["Details"].iter_rows(4, 6)]
    assert [row[-1] for row in words[-3:]] == ["Needed?", "Needed", "If you can"]
    assert "Deadline (needed)" in {cell.value for row in book["Checks"].iter_rows() for cell in row}
    (tmp_path / "made.xlsx").write_bytes(made)
    submission = read_file(tmp_path / "made.xlsx", spec)
    assert not {"SHEET-006", "SHEET-011", "CELL-026"} & set(codes(submission))
    assert submission.by_key()["D2", "answer"].value == 7
    assert submission.by_key()["A1", "deadline"].raw == "soon"


def test_the_first_edition_of_what_is_needed_said_it_by_a_line(tmp_path: Path) -> None:
    spec = load(str(write(tmp_path, changed(*NEEDED))))
    plain = load(str(write(tmp_path, changed())))
    for one, other in zip(plan(spec, edition=FIRST).sheets, plan(plain, edition=FIRST).sheets, strict=True):
        assert [b.columns[-1].label for b in one.blocks] == [b.columns[-1].label for b in other.blocks]
        assert "(needed)" not in "".join(column.label for block in one.blocks for column in block.columns)
