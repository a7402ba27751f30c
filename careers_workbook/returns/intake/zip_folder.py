"""The files in a zip folder.

Enters: a `Source` whose bytes are a zip. Leaves: a `Source` each file in it, unpacked when it is asked for its bytes.
Raises FileRefusedError where the folder as a whole is the matter. Must not know: what lies in the files.
"""

import contextlib
import datetime as dt
import zipfile
from collections.abc import Callable, Iterator

from careers_workbook.returns.intake.disk import MAX_FILE, is_junk
from careers_workbook.returns.intake.file_detection import refused
from careers_workbook.returns.intake.source import MAX_ENTRIES, MAX_UNPACKED, Budget, Names, Source, shown
from careers_workbook.spreadsheet.read.content import TooLargeError
from careers_workbook.spreadsheet.read.opc import ZIP_ERRORS, open_zip

_ENCRYPTED, _UTF_8 = 0x1, 0x800
_UP = (".", "..")
_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can say: programs write it that know none."""


def members(folder: Source, password: str | None, budget: Budget) -> Iterator[Source]:
    """Every file in a zip folder but what programs leave behind."""
    try:
        archive = open_zip(folder.load(), MAX_ENTRIES)
    except TooLargeError as e:
        raise refused("FILE-009", reason=str(e)) from e
    names, empty = Names(), True
    for info in archive.infolist():
        name = _name(info)
        if info.is_dir() or any(is_junk(part) for part in name.split("/") if part not in _UP):
            continue
        empty = False
        load = _loader(archive, info, password) if budget.take(info.file_size) else _too_much
        yield Source(f"{folder.file}/{names.unused(name)}", load, _date(info) or folder.sent)
    if empty:
        raise refused("FILE-036", what="zip folder")


def _loader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: str | None) -> Callable[[], bytes]:
    def load() -> bytes:
        if info.file_size > MAX_FILE:
            raise refused("FILE-009", reason=f"it is larger than {MAX_FILE // 1_000_000} MB")
        locked = bool(info.flag_bits & _ENCRYPTED)
        if locked and not password:
            raise refused("FILE-008")
        try:
            return archive.read(info, password.encode() if locked and password else None)
        except NotImplementedError as e:
            packed = refused("FILE-006", reason="it is packed in a way that cannot be read")
            raise refused("FILE-040") if locked else packed from e
        except ZIP_ERRORS as e:
            damaged = refused("FILE-006", reason="the zip folder is damaged")
            raise refused("FILE-032") if locked else damaged from e

    return load


def _too_much() -> bytes:
    raise refused("FILE-009", reason=f"the zip folder unpacks to more than {MAX_UNPACKED // 1_000_000} MB")


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name in plain slashes. A Mac writes UTF-8 without saying so, which zipfile takes for cp437."""
    name = info.filename
    if not info.flag_bits & _UTF_8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return shown(name)


def _date(info: zipfile.ZipInfo) -> dt.datetime | None:
    """The member's date as it stands, without a time zone; None if there is none."""
    try:
        return None if info.date_time == _NO_DATE else dt.datetime(*info.date_time)  # noqa: DTZ001 - the zip has none
    except ValueError:
        return None
