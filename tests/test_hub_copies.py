"""Second copies that programs make which synchronise folders: recognised by the names that each gives, and said."""

import shutil
from pathlib import Path

import pytest

from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store import decisions, journal, receipts
from careers_workbook.hub.store.integrity import integrity_problems
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.sync_copies import copies
from tests.support.hub_folder import AUTUMN, BRANNOC, OAK, TODAY, copied, drop, hub, workbook
from tests.support.program import run

DAY = ("--today", f"{TODAY:%Y-%m-%d}")
MADE = {
    "OneDrive": "-DESKTOP-4KJ9P2A",
    "OneDrive, the same computer again": "-OFFICE-PC-2",
    "OneDrive, a computer in small letters that worked here": "-office-mac",
    "OneDrive on Linux": "-kei-safeBackup-0001",
    "Dropbox": " (Ken's conflicted copy 2026-08-07)",
    "Dropbox, a computer": " (Pierre's MacBook Pro's conflicted copy 2026-02-13)",
    "Dropbox, nobody named": " (conflicted copy)",
    "Google Drive": " (1)",
    "Google Drive of before": "[Conflict]",
    "iCloud": " 2",
    "Nextcloud": " (conflicted copy 2026-09-29 101010)",
    "ownCloud": "_conflict-20260901-120000",
    "Syncthing": ".sync-conflict-20260811-175245-3PDLNDG",
    "Proton Drive": " (# Edit conflict 2026-08-25 abc #)",
}
"""What follows the name of the file."""
OWN = ("-old", " 2025", " 2025-26", " - with e-mails", "-2025", " old", "s", " (old)", " (12 schools)", "-in words")
"""What people call copies of their own."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    where = hub(tmp_path_factory.mktemp("as it was") / "hub")
    drop(where, "oak.xlsx", workbook(OAK))
    drop(where, "brannoc.xlsx", workbook(BRANNOC))
    list(open_hub(where.root, TODAY).collect().steps)
    return where


def kept(where: HubSettings) -> dict[Path, str]:
    """Everything that is said of, and the code that says so."""
    folder = where.folders["returns"]
    (receipt, *_) = sorted((folder / "receipts").iterdir())
    own = {where.store: "HUB-030", where.register: "HUB-099"}
    own |= {where.root / name: "HUB-099" for name in ("collection.yaml", "spec-changes.yaml")}
    return own | {folder / journal.NAME: "HUB-097", receipt: "HUB-098"}


def beside(path: Path, rest: str) -> Path:
    return path.with_name(f"{path.stem}{rest}{path.suffix}")


@pytest.mark.parametrize("rest", MADE.values(), ids=list(MADE))
def test_a_copy_is_said_by_every_name_that_such_a_program_gives(where: HubSettings, rest: str) -> None:
    if rest == "-office-mac":
        entry = journal.read(where.folders["returns"]).entries[0]
        other = journal.JournalEntry(0, entry.when, "jo", "Office-Mac", "keep", {})
        journal.add(where.folders["returns"], "keep", {"path": "x"}, other)
    for path, code in kept(where).items():
        copy = beside(path, rest)
        copy.write_bytes(path.read_bytes() if path.exists() else b"")
        said = list(integrity_problems(where))
        assert [problem.code for problem in said] == [code], copy
        assert copy.name in str(said[0])
        copy.unlink()


@pytest.mark.parametrize("rest", OWN)
def test_copies_that_people_make_of_their_own_are_none(where: HubSettings, rest: str) -> None:
    for path in (where.root / "collection.yaml", where.register):
        shutil.copyfile(path, beside(path, rest))
    assert list(integrity_problems(where)) == []


def test_what_lies_beside_and_is_no_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a [b].csv"
    path.write_text("")
    (tmp_path / "a [b] (1).csv").mkdir()
    (tmp_path / "a b (1).csv").write_text("")
    assert copies(path) == []
    (tmp_path / "a [b] (2).csv").write_text("")
    assert copies(path) == [tmp_path / "a [b] (2).csv"]


def test_what_only_the_copy_of_a_journal_says_is_taken_in(where: HubSettings, tmp_path: Path) -> None:
    """Two computers went on from the same journal; both said something, and one took it back."""
    folder = where.folders["returns"]
    there = copied(where, tmp_path / "on the other computer")
    came = {one.source: one for _, one in receipts.receipts(folder) if one}
    oak, brannoc = came["inbox/oak.xlsx"], came["inbox/brannoc.xlsx"]
    decisions.assign(folder, brannoc, "990003")
    for urn in ("990003", "990004"):
        decisions.assign(there.folders["returns"], oak, urn)
    open_hub(there.root, TODAY).undo()
    shutil.copyfile(there.folders["returns"] / journal.NAME, folder / "journal-OFFICE-PC.jsonl")
    assert "take in what only it says" in " ".join(run("status", *DAY, cwd=where.root, code=1).out.split())
    for _ in range(2):
        run("collect", *DAY, cwd=where.root)
        found = journal.read(folder)
        whose = {receipt.source: receipt.urn for _, receipt in receipts.receipts(folder) if receipt}
        assert whose == {"inbox/oak.xlsx": "990003", "inbox/brannoc.xlsx": "990003"}
        assert [one.what for one in found.entries] == ["init", *["collect"] * 2, *["assign"] * 3, "undo"]
        assert [one.number for one in found.entries] == list(range(1, 8))
    (folder / "journal-OFFICE-PC.jsonl").unlink()
    assert open_hub(where.root, TODAY).undo().text("urn") == "990003"
    list(open_hub(where.root, TODAY).collect(rebuild=True).steps)
    assert {one.text("round") for one in found.entries if one.what == "assign"} == {AUTUMN}


def test_a_copy_of_a_receipt_does_not_say_whose_a_file_is(where: HubSettings) -> None:
    path = next(path for path, code in kept(where).items() if code == "HUB-098")
    copy = beside(path, "-OFFICE-PC")
    copy.write_text(path.read_text("utf-8").replace('"urn": ""', '"urn": "990004"'), encoding="utf-8")
    run("collect", "--rebuild", *DAY, cwd=where.root)
    assert "990004" not in path.read_text("utf-8")
    assert "second copies of receipts (1 file)" in " ".join(run("collect", *DAY, cwd=where.root).err.split())
