"""Which establishments of an extract a Hub expects returns from, and why each of the others is left.

Enters: an extract, types and local authorities. Leaves: every row counted once, under "taken" or under one reason.
Raises SpecError (HUB-015, HUB-016). Must not know: columns, files, registers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.school import is_urn
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.hub.register.gias import (
    CLOSED,
    CLOSING,
    COMING,
    OPEN,
    TYPES,
    Establishment,
    Extract,
    code,
    school_kinds,
)
from careers_workbook.hub.register.predecessors import Predecessor, predecessors

REASONS: dict[str, str] = {
    "other la": "in another local authority",
    "other type": "of another type",
    "young": "whose pupils all leave at a younger age",
    "closed": "closed",
    "coming": "not open yet",
    "twice": "listed twice",
    "no urn": "without a URN of six digits",
    "no name": "without a name",
    "unclear": "type or status not given",
    "broken": "line that cannot be read",
}
"""Why a row is not taken, in the words of the summary."""
_PARTS = re.compile(r"[^a-z0-9]+")
_OF = re.compile(r", (city|county) of$")


@frozen
class Wanted:
    """Type codes, local authorities by name or code (none means all), and the age that pupils reach at the school.

    A school whose ages are not given is wanted.
    """

    types: frozenset[int]
    authorities: tuple[str, ...] = ()
    age: int = 0

    @classmethod
    def of(cls, words: Iterable[str], authorities: Iterable[str] = (), age: int = 0) -> "Wanted":
        """From words such as "special" and type codes such as "14". ValueError says which word is neither."""
        chosen: set[int] = set()
        for word in words:
            codes = {number for number, (kind, _) in TYPES.items() if kind == word.casefold()}
            if not codes and not code(word):
                raise ValueError(f'"{word}" is no type of school. {did_you_mean(word, school_kinds())}')
            chosen |= codes or {int(code(word))}
        return cls(frozenset(chosen), tuple(authorities), age)


@frozen
class Selection:
    """Every row of the extract, sorted out. `closed` and `coming` hold those that else would have been taken."""

    rows: int
    taken: tuple[Establishment, ...]
    left: dict[str, int]
    closed: tuple[Establishment, ...]
    coming: tuple[Establishment, ...]
    before: dict[str, Predecessor]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...] = ()

    @property
    def shared_names(self) -> dict[str, list[Establishment]]:
        """The names that several of the schools taken have."""
        found: dict[str, list[Establishment]] = {}
        for one in self.taken:
            found.setdefault(one.school.name.casefold(), []).append(one)
        return {schools[0].school.name: schools for schools in found.values() if len(schools) > 1}


def select(extract: Extract, wanted: Wanted) -> Selection:
    """Sort out every row of the extract."""
    chosen = _authorities(extract.establishments, wanted.authorities)
    sorter = _Sorter(wanted, chosen)
    reasons = [sorter.reason(one) for one in extract.establishments]
    by_reason: dict[str, list[Establishment]] = {}
    for one, why in zip(extract.establishments, reasons, strict=True):
        by_reason.setdefault(why, []).append(one)
    counts = Counter({"broken": len(extract.problems)}) + Counter(reasons)
    taken = tuple(sorted(by_reason.get("", ()), key=_order))
    del counts[""]
    left = {reason: counts[reason] for reason in REASONS if counts[reason]}
    if not taken:
        said = ", ".join(f"{count:,} {REASONS[reason]}" for reason, count in left.items())
        raise SpecError(*extract.problems, *sorter.problems, Problem("HUB-016", Place(), {"left": said}))
    return Selection(
        rows=len(reasons) + len(extract.problems),
        taken=taken,
        left=left,
        closed=tuple(by_reason.get("closed", ())),
        coming=tuple(by_reason.get("coming", ())),
        before=predecessors(taken, extract.establishments, extract.links),
        problems=(*extract.problems, *sorter.problems),
        passed_over=extract.passed_over,
    )


class _Sorter:
    """Says why a row is left, "" if it is taken, and keeps what somebody must look at."""

    def __init__(self, wanted: Wanted, authorities: frozenset[str] | None) -> None:
        self.wanted, self.authorities = wanted, authorities
        self.seen: dict[str, Establishment] = {}
        self.problems: list[Problem] = []

    def reason(self, one: Establishment) -> str:
        """The first reason that applies."""
        if self.authorities is not None and not self.authorities & _names(one):
            return "other la"
        if one.type is not None and one.type not in self.wanted.types:
            return "other type"
        if not is_urn(one.urn):
            return self._problem("no urn", one, "HUB-002", value=one.urn)
        if one.urn in self.seen:
            return self._twice(one, self.seen[one.urn])
        self.seen[one.urn] = one
        if one.type is None or one.status not in (OPEN, CLOSED, CLOSING, COMING):
            what = "its type" if one.type is None else "whether it is open"
            return self._problem("unclear", one, "HUB-017", name=one.school.name, urn=one.urn, what=what)
        if one.oldest is not None and one.oldest < self.wanted.age:
            return "young"
        if one.status in (CLOSED, COMING):
            return "closed" if one.status == CLOSED else "coming"
        return "" if one.school.name else self._problem("no name", one, "HUB-004", urn=one.urn)

    def _twice(self, one: Establishment, first: Establishment) -> str:
        if (one.school, one.status) == (first.school, first.status):
            return "twice"
        return self._problem("twice", one, "HUB-003", urn=one.urn, first=str(first.place.line))

    def _problem(self, reason: str, one: Establishment, code: str, **context: str) -> str:
        self.problems.append(Problem(code, one.place, context))
        return reason


def _authorities(extract: Sequence[Establishment], asked: Sequence[str]) -> frozenset[str] | None:
    """The codes and names of the local authorities asked for. HUB-015 for each without an open one."""
    if not asked:
        return None
    today = [one for one in extract if one.status != CLOSED]
    there = {name for one in today for name in _names(one)}
    shown = {one.school.local_authority for one in today if one.school.local_authority}
    unknown = [la for la in asked if (code(la) or _folded(la)) not in there]
    if unknown:
        raise SpecError(
            *(Problem("HUB-015", Place(), {"la": la, "suggestion": _suggestion(la, shown)}) for la in unknown)
        )
    return frozenset(code(la) or _folded(la) for la in asked)


def _suggestion(la: str, shown: Iterable[str]) -> str:
    """What else may be meant; every one that has the name in its own, as counties that were parted have."""
    of_that_name = [name for name in sorted(set(shown)) if f" {_folded(la)} " in f" {_folded(name)} "]
    if len(of_that_name) < 2:  # noqa: PLR2004 - one of them is a suggestion like any other
        return did_you_mean(la, of_that_name or shown)
    return f"Its name is part of {len(of_that_name)} others; take those that are yours: {', '.join(of_that_name)}."


def _names(one: Establishment) -> set[str]:
    """What the local authority may be called: its code, its name, the name without "City of" behind it."""
    name = one.school.local_authority
    return {found for found in (one.la_code, _folded(name), _folded(_OF.sub("", name.casefold()))) if found}


def _folded(name: str) -> str:
    return _PARTS.sub(" ", name.casefold().replace("&", "and").replace(".", "").replace("'", "")).strip()


def _order(one: Establishment) -> tuple[str, str, str]:
    return one.school.local_authority.casefold(), one.school.name.casefold(), one.urn
