"""Workbooks at the desk: who gets one is seen before; blank ones and those of another day are as `build` makes them."""

import email
import email.policy
import re
import zipfile
from pathlib import Path

import pytest

from careers_workbook.hub.store.settings import HubSettings
from tests.support.desk import RunningDesk, running
from tests.support.hub_folder import OAK, SCHOOLS, TODAY, WOOD_A, WOOD_B, copied, hub, put, workbook
from tests.support.program import run

DAY, OTHER = TODAY.isoformat(), "2027-01-22"


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """Four schools, of which one has returned in this round."""
    found = hub(tmp_path / "hub")
    put(found, ("990001.xlsx", workbook(OAK)))
    return found


def made(where: HubSettings, kind: str = "blank/*/*.xlsx") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in where.root.glob(kind)}


def test_blank_ones_due_on_another_day_are_those_of_the_command(
    desk: RunningDesk, where: HubSettings, tmp_path: Path
) -> None:
    other = copied(where, tmp_path / "other")
    run("build", "--mail", "--blank", "--due", OTHER, "--today", DAY, cwd=other.root, code=0)
    done = desk.followed(desk.post("/workbooks/make", letters="yes", blank="yes", due=OTHER))
    assert "4 workbooks built" in done.words
    assert made(where) == made(other)
    assert len(made(where)) == len(SCHOOLS)
    assert made(where, "output/letters/*/*.eml").keys() == made(other, "output/letters/*/*.eml").keys()
    assert all(b"22 January 2027" in data for data in made(where, "output/letters/*/*.eml").values())
    with_answers = made(where)
    desk.followed(desk.post("/workbooks/make", anew="yes"))
    assert {name for name, data in made(where).items() if data != with_answers[name]} == set(with_answers)


def test_another_day_is_that_of_new_ones_and_their_letters_only(desk: RunningDesk, where: HubSettings) -> None:
    desk.followed(desk.post("/workbooks/make", letters="yes"))
    before, letters = made(where), made(where, "output/letters/*/*.eml")
    (gone,) = (name for name in before if name.startswith(WOOD_A.urn))
    next(where.folders["blank"].rglob(gone)).unlink()
    done = desk.followed(desk.post("/workbooks/make", letters="yes", due=OTHER))
    assert "1 workbook built; 3 left as before." in done.words
    assert "3 workbooks were there already, due on 31/12/2026, and the letter with each says that day" in done.words
    assert "For 22/01/2027 instead, make them once more." in done.words
    now, letters_now = made(where), made(where, "output/letters/*/*.eml")
    assert [name for name in before if before[name] != now[name]] == [gone]
    assert [name[:6] for name in letters if letters[name] != letters_now[name]] == [WOOD_A.urn]


def test_a_letter_names_the_day_that_its_workbook_names(where: HubSettings) -> None:
    """One was made for the day of the round, one for a school that may take longer; then all are to be due later."""
    run("extend", OAK.urn, "--to", "2027-01-15", "--today", DAY, cwd=where.root, code=0)
    run("build", "--mail", "--today", DAY, cwd=where.root, code=0)
    days = {OAK.urn: "15 January 2027", WOOD_A.urn: "31 December 2026"}
    (gone,) = where.root.glob(f"blank/*/{WOOD_B.urn}*")
    gone.unlink()
    said = run("build", "--mail", "--due", OTHER, "--today", DAY, cwd=where.root, code=0).said
    days[WOOD_B.urn] = "22 January 2027"
    said = " ".join(said.split())
    assert said.count("there already, due on") == 1
    assert "2 workbooks were there already, due on 31/12/2026" in said
    assert "For 22/01/2027 instead, build --force makes them once more." in said
    for urn, day in days.items():
        (path,) = where.root.glob(f"blank/*/{urn}*")
        (draft,) = where.root.glob(f"output/letters/*/{urn}*")
        letter = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
        body = letter.get_body()
        assert body
        words = f"{letter['Subject']} {body.get_content()}"
        assert {one for one in days.values() if one in words} == {day}
        with zipfile.ZipFile(path) as book:
            texts = book.read("xl/sharedStrings.xml").decode()
        assert {one for one in days.values() if one in texts} == {day}


def test_who_gets_one_is_seen_before_and_a_day_that_has_passed_is_said(desk: RunningDesk, where: HubSettings) -> None:
    desk.followed(desk.post("/schools/990002/excuse", why="closed this term"))
    page = desk.get("/workbooks").words
    assert "3 schools are expected; 0 workbooks are there. To be made: 3" in page
    assert all(f"({one.urn})" in page for one in SCHOOLS if one.urn != "990002")
    assert "(990002)" not in page
    wrong = desk.post("/workbooks/make", blank="yes", due="2026-11-30")
    assert (wrong.status, re.findall(r'<li><a href="#(\w+)"', wrong.text)) == (422, ["due"])
    assert "30/11/2026 has passed" in wrong.words
    ticked = re.findall(r'id="(letters|blank)"[^>]* checked', wrong.text)
    assert ticked == ["blank"]
    assert not made(where)
    desk.followed(desk.post("/workbooks/make"))
    assert "To be made: none" in desk.get("/workbooks").words


def test_a_round_that_is_over_gets_workbooks_for_a_day_that_is_chosen(where: HubSettings, tmp_path: Path) -> None:
    with running(where.root, tmp_path / "state", "2027-04-10") as desk:
        desk.enter()
        assert "This round is over" in desk.get("/workbooks").words
        assert "is over" in desk.followed(desk.post("/workbooks/make")).words
        assert not made(where)
        desk.followed(desk.post("/workbooks/make", due="2027-04-30"))
        assert len(made(where)) == len(SCHOOLS)
