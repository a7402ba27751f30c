"""What a cell offers: the same rule by which it is read, in words that fit Excel's limits, with lists that reject."""

import datetime as dt
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.blanks.sheets.tables import check_of
from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.days import serial
from careers_workbook.core.text import cut
from careers_workbook.spec.answers import registry
from careers_workbook.spec.lists import Choice, DateRange
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spreadsheet.write.writer import Properties, Validation, WorkbookWriter, fits_inline
from tests.support.built import SHIPPED, built, layout, opened, questions

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=300)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1))
BOUNDS = st.integers(-(10**6), 10**6)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@st.composite
def asked(draw: st.DrawFn) -> tuple[Question, Spec]:
    """A question of any kind, with the spec that it belongs to."""
    answer = draw(st.sampled_from(sorted(kind.name for kind in registry.kinds())))
    first, last = sorted(draw(st.tuples(DAYS, DAYS)))
    least, most = sorted(draw(st.tuples(BOUNDS, BOUNDS)))
    labels = draw(st.lists(st.text(string.ascii_letters + " ,/'-", min_size=1, max_size=40), min_size=1, max_size=12))
    options = tuple(Choice(id=f"o{n}", label=f"{label.strip()} {n}") for n, label in enumerate(labels))
    facts = {"id": "q", "label": draw(WORDS) or "Q", "answer": answer, "hint": draw(st.none() | WORDS)}
    own = {"choice": {"list": "l"}, "whole number": {"minimum": least, "maximum": most}}
    question = made_of(Question, facts | own.get(answer, {}))
    start = {"what": "a", "who": "b", "steps": ["c"]}
    sheets = [{"kind": "guidance", "title": "G", "paragraphs": ["p"]}]
    spec = made_of(Spec, {"id": "s", "version": "1", "title": "t", "start": start, "sheets": sheets})
    return question, replace(spec, lists={"l": options}, dates=DateRange(earliest=first, latest=last))


@given(asked(), st.data())
def test_what_the_rule_offers_is_accepted_and_what_it_rejects_is_reported(
    both: tuple[Question, Spec], data: st.DataObject
) -> None:
    question, spec = both
    check = check_of(question, spec)
    if check is None or check.kind == "any":
        assert question.answer not in {"choice", "date", "whole number", "yes/no"}
        return
    match check.kind:
        case "list":
            offered = data.draw(st.sampled_from(check.options))
            refused: object = "none of them"
        case "date":
            assert isinstance(check.minimum, dt.date)
            assert isinstance(check.maximum, dt.date)
            offered = data.draw(st.dates(check.minimum, check.maximum))
            refused = data.draw(st.sampled_from([check.minimum, check.maximum]))
            refused += dt.timedelta(days=-1 if refused == check.minimum else 1)
        case _:
            assert isinstance(check.minimum, int)
            assert isinstance(check.maximum, int)
            offered = data.draw(st.integers(check.minimum, check.maximum))
            refused = data.draw(st.sampled_from([check.minimum - 1, check.maximum + 1]))
    accepted = registry.parse(CellContent(offered), question, spec)
    assert (accepted.value, accepted.code) == (offered, None)
    rejected = registry.parse(CellContent(refused), question, spec)  # type: ignore[arg-type]
    assert (rejected.value, bool(rejected.code)) == (None, True)


@given(asked())
def test_messages_fit_excel_and_are_taken_by_it(both: tuple[Question, Spec]) -> None:
    check = check_of(*both)
    if check is None:
        return
    assert units(check.title) <= 32
    assert units(check.message) <= 255
    assert units(check.error_title) <= 32
    assert units(check.error) <= 255
    if check.kind != "list" or fits_inline(check.options):
        WorkbookWriter(Properties("t", "s", "a", "en-GB")).sheet("S").check(((0, 0), (5, 0)), check)


@given(WORDS, st.integers(5, 60))
def test_cut_keeps_whole_words_where_it_can(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert units(short) <= limit
    if units(text) <= limit:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])


def test_cut_shows_how() -> None:
    assert cut("Number of leavers in the current school year", 32) == "Number of leavers in the…"
    assert cut("Donaudampfschifffahrtsgesellschaftskapitän", 10) == "Donaudamp…"
    assert cut("🙂🙂🙂🙂", 6) == "🙂🙂…"
    assert cut("Go \ud83d alone", 5) == "Go…"


def test_a_long_text_is_cut_at_once() -> None:
    assert cut("abc " * 1_000_000, 12) == "abc abc…"


@pytest.mark.parametrize(
    ("options", "inline"),
    [
        (("Yes", "No"), True),
        (("Yes, all", "No"), False),
        ((" Yes", "No"), False),
        (('"Yes"', "No"), False),
        (("x" * 200, "y" * 54), True),
        (("x" * 200, "y" * 55), False),
        (("😀" * 100, "y" * 55), False),
    ],
)
def test_a_dropdown_carries_its_options_only_where_excel_can_tell_them_apart(
    options: tuple[str, ...], *, inline: bool
) -> None:
    assert fits_inline(options) is inline


def rules(sheet: Worksheet) -> dict[tuple[int, int], DataValidation]:
    """0-based cell -> its rule."""
    found: dict[tuple[int, int], DataValidation] = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            for row, col in area.cells:
                assert (row - 1, col - 1) not in found, f"two rules for {sheet.title} {row} {col}"
                found[row - 1, col - 1] = rule
    return found


@pytest.mark.parametrize("spec", SHIPPED)
def test_every_answer_cell_of_the_file_has_the_rule_of_its_question(spec: str) -> None:
    made, book = layout(spec), opened(built(spec))
    asked_for = questions(made)
    found = {sheet.title: rules(sheet) for sheet in book}
    for slot in made.slots:
        question = asked_for[slot.ref, slot.column]
        check = check_of(question, made.spec)
        rule = found[slot.sheet].get((slot.row, slot.col))
        assert (rule is None) is (check is None), slot
        if rule is None or check is None:
            continue
        assert (rule.promptTitle, rule.prompt) == (check.title, check.message)
        assert (rule.allow_blank, rule.showInputMessage) == (True, True)
        if check.kind == "any":
            assert rule.type in {None, "none"}
            continue
        assert (rule.errorStyle, rule.showErrorMessage, rule.error) == (
            None,
            True,
            check.error,
        ) or rule.errorStyle == "stop"
        assert offers(rule, book) == expected(check)


def offers(rule: DataValidation, book: object) -> tuple[object, ...]:
    if rule.type != "list":
        return (rule.type, rule.formula1, rule.formula2)
    formula = str(rule.formula1)
    if formula.startswith('"'):
        return tuple(formula.strip('"').split(","))
    title, _, area = formula.rpartition("!")
    sheet = book[title.strip("'")]  # type: ignore[index]
    return tuple(row[0].value for row in sheet[area.replace("$", "")])


def expected(check: Validation) -> tuple[object, ...]:
    if check.kind == "list":
        return check.options
    kind = {"integer": "whole"}.get(check.kind, check.kind)
    bounds = (check.minimum, check.maximum)
    return (kind, *(str(serial(bound) if isinstance(bound, dt.date) else bound) for bound in bounds))


@pytest.mark.slow
def test_a_tracker_that_grows_has_its_rules_already() -> None:
    made = layout()
    tracker = made.one("tracker")
    block = tracker.blocks[0]
    found = rules(opened(built())[tracker.title])
    assert block.last_row + block.spare == 1_000 + block.header_row
    for column in block.columns:
        if column.question:
            cells = {found.get((row, column.col)) for row in range(block.first_row, block.last_row + block.spare + 1)}
            assert len(cells) == 1
            assert None not in cells
