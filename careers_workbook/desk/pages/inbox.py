"""What schools sent: taken in, whose it is, what is to be done with what belongs to nobody.

Must not know: how a file is read, how a school is recognised.
"""

import datetime as dt
from pathlib import Path, PurePosixPath

from careers_workbook.core.problems import Problem
from careers_workbook.core.text import many
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, Download, FormError, NotHereError, Visit
from careers_workbook.hub.hub import DecidedReturn, Hub
from careers_workbook.reports.status import collected_page
from careers_workbook.returns.intake.watched_folder import is_unfinished

MOST_SENT = 300_000_000
"""Bytes that are taken at once: some thousand returns."""
_BACK = "/inbox"
_MILLISECONDS = 13
"""Figures of a time as browsers say it, until the year 2286."""


def show(visit: Visit) -> DeskPage:
    """Every file of the round, the newest first; those that somebody has to act on before."""
    found = visit.view.round
    files = sorted(found.files, key=lambda one: one.stored.receipt.received, reverse=True)
    wanted = visit.query.get("show", "")
    groups = {"all": files, "act": [one for one in files if one.listed is None and one.decision != "dismissed"]}
    return DeskPage(
        "inbox.html.j2",
        {
            "files": groups.get(wanted, files),
            "wanted": wanted if wanted in groups else "all",
            "to_act_on": len(groups["act"]),
            "number": len(files),
            "schools": [one.school for one in found.register.listed if not one.closed],
            "watch": visit.desk.watch,
            "rounds": [one.name for one in visit.hub.settings.rounds if one.opens <= visit.desk.today],
            "round": visit.hub.round,
            "waiting": next((one for one in visit.view.doubts if one.code == "HUB-077"), None),
        },
    )


def send(visit: Visit) -> Action:
    """Take files that were dropped or chosen into the inbox, and collect them."""
    sent = visit.files("files")
    days = when_saved(visit, len(sent))
    usable = [(one, day) for one, day in zip(sent, days, strict=True) if len(sent) == 1 or not _is_left(one.filename)]
    if not usable:
        raise FormError("files", "Choose the files that schools sent to you.")
    password, urn = visit.secret("password"), visit.typed("from")
    if urn and visit.hub.line_of(urn) is None:
        raise FormError("from", "Choose a school of the list.")
    paths = [visit.hub.receive(one.filename or "", one.file, day) for one, day in usable]
    title = f"Read {many(len(paths), 'file')}"
    return Action(title, _BACK, lambda job: collect(visit.hub, job, tuple(paths), password, urn))


def _is_left(name: str | None) -> bool:
    """Whether it came along with a folder, and is only what a program left there."""
    return is_unfinished(PurePosixPath((name or "").replace("\\", "/")).name)


def when_saved(visit: Visit, number: int) -> list[dt.datetime | None]:
    """When each file was last saved, as far as the browser says so: UTC, naive."""
    said = visit.form.get("saved", "")
    words = said.split() if isinstance(said, str) else []
    if len(words) != number or not all(word.isdecimal() and len(word) <= _MILLISECONDS for word in words):
        return [None] * number
    return [dt.datetime.fromtimestamp(int(word) // 1000, dt.UTC).replace(tzinfo=None) for word in words]


def look(visit: Visit) -> Action:
    """Collect everything that lies in the inbox."""
    password = visit.secret("password")
    return Action("Read what is in the inbox folder", _BACK, lambda job: collect(visit.hub, job, (), password))


def collect(hub: Hub, job: DeskJob, paths: tuple[Path, ...], password: str | None, urn: str = "") -> None:
    """Read these files, which are from this school if one is named; or all of the inbox where there are none."""
    work = hub.collect(paths, urn=urn, password=password)
    for one in job.track(work.steps, work.total):
        if isinstance(one, Problem):
            job.find(one)
        elif one.stored:
            job.say(collected_page.came(one.stored))
    found = work.summary()
    job.say(*collected_page.in_short(work.taken, found, hub.round))


def assign(visit: Visit) -> Action:
    """Say from which school a file is."""
    return assigning(visit, "urn", _BACK + visit.in_round)


def assigning(visit: Visit, field: str, back: str) -> Action:
    """The same, of whatever file: a `field` says which school, and a page shows what became of it."""
    one = _file(visit, visit.typed("file"))
    urn = visit.needed(field, "Choose the school that this file is from.")
    source, hub = one.stored.receipt.source, visit.hub

    def work(job: DeskJob) -> None:
        said, listed = hub.assign(source, urn)
        job.say(f"{said} is from {listed.school.name} ({urn}).")

    return Action("Say whose a file is", back, work)


def dismiss(visit: Visit) -> Action:
    """Say that a file is not wanted, and why."""
    return dismissing(visit, "why", _BACK + visit.in_round)


def dismissing(visit: Visit, field: str, back: str) -> Action:
    """The same, of whatever file: a `field` says why, and a page shows what became of it."""
    one = _file(visit, visit.typed("file"))
    why = visit.needed(field, "Say in a few words why this file is not wanted. Name no person.")
    source, hub = one.stored.receipt.source, visit.hub

    def work(job: DeskJob) -> None:
        job.say(f"{hub.dismiss(source, why)} is dismissed: {why}")

    return Action("Dismiss a file", back, work)


def original(visit: Visit) -> Download:
    """A file as it came, to be saved."""
    one = _file(visit, visit.named["number"])
    data = visit.hub.original(one.stored.receipt)
    if data is None:
        raise NotHereError
    return Download(one.stored.receipt.name, data)


def _file(visit: Visit, number: str) -> DecidedReturn:
    """The file of this number in the round: the browser never says a path."""
    found = (one for one in visit.view.round.files if one.stored.receipt.number == number)
    if one := next(found, None):
        return one
    raise NotHereError
