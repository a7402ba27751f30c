"""A Hub handed over: one locked file that is whole or refused, a folder made of it that is the same Hub, or none."""

import base64
import io
import json
import os
import shutil
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from careers_workbook.core.file_names import for_windows
from careers_workbook.core.problems import CareersWorkbookError, FileRefusedError
from careers_workbook.hub.handover import backup, sealed_file
from careers_workbook.hub.handover.backup import restore
from careers_workbook.hub.handover.sealed_file import seal, unseal
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.launcher import LAUNCHERS
from careers_workbook.hub.store import lock
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from tests.support.hub_folder import BRANNOC, OAK, TODAY, copied, drop, hub, workbook
from tests.support.killed import kill, moments
from tests.support.program import run
from tests.test_hub_journal import content, receipts_of

pytestmark = pytest.mark.slow
DAY = ("--today", f"{TODAY:%Y-%m-%d}")
WORD = "three words, or four"
BY_RAGE = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBLeTVLcXRVYmNQRk4vSHlUVGt5SXdBIDE4Ckd5eTRIeE1WbUNyQXBsMStD"
    "T1BxcmdzRVR5NVB1T1VXbjh6VEdMSklWU1EKLS0tIE5MRVgxRUlJUGVrR2pyT3hmR2Ntc3Y2aW1ENllxK1lRRlR0YTNObkY3ckEK"
    "ckGI2qe5tXf9JHR1wSw3Q+QbGJn8sSZ9RW8AK1ay6lM3Yz/ruAHYT6tl8dRC84+eU9agt8UHPQ=="
)
"""Made by another program for files of this format (pyrage 1.4), with the password below."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that are tried at once."""
    monkeypatch.setattr(sealed_file, "_WORK", 4)


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """Returns, letters, a decision, and what lies in the inbox uncollected."""
    where = hub(tmp_path_factory.mktemp("as it was") / "hub")
    drop(where, "oak.xlsx", workbook(OAK))
    drop(where, "letter.pdf", b"%PDF-1.4")
    run("collect", *DAY, cwd=where.root)
    run("assign", "letter.pdf", "--urn", BRANNOC.urn, cwd=where.root, code=0)
    run("status", "--chase", *DAY, cwd=where.root)
    drop(where, "Brännoc's.xlsx", workbook(BRANNOC))
    (where.root / "empty").mkdir()
    return where


@pytest.fixture
def where(as_it_was: HubSettings, tmp_path: Path) -> HubSettings:
    (tmp_path / "word.txt").write_text(f"{WORD}\r\nnot this\r\n", encoding="utf-8-sig")
    return copied(as_it_was, tmp_path / "hub")


def backed_up(where: HubSettings, name: str = "northmoor.backup") -> Path:
    file = where.root.parent / name
    open_hub(where.root, TODAY).back_up(file, WORD)
    return file


def files(root: Path) -> dict[str, bytes]:
    """Every file, but for the store, which is compared by what is in it, the journal, locks and launchers."""
    passing = ("hub.sqlite", "journal.jsonl", *lock.FILES, *LAUNCHERS)
    there = (path for path in root.rglob("*") if path.is_file() and path.name not in passing)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in there}


def codes(error: pytest.ExceptionInfo[CareersWorkbookError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_what_another_program_made_can_be_opened() -> None:
    made = io.BytesIO(base64.b64decode(BY_RAGE))
    found = unseal(made, Path("x"), "drei lange Wo\u0308rter").content().read()
    assert found.decode() == "Ein Jahr im Hub: café."


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_what_is_locked_is_what_was_written(size: int) -> None:
    file, data = io.BytesIO(), os.urandom(size)
    with seal(file, WORD) as sealed:
        sealed.write(data[:100])
        sealed.write(data[100:])
    file.seek(0)
    assert unseal(file, Path("x"), WORD).content().read() == data


def test_a_restored_hub_is_the_same_hub(where: HubSettings, tmp_path: Path) -> None:
    made = run("backup", "../northmoor.backup", "--password-file", "../word.txt", cwd=where.root, code=0)
    assert "Northmoor Careers Hub" in made.out
    said = run("restore", "northmoor.backup", "new/hub", "--password-file", "word.txt", cwd=tmp_path, code=0)
    assert "Northmoor Careers Hub, as it was on" in said.out
    new = read_settings(tmp_path / "new" / "hub")
    assert files(new.root) == files(where.root)
    assert (new.root / "empty").is_dir()
    assert content(new) == content(where)
    assert receipts_of(new) == receipts_of(where)
    stamps = [(one.root / "inbox" / "oak.xlsx").stat().st_mtime for one in (where, new)]
    assert stamps[0] == pytest.approx(stamps[1])
    shown = [run("status", "--format", "json", *DAY, cwd=one.root).out for one in (where, new)]
    assert shown[0] == shown[1]
    run("collect", "--rebuild", *DAY, cwd=where.root)
    run("collect", "--rebuild", *DAY, cwd=new.root)
    assert content(new) == content(where)
    history = run("history", cwd=new.root).out
    assert "this folder was made from the backup northmoor.backup of" in " ".join(history.split())
    assert "a backup was made: northmoor.backup" in " ".join(run("history", cwd=where.root).out.split())


def test_a_hubs_folder_can_be_moved(where: HubSettings, tmp_path: Path) -> None:
    before = run("status", "--format", "json", *DAY, cwd=where.root).out
    moved = tmp_path / "somewhere" / "else"
    moved.parent.mkdir()
    shutil.move(where.root, moved)
    assert run("status", "--format", "json", *DAY, cwd=moved).out == before
    run("undo", cwd=moved, code=0)
    collected = run("collect", *DAY, cwd=moved)
    assert "1 new file" in collected.out
    assert "2 known before" in collected.out
    run("build", "--mail", *DAY, cwd=moved)
    for path in moved.rglob("*"):
        if path.suffix in (".json", ".jsonl", ".sqlite") and path.name != "in-use.json":
            assert str(tmp_path).encode() not in path.read_bytes(), path


def test_a_wrong_password_is_one_plain_sentence(where: HubSettings, tmp_path: Path) -> None:
    file = backed_up(where)
    (tmp_path / "word.txt").write_text(WORD.upper(), encoding="utf-8")
    said = run("restore", file, "new", "--password-file", "word.txt", cwd=tmp_path, code=2)
    assert "This password does not open" in said.err
    assert not (tmp_path / "new").exists()


def test_a_damaged_backup_is_refused_before_a_byte_is_written(where: HubSettings, tmp_path: Path) -> None:
    data = backed_up(where).read_bytes()
    bad, folder = tmp_path / "bad.backup", tmp_path / "new"
    chunk = 65_536 + 16
    start = data.index(b"\n", data.index(b"\n---") + 1) + 1 + 16
    assert len(data) > start + 2 * chunk
    wrong = [data[:at] for at in (0, 1, start - 20, start, start + 5, start + chunk, len(data) - 1)]
    wrong += [data + b"\0", data + data[start : start + chunk], data[:start] + data[start + chunk :]]
    first, second = data[start : start + chunk], data[start + chunk : start + 2 * chunk]
    wrong.append(data[:start] + second + first + data[start + 2 * chunk :])
    for at in [*range(0, start, 7), start, start + chunk, len(data) - 1]:
        wrong.append(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    for one in wrong:
        bad.write_bytes(one)
        with pytest.raises(FileRefusedError) as refused:
            restore(bad, folder, WORD)
        assert codes(refused)[0] in ("HUB-110", "HUB-111", "HUB-112")
        assert sorted(path.name for path in tmp_path.iterdir()) == [
            "bad.backup", "hub", "northmoor.backup", "word.txt"
        ]  # fmt: skip


def test_nothing_is_restored_over_what_is_there(where: HubSettings, tmp_path: Path) -> None:
    file, before = backed_up(where), files(where.root)
    for there in (where.root, file):
        with pytest.raises(CareersWorkbookError) as refused:
            restore(file, there, WORD)
        assert codes(refused) == ["HUB-118"]
    assert files(where.root) == before
    (tmp_path / "empty").mkdir()
    restore(file, tmp_path / "empty", WORD)
    assert files(tmp_path / "empty") == before


def archive(path: Path, *members: tuple[str, bytes]) -> Path:
    """A backup that somebody made who knows how: of a Hub, and with these names and kinds in it."""
    about = json.dumps({"format": "careers-workbook-backup/1", "hub": "H", "made": "2026-12-01T10:00:00"})
    settings = "hub: H\ncollections:\n  - {name: A, opens: 2026-10-01, due: 2026-12-31}\n"
    with path.open("wb") as file, seal(file, WORD) as sealed, tarfile.open(fileobj=sealed, mode="w|gz") as tar:
        for name, text in (("about.json", about), (f"hub/{SETTINGS}", settings)):
            put(tar, name, text.encode())
        for name, kind in members:
            put(tar, name, b"" if kind != tarfile.REGTYPE else b"x", kind)
    return path


def put(tar: tarfile.TarFile, name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.type, member.linkname = len(data), kind, "../../out.txt"
    tar.addfile(member, io.BytesIO(data))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hub/../../out.txt", tarfile.REGTYPE),
        ("/out.txt", tarfile.REGTYPE),
        ("hub//out.txt", tarfile.REGTYPE),
        ("hub/./out.txt", tarfile.REGTYPE),
        ("other/out.txt", tarfile.REGTYPE),
        ("hub", tarfile.REGTYPE),
        ("hub/..", tarfile.DIRTYPE),
        ("hub/link", tarfile.SYMTYPE),
        ("hub/link", tarfile.LNKTYPE),
        ("hub/pipe", tarfile.FIFOTYPE),
    ],
)
def test_no_name_leads_out_of_the_folder(name: str, kind: bytes, tmp_path: Path) -> None:
    file = archive(tmp_path / "made.backup", (name, kind))
    with pytest.raises(FileRefusedError) as refused:
        restore(file, tmp_path / "in" / "new", WORD)
    assert codes(refused) == ["HUB-110"]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["made.backup"]


def test_names_that_windows_cannot_have_become_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("a:b.txt", "aux.txt", "a b", "q?", "sub. /x.txt", "sub\\..\\..\\x", "sub._/x.txt")
    file = archive(tmp_path / "made.backup", *((f"hub/inbox/{name}", tarfile.REGTYPE) for name in names))
    monkeypatch.setattr(backup, "_ON_WINDOWS", True)
    made = restore(file, tmp_path / "new", WORD)
    assert files(tmp_path / "new").keys() - {SETTINGS} == {
        f"inbox/{name}" for name in ("a_b.txt", "aux_.txt", "a b", "q_", "sub__/x.txt", "sub_.._.._x", "sub._/x.txt")
    }
    assert [problem.code for problem in made.problems] == ["HUB-119"] * 5


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("oak.xlsx", "oak.xlsx"),
        (".hidden", ".hidden"),
        ("nul", "nul_"),
        ("COM1.tar.gz", "COM1_.tar.gz"),
        ("com¹.x", "com¹_.x"),
        ("con .x", "con _.x"),
        ("console.x", "console.x"),
        ("a<b>|c\t", "a_b__c_"),
        ("end.", "end_"),
        ("...", "___"),
    ],
)
def test_a_name_that_windows_can_have_stays(name: str, safe: str) -> None:
    assert for_windows(name) == safe


def test_who_is_at_work_is_not_disturbed(where: HubSettings, tmp_path: Path) -> None:
    with only_writer(where.folders["returns"]), pytest.raises(CareersWorkbookError) as refused:
        backed_up(where)
    assert codes(refused) == ["HUB-073"]
    assert not list(tmp_path.glob("*.backup"))


def test_what_is_not_in_a_backup_is_said(where: HubSettings, tmp_path: Path) -> None:
    settings = where.root / SETTINGS
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}folders: {{inbox: ../elsewhere}}\n", encoding="utf-8")
    (where.root / "shortcut").symlink_to(tmp_path)
    (where.root / "~$oak.xlsx").write_bytes(b"somebody")
    said = run("backup", "../b", "--password-file", "../word.txt", cwd=where.root, code=1)
    assert "The folder inbox lies in" in said.err
    assert "shortcut is a link" in said.err
    assert restore(tmp_path / "b", tmp_path / "new", WORD).problems[0].code == "HUB-120"
    assert not (tmp_path / "new" / "~$oak.xlsx").exists()
    run("backup", "../b", "--password-file", "../word.txt", cwd=where.root, code=2)
    run("backup", "../b", "--force", "--password-file", "../word.txt", cwd=where.root, code=1)
    shutil.copy(where.register, tmp_path)
    for lines in (f"{text}folders: {{returns: ../elsewhere}}\n", text.replace("register.csv", "../register.csv")):
        settings.write_text(lines, encoding="utf-8")
        refused = run("backup", "../c", "--password-file", "../word.txt", cwd=where.root, code=2)
        assert "does not lie in the Hub's folder" in refused.err
    settings.write_text(text, encoding="utf-8")
    refused = run("backup", "inbox/c", "--password-file", "../word.txt", cwd=where.root, code=2)
    assert "lies in the folder of the Hub itself" in refused.err


def test_a_password_is_long_and_typed_by_somebody(where: HubSettings, tmp_path: Path) -> None:
    word = tmp_path / "word.txt"
    for text, said in (("short", "5 characters"), ("", "is empty"), ("\nsecond line", "is empty")):
        word.write_text(text, encoding="utf-8")
        assert said in run("backup", "../b", "--password-file", "../word.txt", cwd=where.root, code=2).err
    assert "--password-file" in run("backup", "../b", cwd=where.root, code=2).err
    assert not (tmp_path / "b").exists()


def test_a_file_is_never_held_as_a_whole(where: HubSettings, tmp_path: Path) -> None:
    with (where.root / "inbox" / "film.zip").open("wb") as film:
        film.write(os.urandom(1_000_000))
        film.truncate(150_000_000)
    tracemalloc.start()
    try:
        restore(backed_up(where), tmp_path / "new", WORD)
        assert tracemalloc.get_traced_memory()[1] < 45_000_000
    finally:
        tracemalloc.stop()
    assert (tmp_path / "new" / "inbox" / "film.zip").stat().st_size == 150_000_000


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_killed_there_is_a_whole_file_or_none_and_a_whole_folder_or_none(where: HubSettings, tmp_path: Path) -> None:
    words = ("backup", "../b", "--force", "--password-file", "../word.txt")
    for at in range(0, moments(*words, cwd=where.root), 3):
        (tmp_path / "b").unlink(missing_ok=True)
        assert kill(*words, cwd=where.root, at=at)
        if (tmp_path / "b").exists():
            restore(tmp_path / "b", tmp_path / "whole", WORD)
            shutil.rmtree(tmp_path / "whole")
    for draft in tmp_path.glob(".*.part"):  # as when somebody types the next command
        os.utime(draft, (0, 0))
    run(*words, cwd=where.root, code=0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "hub", "word.txt"]
    expected = files(where.root)
    words = ("restore", "b", "new", "--password-file", "word.txt")
    number = moments(*words, cwd=tmp_path)
    shutil.rmtree(tmp_path / "new")
    for at in range(0, number, 7):
        assert kill(*words, cwd=tmp_path, at=at)
        if (tmp_path / "new").exists():
            assert files(tmp_path / "new") == expected
            shutil.rmtree(tmp_path / "new")
    run(*words, cwd=tmp_path, code=0)
    assert files(tmp_path / "new") == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "hub", "new", "word.txt"]
