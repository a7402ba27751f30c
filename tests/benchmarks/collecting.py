"""Figures of `collect` and `status`: SCHOOLS in the environment says how many schools the Hub has, else 1,000.

Each school returns in two rounds; what is measured is the second. The script that they are measured against goes over
100 of the files and over one, and what it would take for all follows from both: it takes as long for each. `status` of
version 0.1 stands beside that of today where V01 names a folder with its package.
"""

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from careers_workbook.core.school import School
from tests.benchmarks.table import Figure, Side, baseline, process, program
from tests.support.hub_folder import AUTUMN, SPRING, drop, hub, workbook
from tests.support.program import command, environment

SCHOOLS = int(os.environ.get("SCHOOLS", "1000"))
_SAMPLE = min(100, SCHOOLS)
V01 = os.environ.get("V01", "")
_DAYS = {AUTUMN: "2026-12-01", SPRING: "2027-04-07"}
_SAYS = ("Yes", "In progress", "No", "Not applicable")
_REFS = ("CL1", "CL2", "CL3", "CL4", "CL5", "CL6", "SA1", "SA2", "SA12")
_LEAVER = {"leaving_year": "2025/26", "intended": "Supported internship", "autumn": "Supported internship"}
_CHANGED = 3


def returned(number: int, said: int) -> bytes:
    """What one school says; whoever has another number says something else."""
    answers: dict[tuple[str, str], object] = {
        (ref, "completed"): _SAYS[said // (place + 1) % len(_SAYS)] for place, ref in enumerate(_REFS)
    }
    answers["CL2", "deadline"] = dt.date(2027, 4, 1) + dt.timedelta(days=said % 300)
    answers["CL1", "review"] = f"Looked at by the governors in week {said % 40}"
    return workbook(School(f"{990_001 + number}", f"School {number} of Northmoor"), answers, [_LEAVER] * (said % 5))


def made(folder: Path) -> Path:
    """A Hub of so many schools that has collected what came in autumn; what came in spring lies in its inbox."""
    where = hub(folder / "hub")
    lines = [f"{990_001 + one},School {one} of Northmoor,,Coordinator {one % 7},," for one in range(SCHOOLS)]
    (where.root / "register.csv").write_text("\n".join(["URN,Name,E-mail,Caseload,Replaces,Closed", *lines]) + "\n")
    for term, sent in ((AUTUMN, "2026-11-20T09:00:00"), (SPRING, "2026-11-21T09:00:00")):
        for number in range(SCHOOLS):
            data, name = returned(number, number + 7 * (term == SPRING)), f"{term}/{990_001 + number} checklist.xlsx"
            drop(where, name, data, dt.datetime.fromisoformat(sent))
        if term == AUTUMN:
            _collect(where.root, AUTUMN)
    return where.root


def _collect(root: Path, term: str) -> float:
    return program("collect", "--today", _DAYS[term], cwd=root)


def _script(root: Path) -> Side:
    """The script over all that came in spring, by what it takes for some and for one."""
    came = sorted((root / "inbox" / SPRING).iterdir())
    some, one = (_linked(root.parent / f"{number} of them", came[:number]) for number in (_SAMPLE, 1))

    def side() -> float:
        took, least = (baseline("collect_pandas.py", of, root.parent / "answers.csv", cwd=root) for of in (some, one))
        return least + (took - least) / (_SAMPLE - 1) * (SCHOOLS - 1)

    return side


def _linked(folder: Path, files: Sequence[Path]) -> Path:
    folder.mkdir(exist_ok=True)
    for one in files:
        shutil.copy2(one, folder)
    return folder


_made: dict[bool, Path] = {}
"""The Hub before spring came and after: made once for all figures."""


def _copied(folder: Path, *, collected: bool) -> Path:
    """A Hub of a figure's own; what lies in its inbox was not changed just now."""
    if not _made:
        (before := folder.parent / "as it was").mkdir()
        _made[False] = made(before)
        _made[True] = shutil.copytree(_made[False], folder.parent / "collected")
        _collect(_made[True], SPRING)
    return shutil.copytree(_made[collected], folder / "hub")


def first_time(folder: Path) -> tuple[Side, Side]:
    root = _copied(folder, collected=False)

    def ours() -> float:
        shutil.rmtree(folder / "again", ignore_errors=True)
        return _collect(shutil.copytree(root, folder / "again"), SPRING)

    return ours, _script(root)


def nothing_changed(folder: Path) -> tuple[Side, Side]:
    root = _copied(folder, collected=True)
    _collect(root, SPRING)
    return lambda: _collect(root, SPRING), _script(root)


def few_changed(folder: Path) -> tuple[Side, Side]:
    root = _copied(folder, collected=True)
    _collect(root, SPRING)
    times = iter(range(10_000, 20_000, _CHANGED))

    def ours() -> float:
        for said in range(at := next(times), at + _CHANGED):
            drop_again(root, said % SCHOOLS, said)
        return _collect(root, SPRING)

    return ours, _script(root)


def drop_again(root: Path, number: int, said: int) -> None:
    (root / "inbox" / SPRING / f"{990_001 + number} checklist.xlsx").write_bytes(returned(number, said))


def status_again(folder: Path) -> tuple[Side, Side]:
    root = _copied(folder, collected=True)
    before = shutil.copytree(root, folder / "before", ignore=shutil.ignore_patterns("returns", "hub.sqlite*"))
    words = command("collect", "--today", _DAYS[SPRING]), command("status", "--today", _DAYS[SPRING])
    _collect(root, SPRING)
    old = environment({"PYTHONPATH": V01})
    process(words[0], before, old)
    return lambda: program("status", "--today", _DAYS[SPRING], cwd=root), lambda: process(words[1], before, old)


_AGAINST = "openpyxl and pandas, which check nothing"
FIGURES = (
    Figure(f"collect {SCHOOLS:,} returns for the first time, all checks", _AGAINST, 6, first_time),
    Figure(f"collect again, nothing changed of {SCHOOLS:,}", _AGAINST, 200, nothing_changed),
    Figure(f"collect again, {_CHANGED} of {SCHOOLS:,} changed", _AGAINST, 60, few_changed),
    *([Figure(f"status of {SCHOOLS:,} schools", "version 0.1", 12, status_again)] if V01 else []),
)
