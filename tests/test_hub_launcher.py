"""The launcher in a Hub's folder: there, found by nobody as a return, and it finds the program wherever that is."""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from careers_workbook.hub.launcher import LAUNCHERS, launcher, launcher_name, put_launcher
from careers_workbook.hub.setup import NewHub, set_up
from tests.support.desk import found, running
from tests.support.launched import closed, double_clicked
from tests.support.program import ROOT, run

TODAY = dt.date(2026, 11, 23)
HERE = launcher_name()
posix = pytest.mark.skipif(os.name == "nt", reason="runs the launcher of a Mac")
WINDOWS = launcher(LAUNCHERS[0])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A Hub in a folder whose name has what shells trip over."""
    folder = tmp_path / "Zoë's $HOME & 100% `Hub`; ok"
    set_up(folder, NewHub(TODAY))
    return folder


def test_a_new_hub_has_it_and_it_can_be_started(own: Path) -> None:
    assert (own / HERE).read_bytes() == launcher(HERE)
    assert os.access(own / HERE, os.X_OK)


def test_one_that_is_there_stays_and_one_that_is_gone_comes_back(own: Path, tmp_path: Path) -> None:
    (own / HERE).write_bytes(b"mine")
    put_launcher(own)
    assert (own / HERE).read_bytes() == b"mine"
    (own / HERE).unlink()
    with running(own, tmp_path / "state", f"{TODAY}"):
        assert (own / HERE).read_bytes() == launcher(HERE)


def test_a_folder_in_which_nothing_can_be_written_is_no_hindrance(tmp_path: Path) -> None:
    put_launcher(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()


def test_a_practice_hub_has_it_too(own: Path, tmp_path: Path) -> None:
    run("practice", tmp_path / "practice", "--today", TODAY, cwd=own, code=0)
    assert (tmp_path / "practice" / HERE).exists()


def test_it_belongs_to_the_computer_and_is_in_no_backup(own: Path, tmp_path: Path) -> None:
    (own / HERE).write_bytes(b"of the other computer")
    (tmp_path / "secret").write_text("correct horse battery staple", encoding="utf-8")
    words = (tmp_path / "hub.backup", "--password-file", tmp_path / "secret")
    run("backup", *words, cwd=own, code=0)
    run("restore", words[0], tmp_path / "new", *words[1:], cwd=tmp_path, code=0)
    assert (tmp_path / "new" / HERE).read_bytes() == launcher(HERE)


def test_nobody_takes_it_for_a_return(own: Path) -> None:
    """Even where returns lie in the Hub's own folder."""
    shutil.copy(own / HERE, own / "inbox")
    settings = (own / "collection.yaml").read_text(encoding="utf-8")
    (own / "collection.yaml").write_text(re.sub(r"inbox: \S+", "inbox: .", settings), encoding="utf-8")
    ran = run("collect", "--today", TODAY, cwd=own)
    assert "Open the desk" not in ran.said


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A Python in a place of its own that has the program; no other is on the PATH."""
    folder = tmp_path / "a place" / "bin"
    folder.mkdir(parents=True)
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return python


def start(own: Path, home: Path) -> str:
    """The page that the launcher of a Hub opens."""
    with double_clicked([own / LAUNCHERS[1]], home, PYTHONPATH="") as clicked:
        assert clicked.opened().name == "open.html"
        desk = found(None, home)
        desk.enter()
        page = desk.get("/register").text
        closed(desk)
        assert clicked.log == ""
        return page


def noted(home: Path, python: Path) -> None:
    (home / "careers_workbook").mkdir(parents=True)
    (home / "careers_workbook" / "program.txt").write_text(f"{python}\n", encoding="utf-8")


@posix
def test_it_finds_the_program_where_that_said_it_is(own: Path, program: Path, tmp_path: Path) -> None:
    noted(tmp_path / "home", program)
    assert "Who is expected" in start(own, tmp_path / "home")


@posix
def test_it_finds_the_program_where_it_was_installed_though_it_said_another_place(
    own: Path, program: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    noted(home, tmp_path / "gone" / "python")
    installed = home / "careers_workbook" / "program" / "bin"
    installed.parent.mkdir()
    program.parent.rename(installed)
    assert "Who is expected" in start(own, home)
    assert "Who is expected" in start(own.rename(tmp_path / "moved"), home)


@posix
def test_where_there_is_no_program_it_says_what_to_do(own: Path, tmp_path: Path) -> None:
    user = {"HOME": str(tmp_path), "PATH": os.defpath}
    said = subprocess.run(
        [own / LAUNCHERS[1]], env=user, capture_output=True, text=True, input="\n", timeout=30, check=False
    )
    assert said.returncode == 1
    assert said.stderr == ""
    assert "install.command" in said.stdout
    assert "Press Enter" in said.stdout


@posix
def test_files_of_python_in_the_folder_of_a_hub_are_not_run(own: Path, program: Path, tmp_path: Path) -> None:
    """Others may be able to put files there."""
    for name in ("careers_workbook", "asyncio", "click"):
        (own / f"{name}.py").write_text("raise SystemExit('taken from the wrong place')\n", encoding="utf-8")
    noted(tmp_path / "home", program)
    assert "Who is expected" in start(own, tmp_path / "home")


def test_the_launcher_of_windows_is_what_cmd_reads_right() -> None:
    lines = WINDOWS.decode("ascii").split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    assert {line[1:] for line in lines if line.startswith(":")} == {
        word for line in lines for word in re.findall(r"goto (\w+)", line)
    }
    for line in lines:
        if not line.startswith("rem "):
            assert line.count('"') % 2 == 0, line
        if line.startswith("echo "):  # signs that cmd takes for its own
            assert not set(line) & set('&|<>^%!"'), line
        outside = re.sub(r'"[^"]*"', "", line)
        assert "%" not in outside.replace("%%f in", ""), f"a path outside of quotes: {line}"


def test_both_launchers_open_what_is_there(own: Path) -> None:
    for name in LAUNCHERS:
        text = launcher(name).decode()
        modules = set(re.findall(r"careers_workbook\.[\w.]+", text)) - {"careers_workbook.cmd"}
        assert modules == {"careers_workbook.cli.launched"}
        assert "program.txt" in text
