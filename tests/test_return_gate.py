"""What is no return, or does harm: always a Submission, one sentence that says what to do, never an exception."""

import io
import os
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from careers_workbook.core.catalogue import CATALOGUE
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.read.compound import Compound
from tests.support.hostile import SHEET, TRUTH, filled, marked_as_locked, repacked, replaced, zipped

KEPT = Path(__file__).parent / "data" / "formats"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BIG = 11_000_000


def read(folder: Path, data: bytes, name: str = "return.xlsx") -> Submission:
    (folder / name).write_bytes(data)
    return read_file(folder / name)


def refusal(submission: Submission) -> str:
    """The code of the one problem of a refused file."""
    assert submission.outcome == "refused"
    assert submission.answers == ()
    (problem,) = submission.problems
    assert problem.place.file == submission.file
    assert problem.message.count("\n") == 0
    assert problem.advice
    return problem.code


def old_office(*streams: str) -> bytes:
    """An old Office file with these (empty) streams at its top."""
    names = ["Root Entry", *streams]
    directory = b""
    for number, name in enumerate(names):
        right = number + 1 if 0 < number < len(streams) else 0xFFFFFFFF
        child = 1 if number == 0 and streams else 0xFFFFFFFF
        text = name.encode("utf-16-le")
        directory += text.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(text) + 2, 5 if number == 0 else 2, 1, 0xFFFFFFFF, right, child, 0xFFFFFFFE, 0
        )
    sectors = -(-len(directory) // 512)
    header = OLE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", sectors, *[0xFFFFFFFF] * 108)
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFD]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    return header + directory.ljust(512 * sectors, b"\0") + fat


NO_WORKBOOK = {
    "nothing": (b"", "FILE-002", ""),
    "PDF": (b"%PDF-1.7\n...", "FILE-004", "a PDF"),
    "picture": (b"\xff\xd8\xff\xe0 JFIF", "FILE-004", "a picture"),
    "photo from a telephone": (b"\0\0\0\x18ftypheic", "FILE-004", "a picture"),
    "film": (b"\0\0\0\x18ftypmp42", "FILE-004", "a film"),
    "rich text": (rb"{\rtf1\ansi hello}", "FILE-055", "a rich-text document (.rtf)"),
    "Word without a document": (zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "FILE-006", ""),
    "old Word": (old_office("1Table", "WordDocument"), "FILE-055", "a Word document of the old kind (.doc)"),
    "Word as XML": (
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="x"/>',
        "FILE-055",
        "saved as XML",
    ),
    "flat text": (
        b'<?xml version="1.0"?><office:document x="y" office:mimetype="application/vnd.oasis.opendocument.text"/>',
        "FILE-055",
        "(.fodt)",
    ),
    "slides": (zipped({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}), "FILE-004", "PowerPoint"),
    "drawing": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.graphics", "content.xml": b"<a/>"}),
        "FILE-004",
        "an OpenDocument file",
    ),
    "Writer without a text": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        "FILE-006",
        "",
    ),
    "some old Office file": (old_office("VisioDocument"), "FILE-004", "an old Office file"),
    "Apple Numbers": (zipped({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "FILE-007", "Apple Numbers"),
    "Apple Numbers '09": (
        zipped({"index.xml": b'<?xml version="1.0"?><ls:document/>', "buildVersionHistory.plist": b"x"}),
        "FILE-007",
        "a spreadsheet of Apple Numbers",
    ),
    "Apple Pages '09": (
        zipped({"index.xml": b'<?xml version="1.0"?><sl:document/>', "buildVersionHistory.plist": b"x"}),
        "FILE-055",
        "a document of Apple Pages",
    ),
    "RAR": (b"Rar!\x1a\x07\x01", "FILE-007", "a RAR archive"),
    "Excel 4": (b"\x09\x04\x06\0\0\0\x10\0", "FILE-007", "before 1995"),
    "e-mail": (b"Received: from mail.example by hub.example\r\nFrom: a@b.example\r\n\r\nHi", "FILE-033", "an e-mail"),
    "Outlook e-mail": (old_office("__nameid_version1.0", "__properties_version1.0"), "FILE-033", "(.msg)"),
    "winmail.dat": (b"\x78\x9f\x3e\x22\x01\0", "FILE-033", "winmail.dat"),
    "Google shortcut": (
        b'{"":"WARNING! DO NOT EDIT","doc_id":"1a2b","resource_key":"","email":"a@b.example"}',
        "FILE-034",
        "a Google Sheets shortcut",
    ),
    "web shortcut": (
        b"[InternetShortcut]\r\nURL=https://docs.google.com/x\r\n",
        "FILE-034",
        "a shortcut to a web address",
    ),
    "Windows shortcut": (b"L\0\0\0\x01\x14\x02\0" + bytes(68), "FILE-034", "a Windows shortcut"),
    "lock file by its content": (b"\x0aA. Teacher".ljust(55) + b"\x0a\0" + bytes(108), "FILE-035", ""),
    "web page": (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><body>Sign in</body></html>", "FILE-004", "a web page"),
    "XML": (b"<?xml version='1.0'?><a/>", "FILE-004", "an XML file"),
    "JSON": (b'{"a": [1, 2]}', "FILE-004", "a JSON file"),
    "anything": (bytes(range(256)), "FILE-004", "a file of an unknown kind"),
    "half a header": (OLE + bytes(20), "FILE-006", ""),
    "zip folder": (zipped({"a.txt": b"x"}), "FILE-007", "a zip folder"),
}


@pytest.mark.parametrize("kind", NO_WORKBOOK)
def test_what_is_no_workbook_is_called_by_its_name(tmp_path: Path, kind: str) -> None:
    data, code, words = NO_WORKBOOK[kind]
    submission = read(tmp_path, data)
    assert refusal(submission) == code
    assert words in submission.problems[0].message


@pytest.mark.parametrize("name", ["~$return.xlsx", ".~lock.return.ods#"])
def test_a_lock_file_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    assert refusal(read(tmp_path, b"A. Teacher", name)) == "FILE-035"


# packages that are not whole, or that want to do harm


def cut(share: float) -> bytes:
    return filled()[: int(len(filled()) * share)]


def twice() -> bytes:
    """Two parts of one name: one reader would take the first, another the last."""
    out = io.BytesIO(filled())
    with zipfile.ZipFile(out, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


def twice_in_another_case() -> bytes:
    return repacked(filled(), {SHEET.upper(): b"<worksheet/>"})


def lying_about_its_size() -> bytes:
    """The text table is announced as small, with the checksum that fits the beginning, and unpacks to 40 MB."""
    said, real = b"<sst/>", b"<sst/>" + b" " * 40_000_000
    data = repacked(filled(), {"xl/sharedStrings.xml": real})
    true_sum, true_size = struct.pack("<I", zlib.crc32(real)), struct.pack("<I", len(real))
    assert data.count(true_sum) == 2
    data = data.replace(true_sum, struct.pack("<I", zlib.crc32(said)))
    return data.replace(true_size, struct.pack("<I", len(said)))


def overlapping() -> bytes:
    """A thousand entries that all point to one member of ten megabytes: ten gigabytes in a small file."""
    data = zipped({"[Content_Types].xml": b"<Types/>", "xl/a": b"\0" * BIG})
    start, end = data.find(b"PK\1\2"), data.find(b"PK\5\6")
    first = data.find(b"PK\1\2", start + 4)
    entries = b"".join(data[first:end].replace(b"xl/a", b"x%03d" % number) for number in range(1000))
    size = struct.pack("<I", first - start + len(entries))
    tail = data[end : end + 8] + struct.pack("<HH", 1001, 1001) + size + data[end + 16 :]
    return data[:first] + entries + tail


def entities(encoding: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DOCTYPE}<sst><si><t>&b;</t></si></sst>'
    return repacked(filled(), {"xl/sharedStrings.xml": text.encode(encoding)})


def many_sheets() -> bytes:
    one = '<sheet name="s{0}" sheetId="{0}" r:id="rId1"/>'
    sheets = "".join(one.format(number) for number in range(100, 500))
    return repacked(filled(), {"xl/workbook.xml": replaced("</sheets>", f"{sheets}</sheets>")})


def repeated(rows: int, cols: int, cell: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    text = (
        f'<x xmlns:o="{space}:office:1.0" xmlns:t="{space}:table:1.0"><t:table><t:table-row '
        f't:number-rows-repeated="{rows}"><t:table-cell t:number-columns-repeated="{cols}" {cell}/></t:table-row>'
        "</t:table></x>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": text.encode()})


FULL = 'o:value-type="float" o:value="1"'
LONG_TEXT = f"<si><t>{'x' * 200_000}</t></si>"
HARMFUL = {
    "cut off at a tenth": (lambda: cut(0.1), "FILE-006"),
    "cut off at nine tenths": (lambda: cut(0.9), "FILE-006"),
    "a part twice": (twice, "FILE-006"),
    "a part twice in another case": (twice_in_another_case, "FILE-006"),
    "locked parts": (marked_as_locked, "FILE-040"),
    "no workbook part": (lambda: repacked(filled(), {"xl/workbook.xml": None}), "FILE-006"),
    "no table of texts": (lambda: repacked(filled(), {"xl/sharedStrings.xml": None}), "FILE-006"),
    "no relations": (lambda: repacked(filled(), {"_rels/.rels": None}), "FILE-006"),
    "a sheet missing": (lambda: repacked(filled(), {SHEET: None}), "FILE-006"),
    "a sheet that is no XML": (lambda: repacked(filled(), {SHEET: b"\0\1\2"}), "FILE-006"),
    "half a sheet": (lambda: repacked(filled(), {SHEET: lambda c: c[: len(c) // 2]}), "FILE-006"),
    "a cell without a place": (lambda: repacked(filled(), {SHEET: replaced('r="A1"', 'r="banana"')}), "FILE-006"),
    "a row without a place": (lambda: repacked(filled(), {SHEET: replaced('<row r="1"', '<row r="-1"')}), "FILE-006"),
    "a size that is a lie": (lying_about_its_size, "FILE-006"),
    "overlapping members": (overlapping, "FILE-009"),
    "thousands of parts": (lambda: zipped({f"xl/{n}": b"" for n in range(5001)}), "FILE-009"),
    "a bomb of zeros": (lambda: repacked(filled(), {SHEET: b"<worksheet>" + b" " * BIG}), "FILE-009"),
    "entities": (lambda: entities("utf-8"), "FILE-006"),
    "entities in UTF-16": (lambda: entities("utf-16"), "FILE-006"),
    "four hundred sheets": (many_sheets, "FILE-009"),
    "a cell with a novel": (
        lambda: repacked(
            filled(), {"xl/sharedStrings.xml": lambda c: c.replace(b"<si>", LONG_TEXT.encode() + b"<si>", 1)}
        ),
        "FILE-009",
    ),
    "a million repeated cells": (lambda: repeated(1_000_000, 16_384, FULL), "FILE-009"),
    "a million repeated errors": (lambda: repeated(1_000_000, 16_384, f'{FULL} x="" value-type="error"'), "FILE-009"),
    "repeated how often": (lambda: repeated(1, 1, FULL).replace(b"", b""), "FILE-005"),
    "blank cells without end": (lambda: repeated(999_999_999, 999_999_999, ""), "FILE-005"),
    "an .xls cut off": (lambda: (KEPT / "sheetjs-excel-5.xls").read_bytes()[:30_000], "FILE-006"),
    "an .xlsb cut off": (lambda: (KEPT / "sheetjs.xlsb").read_bytes()[:30_000], "FILE-006"),
    "an .ods cut off": (lambda: (KEPT / "sheetjs.ods").read_bytes()[:30_000], "FILE-006"),
    "too large": (lambda: b"PK" + bytes(50_000_001), "FILE-009"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HARMFUL)
def test_what_does_harm_is_refused(tmp_path: Path, kind: str) -> None:
    make, code = HARMFUL[kind]
    assert refusal(read(tmp_path, make())) == code


# files that the disk does not give


@pytest.mark.parametrize("name", ["x" * 300 + ".xlsx", "a\0b.xlsx", "return.xlsx/return.xlsx"])
def test_a_name_that_cannot_be(tmp_path: Path, name: str) -> None:
    (tmp_path / "return.xlsx").write_bytes(filled())
    assert refusal(read_file(tmp_path / name)) in ("FILE-011", "FILE-001")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on Windows")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "return.xlsx")
    assert refusal(read_file(tmp_path / "return.xlsx")) == "FILE-011"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(filled())
    (tmp_path / "return.xlsx").chmod(0)
    assert refusal(read_file(tmp_path / "return.xlsx")) == "FILE-011"


def test_a_path_of_more_than_260_characters(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a folder with quite a long name"] * 9)
    deep.mkdir(parents=True)
    assert len(str(deep)) > 260
    assert read(deep, filled()).outcome == "accepted"


def test_originals_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(filled())
    path.chmod(0o400)
    before = path.stat()
    assert read_file(path).outcome == "accepted"
    after = path.stat()
    assert (before.st_mtime_ns, before.st_size, before.st_mode) == (after.st_mtime_ns, after.st_size, after.st_mode)
    assert [*tmp_path.iterdir()] == [path]


# two hundred damaged copies of a real workbook


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut off, bytes overwritten, or a piece taken out."""
    kind = chance.randrange(4)
    if kind == 0:
        return data[: chance.randrange(len(data))]
    copy = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        copy[chance.randrange(len(copy))] = chance.randrange(256)
    if kind == 1:
        start = chance.randrange(len(copy))
        del copy[start : start + chance.randrange(1, 3000)]
    return bytes(copy)


def under_a_wrong_question(submission: Submission) -> list[str]:
    """Answers that stand under a question which they were not given to; every text of the truth is one of a kind."""
    given = {value: key for key, value in TRUTH.items() if isinstance(value, str) and "answer number" in value}
    return [
        f"{answer.ref} {answer.column_id}: {answer.value}"
        for answer in submission.answers
        if isinstance(answer.value, str)
        and given.get(answer.value, (answer.ref, answer.column_id)) != (answer.ref, answer.column_id)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_copy_is_refused_or_read_right(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    source = repacked(filled(), {}) if seed % 2 else (KEPT / "sheetjs.ods").read_bytes()
    for _ in range(20):
        submission = read(tmp_path, damaged(source, chance))
        assert submission.outcome in ("accepted", "problems", "refused")
        assert under_a_wrong_question(submission) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_a_sheet_damaged_inside_a_sound_package(tmp_path: Path, seed: int) -> None:
    """The zip's own checksums cannot help here."""
    chance = random.Random(seed)
    for _ in range(10):
        part = chance.choice(
            (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")
        )
        submission = read(tmp_path, repacked(filled(), {part: lambda content: damaged(content, chance)}))
        assert submission.outcome in ("accepted", "problems", "refused")


def test_an_xls_whose_cells_were_moved_is_refused(tmp_path: Path) -> None:
    """An .xls has no checksum: one changed byte puts an answer under another question."""
    data = (KEPT / "sheetjs-excel-5.xls").read_bytes()
    book = Compound(data)
    stream = bytearray(book.stream("Book"))
    at = stream.find(b"Action needed for CL2")
    place = stream.rfind(struct.pack("<H", 0x0204), 0, at) + 4
    row, col = struct.unpack_from("<HH", stream, place)
    struct.pack_into("<HH", stream, place, row + 1, col)
    assert refusal(read(tmp_path, book.with_stream("Book", bytes(stream)), "return.xls")) == "FILE-006"


def test_every_code_of_a_file_as_a_whole_has_words() -> None:
    mine = {code for _, code, _ in NO_WORKBOOK.values()} | {code for _, code in HARMFUL.values()}
    assert mine <= CATALOGUE.keys()
