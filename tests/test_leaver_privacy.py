"""Names, UPNs, ULNs, e-mail addresses where a running reference should stand: reported, and in no output at all."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from careers_workbook.layout.plan import plan
from careers_workbook.returns.read import read_file
from careers_workbook.returns.redaction.personal_data import may_be_name
from tests.support.filled import SPEC, codes, filled, sheet
from tests.support.program import run
from tests.support.schools import words_in

IN_PLACE_OF_A_REF = {
    "L02": "Jordan Quillfeather",
    "L03": "B801200005001",
    "L04": 9276308686,
    "L05": "jo.quillfeather@oaklane.example",
    "L06": "L06 Zebedee Quillfeather",
    "L07": "Quillfeather, Zoë",
    "L08": "Zebedee",
    "L09": "zebedee o'quillfeather-smith",
    "L10": "DOB 12/03/2009",
    "L11": "L11 (Zebedee Q)",
    "L12": "UPN A801200005002",
    "L13": "ZQF",
}
SECRETS = (
    "quillfeather",
    "zebedee",
    "jordan",
    "zoë",
    "801200005001",
    "801200005002",
    "9276308686",
    "12/03/2009",
    "zqf",
)
NUMBERS = {"L03", "L04", "L05", "L10", "L12"}
"""Those that are recognised anywhere in a workbook."""
ROWS = {slot.ref: slot.row + 1 for slot in plan(SPEC).slots if slot.kind == "tracker"}


def named(book: Workbook) -> None:
    for ref, words in IN_PLACE_OF_A_REF.items():
        sheet(book, "Destinations").cell(ROWS[ref], 1, words)


def put(folder: Path, *, leavers: bool) -> Path:
    given: dict[tuple[str, str], object] = {("CL1", "action"): "Ask governors", ("CL1", "completed"): "In progress"}
    if leavers:
        given |= {(ref, "leaving_year"): "2025/26" for ref in IN_PLACE_OF_A_REF}
        given |= {("L02", "autumn"): "Specialist college", ("L08", "autumn"): "somewhere"}
    return filled(folder, given, named)


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.casefold()]


@pytest.mark.parametrize("leavers", [True, False])
def test_every_one_of_them_is_reported_at_its_cell(leavers: bool, tmp_path: Path) -> None:
    found = read_file(put(tmp_path, leavers=leavers))
    told = {(problem.code, problem.place.cell) for problem in found.problems}
    for ref in IN_PLACE_OF_A_REF:
        cell = f"A{ROWS[ref]}"
        if leavers or ref not in NUMBERS:
            assert ("DEST-002", cell) in told
        assert ref not in NUMBERS or {("CELL-010", cell), ("CELL-011", cell)} & told
    assert leaks(repr(found)) == []


def test_a_row_whose_reference_cannot_be_used_keeps_its_answers(tmp_path: Path) -> None:
    found = read_file(put(tmp_path, leavers=True)).by_key()
    assert found[f"row {ROWS['L02']}", "autumn"].value == "Specialist college"


@pytest.mark.parametrize("leavers", [True, False])
def test_no_command_repeats_them(leavers: bool, tmp_path: Path) -> None:
    put(tmp_path, leavers=leavers)
    day = ("--today", "2026-11-23")
    for words in (
        *(("read", "return.xlsx", "--format", form) for form in ("json", "jsonl", "csv")),
        *(("check", "return.xlsx", "--format", form, *day) for form in ("text", "json")),
        *(("report", "return.xlsx", "--format", form, *day) for form in ("text", "markdown", "html", "json")),
        ("check", "return.xlsx", "--before", "return.xlsx", *day),
        ("deadlines", "return.xlsx", "--format", "csv", *day),
        ("mark", "return.xlsx", "-o", "marked", *day),
        ("roll-forward", "return.xlsx", "-o", "next", "--today", "2027-09-06"),
    ):
        ran = run(*words, cwd=tmp_path)
        assert ran.code in (0, 1), ran.said
        assert leaks(ran.out + ran.err) == [], words
    (made,) = (tmp_path / "next").iterdir()
    assert leaks(words_in(made)) == []


def test_the_copy_that_is_handed_back_adds_none(tmp_path: Path) -> None:
    """The cells are the school's own and stay; what we write into it repeats nothing."""
    put(tmp_path, leavers=True)
    run("mark", "return.xlsx", "-o", "marked", "--today", "2026-11-23", cwd=tmp_path, code=1)
    (copy,) = (tmp_path / "marked").iterdir()
    book = openpyxl.load_workbook(io.BytesIO(copy.read_bytes()))
    ours = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    ours += [cell.comment.text for one in book.worksheets for row in one.iter_rows() for cell in row if cell.comment]
    assert "What to fix" in ours
    assert sum("running reference" in words for words in ours) >= len(IN_PLACE_OF_A_REF)
    assert leaks(json.dumps(ours, ensure_ascii=False)) == []


def test_a_whole_column_of_names_is_reported_and_the_leavers_are_counted(tmp_path: Path) -> None:
    names = [f"{word} Quillfeather" for word in ("Ann", "Ben", "Cat", "Dan", "Eve", "Fay")]

    def all_of_them(book: Workbook) -> None:
        there = sheet(book, "Destinations")
        for number, row in enumerate(ROWS.values()):
            there.cell(row, 1).value = names[number] if number < len(names) else None

    given = {(f"L{n:02d}", "leaving_year"): "2025/26" for n in range(1, 7)}
    found = read_file(filled(tmp_path, given, all_of_them))
    assert codes(found) == ["DEST-002"] * 6
    assert sum(answer.column_id == "leaving_year" for answer in found.of_kind("tracker")) == 6
    assert leaks(repr(found)) == []


def test_a_name_far_below_the_table_is_reported_too(tmp_path: Path) -> None:
    found = read_file(
        filled(
            tmp_path,
            {("L01", "leaving_year"): "2025/26"},
            lambda book: sheet(book, "Destinations").cell(700, 1, "Jordan Quillfeather"),
        )
    )
    assert [(problem.code, problem.place.cell) for problem in found.problems] == [("DEST-002", "A700")]
    assert leaks(repr(found)) == []


@pytest.mark.parametrize(
    "words",
    ["Jordan", "Jordan Example", "J. Example", "Zoë O'Neil-Smith", "Example, Jordan", "L03 Jordan", "L3: Jo", "JE"],
)
def test_what_may_be_a_name(words: str) -> None:
    assert may_be_name(words)


@pytest.mark.parametrize(
    "words",
    ["", " ", None, 14, "L03", "L200", "Total", "2025/26", "Year 11", "Leavers of this year", "Sixth form", "-", "X",
     "See the list that the office keeps", "14 leavers"],
)  # fmt: skip
def test_what_is_no_name(words: object) -> None:
    assert not may_be_name(words)


def test_titles_and_totals_between_the_leavers_are_no_names(tmp_path: Path) -> None:
    def titled(book: Workbook) -> None:
        there = sheet(book, "Destinations")
        for ref, words in (("L05", "Total"), ("L06", "Year 11"), ("L07", "Sixth form"), ("L08", None)):
            there.cell(ROWS[ref], 1).value = words
        there.cell(max(ROWS.values()) + 3, 1).value = "Checked by the office in May"

    submission = read_file(filled(tmp_path, {("L01", "leaving_year"): "2025/26"}, titled))
    assert codes(submission) == ["CELL-026"] * 3  # said, but neither as names nor word for word
    assert "Year 11" not in str(submission.problems)
