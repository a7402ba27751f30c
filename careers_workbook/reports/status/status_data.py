"""How a collection stands, for other programs: CSV with a line a school or a caseload, JSON with everything.

Enters: a Round, problems of the Hub as a whole. Leaves: text, and data for JSON in a documented, versioned shape
(docs/json.md). No cell of the CSV is run by a spreadsheet. Must not know: files, the terminal.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.core.problems import Problem
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.rounds.return_selection import Judged
from careers_workbook.hub.rounds.rounds import STATES, Round, SchoolRound, State
from careers_workbook.hub.store.stored_return import when
from careers_workbook.reports.letters.letters import CHASING
from careers_workbook.reports.status.status import came, caseloads, where_and_what
from careers_workbook.reports.words import clean

FORMAT = "careers-workbook-status/1"
_SCHOOLS = (
    *("URN", "School", "Local authority", "Caseload", "E-mail", "State", "Letter", "Came", "Days left"),
    *("Put right", "Look at", "What to put right", "File"),
)


def table(found: Round, *, by_caseload: bool = False) -> str:
    """CSV with a heading line: a line a school, or a line a caseload."""
    rows = _caseload_rows(found) if by_caseload else _school_rows(found)
    return csv_text([clean(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def document(found: Round, warnings: Sequence[Problem]) -> dict[str, object]:
    """Everything that is known of a collection on one day."""
    states = Counter(school.state for school in found.schools)
    collection = found.collection
    return {
        "format": FORMAT,
        "hub": found.folder.hub,
        "collection": {"name": collection.name, "opens": f"{collection.opens}", "due": f"{collection.due}"},
        "today": f"{found.today}",
        "days_left": found.days_left,
        "counts": {"schools": len(found.schools), "returned": len(found.returned), **_by_state(states)},
        "caseloads": [
            {"caseload": one.name, "schools": one.schools, "returned": one.returned, **_by_state(one.counts)}
            for one in caseloads(found)
        ],
        "schools": [_school(school) for school in found.schools],
        "strays": [_file(judged) for judged in found.stray],
        "warnings": [{"code": one.code, "message": one.message, "advice": one.advice} for one in warnings],
    }


def _by_state(counts: Mapping[State, int]) -> dict[str, int]:
    return {state.replace(" ", "_"): counts.get(state, 0) for state in STATES}


def _school(school: SchoolRound) -> dict[str, object]:
    who, judged = school.listed.school, school.counts
    return {
        "urn": who.urn,
        "name": who.name,
        "local_authority": who.local_authority,
        "caseload": school.listed.caseload,
        "state": school.state,
        "letter": CHASING[school.state],
        "to_put_right": school.problems("error"),
        "to_look_at": school.problems("warning"),
        "file": _file(judged) if judged else None,
        "findings": [_finding(finding) for finding in judged.findings] if judged else [],
        "others": [_file(other) for other in school.others],
    }


def _file(judged: Judged) -> dict[str, object]:
    arrival = judged.filed.arrival
    return {
        "file": arrival.source,
        "sent": when(judged.filed)[0].isoformat(),
        "received": arrival.received.isoformat(),
        "standing": judged.standing,
        "reason": judged.reason,
    }


def _finding(finding: Finding) -> dict[str, object]:
    names = ("severity", "code", "where", "message", "advice", "count")
    return {name: getattr(finding, name) for name in names}


def _school_rows(found: Round) -> Iterator[Sequence[str | int]]:
    yield _SCHOOLS
    for school in found.schools:
        listed, judged = school.listed, school.counts
        errors = [where_and_what(f) for f in judged.findings if f.severity == "error"] if judged else []
        counts = [school.problems(severity) if judged else "" for severity in ("error", "warning")]
        yield (
            *(listed.school.urn, listed.school.name, listed.school.local_authority, listed.caseload, listed.email),
            *(school.state, CHASING[school.state], came(school), found.days_left, *counts),
            *("; ".join(errors), judged.filed.arrival.source if judged else ""),
        )


def _caseload_rows(found: Round) -> Iterator[Sequence[str | int]]:
    yield ("Caseload", "Schools", "Returned", *(state.capitalize() for state in STATES))
    for one in caseloads(found):
        yield (one.name, one.schools, one.returned, *(one.counts[state] for state in STATES))
