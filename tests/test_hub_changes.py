"""Change from one collection to the next: what is said, and what is not known and so never taken for a change."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.school import School
from careers_workbook.figures.checklist_progress import count_progress
from careers_workbook.hub.comparison.changes import KINDS, AnswerChange, Comparison, Revision, compare
from careers_workbook.hub.comparison.round_changes import round_changes
from careers_workbook.hub.comparison.round_comparison import ComparedRound, compare_round
from careers_workbook.hub.rounds.migrated import MigratedReturn, migrated_returns
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.layout.plan import plan
from careers_workbook.returns.checks.check import CheckInput
from careers_workbook.returns.checks.leaver_checks import changed_since_last_time
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.answers import registry
from careers_workbook.spec.load import load
from careers_workbook.spec.sheets.list import TrackerSheet
from careers_workbook.spec.years import in_year
from tests.support import hub_terms
from tests.support.damage import damaged
from tests.support.hub_folder import AUTUMN, BRANNOC, OAK, SPRING, WOOD_A, WOOD_B, copied, file, hub, workbook
from tests.support.percentage import KIND
from tests.support.spec_text import changed, write
from tests.support.submissions import MISSING, NOT_ASKED, Leaver
from tests.support.sweep import tries

OLD, NEW = load("send-careers-checklist"), load("send-careers-checklist-2025")
MARCH, MAY = dt.date(2027, 3, 31), dt.date(2027, 5, 14)
FE, INTERN, UNKNOWN = "Further education (FE) college", "Supported internship", "Not known"
Said = Mapping[tuple[str, str], object]


def compared(folder: Path, *schools: tuple[School, Said | None, Said | None]) -> Comparison:
    """A store of both terms, compared."""
    where = hub(folder)
    spec = hub_terms.spec_of(where)
    files = [
        hub_terms.arrived(hub_terms.said(cells, spec=spec, school=school), where, term, spec)
        for school, *said in schools
        for term, cells in zip((AUTUMN, SPRING), said, strict=True)
        if cells is not None
    ]
    hub_terms.store(where, files)
    return _compare(hub_terms.term(where, AUTUMN), hub_terms.term(where, SPRING))


def _compare(before: Round, now: Round) -> Comparison:
    _is_counted_alike(compare_round(now, before if before.returned else None))
    return compare(migrated_returns(before, now.specs, now.today), migrated_returns(now, now.specs, now.today))


def _is_counted_alike(compared: ComparedRound) -> None:
    """What is counted in the store is what is found in the answers of both rounds."""
    told, comparison = round_changes(compared), compared.comparison
    found = {one.now.urn: Counter(change.kind for change in one.changes) for one in getattr(comparison, "compared", ())}
    assert {school.urn: counts for school, counts in (told.counted if told else ())} == found


def short(changes: Sequence[AnswerChange]) -> list[tuple[object, ...]]:
    return [(c.kind, c.ref, c.column_id, c.before, c.now, *([c.days] if c.days else [])) for c in changes]


YES, NO, DOING, NEVER = "Yes", "No", "In progress", "Not applicable"
CASES: dict[str, tuple[str, object, object, list[tuple[object, ...]]]] = {
    "done": ("completed", NO, YES, [("newly done", NO, YES)]),
    "done at once": ("completed", None, YES, [("newly done", "blank", YES)]),
    "applies after all": ("completed", NEVER, YES, [("newly done", NEVER, YES)]),
    "slipped": ("completed", YES, DOING, [("slipped back", YES, DOING)]),
    "slipped far": ("completed", YES, NO, [("slipped back", YES, NO)]),
    "no longer applies": ("completed", YES, NEVER, [("no longer applies", YES, NEVER)]),
    "begun": ("completed", NO, DOING, []),
    "done and gone": ("completed", YES, MISSING, [("not known now", YES, "missing")]),
    "done and unclear": ("completed", YES, "ask Ann", [("not known now", YES, "Unclear: ask Ann")]),
    "done and not asked": ("completed", YES, NOT_ASKED, [("not known now", YES, "not asked")]),
    "done and blank": ("completed", YES, None, [("no longer answered", YES, "blank")]),
    "was gone": ("completed", MISSING, YES, [("not known before", "missing", YES)]),
    "was unclear": ("completed", "ask Ann", YES, [("not known before", "Unclear: ask Ann", YES)]),
    "was not asked": ("completed", NOT_ASKED, YES, [("not known before", "not asked", YES)]),
    "never known": ("completed", MISSING, "ask Ann", []),
    "later": ("deadline", MARCH, MAY, [("deadline moved", "31/03/2027", "14/05/2027", 44)]),
    "earlier": ("deadline", MAY, MARCH, [("deadline moved", "14/05/2027", "31/03/2027", -44)]),
    "the first deadline": ("deadline", None, MARCH, []),
    "the deadline is gone": ("deadline", MARCH, None, [("no longer answered", "31/03/2027", "blank")]),
    "the deadline is unclear": ("deadline", MARCH, "soon", [("not known now", "31/03/2027", "Unclear: soon")]),
    "the deadline is clear now": ("deadline", "soon", MARCH, []),
    "an action": ("action", None, "Ask", [("new action", "blank", "Ask")]),
    "an action that was gone": ("action", MISSING, "Ask", []),
    "another action": ("action", "Ask", "Ask again", [("answer text changed", "Ask", "Ask again")]),
    "spaces only": ("action", "Ask  them", " Ask them", []),
    "another review": ("review", "June", "July", [("answer text changed", "June", "July")]),
    "a first review": ("review", None, "July", []),
    "the review is gone": ("review", "June", MISSING, [("not known now", "June", "missing")]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_happened_to_one_cell(tmp_path: Path, case: str) -> None:
    column, before, now, expected = CASES[case]
    other = {("CL9", "completed"): YES}
    found = compared(tmp_path / "hub", (OAK, {**other, ("CL1", column): before}, {**other, ("CL1", column): now}))
    (school,) = found.compared
    assert short(school.changes) == [(kind, "CL1", column, *rest) for kind, *rest in expected]


def test_details_of_the_school_are_compared(tmp_path: Path) -> None:
    before = {("SD1", "answer"): "Ann", ("SD8", "answer"): 12, ("SD7", "answer"): "Two of us"}
    now = {("SD1", "answer"): "Ben", ("SD8", "answer"): 13}
    (school,) = compared(tmp_path / "hub", (OAK, before, now)).compared
    assert short(school.changes) == [
        ("answer text changed", "SD1", "answer", "Ann", "Ben"),
        ("no longer answered", "SD7", "answer", "Two of us", "blank"),
        ("answer text changed", "SD8", "answer", "12", "13"),
    ]
    assert school.changes[0].statement == "Name of Interviewer"


def test_who_is_compared_and_who_is_not(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    sent = {
        AUTUMN: {OAK: "filled", BRANNOC: "filled", WOOD_A: "filled"},
        SPRING: {OAK: "filled", BRANNOC: "blank", WOOD_B: "filled"},
    }
    for term, schools in sent.items():
        books = {
            one: workbook(one, {("CL1", "completed"): YES, ("CL1", "review"): term} if what == "filled" else {})
            for one, what in schools.items()
        }
        files = [file(where, f"{one.urn} {term}.xlsx", data, collection=term) for one, data in books.items()]
        hub_terms.store(where, files)
    found = _compare(hub_terms.term(where, AUTUMN), hub_terms.term(where, SPRING))
    urns = [[one.listed.school.urn for one in group] for group in (found.new, found.absent)]
    assert [school.now.urn for school in found.compared] == [OAK.urn]
    assert urns == [[WOOD_B.urn], [BRANNOC.urn, WOOD_A.urn]]


def test_changes_are_counted_wherever_answers_lie_in_the_store(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    spec = hub_terms.spec_of(where)
    said = {
        ("CL1", "completed"): YES,
        ("SP1", "completed"): YES,
        ("SP1", "review"): "Governors",
        ("SD1", "answer"): "Ann",
    }
    before, now = (hub_terms.said(cells, spec=spec) for cells in (said, {**said, ("CL1", "completed"): NO}))
    turned, fewer = tuple(reversed(now.answers)), now.answers[:20]
    for at, answers in enumerate((now.answers, turned, fewer, turned[5:], (*now.answers[3:], *now.answers[:3]))):
        other = copied(where, tmp_path / f"{at}")
        for term, one in ((AUTUMN, before), (SPRING, replace(now, answers=answers))):
            hub_terms.store(other, [hub_terms.arrived(one, other, term, spec)])
        for rounds in ((AUTUMN, SPRING), (SPRING, AUTUMN)):
            (school,) = _compare(*(hub_terms.term(other, term) for term in rounds)).compared
            assert school.changes


def test_a_row_that_was_deleted_is_not_known_and_never_slipped_back(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    answers = {("CL1", "completed"): YES, ("CL1", "review"): "Governors", ("CL2", "completed"): YES}
    sent = workbook(OAK, answers)
    slot = next(slot for slot in plan(OLD).slots if slot.ref == "CL1")
    without = damaged(sent, [("delete_row", slot.sheet, slot.row)])
    hub_terms.store(where, [file(where, "a.xlsx", sent), file(where, "b.xlsx", without, collection=SPRING)])
    (school,) = _compare(hub_terms.term(where, AUTUMN), hub_terms.term(where, SPRING)).compared
    assert short(school.changes) == [
        ("not known now", "CL1", "review", "Governors", "missing"),
        ("not known now", "CL1", "completed", YES, "missing"),
    ]


def test_returns_of_the_older_checklist_are_compared_in_the_words_of_the_newer(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    settings_file = where.root / "collection.yaml"
    settings_file.write_text(settings_file.read_text().replace(OLD.id, NEW.id))
    where = replace(where, spec=NEW.id)
    before = hub_terms.said({("GB1", "completed"): YES, ("CL1", "completed"): NO}, spec=OLD)
    now = hub_terms.said({("GB2", "completed"): NO, ("CL1", "completed"): YES, ("SR4", "completed"): YES}, spec=NEW)
    files = [hub_terms.arrived(before, where, AUTUMN, OLD), hub_terms.arrived(now, where, SPRING, NEW)]
    hub_terms.store(where, files)
    (school,) = _compare(hub_terms.term(where, AUTUMN), hub_terms.term(where, SPRING)).compared
    assert short(school.changes) == [
        ("newly done", "CL1", "completed", NO, YES),
        ("slipped back", "GB2", "completed", YES, NO),
        ("not known before", "SR4", "completed", "not asked", YES),
    ]


# Leavers


def both(folder: Path, before: Sequence[Leaver], now: Sequence[Leaver], more: Said | None = None) -> Comparison:
    where = hub(folder)
    some = {("CL1", "completed"): YES}
    said = [hub_terms.said(cells, rows, spec=OLD) for cells, rows in ((some, before), ({**some, **(more or {})}, now))]
    files = [hub_terms.arrived(one, where, term, OLD) for one, term in zip(said, (AUTUMN, SPRING), strict=True)]
    hub_terms.store(where, files)
    return _compare(hub_terms.term(where, AUTUMN), hub_terms.term(where, SPRING))


def leaver(year: str = "2024/25", **places: str) -> Leaver:
    return {"leaving_year": year, **places}


def test_the_same_answers_as_last_time_are_said(tmp_path: Path) -> None:
    rows = [leaver(autumn=FE), leaver(autumn=INTERN)]
    for folder, found in (
        ("same", both(tmp_path / "same", rows, list(reversed(rows)))),
        ("leavers", both(tmp_path / "leavers", rows, rows[:1])),
        ("places", both(tmp_path / "places", rows, [leaver(autumn=FE), leaver(autumn=UNKNOWN)])),
        ("answers", both(tmp_path / "answers", rows, rows, {("CL2", "completed"): NO})),
    ):
        codes = [finding.code for finding in found.compared[0].findings]
        assert ("FILE-015" in codes) == (folder == "same"), folder


LISTS: dict[str, tuple[list[Leaver], list[Leaver]]] = {
    "none": ([], []),
    "fewer": ([leaver(), leaver()], [leaver()]),
    "none left": ([leaver(), leaver()], []),
    "more": ([leaver()], [leaver(), leaver(), leaver("2023/24")]),
    "another year": ([leaver(), leaver("2023/24")], [leaver("2023/24"), leaver("2023/24")]),
    "a year that is not offered any more": ([leaver("2019/20"), leaver()], [leaver()]),
    "a year unclear now": ([leaver(), leaver()], [leaver(), leaver("last year")]),
    "a year unclear then": ([leaver(), {"autumn": FE}], [leaver(), leaver()]),
    "a year gone": ([leaver(), leaver()], [leaver(), leaver(MISSING, autumn=FE)]),
}


@pytest.mark.parametrize("case", LISTS)
def test_cohorts_are_compared_as_the_check_of_one_return_does(tmp_path: Path, case: str) -> None:
    before, now = (hub_terms.said({("CL1", "completed"): YES}, rows, spec=OLD) for rows in LISTS[case])
    spec = in_year(OLD, hub_terms.YEAR)
    expected = changed_since_last_time(CheckInput(now, spec, Context(previous=before)))
    (school,) = both(tmp_path / "hub", *LISTS[case]).compared
    found = [(one.code, one.message) for one in school.findings if one.code.startswith("DEST")]
    assert sorted(found) == sorted((one.code, one.message) for one in expected)


def test_what_is_told_later_is_no_revision(tmp_path: Path) -> None:
    before = [leaver(intended=FE), leaver(intended=INTERN)]
    now = [leaver(intended=FE, autumn=FE), leaver(intended=INTERN, autumn=UNKNOWN), leaver("2025/26", intended=FE)]
    (school,) = both(tmp_path / "hub", before, now).compared
    assert school.revisions == ()


def test_another_answer_or_another_number_is_a_revision(tmp_path: Path) -> None:
    before = [leaver(autumn=FE), leaver(autumn=UNKNOWN), leaver("2023/24", autumn=FE)]
    now = [leaver(autumn=FE), leaver(autumn="Apprenticeship"), leaver("2023/24", autumn=FE), leaver("2023/24")]
    (school,) = both(tmp_path / "hub", before, now).compared
    autumn = next(c.label for tracker in OLD.of(TrackerSheet) for c in tracker.columns if c.id == "autumn")
    assert set(school.revisions) == {
        Revision("Destinations", "2024/25", f"{autumn}: apprenticeship", 0, 1),
        Revision("Destinations", "2024/25", f"{autumn}: not known", 1, 0),
        Revision("Destinations", "2023/24", "leavers", 1, 2),
    }


def test_a_column_that_is_gone_revises_nothing(tmp_path: Path) -> None:
    before = [leaver(autumn=FE), leaver(autumn=INTERN)]
    (school,) = both(tmp_path / "hub", before, [leaver(autumn=MISSING)] * 2).compared
    assert school.revisions == ()
    (school,) = both(tmp_path / "other", before, []).compared
    assert school.revisions == (Revision("Destinations", "2024/25", "leavers", 2, 0),)


# Whatever stands there


REFS = ("CL1", "CL2", "CL3")
CELLS = st.fixed_dictionaries(
    {(ref, "completed"): st.sampled_from([None, YES, NO, DOING, NEVER, "?", MISSING, NOT_ASKED]) for ref in REFS}
    | {(ref, "deadline"): st.sampled_from([None, MARCH, MAY, "soon", MISSING]) for ref in REFS}
    | {(ref, "action"): st.sampled_from([None, "a", "b", MISSING]) for ref in REFS}
)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> MigratedReturn:
    where = hub(tmp_path_factory.mktemp("any") / "hub")
    hub_terms.store(
        where, [hub_terms.arrived(hub_terms.said({("CL9", "completed"): YES}, spec=OLD), where, AUTUMN, OLD)]
    )
    now = hub_terms.term(where, AUTUMN)
    return migrated_returns(now, now.specs, now.today)[0]


def _with(reading: MigratedReturn, cells: Said) -> MigratedReturn:
    one = hub_terms.said({("CL9", "completed"): YES, **cells}, spec=OLD)
    progress = count_progress(one.by_key(), reading.spec, hub_terms.DAYS[SPRING])
    return replace(reading, carried=one, count=lambda: progress)


def test_a_kind_of_answer_words_its_values_itself(reading: MigratedReturn, tmp_path: Path) -> None:
    asked = "      - {ref: D3, id: meals, label: Free school meals, answer: percentage}\n"
    registry.register(KIND)
    try:
        spec = load(str(write(tmp_path, changed(("    fields:\n", f"    fields:\n{asked}")))))
        one, other = (
            replace(reading, spec=spec, carried=hub_terms.said({("D3", "answer"): share}, spec=spec))
            for share in (45, 50)
        )
        (school,) = compare([one], [other]).compared
        assert short(school.changes) == [("answer text changed", "D3", "answer", "45 %", "50 %")]
    finally:
        registry.unregister(KIND.name)


@tries(30, many=200)
@given(before=CELLS, now=CELLS)
def test_what_is_done_adds_up_and_nothing_is_invented(reading: MigratedReturn, before: Said, now: Said) -> None:
    one, other = _with(reading, before), _with(reading, now)
    (school,) = compare([one], [other]).compared
    completed = [change for change in school.changes if change.column_id == "completed"]
    more = sum(change.kind in ("newly done", "not known before") for change in completed)
    lost = ("slipped back", "no longer applies", "no longer answered", "not known now")
    fewer = sum(change.kind in lost and change.before == YES for change in completed)
    assert other.progress.total.done == one.progress.total.done + more - fewer
    cells = (one.submission.by_key(), other.submission.by_key())
    for change in school.changes:
        was, is_now = (found[change.ref, change.column_id] for found in cells)
        assert change.kind in KINDS
        assert (was.state, was.raw) != (is_now.state, is_now.raw)
        if change.kind in ("slipped back", "no longer applies", "newly done", "deadline moved", "answer text changed"):
            assert _can_be_seen(was)
            assert _can_be_seen(is_now)
    assert len({(change.ref, change.column_id) for change in school.changes}) == len(school.changes)
    assert compare([one], [one]).compared[0].changes == ()


def _can_be_seen(answer: Answer) -> bool:
    return answer.state in ("answered", "blank")
