"""Set up by a double-click: install.command is run as a file manager runs it; install.cmd is read as cmd reads it."""

import os
import re
import shlex
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from careers_workbook.cli import desktop_icon
from tests.support.desk import PATIENCE, found
from tests.support.launched import closed, double_clicked
from tests.support.program import ROOT

SCRIPTS = {name: (ROOT / name).read_bytes().decode("ascii") for name in ("install.cmd", "install.command")}
posix = pytest.mark.skipif(os.name == "nt", reason="sets up as on a Mac")
_NEEDED = (
    "careers_workbook", "specs", "examples", "pyproject.toml", "README.md", "LICENSE", "constraints.txt", "install.py",
)  # fmt: skip
_OFFLINE: Mapping[str, str] = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # which means that there is none (pip reads the word the wrong way round)
    "PYTHONPATH": sysconfig.get_path("purelib"),
}
"""What the program needs comes from here, not from the internet; the program itself does not: that is installed."""


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """The download, unpacked into a folder whose name has what shells trip over."""
    folder = tmp_path / "Jo's $HOME & co (1)"
    folder.mkdir()
    for name in (*_NEEDED, *SCRIPTS):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    return folder


@posix
def test_a_double_click_sets_it_up_and_leaves_an_icon_that_opens_the_desk(download: Path, tmp_path: Path) -> None:
    home = tmp_path / "Zoë's home 100%"
    noting = f'"$0" >"{tmp_path}/said.txt" 2>&1'
    with double_clicked(["sh", "-c", noting, download / "install.command"], home, **_OFFLINE) as clicked:
        assert clicked.process.wait(240) == 0, (tmp_path / "said.txt").read_text(encoding="utf-8")
        page = clicked.opened()
        assert page.name == "open.html"
        icon = home / "Desktop" / "careers-workbook.desktop"
        assert os.access(icon, os.X_OK)
        with double_clicked(_starts(icon), home, **_OFFLINE) as again:
            assert again.opened(1) == page
        shutil.rmtree(download)  # it stands on its own
        desk = found(None, home)
        desk.enter()
        assert "Make a Hub" in desk.get("/start").text
        closed(desk)
        assert clicked.log == ""
    assert (home / "careers_workbook" / "program.txt").read_text(encoding="utf-8").startswith(str(home))


def _starts(icon: Path) -> list[str]:
    """The words that a .desktop file starts: first its own way of escaping, then that of its command."""
    (line,) = re.findall(r"^Exec=(.*)$", icon.read_text(encoding="utf-8"), re.MULTILINE)
    return shlex.split(line.replace("\\\\", "\\").replace("%%", "%"))


@posix
def test_on_a_mac_the_icon_is_a_program_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "Zoë's place" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\necho "$@" >"{tmp_path}/said.txt"\n', encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(python))
    icon = desktop_icon._on_a_mac()
    subprocess.run([icon], check=True, timeout=30)
    said = tmp_path / "said.txt"
    ends = time.monotonic() + PATIENCE
    while not (said.exists() and said.read_text(encoding="utf-8")):
        assert time.monotonic() < ends
        time.sleep(0.05)
    assert said.read_text(encoding="utf-8") == "-P -m careers_workbook.cli.launched\n"


@posix
def test_where_windows_makes_no_shortcut_there_is_a_file_to_double_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    icon = desktop_icon._on_windows()  # there is no PowerShell here
    assert icon == tmp_path / "Desktop" / "Careers workbook.cmd"
    assert icon.read_bytes() == (
        b'@start "" "%USERPROFILE%\\.careers_workbook\\program\\Scripts\\pythonw.exe" '
        b"-P -m careers_workbook.cli.launched\r\n"
    )


@posix
@pytest.mark.parametrize(
    ("gone", "said"), [("install.py", "Unpack the whole download"), ("python", "Python 3.11 or newer is needed")]
)
def test_what_is_missing_is_said(download: Path, tmp_path: Path, gone: str, said: str) -> None:
    (download / gone).unlink(missing_ok=True)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to(shutil.which("dirname") or "")
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", download / "install.command"],
        env={"HOME": str(tmp_path), "PATH": str(tools)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    assert said in ran.stdout
    assert [path.name for path in tmp_path.iterdir() if path not in (download, tools)] == []


def test_each_has_ten_lines_at_most_and_starts_one_file_of_python() -> None:
    for name, text in SCRIPTS.items():
        assert len(text.splitlines()) <= 10, name
        assert not re.search(r"\b(sudo|runas|setx|reg|curl|Invoke-\w+|iex)\b", text), name
        assert set(re.findall(r"\w+\.py", text)) == {"install.py"}


_PLACES = {
    "Open the desk.cmd": (r"%USERPROFILE%\.careers_workbook", r"\program"),
    "Open the desk.command": ("${XDG_STATE_HOME:-$HOME/.local/state}", "$HOME/Library/Application Support", "/program"),
}


@pytest.mark.parametrize("name", _PLACES)
def test_launchers_look_where_it_is_set_up(name: str) -> None:
    """Which is the folder of the user on each system: careers_workbook/core/user_folder.py."""
    launcher = (ROOT / "careers_workbook" / "hub" / "launchers" / name).read_text(encoding="ascii")
    for place in _PLACES[name]:
        assert place in launcher


def test_install_for_windows_is_what_cmd_reads_right() -> None:
    raw = (ROOT / "install.cmd").read_bytes()
    lines = raw.decode("ascii").split("\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert labels == {word for line in lines for word in re.findall(r"goto (\w+)", line)}
    for line in lines:
        outside = re.sub(r'"[^"]*"', "", line)
        assert line.count('"') % 2 == 0, line
        assert outside.count("(") == outside.count(")"), line
        assert set(re.findall(r"%(\w+)%", outside)) <= {"PYTHON"}, line
    said = re.findall(r"echo ([^&\r]*)", raw.decode())
    assert len(said) == 3  # `@echo off` is one
    for words in said:
        assert not set(words) & set("|<>^%!()"), words
