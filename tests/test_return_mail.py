"""E-mails at the door: what is attached comes out with its date and nothing else does; no e-mail stops the others."""

import base64
import binascii
import datetime as dt
import os
import random
import struct
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.returns.context import Context
from careers_workbook.returns.intake.mail import open_mail
from careers_workbook.returns.intake.returned_files import MAX_ENTRIES, returned_file, returned_files
from careers_workbook.returns.intake.signed import content
from careers_workbook.returns.read import read_path, read_source
from careers_workbook.returns.search import search
from tests.support.hostile import filled, zipped
from tests.support.letters import APPLE, GMAIL, OUTLOOK, PRIVATE, SENT, SIGNED, letter, written
from tests.support.outlook import attached, compound, message

PASTED = """Mime-Version: 1.0
From: a@b.example
To: c@d.example
Content-Type: text/html

<html xmlns:x="urn:schemas-microsoft-com:office:excel">
"""
WINMAIL = b"\x78\x9f\x3e\x22\0\0"
KEPT = Path(__file__).parent / "data" / "mails"
PDF = b"%PDF-1.7 a scan"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\0"
BOOK = b"PK\x05\x06 stands for a workbook"
MORNING = dt.datetime.fromisoformat("2026-11-20T14:05:06")
EVENING = dt.datetime.fromisoformat("2026-11-20T18:00:00")
WRITTEN = dt.datetime.fromtimestamp(1_795_000_000, dt.UTC).replace(tzinfo=None)
Found = dict[str, bytes | str]


def came(folder: Path, data: bytes, name: str = "mail.eml") -> Found:
    """What a file gives: name -> bytes, or the code of the problem."""
    path = folder / name
    path.write_bytes(data)
    return dict(pair[:2] for pair in arrived(path))


def arrived(path: Path, password: str | None = None) -> list[tuple[str, bytes | str, dt.datetime | None]]:
    found = []
    for one in returned_files(path, password):
        file = one.file.removeprefix(str(path)).lstrip("/\\")
        try:
            found.append((file, one.load(), one.sent))
        except FileRefusedError as e:
            (problem,) = e.problems
            assert "\n" not in str(problem)
            found.append((file, problem.code, one.sent))
    assert len({file for file, _, _ in found}) == len(found)
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (GMAIL, "Ysgol y Môr – checklist.xlsx"),
        (OUTLOOK, "Careers checklist.xlsx"),
        (APPLE, "Ysgol y Môr – checklist.xlsx"),
        (SIGNED, "Ysgol y Môr.xlsx"),
    ],
    ids=["Gmail", "Outlook", "Apple Email", "signed, and a name as Windows writes it"],
)
def test_one_workbook_and_its_date_come_out_and_nothing_else(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(written(text, book=filled(), picture=PNG))
    assert arrived(path) == [(name, filled(), MORNING)]


def test_an_attached_workbook_is_read_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(letter(("a.xlsx", filled())))
    (one,) = returned_files(tmp_path)
    submission = read_source(one, None, Context(), None)
    assert (submission.outcome, submission.file) == ("accepted", f"{tmp_path / 'mail.eml'}/a.xlsx")
    assert one.sender == PRIVATE[0]
    assert not any(word in repr((replace(one, sender=""), submission)) for word in PRIVATE)


def test_an_e_mail_saved_from_outlook() -> None:
    (one,) = returned_files(KEPT / "oxmsg.msg")
    assert (one.name, one.sent) == ("Ysgol y Môr – checklist.xlsx", MORNING)
    assert read_source(one, None, Context(), None).outcome != "refused"


def test_an_e_mail_in_an_e_mail_saved_from_outlook() -> None:
    """Its date is that of the inner one, which has only the time of its arrival."""
    assert arrived(KEPT / "nested.msg") == [
        (
            "e-mail 1/answers.csv",
            b"Ref,Answer\r\nCL1,Yes\r\nCL2,No\r\n",
            dt.datetime.fromisoformat("2026-11-18T08:00:00"),
        )
    ]


def test_whatever_they_are_called(tmp_path: Path) -> None:
    assert came(tmp_path, letter(("a.xlsx", BOOK)), "return.xlsx") == {"a.xlsx": BOOK}
    assert came(tmp_path, compound(message(attached("a.xlsx", BOOK))), "return.eml") == {"a.xlsx": BOOK}
    assert came(tmp_path, b"\xef\xbb\xbf" + letter(("a.xlsx", BOOK)), "saved by Notepad.txt") == {"a.xlsx": BOOK}
    assert came(tmp_path, b"Dear Hub, see above", "mail.eml") == {"": b"Dear Hub, see above"}


def test_e_mails_in_a_folder_are_read_like_workbooks(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter(("a.xlsx", filled())))
    (tmp_path / "b.msg").write_bytes(compound(message(attached("a.xlsx", filled()))))
    (tmp_path / "c.zip").write_bytes(zipped({"a.eml": letter(("a.xlsx", filled()))}))
    assert [submission.outcome for submission in read_path(tmp_path)] == ["accepted"] * 3


@pytest.mark.parametrize(
    "head",
    [
        "X-Unsent: 1\n", "To: hub@northmoor.example\nSubject: x\n", "Content-Type: text/plain\nFrom: a@b.example\n",
        "DKIM-Signature: v=1; a=rsa-sha256;\n b=abc\nFrom: a@b.example\n", "X-Mozilla-Status: 0001\n",
        "From a.teacher@oaklane.example Fri Nov 20 14:05:06 2026\nTo: hub@northmoor.example\n",
        PASTED,
    ],
)  # fmt: skip
def test_an_e_mail_without_a_workbook_says_so(tmp_path: Path, head: str) -> None:
    assert came(tmp_path, f"{head}\nA text nobody keeps\n".encode()) == {"": "FILE-042"}


def test_a_workbook_that_excel_saved_as_a_web_page_is_no_e_mail(tmp_path: Path) -> None:
    page = b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related\r\n\r\n"
    assert came(tmp_path, page) == {"": page}


NO_RETURNS = {
    "picture": ("image001.png", PNG, "image/png"),
    "picture without a type": ("image001.png", PNG, ""),
    "picture of an unknown type": ("image001", PNG, "application/octet-stream"),
    "page": ("ATT00001.htm", b"<html>", "text/html"),
    "text": ("ATT00001.txt", b"--\r\nA. Teacher", ""),
    "signature": ("smime.p7s", b"\x30\x80", "application/pkcs7-signature"),
    "appointment": ("visit.ics", b"BEGIN:VCALENDAR", "text/calendar"),
    "business card": ("teacher.vcf", b"BEGIN:VCARD", ""),
    "what a Mac adds": ("._a.xlsx", b"\0\x05\x16\x07", "application/applefile"),
}
RETURNS = {
    "workbook called a picture": ("image.png", BOOK, "image/png"),
    "workbook called a text": ("a.xlsx", BOOK, "text/plain"),
    "table of text": ("answers.csv", b"Ref,Answer", "text/csv"),
    "table of text called a text": ("answers.csv", b"Ref,Answer", "text/plain"),
    "page called a workbook": ("answers.xls", b"<html><table>", "application/vnd.ms-excel"),
    "PDF": ("a.pdf", PDF, "application/pdf"),
    "nothing in it": ("a.xlsx", b"", "application/octet-stream"),
}


@pytest.mark.parametrize("how", ["eml", "msg"])
@pytest.mark.parametrize("case", [*NO_RETURNS, *RETURNS])
def test_what_is_passed_over_and_what_is_not(tmp_path: Path, case: str, how: str) -> None:
    name, content, kind = {**NO_RETURNS, **RETURNS}[case]
    if how == "eml":
        main, _, sub = (kind or "application/octet-stream").partition("/")
        mail = letter((name, content), kind=(main, sub))
    else:
        mail = compound(message(attached(name, content, kind)))
    assert came(tmp_path, mail) == ({"": "FILE-042"} if case in NO_RETURNS else {name: content})


@pytest.mark.parametrize("how", ["eml", "msg"])
@pytest.mark.parametrize(
    ("name", "content", "kind", "code"),
    [
        ("winmail.dat", b"\x78\x9f\x3e\x22\x01\0", "application/ms-tnef", "FILE-043"),
        ("winmail.dat", b"\x78\x9f\x3e\x22\x01\0", "application/octet-stream", "FILE-043"),
        ("smime.p7m", b"\x30\x80", "application/pkcs7-mime", "FILE-033"),
    ],
)
def test_what_is_wrapped_so_that_nobody_can_open_it(
    tmp_path: Path, how: str, name: str, content: bytes, kind: str, code: str
) -> None:
    eml = letter((name, content), kind=("application", kind.removeprefix("application/")))
    mail = eml if how == "eml" else compound(message(attached(name, content, kind)))
    assert came(tmp_path, mail) == {name: code}


@pytest.mark.parametrize("method", [2, 4, 7])
def test_a_file_that_outlook_left_in_onedrive_is_a_link(tmp_path: Path, method: int) -> None:
    mail = compound(message(attached("a.xlsx", b"", method=method), attached("b.xlsx", BOOK)))
    assert came(tmp_path, mail) == {"a.xlsx": "FILE-034", "b.xlsx": BOOK}


def test_e_mails_and_zip_folders_in_each_other(tmp_path: Path) -> None:
    """Each is called after where it lies; an e-mail in an e-mail has a number, as its name is its subject."""
    inner = letter(("a.xlsx", BOOK), ("more.zip", zipped({"b/c.csv": b"x"})))
    outlook = message(attached("d.xlsx", BOOK), attached("x", message(attached("e.xlsx", BOOK), inner=True)))
    mail = letter(("saved.msg", compound(outlook)), ("saved.eml", inner), letters=[inner])
    assert came(tmp_path, zipped({"f.eml": mail, "g.pdf": PDF}), "returns.zip") == {
        "f.eml/e-mail 1/d.xlsx": BOOK, "f.eml/e-mail 1/e-mail 2/e.xlsx": BOOK,
        "f.eml/e-mail 2/a.xlsx": BOOK, "f.eml/e-mail 2/more.zip/b/c.csv": b"x",
        "f.eml/e-mail 3/a.xlsx": BOOK, "f.eml/e-mail 3/more.zip/b/c.csv": b"x", "g.pdf": PDF,
    }  # fmt: skip


def nested(depth: int, how: str) -> bytes:
    """An e-mail in an e-mail in an e-mail ... with a workbook in the last one."""
    if how == "msg":
        tree = message(attached("a.xlsx", BOOK), inner=depth > 0)
        for level in reversed(range(depth)):
            tree = message(attached("x", tree), inner=level > 0)
        return compound(tree)
    mail = letter(("a.xlsx", BOOK))
    for _ in range(depth):
        if how == "zip":
            mail = letter(("a.zip", zipped({"a.eml": mail})))
        else:
            mail = letter(letters=[mail]) if how == "eml" else letter(("a.eml", mail))
    return mail


@pytest.mark.parametrize("how", ["eml", "msg", "attached", "zip"])
def test_in_each_other_to_a_certain_depth(tmp_path: Path, how: str) -> None:
    assert [*came(tmp_path, nested(1, how)).values()] == [BOOK]
    assert [*came(tmp_path, nested(6, how)).values()] == ["FILE-037"]
    if how != "zip":
        assert [*came(tmp_path, nested(3, how)).values()] == [BOOK]


def test_a_forwarded_e_mail_that_its_program_encoded(tmp_path: Path) -> None:
    """It must not, and some do."""
    inner = letter(("a.xlsx", BOOK), sent="Fri, 20 Nov 2026 18:00:00 GMT")
    head = "From: a@b.example\nDate: {0}\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{{mail}}"
    (tmp_path / "mail.eml").write_bytes(written(head.format(SENT), mail=inner))
    assert arrived(tmp_path / "mail.eml") == [("e-mail 1/a.xlsx", BOOK, EVENING)]


def test_attachments_of_the_same_name_and_of_none(tmp_path: Path) -> None:
    mail = letter(("a.xlsx", BOOK), ("a.xlsx", BOOK + b"2"), ("", BOOK), ("a (2).xlsx", BOOK + b"3"))
    assert came(tmp_path, mail) == {
        "a.xlsx": BOOK, "a (2).xlsx": BOOK + b"2", "attachment 3": BOOK, "a (2) (2).xlsx": BOOK + b"3",
    }  # fmt: skip


@pytest.mark.parametrize("how", ["eml", "msg"])
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/x.xlsx", "x.xlsx"), ("C:\\Users\\a\\x.xlsx", "x.xlsx"), ("..", "attachment 1"),
        ("/", "attachment 1"), ("x" * 300 + ".xlsx", "x" * 180 + "x" * 15 + ".xlsx"),
        ("fdp.\u202exslx.exe", "fdp.\ufffdxslx.exe"), ("a\0b\x1b[2J.xlsx", "a\ufffdb\ufffd[2J.xlsx"),
    ],
)  # fmt: skip
def test_odd_names_are_names_and_nothing_is_written(tmp_path: Path, how: str, name: str, shown: str) -> None:
    if how == "eml":
        quoted = "".join(f"%{byte:02X}" for byte in name.encode())
        text = (
            f"From: a@b.example\nContent-Type: application/x; name*=utf-8''{quoted}\nContent-Transfer-Encoding: base64"
        )
        mail = written(text + "\n\n{book}", book=BOOK)
    else:
        mail = compound(message(attached(name.rstrip("\0"), BOOK)))
    assert came(tmp_path, mail) == {shown: BOOK}
    assert [one.name for one in tmp_path.iterdir()] == ["mail.eml"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b'filename="Ysgol y M\xf4r.xlsx"', "Ysgol y Môr.xlsx"), (b'filename="M\xc3\xb4r.xlsx"', "Môr.xlsx"),
        (b"filename*=iso-8859-1''M%F4r.xlsx", "Môr.xlsx"), (b"filename*=klingon''M%F4r.xlsx", "Môr.xlsx"),
        (b'filename="=?klingon?Q?M=F4r?="', "=?klingon?Q?M=F4r?="), (b'filename="=?utf-8?B?!!!?="', "attachment 1"),
        (b'filename="=?windows-1252?B?TfRyLnhsc3g=?="', "Môr.xlsx"), (b'filename="a;b.xlsx"; size=1;', "a;b.xlsx"),
        (b'filename="a\r\n b.xlsx"', "a b.xlsx"), (b"filename=a.xlsx", "a.xlsx"), (b"filename=", "attachment 1"),
    ],
)  # fmt: skip
def test_names_in_what_encoding_ever(tmp_path: Path, raw: bytes, shown: str) -> None:
    head = b"From: a@b.example\r\nContent-Type: application/x\r\nContent-Disposition: attachment; " + raw
    assert came(tmp_path, head + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + BOOK) == {shown: BOOK}


DATES = {
    SENT: MORNING, "Fri, 20 Nov 2026 14:05:06 -0000": MORNING, "20 Nov 2026 14:05:06": MORNING,
    "Fri, 20 Nov 2026 09:05:06 EST (Eastern)": MORNING, "Fri, 20 Nov 26 14:05:06 GMT": MORNING, None: None, "": None,
    "yesterday": None, "Fri, 31 Feb 2026 14:05:06 +0000": None, "Mon, 01 Jan 1900 00:00:00 +2359": None,
    "Fri, 20 Nov 9999 14:05:06 -2359": None, "Fri, 20 Nov 2026 14:05:06 +99999999": None, "1" * 5_000: None,
}  # fmt: skip


@pytest.mark.parametrize("text", DATES, ids=lambda text: str(text)[:40])
def test_the_date(text: str | None) -> None:
    head = "From: a@b.example\n" + ("" if text is None else f"Date: {text}\n")
    assert open_mail(f"{head}Content-Type: application/pdf\n\nx".encode()).sent == DATES[text]


@pytest.mark.parametrize("sent", [0, 1, 2**64 - 1, 2**62])
def test_a_date_of_outlook_that_is_nonsense(sent: int) -> None:
    assert open_mail(compound(message(attached("a.xlsx", BOOK), sent=sent))).sent is None
    assert open_mail(compound(message(attached("a.xlsx", BOOK), sent=MORNING))).sent == MORNING


def test_the_date_of_each_file_is_the_best_that_is_known(tmp_path: Path) -> None:
    """Innermost e-mail, else the zip folder's own, else the file's; never a later one than it was sent."""
    late = "Fri, 20 Nov 2026 18:00:00 +0000"
    folder = zipfile.ZipInfo("a.csv", (2026, 11, 19, 8, 30, 2))
    undated = zipfile.ZipInfo("b.csv")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(folder, b"x")
        archive.writestr(undated, b"y")
        archive.writestr("c.eml", letter(("c.zip", zipped({"c.csv": b"z"})), sent=SENT))
        archive.writestr(
            "d.eml", letter(sent=late, letters=[letter(("d.csv", b"z")), letter(("e.csv", b"z"), sent=None)])
        )
        archive.writestr("f.eml", letter(("f.csv", b"z"), sent=None))
    os.utime(path, (1_795_000_000.75, 1_795_000_000.75))
    assert {file: sent for file, _, sent in arrived(path)} == {
        "a.csv": dt.datetime.fromisoformat("2026-11-19T08:30:02"), "b.csv": WRITTEN,
        "c.eml/c.zip/c.csv": MORNING, "d.eml/e-mail 1/d.csv": MORNING, "d.eml/e-mail 2/e.csv": EVENING,
        "f.eml/f.csv": None,
    }  # fmt: skip
    (tmp_path / "a.zip").unlink()
    (tmp_path / "b.csv").write_bytes(b"x")
    os.utime(tmp_path / "b.csv", (1_795_000_000.75, 1_795_000_000.75))
    ((_, _, sent),) = arrived(tmp_path / "b.csv")
    assert sent == WRITTEN
    ((_, code, sent),) = arrived(tmp_path / "gone.csv")
    assert (code, sent) == ("FILE-001", None)


def parts(count: int) -> bytes:
    part = b"--x\nContent-Type: application/pdf\n\n%PDF\n"
    return b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n" + part * count + b"--x--\n"


def deep(count: int, kind: str) -> bytes:
    if kind == "message":
        return b"From: a@b.example\nContent-Type: message/rfc822\n\n" * count
    head = b"From: a@b.example\n"
    for number in range(count):
        head += b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n" % (number, number)
    return head


BOMBS = {
    "10,000 parts": (lambda: parts(10_000), "FILE-009"),
    "parts in each other": (lambda: deep(5_000, "multipart"), "FILE-009"),
    "e-mails in each other": (lambda: deep(5_000, "message"), "FILE-009"),
    "a media type of 10 MB": (lambda: b"From: a@b\nContent-Type: a/b" + b";" * 10_000_000 + b"\n\nx", "FILE-009"),
    "a subject of 10 MB": (lambda: b"Subject: " + b"x" * 10_000_000 + b"\n\nx", "FILE-042"),
    "a subject of a million lines": (lambda: b"Subject: x\n" + b" x\n" * 1_000_000 + b"\n\nx", "FILE-042"),
    "a million lines in the head": (lambda: b"From: x\n" + b"To: x\n" * 1_000_000 + b"\n\nx", "FILE-042"),
    "millions of lines": (lambda: b"From: a@b.example\n\n" + b"\n" * 40_000_000, "FILE-009"),
    "a boundary that never comes": (lambda: b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\nx", "FILE-006"),
    "no boundary": (lambda: b"From: a@b\nContent-Type: multipart/mixed\n\nx", "FILE-006"),
    "brackets": (lambda: b"From: a@b\nContent-Type: " + b"(" * 7_000 + b"\n\nx", "FILE-042"),
    "a mailbox of 6,000": (lambda: b"From a@b Fri Nov 20 14:05:06 2026\nTo: x\n\ny\n\n" * 6_000, "FILE-009"),
    "a winmail.dat of a million attributes": (lambda: WINMAIL + b"\1" + bytes(10) * 1_000_000, "FILE-009"),
    "a winmail.dat that lies": (lambda: WINMAIL + b"\1" + b"\xff" * 20, "FILE-006"),
    "UTF-16": (lambda: "From: a@b.example\n\nx".encode("utf-16"), "FILE-006"),
    "Outlook in Outlook": (lambda: nested(60, "msg"), "FILE-009"),
    "Outlook with 6,000 files": (lambda: compound(message(*[{}] * 6_000)), "FILE-009"),
    "thousands of e-mails of thousands": (lambda: letter(("a.eml", parts(3_000)), ("b.eml", parts(3_000))), "FILE-009"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_e_mails_made_to_do_harm(tmp_path: Path, case: str) -> None:
    make, code = BOMBS[case]
    path, started = tmp_path / "mail.eml", time.process_time()
    path.write_bytes(make())
    found = arrived(path)
    assert time.process_time() - started < 20
    assert found[-1][1] == code
    assert len(found) <= MAX_ENTRIES + 2


def test_an_e_mail_that_was_cut_off_says_so_and_keeps_what_is_whole(tmp_path: Path) -> None:
    whole = letter(("a.xlsx", BOOK), ("b.xlsx", BOOK * 400))
    cut = came(tmp_path, whole[: len(whole) - 300])
    assert cut["a.xlsx"] == BOOK
    assert cut["attachment 3"] == "FILE-006"
    text_only = whole[: whole.index(b"A text nobody keeps") + 5]
    assert [*came(tmp_path, text_only).values()] == ["FILE-006", "FILE-006"]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "uuencode", "klingon", "7bit", "\xff", ""])
@pytest.mark.parametrize(
    "content", [b"!!!not base64!!!", b"=", b"=ZZ=\n=", b"begin 644 x\n~~~~\nend", bytes(range(256))]
)
def test_encodings_that_make_no_sense(tmp_path: Path, encoding: str, content: bytes) -> None:
    head = f"From: a@b.example\nContent-Type: application/x; charset=klingon\nContent-Transfer-Encoding: {encoding}\n\n"
    found = came(tmp_path, head.encode("latin-1") + content)
    assert [*found] == ["attachment 1"]
    assert isinstance(found["attachment 1"], bytes)


def test_bytes_that_came_without_any_encoding_stay_as_they_are(tmp_path: Path) -> None:
    content = BOOK + bytes(range(256)) + b"\r\r\n\n\r"
    head = b"From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: application/x\r\n\r\n"
    assert came(tmp_path, head + content + b"\r\n--x--\r\n") == {"attachment 1": content}


def test_streams_in_the_same_place_give_no_more_than_the_file_has(tmp_path: Path) -> None:
    """A thousand attachments that are all the same 1 MB of the file."""
    big = random.Random(1).randbytes(1_000_000)
    data = bytearray(compound(message(attached("big", big), *(attached("x", bytes(4_096)) for _ in range(100)))))
    name = "__substg1.0_37010102".encode("utf-16-le")
    places = _all(bytes(data), name)
    first = next(at for at in places if int.from_bytes(data[at + 120 : at + 124], "little") == len(big))
    for at in places:
        data[at + 116 : at + 124] = data[first + 116 : first + 124]
    assert came(tmp_path, bytes(data)) == {"": "FILE-009"}


def _all(data: bytes, what: bytes) -> list[int]:
    found, at = [], data.find(what)
    while at >= 0:
        found.append(at)
        at = data.find(what, at + 1)
    return found


MAILS = {
    "gmail": lambda: written(GMAIL, book=BOOK), "outlook": lambda: written(OUTLOOK, book=BOOK, picture=PNG),
    "apple": lambda: written(APPLE, book=BOOK), "signed": lambda: written(SIGNED, book=BOOK),
    "nested": lambda: letter(("a.xlsx", BOOK), letters=[letter(("b.xlsx", BOOK))]), "msg": lambda: nested(2, "msg"),
    "kept": (KEPT / "nested.msg").read_bytes,
}  # fmt: skip


@pytest.mark.parametrize("case", MAILS)
def test_damaged_at_random_each_one_is_read_or_refused(tmp_path: Path, case: str) -> None:
    whole, dice, path = MAILS[case](), random.Random(case), tmp_path / "mail"
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 3, 30))):
            at = dice.randrange(len(data))
            match dice.randrange(5):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at : at + dice.randrange(40)]
                case 2:
                    data[at:at] = dice.choice((b"\n", b"\r\n\r\n", b"\0", b'"', b"=?", b";", b"(", b"--", b"\xff\xfe"))
                case 3:
                    data[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", bytes(4), b"\xfe\xff\xff\xff"))
                case _:
                    other = dice.randrange(len(data))
                    data[at : at + 30] = data[other : other + 30]
        path.write_bytes(bytes(data))
        assert arrived(path)


def test_base64_is_what_it_was(tmp_path: Path) -> None:
    text = base64.encodebytes(filled()).replace(b"\n", b"\r\n \t")
    head = b"From: a@b\r\nContent-Type: application/x; name=a.xlsx\r\nContent-Transfer-Encoding: BASE64\r\n\r\n"
    assert came(tmp_path, head + text) == {"a.xlsx": filled()}


# how programs keep and wrap e-mails


def stamped(data: bytes, status: str = "0001") -> bytes:
    """An e-mail as Thunderbird keeps it in its file of a folder."""
    return b"From - Fri Nov 20 14:05:06 2026\r\nX-Mozilla-Status: " + status.encode() + b"\r\n" + data + b"\r\n\r\n"


def test_an_e_mail_of_apple_mail_is_opened(tmp_path: Path) -> None:
    mail = letter(("a.xlsx", BOOK))
    kept = b"%-10d\n" % len(mail) + mail + b'<?xml version="1.0"?>\n<plist><dict/></plist>\n'
    assert came(tmp_path, kept, "1234.emlx") == {"a.xlsx": BOOK}


def test_a_mailbox_of_thunderbird_is_opened_without_what_was_deleted(tmp_path: Path) -> None:
    one, other = letter(("a.xlsx", BOOK)), letter(("b.xlsx", BOOK), sent="Fri, 20 Nov 2026 18:00:00 +0000")
    assert came(tmp_path, stamped(one), "Inbox") == {"a.xlsx": BOOK}
    (tmp_path / "Inbox").write_bytes(stamped(one) + stamped(letter(("c.xlsx", BOOK)), "0009") + stamped(other))
    assert arrived(tmp_path / "Inbox") == [
        ("e-mail 1/a.xlsx", BOOK, MORNING),
        ("e-mail 2/b.xlsx", BOOK, EVENING),
    ]


def test_whoever_asks_what_is_held_of_them_finds_deleted_e_mails_too(tmp_path: Path) -> None:
    one, other = letter(("a.xlsx", BOOK)), letter(("c.xlsx", BOOK)).replace(PRIVATE[2].encode(), b"Of Alex Example")
    (tmp_path / "Inbox").write_bytes(stamped(one) + stamped(other, "0009"))
    (hit, *_) = search(returned_file(tmp_path / "Inbox"), "Alex Example").hits
    assert (hit.place, hit.text) == ("the e-mail", "Of Alex Example")


def test_a_line_of_a_text_that_begins_with_from_ends_no_e_mail(tmp_path: Path) -> None:
    mail = letter(("a.xlsx", BOOK)).replace(
        PRIVATE[2].encode(), b"Hello\n\nFrom Monday 9:00 a@b.example we\nare away", 1
    )
    assert came(tmp_path, b"From a@b.example Fri Nov 20 14:05:06 2026\n" + mail, "Inbox") == {"a.xlsx": BOOK}


def test_a_head_without_blanks_behind_its_colons_is_one(tmp_path: Path) -> None:
    head, _, body = letter(("a.xlsx", BOOK)).partition(b"\n\n")
    assert came(tmp_path, head.replace(b": ", b":") + b"\n\n" + body) == {"a.xlsx": BOOK}


def test_files_in_the_lines_of_a_text_are_found(tmp_path: Path) -> None:
    lines = [binascii.b2a_uu(BOOK[at : at + 45]) for at in range(0, len(BOOK), 45)]
    text = b"Here it is:\n\nbegin 644 my return.xlsx\n" + b"".join(lines) + b"`\nend\n\nRegards\n"
    assert came(tmp_path, b"From: a@b.example\nDate: " + SENT.encode() + b"\n\n" + text) == {"my return.xlsx": BOOK}


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("<BII", 2, kind, len(value)) + value + bytes(2)


def long_name(name: str) -> bytes:
    wide = name.encode("utf-16-le") + bytes(2)
    return struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(wide)) + wide + bytes(-len(wide) % 4)


def winmail(*attached: tuple[str, bytes]) -> bytes:
    """Attachments as Outlook wraps them."""
    parts = [
        attribute(0x69002, bytes(14)) + attribute(0x18010, b"SHORT~1.XLS\0") + attribute(0x6800F, content)
        + attribute(0x69005, long_name(name))
        for name, content in attached
    ]  # fmt: skip
    return WINMAIL + attribute(0x89006, b"\0\0\1\0") + b"".join(parts)


@pytest.mark.parametrize("how", ["eml", "msg", "alone"])
def test_what_outlook_wrapped_is_unwrapped(tmp_path: Path, how: str) -> None:
    wrapped = winmail(("Oak Läne – 2026.xlsx", BOOK), ("image001.png", PNG))
    properties = struct.pack("<IHHII", 1, 0x0D, 0x3701, 1, 16 + len(wrapped)) + bytes(16) + wrapped
    inner = attribute(0x69002, bytes(14)) + attribute(0x69005, properties + bytes(-len(properties) % 4))
    wrapped = winmail(("b.xlsx", BOOK * 2)) + inner
    found = {
        "eml": lambda: letter(("winmail.dat", wrapped), kind=("application", "ms-tnef")),
        "msg": lambda: compound(message(attached("winmail.dat", wrapped))),
        "alone": lambda: wrapped,
    }[how]()
    names = {name.rpartition("/")[2]: content for name, content in came(tmp_path, found).items()}
    assert names == {"b.xlsx": BOOK * 2, "Oak Läne – 2026.xlsx": BOOK}


def signed(mail: bytes) -> bytes:
    """An e-mail wrapped in a signature."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A. Teacher")])
    begin, end = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2036, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, end).sign(key, hashes.SHA256())
    builder = pkcs7.PKCS7SignatureBuilder().set_data(mail).add_signer(made, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


@pytest.mark.parametrize("how", ["eml", "msg"])
def test_an_e_mail_wrapped_in_a_signature_is_opened(tmp_path: Path, how: str) -> None:
    inside = letter(("a.xlsx", BOOK))
    inside = inside[inside.index(b"Content-Type: multipart/mixed") :]
    wrapped = signed(inside)
    kind = "application/pkcs7-mime"
    eml = letter(("smime.p7m", wrapped), kind=("application", "pkcs7-mime"))
    mail = eml if how == "eml" else compound(message(attached("smime.p7m", wrapped, kind)))
    assert came(tmp_path, mail) == {"e-mail 1/a.xlsx": BOOK}
    assert came(tmp_path, compound(message(attached("smime.p7m", inside, "multipart/signed")))) == {
        "e-mail 1/a.xlsx": BOOK
    }


def test_a_signature_in_parts_without_lengths_is_seen_through() -> None:
    """As programs write it that do not know how long it will be: BER."""
    inside = (KEPT / "signed.p7m").read_bytes()
    assert inside[1] == 0x80  # no length
    assert (content(inside) or b"").startswith(b"MIME-Version: 1.0\r\nContent-Type: text/csv")
    last = inside.index(b"Ref,Answer") + len(b"Ref,Answer\r\n") + 2  # and the mark that ends it
    assert content(inside[:last]) == content(inside)
    assert [end for end in range(last) if content(inside[:end]) is not None] == []


def test_a_table_that_is_called_a_text_is_a_return_if_it_has_a_name(tmp_path: Path) -> None:
    table = b"Ref\tAnswer\r\nCL1\tYes\r\n"
    assert came(tmp_path, letter(("answers.txt", table), kind=("text", "plain"))) == {"answers.txt": table}
    assert came(tmp_path, letter(("ATT00001.txt", table), kind=("text", "plain"))) == {"": "FILE-042"}
    assert came(tmp_path, letter(("note.txt", b"Dear all\r\nit is done"), kind=("text", "plain"))) == {"": "FILE-042"}


def test_a_protected_e_mail_is_called_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(letter(("message.rpmsg", b"\x76\xe8\x04\x60\xc4\x11\xe3\x86 x"), kind=("application", "x-rpmsg")))
    (found,) = read_path(path)
    assert [problem.code for problem in found.problems] == ["FILE-057"]
