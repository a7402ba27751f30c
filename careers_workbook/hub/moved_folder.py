"""A folder of a Hub in another place: what lies in it is copied there and compared before the settings name it.

Enters: settings, the name of a folder, where it shall lie. Leaves: a `FolderMove`, and its steps, at the end of which
the settings name the new place; SpecError (HUB-176) where it cannot lie there, OutputError (HUB-177) where something
changed meanwhile. Killed at any step all stays where it was, or the copy is whole; the journal knows of it, and it is
done to its end or cleared. The old place goes by another call, file by file that is the same in the new one. What came
and was decided (returns) never moves: its lock, its backup and what is forgotten hang on it. The inbox begins anew,
because a file is known by where it lay. Must not know: who chose the folder.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, get_args

from careers_workbook.core.file_names import for_any_disk, for_windows
from careers_workbook.core.frozen import frozen
from careers_workbook.core.hub_folder import hub_folder
from careers_workbook.core.output import (
    cannot_write,
    is_draft,
    make_folder,
    or_as_before,
    reason,
    remove,
    write,
    writing,
)
from careers_workbook.core.problems import FileRefusedError, OutputError, Place, Problem, SpecError
from careers_workbook.core.text import many
from careers_workbook.hub.handover.new_folder import is_taken, lies_in, whole_or_not
from careers_workbook.hub.settings_file import SettingsFile, changed_since
from careers_workbook.hub.store import folder_moves, journal
from careers_workbook.hub.store.folder_moves import UnfinishedMove
from careers_workbook.hub.store.integrity import not_collected
from careers_workbook.hub.store.lock import being_made, only_maker, only_writer
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings

MovableFolder = Literal["inbox", "blank", "letters", "output"]
MOVABLE: tuple[MovableFolder, ...] = get_args(MovableFolder)
"""The folders of a Hub that may lie elsewhere by a form."""
_TAKEN = "something else lies there already"
_IN_USE = "~$"
_LONGEST = 60


@frozen
class FolderMove:
    """A folder that shall lie at `new`; `files` of it are copied. `said` is what the settings say of it then."""

    name: MovableFolder
    old: Path
    new: Path
    said: str
    files: int


@frozen
class OldPlace:
    """Where a folder lay before, and how many files lie there still."""

    path: Path
    files: int


@frozen
class FolderMoves:
    """Moves of the folders of one Hub, by its settings. What takes steps is done while they are iterated over."""

    hub: HubSettings

    def planned(self, name: MovableFolder, into: Path | None) -> FolderMove:
        """What it comes to when a folder lies in another from now on, None being the Hub's; SpecError if it cannot."""
        old, home = self.hub.folders[name], self.hub.root / name
        new = into.absolute() / _called(self.hub, name) if into else home
        if why := _why_not(self.hub, name, old, new):
            raise SpecError(Problem("HUB-176", Place(), {"path": str(new), "reason": why}))
        return FolderMove(name, old, new, str(new) if into else name, 0 if name == "inbox" else len(_files(old)))

    def planned_again(self, move: UnfinishedMove) -> FolderMove | None:
        """A move that was begun, as it is today; None where it cannot lead to the same place any more."""
        name = next(one for one in MOVABLE if one == move.name)
        try:
            again = self.planned(name, None if move.now == self.hub.root / name else move.now.parent)
        except SpecError:
            return None
        return again if again.new == move.now else None

    def carried_out(self, move: FolderMove) -> Iterator[Path]:
        """Copy what lies in a folder to its new place, compare it, then let the settings name that; the old one stays.

        `undo` does not take it back: it is moved back as it was moved. SpecError (HUB-173, HUB-174, HUB-176) where that
        cannot be, OutputError (HUB-177) where something changed meanwhile.
        """
        root = self.hub.root
        with only_writer(self.hub.folders["returns"]):
            now = read_settings(root)
            if now.folders[move.name] != move.old:
                raise changed_since()
            into = None if move.said == move.name else move.new.parent
            FolderMoves(now).planned(move.name, into)  # as it is when it is done
            file = SettingsFile(now)
            before, new = file.text(), file.changed({("folders", move.name): move.said})
            with _written_down(now, move):
                yield from _copied(move)
                if file.text() != before:
                    raise changed_since()
                with or_as_before(root / SETTINGS):
                    write(root / SETTINGS, new.text)
                    folder_moves.end(now, move.name, move.new)

    def unfinished(self) -> tuple[UnfinishedMove, ...]:
        """Those that were begun and neither came to their end nor were given up."""
        return folder_moves.unfinished(self.hub)

    def left_of(self, move: UnfinishedMove) -> int:
        """How many files lie there that a move which never came to its end has copied."""
        return sum(len(_every(place)) for place in (move.partial, move.now))

    def given_up(self, move: UnfinishedMove) -> Iterator[bool]:
        """Remove what it copied, file by file: whether that went. The journal says so once all it half made is gone.

        Of a copy that was whole already only those go that are the same where the folder lies: it had its name.
        """
        gone = 0
        with only_writer(self.hub.folders["returns"]), only_maker(move.now):
            now = read_settings(self.hub.root)
            for path in _every(move.partial):
                is_gone = _is_removed(path)
                gone += is_gone
                yield is_gone
            _remove_empty(move.partial)
            for is_gone in _cleared(now, move.name, move.now):
                gone += is_gone
                yield is_gone
            if not move.partial.exists():
                folder_moves.give_up(now, move.name, move.now, gone)

    def old_places(self, name: MovableFolder) -> tuple[OldPlace, ...]:
        """Where files of this folder lie still, though it lies elsewhere by now; of the inbox they stay."""
        if name == "inbox":
            return ()
        begun = {path for one in self.unfinished() for path in (one.now, one.partial)}
        places = (path for path in folder_moves.other_places(self.hub, name) if path not in begun)
        there = (OldPlace(path, len(_files(path))) for path in places)
        return tuple(one for one in there if one.files)

    def cleared(self, name: MovableFolder, old: OldPlace) -> Iterator[bool]:
        """Remove there what is the same in the new place, file by file: whether it went. All else stays."""
        gone = 0
        with only_writer(self.hub.folders["returns"]):
            for is_gone in _cleared(self.hub, name, old.path):
                gone += is_gone
                yield is_gone
            journal.add(self.hub.folders["returns"], "old folder", {"name": name, "path": str(old.path), "files": gone})


def _called(hub: HubSettings, name: str) -> str:
    """Its name among other folders: that of the Hub's, with its own."""
    return for_windows(for_any_disk(f"{hub.root.absolute().name[:_LONGEST].strip(' .')} {name}"))


def _why_not(hub: HubSettings, name: MovableFolder, old: Path, new: Path) -> str:
    others = [path for other, path in hub.folders.items() if other != name]
    is_home = new == hub.root / name
    if os.path.realpath(old) == os.path.realpath(new):
        return "it lies there already"
    if not is_home and hub_folder(new.parent):
        return "that is in the folder of a Hub"
    if any(lies_in(path, new) or lies_in(new, path) for path in (*others, old)):
        return "that is in another folder of your Hub"
    if any(lies_in(old, path) for path in (*others, hub.root)):
        return f"other folders of your Hub lie in {old}"
    if name == "inbox":
        return _why_no_inbox(hub, taken=not is_home and is_taken(new))
    if link := next((path for path in old.rglob("*") if path.is_symlink()), None):
        return f"there is a link in {old}: {link.name}"
    return _TAKEN if is_taken(new) and _contents(new) not in ({}, _contents(old)) else ""


def _why_no_inbox(hub: HubSettings, *, taken: bool) -> str:
    """An inbox begins empty, and nothing may wait in the one of before."""
    if waiting := list(not_collected(hub)):
        return f"{many(len(waiting), 'file waits', 'files wait')} in the inbox of now to be read: read them first"
    return _TAKEN if taken else ""


def _copied(move: FolderMove) -> Iterator[Path]:
    """Make the new place, file by file; at the end it is there as a whole, and has what the old one has."""
    if move.name == "inbox":
        make_folder(move.new)
        return
    if not _files(move.new):
        _remove_empty(move.new)
    if is_taken(move.new):  # a copy that was whole before a kill: it was compared
        with only_maker(move.new):  # takes away what the kill left of its lock
            return
    with whole_or_not(move.new, "HUB-118") as partial:
        for place, path in _files(move.old).items():
            _copy(path, partial / place)
            yield path
        before, now = _contents(move.old), _contents(partial)
        if changed := sorted({*before.items()} ^ {*now.items()}):
            raise OutputError(Problem("HUB-177", Place(), {"path": str(move.old / changed[0][0])}))


def _copy(path: Path, target: Path) -> None:
    make_folder(target.parent)
    try:
        with path.open("rb") as source, writing(target) as (file, _):
            while piece := source.read(1 << 20):
                file.write(piece)
        saved = path.stat()
        os.utime(target, ns=(saved.st_atime_ns, saved.st_mtime_ns))
    except OSError as error:
        raise cannot_write(path, error) from error


@contextlib.contextmanager
def _written_down(hub: HubSettings, move: FolderMove) -> Iterator[None]:
    """The journal says that a move begins; and that it did not come to its end, where nothing of it is left."""
    folder_moves.begin(hub, move.name, move.new)
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(_not_moved, hub, move)
        yield
        on_failure.pop_all()


def _not_moved(hub: HubSettings, move: FolderMove) -> None:
    if not (is_taken(being_made(move.new)) or is_taken(move.new)):
        with contextlib.suppress(OutputError):  # then it is said to be unfinished
            folder_moves.give_up(hub, move.name, move.new)


def _every(folder: Path) -> list[Path]:
    """Every file, half-written ones too."""
    return [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]


def _is_removed(path: Path) -> bool:
    with contextlib.suppress(OutputError):  # it is open
        remove(path)
        return True
    return False


def _cleared(hub: HubSettings, name: str, old: Path) -> Iterator[bool]:
    """Remove each file of the old place that is the same in the new one: whether it went; empty folders go too."""
    new = hub.folders[name]
    for place, path in _files(old).items():
        gone = False
        with contextlib.suppress(OSError, OutputError, FileRefusedError):  # it is open, or has no match: it stays
            if _hash(path) == _hash(new / place) and not path.samefile(new / place):
                remove(path)
                gone = True
        yield gone
    _remove_empty(old)


def _remove_empty(top: Path) -> None:
    """Take away folders with nothing in them."""
    for folder in (*sorted((path for path in top.rglob("*") if path.is_dir()), reverse=True), top):
        with contextlib.suppress(OSError):  # something is in it
            folder.rmdir()


def _files(folder: Path) -> dict[str, Path]:
    """Every file in a folder by its place, but what is half-written or belongs to an open program."""
    every = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    wanted = (path for path in every if not (is_draft(path.name) or path.name.startswith(_IN_USE)))
    return {path.relative_to(folder).as_posix(): path for path in wanted}


def _contents(folder: Path) -> Mapping[str, str]:
    """The same with the hash of each."""
    return {place: _hash(path) for place, path in _files(folder).items()}


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileRefusedError(Problem("FILE-011", Place(file=str(path)), {"reason": reason(error)})) from error
