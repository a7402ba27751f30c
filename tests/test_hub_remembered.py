"""`collect` says again what it said as long as nothing of that has changed, and looks at everything if anything has."""

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store.settings import SETTINGS
from careers_workbook.returns.intake import disk
from tests.support.hub_folder import ANSWERS, AUTUMN, BRANNOC, OAK, TODAY, WOOD_A, drop, hub, workbook
from tests.support.program import run
from tests.test_hub_collect import mail, zipped

NOW = ("--today", TODAY)
SENT = dt.datetime.fromisoformat("2026-11-20T09:00:00")


@pytest.fixture(autouse=True)
def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was changed just now: nobody can wait for that in each test."""
    monkeypatch.setattr(disk, "_JUST_NOW", -1_000_000_000)


@pytest.fixture(scope="module")
def gone_through(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hub that has collected a return, a zip folder, an e-mail with one and an e-mail with none."""
    where = hub(tmp_path_factory.mktemp("remembered") / "hub")
    drop(where, "oak.xlsx", workbook(), SENT)
    drop(where, "some/all.zip", zipped({"wood.xlsx": workbook(WOOD_A)}), SENT)
    drop(where, "brannoc.eml", mail({"brannoc.xlsx": workbook(BRANNOC)}), SENT)
    drop(where, "nothing.eml", mail({}), SENT)
    run("collect", *NOW, cwd=where.root, code=1)
    return where.root


@pytest.fixture
def folder(gone_through: Path, tmp_path: Path) -> Path:
    """The same, gone through again where it lies now."""
    root = shutil.copytree(gone_through, tmp_path / "hub")
    run("collect", *NOW, cwd=root, code=1)
    return root


def opened(root: Path) -> int:
    """How many files a run takes one by one: none where it says again what it said."""
    with contextlib.chdir(root):
        work = open_hub(Path(), TODAY).collect()
        return len(list(work.steps))


def page(root: Path) -> str:
    ran = run("collect", *NOW, cwd=root)
    return f"{ran.code}\n{ran.out}\n{ran.err}"


def test_it_says_the_same_without_looking_at_any_file(folder: Path) -> None:
    said, store = run("collect", *NOW, cwd=folder, code=1).out, (folder / "hub.sqlite").read_bytes()
    assert "Autumn 2026, due 31/12/2026: 0 new files, 4 known before." in said
    assert "inbox/nothing.eml: Nothing that could be a workbook" in said
    assert opened(folder) == 0
    assert run("collect", *NOW, cwd=folder, code=1).out == said
    assert (folder / "hub.sqlite").read_bytes() == store


def more(root: Path) -> None:
    (root / "inbox" / "new.xlsx").write_bytes(workbook(OAK, {**ANSWERS, ("CL3", "completed"): "Yes"}))


def other_bytes(root: Path) -> None:
    """As many, with the time of before: as some programs do that put files back."""
    path = root / "inbox" / "oak.xlsx"
    before, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def taken_out(root: Path) -> None:
    (root / "inbox" / "nothing.eml").unlink()


def another_school(root: Path) -> None:
    with (root / "register.csv").open("a") as file:
        file.write('990005,"The Bridge",bridge@schools.example,Coordinator A,,\n')


def another_day(root: Path) -> None:
    path = root / SETTINGS
    path.write_text(path.read_text(encoding="utf-8").replace(AUTUMN, "Autumn term"), encoding="utf-8")


def another_question(root: Path) -> None:
    run("question", "reword", "CL1", "A Careers Leader has been found.", "--yes", cwd=root, code=0)


def excused(root: Path) -> None:
    run("excuse", "990004", "--why", "closed by a flood", cwd=root, code=0)


def dismissed(root: Path) -> None:
    run("dismiss", "inbox/nothing.eml", "--why", "spam", cwd=root, code=0)


def lost(root: Path) -> None:
    (root / "hub.sqlite").unlink()


def written_into(root: Path) -> None:
    with contextlib.closing(sqlite3.connect(root / "hub.sqlite")) as db, db:
        db.execute("UPDATE files SET outcome = 'refused' WHERE source LIKE '%oak%'")


def second_store(root: Path) -> None:
    shutil.copy(root / "hub.sqlite", root / "hub-PC.sqlite")


def receipt_gone(root: Path) -> None:
    next((root / "returns" / "receipts").iterdir()).unlink()


def a_letter(root: Path) -> None:
    run("status", "--chase", *NOW, cwd=root)
    run("excuse", "990004", "--why", "closed", cwd=root, code=0)


CHANGES = (
    *(more, other_bytes, taken_out, another_school, another_day, another_question, excused, dismissed, lost),
    *(written_into, second_store, receipt_gone, a_letter),
)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_changes_is_seen(folder: Path, change: Callable[[Path], None]) -> None:
    """What is said then is what a Hub says that remembers nothing."""
    change(folder)
    bare = shutil.copytree(folder, folder.parent / "bare")
    if (bare / "hub.sqlite").exists():
        with contextlib.closing(sqlite3.connect(bare / "hub.sqlite")) as db, db:
            db.execute("DELETE FROM remembered")
    assert page(folder) == page(bare)
    assert page(folder) == page(bare)


def test_a_file_that_may_open_next_time_is_tried_each_time(folder: Path) -> None:
    """A link that leads to itself: it may lead elsewhere next time, and looks the same."""
    link = folder / "inbox" / "loop.xlsx"
    link.symlink_to(link)
    for _ in range(2):
        run("collect", *NOW, cwd=folder, code=1)
        assert opened(folder) == 5


def test_what_was_said_goes_with_what_it_was_said_of(folder: Path) -> None:
    """Names of files stand in it: with anything that is written into the store it is gone."""
    run("assign", "inbox/oak.xlsx", "--urn", "990001", cwd=folder, code=0)
    with contextlib.closing(sqlite3.connect(folder / "hub.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM remembered").fetchone() == (0,)
