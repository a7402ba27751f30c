"""The tidy tables: counts equal those made by hand, text runs nowhere, and nothing is told of one school's leavers."""

import csv
import datetime as dt
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pytest

from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.figures.checklist_progress import count_progress
from careers_workbook.figures.quality import WITHHELD, as_finding
from careers_workbook.hub.comparison.changes import KINDS
from careers_workbook.hub.comparison.round_comparison import compare_round
from careers_workbook.hub.hub import Hub
from careers_workbook.hub.publication.published import PeopleLine
from careers_workbook.hub.rounds.migrated import read_by_another
from careers_workbook.hub.rounds.rounds import Round, load_round
from careers_workbook.hub.store.collect import Request, collect
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from careers_workbook.hub.store.stored_return import read_by
from careers_workbook.hub.tables import export
from careers_workbook.hub.tables.consolidated import Consolidated, consolidate
from careers_workbook.hub.tables.export import MARKING, table_files
from careers_workbook.hub.tables.tidy_columns import TABLES
from careers_workbook.spec.load import load
from tests.support import hub_count, hub_terms
from tests.support.hub_answers import items
from tests.support.hub_folder import AUTUMN, BRANNOC, LEAVERS, OAK, SPRING, TODAY, WOOD_A, copied, file, hub, workbook
from tests.support.hub_paper import COLUMNS, NEW
from tests.support.hub_post import Written
from tests.support.hub_whole import dicts
from tests.support.submissions import MISSING, NOT_ASKED
from tests.support.synthetic_hub import SyntheticHub, make_hub

OLD = load("send-careers-checklist")
TERMS = ((AUTUMN, dt.date(2026, 9, 14), dt.date(2026, 12, 31)), (SPRING, dt.date(2027, 1, 11), dt.date(2027, 3, 31)))
Row = dict[str, Any]


class Nothing:
    """Nothing about people."""

    people: tuple[PeopleLine, ...] = ()

    def rows(self) -> Iterable[tuple[str, str, str, str, str, str]]:
        return ()


class One:
    """One line about leavers, one about others."""

    people = (PeopleLine("SD20", "Children on a plan", 3, "15"),)

    def rows(self) -> Iterable[tuple[str, str, str, str, str, str]]:
        yield "autumn", "Autumn after leaving", "2024/25", "education", "[c]", "[c]"


def whole(now: Round, before: Round | None = None, *, internal: bool = False) -> Consolidated:
    return consolidate(compare_round(now, before), Nothing(), internal=internal)


def rows(one: Consolidated, table: str, **wanted: object) -> list[Row]:
    return [row for row in dicts(one, table) if all(row[name] == value for name, value in wanted.items())]


# A made-up Hub


@dataclass(frozen=True)
class Made:
    """Twelve schools through two collections, with the truth."""

    truth: SyntheticHub
    folder: HubSettings
    posts: dict[str, list[Written]]

    def round(self, name: str) -> Round:
        return load_round(self.folder, self.folder.named(name), self.truth.collection(name).today)

    def whole(self, name: str) -> Consolidated:
        return whole(self.round(name), self.round(AUTUMN) if name == SPRING else None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    truth = make_hub(12, TERMS, seed=5)
    root = tmp_path_factory.mktemp("hub")
    terms = "\n".join(f"  - {{name: {name}, opens: {opens}, due: {due}}}" for name, opens, due in TERMS)
    (root / SETTINGS).write_text(f"hub: {truth.name}\nspec: {NEW}\ncollections:\n{terms}\n", encoding="utf-8")
    (root / "register.csv").write_text(truth.register_csv(), encoding="utf-8")
    folder = read_settings(root)
    posts = {}
    for one in truth.collections:
        posts[one.name] = truth.write_returns(one.name, root / "inbox" / one.name)
        list(collect(folder, [root / "inbox" / one.name], Request(one.name, one.today)))
    return Made(truth, folder, posts)


@pytest.fixture(scope="module", params=[AUTUMN, SPRING])
def term(request: pytest.FixtureRequest, made: Made) -> tuple[str, Consolidated]:
    return request.param, made.whole(request.param)


IN_WORDS = {
    "done": "done",
    "in_progress": "in progress",
    "not_done": "no",
    "not_applicable": "not applicable",
    "unclear": "unclear",
    "not_asked": "not asked",
    "missing": "missing",
    "percent_done": "percent",
}


def test_every_statement_is_counted(made: Made, term: tuple[str, Consolidated]) -> None:
    name, one = term
    expected = hub_count.by_item(made.truth, name)
    found = {
        row["ref"]: {**{w: row[c] for c, w in IN_WORDS.items()}, "blank": row["blank"]} for row in dicts(one, "items")
    }
    assert found == expected
    assert {row["schools"] for row in dicts(one, "items")} == {len(made.truth.returned(name))}
    for row in dicts(one, "items"):
        columns = ("done", "in_progress", "not_done", "not_applicable", "blank", "unclear", "not_asked", "missing")
        assert sum(row[column] for column in columns) == row["schools"]


def test_every_school_is_counted(made: Made, term: tuple[str, Consolidated]) -> None:
    name, one = term
    expected = hub_count.by_school(made.truth, name, made.truth.collection(name).today)
    for row in dicts(one, "schools"):
        assert (row["items"] is not None) == (row["urn"] in expected) == (row["file"] is not None)
        if row["items"] is None:
            assert row["state"] in ("not returned", "not readable", "unchanged")
            continue
        found = {**{word: row[column] for column, word in IN_WORDS.items()}, "blank": row["no_answer"]}
        assert found | {"overdue": row["overdue"], "due soon": row["due_soon"]} == expected[row["urn"]]
        words = ("done", "not_applicable", "overdue", "due_soon", "on_track", "no_deadline", "not_started", "missing")
        assert sum(row[word] for word in words) == row["items"]
    assert [row["urn"] for row in dicts(one, "schools")] == [member.urn for member in made.truth.expected]


def test_the_words_of_a_school_are_those_of_its_own_report(made: Made, term: tuple[str, Consolidated]) -> None:
    name, one = term
    by_urn = {row["urn"]: row for row in dicts(one, "schools")}
    around = made.round(name)
    for school in around.returned:
        assert school.counts
        if school.listed.school.urn not in made.truth.returned(name):
            continue
        answers, row = school.counts.stored.submission.by_key(), by_urn[school.listed.school.urn]
        progress = count_progress(answers, around.spec_of(school), around.today)
        assert (row["done"], row["items"], row["percent_done"]) == (
            progress.total.done,
            progress.total.items,
            progress.total.percent_done,
        )


def test_every_open_action_is_there(made: Made, term: tuple[str, Consolidated]) -> None:
    name, one = term
    expected = hub_count.actions(made.truth, name, made.truth.collection(name).today)
    found = [
        {
            **{column: row[column] for column in ("urn", "ref", "deadline", "status")},
            "action": row["action"] or "",
            "overdue": row["days_overdue"],
        }
        for row in dicts(one, "actions")
    ]
    key = lambda row: (row["urn"], row["ref"])  # noqa: E731
    assert sorted(found, key=key) == sorted(expected, key=key)
    day = made.truth.collection(name).today
    for row in dicts(one, "actions"):
        due, late, left = row["deadline"], row["days_overdue"], row["days_left"]
        assert (late is None) or (late > 0 and left is None)
        assert due is None or (due - day).days == (left if late is None else -late)


def test_every_answer_is_there_in_its_state(made: Made, term: tuple[str, Consolidated]) -> None:
    name, one = term
    asked = {(ref, column) for ref in items(NEW) for column in COLUMNS} | {(ref, "answer") for ref in hub_count.DETAILS}
    found = [row for row in dicts(one, "answers") if (row["ref"], row["column_id"]) in asked]
    assert Counter(row["state"] for row in found) == hub_count.states(made.truth, name)
    assert len({row["state"] for row in found}) == (5 if name == AUTUMN else 4)
    for row in found:
        value = made.truth.returned(name)[row["urn"]].content.get((row["ref"], row["column_id"]))
        if row["state"] == "answered" and row["value"] != WITHHELD:
            assert row["value"] == (value.isoformat() if isinstance(value, dt.date) else str(value))
            assert row["value_date"] == (value if isinstance(value, dt.date) else None)
        elif row["state"] != "answered":
            assert row["value"] is None


def test_every_file_has_its_row(made: Made, term: tuple[str, Consolidated]) -> None:
    name, one = term
    found = Counter(row["standing"] for row in dicts(one, "files"))
    posted = [piece for piece in made.posts[name] if piece.what not in ("a lock file", "mail without a workbook")]
    assert sum(found.values()) >= len(posted)
    assert found["counts"] == len(made.truth.came(name))
    reasons = {row["source"]: row["reason"] for row in dicts(one, "files")}
    assert all(reasons[row["source"]] for row in dicts(one, "files") if row["standing"] != "counts")


def test_every_change_is_there(made: Made) -> None:
    one = made.whole(SPRING)
    found: dict[object, dict[object, list[tuple[object, ...]]]] = defaultdict(lambda: defaultdict(list))
    for row in dicts(one, "changes"):
        match row["kind"]:
            case "newly done" | "slipped back" | "new action":
                found[row["urn"]][row["kind"]].append((row["ref"],))
            case "deadline moved":
                days = [dt.datetime.strptime(str(row[name]), "%d/%m/%Y").date() for name in ("before", "now")]  # noqa: DTZ007
                assert row["days"] == (days[1] - days[0]).days
                found[row["urn"]][row["kind"]].append((row["ref"], *days))
            case "answer text changed":
                found[row["urn"]]["text changed"].append((row["ref"], str(row["column"])))
    expected = {urn: dict(changes) for urn, changes in hub_count.changes(made.truth, AUTUMN, SPRING).items() if changes}
    headings = {"action": "Action needed", "review": "Review", "answer": "Answer"}
    for changes in expected.values():
        texts = changes.pop("text changed", [])
        if texts:
            changes["text changed"] = [(ref, headings[str(column)]) for ref, column in texts]
    assert {urn: {kind: sorted(each) for kind, each in changes.items()} for urn, changes in found.items()} == {
        urn: {kind: sorted(each) for kind, each in changes.items()} for urn, changes in expected.items() if changes
    }


def written(tables: Consolidated) -> dict[PurePosixPath, bytes]:
    """The files that people find, by their places."""
    found: dict[PurePosixPath, bytes] = {}
    for one in table_files(tables):
        files = [io.BytesIO() for _ in one.places]
        one.write(*files)
        found |= {place: file.getvalue() for place, file in zip(one.places, files, strict=True)}
    return found


def test_the_same_returns_give_the_same_bytes(made: Made) -> None:
    assert written(made.whole(SPRING)) == written(made.whole(SPRING))


# What the tables are


@pytest.fixture(scope="module")
def two_terms(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """Two terms of three schools, as their workbooks say; the Hub keeps rows about leavers."""
    where = hub(tmp_path_factory.mktemp("two terms") / "hub", "keep_leaver_rows: yes\n")
    before = {("CL1", "completed"): "Yes", ("SD8", "answer"): 971, ("SD9", "answer"): "Qzthen"}
    now = {**before, ("CL1", "review"): "Qzreview", ("SD8", "answer"): 972, ("SD9", "answer"): "Qznow"}
    unclear = {("SD8", "answer"): "between 973 and 999", ("CL1", "completed"): "No"}
    leavers = [*LEAVERS, {"leaving_year": "2025/26", "intended": "Qzplace"}]
    unclear_year = [LEAVERS[0], {"intended": "Supported internship"}]
    files = [
        file(where, "a.xlsx", workbook(OAK, before, LEAVERS)),
        file(where, "b.xlsx", workbook(OAK, now, leavers), collection=SPRING),
        file(where, "c.xlsx", workbook(BRANNOC, unclear, unclear_year), collection=SPRING),
        file(where, "d.xlsx", b"%PDF-1.7", collection=SPRING),
    ]
    hub_terms.store(where, files)
    return where


@pytest.fixture
def two(two_terms: HubSettings, tmp_path: Path) -> HubSettings:
    """The same for one test."""
    return copied(two_terms, tmp_path / "hub")


def both(where: HubSettings, *, internal: bool) -> Consolidated:
    return whole(hub_terms.term(where, SPRING), hub_terms.term(where, AUTUMN), internal=internal)


def test_the_dictionary_and_the_frames_have_the_same_columns(two: HubSettings) -> None:
    one = both(two, internal=True)
    in_words: dict[str, list[str]] = defaultdict(list)
    for table, column, kind, _unit, meaning, _values in export.dictionary_rows():
        assert kind
        assert meaning
        in_words[table].append(column)
    assert {name: list(one.frame(name).columns) for name in one.tables} == in_words
    page, lines = export.dictionary_page(), list(csv.reader(io.StringIO(export.dictionary_csv())))
    assert lines[0] == list(export.HEADINGS)
    assert [(line[0], line[1]) for line in lines[1:]] == [(t, c) for t, columns in in_words.items() for c in columns]
    assert all(f"| `{line[1]}` | {line[2]} |" in page for line in lines[1:])


def test_columns_have_their_types_also_where_nothing_is_in_them(two: HubSettings) -> None:
    types = {"text": "string", "whole number": "Int64", "decimal": "Float64"}
    empty = whole(load_round(two, two.named(AUTUMN), TODAY))
    for one in (empty, both(two, internal=False)):
        for name, table in TABLES.items():
            for column in table.columns:
                assert str(one.frame(name)[column.name].dtype) == types.get(column.type, "datetime64[ms]")
    assert not rows(empty, "changes")


def test_words_that_a_column_may_hold_are_in_the_dictionary(two: HubSettings) -> None:
    one = both(two, internal=False)
    for table, column in (("files", "standing"), ("files", "outcome"), ("answers", "state"), ("answers", "kind")):
        said = next(c.values for c in TABLES[table].columns if c.name == column).split(", ")
        assert {row[column] for row in dicts(one, table)} <= set(said)
    assert {row["kind"] for row in dicts(one, "changes")} <= set(KINDS)
    assert all(f"{kind}: {meaning}" in TABLES["changes"].columns[3].values for kind, meaning in KINDS.items())


def test_what_is_published_of_leavers_is_taken_as_it_is(two: HubSettings) -> None:
    one = consolidate(compare_round(hub_terms.term(two, SPRING), None), One(), internal=False)
    assert [tuple(row.values()) for row in dicts(one, "destinations")] == list(One().rows())
    assert [tuple(row.values()) for row in dicts(one, "people")] == [("SD20", "Children on a plan", 3, "15")]


FORMULAS = (
    "=1+1",
    "@SUM(A1)",
    "+44 1632 960001",
    "-3",
    "\tx",
    '=HYPERLINK("https://x.example","y")',
    "=cmd|' /C calc'!A0",
)


def test_text_that_looks_like_a_formula_runs_nowhere(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", rows=['990005,"=2+2",,-1,,'])
    cells = {(ref, "action"): text for ref, text in zip(items(OLD.id), FORMULAS, strict=False)}
    cells |= {(ref, "completed"): "In progress" for ref, _ in cells} | {("SD1", "answer"): "=A1"}
    hub_terms.store(where, [hub_terms.arrived(hub_terms.said(cells, spec=OLD), where, AUTUMN, OLD)])
    one = whole(hub_terms.term(where, AUTUMN))
    assert {row["action"] for row in dicts(one, "actions")} == set(FORMULAS)
    for name, table in TABLES.items():
        numbers = {c.name for c in table.columns if c.type != "text"}
        assert one.csv(name).startswith(b"\xef\xbb\xbf")
        for line in csv.DictReader(io.StringIO(one.csv(name).decode("utf-8-sig"), newline="")):
            for column, text in line.items():
                assert column in numbers or not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), (name, column)
    assert "'=2+2" in one.csv("schools").decode()
    kept = pd.read_parquet(io.BytesIO(one.parquet("actions")))
    assert set(kept["action"]) == set(FORMULAS)


def test_csv_and_parquet_hold_what_the_frames_hold(two: HubSettings) -> None:
    one = both(two, internal=False)
    for name in TABLES:
        lines = list(csv.DictReader(io.StringIO(one.csv(name).decode("utf-8-sig"), newline="")))
        assert len(lines) == len(one.frame(name))
        assert b"\r\n" in one.csv(name)
        for line, row in zip(lines, dicts(one, name), strict=True):
            assert {column: bool(text) for column, text in line.items()} == {c: v is not None for c, v in row.items()}
        kept = pd.read_parquet(io.BytesIO(one.parquet(name)))
        assert (
            kept.astype(object).where(kept.notna(), None).values.tolist()
            == one.frame(name).astype(object).where(one.frame(name).notna(), None).values.tolist()
        )


# What is not told of leavers


def leaks(one: Consolidated) -> str:
    return "\n".join(one.csv(name).decode() for name in TABLES)


SECRETS = ("Qzthen", "Qznow", "Qzplace", "971", "972", "973")


def test_nothing_of_the_leavers_of_one_school_is_in_what_may_be_shown(two: HubSettings) -> None:
    text = leaks(both(two, internal=False))
    files = dicts(both(two, internal=False), "files")
    for one in {str(row[name]) for row in files for name in ("hash", "size")}:
        text = text.replace(one, "")
    assert "Qzreview" in text
    assert [word for word in SECRETS if word in text] == []
    assert all(word in leaks(both(two, internal=True)) for word in SECRETS)


def test_where_something_is_withheld_its_state_is_told(two: HubSettings) -> None:
    one, own = both(two, internal=False), both(two, internal=True)
    for table in ("details", "answers"):
        (field,), (told,) = (rows(each, table, urn=OAK.urn, ref="SD8") for each in (one, own))
        assert (field["state"], field["value"], told["value"]) == ("answered", WITHHELD, "972")
        (field,), (told,) = (rows(each, table, urn=BRANNOC.urn, ref="SD8") for each in (one, own))
        assert (field["state"], field["value"]) == ("unreadable", None)
    assert (field["raw"], told["raw"]) == (WITHHELD, "between 973 and 999")
    assert rows(one, "answers", ref="SD8")[0]["value_date"] is None
    assert not rows(one, "answers", sheet="Destinations")
    assert len(rows(own, "answers", sheet="Destinations", column_id="leaving_year")) == 5


def test_findings_about_leavers_keep_their_title_and_advice_only(two: HubSettings) -> None:
    one, own = both(two, internal=False), both(two, internal=True)
    about = [row for row in dicts(one, "problems") if row["message"] == WITHHELD]
    assert {row["code"] for row in about} >= {"CELL-002", "DEST-001", "DEST-010", "CELL-001"}
    assert all(row["title"] and row["advice"] and row["count"] is None for row in about)
    assert [row["code"] for row in dicts(one, "problems")] == [row["code"] for row in dicts(own, "problems")]
    assert WITHHELD not in {row["message"] for row in dicts(own, "problems")}
    assert {row["message"] for row in dicts(one, "problems")} - {WITHHELD} <= {
        row["message"] for row in dicts(own, "problems")
    }
    for row in dicts(one, "schools"):
        if row["items"] is not None:
            found = Counter(problem["severity"] for problem in rows(one, "problems", urn=row["urn"]))
            assert {word: row[f"{word}s"] for word in ("error", "warning", "note")} == {
                word: sum(p["count"] or 1 for p in rows(one, "problems", urn=row["urn"], severity=word))
                for word in ("error", "warning", "note")
            }, found


def test_only_whether_destinations_were_revised_is_told(two: HubSettings) -> None:
    one, own = both(two, internal=False), both(two, internal=True)
    (row,) = rows(one, "changes", kind="destinations revised")
    assert (row["urn"], row["column"], row["before"], row["now"]) == (OAK.urn, None, WITHHELD, WITHHELD)
    told = rows(own, "changes", kind="destinations revised")
    assert ("2025/26, leavers", "2", "3") in {(row["column"], row["before"], row["now"]) for row in told}
    (row,), (told_row,) = (rows(each, "changes", ref="SD9") for each in (one, own))
    assert (row["kind"], row["before"], row["now"]) == ("answer text changed", WITHHELD, WITHHELD)
    assert (told_row["before"], told_row["now"]) == ("Qzthen", "Qznow")


def test_a_sheet_of_leavers_under_another_name_tells_no_more(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    one = file(where, "a.xlsx", workbook(OAK, {("CL1", "completed"): "Yes"}, LEAVERS))
    odd = as_finding(Problem("FILE-041", Place(sheet="Our leavers"), {"title": "Our leavers", "count": "974"}))
    known = as_finding(Problem("FILE-041", Place(sheet="Careers leadership"), {"title": "x", "count": "975"}))
    place = Place(sheet="Careers leadership", column="Leaving year")  # both on one sheet of the file
    together = replace(as_finding(Problem("CELL-001", place, {"value": "...", "options": "..."})), count=976)
    hub_terms.store(where, [replace(one, findings=(odd, known, together))])
    found = dicts(whole(hub_terms.term(where, AUTUMN)), "problems")
    (hidden,) = (row for row in found if row["code"] == "FILE-041" and row["message"] == WITHHELD)
    assert hidden["sheet"] == WITHHELD
    assert not [row for row in found if "Our leavers" in str(row)], "a title may name a pupil"
    assert [row["count"] for row in found if row["column"] == "Leaving year"] == [None]
    (known_row,) = (row for row in found if row["sheet"] == "Careers leadership" and row["column"] is None)
    assert "975" in str(known_row["message"])


# Files


def test_outputs_of_both_kinds_lie_apart_and_say_what_they_are(two: HubSettings, tmp_path: Path) -> None:
    for internal in (False, True):
        files = written(both(two, internal=internal))
        for place, data in files.items():
            Hub(two, two.rounds[0], dt.date(2027, 1, 11)).keep(tmp_path / str(internal) / place, data, "table")
        names = {path.name for path in files}
        assert names >= {"data dictionary.csv", "data dictionary.md"}
        marked = {name for name in names if MARKING in name}
        assert len(marked) == (2 * len(TABLES) if internal else 0)
        for place, data in files.items():
            assert (tmp_path / str(internal) / place).read_bytes() == data


def test_a_checklist_that_nobody_knows_is_said(two: HubSettings) -> None:
    now = hub_terms.term(two, AUTUMN)
    other = replace(now, specs=tuple(replace(spec, version="1999") for spec in now.specs))
    school = now.returned[0]
    assert school.counts
    submission = replace(school.counts.stored.submission, spec_id="gone", version="7")
    lost = replace(school, counts=replace(school.counts, stored=replace(school.counts.stored, submission=submission)))
    with pytest.raises(SpecError) as raised:
        whole(replace(other, schools=(lost,)))
    assert [problem.code for problem in raised.value.problems] == ["HUB-070"]
    assert "gone 7" in str(raised.value)


def test_a_checklist_that_was_changed_since_is_said(two: HubSettings) -> None:
    files = [
        replace(file(two, f"{one.urn}.xlsx", workbook(one)), read_by=read_by(OLD, keep_leaver_rows=True))
        for one in (OAK, WOOD_A)
    ]
    hub_terms.store(two, [files[0], replace(files[1], read_by="send-careers-checklist 2020.1 00000000")])
    found = read_by_another(hub_terms.term(two, AUTUMN))
    assert found
    assert (found.code, found.context) == ("HUB-071", {"number": "1"})
    assert read_by_another(hub_terms.term(two, SPRING)) is None


def test_five_states_stay_five(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    cells: Mapping[tuple[str, str], object] = {
        ("CL1", "completed"): "Yes",
        ("CL2", "completed"): MISSING,
        ("CL3", "completed"): NOT_ASKED,
        ("CL4", "completed"): "perhaps",
    }
    hub_terms.store(where, [hub_terms.arrived(hub_terms.said(cells, spec=OLD), where, AUTUMN, OLD)])
    one = whole(hub_terms.term(where, AUTUMN))
    states = {row["ref"]: row["state"] for row in rows(one, "answers", column_id="completed")}
    assert [states[f"CL{number}"] for number in range(1, 6)] == [
        "answered",
        "missing",
        "not asked",
        "unreadable",
        "blank",
    ]
    by_ref = {row["ref"]: row for row in dicts(one, "items")}
    columns = ("done", "missing", "not_asked", "unclear", "blank")
    for number, column in enumerate(columns, 1):
        assert [by_ref[f"CL{number}"][name] for name in columns] == [int(name == column) for name in columns]
    assert [by_ref[f"CL{number}"]["percent_done"] for number in (1, 2, 3)] == [100.0, 0.0, None]
    (school,) = rows(one, "schools", urn=OAK.urn)
    assert (school["items"], school["not_asked"], school["missing"], school["unclear"]) == (49, 1, 1, 1)
    assert school["percent_done"] == pytest.approx(100 / 49)
