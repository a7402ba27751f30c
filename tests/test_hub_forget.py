"""`forget`: nothing of a school stays in a Hub, nothing brings it back, and what others sent is as it was."""

import shutil
from pathlib import Path

import pytest

from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.settings import HubSettings
from tests.support import searched
from tests.support.hostile import zipped
from tests.support.hub_folder import (
    ANSWERS,
    AUTUMN,
    BRANNOC,
    LATER,
    LEAVERS,
    OAK,
    SPRING,
    TODAY,
    WOOD_A,
    WOOD_B,
    copied,
    drop,
    hub,
    unlinked_but_for,
    workbook,
)
from tests.support.letters import letter
from tests.support.program import run
from tests.test_hub_journal import content

pytestmark = pytest.mark.slow
DAY, THEN = ("--today", str(TODAY)), ("--today", str(LATER))
SECRETS = (
    "Quillback",
    "Marrowby",
    "Tansyford",
    "Wexlode",
    "Plaistrow",
    "Oakenshaw",
    "Hollingdrake",
    "Fennimore",
    "Yaxwell",
)
"""Words of answers, of names of files, of a note, a reason, a mail, of the next round, of an answer by telephone."""
KEPT = "Brambleside"
"""A word of an answer of another school."""
OF_OAK = {**ANSWERS, ("CL1", "review"): "Quillback in June", ("CL3", "action"): "Ask Marrowby"}
BAD = {**OF_OAK, ("CL3", "deadline"): "Marrowby 31"}
OF_BRANNOC = {**ANSWERS, ("CL1", "review"): KEPT}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A Hub in its second round, with a copy of everything that the program ever makes."""
    where = hub(tmp_path_factory.mktemp("begun") / "hub", "carry_leavers: yes\nkeep_leaver_rows: yes\n")
    both = zipped({"Tansyford oak.xlsx": workbook(OAK, BAD), "brannoc.xlsx": workbook(BRANNOC, OF_BRANNOC)})
    drop(where, "post.zip", both)
    drop(
        where,
        "Re Tansyford.eml",
        letter(("Tansyford 2.xlsx", workbook(OAK, OF_OAK, LEAVERS)), ("Tansyford.pdf", b"%PDF-1.4 Oakenshaw")),
    )
    drop(where, "wood.xlsx", workbook(WOOD_A))
    run("collect", *DAY, cwd=where.root)
    run("note", OAK.urn, "Wexlode rings after 3", cwd=where.root, code=0)
    run("note", BRANNOC.urn, KEPT, cwd=where.root, code=0)
    run(
        "answer",
        OAK.urn,
        "CL5.action",
        "Wexlode",
        "--by",
        "AS",
        "--how",
        "told by Wexlode",
        *DAY,
        cwd=where.root,
        code=0,
    )
    run("excuse", OAK.urn, "--why", "Plaistrow", cwd=where.root, code=0)
    run("expect", OAK.urn, cwd=where.root, code=0)
    run("undo", cwd=where.root, code=0)
    run("undo", cwd=where.root, code=0)
    run("address", OAK.urn, "990001@schools.example", cwd=where.root, code=0)
    by_hand = ("--by", "AS", "--how", "telephone", "--collection", AUTUMN)
    run("answer", OAK.urn, "CL5.action", "Yaxwell told us", *by_hand, cwd=where.root)
    made(where, DAY)
    run("build", "--mail", "--force", *THEN, cwd=where.root)
    drop(where, "spring/oak.xlsx", workbook(OAK, {**OF_OAK, ("CL4", "action"): "Fennimore"}))
    run("collect", *THEN, cwd=where.root)
    made(where, THEN)
    shutil.copytree(where.root / "returns" / "receipts", where.root / "returns" / "before-upgrade" / "receipts")
    shutil.copy(where.store, where.root / "returns" / "before-upgrade" / "hub.sqlite")
    shutil.copy(where.store, where.root / "hub-OFFICE.sqlite")
    shutil.copy(where.root / "returns" / "journal.jsonl", where.root / "returns" / "journal-OFFICE.jsonl")
    for path in list((where.root / "returns").glob("re*/**/*.json*")) + list(
        (where.root / "returns" / "originals").rglob("*.*")
    ):
        shutil.copy(path, path.with_name(path.name.replace(".", "-OFFICE.", 1)))
    drop(where, "../returns/.99999999-0123abcd.part", b"Quillback")
    drop(where, "../mine/my copy.xlsx", workbook(OAK, OF_OAK, LEAVERS))
    return where


def made(where: HubSettings, day: tuple[str, str]) -> None:
    for words in (
        *(("consolidate",), ("consolidate", "--internal"), ("report", "--all"), ("mark",), ("status", "--chase")),
        *(("roll-forward", "--all"), ("sent",)),
    ):
        run(*words, *(day if words != ("sent",) else ()), cwd=where.root)


@pytest.fixture(scope="module")
def after(begun: HubSettings, tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """The same when all of the school was forgotten."""
    where = copied(begun, tmp_path_factory.mktemp("after") / "hub")
    said = run("forget", OAK.urn, "--yes", "--why", "left the Hub", cwd=where.root, code=1).out
    assert "Oak Lane School (990001) is forgotten" in said
    return where


def test_the_secrets_were_everywhere(begun: HubSettings) -> None:
    found = searched.found(begun.root, SECRETS)
    assert {*found} == {*SECRETS} - {"Hollingdrake"}
    tops = {"/".join(place.split("/")[:2]) for places in found.values() for place in places}
    assert tops >= {
        *("hub.sqlite", "hub-OFFICE.sqlite", "inbox/post.zip", "inbox/Re Tansyford.eml", "returns/originals"),
        *("returns/receipts", "returns/readings", "returns/sent", "returns/journal.jsonl", "blank/Spring 2027"),
        *("output/consolidated", "output/reports", "output/marked", "output/letters", "output/next-year"),
    }


def test_the_list_removes_nothing(where: HubSettings) -> None:
    before = {path: path.read_bytes() for path in where.root.rglob("*") if path.is_file()}
    said = run("forget", OAK.urn, cwd=where.root, code=0).out
    assert {path: path.read_bytes() for path in where.root.rglob("*") if path.is_file()} == before
    for words in (
        "8 originals: returns/originals",
        "give the command again with --yes",
        "OneDrive",
        "post.zip: Tansyford oak.xlsx",
    ):
        assert words in " ".join(said.split()), words


def test_nothing_is_left_but_what_was_said(after: HubSettings) -> None:
    left = searched.found(after.root, SECRETS)
    assert {place for places in left.values() for place in places} <= {"inbox/post.zip"}
    assert KEPT in searched.found(after.root, [KEPT])


def test_others_are_as_they_were(begun: HubSettings, after: HubSettings) -> None:
    for place in ("hub.sqlite", "returns/journal.jsonl"):
        assert place in searched.found(after.root, [KEPT])[KEPT]
    said = run("note", BRANNOC.urn, cwd=after.root, code=0).out
    assert KEPT in said
    assert run("note", OAK.urn, cwd=after.root, code=0).out == "Nothing was written down about 990001.\n"
    for name in (AUTUMN, SPRING):
        before, now = (states(one, name) for one in (begun, after))
        assert {**before, OAK.urn: "not returned"} == now


def states(where: HubSettings, name: str) -> dict[str, str]:
    found = open_hub(where.root, LATER, name).view().round
    return {school.listed.school.urn: school.state for school in found.schools}


@pytest.fixture
def gone(after: HubSettings, tmp_path: Path) -> HubSettings:
    return copied(after, tmp_path / "hub")


def nothing(where: HubSettings) -> None:
    left = searched.found(where.root, SECRETS)
    places = {place for places in left.values() for place in places}
    assert places <= {"inbox/post.zip", "inbox/Re Tansyford.eml", "inbox/copy of it.xlsx"}, places
    assert states(where, AUTUMN)[OAK.urn] == "not returned"


def test_nothing_brings_it_back(begun: HubSettings, gone: HubSettings) -> None:
    run("collect", *THEN, cwd=gone.root)
    nothing(gone)
    run("collect", "--rebuild", *THEN, cwd=gone.root)
    nothing(gone)
    shutil.copy(begun.root / "inbox" / "Re Tansyford.eml", gone.root / "inbox")
    drop(gone, "copy of it.xlsx", workbook(OAK, OF_OAK, LEAVERS))
    said = run("collect", *THEN, cwd=gone.root).out
    assert "Forgotten before, and not taken in again" in said
    assert "inbox/copy of it.xlsx" in said
    nothing(gone)
    assert "HUB-077" not in run("status", *THEN, cwd=gone.root).said
    for place in ("returns/receipts", "returns/originals", "returns/readings"):  # what another computer still had
        shutil.copytree(begun.root / place, gone.root / place, dirs_exist_ok=True)
    shutil.copy(begun.root / "returns" / "journal.jsonl", gone.root / "returns" / "journal-OTHER.jsonl")
    run("collect", *THEN, cwd=gone.root)
    (gone.root / "returns" / "journal-OTHER.jsonl").unlink()
    nothing(gone)
    shutil.copy(begun.store, gone.store)
    run("collect", "--rebuild", *THEN, cwd=gone.root)
    nothing(gone)


def test_the_store_made_anew_is_the_same(gone: HubSettings) -> None:
    before = content(gone)
    run("collect", "--rebuild", *THEN, cwd=gone.root)
    assert content(gone) == before


def test_two_at_once(where: HubSettings) -> None:
    with only_writer(where.folders["returns"]):
        assert "has been at work in this Hub" in run("forget", OAK.urn, "--yes", cwd=where.root, code=2).err
    held = open_hub(where.root, LATER).held(OAK.urn)
    run("forget", OAK.urn, "--yes", cwd=where.root, code=1)
    assert open_hub(where.root, LATER).forget(held, "") == (), "somebody else was first"
    assert KEPT in searched.found(where.root, [KEPT])
    assert {place for places in searched.found(where.root, SECRETS).values() for place in places} <= {"inbox/post.zip"}


def test_done_twice_there_is_nothing_more(gone: HubSettings) -> None:
    said = run("forget", OAK.urn, "--yes", cwd=gone.root).out
    assert said.startswith("Nothing is held of 990001.\n")
    assert "inbox/post.zip" not in said, "what is tombstoned is not named twice"
    drop(gone, "unknown.xlsx", b"PK")
    said = run("forget", OAK.urn, cwd=gone.root, code=1).out
    assert "run careers-workbook collect first: inbox/unknown.xlsx" in " ".join(said.split())


def test_undo_does_not_cross_it(gone: HubSettings) -> None:
    assert run("undo", cwd=gone.root, code=2)
    run("note", BRANNOC.urn, "new", cwd=gone.root, code=0)
    run("undo", cwd=gone.root, code=0)
    run("undo", cwd=gone.root, code=2)
    assert "forgot 990001, with" in run("history", cwd=gone.root, code=0).out


def test_what_is_new_of_the_school_counts_again(gone: HubSettings) -> None:
    drop(gone, "new.xlsx", workbook(OAK, {("CL1", "action"): "Hollingdrake"}))
    run("note", OAK.urn, "Hollingdrake", cwd=gone.root, code=0)
    run("collect", *THEN, cwd=gone.root)
    run("collect", "--rebuild", *THEN, cwd=gone.root)
    assert states(gone, SPRING)[OAK.urn] != "not returned"
    assert "Hollingdrake" in run("note", OAK.urn, cwd=gone.root, code=0).out


def test_one_round_alone(where: HubSettings) -> None:
    said = run("forget", OAK.urn, "--round", SPRING, "--yes", cwd=where.root, code=1).out
    assert (
        "Names the school, and is none of the program's own: look into it yourself: mine/my copy.xlsx What"
        in " ".join(said.split())
    )
    found = searched.found(where.root, SECRETS)
    assert "Fennimore" not in found
    assert "Wexlode" in found
    assert states(where, SPRING)[OAK.urn] == "not returned"
    assert states(where, AUTUMN)[OAK.urn] == "put right"
    run("collect", "--rebuild", *THEN, cwd=where.root)
    assert states(where, SPRING)[OAK.urn] == "not returned"
    run("forget", OAK.urn, "--round", "Winter", cwd=where.root, code=2)


def test_a_kind_of_entry_that_says_nothing_of_itself_loses_all(where: HubSettings) -> None:
    folder = where.folders["returns"]
    journal.add(folder, "made up", {"round": AUTUMN, "urn": OAK.urn, "answer": "Hollingdrake"})
    journal.add(folder, "undo", {"undoes": "made up", "number": 1, "urn": OAK.urn, "answer": "Hollingdrake"})
    with (folder / journal.NAME).open("ab") as file:
        file.write(b'{"number": 9, "what": "note", "details": {"urn": "990001", "words": "Hollingdrake\n')
    run("forget", OAK.urn, "--yes", cwd=where.root, code=1)
    assert "Hollingdrake" not in searched.found(where.root, ["Hollingdrake"])
    run("history", cwd=where.root, code=0)


def test_a_file_that_is_open_in_excel(where: HubSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "unlink", unlinked_but_for("oak.xlsx"))
    said = run("forget", OAK.urn, "--yes", cwd=where.root, code=1)
    assert "could not be removed" in said.err
    assert "oak.xlsx" in said.err
    assert "some of it is still there" in " ".join(run("status", *THEN, cwd=where.root).said.split())
    monkeypatch.undo()
    run("forget", OAK.urn, "--yes", cwd=where.root)
    left = searched.found(where.root, SECRETS)
    assert {place for places in left.values() for place in places} <= {"inbox/post.zip"}
    assert "some of it" not in run("status", *THEN, cwd=where.root).said


def test_of_two_schools_with_one_name_only_one_is_forgotten(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    for school in (WOOD_A, WOOD_B):
        drop(where, f"{school.urn}.xlsx", workbook(school, BAD))
    run("collect", *DAY, cwd=where.root)
    run("status", "--chase", *DAY, cwd=where.root)
    (where.root / "mine.txt").write_text(f"{WOOD_A.name}, {WOOD_A.urn}")
    found = run("forget", WOOD_A.urn, "--yes", cwd=where.root, code=1).out
    assert "look into it yourself:\n  mine.txt\n\n" in found
    assert not [path for path in where.root.rglob(f"{WOOD_A.urn}*") if path.suffix in (".eml", ".xlsx")]
    assert len([*where.root.rglob(f"{WOOD_B.urn}*.eml")]) == 1
