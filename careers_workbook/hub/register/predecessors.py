"""Which closed establishment an open one follows: an academy conversion gives a school a new URN.

Enters: establishments of one extract. Leaves: for each that follows another, which, and what speaks for it. It is a
finding for people to look at; nothing is merged. Must not know: registers, files.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from careers_workbook.hub.register.gias import CLOSED, Establishment

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_ANY_SCHOOL = {"school", "schools", "academy", "the", "special", "and", "college", "centre"}
"""Words that change when a school becomes an academy."""
_DAY, _MONTH, _YEAR = dt.timedelta(days=1), dt.timedelta(days=31), dt.timedelta(days=400)
Key = Callable[[Establishment], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The establishment that was there before, and why that is believed."""

    was: Establishment
    why: str


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What two establishments share, and how long after the closing the other one may have opened."""

    why: str
    key: Key
    earliest: dt.timedelta
    latest: dt.timedelta
    dated: bool = True

    def fits(self, was: Establishment, now: Establishment) -> bool:
        """Whether the days of closing and opening suit; unknown ones do for a number, which is given to one school."""
        if was.closed is None or now.opened is None:
            return not self.dated
        return self.earliest <= now.opened - was.closed <= self.latest


def _name(school: Establishment) -> tuple[str, ...]:
    words = [word for word in _NOT_A_WORD.split(school.school.name.casefold().replace("'", "")) if word]
    return (" ".join(word for word in words if word not in _ANY_SCHOOL),)


_EVIDENCE: Sequence[_Evidence] = (
    _Evidence("the same establishment number", lambda one: (one.number,), -_MONTH, _YEAR, dated=False),
    _Evidence("the same name", _name, -_DAY, _YEAR),
    _Evidence("the same postcode", lambda one: (one.postcode,), -_DAY, _MONTH),
)
"""The best first, always within one local authority."""


def predecessors(schools: Iterable[Establishment], extract: Iterable[Establishment]) -> dict[str, Predecessor]:
    """URN -> the establishment that it follows."""
    closed: dict[tuple[str, ...], list[Establishment]] = defaultdict(list)
    for was in extract:
        if was.status == CLOSED:
            for evidence in _EVIDENCE:
                closed[_key(was, evidence)].append(was)
    found = {}
    for now in schools:
        for evidence in _EVIDENCE:
            fitting = [was for was in closed.get(_key(now, evidence), []) if was.urn != now.urn]
            fitting = [was for was in fitting if evidence.fits(was, now)]
            if all(evidence.key(now)) and fitting:
                last = max(fitting, key=lambda was: (was.closed or dt.date.min, was.urn))
                found[now.urn] = Predecessor(last, evidence.why)
                break
    return found


def _key(school: Establishment, evidence: _Evidence) -> tuple[str, ...]:
    return (evidence.why, school.la_code or school.school.local_authority.casefold(), *evidence.key(school))
