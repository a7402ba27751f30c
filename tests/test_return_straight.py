"""The straight road comes to what the careful one comes to, on every file that it accepts."""

import datetime as dt
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.cells import Cell
from careers_workbook.core.text import Raw
from careers_workbook.layout.fixed_sheets import ABOUT_LABELS
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.returns import read
from careers_workbook.returns.context import Context
from careers_workbook.returns.matching import column_consistency
from careers_workbook.returns.matching.column_consistency import settle
from careers_workbook.returns.matching.locate import Location, locate
from careers_workbook.returns.matching.straight import Road, straight
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.jobs import answer
from careers_workbook.returns.worker.messages import Job, Message, Read, packed
from careers_workbook.spec.load import DEFAULT_SPEC, load, shipped
from careers_workbook.spec.model import Spec
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import Book, Grid
from tests.support.office import Office
from tests.support.second_spec import SECOND, near_twins
from tests.support.specs import specs
from tests.support.sweep import some, tries
from tests.support.truth import BUILT, SCHOOL, truth

TESTS = Path(__file__).parent
EXAMPLES = TESTS.parent / "examples"
KEPT = sorted(
    path
    for folder in (TESTS / "returned", TESTS / "cases", TESTS / "data" / "formats", EXAMPLES)
    for path in folder.rglob("*.*")
    if path.suffix in (".xlsx", ".xls", ".xlsb", ".ods", ".csv") and "register" not in path.name
)
SPECS = {**{name: load(name) for name in sorted(shipped())}, "near-twins": near_twins(), "other columns": SECOND}


@cache
def filled(name: str) -> tuple[Book, Layout]:
    layout = plan(SPECS[name])
    answers = [(key, value) for number, (key, value) in enumerate(truth(layout.spec).items()) if number % 3]
    return read_book(build(layout, SCHOOL, Order(BUILT), dict(answers))), layout


def on_both_roads(path: Path, spec: Spec | None = None) -> tuple[Submission, Submission, int]:
    """As it is read with the straight road open and closed, and how many times it was gone."""
    gone: list[Location] = []

    def road(book: Book, layout: Layout, *wanted: Callable[[Grid], bool]) -> Location | None:
        found = Road(layout).location(book, *wanted) if Road(layout).is_open else None
        gone.extend([found] if found else [])
        return found

    with patch.object(read, "straight", road):
        fast = read.read_file(path, spec)
    with patch.object(read, "straight", closed):
        return fast, read.read_file(path, spec), len(gone)


def closed(_book: Book, _layout: Layout, *_wanted: Callable[[Grid], bool]) -> None:
    """The straight road, closed."""


@pytest.mark.parametrize("path", some(KEPT, 12), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_kept_file(path: Path) -> None:
    fast, careful, _ = on_both_roads(path)
    assert fast == careful


@pytest.mark.parametrize("name", ["blank", "filled", "marked"])
def test_our_own_examples_go_the_straight_road(name: str) -> None:
    fast, careful, gone = on_both_roads(EXAMPLES / f"{name}.xlsx")
    assert fast == careful
    assert gone


@pytest.mark.office
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saves_goes_it_too(form: str, office: Office, tmp_path: Path) -> None:
    (path,) = office.convert([EXAMPLES / "filled.xlsx"], form, tmp_path)
    fast, careful, gone = on_both_roads(path)
    assert fast == careful
    assert gone


@tries(3, 60)
@given(spec=specs())
def test_any_spec(spec: Spec) -> None:
    layout = plan(spec)
    asked = {(slot.ref, slot.column) for slot in layout.slots}
    answers = {key: value for key, value in truth(spec).items() if key in asked}
    book = read_book(build(layout, SCHOOL, Order(BUILT), answers))
    found = Road(layout).location(book)
    if Road(layout).is_open:
        assert found == locate(book, layout)
    assert straight(book, layout) is None  # nothing is known of a layout that was never met
    assert straight(book, layout) == (found if Road(layout).is_open else None)


# what may stand in cells where anything may stand: what the careful road looks for elsewhere


def sly(layout: Layout) -> st.SearchStrategy[Raw]:
    """Refs, statements and parts of them, headings, titles, in other ways of writing."""
    lines = [line for sheet in layout.sheets for block in sheet.blocks for line in block.table.rows]
    columns = [column for sheet in layout.sheets for block in sheet.blocks for column in block.columns]
    titles = [sheet.title for sheet in layout.sheets]
    texts = [line.text for line in lines if line.text]
    words = st.sampled_from([*(line.ref for line in lines), *(c.label for c in columns), *titles, *ABOUT_LABELS])
    parts = st.builds(lambda text, at: text[:at] if at > 0 else text[at:], st.sampled_from(texts), st.integers(-40, 40))
    said = st.one_of(words, st.sampled_from(texts), parts.filter(str.strip))
    ways = [
        str,
        str.upper,
        lambda w: f"• {w}",
        lambda w: f"1. {w}.",
        lambda w: f"CL3 {w}",
        lambda w: w.replace(" ", "  "),
    ]
    spelt = st.builds(lambda word, way: way(word), said, st.sampled_from([*ways, lambda w: w.replace("e", "&#101;")]))
    return st.one_of(spelt, said, st.integers(0, 12), st.sampled_from(["Yes", "In progress", "x", True, "Done"]))


@st.composite
def typed(draw: st.DrawFn, grid: Grid, words: st.SearchStrategy[Raw]) -> dict[Cell, Raw]:
    """Up to a dozen cells anywhere about the tables of a sheet, most of them in one place."""
    rows, cols = (max(at[n] for at in grid.cells) + 1 for n in (0, 1))
    row, col = draw(st.integers(0, rows)), draw(st.integers(1, cols))
    near = st.tuples(st.integers(row, row + 3), st.integers(col, col + 1))
    anywhere = st.tuples(st.integers(0, rows), st.integers(0, cols))
    return draw(st.dictionaries(st.one_of(near, anywhere), words, min_size=1, max_size=12))


def changes(name: str) -> st.SearchStrategy[dict[str, dict[Cell, Raw]]]:
    book, layout = filled(name)
    words = sly(layout)
    one = st.sampled_from(book.grids).flatmap(lambda grid: st.tuples(st.just(grid.title), typed(grid, words)))
    return st.lists(one, min_size=1, max_size=2).map(dict)


def free_of(layout: Layout) -> Iterator[tuple[str, Cell]]:
    yield from ((slot.sheet, (slot.row, slot.col)) for slot in layout.slots)


@pytest.mark.parametrize("name", SPECS)
@tries(20, 400)
@given(data=st.data())
def test_words_of_the_checklist_where_anything_may_stand(name: str, data: st.DataObject) -> None:
    book, layout = filled(name)
    if data.draw(st.booleans(), label="into answers"):
        put: dict[str, dict[Cell, Raw]] = {}
        places = st.lists(st.sampled_from(list(free_of(layout))), min_size=1, max_size=8)
        for title, at in data.draw(places, label="places"):
            put.setdefault(title, {})[at] = data.draw(sly(layout))
    else:
        put = data.draw(changes(name), label="changes")
    grids = tuple(Grid(g.title, {**g.cells, **put.get(g.title, {})}, g.marks, g.hidden) for g in book.grids)
    changed = Book(grids, book.format)
    found = Road(layout).location(changed) if Road(layout).is_open else None
    if found is not None:
        assert found == locate(changed, layout)


@st.composite
def leavers(draw: st.DrawFn, grid: Grid, layout: Layout) -> Grid:
    """The table of leavers blank but for some cells, with comments, colours and formulas here and there."""
    block = next(sheet.blocks[0] for sheet in layout.sheets if sheet.title == grid.title)
    rows, cols = st.integers(block.first_row, block.first_row + 12), st.integers(0, block.last_col + 1)
    asked = {column.col for column in block.columns if column.asks}
    blank = {at: raw for at, raw in grid.cells.items() if at[0] < block.first_row or at[1] not in asked}
    some = draw(st.one_of(st.just([]), st.lists(st.tuples(rows, cols), max_size=6)))
    put: dict[Cell, Raw] = {
        at: draw(st.sampled_from(["x", "Employment", "2025/26", 3, "L001", "Total"])) for at in some
    }
    marked = dict.fromkeys(draw(st.lists(st.tuples(rows, cols), max_size=3)), "FF0000")
    totals = frozenset(draw(st.lists(rows, max_size=1)))
    marks = [
        replace(grid.marks, notes=marked),
        replace(grid.marks, fills=marked),
        replace(grid.marks, formulas=grid.marks.formulas | marked, totals=totals),
    ]
    return Grid(grid.title, blank | put, draw(st.sampled_from(marks)), grid.hidden)


@pytest.mark.parametrize("name", SPECS)
@tries(30, 400)
@given(data=st.data())
def test_blank_rows_that_are_left_out_change_nothing(name: str, data: st.DataObject) -> None:
    book, layout = filled(name)
    growing = {slot.sheet for slot in layout.slots if slot.grows}
    grids = tuple(data.draw(leavers(g, layout)) if g.title in growing else g for g in book.grids)
    changed = Book(grids, book.format)
    asked = Context(carry_to=(SPECS[name],))
    with patch.object(read, "straight", lambda book, layout, *wanted: Road(layout).location(book, *wanted)):
        fast = read._read_book("return.xlsx", changed, SPECS[name], asked)
    with patch.object(read, "straight", closed):
        assert fast == read._read_book("return.xlsx", changed, SPECS[name], asked)


def test_blank_rows_are_left_out() -> None:
    book, layout = filled(DEFAULT_SPEC)
    road = Road(layout)
    whole, without = road.location(book), road.location(book, lambda _: False)
    assert whole
    assert without
    left_out = [one for one in whole.found if one not in without.found]
    assert left_out
    assert not any(one.is_filled for one in left_out)


@pytest.mark.parametrize("name", sorted(SPECS.keys() - {"other columns"}))  # its answers have the words of headings
def test_what_was_only_filled_in_goes_the_straight_road(name: str) -> None:
    book, layout = filled(name)
    assert Road(layout).is_open
    assert Road(layout).location(book) == locate(book, layout)


@pytest.mark.parametrize("by_spec", [False, True], ids=["for a hub", "by a spec that was named"])
def test_a_process_that_reads_goes_it_from_the_second_file_on(*, by_spec: bool) -> None:
    """As collect and check ask: of each file anew, across the process boundary, by what is known besides the files."""
    spec = load(DEFAULT_SPEC)
    layout, given = plan(spec).in_year(2026), packed(spec if by_spec else None)
    known = packed(Context(dt.date(2027, 1, 29), carry_to=() if by_spec else (spec,)))
    gone, said = list[bool](), list[Message]()

    def road(book: Book, layout: Layout, *wanted: Callable[[Grid], bool]) -> Location | None:
        found = straight(book, layout, *wanted)
        gone.append(found is not None)
        return found

    with patch.object(read, "straight", road):
        for number in range(4):
            answers = [
                (key, value) for at, (key, value) in enumerate(truth(layout.spec).items()) if at % 3 == number % 3
            ]
            data = build(layout, SCHOOL, Order(BUILT), dict(answers))
            job = Job(Read(f"{number}.xlsx", given, known, None, data=data))
            answer(pickle.loads(pickle.dumps(job)), said.append)
    assert gone == [False, True, True, True]
    assert [one.outcome for one in said if isinstance(one, Submission)].count("refused") == 0


typed_answers = st.one_of(
    st.sampled_from(
        ["Yes", "No", "In progress", "x", "31/02/2027", "Autumn term", "Ask the governors", "Overdue", None]
    ),
    st.dates(dt.date(2026, 9, 1), dt.date(2027, 8, 31)),
    st.integers(0, 40),
)


@pytest.mark.parametrize("name", SPECS)
@tries(20, 300)
@given(data=st.data())
def test_columns_that_need_no_weighing_are_as_they_would_be_settled(name: str, data: st.DataObject) -> None:
    book, layout = filled(name)
    grid = data.draw(st.sampled_from([g for g in book.grids if any(slot.sheet == g.title for slot in layout.slots)]))
    slots = [slot for slot in layout.slots if slot.sheet == grid.title]
    columns = data.draw(st.lists(st.sampled_from(sorted({slot.column for slot in slots})), min_size=1, max_size=3))
    cells = dict(grid.cells)
    for slot in [slot for slot in slots if slot.column in columns][:8]:
        raw = data.draw(typed_answers)
        if raw is None:
            cells.pop((slot.row, slot.col), None)
        else:
            cells[slot.row, slot.col] = raw
    grids = tuple(Grid(g.title, cells, g.marks, g.hidden) if g is grid else g for g in book.grids)
    location = locate(Book(grids, book.format), layout)
    with patch.object(column_consistency._Judge, "is_plain", lambda _self, _cells: False):
        settled = settle(location, layout)
    assert settle(location, layout) == settled


def test_answers_to_the_next_question_alone_are_settled() -> None:
    book, layout = filled(DEFAULT_SPEC)
    plans = [sheet for sheet in layout.sheets if sheet.kind == "checklist"]
    titles = {sheet.title for sheet in plans}
    asked = {(slot.sheet, (slot.row, slot.col)): slot.column for slot in layout.slots if slot.sheet in titles}
    grids = []
    for grid in book.grids:
        cells = {at: raw for at, raw in grid.cells.items() if (grid.title, at) not in asked}
        cells |= {
            at: dt.date(2027, 3, 1) for (title, at), name in asked.items() if title == grid.title and name == "action"
        }
        grids.append(Grid(grid.title, cells, grid.marks, grid.hidden))
    found = settle(locate(Book(tuple(grids), book.format), layout), layout)
    assert titles <= {problem.place.sheet for problem in found.problems if problem.code == "SHEET-019"}
