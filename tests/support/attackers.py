"""Who may want to know numbers that a Hub published, and what they find out: strangers and schools, by what they know.

Enters: a made-up Hub (tests/support/rounding_hubs.py). Leaves: a `Found`.
"""

from collections.abc import Sequence

from tests.support.rounding_attack import Attack, Found, Publication
from tests.support.rounding_hubs import LAST, Drawn, together, told


def stranger(hub: Drawn, turns: Sequence[int] = (LAST,)) -> Found:
    """Has everything of so many rounds, and guesses rightly which numbers have not changed between them, or by 1."""
    counts = [together(hub.counts(turn)) for turn in turns]
    attack = Attack(*(Publication(f"round {turn}", told(hub.rounds[turn], hub.secret, turn)) for turn in turns))
    attack.guess_what_moved(counts)
    return attack.published(counts)


def stranger_with_lists(hub: Drawn) -> Found:
    """Has the whole Hub, and two lists of its schools that make it up. Each list has lots of its own."""
    now, counts = list(hub.rounds[LAST].items()), hub.counts(LAST)
    half = len(now) // 2
    parts = [slice(None), slice(half), slice(half, None)]
    lists = [told(dict(now[part]), hub.secret + bytes(n)) for n, part in enumerate(parts)]
    attack = Attack(*(Publication(f"list {n}", one, lots=f"list {n}") for n, one in enumerate(lists)))
    attack.know_the_parts()
    return attack.published([together(counts[part]) for part in parts])


def insiders(hub: Drawn, number: int) -> Found:
    """So many schools that put together what they know of themselves, and are after the numbers of the others."""
    counts = hub.counts(LAST)
    attack = Attack(Publication("round", told(hub.rounds[LAST], hub.secret), counts[:number]))
    return attack.published([together(counts)])


def with_two_versions(hub: Drawn, who: str) -> tuple[Found, Found]:
    """Has a round as it was before its last school came, and afterwards: what it finds out of all, and of that school.

    `who`: a stranger, one who knows how many left that school in each year, or that school.
    """
    now, counts = dict(hub.rounds[LAST]), hub.counts(LAST)
    late, own = counts[-1], [counts[-1]] if who == "late school" else []
    after = Publication("after", told(now, hub.secret), own)
    del now[max(now)]
    attack = Attack(Publication("before", told(now, hub.secret)), after)
    attack.know_one_came(late if own else None, None if who == "stranger" else late)
    return attack.published([together(counts[:-1]), together(counts)]), attack.between(late)
