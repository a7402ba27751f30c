"""A workbook that comes back as it was sent is neither blank nor in order, until somebody confirms that it is right."""

import csv
import datetime as dt
import io
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.hub.register.register import read_register
from careers_workbook.hub.rounds.return_selection import select_returns
from careers_workbook.hub.store.settings import read_settings
from careers_workbook.layout.plan import plan
from careers_workbook.spec.sent_answers import UNCHANGED
from tests.support.hub_folder import ANSWERS, BRANNOC, BUILT, OAK, TODAY, WOOD_A, WOOD_B, drop, file, hub
from tests.support.mailing import body, parsed
from tests.support.program import run
from tests.support.schools import SPEC

DAY = str(TODAY)


def sent(school: School, confirms: str = "", action: str = "") -> bytes:
    """A workbook that went out with answers, in which a school has typed this."""
    book = load_workbook(io.BytesIO(build(plan(SPEC), school, Order(BUILT), ANSWERS, sent_with=True)))
    for title, label, right, value in (
        ("Start here", UNCHANGED.label, 1, confirms),
        ("Careers leadership", "CL2", 2, action),
    ):
        (found,) = (cell for row in book[title].iter_rows() for cell in row if cell.value == label)
        if value:
            found.offset(column=right).value = value
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = hub(tmp_path_factory.mktemp("unchanged") / "hub")
    drop(where, "oak.xlsx", sent(OAK))
    drop(where, "confirmed.xlsx", sent(BRANNOC, confirms="Yes"))
    drop(where, "changed.xlsx", sent(WOOD_A, action="Ask governors"))
    run("collect", "--today", DAY, cwd=where.root)
    return where.root


def states(folder: Path) -> dict[str, str]:
    ran = run("status", "--format", "csv", "--today", DAY, cwd=folder)
    return {row["URN"]: row["State"] for row in csv.DictReader(io.StringIO(ran.out.lstrip("\ufeff")))}


def letters(folder: Path) -> dict[str, tuple[str, str]]:
    run("status", "--chase", "--today", DAY, cwd=folder)
    paths = [path for path in (folder / "output" / "letters").rglob("*.eml") if "not returned" not in path.name]
    said = {path: " ".join(body(parsed(path.read_bytes())).split()) for path in paths}
    return {path.name[:6]: (path.stem.rpartition(" - ")[2], text) for path, text in said.items()}


def test_it_has_a_word_of_its_own(folder: Path) -> None:
    assert states(folder) == {
        OAK.urn: "unchanged",
        BRANNOC.urn: "in order",
        WOOD_A.urn: "in order",
        WOOD_B.urn: "not returned",
    }
    page = " ".join(run("status", "--today", DAY, cwd=folder, code=1).out.split())
    assert "4 schools, 2 returned: 2 in order, 1 unchanged, 1 not returned." in page


@pytest.mark.slow
def test_the_school_is_asked_until_the_hub_confirms_it(folder: Path, tmp_path: Path) -> None:
    where = tmp_path / "hub"
    shutil.copytree(folder, where)
    asked = letters(where)
    assert {urn: kind for urn, (kind, _) in asked.items()} == {
        OAK.urn: "please confirm",
        BRANNOC.urn: "thank you",
        WOOD_A.urn: "thank you",
    }
    assert "Every answer in it is as it was when we sent it to you, and nothing is new." in asked[OAK.urn][1]
    ran = run("confirm", OAK.urn, cwd=where, code=0)
    assert "Oak Lane School: nothing has changed, and that is confirmed." in ran.out
    assert states(where)[OAK.urn] == "in order"
    assert letters(where)[OAK.urn][0] == "thank you"
    assert "second look" not in letters(where)[OAK.urn][1]
    run("collect", "--rebuild", "--today", DAY, cwd=where)
    assert states(where)[OAK.urn] == "in order"
    assert "confirmed that nothing has changed at 990001" in " ".join(run("history", cwd=where).out.split())
    run("undo", cwd=where, code=0)
    assert states(where)[OAK.urn] == "unchanged"
    assert "not unchanged, but in order" in " ".join(run("confirm", BRANNOC.urn, cwd=where, code=2).err.split())


@pytest.mark.slow
def test_its_answers_are_in_no_table(folder: Path) -> None:
    run("consolidate", "--today", DAY, cwd=folder)
    (path,) = (folder / "output").rglob("schools.csv")
    rows = {row["urn"]: row for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))}
    assert rows[OAK.urn]["state"] == "unchanged"
    assert (rows[OAK.urn]["done"], rows[BRANNOC.urn]["done"]) == ("", "1")


def test_of_several_files_one_with_something_new_counts(folder: Path) -> None:
    where = read_settings(folder)
    files = [
        file(where, "new.xlsx", sent(OAK, action="Ask"), sent=dt.datetime(2026, 11, 2)),  # noqa: DTZ001
        file(where, "again.xlsx", sent(OAK), sent=dt.datetime(2026, 11, 9)),  # noqa: DTZ001
    ]
    found = select_returns(files, read_register(where.register), SPEC)
    assert [one.decision for one in found] == ["counts", "unchanged"]
    assert "Nothing in it has changed since it was sent; inbox/new.xlsx" in found[1].reason
