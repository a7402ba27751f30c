"""Figures by question are those of the tables; what every school said to one question is what its return says."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from careers_workbook.hub.by_question import across_schools, counted_questions, leaver_numbers
from careers_workbook.hub.comparison.round_comparison import ComparedRound
from careers_workbook.hub.hub import GivenAnswer, GivenAnswers, open_hub
from careers_workbook.hub.publication.publication import publish
from careers_workbook.hub.tables.consolidated import consolidate
from careers_workbook.returns.submission import Answer
from careers_workbook.spec import status
from tests.support.hub_folder import BRANNOC, OAK, hub, put, workbook
from tests.support.hub_whole import compared, dicts, made_up, stored

SCHOOLS = 24
_KINDS = {"no_answer": "blank", "not_asked": "not asked"}


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[ComparedRound, ...]:
    """Of a made-up Hub, damaged; in the first of them some schools sent the checklist of last year."""
    truth = made_up(SCHOOLS)
    where = stored(tmp_path_factory.mktemp("hub") / "hub", truth)
    return tuple(compared(where, one) for one in truth.collections)


def test_figures_are_those_of_the_tables(rounds: tuple[ComparedRound, ...]) -> None:
    for beside in rounds:
        whole = consolidate(beside, publish(beside.round, None, beside.readings), internal=True)
        told = {str(row["ref"]): row for row in dicts(whole, "items")}
        late = Counter(row["ref"] for row in dicts(whole, "actions") if row["status"] == status.OVERDUE)
        found = {one.ref: one for one in counted_questions(beside.round) if one.has_status}
        assert list(found) == list(told)
        for ref, one in found.items():
            kinds = {kind: told[ref][kind.replace(" ", "_")] for kind in one.counts}
            assert one.counts == kinds, ref
            assert (one.overdue, one.percent_done) == (late[ref], told[ref]["percent_done"]), ref
    assert any(one.counts["not asked"] for one in counted_questions(rounds[0].round))
    assert any(one.overdue for one in counted_questions(rounds[0].round))


def test_details_are_those_of_the_tables(rounds: tuple[ComparedRound, ...]) -> None:
    for beside in rounds:
        told: dict[str, Counter[object]] = {}
        whole = consolidate(beside, publish(beside.round, None, beside.readings), internal=True)
        for row in dicts(whole, "details"):
            told.setdefault(str(row["ref"]), Counter())[row["state"]] += 1
        found = {one.ref: one for one in counted_questions(beside.round) if one.sheet == "School details"}
        assert {ref: +Counter(one.counts) for ref, one in found.items()} == told


def test_one_question_has_every_school_and_comes_to_the_same(rounds: tuple[ComparedRound, ...]) -> None:
    for beside in rounds:
        answers = {one.urn: one.submission.by_key() for one in beside.readings}
        for one in counted_questions(beside.round):
            found = across_schools(beside.round, one.ref)
            assert found is not None
            assert found.question == one
            assert [said.school for said in found.schools] == list(beside.round.schools)
            for said in found.schools:
                own = answers.get(said.school.listed.school.urn, dict[tuple[str, str], Answer]())
                keys = [(one.ref, column) for column, _ in found.columns]
                assert list(said.answers) == [own[key] for key in keys if key in own]
    assert across_schools(rounds[0].round, "XX1") is None


def test_leavers_are_counted_and_never_shown_row_by_row(rounds: tuple[ComparedRound, ...]) -> None:
    found = rounds[0].round
    (sheet,) = leaver_numbers(found)
    told = {one.listed.school.urn: one.counts.stored.destinations[0] for one in found.returned if one.counts}
    assert {urn: None if one.missing else one.leavers for urn, one in told.items()} == {
        urn: one[0] if one else None for urn, one in sheet.schools.items()
    }
    assert sheet.sheet not in {one.sheet for one in counted_questions(found)}


def test_what_the_hub_wrote_down_counts_and_is_marked(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    put(where, ("990001.xlsx", workbook(OAK)), ("990002.xlsx", workbook(BRANNOC)))
    at = open_hub(where.root, dt.date(2026, 12, 1))
    before = across_schools(at.view().round, "CL1")
    assert before is not None
    assert before.question.counts["done"] == 2
    at.answer(GivenAnswers((GivenAnswer(OAK.urn, "CL1.completed", "No", "telephone"),), "AS"))
    view = at.view()
    counted = next(one for one in counted_questions(view.round) if one.ref == "CL1")
    found = across_schools(view.round, "CL1")
    assert found is not None
    assert (counted.counts["done"], counted.counts["not_done"]) == (1, 1)
    assert found.question == counted
    said = next(one for one in found.schools if one.school.listed.school.urn == OAK.urn)
    assert [one.value for one in said.answers if one.by_hand] == ["No"]
    assert "HUB-160" in {finding.code for finding in said.findings}
