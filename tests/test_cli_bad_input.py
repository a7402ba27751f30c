"""Wrong files, folders and words: one clear sentence, exit code 2, no traceback, nothing half-written."""

import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.support.program import GOOD, Ran, environment, run, workbook
from tests.support.program import command as program

TEN_ERRORS = """\
id: Bad Id
version: "1"
title: A spec with ten errors
colour: red
start: {what: A, who: B, steps: [C]}
lists:
  completed: ["Yes", "Yes"]
sheets:
  - kind: form
    title: "Details: [all]"
    fields:
      - {ref: SD1, id: name, label: Name, answer: txet}
      - {ref: SD1, id: name, label: Name again}
      - {ref: SD3, id: kind, label: Kind, answer: choice, list: nowhere}
  - kind: checklist
    title: A title that is much longer than Excel allows
    columns:
      - {id: completed, label: Done, answer: choice, list: completed}
    sections:
      - heading: First
        items:
          - {ref: AA1, text: One, benchmarks: [9]}
          - {ref: bb2, text: Two}
  - kind: checklists
    title: Third
"""


def sentence(ran: Ran, *words: str) -> None:
    """One line on standard error that holds these words, and nothing on standard output."""
    assert ran.out == ""
    assert ran.err.count("\n") == 1, ran.err
    for word in words:
        assert word in ran.err, ran.err


def make(folder: Path, kind: str) -> Path:
    """A file that is no return, or none at all."""
    path = folder / "return.xlsx"
    match kind:
        case "text":
            path.write_text("Dear Hub, here are our answers.\n", encoding="utf-8")
        case "empty":
            path.touch()
        case "folder":
            path.mkdir()
        case "picture":
            path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
        case "zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("Thumbs.db", "nothing that a school sent")
        case "cut off":
            path.write_bytes(workbook(*GOOD)[:20_000])
        case "other workbook":
            book = openpyxl.Workbook()
            book.active.append(["Lunch", "Price"])
            book.active.append(["Soup", 2.5])
            book.save(path)
    return path


WRONG = {
    "missing": "There is no such file",
    "text": "not an Excel workbook",
    "empty": "empty",
    "folder": "folder",
    "picture": "not an Excel workbook",
    "zip": "zip folder",
    "cut off": "cut off",
    "other workbook": "none of its sheets",
}


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("command", ["read", "report"])
def test_a_file_that_is_no_return(tmp_path: Path, kind: str, command: str) -> None:
    path = make(tmp_path, kind)
    ran = run(command, path.name, "-o", "out.json", cwd=tmp_path, code=2)
    sentence(ran, "return.xlsx: ", WRONG[kind])
    if command == "report":
        assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("kind", WRONG)
def test_check_names_the_file_and_goes_on(tmp_path: Path, kind: str) -> None:
    make(tmp_path, kind)
    (tmp_path / "good.xlsx").write_bytes(workbook(*GOOD))
    ran = run("check", "return.xlsx", "good.xlsx", cwd=tmp_path, code=2)
    assert ran.err == ""
    assert ran.out.startswith("return.xlsx\n    Refused ")
    assert WRONG[kind] in " ".join(ran.out.split())
    assert "Oak Lane School (990001): nothing to put right." in ran.out
    assert "2 files: 1 in order, 1 refused." in ran.out


@pytest.mark.parametrize("command", ["build --school Oak --urn 990001 --spec", "read good.xlsx --spec"])
def test_a_spec_with_ten_errors_is_told_all_at_once(tmp_path: Path, command: str) -> None:
    (tmp_path / "bad.yaml").write_text(TEN_ERRORS, encoding="utf-8")
    (tmp_path / "good.xlsx").write_bytes(workbook(*GOOD))
    ran = run(*command.split(), "bad.yaml", cwd=tmp_path, code=2)
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert len(lines) >= 10, ran.err
    assert all(line.startswith("bad.yaml, line ") for line in lines)
    assert not (tmp_path / "output").exists()


def test_spec_check_says_the_same_on_standard_output(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(TEN_ERRORS, encoding="utf-8")
    ran = run("spec", "check", "bad.yaml", cwd=tmp_path, code=2)
    *lines, last = ran.out.splitlines()
    assert len(lines) >= 10
    assert last == f"bad.yaml: {len(lines) - 1} to put right, 1 to look at."


def test_a_register_without_a_urn_column(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_text("Name,Town\nOak Lane School,Northmoor\n", encoding="utf-8")
    ran = run("build", "--register", "schools.csv", cwd=tmp_path, code=2)
    sentence(ran, "schools.csv", "no column headed URN", "Name, Town")
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    ("register", "words"),
    [
        ("nowhere.csv", "nowhere.csv: The register cannot be read: there is no such file."),
        (".", ".: The register cannot be read: it is a folder, not a file."),
    ],
)
def test_a_register_that_cannot_be_read(tmp_path: Path, register: str, words: str) -> None:
    sentence(run("build", "--register", register, cwd=tmp_path, code=2), words)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Below a regular file nobody can make a folder, whoever they are."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    ran = run("build", "--school", "Oak Lane School", "--urn", "990001", "-o", "file/blank", cwd=tmp_path, code=2)
    sentence(ran, "file/blank cannot be written", "not a folder")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


OUTPUTS = {
    "nowhere/out.txt": "the folder does not exist",
    "folder": "there is a folder of that name",
    "file/out.txt": "part of the path is a file",
    "x" * 300: "the name is too long",
}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["read", "check", "report"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_an_output_that_cannot_be_written(tmp_path: Path, command: str, output: str) -> None:
    (tmp_path / "good.xlsx").write_bytes(workbook(*GOOD))
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    ran = run(command, "good.xlsx", "-o", output, cwd=tmp_path, code=2)
    sentence(ran, f"{output} cannot be written: ", OUTPUTS[output])
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [["check"], ["read"], ["read", "--format", "csv"]])
def test_a_full_disk_behind_a_redirection(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "good.xlsx").write_bytes(workbook(*GOOD))
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            program(*command, "good.xlsx"),
            cwd=tmp_path,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().strip() == (
        "standard output cannot be written: the disk is full. Check that the folder exists and may be written to, that "
        "the disk has room, and that the file is not open."
    )


USAGE = {
    "bild": 'There is no command "bild". Did you mean "build"?',
    "build": "Say for whom",
    "build --school Oak": "--school needs the school's URN too",
    "build --urn 990001": "Say for whom",
    "build --school Oak --urn 12": '"12" is not a URN',
    "build --register a.csv --school Oak": "leave out --school",
    "build --register a.csv --ages 11-16": "leave out --school",
    "build --school Oak --urn 990001 --due soon": '"soon" is not a date',
    "build --school Oak --urn 990001 --due 2026-01-31 --today 2026-02-01": "--due 31/01/2026 has passed",
    "build --school Oak --urn 990001 --spec nowhere": "nowhere",
    "read": "Missing argument",
    "read x.xlsx --format xml": "xml",
    "read x.xlsx -o y.xlsx": "cannot be written as .xlsx: let the name after -o end in .json, .jsonl or .csv.",
    "report x.xlsx -o y.DOCX": "as .docx: let the name after -o end in .txt, .md, .html, .htm, .json or .pdf.",
    "check": "Missing argument",
    "check x.xlsx -o y.xlsx": "cannot be written as .xlsx: let the name after -o end in .txt or .json.",
    "deadlines x.xlsx -o y.pdf": "cannot be written as .pdf: let the name after -o end in .ics or .csv.",
    "report": "Missing argument",
    "report x.xlsx --today 30/02/2027": '"30/02/2027" is not a date',
    "problems NOPE-001": "no problem code",
    "spec chek x": "chek",
    "spec show nowhere": "nowhere",
    "spec check nowhere.yaml": "nowhere.yaml",
    "--wrong": "No such option",
    "check x.xlsx --wrong": "No such option",
}


@pytest.mark.parametrize("line", USAGE)
def test_wrong_words_get_one_sentence(tmp_path: Path, line: str) -> None:
    ran = run(*line.split(), cwd=tmp_path, code=2)
    if line.startswith("spec check"):
        assert USAGE[line] in ran.out
    else:
        sentence(ran, USAGE[line])
    assert list(tmp_path.iterdir()) == []
