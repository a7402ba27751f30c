"""Questions that change while workbooks are out: each return is read by what its school was asked."""

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from openpyxl import Workbook

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.hub.hub import Hub, open_hub
from careers_workbook.hub.rounds.migrated import migrated_returns
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.store.asked import how_read
from careers_workbook.hub.store.store import Store
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file
from careers_workbook.spec.identity import as_yaml, flattened, identity
from careers_workbook.spec.load import load, shipped
from tests.support import spec_text
from tests.support.filled import changed
from tests.support.hub_folder import BRANNOC, BUILT, OAK, TODAY, WOOD_A, WOOD_B, copied, drop, file, hub
from tests.support.program import run
from tests.support.spec_text import GOOD, write

ANSWERS: Mapping[tuple[str, str], object] = {
    ("D2", "answer"): 60,
    ("A1", "completed"): "Yes",
    ("A2", "completed"): "In progress",
    ("A2", "action"): "Ask the head",
    ("B1", "completed"): "No",
}
ADDED = ("      - heading: Second", "          - {ref: A3, text: A new statement.}\n      - heading: Second")
REWORDED = ("Another statement.", "Another statement!")
OTHER = ("Another statement.", "Something that nobody was asked before.")
DROPPED = ("          - {ref: A2, text: Another statement.}\n", "")
FEWER_OPTIONS = ("    - In progress\n", "")
COLUMN = ("      - {id: review", "      - {id: who, label: Who does it}\n      - {id: review")
NEWER = ('version: "1"', 'version: "2"')


def edit(where: Hub, *pairs: tuple[str, str]) -> Hub:
    """The co-ordinator changes spec.yaml."""
    spec_text.edit(where.settings.root / "spec.yaml", *pairs)
    return where


def sent(where: Hub, school: School, answers: Mapping[tuple[str, str], object] = ANSWERS, day: dt.date = BUILT) -> None:
    """What a school sends back of the workbook as it is built today."""
    where.keep_asked(load(where.settings.spec))
    data = build(plan(load(where.settings.spec)), school, Order(day), dict(answers))
    drop(where.settings, f"{school.urn}.xlsx", data)


def opened(folder: Path) -> Hub:
    """A Hub with a checklist of its own."""
    made = hub(folder)
    write(made.root, GOOD, "spec.yaml")
    path = made.root / "collection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("send-careers-checklist", "spec.yaml"), encoding="utf-8")
    return open_hub(made.root, TODAY)


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Three schools have sent back what they got in September; nothing has been collected."""
    where = opened(tmp_path_factory.mktemp("as it was") / "hub")
    where = replace(where, today=BUILT)
    for school in (OAK, BRANNOC, WOOD_A):
        sent(where, school)
    return where


@pytest.fixture
def where(as_it_was: Hub, tmp_path: Path) -> Hub:
    """The same for one test."""
    return open_hub(copied(as_it_was.settings, tmp_path / "hub").root, TODAY)


def taken(where: Hub, *, rebuild: bool = False) -> Round:
    """The round after a run of `collect`."""
    tuple(where.collect(rebuild=rebuild).steps)
    return where.view().round


def states(found: Round) -> dict[str, str]:
    return {school.listed.school.urn: school.state for school in found.schools}


def answers(found: Round, urn: str = OAK.urn) -> dict[tuple[str, str], tuple[str, object]]:
    """State and value of each answer of a school, as the tables of the Hub have them."""
    (one,) = [one for one in migrated_returns(found, found.specs, TODAY) if one.urn == urn]
    return {(a.ref, a.column_id): (a.state, a.value) for a in one.submission.answers}


def codes(found: Round) -> Counter[str]:
    return Counter(code for school in found.returned if school.counts for code in school.counts.stored.codes)


@pytest.mark.parametrize("name", [*shipped(), "small"])
def test_a_spec_is_kept_as_one_file_that_says_the_same(name: str, tmp_path: Path) -> None:
    spec = load(name if name in shipped() else str(write(tmp_path, GOOD)))
    kept = load(str(write(tmp_path, as_yaml(spec), "kept.yaml")))
    assert kept == flattened(spec)
    assert identity(kept) == identity(flattened(spec))
    assert plan(kept).fingerprint == plan(spec).fingerprint


def test_what_goes_out_is_kept_once_a_content(where: Hub) -> None:
    folder = where.settings.folders["returns"] / "asked"
    (first,) = folder.iterdir()
    spec = load(where.settings.spec)
    where.keep_asked(spec)
    assert [path.name for path in folder.iterdir()] == [first.name]
    assert first.name == f"{BUILT}-{plan(spec).fingerprint}-{identity(flattened(spec))}.yaml"
    run("build", "--today", f"{TODAY}", cwd=edit(where, ADDED).settings.root, code=0)
    assert len(list(folder.iterdir())) == 2


def test_a_question_added_without_a_version_is_not_asked_of_who_was_never_asked(where: Hub) -> None:
    before = taken(where)
    after = taken(edit(where, ADDED))
    assert states(before) == states(after) == {
        OAK.urn: "in order", BRANNOC.urn: "in order", WOOD_A.urn: "in order", WOOD_B.urn: "not returned",
    }  # fmt: skip
    new = answers(after)
    assert {key: new[key] for key in answers(before)} == answers(before)
    assert {state for (ref, _), (state, _) in new.items() if ref == "A3"} == {"not asked"}
    assert codes(after) == {"FILE-045": 3}


def test_who_gets_the_new_workbook_is_asked_the_new_question(where: Hub) -> None:
    edit(where, ADDED)
    sent(where, WOOD_B, {**ANSWERS, ("A3", "completed"): "Yes"}, TODAY)
    found = taken(where)
    assert answers(found, WOOD_B.urn)["A3", "completed"] == ("answered", "Yes")
    assert answers(found)["A3", "completed"] == ("not asked", None)


@pytest.mark.parametrize(
    ("pair", "ref", "expected"),
    [
        (REWORDED, "A2", ("answered", "In progress")),
        (OTHER, "A2", ("not asked", None)),
        (DROPPED, "A2", None),
        (FEWER_OPTIONS, "A2", ("unreadable", None)),
        (COLUMN, "A2", ("answered", "In progress")),
    ],
)
def test_any_other_change_keeps_what_was_answered_to_the_same_question(
    where: Hub, pair: tuple[str, str], ref: str, expected: tuple[str, object] | None
) -> None:
    new = answers(taken(edit(where, pair)))
    assert new.get((ref, "completed")) == expected
    assert new["B1", "completed"] == ("answered", "No")
    assert new.get(("B1", "who"), ("not asked", None)) == ("not asked", None)


def test_options_as_they_were_offered_are_no_mistake_of_the_school(where: Hub) -> None:
    """The fingerprint knows no options: by the day on which the workbook was made it is told which were offered."""
    edit(where, FEWER_OPTIONS)
    sent(where, WOOD_B, {("A1", "completed"): "No"}, TODAY)
    edit(where, ("    - Not applicable\n", "    - Not applicable\n    - In progress\n"))
    assert answers(taken(where))["A2", "completed"] == ("answered", "In progress")


def test_a_spec_is_found_after_two_changes_and_by_a_rebuild(where: Hub) -> None:
    before = answers(taken(where))
    edit(where, ADDED)
    sent(where, WOOD_B, {("A3", "completed"): "Yes"}, TODAY)
    edit(where, NEWER, DROPPED, ("text: A new statement.", "text: A new statement!"))
    found = taken(where)
    again = taken(where, rebuild=True)
    for one in (found, again):
        assert states(one) == dict.fromkeys(states(one), "in order")
        assert answers(one)["A1", "completed"] == before["A1", "completed"]
        assert answers(one)["A3", "completed"] == ("not asked", None)
        assert answers(one, WOOD_B.urn)["A3", "completed"] == ("answered", "Yes")
    assert [school.counts for school in found.schools] == [school.counts for school in again.schools]


def test_a_row_that_a_school_deleted_stays_missing(where: Hub) -> None:
    deleted(where, OAK, "A2")
    found = taken(edit(where, ADDED))
    assert answers(found)["A2", "completed"] == ("missing", None)
    assert answers(found)["A3", "completed"] == ("not asked", None)
    assert states(found)[OAK.urn] == "put right"


@pytest.mark.parametrize("command", ["check", "report", "deadlines", "read", "mark"])
def test_every_command_reads_by_what_was_sent(command: str, where: Hub) -> None:
    edit(where, ADDED)
    form = ("--format", "json") if command == "read" else ()
    ran = run(command, f"inbox/{OAK.urn}.xlsx", *form, "--today", f"{TODAY}", cwd=where.settings.root)
    assert "A3" not in ran.out + ran.err or '"not asked"' in ran.out
    assert "missing" not in ran.out.replace(", 0 missing", "")


def test_kept_questions_that_cannot_be_read_are_said(where: Hub) -> None:
    (kept,) = (where.settings.folders["returns"] / "asked").iterdir()
    kept.write_text("id: small\n", encoding="utf-8")
    assert "HUB-085" in [problem.code for problem in where.view().doubts]


def test_rolled_forward_workbooks_have_the_fingerprint_of_a_blank_one() -> None:
    from careers_workbook.layout.places import Carried  # noqa: PLC0415

    spec = load("send-careers-checklist")
    assert plan(spec, Carried({"Destinations": ("L7", "L8")})).fingerprint == plan(spec).fingerprint


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ((ADDED,), "A3 is new"),
        ((REWORDED,), "A2 has other words"),
        ((OTHER,), "A2 asks something else"),
        ((DROPPED,), "A2 is gone"),
        ((FEWER_OPTIONS,), "the options of completed are others"),
        ((COLUMN,), "columns or places are others"),
        ((("A note.", "Another note."),), ""),
        ((ADDED, NEWER), ""),
    ],
)
def test_a_change_without_a_version_is_said_once_for_the_hub(
    where: Hub, pairs: tuple[tuple[str, str], ...], told: str
) -> None:
    taken(edit(where, *pairs))
    doubts = where.view().doubts
    assert [problem.code for problem in doubts] == (["HUB-086"] if told else [])
    if told:
        message, advice = doubts[0].message, doubts[0].advice
        assert message.startswith(f"small 1 was changed after workbooks of it had gone out: {told}.")
        names = "Returned as it was before: Oak Lane School (990001), St Brannoc's School (990002), Woodlands School"
        assert (names in message) == (told[:1] == "A")
        assert f'Write version: "2" in {where.settings.spec}' in advice
    built = run("build", "--force", "--today", f"{TODAY}", cwd=where.settings.root, code=0)
    assert ("was changed after workbooks of it had gone out" in built.err) == bool(told)
    assert where.view().doubts == ()


def test_nobody_gets_a_false_letter(where: Hub) -> None:
    taken(edit(where, ADDED))
    drafts = run("status", "--chase", "--today", f"{TODAY}", cwd=where.settings.root)
    assert '3 "thank you"' in drafts.out
    assert '1 "not returned"' in drafts.out
    assert "please fix" not in drafts.out
    for path in where.output("letters").iterdir():
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body is not None
        assert not {"A3", "statement"} & set(body.get_content().replace(".", " ").split()), path.name


def test_next_years_workbooks_are_kept_and_found_again(where: Hub) -> None:
    taken(edit(where, ADDED, NEWER))
    later = "2027-09-06"
    run("roll-forward", "--all", "--collection", "Autumn 2026", "--today", later, cwd=where.settings.root)
    spec = load(where.settings.spec)
    kept = {path.name[11:23] for path in (where.settings.folders["returns"] / "asked").iterdir()}
    assert plan(spec).fingerprint in kept
    (book,) = (where.settings.root / "output/next-year").glob(f"{OAK.urn}*")
    edit(where, ("text: A new statement.", "text: Something that nobody was asked at all."))
    found = read_file(book, None, open_hub(where.settings.root, TODAY).known())
    assert found.by_key()["A3", "completed"].state == "not asked"
    assert found.by_key()["A2", "action"].value == "Ask the head"


# a Hub that kept nothing: its returns themselves prove what they were asked


def nothing_kept(where: Hub) -> Hub:
    shutil.rmtree(where.settings.folders["returns"] / "asked")
    return where


def deleted(where: Hub, school: School, ref: str) -> None:
    """A school takes a statement out of its return."""

    def without(book: Workbook) -> None:
        sheet = book["Checks"]
        sheet.delete_rows(next(row for row in sheet.iter_rows() if row[0].value == ref)[0].row)

    path = where.settings.folders["inbox"] / f"{school.urn}.xlsx"
    path.write_bytes(changed(path.read_bytes(), without))


@pytest.mark.parametrize(
    ("pair", "key", "expected"),
    [
        (ADDED, ("A3", "completed"), ("not asked", None)),
        (COLUMN, ("A2", "who"), ("not asked", None)),
        (REWORDED, ("A2", "completed"), ("answered", "In progress")),
        (OTHER, ("A2", "completed"), ("not asked", None)),
    ],
)
def test_a_workbook_proves_what_it_asked(
    where: Hub, pair: tuple[str, str], key: tuple[str, str], expected: tuple[str, object]
) -> None:
    spec = load(where.settings.spec)
    found = taken(edit(nothing_kept(where), pair))
    assert answers(found)[key] == expected
    assert set(states(found).values()) == {"in order", "not returned"}
    (kept,) = (where.settings.folders["returns"] / "asked").glob("*.yaml")
    assert load(str(kept)) == flattened(spec)


@pytest.mark.parametrize("damaged", [OAK, WOOD_A])
def test_what_one_return_proves_holds_for_all_like_it(where: Hub, damaged: School) -> None:
    """Whether the damaged one is read first or last, its own loss stays its own."""
    deleted(where, damaged, "A2")
    found = taken(edit(nothing_kept(where), ADDED))
    assert answers(found, damaged.urn)["A2", "completed"] == ("missing", None)
    assert answers(found, damaged.urn)["A3", "completed"] == ("not asked", None)
    assert states(found)[damaged.urn] == "put right"
    assert [school.counts for school in taken(where, rebuild=True).schools] == [s.counts for s in found.schools]


def test_without_any_proof_a_row_is_missing(where: Hub) -> None:
    for school in (OAK, BRANNOC, WOOD_A):
        deleted(where, school, "A2")
    found = taken(nothing_kept(where))
    assert {answers(found, urn)["A2", "completed"] for urn in ("990001", "990002", "990003")} == {("missing", None)}


def test_returns_that_were_read_before_anything_was_kept_are_read_again_once(
    where: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store of version 0.1, in which every school lacks a question that it was never asked."""
    by_0_1 = Context(TODAY, carry_to=(load(edit(nothing_kept(where), ADDED).settings.spec),))
    monkeypatch.setattr("careers_workbook.returns.extraction.older_questions.as_it_was", lambda *_: None)
    with Store(where.settings.store, write=True) as store:
        for school in (OAK, BRANNOC, WOOD_A):
            name = f"{school.urn}.xlsx"
            data = (where.settings.folders["inbox"] / name).read_bytes()
            one = file(where.settings, name, data)
            store.add(replace(one, read_by=how_read(where.settings, by_0_1)))
    assert set(states(where.view().round).values()) == {"put right", "not returned"}
    assert set(states(taken(where)).values()) == {"in order", "not returned"}


# questions that are changed by command


def ask(where: Hub, *words: str, code: int = 0) -> str:
    ran = run("question", *words, "--today", f"{TODAY}", cwd=where.settings.root, code=code)
    return ran.out + ran.err


def now(where: Hub) -> Hub:
    return open_hub(where.settings.root, TODAY)


def typed(where: Hub) -> dict[str, bytes]:
    """What the co-ordinator typed."""
    return {name: (where.settings.root / name).read_bytes() for name in ("spec.yaml", "collection.yaml")}


def test_a_question_is_added_beside_the_spec_of_the_co_ordinator(where: Hub) -> None:
    before, files = answers(taken(where)), typed(where)
    said = ask(where, "add", "Every pupil has met an employer.", "--after", "a2")
    assert 'A3 is added on the sheet Checks, below A2: "Every pupil has met an employer."' in said
    assert "3 returns of Autumn 2026 came without it: there it counts as not asked." in " ".join(said.split())
    assert typed(where) == files
    hub_now = now(where)
    assert load(hub_now.settings.spec).version == "2"
    found = taken(hub_now)
    assert set(states(found).values()) == {"in order", "not returned"}
    assert answers(found)["A3", "completed"] == ("not asked", None)
    assert {key: answers(found)[key] for key in before} == before
    assert hub_now.view().doubts == ()
    sent(hub_now, WOOD_B, {("A3", "completed"): "Yes"}, TODAY)
    assert answers(taken(hub_now), WOOD_B.urn)["A3", "completed"] == ("answered", "Yes")


def test_a_question_about_people_is_said_to_be(where: Hub) -> None:
    number = ("--after", "D2", "--answer", "whole number")
    said = ask(where, "add", "Children on a plan", *number)
    assert "D3 is added on the sheet Details" in said
    assert "Its answers are about people" in said
    assert "--about nobody" in said
    assert "about people" not in ask(where, "add", "Pupils in a choir", *number, "--about", "nobody")
    assert "about people" in ask(where, "add", "Who asked", "--after", "D2", "--about", "people")
    ask(where, "add", "Families met", *number, "--about", "numbers of people")
    asked = {row.ref: (q.counts_people, q.sensitive) for _, row, q in load(now(where).settings.spec).asked_by_row()}
    assert [asked[f"D{n}"] for n in (3, 4, 5, 6)] == [(None, None), (None, False), (None, True), (True, None)]


def test_a_question_is_reworded_and_keeps_its_answers(where: Hub) -> None:
    taken(where)
    refused = ask(where, "reword", "A2", "Another statement in quite other words.", code=2)
    assert "3 schools answered it in Autumn 2026" in refused
    assert "--yes" in refused
    assert load(now(where).settings.spec).version == "1", "nothing was written"
    ask(where, "reword", "A2", "Another statement in quite other words.", "--yes")
    assert answers(taken(now(where)))["A2", "completed"] == ("answered", "In progress")


def test_a_question_is_dropped_and_said_to_be(where: Hub) -> None:
    taken(where)
    ask(where, "drop", "A2", "--because", "Nobody needs it.", code=2)
    ask(where, "drop", "A2", "--because", "Nobody needs it.", "--yes")
    found = taken(now(where))
    assert ("A2", "completed") not in answers(found)
    assert set(states(found).values()) == {"in order", "not returned"}
    check = run("check", f"inbox/{OAK.urn}.xlsx", cwd=where.settings.root)
    assert "This is no longer asked in small 2: Nobody needs it." in " ".join(check.out.split())


def test_changes_of_one_round_are_one_version_and_those_of_the_next_another(where: Hub) -> None:
    files = typed(where)
    ask(where, "add", "Every pupil has met an employer.", "--after", "A2")
    ask(where, "add", "Every pupil has met a college.", "--after", "A3")
    said = ask(where, "reword", "A4", "Every pupil has met a college or a university.")
    assert "What was answered to it before counts for the new words." in " ".join(said.split())
    ask(where, "add", "How many staff?", "--after", "D2", "--answer", "whole number")
    ask(where, "drop", "A3", "--because", "It came too early.")
    spec = load(now(where).settings.spec)
    assert spec.version in ("2", "3")
    root = where.settings.root
    sent(now(where), OAK, {("A4", "completed"): "Yes", ("D3", "answer"): 7}, TODAY)
    ask(where, "add", "A question of spring.", "--after", "A4")
    ask(where, "drop", "D3", "--because", "It is known already.")
    assert {path.name for path in root.glob("spec-changes*")} >= {
        "spec-changes.yaml",
        f"spec-changes-{spec.version}.yaml",
    }
    assert typed(where) == files
    found = taken(now(where))
    assert [entry.ref for sheet in found.spec.sheets for entry in sheet.entries()] == [
        *("D1", "D2"), *("A1", "A2", "A4", "A5", "B1"),
    ]  # fmt: skip
    assert answers(found)["A4", "completed"] == ("answered", "Yes")
    assert answers(found)["A5", "completed"] == ("not asked", None)
    assert answers(found, BRANNOC.urn)["A4", "completed"] == ("not asked", None)
    assert set(states(found).values()) == {"in order", "not returned"}


def test_a_ref_that_went_out_is_never_given_to_another_question(where: Hub) -> None:
    ask(where, "add", "Every pupil has met an employer.", "--after", "A2")
    sent(now(where), OAK, ANSWERS, TODAY)
    run("undo", cwd=where.settings.root, code=0)
    assert "A4 is added" in ask(where, "add", "Something else.", "--after", "A2")


def test_a_change_is_taken_back(where: Hub) -> None:
    root = where.settings.root
    before = sorted(path.name for path in root.iterdir())
    ask(where, "add", "Every pupil has met an employer.", "--after", "A2")
    first = (root / "spec-changes.yaml").read_bytes()
    ask(where, "drop", "B1", "--because", "Nobody needs it.", "--yes")
    assert "question B1 dropped" in run("history", cwd=root).out
    assert "question B1 dropped" in run("undo", cwd=root, code=0).out
    assert (root / "spec-changes.yaml").read_bytes() == first
    run("undo", cwd=root, code=0)
    assert sorted(path.name for path in root.iterdir()) == before
    assert load(now(where).settings.spec).version == "1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "Whatever.", "--after", "Z9"), "No question has the ref"),
        (("reword", "Z9", "Whatever."), "No question has the ref"),
        (("drop", "L1", "--because", "Whatever."), "No question has the ref"),
        (("add", "One statement.", "--after", "A2"), "stands in line 34 of spec.yaml already"),
        (("reword", "A2", "One statement."), "stands in line 34 of spec.yaml already"),
        (("add", " ", "--after", "A2"), "spec-changes.yaml"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(where: Hub, words: tuple[str, ...], said: str) -> None:
    before = sorted(path.name for path in where.settings.root.iterdir())
    assert said in ask(where, *words, code=2)
    assert sorted(path.name for path in where.settings.root.iterdir()) == before


def test_a_shipped_checklist_is_changed_in_the_same_way(tmp_path: Path) -> None:
    made = hub(tmp_path / "hub")
    where = open_hub(made.root, TODAY)
    ask(where, "add", "Every pupil has met an employer of their choice.", "--after", "CL3")
    old, new = load(made.spec), load(now(where).settings.spec)
    assert {e.ref for s in new.sheets for e in s.entries()} - {e.ref for s in old.sheets for e in s.entries()} != set()
    assert (new.id, new.version) == (old.id, f"{old.version[:-1]}{int(old.version[-1]) + 1}")


def test_changes_of_another_checklist_are_not_used(where: Hub) -> None:
    ask(where, "add", "Every pupil has met an employer.", "--after", "A2")
    path = where.settings.root / "collection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("spec.yaml", "send-careers-checklist"), encoding="utf-8")
    assert "but these settings name send-careers-checklist." in run("status", cwd=where.settings.root, code=2).err
