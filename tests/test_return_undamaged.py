"""Nothing is wrong with what is not damaged: whatever spec, however much is filled in, in whatever format it comes.

Exactly what is stated is said, and every answer is read: of a blank workbook that nothing was filled in, of a text file
what such a file lacks, and what our own checks say of answers that stand as they were typed.
"""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.intake.returned_files import returned_files
from careers_workbook.returns.read import read_file, read_source
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.load import load, shipped
from careers_workbook.spec.model import Spec
from careers_workbook.spreadsheet.read.book import read_book
from tests.support.hostile import repacked, replaced, zipped
from tests.support.office import Office
from tests.support.second_spec import SECOND, near_twins
from tests.support.sweep import some
from tests.support.text_files import LACKING, as_text
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, Key, truth

AUDIT = load(str(Path(__file__).parent / "data" / "safeguarding.yaml"))
SPECS: dict[str, Spec] = {
    **{name: load(name) for name in sorted(shipped())},
    "near-twins": near_twins(),
    "safeguarding": AUDIT,
    "other columns": SECOND,
}
SHARES = {"blank": 0, "some": 3, "all": 1}
"""Every how manieth question is answered."""
SAID = {"blank": {"FILE-014"}, "some": {"SHEET-010"}, "all": set[str]()}
"""What may be said: that nothing was filled in, and which statements are completed without a word."""
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
FORMS = ("xlsx", "ods", "xls")
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def answers(name: str, share: str) -> dict[Key, AnswerValue]:
    """So many of them; of a table that grows whole rows."""
    grows = {slot.ref for slot in plan(SPECS[name]).slots if slot.grows}
    every, numbered = SHARES[share], enumerate(truth(SPECS[name]).items())
    return {key: one for number, (key, one) in numbered if every and (key[0] in grows or not number % every)}


@cache
def built(name: str, share: str) -> bytes:
    return build(plan(SPECS[name]), SCHOOL, Order(BUILT), answers(name, share))


def faults(read: Submission, sent: dict[Key, AnswerValue], said: Collection[str]) -> list[str]:
    """Answers that are not as they were typed, and what is said beyond what may be."""
    found = read.by_key()
    wrong = [f"{key}: {found[key].value!r}" for key, value in sent.items() if found[key].value != value]
    return [*wrong, *(str(problem) for problem in read.problems if problem.code not in said)]


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("name", SPECS)
def test_a_workbook_as_it_was_written(name: str, share: str, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(built(name, share))
    assert faults(read_file(path, SPECS[name]), answers(name, share), SAID[share]) == []


@pytest.mark.parametrize("name", SPECS)
def test_a_workbook_for_macros_in_a_zip_folder(name: str, tmp_path: Path) -> None:
    book = repacked(built(name, "all"), {"[Content_Types].xml": replaced(re.escape(PLAIN), MACROS)})
    (tmp_path / "returns.zip").write_bytes(zipped({"990001 Oak.xlsm": book}))
    (one,) = returned_files(tmp_path / "returns.zip")
    assert faults(read_source(one, SPECS[name], Context(), None), answers(name, "all"), set()) == []


@pytest.mark.parametrize("name", SPECS)
def test_each_sheet_as_a_text_file(name: str, tmp_path: Path) -> None:
    layout, path = plan(SPECS[name]), tmp_path / "return.csv"
    grids = {grid.title: grid for grid in read_book(built(name, "all")).grids}
    for sheet in layout.of_kind("checklist"):
        refs = {slot.ref for slot in layout.slots if slot.sheet == sheet.title}
        sent = {key: value for key, value in answers(name, "all").items() if key[0] in refs}
        path.write_text(as_text(grids[sheet.title]), encoding="utf-8", newline="")
        assert faults(read_file(path, SPECS[name]), sent, LACKING) == [], sheet.title


@pytest.mark.office
@pytest.mark.parametrize(
    "sample",
    some([(form, third) for form in FORMS for third in range(3)], [(form, n) for n, form in enumerate(FORMS)]),
)
def test_a_workbook_as_libreoffice_saves_it(sample: tuple[str, int], office: Office, tmp_path: Path) -> None:
    form, third = sample
    every = [*((name, "all") for name in SPECS), (FIRST_SPEC, "blank")]
    sent = {" ".join(one): one for one in every[third::3]}
    for number, (name, share) in enumerate(sent.values()):
        (tmp_path / f"{number}.xlsx").write_bytes(built(name, share))
    made = office.convert([tmp_path / f"{number}.xlsx" for number in range(len(sent))], form, tmp_path / form)
    found = {
        words: faults(read_file(path, SPECS[name]), answers(name, share), SAID[share])
        for (words, (name, share)), path in zip(sent.items(), made, strict=True)
    }
    assert found == {words: [] for words in sent}
