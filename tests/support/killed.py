"""A command that is killed at a moment: just before the file of so and so many is opened for writing, renamed, removed.

Enters: a folder, the words of a command, the number of the moment. Leaves: the folder as whoever pulls the plug leaves
it. The command runs in a copy of this process, so that it costs no start; POSIX only.
A copy lacks the threads that make PDFs and would wait for them for ever: it asks a process of its own for one.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from careers_workbook.core import output
from careers_workbook.reports import pdf
from tests.support import kept, sweep
from tests.support.program import _ended, environment

_MOMENTS = {"os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect"}
"""What Python says of itself (PEP 578) where a file is about to be changed; opening for writing besides."""
_NEVER, _BROKEN = 10**9, 99


def kill(*words: object, cwd: Path, at: int) -> bool:
    """Run the program and kill it at a moment; False if it ended before."""
    child = os.fork()
    if not child:
        _run(words, cwd, at)
    ended = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) != _BROKEN, words
    for draft in cwd.rglob("*.part"):  # as when somebody types the next command
        os.utime(draft, (0, 0))
    output._clear_drafts.cache_clear()
    return os.WIFSIGNALED(ended)


def chosen(number: int, most: int) -> list[int]:
    """So many moments of all, the first and the last among them; ten times as many in a sweep."""
    most = min(number, most * 10 if sweep.share else most)
    return sorted({round(one * (number - 1) / max(1, most - 1)) for one in range(most)})


def moments(*words: object, cwd: Path) -> int:
    """How many moments a run has, at which it could be killed. The folder is as after the run."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        _run(words, cwd, _NEVER, write)
    os.close(write)
    with os.fdopen(read) as said:
        number = int(said.read() or 0)
    assert os.WEXITSTATUS(os.waitpid(child, 0)[1]) != _BROKEN, words
    return number


def kill_during(work: Callable[[], object], folder: Path, at: int) -> bool:
    """The same of something that is done in or beside a folder; False if it ended before."""
    child = os.fork()
    if not child:
        _listen(folder, at)
        try:
            work()
        except BaseException:  # noqa: BLE001 - said by its code
            os._exit(_BROKEN)
        os._exit(0)
    ended = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0, ended
    output._clear_drafts.cache_clear()
    return os.WIFSIGNALED(ended)


def _listen(cwd: Path, at: int) -> list[int]:
    """Die at a moment; until then the moments are counted in what is given back."""
    counted, mine = [0], os.getpid()

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if os.getpid() != mine or "__pycache__" in str(arguments[:2]):  # Python's own, when it compiles a module
            return
        if event == "open":
            changes = isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            again = isinstance(arguments[0], int)  # a file that is open already, by its number
            if (
                again
                or not changes
                or (str(arguments[0]).startswith(("/dev", "/tmp/")) and not _inside(arguments[0], cwd))
            ):
                return
        elif event not in _MOMENTS:
            return
        if counted[0] == at:
            os.kill(mine, 9)
        counted[0] += 1

    sys.addaudithook(hear)
    return counted


def _run(words: tuple[object, ...], cwd: Path, at: int, told: int | None = None) -> None:
    """In the child: never returns."""
    held = kept.leave_to_parent()
    with (
        Path(os.devnull).open("w") as nothing,
        contextlib.redirect_stdout(nothing),
        contextlib.redirect_stderr(nothing),
    ):
        os.environ.clear()
        os.environ.update(environment())
        sys.argv = ["careers-workbook", *map(str, words)]
        os.chdir(cwd)
        counted = _listen(cwd, at)
        try:
            with patch.object(pdf, "_compiled", _compiled_elsewhere):
                _ended()
        except BaseException:  # noqa: BLE001 - said by its code
            os._exit(_BROKEN)
    if told is not None:
        os.write(told, str(counted[0]).encode())
    os._exit(0 if held is not None else _BROKEN)


_COMPILE = """
import json, sys
from careers_workbook.reports import pdf
sys.stdout.buffer.write(pdf._compiled(*json.load(sys.stdin)))
"""


def _compiled_elsewhere(template: str, text: str, made: int) -> bytes:
    asked = json.dumps([template, text, made]).encode()
    return subprocess.run([sys.executable, "-c", _COMPILE], input=asked, capture_output=True, check=True).stdout


def _inside(path: object, folder: Path) -> bool:
    return not Path(str(path)).is_absolute() or Path(str(path)).is_relative_to(folder)
