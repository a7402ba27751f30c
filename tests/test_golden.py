"""examples/ is what the program makes today: a change of layout, wording or counting shows here and in review.

When the change is meant, `make golden` makes the examples anew.
"""

import re
from functools import cache

import pytest

from tests.support.package import differences
from tests.support.program import ROOT, run, script

EXAMPLES = ROOT / "examples"


@cache
def fresh() -> dict[str, bytes]:
    made: dict[str, bytes] = script("examples/generate.py").files()
    return made


@pytest.mark.parametrize("name", ["blank.xlsx", "filled.xlsx", "marked.xlsx", "master.xlsx"])
def test_example_workbooks_are_what_build_makes(name: str) -> None:
    assert differences(fresh()[name], (EXAMPLES / name).read_bytes()) == []


@pytest.mark.parametrize("name", ["report.html", "report.md"])
def test_example_reports_are_what_report_makes(name: str) -> None:
    assert fresh()[name].decode().splitlines() == (EXAMPLES / name).read_text(encoding="utf-8").splitlines()


def test_the_comparison_sees_a_single_changed_cell() -> None:
    blank, filled = fresh()["blank.xlsx"], fresh()["filled.xlsx"]
    assert differences(blank, blank) == []
    assert any(line.startswith("xl/worksheets/sheet4.xml: ") for line in differences(filled, blank))


def test_the_example_return_is_in_order() -> None:
    assert "1 file: 1 in order." in run("check", "filled.xlsx", "--today", "2026-11-23", cwd=EXAMPLES, code=0).out


def test_pictures_are_small_and_shown() -> None:
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs" / "images").glob("*.png")}
    of_the_desk = {f"{name}.png" for name in script("docs/screenshots.py").PICTURES}
    assert set(pictures) == {*script("examples/generate.py").SHEETS, "report.png", *of_the_desk}
    assert all(size < 150_000 for size in pictures.values()), pictures
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    shown = [name for text in texts for name in re.findall(r"!\[[^\]]{20,}\]\((?:docs/)?images/([^)]+)\)", text)]
    assert set(shown) == set(pictures)
