"""Questions on the desk: shown before they are changed, changed once, by the same file as the commands, taken back."""

import datetime as dt
import re
from pathlib import Path

import pytest

from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store.settings import HubSettings
from tests.support.desk import Answer, RunningDesk, running
from tests.support.hub_folder import BRANNOC, OAK, hub, put, workbook
from tests.support.program import run
from tests.support.spec_text import GOOD

DAY = "2026-12-01"


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    found = hub(tmp_path / "hub")
    put(found, ("990001.xlsx", workbook(OAK)), ("990002.xlsx", workbook(BRANNOC)))
    return found


def seen_in(page: Answer) -> str:
    """What says by which checklist a page was made."""
    found = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def test_what_it_means_is_shown_before_and_nothing_is_done(desk: RunningDesk, root: Path) -> None:
    page = desk.post("/questions/CL2/reword", reword="The Careers Leader has applied for a bursary.")
    said = page.words
    assert page.status == 200
    assert 'CL2 on the sheet Careers leadership, before: "The Careers Leader has applied for training' in said
    assert "2 schools answered it in Autumn 2026: that counts for the new words." in said
    assert "gets version" in said
    assert not (root / "spec-changes.yaml").exists()
    done = desk.followed(
        desk.post("/questions/CL2/reword", reword="The Careers Leader has applied for a bursary.", seen=seen_in(page))
    )
    assert "CL2 has new words." in done.words
    assert "The Careers Leader has applied for a bursary." in desk.get("/questions/CL2").words
    assert "applied for a bursary" in run("history", cwd=root).out
    desk.followed(desk.post("/history/undo"))
    assert "applied for training and a bursary" in desk.get("/questions/CL2").words


def test_the_desk_and_the_command_write_the_same_file(desk: RunningDesk, root: Path, tmp_path: Path) -> None:
    other = hub(tmp_path / "other").root
    run("question", "add", "Every pupil has met an employer.", "--after", "CL3", "--yes", "--today", DAY, cwd=other)
    run("question", "drop", "CL5", "--because", "No longer asked for.", "--yes", "--today", DAY, cwd=other)
    for kind, ref, words in (
        ("add", "CL3", "Every pupil has met an employer."),
        ("drop", "CL5", "No longer asked for."),
    ):
        page = desk.post(f"/questions/{ref}/{kind}", **{kind: words})
        desk.followed(desk.post(f"/questions/{ref}/{kind}", **{kind: words}, seen=seen_in(page)))
    name = "spec-changes.yaml"
    assert (root / name).read_text(encoding="utf-8") == (other / name).read_text(encoding="utf-8")
    asked = desk.get("/questions").words
    assert "Every pupil has met an employer." in asked
    assert desk.get("/questions/CL5").status == 404


def test_who_looked_before_another_changed_it_is_told(desk: RunningDesk, root: Path) -> None:
    page = desk.post("/questions/CL5/drop", drop="No longer asked for.")
    run("question", "reword", "CL1", "There is a Careers Leader.", "--yes", "--today", DAY, cwd=root)
    before = (root / "spec-changes.yaml").read_bytes()
    late = desk.post("/questions/CL5/drop", drop="No longer asked for.", seen=seen_in(page))
    assert late.status == 422
    assert "was changed meanwhile" in late.words
    assert (root / "spec-changes.yaml").read_bytes() == before


def test_what_cannot_be_is_said_at_its_field(desk: RunningDesk) -> None:
    assert "Type the new question." in desk.post("/questions/CL1/add", add=" ").words
    wrong = desk.post("/questions/SD5/add", add="Pupils on roll", answer="a poem")
    assert (wrong.status, "one of the kinds of answers" in wrong.words) == (422, True)
    assert desk.post("/questions/ZZ9/reword", reword="x").status == 404


def test_a_detail_gets_a_kind_of_answer_and_who_may_see_it(desk: RunningDesk, root: Path) -> None:
    words = {"add": "Pupils on roll", "answer": "whole number", "about": ""}
    page = desk.post("/questions/SD5/add", **words)
    assert "Its answers are about people" in page.words
    assert "--about" not in page.words
    desk.followed(desk.post("/questions/SD5/add", **words, seen=seen_in(page)))
    text = (root / "spec-changes.yaml").read_text(encoding="utf-8")
    assert "answer: whole number" in text
    assert "Pupils on roll" in desk.get("/statements").words


def test_who_was_sent_which_version_is_known(desk: RunningDesk, root: Path) -> None:
    run("build", "--today", DAY, cwd=root, code=0)
    at = open_hub(root, dt.date.fromisoformat(DAY))
    (first,) = at.sent_versions(at.view())
    assert (first.version, first.is_todays, len(first.schools)) == ("2020.1", True, 4)
    assert "2020.1 (as it is now) 01/12/2026 4" in desk.get("/questions").words
    run("question", "add", "Every pupil has met an employer.", "--after", "CL3", "--yes", "--today", DAY, cwd=root)
    next((root / "blank").rglob(f"{OAK.urn}*")).unlink()
    run("build", "--today", "2026-12-02", cwd=root)
    at = open_hub(root, dt.date.fromisoformat(DAY))
    second, first = at.sent_versions(at.view())
    assert [one.school.urn for one in second.schools] == [OAK.urn]
    assert OAK.urn not in [one.school.urn for one in first.schools]
    page = desk.post("/questions/CL3/drop", drop="Too long ago.").words
    assert "1 school has version 2020.2 of 02/12/2026" in page
    assert "3 schools have version 2020.1 of 01/12/2026" in page
    run("undo", cwd=root)
    at = open_hub(root, dt.date.fromisoformat(DAY))
    assert not any(OAK.urn in {x.school.urn for x in one.schools} for one in at.sent_versions(at.view()))


def test_what_is_asked_otherwise_than_in_workbooks_that_went_out(desk: RunningDesk, root: Path) -> None:
    run("build", "--today", DAY, cwd=root, code=0)
    assert "What is asked otherwise" not in desk.get("/questions").words
    for words in (
        ("add", "Every pupil has met an employer.", "--after", "CL3"),
        ("reword", "CL2", "A bursary was applied for."),
        ("drop", "CL5", "--because", "It is law by now."),
    ):
        run("question", *words, "--yes", "--today", DAY, cwd=root, code=0)
    page = desk.get("/questions").words
    for said in (
        "What is asked otherwise now than in version 2020.1 of 01/12/2026",
        "Asked for the first time (1) CL7 Every pupil has met an employer. (Careers leadership)",
        "No longer asked (1) CL5 The school has appointed a named Governor for Careers. Why: It is law by now.",
        "CL2 Before: The Careers Leader has applied for training and a bursary. Now: A bursary was applied for.",
    ):
        assert said in page, page[:3000]


def test_a_checklist_that_was_changed_by_hand_is_checked_as_by_the_command(root: Path, tmp_path: Path) -> None:
    own, settings = root / "own.yaml", root / "collection.yaml"
    settings.write_text(re.sub(r"spec: .*", "spec: own.yaml", settings.read_text(encoding="utf-8")), encoding="utf-8")
    for text, code, heading in (
        (GOOD, 0, ""),
        (GOOD.replace('- "Yes"', "- Yes"), 1, "To look at in your checklist (1)"),
        (
            GOOD.replace("kind: checklist", "kind: chicklist").replace("answer: date", "answer: dote"),
            2,
            "This cannot be",
        ),
    ):
        own.write_text(text, encoding="utf-8")
        said = run("spec", "check", "own.yaml", cwd=root, code=code).out.splitlines()[:-1]
        with running(root, tmp_path / f"state {code}", DAY) as desk:
            desk.enter()
            page = desk.get("/questions").words
        assert heading in page, page
        assert ("To look at" in page) == (code == 1)
        assert len(said) == code
        for line in said:
            assert line.partition("own.yaml")[2] in page, (line, page)


def test_statements_of_another_round_are_those_of_that_round(desk: RunningDesk, root: Path) -> None:
    now, later = desk.get("/statements/CL1"), desk.get("/statements/CL1?round=Spring%202027")
    assert "Done: 2" in now.words
    assert "Done: 2" not in later.words
    assert 'href="?said=done"' in now.text
    assert "/answer?ref=CL1" in now.text
    assert "/answer?ref=CL1" not in later.text  # what is written down counts in the round of today
    assert "/statements/CL1?round=Spring%202027" in desk.get("/statements?round=Spring%202027").text
