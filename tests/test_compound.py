"""Old Office files (.xls, .msg) whose own account of themselves is wrong: refused at once, whatever they claim."""

import struct
import time
import tracemalloc
from collections.abc import Callable

import pytest

from careers_workbook.spreadsheet.read.compound import Compound
from careers_workbook.spreadsheet.read.grid import BrokenFileError
from tests.support.outlook import compound

SECTOR, ENTRY = 512, 128
SMALL, LARGE = bytes(range(256)) * 12, bytes(range(256)) * 400
TREE = {"Workbook": LARGE, "Book": SMALL, "Other": b"x" * 100}


def changed(*numbers: tuple[int, int]) -> bytes:
    """The good file with numbers of four bytes written over it: (place, number)."""
    data = bytearray(compound(TREE))
    for at, number in numbers:
        struct.pack_into("<I", data, at, number)
    return bytes(data)


def header(at: int) -> int:
    """One number of the header of the good file."""
    (number,) = struct.unpack_from("<I", compound(TREE), at)
    return int(number)


def entry(name: str) -> int:
    """Where the line of the directory with this name begins."""
    return compound(TREE).index(name.encode("utf-16-le"))


def link(sector: int) -> int:
    """Where the table of sectors says what comes behind this one."""
    return (header(76) + 1) * SECTOR + 4 * sector


def first(name: str) -> int:
    return int.from_bytes(compound(TREE)[entry(name) + 116 : entry(name) + 120], "little")


def tables_without_end() -> bytes:
    """A chain of tables of sectors that is its own next link."""
    data = bytearray(compound(TREE))
    own = len(data) // SECTOR - 1
    data += struct.pack("<128I", *[header(76)] * 127, own)
    struct.pack_into("<I", data, 44, 109 + 127 * 1_000_000)
    struct.pack_into("<2I", data, 68, own, 1_000_000)
    return bytes(data)


def many_entries() -> bytes:
    return compound({f"{number:05}": b"" for number in range(40_000)})


def in_one_line() -> bytes:
    """A directory whose lines hang from each other like a rope."""
    data = bytearray(compound({f"{number:04}": b"" for number in range(4_000)}))
    start = data.index("0000".encode("utf-16-le"))
    for number in range(4_000):
        struct.pack_into("<2I", data, start + number * ENTRY + 68, 0xFFFFFFFF, number + 2)
    struct.pack_into("<I", data, start - ENTRY + 76, 1)
    return bytes(data)


HARMFUL: dict[str, Callable[[], bytes]] = {
    "tables without end": tables_without_end,
    "forty thousand entries": many_entries,
    "a directory like a rope": in_one_line,
    "a stream of 2 GB in a circle": lambda: changed(
        (entry("Workbook") + 120, 0x7FFFFFF0), (link(first("Workbook")), first("Workbook"))
    ),
    "small sectors without end": lambda: changed((64, 0xFFFFFFFF)),
    "sectors of one byte": lambda: changed((30, 0)),
    "sectors of all the memory": lambda: changed((30, 0x00060040)),
    "sectors of eight bytes": lambda: changed((30, 0x00060003)),
    "nothing but a head": lambda: compound(TREE)[:SECTOR],
    "half a head": lambda: compound(TREE)[:100],
    "no directory": lambda: changed((48, 0xFFFFFFF0)),
}


def read_all(data: bytes) -> None:
    book = Compound(data)
    for (name,) in book.paths:
        book.stream(name)


@pytest.mark.slow
@pytest.mark.parametrize("kind", HARMFUL)
def test_what_claims_too_much_is_refused_at_once(kind: str) -> None:
    data = HARMFUL[kind]()
    started = time.process_time()
    tracemalloc.start()
    try:
        with pytest.raises(BrokenFileError):
            read_all(data)
        assert tracemalloc.get_traced_memory()[1] < 40 * len(data) + 50_000_000
    finally:
        tracemalloc.stop()
    assert time.process_time() - started < 10


def test_a_stream_in_a_circle_is_never_written() -> None:
    """olefile 0.47 follows such a chain for ever."""
    mini_table = (header(60) + 1) * SECTOR
    for data in (
        changed((mini_table + 4 * first("Book"), first("Book"))),
        changed((link(first("Root Entry")), first("Root Entry"))),
    ):
        book = Compound(data)
        with pytest.raises(BrokenFileError):
            book.with_stream("Book", book.stream("Book"))


@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_a_stream_is_read_and_written_in_place(name: str) -> None:
    book = Compound(compound(TREE))
    turned = book.stream(name)[::-1]
    again = Compound(book.with_stream(name, turned))
    assert {one: again.stream(one) for one in TREE} == TREE | {name: turned}
    assert again.paths == {(one,) for one in TREE}
