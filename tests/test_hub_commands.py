"""Every command inside a Hub's folder needs no further words, and outside one says what is missing."""

import csv
import io
import json
from email import message_from_bytes
from pathlib import Path

import pytest

from careers_workbook.core.school import School
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import load
from tests.support.filled import changed
from tests.support.hub_folder import (
    ANSWERS,
    BRANNOC,
    LEAVERS,
    OAK,
    SCHOOLS,
    WOOD_A,
    WOOD_B,
    drop,
    hub,
    put,
    workbook,
)
from tests.support.package import differences
from tests.support.program import run
from tests.support.truth import FIRST_SPEC

DAY = ("--today", "2026-12-01")
BAD = {**ANSWERS, ("CL3", "deadline"): "31/02/2027", ("CL4", "completed"): "Ask the head"}
NAMES = [f"{one.urn} {one.name} - careers checklist" for one in SCHOOLS]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A Hub of four schools of which three have returned, one of them a blank."""
    found = hub(tmp_path_factory.mktemp("as it was") / "hub")
    put(
        found,
        ("Copy of checklist (3).xlsx", workbook(OAK, ANSWERS, LEAVERS)),
        ("checklist.xlsx", workbook(BRANNOC, BAD, LEAVERS)),
        ("d.xlsx", workbook(WOOD_B, {})),
        ("stranger.xlsx", workbook(School("990099", "Stranger"))),
    )
    return found


def made(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_build_takes_everything_from_the_settings(where: HubSettings) -> None:
    ran = run("build", "--blank", *DAY, cwd=where.root, code=0)
    folder = where.folders["blank"] / "Autumn 2026"
    assert ran.out == f"4 workbooks built in {Path('blank/Autumn 2026')}.\n"
    assert made(folder) == [f"{name}.xlsx" for name in NAMES]
    run(
        *("build", "--register", "register.csv", "--due", "2026-12-31", "--return-to", "careers@northmoor.example"),
        *("--blank", "-o", "by hand", *DAY),
        cwd=where.root,
        code=0,
    )
    for name in made(folder):
        assert differences((folder / name).read_bytes(), (where.root / "by hand" / name).read_bytes()) == []
    ran = run("build", *DAY, cwd=where.folders["inbox"], code=1)
    assert f"0 workbooks built in {Path('../blank/Autumn 2026')}; 4 files left as before." in ran.out


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        (["--today", "2026-09-01"], "blank/Autumn 2026"),
        (["--today", "2026-12-31"], "blank/Autumn 2026"),
        (["--today", "2027-01-01"], "blank/Spring 2027"),
        (["--today", "2026-09-01", "--collection", "Spring 2027"], "blank/Spring 2027"),
        (["--today", "2027-05-01", "--due", "2027-07-31"], "blank/Spring 2027"),
        (["--today", "2026-12-01", "-o", "elsewhere"], "elsewhere"),
    ],
)
def test_build_is_for_the_collection_to_come(tmp_path: Path, words: list[str], folder: str) -> None:
    where = hub(tmp_path / "hub")
    where.register.write_text("URN,Name\n990005,One PRU\n", encoding="utf-8")
    assert run("build", *words, cwd=where.root, code=0).out == f"1 workbook built in {Path(folder)}.\n"


@pytest.mark.parametrize("words", [["--today", "2027-05-01"], ["--today", "2027-02-01", "--collection", "Autumn 2026"]])
def test_build_for_a_collection_that_is_over(where: HubSettings, words: list[str]) -> None:
    ran = run("build", *words, cwd=where.root, code=2)
    assert ran.err.startswith("The round ")
    assert "or say by when schools are to return (--due DATE)." in ran.err
    assert ran.err.count("\n") == 1
    assert not where.folders["blank"].exists()


def test_build_for_one_more_school_goes_by_the_settings(where: HubSettings) -> None:
    run("build", "--school", "New School", "--urn", "990050", *DAY, cwd=where.root, code=0)
    assert made(where.folders["blank"] / "Autumn 2026") == ["990050 New School - careers checklist.xlsx"]


def test_build_mail_puts_each_workbook_into_a_letter(where: HubSettings) -> None:
    ran = run("build", "--mail", *DAY, cwd=where.root, code=0)
    assert "4 workbooks built" in ran.out
    letters = where.folders["output"] / "letters" / "Autumn 2026"
    assert f'4 drafts in {Path("output/letters/Autumn 2026")}: 4 "blank". Nothing has been sent.' in ran.out
    assert made(letters) == [f"{one.urn} {one.name} - blank.eml" for one in SCHOOLS]
    before = {path.name: path.read_bytes() for path in letters.iterdir()}
    for school, name in zip(SCHOOLS, NAMES, strict=True):
        message = message_from_bytes(before[f"{school.urn} {school.name} - blank.eml"])
        text, part = message.get_payload()
        assert message["To"] == f"{school.urn}@schools.example"
        assert part.get_filename() == f"{name}.xlsx"
        assert part.get_payload(decode=True) == (where.folders["blank"] / "Autumn 2026" / f"{name}.xlsx").read_bytes()
        assert b"by 31 December 2026" in b" ".join(text.get_payload(decode=True).split())
    ran = run("build", "--mail", *DAY, cwd=where.root, code=0)
    assert "0 workbooks built in" in ran.out
    assert ran.err == ""
    assert {path.name: path.read_bytes() for path in letters.iterdir()} == before


def test_build_mail_names_schools_without_an_address(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", rows=['990005,"No Address PRU",,,,'])
    ran = run("build", "--mail", *DAY, cwd=where.root, code=1)
    assert "Without an e-mail address in the register (1):\n  990005 No Address PRU" in ran.out


def test_mark_hands_back_what_has_something_to_put_right(where: HubSettings) -> None:
    ran = run("mark", *DAY, cwd=where.root, code=1)
    folder = where.folders["output"] / "marked" / "Autumn 2026"
    assert made(folder) == [f"{NAMES[1]} - to fix.xlsx", f"{NAMES[3]} - to fix.xlsx"]
    assert ran.out.endswith(f"2 marked copies in {Path('output/marked/Autumn 2026')}.\n")
    again, before = (
        read_file(path) for path in (folder / f"{NAMES[1]} - to fix.xlsx", where.root / "inbox/checklist.xlsx")
    )
    assert again.answers == before.answers
    run("address", "990002", "990002@schools.example", cwd=where.root, code=0)
    run("status", "--chase", "--only", "please fix", *DAY, cwd=where.root, code=0)
    (draft,) = (where.folders["output"] / "letters" / "Autumn 2026").glob("990002*")
    _, part = message_from_bytes(draft.read_bytes()).get_payload()
    assert part.get_payload(decode=True) == (folder / f"{NAMES[1]} - to fix.xlsx").read_bytes()
    assert run("mark", *DAY, cwd=where.root, code=1).err == ""


def test_the_original_is_marked_and_not_what_lies_in_the_inbox(where: HubSettings) -> None:
    drop(where, "checklist.xlsx", b"something else by now")
    run("mark", *DAY, cwd=where.root, code=1)
    assert f"{NAMES[1]} - to fix.xlsx" in made(where.folders["output"] / "marked" / "Autumn 2026")


def test_report_all_makes_a_page_for_each_school(where: HubSettings) -> None:
    ran = run("report", "--all", *DAY, cwd=where.root, code=1)
    folder = where.folders["output"] / "reports" / "Autumn 2026"
    assert ran.said == f"3 reports in {Path('output/reports/Autumn 2026')}.\n"
    assert made(folder) == [f"{one.urn} {one.name} - report.html" for one in (OAK, BRANNOC, WOOD_B)]
    page = (folder / "990001 Oak Lane School - report.html").read_text(encoding="utf-8")
    assert "Ask the head" in page
    assert "2025/26" in page  # leavers, whose rows the store does not keep
    run("report", "--all", "--format", "json", "-o", "data", *DAY, cwd=where.root, code=1)
    found = json.loads((where.root / "data" / "990001 Oak Lane School - report.json").read_text(encoding="utf-8"))
    assert found["school"] == {"urn": "990001", "name": "Oak Lane School"}
    assert found["destinations"][0]["leavers"] == 2


def test_deadlines_all_has_every_return_that_counts(where: HubSettings) -> None:
    words = ("--format", "csv", *DAY)
    found = run("deadlines", "--all", *words, cwd=where.root, code=0).out.removeprefix("\ufeff")
    assert [row["URN"] for row in csv.DictReader(io.StringIO(found))] == ["990001", "990002"]
    alone = run("deadlines", "--all", "inbox", *words, cwd=where.root).out.removeprefix("\ufeff")
    assert "990099" in {row["URN"] for row in csv.DictReader(io.StringIO(alone))}


def test_roll_forward_all_makes_next_years_workbooks(where: HubSettings) -> None:
    words = ("--collection", "Autumn 2026", "--today", "2027-02-01")
    ran = run("roll-forward", "--all", *words, cwd=where.root, code=1)
    folder = where.folders["output"] / "next-year"
    assert made(folder) == [f"{name} 2027-28.xlsx" for name in NAMES[:2]]
    assert "Nothing has been filled in" in ran.err
    found = read_file(folder / f"{NAMES[0]} 2027-28.xlsx").by_key()
    assert found["CL2", "action"].value == "Ask the head"


def test_whose_a_return_is_goes_by_the_hub(tmp_path: Path) -> None:
    """A return without a URN, which the Hub knows by its file's name, reaches next year under the right one."""
    where = hub(tmp_path / "hub")

    def nameless(book: object) -> None:
        del book["About this workbook"]  # type: ignore[attr-defined]
        for row in book["School details"].iter_rows():  # type: ignore[index]
            if row[0].value in ("SD1", "SD2"):
                row[2].value = None

    put(where, ("990003 from Woodlands.xlsx", changed(workbook(WOOD_A), nameless)))
    assert "990003" in run("status", *DAY, cwd=where.root).out
    run("roll-forward", "--all", *DAY, cwd=where.root)
    assert made(where.folders["output"] / "next-year") == [f"{NAMES[2]} 2027-28.xlsx"]


def test_check_and_read_without_a_name_take_the_inbox(where: HubSettings) -> None:
    ran = run("check", *DAY, cwd=where.root, code=1)
    assert "4 files: 2 in order, 2 with problems." in ran.out
    found = json.loads(run("read", cwd=where.folders["inbox"], code=1).out)
    assert len(found) == 4
    assert run("check", "inbox/d.xlsx", *DAY, cwd=where.root, code=1).out.startswith("inbox/d.xlsx\n")


def test_a_hubs_own_spec_is_known_inside_its_folder(tmp_path: Path) -> None:
    own = f'id: ours\nversion: "1"\ntitle: Ours\nextends: {FIRST_SPEC}\nreword: {{CL1: Somebody leads on careers.}}\n'
    (tmp_path / "ours.yaml").write_text(own, encoding="utf-8")
    run("init", "hub", "--spec", "ours.yaml", *DAY, cwd=tmp_path, code=0)
    root = tmp_path / "hub"
    (root / "register.csv").write_text("URN,Name\n990001,Oak Lane School\n", encoding="utf-8")
    run("build", *DAY, cwd=root, code=0)
    (path,) = (root / "blank" / "Autumn 2026").iterdir()
    (root / "inbox" / path.name).write_bytes(path.read_bytes())
    for words in (["check"], ["check", f"inbox/{path.name}"]):
        said = " ".join(run(*words, "--format", "json", *DAY, cwd=root).out.split())
        assert '"spec": "ours"' in said
        assert "FILE-010" not in said
    assert load(FIRST_SPEC).id != "ours"


NOTHING_YET = ["mark", "report --all", "deadlines --all", "roll-forward --all"]


@pytest.mark.parametrize("line", NOTHING_YET)
def test_before_anything_has_come(tmp_path: Path, line: str) -> None:
    where = hub(tmp_path / "hub")
    ran = run(*line.split(), *DAY, cwd=where.root, code=2)
    assert ran.err.startswith("No return counts in Autumn 2026 yet.")
    assert ran.err.count("\n") == 1
    assert not where.folders["output"].exists()


OUTSIDE = {
    "build": "Say for whom",
    "build --mail": "There is no collection.yaml in ",
    "build --collection Autumn": "There is no collection.yaml in ",
    "check": "Missing argument",
    "read": "Missing argument",
    "mark": "Missing argument",
    "report": "Missing argument",
    "report --all": "There is no collection.yaml in ",
    "deadlines": "Say which returns",
    "deadlines --all": "There is no collection.yaml in ",
    "roll-forward": "Say which returns",
    "roll-forward --all": "There is no collection.yaml in ",
    "status": "There is no collection.yaml in ",
    "status --chase": "There is no collection.yaml in ",
}


@pytest.mark.parametrize("line", OUTSIDE)
def test_outside_a_hub_one_sentence_says_what_is_missing(tmp_path: Path, line: str) -> None:
    ran = run(*line.split(), cwd=tmp_path, code=2)
    assert ran.out == ""
    assert OUTSIDE[line] in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


BROKEN = {
    "hub: Northmoor\nspec: nowhere\n": "collection.yaml, line",
    "hub: [": "collection.yaml, line",
    "": "collection.yaml: ",
}


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("line", ["build", "status", "check", "mark", "report --all"])
def test_settings_that_are_wrong_are_said_with_their_line(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "collection.yaml").write_text(text, encoding="utf-8")
    ran = run(*line.split(), cwd=tmp_path, code=2)
    assert ran.err.startswith(BROKEN[text])
    assert made(tmp_path) == ["collection.yaml"]


@pytest.mark.parametrize(
    "line", ["report --all x.xlsx", "deadlines --all inbox x.xlsx", "roll-forward --all inbox x.xlsx"]
)
def test_all_and_a_name_contradict_each_other(where: HubSettings, line: str) -> None:
    assert "besides" in run(*line.split(), cwd=where.root, code=2).err


def test_nothing_in_the_inbox_or_the_originals_is_ever_changed(where: HubSettings) -> None:
    def everything() -> dict[str, bytes]:
        folders = (where.folders["inbox"], where.folders["returns"])
        return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}

    before = everything()
    for line in ("mark", "report --all", "status --chase", "roll-forward --all", "check", "build --mail"):
        run(*line.split(), *DAY, cwd=where.root)
    after = everything()
    assert {name for name, data in before.items() if data != after[name]} <= {
        str(where.folders["returns"] / "journal.jsonl")
    }
    assert made(where.root) == ["blank", "collection.yaml", "hub.sqlite", "inbox", "output", "register.csv", "returns"]
