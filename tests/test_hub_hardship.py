"""What can befall a Hub's folder: values without sense, names that are none, links, pipes, kills, full disks."""

import io
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from careers_workbook.core.problems import CareersWorkbookError, Problem
from careers_workbook.hub.comparison.round_comparison import load_compared
from careers_workbook.hub.store.collect import Request, collect, rebuild_store
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.reports.status import status_page
from tests.support.hub_folder import ANSWERS, AUTUMN, BRANNOC, LEAVERS, OAK, TODAY, drop, file, hub, workbook
from tests.support.program import environment, run

DAY = f"{TODAY:%Y-%m-%d}"
NONSENSE: tuple[object, ...] = (b"\xff\xfe", "[" * 100_000, None, 10**15, "9999-99-99", '{"a": 1}', "", -1.5)
POSIX = os.name == "posix"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    where = hub(tmp_path_factory.mktemp("as it was") / "hub", extra="keep_leaver_rows: yes\n")
    answers = {**ANSWERS, ("CL3", "deadline"): "31/02/2027"}
    with Store(where.store, write=True) as store:
        store.add(file(where, "oak.xlsx", workbook(OAK, answers, LEAVERS)))
        store.add(file(where, "brannoc.xlsx", workbook(BRANNOC, ANSWERS)))
        store.add(file(where, "letter.pdf", b"%PDF-1.4"))
    return where


def columns(path: Path) -> list[tuple[str, str]]:
    with Store(path) as store:
        tables = [row[0] for row in store._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(table, row["name"]) for table in tables for row in store._db.execute(f"PRAGMA table_info({table})")]


def shown(where: HubSettings) -> str:
    """The page of `status`, when every answer has been looked at; or the code that says that the store is no use."""
    try:
        compared = load_compared(where, where.at(TODAY), TODAY)
        _ = [(*one.stored.submission.answers, *one.stored.destinations) for one in compared.round.files]
        return "\n".join(status_page.lines(compared.round, (), 80))
    except CareersWorkbookError as error:
        return error.problems[0].code


def test_a_value_that_makes_no_sense_is_said(where: HubSettings) -> None:
    """In every column of every table."""
    good, told = shown(where), 0
    whole = where.store.read_bytes()
    for number, (table, column) in enumerate(columns(where.store)):
        for value in NONSENSE[number % 8 :: 8]:
            where.store.write_bytes(whole)
            with sqlite3.connect(where.store) as db:
                try:
                    db.execute(f"UPDATE OR REPLACE {table} SET {column} = ?", (value,))
                except sqlite3.Error:
                    continue  # SQLite itself refuses it
            db.close()
            found = shown(where)
            assert found.startswith(("HUB-0", "Autumn 2026")), (table, column, value)
            told += found == "HUB-028"
    assert good.startswith("Autumn 2026")
    assert told > 20


def test_a_store_that_makes_no_sense_is_made_anew(where: HubSettings) -> None:
    before = shown(where)
    with sqlite3.connect(where.store) as db:
        db.execute("UPDATE files SET received = '[' WHERE source LIKE '%oak%'")
    db.close()
    for words in (["status"], ["collect"], ["consolidate"], ["status", "--chase"]):
        ran = run(*words, "--today", DAY, cwd=where.root, code=2)
        assert "hub.sqlite cannot be used: a value in it cannot be understood" in ran.err
        assert "collect --rebuild" in ran.err
    run("collect", "--rebuild", "--today", DAY, cwd=where.root, code=1)
    assert shown(where) == before
    for path in (where.folders["returns"] / "receipts").iterdir():
        path.unlink()
    with sqlite3.connect(where.store) as db:
        db.execute("UPDATE files SET sent = 'x' WHERE source LIKE '%letter%'")
    db.close()
    rebuild = rebuild_store(where, Request(AUTUMN, TODAY))
    assert {one.source for one in rebuild if not isinstance(one, Problem)} == {"inbox/oak.xlsx", "inbox/brannoc.xlsx"}


@pytest.mark.skipif(not POSIX, reason="named pipes")
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_store_is_neither_used_nor_replaced(where: HubSettings, make: object) -> None:
    where.store.unlink()
    make(where.store)  # type: ignore[operator]
    ran = run("status", "--today", DAY, cwd=where.root, code=2)
    assert "hub.sqlite cannot be used: a folder, a pipe or a device has its name" in ran.err
    ran = run("collect", "--rebuild", "--today", DAY, cwd=where.root, code=2)
    assert "hub.sqlite cannot be written: something of that name is in the way" in ran.err
    assert where.store.exists()
    assert not where.store.is_file()


def test_a_receipt_that_cannot_be_read_costs_itself_only(where: HubSettings) -> None:
    folder = where.folders["returns"] / "receipts"
    good = next(folder.iterdir()).read_text(encoding="utf-8")
    texts = (
        "[" * 100_000,
        "[]",
        good.replace('"hash": "', '"hash": "../'),
        good.replace('"inbox/', '"\\ud800'),
        good * 9_000,
    )
    for number, text in enumerate(texts):
        (folder / f"{number:032x}-00000000.json").write_text(text, encoding="utf-8")
    if POSIX:
        os.mkfifo(folder / f"{9:032x}-00000000.json")
    said = [one for one in rebuild_store(where, Request(AUTUMN, TODAY)) if isinstance(one, Problem)]
    assert [one.code for one in said] == ["HUB-031"] * (len(texts) + POSIX)
    assert shown(where).startswith("Autumn 2026")


@pytest.mark.skipif(not POSIX, reason="devices")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/"])
def test_a_register_that_is_no_file(where: HubSettings, device: str) -> None:
    settings = where.root / "collection.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("register: register.csv", f"register: {device}"), encoding="utf-8")
    ran = run("status", "--today", DAY, cwd=where.root, code=2)
    assert "The register cannot be read: it is a " in ran.err


def odd_names() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("", "/", "a\0b.xlsx", "..", "n" * 60_000 + ".xlsx"):
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, b"" if name == "/" else b"%PDF")
    return out.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no UTF-8; links that nobody else can make")
def test_names_that_are_none_and_what_is_no_file(where: HubSettings, tmp_path: Path) -> None:
    inbox = where.folders["inbox"]
    for path in inbox.iterdir():
        path.unlink()
    (tmp_path / "outside.xlsx").write_bytes(workbook())
    raw = os.fsencode(inbox)
    os.mkdir(raw + b"/d\xff")  # noqa: PTH102 - bytes
    for name in (b"990002 \xe9.xlsx", b"990002 \xea.xlsx", b"d\xff/x.pdf", b"line\n\x1b[31m.pdf"):
        Path(os.fsdecode(raw + b"/" + name)).write_bytes(b"%PDF")
    drop(where, "names.zip", odd_names())
    drop(where, "real.xlsx", workbook())
    os.mkfifo(inbox / "pipe.xlsx")
    (inbox / "folder.xlsx").mkdir()
    links = {"kmsg": "/proc/kmsg", "etc": "/etc", "out.xlsx": "../../outside.xlsx", "in.xlsx": "real.xlsx", "here": "."}
    for name, target in (*links.items(), ("gone", "nowhere")):
        (inbox / name).symlink_to(target)
    run_of = collect(where, (inbox,), Request(AUTUMN, TODAY))
    found = {one.source: one for one in run_of if one.stored and not one.again}
    codes = {
        source.removeprefix("inbox/")[:20]: next(iter(one.stored.codes), "")
        for source, one in found.items()
        if one.stored
    }
    assert codes == {
        "990002 \ufffd.xlsx": "FILE-004", "990002 \ufffd (2).xlsx": "FILE-004", "d\ufffd/x.pdf": "FILE-004",
        "line\ufffd\ufffd[31m.pdf": "FILE-004", "names.zip/without a ": "FILE-004", "names.zip/a": "FILE-004",
        "names.zip/..": "FILE-004", "names.zip/nnnnnnnnnn": "FILE-004", "real.xlsx": codes["real.xlsx"],
        "in.xlsx": codes["real.xlsx"], "pipe.xlsx": "FILE-011", "kmsg": "FILE-061", "etc": "FILE-061",
        "out.xlsx": "FILE-061", "gone": "FILE-001",
    }  # fmt: skip
    assert max(map(len, found)) < 1_000
    assert not any(one.stored for one in collect(where, (inbox,), Request(AUTUMN, TODAY))), "all are known now"
    assert "\\ufffd" in run("status", "--format", "json", "--today", DAY, cwd=where.root).out
    for words in (["check", inbox], ["read", inbox], ["check", os.fsdecode(raw + b"/990002 \xe9.xlsx")]):
        assert "\ufffd" in run(*words, cwd=where.root).said


@pytest.mark.skipif(not POSIX, reason="folders as deep as nobody makes them")
def test_folders_too_deep_to_be_named(where: HubSettings) -> None:
    here = os.open(where.folders["inbox"], os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("deep", dir_fd=here)
        here, above = os.open("deep", os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    run_of = collect(where, (where.folders["inbox"],), Request(AUTUMN, TODAY))
    found = [one for one in run_of if one.stored and not one.again]
    subprocess.run(["rm", "-rf", where.folders["inbox"] / "deep"], check=True)  # pytest itself cannot
    assert [tuple(one.stored.codes) for one in found if one.stored] == [("FILE-011",)]


PART = """\
import os, sys
from pathlib import Path
from careers_workbook.core import output
real = Path.replace
def killed(self, target):
    os.kill(os.getpid(), 9)
Path.replace = killed
output.write(Path(sys.argv[1]), b"half")
"""


@pytest.mark.skipif(not POSIX, reason="signals")
def test_what_a_kill_left_half_written_goes_with_the_next_run(tmp_path: Path) -> None:
    """A program that is killed at the worst moment; one that still runs keeps its draft."""
    target = tmp_path / "master.xlsx"
    killed = subprocess.run([sys.executable, "-c", PART, target], env=environment(), check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.suffix == ".part"
    running = tmp_path / f".{os.getppid()}-01234567.part"
    older = tmp_path / ".0123456789abcdef.part"
    for path in (left, running, older):
        path.write_bytes(b"half")
        os.utime(path, (1, 1))
    script = (
        "import sys; from pathlib import Path; from careers_workbook.core.output import write;"
        "write(Path(sys.argv[1]), b'x')"
    )
    subprocess.run([sys.executable, "-c", script, target], env=environment(), check=True)
    assert set(tmp_path.iterdir()) == {target, running}


@pytest.mark.skipif(sys.platform != "linux", reason="limits of the size of files")
def test_a_full_disk_is_said_and_the_next_run_goes_on(where: HubSettings) -> None:
    """No file may be larger than the store is: it cannot grow, and what is in it stays."""
    for number in range(6):
        drop(where, f"more {number}.xlsx", workbook(OAK, {**ANSWERS, ("CL4", "review"): f"{number} {'x' * 30_000}"}))
    kilobytes = where.store.stat().st_size // 1024 + 1
    words = f"ulimit -f {kilobytes}; exec {sys.executable} -m careers_workbook collect --today {DAY}"
    ran = subprocess.run(
        ["bash", "-c", words], cwd=where.root, env=environment(), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert "cannot be written" in " ".join(ran.stderr.split())
    assert "--rebuild" not in ran.stderr  # nothing is wrong with the store
    assert shown(where).startswith("Autumn 2026")
    run("collect", "--today", DAY, cwd=where.root, code=1)
    assert not any(one.stored for one in collect(where, (where.folders["inbox"],), Request(AUTUMN, TODAY)))


def test_two_at_once(where: HubSettings) -> None:
    with only_writer(where.folders["returns"]):
        for words in (["collect"], ["collect", "--rebuild"]):
            ran = run(*words, "--today", DAY, cwd=where.root, code=2)
            assert "has been at work in this Hub since" in ran.err
        run("status", "--today", DAY, cwd=where.root)
    where.draft.write_bytes(b"left behind by a run that was killed")
    assert list(rebuild_store(where, Request(AUTUMN, TODAY)))
    assert not where.draft.exists()


def test_what_a_kill_left_in_the_store_is_taken_back_by_who_only_reads(where: HubSettings, tmp_path: Path) -> None:
    before = shown(where)
    script = (
        "import sqlite3, sys, os; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('PRAGMA cache_size = 1'); db.execute('BEGIN'); db.execute('DELETE FROM answers');"
        "db.execute('DELETE FROM problems'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, where.store], check=False)
    journal = where.store.with_name("hub.sqlite-journal")
    assert journal.exists()
    assert shown(where) == before
