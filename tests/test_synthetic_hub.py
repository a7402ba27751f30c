"""The made-up Hub that the tests of the Hub stand on: its files say what its truth says, and it names nobody."""

import datetime as dt
import statistics
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import build
from careers_workbook.core.school import School
from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file, read_path
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.load import lineage
from tests.support import hub_count, hub_leavers, hub_names
from tests.support.hub_damage import TO_ANSWERS, TO_FILES
from tests.support.hub_paper import MISSING, NOT_ASKED, OLD, Paper, State, Unread
from tests.support.hub_post import Written
from tests.support.hub_ways import SPECIAL
from tests.support.synthetic_hub import Return, SyntheticHub, make_hub

AUTUMN, SPRING, SUMMER = (
    ("Autumn 2026", dt.date(2026, 9, 14), dt.date(2026, 12, 31)),
    ("Spring 2027", dt.date(2027, 1, 11), dt.date(2027, 3, 31)),
    ("Summer 2027", dt.date(2027, 4, 19), dt.date(2027, 7, 31)),
)
Post = dict[str, tuple[Path, list[Written]]]


@pytest.fixture(scope="module")
def small() -> SyntheticHub:
    return make_hub(12, (AUTUMN, SPRING), seed=1)


@pytest.fixture(scope="module")
def large() -> SyntheticHub:
    return make_hub(200, (AUTUMN, SPRING, SUMMER), seed=1)


@pytest.fixture(scope="module")
def post(small: SyntheticHub, tmp_path_factory: pytest.TempPathFactory) -> Post:
    root = tmp_path_factory.mktemp("post")
    return {one.name: (root / one.name, small.write_returns(one.name, root / one.name)) for one in small.collections}


# what stands in the files


@pytest.mark.parametrize("collection", [AUTUMN[0], SPRING[0]])
def test_every_return_is_read_as_it_is(small: SyntheticHub, tmp_path: Path, collection: str) -> None:
    returned = small.came(collection)
    for piece in small.post[collection]:
        if piece.counts:
            _is_read(small, returned[piece.urn], piece.paper, tmp_path)
    assert {piece.urn for piece in small.post[collection] if piece.counts} == set(returned)


@pytest.mark.slow
def test_damage_and_formats_of_a_large_hub_are_read_as_they_are(large: SyntheticHub, tmp_path: Path) -> None:
    """One return of every damage to a file, and one that LibreOffice saved."""
    wanted = {damage.__name__.replace("_", " ") for damage in TO_FILES} | {"ods"}
    for piece in (piece for posted in large.post.values() for piece in posted if piece.counts):
        collection = next(name for name, posted in large.post.items() if piece in posted)
        one = large.came(collection)[piece.urn]
        kind = "ods" if piece.paper.form == "ods" else one.damage
        if kind in wanted:
            wanted.remove(kind)
            _is_read(large, one, piece.paper, tmp_path)
    assert not wanted


def test_a_hub_may_use_the_older_checklist(tmp_path: Path) -> None:
    hub = make_hub(6, (AUTUMN,), seed=3, spec=OLD)
    for one in hub.came(AUTUMN[0]).values():
        assert NOT_ASKED not in one.content.values()
        _is_read(hub, one, one.paper, tmp_path)


def _is_read(hub: SyntheticHub, one: Return, paper: Paper, folder: Path) -> None:
    path = folder / f"return.{paper.form}"
    path.write_bytes(paper.data())
    found = read_file(path, context=Context(hub.collection(one.collection).today, carry_to=lineage(hub.spec)))
    about = (one.urn, one.collection, one.damage)
    content = {(a.ref, a.column_id): _said(a) for a in found.answers if not _is_leaver(a) and a.state != "blank"}
    assert content == {key: _meant(value) for key, value in one.content.items()}, about
    assert _leavers(found) == (None if one.leavers is None else [_row(row) for row in one.leavers]), about
    for severity, codes in (("error", one.errors), ("warning", one.warnings)):
        assert {p.code for p in found.problems if p.severity == severity} == codes, about


def _is_leaver(answer: Answer) -> bool:
    return answer.sheet == "Destinations"


def _said(answer: Answer) -> object:
    raw = "" if answer.raw is None else str(answer.raw)
    return answer.value if answer.state == "answered" else (answer.state, raw)


def _meant(value: object) -> object:
    if isinstance(value, State):
        return value.word, ""
    return ("unreadable", str(value)) if isinstance(value, Unread) else value


def _row(row: dict[str, object]) -> dict[str, object]:
    return {name: _meant(value) for name, value in row.items()}


def _leavers(found: Submission) -> list[dict[str, object]] | None:
    if "Destinations" in found.missing_sheets:
        return None
    rows: dict[str, dict[str, object]] = {}
    for answer in found.answers:
        if _is_leaver(answer) and answer.state != "blank":
            rows.setdefault(answer.ref, {})[answer.column_id] = _said(answer)
    return list(rows.values())


def test_what_is_stamped_reads_as_what_is_built(small: SyntheticHub, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    for one in list(small.came(AUTUMN[0]).values())[::5]:
        prepared = sum(slot.column == "leaving_year" for slot in one.paper.master.layout.slots)
        paper = replace(one.paper, changes=(), leavers=one.paper.leavers[:prepared])
        path.write_bytes(paper.data())
        stamped = read_file(path)
        leavers = {(f"L{n:02d}", name): v for n, row in enumerate(paper.leavers, 1) for name, v in row.items()}
        path.write_bytes(build(paper.master.layout, paper.school, paper.order, {**paper.content, **leavers}))
        assert read_file(path) == stamped


# how the files come


def test_the_post_holds_what_counts_and_all_that_comes_with_it(small: SyntheticHub, post: Post) -> None:
    for name, (folder, written) in post.items():
        counting = Counter(piece.urn for piece in written if piece.counts)
        assert counting == Counter(list(small.came(name)))
        assert {piece.path for piece in written} == {p for p in folder.rglob("*") if p.is_file() or p.is_symlink()}
        assert {piece.urn for piece in written if piece.what in SPECIAL and piece.code} == {
            urn for collection, urn in small.lost if collection == name
        }
    whats = {piece.what for _, written in post.values() for piece in written}
    assert whats >= {"older version", "later blank", "duplicate", "unknown school", "mail without a workbook"}
    assert whats >= {"a PDF", "cut off", "damaged in a zip", "locked", "password"}


def test_what_cannot_be_read_is_refused_for_the_reason_given(post: Post) -> None:
    for folder, written in post.values():
        refused = {(p.path, p.member): p.code for p in written if p.code}
        found = {}
        for one in (one for path in {path for path, _ in refused} for one in read_path(path)):
            path = next(path for path, _ in refused if one.file.startswith(str(path)))
            found[path, one.file.removeprefix(str(path)).strip("/")] = [p.code for p in one.problems][:1]
        assert {place: found[place] for place in refused} == {place: [code] for place, code in refused.items()}
        assert folder.is_dir()


def test_the_newer_version_and_not_the_later_blank_counts(small: SyntheticHub, post: Post) -> None:
    for name, (_, written) in post.items():
        for piece in written:
            counting = next((p.sent for p in written if p.counts and p.urn == piece.urn), None)
            match piece.what:
                case "older version":
                    assert piece.sent < counting
                case "later blank" | "duplicate":
                    assert piece.sent > counting
                case "return" if piece.counts:
                    assert piece.sent == small.came(name)[piece.urn].sent


def test_the_same_seed_gives_the_same_bytes(small: SyntheticHub, post: Post, tmp_path: Path) -> None:
    again = make_hub(12, (AUTUMN, SPRING), seed=1)
    assert again.register_csv() == small.register_csv()
    assert again.returns == small.returns
    assert make_hub(12, (AUTUMN, SPRING), seed=2).returns != small.returns
    folder, written = post[AUTUMN[0]]
    for one, other in zip(again.write_returns(AUTUMN[0], tmp_path), written, strict=True):
        assert one.path.relative_to(tmp_path) == other.path.relative_to(folder)
        assert one.path.lstat().st_mtime == other.path.lstat().st_mtime
        if one.what not in ("password", "locked"):  # locked with another salt each time; a link
            assert one.path.read_bytes() == other.path.read_bytes()


# who is in it


def test_no_school_is_real_and_nobody_is_named(large: SyntheticHub) -> None:
    for one in large.members:
        assert any(place in one.school.name for place in (*hub_names.PLACES, "Sallowbeck")), one.school
        assert one.school.local_authority in hub_names.AUTHORITIES
        assert 989_000 < int(one.urn) < 991_000
        assert one.email == "" or one.email.endswith(".example")
        assert one.caseload.startswith("Coordinator ")
        assert School(*(one.on_workbook.detail(name) for name in ("urn", "name", "local_authority", "type", "ages")))


def test_names_are_as_awkward_as_real_ones(large: SyntheticHub) -> None:
    names = [one.school.name for one in large.expected]
    assert len(names) == 200
    assert max(map(len, names)) == 96
    assert all(any(mark in name for name in names) for mark in ",'/:°É&“")
    assert Counter(names).most_common(1)[0][1] > 5
    assert any(not one.email for one in large.expected)
    assert {one.closed for one in large.members} == {"", "31/08/2026"}
    assert [one.replaces for one in large.expected if one.replaces] == ["989001", "989002"]


def test_cohorts_are_as_large_as_those_of_special_schools(large: SyntheticHub) -> None:
    sizes = [
        Counter(row.get("leaving_year") for row in one.leavers or ())[year]
        for one in large.came(AUTUMN[0]).values()
        for year in hub_leavers.years(AUTUMN[1])
    ]
    assert 12 <= statistics.median(sizes) <= 16
    assert (min(sizes), max(sizes)) == (0, 77)


def test_every_kind_of_damage_and_of_change_is_there(large: SyntheticHub) -> None:
    damage = {one.damage for one in large.returns.values()}
    assert damage == {d.__name__.replace("_", " ") for d in (*TO_ANSWERS, *TO_FILES)} | {"", "only the file name says"}
    ways = {piece.way for posted in large.post.values() for piece in posted}
    assert ways >= {"file", "zip", "mail", "mail with a zip"}
    assert any(one.unchanged for one in large.returns.values())
    changed = hub_count.changes(large, AUTUMN[0], SPRING[0]).values()
    assert {kind for school in changed for kind in school} == {
        *("newly done", "slipped back", "deadline moved", "new action", "text changed"),
    }
    typed = {str(v)[:1] for one in large.returns.values() for v in one.content.values() if isinstance(v, str)}
    assert typed >= set("=+-@")


# how it is counted


def test_the_count_by_hand_of_a_hub_that_was_filled_in_by_hand(small: SyntheticHub) -> None:
    """Four schools, two statements: few enough to count on one's fingers."""
    day = dt.date(2027, 1, 7)
    hub = _four_schools(small, day)
    cl1 = hub_count.by_item(hub, "now")["CL1"]
    assert cl1 == dict(zip(hub_count.KINDS, (1, 1, 0, 1, 0, 0, 1, 0), strict=True)) | {"percent": 100 / 3}
    cl2 = hub_count.by_item(hub, "now")["CL2"]
    assert (cl2["unclear"], cl2["no"], cl2["blank"], cl2["not asked"], cl2["percent"]) == (1, 1, 1, 1, 0)
    one = hub_count.by_school(hub, "now", day)["990001"]
    assert (one["done"], one["unclear"], one["overdue"], one["due soon"]) == (1, 1, 1, 0)
    assert [(a["urn"], a["ref"], a["overdue"], a["status"]) for a in hub_count.actions(hub, "now", day)] == [
        ("990001", "CL2", 2, "Overdue"),
        ("990002", "CL1", None, "Due soon"),
        ("990002", "CL2", None, "On track"),
        ("990003", "CL2", None, "No deadline"),
    ]
    assert hub_count.caseloads(hub, "now")["Coordinator A"] == Counter(
        {"expected": 3, "returned": 1, "not returned": 2, "to fix": 1}
    )
    assert hub_count.leavers(hub, "now") == {"2025/26": {"990001": 2, "990002": 1}, "": {"990002": 1}}
    autumn = hub_count.destinations(hub.returned("now"))["autumn"]
    assert autumn == {"2025/26": {"education": 1, "unclear": 1, "not known": 1}, "": {"blank": 1}}
    assert hub_count.changes(hub, "before", "now") == {
        "990001": {"newly done": [("CL1",)], "new action": [("CL2",)]},
        "990002": {
            "slipped back": [("CL1",)],
            "deadline moved": [("CL2", dt.date(2027, 1, 1), day + dt.timedelta(days=29))],
            "text changed": [("CL2", "review")],
        },
    }


def _four_schools(small: SyntheticHub, day: dt.date) -> SyntheticHub:
    def said(urn: str, collection: str, content: dict, *leavers: dict, errors: str = "") -> Return:
        one = next(iter(small.returns.values()))
        content = {(ref, column): value for ref, row in content.items() for column, value in row.items()}
        codes = frozenset(errors.split())
        return replace(one, urn=urn, collection=collection, content=content, leavers=leavers, errors=codes)

    fe, year = "Further education (FE) college", {"leaving_year": "2025/26"}
    late, soon, far = (day + dt.timedelta(days=days) for days in (-2, 28, 29))
    first = {"CL1": {"completed": "Yes"}, "CL2": {"completed": Unread("?"), "deadline": late, "action": "x"}}
    second = {
        "CL1": {"completed": "In progress", "deadline": soon},
        "CL2": {"completed": "No", "deadline": far, "review": "b"},
    }
    before = {
        "CL1": {"completed": "Yes"},
        "CL2": {"completed": "No", "deadline": dt.date(2027, 1, 1), "review": "a"},
    }
    returns = (
        said("990001", "now", first, {**year, "autumn": fe}, {**year, "autumn": Unread("college")}, errors="CELL-001"),
        said("990002", "now", second, {**year, "autumn": "Moved away"}, {"intended": fe}),
        said("990003", "now", {"CL1": {"completed": "Not applicable"}, "CL2": {"action": "y"}}),
        said("990004", "now", {"CL1": {"completed": MISSING}, "CL2": {"completed": NOT_ASKED}}),
        said("990001", "before", {"CL1": {"completed": "No"}}),
        said("990002", "before", before),
    )
    return replace(small, returns={(one.collection, one.urn): one for one in returns}, lost={})
