"""Leavers in a report: counted against an independent count, never shown as rows, warned about when few."""

import datetime as dt
import re
from collections import Counter

import pytest
from hypothesis import given

from careers_workbook.core.problems import Place, Problem
from careers_workbook.figures.leaver_counts import Cohort, Destinations
from careers_workbook.reports.school.render import FORMATS, render
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.reports.words import DO_NOT_PUBLISH
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.strict import plain
from tests.support.random_returns import SPEC, TODAY, Drawn, returns
from tests.support.submissions import MISSING, Leaver, submission
from tests.support.sweep import tries

GROUP = {option.label: option.group for option in SPEC.lists["destinations"]}
COLLEGE, JOB = "Further education (FE) college", "Apprenticeship"


def destinations(leavers: list[Leaver], spec: Spec = SPEC, today: dt.date = TODAY) -> Destinations:
    return summarise(submission(spec, {}, leavers), spec, today).destinations[0]


def cohort(found: Destinations, year: str) -> Cohort:
    return next(c for c in found.cohorts if c.year == year)


def rows(returned: Submission) -> list[dict[str, tuple[str, object]]]:
    found: dict[str, dict[str, tuple[str, object]]] = {}
    for answer in returned.of_kind("tracker"):
        found.setdefault(answer.ref, {})[answer.column_id] = (answer.state, answer.value)
    return [row for row in found.values() if any(state in ("answered", "unreadable") for state, _ in row.values())]


@tries(25, many=300)
@given(returns())
def test_counts_equal_an_independent_count(drawn: Drawn) -> None:
    returned = drawn.returned
    found = summarise(returned, SPEC, TODAY).destinations[0]
    leavers = rows(returned)
    assert found.leavers == len(leavers) == sum(c.leavers for c in found.cohorts)
    for group in found.cohorts:
        those = [row for row in leavers if row["leaving_year"] == (group.year_state, group.year or None)]
        assert group.leavers == len(those)
        for point in group.checkpoints:
            cells = [row[point.id] for row in those]
            states = Counter(state for state, _ in cells)
            assert (point.blank, point.unreadable, point.missing, point.not_asked) == (
                states["blank"],
                states["unreadable"],
                states["missing"],
                states["not asked"],
            )
            values = [str(value) for state, value in cells if state == "answered"]
            by_group = Counter(values if point.id == "six_months" else [GROUP[value] for value in values])
            assert {name: number for name, number in point.groups if number} == dict(by_group)


def test_blank_is_not_not_known() -> None:
    found = destinations(
        [{"leaving_year": "2024/25", "autumn": None}, {"leaving_year": "2024/25", "autumn": "Not known"}]
    )
    autumn = cohort(found, "2024/25").checkpoints[1]
    assert (autumn.blank, dict(autumn.groups)["not known"]) == (1, 1)


def test_leavers_without_a_year_stand_apart_by_reason() -> None:
    found = destinations(
        [
            {"leaving_year": None, "autumn": COLLEGE},
            {"leaving_year": "whenever", "autumn": COLLEGE},
            {"leaving_year": MISSING, "autumn": COLLEGE},
            {"leaving_year": "2024/25", "autumn": COLLEGE},
        ]
    )
    assert [(c.year, c.year_state, c.leavers) for c in found.cohorts] == [
        ("2024/25", "answered", 1),
        ("", "blank", 1),
        ("", "unreadable", 1),
        ("", "missing", 1),
    ]


@pytest.mark.parametrize(
    ("today", "not_due"),
    [
        (dt.date(2025, 11, 30), {"autumn", "six_months", "year_1", "year_2", "year_3", "year_4"}),
        (dt.date(2025, 12, 1), {"six_months", "year_1", "year_2", "year_3", "year_4"}),
        (dt.date(2026, 4, 1), {"year_1", "year_2", "year_3", "year_4"}),
        (dt.date(2026, 9, 1), {"year_2", "year_3", "year_4"}),
        (dt.date(2029, 9, 1), set()),
    ],
)
def test_a_checkpoint_is_due_from_its_day(today: dt.date, not_due: set[str]) -> None:
    found = destinations([{"leaving_year": "2024/25"}], today=today)
    assert {point.id for point in cohort(found, "2024/25").checkpoints if point.not_due} == not_due


def many_leavers(number: int, autumn: str = COLLEGE) -> list[Leaver]:
    return [{"leaving_year": "2024/25", "autumn": autumn} for _ in range(number)]


@pytest.mark.parametrize(
    ("leavers", "small", "alike"),
    [
        ([], False, False),
        (many_leavers(1), True, True),
        (many_leavers(5), True, True),
        (many_leavers(6), False, True),
        (many_leavers(6, "Not known"), False, False),
        ([*many_leavers(6), *many_leavers(6, JOB)], False, False),
        ([*many_leavers(6), *many_leavers(5, JOB)], True, False),
        ([*many_leavers(6), *many_leavers(6, JOB), {"leaving_year": "2024/25"}], True, False),
    ],
)
def test_warns_of_counts_from_1_to_5_and_of_years_that_are_all_alike(
    leavers: list[Leaver], small: bool, alike: bool
) -> None:
    summary = summarise(submission(SPEC, {}, leavers), SPEC, TODAY)
    assert (summary.destinations[0].small_numbers, summary.destinations[0].all_alike) == (small, alike)
    for name in ("text", "markdown", "html"):
        unwrapped = " ".join(render(summary, name).split())
        assert (DO_NOT_PUBLISH in unwrapped) == (small or alike), name


def test_no_format_shows_a_leaver() -> None:
    spoken = "Jane Doe went to college"
    leavers: list[Leaver] = [{"leaving_year": "2024/25", "autumn": spoken}, {"intended": spoken}, {"autumn": COLLEGE}]
    returned = submission(SPEC, {}, leavers)
    own = Problem("ROW-006", Place(sheet="Destinations", cell="A9"), {"found": spoken})
    twice = Problem("DEST-003", Place(sheet="Leavers", cell="A9"), {"ref": "L01"})
    renamed = Problem("SHEET-002", Place(sheet="Leavers"), {"title": "Destinations", "found": "Leavers"})
    moved = Problem("CELL-001", Place(sheet="Leavers", cell="C7"), {"value": spoken, "options": "Yes"})
    problems = (*returned.problems, own, twice, renamed, moved)
    summary = summarise(Submission(**{**as_fields(returned), "problems": problems}), SPEC, TODAY)
    for name in FORMATS:
        page = render(summary, name, 200)
        assert "Jane" not in page, name
        assert not re.search(r"\bL0\d\b", page), name
    assert "Leavers" in render(summary, "text", 200)


def as_fields(returned: Submission) -> dict[str, object]:
    return {name: getattr(returned, name) for name in Submission.__dataclass_fields__}


def test_problems_of_leavers_are_counted_together() -> None:
    leavers: list[Leaver] = [{"leaving_year": "2024/25", "autumn": f"nonsense {n}"} for n in range(7)]
    findings = summarise(submission(SPEC, {}, leavers), SPEC, TODAY).quality.findings
    assert [(f.code, f.where, f.count) for f in findings] == [("CELL-001", "Destinations (Autumn after leaving)", 7)]
    assert findings[0].message == '"..." is not one of the answers offered.'
    assert findings[0].advice.startswith("Choose one of: Stayed at school")


def test_a_missing_tracker_is_not_an_empty_one() -> None:
    empty = submission(SPEC, {})
    gone = Submission(**{**as_fields(empty), "missing_sheets": ("Destinations",)})
    assert "No leaver is recorded" in render(summarise(empty, SPEC, TODAY), "text")
    text = " ".join(render(summarise(gone, SPEC, TODAY), "text").split())
    assert "No leaver is recorded" not in text
    assert "not the same as no leavers" in text


def test_options_without_groups_and_a_tracker_without_a_year() -> None:
    whole = plain(SPEC)
    whole["lists"]["destinations"] = ["Here", "There"]
    tracker = next(s for s in whole["sheets"] if s["kind"] == "leavers")
    tracker["columns"] = [c for c in tracker["columns"] if c["id"] in ("autumn", "intended")]
    whole["sheets"] = [tracker]
    spec = made_of(Spec, whole)
    found = destinations([{"autumn": "Here"}, {"autumn": "There", "intended": "Here"}], spec)
    assert [(c.year_state, c.leavers) for c in found.cohorts] == [("not asked", 2)]
    assert {point.id: dict(point.groups) for point in found.cohorts[0].checkpoints} == {
        "intended": {"Here": 1, "There": 0},
        "autumn": {"Here": 1, "There": 1},
    }
    for name in FORMATS:
        assert render(summarise(submission(spec, {}, [{"autumn": "Here"}]), spec, TODAY), name)
