"""The answers of every workbook as it was sent, kept: so it is known of each answer that comes back what became of it.

Enters: a Hub's folder of returns, answers. Leaves: files to keep, and the answers again, found by the school and the
letters on its workbook. What was sent of leavers is kept as characters that change with it, never in words. Must not
know: workbooks, returns.
"""

import datetime as dt
import gzip
import json
import re
import secrets
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from careers_workbook.core.input import MEGABYTE, open_ordinary
from careers_workbook.spec.sent_answers import NOTHING, KnownBy, SentAnswers

FORMAT = "careers-workbook-sent/1"
_FOLDER = "sent"
_LETTERS = re.compile(r"[a-z]{4}(?:-[a-z]{4}){2}", re.ASCII)
_URN = re.compile(r"\d{6}", re.ASCII)
_LARGEST = 16 * MEGABYTE
"""Bytes of one file, unpacked."""


@dataclass(frozen=True, slots=True)
class SentFolder:
    """The kept answers of a Hub. `folder` is that of its returns."""

    folder: Path

    def find(self, urn: str, whole: str, built_on: dt.date | None) -> SentAnswers | None:
        """Those of the workbook of a school that is known by these letters; without letters, the only one of a day."""
        if not _URN.fullmatch(urn) or whole == NOTHING:
            return None
        if _LETTERS.fullmatch(whole):
            name = f"{urn} * {whole}.json.gz"
        elif built_on:
            name = f"{urn} {built_on} *.json.gz"
        else:
            return None
        found = [one for path in (self.folder / _FOLDER).glob(name) if (one := _read(path))]
        letters = {one.known_by.whole for one in found}
        return found[0] if len(letters) == 1 else None


def to_keep(
    folder: Path, urn: str, built_on: dt.date, sent: SentAnswers, private: Collection[str]
) -> tuple[Path, bytes] | None:
    """The file that keeps what a workbook is sent with; None where it is kept already, or nothing is sent.

    `private` are the titles of sheets with rows about young people.
    """
    path = folder / _FOLDER / f"{urn} {built_on} {sent.known_by.whole}.json.gz"
    if not sent.by_sheet or path.exists():
        return None
    kept = sent.disguised(private, secrets.token_hex(16))
    sheets = {title: [[*key, text] for key, text in cells.items()] for title, cells in kept.by_sheet.items()}
    known_by = {"whole": kept.known_by.whole, "sheets": dict(kept.known_by.sheets)}
    said = {"format": FORMAT, "urn": urn, "built_on": built_on.isoformat(), "known_by": known_by, "sheets": sheets}
    said |= {"disguised": sorted(kept.private), "salt": kept.salt}
    return path, gzip.compress(json.dumps(said, ensure_ascii=False).encode(), mtime=0)


def _read(path: Path) -> SentAnswers | None:
    """What a file keeps; None where it cannot be read, or does not say what its name says."""
    try:
        with open_ordinary(path) as file, gzip.open(file) as packed:
            data = packed.read(_LARGEST + 1)
        said = json.loads(data) if len(data) <= _LARGEST else None
        if not isinstance(said, Mapping) or said["format"] != FORMAT:
            return None
        sheets = {title: {(ref, column): text for ref, column, text in rows} for title, rows in said["sheets"].items()}
        known_by = KnownBy(said["known_by"]["whole"], said["known_by"]["sheets"])
        return SentAnswers(sheets, known_by, frozenset(said["disguised"]), said["salt"])
    except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
