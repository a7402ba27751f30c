"""What goes to the screen, into pipes and into files: every encoding, closed pipes, Ctrl-C, hostile text."""

import csv
import io
import json
import os
import pty
import signal
import subprocess
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from careers_workbook.cli.terminal import deliver_json
from careers_workbook.core.output import cannot_write
from careers_workbook.core.problems import OutputError
from tests.support.program import BAD, GOOD, apart, command, environment, run, workbook

pytestmark = pytest.mark.slow
TRICKY = (
    ("CL1", "action", '=HYPERLINK("http://x","y")'),
    ("CL1", "review", "–“€” 🎓 ☃ line\nbreak"),
    ("CL2", "action", "+44 call back"),
    ("CL2", "review", "-"),
    ("CL3", "action", "@SLT"),
    ("CL3", "review", "plain = text"),
    ("CL4", "action", "\tindented"),
)


def on_terminal(words: list[str], cwd: Path, env: dict[str, str] | None = None) -> tuple[int, bytes]:
    """Run the program on a terminal of its own, and give all that appears there."""
    master, slave = pty.openpty()
    process = subprocess.Popen(command(*words), cwd=cwd, env=environment(env), stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    seen = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # Linux says EIO when the other side has closed
            break
        if not piece:
            break
        seen += piece
    os.close(master)
    return process.wait(timeout=60), seen


@pytest.fixture
def tricky(tmp_path: Path) -> Path:
    (tmp_path / "tricky.xlsx").write_bytes(workbook(*TRICKY))
    return tmp_path


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("words", ["check", "report", "read", "read --format jsonl", "read --format csv", "spec show"])
def test_no_encoding_stops_the_output(tricky: Path, encoding: str, words: str) -> None:
    files = [] if words == "spec show" else ["tricky.xlsx"]
    ran = run(*words.split(), *files, cwd=tricky, env={"PYTHONIOENCODING": encoding})
    assert ran.code in (0, 1)
    assert ran.out


@pytest.mark.parametrize("encoding", ["", "cp1252"])
def test_json_in_a_pipe_is_ascii_and_says_the_same_as_in_a_file(tricky: Path, encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding} if encoding else None
    piped = apart("read", "tricky.xlsx", cwd=tricky, env=env).out
    assert piped.isascii()
    run("read", "tricky.xlsx", "-o", "answers.json", cwd=tricky)
    written = (tricky / "answers.json").read_text(encoding="utf-8")
    assert "🎓" in written
    assert json.loads(piped) == json.loads(written)
    raw = {(a["ref"], a["column"]): a["raw"] for a in json.loads(piped)["answers"]}
    assert raw["CL1", "Review"] == "–“€” 🎓 ☃ line\nbreak"
    assert raw["CL1", "Action needed"] == '=HYPERLINK("http://x","y")'


class One(dict):
    """A dictionary of which can be seen whether it is gone."""


def test_json_is_written_as_it_is_made(tmp_path: Path) -> None:
    """The bytes of json.dumps, and nothing is held of what is written; where something cannot be made all stays."""
    whole = {"format": "“1”", "schools": [{"name": "ä\nö", "none": [], "some": [[1], {}]}] * 9_000, "no": [], "x": {}}
    path = tmp_path / "all.json"

    def made() -> Iterator[One]:
        every = weakref.WeakValueDictionary[int, One]()
        for number, one in enumerate(map(One, whole["schools"])):
            every[number] = one
            assert len(every) <= 2, "this one, and what was just written"
            yield one
        assert sum(draft.stat().st_size for draft in tmp_path.iterdir()) > 500_000, "all but the last is written"

    deliver_json({**whole, "schools": made(), "no": iter(())}, path)
    assert path.read_text(encoding="utf-8") == json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    with pytest.raises(OutputError):
        deliver_json({"schools": map(fails, whole["schools"])}, path)
    assert [*tmp_path.iterdir()] == [path]
    assert json.loads(path.read_bytes()) == whole, "as it was"


def fails(_one: object) -> None:
    raise cannot_write(Path("hub.sqlite"), OSError())


def test_json_on_a_terminal_is_readable(tricky: Path) -> None:
    code, seen = on_terminal(["read", "tricky.xlsx"], tricky)
    assert code == 0
    assert "🎓".encode() in seen


def test_text_in_a_pipe_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(workbook(("CL1", "completed", "“soon” 🎓")))
    ran = apart(
        "check", "bad.xlsx", cwd=tmp_path, code=1, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    )
    assert "“soon” 🎓" in ran.out


@pytest.mark.parametrize("output", [[], ["-o", "answers.csv"]])
def test_csv_is_ready_for_excel_and_runs_nothing(tricky: Path, output: list[str]) -> None:
    done = subprocess.run(
        check=False,
        args=command("read", "--format", "csv", "tricky.xlsx", *output),
        cwd=tricky,
        env=environment(),
        capture_output=True,
    )
    data = (tricky / "answers.csv").read_bytes() if output else done.stdout
    assert data.startswith(b"\xef\xbb\xbffile,outcome,")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    values = {(row["ref"], row["column"]): row["value"] for row in rows}
    assert values["CL1", "Action needed"] == '\'=HYPERLINK("http://x","y")'
    assert values["CL2", "Action needed"] == "'+44 call back"
    assert values["CL2", "Review"] == "'-"
    assert values["CL3", "Action needed"] == "'@SLT"
    assert values["CL4", "Action needed"] == "'\tindented"
    assert values["CL3", "Review"] == "plain = text"
    assert values["CL1", "Review"] == "–“€” 🎓 ☃ line\nbreak"
    assert not [
        cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    ]


def test_hostile_text_cannot_command_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(workbook(("CL1", "completed", "\x1b[2Jgone\u202eesrever")))
    (tmp_path / "\x1b[31mred.txt").write_text("x", encoding="utf-8")
    ran = run("check", "bad.xlsx", "\x1b[31mred.txt", cwd=tmp_path, code=2)
    assert "gone" in ran.out
    assert not [char for char in ran.out if char in "\x1b\u202e"]


@pytest.mark.parametrize("words", ["check", "read", "read --format csv"])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, words: str) -> None:
    (tmp_path / "bad.xlsx").write_bytes(workbook(*GOOD, *BAD))
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        check=False,
        args=command(*words.split(), "bad.xlsx"),
        cwd=tmp_path,
        env=environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")  # the exit code still says that problems were found


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_stream_is_no_error(tmp_path: Path, closed: str) -> None:
    (tmp_path / "bad.xlsx").write_bytes(workbook(*GOOD, *BAD))
    line = " ".join(f"'{word}'" for word in command("check", "bad.xlsx"))
    done = subprocess.run(
        check=False, args=f"{line} {closed}>&-", shell=True, cwd=tmp_path, env=environment(), capture_output=True
    )
    assert done.returncode == 1
    assert done.stderr == b""


def test_ctrl_c_stops_with_one_line(tmp_path: Path) -> None:
    register = "URN,Name\n" + "\n".join(f"{990001 + n},School {n}" for n in range(900))
    (tmp_path / "schools.csv").write_text(register, encoding="utf-8")
    process = subprocess.Popen(
        command("build", "--register", "schools.csv"),
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    blank = tmp_path / "output" / "blank"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (blank.is_dir() and list(blank.glob("*.xlsx"))):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert err.decode().strip().splitlines() == [
        "Stopped. What was finished before is complete; nothing is half-written."
    ]
    assert not [path.name for path in blank.iterdir() if path.suffix != ".xlsx"]


def test_what_is_said_is_wrapped_on_a_terminal_and_one_line_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(workbook(*GOOD))
    words = ["read", "bad.xlsx", "--today", "31/31/2027", "-o", "x"]
    code, seen = on_terminal(words, tmp_path, {"COLUMNS": "40"})
    lines = seen.decode().splitlines()
    assert (code, max(map(len, lines)) <= 40) == (2, True)
    assert [" ".join(line.split()) for line in apart(*words, cwd=tmp_path, code=2).err.splitlines()] == [
        " ".join(" ".join(lines).split())
    ]


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("words", ["check", "report", "spec show", "problems CELL-001", "--help", "build --help"])
def test_lines_fit_the_terminal(tmp_path: Path, columns: int, words: str) -> None:
    (tmp_path / "bad.xlsx").write_bytes(workbook(*GOOD, *BAD))
    if "--help" in words and columns < 80:
        return  # pages and examples made for 80 columns
    files = ["bad.xlsx"] if words in ("check", "report") else []
    ran = run(*words.split(), *files, cwd=tmp_path, env={"COLUMNS": str(columns)})
    assert max(map(len, ran.out.splitlines())) <= columns
