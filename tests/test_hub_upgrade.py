"""A Hub's folder that version 0.1 made (tests/data/hub-0.1): the first command brings it up to date."""

import datetime as dt
import hashlib
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from careers_workbook.hub.hub import Hub, open_hub
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn
from tests.support import gias
from tests.support.program import Ran, run
from tests.test_hub_readings import told

MADE = Path(__file__).parent / "data" / "hub-0.1" / "hub.tar.xz"
AUTUMN, SPRING = ("--collection", "Autumn 2026"), ("--collection", "Spring 2027")
DAY = ("--today", "2027-02-22")
ULN = ("9276308686", "1000000051")
SENTENCE = "This Hub's folder (5 files) was made by an earlier version of the program, and is up to date now."


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made by 0.1")
    with tarfile.open(MADE) as archive:
        archive.extractall(folder, filter="data")
    return folder / "hub"


@pytest.fixture
def folder(unpacked: Path, tmp_path: Path) -> Path:
    shutil.copytree(unpacked, tmp_path / "hub")
    return tmp_path / "hub"


def at(folder: Path) -> Hub:
    return open_hub(folder, dt.date(2027, 2, 22))


def stored(folder: Path) -> dict[tuple[str, str], StoredReturn]:
    """What is in the store: round and hash -> what is known."""
    with Store(folder / "hub.sqlite") as store:
        every = [*store.returns("Autumn 2026"), *store.returns("Spring 2027")]
    return {(one.receipt.round, one.receipt.hash): one for one in every}


def states(folder: Path, *words: str) -> dict[str, str]:
    ran = run("status", "--format", "json", *words, *DAY, cwd=folder)
    return {one["urn"]: one["state"] for one in json.loads(ran.out)["schools"]}


def files(folder: Path) -> dict[str, str]:
    """What lies in a folder."""
    there = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in there}


def said(ran: Ran) -> str:
    return " ".join(ran.err.split())


@pytest.mark.parametrize("words", [["status"], ["collect"], ["history"]], ids=" ".join)
def test_the_first_command_says_so_once_and_keeps_a_copy(folder: Path, words: list[str]) -> None:
    before = stored(folder)
    first = run(*words, *(DAY if words != ["history"] else ()), cwd=folder)
    assert said(first).count(SENTENCE) == 1
    assert "returns/before-upgrade" in said(first).replace("\\", "/")
    with Store(folder / "returns" / "before-upgrade" / "hub.sqlite") as store:
        copied = [*store.returns("Autumn 2026"), *store.returns("Spring 2027")]
    assert {one.receipt.hash: one.findings for one in copied} == {h: one.findings for (_, h), one in before.items()}
    assert len(list((folder / "returns" / "before-upgrade" / "receipts").iterdir())) == 5
    entries = at(folder).history().entries
    assert [one.what for one in entries].count("upgrade") == 1
    assert (entries[0].what, entries[0].text("files")) == ("upgrade", "5")
    again = run("status", *DAY, cwd=folder)
    assert "earlier version" not in again.said
    assert [one.what for one in at(folder).history().entries].count("upgrade") == 1


def test_nothing_is_lost(folder: Path) -> None:
    """Without the password, which nobody types again: the locked return is known for good."""
    before = stored(folder)
    for words in (["collect"], ["collect", "--rebuild"], ["collect"]):
        run(*words, *DAY, cwd=folder)
        after = stored(folder)
        assert after.keys() == before.keys()
        for key, one in before.items():
            now = after[key]
            assert (now.receipt.received, now.receipt.urn) == (one.receipt.received, one.receipt.urn)
            assert now.destinations == one.destinations
            answers = {(a.ref, a.column_id): (a.state, a.value) for a in one.submission.answers}
            found = {(a.ref, a.column_id): (a.state, a.value) for a in now.submission.answers}
            assert found == answers, one.receipt.source
    (locked,) = (one for one in after.values() if "HUB-074" in one.codes)
    (as_it_was,) = (one for one in before.values() if ULN[1] in one.receipt.source)
    assert locked.receipt.hash == as_it_was.receipt.hash
    assert told(locked) == told(as_it_was)
    assert states(folder, *AUTUMN) == dict.fromkeys(("990001", "990002", "990003"), "in order")
    assert states(folder, *SPRING) == {"990001": "in order", "990002": "not returned", "990003": "not returned"}
    collected = [one for one in at(folder).history().entries if one.what == "collect"]
    assert len({one.text("hash") for one in collected}) == 5


def test_no_number_of_a_pupil_is_left_beside_the_inbox(folder: Path) -> None:
    run("collect", *DAY, cwd=folder)
    for path in folder.rglob("*"):
        if path.is_file() and "inbox" not in path.parts:
            assert not any(number in path.name or number.encode() in path.read_bytes() for number in ULN), path


@pytest.mark.slow
def test_every_command_works_on_it(folder: Path) -> None:
    for words in (
        ["status"], ["status", *AUTUMN], ["status", "--by-caseload"], ["status", "--format", "csv"], ["check"],
        ["report", "--all", *AUTUMN], ["mark", *AUTUMN], ["deadlines", "--all", *AUTUMN, "-o", "d.ics"],
        ["consolidate", *AUTUMN], ["consolidate"], ["consolidate", "--internal"], ["status", "--chase"],
        ["roll-forward", "--all", *AUTUMN], ["collect"], ["read", "inbox"], ["build", "--mail"], ["history"],
        ["consolidate"], ["consolidate", *AUTUMN],
    ):  # fmt: skip
        ran = run(*words, *(() if words[0] in ("history", "read", "check") else DAY), cwd=folder)
        assert ran.code in ((2,) if words[0] in ("check", "read") else (0, 1)), (words, ran.said)
    assert len(list((folder / "output" / "reports" / "Autumn 2026").iterdir())) == 3
    run("collect", "inbox/oak spring.xlsx", "--urn", "990003", *DAY, cwd=folder)
    assert states(folder, *SPRING)["990003"] != "not returned"
    run("undo", cwd=folder, code=0)
    assert states(folder, *SPRING)["990003"] == "not returned"


def test_a_folder_that_cannot_be_written_is_read_as_it_is(folder: Path) -> None:
    """As on a disk that is read-only: no lock can be made."""
    (folder / "returns" / "in-use.lock").mkdir()
    before = files(folder)
    ran = run("status", *AUTUMN, *DAY, cwd=folder)
    assert "earlier version" not in ran.said
    assert "990002" in ran.out
    run("history", cwd=folder, code=0)
    assert files(folder) == before
    (folder / "returns" / "in-use.lock").rmdir()
    assert "earlier version" in run("status", *AUTUMN, *DAY, cwd=folder).err, "the next command tries again"


def test_an_import_into_its_register_brings_it_up_to_date_too(folder: Path) -> None:
    (folder / "extract.csv").write_bytes(gias.native(gias.extract(40)))
    run("register", "import", "extract.csv", cwd=folder)
    assert [one.what for one in at(folder).history().entries] == ["upgrade", "register import"]


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_was_killed_in_the_middle_is_brought_up_to_date_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("careers_workbook.hub.store.journal.add", killed)
        with pytest.raises(KeyboardInterrupt):
            at(folder).upgrade()
    assert at(folder).upgrade()
    assert at(folder).upgrade() is None
    assert len(list((folder / "returns" / "before-upgrade" / "receipts").iterdir())) == 5


def test_a_store_of_before_that_is_damaged_keeps_nobody_from_making_it_anew(folder: Path) -> None:
    (folder / "hub.sqlite").write_bytes(b"x" * 5_000)
    assert "is damaged" in run("status", *DAY, cwd=folder, code=2).err
    run("collect", "--rebuild", *DAY, cwd=folder)
    assert len(stored(folder)) == 5
