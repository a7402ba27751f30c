"""Random sequences of damage: no answer under the wrong question, nothing lost that can be had, no false alarm."""

from functools import cache
from pathlib import Path

from hypothesis import given, note
from hypothesis import strategies as st

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import DEFAULT_SPEC, load
from tests.support.damage import bare, damaged_bare
from tests.support.random_damage import damage, desk
from tests.support.sweep import tries
from tests.support.truth import BUILT, SCHOOL, truth

SPEC = load(DEFAULT_SPEC)
LAYOUT = plan(SPEC)
GONE = ("missing", "unreadable")


@cache
def filled() -> bytes:
    return bare(build(LAYOUT, SCHOOL, Order(BUILT), truth(SPEC)))


@tries(15, many=300)
@given(data=st.data())
def test_random_damage(data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    made = desk(LAYOUT, truth(SPEC))
    for _ in range(data.draw(st.integers(1, 6), label="steps")):
        note(damage(data.draw, made))
    note(f"{made.ops}")
    path.write_bytes(damaged_bare(filled(), made.ops))
    read = read_file(path)
    answers, faults = read.by_key(), []
    for key, sent in truth(SPEC).items():
        answer, want = answers[key], made.changed.get(key, sent)
        if key in made.lost:
            if answer.state not in GONE:
                faults.append(f"{key} is lost, but was read as {answer.state} {answer.value!r}")
        elif answer.value != want or (want is None and answer.state != "blank"):
            faults.append(f"{key} is {want!r}, but was read as {answer.state} {answer.value!r}")
    said = {(problem.code, problem.place.ref) for problem in read.problems}
    faults += [f"{code} was not said of {where or 'the workbook'}" for code, where in sorted(made.must - said)]
    faults += [f"false alarm: {code} of {where}" for code, where in sorted(said - made.must - made.may)]
    assert faults == []
