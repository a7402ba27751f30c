"""A Hub to practise on: one's own settings and checklist, nobody real, and PRACTICE above everything that is shown."""

import email
import io
import os
import re
import shutil
from email import policy
from pathlib import Path

import pytest
from openpyxl import load_workbook

from careers_workbook.hub.store.settings import HubSettings, read_settings
from careers_workbook.spec.load import load
from tests.support.hub_folder import SCHOOLS, TODAY, drop, hub, workbook
from tests.support.killed import kill, moments
from tests.support.program import run

DAY = ("--today", f"{TODAY:%Y-%m-%d}")
REAL = ("990101", "Zyxwood Manor School", "head@zyxwood.example", "Philomena Quibble", "990102", "Oak Lane School")


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A Hub of two schools with a return, and the one beside it to practise on, in which a round was lived."""
    folder = tmp_path_factory.mktemp("real")
    where = hub(folder / "hub")
    lines = ["URN,Name,E-mail,Caseload", "990101,Zyxwood Manor School,head@zyxwood.example,Philomena Quibble"]
    where.register.write_text("\n".join([*lines, "990102,Oak Lane School,,"]) + "\n", encoding="utf-8")
    (where.root / "letters").mkdir()
    (where.root / "letters" / "thank you.txt").write_text("Subject: Well done\n\nDear {{ school }}\n", encoding="utf-8")
    drop(where, "oak.xlsx", workbook(SCHOOLS[0]))
    run("collect", *DAY, cwd=where.root)
    run("practice", "../practice", *DAY, cwd=where.root, code=0)
    made = folder / "practice"
    for line in ("build --mail", "collect", "status --chase", "consolidate", "report --all"):
        assert run(*line.split(), *DAY, cwd=made).code in (0, 1), line
    return read_settings(made)


def contents(root: Path) -> dict[str, bytes]:
    """Every file by its name, packages and e-mails with what is in them."""
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    for name, data in tuple(found.items()):
        if name.endswith(".eml"):
            message = email.message_from_bytes(data, policy=policy.default)
            found[f"{name} read"] = "\n".join(f"{key}: {value}" for key, value in message.items()).encode()
            found[f"{name} body"] = message.get_body().get_content().encode()  # type: ignore[union-attr]
        elif name.endswith(".xlsx"):
            cells = (str(cell.value) for sheet in load_workbook(io.BytesIO(data)) for row in sheet for cell in row)
            found[f"{name} read"] = "\n".join(cells).encode()
    return found


def test_no_real_school_answer_or_address_is_in_it(practised: HubSettings) -> None:
    for name, data in contents(practised.root).items():
        for word in (*REAL, "careers@northmoor.example"):
            assert word.encode() not in data, (name, word)
            assert word not in name


def test_its_letters_reach_nobody(practised: HubSettings) -> None:
    letters = [path for path in practised.root.rglob("*.eml") if "inbox" not in path.parts]
    assert len(letters) > 12
    for path in letters:
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        assert re.fullmatch(r"careers@9900\d\d\.example", str(message["To"]))
        assert str(message["Subject"]).startswith("PRACTICE")


def test_everything_says_that_it_is_practice(practised: HubSettings) -> None:
    status = run("status", *DAY, cwd=practised.root).out
    assert status.startswith("PRACTICE Autumn 2026, due on")
    assert {"in order", "to put right", "blank", "not readable", "not returned"} <= set(re.split(r"\s{2,}|\n", status))
    (master,) = practised.root.glob("output/consolidated/*/*.xlsx")
    titles = [str(sheet["A1"].value) for sheet in load_workbook(master)]
    assert all("PRACTICE Northmoor Careers Hub, PRACTICE Autumn 2026" in title for title in titles)
    assert practised.name == "PRACTICE Northmoor Careers Hub"


def test_it_asks_what_the_hub_asks(practised: HubSettings) -> None:
    own = read_settings(practised.root.parent / "hub")
    assert load(practised.spec) == load(own.spec)
    assert [(one.opens, one.due) for one in practised.rounds] == [(one.opens, one.due) for one in own.rounds]


def test_it_is_never_made_in_the_hub_or_over_anything(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    for folder in (".", "inbox", "new", ".."):
        assert "nothing was made there" in run("practice", folder, *DAY, cwd=where.root, code=2).err
    assert not (where.root / "new").exists()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_killed_there_is_a_whole_hub_or_none(tmp_path: Path) -> None:
    where, words = hub(tmp_path / "hub"), ("practice", "../new", *DAY)
    number = moments(*words, cwd=where.root)
    whole = set(contents(tmp_path / "new"))
    shutil.rmtree(tmp_path / "new")
    for at in sorted({0, 1, 2, 4, number // 2, number - 3, number - 2, number - 1}):
        assert kill(*words, cwd=where.root, at=at), at
        if not (tmp_path / "new").exists():
            run(*words, cwd=where.root, code=0)
        assert set(contents(tmp_path / "new")) == whole, at
        shutil.rmtree(tmp_path / "new")
    run(*words, cwd=where.root, code=0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hub", "new"]
