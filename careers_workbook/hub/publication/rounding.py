"""Numbers of people as others may read them: a multiple of 5, up or down as a secret offset says.

Enters: a number, whom it counts, the Hub's secret. Leaves: a number that is at most 4 off. Whom it counts decides which
way, not where or when it is shown: what has not changed never looks as if it had, and nobody knows at which numbers it
would. docs/disclosure.md says in plain words what that protects. Must not know: what leavers are.
"""

import hashlib
import hmac
import json
from collections.abc import Collection
from dataclasses import dataclass

STEP = 5
FEWEST_SCHOOLS, LARGEST_SHARE = 3, 80
"""A year or a list is shown from so many schools on, of which none has more than so many per cent of its people."""
LEAST_BASE = 50
"""Published numbers from which on there are percentages of them: below, 5 more or fewer would be 10 % and more."""


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a number counts: who left in these years, in these groups at a checkpoint, of a list of the Hub's schools.

    No groups and no checkpoint: all of them, who are the same at every checkpoint. No list: those of the whole Hub.
    """

    years: frozenset[str]
    groups: frozenset[str] = frozenset()
    checkpoint: str = ""
    sheet: str = ""
    schools: str = ""

    def offset(self, secret: bytes) -> int:
        """0 to 4, as if drawn by lot: of 2**256 outcomes each of the five has a fifth, but for one in 10**76."""
        whom = [self.schools, self.sheet, self.checkpoint, sorted(self.groups), sorted(self.years)]
        drawn = hmac.digest(secret, json.dumps(whom).encode(), hashlib.sha256)
        return int.from_bytes(drawn) % STEP

    def rounded(self, number: int, secret: bytes) -> int:
        """A number of these people as it is published. 0 stays 0, and on the whole nothing is added or lost."""
        return STEP * ((number + self.offset(secret)) // STEP)


def may_be_shown(people: Collection[int]) -> bool:
    """Whether numbers rest on enough schools: `people` are those of each school."""
    found = [number for number in people if number]
    return len(found) >= FEWEST_SCHOOLS and 100 * max(found) <= LARGEST_SHARE * sum(found)


def percentage(number: int, base: int, least: int = LEAST_BASE) -> int | None:
    """The share of one published number in another, whole; None where the base is too small. It is never over 100."""
    return min(100, (200 * number + base) // (2 * base)) if base >= least else None
