"""A command costs what its round costs: rounds that are over have nothing opened, and the store asked nothing more."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from careers_workbook.core.output import is_draft
from careers_workbook.hub.store.settings import SETTINGS
from careers_workbook.returns.intake import disk
from tests.support.hub_folder import ANSWERS, BRANNOC, OAK, drop, hub, workbook
from tests.support.program import environment, run

pytestmark = pytest.mark.slow
COUNTED = """
import json, os, sys
opened, asked = set(), 0
def hook(event, given):
    if event == "open" and isinstance(given[0], str) and os.path.abspath(given[0]).startswith(os.getcwd() + os.sep):
        opened.add(os.path.relpath(given[0]))
from careers_workbook.hub.store import store
connected = store._connected
def counting(*given):
    db = connected(*given)
    db.set_trace_callback(count)
    return db
def count(_):
    global asked
    asked += 1
store._connected = counting
from careers_workbook.returns.intake import disk
disk._JUST_NOW = 0
from careers_workbook.cli.root import run
sys.addaudithook(hook)
code = run(sys.argv[1:])
print(json.dumps([code, sorted(opened), asked]), file=sys.stderr)
"""
"""Runs a command, and says which files of the Hub were opened, and how often the store was asked.

A file that was changed just now is opened again: here nothing was."""


def hub_after(folder: Path, rounds: int) -> Path:
    """A Hub in which so many rounds came back, a day apart; the last is the one that is open."""
    where = hub(folder)
    first = dt.date(2026, 9, 1)
    settings = (where.root / SETTINGS).read_text("utf-8").partition("collections:")[0]
    days = [first + dt.timedelta(days=one) for one in range(rounds)]
    said = "".join(f"  - {{name: Round {n:02}, opens: {day}, due: {day}}}\n" for n, day in enumerate(days))
    (where.root / SETTINGS).write_text(f"{settings}collections:\n{said}", "utf-8")
    for number, day in enumerate(days):
        for school in (OAK, BRANNOC):
            data = workbook(school, {**ANSWERS, ("CL3", "action"): f"Round {number}"})
            drop(where, f"Round {number:02}/{school.urn}.xlsx", data, dt.datetime.fromisoformat("2026-08-01T09:00:00"))
        run("collect", "--collection", f"Round {number:02}", "--today", f"{day}", cwd=where.root)
    return where.root


def counted(root: Path, *words: str) -> tuple[int, list[str], int]:
    """Its exit code, the files, the questions."""
    asked = [sys.executable, "-c", COUNTED, *words]
    ran = subprocess.run(asked, cwd=root, env=environment(), capture_output=True, text=True, check=True)
    code, opened, questions = json.loads(ran.stderr.splitlines()[-1])
    return code, [one for one in opened if not is_draft(Path(one).name)], questions


def test_what_is_over_costs_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_JUST_NOW", 0)
    few, many = (hub_after(tmp_path / str(rounds), rounds) for rounds in (2, 6))
    for words in (("collect",), ("status",), ("status", "--format", "json")):
        ((code, opened, asked), then) = (
            counted(root, *words, "--today", f"{dt.date(2026, 9, 1) + dt.timedelta(days=rounds - 1)}")
            for root, rounds in ((few, 2), (many, 6))
        )
        assert code == (words != ("collect",))
        assert opened, words
        assert not [one for one in opened if "Round" in one or "originals" in one or "receipts" in one]
        assert then == (code, opened, asked), words
