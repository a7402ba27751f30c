"""Every command does what its page says: files made, words printed, exit codes, options that work together."""

import csv
import io
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from careers_workbook.core.catalogue import CATALOGUE
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import DEFAULT_SPEC, load, shipped
from tests.support.hostile import zipped
from tests.support.letters import letter
from tests.support.program import BAD, BRIDGE, GOOD, ROOT, run, workbook

REGISTER = """URN,Name,Local authority,Type,Ages
990001,Oak Lane School,Northmoor,Special,11-19
99,Mistyped,Northmoor,Special,11-19
990002,"The Bridge, PRU",Wexcombe,PRU,11-16
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A co-ordinator's folder: a register with one mistake, a good and a bad return."""
    (tmp_path / "schools.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "good.xlsx").write_bytes(workbook(*GOOD))
    (tmp_path / "bad.xlsx").write_bytes(workbook(*GOOD, *BAD))
    return tmp_path


def test_build_from_a_register_names_the_bad_line_and_builds_the_rest(desk: Path) -> None:
    ran = run("build", "--register", "schools.csv", "--due", "31/03/2099", cwd=desk, code=1)
    assert ran.out == f"2 workbooks built in {Path('output/blank')}; 1 problem in the register.\n"
    assert ran.err.startswith('schools.csv, line 3: "99" is not a URN.')
    built = sorted(path.name for path in (desk / "output/blank").iterdir())
    assert built == [
        "990001 Oak Lane School - careers checklist.xlsx",
        "990002 The Bridge, PRU - careers checklist.xlsx",
    ]
    returned = read_file(desk / "output/blank" / built[1])
    assert (returned.urn, returned.school, returned.spec_id) == ("990002", "The Bridge, PRU", DEFAULT_SPEC)


def test_build_for_one_school_fills_in_what_is_known(desk: Path) -> None:
    details = ["--local-authority", "Northmoor", "--type", "Special", "--ages", "11-19"]
    ran = run("build", "--school", " Oak Lane School ", "--urn", "990001", *details, "-o", "a/b c", cwd=desk, code=0)
    assert ran.out == f"1 workbook built in {Path('a/b c')}.\n"
    (path,) = (desk / "a/b c").iterdir()
    answered = {a.value for a in read_file(path).answers if a.state == "answered"}
    assert answered == {"Oak Lane School", "990001", "Northmoor", "Special", "11-19"}


def test_build_never_replaces_a_file_unless_forced(desk: Path) -> None:
    words = ["build", "--register", "schools.csv", "-o", "out", "--today", "2026-11-23"]
    run(*words, cwd=desk, code=1)
    kept = desk / "out" / "990001 Oak Lane School - careers checklist.xlsx"
    kept.write_bytes(b"the school's answers")
    ran = run(*words, cwd=desk, code=1)
    assert ran.out == "0 workbooks built in out; 2 files left as before; 1 problem in the register.\n"
    assert f"{kept.relative_to(desk)} exists already and was left as it is." in ran.err
    assert "(--force)." in ran.err
    assert kept.read_bytes() == b"the school's answers"
    run(*words, "--force", cwd=desk, code=1)
    assert kept.read_bytes()[:2] == b"PK"


def test_same_day_same_bytes(desk: Path) -> None:
    for folder in ("one", "two"):
        run("build", "--school", "Oak", "--urn", "990001", "--today", "23/11/2026", "-o", folder, cwd=desk, code=0)
    (one,), (two,) = (desk / "one").iterdir(), (desk / "two").iterdir()
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", sorted(shipped()))
def test_build_with_every_shipped_spec(desk: Path, name: str) -> None:
    run("build", "--school", "Oak", "--urn", "990001", "--spec", name, "-o", "out", cwd=desk, code=0)
    (path,) = (desk / "out").iterdir()
    assert (read_file(path).spec_id, read_file(path).version) == (load(name).id, load(name).version)


def test_read_one_file_gives_an_object_several_a_list(desk: Path) -> None:
    one = json.loads(run("read", "good.xlsx", cwd=desk, code=0).out)
    both = json.loads(run("read", "good.xlsx", "bad.xlsx", cwd=desk, code=1).out)
    lines = [json.loads(line) for line in run("read", "*.xlsx", "--format", "jsonl", cwd=desk, code=1).out.splitlines()]
    assert (one["file"], one["outcome"]) == ("good.xlsx", "accepted")
    assert [document["file"] for document in both] == ["good.xlsx", "bad.xlsx"]
    assert [document["file"] for document in lines] == ["bad.xlsx", "good.xlsx"]
    assert both == lines[::-1]


def test_read_csv_has_one_heading_and_a_line_an_answer(desk: Path) -> None:
    page = run("read", "*.xlsx", "nothing.xlsx", "--format", "csv", cwd=desk, code=2).out.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(page, newline="")))
    documents = json.loads(run("read", "*.xlsx", cwd=desk).out)
    assert len(rows) == sum(len(document["answers"]) for document in documents)
    assert {row["file"] for row in rows} == {"good.xlsx", "bad.xlsx"}


def test_read_and_check_say_the_same_about_a_return(desk: Path) -> None:
    read = json.loads(run("read", "bad.xlsx", cwd=desk, code=1).out)
    checked = json.loads(run("check", "bad.xlsx", "--format", "json", cwd=desk, code=1).out)
    assert checked == {key: value for key, value in read.items() if key != "answers"}
    assert {problem["code"] for problem in read["problems"]} == {"DATE-001", "CELL-001"}


def test_check_groups_by_sheet_and_ends_with_a_sum(desk: Path) -> None:
    ran = run("check", "good.xlsx", "bad.xlsx", cwd=desk, code=1)
    assert ran.err == ""
    assert ran.out == (
        "good.xlsx\n"
        "  Oak Lane School (990001): nothing to put right.\n"
        "\n"
        "bad.xlsx\n"
        "  Oak Lane School (990001): 2 to put right.\n"
        "\n"
        "  Careers leadership\n"
        '    Put right  D8 (CL3, Deadline): "31/02/2027" is not a date. Type it as\n'
        "               day/month/year, for example 28/02/2027.\n"
        '    Put right  F9 (CL4, Action completed): "Ask the head" is not one of the\n'
        "               answers offered. Choose one of: Yes, In progress, No, Not\n"
        "               applicable.\n"
        "\n"
        "File       School           Outcome   To put right  To look at  Notes\n"
        "---------------------------------------------------------------------\n"
        "good.xlsx  Oak Lane School  In order             0           0      0\n"
        "bad.xlsx   Oak Lane School  Problems             2           0      0\n"
        "\n"
        "2 files: 1 in order, 1 with problems. In all 2 to put right.\n"
    )


def test_check_can_write_to_a_file(desk: Path) -> None:
    shown = run("check", "bad.xlsx", cwd=desk, code=1).out
    ran = run("check", "bad.xlsx", "-o", "problems.txt", cwd=desk, code=1)
    assert ran.said == ""
    assert (desk / "problems.txt").read_text(encoding="utf-8") == shown


def test_a_pattern_means_the_same_with_and_without_a_shell(desk: Path) -> None:
    run("check", "*.xlsx", cwd=desk, code=1)
    assert "2 files:" in run("check", "*.xlsx", "good.xlsx", cwd=desk, code=1).out  # each file once
    (desk / "return [1].xlsx").write_bytes(workbook(*GOOD))
    assert "1 file: 1 in order." in run("check", "return [1].xlsx", cwd=desk, code=0).out
    assert run("check", "nothing*.xlsx", cwd=desk, code=2).out.startswith("nothing*.xlsx\n    Refused ")


@pytest.mark.parametrize(
    ("name", "start"),
    [("r.html", "<!DOCTYPE html>"), ("r.md", "# "), ("r.json", "{"), ("r", "Careers checklist"), ("r.txt", "Careers")],
)
def test_report_takes_the_format_from_the_file_name(desk: Path, name: str, start: str) -> None:
    ran = run("report", "good.xlsx", "-o", name, cwd=desk, code=0)
    assert ran.said == ""
    assert (desk / name).read_text(encoding="utf-8").lower().startswith(start.lower())


@pytest.mark.parametrize(("name", "start"), [("a.csv", "\ufefffile,outcome,"), ("a.jsonl", '{"format"'), ("a", "{\n")])
def test_read_takes_the_format_from_the_file_name(desk: Path, name: str, start: str) -> None:
    run("read", "good.xlsx", "-o", name, cwd=desk, code=0)
    assert (desk / name).read_text(encoding="utf-8").startswith(start)
    run("read", "good.xlsx", "--format", "csv", "-o", name, cwd=desk, code=0)
    assert (desk / name).read_text(encoding="utf-8").startswith("\ufefffile,outcome,")


def test_report_counts_from_the_day_given(desk: Path) -> None:
    for today, overdue in (("2027-03-31", 0), ("01/04/2027", 1)):
        words = ["report", "good.xlsx", "--format", "json", "--today", today]
        total = json.loads(run(*words, cwd=desk, code=0).out)["progress"]["total"]
        assert total["overdue"] == overdue


def in_folders(*files: tuple[str, bytes]) -> bytes:
    """A zip folder of them, each in a folder of its own but the first."""
    return zipped({f"{number or ''}/{name}".lstrip("/"): data for number, (name, data) in enumerate(files)})


@pytest.mark.parametrize("around", [letter, in_folders])
def test_what_came_is_taken_as_it_came_by_every_command(desk: Path, around: Callable[..., bytes]) -> None:
    (desk / "one").write_bytes(around(("good.xlsx", workbook(*GOOD)), ("scan.pdf", b"%PDF-1.7 a scan")))
    (desk / "two").write_bytes(around(("a.xlsx", workbook(*GOOD)), ("a.xlsx", workbook(*GOOD, school=BRIDGE))))
    assert "scan.pdf" in run("check", "one", cwd=desk, code=2).out
    assert len(json.loads(run("read", "two", cwd=desk, code=0).out)) == 2
    assert "2 marked copies" in run("mark", "two", cwd=desk, code=0).out
    assert run("deadlines", "two", "--format", "csv", cwd=desk, code=0).out.count("The Bridge, PRU") == 1
    alone = run("report", "one", cwd=desk, code=2)
    assert "Oak Lane School" in alone.out
    assert "scan.pdf" in alone.err
    assert "name a folder after -o" in run("report", "two", "-o", "oak.html", cwd=desk, code=2).err
    assert run("report", "two", cwd=desk, code=0).out == f"2 reports in {Path('output/reports')}.\n"
    made = sorted(path.name for path in (desk / "output/reports").iterdir())
    assert made == ["990001 Oak Lane School - report.html", "990002 The Bridge, PRU - report.html"]
    (desk / "three").write_bytes(around(("a.xlsx", workbook(*GOOD)), ("b.xlsx", workbook(*GOOD, *BAD))))
    twice = run("report", "three", "-o", "reports", cwd=desk, code=1)
    assert twice.out == "0 reports in reports.\n"
    assert "990001" in twice.err


def test_report_of_a_pattern_that_means_several_files(desk: Path) -> None:
    assert "*.xlsx means 2 files" in run("report", "*.xlsx", cwd=desk, code=2).err
    run("report", "g*.xlsx", cwd=desk, code=0)


def test_read_by_another_spec_says_so(desk: Path) -> None:
    ran = run("check", "good.xlsx", "--spec", "send-careers-checklist-2025", cwd=desk)
    assert ran.code in (0, 1)
    assert json.loads(run("read", "good.xlsx", "--spec", "send-careers-checklist-2025", cwd=desk).out)["spec"] == (
        "send-careers-checklist-2025"
    )


def test_problems_lists_explains_and_gives_json(tmp_path: Path) -> None:
    listed = run("problems", cwd=tmp_path, code=0).out
    assert all(code in listed for code in CATALOGUE)
    explained = run("problems", "date-001", cwd=tmp_path, code=0).out
    assert explained.startswith("DATE-001  Not a date\n")
    assert '"<value>" is not a date.' in explained
    assert "DATE-001" in run("problems", "date", cwd=tmp_path, code=0).out
    entries = json.loads(run("problems", "--format", "json", cwd=tmp_path, code=0).out)
    assert [entry["code"] for entry in entries] == list(CATALOGUE)


def test_spec_commands(tmp_path: Path) -> None:
    assert run("spec", "check", *shipped(), cwd=tmp_path, code=0).out.count("nothing to put right.") == len(shipped())
    assert run("spec", "list", cwd=tmp_path, code=0).out.startswith(f"{DEFAULT_SPEC}, version ")
    shown = run("spec", "show", cwd=tmp_path, code=0).out
    assert "CL1 A Careers Leader has been appointed" in shown
    run("spec", "schema", "-o", "spec.json", cwd=tmp_path, code=0)
    assert json.loads((tmp_path / "spec.json").read_text()) == json.loads(
        run("spec", "schema", cwd=tmp_path, code=0).out
    )


def test_the_module_runs_as_the_program_does() -> None:
    """The console script of the wheel calls the same function as `python -m careers_workbook`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"careers-workbook": "careers_workbook.cli.main:main"}
