"""A folder that the desk looks into for returns: chosen, shown, let go. Must not know: what is new in one."""

import io
from collections.abc import Callable, Sequence

from careers_workbook.core.text import many
from careers_workbook.desk.desk import Desk
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.folder_watch import FolderWatch, memory_of, remembered
from careers_workbook.desk.offered_folders import SeenFolder
from careers_workbook.desk.pages import inbox
from careers_workbook.desk.visit import Action, DeskPage, FormError, NotHereError, Visit
from careers_workbook.returns.intake.watched_folder import RestingFile

_BACK = "/inbox/watch"


def show(visit: Visit) -> DeskPage:
    """The folder under watch and what was seen there, or the folders that can be chosen; with `part` what changes."""
    watch = visit.desk.watch
    if visit.query.get("part"):
        return DeskPage("watch_part.html.j2", {"watch": watch})
    return DeskPage("watch.html.j2", {"watch": watch, "seen": None if watch else seen_folder(visit)})


def seen_folder(visit: Visit) -> SeenFolder:
    """The folder that the address names by its word, and those in it."""
    seen = visit.desk.folders.seen(visit.query.get("in", ""))
    if seen is None:
        raise NotHereError
    return seen


def begin(visit: Visit) -> Action:
    """Look into a folder from now on."""
    desk, folder = visit.desk, visit.desk.folders.meant(visit.typed("folder"))
    if folder is None:
        raise FormError("folder", "Choose the folder anew: it was not offered since the desk was opened.")
    own = (visit.hub.settings.root, *visit.hub.settings.folders.values())
    if any(folder.resolve().is_relative_to(one.resolve()) for one in own):
        raise FormError("folder", "This folder is your Hub's own. Choose one outside of it.")
    takes_all = bool(visit.typed("all"))

    def work(job: DeskJob) -> None:
        let_go(desk)
        watch = FolderWatch(folder, memory_of(desk.own_folder), taking(desk))
        if not takes_all:
            watch.know_what_is_there()
        watch.remember()
        desk.watch = watch
        watch.begin()
        job.say(f"{folder} is looked into from now on.")

    return Action("Watch a folder", _BACK, work)


def end(visit: Visit) -> Action:
    """Look into it no more, and forget it."""
    desk = visit.desk

    def work(job: DeskJob) -> None:
        let_go(desk)
        memory_of(desk.own_folder).unlink(missing_ok=True)
        job.say("No folder is watched any more.")

    return Action("Stop watching", _BACK, work)


def resume(desk: Desk) -> None:
    """Go on with the folder that was watched when the desk of this Hub was closed."""
    let_go(desk)
    if desk.folder and (found := remembered(desk.own_folder)):
        folder, taken = found
        desk.watch = FolderWatch(folder, memory_of(desk.own_folder), taking(desk), taken)
        desk.watch.begin()


def let_go(desk: Desk) -> None:
    """Look no more for now; it is remembered."""
    if desk.watch:
        desk.watch.stop()
        desk.watch = None


def taking(desk: Desk) -> Callable[[Sequence[RestingFile]], DeskJob]:
    """Copies files into the inbox, and reads them."""

    def take(files: Sequence[RestingFile]) -> DeskJob:
        def work(job: DeskJob) -> None:
            hub = desk.hub()
            paths = tuple(hub.receive(one.name, io.BytesIO(one.data), one.saved) for one in files)
            inbox.collect(hub, job, paths, None)

        return desk.jobs.start(f"Read {many(len(files), 'new file')} of the watched folder", "/inbox", work)

    return take
