"""Which school goes on as which, on a day: a school that closed and opened again under a new URN is one school.

Enters: lines of a register, a day. Leaves: the lines as they are on that day. A school that follows one other, which
nobody else follows, goes on as that one: what came under the old URN is its own. Where several became one, or one
became several, each keeps its own history, because no answers of the old are answers of the new. Whoever closed later
is still itself then. Must not know: returns, rounds.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from careers_workbook.hub.register.register import Listed


def joined(listed: "Sequence[Listed]", day: dt.date | None = None) -> "tuple[Listed, ...]":
    """The lines on a day; without one, as they are now."""
    later = {one.school.urn for one in listed if day and (on := one.closed_on) and on >= day}
    followed = Counter(urn for one in listed for urn in one.follows)
    goes_on = {
        one.follows[0]: one.school.urn
        for one in listed
        if len(one.follows) == 1 and followed[one.follows[0]] == 1 and one.follows[0] not in (*later, one.school.urn)
    }
    return tuple(_on(one, later, goes_on) for one in listed)


def _on(one: "Listed", later: set[str], goes_on: Mapping[str, str]) -> "Listed":
    urn, others = one.school.urn, [urn for urn in one.follows if urn != one.school.urn]
    return replace(
        one,
        closed="" if urn in later else one.closed,
        closed_later=one.closed if urn in later else "",
        former=tuple(old for old in goes_on if _end(old, goes_on) == urn),
        merged=tuple(old for old in others if len(one.follows) > 1 and old not in later),
        awaited=tuple(old for old in others if old in later),
    )


def _end(urn: str, goes_on: Mapping[str, str]) -> str:
    """The URN at the end of a row of conversions; "" for a ring."""
    seen = {urn}
    while urn in goes_on:
        urn = goes_on[urn]
        if urn in seen:
            return ""
        seen.add(urn)
    return urn
