"""A whole Hub through a year: every number that comes out equals the one counted by hand from the truth.

Twelve schools and two collections take half a minute; two hundred and three, which `make test-all` tries, some minutes.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.support import hub_book, hub_count, hub_rounding
from tests.support.hub_paper import Unread
from tests.support.hub_post import Written
from tests.support.hub_year import Year
from tests.support.sweep import at_most, some
from tests.support.synthetic_hub import make_hub
from tests.test_synthetic_hub import AUTUMN, SPRING, SUMMER, _meant

pytestmark = pytest.mark.slow
STANDINGS = {
    "return": "counts",
    "older version": "older",
    "later blank": "blank",
    "duplicate": "same again",
    "unknown school": "unknown school",
}
"""What must become of a piece of post; of every other one that it is refused."""
PASSED_OVER, NOT_OPENED = "a lock file", ("mail without a workbook", "locked", "damaged in a zip")
NUMBERS = {"no": "not_done", "blank": "no_answer"}
"""What a count is called in the table of schools, if not by its own name."""
WITHHELD = ("SD1", "SD2", "SD8", "SD9")
"""Details about leavers, which are for the Hub's own eyes."""


@pytest.fixture(scope="module", params=some(["small", "large"], ["small"]))
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    small = request.param == "small"
    truth = make_hub(12 if small else at_most(30, 200), (AUTUMN, SPRING) if small else (AUTUMN, SPRING, SUMMER), seed=1)
    year = Year(truth, tmp_path_factory.mktemp("hub") / "northmoor")
    year.go()
    return year


def each(year: Year) -> Iterator[str]:
    return iter(year.posts)


# build: a blank workbook for each school that is expected


def test_each_school_gets_a_workbook(year: Year) -> None:
    names = [path.name for path in (year.folder / "blank").rglob("*.xlsx")]
    assert sorted(name[:6] for name in names) == [one.urn for one in year.truth.expected]


# collect: every file has a row, and each school the return that counts


def test_every_file_is_listed_with_what_became_of_it(year: Year) -> None:
    for name in each(year):
        sql = "SELECT source, standing FROM files JOIN decisions ON file = id WHERE collection = ?"
        assert dict(year.rows(sql, name)) == _standings(year, name)


def _standings(year: Year, collection: str) -> dict[str, str]:
    """What must become of each file."""
    pieces = (piece for piece in year.posts[collection] if piece.what != PASSED_OVER)
    return {year.source(piece): STANDINGS.get(piece.what, "refused") for piece in pieces}


def _still_there(year: Year, collection: str) -> list[Written]:
    """What came in an earlier collection and could not be opened."""
    before = list(year.posts)[: list(year.posts).index(collection)]
    return [piece for name in before for piece in year.posts[name] if piece.what in NOT_OPENED]


def test_what_came_last_term_is_not_listed_again(year: Year) -> None:
    """Otherwise a school that sends nothing now would be called "not readable" instead of "not returned"."""
    for name in each(year):
        sources = {source for (source,) in year.rows("SELECT source FROM files WHERE collection = ?", name)}
        assert not sources & {year.source(piece) for piece in _still_there(year, name)}


def test_what_is_refused_is_refused_for_its_reason(year: Year) -> None:
    for name in each(year):
        sql = "SELECT source, code FROM files JOIN problems ON file = id WHERE collection = ? AND outcome = 'refused'"
        found = dict(year.rows(sql, name))
        refused = {year.source(piece): piece.code for piece in year.posts[name] if piece.code}
        assert {source: found[source] for source in refused} == refused
        assert year.ran["collect", name].code == 1


def test_each_school_has_the_return_that_counts(year: Year) -> None:
    for name in each(year):
        joined = "files JOIN decisions ON file = id WHERE collection = ? AND standing = 'counts'"
        sql = f"SELECT decisions.urn, source FROM {joined}"
        assert dict(year.rows(sql, name)) == {p.urn: year.source(p) for p in year.posts[name] if p.counts}


def test_every_answer_in_the_store_is_the_one_that_was_given(year: Year) -> None:
    sql = """
        SELECT decisions.urn, ref, column_id, state, value, raw FROM answers
        JOIN files ON files.id = answers.file JOIN decisions ON decisions.file = files.id
        JOIN questions ON questions.id = answers.question
        WHERE collection = ? AND standing = 'counts' AND state != 'blank' AND sheet != 'Destinations'
    """
    for name in each(year):
        found: dict[str, dict] = {}
        for urn, ref, column, state, value, raw in year.rows(sql, name):
            said = value if state == "answered" else (state, "" if raw is None else str(raw))
            found.setdefault(urn, {})[ref, column] = said
        wanted = {
            urn: {key: _iso(_meant(value)) for key, value in one.content.items()}
            for urn, one in year.truth.came(name).items()
        }
        assert found == wanted


def _iso(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_the_store_holds_counts_of_leavers_and_no_leaver(year: Year) -> None:
    assert year.rows("SELECT 1 FROM questions WHERE sheet = 'Destinations'") == []
    sql = """
        SELECT checkpoint, year, groups, blank, checkpoints.unreadable FROM checkpoints
        JOIN cohorts ON cohorts.file = checkpoints.file AND cohorts.tracker = checkpoints.tracker
            AND cohorts.number = checkpoints.cohort
        JOIN files ON files.id = cohorts.file JOIN decisions ON decisions.file = files.id
        WHERE collection = ? AND standing = 'counts'
    """
    for name in each(year):
        found: dict[str, dict[str, Counter]] = {}
        for point, leaving_year, groups, blank, unclear in year.rows(sql, name):
            line = found.setdefault(point, {}).setdefault(leaving_year, Counter())
            line.update({group.lower(): number for group, number in json.loads(groups)})
            line.update({"blank": blank, "unclear": unclear})
        assert found == hub_count.destinations(year.truth.came(name))


def test_nothing_is_read_twice(year: Year) -> None:
    """The same inbox again: no file is read, and nothing in the store is another."""
    last = year.truth.collections[-1]
    before = year.rows("SELECT source, hash, received, outcome FROM files ORDER BY source, hash")
    assert year.on(last, "collect").code == 1
    assert year.rows("SELECT source, hash, received, outcome FROM files ORDER BY source, hash") == before


# status: who has returned, and who must put something right


def test_the_status_counts_each_caseload(year: Year) -> None:
    for name in each(year):
        said = year.status(name)
        wanted = hub_count.caseloads(year.truth, name)
        assert {
            line["caseload"]: (line["schools"], line["returned"], line["put_right"], line["not_readable"])
            for line in said["caseloads"]
        } == {
            caseload: (count["expected"], count["returned"], count["to fix"], count["unreadable"])
            for caseload, count in wanted.items()
        }
        assert said["counts"]["schools"] == len(year.truth.expected)
        silent = (c["not returned"] - c["unreadable"] - c["unchanged"] for c in wanted.values())
        assert said["counts"]["not_returned"] == sum(silent)


def test_the_status_says_of_each_school_how_it_stands(year: Year) -> None:
    for name in each(year):
        schools = {school["urn"]: school for school in year.status(name)["schools"]}
        assert list(schools) == [one.urn for one in year.truth.expected]
        for urn, school in schools.items():
            one = year.truth.returns.get((name, urn))
            if one is None:
                assert school["state"] == ("not readable" if (name, urn) in year.truth.lost else "not returned")
            elif one.unchanged:
                assert school["state"] == "unchanged"
            elif one.errors:
                assert school["state"] == "put right"
            else:
                assert school["state"] in (("look at",) if one.warnings else ("in order", "look at"))
            errors = {f["code"] for f in school["findings"] if f["severity"] == "error"}
            assert errors == (one.errors if one else set())


# consolidate: the tables


def test_the_table_of_files_has_all_of_them(year: Year) -> None:
    for name in each(year):
        assert {row["source"]: row["standing"] for row in year.table(name, "files")} == _standings(year, name)


def test_the_table_of_schools_counts_their_statements(year: Year) -> None:
    for name in each(year):
        counted = hub_count.by_school(year.truth, name, year.truth.collection(name).today)
        rows = {row["urn"]: row for row in year.table(name, "schools")}
        assert list(rows) == [one.urn for one in year.truth.expected]
        for one in year.truth.expected:
            row, numbers = rows[one.urn], counted.get(one.urn)
            assert (row["name"], row["caseload"]) == (one.school.name, one.caseload)
            if numbers is None:
                assert (row["items"], row["done"], row["percent_done"]) == ("", "", "")
            else:
                assert _named(row, numbers) == _texts(numbers)


def _named(row: dict[str, str], numbers: dict[str, float | None]) -> dict[str, str]:
    return {kind: row[_column(kind)] for kind in numbers}


def _column(kind: str) -> str:
    return {**NUMBERS, "percent": "percent_done"}.get(kind, kind.replace(" ", "_"))


def _texts(numbers: dict[str, float | None]) -> dict[str, str]:
    return {k: "" if v is None else f"{v:.1f}" if k == "percent" else str(v) for k, v in numbers.items()}


def test_the_table_of_items_counts_schools(year: Year) -> None:
    for name in each(year):
        wanted = {ref: _texts(numbers) for ref, numbers in hub_count.by_item(year.truth, name).items()}
        found = {
            row["ref"]: {kind: row["blank" if kind == "blank" else _column(kind)] for kind in wanted[row["ref"]]}
            for row in year.table(name, "items")
        }
        assert found == wanted


def test_the_table_of_actions_has_every_open_one(year: Year) -> None:
    for name in each(year):
        found = Counter(
            (row["urn"], row["ref"], row["action"], row["deadline"], row["days_overdue"], row["status"])
            for row in year.table(name, "actions")
        )
        columns = ("urn", "ref", "action", "deadline", "overdue", "status")
        wanted = Counter(
            tuple(_inert(_text(one[column])) for column in columns)
            for one in hub_count.actions(year.truth, name, year.truth.collection(name).today)
        )
        assert found == wanted


def _inert(text: object) -> str:
    """What a spreadsheet would run has an apostrophe in front."""
    return f"'{text}" if str(text)[:1] in tuple("=+-@") else str(text)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def test_the_table_of_answers_has_every_answer_and_state(year: Year) -> None:
    for name in each(year):
        rows = [row for row in year.table(name, "answers") if row["kind"] in ("form", "checklist")]
        assert Counter(row["state"] for row in rows) == hub_count.states(year.truth, name)
        found: dict[str, dict] = {}
        for row in rows:
            if row["state"] != "blank":
                said = row["value"] if row["state"] == "answered" else (row["state"], row["raw"])
                found.setdefault(row["urn"], {})[row["ref"], row["column_id"]] = said
        returned = year.truth.returned(name)
        assert found == {
            urn: {key: _shown(key[0], value) for key, value in one.content.items() if not key[0].startswith("GT")}
            for urn, one in returned.items()
        }


def _shown(ref: str, value: object) -> object:
    meant = _iso(_meant(value))
    if isinstance(value, Unread) or not isinstance(meant, tuple):
        text = "withheld" if ref in WITHHELD else _inert(value if isinstance(value, Unread) else meant)
        return ("unreadable", text) if isinstance(value, Unread) else text
    return meant


def test_the_table_of_changes_has_every_change(year: Year) -> None:
    names = list(each(year))
    assert list(year.table(names[0], "changes")) == []
    for before, name in pairwise(names):
        kinds = ("newly done", "slipped back", "deadline moved", "new action", "answer text changed")
        rows = list(year.table(name, "changes"))
        found = Counter((row["urn"], row["kind"], row["ref"]) for row in rows if row["kind"] in kinds)
        wanted: Counter[tuple[str, str, str]] = Counter()
        for urn, changes in hub_count.changes(year.truth, before, name).items():
            for kind, refs in changes.items():
                wanted.update((urn, kind.replace("text changed", "answer text changed"), ref[0]) for ref in refs)
        assert found == wanted
        then, now = year.truth.came(before), year.truth.returned(name)
        assert {row["urn"] for row in rows if row["kind"] == "did not return"} == then.keys() - now.keys()
        assert {row["urn"] for row in rows if row["kind"] == "new school"} == now.keys() - then.keys()


def test_inside_every_number_of_leavers_is_right(year: Year) -> None:
    name = list(each(year))[-1]
    wanted = hub_count.in_a_table(year.truth, name)
    numbers = _numbers(list(year.table(name, "destinations", internal=True)))
    years = _years(numbers)
    for (point, leaving_year, group), number in numbers.items():
        counted = years[point] if leaving_year == "All years shown" else [leaving_year]
        assert number == sum(wanted[point][one][group.lower()] for one in counted)


def test_outside_every_number_of_leavers_is_rounded_by_the_secret(year: Year) -> None:
    """As an account has it that knows the rule, the truth and the secret of this Hub, and nothing of the program."""
    secret = hub_rounding.secret_of(year.folder)
    for name in each(year):
        wanted = hub_count.in_a_table(year.truth, name)
        rows = list(year.table(name, "destinations"))
        numbers = _numbers(rows)
        assert len(numbers) > len(rows) / 4
        years = _years(numbers)
        for (point, leaving_year, group), number in numbers.items():
            counted = years[point] if leaving_year == "All years shown" else [leaving_year]
            groups = hub_rounding.counted_in(group, point)
            names = {"no answer" if one in hub_rounding.SILENT else one.lower() for one in groups}
            truth = sum(wanted[point][one][name] for one in counted for name in names)
            whom = () if group == "All leavers" else (groups, point)
            assert number == hub_rounding.rounded(secret, truth, counted, *whom), (point, counted, group)
        assert {row["leavers"] for row in rows if not row["leavers"].isdigit()} <= {"[c]", "[z]"}


Numbers = dict[tuple[str, str, str], int]


def _numbers(rows: list[dict[str, str]]) -> Numbers:
    return {
        (row["checkpoint"], row["leaving_year"], row["group"]): int(row["leavers"])
        for row in rows
        if row["leavers"].isdigit()
    }


def _years(numbers: Numbers) -> dict[str, list[str]]:
    """Checkpoint -> the years of which it shows something."""
    found: dict[str, list[str]] = {}
    for point, year, group in numbers:
        if group == "All leavers" and year != "All years shown":
            found.setdefault(point, []).append(year)
    return found


# consolidate: the master workbook


@pytest.fixture(scope="module")
def books(year: Year) -> dict[str, dict[str, list[hub_book.Row]]]:
    return {name: hub_book.tables(next(year.output(name).glob("*.xlsx"))) for name in each(year)}


def test_the_summary_counts_schools_and_statements(year: Year, books: dict) -> None:
    for name, book in books.items():
        hub, day = year.truth, year.truth.collection(name).today
        figures = {str(row["What is counted"]): row for row in book["HubSummary"]}
        returns = {word.removeprefix("Schools: "): row["Number"] for word, row in figures.items()}
        total = sum(hub_count.caseloads(hub, name).values(), Counter())
        all_of_them = figures["Schools returned"]
        assert (all_of_them["Of"], all_of_them["Number"]) == (total["expected"], total["returned"])
        assert (returns["to put right"], returns["in order"] + returns["to look at"]) == (
            *(total["to fix"], total["returned"] - total["to fix"]),
        )
        waiting = returns["unchanged"] + returns["not readable"] + returns["not returned"]
        assert (returns["unchanged"], waiting) == (total["unchanged"], total["not returned"])
        parts, long = (
            hub_book.parts(hub, name, day),
            {short: name for (_, name), short in hub_book.sections(hub).items()},
        )
        assert len(book["HubStatements"]) == len(parts)
        for row in book["HubStatements"]:
            label = long.get(str(row["Statements"]), str(row["Statements"]))
            wanted = parts[label if row["Counted by"] != "Benchmark" else label.partition(" ")[0]]
            assert hub_book.only(row, wanted) == hub_book.shown(row, wanted), label
        lines, schools = hub_book.caseloads(hub, name, day), hub_count.caseloads(hub, name)
        for row in book["HubCaseloads"]:
            line, counted = lines[str(row["Caseload"])], schools[str(row["Caseload"])]
            wanted = {kind: line[kind] for kind in ("percent", "overdue", "due soon")}
            assert (row["Schools"], row["Returned"]) == (counted["expected"], counted["returned"])
            assert (row["To put right"], row["Statements done"]) == (counted["to fix"], line["done"])
            assert hub_book.only(row, wanted) == hub_book.shown(row, wanted)
        assert len(book["HubCaseloads"]) == len(lines)


def test_the_sheets_of_schools_and_items_count_statements(year: Year, books: dict) -> None:
    for name, book in books.items():
        schools = hub_count.by_school(year.truth, name, year.truth.collection(name).today)
        assert [row["URN"] for row in book["HubSchools"]] == [
            one.urn for one in year.truth.expected if one.urn in schools
        ]
        for row in book["HubSchools"]:
            wanted = schools[str(row["URN"])]
            assert hub_book.only(row, wanted) == hub_book.shown(row, wanted)
        items = hub_count.by_item(year.truth, name)
        assert [row["Ref"] for row in book["HubItems"]] == list(items)
        for row in book["HubItems"]:
            wanted = items[str(row["Ref"])]
            assert hub_book.only(row, wanted) == hub_book.shown(row, wanted)


def test_the_matrix_and_the_details_have_the_word_of_every_school(year: Year, books: dict) -> None:
    for name, book in books.items():
        for table, wanted in (
            ("HubMatrix", hub_book.matrix(year.truth, name)),
            ("HubDetails", hub_book.details(year.truth, name)),
        ):
            rows = {str(row.pop("URN")): row for row in map(dict, book[table])}
            found = {urn: {head.split(" ")[0]: str(word) for head, word in row.items()} for urn, row in rows.items()}
            assert {urn: {ref: found[urn][ref] for ref in words} for urn, words in wanted.items()} == wanted
            assert list(found) == list(wanted)


def test_the_sheet_of_actions_has_every_open_one(year: Year, books: dict) -> None:
    for name, book in books.items():
        found = Counter(
            (row["URN"], row["Ref"], row["Action needed"], row["Deadline"], row["Days overdue"], row["Status"])
            for row in book["HubActions"]
        )
        wanted = Counter(
            (one["urn"], one["ref"], *_in_words(one), one["status"])
            for one in hub_count.actions(year.truth, name, year.truth.collection(name).today)
        )
        assert found == wanted


def _in_words(one: dict[str, object]) -> tuple[object, object, object]:
    due, late = one["deadline"], one["overdue"]
    day = dt.datetime.combine(due, dt.time()) if isinstance(due, dt.date) else "No deadline"
    return one["action"] or "None", day, late or 0


def test_the_sheets_say_what_the_tables_say(year: Year, books: dict) -> None:
    """Changes, problems, destinations and who has not returned, which the tests of the tables have counted."""
    for name, book in books.items():
        if "HubChanges" in book:
            columns = (("URN", "urn"), ("What happened", "kind"), ("Ref", "ref"))
            rows = [tuple(row[column] for _, column in columns) for row in year.table(name, "changes")]
            found = [tuple(row[column] for column, _ in columns) for row in book["HubChanges"]]
            assert Counter((urn, kind.lower(), ref) for urn, kind, ref in found) == Counter(
                (urn, kind, ref or "None") for urn, kind, ref in rows
            )
        rows = [row for row in year.table(name, "problems") if row["code"] != "DATE-009"]
        columns = ("urn", "code", "title", "place", "message", "advice", "file")
        alike = {tuple(row[column] for column in columns) for row in rows}
        codes = Counter((urn or "Not known", code) for urn, code, *_ in alike)
        assert Counter((row["URN"], row["Code"]) for row in book["HubProblems"]) == codes
        numbers = {
            (r["label"], r["leaving_year"], r["group"].lower()): r["leavers"] for r in year.table(name, "destinations")
        }
        rows = [row for table in book if table.startswith("HubDestinations") for row in book[table]]
        found = {
            (row["Time"], row["Leaving year"], head.lower()): str(value)
            for row in rows
            if row["Measure"] == "Number"
            for head, value in row.items()
            if head not in ("Time", "Measure", "Leaving year")
        }
        lines: dict[tuple[str, str], set[str]] = {}
        for (point, leaving, _), number in numbers.items():
            lines.setdefault((point, leaving), set()).add(number)
        assert found == {key: number for key, number in numbers.items() if lines[key[:2]] != {"[z]"}}
        silent = {one.urn for one in year.truth.expected} - year.truth.returned(name).keys()
        assert {row["URN"] for row in book.get("HubNotReturned", ())} == silent
