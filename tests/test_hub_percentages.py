"""What says nothing is in no percentage, wherever one stands: what is blank, and what came back as it was sent.

As soon as somebody confirms that it is right, an unchanged one counts as if the school had typed all of it.
"""

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.hub.hub import open_hub
from careers_workbook.layout.plan import plan
from careers_workbook.reports.hub.body_sheets import STATE_WORDS
from careers_workbook.reports.hub.master_workbook import hub_workbook
from tests.support.hub_folder import ANSWERS, BRANNOC, BUILT, OAK, TODAY, WOOD_A, drop, hub, workbook
from tests.support.program import run
from tests.support.schools import SPEC

pytestmark = pytest.mark.slow
DAY = ("--today", str(TODAY))
PLACE = "Further education (FE) college"
LEFT = tuple({"leaving_year": "2024/25", "intended": PLACE, "autumn": PLACE, "six_months": "Yes"} for _ in range(9))
OTHERS = {**ANSWERS, ("CL3", "completed"): "Yes", ("CL4", "completed"): "No", ("SP1", "completed"): "Not applicable"}
Percentages = dict[tuple[str, ...], float]


def collected(folder: Path, files: dict[str, bytes]) -> Path:
    where = hub(folder)
    for name, data in files.items():
        drop(where, f"{name}.xlsx", data)
    run("collect", *DAY, cwd=where.root)
    return where.root


@pytest.fixture(scope="module")
def hubs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A Hub to which one school returned; one with a blank and an unchanged workbook besides; that once it is
    confirmed; and one to which the same answers were returned as new ones."""
    root, normal = tmp_path_factory.mktemp("percentages"), workbook(OAK, ANSWERS, LEFT[:7])
    leavers = {(f"L{n:02d}", column): text for n, row in enumerate(LEFT, 1) for column, text in row.items()}
    unchanged = build(plan(SPEC), BRANNOC, Order(BUILT), {**OTHERS, **leavers}, sent_with=True)
    blank = workbook(WOOD_A, {})
    made = {
        "one": collected(root / "one", {"oak": normal}),
        "unsaid": collected(root / "unsaid", {"oak": normal, "brannoc": unchanged, "wood": blank}),
        "new": collected(root / "new", {"oak": normal, "brannoc": workbook(BRANNOC, OTHERS, LEFT)}),
    }
    made["confirmed"] = Path(shutil.copytree(made["unsaid"], root / "confirmed"))
    run("confirm", BRANNOC.urn, cwd=made["confirmed"], code=0)
    return made


def percentages(folder: Path) -> Percentages:
    """Every percentage in the tables and in the master workbook, by where it stands."""
    now = open_hub(folder, TODAY)
    made = now.consolidate(now.view(), internal=True)
    whole = made.tables
    found: Percentages = {}
    for name in ("schools", "items", "destinations"):
        for row in whole.tables[name]:
            key = [str(value) for field, value in row._asdict().items() if field in _NAMES]
            values = {field: value for field, value in row._asdict().items() if field.startswith("percent")}
            found |= {(name, *key, field): float(value) for field, value in values.items() if _is_number(value)}
    return found | dict(_in_the_workbook(hub_workbook(whole, made.board)))


_NAMES = ("urn", "ref", "checkpoint", "leaving_year", "group")


def _is_number(value: object) -> bool:
    return value is not None and str(value).replace(".", "").isdigit()


def _in_the_workbook(data: bytes) -> Iterator[tuple[tuple[str, ...], float]]:
    """But for how many of the schools expected stand how: there blank and unchanged are what is counted."""
    for sheet in load_workbook(io.BytesIO(data)):
        for table in sheet.tables.values():
            head, *rows = sheet[table.ref]
            for row in rows:
                name = [str(cell.value) for cell in row if isinstance(cell.value, str)]
                for title, cell in zip(head, row, strict=True):
                    if isinstance(cell.value, int | float) and "%" in cell.number_format and name[0] not in _STATES:
                        yield (sheet.title, *name, str(title.value)), float(cell.value)


_STATES = {*STATE_WORDS.values(), *(f"Schools: {word.lower()}" for word in STATE_WORDS.values())}


def test_they_are_those_of_the_returns_that_say_something(hubs: dict[str, Path]) -> None:
    alone = percentages(hubs["one"])
    assert percentages(hubs["unsaid"]) == alone
    places = {key[0] for key in alone}
    assert {
        "schools",
        "items",
        "destinations",
        "Summary",
        "Sections",
        "Schools",
        "Statements",
        "Destinations",
    } <= places
    assert next(v for k, v in alone.items() if k[:2] == ("Summary", "Schools returned")) == pytest.approx(1 / 4)


def test_what_is_confirmed_counts_as_if_it_were_new(hubs: dict[str, Path]) -> None:
    confirmed = percentages(hubs["confirmed"])
    assert confirmed == percentages(hubs["new"])
    assert confirmed != percentages(hubs["one"])


def test_status_counts_the_same_as_returned(hubs: dict[str, Path]) -> None:
    for name, wanted in (("one", 1), ("unsaid", 1), ("confirmed", 2), ("new", 2)):
        found = json.loads(run("status", "--format", "json", *DAY, cwd=hubs[name]).out)
        assert [found["counts"]["returned"], *(one["returned"] for one in found["caseloads"])] == [wanted, wanted]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_reports_have_none_of_what_says_nothing(hubs: dict[str, Path], tmp_path: Path, form: str) -> None:
    found = {}
    for name in ("unsaid", "confirmed"):
        run("report", "--all", "--format", form, "-o", str(tmp_path / name), *DAY, cwd=hubs[name])
        for path in (tmp_path / name).iterdir():
            found[name, path.name[:6]] = bool(re.search(r"\d ?%", path.read_text(encoding="utf-8")))
    assert {key for key, has_some in found.items() if not has_some} == {
        ("unsaid", BRANNOC.urn), ("unsaid", WOOD_A.urn), ("confirmed", WOOD_A.urn),
    }  # fmt: skip


def test_nor_has_their_data(hubs: dict[str, Path], tmp_path: Path) -> None:
    run("report", "--all", "--format", "json", "-o", str(tmp_path), *DAY, cwd=hubs["unsaid"])
    texts = {path.name[:6]: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    told = {urn: set(re.findall(r'"percent\w*": (\S+)', text)) - {"null", "null,"} for urn, text in texts.items()}
    assert [urn for urn, numbers in told.items() if numbers] == [OAK.urn]
