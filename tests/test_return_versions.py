"""Returns of several versions: each read by its own, the near-twin never, and carried over without re-keying."""

import datetime as dt
import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.version_migration import carry_over
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.load import lineage, load, shipped
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.ref_history import heirs, words
from careers_workbook.spec.strict import plain
from tests.support.filled import SPEC, cell, codes, filled, places, read, sheet
from tests.support.program import run
from tests.support.submissions import values
from tests.support.sweep import tries
from tests.support.truth import FIRST_SPEC, truth

NEWER, MENDED = load("send-careers-checklist-2025.1"), load("send-careers-checklist-2025")
SPECS = {name: load(name) for name in sorted(shipped())}


def gone(book: Workbook) -> None:
    del book["About this workbook"]


def only(*titles: str):  # type: ignore[no-untyped-def]
    def change(book: Workbook) -> None:
        for title in book.sheetnames:
            if title not in titles:
                del book[title]

    return change


def labelled(label: str, value: str):  # type: ignore[no-untyped-def]
    def change(book: Workbook) -> None:
        about = sheet(book, "About this workbook")
        row = next(row for row in about.iter_rows() if row[0].value == label)
        row[1].value = value

    return change


def no_label(submission: Submission) -> str:
    return next(problem.message for problem in submission.problems if problem.code == "FILE-012")


def custom(folder: Path, text: str, name: str = "ours", base: str = FIRST_SPEC, version: str = "1") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(f'id: {name}\nversion: "{version}"\nextends: {base}\n{text}', encoding="utf-8")
    return path


# which spec a file is read by


@pytest.mark.parametrize("name", SPECS)
def test_a_return_is_read_by_the_version_on_its_label(name: str, tmp_path: Path) -> None:
    submission = read(tmp_path, truth(SPECS[name]), spec=SPECS[name])
    assert (submission.spec_id, submission.version) == (SPECS[name].id, SPECS[name].version)
    assert codes(submission) == []


@pytest.mark.parametrize(("name", "other"), [(a, b) for a, b in product(SPECS, SPECS) if a != b])
def test_the_label_wins_even_when_a_near_twin_fits_better(name: str, other: str, tmp_path: Path) -> None:
    """All items of one version under the label of the other: what is not found is said, never read as the twin."""

    def relabelled(book: Workbook) -> None:
        labelled("Spec", SPECS[other].id)(book)
        labelled("Spec version", SPECS[other].version)(book)

    submission = read(tmp_path, truth(SPECS[name]), relabelled, spec=SPECS[name])
    assert (submission.spec_id, submission.version) == (SPECS[other].id, SPECS[other].version)
    assert codes(submission)
    assert not {"FILE-010", "FILE-012"} & set(codes(submission))


@pytest.mark.parametrize("name", SPECS)
def test_without_a_label_the_better_fit_wins_and_is_said(name: str, tmp_path: Path) -> None:
    submission = read(tmp_path, truth(SPECS[name]), gone, spec=SPECS[name])
    assert (submission.spec_id, submission.version) == (SPECS[name].id, SPECS[name].version)
    assert codes(submission) == ["FILE-012"]
    assert values(submission) == truth(SPECS[name])
    assert f"{SPECS[name].id} {SPECS[name].version}" in submission.problems[0].message


@pytest.mark.parametrize("name", SPECS)
def test_a_label_that_names_no_spec_is_no_label(name: str, tmp_path: Path) -> None:
    submission = read(tmp_path, truth(SPECS[name]), labelled("Spec", ""), spec=SPECS[name])
    assert (submission.spec_id, codes(submission)) == (SPECS[name].id, ["FILE-012"])


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize(("label", "value"), [("Spec version", "2031.1"), ("Spec", "somebody-elses-checklist")])
def test_an_unknown_version_is_said_and_read_by_the_better_fit(
    name: str, label: str, value: str, tmp_path: Path
) -> None:
    submission = read(tmp_path, truth(SPECS[name]), labelled(label, value), spec=SPECS[name])
    assert (submission.spec_id, submission.version) == (SPECS[name].id, SPECS[name].version)
    assert codes(submission) == ["FILE-010"]
    assert value in submission.problems[0].message
    assert values(submission) == truth(SPECS[name])


def test_an_unknown_version_of_an_id_may_fit_another_id(tmp_path: Path) -> None:
    """The label names the older checklist in a version that nobody knows; the sheets are those of the newer one."""
    submission = read(tmp_path, truth(NEWER), labelled("Spec", SPEC.id), spec=NEWER)
    assert (submission.spec_id, codes(submission)) == (NEWER.id, ["FILE-010"])


@pytest.mark.parametrize("name", SPECS)
def test_a_sheet_that_both_versions_share_is_read_by_what_is_asked_today(name: str, tmp_path: Path) -> None:
    """And that it might be another is said."""
    path = filled(tmp_path, truth(SPECS[name]), only("Careers leadership"), spec=SPECS[name])
    older, newer = f"{SPEC.id} {SPEC.version}", f"{MENDED.id} {MENDED.version}"
    for context, best, other in ((Context(), newer, older), (Context(carry_to=(SPEC,)), older, newer)):
        submission = read_file(path, context=context)
        assert f"{submission.spec_id} {submission.version}" == best
        assert f"it was read as {best}; it fits {other} as well." in no_label(submission)
    told = filled(tmp_path, truth(SPECS[name]), only("Careers leadership", "Guidance and experience"), spec=SPECS[name])
    submission = read_file(told, context=Context(carry_to=(SPEC,)))
    assert "as well" not in no_label(submission)
    assert read_file(told).spec_id == SPECS[name].id


def test_a_changed_layout_of_the_same_version_is_located_by_content(tmp_path: Path) -> None:
    def improved(book: Workbook) -> None:
        labelled("Layout fingerprint", "0123456789ab")(book)
        for title in ("School details", "Careers leadership", "Destinations"):
            sheet(book, title).insert_rows(2, 4)
        sheet(book, "SEND considerations").insert_cols(1)

    submission = read(tmp_path, truth(SPEC), improved)
    assert values(submission) == truth(SPEC)
    assert codes(submission) == []


# a spec file of one's own


def test_a_spec_file_reads_its_own_returns(tmp_path: Path) -> None:
    path = custom(tmp_path, "reword: {CL1: Somebody leads on careers.}\n")
    spec = load(str(path))
    made = filled(tmp_path, truth(spec), spec=spec)
    assert codes(read_file(made, spec)) == []
    assert codes(read_file(made, context=Context(carry_to=lineage(str(path))))) == []
    assert "FILE-010" in codes(read_file(made))


def test_a_known_return_read_by_another_spec_on_purpose(tmp_path: Path) -> None:
    submission = read_file(filled(tmp_path, truth(SPEC)), NEWER)
    assert submission.spec_id == NEWER.id
    assert "FILE-013" in codes(submission)
    assert {a.ref for a in submission.answers if a.state == "missing"} == {"GB2", "SR4"}


def test_the_spec_of_a_return(tmp_path: Path) -> None:
    path = custom(tmp_path, "")
    spec = load(str(path))
    submission = read_file(filled(tmp_path, truth(spec), spec=spec), spec)
    assert spec_of(submission, (spec,)) == spec
    assert spec_of(read(tmp_path, truth(NEWER), spec=NEWER)) == NEWER
    with pytest.raises(KeyError):
        spec_of(submission)


# carrying over


def test_the_shipped_older_version_is_carried_over(tmp_path: Path) -> None:
    answers = truth(SPEC)
    carried = carry_over(read(tmp_path, answers), SPEC, NEWER)
    assert (carried.spec_id, carried.version) == (NEWER.id, NEWER.version)
    expected = {("GB2" if ref == "GB1" else ref, column): v for (ref, column), v in answers.items() if ref != "SR1"}
    assert values(carried) == expected
    assert [a.ref for a in carried.answers if a.state == "not asked"] == ["SR4"] * 4
    assert codes(carried) == ["FILE-023", "ROW-014"]
    assert carried.outcome == "accepted"
    texts = words(NEWER)
    assert all(answer.item == texts[answer.ref] for answer in carried.answers if answer.kind != "tracker")


def test_what_changed_is_said(tmp_path: Path) -> None:
    carried = carry_over(read(tmp_path, truth(SPEC)), SPEC, NEWER)
    said = {problem.code: problem for problem in carried.problems}
    assert "(1 question not asked then, 2 questions reworded since)" in said["FILE-023"].message
    assert (said["ROW-014"].place.ref, said["ROW-014"].place.sheet) == ("SR1", "SEND considerations")
    assert "one toolkit for all schools" in said["ROW-014"].message


def test_every_question_of_the_newer_version_is_listed_once_and_in_order(tmp_path: Path) -> None:
    carried = carry_over(read(tmp_path, truth(SPEC)), SPEC, NEWER)
    asked = [(slot.sheet, slot.ref, slot.column) for slot in plan(NEWER).slots if slot.kind != "tracker"]
    assert [(a.sheet, a.ref, a.column_id) for a in carried.answers if a.kind != "tracker"] == asked


def test_a_dropped_question_without_an_answer_needs_no_note(tmp_path: Path) -> None:
    answers = {key: value for key, value in truth(SPEC).items() if key[0] != "SR1"}
    assert codes(carry_over(read(tmp_path, answers), SPEC, NEWER)) == ["FILE-023"]


def test_states_problems_and_places_stay(tmp_path: Path) -> None:
    def lost(book: Workbook) -> None:
        at = cell("CL2", "action")[1]
        sheet(book, "Careers leadership").delete_rows(int(at[1:]))
        del book["Destinations"]

    before = read(tmp_path, {("CL1", "deadline"): "31/02/2027", ("GB1", "action"): "Plan"}, lost)
    carried = carry_over(before, SPEC, NEWER).by_key()
    assert carried["CL1", "deadline"].state == "unreadable"
    assert carried["CL1", "deadline"].raw == "31/02/2027"
    assert carried["CL2", "action"].state == "missing"
    assert carried["CL3", "action"].state == "blank"
    assert (carried["GB2", "action"].found_sheet, carried["GB2", "action"].cell) == cell("GB1", "action")
    after = carry_over(before, SPEC, NEWER)
    assert after.missing_sheets == ("Destinations",)
    assert set(codes(before)) <= set(codes(after))
    assert after.outcome == "problems"


def test_a_sheet_that_is_gone_is_gone_under_its_new_title(tmp_path: Path) -> None:
    def lost(book: Workbook) -> None:
        del book["Careers leadership"]

    path = custom(tmp_path, "rephrase: {Careers leadership: Who leads}\n")
    carried = carry_over(read(tmp_path, truth(SPEC), lost), SPEC, load(str(path)))
    assert carried.missing_sheets == ("Who leads",)


def test_a_refused_file_and_the_same_version_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"")
    refused, same = read_file(path), read(tmp_path, truth(SPEC))
    assert carry_over(refused, SPEC, NEWER) is refused
    assert carry_over(same, SPEC, SPEC) is same


COMPLETED = """\
lists:
  completed:
    - {id: "yes", label: All done, group: done}
    - {id: in_progress, label: In progress, group: in progress}
    - {id: "no", label: "No", group: not done}
"""


def test_options_live_on_by_their_ids_and_those_that_are_gone_are_reported(tmp_path: Path) -> None:
    new = load(str(custom(tmp_path, COMPLETED)))
    answers = {
        (f"CL{n}", "completed"): word for n, word in enumerate(("Yes", "In progress", "No", "Not applicable"), 1)
    }
    carried = carry_over(read(tmp_path, answers), SPEC, new)
    assert [carried.by_key()[f"CL{n}", "completed"].value for n in range(1, 5)] == [
        "All done",
        "In progress",
        "No",
        None,
    ]
    answer = carried.by_key()["CL4", "completed"]
    assert (answer.state, answer.raw) == ("unreadable", "Not applicable")
    assert places(carried, "CELL-016") == [cell("CL4", "completed")]
    assert "All done, In progress, No" in next(p for p in carried.problems if p.code == "CELL-016").advice


def edited(spec: Spec, *edits: tuple[str, str]) -> Spec:
    """A newer version with some of its JSON replaced: what an extension cannot change, a rewritten spec can."""
    text = json.dumps(plain(spec), ensure_ascii=False, separators=(",", ":"))
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    renewed = {**json.loads(text), "version": "2030.1", "extends": spec.id, "renamed": {}, "dropped": {}}
    return made_of(Spec, renewed)


def test_columns_that_came_went_or_ask_otherwise(tmp_path: Path) -> None:
    new = edited(
        SPEC,
        ('"id":"review","label":"Review"', '"id":"evidence","label":"Evidence"'),
        ('"label":"Deadline"', '"label":"By when"'),
    )
    carried = carry_over(read(tmp_path, truth(SPEC)), SPEC, new)
    assert carried.by_key()["CL1", "evidence"].state == "not asked"
    assert carried.by_key()["CL1", "deadline"].column == "By when"
    assert carried.by_key()["CL1", "deadline"].value == truth(SPEC)["CL1", "deadline"]
    assert ("CL1", "review") not in carried.by_key()
    assert len([p for p in carried.problems if p.code == "ROW-015"]) == len([r for r in words(SPEC) if "SD" not in r])


def test_another_kind_of_answer_is_read_again(tmp_path: Path) -> None:
    new = edited(
        SPEC, ('"id":"action","label":"Action needed","answer":"text"', '"id":"action","label":"A","answer":"date"')
    )
    answers = {("CL1", "action"): "31 March 2027", ("CL2", "action"): "Ask the head"}
    carried = carry_over(read(tmp_path, answers), SPEC, new)
    assert carried.by_key()["CL1", "action"].value == dt.date(2027, 3, 31)
    assert (carried.by_key()["CL2", "action"].state, carried.by_key()["CL2", "action"].raw) == (
        "unreadable",
        "Ask the head",
    )
    assert places(carried, "DATE-001") == [cell("CL2", "action")]


def test_leavers_are_carried_by_their_references(tmp_path: Path) -> None:
    new = edited(
        SPEC,
        ('"title":"Destinations"', '"title":"Leavers"'),
        ('"id":"year_4","label":"Year 4"', '"id":"year_5","label":"Year 5"'),
    )
    carried = carry_over(read(tmp_path, truth(SPEC)), SPEC, new)
    rows = [a for a in carried.answers if a.kind == "tracker"]
    assert {a.sheet for a in rows} == {"Leavers"}
    assert carried.by_key()["L01", "year_3"].value == truth(SPEC)["L01", "year_3"]
    assert carried.by_key()["L01", "year_5"].state == "not asked"
    assert sum(p.code == "ROW-015" for p in carried.problems) == len({a.ref for a in rows})


# chains of versions


def chain(folder: Path) -> Path:
    custom(
        folder, "renamed: {CL1: CL11, SA1: SA20}\ndropped: {CL2: Nobody asks.}\nreword: {CL3: Training goes on.}\n", "a"
    )
    return custom(folder, "renamed: {CL11: CL12}\ndropped: {SA20: Asked elsewhere.}\n", "b", "a")


def test_a_chain_of_versions_is_followed_to_its_end(tmp_path: Path) -> None:
    family = lineage(str(chain(tmp_path)))
    assert [spec.id for spec in family] == ["b", "a", SPEC.id]
    carried = carry_over(read(tmp_path, truth(SPEC)), SPEC, family[0], family)
    assert carried.by_key()["CL12", "review"].value == truth(SPEC)["CL1", "review"]
    assert carried.by_key()["CL3", "review"].value == truth(SPEC)["CL3", "review"]
    reasons = {p.place.ref: p.context["reason"] for p in carried.problems if p.code == "ROW-014"}
    assert reasons == {"CL2": "Nobody asks.", "SA1": "Asked elsewhere."}
    assert not any(a.state == "not asked" for a in carried.answers)


def test_each_return_of_a_chain_is_read_by_its_own_version(tmp_path: Path) -> None:
    family = lineage(str(chain(tmp_path)))
    context = Context(carry_to=family)
    for spec in family:
        submission = read_file(filled(tmp_path, truth(spec), spec=spec), context=context)
        assert submission.spec_id == "b"
        assert not {"FILE-010", "FILE-012", "FILE-024"} & set(codes(submission))
        first = {"b": "CL12", "a": "CL11"}.get(spec.id, "CL1")
        assert submission.by_key()["CL12", "review"].value == truth(spec)[first, "review"]


def test_a_dropped_question_hands_over_only_where_nobody_else_answers(tmp_path: Path) -> None:
    addition = "add: [{after: CL2, items: [{ref: CL20, text: One question for both.}]}]\n"
    both = custom(tmp_path, "renamed: {CL1: CL20}\ndropped: {CL1: Merged.}\n" + addition)
    taken = custom(tmp_path, "renamed: {CL1: CL2}\ndropped: {CL1: Merged.}\n", "taken")
    before = read(tmp_path, truth(SPEC))
    assert carry_over(before, SPEC, load(str(both))).by_key()["CL20", "review"].value == truth(SPEC)["CL1", "review"]
    carried = carry_over(before, SPEC, load(str(taken)))
    assert carried.by_key()["CL2", "review"].value == truth(SPEC)["CL2", "review"]
    assert next(p for p in carried.problems if p.code == "ROW-014").context["reason"].startswith("Merged. CL2 has")


def test_between_strangers_only_the_same_words_count(tmp_path: Path) -> None:
    stranger = edited(SPEC, ('"text":"The Careers Leader is receiving training."', '"text":"Nobody is trained."'))
    stranger = replace(stranger, extends=None, id="stranger")
    carried = carry_over(read(tmp_path, truth(SPEC)), SPEC, stranger)
    assert carried.by_key()["CL3", "review"].state == "not asked"
    assert carried.by_key()["CL4", "review"].value == truth(SPEC)["CL4", "review"]
    assert "FILE-024" in codes(carried)
    assert [p.place.ref for p in carried.problems if p.code == "ROW-014"] == ["CL3"]


def test_nothing_is_carried_back_to_an_older_version_but_the_same_words(tmp_path: Path) -> None:
    carried = carry_over(read(tmp_path, truth(NEWER), spec=NEWER), NEWER, SPEC)
    assert {a.ref for a in carried.answers if a.state == "not asked"} == {"GB1", "SR1", "SP8"}
    assert "FILE-024" in codes(carried)


REFS = list(words(SPEC))


@pytest.mark.slow
@tries(6, many=60)
@given(data=st.data())
def test_no_answer_is_carried_to_another_question(data: st.DataObject, tmp_path: Path) -> None:
    """Any mixture of dropped, renamed and reworded questions, twice in a row."""
    answers = truth(SPEC)
    before = carried_once = read(tmp_path, answers)
    origin = {ref: ref for ref in REFS}
    path, base = None, FIRST_SPEC
    for step in ("a", "b"):
        changed = data.draw(st.lists(st.sampled_from(sorted(origin)), unique=True, max_size=12))
        renamed = {ref: f"Z{step.upper()}{n}" for n, ref in enumerate(changed[:4])}
        dropped = dict.fromkeys(changed[4:8], "Out of date.")
        reworded = {renamed.get(ref, ref): f"New words {step} {ref}." for ref in [*changed[:2], *changed[8:]]}
        path = custom(tmp_path, f"renamed: {renamed}\ndropped: {dropped}\nreword: {reworded}\n", step, base)
        origin = {renamed.get(ref, ref): first for ref, first in origin.items() if ref not in dropped}
        base = step
        carried_once = carry_over(carried_once, spec_before(carried_once, path), load(str(path)))
    family = lineage(str(path))
    carried = carry_over(before, SPEC, family[0], family)
    expected = {(new, c): v for new, first in origin.items() for (ref, c), v in answers.items() if ref == first}
    assert {key: v for key, v in values(carried).items() if not key[0].startswith("L")} == expected
    assert values(carried_once) == values(carried)
    assert set(heirs(SPEC, family[0], family).asked.values()) == set(origin)


def spec_before(submission: Submission, path: Path) -> Spec:
    return next(spec for spec in lineage(str(path)) if spec.id == submission.spec_id)


# from the command line


def test_read_check_and_report_carry_over(tmp_path: Path) -> None:
    filled(tmp_path, truth(SPEC))
    document = json.loads(run("read", "return.xlsx", "--as", NEWER.id, cwd=tmp_path, code=0).out)
    assert (document["spec"], document["version"]) == (MENDED.id, MENDED.version)
    assert {a["state"] for a in document["answers"] if a["ref"] == "SR4"} == {"not asked"}
    later = ("--today", "2031-09-01")  # when everything about these leavers can be known
    said = " ".join(run("check", "return.xlsx", "--as", NEWER.id, *later, cwd=tmp_path, code=0).out.split())
    assert "carried over to send-careers-checklist-2025 2025.2" in said
    assert "SR1" in said
    run("report", "return.xlsx", "--as", NEWER.id, cwd=tmp_path, code=0)


def test_a_chain_of_files_from_the_command_line(tmp_path: Path) -> None:
    path = chain(tmp_path)
    filled(tmp_path, truth(SPEC))
    document = json.loads(run("read", "return.xlsx", "--as", path.name, cwd=tmp_path, code=0).out)
    assert document["spec"] == "b"
    run("report", "return.xlsx", "--as", path.name, cwd=tmp_path, code=0)
    run("report", "return.xlsx", "--spec", path.name, cwd=tmp_path, code=1)


def test_a_version_that_is_not_there(tmp_path: Path) -> None:
    filled(tmp_path, truth(SPEC))
    ran = run("read", "return.xlsx", "--as", "send-careers-checklist-2052", cwd=tmp_path, code=2)
    assert 'no spec "send-careers-checklist-2052"' in ran.err
