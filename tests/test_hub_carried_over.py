"""A return that was read before, as answers to a changed spec: equal to what reading its file again comes to.

Each kind of change is named. What of a return is kept is compared row by row: answers, problems in their words, counts.
"""

import datetime as dt
import gzip
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.figures.quality import as_finding
from careers_workbook.hub.hub import Hub, open_hub
from careers_workbook.hub.store import readings, rows
from careers_workbook.hub.store.carried_over import carried_over, in_own_words
from careers_workbook.hub.store.collect import CollectedFile
from careers_workbook.hub.store.receipts import SHORT, Receipt, hash_of
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn, stored_return
from careers_workbook.layout.editions import EDITIONS
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.read import read_source
from careers_workbook.returns.submission import SentSpec
from careers_workbook.spec.identity import flattened
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from careers_workbook.spec.nodes import node_of
from careers_workbook.spec.records import validate
from careers_workbook.spec.strict import plain
from tests.support import filled as filled_in
from tests.support.damage import damaged_bare
from tests.support.hub_folder import AUTUMN, BRANNOC, BUILT, OAK, TODAY, WOOD_A, WOOD_B, copied, drop, hub
from tests.support.program import run
from tests.support.spec_text import GOOD, write
from tests.support.sweep import some
from tests.support.truth import FIRST_SPEC
from tests.test_return_random_damage import filled, wrecked

Tree = dict[str, Any]
CAME, SENT = dt.date(2026, 11, 20), dt.date(2026, 9, 1)
HERE = Path(__file__).parent
OLD = load(FIRST_SPEC)


def part(tree: Any, key: str, value: str) -> Tree:
    """The part of a spec that says this."""
    found = next(_parts(tree, key, value), None)
    assert found is not None, f"{key}: {value}"
    return found


def _parts(tree: Any, key: str, value: str) -> Iterator[Tree]:
    if isinstance(tree, dict):
        if tree.get(key) == value:
            yield tree
        yield from (found for one in tree.values() for found in _parts(one, key, value))
    elif isinstance(tree, list):
        yield from (found for one in tree for found in _parts(one, key, value))


def holder(tree: Any, key: str, value: str) -> list[Any]:
    """The list in which the part stands that says this."""
    for one in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        if isinstance(one, list) and any(isinstance(x, dict) and x.get(key) == value for x in one):
            return one
        if found := holder(one, key, value):
            return found
    return []


def said(key: str, value: str, **more: object) -> Callable[[Tree], object]:
    """Other words in one part."""
    return lambda tree: part(tree, key, value).update(more)


def out(key: str, value: str) -> Callable[[Tree], object]:
    """One part less."""
    return lambda tree: holder(tree, key, value).remove(part(tree, key, value))


def behind(key: str, value: str, new: Mapping[str, object]) -> Callable[[Tree], object]:
    """One part more."""

    def add(tree: Tree) -> None:
        there = holder(tree, key, value)
        there.insert(1 + there.index(part(tree, key, value)), dict(new))

    return add


def column(tree: Tree, name: str) -> Tree:
    return part(part(tree, "title", CHECKLIST)["columns"], "id", name)


def reversed_at(key: str, value: str) -> Callable[[Tree], object]:
    return lambda tree: holder(tree, key, value).reverse()


CHECKLIST = "Strategy and programme"
CHANGES: dict[str, Callable[[Tree], object]] = {
    "the title": lambda tree: tree.update(title="Another title"),
    "how to fill it in": lambda tree: tree["start"].update(what="Other words."),
    "how soon something is due": lambda tree: tree.update(due_soon_days=99),
    "a help text": said("ref", "CL2", hint="Ask the governors."),
    "other words": said("ref", "CL2", text="Something that is quite another thing than before."),
    "words put right": lambda tree: part(tree, "ref", "CL2").update(text=f"{part(tree, 'ref', 'CL2')['text']}!"),
    "a statement more": behind("ref", "CL2", {"ref": "CL77", "text": "Every pupil has met an employer."}),
    "a statement less": out("ref", "CL2"),
    "statements in another order": reversed_at("ref", "CL2"),
    "another ref": said("ref", "CL2", ref="CL88"),
    "a benchmark": said("ref", "CL2", benchmarks=[8]),
    "a heading": lambda tree: part(tree, "title", CHECKLIST)["sections"][0].update(heading="Another heading"),
    "the title of a sheet": said("title", CHECKLIST, title="Strategy"),
    "sheets in another order": lambda tree: tree["sheets"].reverse(),
    "a sheet less": out("title", CHECKLIST),
    "an option more": lambda tree: tree["lists"]["completed"].append({"id": "later", "label": "Later"}),
    "an option less": lambda tree: tree["lists"]["completed"].pop(1),
    "an option in other words": lambda tree: tree["lists"]["completed"][0].update(label="Done"),
    "options that mean others": lambda tree: tree["lists"]["completed"].reverse(),
    "a column in other words": lambda tree: part(tree, "title", CHECKLIST)["columns"][0].update(label="What to do"),
    "a column less": lambda tree: part(tree, "title", CHECKLIST)["columns"].pop(0),
    "a column more": lambda tree: part(tree, "title", CHECKLIST)["columns"].append({"id": "who", "label": "Who"}),
    "a column of days for words": lambda tree: column(tree, "action").update(answer="date"),
    "a column of words for days": lambda tree: column(tree, "deadline").update(answer="text"),
    "days that are allowed": lambda tree: tree.update(dates={"earliest": "2026-01-01", "latest": "2027-03-31"}),
    "the numbers that are allowed": said("answer", "whole number", maximum=2),
    "a detail less": out("id", "careers_team"),
    "a detail more": behind("id", "careers_team", {"ref": "SD77", "id": "choir", "label": "Sing", "answer": "yes/no"}),
    "a list of leavers": lambda tree: tree["lists"]["destinations"].pop(1),
    "a column about leavers": lambda tree: part(tree, "kind", "leavers")["columns"].append({"id": "q", "label": "Q"}),
    "the sheet about leavers": said("title", "Destinations", title="Leavers"),
    "the rows about leavers": said("title", "Destinations", prefix="P"),
    "no sheet about leavers": lambda tree: tree.update(sheets=tree["sheets"][:5]),
    "nothing": lambda tree: None,
}  # fmt: skip
AS = ("a new version", "the same version", "another checklist")
ABOUT_LEAVERS = frozenset(
    {
        "days that are allowed",
        "a list of leavers",
        "a column about leavers",
        "the sheet about leavers",
        "the rows about leavers",
        "no sheet about leavers",
    }
)
"""What is otherwise in rows that are not kept."""
SENT_AS = tuple(SentSpec(OLD, plan(OLD, edition=one).fingerprint, SENT) for one in EDITIONS)
"""As a Hub keeps it, by whichever version of the program it was sent."""
NOW = Context(CAME, carry_to=(OLD,), sent=SENT_AS)


@cache
def changed(name: str, way: str) -> Context:
    """How returns are read once the spec was changed; of a new version is said what became of a statement."""
    tree = plain(flattened(OLD), used=True)
    CHANGES[name](tree)
    tree |= {"a new version": {"version": "2031.1"}, "another checklist": {"id": "another"}}.get(way, {})
    new, mistakes = validate(Spec, node_of(tree))
    assert new, f"{name}: {[*map(str, mistakes)]}"
    if way != "a new version":
        return Context(CAME, carry_to=(new,), sent=SENT_AS)
    gone = {"CL2"} - {entry.ref for sheet in new.sheets for entry in sheet.entries()}
    became = {"renamed": {"CL2": "CL88"}} if name == "another ref" else {"dropped": dict.fromkeys(gone, "It is done.")}
    return Context(CAME, carry_to=(replace(new, extends=OLD.id, **became), OLD), sent=SENT_AS)


def read(data: bytes, asked: Context, *, keep_leaver_rows: bool = False) -> StoredReturn:
    """What `collect` puts into the store."""
    receipt = Receipt("return.xlsx", hash_of(data), len(data), CAME, None, "Autumn 2026")
    found = read_source(ReturnedFile(receipt.source, lambda: data), None, asked, None)
    spec = None if found.outcome == "refused" else spec_of(found, asked.carry_to)
    return stored_return(receipt, found, spec, keep_leaver_rows=keep_leaver_rows)


def in_rows(one: StoredReturn) -> tuple[object, ...]:
    """All that the store has of it."""
    return rows.of_file(one), rows.of_answers(one.submission.answers), [*rows.of_contents(one)]


def fetched(one: StoredReturn) -> StoredReturn:
    """The same out of the store."""
    found: dict[str, list[rows.StoredRow]] = {table: [] for table in rows.TABLES}
    for table, row in rows.of_contents(one):
        found[table].append(row)
    names = (*rows.QUESTION, *rows.SAID)
    told = [dict(zip(names, row, strict=True)) for row in rows.of_answers(one.submission.answers)]
    return rows.as_stored_return(rows.of_file(one), found, rows.as_answers(told))


FILES = [
    path
    for folder in ("returned/exceljs", "returned/imitated", "returned/libreoffice", "returned/openpyxl", "cases")
    for path in sorted((HERE / folder).iterdir())
    if path.suffix in (".xlsx", ".xlsm", ".ods")
]
"""What other programs and people made of a workbook."""
USUAL = [path.stem for path in FILES].index("a-row-typed-one-column-to-the-left-over-its-statement")
"""It has problems of every severity, and leavers with some."""


@cache
def bytes_of(number: int) -> bytes:
    """A return: one of FILES, or a workbook to which a few things happened."""
    if number < len(FILES):
        return FILES[number].read_bytes()
    return damaged_bare(filled("shipped").opened, wrecked("shipped", number)[0].ops)


@cache
def before(number: int, *, keep_leaver_rows: bool = False) -> StoredReturn:
    """The return as the store has it before anybody changes the spec."""
    return fetched(read(bytes_of(number), NOW, keep_leaver_rows=keep_leaver_rows))


def told(made: StoredReturn, again: StoredReturn) -> list[tuple[object, object]]:
    """What carrying over and reading do not say alike."""
    pairs = zip(in_rows(made), in_rows(again), strict=True)
    return [(one, other) for one, other in pairs if one != other]


@pytest.mark.parametrize("way", AS)
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_any_kind(name: str, way: str) -> None:
    """The same return each time, with leavers and with problems of all kinds; and another one each time."""
    asked, chance = changed(name, way), Random(f"{name} {way}")
    for number in (USUAL, chance.randrange(len(FILES) + 200)):
        made = carried_over(before(number), asked, "", keep_leaver_rows=False)
        assert number != USUAL or (made is None) == (name in ABOUT_LEAVERS)
        if made:
            assert told(made, read(bytes_of(number), asked)) == []


@pytest.mark.parametrize("seed", some(range(2000), range(12)))
def test_whatever_a_return_is_like(seed: int) -> None:
    chance = Random(seed)
    number, keeps = chance.randrange(len(FILES) + 200), chance.random() < 0.3
    asked = changed(chance.choice([*CHANGES]), chance.choice(AS))
    if made := carried_over(before(number, keep_leaver_rows=keeps), asked, "", keep_leaver_rows=keeps):
        assert told(made, read(bytes_of(number), asked, keep_leaver_rows=keeps)) == []
    if first := read_late(number, asked):
        assert told(first, before(number)) == []


def read_late(number: int, asked: Context) -> StoredReturn | None:
    """What is set aside, in its own words, of a return that came when its checklist had changed already."""
    data = bytes_of(number)
    receipt = Receipt("return.xlsx", hash_of(data), len(data), CAME, None, "Autumn 2026")
    found = read_source(ReturnedFile(receipt.source, lambda: data), None, replace(asked, in_own_words=True), None)
    first = in_own_words(receipt, found, asked)
    return fetched(first) if first else None


@pytest.mark.parametrize("name", CHANGES)
def test_a_return_that_came_after_a_change(name: str) -> None:
    """In its own words it is as if it had come before, so that the next change is the first."""
    for way in AS:
        chance = Random(f"{name} {way} late")
        for number in (USUAL, chance.randrange(len(FILES) + 200)):
            first = read_late(number, changed(name, way))
            if first:
                assert told(first, before(number)) == []
            else:
                assert number != USUAL or changed(name, way).carry_to[0] == OLD


# a Hub whose checklist changes while returns come in

AGAIN = "once more.xlsx"
SAID = {
    ("D2", "answer"): 60,
    ("A1", "completed"): "Yes",
    ("A2", "completed"): "In progress",
    ("A2", "action"): "Ask the head",
    ("A2", "deadline"): dt.date(2027, 3, 31),
    ("B1", "completed"): "No",
}
LEFT = ("College", "Work")


def sends(where: Hub, school: School, change: Callable[[Workbook], object] | None = None) -> None:
    """A school returns the workbook of today, changed."""
    spec = load(where.settings.spec)
    where.keep_asked(spec)
    rows_of_leavers = (slot for slot in plan(spec).slots if slot.grows)
    left = {(slot.ref, slot.column): words for slot, words in zip(rows_of_leavers, LEFT, strict=False)}
    data = build(plan(spec), school, Order(BUILT), SAID | left)
    drop(where.settings, f"{school.urn}.xlsx", filled_in.changed(data, change) if change else data)


def wrecked_here(book: Workbook) -> None:
    """A row goes, words are typed for numbers and for a leaver's destination."""
    sheet = book["Checks"]
    sheet.delete_rows(next(row for row in sheet.iter_rows() if row[0].value == "A1")[0].row)
    for row in (*book["Details"].iter_rows(), *book["Leavers"].iter_rows()):
        for cell in row:
            cell.value = {60: "nobody counted", "Work": "with an aunt"}.get(cell.value, cell.value)


def without_label(book: Workbook) -> None:
    """Nobody knows by which checklist it was made."""
    book.remove(book["About this workbook"])


def edited(old: str, new: str) -> Callable[[Path], object]:
    """The co-ordinator changes the checklist itself, and gives it no other version."""

    def edit(root: Path) -> None:
        text = (root / "spec.yaml").read_text(encoding="utf-8")
        assert text.count(old) == 1
        (root / "spec.yaml").write_text(text.replace(old, new), encoding="utf-8")

    return edit


def asked(*words: str) -> Callable[[Path], object]:
    """A command changes it."""
    return lambda root: run("question", *words, "--today", TODAY, cwd=root, code=0)


IN_A_HUB: dict[str, Callable[[Path], object]] = {
    "added": asked("add", "Every pupil has met an employer.", "--after", "A1"),
    "reworded": asked("reword", "A2", "Quite another statement than before.", "--yes"),
    "dropped": asked("drop", "B1", "--because", "It is done.", "--yes"),
    "edited": edited("One statement.", "One statement!"),
    "an option": edited("    - In progress", "    - {label: Begun, group: in progress}"),
    "a help text": edited("What it is.", "What it really is."),
}


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Four schools have returned it: as it went out, twice, wrecked, without its label, and in a text file."""
    made = hub(tmp_path_factory.mktemp("collected") / "hub")
    write(made.root, GOOD, "spec.yaml")
    path = made.root / "collection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(FIRST_SPEC, "spec.yaml"), encoding="utf-8")
    where = open_hub(made.root, TODAY)
    sends(where, OAK)
    drop(where.settings, AGAIN, (where.settings.folders["inbox"] / f"{OAK.urn}.xlsx").read_bytes())
    sends(where, BRANNOC, wrecked_here)
    sends(where, WOOD_A, without_label)
    drop(where.settings, f"{WOOD_B.urn}.csv", b"Ref,Statement,Action completed\nA1,One statement.,Yes\n")
    return where


@pytest.fixture(scope="module")
def collected(returned: Hub, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """What they returned was collected before anybody changed the checklist."""
    where = open_hub(copied(returned.settings, tmp_path_factory.mktemp("collected") / "hub").root, TODAY)
    assert len(taken(where)) == 5
    return where


def taken(where: Hub) -> set[str]:
    """The files that were opened by a run of `collect`."""
    opened = set[str]()
    for one in open_hub(where.settings.root, TODAY).collect().steps:
        if isinstance(one, CollectedFile) and one.stored and not one.carried:
            opened.add(one.source)
    return opened


def came_late(where: Hub) -> None:
    """The returns lie in the inbox when the checklist has changed already."""
    IN_A_HUB["added"](where.settings.root)
    assert len(taken(where)) == 5


def was_rebuilt(where: Hub) -> None:
    """All was read again from the originals, and what was set aside is as an earlier version had understood it."""
    came_late(where)
    for path in set_aside_in(where):
        path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"Ask the head", b"Ask nobody")))
    run("collect", "--rebuild", "--today", TODAY, cwd=where.settings.root)


def was_of_before(where: Hub) -> None:
    """An earlier version of the program collected them, and this one read them again because the checklist changed."""
    came_late(where)
    for path in set_aside_in(where):
        path.unlink()
    with sqlite3.connect(where.settings.store) as store:
        store.execute("UPDATE files SET own = ''")
    store.close()
    IN_A_HUB["dropped"](where.settings.root)
    assert len(taken(where)) == 5


def set_aside_in(where: Hub) -> list[Path]:
    return [*(where.settings.folders["returns"] / "readings").rglob("*.own.gz")]


LATE = (came_late, was_rebuilt, was_of_before)


@pytest.fixture(scope="module", params=LATE, ids=lambda way: way.__name__)
def late(returned: Hub, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Hub:
    """Their returns were never in the store but as they were carried over."""
    where = open_hub(copied(returned.settings, tmp_path_factory.mktemp("late") / "hub").root, TODAY)
    request.param(where)
    return where


def set_aside(where: Hub) -> dict[str, object]:
    """What is there of each return in its own words; by how it was to be read then does not matter."""
    folder, found = where.settings.folders["returns"], dict[str, object]()
    with Store(where.settings.store) as store:
        for one in store.returns(AUTUMN):
            if first := readings.in_own_words(folder, one):
                found[one.receipt.source] = in_rows(replace(first, read_by=""))
    return found


def held(where: Hub) -> tuple[object, ...]:
    """All that is kept of what came, but for numbers of SQLite's, the journal and what was set aside.

    Of bytes that came twice it does not matter beside which of them lies what was read.
    """
    with Store(where.settings.store) as store:
        there = [in_rows(one) for one in store.returns(AUTUMN)]
    beside = where.settings.folders["returns"]
    files = (path for name in ("receipts", "readings", "originals", "asked") for path in (beside / name).rglob("*.*"))
    whole = {(path.relative_to(beside), path.read_bytes()) for path in files if not path.match("*.own.gz")}
    return there, {(path if path.suffix != ".gz" else path.name.partition("-")[0], data) for path, data in whole}


@pytest.mark.parametrize("first", IN_A_HUB)
@pytest.mark.parametrize("second", ["", "reworded", "an option"])
def test_a_hub_is_as_if_it_had_read_all_anew(
    collected: Hub, first: str, second: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [copied(collected.settings, tmp_path / name) for name in ("one", "other")]
    one, other = (open_hub(folder.root, TODAY) for folder in folders)
    for change in filter(None, dict.fromkeys((first, second))):
        IN_A_HUB[change](one.settings.root)
        IN_A_HUB[change](other.settings.root)
        opened = taken(one)
        with monkeypatch.context() as patched:
            patched.setattr("careers_workbook.hub.store.carried_over.carried_over", lambda *_, **__: None)
            assert taken(other) >= opened
        assert held(one) == held(other)
        assert opened == {f"inbox/{WOOD_A.urn}.xlsx", f"inbox/{WOOD_B.urn}.csv"}
    assert "HUB-071" not in [doubt.code for doubt in open_hub(one.settings.root, TODAY).view().doubts]


@pytest.mark.parametrize("change", ["reworded", "an option"])
def test_returns_on_an_older_workbook_need_no_file_either(
    late: Hub, change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [copied(late.settings, tmp_path / name) for name in ("one", "other")]
    one, other = (open_hub(folder.root, TODAY) for folder in folders)
    for name in (change, "edited"):
        IN_A_HUB[name](one.settings.root)
        IN_A_HUB[name](other.settings.root)
        opened = taken(one)
        with monkeypatch.context() as patched:
            patched.setattr("careers_workbook.hub.store.carried_over.carried_over", lambda *_, **__: None)
            taken(other)
        assert held(one) == held(other)
        assert set_aside(one) == set_aside(other)
        assert {*set_aside(one)} == {f"inbox/{name}" for name in (f"{OAK.urn}.xlsx", f"{BRANNOC.urn}.xlsx", AGAIN)}
        assert opened == {f"inbox/{WOOD_A.urn}.xlsx", f"inbox/{WOOD_B.urn}.csv"}


def test_what_could_not_be_read_again_is_tried_from_its_file(collected: Hub, tmp_path: Path) -> None:
    """Reading it failed since; what is set aside says nothing of that."""
    where = open_hub(copied(collected.settings, tmp_path / "hub").root, TODAY)
    IN_A_HUB["added"](where.settings.root)
    taken(where)
    with Store(where.settings.store, write=True) as store:
        (one,) = (one for one in store.returns(AUTUMN) if one.receipt.source == f"inbox/{OAK.urn}.xlsx")
        failed = map(as_finding, readings.read_earlier(CAME, ()))
        store.add(replace(one, findings=(*one.findings, *failed)))
    IN_A_HUB["reworded"](where.settings.root)
    assert f"inbox/{OAK.urn}.xlsx" in taken(where)


def test_what_was_set_aside_goes_with_its_return(collected: Hub, tmp_path: Path) -> None:
    """What a school said to a question that is gone is kept aside: found where its file is gone, and forgotten."""
    where = open_hub(copied(collected.settings, tmp_path / "hub").root, TODAY)
    asked("drop", "A2", "--because", "It is done.", "--yes")(where.settings.root)
    taken(where)
    assert len(set_aside_in(where)) == 3
    (original,) = (where.settings.folders["returns"] / "originals").rglob(f"{hash_at(where, OAK)}*")
    original.unlink()
    for name in (f"{OAK.urn}.xlsx", AGAIN):
        (where.settings.folders["inbox"] / name).unlink()
    said = run("find", "Ask the head", cwd=where.settings.root)
    assert f"inbox/{OAK.urn}.xlsx ({AUTUMN}); inbox/{AGAIN} ({AUTUMN}):\n  Checks!C6: Ask the head" in said.out
    run("forget", OAK.urn, "--yes", cwd=where.settings.root)
    assert len(set_aside_in(where)) == 1


def hash_at(where: Hub, school: School) -> str:
    """What the original of a school's return is called by."""
    with Store(where.settings.store) as store:
        (found,) = (one.hash for one in store.receipts() if one.source == f"inbox/{school.urn}.xlsx")
    return found[:SHORT]
