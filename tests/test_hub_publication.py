"""What a Hub says of leavers: the right numbers inside, and outside rounded ones, of enough schools."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.hub.publication.publication import IN_EET, NO_ANSWER, NOT_IN_EET, UNKNOWN, publish
from careers_workbook.hub.publication.published import ALL_LEAVERS, ALL_YEARS, SYMBOLS, Published
from careers_workbook.reports.hub.leaver_sheets import chart_of
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.leavers import leaver_sheets
from tests.support import hub_leavers as leavers
from tests.support.hub_leavers import PLACES, Leaver, is_open
from tests.support.hub_rounding import LEARNING, SECRET, counted_in, rounded
from tests.support.hub_rounds import COLLECTIONS, a_round, around, hub_folder, school_round, silent, specs
from tests.support.sweep import tries

YEARS = leavers.years(COLLECTIONS[0].opens)
AUTUMN_DAY = COLLECTIONS[0].due
Schools = dict[int, tuple[Leaver, ...]]


def schools(number: int, draw: random.Random) -> Schools:
    return {n: leavers.first(YEARS, draw) for n in range(number)}


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
    told = publish(a_round(hub_folder(tmp_path_factory.mktemp("hub")), COLLECTIONS[1], found), None)
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
    assert set(told.symbols()) <= set(SYMBOLS) - {"[c]", "[u]"}


@tries(3, many=20)
@given(st.integers(0, 10**9), st.sampled_from([3, 7, 8, 30]))
def test_outside_every_number_is_rounded_as_the_rule_says(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int
) -> None:
    """Of what is counted by the groups that a table shows: an account that shares no code with the program."""
    found, today = schools(n, random.Random(seed)), COLLECTIONS[2].due
    told = publish(a_round(hub_folder(tmp_path_factory.mktemp("hub")), COLLECTIONS[2], found), SECRET)
    truth = counted(found, today)
    of_year = {
        year: [sum(1 for one in school if one.year == year) for school in found.values()]
        for year in {one.year for school in found.values() for one in school}
    }
    shown = {y for y, each in of_year.items() if sum(map(bool, each)) >= 3 and max(each) <= 0.8 * sum(each)}
    for point, _, year, group, text, _ in told.rows():
        years = sorted(y for y in (shown if year == ALL_YEARS else {year} & shown) if is_open(point, y, today))
        if not years:
            assert text == ("[c]" if year not in (ALL_YEARS, *shown) and n > 2 else "[z]")
            continue
        if group == ALL_LEAVERS:
            assert text == str(rounded(SECRET, sum(sum(of_year[y]) for y in years), years))
            continue
        groups = counted_in(group, point)
        number = sum(truth[point, y, one] for y in years for one in groups)
        assert text == str(rounded(SECRET, number, years, groups, point)), (point, year, group)
    for line in told.cohorts:
        years = sorted(shown if line.year == ALL_YEARS else {line.year} & shown)
        known = [year for year in years if is_open("autumn", year, today)]
        number = sum(truth["autumn", year, group] for year in known for group in LEARNING)
        assert line.leavers == (str(rounded(SECRET, sum(sum(of_year[y]) for y in years), years)) if years else "[c]")
        assert not known or line.in_eet == str(rounded(SECRET, number, known, LEARNING, "autumn"))


def places(*groups: str, year: str = "2024/25", six_months: str = "Yes") -> list[dict[str, object]]:
    """Leavers of whom everything is known: one a group, at the first destination that counts in it."""
    label = {group: name for name, (group, _) in reversed(PLACES.items())}
    return [
        {"leaving_year": year, "intended": label[each], "autumn": label[each], "six_months": six_months}
        for each in groups
    ]


Rows = Sequence[Mapping[str, object]]


def told_of(root: Path, *rows: Rows | None, secret: bytes | None = SECRET) -> Published:
    found = [school_round(n, one, AUTUMN_DAY) for n, one in enumerate(rows)]
    return publish(around(hub_folder(root), COLLECTIONS[0], [*found, silent(len(rows))]), secret)


def line(told: Published, point: str, year: str) -> str:
    table = next(one for one in told.tables if one.id == point)
    return " ".join(table.texts[table.row_names.index(year)])


def percents(told: Published, point: str, year: str) -> str:
    table = next(one for one in told.tables if one.id == point)
    return " ".join(table.percents()[table.row_names.index(year)])


def dealt(rows: Rows, schools: int = 8) -> list[Rows]:
    """Leavers of so many schools, one after the other."""
    return [rows[n::schools] for n in range(schools)]


MANY = places(*["education"] * 20, *["employment"] * 10, *["other"] * 10, *["not sustained"] * 10)


def test_what_is_shown_of_a_year_and_what_each_table_rests_on(tmp_path: Path) -> None:
    """Multiples of 5 stay what they are, whatever was drawn."""
    told = told_of(tmp_path, *dealt(MANY), None)
    (autumn,) = (table for table in told.tables if table.id == "autumn")
    assert autumn.column_names == (
        "education", "apprenticeship", "employment", "other", "not sustained", "not known", NO_ANSWER, ALL_LEAVERS,
    )  # fmt: skip
    assert line(told, "autumn", "2024/25") == "20 0 10 10 10 0 0 50"
    assert percents(told, "autumn", "2024/25") == "40 0 20 20 20 0 0 100"
    coverage = autumn.coverage
    assert (coverage.expected, coverage.returned, coverage.counted) == (10, 9, 8)
    assert (told.cohorts[0].leavers, told.cohorts[0].in_eet, told.cohorts[0].in_eet_percent) == ("50", "30", "60")
    assert (told.cohorts[0].sustained, told.cohorts[0].sustained_percent) == ("30", "60")
    assert set(told.symbols()) == {"[x]", "[z]"}


def test_below_eight_schools_there_are_three_groups(tmp_path: Path) -> None:
    told = told_of(tmp_path, *dealt([*MANY, *places(*["not known"] * 5)], 7), None)
    (autumn,) = (table for table in told.tables if table.id == "autumn")
    assert autumn.columns == (IN_EET, NOT_IN_EET, UNKNOWN)
    assert line(told, "autumn", "2024/25") == "30 20 5 55"
    assert next(table for table in told.tables if table.id == "six_months").columns == ("Yes", "No", UNKNOWN)


def test_the_same_people_are_the_same_number_wherever_they_stand(tmp_path: Path) -> None:
    """In education, employment or training as a group and in short; a year's leavers at every checkpoint."""
    odd = [*MANY, *places("education", "employment", "other", "not known")]
    seven, eight = told_of(tmp_path, *dealt(odd, 7)), told_of(tmp_path, *dealt(odd, 8))
    assert line(seven, "autumn", "2024/25").split()[0] == seven.cohorts[0].in_eet == eight.cohorts[0].in_eet
    assert (
        len({line(told, point, "2024/25").split()[-1] for told in (seven, eight) for point in ("autumn", "intended")})
        == 1
    )
    assert seven.cohorts[0].leavers == line(eight, "autumn", "2024/25").split()[-1]
    assert {one.leavers for one in seven.cohorts} == {eight.cohorts[0].leavers}


@pytest.mark.parametrize(
    "rows",
    [[], [MANY], dealt(MANY, 2), [[], [], []], [*dealt(MANY, 2), []], [MANY[:9], places("other", year="2023/24"), []]],
)
def test_where_no_year_rests_on_enough_schools_nothing_is_said(tmp_path: Path, rows: list[Rows]) -> None:
    """Not even that there are leavers, or none."""
    told = told_of(tmp_path, *rows, None)
    assert {text for *_, text, percent in told.rows() for text in (text, percent)} == {"[c]"}
    assert [(one.year, one.leavers, one.in_eet) for one in told.cohorts] == [(ALL_YEARS, "[c]", "[c]")]
    inside = told_of(tmp_path, *rows, None, secret=None)
    assert inside.cohorts[-1].leavers == str(sum(map(len, rows)))


@pytest.mark.parametrize("few", [dealt(MANY, 2), [MANY[:41], MANY[41:46], MANY[46:]]])
def test_a_year_that_rests_on_one_or_two_schools_is_in_no_total(tmp_path: Path, few: list[Rows]) -> None:
    of_before = [[{**row, "leaving_year": "2023/24"} for row in rows] for rows in few]
    told = told_of(tmp_path, *of_before, *dealt(MANY))
    for point in ("intended", "autumn", "six_months"):
        assert set(line(told, point, "2023/24").split()) == {"[c]"}
        assert line(told, point, ALL_YEARS).split() == line(told, point, "2024/25").split()
    held, year, every = told.cohorts
    assert [held.leavers, held.in_eet, held.sustained] == ["[c]"] * 3
    assert replace(every, year=year.year) == year


def test_what_nobody_can_know_yet_is_no_zero(tmp_path: Path) -> None:
    told = told_of(tmp_path, *dealt(places(*["education"] * 10, *["other"] * 10, year="2025/26", six_months="")))
    assert line(told, "autumn", "2025/26") == "10 0 0 10 0 0 0 20"
    assert set(line(told, "six_months", "2025/26").split()) == {"[z]"}
    assert set(line(told, "year_1", ALL_YEARS).split()) == {"[z]"}
    assert (told.cohorts[0].sustained, told.cohorts[-1].sustained) == ("[z]", "[z]")


@pytest.mark.parametrize("secret", [SECRET, None])
def test_what_hardly_anybody_has_answered_yet_is_no_zero_and_in_no_percentage(
    tmp_path: Path, secret: bytes | None
) -> None:
    """Whether it is so is decided by what is shown, so that it says nothing more: one answer may be among them."""
    silent = [{**row, "autumn": "", "leaving_year": "2023/24"} for row in MANY]
    told = told_of(tmp_path, *dealt([*MANY, *silent]), secret=secret)
    for point, year in (("autumn", "2023/24"), ("year_1", "2024/25"), ("year_1", ALL_YEARS)):
        assert set(line(told, point, year).split()) == {"[x]"}
    assert line(told, "intended", "2023/24").startswith("20 0 10 10 10 0 0")
    assert line(told, "autumn", ALL_YEARS) == line(told, "autumn", "2024/25")
    quiet, known, every = told.cohorts
    assert (quiet.leavers, quiet.in_eet, quiet.in_eet_percent, quiet.sustained) == ("50", "[x]", "[x]", "[x]")
    assert (every.leavers, every.in_eet_percent, every.sustained) == ("100", known.in_eet_percent, known.sustained)
    assert told.symbols()["[x]"].startswith("No answer")


def test_a_chart_leaves_a_gap_where_nothing_is_shown(tmp_path: Path) -> None:
    silent = [{**row, "autumn": "", "leaving_year": "2023/24"} for row in MANY]
    early = places(*["education"] * 9, year="2026/27", six_months="")
    told = told_of(tmp_path, *dealt([*MANY, *silent, *early]), places("other", year="2022/23"))
    table = next(one for one in told.tables if one.id == "autumn")
    found = chart_of(table, "Destinations", 0)
    assert found
    assert (found.years, found.last) == (("2022/23", "2023/24", "2024/25"), 2)
    assert chart_of(replace(table, texts=(("[x]",),) * 4), "Destinations", 0) is None
    zeros = (("0",) * len(table.columns) + ("5",),) * 4
    assert chart_of(replace(table, texts=zeros), "Destinations", 0) is None, "no bar would have a length"


def test_why_there_is_no_answer_is_said_only_inside(tmp_path: Path) -> None:
    odd = [{**row, "autumn": None} for row in places("other", "other")]
    unsaid = [{**row, "autumn": ""} for row in places("other", "other", "other")]
    no_year = [{**row, "leaving_year": ""} for row in places(*["other"] * 10, *["education"] * 10)]
    rows = dealt([*MANY, *odd, *unsaid, *no_year])
    assert line(told_of(tmp_path, *rows), "autumn", "2024/25") == "20 0 10 10 10 0 5 55"
    inside = told_of(tmp_path, *rows, secret=None)
    assert line(inside, "autumn", "2024/25") == "20 0 10 10 10 0 3 2 0 0 55"
    assert line(inside, "autumn", "Year not given") == "10 0 0 10 0 0 0 0 0 0 20"


def test_no_percentage_of_fewer_than_50_and_none_over_100(tmp_path: Path) -> None:
    few = told_of(tmp_path, *dealt(MANY[:45]))
    assert set(percents(few, "autumn", "2024/25").split()) == {"[u]"}
    assert (few.cohorts[0].in_eet, few.cohorts[0].in_eet_percent) == ("30", "[u]")
    inside = told_of(tmp_path, *dealt(MANY[:45]), secret=None)
    assert percents(inside, "autumn", "2024/25").startswith("44 0 22 22 11 0 0")
    all_alike = dealt(places(*["education"] * 51))
    shown = [told_of(tmp_path, *all_alike, secret=bytes([n]) * 32).cohorts[0] for n in range(40)]
    assert {(one.leavers, one.in_eet) for one in shown} == {(a, b) for a in ("50", "55") for b in ("50", "55")}
    assert {one.in_eet_percent for one in shown} == {"91", "100"}


def test_sustained_are_never_more_than_are_in_education_employment_or_training(tmp_path: Path) -> None:
    stay = dealt(places(*["education"] * 31, *["other"] * 20))
    shown = [told_of(tmp_path, *stay, secret=bytes([n]) * 32).cohorts[0] for n in range(40)]
    assert {(one.in_eet, one.sustained) for one in shown} == {("30", "30"), ("35", "30"), ("35", "35")}
    told = told_of(tmp_path, *dealt([*MANY[:20], *places(*["education"] * 30, six_months="No")]))
    assert (told.cohorts[0].in_eet, told.cohorts[0].sustained, told.cohorts[0].sustained_percent) == ("50", "20", "40")


def with_sheets(spec: Spec, *titles: str, without: str = "") -> Spec:
    """The spec with such sheets about leavers, without one of their columns."""
    (tracker,) = leaver_sheets(spec)
    columns = tuple(column for column in tracker.columns if column.id != without)
    others = tuple(sheet for sheet in spec.sheets if sheet.kind == "form")
    return replace(spec, sheets=(*others, *(replace(tracker, title=t, columns=columns) for t in titles)))


def test_an_older_version_that_called_the_sheet_something_else_and_asked_for_less(tmp_path: Path) -> None:
    old = with_sheets(specs()[0], "Leavers", without="autumn")
    found = [school_round(n, rows, AUTUMN_DAY) for n, rows in enumerate(dealt(MANY))]
    found.append(school_round(8, places(*["education"] * 10), AUTUMN_DAY, old))
    inside = publish(around(hub_folder(tmp_path), COLLECTIONS[0], found), None)
    assert inside.tables[0].coverage.counted == 9
    assert line(inside, "intended", "2024/25") == "30 0 10 10 10 0 0 0 0 0 60"
    assert line(inside, "autumn", "2024/25") == "20 0 10 10 10 0 0 0 0 10 60"
    told = publish(around(hub_folder(tmp_path), COLLECTIONS[0], found), SECRET)
    assert line(told, "autumn", "2024/25") == "20 0 10 10 10 0 10 60"
    one = told.cohorts[0]
    assert (one.leavers, one.sustained, one.sustained_percent) == ("60", "30", "[x]")


def test_two_sheets_about_leavers_are_kept_apart(tmp_path: Path) -> None:
    spec = with_sheets(specs()[0], "Leavers at 16", "Leavers at 19")
    found = [school_round(n, rows, AUTUMN_DAY, spec) for n, rows in enumerate(dealt([*MANY, *places("other")]))]
    here = replace(around(hub_folder(tmp_path), COLLECTIONS[0], found), specs=(spec,))
    told = [publish(here, bytes([n]) * 32) for n in range(20)]
    assert [table.sheet for table in told[0].tables] == ["Leavers at 16"] * 7 + ["Leavers at 19"] * 7
    assert any(one.cohorts[0].leavers != one.cohorts[2].leavers for one in told)
    assert len(told[0].figures()) == 2 * len(told_of(tmp_path, *dealt(MANY)).figures())
    assert {label.partition(": ")[0] for _, label, *_ in told[0].rows()} == {"Leavers at 16", "Leavers at 19"}


def test_what_has_not_changed_is_shown_unchanged(tmp_path: Path) -> None:
    """Whatever else comes or goes: other years, another round, schools that have no such leavers."""
    draw = random.Random(5)
    found = schools(9, draw)
    first = publish(a_round(hub_folder(tmp_path), COLLECTIONS[1], found), SECRET).figures()
    more = {**found, 9: (), 10: tuple(replace(one, year="2019/20") for one in leavers.first(YEARS[:1], draw, 9))}
    again = publish(replace(a_round(hub_folder(tmp_path), COLLECTIONS[1], more), settings=COLLECTIONS[0]), SECRET)
    figures = again.figures()
    kept = [name for name in first if ALL_YEARS not in name]
    assert kept
    assert [(name, figures[name]) for name in kept] == [(name, first[name]) for name in kept]
