"""What schools say of people stands beside the name of no school in anything that others than the Hub may see."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.school import School
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from tests.support.hub_folder import AUTUMN, BRANNOC, BUILT, OAK, SPRING, WOOD_A, WOOD_B, file, hub
from tests.support.hub_terms import store
from tests.support.program import run
from tests.support.stamp import master
from tests.support.truth import FIRST_SPEC

ASKED = f"""\
id: people
version: "1"
extends: {FIRST_SPEC}
sensitive: [Worries]
reword:
  SD7: {{sensitive: true}}
add:
  - sheet: School details
    fields:
      - {{ref: SD20, id: plans, label: Children on a plan, answer: whole number, counts_people: true}}
      - {{ref: SD21, id: out, label: Pupils at home, answer: whole number}}
      - {{ref: SD22, id: staff, label: Allegations against staff, answer: whole number}}
      - {{ref: SD23, id: born, label: Born on, answer: date, sensitive: true}}
  - after: Destinations
    sheets:
      - kind: list
        title: Visits
        prefix: V
        columns: [{{id: what, label: What}}, {{id: date, label: When it was, answer: date}}]
      - kind: form
        title: Worries
        fields: [{{ref: WO1, id: worry, label: Worry}}]
"""
DAYS = {AUTUMN: "2026-12-01", SPRING: "2027-02-01"}
PLAIN = ("Qzreview", "Qzteam")
"""What is about nobody, so that it is shown."""


def said(number: int) -> dict[tuple[str, str], object]:
    """The answers of one return: every number and text stands in no other."""
    return {
        ("SD1", "answer"): f"Qzinterviewer{number}",
        ("SD2", "answer"): f"Qzinterviewee{number}",
        ("SD7", "answer"): f"Qzroles{number}",
        ("SD8", "answer"): f"about {70_000 + number}",
        ("SD9", "answer"): f"Qzplaces{number}",
        ("SD20", "answer"): 71_000 + number,
        ("SD21", "answer"): 72_000 + number,
        ("SD22", "answer"): 4_000 + number,
        ("SD23", "answer"): f"Qzborn{number}",
        ("WO1", "answer"): f"Qzworry{number}",
        ("V01", "what"): f"Qzvisit{number}",
        ("V01", "date"): f"Qzday{number}",
        ("CL1", "review"): f"Qzreview{number}",
        ("CL1", "deadline"): f"Qzteam{number}",
    }


def returned(spec: str, school: School, number: int) -> bytes:
    """A workbook with them, and what schools put beside, below and into sheets of their own."""
    leavers = [{"leaving_year": "2025/26", "intended": f"Qzleaver{number}"}, {"intended": f"Qznoyear{number}"}]
    book = openpyxl.load_workbook(io.BytesIO(master(spec, Order(BUILT)).filled(school, said(number), leavers)))
    sheet = book["School details"]
    (row,) = (cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == "SD20")
    sheet.cell(row, 5).value = f"Qzbeside{number}"
    sheet.cell(sheet.max_row + 2, 2).value = f"Qzbelow{number}"
    book["Worries"].title = f"Qztitle{number}"
    book.create_sheet(f"Qzown{number}")["A1"] = f"Qztyped{number}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """Three schools in two collections, each with other answers in the second, where some are written down besides."""
    made = hub(tmp_path_factory.mktemp("people") / "hub", "keep_leaver_rows: yes\n")
    spec = made.root / "people.yaml"
    spec.write_text(ASKED, encoding="utf-8")
    settings = made.root / SETTINGS
    settings.write_text(settings.read_text(encoding="utf-8").replace(f"spec: {FIRST_SPEC}", "spec: people.yaml"))
    made = read_settings(made.root)
    files = []
    for number, school in enumerate((OAK, BRANNOC, WOOD_A), 1):
        for at, collection in ((100 + number, AUTUMN), (200 + number, SPRING)):
            received = dt.date.fromisoformat(DAYS[collection])
            data = returned(str(spec), school, at)
            files.append(file(made, f"{at}.xlsx", data, collection=collection, received=received))
    store(made, files)
    day = ("--collection", SPRING, "--today", DAYS[SPRING])
    for school, ref, words in ((WOOD_B, "SD20", "71202"), (WOOD_B, "SD22", "4203"), (OAK, "SD8", "not 70203")):
        run("answer", school.urn, ref, words, "--by", "AS", "--complete", *day, cwd=made.root)
    return made


def shown(where: HubSettings, *words: str) -> Iterator[tuple[str, str]]:
    """Everything that the commands of a Hub say and write: its name, its bytes as text."""
    day = ("--collection", SPRING, "--today", DAYS[SPRING])
    folder = where.root / "output"
    for form in ("table", "csv", "json"):
        yield f"status as {form}", run("status", "--format", form, *day, cwd=where.root).said
    yield "status by caseload", run("status", "--by-caseload", *day, cwd=where.root).said
    yield "consolidate", run("consolidate", *words, *day, cwd=where.root).said
    for path in sorted(folder.rglob("*")):
        if path.is_file() and words == (("--internal",) if "internal" in path.parts else ()):
            yield from ((f"{path.name} {part}", text) for part, text in parts(path))


def parts(path: Path) -> Iterator[tuple[str, str]]:
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from ((name, package.read(name).decode("utf-8", "replace")) for name in package.namelist())
    elif path.suffix == ".parquet":
        yield "", pd.read_parquet(io.BytesIO(data)).to_csv()
    else:
        yield "", data.decode("utf-8", "replace")


NUMBER = r"(?<![0-9a-f])7[0-2],?[12]0[123](?![0-9a-f])"
SECRET = re.compile(rf"Qz(?!review|team)[a-z]+\d\d\d|{NUMBER}")


def test_nothing_of_people_is_in_what_others_may_see(where: HubSettings) -> None:
    texts = list(shown(where))
    found = {(name, word) for name, text in texts for word in SECRET.findall(text)}
    assert found == set()
    everything = "\n".join(text for _, text in texts)
    for number in (201, 202, 203):
        assert f"Qzreview{number}" in everything
        assert str(4_000 + number) in everything, "of staff: marks go by the spec, not by words of a label"
    inside = "\n".join(text for _, text in shown(where, "--internal"))
    kinds = {word.rstrip("0123456789") for word in re.findall(r"Qz[a-z]+\d\d\d", inside)}
    words = "interviewer interviewee roles places born worry visit day leaver below title"
    assert kinds >= {f"Qz{word}" for word in words.split(" ")}
    assert {"70201", "71201", "72201"} <= set(re.findall(NUMBER, inside))
    for internal in (False, True):
        lines = totals(where, internal=internal)
        assert {ref: schools for ref, (schools, _) in lines.items()} == {"SD20": 4, "SD21": 3}
        for ref, number in (("SD20", 71_201 + 2 * 71_202 + 71_203), ("SD21", 3 * 72_202)):
            told = lines[ref][1]
            assert told == number if internal else (told % 5, abs(told - number) < 5) == (0, True)


def totals(where: HubSettings, *, internal: bool) -> dict[str, tuple[int, int]]:
    """Ref -> schools and people, of the table of people, which is that of the sheet People counted."""
    folder = where.root / "output" / "consolidated" / SPRING / ("internal" if internal else "")
    (path,) = folder.glob("tables/people*.csv")
    (workbook,) = folder.glob("*.xlsx")
    with path.open(encoding="utf-8-sig", newline="") as file_:
        lines = {row["ref"]: (int(row["schools"]), int(row["people"])) for row in csv.DictReader(file_)}
    cells = list(openpyxl.load_workbook(workbook)["People counted"].iter_rows(max_col=4, values_only=True))
    assert {str(ref): (schools, people) for _, ref, schools, people in cells if ref in lines} == lines
    return lines
