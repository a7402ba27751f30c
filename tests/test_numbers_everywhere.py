"""A number is the same wherever it stands: pages, PDFs, the master workbook, CSV and JSON, rounded ones too."""

import csv
import io
import re
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest

from careers_workbook.core.brand import Brand
from careers_workbook.hub.board import Board, board
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports import words
from careers_workbook.reports.hub.board_report import board_pdf
from careers_workbook.reports.hub.body_sheets import ANSWERS, STATE_WORDS
from careers_workbook.reports.hub.hub_page import hub_page
from careers_workbook.reports.hub.master_workbook import hub_workbook
from careers_workbook.reports.school.audiences import report_for
from careers_workbook.reports.school.governors import Beside, RoundBefore
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.report_document import report_document
from tests.support.hub_whole import compared, made_of, made_up, stored
from tests.support.pdf_pages import text_of
from tests.test_report_governors import LEAVERS, OVERDUE, summary

pytestmark = [pytest.mark.slow, pytest.mark.office]
Row = list[str]
_EET = ("education", "apprenticeship", "employment")


class Tables(HTMLParser):
    """The tables of a page by their captions: rows of words, headings first."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[Row]] = {}
        self._caption, self._rows, self._cell = "", list[Row](), None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self._caption, self._rows = "", []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th", "caption"):
            self._cell = []

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "caption"):
            text, self._cell = " ".join("".join(self._cell or []).split()), None
            if tag == "caption":
                self._caption = text
            else:
                self._rows[-1].append(text)
        elif tag == "table":
            self.found[self._caption] = self._rows


def of(counts: dict[str, Any]) -> str:
    """What a page says of some counts of a document."""
    said = f"{counts['done']} of {counts['items'] - counts['not_applicable']}"
    return said if counts["percent_done"] is None else f"{said} ({words.percent(counts['percent_done'])})"


CELLS = {**OVERDUE, **{(ref, "completed"): "Not applicable" for ref in ("SA1", "SA2")}, ("SA3", "completed"): "No"}


def test_governors_see_the_numbers_of_the_document_on_the_page_and_on_paper() -> None:
    now = summary(CELLS, LEAVERS * 3)
    beside = Beside(RoundBefore(summary({("SP9", "completed"): "Yes"}), "Summer 2026"))
    document = report_document(now)
    page = Tables(report_for("governors", "html", now, beside).decode()).found
    paper = text_of(report_for("governors", "pdf", now, beside))
    total = document["progress"]["total"]

    figures = {row[0]: row[1] for row in page["Figures now, in the round before"][1:]}
    unsaid = total["no_answer"] + total["unclear"] + total["missing"]
    wanted = {"In progress": total["in_progress"], "Not done": total["not_done"], "No answer": unsaid}
    wanted |= {"Actions overdue": total["overdue"]}
    assert figures["Statements done"] == of(total)
    assert {name: figures[name] for name in wanted} == {name: str(number) for name, number in wanted.items()}
    assert f"Statements done {of(total)} 1 of 50" in paper

    benchmarks = {row[0]: row[1] for row in page["Statements done of each benchmark"][1:]}
    assert len(benchmarks) == 8
    for one in document["progress"]["benchmarks"]:
        if one["number"]:
            assert benchmarks[f"{one['number']}. {one['name']}"] == of(one)
            assert of(one) in paper

    (sheet,) = document["destinations"]
    shown = {row[0]: row[1:] for row in page["Destinations, by leaving year"][1:]}
    for year in sheet["years"]:
        autumn = next(point for point in year["checkpoints"] if point["id"] == "autumn")
        assert shown[year["year"]][:2] == [str(year["leavers"]), f"{autumn['in_eet']} of {year['leavers']}"]
        assert " ".join([year["year"], *shown[year["year"]]]) in paper


def test_a_schools_page_has_the_numbers_of_its_document() -> None:
    now = summary(CELLS, LEAVERS * 3)
    document, page = report_document(now), Tables(render(now, "html")).found
    for caption, part in (("Progress by section", "sections"), ("Progress by checklist", "checklists")):
        head, *rows = page[caption]
        for counts, row in zip(document["progress"][part], rows, strict=False):
            shown = dict(zip(head, row, strict=True))
            assert [shown["Statements"], shown["Done"], shown["Overdue"]] == [
                str(counts[name]) for name in ("items", "done", "overdue")
            ]
            assert shown["Percent done"] == words.percent(counts["percent_done"])


# a Hub


@pytest.fixture(scope="module", params=[False, True], ids=["public", "internal"])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Consolidated, Board]:
    truth = made_up(12)
    rounds = compared(stored(tmp_path_factory.mktemp("hub") / "hub", truth), truth.collections[-1])
    whole = made_of(rounds, internal=request.param)
    return whole, board(whole, rounds)


def rows_of(whole: Consolidated, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(whole.csv(table).decode("utf-8-sig"))))


def test_leavers_are_the_same_in_csv_master_page_and_paper(hub: tuple[Consolidated, Board]) -> None:
    whole, found = hub
    page = Tables(hub_page(found, Brand()).decode()).found["Leavers of all schools together"]
    paper = text_of(board_pdf(found))
    by_csv = {
        (row["leaving_year"], row["checkpoint"], row["group"]): (row["leavers"], row["percent"])
        for row in rows_of(whole, "destinations")
    }
    book = openpyxl.load_workbook(io.BytesIO(hub_workbook(whole, found)))
    master = [[str(value) for value in row] for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert len(page) > 3
    for year, leavers, in_eet, *_ in page[1:]:
        if whole.internal:  # each group by itself: exact numbers add up
            parts = [by_csv[year, "autumn", group][0] for group in _EET]
            number = str(sum(map(int, parts))) if all(map(str.isdigit, parts)) else parts[0]
        else:
            number, percent = by_csv[year, "autumn", "In education, employment or training"]
            assert not number.isdigit() or f"{percent}%" in in_eet
        if number.isdigit():
            assert in_eet.startswith(f"{number} ")
            assert any({year, number} <= {*row} for row in master)
        every = {row for (when, _, group), (row, _) in by_csv.items() if (when, group) == (year, "All leavers")}
        assert leavers in every | {"not shown"}
        if leavers.isdigit():
            assert any({year, leavers} <= {*row} for row in master)
            assert whole.internal or int(leavers) % 5 == 0
    assert any(" ".join(row[:3]) in paper for row in page[1:])


def test_sections_are_the_sums_of_the_statements_in_csv_and_master(hub: tuple[Consolidated, Board]) -> None:
    whole, found = hub
    head, *rows = Tables(hub_page(found, Brand()).decode()).found["What schools say of the statements of each section"]
    book = openpyxl.load_workbook(io.BytesIO(hub_workbook(whole, found)))
    sheet = book["Statements"]
    (table,) = sheet.tables.values()
    names, *cells = ([cell.value for cell in row] for row in sheet[table.ref])
    statements = [dict(zip(names, row, strict=True)) for row in cells]
    items = rows_of(whole, "items")
    assert len(rows) > 4
    for row in rows:
        shown = dict(zip(head, row, strict=True))
        own = [one for one in items if words.one_line(one["section"] or one["sheet"]) == row[0]]
        refs = {one["ref"] for one in own}
        for key, word in ANSWERS.items():
            name = "blank" if key == "no_answer" else key
            assert shown[word] == str(sum(int(one[name]) for one in own)), word
            if word in names:
                assert shown[word] == str(sum(one[word] for one in statements if one["Ref"] in refs)), word


def test_states_of_schools_are_those_of_csv_and_master(hub: tuple[Consolidated, Board]) -> None:
    whole, found = hub
    shown = dict(Tables(hub_page(found, Brand()).decode()).found["Schools by how their return stands"][1:])
    states = [row["state"] for row in rows_of(whole, "schools")]
    assert {word: int(number) for word, number in shown.items()} == {
        word: states.count(state) for state, word in STATE_WORDS.items()
    }
    book = openpyxl.load_workbook(io.BytesIO(hub_workbook(whole, found)))
    master = [row for sheet in book for row in sheet.iter_rows(values_only=True) if isinstance(row[0], str)]
    for word, number in shown.items():
        rows = [row for row in master if row[0].casefold().endswith(word.casefold()) and isinstance(row[1], int)]
        assert {row[1] for row in rows} == {int(number)}, word


def test_percentages_of_the_page_are_those_of_the_document(hub: tuple[Consolidated, Board]) -> None:
    whole, found = hub
    page = hub_page(found, Brand()).decode()
    total = sum(int(row["done"]) for row in rows_of(whole, "items"))
    assert total == found.done.part
    assert re.search(rf"\b{words.percent(found.done.percent)}", page)
