"""Damaged files of every kind, through the process that reads what schools send: none ends it, none takes long, and
nothing is accepted that was no checklist before. The damage is drawn by a seed, so that it is the same everywhere."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from careers_workbook.returns.worker.messages import STOPPED
from careers_workbook.returns.worker.process import Limits
from careers_workbook.returns.worker.worker import Worker
from tests.support import word
from tests.support.hostile import filled, zipped
from tests.support.sweep import SEED, at_most
from tests.test_return_locked import CASES, TABLE, WORD, locked
from tests.test_return_mail import letter, stamped, winmail

HERE = Path(__file__).parent
KEPT, SAVED = HERE / "data" / "documents", HERE / "returned"
FEW, MANY = at_most(12, 200), at_most(12, 200)
"""Damaged files of each kind: checklists, and what is none."""
SECONDS = 30
"""Within which one file has to be read, on a computer that does much else."""
LONGEST, NUMBERS = 12_000_000, (b"0", b"-1", b"99999999999", b"x", b"")
MAIN = re.compile(r"(document|content|sheet\d+|sharedStrings|workbook)\.(xml|bin)$")
"""The parts of a package that hold what was typed."""
DISHES = [[["Name", "Dish"], ["Jo", "Soup"], ["Al", "Bread"]]]


def _docx(tables: list[word.Rows]) -> bytes:
    return word.saved(word.document(tables))


def _mails(book: bytes) -> Iterator[tuple[str, bytes]]:
    lines = [b"begin 644 return.xlsx", b"M" + b"0" * 60, b"`", b"end"]
    yield "return.eml", letter(("return.xlsx", book))
    yield "1.emlx", b"%-10d\n" % 900 + letter(("return.csv", TABLE))
    yield "Inbox", stamped(letter(("return.csv", TABLE))) * 2
    yield "lines.eml", b"From: a@b.example\n\n" + b"\n".join(lines)
    yield "winmail.dat", winmail(("return.xlsx", book))
    yield "smime.p7m", (HERE / "data" / "mails" / "signed.p7m").read_bytes()
    yield "return.msg", (HERE / "data" / "mails" / "oxmsg.msg").read_bytes()
    yield "return.zip", zipped({"return.xlsx": book, "minutes.csv": TABLE})


CHECKLISTS: dict[str, Callable[[], bytes]] = {
    "a.xlsx": filled,
    "a.docx": lambda: _docx(word.filled()),
    "a.odt": (KEPT / "pieces.odt").read_bytes,
    "a.ods": (SAVED / "libreoffice" / "saved-again.ods").read_bytes,
    "a.xls": (SAVED / "libreoffice" / "saved-again.xls").read_bytes,
    "a.xlsb": (SAVED / "sheetjs" / "saved-again.xlsb").read_bytes,
    "a.csv": (SAVED / "imitated" / "one-sheet.csv").read_bytes,
    "aes.zip": (CASES / "aes.zip").read_bytes,
    **{name: (lambda name=name: dict(_mails(filled()))[name]) for name, _ in _mails(b"")},
}
LOOKS = HERE / "data" / "formats"
NONE: dict[str, Callable[[], bytes]] = {
    "n.xlsx": (LOOKS / "looks.xlsx").read_bytes,
    "n.ods": (LOOKS / "looks.ods").read_bytes,
    "n.xls": (LOOKS / "looks.xls").read_bytes,
    "n.docx": lambda: _docx(DISHES),
    "n.csv": lambda: TABLE,
    "n.zip": lambda: locked(TABLE),
}


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Bytes changed, cut out, put in twice, exchanged; numbers that are as large as can be."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at, other = dice.randrange(len(made)), dice.randrange(len(made))
        match dice.randrange(6):
            case 0:
                made[at] = dice.randrange(256)
            case 1:
                del made[at : at + dice.randint(1, 200)]
            case 2:
                made[at:at] = made[other : other + dice.randint(1, 400)]
            case 3:
                made[at : at + 4] = dice.choice([b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\x80\0\0\0"])
            case 4:
                made = made[: max(at, 40)]
            case _:
                length = dice.randint(1, 300)
                piece = bytes(made[at : at + length])
                made[at : at + length], made[other : other + length] = made[other : other + length], piece
        made = made if len(made) > 40 else bytearray(data[:40])
    return bytes(made)


def damaged_xml(xml: bytes, dice: random.Random) -> bytes:
    """Tags left out, repeated, exchanged, opened thousands of times; numbers that are none, or enormous."""
    tags = re.findall(rb"<[^>?!]*>", xml)
    for _ in range(dice.randint(1, 6) if tags else 0):
        tag, other = dice.choice(tags), dice.choice(tags)
        match dice.randrange(5):
            case 0:
                xml = xml.replace(tag, b"", 1)
            case 1:
                xml = xml.replace(tag, tag + other, dice.randint(1, 3))
            case 2:
                xml = re.sub(rb'="\d+"', lambda _: b'="%b"' % dice.choice(NUMBERS), xml, count=dice.randint(1, 50))
            case 3:
                xml = xml.replace(tag, other, 1)
            case _:
                xml = xml.replace(tag, tag * dice.choice([10, 3_000]), 1)
    return xml[:LONGEST]


def damaged_package(data: bytes, dice: random.Random) -> bytes:
    """One part damaged, changed for another, or gone; the container around it is whole."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        names = old.namelist()
        parts = {name: old.read(name) for name in names}
        main = [name for name in names if MAIN.search(name)]
        hit = dice.choice(main if dice.random() < 0.8 else names)
        how = dice.randrange(8)
        parts[hit] = damaged_xml(parts[hit], dice) if how < 6 else parts[dice.choice(names)]
        for name in names:
            if how != 7 or name != hit:
                new.writestr(name, parts[name])
    return out.getvalue()


def variants(name: str, data: bytes, number: int) -> Iterator[bytes]:
    """Two in three damaged inside, where there are parts; the rest from outside."""
    dice = random.Random(f"{SEED} {name}")
    is_package = data.startswith(b"PK") and name.startswith(("a.", "n.")) and not name.endswith(".zip")
    for count in range(number):
        yield damaged_package(data, dice) if is_package and count % 3 else damaged(data, dice)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(Limits(seconds=SECONDS)) as one:
        yield one


@pytest.mark.parametrize("name", CHECKLISTS)
def test_no_damage_ends_the_process_that_reads(worker: Worker, tmp_path: Path, name: str) -> None:
    for count, data in enumerate(variants(name, CHECKLISTS[name](), FEW)):
        path = tmp_path / f"{count} {name}"
        path.write_bytes(data)
        found = list(worker.read_path(path, password=WORD))
        assert found, path
        assert STOPPED not in {problem.code for one in found for problem in one.problems}, path


@pytest.mark.parametrize("name", NONE)
def test_no_damage_makes_a_checklist_of_what_is_none(worker: Worker, tmp_path: Path, name: str) -> None:
    whole = NONE[name]()
    for count, data in enumerate([whole, *variants(name, whole, MANY)]):
        path = tmp_path / f"{count} {name}"
        path.write_bytes(data)
        found = list(worker.read_path(path, password=WORD))
        assert {one.outcome for one in found} == {"refused"}, path
        assert STOPPED not in {problem.code for one in found for problem in one.problems}, path
