"""Work that takes longer, while it is done and afterwards; and the files that it made. Must not know: what is done."""

import io
import zipfile

from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, Download, NotHereError, Visit

_SHOWN = 400
"""Lines that a page shows; the last ones."""


def show(visit: Visit) -> DeskPage:
    """One piece of work; with `part` only what changes."""
    job = _job(visit)
    template = "job_part.html.j2" if visit.query.get("part") else "job.html.j2"
    return DeskPage(template, {"work": job, "lines": job.lines[-_SHOWN:], "left_out": max(0, len(job.lines) - _SHOWN)})


def stop(visit: Visit) -> Action:
    """Let it end after the step that is being done. This itself waits for nothing."""
    job = _job(visit)
    job.stop()
    return Action("Stop", f"/jobs/{job.number}", lambda _job: None)


def seen(visit: Visit) -> Action:
    """Tell nobody any more of work that was cut off."""
    job = _job(visit)
    job.is_seen = True
    return Action(job.title, "/", lambda now: now.say("It is not said any more."))


def files(visit: Visit) -> Download:
    """What it made to be handed on, as far as it is still there; several in one zip folder."""
    there = [path for path in _job(visit).files if path.exists()]
    if not there:
        raise NotHereError
    if len(there) == 1:
        return Download(there[0].name, there[0].read_bytes())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        for path in there:
            folder.writestr(zipfile.ZipInfo(path.name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    kind, round_name = there[0].parent.parts[-2:]
    return Download(f"{kind.capitalize()} {round_name}.zip", packed.getvalue())


def _job(visit: Visit) -> DeskJob:
    number = visit.named["number"]
    job = visit.desk.jobs.get(int(number)) if number.isdecimal() and len(number) < len("10000000") else None
    if job is None:
        raise NotHereError
    return job
