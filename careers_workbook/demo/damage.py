"""What typically happens to a workbook at a school: words typed over lists, rows and sheets renamed, deleted, inserted.

Enters: answers and bytes. Leaves: the same, damaged, each with a line that says what was done. Must not know: reading.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from careers_workbook.demo.edit import Change, DeleteRow, DeleteSheet, InsertRow, RenameSheet
from careers_workbook.demo.fill import Answers, phrases
from careers_workbook.layout.plan import Layout


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that a school does. `answers` changes what is typed, `changes` what is done to the finished file."""

    what: str
    answers: Callable[[Answers, Layout, random.Random], Answers] | None = None
    changes: Callable[[Layout], tuple[Change, ...]] | None = None


def _off_list(answers: Answers, _layout: Layout, chance: random.Random) -> Answers:
    return _retyped(answers, chance, "completed", "off_list")


def _no_days(answers: Answers, _layout: Layout, chance: random.Random) -> Answers:
    return _retyped(answers, chance, "deadline", "no_days")


def _number_in_words(answers: Answers, layout: Layout, chance: random.Random) -> Answers:
    counted = [field.ref for form in layout.spec.forms() for field in form.fields if field.answer == "whole number"]
    return answers | {(ref, "answer"): chance.choice(phrases()["number_in_words"]) for ref in counted}


def _retyped(answers: Answers, chance: random.Random, column: str, words: str) -> Answers:
    """Some answers of one checklist column typed over with words that are none of what is asked.

    A done item is left alone if it has a deadline: open again, its old deadline would be one more thing to report.
    """
    filled = [
        key for key in answers if key[1] == column and (column == "deadline" or (key[0], "deadline") not in answers)
    ]
    typed: list[str] = phrases()[words]
    return answers | dict(zip(chance.sample(filled, min(len(typed), len(filled))), typed, strict=False))


def _sheet(layout: Layout, number: int) -> str:
    return [plan.title for plan in layout.of_kind("checklist")][number]


def _row(layout: Layout, number: int, block: int = 0) -> int:
    """The row of the second item of a block of a checklist."""
    return list(layout.of_kind("checklist"))[number].blocks[block].first_row + 1


DAMAGE: Mapping[str, Damage] = {
    "990004": Damage("typed over the lists", _off_list),
    "990005": Damage("wrote deadlines in words", _no_days),
    "990006": Damage("renamed a sheet", changes=lambda layout: (RenameSheet(_sheet(layout, 0), "CL (copy for SLT)"),)),
    "990008": Damage("deleted a row", changes=lambda layout: (DeleteRow(_sheet(layout, 2), _row(layout, 2, 1)),)),
    "990009": Damage("wrote a number in words", _number_in_words),
    "990010": Damage(
        "inserted a row",
        changes=lambda layout: (
            InsertRow(_sheet(layout, 1), _row(layout, 1), ("", "Governors: please look at these")),
        ),
    ),
    "990011": Damage("deleted a sheet", changes=lambda layout: (DeleteSheet(_sheet(layout, 3)),)),
}
"""What each school of the demo's register does, by URN; the others return the workbook as it should be."""
UNHARMED = Damage("")
