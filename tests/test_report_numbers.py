"""The numbers of a report against an independent count, on random returns and on single cases."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.figures.checklist_progress import COUNT_NAMES, ItemCounts, ItemRow
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.reports.words import COUNT_LABELS
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.sheets.progress import COUNTS
from careers_workbook.spec.strict import plain
from tests.support.random_returns import SPEC, TODAY, Drawn, returns
from tests.support.submissions import MISSING, NOT_ASKED, Content, submission
from tests.support.sweep import tries

ITEMS = [item for sheet in SPEC.of(ChecklistSheet) for section in sheet.sections for item in section.items]
SOON = TODAY + dt.timedelta(days=SPEC.due_soon_days)


def test_columns_are_those_of_the_progress_sheet_and_missing() -> None:
    assert tuple(COUNT_LABELS) == COUNT_NAMES
    assert [label for label in COUNT_LABELS.values() if label not in ("Statements", "Missing")] == list(COUNTS)


def by_hand(cells: dict[str, Answer]) -> list[str]:
    """The columns that one item counts in, from its four answers alone."""
    completed, deadline = cells["completed"], cells["deadline"].value
    kind = {"Yes": "done", "In progress": "in_progress", "No": "not_done", "Not applicable": "not_applicable"}
    if completed.state == "not asked":
        return []
    if completed.state == "missing":
        return ["items", "missing"]
    counted = ["items", kind[str(completed.value)] if completed.value else "no_answer"]
    if completed.state == "unreadable":
        counted[1] = "unclear"
    if counted[1] not in ("done", "not_applicable") and isinstance(deadline, dt.date):
        counted += ["overdue"] if deadline < TODAY else ["due_soon"] if deadline <= SOON else []
    return counted


def count(returned: Submission, refs: set[str]) -> ItemCounts:
    found: Counter[str] = Counter()
    for ref in refs:
        cells = {answer.column_id: answer for answer in returned.answers if answer.ref == ref}
        found.update(by_hand(cells))
    return ItemCounts(**{name: found[name] for name in COUNT_NAMES})


@tries(25, many=300)
@given(returns())
def test_counts_equal_an_independent_count(drawn: Drawn) -> None:
    returned = drawn.returned
    progress = summarise(returned, SPEC, TODAY).progress
    assert progress.total == count(returned, {item.ref for item in ITEMS})
    for sheet, tally in zip(SPEC.of(ChecklistSheet), progress.checklists, strict=True):
        assert tally.counts == count(returned, {i.ref for section in sheet.sections for i in section.items})
    sections = [section for sheet in SPEC.of(ChecklistSheet) for section in sheet.sections]
    for section, tally in zip(sections, progress.sections, strict=True):
        assert (tally.name, tally.counts) == (section.heading, count(returned, {i.ref for i in section.items}))
    for tally in progress.benchmarks:
        refs = {i.ref for i in ITEMS if (tally.number in i.benchmarks if tally.number else not i.benchmarks)}
        assert tally.counts == count(returned, refs)


@tries(25, many=300)
@given(returns())
def test_parts_add_up_and_states_stay_apart(drawn: Drawn) -> None:
    returned = drawn.returned
    summary = summarise(returned, SPEC, TODAY)
    for tally in (*summary.progress.sections, *summary.progress.checklists, *summary.progress.benchmarks):
        counts = tally.counts
        parts = counts.done + counts.in_progress + counts.not_done + counts.not_applicable
        assert parts + counts.no_answer + counts.unclear + counts.missing == counts.items
    states = Counter((answer.kind, answer.state) for answer in returned.answers)
    for found in summary.quality.states:
        assert found.answered == states[found.kind, "answered"]
        assert found.blank == states[found.kind, "blank"]
        assert found.not_asked == states[found.kind, "not asked"]
        assert found.missing == states[found.kind, "missing"]
        assert found.unreadable == states[found.kind, "unreadable"]


@tries(25, many=300)
@given(returns())
def test_open_actions_stand_once_each_in_date_order(drawn: Drawn) -> None:
    returned = drawn.returned
    progress = summarise(returned, SPEC, TODAY).progress
    dates = [row.due for row in progress.open_actions]
    assert all(dates)
    assert dates == sorted(dates, key=lambda day: day or dt.date.max)
    lists = (progress.open_actions, progress.without_deadline, progress.deadline_unclear, progress.done_without_review)
    refs = [row.ref for rows in lists for row in rows]
    assert len(refs) == len(set(refs))
    assert len(progress.with_status("Overdue")) == progress.total.overdue
    assert len(progress.with_status("Due soon")) == progress.total.due_soon


def one(cells: dict[str, Content]) -> ItemRow:
    """CL1 with these answers."""
    returned = submission(SPEC, {("CL1", column): content for column, content in cells.items()})
    return summarise(returned, SPEC, TODAY).progress.items[0]


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("cells", "status", "away"),
    [
        ({"deadline": days(-1)}, "Overdue", -1),
        ({"deadline": days(0)}, "Due soon", 0),
        ({"deadline": days(28)}, "Due soon", 28),
        ({"deadline": days(29)}, "On track", 29),
        ({"deadline": days(-9), "completed": "Yes"}, "Done", -9),
        ({"deadline": days(-9), "completed": "Not applicable"}, "Not applicable", -9),
        ({"deadline": days(-9), "completed": "No"}, "Overdue", -9),
        ({"deadline": days(-9), "completed": "purple"}, "Overdue", -9),
        ({"action": "Ask"}, "No deadline", None),
        ({"review": "Asked"}, "No deadline", None),
        ({"completed": "In progress"}, "No deadline", None),
        ({"completed": "No"}, "Not started", None),
        ({}, "Not started", None),
        ({"deadline": days(-9), "completed": MISSING}, None, -9),
    ],
)
def test_status_and_days_of_one_item(cells: dict[str, Content], status: str | None, away: int | None) -> None:
    row = one(cells)
    assert (row.status, row.days) == (status, away)


def test_a_deadline_that_cannot_be_read_is_not_an_action_without_a_deadline() -> None:
    cells: dict[tuple[str, str], Content] = {
        ("CL1", "action"): "Ask",
        ("CL1", "deadline"): "31/02/2027",
        ("CL2", "deadline"): "soon",
        ("CL3", "action"): "Ask",
        ("CL4", "action"): "Ask",
        ("CL4", "deadline"): MISSING,
        ("CL5", "deadline"): MISSING,
    }
    progress = summarise(submission(SPEC, cells), SPEC, TODAY).progress
    assert [row.ref for row in progress.without_deadline] == ["CL3"]
    assert [row.ref for row in progress.deadline_unclear] == ["CL1", "CL2", "CL4"]
    assert "CL2" not in [row.ref for row in progress.not_started]


def test_done_without_review_looks_at_a_blank_review_only() -> None:
    reviews: dict[str, Content] = {"CL1": None, "CL2": "Seen", "CL3": MISSING, "CL4": NOT_ASKED, "CL5": "  "}
    cells = {(ref, "review"): review for ref, review in reviews.items()}
    cells |= {(ref, "completed"): "Yes" for ref in reviews}
    progress = summarise(submission(SPEC, cells), SPEC, TODAY).progress
    assert [row.ref for row in progress.done_without_review] == ["CL1", "CL5"]


def test_percent_done_leaves_out_what_does_not_apply() -> None:
    assert ItemCounts(items=4, done=1, not_applicable=2).percent_done == 50
    assert ItemCounts(items=2, not_applicable=2).percent_done is None
    assert ItemCounts().percent_done is None


def test_an_answer_that_the_return_does_not_mention_is_missing_not_blank() -> None:
    returned = submission(SPEC, {})
    returned = replace(returned, answers=tuple(a for a in returned.answers if a.ref not in ("CL1", "SD1")))
    summary = summarise(returned, SPEC, TODAY)
    assert summary.progress.total.missing == 1
    assert summary.details[0].answer.state == "missing"


def test_details_keep_order_and_state() -> None:
    cells: dict[tuple[str, str], Content] = {
        ("SD1", "answer"): "Ann",
        ("SD2", "answer"): MISSING,
        ("SD8", "answer"): "lots",
    }
    details = summarise(submission(SPEC, cells), SPEC, TODAY).details
    assert [d.ref for d in details] == [field.ref for form in SPEC.of(FormSheet) for field in form.fields]
    assert {d.ref: d.answer.state for d in details if d.answer.state != "blank"} == {
        "SD1": "answered",
        "SD2": "missing",
        "SD8": "unreadable",
    }
    assert next(d for d in details if d.ref == "SD8").answer.said == "lots"


def test_a_checklist_without_a_status_column_is_named_and_not_counted() -> None:
    whole = plain(SPEC)
    whole["sheets"] = [s for s in whole["sheets"] if s["kind"] == "checklist"][:2]
    whole["sheets"][0]["columns"] = [{"id": "notes", "label": "Notes"}]
    spec = made_of(Spec, whole)
    progress = summarise(submission(spec, {}), spec, TODAY).progress
    assert progress.uncounted == ("Careers leadership",)
    assert {row.sheet for row in progress.items} == {"Strategy and programme"}


def test_the_file_is_named_without_its_folder() -> None:
    for path in ("/home/a.person/returns/x.xlsx", "C:\\Users\\a.person\\x.xlsx"):
        assert summarise(replace(submission(SPEC, {}), file=path), SPEC, TODAY).file == "x.xlsx"


def test_a_refused_return_has_no_summary_and_says_why() -> None:
    problem = Problem("FILE-002", Place("x.xlsx"))
    with pytest.raises(FileRefusedError, match=r"x\.xlsx: The file is empty .* send it again"):
        summarise(Submission("x.xlsx", "refused", problems=(problem,)), SPEC, TODAY)


def test_the_percentage_is_never_given_without_its_reservations() -> None:
    cells: dict[tuple[str, str], Content] = {("CL1", "completed"): "Yes", ("CL2", "completed"): "purple"}
    cells |= {(ref, "completed"): MISSING for ref in ("CL3", "CL4")}
    summary = summarise(submission(SPEC, cells), SPEC, TODAY)
    for name in ("text", "markdown", "html"):
        page = " ".join(render(summary, name).split())
        assert "2 statements are missing from the file and count as not done" in page, name
        assert "1 statement is unclear and counts as not done" in page, name
