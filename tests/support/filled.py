"""Returned workbooks: really built, filled in, and then changed by hand (openpyxl) where a test needs it."""

import copyreg
import datetime as dt
import io
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from openpyxl import Workbook
from openpyxl.worksheet.table import Table, TableList
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.cells import a1
from careers_workbook.core.kept import kept
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from tests.support.stamp import written
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL

Key = tuple[str, str]
Change = Callable[[Workbook], object]
SPEC = load(FIRST_SPEC)


def filled(
    folder: Path,
    answers: Mapping[Key, object] | None = None,
    change: Change | None = None,
    *,
    spec: Spec = SPEC,
    built: dt.date = BUILT,
    return_to: str = "",
    name: str = "return.xlsx",
) -> Path:
    """The file: a workbook of the spec with these answers, then changed."""
    order = Order(built, return_to=return_to)
    path = folder / name
    if change is None:
        path.write_bytes(written(spec, SCHOOL, order, answers or {}))
        return path
    book = pickle.loads(_blank(spec, order))
    for slot in plan(spec).in_year(order.year).slots if answers else ():
        if (slot.ref, slot.column) in answers:
            at = book[slot.sheet].cell(slot.row + 1, slot.col + 1)
            at.value = answers[slot.ref, slot.column]
            at.data_type = "s" if isinstance(at.value, str) else at.data_type
    change(book)
    path.write_bytes(saved(book))
    return path


@kept(most=8)
def _blank(spec: Spec, order: Order) -> bytes:
    """A blank workbook as openpyxl has it: opened anew it is filled in at once, as quick as a file is opened."""
    return pickle.dumps(openpyxl.load_workbook(io.BytesIO(written(spec, SCHOOL, order, {}))))


copyreg.pickle(TableList, lambda tables: (_tables, (list(tables.values()),)))  # its items() are not what it holds


def _tables(tables: list[Table]) -> TableList:
    found = TableList()
    for table in tables:
        found.add(table)
    return found


def changed(data: bytes, change: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Its bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(
    folder: Path,
    answers: Mapping[Key, object] | None = None,
    change: Change | None = None,
    *,
    context: Context | None = None,
    **made: object,
) -> Submission:
    """The return as it is read."""
    return read_file(filled(folder, answers, change, **made), context=context or Context())


def cell(ref: str, column: str, spec: Spec = SPEC) -> tuple[str, str]:
    """Where an answer stands: sheet and cell."""
    slot = next(s for s in plan(spec).slots if (s.ref, s.column) == (ref, column))
    return slot.sheet, a1(slot.row, slot.col)


def sheet(book: Workbook, title: str) -> Worksheet:
    found = book[title]
    assert isinstance(found, Worksheet)
    return found


def codes(submission: Submission) -> list[str]:
    """The codes of all problems, sorted."""
    return sorted(problem.code for problem in submission.problems)


def places(submission: Submission, code: str) -> list[tuple[str, str]]:
    """Sheet and cell of every problem with this code."""
    return [(p.place.sheet, p.place.cell) for p in submission.problems if p.code == code]
