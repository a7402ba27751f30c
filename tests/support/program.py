"""Runs the real program, here or in a process of its own, and the workbooks that several command-line tests need."""

import contextlib
import datetime as dt
import importlib.util
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.cli.main import main
from careers_workbook.core.school import School
from careers_workbook.layout.plan import plan
from careers_workbook.spec.load import DEFAULT_SPEC, load

ROOT = Path(__file__).resolve().parent.parent.parent
OAK_LANE = School("990001", "Oak Lane School", "Northmoor", "Special", "11-19")
BRIDGE = School("990002", "The Bridge, PRU", "Wexcombe", "PRU", "11-16")
TODAY = dt.date(2026, 11, 23)
_NOISE = ("COLUMNS", "PYTHONIOENCODING")
"""What a terminal or a person may have set, and would change what is printed."""


@dataclass(frozen=True)
class Ran:
    """How one run ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


def run(*words: object, cwd: Path, code: int | None = None, env: dict[str, str] | None = None) -> Ran:
    """Run the program with these words in this folder, in this process; `code` is the exit code that must come.

    A process of its own costs more than most commands do: imports, pipes and signals need one (`apart`).
    """
    encoding = (env or {}).get("PYTHONIOENCODING")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding, write_through=True) for _ in range(2))
    with (
        patch.dict(os.environ, environment(env), clear=True),
        patch.object(sys, "argv", ["careers-workbook", *map(str, words)]),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        ended = _ended()
    return _checked(ended, out.buffer.getvalue(), err.buffer.getvalue(), code=code)


def _ended() -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def apart(*words: object, cwd: Path, code: int | None = None, env: dict[str, str] | None = None) -> Ran:
    """The same in a process of its own, with further variables of the environment."""
    done = subprocess.run(command(*words), cwd=cwd, env=environment(env), capture_output=True, timeout=300, check=False)
    return _checked(done.returncode, done.stdout, done.stderr, code=code)


def _checked(ended: int, out: bytes, err: bytes, *, code: int | None) -> Ran:
    ran = Ran(ended, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    assert "Traceback" not in ran.said, ran.said
    if code is not None:
        assert ran.code == code, ran
    return ran


@cache
def script(name: str) -> ModuleType:
    """A program of this repository that is no part of the package."""
    spec = importlib.util.spec_from_file_location(name.replace("/", "_").removesuffix(".py"), ROOT / name)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def command(*words: object) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "careers_workbook", *map(str, words)]


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name not in _NOISE}
    return {**plain, "PYTHONPATH": str(ROOT), **(extra or {})}


@cache
def workbook(*typed: tuple[str, str, object], school: School = OAK_LANE) -> bytes:
    """A school's workbook with what was typed: (ref, column id, what)."""
    answers = {(ref, column): what for ref, column, what in typed}
    return build(plan(load(DEFAULT_SPEC)), school, Order(TODAY), answers)


GOOD = (
    ("CL1", "action", "Ask the head – “soon”"),
    ("CL1", "deadline", dt.date(2027, 3, 31)),
    ("CL1", "completed", "In progress"),
    ("CL2", "completed", "Yes"),
)
"""Answers in which nothing is wrong."""
BAD = (("CL3", "deadline", "31/02/2027"), ("CL4", "completed", "Ask the head"))
"""Answers in which two things are wrong."""
