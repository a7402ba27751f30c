"""What a Hub keeps of leavers on disk: counts and nothing else, and a record of what was published."""

import json
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from careers_workbook.core.problems import OutputError
from careers_workbook.hub.publication.publication import publish
from careers_workbook.hub.publication.published import Published
from careers_workbook.hub.publication.record import record
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.store.collect import Request, collect
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from tests.support.hub_folder import AUTUMN, BRANNOC, LATER, OAK, SPRING, TODAY, drop, file, hub, workbook
from tests.support.hub_leavers import PLACES

LABELS = {group: name for name, (group, _) in reversed(PLACES.items())}
UPN, ULN, EMAIL = "B801200005001", "9276308686", "jo.smith@oaklane.example"


def leavers(*groups: str, year: str = "2024/25") -> list[dict[str, object]]:
    return [{"leaving_year": year, "intended": LABELS[each], "autumn": LABELS[each]} for each in groups]


MANY = leavers(*["education"] * 20, *["employment"] * 8, *["other"] * 9, "apprenticeship", "not known")


def keep(where: HubSettings, *files: tuple[str, bytes], collection: str = AUTUMN) -> None:
    with Store(where.store, write=True) as store:
        for name, data in files:
            store.add(file(where, name, data, collection=collection))


def published(where: HubSettings, collection: str = AUTUMN, *, internal: bool = False) -> Published:
    return publish(load_round(where, where.named(collection), TODAY), internal=internal)


def cells(told: Published) -> set[str]:
    return {text for *_, text, percent in told.rows() for text in (text, percent)}


def years(told: Published, point: str = "autumn") -> dict[str, str]:
    table = next(one for one in told.tables if one.id == point)
    return {year: " ".join(row) for year, row in zip(table.row_names, table.texts(), strict=True)}


def records(where: HubSettings) -> Path:
    return where.folders["returns"] / "published"


def everything_kept(where: HubSettings) -> bytes:
    """All bytes but those of the originals, which are the schools' own files."""
    files = [path for path in where.root.rglob("*") if path.is_file()]
    own = [where.folders["inbox"], where.folders["returns"] / "originals"]
    return b"\n".join(path.read_bytes() for path in files if not any(path.is_relative_to(one) for one in own))


PECULIAR = [
    {"leaving_year": "2024/25", "intended": "Residential care", "autumn": "Aunt Mary's farm"},
    {"leaving_year": "2024/25", "intended": f"College, UPN {UPN}", "autumn": ULN},
    {"leaving_year": EMAIL, "intended": "Supported internship", "autumn": f"ask {EMAIL}"},
]
TYPED = ("L01", "L02", "L03", "Aunt Mary", UPN, ULN, EMAIL, "jo.smith")


def kept_of(where: HubSettings, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.encode() in everything_kept(where)]


def test_nothing_of_one_leaver_is_kept_unless_the_hub_says_so(tmp_path: Path) -> None:
    """What is offered may be quoted as advice, so that places are looked for where every cell holds one."""
    rows, other = [*MANY, *PECULIAR], [*MANY, *leavers("not sustained"), {"intended": "Residential care"}]
    for folder, extra, kept in (("without", "", False), ("with", "keep_leaver_rows: yes\n", True)):
        where = hub(tmp_path / folder, extra)
        keep(where, ("oak.xlsx", workbook(OAK, leavers=rows)))
        record(where, published(where))
        assert list((where.folders["returns"] / "receipts").glob("*.json"))
        assert kept_of(where, [b.decode() for b in (b"education", b"Oak Lane School")])
        assert kept_of(where, TYPED) == (["L01", "L02", "L03", "Aunt Mary"] if kept else [])
        told = [published(where, internal=internal) for internal in (False, True)]
        assert not [text for one in told for text in cells(one) if any(word in text for word in TYPED)]
        where = hub(tmp_path / f"{folder} the places", extra)
        keep(where, ("oak.xlsx", workbook(OAK, leavers=other)))
        record(where, published(where))
        assert bool(kept_of(where, set(PLACES) - {"Apprenticeship", "Not known"})) == kept  # said of others too


def test_rows_that_were_kept_are_gone_when_the_hub_thinks_better_of_it(tmp_path: Path) -> None:
    where = hub(tmp_path, "keep_leaver_rows: yes\n")
    drop(where, "oak.xlsx", workbook(OAK, leavers=[*MANY, *PECULIAR]))
    request = Request(AUTUMN, TODAY)
    list(collect(where, [where.folders["inbox"]], request))
    assert kept_of(where, TYPED)
    where = hub(tmp_path)
    assert [taken.source for taken in collect(where, [where.folders["inbox"]], request)]
    assert kept_of(where, TYPED) == []
    assert published(where).cohorts[0].leavers == "41"


def test_the_record_says_what_was_shown_and_what_was_not(tmp_path: Path) -> None:
    where = hub(tmp_path)
    keep(where, ("oak.xlsx", workbook(OAK, leavers=MANY)))
    told = published(where)
    record(where, told)
    (path,) = records(where).iterdir()
    first = path.read_bytes()
    data = json.loads(first)
    assert (path.name, data["format"], data["collection"]) == (f"{AUTUMN}.json", "careers-workbook-published/1", AUTUMN)
    (autumn,) = (one for one in data["tables"] if one["checkpoint"] == "autumn")
    assert autumn["counts"] == [[20, 1, 8, 9, 0, 1, 0]]
    assert "[c]" in years(told)["2024/25"]
    record(where, published(where))
    assert path.read_bytes() == first
    with pytest.raises(ValueError, match="internal"):
        record(where, published(where, internal=True))
    assert published(where) == told  # its own record is no obstacle


def test_a_record_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    where = hub(tmp_path)
    records(where).parent.mkdir(exist_ok=True)
    records(where).write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError) as error:
        record(where, published(where))
    assert [problem.code for problem in error.value.problems] == ["FILE-020"]


def spring_after(where: HubSettings) -> None:
    """Two collections with the same school, of which the first was published."""
    data = workbook(OAK, leavers=MANY)
    keep(where, ("oak.xlsx", data))
    keep(where, ("oak-again.xlsx", data), collection=SPRING)
    record(where, published(where))


DAMAGE = {
    "cut off": lambda text: text[:-40],
    "empty": lambda text: "",
    "of another kind": lambda text: "[1, 2]",
    "of a newer program": lambda text: text.replace("published/1", "published/2"),
    "a number that is none": lambda text: text.replace("20,", '"20",'),
    "below zero": lambda text: text.replace("20,", "-20,"),
    "a row too short": lambda text: text.replace("20,", "", 1),
    "a hidden cell outside": lambda text: text.replace('"hidden": [', '"hidden": [[7, 7],'),
    "a year of few": lambda text: text.replace("20,", "0,").replace("8,", "0,").replace("9,", "0,"),
    "too deep": lambda text: "[" * 100_000,
    "without the sustained": lambda text: text.replace('"sustained"', '"other"'),
    "no day": lambda text: text.replace("2026-10-01", "1 October"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_beside_a_record_that_cannot_be_read_nothing_is_shown(tmp_path: Path, damage: str) -> None:
    where = hub(tmp_path)
    spring_after(where)
    (path,) = records(where).iterdir()
    path.write_text(DAMAGE[damage](path.read_text(encoding="utf-8")), encoding="utf-8")
    told = published(where, SPRING)
    assert [problem.code for problem in told.problems] == ["HUB-080"]
    assert str(path) in told.problems[0].message
    assert cells(told) <= {"[c]", "[z]"}
    assert told.cohorts[0].leavers == "39"
    assert (told.cohorts[0].in_eet, told.cohorts[0].sustained) == ("[c]", "[c]")
    assert not any(problem for problem in published(where, SPRING, internal=True).problems)
    record(where, told)
    path.unlink()
    assert published(where, SPRING).problems == ()


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    where = hub(tmp_path)
    spring_after(where)
    for path in list(records(where).iterdir()):
        path.write_bytes(random.Random(1).randbytes(500))
    assert [problem.code for problem in published(where, SPRING).problems] == ["HUB-080"]


def in_other_groups(where: HubSettings, old: str, new: str) -> None:
    (path,) = records(where).iterdir()
    path.write_text(path.read_text(encoding="utf-8").replace(f'"{old}"', f'"{new}"'), encoding="utf-8")


def test_years_that_were_grouped_differently_are_left_out(tmp_path: Path) -> None:
    where = hub(tmp_path)
    spring_after(where)
    in_other_groups(where, "employment", "work")
    more = [*MANY, *leavers(*["education"] * 9, *["other"] * 8, year="2025/26")]
    keep(where, ("oak-late.xlsx", workbook(BRANNOC, leavers=more)), collection=SPRING)
    told = published(where, SPRING)
    assert {problem.code for problem in told.problems} == {"HUB-081"}
    assert AUTUMN in told.problems[0].message
    assert "work" in told.problems[0].message
    assert set(years(told)["2024/25"].split()) == {"[c]"}
    assert years(told)["2025/26"].endswith(" 17")
    assert years(told)["All years shown"].endswith(" 17")


def test_a_group_that_nobody_was_counted_in_may_come_and_go(tmp_path: Path) -> None:
    where = hub(tmp_path)
    data = workbook(OAK, leavers=leavers(*["education"] * 20, *["employment"] * 8))
    keep(where, ("oak.xlsx", data))
    keep(where, ("oak-again.xlsx", data), collection=SPRING)
    told = published(where)
    record(where, told)
    in_other_groups(where, "apprenticeship", "training")
    assert published(where, SPRING).problems == ()
    assert years(published(where, SPRING)) == years(told)


def test_a_copy_of_a_record_that_a_synced_folder_made(tmp_path: Path) -> None:
    where = hub(tmp_path)
    spring_after(where)
    (path,) = records(where).iterdir()
    path.with_name(f"{AUTUMN}-DESKTOP-7.json").write_bytes(path.read_bytes())
    told = published(where, SPRING)
    assert told.problems == ()
    assert years(told) == years(published(where))
    record(where, told)
    assert years(published(where, SPRING)) == years(told)


def test_only_what_was_published_counts_as_published(tmp_path: Path) -> None:
    where = hub(tmp_path)
    keep(where, ("oak.xlsx", workbook(OAK, leavers=MANY)))
    keep(where, ("oak-again.xlsx", workbook(OAK, leavers=[*MANY, *leavers("other", "other")])), collection=SPRING)
    alone = years(published(where, SPRING))
    record(where, published(where))
    assert years(published(where, SPRING)) != alone
    assert load_round(where, where.named(SPRING), LATER).returned
