"""What has been kept long enough, by the settings of the Hub: shown, and removed if somebody says so.

Must not know: what is due, how it is removed.
"""

from collections.abc import Sequence

from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, FormError, Visit, mark_of
from careers_workbook.hub.hub import Due
from careers_workbook.reports.status import held_page

_BACK = "/kept"


def show(visit: Visit) -> DeskPage:
    """What is due today."""
    hub = visit.hub
    due = hub.due_to_go()
    blocks = held_page.due_blocks(due, hub.settings.keep_until)
    told = {"due": due, "blocks": blocks, "size": _size(due), "beyond": held_page.BEYOND}
    return DeskPage("kept.html.j2", {**told, "keep_until": hub.settings.keep_until})


def remove(visit: Visit) -> Action:
    """Remove it, if it is still what was shown."""
    if not visit.typed("sure"):
        raise FormError("sure", "Tick that it is to go for good.")
    hub, shown = visit.hub, visit.typed("size")

    def work(job: DeskJob) -> None:
        due = hub.due_to_go()
        if not due or _size(due) != shown:
            job.say("Nothing was removed: something has changed since the list was shown. Look at it again.")
            return
        visit.desk.looked.clear()
        for one in job.track(iter(due), len(due)):
            job.find(*hub.tidy_up(one))
        if not job.problems:
            job.say("All of it is removed. This cannot be taken back.")

    return Action("Remove what was kept long enough", _BACK, work)


def _size(due: Sequence[Due]) -> str:
    """By what a list is known again."""
    return mark_of(*((one.stage, one.round, sorted(str(copy.path) for copy in one.copies)) for one in due))
