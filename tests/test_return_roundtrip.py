"""What was built is found where it was planned, and every answer comes back exactly, whatever spec and answers."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.returns.matching.locate import locate
from careers_workbook.returns.read import read_file
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.text import MAX_TEXT
from careers_workbook.spec.load import load, shipped
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.questions import Questions
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spreadsheet.read.book import read_book
from tests.support.specs import specs
from tests.support.sweep import tries
from tests.support.truth import BUILT, SCHOOL

AWKWARD = (
    *('"', "'", "''", '"quoted"', "=1+1", "+44", "-", "@x", "=", "a\nb", "a\r\nb", "\tx", " x ", "\u00a0x", "<b>&amp;"),
    *(
        "]]>",
        "_x000D_",
        "_x0041_",
        "👩‍🏫",
        "😀",
        "עברית",
        "日本",
        "\u202etxt",
        "1e5",
        "31/02/2027",
        "TRUE",
        "#N/A",
        "n/a",
    ),
    *("{}", "%s", "\\n", "\ufeffx", "x" * MAX_TEXT, "é" * MAX_TEXT, "\n".join("line" for _ in range(200))),
)
_NOT_XML = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t")
_texts = st.sampled_from(AWKWARD) | st.text(_NOT_XML, min_size=1, max_size=60).filter(lambda text: text.strip() != "")


def answers_to(spec: Spec, question: Question) -> st.SearchStrategy[AnswerValue]:
    """What can be answered, leap days and the first and last that is allowed among it."""
    match question.answer:
        case "date":
            first, last = spec.dates.earliest, spec.dates.latest
            leaps = (dt.date(year, 2, 29) for year in range(2004, last.year + 1, 4))
            return st.sampled_from([first, last, *(day for day in leaps if first <= day <= last)]) | st.dates(
                first, last
            )
        case "choice":
            return st.sampled_from([option.label for option in spec.options(question)])
        case "whole number":
            low, high = question.settings.minimum, question.settings.maximum
            return st.sampled_from([low, high]) | st.integers(low, high)
        case "yes/no":
            return st.sampled_from(["Yes", "No"])
    return _texts


def fill(data: st.DataObject, layout: Layout) -> dict[tuple[str, str], AnswerValue]:
    """Answers to some of the questions."""
    asked = Questions(layout.spec)
    if not layout.slots:  # a spec with nothing but text to read
        return {}
    slots = data.draw(st.lists(st.sampled_from(layout.slots), max_size=25, unique=True), label="questions")
    return {
        (s.ref, s.column): data.draw(answers_to(layout.spec, asked[s.sheet, s.ref if s.kind == "form" else s.column]))
        for s in slots
    }


def comes_back(layout: Layout, answers: dict[tuple[str, str], AnswerValue], path: Path) -> None:
    path.write_bytes(build(layout, SCHOOL, Order(BUILT), answers))
    read = read_file(path, layout.spec)
    prefilled = {
        f.ref: SCHOOL.detail(f.prefill) for form in layout.spec.of(FormSheet) for f in form.fields if f.prefill
    }
    want = {(ref, "answer"): value for ref, value in prefilled.items() if value} | answers
    assert {key: a.value for key, a in read.by_key().items() if a.value is not None} == want
    assert {a.state for a in read.answers} <= {"answered", "blank"}
    assert not [str(p) for p in read.problems if p.code.startswith(("SHEET-00", "ROW-"))]


@tries(10, many=300)
@given(spec=specs(), data=st.data())
def test_a_random_workbook_is_found_where_it_was_planned(spec: Spec, data: st.DataObject) -> None:
    layout = plan(spec)
    location = locate(read_book(build(layout, SCHOOL, Order(BUILT), fill(data, layout))), layout)
    assert location.slots == layout.slots
    assert [str(problem) for problem in location.problems] == []


@tries(10, many=200)
@given(spec=specs(), data=st.data())
def test_answers_to_a_random_spec_come_back_exactly(spec: Spec, data: st.DataObject, tmp_path: Path) -> None:
    layout = plan(spec)
    assume(layout.slots)
    comes_back(layout, fill(data, layout), tmp_path / "return.xlsx")


@pytest.mark.parametrize("spec_id", sorted(shipped()))
@tries(3, many=20)
@given(data=st.data())
def test_answers_to_a_shipped_spec_come_back_exactly(spec_id: str, data: st.DataObject, tmp_path: Path) -> None:
    layout = plan(load(spec_id))
    comes_back(layout, fill(data, layout), tmp_path / "return.xlsx")
