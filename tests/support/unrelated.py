"""Workbooks that are no checklist, as they come by mistake: lists, registers, budgets, timetables, another action plan.

Each kind gives its sheets, with as many rows as are asked for; the same number gives the same words.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from random import Random

from openpyxl import Workbook

Rows = Iterator[list[object]]
Sheets = dict[str, Rows]
_TEXT = """careers pupil policy review school visit employer college transport equipment printer paper chair order
invoice supplier north south autumn spring summer term weekly meeting minutes action deadline agreed staff governor head
teacher support maths english science history art drama sport by age"""
_WORDS = _TEXT.split()
_PUPILS = ("UPN", "Surname", "Forename", "DOB", "Year", "Reg group", "SEN status", "EHCP", "Destination", "Notes")


def _said(chance: Random, least: int, most: int) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.randint(least, most))).capitalize()


def _texts(rows: int, cols: int = 8) -> Rows:
    chance = Random(rows)
    yield [_said(chance, 1, 3) for _ in range(cols)]
    yield from ([f"{_said(chance, 3, 14)}." for _ in range(cols)] for _ in range(rows))


def _numbers(rows: int) -> Rows:
    chance = Random(rows)
    yield [_said(chance, 1, 2) for _ in range(12)]
    yield from ([_said(chance, 1, 3), *(round(chance.uniform(-900, 9_000), 2) for _ in range(11))] for _ in range(rows))


def _register(rows: int) -> Rows:
    yield ["", *(f"Week {week}" for week in range(1, 121))]
    yield from ([f"Pupil {row}", *("/\\NBCL"[(row * col) % 6] for col in range(120))] for row in range(rows))


def _prices(rows: int) -> Rows:
    chance = Random(rows)
    yield ["Code", "Description", "Unit", "Price", "VAT", "In stock", "Supplier", "Review"]
    for row in range(rows):
        code, price = f"CL{row + 1}", chance.randint(1, 9_999) / 100
        yield [code, _said(chance, 3, 8), "each", price, 0.2, "Yes", _said(chance, 2, 3), "In progress"]


def _pupils(rows: int) -> Rows:
    chance, born = Random(rows), dt.date(2009, 9, 1)
    yield [f"{word} {part}" if part else word for part in range(4) for word in _PUPILS]
    for row in range(rows):
        names, day = [_said(chance, 1, 1), _said(chance, 1, 1)], born + dt.timedelta(days=row)
        one = [f"A{row:012}", *names, day, row % 7 + 7, f"{row % 7 + 7}B", "E", "Yes", "College", _said(chance, 1, 6)]
        yield one * 4


def _timetable(rows: int) -> Rows:
    chance = Random(rows)
    yield ["", "Mon", "Tue", "Wed", "Thu", "Fri"]
    for row in range(rows):
        yield [f"P{row % 6 + 1}", *(f"{_said(chance, 1, 1)} B{row % 20}\n{_said(chance, 1, 2)}" for _ in range(5))]


def _action_plan(rows: int) -> Rows:
    """Under our own headings, about something else."""
    chance = Random(rows)
    yield ["Ref", "Item", "Action needed", "Deadline", "Review", "Action completed"]
    for row in range(rows):
        yield [f"X{row}", f"{_said(chance, 8, 20)}.", _said(chance, 3, 9), "12/03/2027", _said(chance, 2, 5), "Yes"]


KINDS: dict[str, Callable[[int], Sheets]] = {
    "texts": lambda rows: {"Data": _texts(rows)},
    "numbers": lambda rows: {"Budget": _numbers(rows)},
    "a register": lambda rows: {"Register": _register(rows // 10)},
    "many sheets": lambda rows: {f"Sheet {n}": _texts(20) for n in range(rows // 20)},
    "a price list": lambda rows: {"Prices": _prices(rows)},
    "pupils": lambda rows: {"Pupils": _pupils(rows // 4)},
    "timetables": lambda rows: {f"Year {n}": _timetable(rows // 4) for n in range(4)},
    "another action plan": lambda rows: {"Action plan": _action_plan(rows)},
}
"""What it is -> its sheets, for a number of rows."""


def put_into(book: Workbook, sheets: Sheets) -> None:
    """More sheets, behind those that are there."""
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)


def workbook(kind: str, rows: int) -> bytes:
    """One workbook of a kind."""
    book, out = Workbook(), io.BytesIO()
    del book["Sheet"]
    put_into(book, KINDS[kind](rows))
    book.save(out)
    return out.getvalue()
