"""What schools lock, seal and label: opened where that can be, else called by its name, with what to do about it."""

import hashlib
import hmac
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from careers_workbook.core.problems import Problem
from careers_workbook.returns.read import read_path
from careers_workbook.spreadsheet.read.compound import Compound
from careers_workbook.spreadsheet.read.xls import read as read_xls
from tests.support.outlook import Tree, compound

CASES = Path(__file__).parent / "cases"
TABLE = b"Statement,Answer\r\nWe have none of yours,Yes\r\n"
WORD = "careers26"


def codes(folder: Path, data: bytes, name: str = "return.xlsx", password: str | None = None) -> list[str]:
    return [problem.code for problem in problems(folder, data, name, password)]


def problems(folder: Path, data: bytes, name: str = "return.xlsx", password: str | None = None) -> list[Problem]:
    (folder / name).write_bytes(data)
    return [problem for one in read_path(folder / name, password=password) for problem in one.problems]


# zip folders locked with AES


def test_a_zip_folder_that_7zip_locked_opens_with_its_password() -> None:
    (found,) = read_path(CASES / "aes.zip", password=WORD)
    assert (found.outcome, found.school) == ("accepted", "Oak Lane School")


@pytest.mark.parametrize(("password", "code"), [(None, "FILE-056"), ("another", "FILE-032")])
def test_a_zip_folder_asks_for_its_password(password: str | None, code: str) -> None:
    (found,) = read_path(CASES / "aes.zip", password=password)
    assert [problem.code for problem in found.problems] == [code]


def locked(content: bytes, strength: int = 3, packed: int = 8, change: Callable[[bytes], bytes] = bytes) -> bytes:
    """A zip with one member, "return.csv", locked as the layout wants it, written apart from what reads it."""
    size, salt = {1: 16, 2: 24, 3: 32}[strength], bytes(range(4 * strength + 4))
    keys = hashlib.pbkdf2_hmac("sha1", WORD.encode(), salt, 1000, 2 * size + 2)
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = content if packed == 0 else squeezer.compress(content) + squeezer.flush()
    aes = Cipher(algorithms.AES(keys[:size]), modes.ECB()).encryptor()
    pad = b"".join(aes.update(struct.pack("<QQ", n, 0)) for n in range(1, len(plain) // 16 + 2))
    secret = bytes(a ^ b for a, b in zip(plain, pad, strict=False))
    seal = hmac.new(keys[size : 2 * size], secret, "sha1").digest()[:10]
    stored = change(salt + keys[2 * size :] + secret + seal)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        member = zipfile.ZipInfo("return.csv")
        member.extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", strength, packed)
        archive.writestr(member, stored)
    raw, head = bytearray(out.getvalue()), out.getvalue().rindex(b"PK\x01\x02")
    for flags, method, length in ((6, 8, 22), (head + 8, head + 10, head + 24)):
        struct.pack_into("<H", raw, flags, 1)
        struct.pack_into("<H", raw, method, 99)
        struct.pack_into("<I", raw, length, len(content))
    return bytes(raw)


def changed_at(place: int) -> Callable[[bytes], bytes]:
    return lambda stored: stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]


LONG = TABLE + b"".join(b"%d,Yes\r\n" % number for number in range(30_000))
"""So long that it is deciphered in several pieces."""


@pytest.mark.parametrize("strength", [1, 2, 3])
@pytest.mark.parametrize("packed", [0, 8])
def test_every_strength_is_opened(tmp_path: Path, strength: int, packed: int) -> None:
    found = problems(tmp_path, locked(LONG, strength, packed), "return.zip", WORD)
    assert [one.context.get("what") for one in found] == ["a text file without the questions of the checklist"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (locked(TABLE, change=changed_at(20)), "FILE-006"),
        (locked(TABLE, change=changed_at(-1 + 16 + 2 + 30)), "FILE-006"),
        (locked(TABLE, change=lambda stored: stored[:20]), "FILE-006"),
        (locked(TABLE, packed=12), "FILE-006"),
        (locked(TABLE).replace(b"\x01\x99\x07\x00", b"\x02\x99\x07\x00"), "FILE-006"),
        (locked(b"x" * 9).replace(struct.pack("<I", 9), struct.pack("<I", 8)), "FILE-006"),
    ],
)
def test_a_locked_member_that_was_changed_is_damaged(tmp_path: Path, data: bytes, code: str) -> None:
    assert codes(tmp_path, data, "return.zip", WORD) == [code]


# sensitivity labels


SPACES: Tree = {"DataSpaceInfo": {"DRMEncryptedDataSpace": b"x"}, "TransformInfo": {"DRMEncryptedTransform": {}}}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (compound({"EncryptedPackage": bytes(5000), "\x06DataSpaces": SPACES}), "an Office file"),
        (compound({"\x09DRMContent": bytes(5000), "\x06DataSpaces": SPACES, "Workbook": b"x"}), "an Office file"),
        (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(100), "a protected e-mail (message.rpmsg)"),
        (b".pfile\x03\x00" + bytes(100), "a protected file (.pfile)"),
    ],
)
def test_a_file_with_a_sensitivity_label_is_called_so(tmp_path: Path, data: bytes, what: str) -> None:
    (problem,) = problems(tmp_path, data)
    assert (problem.code, problem.context["what"]) == ("FILE-057", what)
    assert "a label without encryption" in problem.advice


def test_the_newer_lock_of_libreoffice_is_called_so() -> None:
    (found,) = read_path(CASES / "locked-new.ods")
    assert [problem.code for problem in found.problems] == ["FILE-058"]


# old Excel


def test_the_stream_of_an_old_workbook_may_be_called_in_capitals() -> None:
    (found,) = read_path(CASES / "capitals.xls")
    assert (found.outcome, found.school, found.problems) == ("accepted", "Oak Lane School", ())


def with_chart(stream: bytes, at: int) -> bytes:
    """The stream with a chart before the record at this place: a part of its own, with numbers that look like cells."""
    records = [(0x0809, struct.pack("<HHHH", 0x0600, 0x20, 0, 0) + bytes(8)), (0x0200, bytes(14))]
    records += [(0x1065, struct.pack("<H", 1)), (0x0203, struct.pack("<HHHd", 0, 0, 0, 123.0))]
    records += [(0x0203, struct.pack("<HHHd", 0, 1, 0, 456.0)), (0x0A, b"")]
    chart = b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)
    new = bytearray(stream[:at] + chart + stream[at:])
    for place, kind, content in parts(stream, 0):
        start = int.from_bytes(content[:4], "little")
        if kind == 0x85 and start > at:
            struct.pack_into("<I", new, place + 4, start + len(chart))
    return bytes(new)


def parts(stream: bytes, start: int) -> list[tuple[int, int, bytes]]:
    found = []
    while not found or found[-1][1] != 0x0A:
        kind, length = struct.unpack_from("<HH", stream, start)
        found.append((start, kind, stream[start + 4 : start + 4 + length]))
        start += 4 + length
    return found


@pytest.mark.parametrize("before", [0x0A, 0x00FD])
def test_a_chart_on_a_sheet_of_an_old_workbook_is_neither_cells_nor_the_end(before: int) -> None:
    """Before the end of the sheet, where Excel puts it, and among the cells."""
    stream = Compound((CASES / "capitals.xls").read_bytes()).stream("WORKBOOK")
    starts = [int.from_bytes(content[:4], "little") for _, kind, content in parts(stream, 0) if kind == 0x85]
    whole = read_xls(compound({"Workbook": stream}))
    for start in starts[1:4]:
        at = [place for place, kind, _ in parts(stream, start) if kind == before][-1]
        drawn = read_xls(compound({"BOOK": b"", "Workbook": with_chart(stream, at)}))
        assert [grid.cells for grid in drawn] == [grid.cells for grid in whole]
