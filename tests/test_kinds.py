"""What people type, read as each kind of answer."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.days import EXCEL_EPOCH
from careers_workbook.core.text import Raw, is_symbols
from careers_workbook.core.typed_days import read_day
from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import CellRule, Parsed
from careers_workbook.spec.answers.whole_number import read_number
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.records import made_of
from tests.support.truth import FIRST_SPEC

SPEC = load(FIRST_SPEC)
LISTS = sorted(SPEC.lists)


def question(answer: str, **more: object) -> Question:
    return made_of(Question, {"id": "q", "label": "Question", "answer": answer, **more})


def parse(raw: Raw, asked: Question, spec: Spec) -> Parsed:
    return registry.parse(CellContent(raw), asked, spec)


def rule_of(asked: Question) -> CellRule | None:
    return registry.kind_of(asked).rule(registry.asked(asked, SPEC))


LAST_OF_MARCH = dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "31.3.27",
            "31/03/2027",
            "31-03-2027",
            "31 3 2027",
            "2027-03-31",
            "2027/03/31",
            "2027.3.31",
            "2027-03-31T00:00:00",
            "46477",
            "46477.0",
        ),
        *(
            "31st March 2027",
            "31 Mar 27",
            "31st of March, 2027",
            "31-Mar-27",
            "31mar2027",
            "March 31, 2027",
            "2027 March 31",
        ),
        *(
            "Wed 31 March 2027",
            "Weds. 31 March 2027",
            "by 31/03/2027",
            "Due: 31 March 2027",
            "no later than 31.03.2027.",
        ),
        *("  31/03/2027  ", "31/03/2027", "31/03/2027 00:00:00", "31 March '27", "31ST MARCH 2027"),
    ],
)
def test_text_that_names_one_day(text: str) -> None:
    assert read_day(text).day == LAST_OF_MARCH


@pytest.mark.parametrize(
    "text",
    [
        *("March 2027", "end of March 2027", "Sept 26", "2027", "3/2027", "31/02/2027", "29/02/2027", "31 April 2027"),
        *("end of term", "Summer 2", "ASAP", "tbc", "", "?", "31/03", "31st March", "Friday", "next week"),
        *("31/03/2027 and 30/04/2027", "31/03/2027 or later", "was 31/03/2027", "31/03/2027?", "100", "99999", "1.5"),
    ],
)
def test_text_that_names_no_day(text: str) -> None:
    assert read_day(text).day is None


@pytest.mark.parametrize(
    ("text", "order", "american"),
    [
        ("03/31/2027", "month first", LAST_OF_MARCH),
        ("31/03/2027", "day first", LAST_OF_MARCH),
        ("3/4/2027", "either", dt.date(2027, 3, 4)),
        ("4/4/2027", None, dt.date(2027, 4, 4)),
        ("31 March 2027", None, LAST_OF_MARCH),
    ],
)
def test_the_order_of_day_and_month(text: str, order: str | None, american: dt.date) -> None:
    assert read_day(text).order == order
    assert read_day(text, month_first=True).day == american


@given(st.dates(dt.date(2000, 1, 1), dt.date(2049, 12, 31)))
def test_every_day_survives_every_way_of_writing_it(day: dt.date) -> None:
    ways = (
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%y}",
        f"{day:%d %B %Y}",
        f"{day:%d %b %y}",
        f"{day:%A %d %B %Y}",
        day.isoformat(),
    )
    assert {read_day(way).day for way in ways} == {day}


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_none(text: str) -> None:
    read_day(text)
    read_number(text)


@pytest.mark.parametrize(
    ("text", "value", "exact"),
    [
        *(("14", 14, True), ("1,200", 1200, True), ("14 pupils", 14, True), ("14.0", 14, True), (" 0 ", 0, True)),
        *(("fourteen", 14, True), ("Twenty-one", 21, True), ("one hundred and six", 106, True), ("none", 0, True)),
        *(("c. 120", 120, False), ("approx 30 students", 30, False), ("~12", 12, False)),
    ],
)
def test_text_that_names_a_number(text: str, value: int, exact: bool) -> None:
    number = read_number(text)
    assert number is not None
    assert (number.value, number.exact) == (value, exact)


@pytest.mark.parametrize(
    "text", ["10-12", "14.5", "-3", "lots", "14 or 15", "12 12", "", "hundred", "1O", "14 pupils, 3 staff"]
)
def test_text_that_names_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("list_id", LISTS)
def test_every_option_offered_is_accepted_as_it_is(list_id: str) -> None:
    asked = question("choice", list=list_id)
    rule = rule_of(asked)
    assert rule is not None
    for label in rule.options:
        assert parse(label, asked, SPEC).value == label
        assert parse(f"  {label.upper()} ", asked, SPEC).value == label
        assert parse(label, asked, SPEC).code is None


@pytest.mark.parametrize("list_id", LISTS)
@given(text=st.text(min_size=1, max_size=20))
def test_what_is_not_offered_is_reported(list_id: str, text: str) -> None:
    asked = question("choice", list=list_id)
    rule = rule_of(asked)
    assert rule is not None
    parsed = parse(text, asked, SPEC)
    folded = {" ".join(label.split()).casefold() for label in rule.options}
    if text.strip() and " ".join(text.split()).casefold().rstrip(" .;:,") not in folded:
        assert parsed.code in {"CELL-001", "CELL-007", "CELL-020", "CELL-021"} or parsed.value in rule.options
    assert parsed.value is None or parsed.value in rule.options


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("y", "Yes"), ("✓", "Yes"), ("Done", "Yes"), ("complete.", "Yes"), ("n", "No"), ("not yet", "No")),
        *(
            ("N/A", "Not applicable"),
            ("in prog", "In progress"),
            ("ongoing", "In progress"),
            ("In progres", "In progress"),
        ),
        *(("x", None), ("maybe", None), ("no progress", None), ("yes and no", None), ("1", None), ("applicable", None)),
        *(("Yes?", None), ("done?", None), ("In progress ?", None)),
        *(
            ("✓ Yes", "Yes"),
            ("✗ Yes", None),
            ("No ✓", None),
            ("☒", None),
            ("✗", "No"),
            ("☑", "Yes"),
            ("In progress 2", None),
        ),
    ],
)
def test_words_for_completed(text: str, value: str | None) -> None:
    parsed = parse(text, question("choice", list="completed"), SPEC)
    assert parsed.value == value
    assert parsed.code == ("CELL-007" if value else "CELL-001")


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        *(("2024", None), (2024.0, None), ("Summer 2024", None), ("2024/", None), ("2021/22", None), ("2024/5", None)),
        *(("2024-25", "2024/25"), ("2024–25", "2024/25"), ("2024/2025", "2024/25"), ("2024 / 25", "2024/25")),
        *(("24/25", "2024/25"), ("24-25", "2024/25"), ("25/24", None), ("24/26", None), ("y 24/25", None)),
    ],
)
def test_a_leaving_year_is_a_whole_school_year(typed: str | float, year: str | None) -> None:
    parsed = parse(typed, question("choice", list="leaving_years"), SPEC)
    assert (parsed.value, parsed.code) == (year, "CELL-007" if year else "CELL-001")


def kind(answer: str, label: str = "Question") -> Question:
    more = {"list": "completed"} if answer == "choice" else {}
    return made_of(Question, {"id": "q", "label": label, "answer": answer, **more})


@pytest.mark.parametrize("answer", sorted(kind.name for kind in registry.kinds()))
def test_what_says_nothing_to_any_kind(answer: str) -> None:
    for raw in (False, "FALSE"):
        assert parse(raw, kind(answer), SPEC) == Parsed(code="CELL-021", is_blank=True)
    assert parse("\uf04a \uf06e", kind(answer), SPEC) == Parsed(code="CELL-020")


@pytest.mark.parametrize("answer", ["choice", "yes/no", "text"])
def test_a_ticked_box_is_yes_and_that_is_said(answer: str) -> None:
    parsed = parse(True, kind(answer), SPEC)
    assert (parsed.value, parsed.code) == ("Yes", "CELL-007")


@pytest.mark.parametrize(
    ("code", "seen", "says_day"),
    [
        *(("mmm-yy", "Mar-27", False), ("mmmm yyyy", "March 2027", False), ("yyyy", "2027", False)),
        *(("[$-809]mmmm\\ yyyy;@", "March 2027", False), ("dddd", "Wednesday", False), ('"by "mmm', "by Mar", False)),
        *(("d-mmm", "31-Mar", True), ("dd/mm/yyyy", "31/03/2027", True), ("", "31/03/2027", True)),
        *(("dddd, mmmm dd, yyyy", "31/03/2027", True), ("yyyy-mm-dd hh:mm", "31/03/2027", True)),
        ("hh:mm", "31/03/2027", True),
    ],
)
def test_a_day_of_which_not_all_shows(code: str, seen: str, says_day: bool) -> None:
    content = CellContent(LAST_OF_MARCH, code)
    assert content.seen == seen
    parsed = registry.parse(content, kind("date"), SPEC)
    assert (parsed.value, parsed.code) == ((LAST_OF_MARCH, None) if says_day else (None, "DATE-005"))
    assert says_day or parsed.context == {"value": seen, "suggestion": "31/03/2027"}
    assert registry.parse(content, kind("text", "Review"), SPEC) == Parsed(seen)
    assert registry.parse(content, kind("text", "Action needed"), SPEC) == Parsed(seen, "CELL-023", {"seen": seen})
    for answer in ("choice", "yes/no", "whole number"):
        assert registry.parse(content, kind(answer), SPEC) == Parsed(code="CELL-022", context={"seen": seen})


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *(("Wed 31 March 2027", "DATE-003"), ("Fri 31 March 2027", "DATE-010"), ("Tuesday 3/2/2027", "DATE-010")),
        *(("3/2/2027", "DATE-011"), ("31/3/2027", "DATE-003"), ("3/31/2027", "DATE-004"), ("3/3/2027", "DATE-003")),
    ],
)
def test_a_day_in_doubt_in_a_column_of_mixed_orders(typed: str, code: str) -> None:
    column = [CellContent(text) for text in ("31/03/2027", "03/31/2027", typed)]
    habit = registry.kind_of(kind("date")).habit(column)
    parsed = registry.parse(CellContent(typed), kind("date"), SPEC, habit)
    assert (parsed.code, parsed.value is None) == (code, False)


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        (
            ["03/31/2027", "04/30/2027", dt.date(2027, 3, 2), dt.date(2027, 5, 5)],
            ["DATE-004", "DATE-004", "DATE-012", None],
        ),
        (["03/31/2027", "04/30/2027", dt.date(2027, 3, 2), dt.date(2027, 5, 13)], ["DATE-004", "DATE-004", None, None]),
        (["03/31/2027", dt.date(2027, 3, 2)], ["DATE-004", None]),
        (["31/03/2027", dt.date(2027, 3, 2)], ["DATE-003", None]),
    ],
)
def test_dates_that_excel_may_have_turned_round(column: list[str | dt.date], codes: list[str | None]) -> None:
    cells = [CellContent(raw, "dd/mm/yyyy") for raw in column]
    habit = registry.kind_of(kind("date")).habit(cells)
    assert [registry.parse(cell, kind("date"), SPEC, habit).code for cell in cells] == codes


@pytest.mark.parametrize(("minimum", "maximum"), [(0, 999), (5, 5), (1, 12)])
@given(number=st.integers(-50, 2000))
def test_a_number_is_accepted_exactly_where_excel_accepts_it(minimum: int, maximum: int, number: int) -> None:
    asked = question("whole number", minimum=minimum, maximum=maximum)
    rule = rule_of(asked)
    assert rule is not None
    assert isinstance(rule.minimum, int)
    assert isinstance(rule.maximum, int)
    inside = rule.minimum <= number <= rule.maximum
    for raw in (number, float(number)):
        parsed = parse(raw, asked, SPEC)
        assert (parsed.value, parsed.code) == ((number, None) if inside else (None, "CELL-003"))


@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)))
def test_a_date_is_accepted_exactly_where_excel_accepts_it(day: dt.date) -> None:
    rule = rule_of(question("date"))
    assert rule is not None
    assert isinstance(rule.minimum, dt.date)
    assert isinstance(rule.maximum, dt.date)
    inside = rule.minimum <= day <= rule.maximum
    for raw in (day, dt.datetime.combine(day, dt.time(13, 5))):  # a time of day is no other day
        parsed = parse(raw, question("date"), SPEC)
        assert (parsed.value, parsed.code) == ((day, None) if inside else (None, "DATE-002"))


@given(day=st.dates(dt.date(2015, 1, 1), dt.date(2040, 12, 31)))
def test_a_bare_number_of_the_calendar_is_its_day(day: dt.date) -> None:
    parsed = parse(float((day - EXCEL_EPOCH).days), question("date"), SPEC)
    assert (parsed.value, parsed.code) == (day, "DATE-006")


@pytest.mark.parametrize("raw", ["Yes", "yes", True, "Y", "✔"])
def test_yes_in_every_way(raw: str | bool) -> None:
    assert parse(raw, question("yes/no"), SPEC).value == "Yes"


@pytest.mark.parametrize("raw", [None, "", "  ", "\xa0", "\n\t"])
@pytest.mark.parametrize("answer", sorted(kind.name for kind in registry.kinds()))
def test_blank_is_blank_whatever_is_asked(raw: str | None, answer: str) -> None:
    asked = question(answer, **({"list": "completed"} if answer == "choice" else {}))
    assert parse(raw, asked, SPEC).value is None
    assert parse(raw, asked, SPEC).code is None


@given(st.text(min_size=1))
def test_text_is_kept_to_the_letter(text: str) -> None:
    if text.strip() and text != "FALSE" and not is_symbols(text):
        assert parse(text, question("text"), SPEC).value == text
