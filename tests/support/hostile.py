"""Files that do harm or are no returns at all, and small changes to packages that make them so."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from msoffcrypto.format.ooxml import OOXMLFile

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.spec.load import load
from careers_workbook.spreadsheet.read.compound import Compound
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth

SPEC = load(FIRST_SPEC)
TRUTH = truth(SPEC)
PASSWORD = "Oak Lane 1"
SHEET = "xl/worksheets/sheet3.xml"
"""The part of the first checklist, "Careers leadership"."""
Change = bytes | None | Callable[[bytes], bytes]


@cache
def filled() -> bytes:
    """One school's workbook, every question answered."""
    return build(plan(SPEC), SCHOOL, Order(BUILT), TRUTH)


def repacked(data: bytes, changes: Mapping[str, Change], rename: Callable[[str], str] = str) -> bytes:
    """The package with parts replaced, changed, added or (None) left out, and all parts renamed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for name in dict.fromkeys([*names, *changes]):
            content = old.read(name) if name in names else b""
            change = changes.get(name, content)
            content = change(content) if callable(change) else change
            if content is not None:
                new.writestr(rename(name), content)
    return out.getvalue()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change that must find what it replaces."""

    def change(content: bytes) -> bytes:
        assert re.search(old.encode(), content), old
        return re.sub(old.encode(), new.encode(), content)

    return change


def in_each_other(number: int) -> bytes:
    """So many zip folders in each other, with a file in the innermost."""
    data = zipped({"d.csv": b"1"})
    for _ in range(number - 1):
        data = zipped({"deep.zip": data})
    return data


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def marked_as_locked() -> bytes:
    """A workbook in a zip that says of its parts that they are encrypted."""
    data = bytearray(filled())
    for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def word_file() -> bytes:
    """As much of a Word document as its kind is known by."""
    return zipped({"[Content_Types].xml": b'<?xml version="1.0"?><Types/>', "word/document.xml": b"<w:document/>"})


def encrypted(data: bytes, password: str = PASSWORD) -> bytes:
    """The workbook locked as Excel locks it."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def slow_to_unlock() -> bytes:
    """A locked workbook that says that its password must be hashed nearly ten million times."""
    data = encrypted(filled())
    book = Compound(data)
    info = book.stream("EncryptionInfo")
    slow = info.replace(b'spinCount="100000"', b'spinCount="9999999"').replace(
        b' standalone="yes"', b' standalone="no"'
    )
    assert len(slow) == len(info)
    assert slow != info
    return book.with_stream("EncryptionInfo", slow)


def memory_eater(size: int) -> bytes:
    """A workbook that is small on disk; its table of texts has so many bytes."""
    words = b"".join(b"<t>%d careers</t>" % (number * 7919 % 10_007) for number in range(5_000))
    item = b"<si>" + words[: words.rfind(b"<t>")] + b"</si>"
    texts = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + item * (size // len(item))
        + b"</sst>"
    )
    return repacked(filled(), {"xl/sharedStrings.xml": texts})
