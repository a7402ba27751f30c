"""A backup (hub/handover/backup.py) -> the folder of a Hub, in a place where there is none.

Enters: the file, its password, a folder that is new or empty. Leaves: the folder, whole or not at all: the file is read
to its end before anything is written, and the folder gets its name last. No name in the file leads out of it; one that
Windows cannot have becomes another there, which is said (HUB-119), as is what the settings still say of another place
(HUB-120). FileRefusedError (HUB-110 to 112, FILE-001, 011), OutputError (HUB-118). Must not know: what is in the files.
"""

import contextlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from careers_workbook.core.file_names import for_windows
from careers_workbook.core.input import open_ordinary
from careers_workbook.core.output import cannot_write, make_folder, reason
from careers_workbook.core.problems import FileRefusedError, OutputError, Place, Problem
from careers_workbook.hub.handover.backup import ABOUT, FORMAT, INSIDE, lies_in, read_through
from careers_workbook.hub.handover.sealed_file import unseal
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.settings import SETTINGS, read_settings

_MARK = ".being-restored"
"""The name of a file in a folder that is not whole yet: what a kill left behind is known by it."""
_BROKEN = (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError, RecursionError)
_ON_WINDOWS = os.name == "nt"
_MOST_ABOUT = 10_000


@dataclass(frozen=True, slots=True)
class Restored:
    """The Hub's name, when the backup was made (ISO 8601), how many files there are, and what there is to say."""

    hub: str
    made: str
    files: int
    problems: tuple[Problem, ...] = ()


def restore(file: Path, folder: Path, password: str) -> Restored:
    """Make the folder, or fill it where it is empty."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise OutputError(Problem("HUB-118", Place(), {"path": str(folder)}))
    with _opened(file) as locked:
        sealed = unseal(locked, file, password)
        read_through(sealed)
        with _whole_or_not(folder) as partial:
            try:
                with tarfile.open(fileobj=sealed.content(), mode="r|gz") as tar:
                    about, found = _about(tar), _Unpacking(partial)
                    found.everything(tar)
                if not (partial / SETTINGS).is_file():
                    raise ValueError(SETTINGS)
            except _BROKEN as error:
                raise FileRefusedError(Problem("HUB-110", Place(), {"path": str(file)})) from error
            elsewhere = tuple(_say_restored(partial, folder, file.name, about["made"]))
    return Restored(about["hub"], about["made"], found.files, (*found.renamed, *elsewhere))


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


@contextlib.contextmanager
def _whole_or_not(folder: Path) -> Iterator[Path]:
    """A folder beside, which gets its name at the end, or goes."""
    partial = folder.absolute().with_name(f"{folder.absolute().name} (being restored)")
    if partial.exists() and not (partial / _MARK).is_file():
        raise OutputError(Problem("HUB-118", Place(), {"path": str(partial)}))
    try:
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(shutil.rmtree, partial, ignore_errors=True)
            shutil.rmtree(partial, ignore_errors=True)
            make_folder(partial)
            (partial / _MARK).touch()
            yield partial
            (partial / _MARK).unlink()
            if folder.exists():
                folder.rmdir()  # it is empty
            partial.rename(folder)
            on_failure.pop_all()
    except OSError as error:
        raise cannot_write(folder, error) from error


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


def _say_restored(partial: Path, folder: Path, name: str, made: str) -> Iterator[Problem]:
    """Write it down in the journal; given is what the settings say of another place."""
    settings = read_settings(partial)
    for what, path in {"register": settings.register, **settings.folders}.items():
        if not lies_in(partial, path):
            yield Problem("HUB-120", Place(str(folder / SETTINGS)), {"name": what, "path": str(path)})
    if lies_in(partial, settings.folders["returns"]):
        journal.add(settings.folders["returns"], "restore", {"file": name, "made": made})
