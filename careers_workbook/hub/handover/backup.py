"""A Hub's folder -> one locked file, from which the same folder is made again (hub/handover/restore.py).

Enters: the settings of a Hub, a file, a password. Leaves: the file, read again to its end before it gets its name. It
is a tar archive in a locked file, one file of the Hub after the other; meanwhile no other command decides or collects.
Left out is what belongs to the moment or lies elsewhere: locks, half-written files, links. OutputError (HUB-113 to 115)
where something cannot be copied. Must not know: what is in the files, how anything is shown.
"""

import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from careers_workbook import __version__
from careers_workbook.core.input import open_ordinary
from careers_workbook.core.output import draft_of, is_draft, reason, writing
from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.hub.handover.sealed_file import SealedFile, seal, unseal
from careers_workbook.hub.store import journal, lock
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import JOURNALS, Store
from careers_workbook.spec.load import files, shipped

FORMAT = "careers-workbook-backup/1"
ABOUT, INSIDE = "about.json", "hub"
"""The first file of the archive, which says what it is, and the folder of all others."""
_IN_USE = "~$"
"""How the name begins of what Excel keeps beside an open workbook."""
_PIECE = 1_000_000
"""Bytes that are read at once."""


@dataclass(frozen=True, slots=True)
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
        self._passing = {returns / name for name in lock.FILES} | {hub.draft}

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


def lies_in(root: Path, path: Path) -> bool:
    """Whether a path leads into a folder, links followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
