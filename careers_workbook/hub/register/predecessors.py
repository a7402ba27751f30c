"""Which closed establishments an open one follows: an academy conversion gives a school a new URN, a merger too.

Enters: establishments of one extract, and the links between them that GIAS knows. Leaves: for each that follows others,
which, and what speaks for it. What GIAS says is believed; where it says nothing, what two establishments share is a
finding for people to look at. Must not know: registers, files.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.register.gias import CLOSED, Establishment, Link

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_ANY_SCHOOL = {"school", "schools", "academy", "the", "special", "and", "college", "centre"}
"""Words that change when a school becomes an academy."""
_DAY, _MONTH, _YEAR = dt.timedelta(days=1), dt.timedelta(days=31), dt.timedelta(days=400)
GIAS, SPLIT = "GIAS says so", "GIAS says that it was split"
_SEVERAL = ("amalgam", "merge")
"""Parts of the types of links that say that more than one school became one."""
Key = Callable[[Establishment], tuple[str, ...]]


@frozen
class Former:
    """An establishment that was there before, and when it closed, if that is known."""

    urn: str
    name: str
    closed: dt.date | None


@frozen
class Predecessor:
    """The establishments that were there before, and why that is believed.

    `is_same`: it goes on as the one that there was; else each keeps its own history.
    """

    was: tuple[Former, ...]
    why: str
    is_same: bool = True

    def replaces(self, urn: str) -> str:
        """What a register says of it, in the line of this URN: of one that has become part of another, both."""
        if self.why == SPLIT:
            return ""
        urns = [former.urn for former in self.was]
        return "; ".join(urns if self.is_same or len(urns) > 1 else [urn, *urns])


@frozen
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


def predecessors(
    schools: Sequence[Establishment], extract: Sequence[Establishment], links: Sequence[Link] = ()
) -> dict[str, Predecessor]:
    """URN -> the establishments that it follows."""
    said = _said(schools, extract, links)
    told = {former.urn for found in said.values() for former in found.was}
    return {**_alike([one for one in schools if one.urn not in said], extract, told), **said}


def _said(
    schools: Iterable[Establishment], extract: Iterable[Establishment], links: Iterable[Link]
) -> dict[str, Predecessor]:
    """What GIAS itself says. Two that are both open are no predecessor and successor, whatever the link is called."""
    known = {one.urn: one for one in extract}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    names: dict[str, str] = {}
    for link in links:
        for new, was in _direction(link):
            if was not in known or known[was].status == CLOSED:
                found[new][was] = f"{found[new].get(was, '')} {link.type}"
        names[link.other] = link.other_name
    followers = Counter(was for old in found.values() for was in old)
    told = {}
    for now in (one.urn for one in schools if one.urn in found):
        old = found[now]
        split = all(followers[urn] > 1 or "split" in kind for urn, kind in old.items())
        several = len(old) > 1 or any(word in kind for kind in old.values() for word in _SEVERAL)
        former = tuple(_former(urn, known, names) for urn in sorted(old))
        told[now] = Predecessor(former, SPLIT if split else GIAS, is_same=not (split or several))
    return told


def _direction(link: Link) -> Iterator[tuple[str, str]]:
    """Which follows which, where the type of the link says so."""
    if link.type.startswith(("predecessor", "merged")):
        yield link.urn, link.other
    elif link.type.startswith("successor"):
        yield link.other, link.urn


def _former(urn: str, known: Mapping[str, Establishment], names: Mapping[str, str]) -> Former:
    one = known.get(urn)
    return Former(urn, one.school.name if one else names.get(urn, ""), one.closed if one else None)


def _alike(
    schools: Iterable[Establishment], extract: Iterable[Establishment], told: Iterable[str]
) -> dict[str, Predecessor]:
    """What two establishments share; of one of which GIAS says who follows it, nothing is found out besides."""
    closed: dict[tuple[str, ...], list[Establishment]] = defaultdict(list)
    known = set(told)
    for was in extract:
        if was.status == CLOSED and was.urn not in known:
            for evidence in _EVIDENCE:
                closed[_key(was, evidence)].append(was)
    found = {}
    for now in schools:
        for evidence in _EVIDENCE:
            fitting = [was for was in closed.get(_key(now, evidence), []) if was.urn != now.urn]
            fitting = [was for was in fitting if evidence.fits(was, now)]
            if all(evidence.key(now)) and fitting:
                last = max(fitting, key=lambda was: (was.closed or dt.date.min, was.urn))
                found[now.urn] = Predecessor((Former(last.urn, last.school.name, last.closed),), evidence.why)
                break
    return found


def _key(school: Establishment, evidence: _Evidence) -> tuple[str, ...]:
    return (evidence.why, school.la_code or school.school.local_authority.casefold(), *evidence.key(school))
