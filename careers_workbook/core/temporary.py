"""A folder of the user's own that is there for a moment.

Leaves: its path; an OutputError (FILE-020) where nothing can be put there. Must not know: what is put there.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from careers_workbook.core.output import cannot_write

_PREFIX = "careers-workbook-"


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that goes, with all that is in it, at the end of the `with` statement."""
    with said_of_temporary_files(), tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        yield Path(folder)


def lasting_folder() -> "tempfile.TemporaryDirectory[str]":
    """One that goes when nobody holds it any more."""
    with said_of_temporary_files():
        return tempfile.TemporaryDirectory(prefix=_PREFIX)


@contextlib.contextmanager
def said_of_temporary_files() -> Iterator[None]:
    """What the operating system complains of, said of the place where temporary files lie."""
    try:
        yield
    except OSError as error:
        raise cannot_write(Path(tempfile.tempdir or "the folder for temporary files"), error) from error
