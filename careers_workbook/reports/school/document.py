"""The public shape of a report: what `careers-workbook report --format json` gives.

Enters: a Summary. Leaves: plain data for JSON. The shape is versioned by REPORT_VERSION: a key may be added, none is
renamed or removed without a new number; reports/school/schema.py has its JSON Schema. Must not know: files, prose.
"""

from collections.abc import Iterable
from dataclasses import asdict

from careers_workbook.core.problems import RANK
from careers_workbook.figures.destinations import Checkpoint, Cohort, Destinations
from careers_workbook.figures.evidence import Evidence
from careers_workbook.figures.progress import Counts, ItemRow, QuotedAnswer, Tally
from careers_workbook.figures.quality import Finding, Quality
from careers_workbook.figures.summary import Summary
from careers_workbook.spec import status
from careers_workbook.spec.checkpoints import STILL_THERE

REPORT_VERSION = "1"
Data = dict[str, object]


def report_document(summary: Summary) -> Data:
    """The whole summary as JSON data: ISO dates, numbers as numbers, null where there is nothing."""
    progress = summary.progress
    return {
        "report_version": REPORT_VERSION,
        "today": summary.today.isoformat(),
        "file": summary.file,
        "school": {"urn": summary.urn or None, "name": summary.school or None},
        "spec": {"id": summary.spec_id, "version": summary.version, "title": summary.title},
        "built_on": summary.built_on.isoformat() if summary.built_on else None,
        "due_soon_days": summary.due_soon_days,
        "details": [{"sheet": d.sheet, "ref": d.ref, "label": d.label, **_cell(d.answer)} for d in summary.details],
        "progress": {
            "total": _counts(progress.total),
            "sections": [_tally(tally) for tally in progress.sections],
            "checklists": [_tally(tally) for tally in progress.checklists],
            "benchmarks": [{"number": tally.number, **_tally(tally)} for tally in progress.benchmarks],
            "not_counted": list(progress.uncounted),
        },
        "actions": {
            "overdue": _rows(progress.with_status(status.OVERDUE)),
            "due_soon": _rows(progress.with_status(status.DUE_SOON)),
            "open": _rows(progress.open_actions),
            "without_deadline": _rows(progress.without_deadline),
            "deadline_unclear": _rows(progress.deadline_unclear),
            "done_without_review": _rows(progress.done_without_review),
        },
        "keep_private": summary.keep_private,
        "destinations": [_destinations(d) for d in summary.destinations],
        "evidence": [_evidence(evidence) for evidence in summary.evidence],
        "data_quality": _quality(summary.quality),
        "next_steps": [asdict(step) for step in summary.next_steps],
    }


def _cell(cell: QuotedAnswer) -> Data:
    value = cell.value if isinstance(cell.value, str | int | None) else cell.value.isoformat()
    return {"state": cell.state, "value": value, "raw": cell.said}


def _counts(counts: Counts) -> Data:
    percent = counts.percent_done
    return {**asdict(counts), "percent_done": None if percent is None else round(percent, 1)}


def _tally(tally: Tally) -> Data:
    return {"name": tally.name, **_counts(tally.counts)}


def _rows(rows: Iterable[ItemRow]) -> list[Data]:
    return [
        {
            "sheet": row.sheet,
            "section": row.section,
            "ref": row.ref,
            "statement": row.statement,
            "benchmarks": list(row.benchmarks),
            "status": row.status,
            "days": row.days,
            "action": _cell(row.action),
            "deadline": _cell(row.deadline),
            "review": _cell(row.review),
            "completed": _cell(row.completed),
        }
        for row in rows
    ]


def _destinations(found: Destinations) -> Data:
    return {
        "sheet": found.sheet,
        "missing": found.missing,
        "leavers": found.leavers,
        "small_numbers": found.small_numbers,
        "all_alike": found.all_alike,
        "years": [
            {
                "year": cohort.year or None,
                "year_state": cohort.year_state,
                "leavers": cohort.leavers,
                "few": cohort.few,
                "sustained": cohort.sustained,
                "percent_sustained": _percent(cohort, cohort.sustained, cohort.point(STILL_THERE)),
                "checkpoints": [_checkpoint(cohort, point) for point in cohort.checkpoints],
            }
            for cohort in found.cohorts
        ],
    }


def _checkpoint(cohort: Cohort, point: Checkpoint) -> Data:
    groups = [
        {"name": name, "leavers": number, "percent": _percent(cohort, number, point)} for name, number in point.groups
    ]
    shares = {f"percent_{name}": _percent(cohort, getattr(point, name), point) for name in ("in_touch", "in_eet")}
    return {**asdict(point), "groups": groups, **shares}


def _percent(cohort: Cohort, number: int | None, point: Checkpoint | None) -> float | None:
    share = cohort.percent(number, point)
    return None if share is None else round(share, 1)


def _evidence(found: Evidence) -> Data:
    return {**asdict(found), "themes": [{"name": name, "lines": number} for name, number in found.themes]}


def _quality(quality: Quality) -> Data:
    return {
        "states": [asdict(states) for states in quality.states],
        "missing_sheets": list(quality.missing_sheets),
        "counts": {f"{severity}s": quality.problems(severity) for severity in RANK},
        "problems": [_finding(finding) for finding in quality.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    data = asdict(finding)
    del data["place"]  # `where` says it in one phrase
    return data
