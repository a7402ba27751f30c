"""Answers that the Hub wrote down: among a school's own in every output, marked, checked, taken back."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from careers_workbook.hub.hub import GivenAnswer, GivenAnswers, open_hub
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.read.book import read_book
from tests.support.hub_folder import (
    ANSWERS,
    BRANNOC,
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
from tests.support.program import run

DAY = ("--today", str(TODAY))
NEXT_DAY = TODAY + dt.timedelta(days=1)
NOTE = 'Your Hub wrote down "Yes" here on 01/12/2026 (telephone, AS). The workbook says "In progress".'
BAD = {("CL1", "completed"): "Yes", ("CL2", "completed"): "perhaps", ("CL3", "deadline"): "soon"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """One school has returned."""
    where = hub(tmp_path_factory.mktemp("begun") / "hub")
    drop(where, "oak.xlsx", workbook(OAK), dt.datetime(2026, 11, 20, 9))  # noqa: DTZ001
    run("collect", *DAY, cwd=where.root)
    return where


def answer(where: HubSettings, *words: object, code: int = 0, how: str = "telephone") -> str:
    ran = run("answer", *words, "--by", "AS", "--how", how, *DAY, cwd=where.root, code=code)
    return " ".join((ran.out + ran.err).split())


def status(where: HubSettings, day: dt.date = TODAY) -> dict:
    data = json.loads(run("status", "--format", "json", "--today", str(day), cwd=where.root).out)
    return {one["urn"]: one for one in data["schools"]}


def state(where: HubSettings, urn: str = OAK.urn) -> str:
    return str(status(where)[urn]["state"])


def told(where: HubSettings, urn: str = OAK.urn, day: dt.date = TODAY) -> dict[tuple[str, str], object]:
    """What counts of a school, by question."""
    school = next(s for s in open_hub(where.root, day).view().round.schools if s.listed.school.urn == urn)
    answers = school.counts.stored.submission.answers if school.counts else ()
    return {(a.ref, a.column_id): a.value for a in answers if a.value is not None}


def codes(where: HubSettings, day: dt.date = TODAY, urn: str = OAK.urn) -> list[str]:
    return [finding["code"] for finding in status(where, day)[urn]["findings"]]


def reread(where: HubSettings) -> Submission:
    """The return that counts, read anew from its original."""
    at_hub = open_hub(where.root, TODAY)
    (one,) = at_hub.returns(at_hub.view()).steps
    return one.submission


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.mark.slow
def test_it_is_marked_in_every_output(where: HubSettings) -> None:
    said = answer(where, OAK.urn, "CL2.completed", "Yes")
    assert f"CL2, Action completed: {NOTE} It counts as returned." in said
    page = " ".join(run("status", *DAY, cwd=where.root).out.split())
    assert (
        'Written down by your Hub (1): 990001 Oak Lane School: CL2.completed "Yes" (telephone, AS, 01/12/2026).' in page
    )
    one = status(where)[OAK.urn]
    assert one["by_hand"] == [
        {"ref": "CL2", "column": "completed", "value": "Yes", "by": "AS", "how": "telephone", "on": "2026-12-01"}
    ]
    assert "CL2, Action completed" in next(f["where"] for f in one["findings"] if f["code"] == "HUB-160")
    run("report", "--all", *DAY, cwd=where.root)
    (report,) = (where.root / "output" / "reports").rglob("*.html")
    assert "Your Hub wrote down" in report.read_text(encoding="utf-8")
    run("consolidate", *DAY, cwd=where.root)
    (answers,) = (where.root / "output" / "consolidated").rglob("answers.csv")
    row = next(row for row in rows(answers) if (row["ref"], row["column_id"]) == ("CL2", "completed"))
    assert (row["value"], row["by_hand"], row["own"]) == ("Yes", "telephone, 01/12/2026 (AS)", "In progress")
    assert next(iter(rows(answers.with_name("schools.csv"))))["by_hand"] == "1"
    assert {row["code"] for row in rows(answers.with_name("problems.csv"))} == {"HUB-160"}
    (master,) = (where.root / "output" / "consolidated").rglob("*.xlsx")
    cells = {str(raw) for grid in read_book(master.read_bytes()).grids for raw in grid.cells.values()}
    assert NOTE in cells
    (marked,) = [a for a in reread(where).answers if a.by_hand]
    assert (marked.value, marked.raw, marked.by_hand.own, marked.cell) == ("Yes", "Yes", "In progress", "F7")
    run("report", "--all", "--format", "json", *DAY, cwd=where.root)
    assert '"HUB-160"' in report.with_suffix(".json").read_text(encoding="utf-8")
    run("status", "--chase", *DAY, cwd=where.root)
    (letter,) = (where.root / "output" / "letters").rglob(f"*{OAK.urn}*.eml")
    assert b'- CL2.completed: "Yes" (telephone, 1 December 2026)' in letter.read_bytes()
    drop(where, "brannoc.xlsx", workbook(BRANNOC, BAD))
    run("collect", *DAY, cwd=where.root)
    answer(where, BRANNOC.urn, "CL2.completed", "No")
    run("mark", *DAY, cwd=where.root)
    (copy,) = (where.root / "output" / "marked").rglob("*.xlsx")
    front = next(grid for grid in read_book(copy.read_bytes()).grids if grid.title == "What to fix")
    listed = " ".join(str(raw) for raw in front.cells.values())
    assert 'Your Hub wrote down "No" here on 01/12/2026 (telephone, AS). The workbook says "perhaps".' in listed
    assert "soon" in listed
    assert '"perhaps" is not one' not in listed


def test_it_is_read_and_refused_as_in_a_workbook(where: HubSettings) -> None:
    before = (where.folders["returns"] / "journal.jsonl").read_bytes()
    for words, said in {
        (
            "CL1.completed",
            "Maybe",
        ): '(CL1, Action completed): "Maybe" is not one of the answers offered. Choose one of: Yes,',
        ("CL1 Deadline", "31/02/2027"): '(CL1, Deadline): "31/02/2027" is not a date.',
        ("CL1.action", "jo@x.example"): "What stands here looks like an e-mail address.",
        ("SD8", "many"): '"many" is not',
        ("CL1.complted", "Yes"): 'Did you mean "CL1.completed"?',
        ("CL1", "Yes"): "may be any of these: CL1.action, CL1.deadline, CL1.review, CL1.completed.",
        ("L01.autumn", "Yes"): "is a line of the sheet Destinations",
        ("CL1.completed", ""): "so there is nothing to take away.",
        ("SD10", "990002"): '"URN" is what the register says of a school',
    }.items():
        assert said in answer(where, OAK.urn, *words, code=2), words
    assert "No school of register.csv has" in answer(where, "990050", "CL1.completed", "Yes", code=2)
    assert (where.folders["returns"] / "journal.jsonl").read_bytes() == before
    for name in ("CL1.deadline", "cl1, deadline", "CL1 Deadline"):
        answer(where, OAK.urn, name, "1.4.27")
    assert told(where)["CL1", "deadline"] == dt.date(2027, 4, 1)
    assert 'CL1.deadline "01/04/2027" (' in " ".join(run("history", cwd=where.root).out.split())
    for name in ("SD8", "Number of leavers in current year", "leavers"):
        answer(where, OAK.urn, name, "12")
    assert told(where)["SD8", "answer"] == 12


@pytest.mark.slow
def test_all_checks_run_over_the_answers_together(where: HubSettings) -> None:
    drop(where, "oak.xlsx", workbook(OAK, BAD), dt.datetime(2026, 11, 21, 9))  # noqa: DTZ001
    run("collect", *DAY, cwd=where.root)
    assert state(where) == "put right"
    answer(where, OAK.urn, "CL2.completed", "No")
    answer(where, OAK.urn, "CL3.deadline", "01/11/2026")
    assert [code for code in codes(where) if not code.startswith("HUB-")] == ["DATE-009"]
    assert "CL3, Deadline" in answer(where, OAK.urn, "CL4.action", "x")
    assert {problem.code for problem in reread(where).problems} == {*codes(where)} - {"HUB-037"}, (
        "read anew, it is the same"
    )


@pytest.mark.slow
def test_a_school_returns_with_it_only_if_somebody_says_so(where: HubSettings) -> None:
    assert "add --complete" in answer(where, BRANNOC.urn, "CL1.completed", "Yes")
    assert state(where, BRANNOC.urn) == "not returned"
    run("status", "--chase", *DAY, cwd=where.root)
    (letter,) = (where.root / "output" / "letters").rglob(f"*{BRANNOC.urn}*.eml")
    assert b"CL1.completed" in letter.read_bytes()
    assert "It counts as returned." in answer(where, BRANNOC.urn, "--complete")
    assert not letter.exists()
    assert (state(where, BRANNOC.urn), told(where, BRANNOC.urn)) == ("in order", {("CL1", "completed"): "Yes"})
    run("status", "--chase", *DAY, cwd=where.root)
    (letter,) = (where.root / "output" / "letters").rglob(f"*{BRANNOC.urn}*.eml")
    assert b"thank you for telling us" in letter.read_bytes()
    run("report", "--all", *DAY, cwd=where.root)
    run("consolidate", *DAY, cwd=where.root)
    (problems,) = (where.root / "output" / "consolidated").rglob("problems.csv")
    assert {row["code"] for row in rows(problems) if row["urn"] == BRANNOC.urn} == {"HUB-160", "HUB-163"}
    blank = workbook(WOOD_A, {})
    drop(where, "wood.xlsx", blank)
    run("collect", *DAY, cwd=where.root)
    answer(where, WOOD_A.urn, "CL1.completed", "Yes")
    assert state(where, WOOD_A.urn) == "blank"
    answer(where, WOOD_A.urn, "--complete")
    assert state(where, WOOD_A.urn) == "in order"
    answer(where, WOOD_A.urn, "--not-complete")
    assert state(where, WOOD_A.urn) == "blank"
    drop(where, "brannoc.xlsx", workbook(BRANNOC))
    run("collect", "--today", str(NEXT_DAY), cwd=where.root)
    assert told(where, BRANNOC.urn)["CL2", "completed"] == "In progress", "a workbook that comes counts"


@pytest.mark.slow
@pytest.mark.parametrize("sent", [dt.datetime(2026, 12, 2, 9), dt.datetime(2026, 12, 1, 9)])  # noqa: DTZ001
def test_a_newer_return_counts_with_a_word_said(where: HubSettings, sent: dt.datetime) -> None:
    answer(where, OAK.urn, "CL2.completed", "Yes")
    answer(where, OAK.urn, "CL1.completed", "Yes")
    answer(where, OAK.urn, "CL3.completed", "No")
    newer = {("CL1", "completed"): "Yes", ("CL2", "completed"): "No", ("CL2", "action"): "Ask again"}
    drop(where, "oak again.xlsx", workbook(OAK, newer), sent)
    run("collect", "--today", str(NEXT_DAY), cwd=where.root)
    found = [f for f in status(where, NEXT_DAY)[OAK.urn]["findings"] if f["code"].startswith("HUB-16")]
    assert {f["code"]: f["where"].rpartition("(")[2] for f in found} == {
        "HUB-161": "CL2, Action completed)", "HUB-160": "CL3, Action completed)",
    }  # fmt: skip
    assert 'wrote down "Yes" here on 01/12/2026 (telephone, AS); the return that came since says "No"' in next(
        f["message"] for f in found if f["code"] == "HUB-161"
    )
    now = told(where, day=NEXT_DAY)
    assert (now["CL2", "completed"], now["CL3", "completed"]) == ("No", "No")
    run("answer", OAK.urn, "CL2.completed", "Yes", "--by", "AS", "--today", str(NEXT_DAY), cwd=where.root, code=0)
    assert told(where, day=NEXT_DAY)["CL2", "completed"] == "Yes"
    assert "HUB-161" not in codes(where, NEXT_DAY)


@pytest.mark.slow
def test_an_older_file_that_comes_later_changes_nothing(where: HubSettings) -> None:
    answer(where, OAK.urn, "CL2.completed", "Yes")
    drop(where, "oak again.xlsx", workbook(OAK, BAD), dt.datetime(2026, 11, 30, 9))  # noqa: DTZ001
    run("collect", "--today", str(NEXT_DAY), cwd=where.root)
    assert told(where, day=NEXT_DAY)["CL2", "completed"] == "Yes"


@pytest.mark.slow
def test_what_was_written_down_is_taken_away_taken_back_and_outlives_the_store(where: HubSettings) -> None:
    answer(where, OAK.urn, "CL2.completed", "Yes")
    answer(where, OAK.urn, "CL2.completed", "Yes")
    answer(where, OAK.urn, "CL2.completed", "No")
    assert told(where)["CL2", "completed"] == "No"
    assert "1 answer is taken away." in answer(where, OAK.urn, "CL2.completed", "")
    assert told(where)["CL2", "completed"] == "In progress"
    history = " ".join(run("history", cwd=where.root).out.split())
    assert 'CL2.completed "No" (telephone, AS, 01/12/2026) taken away (can be taken back' in history
    held = []
    for _ in range(3):
        run("undo", cwd=where.root, code=0)
        run("collect", "--rebuild", *DAY, cwd=where.root)
        held.append(told(where)["CL2", "completed"])
    assert held == ["No", "Yes", "In progress"], "what is said twice is written down once"


@pytest.mark.slow
def test_many_at_once_from_a_list(where: HubSettings) -> None:
    lines = [
        "URN;Question;Answer;How",
        "990001;CL2.completed;Yes;e-mail",
        '990002;"CL1, Deadline";1/4/2027;',
        ";CL1;x;",
    ]
    path = where.root / "answers.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "No school of register.csv has" in answer(where, "--from", path, code=2)
    path.write_text("\n".join([*lines[:3], "990003;CL1.completed;Maybe;"]), encoding="utf-8")
    assert 'answers.csv, line 4 (CL1, Action completed): "Maybe" is not one of' in answer(where, "--from", path, code=2)
    assert not [one for one in status(where).values() if one["by_hand"]], "all or nothing"
    path.write_text("\n".join(lines[:3]), encoding="utf-8")
    answer(where, "--from", path)
    assert [(urn, a["how"]) for urn, one in status(where).items() for a in one["by_hand"]] == [
        (OAK.urn, "e-mail"), (BRANNOC.urn, "telephone"),
    ]  # fmt: skip
    run("undo", cwd=where.root, code=0)
    assert not [one for one in status(where).values() if one["by_hand"]], "taken back as a whole"


def test_two_lines_that_answer_one_question_differently_are_both_refused(where: HubSettings) -> None:
    """By whatever names; the same answer twice is one answer."""
    path = where.root / "answers.csv"
    rows = ("urn,question,answer", "990001,CL1.completed,Yes", '990001,"CL1, Action completed",No')
    path.write_text("\n".join([*rows, "990001,CL2.completed,Yes"]), encoding="utf-8")
    said = answer(where, "--from", path, code=2)
    for here, other in ((2, 3), (3, 2)):
        assert (
            f"answers.csv, line {here}: CL1.completed of 990001 is answered here, and differently in line {other}"
            in said
        )
    assert "line 4" not in said
    found = open_hub(where.root, TODAY)
    preview = found.preview_answers(replace(found.answers_from(path, ""), by="AS"))
    assert [one.question for one in preview.accepted.answers] == ["CL2.completed"]
    path.write_text("\n".join([*rows[:2], rows[2].replace("No", "yes")]), encoding="utf-8")
    answer(where, "--from", path)
    assert [a["ref"] for a in status(where)[OAK.urn]["by_hand"]] == ["CL1"]


@pytest.mark.slow
def test_many_at_once_from_a_workbook_that_the_hub_filled_in(where: HubSettings) -> None:
    scan = where.root / "scan.xlsx"
    scan.write_bytes(workbook(BRANNOC, {**BAD, ("CL2", "completed"): "No", ("CL3", "deadline"): dt.date(2027, 5, 1)}))
    assert "it is the workbook of 990002, not of 990001" in answer(where, OAK.urn, "--from", scan, code=2)
    answer(where, "--from", scan, how="a scan")
    assert {(a["ref"], a["column"], a["value"]) for a in status(where)[BRANNOC.urn]["by_hand"]} == {
        ("CL1", "completed", "Yes"), ("CL2", "completed", "No"), ("CL3", "deadline", "01/05/2027"),
    }  # fmt: skip
    scan.write_bytes(workbook(BRANNOC, BAD))
    assert '"perhaps" is not one of' in answer(where, "--from", scan, code=2)
    scan.write_bytes(workbook(OAK))
    assert "that is not known already" in answer(where, "--from", scan, code=2)


def test_what_the_file_itself_says_stays_as_it_was(where: HubSettings) -> None:
    answer(where, OAK.urn, "CL2.completed", "Yes")
    one = read_file(where.folders["inbox"] / "oak.xlsx", None, Context(TODAY))
    assert not [a for a in one.answers if a.by_hand]
    assert file(where, "oak.xlsx", workbook(OAK)).submission.by_key()["CL2", "completed"].value == "In progress"
    assert state(where, WOOD_B.urn) == "not returned"


@pytest.mark.slow
def test_the_next_workbook_begins_with_it_and_says_that_it_is_not_confirmed(where: HubSettings) -> None:
    answer(where, OAK.urn, "CL2.completed", "Yes")
    answer(where, BRANNOC.urn, "CL1.deadline", "1/4/2027")
    run("build", "--today", str(LATER), cwd=where.root)
    answer(where, OAK.urn, "CL3.completed", "No", "--collection", SPRING)
    answer(where, WOOD_A.urn, "CL1.completed", "Yes", "--complete")
    folder = where.root / "blank" / SPRING
    run("build", "--force", "--today", str(LATER), cwd=where.root)
    for urn, meant in {
        OAK.urn: {("CL1", "completed"): "Yes", ("CL2", "completed"): "Yes", ("CL3", "completed"): "No"},
        BRANNOC.urn: {("CL1", "deadline"): dt.date(2027, 4, 1)},
        WOOD_A.urn: {("CL1", "completed"): "Yes"},
        WOOD_B.urn: {},
    }.items():
        (path,) = folder.glob(f"{urn}*")
        found = read_file(path, None, Context(LATER)).by_key()
        assert {key: found[key].value for key in meant} == meant
        front = read_book(path.read_bytes()).grids[0]
        words = " ".join(str(raw) for raw in front.cells.values())
        told = {OAK.urn: "CL2 Action completed, CL3 Action completed", BRANNOC.urn: "CL1 Deadline"}
        said = f"not confirmed by you yet: {told.get(urn, 'CL1 Action completed')}. Please put right"
        assert (said in words) == bool(meant), words
        assert "could not be opened again" not in words
        assert "This sheet was not in the last workbook" not in words
    (path,) = folder.glob(f"{BRANNOC.urn}*")
    drop(where, "as it was.xlsx", path.read_bytes())
    run("collect", "--today", str(LATER), cwd=where.root)
    assert status(where, LATER)[BRANNOC.urn]["state"] == "unchanged"


@pytest.mark.slow
def test_it_goes_along_with_a_school_that_gets_another_urn(where: HubSettings) -> None:
    answer(where, OAK.urn, "CL2.completed", "Yes")
    answer(where, BRANNOC.urn, "CL1.completed", "Yes")
    lines = [f"{OAK.urn},Oak,,2027-01-04", f"{BRANNOC.urn},Brannoc,,2027-01-04"]
    new = [f"990030,Oak Academy,{OAK.urn},", f"990031,Brannoc Academy,{BRANNOC.urn},"]
    where.register.write_text("\n".join(["URN,Name,Replaces,Closed", *lines, *new]), encoding="utf-8")
    run("build", "--today", str(LATER), cwd=where.root, code=0)
    for urn, key in {"990030": ("CL2", "completed"), "990031": ("CL1", "completed")}.items():
        (path,) = (where.root / "blank" / SPRING).glob(f"{urn}*")
        assert read_file(path, None, Context(LATER)).by_key()[key].value == "Yes"


def test_two_people_at_once_lose_nothing(where: HubSettings) -> None:
    one, other = (open_hub(where.root, TODAY) for _ in range(2))
    for at_hub, question in ((one, "CL2.completed"), (other, "CL1.completed"), (one, "CL3.completed")):
        at_hub.answer(GivenAnswers((GivenAnswer(OAK.urn, question, "No"),), "AS"))
    assert [told(where)[ref, "completed"] for ref in ("CL1", "CL2", "CL3")] == ["No"] * 3
    with only_writer(where.folders["returns"]):
        assert "at work in this Hub" in answer(where, OAK.urn, "CL4.completed", "No", code=2)


@pytest.mark.slow
def test_a_change_by_hand_is_a_change_between_two_rounds(where: HubSettings) -> None:
    drop(where, "oak in spring.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "action"): "More"}))
    run("collect", "--today", str(LATER), cwd=where.root)
    answer(where, OAK.urn, "CL2.completed", "Yes", "--collection", SPRING)
    run("consolidate", "--today", str(LATER), cwd=where.root)
    (changes,) = (where.root / "output" / "consolidated").rglob("changes.csv")
    assert [(row["kind"], row["before"], row["now"]) for row in rows(changes) if row["ref"] == "CL2"] == [
        ("newly done", "In progress", "Yes")
    ]


@pytest.mark.slow
def test_of_leavers_only_numbers_are_written_down(where: HubSettings) -> None:
    drop(where, "oak.xlsx", workbook(OAK, ANSWERS, LEAVERS), dt.datetime(2026, 11, 21, 9))  # noqa: DTZ001
    run("collect", *DAY, cwd=where.root)
    for words, number in {
        "2025/26.leavers": 12, "2025/26 Autumn after leaving: education": 9, "2025/26.autumn.employment": 2,
    }.items():  # fmt: skip
        answer(where, BRANNOC.urn, words, number)
    answer(where, BRANNOC.urn, "--complete")
    assert cohorts(where, BRANNOC.urn) == {"2025/26": (12, {"education": 9, "employment": 2}, 1)}
    assert '2025/26.autumn.education "..."' in run("status", *DAY, cwd=where.root).out.replace("\n    ", " ")
    run("report", "--all", *DAY, cwd=where.root)
    (report,) = (where.root / "output" / "reports").rglob(f"{BRANNOC.urn}*.html")
    assert "12 leavers" in report.read_text(encoding="utf-8")
    run("consolidate", "--internal", *DAY, cwd=where.root)
    (destinations,) = (where.root / "output" / "consolidated").rglob("destinations*.csv")
    assert next(
        row["leavers"]
        for row in rows(destinations)
        if (row["checkpoint"], row["leaving_year"], row["group"]) == ("autumn", "2025/26", "education")
    ) == str(9 + 1)
    answer(where, OAK.urn, "2025/26.leavers", 3)
    assert cohorts(where, OAK.urn) == {"2025/26": (3, {"education": 1}, 2)}
    assert "HUB-160" in codes(where)
    answer(where, OAK.urn, "2025/26.autumn.education", 5)
    assert "DEST-011" in codes(where)
    assert cohorts(where, OAK.urn) == {"2025/26": (5, {"education": 5}, 0)}
    answer(where, OAK.urn, "SD8", 3)
    answer(where, OAK.urn, "2025/26.six_months.yes", 1)
    assert "DEST-006" in codes(where), "nobody can know it yet"
    drop(where, "again.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "action"): "x"}, LEAVERS), dt.datetime(2026, 12, 2, 9))  # noqa: DTZ001
    run("collect", "--today", str(NEXT_DAY), cwd=where.root)
    assert "HUB-161" in codes(where, NEXT_DAY)
    for words, number in (("2025/26.leavers", "many"), ("2025/26.autumn", 3), ("2025/26.autumn.edukation", 3)):
        answer(where, OAK.urn, words, number, code=2)


def cohorts(where: HubSettings, urn: str) -> dict[str, tuple[int, dict[str, int], int]]:
    """By leaving year how many left, where they were in the autumn, and of how many nothing is known."""
    school = next(s for s in open_hub(where.root, TODAY).view().round.schools if s.listed.school.urn == urn)
    (found,) = school.counts.stored.destinations
    points = {one.year: next(p for p in one.checkpoints if p.id == "autumn") for one in found.cohorts}
    return {
        one.year: (one.leavers, {g: n for g, n in points[one.year].groups if n}, points[one.year].blank)
        for one in found.cohorts
    }


def test_what_an_older_part_had_is_not_missed_once_it_is_written_down(where: HubSettings) -> None:
    for day, given in ((20, "CL1"), (21, "CL2")):
        part = workbook(OAK, {(given, "completed"): "Yes"})
        drop(where, f"{given}.xlsx", part, dt.datetime(2026, 11, day, 9))  # noqa: DTZ001
    run("collect", *DAY, cwd=where.root)
    assert "HUB-193" in codes(where)
    answer(where, OAK.urn, "CL1.completed", "Yes")
    assert "HUB-193" not in codes(where)
