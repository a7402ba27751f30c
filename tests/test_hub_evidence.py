"""Evidence over all schools: the figures are those of each school's report and of the table of answers."""

from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook

from careers_workbook.blanks.workbook import Order
from careers_workbook.figures.evidence import count_evidence
from careers_workbook.hub.by_question import across_schools, counted_questions, evidence_lines, listed_evidence
from careers_workbook.hub.comparison.round_comparison import ComparedRound, compare_round
from careers_workbook.hub.publication.publication import publish
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from careers_workbook.hub.tables.consolidated import consolidate
from careers_workbook.spec.load import load
from tests.support.filled import changed
from tests.support.hub_folder import ANSWERS, BRANNOC, BUILT, OAK, TODAY, WOOD_A, WOOD_B, hub, put, workbook
from tests.support.hub_whole import dicts
from tests.support.stamp import written
from tests.support.truth import FIRST_SPEC
from tests.test_golden_thread import LINES

NEW = load("send-careers-checklist-2025")
THREAD = "Golden thread"
DONE = {("CL3", "completed"): "Yes", ("CL4", "completed"): "Yes", ("CL4", "review"): "See the folder"}


def hub_of_evidence(folder: Path) -> HubSettings:
    """Oak Lane lists four lines, St Brannoc's none; one Woodlands has no such sheet, the other an older checklist."""
    hub(folder)
    settings = folder / SETTINGS
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(f"spec: {FIRST_SPEC}\n", f"spec: {NEW.id}\n"), encoding="utf-8")
    where = read_settings(folder)

    def gone(book: Workbook) -> None:
        del book[THREAD]

    put(
        where,
        ("990001.xlsx", written(NEW, OAK, Order(BUILT), {**LINES, **DONE})),
        ("990002.xlsx", written(NEW, BRANNOC, Order(BUILT), DONE)),
        ("990003.xlsx", changed(written(NEW, WOOD_A, Order(BUILT), {**LINES, **DONE}), gone)),
        ("990004.xlsx", workbook(WOOD_B, {**ANSWERS, **DONE})),
    )
    return where


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> ComparedRound:
    where = hub_of_evidence(tmp_path_factory.mktemp("evidence") / "hub")
    return compare_round(load_round(where, where.rounds[0], TODAY), None)


def test_lines_are_counted_school_by_school_as_its_report_does(beside: ComparedRound) -> None:
    (found,) = listed_evidence(beside.round)
    oak, brannoc, gone, older = found.schools
    assert oak.counted == count_evidence(beside.readings[0].submission, NEW)[0]
    assert oak.counted.lines == len(oak.lines) == found.lines == 4
    assert brannoc.counted is not None
    assert (brannoc.counted.lines, brannoc.counted.missing, brannoc.not_asked) == (0, False, False)
    assert gone.counted is not None
    assert (gone.counted.lines, gone.counted.missing) == (0, True)
    assert (older.counted, older.not_asked) == (None, True)
    assert evidence_lines(beside.round) == ((THREAD, found.lines, 1),)
    assert found.themes["Curriculum"] == (2, 1)
    assert found.themes["Outcomes and impact"] == (0, 0)


def test_lines_are_those_of_the_table_of_answers(beside: ComparedRound) -> None:
    whole = consolidate(beside, publish(beside.round, None, beside.readings), internal=True)
    table = [row for row in dicts(whole, "answers") if row["sheet"] == THREAD and row["state"] == "answered"]
    (found,) = listed_evidence(beside.round)
    told = Counter(row["value"] for row in table if row["column_id"] == "theme")
    assert told == {name: lines for name, (lines, _) in found.themes.items() if lines}
    said = {(a.ref, a.column_id) for one in found.schools for line in one.lines for a in line.values() if a.value}
    assert said == {(row["ref"], row["column_id"]) for row in table}


def test_done_without_a_review_is_counted_as_in_reports(beside: ComparedRound) -> None:
    told = Counter(row.ref for one in beside.readings for row in one.progress.done_without_review)
    found = {one.ref: one for one in counted_questions(beside.round) if one.has_status}
    assert {ref: one.without_review for ref, one in found.items() if one.without_review} == told
    assert (told["CL3"], told["CL4"]) == (4, 0)
    one = across_schools(beside.round, "CL3")
    assert one is not None
    assert one.question == found["CL3"]
    assert [school.is_without_review for school in one.schools] == [True] * 4
