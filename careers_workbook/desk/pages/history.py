"""What was done in the Hub, and taking back the last decision. Must not know: how the journal is kept."""

from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, Download, Visit
from careers_workbook.reports.status import history_page

_SHOWN = 200
"""Entries that a page shows: the newest."""


def show(visit: Visit) -> DeskPage:
    """The newest first."""
    found = visit.hub.history()
    lines = history_page.lines(found.entries)[::-1]
    return DeskPage(
        "history.html.j2",
        {
            "lines": lines[:_SHOWN],
            "number": len(lines),
            "last": history_page.last_decision(found.entries),
            "seen": visit.hub.last_decision,
            "damaged": history_page.damaged(found.damaged) if found.damaged else "",
        },
    )


def table(visit: Visit) -> Download:
    """Every entry, as a table for Excel."""
    return Download("History.csv", history_page.table(visit.hub.history().entries).encode("utf-8-sig", "replace"))


def undo(visit: Visit) -> Action:
    """Take back the last decision."""
    hub = visit.hub

    def work(job: DeskJob) -> None:
        visit.check_seen(hub.last_decision)
        job.say(f"Taken back: {history_page.told(hub.undo())}")

    return Action("Take back the last decision", "/history", work)
