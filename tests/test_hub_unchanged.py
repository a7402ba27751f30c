"""A workbook that comes back as it was sent is neither blank nor in order, until somebody confirms that it is right."""

import csv
import datetime as dt
import gzip
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.register.register import read_register
from careers_workbook.hub.rounds.return_selection import select_returns
from careers_workbook.hub.store.asked import SentFolder
from careers_workbook.hub.store.settings import read_settings
from careers_workbook.layout.plan import plan
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.sent_answers import UNCHANGED
from tests.support.filled import changed, codes, sheet
from tests.support.hub_folder import (
    ANSWERS,
    BRANNOC,
    BUILT,
    LATER,
    LEAVERS,
    OAK,
    SPRING,
    TODAY,
    WOOD_A,
    WOOD_B,
    drop,
    file,
    hub,
    workbook,
)
from tests.support.letters import body, read_draft
from tests.support.program import run
from tests.support.schools import SPEC

DAY, NEXT = str(TODAY), "2027-09-06"


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


def states(folder: Path, day: str = DAY) -> dict[str, str]:
    ran = run("status", "--format", "csv", "--today", day, cwd=folder)
    return {row["URN"]: row["State"] for row in csv.DictReader(io.StringIO(ran.out.lstrip("\ufeff")))}


def letters_kept(folder: Path) -> set[str]:
    return {path.name[:6] for path in (folder / "output" / "letters").rglob("*.eml") if "not returned" not in path.name}


def letters(folder: Path, day: str = DAY) -> dict[str, tuple[str, str]]:
    run("status", "--chase", "--today", day, cwd=folder)
    paths = [path for path in (folder / "output" / "letters").rglob("*.eml") if "not returned" not in path.name]
    said = {path: " ".join(body(read_draft(path.read_bytes())).split()) for path in paths}
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
    assert 'where it stands as "in order"' in " ".join(run("confirm", BRANNOC.urn, cwd=where, code=2).err.split())


@pytest.mark.slow
def test_last_times_file_sent_once_more_is_unchanged_too(tmp_path: Path) -> None:
    """Though it went out without answers: only the round before shows it."""
    where = hub(tmp_path / "hub")
    drop(where, "autumn.xlsx", workbook())
    drop(where, "another.xlsx", workbook(BRANNOC))
    run("collect", "--today", DAY, cwd=where.root)
    drop(where, "spring.xlsx", workbook())
    drop(where, "new.xlsx", workbook(BRANNOC, {**ANSWERS, ("CL3", "completed"): "Yes"}))
    day = str(LATER)
    run("collect", "--today", day, cwd=where.root)
    assert states(where.root, day)[OAK.urn] == "unchanged"
    asked = letters(where.root, day)
    assert {urn: kind for urn, (kind, _) in asked.items()} == {OAK.urn: "please confirm", BRANNOC.urn: "thank you"}
    words = asked[OAK.urn][1]
    assert "It is the file that was sent for Autumn 2026, once more." in words
    assert "please tell us so in a line. Until we hear from you it does not count as returned." in words
    run("consolidate", "--today", day, cwd=where.root)
    (path,) = (where.root / "output" / "consolidated" / SPRING).rglob("schools.csv")
    rows = {row["urn"]: row for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))}
    assert (rows[OAK.urn]["done"], rows[BRANNOC.urn]["done"]) == ("", "2")
    run("collect", "--today", day, cwd=where.root)
    assert letters_kept(where.root) == {OAK.urn, BRANNOC.urn}
    run("confirm", OAK.urn, "--collection", SPRING, cwd=where.root, code=0)
    assert letters_kept(where.root) == {BRANNOC.urn}
    assert states(where.root, day)[OAK.urn] == "in order"
    assert letters(where.root, day)[OAK.urn][0] == "thank you"
    assert "second look" not in letters(where.root, day)[OAK.urn][1]


def test_the_file_of_an_earlier_round_is_said_with_that_round(tmp_path: Path) -> None:
    """Between them it sent another one: the round just before is not enough to look at."""
    where = hub(tmp_path / "hub", "  - {name: Summer 2027, opens: 2027-04-12, due: 2027-07-10}\n")
    drop(where, "oak autumn.xlsx", workbook())
    run("collect", "--today", DAY, cwd=where.root)
    drop(where, "oak spring.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "completed"): "Yes"}))
    run("collect", "--today", "2027-02-01", cwd=where.root)
    drop(where, "oak summer.xlsx", workbook())
    drop(where, "new.xlsx", workbook(BRANNOC))
    page = " ".join(run("collect", "--today", "2027-05-03", cwd=where.root).out.split())
    said = "It is the file that was sent for Autumn 2026, once more. Ask the school whether this is the new file"
    assert f"To look at (1): inbox/oak summer.xlsx: {said}" in page
    assert "1 in order, 1 unchanged, 2 not returned" in page
    run("confirm", OAK.urn, "--collection", "Summer 2027", cwd=where.root, code=0)
    page = run("collect", "--today", "2027-05-04", cwd=where.root).out
    assert "2 in order, 2 not returned" in page
    assert "once more" not in page


def test_last_times_file_sent_after_this_times_does_not_count_instead(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    drop(where, "oak autumn.xlsx", workbook())
    run("collect", "--today", DAY, cwd=where.root)
    drop(where, "oak spring.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "completed"): "Yes"}))
    run("collect", "--today", str(LATER), cwd=where.root)
    drop(where, "oak once more.xlsx", workbook())
    page = " ".join(run("collect", "--today", str(LATER), cwd=where.root).out.split())
    assert "It is the file that was sent for Autumn 2026, once more; inbox/oak spring.xlsx of " in page
    assert states(where.root, str(LATER))[OAK.urn] == "in order"


@pytest.mark.slow
def test_its_answers_are_in_no_table(folder: Path) -> None:
    run("consolidate", "--today", DAY, cwd=folder)
    (path,) = (folder / "output").rglob("schools.csv")
    rows = {row["urn"]: row for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))}
    assert rows[OAK.urn]["state"] == "unchanged"
    assert (rows[OAK.urn]["done"], rows[BRANNOC.urn]["done"]) == ("", "1")
    (path,) = (folder / "output").rglob("* - *.xlsx")
    book = load_workbook(path)
    shown = {}
    for tab in ("Schools", "Not returned"):
        head, *lines = [row for row in book[tab].iter_rows(values_only=True) if row[1] is not None]
        shown[tab] = {row[1]: dict(zip(head, row, strict=True)) for row in lines}
    assert [(urn, row["Filled in"]) for urn, row in shown["Schools"].items()] == [(BRANNOC.urn, 2), (WOOD_A.urn, 2)]
    assert {urn: row["State"] for urn, row in shown["Not returned"].items()} == {
        OAK.urn: "Unchanged",
        WOOD_B.urn: "Not returned",
    }


@pytest.mark.slow
def test_a_report_says_how_much_is_filled_in_and_since_when_nothing_has_changed(folder: Path, tmp_path: Path) -> None:
    drop(read_settings(folder), "blank.xlsx", workbook(WOOD_B, {}))
    run("report", "--all", "--format", "text", "-o", str(tmp_path), "--today", DAY, cwd=folder)
    blank = run("report", "inbox/blank.xlsx", "--today", DAY, cwd=folder).out
    said = {path.name[:6]: " ".join(path.read_text("utf-8").split()) for path in tmp_path.iterdir()}
    said[WOOD_B.urn] = " ".join(blank.split())
    asked = open_hub(folder, TODAY).view().round.schools[0].filled.asked
    known = {OAK.urn: 0, BRANNOC.urn: 2, WOOD_A.urn: 2, WOOD_B.urn: 0}
    assert all(f"{number} of {asked} statements filled in: new" in said[urn] for urn, number in known.items())
    since = (
        "Unchanged since the workbook was made on 14 September 2026: every answer is as the school was sent it, and "
    )
    assert f"{since}nobody has confirmed yet that it is still right, so that no percentage is given." in said[OAK.urn]
    assert f"{since}that is confirmed to be right." in said[BRANNOC.urn]
    assert [urn for urn, text in said.items() if "Nothing is filled in yet" in text] == [WOOD_B.urn]
    assert "Unchanged" not in said[WOOD_A.urn]


def test_what_was_left_as_it_was_is_not_filled_in(folder: Path) -> None:
    schools = open_hub(folder, TODAY).view().round.schools
    found = {one.listed.school.urn: one.filled.statements for one in schools}
    assert found == {OAK.urn: 0, BRANNOC.urn: 2, WOOD_A.urn: 2, WOOD_B.urn: 0}
    assert schools[0].filled.asked > 40


def test_of_several_files_one_with_something_new_counts(folder: Path) -> None:
    where = read_settings(folder)
    files = [
        file(where, "new.xlsx", sent(OAK, action="Ask"), sent=dt.datetime(2026, 11, 2)),  # noqa: DTZ001
        file(where, "again.xlsx", sent(OAK), sent=dt.datetime(2026, 11, 9)),  # noqa: DTZ001
    ]
    found = select_returns(files, read_register(where.register), SPEC)
    assert [one.decision for one in found] == ["counts", "unchanged"]
    assert "Nothing in it has changed since it was sent; inbox/new.xlsx" in found[1].reason


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hub that has made workbooks for the next year from the returns of this one."""
    where = hub(tmp_path_factory.mktemp("rolled") / "hub", "carry_leavers: yes\n")
    drop(where, "oak.xlsx", workbook(OAK, ANSWERS, LEAVERS))
    run("collect", "--today", DAY, cwd=where.root)
    run("roll-forward", "--all", "--collection", "Autumn 2026", "--today", NEXT, cwd=where.root)
    return where.root


def came_back(rolled: Path, folder: Path, change: Callable[[Workbook], object]) -> Submission:
    """The school's workbook as it came back, read in the Hub."""
    (path,) = (rolled / "output" / "next-year").glob("990001*.xlsx")
    (folder / "back.xlsx").write_bytes(changed(path.read_bytes(), change))
    return read_file(folder / "back.xlsx", context=open_hub(rolled, TODAY).known())


def origins(submission: Submission) -> dict[tuple[str, str], str]:
    return {key: answer.origin for key, answer in submission.by_key().items() if answer.origin}


@pytest.mark.slow
def test_a_hub_knows_of_each_answer_what_became_of_it(rolled: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        rows = {row[0].value: row for row in sheet(book, "Careers leadership").iter_rows()}
        rows["CL1"][2].value, rows["CL2"][2].value = "New", None
        leavers = {row[0].value: row for row in sheet(book, "Destinations").iter_rows()}
        leavers["L01"][2].value = "Employment"

    found = origins(came_back(rolled, tmp_path, change))
    assert found["CL1", "action"] == "new"
    assert found["CL1", "review"] == found["CL2", "deadline"] == "as sent"
    assert found["CL2", "action"] == "changed"
    assert found["L01", "leaving_year"] == found["L02", "intended"] == "as sent"
    assert len([key for key, origin in found.items() if key[0] == "L01" and origin in ("changed", "new")]) == 1


@pytest.mark.slow
def test_it_is_found_by_the_day_where_the_letters_are_lost(rolled: Path, tmp_path: Path) -> None:
    def lose(book: Workbook) -> None:
        for row in sheet(book, "About this workbook").iter_rows():
            if str(row[0].value).startswith("Answers when sent"):
                row[1].value = "?"

    submission = came_back(rolled, tmp_path, lose)
    assert set(origins(submission).values()) == {"as sent"}
    assert "FILE-046" in codes(submission)


@pytest.mark.slow
def test_what_it_was_sent_with_is_opened_by_its_name(
    rolled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many rounds there are many: to go through all their names for each return takes longer than to read it."""
    where = tmp_path / "hub"
    shutil.copytree(rolled, where)
    kept = SentFolder(where / "returns")
    (path,) = (where / "returns" / "sent").iterdir()
    urn, day, letters = path.name.removesuffix(".json.gz").split()
    monkeypatch.setattr(Path, "glob", None)
    found = kept.find(urn, letters, dt.date.fromisoformat(day))
    assert found is not None
    assert found.known_by.whole == letters
    assert kept.likely(f"{urn} Oak.xlsx") == [(urn, letters, dt.date.fromisoformat(day))]
    monkeypatch.undo()
    path.rename(path.with_name(f"{urn} 2026-01-01 {letters}.json.gz"))
    assert kept.find(urn, letters, dt.date.fromisoformat(day)) == found, "the letters are what it is known by"


@pytest.mark.slow
def test_nothing_of_a_leaver_is_kept_in_words(rolled: Path) -> None:
    (path,) = (rolled / "returns" / "sent").glob("990001*.json.gz")
    kept = gzip.decompress(path.read_bytes()).decode()
    assert "Ask the head" in kept
    assert not [word for word in ('2025/26"]', "Supported internship", "Further education") if word in kept]


@pytest.mark.slow
def test_what_is_kept_may_be_damaged_or_gone(rolled: Path, tmp_path: Path) -> None:
    where = tmp_path / "hub"
    shutil.copytree(rolled, where)
    (path,) = (where / "returns" / "sent").glob("*.json.gz")
    whole = path.read_bytes()
    for data in (
        b"",
        b"{}",
        whole[:50],
        gzip.compress(b"[1]"),
        gzip.compress(b'{"format": "careers-workbook-sent/1"}'),
    ):
        path.write_bytes(data)
        submission = came_back(where, tmp_path, lambda _: None)
        assert "FILE-046" in codes(submission)


@pytest.mark.slow
def test_a_store_keeps_what_became_of_each_answer(rolled: Path, tmp_path: Path) -> None:
    where = tmp_path / "hub"
    shutil.copytree(rolled, where)
    came_back(where, where / "inbox", lambda _: None)
    book = load_workbook(where / "inbox" / "back.xlsx")
    run("collect", "--collection", "Spring 2027", "--today", str(LATER), cwd=where)
    (one,) = open_hub(where, LATER, "Spring 2027").view().round.came
    assert (one.state, one.filled.waiting) == ("unchanged", 1)
    asked = letters(where, str(LATER))[OAK.urn]
    assert asked[0] == "please confirm"
    assert "please choose Yes at each statement whose Review asks" in asked[1]
    assert "Nothing has changed" not in asked[1]
    said = run("confirm", OAK.urn, "--collection", SPRING, cwd=where, code=2).err
    assert f"Statements of {OAK.name} (990001) that were done last year wait for an answer: 1." in said
    assert UNCHANGED.label not in {cell.value for row in book["Start here"].iter_rows() for cell in row}
    assert one.counts
    assert {a.origin for a in one.counts.stored.submission.answers if a.state == "answered"} == {"as sent", ""}
