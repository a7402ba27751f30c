"""The round at a glance, and what to do next. Must not know: how a state is decided, what comes next and why."""

import datetime as dt

from careers_workbook.desk.visit import Action, DeskPage, Visit
from careers_workbook.hub.hub import Round, SchoolState
from careers_workbook.reports.status.collected_page import LABELS
from careers_workbook.reports.status.status_page import CASELOAD_COLUMNS, NO_CASELOAD, besides, caseloads, days_left


def show(visit: Visit) -> DeskPage:
    """The first page."""
    view = visit.view
    found = view.round
    named: dict[SchoolState, list[tuple[str, str]]] = {state: [] for state in LABELS}
    for school in found.expected:
        named[school.state].append((school.listed.school.urn, school.listed.school.name))
    since = visit.desk.today - dt.timedelta(days=1)
    came = [one for one in found.files if one.stored.receipt.received >= since]
    return DeskPage(
        "overview.html.j2",
        {
            "found": found,
            "days_left": days_left(found),
            "besides": besides(found),
            "states": [(state, LABELS[state], schools) for state, schools in named.items()],
            "returned": sum(not one.listed.closed for one in found.returned),
            "statements": sum(one.filled.statements for one in found.expected),
            "asked": sum(one.filled.asked for one in found.expected),
            "came": came,
            "since": since,
            "steps": visit.hub.next_steps(view),
            "doubts": (*([visit.desk.upgraded] if visit.desk.upgraded else ()), *view.doubts),
            "caseloads": _caseloads(found),
            "caseload_columns": CASELOAD_COLUMNS,
            "left": visit.desk.jobs.left,
        },
    )


def _caseloads(found: Round) -> list[tuple[str, tuple[int, ...]]]:
    """A line each, its name and its figures; none where the register says of no school who looks after it."""
    every = caseloads(found)
    if not any(one.name for one in every):
        return []
    return [
        (
            one.name or NO_CASELOAD,
            (one.schools, one.returned, one.to_put_right, one.counts["not readable"], one.counts["not returned"]),
        )
        for one in every
    ]


def end(visit: Visit) -> Action:
    """Close the desk."""

    def work(_job: object) -> None:
        visit.desk.is_ended = True

    return Action("Close the desk", "/closed", work)


def closed(_visit: Visit) -> DeskPage:
    """The last page."""
    return DeskPage("closed.html.j2", {})
