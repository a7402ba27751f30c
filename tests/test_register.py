"""Registers as Hubs have them: from GIAS, from Excel, typed by hand, with rows that cannot be used."""

import csv
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.core.school import School
from careers_workbook.hub.register.register import Register, read_register

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "register.csv"
OAK = School("990001", "Oak Lane School", "Northmoor", "Community special school", "11-19")
PLAIN = "URN,Name,Local authority,Type,Ages\n990001,Oak Lane School,Northmoor,Community special school,11-19\n"
GIAS = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentStatus (name)", "OpenDate", "StatutoryLowAge", "StatutoryHighAge",
    "Street", "Town", "LA (previous)", "UPRN",
)  # fmt: skip


def read(tmp_path: Path, content: str | bytes) -> Register:
    file = tmp_path / "schools.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_register(file)


def refusal(tmp_path: Path, content: str | bytes) -> tuple[str, str]:
    with pytest.raises(SpecError) as caught:
        read(tmp_path, content)
    (problem,) = caught.value.problems
    return problem.code, str(problem)


def found(register: Register) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.place.line) for problem in register.problems]


def test_the_example_lists_twelve_fictional_schools() -> None:
    register = read_register(EXAMPLE)
    assert [school.urn for school in register.schools] == [str(990001 + n) for n in range(12)]
    assert register.problems == ()
    assert register.schools[0] == OAK
    assert all(school.local_authority and school.type and school.ages for school in register.schools)
    assert max(len(school.name) for school in register.schools) == 96


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_way_in_which_excel_saves_text(tmp_path: Path, encoding: str, newline: str) -> None:
    text = PLAIN.replace("Oak Lane", "St Brannoc’s Öak – Lane").replace("\n", newline)
    register = read(tmp_path, text.encode(encoding))
    assert [school.name for school in register.schools] == ["St Brannoc’s Öak – Lane School"]
    assert register.schools[0].ages == "11-19"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("first", ["", "\n", "sep={}\n"])
def test_delimiters(tmp_path: Path, delimiter: str, first: str) -> None:
    text = first.format(delimiter) + PLAIN.replace(",", delimiter)
    assert read(tmp_path, text).schools == (OAK,)


@pytest.mark.parametrize(
    "header",
    [
        "urn,NAME,la,TYPE,age range",
        "School URN,School,LA (name),School type,Ages",
        "Unique Reference Number, school  name ,Local Authority (name),Type of establishment,Ages of pupils",
        "URN,EstablishmentName,LA (name),TypeOfEstablishment (name),Ages",
    ],
)
def test_headings_are_known_by_many_names(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, PLAIN.replace("URN,Name,Local authority,Type,Ages", header)).schools == (OAK,)


def test_columns_may_stand_in_any_order_and_some_may_be_missing(tmp_path: Path) -> None:
    text = "Notes,Name,URN\nring first,Oak Lane School,990001\n,  Two\t spaces ,990002\n"
    assert read(tmp_path, text).schools == (School("990001", "Oak Lane School"), School("990002", "Two spaces"))


@pytest.mark.parametrize("urn", ["990001", " 990001 ", "990 001", "990001.0", "990001.00", "'990001", '"990001"'])
def test_urns_as_spreadsheets_leave_them(tmp_path: Path, urn: str) -> None:
    assert [school.urn for school in read(tmp_path, f"URN,Name\n{urn},Oak Lane School\n").schools] == ["990001"]


@pytest.mark.parametrize("urn", ["", "99001", "9900011", "099001", "990001.5", "9.9E5", "URN990001", "OAK", "٩٩٠٠٠١"])
def test_what_is_no_urn_is_reported_with_its_line(tmp_path: Path, urn: str) -> None:
    register = read(tmp_path, f"URN,Name\n{urn},Oak Lane School\n990002,Next School\n")
    assert found(register) == [("HUB-002", 2)]
    assert f'"{urn}"' in str(register.problems[0])
    assert [school.urn for school in register.schools] == ["990002"]


def test_bad_rows_are_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    text = (
        "URN,Name,LA\n990001,Oak Lane School,Northmoor\n\nnot a urn,Some School,\n990001,Oak Lane again,Northmoor\n"
        '990002,,Northmoor\n990003,"Two\nlines",Northmoor\n,,\n'
        "990004,Meadowfield School, Eastvale, Northmoor\n990005,Last,\n"
    )
    register = read(tmp_path, text)
    assert found(register) == [("HUB-002", 4), ("HUB-003", 5), ("HUB-004", 6), ("HUB-007", 10)]
    assert "in line 2" in str(register.problems[1])
    assert [(school.urn, school.name) for school in register.schools] == [
        ("990001", "Oak Lane School"),
        ("990003", "Two lines"),
        ("990005", "Last"),
    ]


def test_empty_cells_behind_the_last_column_do_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "URN,Name,,\n990001,Oak Lane School,,,,\n").schools == (School("990001", "Oak Lane School"),)


@pytest.mark.parametrize(
    ("low", "high", "ages"),
    [("11", "19", "11-19"), ("11.0", "19.0", "11-19"), ("16", "", "from 16"), ("", "16", "up to 16")],
)
def test_ages_of_gias(tmp_path: Path, low: str, high: str, ages: str) -> None:
    text = f"URN,Name,StatutoryLowAge,StatutoryHighAge\n990001,Oak Lane School,{low},{high}\n"
    assert read(tmp_path, text).schools[0].ages == ages


def test_a_gias_extract(tmp_path: Path) -> None:
    rows = [
        ("990001", "991", "Northmoor", "7001", "Oak Lane School", "7", "Community special school", "Open", "01-09-1999",
         "11", "19", "1 Oak Lane", "Northmoor", "", "2E+11"),
        ("990002", "2", "Wexcombe, City of", "7002", "St Brannoc’s School / Ysgol", "14", "Pupil referral unit", "Open",
         "01/09/2001", "", "", 'The "Old" House, High Street', "Wexcombe", "", ""),
    ]  # fmt: skip
    file = tmp_path / "edubasealldata.csv"
    with file.open("w", encoding="cp1252", newline="") as out:
        csv.writer(out).writerows([GIAS, *rows])
    register = read_register(file)
    assert register.problems == ()
    assert register.schools == (
        OAK,
        School("990002", "St Brannoc’s School / Ysgol", "Wexcombe, City of", "Pupil referral unit", ""),
    )


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        ("", "HUB-006", "no school"),
        ("\n\n , ,\n", "HUB-006", "no school"),
        ("URN,Name\n", "HUB-006", "no school"),
        ("Name,LA\nOak Lane School,Northmoor\n", "HUB-001", "found: Name, LA"),
        ("990001,Oak Lane School\n990002,Next\n", "HUB-001", "990001"),
        ("URN,LA\n990001,Northmoor\n", "HUB-008", "found: URN, LA"),
        ('URN,Name\n990001,"Oak Lane School\n', "HUB-005", "line 2"),
        (b"PK\x03\x04rest of a workbook", "HUB-005", "cut off"),
        (b"\xd0\xcf\x11\xe0rest", "HUB-005", "not a text file"),
        (b"URN\x00,Name\n", "HUB-005", "not a text file"),
        (b"\xff\xfeU", "HUB-005", "not a text file"),
    ],
)
def test_what_is_no_register_is_refused_in_one_sentence(
    tmp_path: Path, content: str | bytes, code: str, word: str
) -> None:
    got, words = refusal(tmp_path, content)
    assert got == code
    assert word in words


def test_a_register_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(SpecError) as caught:
            read_register(path)
        assert [problem.code for problem in caught.value.problems] == ["HUB-005"]
