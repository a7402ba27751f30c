"""A line of the register, changed on the desk: as the commands read it then, all else as it was, and taken back."""

import io
import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import openpyxl
import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.hub.hub import LineFields, open_hub
from careers_workbook.hub.register.register import Listed, read_register
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.settings import HubSettings
from tests.support.desk import Answer, RunningDesk
from tests.support.hub_folder import BRANNOC, OAK, TODAY, drop, hub, workbook
from tests.support.program import run

DAY = ("--today", "2026-12-01")
NEW = "office@oaklane.example"
OWN = "Telephone"
AT = f"/register/{OAK.urn}"


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """With a column of the Hub's own, as Excel saves a CSV file in Britain's neighbourhood: semicolons, cp1252."""
    found = hub(tmp_path / "hub")
    lines = found.register.read_text(encoding="utf-8").splitlines()
    head, *rows = (line.replace(",", ";") for line in lines)
    text = "\r\n".join([f"{head};{OWN}", *(f"{row};Zoë 0{number}" for number, row in enumerate(rows))])
    found.register.write_bytes(text.encode("cp1252"))
    return found


def form(desk: RunningDesk, path: str = AT) -> dict[str, str]:
    """What the form of a line says."""
    text = desk.get(path).text
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', text)}


def change(desk: RunningDesk, path: str = AT, **fields: str) -> Answer:
    return desk.post(path, **{**form(desk, path), **fields})


def listed(where: HubSettings) -> dict[str, Listed]:
    return {one.school.urn: one for one in read_register(where.register).listed}


def expected(where: HubSettings) -> set[str]:
    said = json.loads(run("status", "--format", "json", *DAY, cwd=where.root).out)
    return {one["urn"] for one in said["schools"]}


def last(where: HubSettings) -> journal.JournalEntry:
    return journal.read(where.folders["returns"]).entries[-1]


def test_a_line_says_what_was_typed_and_all_else_as_before(desk: RunningDesk, where: HubSettings) -> None:
    before = listed(where)
    assert f'href="{AT}"' in desk.get("/register").text
    assert f'href="{AT}"' in desk.get(f"/schools/{OAK.urn}").text
    fields = {"email": f"Jo <{NEW}>; head@oaklane.example", "caseload": "Coordinator Ä", "name": "Oak  Lane Academy"}
    page = desk.followed(change(desk, **fields, replaces="991001, 991002", closed="Mon 31 August 2026"))
    assert "Changed in the register: name, e-mail, caseload, Replaces, Closed." in page.words
    after = listed(where)
    line = after.pop(OAK.urn)
    assert (line.email, line.caseload, line.school.name) == (fields["email"], "Coordinator Ä", "Oak Lane Academy")
    assert (line.replaces, line.closed, line.own) == ("991001; 991002", "31/08/2026", {OWN: "Zoë 00"})
    assert after == {urn: one for urn, one in before.items() if urn != OAK.urn}
    assert [*listed(where)] == [*before]
    assert where.register.read_bytes().startswith(b"\xef\xbb\xbfURN,Name,")  # as every register that is written
    assert OAK.urn not in expected(where)
    told = run("history", cwd=where.root).out
    assert NEW not in told
    assert NEW not in run("history", "--format", "json", cwd=where.root).out
    same = desk.followed(change(desk))
    assert "Nothing was changed." in same.words


def test_it_is_taken_back_unless_the_line_was_changed_since(desk: RunningDesk, where: HubSettings) -> None:
    before = listed(where)
    desk.followed(change(desk, closed="30/11/2026"))
    assert OAK.urn not in expected(where)
    desk.followed(desk.post("/register/paste", list="990009\tNew School\tnew@schools.example"))
    back = desk.followed(desk.post("/history/undo"))
    assert f"Taken back: changed the line of {OAK.urn} in the register: Closed" in back.words
    assert {urn: one for urn, one in listed(where).items() if urn != "990009"} == before
    assert OAK.urn in expected(where)
    desk.followed(change(desk, closed="30/11/2026"))
    text = where.register.read_text(encoding="utf-8-sig").replace("30/11/2026", "29/11/2026")
    where.register.write_text(text, encoding="utf-8-sig")
    refused = desk.followed(desk.post("/history/undo"))
    assert "register.csv was changed since" in refused.words
    assert where.register.read_text(encoding="utf-8-sig") == text
    desk.followed(change(desk, closed="15/12/2026"))  # a day to come, before the round is due
    assert OAK.urn not in expected(where)
    desk.followed(change(desk, closed="15/02/2027"))  # and one after that
    assert OAK.urn in expected(where)
    assert form(desk)["closed"] == "15/02/2027"
    desk.followed(change(desk, closed=""))
    assert listed(where)[OAK.urn].closed == ""
    assert OAK.urn in expected(where)


def test_a_line_that_was_changed_in_excel_is_shown_again(desk: RunningDesk, where: HubSettings) -> None:
    shown = form(desk)
    data = where.register.read_bytes().replace(b"990001@schools", b"excel@schools")
    where.register.write_bytes(data)
    late = desk.post(AT, **{**shown, "email": NEW})
    assert late.status == 422
    assert "was changed meanwhile" in late.words
    assert "E-mail now excel@schools.example" in late.words
    assert f'value="{NEW}"' in late.text
    assert where.register.read_bytes() == data
    hidden = re.search(r'name="seen" value="(\w+)"', late.text)
    assert hidden
    desk.followed(desk.post(AT, **{**shown, "email": NEW, "seen": hidden[1]}))
    assert listed(where)[OAK.urn].email == NEW


@pytest.mark.parametrize(
    ("path", "field", "typed", "told"),
    [
        (AT, "email", "office at oaklane", '"office at oaklane" is not an e-mail address'),
        (AT, "email", f"{NEW} {NEW}", "is not an e-mail address"),
        (AT, "name", " ", "Type the name of the school"),
        (AT, "name", "'=cmd", "could not be read back as you typed it"),
        (AT, "closed", "31/02/2026", '"31/02/2026" is not a day'),
        (AT, "closed", "Sunday 31 August 2026", "is not a day"),
        (AT, "closed", "01/01/0206", "is not a day"),
        (AT, "closed", "next summer", "is not a day"),
        (AT, "replaces", "99001", '"99001" is not a URN'),
        (AT, "replaces", OAK.urn, "is this school itself"),
        (AT, "replaces", BRANNOC.urn, "each cannot follow the other"),
    ],
)
def test_what_would_not_be_read_as_it_was_meant_is_refused(
    desk: RunningDesk, where: HubSettings, path: str, field: str, typed: str, told: str
) -> None:
    desk.followed(change(desk, f"/register/{BRANNOC.urn}", replaces=OAK.urn))
    before = where.register.read_bytes()
    page = change(desk, path, **{field: typed})
    assert page.status == 422
    assert told in page.words
    assert f'id="{field}-error"' in page.text
    assert where.register.read_bytes() == before


def test_what_stood_there_before_keeps_nobody_from_changing_another_field(
    desk: RunningDesk, where: HubSettings
) -> None:
    """Such as words in place of an address: letters say so."""
    where.register.write_bytes(where.register.read_bytes().replace(b"990001@schools.example", b"ask Jo"))
    desk.followed(change(desk, caseload="'Coordinator B"))
    line = listed(where)[OAK.urn]
    assert (line.email, line.caseload) == ("ask Jo", "'Coordinator B")


def test_a_register_that_cannot_be_changed_as_a_whole_stays(desk: RunningDesk, where: HubSettings) -> None:
    data = where.register.read_bytes() + b"\r\n12;No URN;;;;;"
    where.register.write_bytes(data)
    assert "12" in change(desk, email=NEW).words
    assert where.register.read_bytes() == data
    assert [one.what for one in journal.read(where.folders["returns"]).entries] == ["init"]
    assert desk.get("/register/999999").status == 404
    assert desk.post("/register/999999", email=NEW).status == 404


def test_an_address_that_was_confirmed_is_not_the_new_one(desk: RunningDesk, where: HubSettings) -> None:
    """Letters with a workbook to the one of before go; lines of leavers wait for the new one to be confirmed."""
    drop(where, "oak.xlsx", workbook(OAK, {}))
    run("collect", *DAY, cwd=where.root)
    old = listed(where)[OAK.urn].email
    run("address", OAK.urn, old, cwd=where.root, code=0)
    run("build", "--mail", *DAY, cwd=where.root)
    letters = where.folders["output"] / "letters"
    (draft,) = letters.rglob(f"{OAK.urn}* - blank.eml")
    desk.followed(change(desk, email=NEW))
    assert not draft.exists()
    at = open_hub(where.root, TODAY)
    assert not at.is_address_confirmed(listed(where)[OAK.urn])
    assert f"{NEW}, not confirmed" in desk.get(f"/schools/{OAK.urn}").words
    run("build", "--mail", *DAY, cwd=where.root)
    assert NEW in draft.read_text(encoding="utf-8")
    desk.followed(desk.post("/history/undo"))
    assert not draft.exists()
    assert at.is_address_confirmed(listed(where)[OAK.urn])  # as before


def test_what_came_under_the_urn_of_before_is_its_own(desk: RunningDesk, where: HubSettings) -> None:
    drop(where, "oak.xlsx", workbook(OAK))
    run("collect", *DAY, cwd=where.root)
    desk.followed(change(desk, f"/register/{BRANNOC.urn}", replaces=OAK.urn))
    desk.followed(change(desk, closed="yes"))
    said = json.loads(run("status", "--format", "json", *DAY, cwd=where.root).out)
    (own,) = (one for one in said["schools"] if one["urn"] == BRANNOC.urn)
    assert "oak.xlsx" in json.dumps(own["file"])
    assert OAK.urn not in expected(where)


def test_a_school_that_is_forgotten_leaves_nothing_of_it(desk: RunningDesk, where: HubSettings) -> None:
    desk.followed(change(desk, email=NEW))
    desk.followed(change(desk, f"/register/{BRANNOC.urn}", caseload="Coordinator B"))
    desk.followed(desk.post("/history/undo"))
    run("forget", OAK.urn, "--yes", cwd=where.root, code=0)
    entries = journal.read(where.folders["returns"]).entries
    mine = [one for one in entries if one.text("urn") == OAK.urn and one.what == "line"]
    assert [sorted(one.details) for one in mine] == [["forgotten", "urn"]]
    said = (where.folders["returns"] / journal.NAME).read_text(encoding="utf-8")
    assert NEW not in said
    assert "Coordinator B" in said  # of another school
    assert "something that was forgotten since" in run("history", cwd=where.root).out


def test_letters_that_are_not_true_any_more_go(desk: RunningDesk, where: HubSettings) -> None:
    """When a line is changed, and when that is taken back."""
    drafts = where.folders["output"] / "letters"
    run("status", "--chase", *DAY, cwd=where.root)
    assert [*drafts.rglob(f"{OAK.urn} *.eml")]
    desk.followed(change(desk, closed="01/09/2026"))
    assert not [*drafts.rglob(f"{OAK.urn} *.eml")]
    desk.followed(change(desk, closed="", name="Oak Lane Academy"))
    run("status", "--chase", *DAY, cwd=where.root)
    assert [*drafts.rglob("* Oak Lane Academy *.eml")]
    desk.followed(desk.post("/history/undo"))
    assert not [*drafts.rglob("* Oak Lane Academy *.eml")]


def test_a_register_that_excel_has_saved_as_a_workbook_stays_one(where: HubSettings) -> None:
    """And what was changed between the page and the writing is not written over."""
    line = LineFields.of(listed(where)[OAK.urn])
    at, new = open_hub(where.root, TODAY), replace(line, email=NEW)
    book = openpyxl.Workbook()
    for row in (("URN", "Name", "E-mail"), (OAK.urn, OAK.name, "ask Jo")):
        book.worksheets[0].append(row)
    book.save(where.root / "register.xlsx")
    data = (where.root / "register.xlsx").read_bytes()
    where.register.write_bytes(data)
    now = LineFields.of(listed(where)[OAK.urn])
    for seen, code in ((line.mark, "HUB-173"), (now.mark, "HUB-174")):
        with pytest.raises(SpecError) as raised:
            at.keep_line(OAK.urn, new, seen)
        assert [one.code for one in raised.value.problems] == [code]
    assert where.register.read_bytes() == data
    assert last(where).what == "init"


def test_taken_back_in_the_register_only_it_is_taken_back_once_more(desk: RunningDesk, where: HubSettings) -> None:
    """As where a computer is switched off before it is written down."""
    before = where.register.read_bytes()
    desk.followed(change(desk, email=NEW))
    where.register.write_bytes(before)
    desk.followed(desk.post("/history/undo"))
    assert last(where).what == "undo"
    assert listed(where)[OAK.urn].email == f"{OAK.urn}@schools.example"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_list_that_is_a_file_is_taken_as_one_that_is_pasted(
    desk: RunningDesk, where: HubSettings, ending: str
) -> None:
    before, book = listed(where), openpyxl.Workbook()
    rows = (
        ("URN", "School name", "Email"),
        (990009, "New School", "new@new.example"),
        (990001, "Oak", ""),
    )
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.create_sheet("Notes").append(["nothing of this is a list"])
    data = io.BytesIO()
    book.save(data)
    text = "\n".join(",".join(map(str, row)) for row in rows).encode()
    file = (f"C:\\ours.{ending}", data.getvalue() if ending == "xlsx" else text)
    page = desk.followed(desk.send(file, path="/register/paste", field="file"))
    assert "1 school listed. 1 school known before." in page.words
    now = listed(where)
    assert {urn: now[urn] for urn in before} == before
    assert (now["990009"].school.name, now["990009"].email) == ("New School", "new@new.example")


def test_a_file_that_is_no_list_is_refused_at_its_field(desk: RunningDesk, where: HubSettings) -> None:
    before = where.register.read_bytes()
    many = "URN,Name\n" + "".join(f"{number},School {number}\n" for number in range(100_000, 102_001))
    for name, data, said in (
        ("ours.csv", b"URN,Name\n99,Wrong\n", "ours.csv, line 2"),
        ("ours.xlsx", b"PK\x03\x04" + bytes(99), "ours.xlsx"),
        ("ours.csv", b"Only,Words\n1,2\n", "ours.csv"),
        ("all.csv", many.encode(), "is it an extract of GIAS?"),
    ):
        answer = desk.send((name, data), path="/register/paste", field="file")
        assert (answer.status, said in answer.words) == (422, True), (name, answer.words)
        assert 'id="file-error"' in answer.text
    assert where.register.read_bytes() == before
