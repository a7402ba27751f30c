"""Workbooks out of masters: each has the very bytes that it has when it is built alone, and the work is done once."""

import datetime as dt
import gc
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from careers_workbook.blanks import stamping
from careers_workbook.blanks.batch import build_all
from careers_workbook.blanks.stamping import Stamp
from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.collector import at_rest
from careers_workbook.core.output import OutputFolder
from careers_workbook.core.school import School
from careers_workbook.layout.places import Carried
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.spec.model import Spec
from careers_workbook.spreadsheet.write import recorded, xlsx_book
from careers_workbook.spreadsheet.write.template import PartPiece, Template
from tests.support.built import AWKWARD, LONG, ORDER, SCHOOL, SHIPPED, TODAY, built, filled, layout, questions
from tests.support.package import differences
from tests.support.specs import specs
from tests.support.sweep import some, tries

ODD = (
    *AWKWARD, "", " ", " lead", "trail\t", "A & B's <School>", '"Quoted"', "مدرسة النور", "<r>a</r>", "Yes", "none",
    "990001", "x" * 300, LONG * 3, "a\x01b\x0b\x1f", "\ufffe\uffff", "no break\u00a0", "\u2028x", "]]>", "&amp;",
    "_x005F_x", "\r\n", "&&&P&N",
)  # fmt: skip
"""Names of schools and authorities that are spelt in another way, need more room, or stand in the workbook already."""
TEXTS = st.text(max_size=120) | st.sampled_from(ODD)
SCHOOLS = st.builds(
    School,
    st.sampled_from(("990002", "Yes", "=1", "")),
    TEXTS,
    TEXTS,
    st.just("Special") | TEXTS,
    st.just("11-19") | TEXTS,
)


@cache
def stamp(spec: str) -> Stamp:
    """One that has made the workbook of another school."""
    made = Stamp(layout(spec), ORDER)
    made.workbook(SCHOOL)
    return made


def same(made: bytes, alone: bytes) -> None:
    assert made == alone, differences(made, alone)[:5]


@pytest.mark.parametrize("spec", SHIPPED)
def test_a_school_like_others_costs_no_writing(spec: str) -> None:
    ours = School("990002", "St Brannoc's School", "Hackney", "Academy special school", "4-16")
    ready = stamp(spec)
    with patch.object(stamping, "master", side_effect=AssertionError):
        made = ready.workbook(ours)
    same(made, build(layout(spec), ours, ORDER))


@pytest.mark.slow
@pytest.mark.parametrize(
    "odd",
    some([(spec, name, at) for spec in SHIPPED for name in ODD for at in range(3)], [(SHIPPED[0], n, 2) for n in ODD]),
)
def test_odd_names_give_the_bytes_of_one_alone(odd: tuple[str, str, int]) -> None:
    spec, name, at = odd
    ours = (School("990002", name), School("990003", "Oak", name, "Special"), School("990004", name, name, name))[at]
    same(stamp(spec).workbook(ours), build(layout(spec), ours, ORDER))


@tries(3, many=300)
@given(ours=SCHOOLS)
@example(ours=School("990002", " <r>\x0b& ", "_x0041_", "", "none"))
def test_any_school_gives_the_bytes_of_one_alone(ours: School) -> None:
    same(stamp(SHIPPED[0]).workbook(ours), build(layout(SHIPPED[0]), ours, ORDER))


@pytest.mark.slow
@tries(5, many=60)
@given(spec=specs(), ours=st.lists(SCHOOLS, min_size=2, max_size=3))
def test_any_spec_gives_the_bytes_of_one_alone(spec: Spec, ours: list[School]) -> None:
    made = Stamp(plan(spec), ORDER)
    for school in (SCHOOL, *ours):
        same(made.workbook(school), build(plan(spec), school, ORDER))


def test_the_masters_are_few_however_different_the_schools() -> None:
    made = Stamp(layout(), ORDER)
    with patch.object(stamping, "_MOST", 2):
        for number in range(4):
            made.workbook(School("990002", f"<r>{number}</r>"))
    assert len(made._masters) == len(made._fits) == 2


def test_a_batch_writes_one_workbook_and_stamps_the_others(tmp_path: Path) -> None:
    schools = [School(f"99{number:04}", f"School in Street {number}", "Northmoor") for number in range(1, 21)]
    with patch.object(stamping, "master", wraps=stamping.master) as writing:
        files = [one.path for one in build_all(layout(), schools, OutputFolder(tmp_path), ORDER)]
    assert writing.call_count == 1
    same(files[-1].read_bytes(), build(layout(), schools[-1], ORDER))


PIECES = st.lists(st.binary(min_size=1, max_size=40) | st.sampled_from(("a", "b")), max_size=4)


@given(st.dictionaries(st.sampled_from(("one.xml", "two.xml", "three.xml")), PIECES), st.binary(), st.binary())
def test_a_template_is_a_sound_zip_file_of_its_pieces(parts: dict[str, list[PartPiece]], a: bytes, b: bytes) -> None:
    words = {"a": a, "b": b, "c": b"nowhere"}
    made = Template(list(parts.items())).filled(words)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.testzip() is None
        said = {name: b"".join(words[p] if isinstance(p, str) else p for p in pieces) for name, pieces in parts.items()}
        assert {name: package.read(name) for name in package.namelist()} == said


def test_no_part_is_packed_as_a_bomb_would_be() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        assert max(entry.file_size / entry.compress_size for entry in package.infolist()) < 30


@contextmanager
def nothing_known() -> Iterator[None]:
    """As if this were the first workbook, and xlsxwriter a version of which nobody knows the inside."""
    with patch.object(xlsx_book, "KNOWN", False), patch.object(recorded, "_kept", {}):
        yield


def carried_over(spec: str, rows: int, notes: int, *, singly: bool) -> Layout:
    """A layout with tables prepared for so many rows of last year, and lines about what was carried over."""
    tables = {sheet.title: block.table.prefix for sheet in layout(spec).sheets for block in sheet.blocks}
    refs = {title: tuple(f"{prefix}{n:02}" for n in range(7, 7 + rows)) for title, prefix in tables.items() if prefix}
    return plan(layout(spec).spec, Carried(refs, notes, "Carried over from 2025/26", singly=singly))


@tries(6, many=200)
@given(
    spec=st.sampled_from(SHIPPED),
    seed=st.integers(0, 9_999),
    ours=SCHOOLS,
    today=st.sampled_from([dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2027, 2, 28), TODAY]),
    rows=st.integers(0, 60),
    notes=st.lists(st.tuples(TEXTS, TEXTS), max_size=4),
    own=st.lists(TEXTS, max_size=6),
    sent=st.booleans(),
)
@example(SHIPPED[0], 1, SCHOOL, TODAY, 1_050, [("Leavers", LONG)], ["<r>a</r>", " \x0b ", "_x0041_"], True)
def test_answers_give_the_bytes_of_one_alone(
    spec: str,
    seed: int,
    ours: School,
    today: dt.date,
    rows: int,
    notes: list[tuple[str, str]],
    own: list[str],
    sent: bool,
) -> None:
    made = carried_over(spec, rows, len(notes), singly=sent)
    answers = filled(made, seed, today)
    texts = [key for key, question in questions(made).items() if question.answer == "text"]
    answers |= dict(zip(texts[seed % 3 :: 7], own, strict=False))
    order = Order(today, ORDER.due, ORDER.return_to, notes=tuple(notes))
    after_others = build(made, ours, order, answers, sent_with=sent)
    with nothing_known():
        same(after_others, build(made, ours, order, answers, sent_with=sent))


def test_a_finished_workbook_leaves_nothing_to_collect() -> None:
    answers = filled(layout(), 1)
    build(layout(), SCHOOL, ORDER, answers)
    gc.collect()
    with at_rest():
        build(layout(), SCHOOL, ORDER, answers)
        assert gc.collect() == 0


def test_few_sheets_are_kept_however_many_rows_schools_have() -> None:
    with patch.object(recorded, "_MOST", 12), patch.object(recorded, "_kept", {}):
        for rows in range(1, 5):
            build(carried_over(SHIPPED[0], rows, 0, singly=False), SCHOOL, ORDER, {("CL1", "completed"): "Yes"})
        assert len(recorded._kept) == 12


@pytest.mark.parametrize("spec", SHIPPED)
@pytest.mark.parametrize("seed", [None, 1])
def test_what_is_spelt_here_is_what_xlsxwriter_writes(spec: str, seed: int | None) -> None:
    answers = {} if seed is None else filled(layout(spec), seed)
    made = [build(layout(spec), SCHOOL, ORDER, answers, sent_with=True) for _ in range(2)]  # the second out of caches
    with nothing_known():
        by_xlsxwriter = build(layout(spec), SCHOOL, ORDER, answers, sent_with=True)
    for one in made:
        same(one, by_xlsxwriter)
