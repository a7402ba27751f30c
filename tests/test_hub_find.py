"""`find`: everything that is held about a person, and what could not be looked through."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.returns.searched import SearchWords
from tests.support.hostile import zipped
from tests.support.hub_folder import ANSWERS, BRANNOC, OAK, SPRING, TODAY, WOOD_A, drop, hub, workbook
from tests.support.letters import letter
from tests.support.program import run

DAY = ("--today", str(TODAY))
QUILL = {**ANSWERS, ("CL3", "action"): "ask Jamie  QUILL’s mother"}
IN_A_ROW = {**ANSWERS, ("CL4", "action"): "Quill", ("CL4", "review"): "then Jamie"}


@pytest.mark.parametrize(
    ("words", "text", "there"),
    [
        ("Jamie Quill", "with jamie  QUILL, today", True),
        ("Jamie Quill", "jamie.quill@school.example", True),
        ("Jamie Quill", "JamieQuill", True),
        ("Al", "Alternative", False),
        ("Al", "Al's plan", False),
        ("Al", "ask Al.", True),
        ("O'Neill", "O’Neill", True),
        ("01632 960123", "(01632) 960-123", True),
        ("Jamie Quill", "Quill, Jamie", False),
    ],
)
def test_words_are_found_however_they_are_typed(words: str, text: str, *, there: bool) -> None:
    assert SearchWords(words).stand_in(text) is there


def with_author(data: bytes, name: str) -> bytes:
    """The workbook as somebody saved it whose name is in its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            text = old.read(one)
            if one == "docProps/core.xml":
                text = text.replace(
                    b"</cp:coreProperties>",
                    f"<cp:lastModifiedBy>{name}</cp:lastModifiedBy></cp:coreProperties>".encode(),
                )
            new.writestr(one, text)
        new.writestr("xl/media/image1.png", b"\x89PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    where = hub(tmp_path_factory.mktemp("find") / "hub")
    drop(where, "Jamie Quill oak.xlsx", workbook(OAK, QUILL))
    drop(where, "post.eml", letter(("b.xlsx", workbook(BRANNOC, IN_A_ROW)), sender="jamie.quill@x.example"))
    drop(where, "wood.xlsx", with_author(workbook(WOOD_A), "Jamie Quill"))
    drop(where, "scan.pdf", b"%PDF-1.4")
    run("collect", *DAY, cwd=where.root)
    drop(where, "later.zip", zipped({"Jamie Quill.xlsx": workbook(OAK, {("CL1", "action"): "Jamie Quill"})}))
    run("note", OAK.urn, "Jamie Quill called", cwd=where.root)
    run("answer", OAK.urn, "CL5.action", "Ring Jamie Quill", "--by", "AS", *DAY, cwd=where.root, code=0)
    run("consolidate", "--internal", *DAY, cwd=where.root)
    run("report", "--all", "--for", "governors", "--annex", *DAY, cwd=where.root)
    run("report", "--all", "--for", "leader", *DAY, cwd=where.root)
    run("status", "--chase", *DAY, cwd=where.root)
    return where


@pytest.mark.slow
def test_everything_is_found(where: HubSettings) -> None:
    before = {path: path.read_bytes() for path in where.root.rglob("*") if path.is_file()}
    said = " ".join(run("find", "jamie quill", cwd=where.root, code=1).out.split())
    for words in (
        "Careers leadership!C8: ask Jamie QUILL’s mother",
        "inbox/post.eml/b.xlsx (Autumn 2026): Careers leadership!C9: Quill Careers leadership!E9: then Jamie",
        "the sender of the e-mail: jamie.quill@x.example",
        "docprops/core.xml (not in a cell): Jamie Quill",
        "inbox/later.zip/Jamie Quill.xlsx: Careers leadership!C6: Jamie Quill",
        "its name: inbox/Jamie Quill oak.xlsx",
        ": Jamie Quill called",
        ": Ring Jamie Quill",
        "inbox/scan.pdf (Autumn 2026): This is a PDF",
        "inbox/wood.xlsx (Autumn 2026): 1 picture in it",
        "- open actions.pdf: page 1: ",
    ):
        assert words in said, words
    assert said.count("its name: inbox/Jamie Quill oak.xlsx") == 1, "told once"
    assert "{" not in said, "in words"
    assert "OFFICIAL-SENSITIVE - for the board.pdf: This is a PDF" not in said, "it was looked through"
    assert {path: path.read_bytes() for path in where.root.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_what_is_nowhere_is_not_found(where: HubSettings) -> None:
    said = run("find", "Nobody Here", cwd=where.root, code=1).out
    assert '"Nobody Here" was found nowhere.' in said
    assert "not_returned" not in said
    run("find", "...", cwd=where.root, code=2)


@pytest.mark.slow
def test_what_a_workbook_was_sent_with_is_found_though_nobody_has_it_any_more(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    drop(where, "oak.xlsx", workbook(OAK, QUILL))
    run("collect", *DAY, cwd=where.root)
    run("build", "--collection", SPRING, "--today", "2027-01-10", cwd=where.root, code=0)
    shutil.rmtree(where.root / "blank")
    said = run("find", "Jamie Quill", cwd=where.root, code=0).out.partition("returns/sent/990001 2027-01-10 ")[2]
    assert "Careers leadership (CL3, action): ask Jamie QUILL’s mother" in said
    (path,) = (where.root / "returns" / "sent").iterdir()
    path.write_bytes(b"damaged")
    left = " ".join(
        run("find", "Jamie Quill", cwd=where.root, code=1).out.partition("Not looked through (1):")[2].split()
    )
    assert left.startswith("returns/sent/990001 2027-01-10 ")
