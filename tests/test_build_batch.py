"""Many files: safe names, one a school, whole or not at all, nothing overwritten unasked."""

import datetime as dt
import os
import re
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.blanks.batch import build_all
from careers_workbook.blanks.workbook import Order
from careers_workbook.core.file_names import file_name
from careers_workbook.core.output import OutputFolder
from careers_workbook.core.problems import OutputError
from careers_workbook.core.school import School
from careers_workbook.hub.register.register import read_register
from tests.support.built import ORDER, SCHOOL, layout, opened

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "examples" / "register.csv"
ENDING = " - careers checklist.xlsx"
TWO = (SCHOOL, School("990002", "St Brannoc's School"))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Oak Lane School", "990001 Oak Lane School - careers checklist.xlsx"),
        (
            "Rivermead Sixth Form / Post-16 Centre",
            "990001 Rivermead Sixth Form - Post-16 Centre - careers checklist.xlsx",
        ),
        ("The Larches: A School", "990001 The Larches - A School - careers checklist.xlsx"),
        ("St Brannoc's & St John's", "990001 St Brannoc's & St John's - careers checklist.xlsx"),
        ('The "Best" #1 School? 100% ~ <yes>', "990001 The Best 1 School 100 yes - careers checklist.xlsx"),
        ("Ysgol y Go\u0302r", "990001 Ysgol y Gôr - careers checklist.xlsx"),
        ("Z\u0334\u0327ed", "990001 Zed - careers checklist.xlsx"),
        (" ... Dots.  and\tspaces. ", "990001 ... Dots. and spaces - careers checklist.xlsx"),
        ("A\u202egnihsif\x07\u200b", "990001 Agnihsif - careers checklist.xlsx"),
        ("", "990001 - careers checklist.xlsx"),
        ("///", "990001 - careers checklist.xlsx"),
    ],
)
def test_file_names(name: str, file: str) -> None:
    assert file_name(School("990001", name)) == file


@given(st.text(max_size=300))
def test_any_name_gives_a_name_that_windows_and_sharepoint_take(name: str) -> None:
    file = file_name(School("990001", name))
    assert re.fullmatch(r'990001[^"*:<>?/\\|#%~\x00-\x1f\x7f]* - careers checklist\.xlsx', file)
    assert len(file) <= 120
    assert len(file.encode()) <= 255
    assert unicodedata.normalize("NFC", file) == file
    assert not [c for c in file if unicodedata.category(c)[0] in "MC"]
    assert "  " not in file
    assert not file.removesuffix(ENDING).endswith((".", " "))


def test_a_long_name_is_cut_at_a_word() -> None:
    long = "Meadowfield School for Communication and Interaction and Speech and Language Therapy and Sensory Impairment"
    file = file_name(School("990001", long))
    assert len(file) <= 120
    assert long.startswith(file.removeprefix("990001 ").removesuffix(ENDING))
    assert long[len(file.removeprefix("990001 ").removesuffix(ENDING))] == " "


def test_twelve_schools_get_twelve_files_that_say_whose_they_are(tmp_path: Path) -> None:
    schools = read_register(REGISTER).schools
    built = list(build_all(layout(), schools, OutputFolder(tmp_path / "new" / "folder"), ORDER))
    assert [one.problem for one in built] == [None] * 12
    assert len({one.path for one in built}) == 12
    assert sorted(one.path for one in built) == sorted((tmp_path / "new" / "folder").iterdir())
    for one in built:
        about = opened(one.path.read_bytes())["About this workbook"]
        assert one.school.urn in {cell.value for row in about.iter_rows() for cell in row}


def test_schools_of_one_urn_and_name_do_not_share_a_file(tmp_path: Path) -> None:
    twins = (SCHOOL, SCHOOL, School(SCHOOL.urn, SCHOOL.name.upper()))
    names = [one.path.name for one in build_all(layout(), twins, OutputFolder(tmp_path), ORDER)]
    assert names == [
        "990001 Oak Lane School - careers checklist.xlsx",
        "990001 Oak Lane School (2) - careers checklist.xlsx",
        "990001 OAK LANE SCHOOL (3) - careers checklist.xlsx",
    ]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_file_that_exists_is_left_alone_unless_forced(tmp_path: Path) -> None:
    mine = tmp_path / file_name(SCHOOL)
    mine.write_text("my notes")
    first, second = build_all(layout(), TWO, OutputFolder(tmp_path), ORDER)
    assert first.problem
    assert (first.problem.code, first.path, second.problem) == ("FILE-021", mine, None)
    assert str(mine) in str(first.problem)
    assert mine.read_text() == "my notes"
    assert [one.problem for one in build_all(layout(), TWO, OutputFolder(tmp_path, force=True), ORDER)] == [None, None]
    assert mine.read_bytes().startswith(b"PK")


def test_a_file_that_cannot_be_replaced_is_named_and_the_others_are_built(tmp_path: Path) -> None:
    (tmp_path / file_name(SCHOOL)).mkdir()
    first, second = build_all(layout(), TWO, OutputFolder(tmp_path, force=True), ORDER)
    assert first.problem
    assert (first.problem.code, second.problem) == ("FILE-020", None)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(OutputError) as caught:
        list(build_all(layout(), TWO, OutputFolder(file / "folder"), ORDER))
    assert [problem.code for problem in caught.value.problems] == ["FILE-020"]
    assert str(file / "folder") in str(caught.value)


FULL_DISK = """
import resource, sys
from pathlib import Path
from careers_workbook.blanks.batch import build_all
from careers_workbook.core.output import OutputFolder
from careers_workbook.core.problems import OutputError
from tests.support.built import ORDER, layout
from tests.test_build_batch import TWO
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    list(build_all(layout(), TWO, OutputFolder(Path(sys.argv[1])), ORDER))
except OutputError as error:
    print(error.problems[0].code)
"""


def test_a_disk_that_is_full_leaves_nothing_half_written(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "FILE-020\n"
    assert list(tmp_path.iterdir()) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 20_000


def test_stopping_half_way_leaves_whole_files_only(tmp_path: Path) -> None:
    def schools() -> Iterator[School]:
        yield SCHOOL
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(build_all(layout(), schools(), OutputFolder(tmp_path), ORDER))
    (made,) = tmp_path.iterdir()
    assert opened(made.read_bytes()).sheetnames[0] == "Start here"


def test_the_day_of_building_is_the_only_day_in_the_file(tmp_path: Path) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    for folder in (early, late, early):
        list(build_all(layout(), [SCHOOL], OutputFolder(folder, force=True), Order(dt.date(2026, 11, 23))))
    assert (early / file_name(SCHOOL)).read_bytes() == (late / file_name(SCHOOL)).read_bytes()
