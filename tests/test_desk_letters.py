"""Letters at the desk: changed before they go, taken along, written by other words; nothing typed is lost or runs."""

import csv
import io
import re
import time
import zipfile
from pathlib import Path

import pytest

from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store.settings import HubSettings
from tests.support.desk import RunningDesk
from tests.support.hub_folder import BRANNOC, OAK, TODAY, WOOD_A, hub, put, workbook
from tests.support.program import run

DAY = TODAY.isoformat()
LOOP = "Subject: x\n{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """Oak Lane is to put something right, Brannoc's is in order, two have not returned; each has its letter."""
    found = hub(tmp_path / "hub")
    bad = {("CL1", "completed"): "Yes", ("CL2", "deadline"): "31/02/2027", ("CL2", "completed"): "No"}
    put(found, ("990001.xlsx", workbook(OAK, bad)), ("990002.xlsx", workbook(BRANNOC)))
    run("status", "--chase", "--today", DAY, cwd=found.root)
    return found


def number_of(desk: RunningDesk, name: str) -> str:
    """How addresses name the letter to a school."""
    rows = desk.get("/letters").text.split("<tr")
    row = next(one for one in rows if name in one and "/letters/" in one)
    found = re.search(r'href="/letters/([0-9a-f]+)"', row)
    assert found
    return found[1]


def draft(where: HubSettings, start: str) -> bytes:
    (path,) = where.folders["output"].glob(f"letters/*/{start}*.eml")
    return path.read_bytes()


def test_a_changed_letter_stays_when_letters_are_written_again_and_can_be_taken_back(
    desk: RunningDesk, where: HubSettings
) -> None:
    before = draft(where, "990001")
    at = number_of(desk, "Oak Lane School")
    body = 'Dear Ann,\r\n\r\n<b>"quoted" & \u20ac</b>\r\n.\r\n{{ school }}\r\n'
    desk.done(desk.post(f"/letters/{at}/change", subject="Two  things\r\nBcc: x@evil.example", body=body))
    page = desk.get(f"/letters/{at}").text
    assert "changed by you" in page
    assert "&lt;b&gt;&#34;quoted&#34; &amp; \u20ac&lt;/b&gt;" in page
    changed = draft(where, "990001")
    assert b"\nBcc" not in changed
    assert b"Subject: Two things Bcc: x@evil.example\r\n" in changed
    assert changed.count(b"to fix.xlsx") == before.count(b"to fix.xlsx") == 1
    assert "somebody has changed" in desk.done(desk.post("/letters/write")) or draft(where, "990001") == changed
    assert draft(where, "990001") == changed
    assert "changed the letter" in desk.get("/history").text
    desk.done(desk.post("/history/undo"))
    assert draft(where, "990001") == before


def test_a_letter_that_another_program_saved_is_not_touched(desk: RunningDesk, where: HubSettings) -> None:
    at = number_of(desk, "Oak Lane School")
    (path,) = where.folders["output"].glob("letters/*/990001*.eml")
    path.write_bytes(path.read_bytes().replace(b"\r\nSubject:", b"\r\nCc: head@oak.example\r\nSubject:", 1))
    theirs = path.read_bytes()
    assert "so it is changed there" in desk.get(f"/letters/{at}").text
    assert desk.post(f"/letters/{at}/change", subject="x", body="y").status == 422
    assert path.read_bytes() == theirs
    desk.done(desk.post(f"/letters/{at}/anew"))
    assert b"Cc:" not in path.read_bytes()
    assert "changed by you" not in desk.get(f"/letters/{at}").text


def test_only_the_chosen_letters_are_taken_and_called_sent(desk: RunningDesk, where: HubSettings) -> None:
    oak, brannoc = number_of(desk, "Oak Lane School"), number_of(desk, "St Brannoc")
    packed = desk.post("/letters/chosen", do="zip", letter=oak)
    assert packed.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(packed.body)) as found:
        assert [name[:6] for name in found.namelist()] == ["990001"]
        assert found.read(found.namelist()[0]) == draft(where, "990001")
    assert desk.post("/letters/chosen", do="zip").status == 422
    assert "1 letter sent" in desk.done(desk.post("/letters/chosen", do="sent", letter=brannoc))
    shown = desk.post("/letters/chosen?state=to+send", do="csv", all="yes").body.decode("utf-8-sig")
    assert sorted(row["URN"] for row in csv.DictReader(io.StringIO(shown))) == ["990001", "990003", "990004"]
    assert "sent on 01/12/2026" in desk.get("/letters?state=sent").text
    assert "Oak Lane" not in desk.get("/letters?state=sent").text
    desk.done(desk.post("/history/undo"))
    assert "sent on" not in desk.get("/letters").text


def test_no_cell_of_the_table_is_a_formula(desk: RunningDesk, where: HubSettings) -> None:
    at = number_of(desk, "Oak Lane School")
    desk.done(desk.post(f"/letters/{at}/change", subject="=HYPERLINK(1)", body="@SUM(1)\n" + "x" * 40_000))
    table = desk.post("/letters/chosen", do="csv", letter=at).body.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["Subject"] == "'=HYPERLINK(1)"
    assert row["Body"].startswith("'@SUM")
    book = desk.post("/letters/chosen", do="workbook", letter=at).body
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"=HYPERLINK(1)" in parts.read("xl/sharedStrings.xml")


def test_other_words_are_seen_before_they_are_kept(desk: RunningDesk, where: HubSettings) -> None:
    address = "/letters/templates/not-returned"
    words = "Subject: {{ school }}\nHello <{{ urn }}>"
    seen = desk.post(address, do="try", urn=WOOD_A.urn, text=words)
    assert seen.status == 200
    assert "Hello &lt;990003&gt;" in seen.text
    assert not (where.root / "letters" / "not returned.txt").exists()
    other = desk.post(address, do="try", urn=OAK.urn, text=words)
    assert "made up" in other.text
    wrong = desk.post(address, do="keep", text="Subject: x\nHello {{ schol }}")
    assert wrong.status == 422
    assert "Line 2: " in wrong.text
    assert "Hello {{ schol }}" in wrong.text
    desk.done(desk.post(address, do="keep", text=words))
    desk.done(desk.post("/letters/write"))
    assert b"Hello <990003>" in draft(where, "990003")
    assert "in your words" in desk.get("/letters/templates").text
    desk.done(desk.post(address, do="original"))
    desk.done(desk.post("/history/undo"))
    assert (where.root / "letters" / "not returned.txt").read_text(encoding="utf-8") == words
    desk.done(desk.post("/history/undo"))
    assert "in your words" not in desk.get("/letters/templates").text


@pytest.mark.parametrize("words", [LOOP, "Subject: {{ ''.__class__.__mro__ }}\nx", "Subject: {{ 'x' * 10 ** 10 }}\nx"])
def test_a_template_that_never_ends_or_asks_for_more_is_refused(desk: RunningDesk, words: str) -> None:
    began = time.monotonic()
    answer = desk.post("/letters/templates/thank-you", do="keep", text=words)
    assert answer.status == 422
    assert "cannot be written" in answer.text
    assert time.monotonic() - began < 25
    assert desk.get("/letters").status == 200


def test_words_taken_back_are_not_put_over_what_came_later(where: HubSettings) -> None:
    here = open_hub(where.root, TODAY)
    one = here.drafts()[0]
    assert here.reword(one, "first", "words\n")
    assert here.reword(one, "second", "words\n")
    other = one.path.read_bytes().replace(b"Subject: second", b"Subject: by hand")
    one.path.write_bytes(other)
    here.undo()
    assert one.path.read_bytes() == other
    here.throw_away(one)
    here.undo()
    assert not one.path.exists()


def test_one_workbook_and_its_letter_are_made_anew(desk: RunningDesk, where: HubSettings) -> None:
    """The others stay; what somebody typed into the letter is gone, as it is said there."""
    desk.done(desk.post("/workbooks/make", letters="yes"))
    at = next(
        re.findall(r'href="/letters/([0-9a-f]+)"', row)[0]
        for row in desk.get("/letters?kind=blank").text.split("<tr")
        if "990003" in row and "/letters/" in row
    )
    desk.done(desk.post(f"/letters/{at}/change", subject="Something else", body="Dear all"))
    (book,) = where.folders["blank"].glob("*/990003*.xlsx")
    others = {path: path.stat().st_mtime_ns for path in where.folders["blank"].rglob("*.xlsx") if path != book}
    book.write_bytes(b"an older one")
    assert "Make both anew" in desk.get(f"/letters/{at}").text
    assert "1 workbook built" in desk.done(desk.post(f"/letters/{at}/anew"))
    assert book.read_bytes()[:2] == b"PK"
    assert b"Something else" not in draft(where, "990003 Woodlands School - blank")
    assert "changed by you" not in desk.get(f"/letters/{at}").text
    assert {path: path.stat().st_mtime_ns for path in others} == others
