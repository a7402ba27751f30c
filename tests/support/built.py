"""Workbooks to test with: a school, an order, a spec's layout, answers drawn by chance but always the same."""

import datetime as dt
import io
import random
from functools import cache, lru_cache

import openpyxl

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.yes_no import YES_NO
from careers_workbook.spec.load import load, shipped
from careers_workbook.spec.model import Question

SHIPPED = sorted(shipped())
BOOKS = [(spec, 1) for spec in SHIPPED] + [("send-careers-checklist", None)]
"""Every spec filled in by chance, and one blank: (spec, seed of `built`)."""
SCHOOL = School("990001", "Oak Lane School", "Northmoor", "Community special school", "11-19")
TODAY = dt.date(2026, 11, 23)
ORDER = Order(TODAY, dt.date(2027, 3, 31), "the Careers Hub, careers@northmoor.example")
LONG = (
    "Ask governors in the spring meeting; the Careers Leader drafts a paper on the training, its cost, its dates and "
    "who will cover lessons. The deputy head signs it off, and the office files it with the plan for the inspection. "
)
AWKWARD = (
    "=1+1",
    "@x",
    "+44 1632 960001",
    "1-2",
    "007",
    "<r><t>x</t></r>",
    "_x0041_",
    "Line one\nLine two",
    "É 👩‍🏫 “”",
)


def this_day() -> dt.date:
    """The day on which LibreOffice will calculate."""
    return dt.datetime.now().astimezone().date()


@cache
def layout(name: str = "send-careers-checklist") -> Layout:
    return plan(load(name))


@cache
def built(name: str = "send-careers-checklist", seed: int | None = None, today: dt.date = TODAY) -> bytes:
    """A workbook of a shipped spec: blank, or filled by chance."""
    answers = {} if seed is None else filled(layout(name), seed, today)
    return build(layout(name), SCHOOL, Order(today, ORDER.due, ORDER.return_to), answers)


@lru_cache(maxsize=8)
def opened(data: bytes, *, values: bool = False) -> openpyxl.Workbook:
    """A workbook to look at: the same one each time."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def questions(made: Layout) -> dict[tuple[str, str], Question]:
    """(ref, column id) -> the question of every answer cell."""
    found: dict[tuple[str, str], Question] = {}
    for sheet in made.sheets:
        if sheet.sheet is not None and sheet.sheet.kind == "form":
            found |= {(field.ref, "answer"): field for field in sheet.sheet.fields}
        for block in sheet.blocks:
            asked = [column for column in block.columns if column.question]
            found |= {(key, c.id): c.question for key in block.keys for c in asked if c.question}
    return found


def filled(made: Layout, seed: int, today: dt.date = TODAY) -> dict[tuple[str, str], AnswerValue | str]:
    """Answers by chance: about two thirds of the cells, valid ones, with long and awkward texts among them."""
    chance = random.Random(seed)
    answers: dict[tuple[str, str], AnswerValue | str] = {}
    for key, question in questions(made).items():
        if chance.random() < 0.66:
            answers[key] = _answer(chance, question, made, today)
    return answers


def _answer(chance: random.Random, question: Question, made: Layout, today: dt.date) -> AnswerValue | str:
    match question.answer:
        case "date":
            return today + dt.timedelta(days=chance.choice([-1, 0, 1, 27, 28, 29, chance.randint(-200, 400)]))
        case "whole number":
            return chance.randint(question.settings.minimum, question.settings.maximum)
        case "yes/no":
            return chance.choice(YES_NO)
        case "choice":
            return chance.choice(made.spec.options(question)).label
        case _:
            return chance.choice([*AWKWARD, LONG, LONG * 2, "Governors to agree in spring."])
