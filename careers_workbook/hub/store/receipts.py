"""What came in, kept for good: the originals by hash, and a receipt for each that says when and from where.

Enters: the bytes of a file and where they lay. Leaves: a `Receipt`, the original and its receipt on disk. The receipts
say all that a store needs to be made anew. Nothing is removed here; all that changes is whose the Hub says it is, and
what became of the original. No name or address of a sender is kept, only which school that is. Must not know: what a
return is, databases.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Container, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import make_folder, remove, write
from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.core.text import show_date
from careers_workbook.returns.intake.disk import read_bytes
from careers_workbook.returns.redaction.names import as_kept

FORMAT = "careers-workbook-receipt/1"
_ORIGINALS, _RECEIPTS = "originals", "receipts"
SHORT, _SHORTEST = 32, 8
"""Characters of a hash in the name of a file; Windows allows paths of 260 characters in all."""
NAME = SHORT + 1 + _SHORTEST
"""Characters of the name of a receipt, before its ending."""
_RECEIPT = re.compile(rf"[0-9a-f]{{{SHORT}}}-[0-9a-f]{{{_SHORTEST}}}\.json")
"""The name of a receipt; a copy that a synced folder made has another one."""
_HASH = re.compile(r"[0-9a-f]{64}")
_LARGEST = MEGABYTE
"""Bytes of a receipt: it has some 500."""
_TO_TIDY = re.compile(r"/\.?(?:/|$)|^(?:\./|\.?$)")
"""What a path leaves out when it is put in order."""
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


@frozen
class Receipt:
    """One file as it came, before it is read.

    `source` says where it lay, seen from the Hub's folder, members of zip folders and mails behind a slash:
    "inbox/returns.zip/990001 Oak.xlsx". `hash` is SHA-256 in hex; it is empty, and `size` 0, where the bytes could not
    be had. `sent` is the date of the e-mail that it came with, else when it was last saved (UTC, naive). `urn` is the
    school that the Hub says it is from, against whatever the file says; usually empty. `sender` is the school that the
    e-mail came from: its URN, with "?" behind it where only the part behind the @ says so. Only the receipt on the disk
    says `thinned_from`, the hash of the file as it came, before rows of leavers were taken out of it, and on which day
    the original was `removed`.
    """

    source: str
    hash: str
    size: int
    received: dt.date
    sent: dt.datetime | None
    round: str
    urn: str = ""
    sender: str = ""
    thinned_from: str = ""
    removed: dt.date | None = None

    @property
    def is_thinned(self) -> bool:
        """Whether rows of leavers were taken out; of an original that had none `thinned_from` is its own hash."""
        return self.thinned_from not in ("", self.hash)

    @property
    def name(self) -> str:
        """The name of the file itself."""
        name = self.source.rpartition("/")[2]  # Path would keep a text for each
        return name if name not in ("", ".") else PurePosixPath(self.source).name

    @property
    def number(self) -> str:
        """What names this arrival where no path may: the name of its receipt."""
        return receipt_name(self).removesuffix(".json")

    @property
    def original(self) -> PurePosixPath:
        """Where the original lies in the folder of returns."""
        suffix = PurePosixPath(self.name).suffix.lower()
        ending = suffix if _SUFFIX.fullmatch(suffix) else ""
        return PurePosixPath(_ORIGINALS, self.hash[:2], self.hash[:SHORT] + ending)


def source_of(root: Path, file: str) -> str:
    """Where a file lies, seen from the Hub's folder if it lies in there."""
    here = os.getcwd()  # noqa: PTH109 - the folder of now, asked for with every file
    above, path = _above(root, here), _whole_path(as_kept(file), here)
    return path.removeprefix(above)[1:] or "." if f"{path}/".startswith(f"{above}/") else path


@lru_cache(maxsize=2)
def _above(root: Path, here: str) -> str:
    return as_kept(Path(here, root).as_posix()).rstrip("/")  # a drive ends in one


def _whole_path(file: str, here: str) -> str:
    """`Path(file).absolute().as_posix()`, which takes ten times as long for a path that is plain already."""
    if os.name == "nt" or _TO_TIDY.search(file):
        return Path(here, file).as_posix()
    return file if file.startswith("/") else f"{here}/{file}"


def hash_of(data: bytes) -> str:
    """The hash of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def bytes_on_disk(path: Path) -> bytes:
    """A file's bytes; none where they cannot be had."""
    try:
        return read_bytes(path)
    except FileRefusedError:
        return b""


def hash_on_disk(path: Path) -> str:
    """The hash of a file's bytes; empty where they cannot be had."""
    return hash_of(data) if (data := bytes_on_disk(path)) else ""


def around_on_disk(root: Path, source: str) -> Path | None:
    """The file on the disk that lies at a source, or in which that lies; None where there is none any more."""
    place = PurePosixPath(source)
    return next((path for one in (place, *place.parents) if (path := root / one).is_file()), None)


def keep(folder: Path, receipt: Receipt, data: bytes) -> None:
    """Put the original and its receipt into the folder of returns; an original that is there stays as it is."""
    original = folder / receipt.original
    if not is_there(folder, receipt):
        make_folder(original.parent)
        write(original, data)
    note(folder, receipt)


def note(folder: Path, receipt: Receipt) -> None:
    """Write the receipt, unless it says the same already."""
    path = folder / _RECEIPTS / receipt_name(receipt)
    text = json.dumps(_as_json(receipt), indent=1, ensure_ascii=False) + "\n"
    if not _says(path, text):
        make_folder(path.parent)
        write(path, text)


def is_there(folder: Path, receipt: Receipt) -> bool:
    """Whether the original of an arrival is there as it came."""
    try:
        return hash_of(read_whole(folder / receipt.original)) == receipt.hash
    except OSError:
        return False


def _says(path: Path, text: str) -> bool:
    try:
        return read_whole(path, _LARGEST) == text.encode()
    except OSError:
        return False


def receipt_name(receipt: Receipt) -> str:
    """What the receipt of an arrival is called."""
    return name_of(receipt.round, receipt.source, receipt.hash)


def name_of(name: str, source: str, hash_of_it: str) -> str:
    """The same of what came in the round of this name from a source: these bytes may lie in several places.

    They may be sent again in another term, too.
    """
    arrival = hash_of(f"{name}\n{source}".encode("utf-8", "surrogatepass"))
    return f"{hash_of_it[:SHORT]}-{arrival[:_SHORTEST]}.json"


def begin(folder: Path, receipt: Receipt) -> None:
    """Say that an arrival is being read: when that was is the time of its receipt."""
    with contextlib.suppress(OSError):  # then it keeps its place
        os.utime(folder / _RECEIPTS / receipt_name(receipt))


def begun(folder: Path, receipt: Receipt) -> float:
    """When an arrival was last being read; 0 if nobody knows."""
    try:
        return (folder / _RECEIPTS / receipt_name(receipt)).stat().st_mtime
    except OSError:
        return 0.0


def names(folder: Path) -> set[str]:
    """What the receipts in the folder of returns are called."""
    return set(filter(_RECEIPT.fullmatch, names_in(folder / _RECEIPTS)))


def every_name(folder: Path) -> list[str]:
    """Whatever lies among the receipts, in order."""
    return sorted(names_in(folder / _RECEIPTS))


def copies(folder: Path) -> list[Path]:
    """Second copies of receipts, as a synchronised folder gets them; those under their own names are used."""
    there = sorted(
        name for name in names_in(folder / _RECEIPTS) if name.endswith(".json") and not _RECEIPT.fullmatch(name)
    )
    return [
        folder / _RECEIPTS / name for name in there if _RECEIPT.fullmatch(f"{name.removesuffix('.json')[:NAME]}.json")
    ]


def names_in(folder: Path) -> list[str]:
    """What lies in a folder; nothing where there is none."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return os.listdir(folder)  # noqa: PTH208 - there are thousands, and a Path each takes time
    return []


def receipts(folder: Path, but: Container[str] = ()) -> Iterator[tuple[Path, Receipt | None]]:
    """Every receipt in the folder of returns `but` some, by name; None for one that cannot be read."""
    for path in sorted((folder / _RECEIPTS).glob("*.json")):
        if path.name not in but:
            yield path, _read(path)


def as_noted(folder: Path, receipt: Receipt) -> Receipt:
    """The receipt with what only that on the disk says of its original."""
    found = _read(folder / _RECEIPTS / receipt_name(receipt))
    return replace(receipt, thinned_from=found.thinned_from, removed=found.removed) if found else receipt


def _read(path: Path) -> Receipt | None:
    try:
        return _from_json(json.loads(read_whole(path, _LARGEST)))
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def tidy_names(folder: Path, known: Container[str]) -> None:
    """Take what points to a pupil out of the names in receipts, as those of before did not; `known` receipts do."""
    for path, receipt in tuple(receipts(folder, known)):
        if receipt and receipt != (tidy := tidied(receipt)):
            note(folder, tidy)
            remove(path)


def tidied(receipt: Receipt) -> Receipt:
    """The receipt, its file named as it can be kept."""
    return replace(receipt, source=as_kept(receipt.source))


def original_bytes(folder: Path, receipt: Receipt) -> bytes:
    """The original of an arrival; FileRefusedError (HUB-026) if it is gone or no longer what came."""
    try:
        data = read_bytes(folder / receipt.original)
    except FileRefusedError as error:
        raise _gone(folder, receipt) from error
    if hash_of(data) != receipt.hash:
        raise _gone(folder, receipt)
    return data


def _gone(folder: Path, receipt: Receipt) -> FileRefusedError:
    if removed := as_noted(folder, receipt).removed:
        return FileRefusedError(Problem("HUB-132", Place(file=receipt.source), {"day": show_date(removed)}))
    shown = {"path": str(folder / receipt.original)}
    return FileRefusedError(Problem("HUB-026", Place(file=receipt.source), shown))


def _as_json(receipt: Receipt) -> dict[str, object]:
    return {
        "format": FORMAT,
        "source": receipt.source,
        "original": str(receipt.original),
        "hash": receipt.hash,
        "size": receipt.size,
        "received": receipt.received.isoformat(),
        "sent": receipt.sent.isoformat() if receipt.sent else None,
        "collection": receipt.round,
        "urn": receipt.urn,
        **({"sender": receipt.sender} if receipt.sender else {}),
        **({"thinned_from": receipt.thinned_from} if receipt.thinned_from else {}),
        **({"removed": receipt.removed.isoformat()} if receipt.removed else {}),
    }


def _from_json(data: dict[str, object]) -> Receipt:
    if data["format"] != FORMAT:
        raise ValueError(data["format"])
    sent, source, found = data["sent"], str(data["source"]), str(data["hash"])
    if not _HASH.fullmatch(found) or not source.encode():  # half of a character pair cannot be encoded: ValueError
        raise ValueError(found)
    return Receipt(
        source,
        found,
        int(str(data["size"])),
        dt.date.fromisoformat(str(data["received"])),
        dt.datetime.fromisoformat(str(sent)) if sent else None,
        str(data["collection"]),
        str(data["urn"]),
        str(data.get("sender", "")),
        str(data.get("thinned_from", "")),
        dt.date.fromisoformat(str(data["removed"])) if data.get("removed") else None,
    )
