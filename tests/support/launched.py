"""What a double-click starts, as a file manager does: no console, and a browser that notes what it was to open."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.support.desk import PATIENCE, RunningDesk, user_of

DESK = (sys.executable, "-m", "careers_workbook.cli.launched")


@dataclass(frozen=True, slots=True)
class DoubleClicked:
    """One start: the user's home, with the addresses that the browser was given there; and the process."""

    home: Path
    process: "subprocess.Popen[bytes]"

    def opened(self, number: int = 0) -> Path:
        """The file that the browser was to open, this time after so many others."""
        ends = time.monotonic() + PATIENCE
        while len(found := self._addresses()) <= number:
            assert time.monotonic() < ends, f"no page was opened; {self.log}"
            time.sleep(0.05)
        return Path(unquote(urlsplit(found[number]).path))

    @property
    def log(self) -> str:
        """What went wrong, for a programmer."""
        return "".join(path.read_text(encoding="utf-8") for path in self.home.rglob("problems.log"))

    def _addresses(self) -> list[str]:
        noted = self.home / "opened.txt"
        return noted.read_text(encoding="utf-8").split("\n")[:-1] if noted.exists() else []


def user_with_browser(home: Path, **more: str) -> Mapping[str, str]:
    """The environment of somebody whose browser notes what it was to open."""
    home.mkdir(parents=True, exist_ok=True)
    browser = home.parent / "browser"  # there are no blanks in that path, which BROWSER cannot have
    browser.write_text(f'#!/bin/sh\necho "$1" >>{shlex.quote(str(home / "opened.txt"))}\n', encoding="utf-8")
    browser.chmod(0o755)
    return {**user_of(home), "BROWSER": str(browser), **more}


def closed(desk: RunningDesk) -> None:
    """Close a desk by its button, and wait until nothing says any more that it runs."""
    desk.post("/close")
    ends = time.monotonic() + PATIENCE
    while desk.door.exists():
        assert time.monotonic() < ends, "the desk did not end"
        time.sleep(0.05)


@contextlib.contextmanager
def double_clicked(words: Sequence[str | Path], home: Path, **more: str) -> Iterator[DoubleClicked]:
    """Start a program without standard input, output and error; everything that it started ends with the block."""
    script = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *map(str, words)]
    process = subprocess.Popen(script, env=user_with_browser(home, **more), cwd="/", start_new_session=True)
    try:
        yield DoubleClicked(home, process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)
            for _ in range(int(PATIENCE / 0.05)):  # what it started is no child of ours
                os.killpg(process.pid, 0)
                time.sleep(0.05)
        process.wait(PATIENCE)
