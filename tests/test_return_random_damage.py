"""Random sequences of damage: no answer under the wrong question, nothing lost that can be had, no false alarm."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from tests.support.damage import bare, damaged_bare
from tests.support.random_damage import Desk, damage, desk
from tests.support.second_spec import SECOND
from tests.support.sweep import some
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth

GONE = ("missing", "unreadable")
STEPS = 6
"""The most that happens to one workbook."""
SPECS = {
    "shipped": load(FIRST_SPEC),
    "safeguarding": load(str(Path(__file__).parent / "data" / "safeguarding.yaml")),
    "other columns": SECOND,
}


@dataclass(frozen=True)
class Filled:
    """A workbook of one spec with every answer, opened for damage."""

    spec: Spec
    layout: Layout
    opened: bytes


@cache
def filled(name: str) -> Filled:
    spec = SPECS[name]
    layout = plan(spec)
    return Filled(spec, layout, bare(layout, build(layout, SCHOOL, Order(BUILT), truth(spec))))


def wrecked(name: str, number: int) -> tuple[Desk, list[str]]:
    """The account of a workbook after one to six steps, and their names; the same number is the same damage."""
    chance, made = Random(number), desk(filled(name).layout, truth(SPECS[name]))
    return made, [damage(chance, made) for _ in range(chance.randint(1, STEPS))]


def faults(made: Desk, sent: Filled, path: Path) -> Iterator[str]:
    """What was not read, or not said, as it should be."""
    path.write_bytes(damaged_bare(sent.opened, made.ops))
    read = read_file(path, sent.spec)
    answers, sound = read.by_key(), truth(sent.spec)
    yield from (f"{key} was never answered" for key, answer in answers.items() if answer.value and key not in sound)
    for key, value in sound.items():
        answer, want = answers[key], made.changed.get(key, value)
        if key in made.lost:
            if answer.state not in GONE:
                yield f"{key} is lost, but was read as {answer.state} {answer.value!r}"
        elif key in made.unsure and answer.state in GONE:
            continue
        elif answer.value != want or (want is None and answer.state != "blank"):
            yield f"{key} is {want!r}, but was read as {answer.state} {answer.value!r}"
    said = {(problem.code, problem.place.ref) for problem in read.problems}
    yield from (f"{code} was not said of {where or 'the workbook'}" for code, where in sorted(made.must - said))
    yield from (f"false alarm: {code} of {where}" for code, where in sorted(said - made.must - made.may))


@pytest.mark.parametrize("number", some(range(300), range(8)))
@pytest.mark.parametrize("name", SPECS)
def test_random_damage(name: str, number: int, tmp_path: Path) -> None:
    made, steps = wrecked(name, number)
    assert list(faults(made, filled(name), tmp_path / "return.xlsx")) == [], f"{steps}: {made.ops}"
