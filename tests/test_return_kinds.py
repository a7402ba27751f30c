"""Every kind of file that a school sends, through read, check, collect and mark, as somebody types them."""

import binascii
import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from careers_workbook.spreadsheet.read.compound import Compound
from tests.support import word
from tests.support.hostile import filled, zipped
from tests.support.hub_folder import OAK, hub
from tests.support.program import run
from tests.test_return_locked import CASES, SPACES, WORD, compound, parts, with_chart
from tests.test_return_mail import letter, stamped, winmail

DATA, SAVED = CASES.parent / "data", CASES.parent / "returned"
WORDS = ("--password", WORD, "--today", "2026-11-23")


def _apple_mail() -> bytes:
    mail = letter(("a.xlsx", filled()))
    return b"%-10d\n" % len(mail) + mail + b'<?xml version="1.0"?>\n<plist><dict/></plist>\n'


def _lines_of_text() -> bytes:
    data = filled()
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return b"From: a@b.example\nDate: Fri, 20 Nov 2026 09:00:00 +0000\n\nbegin 644 a.xlsx\n" + lines + b"`\nend\n"


def _with_a_chart() -> bytes:
    stream = Compound((CASES / "capitals.xls").read_bytes()).stream("WORKBOOK")
    sheets = [int.from_bytes(content[:4], "little") for _, kind, content in parts(stream, 0) if kind == 0x85]
    end = parts(stream, sheets[2])[-1][0]
    return compound({"Workbook": with_chart(stream, end)})


READ: dict[str, Callable[[], bytes]] = {
    "a.docx": lambda: word.saved(word.document(word.filled())),
    "a.odt": (DATA / "documents" / "whole.odt").read_bytes,
    "a.xls": (SAVED / "libreoffice" / "saved-again.xls").read_bytes,
    "capitals.xls": (CASES / "capitals.xls").read_bytes,
    "chart.xls": _with_a_chart,
    "aes.zip": (CASES / "aes.zip").read_bytes,
    "signed.xlsx": (CASES / "signed.xlsx").read_bytes,
    "final.xlsx": (CASES / "final.xlsx").read_bytes,
    "1.emlx": _apple_mail,
    "Inbox": lambda: stamped(letter(("a.xlsx", filled()))),
    "lines.eml": _lines_of_text,
    "winmail.dat": lambda: winmail(("a.xlsx", filled())),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "label.xlsx": (
        lambda: compound({"EncryptedPackage": bytes(5000), "\x06DataSpaces": SPACES}),
        "an Office file, encrypted by a sensitivity label",
    ),
    "message.rpmsg": (lambda: b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(100), "a protected e-mail (message.rpmsg)"),
    "new.ods": ((CASES / "locked-new.ods").read_bytes, "LibreOffice"),
    "a.numbers": (
        lambda: zipped({"index.xml": b'<?xml version="1.0"?><ls:document/>', "buildVersionHistory.plist": b"x"}),
        "a spreadsheet of Apple Numbers (.numbers)",
    ),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    for name, made in (READ | {name: made for name, (made, _) in REFUSED.items()}).items():
        (folder / name).write_bytes(made())
    return folder


def _of(path: str) -> str:
    """Which of the files a path belongs to that may go on inside it."""
    return next(part for part in Path(path).parts if part in READ or part in REFUSED)


def test_read_gives_the_answers_of_every_kind(files: Path) -> None:
    ran = run("read", *READ, "--format", "csv", "--password", WORD, cwd=files, code=1)
    rows = csv.DictReader(io.StringIO(ran.out.lstrip("\ufeff")))
    answered = Counter(_of(row["file"]) for row in rows if row["kind"] == "checklist" and row["state"] == "answered")
    whole = {"a.docx", "a.odt", "a.xls", "1.emlx", "Inbox", "lines.eml", "winmail.dat"}
    assert {answered[name] for name in whole} == {50 * 4}
    assert answered.keys() == READ.keys()


def test_check_accepts_every_kind_and_says_of_others_what_they_are(files: Path) -> None:
    found = json.loads(run("check", *READ, *REFUSED, "--format", "json", *WORDS, cwd=files, code=2).out)
    said = {_of(one["file"]): one for one in found}
    assert {name for name, one in said.items() if one["outcome"] == "refused"} == REFUSED.keys()
    for name, (_, what) in REFUSED.items():
        (problem,) = said[name]["problems"]
        assert what in problem["message"], problem["message"]
        assert problem["advice"].startswith("Ask the school to "), problem["advice"]


def test_mark_hands_every_kind_back_as_a_workbook(files: Path, tmp_path: Path) -> None:
    ran = run("mark", *READ, "-o", str(tmp_path / "back"), *WORDS, cwd=files)
    assert f"{len(READ)} marked copies" in ran.out
    assert {path.suffix for path in (tmp_path / "back").iterdir()} == {".xlsx"}


def test_collect_keeps_every_kind_and_knows_whose_it_is(files: Path, tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    for path in files.iterdir():
        (where.folders["inbox"] / path.name).write_bytes(path.read_bytes())
    ran = run("collect", *WORDS, cwd=where.root, code=1)
    assert f"{len(READ) + len(REFUSED)} new files" in ran.out
    assert f"Could not be read ({len(REFUSED)})" in ran.out
    assert "whose" not in ran.out.lower(), "each gives the name or the URN of the school"
    stands = json.loads(run("status", "--format", "json", *WORDS[2:], cwd=where.root).out)["schools"]
    assert [one["urn"] for one in stands if one["state"] != "not returned"] == [OAK.urn]
