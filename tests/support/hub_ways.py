"""How each school of a made-up Hub returns its workbook: in time, late, twice, broken, by mail, in a zip or not at all.

Enters: how many schools and collections, a seed. Leaves: a `Fate` for each, and the pieces of post that come of it.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace

from careers_workbook.core.file_names import file_name
from tests.support.hub_answers import Key
from tests.support.hub_names import Member
from tests.support.hub_paper import Paper
from tests.support.hub_post import Piece

SPECIAL = (
    "two versions",
    "cut off",
    "later blank",
    "damaged in a zip",
    "duplicate",
    "locked",
    "only the file name",
    "password",
)
"""What befalls one school in a collection of many schools, every other one in a collection of few."""
LOST = frozenset({"cut off", "damaged in a zip", "locked", "password"})
_SILENT, _IN_TIME, _FEW = 0.12, 0.9, 40
_WAYS = {"file": 50, "renamed": 12, "zip": 18, "mail": 16, "mail with a zip": 2, "ods": 2}
_OWN_NAMES = ("Copy of checklist (3).xlsx", "Careers checklist FINAL v2.xlsx", "checklist.xlsx", "Book1.xlsx")


@dataclass(frozen=True, slots=True)
class Fate:
    """What a school does in a collection: "plain", "silent" or one of SPECIAL; `way` is how its file travels.

    `before` is days before the due date on which it is sent; a few are late. `minute` is that of the day.
    """

    what: str
    way: str
    before: int
    minute: int

    @property
    def is_lost(self) -> bool:
        return self.what in LOST

    def sent(self, due: dt.date) -> dt.datetime:
        """When it is sent (UTC)."""
        morning = dt.datetime.combine(due - dt.timedelta(days=self.before), dt.time(8))
        return morning + dt.timedelta(minutes=self.minute)


def fates(schools: int, collections: int, seed: int) -> list[list[Fate]]:
    """A row a collection, a fate a school. Nobody has more than one special fate in all."""
    chance = random.Random(f"{seed} fates")
    special = [SPECIAL[turn % 2 :: 2] if schools < _FEW else SPECIAL for turn in range(collections)]
    chosen = iter(chance.sample(range(3, schools), min(schools - 3, sum(map(len, special)))))
    rows: list[list[Fate]] = []
    for kinds in special:
        row = [_fate(chance) for _ in range(schools)]
        for what, number in zip(kinds, chosen, strict=False):
            row[number] = replace(row[number], what=what, way="zip" if what == "damaged in a zip" else "file")
        for number in range(3):  # the largest school and the one with a predecessor always answer
            row[number] = replace(row[number], what="plain")
        rows.append(row)
    return rows


def _fate(chance: random.Random) -> Fate:
    what = "silent" if chance.random() < _SILENT else "plain"
    way = chance.choices(list(_WAYS), list(_WAYS.values()))[0]
    before = chance.randint(0, 20) if chance.random() < _IN_TIME else -chance.randint(1, 4)
    return Fate(what, way, before, chance.randint(0, 540))


def pieces(member: Member, fate: Fate, paper: Paper, sent: dt.datetime) -> list[Piece]:
    """What a school sends, the first first."""
    name = file_name(member.on_workbook)
    if fate.way == "renamed":
        name = _OWN_NAMES[int(member.urn) % len(_OWN_NAMES)]
    if fate.way == "ods":
        name, paper = name.replace(".xlsx", ".ods"), replace(paper, form="ods")
    way = "file" if fate.way in ("renamed", "ods") else fate.way
    whole = Piece("return", member.urn, sent, way, name, paper, sender=member.email, counts=not fate.is_lost)
    match fate.what:
        case "two versions":
            early = replace(whole, what="older version", counts=False, sent=sent - dt.timedelta(days=9))
            return [replace(early, name=f"draft - {name}", paper=_half(paper)), whole]
        case "later blank":
            blank = replace(paper, content={}, leavers=(), changes=())
            later = replace(whole, what="later blank", counts=False, sent=sent + dt.timedelta(days=1), paper=blank)
            return [whole, replace(later, name=f"blank {name}")]
        case "duplicate":
            again = replace(whole, what="duplicate", counts=False, sent=sent + dt.timedelta(hours=2))
            return [whole, replace(again, name=name.replace(".xlsx", " (1).xlsx"))]
        case "cut off" | "damaged in a zip" | "locked" | "password":
            return [replace(whole, what=fate.what)]
        case _:
            return [whole]


def _half(paper: Paper) -> Paper:
    """What had been filled in some days before."""
    refs = sorted({ref for ref, _ in paper.content})
    early: set[str] = set(refs[: len(refs) // 2])
    content: dict[Key, object] = {key: value for key, value in paper.content.items() if key[0] in early}
    return replace(paper, content=content, leavers=paper.leavers[: len(paper.leavers) // 2])
