"""Many schools, and five files that cannot be used: all others are consolidated, the five are listed."""

import csv
import datetime as dt
import io
import json
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache

import pytest

from careers_workbook.core.school import School
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.rounds.reminders import Situations
from careers_workbook.hub.rounds.return_selection import decisions
from careers_workbook.hub.store import stored_return
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import fetch_before_change
from careers_workbook.reports.status.status_data import status_document, table
from careers_workbook.reports.status.status_page import lines
from tests.support.hub_book import Row, tables
from tests.support.hub_folder import AUTUMN, drop, hub, workbook
from tests.support.hub_post import lock
from tests.support.program import Ran, run
from tests.support.sweep import at_most

pytestmark = pytest.mark.slow
TODAY = "2026-12-01"
SENT = dt.datetime.fromisoformat("2026-11-20T09:00:00")
URNS = [str(990_001 + number) for number in range(at_most(20, 200))]
GOOD = URNS[:-5]
PDF, DUPLICATE, UNKNOWN, LOCKED, DAMAGED = URNS[-5:]
"""The schools of which nothing can be used: a PDF came, the file of another school, that of a school nobody knows, one
that another program has open, and a member of a zip folder in which one bit is wrong."""
SAYS = ("Yes", "In progress", "No", "Not applicable")
SHOWN = {"Yes": "Done", "In progress": "In progress", "No": "Not done", "Not applicable": "Not applicable"}
NOBODY = School("995001", "Farholt Priory School")
REASONS = {
    f"inbox/{PDF} careers checklist.xlsx": "This is a PDF, not an Excel workbook.",
    "inbox/copy of 001.xlsx": "The same file as inbox/990001 careers checklist.xlsx.",
    "inbox/Farholt.xlsx": "URN 995001 (Farholt Priory School) is not in the register.",
    f"inbox/{LOCKED} careers checklist.xlsx": "The file cannot be opened",
    f"inbox/Returns.zip/{DAMAGED}.xlsx": "The file is damaged and cannot be opened: the zip folder is damaged.",
}
"""The five files, and what must be said of each."""
USED = {f"inbox/{urn} careers checklist.xlsx" for urn in GOOD[:-1]} | {f"inbox/Returns.zip/{GOOD[-1]}.xlsx"}
STANDINGS = dict(zip(REASONS, ("refused", "same again", "unknown school", "refused", "refused"), strict=True))


def answers(urn: str) -> dict[tuple[str, str], object]:
    """No two schools say the same, so that an answer under a wrong school is seen."""
    number = int(urn)
    return {
        ("CL1", "completed"): SAYS[number % 4],
        ("CL2", "action"): f"What school {urn} means to do",
        ("CL2", "deadline"): dt.date(2027, 1, 1) + dt.timedelta(days=number % 1000),
        ("SA12", "completed"): SAYS[number // 4 % 4],
    }


@cache
def sent_by(urn: str) -> bytes:
    """What a school filled in; the same bytes whenever it is asked."""
    return workbook(School(urn, f"School {urn[3:]} of Northmoor"), answers(urn))


def with_a_damaged_member(*urns: str) -> bytes:
    """Workbooks in a zip folder; one bit in the middle of the last of them is wrong."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for urn in urns:
            archive.writestr(zipfile.ZipInfo(f"{urn}.xlsx", SENT.timetuple()[:6]), sent_by(urn))
        spoilt = archive.infolist()[-1]
    data = bytearray(out.getvalue())
    data[spoilt.header_offset + 30 + len(spoilt.filename) + spoilt.file_size // 2] ^= 0x10
    return bytes(data)


def fill_the_inbox(where: HubSettings) -> None:
    """A file for each school: all to be used but five."""
    for urn in GOOD[:-1]:
        drop(where, f"{urn} careers checklist.xlsx", sent_by(urn), SENT)
    drop(where, f"{PDF} careers checklist.xlsx", b"%PDF-1.7 and so on", SENT)
    drop(where, "copy of 001.xlsx", sent_by(URNS[0]), SENT + dt.timedelta(days=1))
    drop(where, "Farholt.xlsx", workbook(NOBODY, answers(DUPLICATE)), SENT)
    lock(where.folders["inbox"] / f"{LOCKED} careers checklist.xlsx", sent_by(LOCKED))
    drop(where, "Returns.zip", with_a_damaged_member(GOOD[-1], DAMAGED), SENT)


@dataclass(frozen=True)
class Done:
    """The folder afterwards, and what the commands said."""

    where: HubSettings
    collected: Ran
    status: Ran
    consolidated: Ran

    def table(self, name: str) -> list[dict[str, str]]:
        path = self.where.folders["output"] / "consolidated" / AUTUMN / "tables" / f"{name}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def book(self) -> dict[str, list[Row]]:
        (path,) = (self.where.folders["output"] / "consolidated" / AUTUMN).glob("*.xlsx")
        return tables(path)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    root = tmp_path_factory.mktemp("two hundred")
    where = hub(root)
    lines = [f"{urn},School {urn[3:]} of Northmoor,{urn}@schools.example,Coordinator A" for urn in URNS]
    (root / "register.csv").write_text("\n".join(["URN,Name,E-mail,Caseload", *lines]) + "\n", encoding="utf-8")
    fill_the_inbox(where)
    ran = [run(*words, "--today", TODAY, cwd=root, code=1) for words in (["collect"], ["status"], ["consolidate"])]
    return Done(where, *ran)


def test_all_files_are_listed_with_what_became_of_them(done: Done) -> None:
    files = {row["source"]: row for row in done.table("files")}
    assert files.keys() == USED | REASONS.keys()
    assert {source for source, row in files.items() if row["standing"] == "counts"} == USED
    assert {source: files[source]["standing"] for source in REASONS} == STANDINGS


def test_the_five_are_listed_with_the_reason_wherever_they_are_named(done: Done) -> None:
    reasons = {row["source"]: row["reason"] for row in done.table("files") if row["source"] in REASONS}
    for source, reason in REASONS.items():
        assert reason in reasons[source]
        assert source in one_line(done.collected)
        assert reason in one_line(done.collected)
    for source in REASONS.keys() - {"inbox/copy of 001.xlsx"}:  # its twin was used
        assert source in one_line(done.consolidated)
        assert reasons[source] in one_line(done.consolidated)


def one_line(ran: Ran) -> str:
    return " ".join(ran.out.split())


def test_all_others_are_consolidated_each_under_its_own_school(done: Done) -> None:
    told = {row["urn"]: row["action"] for row in done.table("actions") if row["ref"] == "CL2"}
    assert told == {urn: f"What school {urn} means to do" for urn in GOOD}
    due = {row["urn"]: row["deadline"] for row in done.table("actions") if row["ref"] == "CL2"}
    assert due == {urn: f"{answers(urn)['CL2', 'deadline']:%Y-%m-%d}" for urn in GOOD}


def test_the_master_workbook_says_the_same(done: Done) -> None:
    book = done.book()
    matrix = {row["URN"]: (row["CL1"], row["SA12"]) for row in book["HubMatrix"]}
    assert matrix == {urn: tuple(SHOWN[str(answers(urn)[ref, "completed"])] for ref in ("CL1", "SA12")) for urn in GOOD}
    items = {row["Ref"]: row for row in book["HubItems"]}
    for ref in ("CL1", "SA12"):
        counted = Counter(SHOWN[str(answers(urn)[ref, "completed"])] for urn in GOOD)
        assert {word: items[ref][word] for word in SHOWN.values()} == counted
        assert items[ref]["Schools"] == len(GOOD)
    assert {row["URN"]: row["State"] for row in book["HubNotReturned"]} == {
        PDF: "Not readable",
        LOCKED: "Not readable",
        DAMAGED: "Not readable",
        DUPLICATE: "Not returned",
        UNKNOWN: "Not returned",
    }


def test_the_same_again_reads_no_file_anew(done: Done) -> None:
    before = done.where.store.read_bytes()
    again = run("collect", "--today", TODAY, cwd=done.where.root, code=1)
    assert f"0 new files, {len(URNS)} known before" in again.out
    with closing(sqlite3.connect(done.where.store)) as store:
        assert store.execute("SELECT count(*) FROM files").fetchone() == (len(URNS),)
    assert len(before) == done.where.store.stat().st_size


@pytest.mark.parametrize("held", [1, 7])
def test_it_is_shown_the_same_when_little_of_it_stays_in_memory(
    done: Done, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    usual = shown(done.where)
    assert shown(done.where) == usual  # out of what was gone through before
    monkeypatch.setattr(stored_return, "_HELD", held)
    fetch_before_change(done.where.store)  # keeps nothing of before
    assert shown(done.where) == usual


def shown(where: HubSettings) -> list[str]:
    """What others and the Hub itself see of the round, and the letters that there are to be."""
    view = open_hub(where.root, dt.date.fromisoformat(TODAY)).view()
    found = list[str]()
    for around in (view.for_others, view.round):
        letters = [Situations.of(around).letter(school) for school in around.schools]
        document = status_document(around, view.doubts)
        assert isinstance(document["schools"], Iterator), "each school is made when it is written"
        said = json.dumps(document, default=list)
        found += [*lines(around, view.doubts, 80), *table(around), said, repr(letters)]
    return [*found, repr([one.submission for one in view.compared.readings]), repr([*decisions(view.round.files)])]
