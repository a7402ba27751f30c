"""What is packed, here and in files, is what it was: rows, texts, parts of packages; whoever looks at which."""

import contextlib
import datetime as dt
import io
import random
import zipfile
import zlib
from typing import NamedTuple

import pytest

from careers_workbook.core.packed import Packed
from careers_workbook.spreadsheet.read.opc import ZIP_ERRORS, _plain
from careers_workbook.spreadsheet.write.template import PackedPart, PackingText, Template
from careers_workbook.spreadsheet.write.writer import Properties, SheetWriter, WorkbookWriter
from careers_workbook.spreadsheet.write.xlsx_book import XlsxSheet


class Row(NamedTuple):
    number: int
    text: str | None
    day: dt.date


def rows(number: int) -> list[Row]:
    return [Row(one, None if one % 3 else f"Week {one} 🙂", dt.date(2026, 9, 1)) for one in range(number)]


@pytest.mark.parametrize("number", [0, 1, 511, 512, 513, 1_500])
def test_packed_rows_are_what_they_were(number: int) -> None:
    packed, plain = Packed(rows(number), Row._make), rows(number)
    assert (len(packed), list(packed), bool(packed)) == (number, plain, bool(plain))
    assert packed == plain
    assert all(type(row) is Row for row in packed)
    for at in (slice(None), slice(500, 520), slice(-3, None), slice(None, None, -400), slice(4, 2)):
        assert list(packed[at]) == plain[at]
    for place in {0, number // 2, number - 1, -1, -number} if number else ():
        assert packed[place] == plain[place]
    with pytest.raises(IndexError):
        packed[number]
    packed.extend(rows(600))
    assert list(packed) == plain + rows(600)
    assert packed != plain


def test_a_text_is_packed_as_it_is_written() -> None:
    """A workbook has the same bytes whether a part was written in one piece or in many."""
    text = "".join(f"<c>Woodlands {one} é 🙂</c>" for one in range(20_000))
    long, short = PackingText(), PackingText()
    for start in range(0, len(text), 777):
        long.write(text[start : start + 777])
    short.write("<a/>")
    part = long.content()
    assert isinstance(part, PackedPart)
    assert short.content() == b"<a/>"
    whole = Template([("a.xml", (text.encode(),))], once=True).filled({})
    assert Template([("a.xml", part)], once=True).filled({}) == whole


def test_rows_that_are_spelt_early_are_the_same_bytes() -> None:
    assert table_of_rows(early=True) == table_of_rows(early=False)


def test_a_chart_cannot_show_rows_that_are_spelt() -> None:
    out = WorkbookWriter(Properties("t", "s", "a", "en-GB")).sheet("Schools")
    fill(out, early=True)
    sheet = out._sheet
    assert isinstance(sheet, XlsxSheet)
    assert sheet._get_range_data(990, 1, 991, 1) == ["990", "991"]
    with pytest.raises(ValueError, match="row 11"):
        sheet._get_range_data(10, 1, 12, 1)


def table_of_rows(*, early: bool) -> bytes:
    writer = WorkbookWriter(Properties("t", "s", "a", "en-GB"))
    first, second = writer.sheet("Summary"), writer.sheet("Schools")
    first.text((0, 0), "Summary", "title")
    first.text((1, 0), "x" * 20_000, "intro")
    fill(second, early=early)
    fill(writer.sheet("Changes"), early=early)
    return writer.finish()


def fill(out: SheetWriter, *, early: bool) -> None:
    for row in range(1_000):
        out.text((row, 0), f"School {row % 7}", "strong" if row % 2 else "cell")
        out.number((row, 1), row, "cell")
        out.text((row, 2), "y" * 20_000 if row == 300 else "Done", "cell")
        out.height(row, 20 + row % 3)
        if early:
            out.whole_to(row)


def test_a_part_that_is_read_past_zipfile_is_what_zipfile_reads() -> None:
    """Whatever one byte of a package says otherwise: what is not as programs write it is left to zipfile."""
    sound, chance = package(), random.Random(7)
    assert all(_plain(sound, info) == zipfile.ZipFile(io.BytesIO(sound)).read(info) for info in infos(sound))
    told = 0
    for _ in range(1_500):
        data = bytearray(sound)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        for info in infos(bytes(data)):
            found = None
            with contextlib.suppress(zlib.error):  # zipfile says so too
                found = _plain(bytes(data), info)
            told += found is None
            if found is not None:
                assert zipfile.ZipFile(io.BytesIO(data)).read(info) == found
    assert told > 100


def package() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", "<a>" + "Woodlands " * 20 + "</a>")
        out.writestr(zipfile.ZipInfo("mimetype"), "application/x")
    return made.getvalue()


def infos(data: bytes) -> list[zipfile.ZipInfo]:
    with contextlib.suppress(*ZIP_ERRORS):
        return zipfile.ZipFile(io.BytesIO(data)).infolist()
    return []
