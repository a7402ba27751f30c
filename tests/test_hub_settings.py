"""collection.yaml: what a Hub decides, and every mistake in it with its line."""

import datetime as dt
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.hub.store.settings import SETTINGS, find, read_settings
from tests.support.hub_folder import AUTUMN, SPRING, hub

GOOD = """\
hub: Northmoor Careers Hub
collections:
  - {name: Autumn 2026, opens: 2026-10-01, due: 2026-12-31}
"""


def wrong(folder: Path, text: str) -> list[tuple[str, int | None]]:
    """The codes and lines of all that is wrong."""
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        read_settings(folder)
    assert all(str(problem) for problem in caught.value.problems)
    return [(problem.code, problem.place.line) for problem in caught.value.problems]


def test_what_is_not_said_is_as_usual(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text(GOOD, encoding="utf-8")
    found = read_settings(tmp_path)
    assert (found.name, found.spec, found.keep_leaver_rows) == (
        "Northmoor Careers Hub",
        "send-careers-checklist-2025",
        False,
    )
    assert found.register == tmp_path / "register.csv"
    assert found.folders["inbox"] == tmp_path / "inbox"
    assert found.store == tmp_path / "hub.sqlite"


def test_everything_may_be_said(tmp_path: Path) -> None:
    found = hub(tmp_path, "keep_leaver_rows: yes\nfolders: {inbox: ../in, output: made}\n")
    assert found.keep_leaver_rows
    assert (found.folders["inbox"], found.folders["output"]) == (tmp_path / "../in", tmp_path / "made")
    assert found.folders["blank"] == tmp_path / "blank"


def test_the_collection_under_way(tmp_path: Path) -> None:
    found = hub(tmp_path)
    days = {dt.date(2026, 9, 1): AUTUMN, dt.date(2026, 10, 1): AUTUMN, dt.date(2027, 1, 3): AUTUMN}
    days |= {dt.date(2027, 1, 4): SPRING, dt.date(2029, 1, 1): SPRING}
    assert {day: found.at(day).name for day in days} == days
    assert found.before(found.named(SPRING)) == found.named("  autumn 2026 ")
    assert found.before(found.named(AUTUMN)) is None
    with pytest.raises(SpecError, match=r'no round called "Sumer 2027"'):
        found.named("Sumer 2027")


@pytest.mark.parametrize("typed", ["2026-12-31", "31/12/2026", "31.12.2026", "31 December 2026", "Thursday 31/12/2026"])
def test_a_day_may_be_typed_as_people_write_it(tmp_path: Path, typed: str) -> None:
    (tmp_path / SETTINGS).write_text(GOOD.replace("2026-12-31", typed), encoding="utf-8")
    assert read_settings(tmp_path).rounds[0].due == dt.date(2026, 12, 31)


@pytest.mark.parametrize("typed", ["12/31/2026", "31/12/26", "26-12-31", "Friday 31/12/2026", "46387", "December 2026"])
def test_what_could_be_another_day_is_none(tmp_path: Path, typed: str) -> None:
    (tmp_path / SETTINGS).write_text(GOOD.replace("2026-12-31", typed), encoding="utf-8")
    with pytest.raises(SpecError, match=f'"{typed}" is not a date: write it as 31/03/2027 or 2027-03-31'):
        read_settings(tmp_path)


def test_a_spec_of_the_hubs_own(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("id: ours", encoding="utf-8")
    (tmp_path / SETTINGS).write_text(f"{GOOD}spec: ours.yaml\n", encoding="utf-8")
    assert read_settings(tmp_path).spec == str(tmp_path / "ours.yaml")


def test_it_is_found_from_below(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text(GOOD, encoding="utf-8")
    below = tmp_path / "returns" / "originals"
    below.mkdir(parents=True)
    assert find(below) == tmp_path


def test_every_mistake_is_said_with_its_line(tmp_path: Path) -> None:
    text = """\
hubb: Northmoor Careers Hub
spec: send-careers-checklst
keep_leaver_rows: perhaps
folders: {inbx: in}
collections:
  - {name: Autumn 2026, opens: 2026-12-01, due: 2026-11-30}
  - {name: autumn 2026, opens: 2026-11-01, due: 2026-12-31}
  - {name: Spring 2027, opens: soon, due: 31/02/2027}
  - {opens: 2028-01-01, due: 2028-03-31}
"""
    assert sorted(wrong(tmp_path, text), key=lambda found: (found[1] or 0, found[0])) == [
        ("SPEC-002", 1),
        ("SPEC-003", 1),
        ("SPEC-017", 2),
        ("SPEC-004", 3),
        ("SPEC-002", 4),
        ("HUB-022", 6),
        ("HUB-023", 7),
        ("HUB-024", 7),
        ("SPEC-004", 8),
        ("SPEC-004", 8),
        ("SPEC-003", 9),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "just words",
        "- a list",
        "hub: x\ncollections: soon\n",
        "hub: x\ncollections:\n  - Autumn\n",
        "hub: {a: b}\ncollections:\n  - {name: A, opens: 2026-10-01, due: 2026-12-31}\n",
        "hub: x\nfolders: here\ncollections:\n  - {name: A, opens: 2026-10-01, due: 2026-12-31}\n",
        "hub: x\n",
        "",
    ],
)
def test_anything_else_is_refused_in_words(tmp_path: Path, text: str) -> None:
    assert wrong(tmp_path, text)


def test_the_name_of_a_collection_as_a_folder(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text(GOOD.replace("Autumn 2026", '"Autumn/2026: 1st?"'), encoding="utf-8")
    assert read_settings(tmp_path).rounds[0].folder == "Autumn 2026 1st"
