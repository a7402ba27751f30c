"""Where the folders of a Hub lie: moved to a place that is chosen from a list, cleared where they lay before.

No path comes from a browser. Must not know: how a folder is moved, what may lie where.
"""

from pathlib import Path
from typing import get_args

from careers_workbook.core.problems import SpecError
from careers_workbook.core.text import many
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.pages.watching import seen_folder
from careers_workbook.desk.visit import Action, DeskPage, FormError, NotHereError, Visit
from careers_workbook.hub.hub import FolderMove, Hub, MovableFolder, UnfinishedMove
from careers_workbook.reports.status.settings_page import CERTIFICATES, PLACES

_OWN, _CERTIFICATES = "own", "certificates"
"""The word for the Hub's own folder; a folder that nothing is moved for."""


def show(visit: Visit) -> DeskPage:
    """Where one of them lies, what it comes to where the folder is chosen that the address names, and others."""
    name, hub, seen = visit.named["folder"], visit.hub, seen_folder(visit)
    values: dict[str, object] = {"name": name, "folder_seen": seen, "at": f"/settings/folders/{name}"}
    if name == _CERTIFICATES:
        values |= {"label": CERTIFICATES, "now": hub.settings.certificates, "seen": hub.settings_file.text().mark}
        return DeskPage("certificates.html.j2", values)
    movable = _movable(name)
    if movable is None and name not in PLACES:
        raise NotHereError
    now = hub.settings.folders[name]
    values |= {"label": PLACES[name], "now": now, "movable": movable, "is_own": now == hub.settings.root / name}
    if movable:
        moves, (move, why_not) = hub.folder_moves, _move(visit, movable, seen.folder) if seen.folder else (None, "")
        values |= {
            "move": move,
            "why_not": why_not,
            "old": [(visit.desk.folders.word(one.path), one) for one in moves.old_places(movable)],
            "unfinished": [
                (visit.desk.folders.word(one.now), one, moves.planned_again(one), moves.left_of(one))
                for one in _unfinished(hub, movable)
            ],
        }
    return DeskPage("folder.html.j2", values)


def _move(visit: Visit, name: MovableFolder, into: Path | None) -> tuple[FolderMove | None, str]:
    """What moving it comes to, or why it cannot be."""
    try:
        return visit.hub.folder_moves.planned(name, into), ""
    except SpecError as error:
        return None, error.problems[0].in_words


def change(visit: Visit) -> Action:
    """Let a folder lie in another place, with all that is in it."""
    chosen, hub = visit.typed("folder"), visit.hub
    if visit.named["folder"] == _CERTIFICATES:
        return _certificates(visit, chosen)
    name = _movable(visit.named["folder"])
    if name is None:
        raise NotHereError
    move, why_not = _move(visit, name, None if chosen == _OWN else _meant(visit, chosen))
    if move is None:
        raise FormError("folder", why_not)
    return _moved(hub, move)


def finish(visit: Visit) -> Action:
    """Move a folder to where it was going when that was cut off."""
    hub = visit.hub
    move = hub.folder_moves.planned_again(_cut_off(visit))
    if move is None:
        raise FormError("folder", "It cannot be finished any more. This is the page of now.")
    return _moved(hub, move)


def give_up(visit: Visit) -> Action:
    """Remove what a move has copied that was cut off."""
    hub, move = visit.hub, _cut_off(visit)

    def work(job: DeskJob) -> None:
        moves = hub.folder_moves
        gone = sum(job.track(moves.given_up(move), moves.left_of(move)))
        job.say(f"{many(gone, 'file')} removed that had been copied to {move.now}. The folder stays where it is.")
        if left := moves.left_of(move):
            stay = many(left, "file stays", "files stay")
            job.say(f"{stay} there: open in a program, or not the same as in the folder of now. Look at what is left.")

    return Action("Clear what was copied", f"/settings/folders/{move.name}", work)


def _cut_off(visit: Visit) -> UnfinishedMove:
    name = _movable(visit.named["folder"])
    if name is None:
        raise NotHereError
    place = visit.desk.folders.meant(visit.typed("place"))
    found = next((one for one in _unfinished(visit.hub, name) if one.now == place), None)
    if found is None:
        raise FormError("place", "No move of this folder is unfinished any more. This is the page of now.")
    return found


def _unfinished(hub: Hub, name: MovableFolder) -> list[UnfinishedMove]:
    return [one for one in hub.folder_moves.unfinished() if one.name == name]


def _moved(hub: Hub, move: FolderMove) -> Action:
    def work(job: DeskJob) -> None:
        for _ in job.track(hub.folder_moves.carried_out(move), move.files):
            pass
        job.say(f"{PLACES[move.name]}: in {move.new} from now on.")
        if move.files:
            job.say(f"{many(move.files, 'file')} copied and compared. In {move.old} they lie still: remove them below.")

    return Action(f"Move a folder: {PLACES[move.name]}", f"/settings/folders/{move.name}", work)


def clear(visit: Visit) -> Action:
    """Remove where a folder lay before what is the same in its new place."""
    name, hub = _movable(visit.named["folder"]), visit.hub
    if name is None:
        raise NotHereError
    place = visit.desk.folders.meant(visit.typed("place"))
    old = next((one for one in hub.folder_moves.old_places(name) if one.path == place), None)
    if old is None:
        raise FormError("place", "Nothing of it lies there any more. This is the page of now.")

    def work(job: DeskJob) -> None:
        gone = sum(job.track(hub.folder_moves.cleared(name, old), old.files))
        job.say(f"{many(gone, 'file')} removed from {old.path}.")
        if left := old.files - gone:
            stay = many(left, "file stays", "files stay")
            job.say(f"{stay}: open in a program, or not the same in the new place. Look at what is left.")

    return Action("Clear the place of before", f"/settings/folders/{name}", work)


def _certificates(visit: Visit, chosen: str) -> Action:
    hub, seen = visit.hub, visit.typed("seen")
    said = "" if chosen == _OWN else str(_meant(visit, chosen))

    def work(job: DeskJob) -> None:
        hub.settings_file.keep(hub.settings_file.changed({(_CERTIFICATES,): said}), seen)
        job.say("It holds from now on, and stands in collection.yaml. It can be taken back on the page History.")

    return Action("Change the folder of certificates", f"/settings/folders/{_CERTIFICATES}", work)


def _meant(visit: Visit, word: str) -> Path:
    folder = visit.desk.folders.meant(word)
    if folder is None:
        raise FormError("folder", "Choose the folder anew: it was not offered since the desk was opened.")
    return folder


def _movable(name: str) -> MovableFolder | None:
    return next((one for one in get_args(MovableFolder) if one == name), None)
