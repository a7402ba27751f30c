"""Evidence at the desk: by theme, school by school and line by line; chosen by theme, by school, by statement."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.support.desk import RunningDesk, running
from tests.support.hub_folder import TODAY
from tests.test_hub_evidence import hub_of_evidence

PAGE = "/statements/evidence/1"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder = tmp_path_factory.mktemp("desk")
    where = hub_of_evidence(folder / "hub")
    with running(where.root, folder / "state", TODAY.isoformat()) as found:
        found.enter()
        yield found


def rows(page: str) -> list[list[str]]:
    """The words in the cells of every row."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found)
    return [[" ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in row] for row in cells]


def test_lines_are_counted_by_theme_and_by_school(desk: RunningDesk) -> None:
    page = desk.get(PAGE).text
    assert "4 lines in Autumn 2026, at 1 of the 3 schools whose checklist has this sheet" in " ".join(page.split())
    told = rows(page)
    assert ["Curriculum", "2", "1", "2 without Curriculum"] in told
    assert ["No word on where it is", "2", "1", ""] in told
    assert ["Oak Lane School 990001", "4", "0", "2", "0", "1", "0", "1"] in told
    assert ["Woodlands School 990003", "The sheet is not in its file"] in told
    assert ["Woodlands School 990004", "The checklist that it filled in has no such sheet"] in told


def test_a_theme_shows_its_lines_and_the_schools_without_one(desk: RunningDesk) -> None:
    told = rows(desk.get(f"{PAGE}?theme=Curriculum&lists=some").text)
    assert [row[2] for row in told if row[0].startswith("Oak Lane School")] == [
        "Careers in every scheme of work of Years 7 to 14",
        "Display in the corridor",
    ]
    without = rows(desk.get(f"{PAGE}?theme=Curriculum&lists=none").text)
    assert [row[0][-6:] for row in without if len(row) == 2 and row[0][-6:].isdecimal()] == ["990002", "990003"]
    assert "Photographs of the enterprise day" in desk.get(f"{PAGE}?theme=no+theme").text
    assert "No school is like that" in desk.get(f"{PAGE}?q=nobody").text


def test_statements_say_how_many_have_done_them_without_a_review(desk: RunningDesk) -> None:
    first, *_ = rows(desk.get("/statements?sort=review").text)[1:]
    assert first[0].startswith("CL3")
    assert first[-1] == "4"
    told = rows(desk.get("/statements/CL4?said=no+review").text)
    assert told == []
    assert len(rows(desk.get("/statements/CL3?said=no+review").text)) == 5


def test_there_is_no_other_sheet(desk: RunningDesk) -> None:
    assert desk.get("/statements/evidence/2").status == 404
