"""A Hub's folder -> one locked file; and that file -> the same folder, in a place where there is none.

Enters: the settings of a Hub, a file, a password, a folder that is new or empty. Leaves: the file, read again to its
end before it gets its name; the folder, whole or not at all. The file is a tar archive, locked; while it is made no
other command decides or collects. Left out is what belongs to the moment, to the computer or lies elsewhere: locks,
half-written files, the launcher, links. No name in it leads out of the folder; one that Windows cannot have becomes
another there, which is said (HUB-119), as is what the settings still say of another place (HUB-120), and what the same
Hub, if it lies nearby, has forgotten since (HUB-123). OutputError (HUB-113 to 115, HUB-118), FileRefusedError (HUB-110
to 112, FILE-001, 011). Must not know: what is in the files, how anything is shown.
"""

import contextlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO, BinaryIO

from careers_workbook import __version__
from careers_workbook.core.file_names import for_windows
from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import open_ordinary
from careers_workbook.core.output import draft_of, is_draft, make_folder, reason, writing
from careers_workbook.core.problems import FileRefusedError, OutputError, Place, Problem, SpecError
from careers_workbook.core.text import show_date
from careers_workbook.hub.handover.new_folder import is_taken, lies_in, whole_or_not
from careers_workbook.hub.handover.sealed_file import SealedFile, seal, unseal
from careers_workbook.hub.launcher import LAUNCHERS, put_launcher
from careers_workbook.hub.store import journal, lock
from careers_workbook.hub.store.journal import JournalEntry
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from careers_workbook.hub.store.store import JOURNALS, Store
from careers_workbook.hub.store.tombstones import BARRIERS
from careers_workbook.spec.load import files, shipped

FORMAT = "careers-workbook-backup/1"
ABOUT, INSIDE = "about.json", "hub"
"""The first file of the archive, which says what it is, and the folder of all others."""
_IN_USE = "~$"
"""How the name begins of what Excel keeps beside an open workbook."""
_PIECE = 1_000_000
"""Bytes that are read at once."""


@frozen
class BackUp:
    """What is in the file: how many files of the Hub; `left_out` says what is not (HUB-116, HUB-117)."""

    files: int
    left_out: tuple[Problem, ...] = ()


def back_up(hub: HubSettings, file: Path, password: str) -> BackUp:
    """Make the file, or replace it."""
    _needs_all(hub, file)
    folder = hub.folders["returns"]
    with lock.only_writer(folder):
        with writing(file) as (sink, draft):
            with seal(sink, password) as sealed, tarfile.open(fileobj=sealed, mode="w|gz") as tar:
                added = _Adding(tar, hub)
                added.everything()
            sink.flush()
            with draft.open("rb") as made:
                read_through(unseal(made, file, password))
        journal.add(folder, "backup", {"file": file.name, "files": added.files})
    return BackUp(added.files, (*_elsewhere(hub), *added.links))


def read_through(sealed: SealedFile) -> None:
    """Read a locked file to its end: FileRefusedError (HUB-112) if a byte of it is not what was written."""
    content = sealed.content()
    while content.read(_PIECE):
        pass


class _Adding:
    """Puts one file after the other into the archive."""

    def __init__(self, tar: tarfile.TarFile, hub: HubSettings) -> None:
        self.tar, self.hub, self.files = tar, hub, 0
        self.links: list[Problem] = []
        returns = hub.folders["returns"]
        self._passing = {returns / name for name in lock.FILES} | {hub.root / name for name in LAUNCHERS} | {hub.draft}

    def everything(self) -> None:
        """What the archive is, then all folders and files in the order of their names."""
        about = {"format": FORMAT, "hub": self.hub.name, "made": journal.now().isoformat(), "version": __version__}
        data = json.dumps(about).encode()
        self._add(ABOUT, io.BytesIO(data), len(data), 0)
        for folder, folders, names in os.walk(self.hub.root, onerror=_cannot_read):
            folders.sort()
            for name in sorted([*folders, *names]):
                self._one(Path(folder, name))

    def _one(self, path: Path) -> None:
        if path.is_symlink():
            self.links.append(Problem("HUB-117", Place(), {"path": str(path)}))
        elif path.is_dir():
            member = tarfile.TarInfo(self._name(path))
            member.type = tarfile.DIRTYPE
            self.tar.addfile(member)
        elif path == self.hub.store:
            with draft_of(path) as copy:
                with Store(path) as store:
                    store.copy_to(copy)
                self._copy(copy, path)
        elif not (path in self._passing or is_draft(path.name) or path.name.startswith(_IN_USE) or _beside(path)):
            at_once = path == self.hub.folders["returns"] / journal.NAME
            with lock.one_at_a_time(path.parent) if at_once else nullcontext():
                self._copy(path, path)

    def _copy(self, path: Path, as_path: Path) -> None:
        try:
            with open_ordinary(path) as file:
                found = os.fstat(file.fileno())
                self._add(self._name(as_path), file, found.st_size, found.st_mtime)
        except FileNotFoundError:  # a letter that was not true any more, taken away meanwhile
            return
        except OSError as error:
            raise _not_copied(as_path, error) from error
        self.files += 1

    def _add(self, name: str, file: BinaryIO, size: int, saved: float) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mtime = size, saved
        self.tar.addfile(member, file)

    def _name(self, path: Path) -> str:
        return f"{INSIDE}/{path.relative_to(self.hub.root).as_posix()}"


def _beside(path: Path) -> bool:
    """Whether it is what SQLite keeps beside a store while it writes."""
    return path.name.endswith(JOURNALS)


def _cannot_read(error: OSError) -> None:
    raise _not_copied(Path(str(error.filename)), error)


def _not_copied(path: Path, error: OSError) -> OutputError:
    return OutputError(Problem("HUB-113", Place(), {"path": str(path), "reason": reason(error)}))


def _needs_all(hub: HubSettings, file: Path) -> None:
    """OutputError where the backup would lie in the folder itself, or what a Hub cannot be without lies elsewhere."""
    if lies_in(hub.root, file):
        raise OutputError(Problem("HUB-114", Place(), {"path": str(file)}))
    own = () if hub.spec in shipped() else files(hub.spec)
    for path in (hub.register, *own, hub.folders["returns"]):
        if not lies_in(hub.root, path):
            raise OutputError(Problem("HUB-115", Place(), {"path": str(path)}))


def _elsewhere(hub: HubSettings) -> Iterator[Problem]:
    for name, path in hub.folders.items():
        if not lies_in(hub.root, path):
            yield Problem("HUB-116", Place(), {"name": name, "path": str(path)})


_BROKEN = (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError, RecursionError)
_ON_WINDOWS = os.name == "nt"
_MOST_ABOUT = 10_000


@frozen
class Restored:
    """The Hub's name, when the backup was made (ISO 8601), how many files there are, and what there is to say.

    `compared`: the same Hub lies nearby, and what was forgotten in it since is among the problems.
    """

    hub: str
    made: str
    files: int
    problems: tuple[Problem, ...] = ()
    compared: bool = False


def restore(file: Path, folder: Path, password: str, nearby: Sequence[Path] = ()) -> Restored:
    """Make the folder, or fill it where it is empty. In one of `nearby` the same Hub may still lie as it is now."""
    if is_taken(folder):
        raise OutputError(Problem("HUB-118", Place(), {"path": str(folder)}))
    with _opened(file) as locked:
        sealed = unseal(locked, file, password)
        read_through(sealed)
        with whole_or_not(folder, "HUB-118") as partial:
            try:
                with tarfile.open(fileobj=sealed.content(), mode="r|gz") as tar:
                    about, found = _about(tar), _Unpacking(partial)
                    found.everything(tar)
                if not (partial / SETTINGS).is_file():
                    raise ValueError(SETTINGS)
            except _BROKEN as error:
                raise FileRefusedError(Problem("HUB-110", Place(), {"path": str(file)})) from error
            put_launcher(partial)
            since = _forgotten_since(partial, nearby)
            elsewhere = tuple(_say_restored(partial, folder, file.name, about["made"]))
    problems = (*found.renamed, *elsewhere, *(since or ()))
    return Restored(about["hub"], about["made"], found.files, problems, since is not None)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    with contextlib.ExitStack() as open_files:
        try:
            opened = open_files.enter_context(open_ordinary(file))
        except FileNotFoundError as error:
            raise FileRefusedError(Problem("FILE-001", Place(file=str(file)))) from error
        except OSError as error:
            raise FileRefusedError(Problem("FILE-011", Place(file=str(file)), {"reason": reason(error)})) from error
        yield opened


def _about(tar: tarfile.TarFile) -> dict[str, str]:
    member = tar.next()
    file = tar.extractfile(member) if member and member.name == ABOUT and member.isreg() else None
    found = json.loads(file.read(_MOST_ABOUT)) if file else {}
    if found["format"] != FORMAT:
        raise ValueError(found["format"])
    return {name: str(found[name]) for name in ("hub", "made")}


class _Unpacking:
    """Writes one file after the other into a folder."""

    def __init__(self, root: Path) -> None:
        self.root, self.files = root, 0
        self.renamed: list[Problem] = []

    def everything(self, tar: tarfile.TarFile) -> None:
        """All that follows; ValueError for what no backup holds: a link, a name that leads elsewhere."""
        while member := tar.next():
            inside, *parts = member.name.split("/")
            if inside != INSIDE or not parts or any(part in ("", ".", "..") or "\0" in part for part in parts):
                raise ValueError(member.name)
            if member.isdir():
                make_folder(self._place(parts))
            elif member.isreg() and (content := tar.extractfile(member)):
                self._write(self._place(parts), content, member.mtime)
            else:
                raise ValueError(member.name)

    def _place(self, parts: list[str]) -> Path:
        names = [for_windows(part) for part in parts] if _ON_WINDOWS else parts
        if names != parts:
            self.renamed.append(Problem("HUB-119", Place(), {"path": "/".join(parts), "name": "/".join(names)}))
        return self.root.joinpath(*names)

    def _write(self, path: Path, content: IO[bytes], saved: float) -> None:
        """One file; where the disk holds two names for the same, the second gets a number."""
        make_folder(path.parent)
        free, number = path, 2
        while free.exists():
            free, number = path.with_name(f"{path.stem} ({number}){path.suffix}"), number + 1
        if free != path:
            shown = [str(one.relative_to(self.root)) for one in (path, free)]
            self.renamed.append(Problem("HUB-119", Place(), {"path": shown[0], "name": shown[1]}))
        with free.open("xb") as file:
            shutil.copyfileobj(content, file)
        os.utime(free, (saved, saved))
        self.files += 1


def _forgotten_since(partial: Path, nearby: Iterable[Path]) -> list[Problem] | None:
    """What was forgotten or tidied away after the backup; None where the same Hub is not there to say so."""
    own = _entries(partial)
    begun, known = [one.when for one in own[:1]], {(one.when, one.what) for one in own}
    same = [other for other in map(_entries, nearby) if own and [one.when for one in other[:1]] == begun]
    stones = (one for other in same for one in other if one.what in BARRIERS and (one.when, one.what) not in known)
    said = {(one.text("urn"), one.text("round")): _come_back(one) for one in stones}
    return [*said.values()] if same else None


def _entries(root: Path) -> Sequence[JournalEntry]:
    """What the journal of a Hub says; nothing where there is none that can be read."""
    try:
        return journal.read(read_settings(root).folders["returns"]).entries
    except (OutputError, SpecError):
        return ()


def _come_back(stone: JournalEntry) -> Problem:
    urn, name = stone.text("urn"), stone.text("round")
    done, command = f"Files of {name} were tidied away", "tidy-up --yes"
    if urn:
        done = f"{urn} was forgotten" + (f" in {name}" if name else "")
        command = f"forget {urn}" + (f' --round "{name}"' if name else "") + " --yes"
    shown = {"done": done, "day": show_date(stone.when.date()), "command": command}
    return Problem("HUB-123", Place(), shown)


def _say_restored(partial: Path, folder: Path, name: str, made: str) -> Iterator[Problem]:
    """Write it down in the journal; given is what the settings say of another place."""
    settings = read_settings(partial)
    for what, path in {"register": settings.register, **settings.folders}.items():
        if not lies_in(partial, path):
            yield Problem("HUB-120", Place(str(folder / SETTINGS)), {"name": what, "path": str(path)})
    if lies_in(partial, settings.folders["returns"]):
        journal.add(settings.folders["returns"], "restore", {"file": name, "made": made})
