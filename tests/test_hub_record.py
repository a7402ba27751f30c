"""What a Hub keeps of leavers on disk: counts and nothing else, what was published, and the secret of its rounding."""

import datetime as dt
import json
import os
import random
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from careers_workbook.core.problems import OutputError, Problem, SpecError
from careers_workbook.hub.comparison.round_comparison import compare_round
from careers_workbook.hub.hub import Consolidation, Hub, RoundView
from careers_workbook.hub.publication.publication import publish
from careers_workbook.hub.publication.published import Published
from careers_workbook.hub.publication.record import record
from careers_workbook.hub.publication.rounding import NAME, keep_secret
from careers_workbook.hub.rounds.rounds import SchoolRound, load_round
from careers_workbook.hub.store.collect import Request, collect
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from tests.support.hub_folder import AUTUMN, OAK, TODAY, drop, file, hub, workbook
from tests.support.hub_leavers import PLACES
from tests.support.hub_rounding import SECRET
from tests.support.hub_rounds import COLLECTIONS, around, hub_folder, school_round

AUTUMN_DAY = COLLECTIONS[0].due
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
    return publish(load_round(where, where.named(collection), TODAY), None if internal else SECRET)


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def cells(told: Published) -> set[str]:
    return {text for *_, text, percent in told.rows() for text in (text, percent)}


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
    assert published(where, internal=True).cohorts[0].leavers == "41"


# what was published


def at(root: Path, day: dt.date = AUTUMN_DAY, number: int = 0) -> Hub:
    return Hub(hub_folder(root), COLLECTIONS[number], day)


def dealt(rows: Sequence[Mapping[str, object]], schools: int = 8) -> list[SchoolRound]:
    """A school each for so many parts of these leavers."""
    return [school_round(n, rows[n::schools], AUTUMN_DAY) for n in range(schools)]


def consolidated(where: Hub, schools: Sequence[SchoolRound], *, force: bool = False) -> Consolidation:
    """What the command makes, and keeps."""
    now = replace(around(where.settings, where.round, schools), today=where.today)
    view = RoundView(compare_round(now, None), ())
    found = where.consolidate(view, internal=False, force=force)
    where.keep_tables(found.tables, {"workbook": lambda file: file.write(b"a workbook")})
    return found


ONE = [*leavers(*["education"] * 40), *leavers(*["other"] * 20)]
MORE = [*ONE, *leavers(*["education"] * 5)]


def the_record(where: Hub) -> Path:
    return records(where.settings) / f"{where.round.name}.json"


def test_the_record_says_what_was_shown_and_nothing_else(tmp_path: Path) -> None:
    where = at(tmp_path)
    odd = [*ONE, *leavers("employment", "other", "not known")]
    found = consolidated(where, dealt(odd))
    data = json.loads(the_record(where).read_text(encoding="utf-8"))
    assert data["format"] == "careers-workbook-published/2"
    (version,) = data["versions"]
    assert version["made"] == "2026-12-31"
    assert version["figures"] == found.tables.published.figures()
    numbers = {int(text) for text in version["figures"].values() if text.isdigit()}
    assert {number % 5 for number in numbers} == {0}
    secret = json.loads((tmp_path / "returns" / NAME).read_text(encoding="utf-8"))["secret"]
    assert kept_of(where.settings, [secret]) == [secret]
    (tmp_path / "returns" / NAME).unlink()
    assert kept_of(where.settings, [secret, secret.upper()]) == []


def test_the_same_figures_make_no_second_version(tmp_path: Path) -> None:
    where = at(tmp_path)
    consolidated(where, dealt(ONE))
    before = the_record(where).read_bytes()
    again = consolidated(at(tmp_path, AUTUMN_DAY + dt.timedelta(days=9)), dealt(ONE, 9))
    assert the_record(where).read_bytes() == before
    assert again.warnings == ()
    (version,) = again.tables.published.versions()
    assert version.made == AUTUMN_DAY


def test_figures_that_may_have_been_shared_are_not_replaced_before_somebody_says_so(tmp_path: Path) -> None:
    where, later = at(tmp_path), at(tmp_path, AUTUMN_DAY + dt.timedelta(days=9))
    consolidated(where, dealt(ONE))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(SpecError) as error:
        consolidated(later, dealt(MORE))
    (problem,) = error.value.problems
    assert problem.code == "HUB-141"
    said = "made on 31/12/2026 have changed since (12 figures): Destinations in short, 2024/25, leavers: 65, was 60;"
    assert said in problem.message
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    found = consolidated(later, dealt(MORE), force=True)
    assert codes(found.warnings) == ["HUB-141"]
    first, second = found.tables.published.versions()
    assert (first.made, second.made) == (AUTUMN_DAY, later.today)
    assert second.figures
    assert first.changes(second.figures)["Destinations in short, 2024/25, leavers"] == "65, was 60"
    consolidated(later, dealt(ONE), force=True)
    assert [one["made"] for one in json.loads(the_record(where).read_bytes())["versions"]] == [
        "2026-12-31", "2027-01-09", "2027-01-09",
    ]  # fmt: skip


def test_another_round_replaces_nothing(tmp_path: Path) -> None:
    consolidated(at(tmp_path), dealt(ONE))
    spring = consolidated(at(tmp_path, number=1), dealt(MORE))
    assert (spring.warnings, len(spring.tables.published.versions())) == ((), 1)


def test_before_there_was_any_number_nothing_was_published(tmp_path: Path) -> None:
    where = at(tmp_path)
    consolidated(where, dealt(ONE, 2))
    assert not the_record(where).exists()
    assert len(consolidated(where, dealt(ONE)).tables.published.versions()) == 1


def test_what_is_internal_is_no_version(tmp_path: Path) -> None:
    inside = publish(around(hub_folder(tmp_path), COLLECTIONS[0], dealt(ONE)), None)
    with pytest.raises(ValueError, match="internal"):
        record(hub_folder(tmp_path), inside)


def test_a_record_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    where = at(tmp_path)
    records(where.settings).parent.mkdir(exist_ok=True)
    records(where.settings).write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError) as error:
        consolidated(where, dealt(ONE))
    assert codes(error.value.problems) == ["FILE-020"]


DAMAGE: Mapping[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[:-40],
    "empty": lambda data: b"",
    "of another kind": lambda data: b"[1, 2]",
    "of a newer program": lambda data: data.replace(b"published/2", b"published/3"),
    "figures that are none": lambda data: data.replace(b'"figures": {', b'"figures": 7, "other": {'),
    "too deep": lambda data: b"[" * 100_000,
    "no text": lambda data: random.Random(1).randbytes(500),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_of_a_record_that_cannot_be_read_nobody_knows_what_changed(tmp_path: Path, damage: str) -> None:
    where = at(tmp_path)
    consolidated(where, dealt(ONE))
    the_record(where).write_bytes(DAMAGE[damage](the_record(where).read_bytes()))
    with pytest.raises(SpecError) as error:
        consolidated(where, dealt(ONE))
    assert codes(error.value.problems) == ["HUB-080"]
    found = consolidated(where, dealt(ONE), force=True)
    assert codes(found.warnings) == ["HUB-080"]
    assert [one.figures is None for one in found.tables.published.versions()] == [True, False]
    assert consolidated(where, dealt(ONE)).warnings == ()


def of_version_0_2(where: Hub) -> None:
    """A record as that version made it, with a number that it did not show."""
    records(where.settings).mkdir(parents=True, exist_ok=True)
    table = {"sheet": "Destinations", "checkpoint": "autumn", "years": ["2024/25"], "groups": ["education"]}
    old = {"format": "careers-workbook-published/1", "collection": where.round.name, "sustained": []}
    old |= {"opens": where.round.opens.isoformat(), "tables": [{**table, "counts": [[3]], "hidden": [[0, 0]]}]}
    the_record(where).write_text(json.dumps(old), encoding="utf-8")


def test_records_of_version_0_2_lose_the_numbers_that_were_not_shown(tmp_path: Path) -> None:
    """Of every collection, as soon as any of them is published anew; that something was shown is not forgotten."""
    where, spring = at(tmp_path), at(tmp_path, number=1)
    for one in (where, spring):
        of_version_0_2(one)
    found = consolidated(spring, dealt(ONE))
    assert codes(found.warnings) == ["HUB-142"]
    assert [one.figures is None for one in found.tables.published.versions()] == [True, False]
    assert not [one for one in (where, spring) if b"counts" in the_record(one).read_bytes()]
    assert codes(consolidated(where, dealt(ONE)).warnings) == ["HUB-142"]
    assert consolidated(spring, dealt(ONE)).warnings == consolidated(where, dealt(ONE)).warnings == ()


# the secret


def secret_file(root: Path) -> Path:
    return root / "returns" / NAME


def figures(where: Hub, schools: Sequence[SchoolRound]) -> dict[str, str]:
    return consolidated(where, schools, force=True).tables.published.figures()


ODD = [*ONE, *(row for year in range(10, 24) for row in leavers(*["education"] * 18, year=f"20{year}/{year + 1}"))]


def test_the_secret_is_made_once_and_for_one_person(tmp_path: Path) -> None:
    where = at(tmp_path)
    first = figures(where, dealt(ODD))
    kept = secret_file(tmp_path).read_bytes()
    assert figures(at(tmp_path, number=1), dealt(ODD)) == first
    assert secret_file(tmp_path).read_bytes() == kept
    assert os.name == "nt" or secret_file(tmp_path).stat().st_mode & 0o777 == 0o600
    secret_file(tmp_path).unlink()
    shutil.rmtree(records(where.settings))
    assert figures(where, dealt(ODD)) != first, "another secret"


@pytest.mark.parametrize("damage", ["gone", "cut off", "another", "nothing"])
def test_a_secret_that_is_lost_is_not_made_anew(tmp_path: Path, damage: str) -> None:
    where = at(tmp_path)
    first, kept = figures(where, dealt(ODD)), secret_file(tmp_path).read_bytes()
    match damage:
        case "gone":
            secret_file(tmp_path).unlink()
        case "another":
            keep_secret(tmp_path / "returns", bytes(32))
        case _:
            secret_file(tmp_path).write_bytes(kept[:30] if damage == "cut off" else b"")
    for now in (where, at(tmp_path, number=1)):
        with pytest.raises(SpecError) as error:
            consolidated(now, dealt(ODD), force=True)
        assert codes(error.value.problems) == ["HUB-140"]
    reason = "is not that by which they were rounded" if damage == "another" else "is not there or cannot be read"
    assert f"{NAME} {reason}; " in error.value.problems[0].message
    secret_file(tmp_path).write_bytes(kept)
    assert figures(where, dealt(ODD)) == first


@pytest.mark.parametrize("loser", [0, 1])
def test_two_computers_that_both_made_one_go_on_with_that_by_which_was_published(tmp_path: Path, loser: int) -> None:
    """OneDrive keeps one under its name and puts the other beside it, with the name of its computer."""
    here, there = tmp_path / "here", tmp_path / "there"
    first = figures(at(here), dealt(ODD))
    (there / "returns").mkdir(parents=True)
    keep_secret(there / "returns", bytes(range(32)))
    mine, other = (secret_file(one).read_bytes() for one in (here, there))
    names = [NAME, "rounding-OFFICE-PC.secret"]
    (here / "returns" / names[loser]).write_bytes(mine)
    (here / "returns" / names[1 - loser]).write_bytes(other)
    assert figures(at(here), dealt(ODD)) == first
    assert figures(at(here, number=1), dealt(ODD)) == first
    shutil.rmtree(records(at(here).settings))  # nothing was published yet: the one under the usual name
    assert (figures(at(here), dealt(ODD)) == first) is (loser == 0)
