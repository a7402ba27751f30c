"""What is written down for whoever helps: enough to look for a fault by, and no word of anybody."""

import getpass
import io
import json
import platform
import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from careers_workbook.returns.outline import kind_of_text
from careers_workbook.returns.worker.process import Limits
from careers_workbook.returns.worker.worker import Worker
from tests.support.filled import saved
from tests.support.hostile import repacked
from tests.support.hub_folder import ANSWERS, LEAVERS, OAK, SCHOOLS, TODAY, drop, hub, workbook
from tests.support.program import run

DAY = ("--today", f"{TODAY:%Y-%m-%d}")
_WORD = re.compile(r"[^\W\d_]{3,}|\d{5,}")


def words(text: str) -> set[str]:
    """Words, and numbers that may be those of somebody."""
    return {word.casefold() for word in _WORD.findall(text)}


def report(folder: Path, *asked: object) -> tuple[dict[str, object], str]:
    run("problem-report", *asked, *DAY, cwd=folder, code=0)
    text = (folder / "problem-report.json").read_text(encoding="utf-8")
    return json.loads(text), text


def plain() -> bytes:
    """A workbook with one of everything."""
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in ((1, 2.5, True, TODAY, "x"), ("=1+1", "#REF!", "=1/0", "", "")):
        sheet.append(row)
    sheet["A1"].comment = Comment("y", "z")
    return saved(book)


@pytest.fixture(scope="module")
def own_words(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The words of the report itself, from one about nobody."""
    where = hub(tmp_path_factory.mktemp("nobody") / "hub")
    (where.root / "x.xlsx").write_bytes(plain())
    for line in ("undo", "collect", "excuse 990001 --why x", "sent", "backup"):
        run(*line.split(), cwd=where.root)
    drop(where, "y.pdf", b"%PDF")
    run("collect", cwd=where.root)
    run("undo", cwd=where.root)
    found, text = report(where.root, "x.xlsx")
    assert found["format"] == "careers-workbook-problem-report/1"
    return words(text) | {"accepted", "problems", "refused", "note", "why", "letter", "cell"}


def test_no_word_of_a_file_a_school_or_a_person_is_in_it(own_words: set[str], tmp_path: Path) -> None:
    where = hub(tmp_path / "Zyxwood Hub")
    data = workbook(OAK, {**ANSWERS, ("CL1", "review"): "Persephone rings 07700 900123 on Monday"}, LEAVERS)
    book = load_workbook(io.BytesIO(data))
    book.create_sheet("Quibbleton")["B2"] = '=IF(A1="Umbrage",9276308686,"Nondatum")'
    sheet = book.worksheets[1]
    sheet["F40"], sheet["F41"] = 9276308686, "Ысык-Көл"
    sheet["F40"].comment = Comment("Said by Philomena", "Philomena")
    data = saved(book)
    drop(where, "990001 Zyxwood & Partners.xlsx", data)
    run("collect", *DAY, cwd=where.root)
    run("note", OAK.urn, "Mrs Mulligatawny is ill", cwd=where.root, code=0)
    run("excuse", "990003", "--why", "Flibbertigibbet", cwd=where.root, code=0)
    run("status", "--chase", *DAY, cwd=where.root)
    _, text = report(where.root, "inbox/990001 Zyxwood & Partners.xlsx")
    secret = {
        getpass.getuser(),
        platform.node(),
        "Zyxwood",
        "Mulligatawny",
        "Flibbertigibbet",
        "Philomena",
        str(tmp_path),
    }
    secret |= {word for school in SCHOOLS for word in (school.urn, *school.name.split())} | {"Northmoor", "Coordinator"}
    for grid in load_workbook(io.BytesIO(data)).worksheets:
        secret |= {grid.title, *(str(cell.value) for row in grid.iter_rows() for cell in row if cell.value is not None)}
    assert {word for each in secret for word in words(each)} & words(text) - own_words == set()
    assert not {"9276308686", "07700", "990001", "Persephone"} & set(re.findall(r"\w+", text))


def test_it_says_enough_to_look_for_a_fault(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    (where.root / "x.xlsx").write_bytes(plain())
    found, _ = report(where.root, "x.xlsx")
    (sheet,) = found["file"]["sheets"]  # type: ignore[index]
    assert sheet["cells"] == {
        "A1": "whole number of 1, comment text of 1: a",
        "B1": "broken number of 1",
        "C1": "yes or no",
        "D1": "day",
        "E1": "text of 1: a",
        "A2": "blank, formula, uncached",
        "B2": "#REF!",
        "C2": "blank, formula, uncached",
    }
    assert found["file"]["problems"] == ["FILE-005 -!-"]  # type: ignore[index]
    assert found["register"] == {"lines": 4, "closed": 0, "with address": 4, "following others": 0, "problems": []}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Oak Lane, 12", "text of 12: Aa9_."),
        ("a\nb", "text of 3: a^"),
        ("\u00a0", "text of 1: _"),
        ("Ж→", "text of 2: A?"),
        ("", "text of 0: "),
    ],
)
def test_a_text_is_its_length_and_the_kinds_of_its_characters(text: str, kind: str) -> None:
    assert kind_of_text(text) == kind


@pytest.mark.parametrize("settings", [None, "hub: [", "nothing: here\n"])
def test_it_is_written_where_nothing_else_works(settings: str | None, tmp_path: Path) -> None:
    if settings is not None:
        (tmp_path / "collection.yaml").write_text(settings, encoding="utf-8")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no zip")
    found, _ = report(tmp_path, "broken.xlsx")
    assert found["settings"]["problems"]  # type: ignore[index]
    assert found["file"]["problems"] == ["FILE-006"]  # type: ignore[index]
    assert "no file nowhere.xlsx" in run("problem-report", "nowhere.xlsx", cwd=tmp_path, code=2).err


def test_a_file_that_ends_its_reader_is_described_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(repacked(workbook(OAK), {}))
    with Worker(Limits(seconds=0.0)) as worker:
        found = worker.describe(path)
    assert found.problem
    assert found.problem.code in ("FILE-030", "FILE-060")
