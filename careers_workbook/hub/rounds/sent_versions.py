"""Which version of the checklist the workbooks of a round ask that were made last, school by school.

Enters: a Round, the entries of the journal. Leaves: a `SentVersion` for each set of questions that ever went out, the
newest first. Must not know: workbooks, how anything is shown.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.store.journal import JournalEntry
from careers_workbook.returns.submission import SentSpec
from careers_workbook.spec.model import Spec

_WORKBOOK, _QUESTIONS = "blank", "asked"
"""Why the Hub kept a file."""


@frozen
class SentVersion:
    """Questions that went out from a day on: their version, whether they are those of today, the schools that got them.

    A school is named where the workbook that was made last for it in the round is known to ask them. `spec` is all of
    them.
    """

    version: str
    since: dt.date
    is_todays: bool
    schools: tuple[Listed, ...]
    spec: Spec


def sent_versions(found: Round, entries: Iterable[JournalEntry]) -> tuple[SentVersion, ...]:
    """Every version that went out."""
    got = dict(_got(found, entries))
    listed = [one for one in found.register.listed if not one.closed]
    return tuple(
        SentVersion(
            one.spec.version,
            one.since,
            one.spec is found.spec,
            tuple(school for school in listed if got.get(school.school.urn) is one),
            one.spec,
        )
        for one in found.sent
    )


def _got(found: Round, entries: Iterable[JournalEntry]) -> Iterator[tuple[str, SentSpec | None]]:
    """By URN what the workbook asks that was made last; None where that is not known.

    Questions are kept when they go out for the first time: whoever went back to what had been asked before sends that
    again, and nothing says since when.
    """
    last = found.sent[0] if len(found.sent) == 1 else None  # a Hub to practise on says of none when it was kept
    todays = next((place for place, one in enumerate(found.sent) if one.spec is found.spec), 0)
    since_then = found.sent[:todays]
    for entry in entries:
        name = PurePosixPath(entry.text("path").replace("\\", "/")).name
        kept = entry.what == "keep", entry.text("why")
        if kept == (True, _QUESTIONS):
            last = next((one for one in found.sent if name.startswith(f"{one.since}-{one.fingerprint}-")), None)
        elif kept == (True, _WORKBOOK) and entry.text("round") == found.settings.name:
            yield name.split(" ", 1)[0], None if last in since_then else last
