"""Opens what is locked with a password, and locks. The only importer of msoffcrypto.

Enters: the bytes of a locked workbook (a package in its wrapper, or an old .xls) and a password. Leaves: the bytes of
the workbook as it is without one. Raises LockedError if the password is wrong, BrokenFileError if the file is damaged
or locked in a way that is not known. Must not know: where passwords come from.
"""

import io
import struct
from xml.parsers import expat

import msoffcrypto
from msoffcrypto import exceptions

from careers_workbook.spreadsheet.read.grid import BrokenFileError, LockedError

NOT_SECRET = "VelvetSweatshop"  # noqa: S105 - Excel itself tries it on every file, so that nobody is asked for it
"""The password of a workbook that is write-protected only."""


_FOREIGN = (
    exceptions.FileFormatError,
    exceptions.EncryptionError,
    exceptions.DecryptionError,
    exceptions.ParseError,
    OSError,  # olefile
    expat.ExpatError,
    struct.error,
    ValueError,
    KeyError,
    IndexError,
    AssertionError,
    NotImplementedError,
    OverflowError,
)
"""What a damaged locked file makes the library raise (msoffcrypto 6.1 on mutated files)."""


def unlock(data: bytes, password: str) -> bytes:
    """The workbook without its password."""
    out = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        # an .xls is always verified, and its reader does not know the word
        file.load_key(password=password, **({"verify_password": True} if file.format == "ooxml" else {}))
        file.decrypt(out)
    except exceptions.InvalidKeyError as e:
        raise LockedError("the password is wrong") from e
    except _FOREIGN as e:
        raise BrokenFileError("it is locked in a way that is not known") from e
    return out.getvalue()


def lock(data: bytes, password: str) -> bytes:
    """A workbook (.xlsx) locked with a password, as Excel locks it: each time other bytes."""
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()
