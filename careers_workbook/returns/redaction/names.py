"""Names of returned files and of the folders, zip folders and e-mails that they lie in, without what points to a pupil.

Enters: a name or a path as found. Leaves: one that can be kept and shown; it does not open the file any more. Must not
know: where files lie, what is in them.
"""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from careers_workbook.core.file_names import as_found
from careers_workbook.returns.redaction.personal_data import PUPILS, UPN, Occurrence, occurrences, removed

_SLASH = re.compile(r"([/\\])")
_PARTED = str.maketrans(".,-_", "    ")
"""What parts words and numbers in a name, and would make a number of a text an amount, a range or a version."""
_URN_AND_MORE = re.compile(r"[1-9]\d{5}[ ._,-]\d{4}")
"""The URN of a school, by which its file is known, and a year perhaps: together as many digits as a ULN."""
_REMOVED = removed(UPN).partition(UPN.name)[0]
_PARTS = 10_000
"""Names of files and folders of which it is remembered how they are kept: a Hub asks for each several times."""
_COUNTED = re.compile(r" \(\d{1,4}\)")


def as_kept(name: str) -> str:
    """The name or path of a returned file, as it can be kept and shown."""
    return "".join(map(_without_pupils, _SLASH.split(as_found(name))))


def place_of(file: str | Path) -> str:
    """Where a file lies, links followed, as it can be kept: the same for its path and for its name as kept."""
    return as_kept(os.path.realpath(file))


def same_as_kept(one: str, other: str) -> bool:
    """Whether two names were kept of what may have been the same one: what is alike without its numbers is counted."""
    return one == other or (_REMOVED in one and _COUNTED.sub("", one) == _COUNTED.sub("", other))


@lru_cache(_PARTS)
def _without_pupils(part: str) -> str:
    end, kept = 0, ""
    for one in _found(part):
        if one.start >= end:
            kept, end = kept + part[end : one.start] + removed(one.kind), one.end
    return kept + part[end:]


def _found(part: str) -> Iterator[Occurrence]:
    """What points to a pupil, from left to right: in the name as it is, and with its words parted."""
    both = (*occurrences(part), *occurrences(part.translate(_PARTED)))
    pupils = (one for one in both if one.kind in PUPILS)
    yield from sorted(
        (one for one in pupils if not _URN_AND_MORE.fullmatch(part[one.start : one.end])),
        key=lambda one: (one.start, -one.end),
    )
