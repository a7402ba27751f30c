"""Whose a file is, and which of several counts: never a guess, never a blank over a filled one."""

import datetime as dt
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from careers_workbook.core.school import School
from careers_workbook.hub.register.register import read_register
from careers_workbook.hub.rounds.migrated import migrated_returns
from careers_workbook.hub.rounds.return_selection import DecidedReturn, counted, select_returns, with_gaps
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.spec.load import load
from tests.support.filled import changed
from tests.support.hub_folder import (
    ANSWERS,
    AUTUMN,
    BRANNOC,
    LEAVERS,
    OAK,
    TODAY,
    WOOD_A,
    WOOD_B,
    file,
    hub,
    workbook,
)
from tests.support.truth import FIRST_SPEC

SPEC = load(FIRST_SPEC)


def at(day: int) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-{day:02d}T09:00:00")


def decided(where: HubSettings, *files: StoredReturn) -> tuple[DecidedReturn, ...]:
    found = select_returns(files, read_register(where.register), SPEC)
    assert all(str(finding.message) and finding.title for one in found for finding in one.findings)
    return found


def said(one: DecidedReturn) -> tuple[str, str, list[str]]:
    """The school, the standing, and the codes of what only the Hub can say."""
    return one.listed.school.urn if one.listed else "", one.decision, sorted(finding.code for finding in one.more)


def details(book: object, **facts: object) -> None:
    """Change the answers of School details, by ref."""
    sheet = book["School details"]  # type: ignore[index]
    for row in sheet.iter_rows():
        if row[0].value in facts:
            row[2].value = facts[row[0].value]


def unlabelled(data: bytes, **facts: object) -> bytes:
    def change(book: object) -> None:
        del book["About this workbook"]  # type: ignore[attr-defined]
        details(book, **facts)

    return changed(data, change)


def test_the_label_says_whose_it_is_whatever_the_file_is_called(tmp_path: Path) -> None:
    where = hub(tmp_path)
    (one,) = decided(where, file(where, "Copy of checklist (3).xlsx", workbook()))
    assert said(one) == ("990001", "counts", [])


def test_the_urn_in_the_details_where_the_label_is_gone(tmp_path: Path) -> None:
    where = hub(tmp_path)
    (one,) = decided(where, file(where, "a.xlsx", unlabelled(workbook())))
    assert said(one) == ("990001", "counts", [])


def test_a_name_that_only_one_school_has(tmp_path: Path) -> None:
    where = hub(tmp_path)
    data = unlabelled(workbook(BRANNOC), SD10=None)
    (one,) = decided(where, file(where, "a.xlsx", data))
    assert said(one) == ("990002", "counts", ["HUB-033"])


def test_a_name_that_two_schools_have_is_not_guessed(tmp_path: Path) -> None:
    where = hub(tmp_path)
    data = unlabelled(workbook(WOOD_A), SD10=None)
    named = file(where, "990004 Woodlands.xlsx", data)
    bare, by_file = decided(where, file(where, "a.xlsx", data), named)
    assert said(bare) == ("", "not sure whose", ["HUB-034"])
    assert said(by_file) == ("990004", "counts", ["HUB-033"])


def test_the_name_of_the_file_where_nothing_else_is_there(tmp_path: Path) -> None:
    where = hub(tmp_path)
    data = unlabelled(workbook(), SD3=None, SD10=None)
    by_name, by_urn, nothing = decided(
        where,
        file(where, "St Brannocs School checklist.xlsx", data),
        file(where, "return 990001 final.xlsx", data),
        file(where, "checklist final.xlsx", data),
    )
    assert said(by_name) == ("990002", "counts", ["HUB-033"])
    assert said(by_urn) == ("990001", "counts", ["HUB-033"])
    assert said(nothing) == ("", "unknown school", ["HUB-039"])


def test_a_school_that_is_not_expected(tmp_path: Path) -> None:
    where = hub(tmp_path)
    stranger, nameless = decided(
        where,
        file(where, "a.xlsx", workbook(School("990099", "Hill House School"))),
        file(where, "b.xlsx", unlabelled(workbook(School("990099", "Hill House School")), SD10=None)),
    )
    assert said(stranger) == ("", "unknown school", ["HUB-032"])
    assert said(nameless) == ("", "unknown school", ["HUB-032"])
    assert "990099" in stranger.reason


def test_two_schools_in_one_workbook_are_nobodys(tmp_path: Path) -> None:
    where = hub(tmp_path)
    urns = changed(workbook(), lambda book: details(book, SD10="990002"))
    names = changed(workbook(), lambda book: details(book, SD3="St Brannoc's School"))
    for one in decided(where, file(where, "a.xlsx", urns), file(where, "b.xlsx", names)):
        assert said(one) == ("", "not sure whose", ["HUB-012"])


def test_a_file_named_after_another_school_is_said(tmp_path: Path) -> None:
    where = hub(tmp_path)
    (one,) = decided(where, file(where, "990002 St Brannoc's School.xlsx", workbook()))
    assert said(one) == ("990001", "counts", ["HUB-035"])


def test_the_hubs_own_word_comes_first(tmp_path: Path) -> None:
    where = hub(tmp_path)
    told, same, nobody = decided(
        where,
        file(where, "a.xlsx", workbook(), urn="990002"),
        file(where, "b.xlsx", workbook(OAK, {("CL1", "completed"): "No"}), urn="990001"),
        file(where, "c.xlsx", workbook(), urn="990098"),
    )
    assert said(told) == ("990002", "counts", ["FILE-018", "HUB-038"])
    assert said(same) == ("990001", "counts", [])
    assert said(nobody) == ("", "unknown school", ["HUB-032"])


def test_an_old_urn_is_that_of_the_school_that_replaces_it(tmp_path: Path) -> None:
    rows = ["990010,Hill House Academy,,,990009,", "990009,Hill House School,,,,31-08-2026"]
    where = hub(tmp_path, rows=rows)
    old = workbook(School("990009", "Hill House School"))
    both = changed(old, lambda book: details(book, SD10="990010"))
    for one in decided(where, file(where, "a.xlsx", old), file(where, "b.xlsx", both)):
        assert one.listed
        assert one.listed.school.urn == "990010"
        assert [finding.code for finding in one.more if finding.severity != "note"] == []


def test_details_unlike_the_register(tmp_path: Path) -> None:
    where = hub(tmp_path)
    (one,) = decided(where, file(where, "a.xlsx", workbook(School("990001", "Elm Court"))))
    assert said(one) == ("990001", "counts", ["FILE-018"])


def test_a_refused_file_may_say_whose_it_is_by_its_name(tmp_path: Path) -> None:
    where = hub(tmp_path)
    named, nameless = decided(where, file(where, "990001 Oak.xlsx", b"%PDF-1.7"), file(where, "scan.pdf", b"%PDF-1.7"))
    assert said(named) == ("990001", "refused", [])
    assert said(nameless) == ("", "refused", [])
    assert "PDF" in named.reason


def test_the_newest_counts_in_whatever_order_they_are_looked_at(tmp_path: Path) -> None:
    where = hub(tmp_path)
    later = workbook(OAK, {**ANSWERS, ("CL3", "completed"): "Yes"})
    files = [
        file(where, "old.xlsx", workbook(), sent=at(3)),
        file(where, "new.xlsx", later, sent=at(9)),
        file(where, "again.xlsx", later, sent=at(10)),
        file(where, "blank.xlsx", workbook(OAK, {}), sent=at(20)),
        file(where, "part.xlsx", changed(later, lambda book: book.remove(book["Careers leadership"])), sent=at(21)),
    ]
    want = {
        "old.xlsx": "older",
        "new.xlsx": "counts",
        "again.xlsx": "same again",
        "blank.xlsx": "blank",
        "part.xlsx": "not whole",
    }
    for order in permutations(files):
        found = decided(where, *order)
        assert {one.stored.receipt.name: one.decision for one in found} == want
        assert all(bool(one.reason) == (one.decision != "counts") for one in found)
    assert counted(found)["990001"].stored.receipt.name == "new.xlsx"


def test_a_part_counts_where_there_is_nothing_better(tmp_path: Path) -> None:
    where = hub(tmp_path)
    part = changed(workbook(), lambda book: book.remove(book["SEND considerations"]))
    blank = workbook(OAK, {})
    only_blank = decided(where, file(where, "blank.xlsx", blank, sent=at(3)))
    assert [one.decision for one in only_blank] == ["counts"]
    both = decided(where, file(where, "part.xlsx", part, sent=at(2)), file(where, "blank.xlsx", blank, sent=at(3)))
    assert [one.decision for one in both] == ["counts", "blank"]


def gaps(where: HubSettings, *sent: dict[tuple[str, str], object]) -> list[str]:
    """What is said of the newest of a school's returns beside the older ones."""
    files = [file(where, f"{n}.xlsx", workbook(OAK, one), sent=at(n)) for n, one in enumerate(sent, 2)]
    (*_, newest) = with_gaps(decided(where, *files))
    return [finding.message for finding in newest.more if finding.code == "HUB-193"]


YES = "Yes"
SECTIONS = {f"CL{n}": {(f"CL{n}", "completed"): YES} for n in range(1, 5)}


def test_a_return_in_parts_says_what_the_newest_has_not(tmp_path: Path) -> None:
    where, cl = hub(tmp_path), SECTIONS
    (said_of_it,) = gaps(where, cl["CL1"] | cl["CL2"], cl["CL3"] | cl["CL4"])
    assert said_of_it.endswith("in the one that counts: CL1, CL2.")
    (of_three,) = gaps(where, cl["CL1"], cl["CL2"], cl["CL3"])
    assert of_three.endswith(": CL1, CL2.")
    assert gaps(where, cl["CL1"], cl["CL1"] | cl["CL2"]) == []
    assert gaps(where, {("CL1", "action"): "Ask"}, cl["CL1"]) == [], "it is answered, if otherwise"
    assert gaps(where, {("SD8", "answer"): 4} | cl["CL1"], cl["CL1"])[0].endswith(
        ": Number of leavers in current year."
    )
    many = {(f"SP{n}", "completed"): YES for n in range(1, 13)}
    assert gaps(where, many, cl["CL1"])[0].endswith("SP9, SP10 and 2 more.")
    with_leavers, without = (workbook(OAK, cl["CL1"], leavers) for leavers in (LEAVERS, ()))
    told, newest = with_gaps(
        decided(where, file(where, "a.xlsx", with_leavers, sent=at(2)), file(where, "b.xlsx", without, sent=at(3)))
    )
    assert [finding.message.rpartition(": ")[2] for finding in newest.more if finding.code == "HUB-193"] == [
        'the leavers on "Destinations".'
    ]
    assert not told.more


def test_a_newer_one_with_far_fewer_answers_is_said(tmp_path: Path) -> None:
    where = hub(tmp_path)
    full = {(f"SP{n}", "completed"): "Yes" for n in range(1, 11)}
    old, new = decided(
        where,
        file(where, "old.xlsx", workbook(OAK, full), sent=at(2)),
        file(where, "new.xlsx", workbook(OAK, {("CL1", "completed"): "Yes"}), sent=at(3)),
    )
    assert (old.decision, new.decision) == ("older", "counts")
    assert [finding.code for finding in new.more] == ["HUB-037"]


def test_a_round(tmp_path: Path) -> None:
    where = hub(tmp_path, rows=["990009,Hill House School,,,,31-08-2026", "990011,Elm School,,,,"])
    bad = workbook(BRANNOC, {**ANSWERS, ("CL3", "deadline"): "31/02/2027"})
    files = [
        file(where, "oak.xlsx", workbook()),
        file(where, "brannoc.xlsx", bad),
        file(where, "990003.pdf", b"%PDF-1.7"),
        file(where, "wood.xlsx", workbook(WOOD_B, {})),
        file(where, "lost.xlsx", b"%PDF-1.4"),
    ]
    with Store(where.store, write=True) as store:
        for one in files:
            store.add(one)
    found = load_round(where, where.named(AUTUMN), TODAY)
    assert {school.listed.school.urn: school.state for school in found.schools} == {
        "990001": "in order",
        "990002": "put right",
        "990003": "not readable",
        "990004": "blank",
        "990011": "not returned",
    }
    assert [one.stored.receipt.name for one in found.stray] == ["lost.xlsx"]
    assert found.days_left == 30
    assert migrated_returns(found, found.specs, TODAY)[0].progress.total.done == 1


def test_a_round_before_anything_came(tmp_path: Path) -> None:
    where = hub(tmp_path)
    found = load_round(where, where.named(AUTUMN), TODAY)
    assert {school.state for school in found.schools} == {"not returned"}
    assert found.files == ()


@pytest.mark.parametrize("closed", ["", "31-08-2026"])
def test_a_closed_school_is_listed_only_if_it_returned(tmp_path: Path, closed: str) -> None:
    where = hub(tmp_path, rows=[f"990009,Hill House School,,,,{closed}"])
    one = file(where, "hill.xlsx", workbook(School("990009", "Hill House School")))
    with Store(where.store, write=True) as store:
        store.add(one)
    found = load_round(where, where.named(AUTUMN), TODAY)
    assert found.schools[-1].listed.school.urn == "990009"
    assert replace(found.schools[-1], counts=None).state == "not returned"
