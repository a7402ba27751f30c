"""A folder that is made whole or not at all: beside its place, until it gets its name.

Enters: where it shall lie. Leaves: the folder to fill; OutputError where something is there already, or another command
makes it. What a kill left is removed by the next attempt. Must not know: what is put into it.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from careers_workbook.core.output import cannot_write, make_folder
from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.hub.store import lock


def lies_in(root: Path, path: Path) -> bool:
    """Whether a path leads into a folder, links followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def is_taken(folder: Path) -> bool:
    """Whether something is there that is not an empty folder."""
    return folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir())))


@contextlib.contextmanager
def whole_or_not(folder: Path, code: str) -> Iterator[Path]:
    """A folder beside, which gets its name at the end, or goes; a Problem of this code says which is taken."""
    place = folder.absolute()
    partial = lock.being_made(place)
    with lock.only_maker(place) as was_begun, contextlib.ExitStack() as on_failure:
        for path in (folder,) if was_begun else (folder, partial):
            if is_taken(path):
                raise OutputError(Problem(code, Place(), {"path": str(path)}))
        try:
            on_failure.callback(shutil.rmtree, partial, ignore_errors=True)
            shutil.rmtree(partial, ignore_errors=True)
            make_folder(partial)
            yield partial
            if folder.exists():
                folder.rmdir()  # it is empty
            partial.rename(folder)
            on_failure.pop_all()
        except OSError as error:
            raise cannot_write(folder, error) from error
