"""Before there is a Hub: one that is known is opened, or one is made. Must not know: what is in a Hub's folder."""

import shutil
from collections.abc import Callable
from pathlib import Path

from careers_workbook.core.file_names import for_any_disk
from careers_workbook.core.text import many, show_date
from careers_workbook.desk import known_hubs
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.pages import watching
from careers_workbook.desk.visit import Action, DeskPage, FormError, Visit
from careers_workbook.hub.hub import NewHub, set_up
from careers_workbook.reports.status.settings_page import CHECKLISTS
from careers_workbook.spec.load import load, offered

MOST_SENT = 4_000_000_000
"""Bytes of a backup: a Hub of 500 schools and ten rounds has some 500 million."""
_PRACTICE, _LONGEST_NAME = "Practice Hub", 60


def show(_visit: Visit) -> DeskPage:
    """The Hubs that are known, and what a new one needs to know."""
    return DeskPage(
        "start.html.j2",
        {
            "hubs": [(path.name, path.parent) for path in known_hubs.known_hubs()],
            "places": [str(path) for path in known_hubs.places()],
            "practice": (_PRACTICE, str(known_hubs.places()[0])),
            "checklists": [(name, load(name), *CHECKLISTS[name]) for name in offered()],
        },
    )


def open_known(visit: Visit) -> Action:
    """Open one of the Hubs that are known."""
    hub = chosen(visit, "hub", known_hubs.known_hubs(), "Choose one of the Hubs.")
    return _opening(visit, "Open a Hub", lambda _job: hub)


def make(visit: Visit) -> Action:
    """Make a Hub, and open it."""
    name = visit.needed("name", "Type the name of your Hub, as schools read it.")
    address = visit.needed("address", "Type the e-mail address to which schools return their workbook.")
    due = visit.day("due", "Choose the day by which schools are to return.") if visit.typed("due") else None
    if due and due < visit.desk.today:
        raise FormError("due", f"{show_date(due)} has passed: it is {show_date(visit.desk.today)}.")
    checklist = visit.typed("checklist")
    if checklist not in offered():
        raise FormError("checklist", "Choose one of the checklists.")
    place = chosen(visit, "place", known_hubs.places(), "Choose where the folder of your Hub is to lie.")
    new = NewHub(visit.desk.today, name, "", address, checklist, due)

    def folder(job: DeskJob) -> Path:
        path = known_hubs.new_folder(place, name)
        made = set_up(path, new)
        job.leads_to = "/register"
        job.say(f"{path} is ready for {made.round}, due {show_date(made.due)}.")
        return path

    return _opening(visit, "Make a Hub", folder)


def practise(visit: Visit) -> Action:
    """Open the Hub of made-up schools, made if it is not there yet."""
    from careers_workbook.demo.show import practice_hub  # noqa: PLC0415 - imports openpyxl, which nothing else here needs

    folder = chosen(visit, "practice", known_hubs.places(), "Press the button on the page.") / _PRACTICE
    return _opening(visit, "Open a Hub of made-up schools", lambda _job: practice_hub(folder, visit.desk.today))


def restore_backup(visit: Visit) -> Action:
    """Make a Hub of a backup, in a folder of its own, and open it."""
    sent, password = visit.files("backup"), visit.secret("password")
    if not sent:
        raise FormError("backup", "Choose the backup of your Hub.")
    if not password:
        raise FormError("password", "Type the password that the backup was locked with.")
    place = chosen(visit, "where", known_hubs.places(), "Choose where the folder of your Hub is to lie.")
    name = for_any_disk(sent[0].filename or "")[-_LONGEST_NAME:] or "backup"
    file = visit.desk.scratch() / name
    with file.open("wb") as kept:
        shutil.copyfileobj(sent[0].file, kept)

    def folder(job: DeskJob) -> Path:
        from careers_workbook.hub.hub import restore  # noqa: PLC0415 - imports what locks and unlocks

        path = known_hubs.new_folder(place, file.stem)
        try:
            made = restore(file, path, password, known_hubs.known_hubs())
        finally:
            file.unlink()
        job.find(*made.problems)
        job.say(f"{made.hub}, as it was backed up: {many(made.files, 'file')} in {path}.")
        return path

    return _opening(visit, "Make a Hub of a backup", folder)


def chosen(visit: Visit, field: str, those: tuple[Path, ...], sentence: str) -> Path:
    """What a number in a form means: the browser says no path."""
    typed = visit.typed(field)
    if typed.isdecimal() and len(typed) < len("10000") and int(typed) < len(those):
        return those[int(typed)]
    raise FormError(field, sentence)


def _opening(visit: Visit, title: str, folder: Callable[[DeskJob], Path]) -> Action:
    def work(job: DeskJob) -> None:
        visit.desk.open(folder(job))
        watching.resume(visit.desk)

    return Action(title, "/", work)
