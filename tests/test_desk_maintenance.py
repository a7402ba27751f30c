"""Backup and maintenance at the desk: backup and back again, what is held of a person, everything read again."""

import json
import re
from pathlib import Path

import pytest

from careers_workbook.cli import options
from careers_workbook.desk.pages import maintenance
from careers_workbook.hub.store.settings import SETTINGS, HubSettings
from tests.support.desk import RunningDesk
from tests.support.hub_folder import BRANNOC, OAK, drop, hub, workbook
from tests.support.program import run

DAY = "2026-12-01"
PASSWORD = "three plain words"


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    found = hub(tmp_path / "hub")
    for school in (OAK, BRANNOC):
        drop(found, f"{school.urn}.xlsx", workbook(school))
    run("collect", "--today", DAY, cwd=found.root)
    return found


def test_a_backup_is_made_saved_and_becomes_the_same_hub(desk: RunningDesk, root: Path, tmp_path: Path) -> None:
    assert options._SHORTEST == maintenance.SHORTEST
    assert desk.get("/maintenance/backup").status == 404
    short = desk.post("/maintenance/back-up", password="short", again="short")
    assert (short.status, "12 characters or more" in short.words) == (422, True)
    assert "short" not in short.text
    assert (
        "The two passwords differ" in desk.post("/maintenance/back-up", password=PASSWORD, again=f"{PASSWORD}s").words
    )
    page = desk.followed(desk.post("/maintenance/back-up", password=PASSWORD, again=PASSWORD))
    assert "Northmoor Careers Hub 2026-12-01.backup" in page.words
    saved = desk.get("/maintenance/backup")
    assert saved.headers["content-disposition"].endswith("Northmoor%20Careers%20Hub%202026-12-01.backup")
    assert saved.body.startswith(b"age-encryption.org")
    assert "a backup was made" in run("history", cwd=root).out

    where = {"path": "/start/restore", "field": "backup", "where": "0"}
    wrong = desk.followed(desk.send(("x.backup", saved.body), **where, password="another one"))
    assert "without its password" in wrong.words
    assert not list((tmp_path / "state").rglob(SETTINGS))
    done = desk.followed(desk.send(("../Ours.backup", saved.body), **where, password=PASSWORD))
    assert "Northmoor Careers Hub, as it was backed up" in done.words
    (again,) = [path.parent for path in (tmp_path / "state").rglob(SETTINGS)]
    assert again.name.endswith("Ours")
    status = [run("status", "--format", "json", "--today", DAY, cwd=folder).out for folder in (root, again)]
    assert json.loads(status[0]) == json.loads(status[1])


def test_what_is_held_of_a_person_is_what_the_command_finds(desk: RunningDesk, root: Path) -> None:
    assert "Type a name" in desk.post("/maintenance/find", words=" - ").words
    page = desk.followed(desk.post("/maintenance/find", words="Governors in June"))
    first = re.search(r'"Governors in June" stands in \d+ places', page.words)
    assert first, page.words
    said = " ".join(run("find", "Governors in June", cwd=root).out.split())
    assert first[0] in said
    assert "Governors in June" not in desk.get("/history").text


def test_everything_is_read_again(desk: RunningDesk, root: Path) -> None:
    (root / "hub.sqlite").unlink()
    page = desk.followed(desk.post("/maintenance/read-again"))
    assert "2 in order, 2 not returned" in page.words
    assert "2 of 4 schools returned" in desk.get("/").words


def test_the_report_for_whoever_helps_names_nobody(desk: RunningDesk) -> None:
    said = json.loads(desk.get("/maintenance/report").body)
    assert said["format"].startswith("careers-workbook-problem-report")
    assert OAK.name not in json.dumps(said)


def test_workbooks_are_made_anew_where_that_is_wanted(desk: RunningDesk, root: Path) -> None:
    desk.followed(desk.post("/workbooks/make"))
    (one,) = root.glob(f"blank/*/{OAK.urn}*")
    one.write_bytes(b"another")
    desk.followed(desk.post("/workbooks/make"))
    assert one.read_bytes() == b"another"
    desk.followed(desk.post("/workbooks/make", anew="yes"))
    assert one.read_bytes() != b"another"


def test_a_hub_to_practise_on_is_that_of_the_command_and_is_opened_from_the_list(
    desk: RunningDesk, root: Path, tmp_path: Path
) -> None:
    run("practice", str(tmp_path / "by command"), "--collection", "Spring 2027", "--today", DAY, cwd=root, code=0)
    for fields, field in (({"where": "7"}, "where"), ({"where": "0", "round": "Nothing 2027"}, "round")):
        wrong = desk.post("/maintenance/practice", **fields)
        assert (wrong.status, re.findall(r'<li><a href="#(\w+)"', wrong.text)) == (422, [field])
    page = desk.followed(desk.post("/maintenance/practice", where="0", round="Spring 2027"))
    made = tmp_path / "state" / "Practice Northmoor Careers Hub"
    assert f"PRACTICE Northmoor Careers Hub is in {made}, with 10 files in its inbox" in page.words
    ours = {path.name: path.read_bytes() for path in (tmp_path / "by command" / "inbox").iterdir()}
    assert {path.name: path.read_bytes() for path in (made / "inbox").iterdir()} == ours
    assert (made / SETTINGS).read_bytes() == (tmp_path / "by command" / SETTINGS).read_bytes()
    (number,) = (
        number
        for number, label in re.findall(r'name="hub" value="(\d+)".*?<label [^>]*>([^<]*)<br>', page.text)
        if label == made.name
    )
    assert "PRACTICE Northmoor Careers Hub" in desk.followed(desk.post("/start/open", hub=number)).words
