"""Reports of workbooks that were really built, filled, damaged and read: the same numbers as the Progress sheet."""

import datetime as dt
import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.demo.damage import DeleteRow, DeleteSheet, edited
from careers_workbook.figures.summary import Summary
from careers_workbook.reports.school.render import FORMATS, render
from careers_workbook.reports.school.report_document import report_schema
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.reports.words import COUNT_LABELS
from careers_workbook.returns.read import read_file
from careers_workbook.spec.sheets.checklist import short_names
from careers_workbook.spec.sheets.progress import COUNTS
from tests.support.built import SCHOOL, SHIPPED, TODAY, built, layout, this_day
from tests.support.office import Office
from tests.support.program import run

NAMES = {label: name for name, label in COUNT_LABELS.items()}


def report(path: Path, today: dt.date, spec: str = SHIPPED[0]) -> Summary:
    return summarise(read_file(path), layout(spec).spec, today)


def saved(folder: Path, data: bytes, name: str = "return.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def same_as_progress(path: Path, found: Summary, spec: str) -> None:
    """Compare a report with the values of the Progress sheet, section by section, and with its next deadlines."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Progress"]
    by_section, deadlines, _ = layout(spec).one("progress").blocks
    rows = list(sheet.iter_rows(by_section.header_row + 1, by_section.last_row + 1, values_only=True))
    heads = [str(head) for head in rows[0]]
    assert heads == ["Section", "Statements", *COUNTS, "Percent done"]
    short = {heading: name for (_, heading), name in short_names(layout(spec).spec).items()}
    tallies = [(short[tally.name], tally.counts) for tally in found.progress.sections]
    tallies.append(("All", found.progress.total))
    for row, (name, counts) in zip(rows[1:], tallies, strict=True):
        values = dict(zip(heads, row, strict=True))
        assert values.pop("Section") == name
        percent = values.pop("Percent done")
        if not counts.in_percent:
            assert percent == 0, "a blank workbook says 0 %, and a report of it nothing"
        elif counts.percent_done is None:
            assert not isinstance(percent, int | float)
        else:
            assert percent == pytest.approx(counts.percent_done / 100)
        assert values == {head: getattr(counts, NAMES[head]) for head in values}
        assert counts.missing == 0
    listed = sheet.iter_rows(deadlines.first_row + 1, deadlines.last_row + 1, min_col=2, max_col=2, values_only=True)
    refs = [str(ref) for (ref,) in listed]
    expected = [row.ref for row in found.progress.open_actions[: len(refs)]]
    assert refs == expected + ["-"] * (len(refs) - len(expected))


@pytest.mark.parametrize("spec", SHIPPED)
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_numbers_are_those_of_the_progress_sheet(tmp_path: Path, spec: str, seed: int | None) -> None:
    path = saved(tmp_path, built(spec, seed))
    same_as_progress(path, report(path, TODAY, spec), spec)


@pytest.mark.office
@pytest.mark.slow
def test_numbers_are_those_that_libreoffice_calculates(office: Office, tmp_path: Path) -> None:
    today = this_day()
    files = [saved(tmp_path, built(spec, 4, today), f"{spec}.xlsx") for spec in SHIPPED]
    for spec, path in zip(SHIPPED, office.calculated(files, tmp_path / "saved"), strict=True):
        same_as_progress(path, report(path, today, spec), spec)


def test_a_deleted_row_and_a_deleted_sheet_are_missing_not_blank(tmp_path: Path) -> None:
    made = layout()
    row = next(slot.row for slot in made.slots if slot.ref == "CL3")
    changes = (DeleteRow("Careers leadership", row), DeleteSheet("SEND considerations"), DeleteSheet("Destinations"))
    found = report(saved(tmp_path, edited(built(), changes)), TODAY)
    total = found.progress.total
    assert (total.items, total.missing, total.no_answer) == (50, 16, 34)
    assert found.quality.missing_sheets == ("SEND considerations", "Destinations")
    assert found.destinations[0].missing
    assert [step.kind for step in found.next_steps[:2]] == ["send_missing_sheets", "restore_missing_answers"]
    assert "for CL3:" in found.next_steps[1].text
    for name in FORMATS:
        assert render(found, name)


def test_leavers_of_a_filled_workbook(tmp_path: Path) -> None:
    answers = {("L01", "leaving_year"): "2024/25", ("L01", "autumn"): "Apprenticeship", ("L07", "autumn"): "Not known"}
    found = report(saved(tmp_path, build(layout(), SCHOOL, Order(TODAY), answers)), TODAY).destinations[0]
    assert [(cohort.year, cohort.year_state, cohort.leavers) for cohort in found.cohorts] == [
        ("2024/25", "answered", 1),
        ("", "blank", 1),
    ]
    autumn = found.cohorts[0].checkpoints[1]
    assert dict(autumn.groups)["apprenticeship"] == 1


def test_the_command_writes_every_format(tmp_path: Path) -> None:
    saved(tmp_path, built(seed=1))
    for name in FORMATS:
        words = ("report", "return.xlsx", "--today", "2026-11-23", "--format", name)
        run(*words, "-o", f"report.{name}", cwd=tmp_path, code=1)
        text = (tmp_path / f"report.{name}").read_text(encoding="utf-8")
        assert "Oak Lane School" in text
        if name == "json":
            jsonschema.validate(json.loads(text), report_schema())
    again = run("report", "return.xlsx", "--today", "23/11/2026", cwd=tmp_path)
    assert again.out.split() == (tmp_path / "report.text").read_text(encoding="utf-8").split()


def test_the_command_refuses_what_cannot_be_read(tmp_path: Path) -> None:
    saved(tmp_path, b"", "empty.xlsx")
    ran = run("report", "empty.xlsx", "-o", "report.html", cwd=tmp_path, code=2)
    assert "empty" in ran.err
    assert ran.out == ""
    assert not (tmp_path / "report.html").exists()
