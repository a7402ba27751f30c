"""Deadlines as calendar entries and as a table: what is in them, one UID for ever, and that programs can take it."""

import csv
import datetime as dt
import io
import re
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.figures.checklist_progress import ItemRow, QuotedAnswer
from careers_workbook.reports.school.deadlines import Deadline, FoundDeadlines, calendar, find_deadlines, table, uid
from careers_workbook.returns.read import read_file
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from tests.support.program import run
from tests.support.schools import SPEC, Key, answers, school, sentinel, write_return

OAK = school(1)
TODAY = dt.date(2026, 11, 23)
STATEMENT = next(SPEC.of(ChecklistSheet)).sections[0].items[0].text
OPEN: dict[Key, AnswerValue] = {
    ("CL1", "action"): "Ask governors; agree a name, by e-mail\nor in May",
    ("CL1", "deadline"): dt.date(2027, 3, 31),
    ("CL1", "review"): "Two asked",
    ("CL1", "completed"): "In progress",
}
CLOSED: dict[Key, AnswerValue] = {
    ("CL2", "deadline"): dt.date(2027, 2, 1),
    ("CL2", "completed"): "Yes",
    ("CL3", "deadline"): dt.date(2027, 2, 2),
    ("CL3", "completed"): "Not applicable",
}
MORE: dict[Key, AnswerValue] = {
    ("CL4", "deadline"): dt.date(2026, 10, 1),
    ("CL5", "action"): "No date yet",
    ("CL6", "deadline"): "Easter",
}


def found(folder: Path, given: dict[Key, AnswerValue], *, closed: bool = False) -> FoundDeadlines:
    path = write_return(folder / "return.xlsx", OAK, given)
    return find_deadlines([(read_file(path), SPEC)], TODAY, closed=closed)


def parsed(data: bytes) -> icalendar.Calendar:
    """The calendar as another program reads it, checked against what RFC 5545 asks for."""
    check_lines(data)
    book = icalendar.Calendar.from_ical(data)
    assert isinstance(book, icalendar.Calendar)
    assert book["version"] == "2.0"
    assert book["prodid"]
    uids = [str(entry["uid"]) for entry in book.walk("VEVENT")]
    assert len(set(uids)) == len(uids) > 0
    for entry in book.walk("VEVENT"):
        for once in ("uid", "dtstamp", "dtstart", "dtend", "summary", "description", "sequence", "status"):
            assert not isinstance(entry[once], list), once
        assert isinstance(entry.decoded("dtstart"), dt.date)
        assert not isinstance(entry.decoded("dtstart"), dt.datetime)
        assert entry.decoded("dtend") - entry.decoded("dtstart") == dt.timedelta(days=1)
        assert entry.decoded("dtstamp").tzinfo is not None
        assert entry["dtstart"].params["VALUE"] == "DATE"
        assert entry["summary"].params["LANGUAGE"] == "en-GB"
        assert "\n" not in str(entry["summary"])
        for alarm in entry.walk("VALARM"):
            assert alarm["action"] == "DISPLAY"
            assert alarm["description"]
            assert alarm["trigger"]
    return book


def check_lines(data: bytes) -> None:
    """CRLF everywhere, at most 75 bytes a line, folded between characters, no control characters."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data)


# the calendar


def test_an_open_action_is_an_entry_of_its_day(tmp_path: Path) -> None:
    book = parsed(calendar(found(tmp_path, OPEN | CLOSED).deadlines, TODAY))
    (entry,) = book.walk("VEVENT")
    assert entry.decoded("dtstart") == dt.date(2027, 3, 31)
    assert str(entry["summary"]) == "Careers: Ask governors; agree a name, by e-mail or in May (CL1)"
    assert str(entry["description"]).splitlines() == [
        f"CL1: {STATEMENT}",
        "Action needed: Ask governors; agree a name, by e-mail",
        "or in May",
        "Review: Two asked",
        "Action completed: In progress",
        "Careers leadership, Birch01 School (URN 990101)",
        "As it stood on 23 November 2026.",
    ]
    assert entry["status"] == "CONFIRMED"
    assert entry["transp"] == "TRANSPARENT"
    assert str(book["x-wr-calname"]) == "Careers checklist: Birch01 School"


def test_what_is_done_or_does_not_apply_is_left_out(tmp_path: Path) -> None:
    there = found(tmp_path, OPEN | CLOSED | MORE)
    assert [one.row.ref for one in there.deadlines] == ["CL4", "CL1"]
    assert there.without == 2  # one without a date, one with words for a date


def test_an_action_without_words_is_called_by_its_statement(tmp_path: Path) -> None:
    (entry,) = parsed(calendar(found(tmp_path, {("SP15", "deadline"): dt.date(2027, 1, 4)}).deadlines, TODAY)).walk(
        "VEVENT"
    )
    assert str(entry["summary"]) == (
        "Careers: The school works with the local Job Centre and the Support for Schools Programme (SP15)"
    )


def test_a_later_file_changes_the_entries_of_an_earlier_one(tmp_path: Path) -> None:
    """The same UID, a higher SEQUENCE, the new day: what RFC 5545 asks for, and what calendars go by."""
    (before,) = parsed(calendar(found(tmp_path, OPEN).deadlines, TODAY)).walk("VEVENT")
    moved = OPEN | {("CL1", "deadline"): dt.date(2027, 5, 1), ("CL1", "action"): "Ask again"}
    later = TODAY + dt.timedelta(days=1)
    (after,) = parsed(calendar(found(tmp_path, moved).deadlines, later)).walk("VEVENT")
    assert before["uid"] == after["uid"] == uid(OAK.urn, "CL1")
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert after.decoded("last-modified") == after.decoded("dtstamp")
    assert after.decoded("dtstart") == dt.date(2027, 5, 1)


def test_entries_of_what_is_done_by_now_are_cancelled_on_request(tmp_path: Path) -> None:
    (before,) = parsed(calendar(found(tmp_path, OPEN).deadlines, TODAY)).walk("VEVENT")
    done = OPEN | {("CL1", "completed"): "Yes"}
    assert found(tmp_path, done).deadlines == ()
    with_done = found(tmp_path, done, closed=True).deadlines
    (after,) = parsed(calendar(with_done, TODAY + dt.timedelta(days=7), remind=True)).walk("VEVENT")
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert str(after["summary"]).startswith("Done: ")
    assert not after.walk("VALARM")


def test_a_reminder_comes_a_week_before_and_never_for_what_is_past(tmp_path: Path) -> None:
    there = found(tmp_path, OPEN | MORE).deadlines
    assert not parsed(calendar(there, TODAY)).walk("VALARM")
    book = parsed(calendar(there, TODAY, remind=True))
    entries = {str(entry["uid"]): entry for entry in book.walk("VEVENT")}
    (alarm,) = book.walk("VALARM")
    assert entries[uid(OAK.urn, "CL1")].walk("VALARM") == [alarm]
    assert alarm.decoded("trigger") == dt.timedelta(days=-7, hours=9)


def test_the_school_is_named_where_there_are_several(tmp_path: Path) -> None:
    returns = [
        (read_file(write_return(tmp_path / f"{n}.xlsx", school(n), {("CL1", "deadline"): dt.date(2027, 1, n)})), SPEC)
        for n in (3, 2)
    ]
    book = parsed(calendar(find_deadlines(returns, TODAY).deadlines, TODAY))
    assert [str(entry["summary"]).partition(": ")[0] for entry in book.walk("VEVENT")] == [
        "Cedar02 School",
        "Damson03 School",
    ]
    assert str(book["x-wr-calname"]) == "Careers checklist"
    assert len({str(entry["uid"]) for entry in book.walk("VEVENT")}) == 2


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    there = found(tmp_path, OPEN | MORE).deadlines
    assert calendar(there, TODAY, remind=True) == calendar(found(tmp_path, OPEN | MORE).deadlines, TODAY, remind=True)


_ANY = st.text(max_size=300)


def deadline(action: str, name: str, review: str) -> Deadline:
    cell = QuotedAnswer("answered", action or "x", action)
    row = ItemRow(
        "Sheet", "Section", "CL1", "A statement.", (), cell, QuotedAnswer("answered", TODAY, ""),
        QuotedAnswer("answered", review or "x", review), QuotedAnswer("blank"), None, "Overdue", 0,
    )  # fmt: skip
    return Deadline("990101", name, row, TODAY, closed=False)


@given(_ANY, _ANY.map(lambda name: " ".join(name.split())), _ANY)
def test_no_text_breaks_the_calendar_or_the_table(action: str, name: str, review: str) -> None:
    one = deadline(action, name, review)
    (entry,) = parsed(calendar([one], TODAY, remind=True)).walk("VEVENT")
    assert str(entry["uid"]) == uid("990101", "CL1")
    assert str(entry["status"]) == "CONFIRMED"
    check_table(table([one]), 1)


# the table


def check_table(text: str, lines: int) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == lines
    for row in rows:
        assert None not in row
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    return rows


def test_the_table_is_safe_for_spreadsheets(tmp_path: Path) -> None:
    nasty = OPEN | {("CL1", "action"): '=HYPERLINK("http://evil.example","x")', ("CL1", "review"): "-1+1"}
    (row,) = check_table(table(found(tmp_path, nasty).deadlines), 1)
    assert row["Action needed"] == '\'=HYPERLINK("http://evil.example","x")'
    assert row["Review"] == "'-1+1"
    assert (row["Deadline"], row["Status"], row["Action completed"]) == ("2027-03-31", "On track", "In progress")
    assert (row["URN"], row["School"], row["Ref"]) == (OAK.urn, OAK.name, "CL1")


# the command


def returned(folder: Path) -> Path:
    (folder / "returned").mkdir()
    for number in range(4):
        write_return(folder / "returned" / f"{number}.xlsx", school(number), answers(number))
    return folder


def test_a_file_for_the_whole_hub(tmp_path: Path) -> None:
    ran = run(
        *("deadlines", "--all", "returned", "--remind", "--today", "2026-11-23", "-o", "hub.ics"),
        cwd=returned(tmp_path),
        code=0,
    )
    book = parsed((tmp_path / "hub.ics").read_bytes())
    rows = [
        (str(school(n).urn), ref)
        for n in range(4)
        for (ref, column), value in answers(n).items()
        if column == "completed" and value in ("No", "In progress")
    ]
    assert {str(entry["uid"]) for entry in book.walk("VEVENT")} == {uid(*row) for row in rows}
    assert ran.err == f"{len(rows)} deadlines in hub.ics.\n"
    assert ran.out == ""
    assert all(sentinel(n).encode() in (tmp_path / "hub.ics").read_bytes().replace(b"\r\n ", b"") for n in range(4))


def test_a_table_opens_in_excel(tmp_path: Path) -> None:
    run("deadlines", "--all", "returned", "-o", "hub.csv", "--today", "2026-11-23", cwd=returned(tmp_path), code=0)
    data = (tmp_path / "hub.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = check_table(data.decode("utf-8-sig"), data.count(b"\r\n") - 1)
    assert [row["Deadline"] for row in rows] == sorted(row["Deadline"] for row in rows)


def test_a_calendar_goes_to_standard_output_as_it_is(tmp_path: Path) -> None:
    write_return(tmp_path / "return.xlsx", OAK, OPEN | MORE)
    ran = run("deadlines", "return.xlsx", "--today", "2026-11-23", cwd=tmp_path, code=0)
    assert [str(entry["uid"]) for entry in parsed(ran.out.encode()).walk("VEVENT")] == [
        uid(OAK.urn, "CL4"),
        uid(OAK.urn, "CL1"),
    ]
    assert ran.err == "2 deadlines; 2 open actions have no deadline.\n"


@pytest.mark.parametrize("form", ["ics", "csv"])
def test_without_a_deadline_there_is_no_calendar_but_an_empty_table(form: str, tmp_path: Path) -> None:
    write_return(tmp_path / "return.xlsx", OAK, {("CL1", "action"): "Ask"})
    ran = run("deadlines", "return.xlsx", "-o", f"out.{form}", cwd=tmp_path, code=0)
    assert ran.err == "No action has a deadline; 1 open action has no deadline.\n"
    assert (tmp_path / f"out.{form}").exists() == (form == "csv")


def test_a_return_that_cannot_be_used_is_said_and_left_out(tmp_path: Path) -> None:
    folder = returned(tmp_path) / "returned"
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 no more")
    write_return(folder / "1 again.xlsx", school(1), answers(1))
    ran = run("deadlines", "--all", "returned", "-o", "hub.ics", cwd=tmp_path, code=1)
    assert len(ran.err.splitlines()) == 4
    assert ran.err.count("URN 990101 has more than one return here: 1 again.xlsx, 1.xlsx.") == 2
    assert b"990101" not in (tmp_path / "hub.ics").read_bytes()
    assert b"990102" in (tmp_path / "hub.ics").read_bytes()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ([], "Say which returns: name the files, or give their folder with --all FOLDER"),
        (["a.xlsx", "--all", "."], "--all takes every return in its folder: name no files besides."),
        (["nobody.xlsx"], "nobody.xlsx: There is no such file."),
        (["--all", "nowhere"], "nowhere: There is no such file."),
    ],
)
def test_wrong_usage_is_one_sentence(words: list[str], answer: str, tmp_path: Path) -> None:
    ran = run("deadlines", *words, cwd=tmp_path, code=2)
    assert answer in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_checklist_that_asks_for_deadlines_alone_has_them(tmp_path: Path) -> None:
    columns = [{"id": "deadline", "label": "By when", "answer": "date"}, {"id": "notes", "label": "Notes"}]
    items = [{"ref": f"X{number}", "text": f"Thing {number} is done."} for number in (1, 2, 3)]
    sections = [{"heading": "All", "items": items}]
    checklist = {"kind": "checklist", "title": "Own", "columns": columns, "sections": sections}
    start = {"what": "A", "who": "B", "steps": ["C"]}
    spec = made_of(Spec, {"id": "own", "version": "1", "title": "Own", "start": start, "sheets": [checklist]})
    dates = {("X1", "deadline"): dt.date(2026, 3, 31), ("X2", "deadline"): "Easter"}
    path = write_return(tmp_path / "return.xlsx", OAK, dates, spec)
    there = find_deadlines([(read_file(path, spec), spec)], TODAY)
    (row,) = csv.DictReader(io.StringIO(table(there.deadlines)))
    assert there.without == 1
    assert (row["Ref"], row["Deadline"]) == ("X1", "2026-03-31")
    assert {row[name] for name in ("Action needed", "Status", "Review", "Action completed")} == {""}  # nobody asked
    assert "not asked" not in calendar(there.deadlines, TODAY).decode()


def test_no_leaver_is_in_it(tmp_path: Path) -> None:
    given = OPEN | {("L01", "leaving_year"): "2025/26", ("L01", "autumn"): "Specialist college"}
    there = found(tmp_path, given).deadlines
    data = calendar(there, TODAY, remind=True).decode() + table(there)
    assert "Specialist" not in data
    assert "L01" not in data
