"""Small inputs that were read wrongly once: what a careful person concludes of them, as tests/cases/README.md says."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.text import Raw
from careers_workbook.layout.plan import plan
from careers_workbook.returns.matching.column_consistency import settle
from careers_workbook.returns.matching.copies import put_together
from careers_workbook.returns.matching.locate import locate
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.load import load
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import Book
from tests.support.sweep import tries
from tests.support.truth import BUILT, SCHOOL, truth

CASES = Path(__file__).parent / "cases"
AUDIT = load(str(Path(__file__).parent / "data" / "safeguarding.yaml"))
"""Near-twins, statements within statements, very short ones."""


@cache
def case(name: str) -> Submission:
    return read_file(CASES / f"{name}.xlsx")


def codes(read: Submission) -> Counter[str]:
    return Counter(problem.code for problem in read.problems)


def checklist(read: Submission) -> list[Answer]:
    return [answer for answer in read.of_kind("checklist") if answer.state == "answered"]


def test_answers_on_a_sheet_of_their_own_are_read_by_ref_for_all_four_checklists() -> None:
    read = case("r05-answers-sheet-by-ref")
    answers = checklist(read)
    assert len(answers) == 200
    assert all(str(a.value) in (f"{a.column_id.upper()} {a.ref}", "2027-03-31", "Yes") for a in answers)
    assert codes(read) == {"SHEET-005": 4}


def test_copies_filled_half_each_are_put_together_and_every_sheet_is_named() -> None:
    read = case("r13-three-copies")
    assert [read.by_key()[f"CL{n}", "review"].value for n in range(1, 7)] == [f"REVIEW {n}" for n in range(6, 12)]
    assert codes(read) == {"SHEET-005": 1, "ROW-020": 6}
    said = next(problem.message for problem in read.problems if problem.code == "SHEET-005")
    assert all(name in said for name in ("Priya", "Dermot", "Careers leadership"))


@pytest.mark.parametrize("name", ["r12a-cut3-no-refs", "r12b-word-no-refs", "r12c-typo-no-refs"])
def test_a_sheet_is_recognised_by_close_text_together_with_its_title_and_headings(name: str) -> None:
    read = case(name)
    assert [read.by_key()[f"CL{n}", "action"].value for n in range(1, 7)] == [f"ACTION {n}" for n in range(6, 12)]
    assert codes(read).keys() == {"ROW-004", "CELL-026"}
    assert codes(read)["CELL-026"] == 6  # initials in place of refs are said too


def test_a_start_that_only_one_statement_has_is_that_statement() -> None:
    read = case("r15-cut60")
    found = {a.ref: a.value for a in checklist(read) if a.column_id == "action"}
    assert found == {f"SP{n}": f"ACTION {n + 5}" for n in range(1, 16) if n not in (10, 11)}
    assert codes(read) == {"ROW-004": 11, "ROW-027": 2}


@pytest.mark.parametrize("kept", [40, 50, 60])
def test_where_refs_stand_the_text_may_be_any_start_of_its_own(kept: int) -> None:
    read = case(f"r18-cut{kept}-refs-stand")
    assert not [answer for answer in read.answers if answer.state == "missing"]
    assert codes(read).keys() == {"ROW-004", "ROW-022"}
    assert [a.ref for a in checklist(read) if a.column_id == "action" and a.value != f"ACTION {a.cell[1:]}"] == []


@pytest.mark.parametrize("name", ["r19a-nested", "r19b-nested"])
def test_a_statement_that_became_the_text_of_another_one_is_known_by_its_ref(name: str) -> None:
    read = read_file(CASES / f"{name}.xlsx", AUDIT)
    actions = {a.ref: a.value for a in checklist(read) if a.column_id == "action"}
    assert actions == {ref: f"ACTION {ref}" for ref in actions}
    assert len(actions) == 12


def test_what_stands_over_several_rows_is_joined() -> None:
    answers = case("pdfback").by_key()
    assert answers["CL1", "action"].value == "Action 1 for the school"
    assert answers["CL6", "review"].value == "Review note 6"
    assert not case("pdfback").own_rows
    assert codes(case("pdfback")).keys() == {"ROW-023", "DATE-003"}


# near-twins, short statements and statements within statements: nothing is ever filed under another one


@cache
def audit() -> Book:
    return read_book(build(plan(AUDIT), SCHOOL, Order(BUILT), truth(AUDIT)))


def changed(change: Callable[[int, int, Raw], Raw]) -> tuple[dict[tuple[str, str], Raw], int]:
    """What is read where cells of the checklists were changed: by question, and how many problems there are."""
    titles = [sheet.title for sheet in AUDIT.of(ChecklistSheet)]
    grids = (
        replace(grid, cells={at: new for at, raw in grid.cells.items() if (new := change(*at, raw)) is not None})
        if grid.title in titles
        else grid
        for grid in audit().grids
    )
    layout = plan(AUDIT)
    location = put_together(settle(locate(Book(tuple(grids)), layout), layout))
    return {(one.slot.ref, one.slot.column): one.raw for one in location.found}, len(location.problems)


def wrong(found: dict[tuple[str, str], Raw]) -> list[tuple[str, str]]:
    return [key for key, raw in found.items() if raw is not None and key in truth(AUDIT) and raw != truth(AUDIT)[key]]


STATEMENTS = {item.text: item.ref for sheet in AUDIT.of(ChecklistSheet) for s in sheet.sections for item in s.items}
REFS = frozenset(STATEMENTS.values())


def test_an_undamaged_audit_is_read_whole_and_without_a_word() -> None:
    found, problems = changed(lambda _row, _col, raw: raw)
    assert problems == 0
    assert {key: found[key] for key in truth(AUDIT)} == truth(AUDIT)


@pytest.mark.slow
@pytest.mark.parametrize("has_refs", [True, False])
@pytest.mark.parametrize("kept", [1, 2, 3, 4, 5, 8])
def test_statements_that_lost_all_but_their_first_words(kept: int, has_refs: bool) -> None:
    def cut(_row: int, _col: int, raw: Raw) -> Raw:
        if raw in REFS:
            return raw if has_refs else None
        return " ".join(str(raw).split()[:kept]) if raw in STATEMENTS else raw

    found, _ = changed(cut)
    assert wrong(found) == []
    if has_refs:
        assert {ref for ref, _ in found} >= REFS - {"PA2", "PB2"}


@pytest.mark.slow
@pytest.mark.parametrize("lost", sorted(STATEMENTS.values()))
def test_a_statement_that_became_its_neighbours_text_or_is_gone(lost: str) -> None:
    """One row says what the next one says, or nothing, with its ref or without: it is read as its own or not at all."""
    order = list(STATEMENTS)
    at = next(n for n, text in enumerate(order) if STATEMENTS[text] == lost)
    for new in (order[at - 1], order[(at + 1) % len(order)], None):
        found, _ = changed(lambda _row, _col, raw, new=new: new if raw == order[at] else raw)
        assert wrong(found) == [], new


def cut(data: st.DataObject, text: str) -> str:
    return text[: data.draw(st.integers(1, len(text)))]


def shortened(data: st.DataObject, text: str) -> str:
    words = text.split()
    first = data.draw(st.integers(0, len(words) - 1))
    return " ".join(words[:first] + words[first + data.draw(st.integers(1, 3)) :])


def mistyped(data: st.DataObject, text: str) -> str:
    at = data.draw(st.integers(0, len(text) - 2))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


TEXTS: tuple[Callable[[st.DataObject, str], str], ...] = (
    cut,
    shortened,
    mistyped,
    lambda _data, _text: "Ask the governors",
)


@pytest.mark.slow
@tries(15, many=400)
@given(data=st.data())
def test_rows_whose_ref_or_text_was_damaged_are_never_another_statement(data: st.DataObject) -> None:
    """Of each row either the ref or the text, of as many rows as may be, so that ref and text contradict each other."""
    typed: dict[Raw, Raw] = {}
    for text, ref in data.draw(st.lists(st.sampled_from(sorted(STATEMENTS.items())), max_size=8, unique=True)):
        if data.draw(st.booleans(), label=f"the ref of {ref}"):
            typed[ref] = data.draw(st.none() | st.sampled_from([*sorted(REFS), "X9"]))
        else:
            typed[text] = data.draw(st.none() | st.sampled_from(TEXTS).map(lambda change, t=text: change(data, t)))
    found, _ = changed(lambda _row, _col, raw: typed.get(raw, raw))
    assert wrong(found) == [], typed
