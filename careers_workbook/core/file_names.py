"""Names of files that every disk takes: those of schools' workbooks, letters and reports, and those of rounds."""

import re
import unicodedata
from functools import lru_cache

from careers_workbook.core.school import School

_ENDING = " - careers checklist.xlsx"
_LONGEST, _LONGEST_BYTES = 120, 240
"""Characters of a file name, short enough for deep SharePoint folders; and its bytes, of which most disks allow 255."""
_PARTING = re.compile(r" ?[/\\|:] ?")
_FORBIDDEN = re.compile(r'["*<>?#%~]')
"""Characters that Windows or SharePoint refuse or that break links; those that part words become a dash."""
_KEPT_NAMES = 1_024
"""Names of schools that are kept: every school has a file of many kinds."""
_LONGEST_PATH = 700
"""Characters of a path that are kept: Windows allows 260, and nobody reads more."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, bytes that are no UTF-8, and the marks that turn the direction of writing: with these, a name can pass for
another, and the store, a page or a terminal cannot take it."""


_WINDOWS_REFUSES = str.maketrans(dict.fromkeys([*map(chr, range(32)), *'<>:"/\\|?*'], "_"))
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in "0123456789\xb9\xb2\xb3")}
)
"""What Windows takes for a device, whatever ending follows."""


def for_windows(name: str) -> str:
    """The name of one file or folder as Windows can have it: as it is, unless it must be another."""
    plain = name.translate(_WINDOWS_REFUSES)
    kept = plain.rstrip(". ")
    plain = kept + "_" * (len(plain) - len(kept))
    stem, dot, ending = plain.partition(".")
    return f"{stem}_{dot}{ending}" if stem.rstrip().casefold() in _DEVICES else plain


def as_found(name: str) -> str:
    """The name or path of a file off a disk, out of a zip folder or an e-mail, as it can be kept and shown."""
    short = name if len(name) <= _LONGEST_PATH else f"{name[: _LONGEST_PATH // 2]} ... {name[-_LONGEST_PATH // 2 :]}"
    return _UNSEEN.sub("\ufffd", short)


def file_name(school: School, year: str = "", number: int = 1) -> str:
    """`990001 Oak Lane School - careers checklist.xlsx`, safe for Windows and SharePoint, 120 characters at most.

    With a school year such as "2027/28" it ends in `careers checklist 2027-28.xlsx`; with a `number` from 2,
    that stands in front of the ending, so that it differs from the name of another school.
    """
    ending = _ENDING.replace(".xlsx", f" {year.replace('/', '-')}.xlsx") if year else _ENDING
    return name_for(school, f" ({number}){ending}" if number > 1 else ending)


def name_for(school: School, ending: str) -> str:
    """`990001 Oak Lane School` and an ending such as " - to fix.xlsx", safe in the same way."""
    safe = for_any_disk(f"{school.urn} {school.name}")
    words = safe
    while len(words) + len(ending) > _LONGEST or len((words + ending).encode()) > _LONGEST_BYTES:
        words = words[:-1]
    if words != safe:  # cut at the last whole word, if there is one behind the URN
        whole = words.rpartition(" ")[0]
        words = whole if " " in whole else words
    return words.rstrip(" .,;-") + ending


def as_file_name(text: str) -> str:
    """The text with nothing in it that a name of a file may not have."""
    return " ".join("".join(c if c.isalnum() or c in "-_. " else " " for c in text).split()).strip(" .")


@lru_cache(_KEPT_NAMES)
def for_any_disk(text: str) -> str:
    """The text with letters as single characters, no marks or controls, nothing that a file system refuses."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    parted = _PARTING.sub(" - ", "".join(c for c in composed if unicodedata.category(c)[0] not in "MC"))
    return " ".join(_FORBIDDEN.sub(" ", parted).split()).strip(" .-")
