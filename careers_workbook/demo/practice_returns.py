"""A Hub to practise on: what made-up schools send to it is filled in, damaged, blank, a PDF, or nothing.

Enters: a Hub, a folder. Leaves: a second Hub there, with files in its inbox. Must not know: how that is made.
"""

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.file_names import file_name
from careers_workbook.core.output import write
from careers_workbook.demo.fill import STAGES, FilledAnswers, Hand
from careers_workbook.demo.show import register_file
from careers_workbook.hub.hub import Hub, read_register
from careers_workbook.layout.plan import plan
from careers_workbook.spec.load import load

_BUILT_BEFORE, _SILENT = dt.timedelta(days=1), 2
"""How long before the round its workbooks were made, and how many schools send nothing."""
_PDF = b"%PDF-1.7\n"


def practise(hub: Hub, folder: Path, seed: int = 2027) -> tuple[Hub, int]:
    """Make the Hub, and put what its schools send into its inbox: how many files."""
    made = hub.practice(folder, read_register(register_file()).schools)
    files = list(_files(made, seed))
    for name, data in files:
        write(made.inbox / name, data)
    return made, len(files)


def _files(hub: Hub, seed: int) -> Iterator[tuple[str, bytes]]:
    spec = load(hub.settings.spec)
    order = Order(hub.round.opens - _BUILT_BEFORE, hub.round.due, hub.settings.return_to, school_year=hub.round.year)
    layout = plan(spec).in_year(order.year)
    schools = read_register(hub.settings.register).schools
    for number, school in enumerate(schools[: len(schools) - _SILENT]):
        chance = random.Random(f"{seed} {school.urn}")  # noqa: S311 - practice, not a secret
        answers = Hand(layout.spec, STAGES[number % len(STAGES)], hub.today, chance).answers()
        match number:
            case 0:
                yield f"{school.name}.pdf", _PDF
            case 1:
                yield file_name(school), build(layout, school, order)
            case 2 | 3:
                yield file_name(school), build(layout, school, order, _mistyped(answers))
            case _:
                yield file_name(school), build(layout, school, order, answers)


def _mistyped(answers: FilledAnswers) -> FilledAnswers:
    """With words where a day was asked for."""
    days = [key for key, value in answers.items() if isinstance(value, dt.date)]
    return answers | dict.fromkeys(days[:2], "end of term")
