"""Figures about building: what the program writes is recorded once, as calls of xlsxwriter, for a loop to repeat."""

import csv
import datetime as dt
import json
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from careers_workbook.blanks.page import Answers
from careers_workbook.blanks.workbook import build
from careers_workbook.core.school import School
from careers_workbook.spreadsheet.write import xlsx_book
from tests.benchmarks.table import BASELINES, Figure, Side, process, program, told
from tests.support.built import ORDER, TODAY, filled, layout

_RECORDED = (
    "write_string", "write_number", "write_datetime", "write_blank", "write_formula", "write_url", "add_table",
    "data_validation", "conditional_format", "set_column_pixels", "set_row_pixels", "ignore_errors", "protect",
    "freeze_panes", "set_selection", "set_tab_color", "set_paper", "set_landscape", "set_margins", "repeat_rows",
    "fit_to_pages", "set_footer", "set_h_pagebreaks",
)  # fmt: skip
_FEW = 20
"""Workbooks of the baseline, where one is as dear as the next."""


def _calls(path: Path, answers: Answers) -> Path:
    """Everything that xlsxwriter is told for one workbook, as JSON."""
    with _recording() as wanted:
        build(layout(), School("{urn}", "{name}", "Northmoor", "Community special school", "11-19"), ORDER, answers)
    path.write_text(json.dumps(wanted), encoding="utf-8")
    return path


@contextmanager
def _recording() -> Iterator[dict[str, list[Any]]]:
    formats, sheets, inside = dict[int, tuple[int, Format]](), dict[str, list[Any]](), list[str]()
    wanted: dict[str, list[Any]] = {"formats": [], "sheets": []}

    def plain(value: Any) -> Any:
        match value:
            case Format():
                return {"format": formats[id(value)][0]}
            case dt.date():
                return {"date": value.isoformat()}
            case dict():
                return {key: plain(each) for key, each in value.items()}
            case list() | tuple() | set() | frozenset():
                return [plain(each) for each in value]
        return value

    add_format = xlsxwriter.Workbook.add_format

    def added(book: xlsxwriter.Workbook, look: dict[str, Any] | None = None) -> Format:
        made = add_format(book, look)
        formats[id(made)] = (len(wanted["formats"]), made)
        wanted["formats"].append({key: value for key, value in (look or {}).items() if key != "xf_index"})
        return made

    def recorded(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def called(sheet: Worksheet, *values: Any) -> Any:
            if sheet.name not in sheets:
                sheets[sheet.name] = []
                wanted["sheets"].append({"title": sheet.name, "calls": sheets[sheet.name]})
            if not inside:
                sheets[sheet.name].append([name, plain(values)])
            inside.append(name)
            done = method(sheet, *values)
            inside.pop()
            return done

        return called

    methods = {name: recorded(name, getattr(Worksheet, name)) for name in _RECORDED}
    by_itself = patch.object(xlsx_book, "KNOWN", False)
    with by_itself, patch.object(xlsxwriter.Workbook, "add_format", added), patch.multiple(Worksheet, **methods):
        yield wanted


def _register(folder: Path, number: int) -> Path:
    with (folder / "register.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(("URN", "Name", "Local authority", "Type", "Ages"))
        for at in range(number):
            lines.writerow((990001 + at, f"School in Street {at}", "Northmoor", "Community special school", "11-19"))
    return folder / "register.csv"


def _batch(number: int) -> Callable[[Path], tuple[Side, Side]]:
    """The whole program for a register of so many schools; the loop makes a few, which are reckoned up."""

    def prepare(folder: Path) -> tuple[Side, Side]:
        calls, register = _calls(folder / "calls.json", {}), _register(folder, number)
        words = ("build", "--register", register, "--due", ORDER.due, "--today", TODAY, "--force")
        return lambda: program(*words, cwd=folder) / number, lambda: _loop(calls, folder)

    return prepare


def _loop(calls: Path, folder: Path) -> float:
    return told((BASELINES / "build_loop.py").read_text(encoding="utf-8"), calls, folder, _FEW, cwd=folder)


_PREFILLED = """
import pickle, sys
from pathlib import Path
from careers_workbook.blanks.workbook import build
from careers_workbook.layout.plan import plan
from careers_workbook.spec.load import load
layout = plan(load("send-careers-checklist"))
for school, order, answers in pickle.loads(Path(sys.argv[1]).read_bytes()):
    Path(f"{school.urn}.xlsx").write_bytes(build(layout, school, order, answers, sent_with=True))
"""
_SCHOOLS = 100


def _prefilled(folder: Path) -> tuple[Side, Side]:
    """A process that is given the answers of so many schools, start-up included."""
    schools = (School(f"{990001 + n}", f"School in Street {n}", "Northmoor", "Special") for n in range(_SCHOOLS))
    given = [(school, ORDER, filled(layout(), seed)) for seed, school in enumerate(schools)]
    (folder / "given").write_bytes(pickle.dumps(given))
    calls = _calls(folder / "calls.json", filled(layout(), 1))
    words = [sys.executable, "-c", _PREFILLED, str(folder / "given")]
    return lambda: process(words, folder) / _SCHOOLS, lambda: _loop(calls, folder)


FIGURES = (
    Figure("build: a workbook of a batch of 1,000, all included", "a loop with xlsxwriter", 100, _batch(1_000)),
    Figure("build: a workbook of a batch of 100, all included", "a loop with xlsxwriter", 20, _batch(100)),
    Figure("build: a workbook of 100 with answers, all included", "a loop with xlsxwriter", 8, _prefilled),
)
