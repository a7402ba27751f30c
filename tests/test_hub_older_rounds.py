"""Questions that change between rounds: what came in a round that is over is not read again, and is shown rightly."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.hub.answering import GivenAnswer, GivenAnswers
from careers_workbook.hub.hub import Hub, open_hub
from careers_workbook.hub.rounds.migrated import migrated_returns
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.tables import tidy_columns
from careers_workbook.layout.plan import plan
from careers_workbook.spec.load import load
from tests.support.filled import changed
from tests.support.hub_folder import (
    AUTUMN,
    BRANNOC,
    BUILT,
    LATER,
    OAK,
    SPRING,
    TODAY,
    WOOD_A,
    WOOD_B,
    copied,
    drop,
    hub,
)
from tests.support.program import run
from tests.support.spec_text import GOOD, edit, write

Cells = Mapping[tuple[str, str], object]
FELL = School("990005", "Fell Side School")
SAID: Cells = {
    ("D2", "answer"): 60,
    ("A1", "completed"): "Yes",
    ("A2", "completed"): "In progress",
    ("A2", "action"): "Ask the head",
    ("B1", "completed"): "No",
}
NEW = "Every pupil has met an employer."
OTHER_WORDS = "A third statement, in quite other words than before."
TABLES = tuple(tidy_columns.TABLES)


def without_a2(book: Workbook) -> None:
    """A school takes a row out, and types words for a number."""
    sheet = book["Checks"]
    sheet.delete_rows(next(row for row in sheet.iter_rows() if row[0].value == "A2")[0].row)
    cells = [cell for row in book["Details"].iter_rows() for cell in row]
    next(cell for cell in cells if cell.value == 60).value = "nobody counted"


def without_label(book: Workbook) -> None:
    """Nobody knows any more by which checklist it was made."""
    book.remove(book["About this workbook"])


def sends(where: Hub, school: School, said: Cells = SAID, change: object = None) -> None:
    """A school returns the workbook that went out on this day."""
    spec = load(where.settings.spec)
    where.keep_asked(spec)
    data = build(plan(spec), school, Order(BUILT if where.round.name == AUTUMN else where.today), said)
    drop(where.settings, f"{where.round.name}/{school.urn}.xlsx", changed(data, change) if change else data)


def ask(where: Hub, *words: str) -> Hub:
    run("question", *words, "--today", where.today, cwd=where.settings.root, code=0)
    return open_hub(where.settings.root, where.today)


def tells(where: Hub, school: School, said: Mapping[str, str], *, complete: bool | None = None) -> None:
    """A school answers by telephone."""
    given = tuple(GivenAnswer(school.urn, name, value, "by telephone") for name, value in said.items())
    where.answer(GivenAnswers(given, "A Person", complete=complete))


def collected(where: Hub, *, rebuild: bool = False) -> set[str]:
    """The files that were read again from their originals."""
    work = where.collect(rebuild=rebuild)
    return {one.source for one in work.steps if getattr(one, "again", False)}


def at(where: Hub, name: str) -> Hub:
    return replace(where, round=where.settings.named(name))


def answers(where: Hub, name: str, school: School) -> dict[tuple[str, str], tuple[str, object]]:
    """State and value of each answer in a round, in the words of today's checklist."""
    found = at(where, name).view().round
    (one,) = (one for one in migrated_returns(found, found.specs, where.today) if one.urn == school.urn)
    return {(a.ref, a.column_id): (a.state, a.value) for a in one.submission.answers}


def tables(where: Hub, name: str) -> dict[str, list[tuple[object, ...]]]:
    hub_then = at(where, name)
    made = hub_then.consolidate(hub_then.view(), internal=True).tables
    return {table: list(map(tuple, made.tables[table])) for table in TABLES}


def rebuilt(where: Hub, folder: Path) -> Hub:
    """The same, of which everything was read by today's checklist."""
    other = open_hub(copied(where.settings, folder).root, where.today)
    assert f"inbox/{AUTUMN}/{OAK.urn}.xlsx" in collected(other, rebuild=True)
    return other


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Everything of the first round has been collected, by the first version of the checklist."""
    made = hub(tmp_path_factory.mktemp("autumn") / "hub", rows=[f"{FELL.urn},{FELL.name},,,,"])
    write(made.root, GOOD, "spec.yaml")
    path = made.root / "collection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("send-careers-checklist", "spec.yaml"), encoding="utf-8")
    where = open_hub(made.root, TODAY)
    sends(where, OAK)
    sends(where, BRANNOC, change=without_a2)
    sends(where, FELL, change=without_label)
    tells(where, WOOD_A, {"A1.completed": "Yes", "B1.completed": "No"}, complete=True)
    assert collected(where) == set()
    return where


@pytest.fixture
def spring(autumn: Hub, tmp_path: Path) -> Hub:
    """The next round has begun; a question was added, one has other words, one is gone."""
    where = open_hub(copied(autumn.settings, tmp_path / "hub").root, LATER)
    assert where.round.name == SPRING
    where = ask(where, "add", NEW, "--after", "A2")
    where = ask(where, "reword", "B1", OTHER_WORDS, "--yes")
    return ask(where, "drop", "A1", "--because", "It is done.", "--yes")


def test_a_round_that_is_over_is_not_read_again(spring: Hub) -> None:
    sends(spring, OAK, {("A2", "completed"): "Yes", ("A3", "completed"): "Yes", ("B1", "completed"): "Yes"})
    assert collected(spring) == {f"inbox/{AUTUMN}/{FELL.urn}.xlsx"}, "nobody knows by what it is to be read"
    assert collected(spring) == set()
    for name in (AUTUMN, SPRING):
        view = at(spring, name).view()
        assert view.doubts == ()
        assert at(spring, name).consolidate(view, internal=True).warnings == ()


def test_what_is_newer_than_a_round_was_not_asked_in_it(spring: Hub) -> None:
    collected(spring)
    for school in (OAK, BRANNOC, FELL, WOOD_A):
        found = answers(spring, AUTUMN, school)
        assert found["A3", "completed"] == ("not asked", None), school
        assert found["B1", "completed"] == ("answered", "No"), school
        assert ("A1", "completed") not in found, school
    assert answers(spring, AUTUMN, OAK)["A2", "completed"] == ("answered", "In progress")
    assert answers(spring, AUTUMN, BRANNOC)["A2", "completed"] == ("missing", None)
    assert answers(spring, AUTUMN, BRANNOC)["D2", "answer"] == ("unreadable", None)
    states = {one.listed.school.urn: one.state for one in at(spring, AUTUMN).view().round.schools}
    assert states[OAK.urn] == "in order", "what is asked since is no fault of a school"


def test_the_next_round_is_compared_in_the_words_of_today(spring: Hub) -> None:
    sends(spring, OAK, {("A2", "completed"): "Yes", ("A3", "completed"): "Yes", ("B1", "completed"): "Yes"})
    sends(spring, BRANNOC, {("D2", "answer"): 60, ("A3", "completed"): "No", ("B1", "completed"): "No"})
    collected(spring)
    view = spring.view()
    assert view.compared.comparison
    found = {
        (one.now.urn, change.kind, change.ref, change.column_id, change.before, change.now)
        for one in view.compared.comparison.compared
        for change in one.changes
    }
    assert found == {
        (OAK.urn, "newly done", "A2", "completed", "In progress", "Yes"),
        (OAK.urn, "no longer answered", "A2", "action", "Ask the head", "blank"),
        (OAK.urn, "no longer answered", "D2", "answer", "60", "blank"),
        (OAK.urn, "not known before", "A3", "completed", "not asked", "Yes"),
        (OAK.urn, "newly done", "B1", "completed", "No", "Yes"),
    }
    before = view.returned_before[OAK.urn].submission.by_key()
    assert before["A3", "completed"].state == "not asked"


@pytest.mark.parametrize("name", [AUTUMN, SPRING])
def test_everything_is_shown_as_if_all_had_been_read_today(spring: Hub, name: str, tmp_path: Path) -> None:
    for school, said in ((OAK, "Yes"), (BRANNOC, "No"), (WOOD_B, "In progress")):
        left = {key: value for key, value in SAID.items() if key[0] != "A1"}
        sends(spring, school, {**left, ("A3", "completed"): said})
    tells(spring, WOOD_A, {"A2.completed": "Yes", "A3.completed": "Yes"}, complete=True)
    tells(at(spring, AUTUMN), BRANNOC, {"A3.completed": "No", "A2.completed": "Yes"})
    collected(spring)
    assert answers(spring, AUTUMN, BRANNOC)["A3", "completed"] == ("answered", "No")
    other = rebuilt(spring, tmp_path / "rebuilt")
    kept, anew = tables(spring, name), tables(other, name)
    for table in TABLES:
        assert kept[table] == anew[table], table


def test_the_next_workbook_begins_with_what_was_answered_last(spring: Hub) -> None:
    collected(spring)
    run("build", "--today", LATER, cwd=spring.settings.root, code=0)
    (path,) = (spring.settings.folders["blank"] / SPRING).glob(f"{OAK.urn}*.xlsx")
    sheet = load_workbook(path)["Checks"]
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows() if row[0].value}
    assert "Ask the head" in rows["A2"]
    assert "No" in rows["B1"]
    assert OTHER_WORDS in rows["B1"]
    assert NEW in rows["A3"]
    assert not {"Yes", "In progress", "No"} & {*rows["A3"]}
    assert "A1" not in rows


def extended(where: Hub, more: str) -> Hub:
    """A new version beside the old one."""
    (where.settings.root / "spring.yaml").write_text(
        f'id: small\nversion: "2"\nextends: spec.yaml\n{more}', encoding="utf-8"
    )
    path = where.settings.root / "collection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("spec: spec.yaml", "spec: spring.yaml"), encoding="utf-8")
    return open_hub(where.settings.root, where.today)


@pytest.fixture
def before_changes(autumn: Hub, tmp_path: Path) -> Hub:
    return open_hub(copied(autumn.settings, tmp_path / "hub").root, LATER)


EVERYTHING = {f"inbox/{AUTUMN}/{school.urn}.xlsx" for school in (OAK, BRANNOC, FELL)}


def test_a_change_without_a_version_is_read_by_all_again(before_changes: Hub) -> None:
    """Answers of before cannot be told from those of today by what their checklist is called."""
    edit(before_changes.settings.root / "spec.yaml", ("Another statement.", "Another statement!!"))
    where = open_hub(before_changes.settings.root, before_changes.today)
    assert collected(where) == EVERYTHING


@pytest.mark.parametrize(
    ("more", "read"),
    [
        ("reword: {A2: Another statement by far.}\n", {f"inbox/{AUTUMN}/{FELL.urn}.xlsx"}),
        ("lists: {places: [{label: College, group: education}, {label: Job, group: employment}]}\n", EVERYTHING),
    ],
)
def test_what_was_counted_of_leavers_is_counted_anew(before_changes: Hub, more: str, read: set[str]) -> None:
    assert collected(extended(before_changes, more)) == read


def test_only_what_was_carried_over_already_is_read_again_where_that_matters(autumn: Hub, tmp_path: Path) -> None:
    """An option that was taken away and comes back: what was answered with it is an answer again."""
    where = open_hub(copied(autumn.settings, tmp_path / "hub").root, TODAY)
    fewer = '["Yes", "No", Not applicable]'
    where = extended(where, f"lists: {{completed: {fewer}}}\n")
    assert collected(where) == EVERYTHING, "the round is open"
    assert answers(where, AUTUMN, OAK)["A2", "completed"] == ("unreadable", None)
    all_four = '["Yes", In progress, "No", Not applicable]'
    newest = f'id: small\nversion: "3"\nextends: spring.yaml\nlists: {{completed: {all_four}}}\n'
    (where.settings.root / "summer.yaml").write_text(newest, encoding="utf-8")
    path = where.settings.root / "collection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("spring.yaml", "summer.yaml"), encoding="utf-8")
    where = open_hub(where.settings.root, LATER)
    assert collected(where) == EVERYTHING
    assert answers(where, AUTUMN, OAK)["A2", "completed"] == ("answered", "In progress")


def test_what_was_carried_over_in_its_round_stays_where_only_questions_change(autumn: Hub, tmp_path: Path) -> None:
    where = open_hub(copied(autumn.settings, tmp_path / "hub").root, TODAY)
    where = ask(where, "add", NEW, "--after", "A2")
    assert collected(where) == EVERYTHING, "the round is open"
    sends(where, WOOD_B, {("A3", "completed"): "Yes"})
    assert collected(where) == set()
    where = open_hub(where.settings.root, LATER)
    where = ask(where, "add", "Every pupil has met a college.", "--after", "A3")
    assert collected(where) == {f"inbox/{AUTUMN}/{FELL.urn}.xlsx"}
    with Store(where.settings.store) as store:
        named = {one.receipt.source: one.submission.version for one in store.returns(AUTUMN)}
    assert named[f"inbox/{AUTUMN}/{OAK.urn}.xlsx"] == "2"
    for school, states in ((OAK, ("not asked", "not asked")), (WOOD_B, ("answered", "not asked"))):
        found = answers(where, AUTUMN, school)
        assert (found["A3", "completed"][0], found["A4", "completed"][0]) == states, school
    other = rebuilt(where, tmp_path / "rebuilt")
    kept, anew = tables(where, AUTUMN), tables(other, AUTUMN)
    assert sum("FILE-023" in row and row[0] == OAK.urn for row in kept["problems"]) == 2
    for table in set(TABLES) - {"schools", "problems", "files"}:  # these say each time that it was carried over
        assert kept[table] == anew[table], table
