"""Many answers at once at the desk: shown with what each changes, then written down as the command does it."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store.settings import HubSettings
from tests.support.chromium import chromium
from tests.support.desk import Answer, RunningDesk
from tests.support.desk_browser import WRONG, is_sound, opened, press
from tests.support.hub_folder import ANSWERS, BRANNOC, OAK, TODAY, WOOD_A, hub, put, workbook
from tests.support.program import run

DAY = ("--today", TODAY.isoformat())
RIGHT = (
    ("990001", "CL2.completed", "Yes", "a scan"),
    ("990001", "CL1.deadline", "3/1/27", ""),
    ("990003", "CL1.completed", "No", ""),
    ("990003", "2025/26.leavers", "12", ""),
)
WRONG_ONES = (
    ("990002", "CL1.completed", "Maybe", ""),
    ("990099", "CL1.completed", "Yes", ""),
    ("990001", "CL99", "Yes", ""),
    ("990002", "CL2.completed", "", ""),
)


def table(*rows: tuple[str, ...], between: str = ",") -> str:
    return "\n".join(map(between.join, (("urn", "question", "answer", "how"), *rows))) + "\n"


def as_workbook(*rows: tuple[str, ...]) -> bytes:
    """The same list as Excel has it: numbers are numbers, a day is a day, and another sheet is no list."""
    book, data = openpyxl.Workbook(), io.BytesIO()
    for urn, question, answer, how in rows:
        typed = {"3/1/27": dt.date(2027, 1, 3), "12": 12}.get(answer, answer)
        book.active.append((int(urn), question, typed, how))  # type: ignore[union-attr]
    book.active.insert_rows(1)  # type: ignore[union-attr]
    for place, heading in enumerate(("URN", "Question", "Answer", "How"), 1):
        book.active.cell(1, place, heading)  # type: ignore[union-attr]
    book.create_sheet("Notes").append(["by telephone on Monday"])
    book.save(data)
    return data.getvalue()


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """One school has returned."""
    found = hub(tmp_path / "hub")
    put(found, ("990001.xlsx", workbook(OAK)))
    return found


def shown(desk: RunningDesk, *files: tuple[str, bytes], **fields: str) -> Answer:
    return desk.send(*files, path="/answers/read", field="file", by="AS", **fields)


def confirmed(desk: RunningDesk, page: str) -> Answer:
    fields = {name: unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1]) for name in ("key", "seen")}  # type: ignore[index]
    return desk.post("/answers/write", **fields)


def lines(page: str) -> list[list[str]]:
    """The rows of the table of what is to be written down: school, question, what changes, how it was told."""
    rows = re.findall(r'<tr role="row"><th scope="row"(.*?)</tr>', page, re.DOTALL)
    cells = [[cell.partition(">")[2] for cell in row.split("<td")] for row in rows]
    return [[" ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in row] for row in cells]


def told(where: HubSettings) -> dict[str, list[tuple[str, str, str, str, bool]]]:
    """What is written down, by school."""
    by_hand = open_hub(where.root, TODAY).view().round.diary.by_hand
    return {
        urn: [(a.name, a.value, a.by, a.how, one.complete) for a in one.answers] for urn, one in sorted(by_hand.items())
    }


@pytest.mark.parametrize("way", ["pasted", "sent", "sent as a workbook"])
def test_what_a_table_changes_is_shown_and_then_it_is_as_the_command_does_it(
    desk: RunningDesk, where: HubSettings, tmp_path: Path, way: str
) -> None:
    other = hub(tmp_path / "by command")
    put(other, ("990001.xlsx", workbook(OAK)))
    (other.root / "answers.csv").write_text(table(*RIGHT), encoding="utf-8")
    words = ("answer", "--from", "answers.csv", "--by", "AS", "--how", "telephone", "--complete", *DAY)
    preview = run(*words, "--preview", cwd=other.root, code=0).out
    assert told(other) == {}
    run(*words, cwd=other.root, code=0)
    given = {"how": "telephone", "complete": "yes"}
    if way == "pasted":
        page = shown(desk, **given, table=table(*RIGHT, between="\t"))
    elif way == "sent":
        page = shown(desk, ("..\\answers.csv", table(*RIGHT).encode()), **given)
    else:
        page = shown(desk, ("answers.xlsx", as_workbook(*RIGHT)), **given)
    assert page.status == 200
    assert told(where) == {}
    rows = lines(page.text)
    assert len(rows) == len(RIGHT)
    assert '"In progress" becomes "Yes"' in rows[0][2]
    assert 'No answer becomes "03/01/2027"' in rows[1][2]
    assert "12" not in rows[3][2]
    assert "With it these schools count as returned: Oak Lane School; Woodlands School" in " ".join(page.text.split())
    for row, (_, question, *_) in zip(rows, RIGHT, strict=True):
        assert f"{question}: {row[2]}" in " ".join(preview.split())
    done = desk.followed(confirmed(desk, page.text)).text
    assert "4 answers are written down." in done
    assert told(where) == told(other)
    assert confirmed(desk, page.text).status == 422
    assert told(where) == told(other)


def test_what_is_wrong_is_said_line_by_line_and_left_out(desk: RunningDesk, where: HubSettings) -> None:
    page = shown(desk, ("answers.csv", table(*RIGHT, *WRONG_ONES).encode())).text
    for number in range(len(RIGHT) + 2, len(RIGHT) + len(WRONG_ONES) + 2):
        assert f"answers.csv, line {number}" in page
    assert len(lines(page)) == len(RIGHT)
    assert "these 4 answers, without what is refused" in page
    (where.root / "answers.csv").write_text(table(*RIGHT, *WRONG_ONES), encoding="utf-8")
    ran = run("answer", "--from", "answers.csv", "--by", "AS", "--preview", *DAY, cwd=where.root, code=1)
    refused = [unescape(one) for one in re.findall(r"(answers\.csv, line \d+[^<]*?)\.? ?<", page)]
    assert len(refused) == len(WRONG_ONES)
    assert all(one[:30] in " ".join(ran.err.split()) for one in refused)
    run("answer", "--from", "answers.csv", "--by", "AS", *DAY, cwd=where.root, code=2)
    assert told(where) == {}
    desk.followed(confirmed(desk, page))
    assert {urn: len(answers) for urn, answers in told(where).items()} == {"990001": 2, "990003": 2}
    none = shown(desk, table=table(*WRONG_ONES)).text
    assert "none of it can be written down" in none
    assert 'action="/answers/write"' not in none


def test_what_has_changed_since_it_was_shown_is_shown_again(desk: RunningDesk, where: HubSettings) -> None:
    page = shown(desk, table=table(RIGHT[0])).text
    run("answer", OAK.urn, "CL2.completed", "No", "--by", "BT", *DAY, cwd=where.root, code=0)
    again = confirmed(desk, page)
    assert "Nothing was written down:" in again.text
    assert '"No" becomes "Yes"' in lines(again.text)[0][2]
    assert told(where)["990001"] == [("CL2.completed", "No", "BT", "", False)]
    desk.followed(confirmed(desk, again.text))
    assert told(where)["990001"] == [("CL2.completed", "Yes", "AS", "a scan", False)]


def test_a_workbook_that_the_hub_filled_in_is_a_table_too(desk: RunningDesk, where: HubSettings) -> None:
    filled = workbook(BRANNOC, {**ANSWERS, ("CL3", "deadline"): "soon"})
    assert "soon" in shown(desk, ("scan.xlsx", filled)).text  # an answer that nobody can read
    page = shown(desk, ("scan.xlsx", workbook(BRANNOC)), complete="yes").text
    assert len(lines(page)) == len(ANSWERS)
    desk.followed(confirmed(desk, page))
    assert {key for key, *_ in told(where)["990002"]} == {".".join(key) for key in ANSWERS}
    assert "counts as returned" in desk.get("/schools/990002").text


def test_what_is_no_table_is_said_at_its_field(desk: RunningDesk, where: HubSettings) -> None:
    for files, fields, said in (
        ((), {}, "Paste the table, or choose a file."),
        ((), {"table": "CL1,Yes\n"}, "its first line does not name these columns"),
        ((), {"table": table(*RIGHT), "urn": "990002"}, "is about 990001, not about 990002"),
        ((), {"table": table(*RIGHT), "urn": "123456"}, "Choose a school of the list."),
        ((), {"table": table(*RIGHT), "complete": "perhaps"}, "Choose one of these."),
        ((("x.xlsx", b"PK\x03\x04" + bytes(99)),), {}, "If it is a table of answers, paste it"),
        ((("x.csv", bytes(range(256))),), {}, "x.csv"),
    ):
        answer = shown(desk, *files, **fields)  # type: ignore[arg-type]
        assert (answer.status, said in answer.text) == (422, True), (fields, answer.text)
        assert "/careers-workbook-" not in answer.text
    assert desk.send(path="/answers/read", table=table(*RIGHT)).status == 422  # nobody says who writes it down
    assert desk.post("/answers/write", key="x", seen="x").status == 422
    assert told(where) == {}


def test_a_school_counts_as_returned_with_what_was_written_down_and_not_any_more(
    desk: RunningDesk, where: HubSettings
) -> None:
    assert desk.post(f"/schools/{WOOD_A.urn}/complete", by="AS", complete="yes").status == 303
    assert "complete" not in desk.get(f"/schools/{WOOD_A.urn}").text  # nothing is written down of it
    desk.followed(confirmed(desk, shown(desk, table=table(RIGHT[2])).text))
    assert told(where)["990003"][0][-1] is False
    assert "It counts as returned</button>" in desk.get(f"/schools/{WOOD_A.urn}").text
    desk.followed(desk.post(f"/schools/{WOOD_A.urn}/complete", by="AS", complete="yes"))
    assert told(where)["990003"][0][-1] is True
    assert "It does not count yet</button>" in desk.get(f"/schools/{WOOD_A.urn}").text
    desk.followed(desk.post(f"/schools/{WOOD_A.urn}/complete", by="AS", complete="no"))
    assert told(where)["990003"][0][-1] is False
    for wrong in ({"by": "AS"}, {"complete": "yes"}):
        assert desk.post(f"/schools/{WOOD_A.urn}/complete", **wrong).status == 422


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_by_clicks(browser: Browser, desk: RunningDesk, where: HubSettings, *, script: bool) -> None:
    WRONG.clear()
    page = opened(browser, desk, script=script, looked_at=script)
    page.get_by_role("link", name="Schools", exact=True).click()
    page.get_by_role("link", name="Write down many answers at once").click()
    page.get_by_label("The table").fill(table(*RIGHT, *WRONG_ONES, between="\t"))
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.get_by_role("alert")).to_contain_text("Say who writes it down")
    is_sound(page, script=script)
    page.get_by_label("Who writes it down").fill("AS")
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.get_by_role("heading", name="Refused (4)")).to_be_visible()
    is_sound(page, script=script)
    press(page, "Write down these 4 answers, without what is refused")
    expect(page.locator(".banner").first).to_contain_text("4 answers are written down.")
    assert {urn: len(answers) for urn, answers in told(where).items()} == {"990001": 2, "990003": 2}
    assert [said for said in WRONG if "422" not in said] == []
