"""A folder, a zip folder: every return in it, each with its own name, and one bad file never stops the others."""

import io
import json
import os
import struct
import zipfile
from pathlib import Path

import pytest

from careers_workbook.reports.return_document import return_document, table
from careers_workbook.returns.intake.returned_files import MAX_ENTRIES
from careers_workbook.returns.read import read_file, read_path
from careers_workbook.returns.submission import Submission
from tests.support.hostile import PASSWORD, encrypted, filled, in_each_other, zipped

KEPT = Path(__file__).parent / "data" / "formats"
PDF = b"%PDF-1.7 a scan"


def outcome(submission: Submission) -> str:
    return next((p.code for p in submission.problems if submission.outcome == "refused"), submission.outcome)


def seen(path: Path, password: str | None = None) -> dict[str, str]:
    """Where each return was found, without the folder of the test, and how it turned out."""
    found = list(read_path(path, password=password))
    for submission in found:
        assert all(problem.place.file == submission.file for problem in submission.problems)
    names = {submission.file.removeprefix(str(path)).lstrip("/\\"): outcome(submission) for submission in found}
    assert len(names) == len(found)
    return names


def test_a_folder_gives_every_file_in_it_and_below_by_name(tmp_path: Path) -> None:
    (tmp_path / "Autumn" / "late").mkdir(parents=True)
    (tmp_path / "b.xlsx").write_bytes(filled())
    (tmp_path / "a.pdf").write_bytes(PDF)
    (tmp_path / "Autumn" / "c.xlsx").write_bytes(b"")
    (tmp_path / "Autumn" / "late" / "d.xls").write_bytes(filled())
    found = seen(tmp_path)
    assert list(found.items()) == [
        ("a.pdf", "FILE-004"), ("b.xlsx", "accepted"),
        (str(Path("Autumn", "c.xlsx")), "FILE-002"), (str(Path("Autumn", "late", "d.xls")), "accepted"),
    ]  # fmt: skip


JUNK = (
    "~$return.xlsx", ".~lock.return.xlsx#", "Thumbs.db", "desktop.ini", ".DS_Store", "._return.xlsx", ".0f3a.part",
    "__MACOSX/._return.xlsx", "$RECYCLE.BIN/return.xlsx", ".git/config",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["folder", "zip folder"])
def test_what_programs_leave_behind_is_passed_over(tmp_path: Path, kind: str) -> None:
    members = {**dict.fromkeys(JUNK, b"not a return"), "return.xlsx": filled()}
    where = tmp_path / "returns"
    if kind == "zip folder":
        where.write_bytes(zipped(members))
    else:
        for name, content in members.items():
            (where / name).parent.mkdir(parents=True, exist_ok=True)
            (where / name).write_bytes(content)
    assert seen(where) == {"return.xlsx": "accepted"}


def test_a_return_that_icloud_has_not_downloaded_is_no_junk(tmp_path: Path) -> None:
    (tmp_path / ".return.xlsx.icloud").write_bytes(b"bplist00\xd2\x01\x02NSURLNameKey" + b"return.xlsx")
    assert seen(tmp_path) == {".return.xlsx.icloud": "FILE-034"}


def test_our_own_outputs_in_the_same_folder_are_no_returns(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(filled())
    read = read_file(tmp_path / "return.xlsx")
    (tmp_path / "answers.json").write_text(
        json.dumps([return_document(read), return_document(read)], indent=2), encoding="utf-8"
    )
    (tmp_path / "answers.jsonl").write_text(json.dumps(return_document(read)), encoding="utf-8")
    (tmp_path / "answers.csv").write_text(table([read]), encoding="utf-8-sig", newline="")
    assert seen(tmp_path) == {"return.xlsx": "accepted"}
    assert outcome(read_file(tmp_path / "answers.json")) == "FILE-004"


@pytest.mark.parametrize(
    ("make", "what"), [(Path.mkdir, "folder"), (lambda p: p.write_bytes(zipped({})), "zip folder")]
)
def test_nothing_in_it(tmp_path: Path, make: object, what: str) -> None:
    where = tmp_path / "returns"
    make(where)  # type: ignore[operator]
    (submission,) = read_path(where)
    assert outcome(submission) == "FILE-036"
    assert submission.problems[0].message == f"There is no returned file in this {what}."


def test_a_folder_named_like_a_workbook_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").mkdir()
    (tmp_path / "return.xlsx" / "real.xlsx").write_bytes(filled())
    assert outcome(read_file(tmp_path / "return.xlsx")) == "FILE-003"
    assert seen(tmp_path / "return.xlsx") == {"real.xlsx": "accepted"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_not_left_out_in_silence(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    try:
        assert seen(tmp_path) == {"closed": "FILE-011"}
    finally:
        closed.chmod(0o700)


def test_zip_folders_in_a_zip_folder_but_no_deeper(tmp_path: Path) -> None:
    inner = zipped({"c.xlsx": filled(), "deep.zip": in_each_other(3)})
    path = tmp_path / "returns.zip"
    path.write_bytes(zipped({"990001 Oak.xlsx": filled(), "school/b.pdf": PDF, "school/more.zip": inner}))
    assert seen(path) == {
        "990001 Oak.xlsx": "accepted", "school/b.pdf": "FILE-004",
        "school/more.zip/c.xlsx": "accepted", "school/more.zip/deep.zip/deep.zip/deep.zip": "FILE-037",
    }  # fmt: skip
    assert outcome(read_file(path)) == "FILE-007"


def test_one_bad_member_never_stops_the_others(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.xlsx": filled(), "b.xlsx": filled(), "c.xlsx": filled()}))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    (tmp_path / "returns.zip").write_bytes(data)
    assert seen(tmp_path / "returns.zip") == {"a.xlsx": "accepted", "b.xlsx": "FILE-006", "c.xlsx": "accepted"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ysgol y Môr.xlsx", "Ysgol y Môr.xlsx"),
        ("school\\return.xlsx", "school/return.xlsx"),
        ("../../etc/return.xlsx", "../../etc/return.xlsx"),
        ("/etc/return.xlsx", "/etc/return.xlsx"),
        ("a\x1b[2Jb\n.xlsx", "a\ufffd[2Jb\ufffd.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 300 + ".xlsx"),
    ],
)
def test_odd_names_are_names_and_nothing_is_written(tmp_path: Path, name: str, shown: str) -> None:
    path = tmp_path / "returns.zip"
    path.write_bytes(zipped({name: PDF}))
    (submission,) = read_path(path)
    assert submission.file == f"{path}/{shown}"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("written", ["utf-8", "cp437"])
def test_names_in_what_encoding_ever(tmp_path: Path, written: str) -> None:
    """A Mac writes UTF-8 and does not say so; old programs write the code page of MS-DOS."""
    plain = zipped({"Ysgol y M#r.xlsx": PDF})
    name = "Ysgol y Môr.xlsx".encode(written)
    old = b"Ysgol y M#r.xlsx"
    if len(name) > len(old):
        plain = zipped({"Ysgol y M##r.xlsx": PDF})
        old = b"Ysgol y M##r.xlsx"
    path = tmp_path / "returns.zip"
    path.write_bytes(plain.replace(old, name))
    assert seen(path) == {"Ysgol y Môr.xlsx": "FILE-004"}


def test_a_file_and_a_folder_of_the_same_name(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("return.xlsx/", b"")
        archive.writestr("return.xlsx/return.xlsx", filled())
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    assert seen(tmp_path / "a.zip") == {"return.xlsx/return.xlsx": "accepted"}


def test_many_workbooks_in_a_zip_folder_without_compression(tmp_path: Path) -> None:
    """What lies in it unpacked has tables of its own, of more parts together than a zip folder may hold."""
    parts, out = 60, io.BytesIO()
    book = zipped({"[Content_Types].xml": b"", **{f"xl/{number}.xml": b"" for number in range(parts)}})
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("return.xlsx", filled())
        for number in range(MAX_ENTRIES // parts):
            archive.writestr(f"{number}.xlsx", book)
    assert out.getvalue().count(LINE) > MAX_ENTRIES
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    found = seen(tmp_path / "a.zip")
    assert found["return.xlsx"] == "accepted"
    assert len(found) == 1 + MAX_ENTRIES // parts


LINE = b"PK\x01\x02"
"""How a line of a zip's table of contents begins."""


def with_a_table(lines: int, said: int, size: int, *, zip64: bool = False, comment: bytes = b"") -> bytes:
    """A zip folder whose table of contents has so many lines, and says so many, of so many bytes."""
    table = (LINE + bytes(42)) * lines
    if not zip64:
        return table + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, said, said, size, 0, len(comment)) + comment
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, said, said, size, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(table), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 46, 0, len(comment))
    return table + record + locator + end + comment


@pytest.mark.parametrize("comment", [b"", b"comment"])
@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("said", [MAX_ENTRIES + 1, 1, 0])
def test_a_zip_folder_with_a_million_entries_is_not_listed(
    tmp_path: Path, said: int, zip64: bool, comment: bytes
) -> None:
    """Whatever it says at its end of how many there are: only what lies in the table counts."""
    lines = MAX_ENTRIES + 1
    (tmp_path / "a.zip").write_bytes(with_a_table(lines, said, lines * 46, zip64=zip64, comment=comment))
    assert seen(tmp_path / "a.zip") == {"": "FILE-009"}


@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("size", [46, 1, 0, 0xFFFFFFFE])
def test_a_zip_folder_that_lies_about_the_size_of_its_table(tmp_path: Path, size: int, zip64: bool) -> None:
    """No more is read than it says, or nothing at all."""
    (tmp_path / "a.zip").write_bytes(with_a_table(MAX_ENTRIES + 1, MAX_ENTRIES + 1, size, zip64=zip64))
    assert len(seen(tmp_path / "a.zip")) == 1


@pytest.mark.parametrize(("given", "code"), [(None, "FILE-056"), ("wrong", "FILE-032"), (PASSWORD, "FILE-004")])
def test_a_zip_folder_with_a_password(given: str | None, code: str) -> None:
    (submission,) = read_path(KEPT / "locked.zip", password=given)
    assert outcome(submission) == code
    assert submission.file.endswith("locked.zip/note.csv")


def test_one_password_opens_what_is_locked_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "returns.zip"
    path.write_bytes(zipped({"a.xlsx": encrypted(filled()), "b.xlsx": filled()}))
    assert seen(path, PASSWORD) == {"a.xlsx": "accepted", "b.xlsx": "accepted"}
    assert seen(path) == {"a.xlsx": "FILE-008", "b.xlsx": "accepted"}
