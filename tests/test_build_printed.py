"""The workbook of a school on paper, as LibreOffice prints it: how many pages, and what each of them holds."""

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest

from careers_workbook.layout.plan import Layout
from careers_workbook.spec.load import DEFAULT_SPEC
from tests.support.built import built, layout
from tests.support.office import Office

pytestmark = [pytest.mark.slow, pytest.mark.office]
MOST, PART = 16, 1 / 3
FOOT, MARGIN = 0.5 * 72, 0.4 * 72
"""Points: where the footer is, and the margin above."""
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="[\d.]+" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True, slots=True)
class Printed:
    """One page: the sheet that its footer names, its lines from top to bottom, the share of it that is used."""

    sheet: str
    lines: tuple[str, ...]
    used: float


def printed(office: Office, folder: Path, data: bytes, made: Layout) -> list[Printed]:
    (folder / "made.xlsx").write_bytes(data)
    (pdf,) = office.convert([folder / "made.xlsx"], "pdf", folder)
    program = shutil.which("pdftotext") or "pdftotext"
    done = subprocess.run([program, "-bbox", str(pdf), "-"], capture_output=True, text=True, timeout=60, check=True)
    titles = {sheet.title for sheet in made.sheets}
    return [page for found in _PAGE.finditer(done.stdout) for page in _printed(found, titles)]


def _printed(found: re.Match[str], titles: set[str]) -> Iterator[Printed]:
    height = float(found[2])
    words = [(float(top), float(low), html.unescape(said)) for top, low, said in _WORD.findall(found[3])]
    foot = " ".join(said for _, low, said in words if low > height - FOOT)
    (sheet,) = [title for title in titles if f" {title} Page " in f" {foot} "]
    body = sorted(word for word in words if word[1] <= height - FOOT)
    lines = [" ".join(said for _, _, said in line) for _, line in groupby(body, key=lambda word: round(word[0]))]
    used = max((low for _, low, _ in body), default=0.0)
    yield Printed(sheet, tuple(lines), (used - MARGIN) / (height - FOOT - MARGIN))


def headings(made: Layout) -> set[str]:
    return {" ".join(block.heading.split()) for sheet in made.sheets for block in sheet.blocks if block.heading}


@pytest.mark.parametrize(("seed", "most"), [(None, MOST), (1, 40)], ids=["blank", "filled in"])
def test_pages_are_few_and_used_and_none_ends_with_a_heading(
    seed: int | None, most: int, office: Office, tmp_path: Path
) -> None:
    made = layout(DEFAULT_SPEC)
    pages = printed(office, tmp_path, built(DEFAULT_SPEC, seed), made)
    assert {page.sheet for page in pages} == {sheet.title for sheet in made.sheets}
    assert len(pages) <= most
    for page, following in zip(pages, [*pages[1:], None], strict=True):
        assert page.lines[-1] not in headings(made), page
        assert len(page.lines) > 2, page
        if following and following.sheet == page.sheet:
            assert page.used >= PART, page


def test_every_statement_is_printed_whole_and_no_empty_row_of_leavers_fills_a_page(
    office: Office, tmp_path: Path
) -> None:
    made = layout(DEFAULT_SPEC)
    pages = printed(office, tmp_path, built(DEFAULT_SPEC), made)
    for sheet in made.sheets:
        words = " ".join(" ".join(page.lines) for page in pages if page.sheet == sheet.title).split()
        for block in sheet.blocks if sheet.kind == "checklist" else ():
            for row in block.table.rows:
                assert set(row.text.split()) <= set(words), row.ref
    for title in ("Destinations", "Destinations by year", "Golden thread"):
        assert len([page for page in pages if page.sheet == title]) == 1
