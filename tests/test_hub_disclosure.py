"""What a Hub says of leavers: the right numbers inside, and outside nothing that gives a hidden one away."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.hub.publication.count_tables import SYMBOLS
from careers_workbook.hub.publication.publication import NO_ANSWER, publish
from careers_workbook.hub.publication.published import ALL_LEAVERS, ALL_YEARS, Published
from careers_workbook.hub.publication.record import record
from careers_workbook.reports.hub.destination_sheet import chart_of
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.leavers import leaver_sheets
from tests.support import hub_leavers as leavers
from tests.support.hub_attack import LEARNING, HubAttacker
from tests.support.hub_leavers import PLACES, Leaver, is_open
from tests.support.hub_rounds import COLLECTIONS, a_round, around, hub_folder, school_round, silent, specs
from tests.support.sweep import tries

YEARS = leavers.years(COLLECTIONS[0].opens)
AUTUMN_DAY = COLLECTIONS[0].due
Schools = dict[int, tuple[Leaver, ...]]


def schools(number: int, draw: random.Random, *, tiny: bool = False) -> Schools:
    sizes = [draw.choice((0, 1, 2, 4)) if tiny else None for _ in range(number)]
    return {n: leavers.first(YEARS, draw, size) for n, size in enumerate(sizes)}


def lived(root: Path, draw: random.Random, found: Schools, terms: int = 3) -> list[Published]:
    """The same schools over several terms: cohorts are revised, and not everybody sends something every time."""
    folder, told = hub_folder(root), []
    for collection in COLLECTIONS[:terms]:
        sent = {n: one for n, one in found.items() if draw.random() < 0.85} or found
        told.append(publish(a_round(folder, collection, sent), internal=False))
        record(folder, told[-1])
        found = {n: leavers.revised(one, YEARS, draw) for n, one in found.items()}
    return told


def attack(told: Sequence[Published]) -> None:
    for knows in (False, True):
        attacker = HubAttacker(told, knows_the_rules=knows)
        assert attacker.disclosed() == []
        assert attacker.small_changes_disclosed() == []


def numbers_are_shown_as_they_are(told: Sequence[Published]) -> None:
    """The attacker was told what stands in the tables: every number that is not hidden, and none that is."""
    for published in told:
        for table in published.tables:
            for row, year in enumerate(table.row_names):
                for column in range(len(table.column_names)):
                    text, share = table.text(row, column), table.percent(row, column)
                    assert text not in set("12345")
                    assert (share == "[c]") >= (text == "[c]")
                    if text.isdigit():
                        place = table.shown.table.rows.index(year) if year != ALL_YEARS else -1 % (row + 1)
                        place = min(place, len(table.shown.table.rows))
                        assert (place, column) not in table.shown.hidden
                        assert int(text) == table.shown.table.count(place, column)


def totals_agree(published: Published) -> None:
    """A year's leavers are the same everywhere, and shown in all tables or in none."""
    for number, line in enumerate(published.cohorts[:-1]):
        found = {table.text(number, len(table.columns)) for table in published.tables}
        assert found - {"[z]"} in ({line.leavers}, set())


def check(told: Sequence[Published]) -> None:
    attack(told)
    numbers_are_shown_as_they_are(told)
    for published in told:
        totals_agree(published)


@tries(4, many=30)
@given(st.integers(0, 10**9), st.sampled_from([5, 12, 20]), st.booleans())
def test_nothing_hidden_can_be_worked_out(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int, tiny: bool
) -> None:
    draw = random.Random(seed)
    check(lived(tmp_path_factory.mktemp("hub"), draw, schools(n, draw, tiny=tiny)))


@pytest.mark.slow
@tries(3, many=60)
@given(st.integers(0, 10**9), st.sampled_from([5, 9, 20, 40, 60]), st.booleans())
def test_nothing_hidden_can_be_worked_out_of_many_hubs(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int, tiny: bool
) -> None:
    draw = random.Random(seed)
    found = schools(n, draw, tiny=tiny)
    found[0] = leavers.first(YEARS, draw, 14)
    check(lived(tmp_path_factory.mktemp("hub"), draw, found))


@pytest.mark.slow
@tries(2, many=20)
@given(st.integers(0, 10**9), st.sampled_from([5, 20]))
def test_an_old_collection_published_again_gives_nothing_away(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int
) -> None:
    """Beside what was published later: a return came late, and the first collection is made anew."""
    draw, root = random.Random(seed), tmp_path_factory.mktemp("hub")
    found = schools(n, draw)
    told = lived(root, draw, found, terms=2)
    folder = hub_folder(root)
    again = publish(a_round(folder, COLLECTIONS[0], found), internal=False)
    record(folder, again)
    check([again, told[1]])


def counted(found: Mapping[int, Sequence[Leaver]], today: dt.date) -> Counter[tuple[str, str, str]]:
    """Checkpoint, year, group -> leavers, counted from what schools know."""
    tally: Counter[tuple[str, str, str]] = Counter()
    for one in (one for school in found.values() for one in school):
        row = one.row(today)
        for point in (point for point in leavers.POINTS if is_open(point, one.year, today)):
            said = str(row.get(point, "No entry"))
            group = said if point == "six_months" else PLACES.get(said, (said, 0))[0]
            tally[point, one.year, group] += 1
            tally[point, one.year, ALL_LEAVERS] += 1
    return tally


@tries(4, many=30)
@given(st.integers(0, 10**9), st.sampled_from([1, 4, 15]))
def test_internal_numbers_equal_an_independent_count(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int
) -> None:
    draw = random.Random(seed)
    found = schools(n, draw)
    told = publish(a_round(hub_folder(tmp_path_factory.mktemp("hub")), COLLECTIONS[1], found), internal=True)
    truth = counted(found, COLLECTIONS[1].due)
    for point, _, year, group, text, percent in told.rows():
        if year == ALL_YEARS:
            wanted = sum(number for (where, _, name), number in truth.items() if (where, name) == (point, group))
            known = any(where == point for where, _, _ in truth)
        else:
            wanted, known = truth[point, year, group], is_open(point, year, COLLECTIONS[1].due)
        assert text == (str(wanted) if known else "[z]")
        whole = truth[point, year, ALL_LEAVERS]
        if text.isdigit() and year != ALL_YEARS and whole:
            assert percent in (str(int(100 * wanted / whole + 0.5)), "[low]")
    for line in told.cohorts[:-1]:
        rows = [one.row(COLLECTIONS[1].due) for school in found.values() for one in school if one.year == line.year]
        learning = [row for row in rows if "autumn" in row and PLACES[str(row["autumn"])][0] in LEARNING]
        still = [row for row in learning if row.get("six_months") == "Yes"]
        assert line.leavers == str(len(rows))
        assert line.in_eet in (str(len(learning)), "[z]")
        assert line.sustained in (str(len(still)), "[z]")
    assert set(told.symbols()) <= set(SYMBOLS) - {"[c]"}


def places(*groups: str, year: str = "2024/25", six_months: str = "Yes") -> list[dict[str, object]]:
    """Leavers of whom everything is known: one a group, at the first destination that counts in it."""
    label = {group: name for name, (group, _) in reversed(PLACES.items())}
    return [
        {"leaving_year": year, "intended": label[each], "autumn": label[each], "six_months": six_months}
        for each in groups
    ]


def told_of(root: Path, *rows: Sequence[Mapping[str, object]] | None, internal: bool = False) -> Published:
    found = [school_round(n, one, AUTUMN_DAY) for n, one in enumerate(rows)]
    return publish(around(hub_folder(root), COLLECTIONS[0], [*found, silent(len(rows))]), internal=internal)


def line(told: Published, point: str, year: str) -> str:
    table = next(one for one in told.tables if one.id == point)
    return " ".join(table.texts()[table.row_names.index(year)])


MANY = places(*["education"] * 20, *["employment"] * 8, *["other"] * 9)


def test_what_is_shown_of_a_year_and_what_each_table_rests_on(tmp_path: Path) -> None:
    told = told_of(tmp_path, MANY[:9], MANY[9:], None)
    (autumn,) = (table for table in told.tables if table.id == "autumn")
    assert autumn.column_names == (
        "education", "apprenticeship", "employment", "other", "not sustained", "not known", NO_ANSWER, ALL_LEAVERS,
    )  # fmt: skip
    assert line(told, "autumn", "2024/25") == "20 0 8 9 0 0 0 37"
    coverage = autumn.coverage
    assert (coverage.expected, coverage.returned, coverage.counted) == (4, 3, 2)
    assert (autumn.in_eet(0), autumn.in_eet_percent(0)) == ("28", "76")
    assert told.cohorts[0].leavers == "37"
    assert autumn.symbols() == {}
    assert next(table for table in told.tables if table.id == "six_months").in_eet(0) == ""


def test_a_year_of_few_leavers_is_in_no_table_and_in_no_total(tmp_path: Path) -> None:
    told = told_of(tmp_path, MANY, places(*["education"] * 4, year="2023/24"))
    for point in ("intended", "autumn", "six_months", "year_1"):
        assert set(line(told, point, "2023/24").split()) == {"[c]"}
        assert line(told, point, ALL_YEARS).endswith("[x]" if point == "year_1" else " 37")
    few, year, every = told.cohorts
    assert [few.leavers, few.in_eet, few.sustained] == ["[c]"] * 3
    assert (year.leavers, every.leavers) == ("37", "37")
    assert "[c]" in told.symbols()


def test_what_nobody_can_know_yet_is_no_zero(tmp_path: Path) -> None:
    told = told_of(tmp_path, places(*["education"] * 9, *["other"] * 8, year="2025/26", six_months=""))
    assert line(told, "autumn", "2025/26") == "9 0 0 8 0 0 0 17"
    assert set(line(told, "six_months", "2025/26").split()) == {"[z]"}
    assert set(line(told, "year_1", ALL_YEARS).split()) == {"[z]"}
    assert (told.cohorts[0].sustained, told.cohorts[-1].sustained) == ("[z]", "[z]")


@pytest.mark.parametrize("internal", [False, True])
def test_what_nobody_has_answered_yet_is_no_zero_and_in_no_percentage(tmp_path: Path, internal: bool) -> None:
    silent = [{**row, "autumn": ""} for row in places(*["education"] * 9, *["other"] * 8, year="2023/24")]
    told = told_of(tmp_path, [*MANY, *silent], internal=internal)
    for point, year in (("autumn", "2023/24"), ("year_1", "2024/25"), ("year_1", ALL_YEARS)):
        assert set(line(told, point, year).split()) == {"[x]"}
    assert line(told, "intended", "2023/24").startswith("9 0 0 8 0 0")
    assert line(told, "autumn", ALL_YEARS) == line(told, "autumn", "2024/25")
    quiet, known, every = told.cohorts
    assert (quiet.leavers, quiet.in_eet, quiet.in_eet_percent, quiet.sustained) == ("17", "[x]", "[x]", "[x]")
    assert (every.leavers, every.in_eet_percent, every.sustained) == ("54", known.in_eet_percent, known.sustained)
    assert told.symbols()["[x]"].startswith("No answer yet")


def test_a_chart_leaves_a_gap_where_nobody_has_answered(tmp_path: Path) -> None:
    silent = [{**row, "autumn": ""} for row in places(*["education"] * 9, year="2023/24")]
    early = places(*["education"] * 9, year="2026/27", six_months="")
    table = next(one for one in told_of(tmp_path, [*MANY, *silent, *early]).tables if one.id == "autumn")
    found = chart_of(table, 1, 0)
    assert found
    assert (found.years, found.last) == (("2023/24", "2024/25"), 1)
    assert chart_of(replace(table, instead=dict.fromkeys(table.years, "[x]")), 1, 0) is None


def test_why_there_is_no_answer_is_said_only_inside(tmp_path: Path) -> None:
    odd = [{**row, "autumn": None} for row in places("other", "other")]
    unsaid = [{**row, "autumn": ""} for row in places("other", "other", "other", "other")]
    no_year = [{**row, "leaving_year": ""} for row in places(*["other"] * 7, *["education"] * 8)]
    rows = [*MANY, *odd, *unsaid, *no_year]
    assert line(told_of(tmp_path, rows), "autumn", "2024/25") == "20 0 8 9 0 0 6 43"
    inside = told_of(tmp_path, rows, internal=True)
    assert line(inside, "autumn", "2024/25") == "20 0 8 9 0 0 4 2 0 0 43"
    assert line(inside, "autumn", "Year not given") == "8 0 0 7 0 0 0 0 0 0 15"


def test_learning_is_added_up_from_what_is_shown_only(tmp_path: Path) -> None:
    hidden = told_of(tmp_path, [*MANY, *places("apprenticeship", "apprenticeship", "other")])
    assert line(hidden, "autumn", "2024/25").split()[1] == "[c]"
    year = hidden.cohorts[0]
    shown = line(hidden, "autumn", "2024/25").split()
    if "[c]" in shown[3:]:
        assert (year.in_eet, year.in_eet_percent) == ("[c]", "[c]")
    else:  # the hidden ones are all in learning: all but the others
        assert year.in_eet == "30"


@pytest.mark.parametrize(
    ("still", "expected"),
    [
        ({"education": 12, "employment": 8, "other": 6}, "20"),  # 20 sustained, 8 more learning, 6 more still, 3
        ({"education": 12, "employment": 8, "other": 2}, "[c]"),  # two still there who were not learning
        ({"education": 20, "employment": 5, "other": 6}, "[c]"),  # three learning who went
        ({}, "0"),  # nobody is still there, and the table says so
    ],
)
def test_sustained_is_shown_where_it_says_nothing_of_a_few(
    tmp_path: Path, still: Mapping[str, int], expected: str
) -> None:
    size = {"education": 20, "employment": 8, "other": 13}
    rows = []
    for group, number in size.items():
        stay = still.get(group, 0)
        rows += places(*[group] * stay) + places(*[group] * (number - stay), six_months="No")
    rows += places(*["other"] * 7, six_months="Not known")
    told = told_of(tmp_path, rows)
    assert told.cohorts[0].sustained == expected
    assert (told.cohorts[0].sustained_percent == "[c]") == (expected == "[c]")
    assert told.cohorts[-1].sustained == expected
    inside = told_of(tmp_path, rows, internal=True).cohorts[0]
    assert inside.sustained == str(still.get("education", 0) + still.get("employment", 0))


def with_sheets(spec: Spec, *titles: str, without: str = "") -> Spec:
    """The spec with such sheets about leavers, without one of their columns."""
    (tracker,) = leaver_sheets(spec)
    columns = tuple(column for column in tracker.columns if column.id != without)
    others = tuple(sheet for sheet in spec.sheets if sheet.kind == "form")
    return spec.model_copy(
        update={"sheets": (*others, *(tracker.model_copy(update={"title": t, "columns": columns}) for t in titles))}
    )


def test_an_older_version_that_called_the_sheet_something_else_and_asked_for_less(tmp_path: Path) -> None:
    old = with_sheets(specs()[0], "Leavers", without="autumn")
    found = [school_round(0, MANY, AUTUMN_DAY), school_round(1, MANY[:20], AUTUMN_DAY, old)]
    inside = publish(around(hub_folder(tmp_path), COLLECTIONS[0], found), internal=True)
    assert inside.tables[0].coverage.counted == 2
    assert line(inside, "intended", "2024/25") == "40 0 8 9 0 0 0 0 0 0 57"
    assert line(inside, "autumn", "2024/25") == "20 0 8 9 0 0 0 0 0 20 57"
    told = publish(around(hub_folder(tmp_path), COLLECTIONS[0], found), internal=False)
    assert line(told, "autumn", "2024/25") == "20 0 8 9 0 0 20 57"
    assert (told.cohorts[0].leavers, told.cohorts[0].sustained_percent) == ("57", "[c]")


def test_two_sheets_about_leavers_are_kept_apart(tmp_path: Path) -> None:
    spec = with_sheets(specs()[0], "Leavers at 16", "Leavers at 19")
    folder = hub_folder(tmp_path)
    for collection, number in zip(COLLECTIONS, (0, 2), strict=False):
        rows = [*MANY, *places(*["other"] * number)]
        here = around(folder, collection, [school_round(0, rows, AUTUMN_DAY, spec)])
        told = publish(replace(here, specs=(spec,)), internal=False)
        record(folder, told)
        assert [table.sheet for table in told.tables] == ["Leavers at 16"] * 7 + ["Leavers at 19"] * 7
        assert [one.leavers for one in told.cohorts] == [str(37 + number)] * 4
        one, other = (table.texts() for table in told.tables if table.id == "autumn")
        assert one == other
        assert ("[c]" in one[0]) == bool(number)


def test_no_school_and_no_leaver(tmp_path: Path) -> None:
    for told in (told_of(tmp_path), told_of(tmp_path, [], None)):
        assert [set(table.texts()[-1]) for table in told.tables] == [{"[z]"}] * 7
        assert told.cohorts[0].leavers == "0"
        record(hub_folder(tmp_path), told)


def test_a_later_term_beside_what_was_published(tmp_path: Path) -> None:
    folder = hub_folder(tmp_path)
    record(folder, told_of(tmp_path, MANY))
    more = school_round(0, [*MANY, *places("other", "other")], AUTUMN_DAY)
    spring = publish(around(folder, COLLECTIONS[1], [more]), internal=False)
    shown = line(spring, "autumn", "2024/25").split()
    assert (shown[3], shown[-1]) == ("[c]", "39")
    assert shown.count("[c]") >= 2
    again = publish(around(folder, COLLECTIONS[0], [more]), internal=False)
    assert line(again, "autumn", "2024/25") == "20 0 8 11 0 0 0 39"  # its own record is replaced, not minded
    assert spring.problems == again.problems == ()


def test_a_school_that_joins_with_all_its_leavers_in_one_group(tmp_path: Path) -> None:
    folder = hub_folder(tmp_path)
    record(folder, told_of(tmp_path, MANY))
    joined = school_round(1, places(*["education"] * 14), AUTUMN_DAY)
    spring = publish(around(folder, COLLECTIONS[1], [school_round(0, MANY, AUTUMN_DAY), joined]), internal=False)
    shown = line(spring, "autumn", "2024/25").split()
    assert (shown[0], shown[-1]) == ("[c]", "51")
    assert shown.count("[c]") >= 2


def test_the_record_of_twelve_collections_does_not_slow_it_down(tmp_path: Path) -> None:
    draw = random.Random(7)
    found, folder = schools(20, draw), hub_folder(tmp_path)
    many = tuple(
        replace(COLLECTIONS[0], name=f"Round {n}", opens=dt.date(2026, 10, 1) + dt.timedelta(days=n)) for n in range(12)
    )
    folder = replace(folder, rounds=many)
    told = []
    for one in many:
        told.append(publish(a_round(folder, one, found), internal=False))
        record(folder, told[-1])
        found = {n: leavers.revised(each, YEARS, draw) for n, each in found.items()}
    assert HubAttacker(told, knows_the_rules=False).disclosed() == []
