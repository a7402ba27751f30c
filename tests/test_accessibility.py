"""`careers-workbook accessibility`: every point seen where it is not met, and all of our own workbooks pass."""

import json
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.reports.access_document import access_schema
from careers_workbook.spec.load import load, shipped
from careers_workbook.spreadsheet.accessibility.book_check import checked
from careers_workbook.spreadsheet.accessibility.essential_points import POINTS
from careers_workbook.spreadsheet.accessibility.own_design import FORM, MASTER, MEANT
from careers_workbook.spreadsheet.accessibility.verdicts import Verdict
from careers_workbook.spreadsheet.read.book import read_book
from tests.support import foreign_books, hub_whole
from tests.support.built import ORDER, SCHOOL, built
from tests.support.foreign_books import Change
from tests.support.handed_back import marked
from tests.support.hostile import repacked, zipped
from tests.support.hub_ods import as_ods
from tests.support.program import ROOT, run

pytestmark = pytest.mark.slow


def verdicts(data: bytes) -> Mapping[str, Verdict]:
    return {one.number: one for one in checked(data).verdicts}


def failed(data: bytes) -> dict[str, list[tuple[str, str, str]]]:
    """The numbers of the points that are not met, with the places."""
    found = verdicts(data).items()
    return {number: [(s.sheet, s.cells, s.what) for s in one.spots] for number, one in found if one.outcome == "fail"}


def test_a_workbook_that_everybody_can_use_passes() -> None:
    found = verdicts(foreign_books.saved())
    assert {number: one.outcome for number, one in found.items() if one.outcome != "pass"} == {
        "23": "look",
        "33": "look",
    }


@pytest.mark.parametrize(
    ("number", "sheet", "cells", "change"),
    [(number, sheet, cells, change) for number, _, sheet, cells, change in foreign_books.WRONG],
    ids=[f"{number} {what}" for number, what, *_ in foreign_books.WRONG],
)
def test_each_point_is_seen_with_its_place_and_what_to_do(number: str, sheet: str, cells: str, change: Change) -> None:
    found = verdicts(foreign_books.saved(change))[number]
    assert found.outcome == "fail"
    assert (found.spots[0].sheet, found.spots[0].cells) == (sheet, cells)
    assert found.advice


def test_a_text_box_and_a_raised_figure_are_seen() -> None:
    found = failed(foreign_books.with_a_text_box())
    assert found["20"][0][2] == "a text box"
    assert found["11"] == [("Places", "A2", '"Oak Lane1"')]


def test_colours_of_the_old_palette_are_known() -> None:
    assert failed(foreign_books.in_strict_colours())["24"]


def test_an_explanation_makes_empty_cells_right() -> None:
    def change(book: object) -> None:
        book["Places"]["B5"] = None  # type: ignore[index]
        book["Places"]["A2"] = "Cells are blank where a school did not say."  # type: ignore[index]

    assert verdicts(foreign_books.saved(change))["8"].outcome == "pass"


def test_every_point_that_a_program_can_see_has_a_workbook_that_fails_it() -> None:
    tried = {number for number, *_ in foreign_books.WRONG}
    assert {point.number for point in POINTS if point.finds} == tried


def test_long_texts_and_many_tables_take_no_longer_than_reading_them() -> None:
    """Texts were cut letter by letter once, and cells sorted into tables anew for each rule: minutes."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Long")
        for row in range(1, 300):
            sheet.cell(row, 1, f"{row} " + "word " * 6_500)
        for number in range(200):
            first = 400 + 3 * number
            for col in (1, 2):
                sheet.cell(first, col, f"Heading {col}")
            sheet.cell(first + 1, 1, number)
            sheet.add_table(Table(displayName=f"T{number}", ref=f"A{first}:B{first + 1}"))

    data = foreign_books.saved(change)
    started = time.process_time()
    read_book(data)
    reading = time.process_time() - started
    assert verdicts(data)["6"].outcome == "fail"
    assert time.process_time() - started - reading < 5 * reading + 2


# our own


def _prefilled() -> bytes:
    return built("send-careers-checklist-2025", 1)


def _counts(tmp: Path) -> bytes:
    spec = tmp / "counts.yaml"
    spec.write_text(
        'id: ours\nversion: "1"\nextends: send-careers-checklist-2025\ndetail: {Destinations: counts}\n',
        encoding="utf-8",
    )
    return build(plan(load(str(spec))), SCHOOL, Order(ORDER.today, ORDER.due, ORDER.return_to))


def _marked_anew(folder: Path) -> bytes:
    (folder / "oak.ods").write_bytes(as_ods(_prefilled()))
    run("mark", "oak.ods", "-o", "marked", "--today", "2026-11-23", cwd=folder)
    (copy,) = (folder / "marked").iterdir()
    return copy.read_bytes()


@cache
def _master(folder: Path, schools: int, *, internal: bool) -> bytes:
    truth = hub_whole.made_up(schools)
    where = hub_whole.stored(folder / f"{schools}{internal}", truth)
    return hub_whole.workbook(where, truth.collections[-1], internal=internal)


def _first_round(folder: Path) -> bytes:
    truth = hub_whole.made_up(6)
    where = hub_whole.stored(folder / "first", truth)
    return hub_whole.workbook(where, truth.collections[0])


OURS: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    **{f"blank, {name}": (FORM, lambda _, name=name: built(name)) for name in sorted(shipped())},
    "filled in beforehand": (FORM, lambda _: _prefilled()),
    "leavers as numbers": (FORM, _counts),
    "marked copy": (FORM, lambda _: marked(_prefilled())),
    "marked copy of what was no .xlsx": (FORM, _marked_anew),
    "master": (MASTER, lambda folder: _master(folder, 12, internal=False)),
    "master, internal": (MASTER, lambda folder: _master(folder, 12, internal=True)),
    "master of the first collection": (MASTER, _first_round),
}
"""Every kind of workbook that the program writes: the comparison of two rounds is a sheet of the master, what a school
is sent for a new year is filled in beforehand, and registers are text files."""


@pytest.mark.parametrize("name", OURS)
def test_our_own_workbooks_pass(name: str, tmp_path: Path) -> None:
    maker, make = OURS[name]
    found = checked(make(tmp_path))
    assert found.maker == maker
    assert {one.number: one.spots for one in found.verdicts if one.outcome == "fail"} == {}


def test_what_is_by_design_is_in_the_docs_with_its_reason() -> None:
    page = " ".join((ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8").split())
    assert [one.reason for one in MEANT if one.reason not in page] == []


def test_what_is_by_design_with_us_fails_with_others() -> None:
    by_design = {one.number for one in checked(built()).verdicts if one.outcome == "by design"}
    renamed = repacked(built(), {"xl/tables/table1.xml": lambda part: part.replace(b"Start_facts", b"Other_facts")})
    assert by_design
    assert failed(renamed).keys() == by_design


def test_what_a_school_spoils_in_ours_still_fails() -> None:
    def merged(sheet: bytes) -> bytes:
        return sheet.replace(
            b"<conditionalFormatting", b'<mergeCells><mergeCell ref="A6:B6"/></mergeCells><conditionalFormatting', 1
        )

    spoilt = repacked(built(), {"xl/worksheets/sheet3.xml": merged})
    assert list(failed(spoilt)) == ["3"]


# the command


def test_the_command_says_what_to_mend_where_and_how(tmp_path: Path) -> None:
    change = next(change for number, what, *_, change in foreign_books.WRONG if what == "merged")
    (tmp_path / "wrong.xlsx").write_bytes(foreign_books.saved(change))
    (tmp_path / "good.xlsx").write_bytes(foreign_books.saved())
    ran = run("accessibility", "wrong.xlsx", cwd=tmp_path, code=1, env={"COLUMNS": "80", "PYTHONIOENCODING": "cp1252"})
    assert "3. No merged or split cells" in ran.out
    assert "- Places!A4:B4" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    run("accessibility", "good.xlsx", cwd=tmp_path, code=0)
    both = run("accessibility", "good.xlsx", "wrong.xlsx", cwd=tmp_path, code=1).out
    assert "2 files: 1 with something to mend, 1 without." in both


def test_the_command_gives_json_by_its_schema(tmp_path: Path) -> None:
    (tmp_path / "blank.xlsx").write_bytes(built())
    document = json.loads(run("accessibility", "blank.xlsx", "--format", "json", cwd=tmp_path, code=0).out)
    jsonschema.validate(document, access_schema())
    assert (document["passed"], document["made_by_this_program"]) == (True, FORM)
    assert len(document["points"]) == len(POINTS)


HOSTILE = {
    "an entity that grows": (
        {
            "xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>',
        },
        "FILE-006",
    ),
    "a bomb": ({"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 90_000_000}, "FILE-009"),
    "styles that grow": ({"xl/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><styleSheet>&b;</styleSheet>'}, "FILE-006"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_harm_is_refused(name: str, tmp_path: Path) -> None:
    parts, code = HOSTILE[name]
    (tmp_path / "bad.xlsx").write_bytes(repacked(foreign_books.saved(), parts))
    (tmp_path / "good.xlsx").write_bytes(foreign_books.saved())
    ran = run("accessibility", "bad.xlsx", "good.xlsx", "--format", "json", cwd=tmp_path, code=2)
    bad, good = json.loads(ran.out)
    assert (bad["passed"], good["passed"]) == (False, True)
    jsonschema.validate(bad, access_schema())
    assert bad["problem"]["code"] == code


def test_only_workbooks_as_others_open_them_are_checked(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("School,Pupils\nOak,1\nElm,2\n", encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(zipped({"a.txt": b"1"}))
    ran = run("accessibility", "a.csv", cwd=tmp_path, code=2)
    assert "Not checked: This is a text file" in ran.out
    run("accessibility", "nowhere.xlsx", cwd=tmp_path, code=2)
