"""One table of situations: every school gets the letter that whoever knows what it did finds true, or none."""

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.school import School
from careers_workbook.hub.store.settings import SETTINGS, HubSettings
from careers_workbook.hub.store.store import Store
from tests.support.hostile import encrypted, word_file
from tests.support.hub_folder import ANSWERS, BUILT, LEAVERS, drop, file, hub
from tests.support.letters import body, read_draft
from tests.support.program import Ran, run
from tests.support.stamp import master
from tests.support.truth import FIRST_SPEC

DAY = "2026-12-01"
LETTERS = Path("output", "letters", "Autumn 2026")
KINDS = ("not returned", "please send again", "please fix", "thank you")


def school(number: int) -> School:
    return School(f"9900{number}", f"School {number} in Northmoor")


def filled(number: int, answers: object = ANSWERS, built: dt.date = BUILT) -> bytes:
    return master(FIRST_SPEC, Order(built)).filled(school(number), answers, LEAVERS)  # type: ignore[arg-type]


def one_sheet(number: int) -> bytes:
    """One of the sheets, saved as CSV."""
    sheet = openpyxl.load_workbook(io.BytesIO(filled(number)))["Careers leadership"]
    page = io.StringIO(newline="")
    csv.writer(page).writerows(row[:6] for row in sheet.iter_rows(values_only=True))
    return page.getvalue().encode()


def renamed(number: int, other: int) -> bytes:
    """The workbook of one school, in whose details another has typed its name."""
    book, data = openpyxl.load_workbook(io.BytesIO(filled(number))), io.BytesIO()
    for row in book["School details"].iter_rows():
        for cell in row:
            cell.value = school(other).name if cell.value == school(number).name else cell.value
    book.save(data)
    return data.getvalue()


@dataclass(frozen=True)
class Case:
    """What a school did, and what it is to be told: the kind of the letter, words in it, words not in it."""

    kind: str | None
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


CAME, UNUSED = "which reached us on 20 November 2026", "Unfortunately we cannot use it yet"
CASES: dict[int, Case] = {
    # in order
    10: Case("thank you", (CAME, "Everything could be read."), ("second look", "not reached us")),
    # one date with the month first
    11: Case("thank you", (CAME, "One thing is worth a second look."), ("Everything could be read",)),
    # a day that there is not
    12: Case("please fix", (CAME, "One thing has to be put right.", "Your own workbook is attached"), ("2 things",)),
    # sent back as it was
    13: Case("please send again", (UNUSED, "Nothing is filled in yet"), ("could not read", "password")),
    # with a password
    14: Case("please send again", (UNUSED, "locked with a password", "take the password off", "by telephone")),
    15: Case("please send again", (UNUSED, "This is a PDF", "Please send the Excel workbook itself"), ("password",)),
    16: Case("please send again", (UNUSED, "Word", "Please send the Excel workbook itself"), ("password",)),
    # one sheet as CSV: its answers are there, in a new workbook
    17: Case("please fix", (CAME, "A new workbook with your answers is attached"), ("Your own workbook",)),
    # the workbook of the year before
    18: Case("please send again", ("The workbook was made for 2025/26", "please send us this year's"), ("could not",)),
    # in the workbook of school 20, and the Hub has said so; school 20 has sent nothing
    19: Case("thank you", (CAME, "the workbook that was made for School 20 in Northmoor; we have taken them as yours")),
    20: Case("not returned", ("is due on 31 December 2026, in 30 days. It has not reached us yet.",), ("thank you",)),
    # the workbook of 21 names 22 in its details, that of 23 lies in a file named after 24
    21: Case(None),
    22: Case(None),
    23: Case(None),
    24: Case(None),
    # a second file, which is locked, behind one that counts
    26: Case("thank you", (CAME,), ("password",)),
}


@cache
def sent() -> tuple[tuple[str, bytes], ...]:
    """What came."""
    first, bad = ("CL3", "deadline"), {("CL3", "deadline"): "31/02/2027"}
    return (
        ("in order.xlsx", filled(10)),
        ("look.xlsx", filled(11, {**ANSWERS, first: "03/31/2027"})),
        ("fix.xlsx", filled(12, {**ANSWERS, **bad})),
        ("blank.xlsx", master(FIRST_SPEC, Order(BUILT)).filled(school(13), {}, ())),
        ("990014 locked.xlsx", encrypted(filled(14))),
        ("990015 letter.pdf", b"%PDF-1.4 nothing"),
        ("990016 checklist.docx", word_file()),
        ("990017 leadership.csv", one_sheet(17)),
        ("last year.xlsx", filled(18, built=dt.date(2025, 9, 14))),
        ("names two.xlsx", renamed(21, 22)),
        ("990024 checklist.xlsx", filled(23)),
        ("counts.xlsx", filled(26)),
        ("990026 again.xlsx", encrypted(filled(26))),
        ("scan0001.pdf", b"%PDF-1.4 from nobody"),
    )


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A Hub with a school in each situation."""
    rows = [f'{one.urn},"{one.name}",{one.urn}@schools.example,A,,' for one in map(school, CASES)]
    where = hub(tmp_path_factory.mktemp("situations") / "hub", rows=rows)
    with Store(where.store, write=True) as store:
        for name, data in sent():
            store.add(file(where, name, data))
        store.add(file(where, "of another.xlsx", filled(20), urn="990019"))
    return where


@pytest.fixture(scope="module")
def chased(as_it_was: HubSettings) -> Ran:
    return run("status", "--chase", "--today", DAY, cwd=as_it_was.root, code=1)


def letters(where: HubSettings) -> dict[str, tuple[str, str]]:
    """The kind and the words of every letter by URN."""
    made = {}
    for path in (where.root / LETTERS).glob("*.eml"):
        who, _, kind = path.stem.rpartition(" - ")
        made[who[:6]] = (kind, body(read_draft(path.read_bytes())))
    return made


@pytest.mark.slow
@pytest.mark.usefixtures("chased")
@pytest.mark.parametrize("number", CASES)
def test_each_school_is_told_what_is_true_of_it(number: int, as_it_was: HubSettings) -> None:
    kind, text = letters(as_it_was).get(school(number).urn, (None, ""))
    case = CASES[number]
    assert kind == case.kind
    words = " ".join(text.split())
    assert [said for said in case.says if said not in words] == []
    assert [said for said in case.never if said in words] == []


@pytest.mark.slow
def test_the_hub_is_told_who_gets_no_letter_and_what_belongs_to_nobody(chased: Ran, as_it_was: HubSettings) -> None:
    said = " ".join(chased.err.split())
    for number, name in ((21, "names two"), (22, "names two"), (23, "990024 checklist"), (24, "990024 checklist")):
        start = f"inbox/{name}.xlsx: {school(number).name} ({school(number).urn}) gets no letter"
        assert start in said
    assert "1 file came of which nobody knows from which school: inbox/scan0001.pdf." in said
    document = json.loads(run("status", "--format", "json", "--today", DAY, cwd=as_it_was.root, code=1).out)
    told = {one["urn"]: one["letter"] for one in document["schools"]}
    assert {number: told[school(number).urn] for number in CASES} == {n: case.kind or "" for n, case in CASES.items()}


@pytest.mark.slow
def test_a_letter_goes_when_it_is_no_longer_true(tmp_path: Path) -> None:
    """By what came, by what the Hub said, by a line of the register that is gone; whatever is written just now."""
    where = hub(tmp_path / "hub", rows=[f'{school(n).urn},"{school(n).name}",,,,' for n in (10, 11, 12, 13)])
    run("status", "--chase", "--today", DAY, cwd=where.root)
    assert {kind for kind, _ in letters(where).values()} == {"not returned"}
    changed = next((where.root / LETTERS).glob("990012*"))
    changed.write_bytes(changed.read_bytes().replace(b"Dear Careers Leader", b"Dear Jo"))
    for number in (10, 12):
        drop(where, f"{number}.xlsx", filled(number))
    drop(where, "names two.xlsx", renamed(11, 12))
    lines = (where.root / "register.csv").read_text(encoding="utf-8").splitlines()
    (where.root / "register.csv").write_text("\n".join(one for one in lines if "990013" not in one), encoding="utf-8")
    assert "have not been collected: inbox/10.xlsx" in run("status", "--today", DAY, cwd=where.root, code=1).out
    refused = run("status", "--chase", "--today", DAY, cwd=where.root, code=2)
    assert "3 files in the inbox have not been collected" in " ".join(refused.err.split())
    run("collect", "--today", DAY, cwd=where.root)
    assert {urn: kind for urn, (kind, _) in letters(where).items() if urn > "990009"} == {"990012": "not returned"}
    ran = run("status", "--chase", "--only", "thank you", "--today", DAY, cwd=where.root, code=1)
    kinds = {(path.name[:6], path.stem.rpartition(" - ")[2]) for path in (where.root / LETTERS).glob("99001*")}
    assert kinds == {("990010", "thank you"), ("990012", "thank you"), ("990012", "not returned")}
    assert "was changed by somebody and left as it is; the school gets another letter now" in " ".join(ran.err.split())


@pytest.mark.parametrize("words", [("status", "--chase"), ("build", "--mail")])
def test_no_letter_without_a_return_address(words: tuple[str, ...], tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    path = where.root / SETTINGS
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(one for one in lines if "@northmoor" not in one), encoding="utf-8")
    ran = run(*words, "--today", DAY, cwd=where.root, code=2)
    assert "does not say to whom schools return their workbook" in " ".join(ran.err.split())
    assert not (where.root / "output").exists()


@pytest.mark.slow
def test_a_second_letter_and_another_day(tmp_path: Path) -> None:
    """What the Hub writes down of letters and days is in the next letters and the status, until it is taken back."""
    where = hub(tmp_path / "hub", rows=[f'{school(n).urn},"{school(n).name}",,,,' for n in (10, 11)])
    run("sent", "--today", DAY, cwd=where.root, code=2)
    drop(where, "990011 scan.pdf", b"%PDF-1.4")
    run("collect", "--today", DAY, cwd=where.root)
    run("status", "--chase", "--today", DAY, cwd=where.root)
    first = letters(where)
    assert run("sent", "--today", DAY, cwd=where.root, code=0).out == (
        '6 letters sent on 01/12/2026: 5 "not returned", 1 "please send again".\n'
    )
    run("extend", "990099", "--to", "2027-01-15", "--today", DAY, cwd=where.root, code=2)
    run("extend", "990001", "--to", "2026-11-15", "--today", DAY, cwd=where.root, code=2)
    said = run("extend", "990001", "--to", "15/01/2027", "--today", DAY, cwd=where.root, code=0).out
    assert said == "Oak Lane School (990001) may return until 15/01/2027 in Autumn 2026.\n"
    run("undo", cwd=where.root, code=0)
    run("extend", "990001", "--to", "15/01/2027", "--today", DAY, cwd=where.root, code=0)
    ran = run("status", "--today", "2027-01-02", cwd=where.root, code=1).out
    assert "not returned (until 15/01/2027)" in ran
    document = json.loads(run("status", "--format", "json", "--today", DAY, cwd=where.root, code=1).out)
    assert [one["due"] for one in document["schools"]][:2] == ["2027-01-15", "2026-12-31"]
    run("status", "--chase", "--today", "2027-01-02", cwd=where.root)
    second = {urn: " ".join(text.split()) for urn, (_, text) in letters(where).items()}
    for text in second.values():
        assert "we wrote to you" in text
        assert "on 1 December 2026" in text
    assert "is due on 15 January 2027, and it has still not reached us" in second["990001"]
    assert "was due on 31 December 2026, and it has still not reached us" in second["990002"]
    assert "nothing new has reached us since. Thank you for what you sent us" in second["990011"]
    run("undo", cwd=where.root, code=0)
    run("undo", cwd=where.root, code=0)
    run("status", "--chase", "--today", DAY, cwd=where.root)
    assert letters(where) == first
    assert "taken back: said that the letter" in run("history", cwd=where.root, code=0).out
