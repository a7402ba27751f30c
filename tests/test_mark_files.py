"""`careers-workbook mark` on real files: names, what is kept, other formats, exit codes."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from careers_workbook.returns.extraction.marked_copy import WHAT_TO_FIX
from careers_workbook.spreadsheet.annotate.final_marks import final_marks
from tests.support.filled import saved
from tests.support.handed_back import highlighted, introduction, listed, opened, parts, read, said
from tests.support.office import Office
from tests.support.program import BAD, GOOD, run, workbook

TODAY = ("--today", "2026-12-01")
CASES = Path(__file__).parent / "cases"
COPY = "oak - to fix.xlsx"


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_the_copy_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    original = put(tmp_path, "oak.xlsx", workbook(*BAD))
    ran = run("mark", "oak.xlsx", *TODAY, cwd=tmp_path, code=1)
    assert original.read_bytes() == workbook(*BAD)
    copy = tmp_path / "output" / "marked" / COPY
    assert sorted(path.name for path in copy.parent.iterdir()) == [COPY]
    assert len(listed(opened(copy.read_bytes()))) == 2
    assert "oak.xlsx: 2 to put right" in ran.out
    assert "1 marked copy" in ran.out


def test_a_return_in_order_is_exit_code_0(tmp_path: Path) -> None:
    put(tmp_path, "oak.xlsx", workbook(*GOOD))
    run("mark", "oak.xlsx", "-o", "back", *TODAY, cwd=tmp_path, code=0)
    assert "nothing to put right" in introduction(opened((tmp_path / "back" / COPY).read_bytes()))


def test_a_copy_with_other_content_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "oak.xlsx", workbook(*GOOD))
    words = ("mark", "oak.xlsx", "-o", "back", *TODAY)
    run(*words, cwd=tmp_path, code=0)
    run(*words, cwd=tmp_path, code=0)  # the same again is no replacement
    copy = put(tmp_path, f"back/{COPY}", b"somebody has been at work here")
    ran = run(*words, cwd=tmp_path, code=1)
    assert "exists already" in ran.err
    assert copy.read_bytes() == b"somebody has been at work here"
    run(*words, "--force", cwd=tmp_path, code=0)
    assert copy.read_bytes() != b"somebody has been at work here"


def test_an_original_is_never_written_over(tmp_path: Path) -> None:
    original = put(tmp_path, COPY, workbook(*BAD))
    run("mark", COPY, "-o", ".", "--force", *TODAY, cwd=tmp_path, code=1)
    assert original.read_bytes() == workbook(*BAD)
    assert (tmp_path / "oak - to fix (2).xlsx").is_file()


def test_a_copy_that_comes_back_keeps_its_name(tmp_path: Path) -> None:
    put(tmp_path, f"returns/{COPY}", workbook(*GOOD))
    run("mark", "returns", "-o", "back", *TODAY, cwd=tmp_path, code=0)
    assert [path.name for path in (tmp_path / "back").iterdir()] == [COPY]


def test_files_of_one_name_get_numbers(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        put(tmp_path, f"{folder}/Oak.xlsx" if folder == "a" else f"{folder}/oak.xlsx", workbook(*GOOD))
    run("mark", "a", "b", "-o", "back", *TODAY, cwd=tmp_path, code=0)
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == ["Oak - to fix.xlsx", "oak - to fix (2).xlsx"]


def test_a_name_that_is_nearly_too_long(tmp_path: Path) -> None:
    put(tmp_path, f"{'é' * 115}.xlsx", workbook(*GOOD))
    run("mark", f"{'é' * 115}.xlsx", "-o", "back", *TODAY, cwd=tmp_path, code=0)
    assert [path.suffix for path in (tmp_path / "back").iterdir()] == [".xlsx"]


def test_a_folder_a_zip_folder_and_a_bad_file(tmp_path: Path) -> None:
    put(tmp_path, "in/oak.xlsx", workbook(*BAD))
    put(tmp_path, "in/letter.pdf", b"%PDF-1.4 Dear Hub")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("elm.xlsx", workbook(*GOOD))
    put(tmp_path, "in/more.zip", packed.getvalue())
    ran = run("mark", "in", "-o", "back", *TODAY, cwd=tmp_path, code=2)
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == ["elm - to fix.xlsx", COPY]
    assert "letter.pdf" in ran.err
    assert "2 marked copies in back; 1 refused." in ran.out


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    put(tmp_path, "oak.xlsx", workbook(*GOOD))
    put(tmp_path, "back", b"a file")
    assert "cannot be written" in run("mark", "oak.xlsx", "-o", "back", *TODAY, cwd=tmp_path, code=2).err


def test_a_locked_return_comes_back_without_its_password_and_that_is_said(tmp_path: Path) -> None:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(*BAD))).encrypt("sesame", locked)
    assert msoffcrypto.OfficeFile(locked).is_encrypted()
    put(tmp_path, "oak.xlsx", locked.getvalue())
    run("mark", "oak.xlsx", "-o", "back", *TODAY, cwd=tmp_path, code=2)
    ran = run("mark", "oak.xlsx", "-o", "back", "--password", "sesame", *TODAY, cwd=tmp_path, code=1)
    assert "without the password" in ran.out
    assert len(listed(opened((tmp_path / "back" / COPY).read_bytes()))) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("signed.xlsx", "without the digital signature that the original has"),
        ("final.xlsx", "not marked as final any more"),
    ],
)
def test_what_a_change_breaks_is_taken_out_and_said(name: str, said: str, tmp_path: Path) -> None:
    original = (Path(__file__).parent / "cases" / name).read_bytes()
    put(tmp_path, name, original)
    ran = run("mark", name, "-o", "back", *TODAY, cwd=tmp_path, code=1)
    assert said in " ".join(ran.out.split())
    (path,) = (tmp_path / "back").iterdir()
    copy = parts(path.read_bytes())
    assert not [part for part in copy if "signature" in part]
    assert b"signature" not in copy["_rels/.rels"]
    assert b"_MarkAsFinal" not in copy.get("docProps/custom.xml", b"")
    assert final_marks(original)
    assert final_marks(path.read_bytes()) == ()


def test_a_part_of_a_checklist_comes_back_whole_and_what_was_missing_is_said(tmp_path: Path) -> None:
    book = opened(workbook(*BAD))
    rows = ("\t".join(str(cell.value or "") for cell in row) for row in book["Careers leadership"].iter_rows())
    put(tmp_path, "oak.csv", "\n".join(rows).encode())
    run("mark", "oak.csv", "-o", "back", *TODAY, cwd=tmp_path, code=1)
    before, after = read((tmp_path / "oak.csv").read_bytes(), "oak.csv"), (tmp_path / "back" / COPY).read_bytes()
    copy = read(after)
    assert {k: a.value for k, a in copy.by_key().items() if a.value is not None} == {
        k: a.value for k, a in before.by_key().items() if a.value is not None
    }
    assert not copy.missing_sheets
    gone = {line["Where"] for line in listed(opened(after)) if "was not in your file" in line["What is wrong"]}
    assert gone == set(before.missing_sheets)


def test_a_missing_row_is_there_again_and_has_a_note(tmp_path: Path) -> None:
    book = opened(workbook(*BAD))
    sheet = book["Careers leadership"]
    sheet.delete_rows(next(row for row, (cell,) in enumerate(sheet.iter_rows(max_col=1), 1) if cell.value == "CL5"))
    book.create_sheet("Pupils")["A1"] = "Zq Surname"
    put(tmp_path, "oak.xlsx", saved(book))
    run("mark", "oak.xlsx", "-o", "back", *TODAY, cwd=tmp_path, code=1)
    copy = opened((tmp_path / "back" / COPY).read_bytes())
    sheet = copy["Careers leadership"]
    row = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == "CL5")
    assert ("Careers leadership", f"C{row}") in said(copy)


def with_pupils(book: Workbook) -> None:
    book.create_sheet("Pupils")["A1"] = "Zq Surname"


def with_hidden(book: Workbook) -> None:
    book["Inspection notes"].sheet_state = "hidden"
    book["Inspection notes"]["B40"] = "Zq Surname"


@pytest.mark.parametrize("change", [with_pupils, with_hidden])
def test_what_a_school_keeps_beside_our_sheets_is_not_sent_back(
    change: Callable[[Workbook], None], tmp_path: Path
) -> None:
    """Into a letter goes our own workbook with the school's answers."""
    book = opened(workbook(*BAD))
    change(book)
    put(tmp_path, "oak.xlsx", saved(book))
    ran = run("mark", "oak.xlsx", "-o", "back", *TODAY, cwd=tmp_path, code=1)
    assert "sheets of the school's own" in " ".join(ran.out.split())
    copy = (tmp_path / "back" / COPY).read_bytes()
    assert not [name for name, part in parts(copy).items() if b"Zq Surname" in part]
    assert "so this is a new workbook with your answers" in introduction(opened(copy))
    assert len([line for line in listed(opened(copy)) if line["How urgent"] == "Must be put right"]) == 2


def test_an_embedded_file_is_not_sent_back(tmp_path: Path) -> None:
    put(tmp_path, "oak.xlsx", (CASES / "embedded.xlsx").read_bytes())
    run("mark", "oak.xlsx", "-o", "back", *TODAY, cwd=tmp_path)
    assert not [name for name in parts((tmp_path / "back" / COPY).read_bytes()) if "embeddings" in name]


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("form", ["ods", "xls"])
def test_another_format_comes_back_as_a_new_workbook(form: str, office: Office, tmp_path: Path) -> None:
    (there,) = office.convert([put(tmp_path, "oak.xlsx", workbook(*GOOD, *BAD))], form, tmp_path)
    ran = run("mark", there, "-o", "back", *TODAY, cwd=tmp_path, code=1)
    assert "a new workbook with its answers" in ran.out
    copy = (tmp_path / "back" / COPY).read_bytes()
    before, after = read(there.read_bytes(), there.name), read(copy)
    assert {k: (a.state, a.value) for k, a in before.by_key().items()} == {
        k: (a.state, a.value) for k, a in after.by_key().items()
    }
    assert (after.urn, after.school, after.built_on) == (before.urn, before.school, before.built_on)
    book = opened(copy)
    assert book.sheetnames[0] == WHAT_TO_FIX
    assert "new workbook with your answers" in introduction(book)
    assert set(said(book)) == highlighted(book) == {("Careers leadership", "D8"), ("Careers leadership", "F9")}
    assert "xl/comments1.xml" in parts(copy)
