"""Letters to schools: drafts that open as they should, the right one for each school, nothing that was not meant."""

import csv
import io
from copy import deepcopy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.output import write
from careers_workbook.core.school import School
from careers_workbook.hub.draft_message import LetterWords, composed, is_ours, words_of
from careers_workbook.hub.drafts import addresses, keep_drafts
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.reports.letters.letters import KINDS, Attachment, Letter, LetterText, as_bytes, as_draft
from careers_workbook.returns.extraction.marked_copy import WHAT_TO_FIX
from careers_workbook.returns.read import read_file
from tests.support import word
from tests.support.hub_folder import ANSWERS, BRANNOC, LEAVERS, OAK, WOOD_A, WOOD_B, copied, hub, put, workbook
from tests.support.letters import body, read_draft
from tests.support.program import Ran, run

DAY = "2026-12-01"
BAD = {**ANSWERS, ("CL3", "deadline"): "31/02/2027", ("CL4", "completed"): "Ask the head"}
ROWS = ('990005,"No Address PRU",,,,', '990006,"Two Addresses PRU","Jo <a@pru.example>; b@pru.example",,,')
OUTPUT = "output/letters/Autumn 2026"


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A Hub with a school for each letter."""
    where = hub(tmp_path_factory.mktemp("as it was") / "hub", rows=ROWS)
    put(
        where,
        ("oak.xlsx", workbook(OAK, ANSWERS, LEAVERS)),
        ("brannoc.xlsx", workbook(BRANNOC, BAD, LEAVERS)),
        ("990003 letter.pdf", b"%PDF-1.4 nothing"),
        ("d.xlsx", workbook(WOOD_B, {})),
    )
    run("address", BRANNOC.urn, f"{BRANNOC.urn}@schools.example", cwd=where.root, code=0)
    return where


@pytest.fixture
def folder(as_it_was: HubSettings, tmp_path: Path) -> Path:
    """The same for one test."""
    return copied(as_it_was, tmp_path / "hub").root


def chase(folder: Path, *words: str, code: int | None = None, today: str = DAY) -> Ran:
    return run("status", "--chase", "--today", today, *words, cwd=folder, code=code)


def draft(folder: Path, start: str) -> EmailMessage:
    """The one draft whose name begins like this, as a mail program reads it."""
    (path,) = (folder / OUTPUT).glob(f"{start}*.eml")
    return read_draft(path.read_bytes())


def attached(message: EmailMessage) -> tuple[str, str, bytes]:
    (part,) = message.iter_attachments()
    content = part.get_content()
    return part.get_filename() or "", part.get_content_type(), content.encode() if isinstance(content, str) else content


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / OUTPUT).iterdir())


def template(folder: Path, name: str, data: str | bytes) -> None:
    (folder / "letters").mkdir(exist_ok=True)
    (folder / "letters" / f"{name}.txt").write_bytes(data.encode() if isinstance(data, str) else data)


def test_each_school_gets_the_letter_that_fits(folder: Path) -> None:
    ran = chase(folder, code=1)
    assert " ".join(ran.out.split()) == (
        f'6 drafts in {Path(OUTPUT)}: 1 "thank you", 1 "please fix", 2 "please send again", 2 "not returned". '
        "Nothing has been sent. "
        "Without an e-mail address in the register (1): 990005 No Address PRU"
    )
    assert ran.err == ""
    assert names(folder) == [
        "990001 Oak Lane School - thank you.eml",
        "990002 St Brannoc's School - please fix.eml",
        "990003 Woodlands School - please send again.eml",
        "990004 Woodlands School - please send again.eml",
        "990005 No Address PRU - not returned.eml",
        "990006 Two Addresses PRU - not returned.eml",
    ]


def test_please_fix_says_what_and_has_the_marked_copy_attached(folder: Path) -> None:
    chase(folder)
    message = draft(folder, "990002")
    assert message["To"] == "990002@schools.example"
    assert (
        message["Subject"]
        == "Northmoor Careers Hub: please put something right in the careers checklist of St Brannoc's School"
    )
    text = body(message)
    assert "which reached us on 20 November 2026." in text
    assert "2 things have to be put right." in text
    assert 'Careers leadership, cell D8 (CL3, Deadline): "31/02/2027" is not a date.' in text
    assert text.endswith("Kind regards\nNorthmoor Careers Hub\ncareers@northmoor.example\n")
    name, kind, data = attached(message)
    assert name == "990002 St Brannoc's School - careers checklist - to fix.xlsx"
    assert kind.endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == WHAT_TO_FIX
    assert book["Careers leadership"]["D8"].comment
    (folder / "copy.xlsx").write_bytes(data)
    again, before = read_file(folder / "copy.xlsx"), read_file(folder / "inbox" / "brannoc.xlsx")
    assert again.answers == before.answers


def test_lines_of_leavers_go_back_to_a_confirmed_address_only(folder: Path) -> None:
    chase(folder)
    run("undo", cwd=folder, code=0)
    assert not list((folder / OUTPUT).glob("990002*")), "its letter had them attached"
    said = " ".join(chase(folder, code=1).err.split())
    assert "The workbook of St Brannoc's School (990002) has lines of leavers in it, and nobody has confirmed" in said
    message = draft(folder, "990002")
    assert "CL3, Deadline" in body(message)
    assert "Please send us the whole workbook again" in body(message)
    assert not list(message.iter_attachments())


def test_a_blank_return_is_asked_for_the_right_file(folder: Path) -> None:
    chase(folder)
    text = body(draft(folder, "990004"))
    assert "Nothing is filled in yet in the workbook that you sent." in text
    assert "If this is the wrong file, please send the right one." in text


def test_thank_you_has_the_report_attached_and_says_what_to_look_at(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    put(where, ("oak.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "deadline"): "03/31/2027"}, LEAVERS)))
    chase(where.root, "--only", "thank you", code=0)
    message = draft(where.root, "990001")
    text = body(message)
    assert "1 of 50 statements are done (2%)." in text
    assert "One thing is worth a second look. If it is right, there is nothing to do:" in text
    assert '- Careers leadership, cell D8 (CL3, Deadline): "03/31/2027" can only be month/day/year' in text
    name, kind, data = attached(message)
    assert (name, kind) == ("990001 Oak Lane School - report.html", "text/html")
    assert data.startswith(b"<!DOCTYPE html>")
    assert b"Ask the head" in data


def test_not_returned_counts_the_days_and_not_readable_says_why(folder: Path) -> None:
    chase(folder)
    text = body(draft(folder, "990005"))
    assert "is due on 31 December 2026, in 30 days. It has not reached us yet." in text
    assert "Please return it to careers@northmoor.example." in text
    assert draft(folder, "990005")["To"] is None
    assert draft(folder, "990006")["To"] == "a@pru.example, b@pru.example"
    unread = body(draft(folder, "990003"))
    assert "thank you for what you sent us on 20 November 2026. Unfortunately we cannot use it yet" in unread
    assert "This is a PDF, not an Excel workbook.\n\nPlease send the Excel workbook itself (.xlsx)" in unread
    assert "password" not in unread
    chase(folder, "--collection", "Autumn 2026", today="2027-01-02")
    assert "was due on 31 December 2026, and it has not reached us yet" in body(draft(folder, "990005"))
    assert "(was due on 31 December 2026)" in draft(folder, "990005")["Subject"]


@pytest.mark.parametrize("only", ["not returned", "please send again", "please fix", "thank you"])
def test_one_kind_only(folder: Path, only: str) -> None:
    chase(folder, "--only", only, "-o", "drafts")
    kinds = {path.stem.rpartition(" - ")[2] for path in (folder / "drafts").iterdir()}
    assert kinds == {only}
    assert not (folder / "output").exists()


def test_the_same_letters_are_the_same_bytes(folder: Path) -> None:
    chase(folder, "-o", "one")
    chase(folder, "-o", "two")
    for path in (folder / "one").iterdir():
        assert path.read_bytes() == (folder / "two" / path.name).read_bytes()


def test_a_draft_of_before_goes_when_it_is_no_longer_right(folder: Path) -> None:
    chase(folder)
    where = hub(folder, rows=ROWS)
    put(where, ("late.xlsx", workbook(WOOD_A)))
    chase(folder)
    assert [name for name in names(folder) if name.startswith("990003")] == ["990003 Woodlands School - thank you.eml"]


def test_a_draft_that_somebody_changed_is_never_lost(folder: Path) -> None:
    chase(folder)
    path = folder / OUTPUT / "990005 No Address PRU - not returned.eml"
    mine = path.read_bytes().replace(b"Dear Careers Leader", b"Dear Jo")
    path.write_bytes(mine)
    ran = chase(folder, today="2026-12-02", code=1)
    assert path.read_bytes() == mine
    assert f"{path.relative_to(folder)} was changed by somebody and left as it is." in ran.err
    assert "in 29 days" in body(draft(folder, "990006"))


def test_addresses_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    row = '990005,"Odd PRU","head@pru.example; no address, x@y",,,'
    where = hub(tmp_path / "hub", rows=[row])
    ran = chase(where.root, code=1)
    for wrong in ("no address", "x@y"):
        assert f'The e-mail address "{wrong}" of Odd PRU (990005) cannot be used.' in ran.err
    assert draft(where.root, "990005")["To"] == "head@pru.example"


EVIL = [
    "a@x.example\r\nBcc: b@evil.example",
    "a@x.example\nBcc: b@evil.example",
    "a@x.example%0aBcc:b@evil.example",
    '"a\r\nBcc: x"@evil.example',
    "Jo\r\nBcc: c@evil.example <a@x.example>",
    "=?utf-8?q?a=0ABcc:_b=40evil.example?= <a@x.example>",
    "a@x.example\u2028Bcc: b@evil.example",
]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_header(text: str) -> None:
    listed = Listed(School("990001", text), email=text)
    line = " ".join(text.split())
    letter = Letter("blank", listed, LetterText(line, f"{text}\n"), (Attachment(line, b"x"),))
    message = read_draft(as_bytes(letter))
    headers = {"X-Careers-Workbook-Draft", "X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"}
    assert set(message.keys()) <= headers
    assert "evil" not in (message["To"] or "")


def test_a_long_subject_with_an_accent_stays_word_for_word_and_can_be_changed() -> None:
    subject = "Northmoor Careers Hub: please send the careers checklist of Château Fell School again, é and ł too"
    data = composed(LetterWords("a@b.example", subject, "Words.\n"))
    assert words_of(data).subject == subject
    assert all(len(line) <= 78 for line in data.splitlines() if b"=?" in line)
    assert is_ours(data)


@pytest.mark.parametrize("words", ["ab " * 60, "a longer word " * 20, "word" * 60], ids=["short", "longer", "one"])
def test_a_subject_of_any_length_begins_with_its_first_word_and_can_be_changed(words: str) -> None:
    for length in range(1, 160):
        subject = words[:length].strip()
        data = composed(LetterWords("a@b.example", subject, "Words.\n"))
        assert words_of(data).subject == subject
        assert is_ours(data), subject


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_any_text_makes_a_draft_that_reads_back(name: str, address: str, words: str) -> None:
    good, wrong = addresses(address)
    assert not {*good} & {*wrong}
    subject = " ".join("".join(c for c in name if c.isprintable()).split())
    plain = words.encode("utf-8", "replace").decode().replace("\r", "")
    letter = Letter("blank", Listed(School("990001", name), email=address), LetterText(subject, f"{plain}\n"))
    message = read_draft(as_bytes(letter))
    assert set(message.keys()) <= {
        *("X-Careers-Workbook-Draft", "X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"),
        "Content-Transfer-Encoding",
    }
    assert message["Subject"] == subject.replace("=?", "= ?")
    assert body(message).splitlines() == f"{plain}\n".splitlines() or body(message).rstrip() == plain.rstrip()


def test_names_of_schools_that_try_things_stay_text(tmp_path: Path) -> None:
    rows = [
        '990005,"{{ 7 * 7 }} {% set x = 1 %} School",x@x.example,,,',
        "990006,\"=cmd|' /C calc'!A0\",x@x.example,,,",
    ]
    where = hub(tmp_path / "hub", rows=rows)
    chase(where.root)
    assert "{{ 7 * 7 }} {% set x = 1 %} School" in body(draft(where.root, "990005"))
    assert "49" not in draft(where.root, "990005")["Subject"]


def test_the_hubs_own_words_are_used_however_they_were_saved(folder: Path) -> None:
    lines = [
        "{# ours #}",
        "Subject: Ysgol {{ school }} \u2013 caf\u00e9",
        "",
        "Diolch, {{ caseload }}.",
        "",
        "",
        "",
        "Hwyl",
        "",
    ]
    words = "\r\n".join(lines)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        template(folder, "thank you", words.encode(encoding))
        chase(folder, "--only", "thank you", code=0)
        message = draft(folder, "990001")
        assert message["Subject"] == "Ysgol Oak Lane School \u2013 caf\u00e9"
        assert body(message) == "Diolch, Coordinator A.\n\nHwyl\n"


MISTAKES = {
    "Subject: x\n\nDear {{ scool }}": 'no word "scool" to fill in. Did you mean "school"?',
    "Subject: x\n{% if school %}\nDear": "line 3",
    "Subject: x\n\n\n{{ school": "line 4",
    "Subject: x\n{% if days_left < -999 %}{{ nobody }}{% endif %}": "line 2: The letter cannot be written: there",
    "Subject: x\n{% for p in to_fix %}\n{{ p.wher }}\n{% endfor %}": 'there is no word "wher" to fill in',
    "Subject: x\n{{ days_left / 0 }}": "line 2",
    "Subject: x\n{{ days_left + school }}": "line 2",
    "Subject: x\n{% include 'other.txt' %}": "line 2",
    "Subject: x\n{{ ''.__class__.__mro__ }}": "line 2",
    "Subject: x\n{{ range(99999999) | list }}": "line 2",
    "Subject: x\n{{ school | nofilter }}": "line 2",
    "Dear {{ school }}": 'it must begin with "Subject: "',
    "": 'it must begin with "Subject: "',
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_template_is_one_sentence_with_its_line(folder: Path, text: str) -> None:
    template(folder, "please fix", text)
    ran = chase(folder, code=2)
    assert ran.err.startswith(str(Path("letters/please fix.txt")))
    assert MISTAKES[text] in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""
    assert not (folder / "output").exists()


def test_a_template_may_calculate_and_cut(folder: Path) -> None:
    template(
        folder, "thank you", "Subject: {{ school[:3] }}\n\n{{ 100 * done // statements }} of 100, {{ urn | int + 1 }}\n"
    )
    chase(folder, "--only", "thank you", code=0)
    assert (draft(folder, "990001")["Subject"], body(draft(folder, "990001"))) == ("Oak", "2 of 100, 990002\n")


def test_a_template_that_is_a_folder(folder: Path) -> None:
    (folder / "letters" / "thank you.txt").mkdir(parents=True)
    ran = chase(folder, "--only", "thank you", code=2)
    assert ran.err.startswith(str(Path("letters/thank you.txt")))


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_letters_explain_themselves(folder: Path, kind: str) -> None:
    run("init", "new", cwd=folder.parent, code=0)
    text = (folder.parent / "new" / "letters" / f"{kind}.txt").read_text(encoding="utf-8")
    assert text.startswith("{# The letter ")
    assert "Subject:" in text
    assert max(map(len, text.partition("#}")[0].splitlines())) <= 120


def test_an_original_that_is_gone_is_said_and_the_others_get_theirs(folder: Path) -> None:
    (path,) = (folder / "returns" / "originals").rglob("*.pdf")
    path.unlink()
    for original in (folder / "returns" / "originals").rglob("*.xlsx"):
        if original.read_bytes() == (folder / "inbox" / "brannoc.xlsx").read_bytes():
            original.unlink()
    ran = chase(folder, code=1)
    assert ran.err.startswith("inbox/brannoc.xlsx: ")
    assert "is missing, or is not what it was when it came" in ran.err
    assert len(names(folder)) == 6, "what is to be put right is known, though no copy of it can be marked"
    assert "it could not be read" not in body(draft(folder, "990001"))


def test_one_sheet_as_csv_comes_back_as_the_whole_workbook(tmp_path: Path) -> None:
    """With its answers in it, and a list of what was missing."""
    where = hub(tmp_path / "hub")
    book = openpyxl.load_workbook(io.BytesIO(workbook(OAK, BAD)))
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    for row in book["Careers leadership"].iter_rows(max_col=6):
        writer.writerow([cell.value for cell in row])
    put(where, ("990001 Oak Lane School.csv", page.getvalue().encode()))
    chase(where.root, "--only", "please fix", code=0)
    (attached,) = draft(where.root, "990001").iter_attachments()
    data = attached.get_payload(decode=True)
    assert isinstance(data, bytes)
    assert {"What to fix", "Careers leadership", "Destinations"} <= set(
        openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    )


def test_leavers_are_counted_and_never_quoted(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    leavers = [{"leaving_year": "Zq last summer", "intended": "Zq somewhere"}, *LEAVERS]
    put(where, ("oak.xlsx", workbook(OAK, ANSWERS, leavers)))
    chase(where.root, "--only", "please fix", code=1)
    text = body(draft(where.root, "990001"))
    assert "Zq" not in text
    assert "- Destinations: 2 entries about leavers." in text


def test_the_time_at_which_a_draft_is_made_is_nowhere(folder: Path) -> None:
    chase(folder)
    message = draft(folder, "990001")
    assert {"Date", "From", "Message-ID"}.isdisjoint(message.keys())


def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    (folder / "output").write_text("in the way", encoding="utf-8")
    ran = chase(folder, "--only", "not returned", code=2)
    assert "cannot be written" in ran.err


def test_drafts_of_another_school_of_the_same_name_are_kept_apart(tmp_path: Path) -> None:
    text = LetterText("x", "y\n")
    letters = [Letter("not returned", Listed(School(urn, "A/B: School?")), text) for urn in ("990001", "990002")]
    paths = [one.path for one in keep_drafts(map(as_draft, letters), tmp_path, write)]
    assert [path.name for path in paths if path] == [
        "990001 A - B - School - not returned.eml",
        "990002 A - B - School - not returned.eml",
    ]


@pytest.fixture
def answered_in_word(tmp_path: Path) -> Path:
    """A Hub with the returns of two schools in Word: one in order, one that says month before day."""
    where = hub(tmp_path / "hub")
    for school, deadline in ((OAK, ""), (BRANNOC, "03/31/2027")):
        tables = deepcopy(word.filled())
        tables[0][2][1], tables[1][2][2] = school.name, deadline or tables[1][2][2]
        put(where, (f"{school.urn} list.docx", word.saved(word.document(tables))))
    return where.root


def test_who_answers_in_word_is_thanked_with_the_workbook_to_go_on_in(answered_in_word: Path, tmp_path: Path) -> None:
    for school in (OAK, BRANNOC):
        run("address", school.urn, f"{school.urn}@schools.example", cwd=answered_in_word, code=0)
    chase(answered_in_word, "--only", "thank you", code=0)
    for school in (OAK, BRANNOC):
        message = draft(answered_in_word, school.urn)
        report, workbook = message.iter_attachments()
        name = f"{school.urn} {school.name} - careers checklist.xlsx"
        assert (report.get_content_type(), workbook.get_filename()) == ("text/html", name)
        said = " ".join(body(message).split())
        assert f"we have filled your answers into the workbook for you ({name}, attached too)" in said
        assert "Please use this workbook from now on" in said
        (tmp_path / name).write_bytes(workbook.get_content())
        again = read_file(tmp_path / name)
        assert (again.urn, again.school) == (school.urn, school.name)
        kinds = ("checklist", "tracker", "form")
        answered = {kind: sum(one.state == "answered" for one in again.of_kind(kind)) for kind in kinds}
        assert answered["checklist"] == 50 * 4
        assert min(answered.values()) >= word.DETAILS
    ran = run("mark", "-o", "back", "--today", DAY, cwd=answered_in_word)
    assert "2 marked copies in back" in ran.out, "in order or not"


def test_thanks_have_lines_of_leavers_with_them_only_to_a_confirmed_address(answered_in_word: Path) -> None:
    said = " ".join(chase(answered_in_word, "--only", "thank you", code=1).err.split())
    assert "nobody has confirmed that 990001@schools.example is the school's: its letter goes without it" in said
    assert len([*draft(answered_in_word, OAK.urn).iter_attachments()]) == 1
    assert "text document" not in body(draft(answered_in_word, OAK.urn))
    run("address", OAK.urn, "990001@schools.example", cwd=answered_in_word, code=0)
    chase(answered_in_word, "--only", "thank you", code=1)
    assert len([*draft(answered_in_word, OAK.urn).iter_attachments()]) == 2
    run("undo", cwd=answered_in_word, code=0)
    assert names(answered_in_word) == ["990002 St Brannoc's School - thank you.eml"], (
        "the other has no workbook with it"
    )
