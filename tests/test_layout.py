"""The map: everything has one place, nothing overlaps, and the fingerprint tells when a question moved."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given

from careers_workbook.core.cells import a1, a1_range, column_letters, quoted
from careers_workbook.core.kept import OfTexts, kept, kept_with_it
from careers_workbook.layout.editions import intro_lines
from careers_workbook.layout.places import Block, SheetPlan
from careers_workbook.layout.plan import plan
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.sheets.declaring import running_ref
from tests.support.built import SHIPPED, layout
from tests.support.specs import specs
from tests.support.sweep import tries


def top(block: Block) -> int:
    return block.header_row if block.heading_row is None else block.heading_row


def check_sheet(made: SheetPlan) -> None:
    free = made.intro_row + len(made.intro)
    if made.counted_row is not None:
        assert made.counted_row >= free
        free = made.counted_row + 1
    for block in made.blocks:
        assert top(block) >= free, f"{made.title}: {block.name} begins in what stands above"
        assert block.heading_row is None or block.heading_row == block.header_row - 1
        assert [column.col for column in block.columns] == list(range(len(block.columns)))
        assert not block.keys or len(block.keys) == block.rows
        free = block.last_row + 2  # an empty row between two tables, or Excel would take them for one
    if made.body_row is not None:
        assert made.body_row >= free


@pytest.mark.slow
@tries(15, many=100)
@given(specs())
def test_nothing_overlaps_and_every_question_has_one_place(spec: Spec) -> None:
    made = plan(spec)
    for sheet in made.sheets:
        check_sheet(sheet)
    places = [(slot.sheet, slot.row, slot.col) for slot in made.slots]
    assert len(set(places)) == len(places)
    keys = [(slot.ref, slot.column) for slot in made.slots if slot.kind != "tracker"]
    assert len(set(keys)) == len(keys)
    assert plan(spec) == made
    assert plan(spec).fingerprint == made.fingerprint


@pytest.mark.parametrize("name", SHIPPED)
def test_charts_stand_on_no_table(name: str) -> None:
    progress = layout(name).one("progress")
    sections, deadlines, _ = progress.blocks
    across, beside = progress.charts
    assert sections.last_row < across[0] < top(deadlines)
    assert beside[0] == deadlines.header_row
    assert beside[1] > deadlines.last_col


def test_the_fingerprint_tells_when_a_question_moves_or_is_reworded() -> None:
    def with_text(text: str) -> str:
        sheets = [{"kind": "form", "title": "F", "fields": [{"ref": "F1", "id": "a", "label": text}]}]
        start = {"what": "a", "who": "b", "steps": ["c"]}
        spec = {"id": "s", "version": "1", "title": "t", "start": start, "sheets": sheets}
        return plan(made_of(Spec, spec)).fingerprint

    assert with_text("Name") == with_text("Name")
    assert with_text("Name") != with_text("Names")
    assert len(with_text("Name")) == 12
    assert layout(SHIPPED[0]).fingerprint != layout(SHIPPED[1]).fingerprint


def test_introductions_are_cut_into_lines_by_words() -> None:
    text = "where your leavers go, and whether it lasts; " * 10
    lines = list(intro_lines(text))
    assert " ".join(lines) == text.strip()
    assert len(lines) == 4
    assert all(len(line) <= 140 for line in lines)
    assert max(map(len, lines)) - min(map(len, lines)) < 20
    assert list(intro_lines("  \n ")) == []


def test_a_line_of_an_introduction_ends_with_a_sentence_where_it_can() -> None:
    sentences = ["Please correct what is wrong.", "We know some of it!", "Who met?", "X" * 120 + "."]
    assert list(intro_lines("  ".join(sentences))) == [" ".join(sentences[:3]), sentences[3]]


def test_references_run_on() -> None:
    assert [running_ref("L", n) for n in (1, 99, 100)] == ["L01", "L99", "L100"]


def test_cells_are_written_as_people_write_them() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert (a1(6, 3), a1(6, 3, absolute=True)) == ("D7", "$D$7")
    assert a1_range((4, 6), (9, 6)) == "$G$5:$G$10"
    assert quoted("It's") == "'It''s'"


def test_a_layout_is_made_once_and_the_oldest_is_forgotten() -> None:
    spec = layout(SHIPPED[0]).spec
    assert plan(spec) is plan(spec)
    assert plan(replace(spec)) is not plan(spec)
    asked: list[str] = []
    twice = kept(2)(lambda word, more: f"{word}{more}{asked.append(word) or ''}")
    words = ["a", "b", "c"]
    for word in (*words, "c", "b", "a"):
        assert twice(word, 1) == f"{word}1"
    assert asked == [*words, "a"]


def test_what_is_kept_with_an_object_is_made_once_for_the_same_others() -> None:
    asked: list[str] = []

    @kept_with_it
    def together(word: SimpleNamespace, more: list[str]) -> str:
        asked.append(word.text)
        return "".join((word.text, *more))

    one, same, more = SimpleNamespace(text="a"), SimpleNamespace(text="a"), ["b"]
    assert [together(word, more) for word in (one, one, same)] == ["ab"] * 3
    assert [together(one, ["b"]), together(one, ["c"]), together(same, more)] == ["ab", "ac", "ab"]
    assert asked == ["a"] * 4


def test_what_is_made_of_a_text_is_made_once_until_they_come_to_too_much_or_it_is_long() -> None:
    asked: list[str] = []
    upper = OfTexts(lambda text: f"{text.upper()}{asked.append(text) or ''}")
    assert (upper["a"], upper["a"], upper["b" * 1_001], upper["b" * 1_001]) == ("A", "A", "B" * 1_001, "B" * 1_001)
    assert len(asked) == 3
    assert [upper[str(number)] for number in range(10_000)] == [str(number) for number in range(10_000)]
    assert len(upper) < 10_000
    assert upper["a"] == "A"
    assert asked.count("a") == 2
