"""Makes tests/returned/ anew: damage done by four programs, and what must be read from each file.

    NODE_PATH=/some/folder/node_modules .venv/bin/python -m tests.returned.make.make

Needs soffice, a system Python that can import uno, node, and the packages of package.json installed in some folder
(`npm install` in a copy of this folder). Leaves: one folder a program, truth.json with the answers that were filled in
and, for each file, what is lost, what is changed and which problems must be reported.
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.load import load
from tests.returned.make import imitations
from tests.support.cases import CL, Case, Map, cases
from tests.support.damage import damaged
from tests.support.sabotage import sabotage
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, Key, truth

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent
PER_PROGRAM = 22
"""Kinds of damage for each of the three programs, every kind by one of them."""
BY_OPENPYXL = 10
"""Kinds stored as openpyxl saves them."""
TYPED = ("a date typed", "completed says", "leavers:", "a deadline of", "an american date", "a date as")
"""Kinds that differ in one value only: any program writes that value alike, so they are left to openpyxl."""
NOT_THERE = {
    "libreoffice": frozenset({"set_formula", "transpose", "move_cells"}),
    "sheetjs": frozenset({"move_cells"}),
    "exceljs": frozenset({"values_only", "transpose", "clear_sheet", "move_cells"}),
}
UNABLE = frozenset({"a space in a far corner"})
"""SheetJS writes every cell up to the corner and never ends; LibreOffice leaves the space out."""
BARE_DATES = "copied as values into a new workbook"
"""Both LibreOffice and SheetJS leave bare numbers where dates were, when values alone are pasted; exceljs does so where
a cell of text is moved over a date, because cells share their looks."""
EXTRA = {
    ".ods": ("a row deleted", "whole rows sorted the other way round", "one deadline merged over three rows"),
    ".xls": ("columns moved about", "a row moved to another sheet"),
}
"""Also saved by LibreOffice in other formats."""
OFFICE_PYTHON = "/usr/bin/python3"


@dataclass(frozen=True)
class File:
    """One file to make and what must be read from it."""

    program: str
    name: str
    case: Case

    @property
    def path(self) -> str:
        return f"{self.program}/{self.name}"


def main() -> None:
    spec = load(FIRST_SPEC)
    layout, answers = plan(spec), truth(spec)
    filled = build(layout, SCHOOL, Order(BUILT), answers)
    files = list(chosen(Map(layout)))
    for program in NOT_THERE:
        shutil.rmtree(FOLDER / program, ignore_errors=True)
        (FOLDER / program).mkdir()
        run(program, filled, [file for file in files if file.program == program])
    files += list(by_openpyxl(filled, Map(layout), {file.case.name for file in files}))
    files += list(imitated(filled, Map(layout)))
    record = {
        "spec": spec.id,
        "version": spec.version,
        "answers": [[*key, plain(value)] for key, value in answers.items()],
        "files": [described(file, answers) for file in sorted(files, key=lambda file: file.path)],
    }
    (FOLDER / "truth.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(len(files), "files,", sum(p.stat().st_size for p in FOLDER.rglob("*.*")) // 1000, "kB")


def chosen(m: Map) -> Iterator[File]:
    """Kinds dealt out to the programs in turn; all three save an undamaged workbook too."""
    kinds = [case for case in (*cases(m), *sabotage(m)) if case.name not in UNABLE]
    whole = Case("saved again, nothing else", ())
    for program in NOT_THERE:
        yield File(program, "saved-again.xlsx", whole)
    for suffix in (".ods", ".xls"):
        yield File("libreoffice", f"saved-again{suffix}", whole)
    for suffix in (".xlsb", ".xls"):
        yield File("sheetjs", f"saved-again{suffix}", whole)
    yield File("exceljs", "calendar-of-1904.xlsx", Case("saved in the calendar of 1904", (("calendar_1904",),)))
    programs = list(NOT_THERE)
    dealt = dict.fromkeys(programs, 0)
    structural = [case for case in kinds if not case.name.lower().startswith(TYPED)]
    # every other kind first, so that each group of kinds is met, then the rest until all have enough
    for case in (*structural[::2], *structural[1::2]):
        able = [p for p in programs if dealt[p] < PER_PROGRAM and not {op[0] for op in case.ops} & NOT_THERE[p]]
        if able:
            program = min(able, key=lambda name: dealt[name])
            dealt[program] += 1
            yield File(program, f"{slug(case.name)}.xlsx", adapted(case, program))
    for suffix, names in EXTRA.items():
        yield from (File("libreoffice", f"{slug(c.name)}{suffix}", c) for c in kinds if c.name in names)


def adapted(case: Case, program: str) -> Case:
    """The case with what this program does on top of it: both leave dates as bare numbers."""
    bare = case.name == BARE_DATES or (program == "exceljs" and any(op[0] == "shift_left" for op in case.ops))
    return replace(case, codes=case.codes | {"DATE-006"}) if bare else case


def run(program: str, filled: bytes, files: list[File]) -> None:
    """Let the program carry out the operations of all its files."""
    with tempfile.TemporaryDirectory() as scratch:
        source, jobs = Path(scratch) / "filled.xlsx", Path(scratch) / "jobs.json"
        source.write_bytes(filled)
        jobs.write_text(json.dumps([{"file": file.name, "ops": file.case.ops} for file in files]), encoding="utf-8")
        command = [OFFICE_PYTHON, "office.py"] if program == "libreoffice" else ["node", f"{program}.cjs"]
        subprocess.run([command[0], str(HERE / command[1]), source, jobs, FOLDER / program], check=True)


def by_openpyxl(filled: bytes, m: Map, taken: set[str]) -> Iterator[File]:
    """Kinds that are left over; the tests carry out all of them with openpyxl anyway, with the openpyxl of the day."""
    folder = FOLDER / "openpyxl"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    left = [case for case in (*cases(m), *sabotage(m)) if case.name not in taken | UNABLE]
    for case in left[:: max(1, len(left) // BY_OPENPYXL)][:BY_OPENPYXL]:
        name = f"{slug(case.name)}.xlsx"
        (folder / name).write_bytes(damaged(filled, case.ops))
        yield File("openpyxl", name, case)


def imitated(filled: bytes, m: Map) -> Iterator[File]:
    """Files of programs that are not at hand, written as these programs write them."""
    folder = FOLDER / "imitated"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    others = frozenset(key for key in m.slots if key[0] not in m.refs(CL))
    alone = frozenset({"SHEET-001", "FILE-012", "FILE-022", "FILE-038"})
    for name, data, case in (
        ("google-sheets.xlsx", imitations.google(filled), Case("exported by Google Sheets", ())),
        ("macros.xlsm", imitations.with_macros(filled), Case("a copy with macros", (), frozenset({"FILE-031"}))),
        ("strict.xlsx", imitations.strict(filled), Case("saved as Strict Open XML", ())),
        (
            "one-sheet.csv",
            imitations.one_sheet(filled, CL),
            Case("one sheet saved as CSV by a British Excel", (), alone, others),
        ),
    ):
        (folder / name).write_bytes(data)
        yield File("imitated", name, case)


def described(file: File, answers: dict[Key, AnswerValue]) -> dict[str, object]:
    """What must be read from a file, as JSON data."""
    changed = {key: answers[value] if isinstance(value, tuple) else value for key, value in file.case.changed.items()}
    return {
        "file": file.path,
        "kind": file.case.name,
        "codes": sorted(file.case.codes),
        "lost": sorted(map(list, file.case.lost)),
        "changed": [[*key, plain(value)] for key, value in changed.items()],
    }


def plain(value: AnswerValue | None) -> object:
    return {"date": value.isoformat()} if hasattr(value, "isoformat") else value


def slug(name: str) -> str:
    """A file name: "Completed? alone" -> completed-alone."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


if __name__ == "__main__":
    main()
