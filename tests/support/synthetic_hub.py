"""A made-up Hub: its schools, what every school said in every collection, and the files in which it arrived.

Enters: how many schools, the collections, a seed. Leaves: a `SyntheticHub`, the same for the same seed: the truth, from
which tests/support/hub_count.py counts, and `write_returns`, which puts what schools send into a folder.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from careers_workbook.blanks.workbook import Order
from tests.support import hub_leavers as leavers
from tests.support import hub_names as names
from tests.support.hub_answers import STAGES, Hand, Key, Row, Stage, flat
from tests.support.hub_damage import TO_ANSWERS, TO_FILES, Damage, harm, only_the_file_name_says
from tests.support.hub_names import Member
from tests.support.hub_paper import ADDED, COLUMNS, NEW, NOT_ASKED, OLD, Draft, Paper
from tests.support.hub_post import Piece, Written, strangers, write
from tests.support.hub_ways import Fate, fates, pieces

_MANY = 30
"""Schools from which damage to files, which is slow to do, becomes rare."""
_OLD_EVERY, _UNCHANGED_EVERY = 12, 40


@dataclass(frozen=True, slots=True)
class Collection:
    """One round. `today` is a day on which everything that comes has come."""

    name: str
    opens: dt.date
    due: dt.date

    @property
    def today(self) -> dt.date:
        return self.due + dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Return:
    """What one school said in one collection, and what must be made of it.

    `content` is (ref, column id) -> the answer that must be read, `Unread` or a `State`; what is not there is blank.
    `leavers` are rows by column id, None where their sheet is gone. `errors`, `warnings`: codes that must be found when
    the file is read by itself. `unchanged`: it says what the school's last return said.
    """

    urn: str
    collection: str
    sent: dt.datetime
    content: dict[Key, object]
    leavers: tuple[Row, ...] | None
    paper: Paper
    damage: str = ""
    errors: frozenset[str] = frozenset()
    warnings: frozenset[str] = frozenset()
    unchanged: bool = False


@dataclass(frozen=True)
class SyntheticHub:
    """Everything that is so. `returns` has (collection, urn) of every school of which an answer can be read; `lost`
    those whose only file cannot be read, with what is wrong with it. Of all others nothing comes."""

    seed: int
    spec: str
    members: tuple[Member, ...]
    collections: tuple[Collection, ...]
    returns: dict[tuple[str, str], Return] = field(default_factory=dict)
    lost: dict[tuple[str, str], str] = field(default_factory=dict)
    post: dict[str, list[Piece]] = field(default_factory=dict)
    name: str = "Northmoor Careers Hub"

    @property
    def expected(self) -> tuple[Member, ...]:
        """The schools of the register that are open."""
        return tuple(one for one in self.members if not one.closed)

    def collection(self, name: str) -> Collection:
        """The collection of this name."""
        return next(one for one in self.collections if one.name == name)

    def came(self, collection: str) -> dict[str, Return]:
        """The returns of one collection by URN, in the order of the register."""
        keys = ((collection, one.urn) for one in self.expected)
        return {key[1]: self.returns[key] for key in keys if key in self.returns}

    def returned(self, collection: str) -> dict[str, Return]:
        """Those that count: nobody has confirmed one that says what the last one said."""
        return {urn: one for urn, one in self.came(collection).items() if not one.unchanged}

    def register_csv(self) -> str:
        """The register as a file."""
        return names.register_csv(self.members)

    def write_returns(self, collection: str, folder: Path) -> list[Written]:
        """Put everything that comes in a collection into a folder, and say what it is."""
        return write(self.post[collection], folder)


def make_hub(
    schools: int, collections: Sequence[tuple[str, dt.date, dt.date]], seed: int, spec: str = NEW
) -> SyntheticHub:
    """A Hub of so many schools that are expected."""
    rounds = tuple(Collection(*one) for one in collections)
    hub = SyntheticHub(seed, spec, names.members(schools, seed), rounds)
    for number, collection in enumerate(rounds):
        hub.post[collection.name] = list(strangers(number, collection.due, seed, _order(hub, collection)))
    ways = fates(schools, len(rounds), seed)
    for number, member in enumerate(hub.expected):
        _School(hub, member, number, [row[number] for row in ways]).live()
    return hub


def _order(hub: SyntheticHub, collection: Collection) -> Order:
    """What a school's workbook was made by: schools keep theirs for a school year."""
    first = next(one for one in hub.collections if _year(one.opens) == _year(collection.opens))
    return Order(first.opens, first.due, "hub@northmoor.example")


def _year(day: dt.date) -> int:
    return day.year if day.month >= 9 else day.year - 1


@dataclass
class _School:
    """One school on its way through the collections."""

    hub: SyntheticHub
    member: Member
    number: int
    fates: list[Fate]
    items: dict[str, Row] = field(default_factory=dict)
    cohort: tuple[leavers.Leaver, ...] = ()
    before: Return | None = None

    def live(self) -> None:
        stage = STAGES[self.number % len(STAGES)]
        for turn, collection in enumerate(self.hub.collections):
            chance = random.Random(f"{self.hub.seed} {self.member.urn} {turn}")
            self._go_on(collection, stage, chance, turn)
            fate = self.fates[turn]
            if fate.what != "silent":
                self._send(collection, fate, turn, chance)

    def _go_on(self, collection: Collection, stage: Stage, chance: random.Random, turn: int) -> None:
        offered = leavers.years(_order(self.hub, collection).today)
        hand = Hand(self.hub.spec, stage, collection.due, chance)
        if turn == 0:
            self.items = hand.first()
            self.cohort = leavers.first(offered, chance, leavers.MOST if self.number == 1 else None)
        else:
            self.items = hand.next(self.items)
            self.cohort = leavers.revised(self.cohort, offered, chance)

    def _send(self, collection: Collection, fate: Fate, turn: int, chance: random.Random) -> None:
        sent = fate.sent(collection.due)
        draft = self._draft(collection, turn, sent.date(), chance)
        if damage := self._damage(fate, turn):
            harm(draft, damage, chance)
        found = self._return(draft, collection, sent)
        if self.number % _UNCHANGED_EVERY == 9 and self.before and self._can_be_sent_again(self.before, found):
            found = replace(self.before, collection=collection.name, sent=sent, unchanged=True)
        key = (collection.name, self.member.urn)
        self.hub.post[collection.name] += pieces(self.member, fate, found.paper, sent)
        if fate.is_lost:
            self.hub.lost[key] = fate.what
        else:
            self.hub.returns[key] = self.before = found

    @staticmethod
    def _can_be_sent_again(before: Return, now: Return) -> bool:
        same_form = (before.paper.spec, before.paper.order) == (now.paper.spec, now.paper.order)
        return same_form and "file name" not in before.damage  # the next file may have another name

    def _draft(self, collection: Collection, turn: int, day: dt.date, chance: random.Random) -> Draft:
        order, is_old = _order(self.hub, collection), self._is_old(turn)
        rows = [one.row(day) for one in self.cohort]
        last = leavers.years(order.today)[-1]
        hand = Hand(self.hub.spec, STAGES[0], collection.due, random.Random(f"{self.hub.seed} {self.member.urn}"))
        content = hand.details(self.member.on_workbook, sum(row["leaving_year"] == last for row in rows))
        content |= dict(flat(self.items))
        if is_old:
            content = {key: value for key, value in content.items() if key[0] != ADDED}
            content |= {(ADDED, column): NOT_ASKED for column in COLUMNS}
        elif self.hub.spec == NEW:
            content |= hand.evidence()
        return Draft(self.hub.spec, OLD if is_old else self.hub.spec, order, self.member.on_workbook, content, rows)

    def _is_old(self, turn: int) -> bool:
        """Some schools send last year's checklist in the first collection."""
        return self.hub.spec == NEW and turn == 0 and self.number % _OLD_EVERY == 5

    def _damage(self, fate: Fate, turn: int) -> Damage | None:
        """Every third return has been spoilt somehow, in turns; few schools are enough for all kinds of damage."""
        if fate.what == "only the file name":
            return only_the_file_name_says
        if fate.what != "plain":
            return None
        place, every = self.number + 5 * turn, 3 if len(self.hub.expected) < _MANY else 9
        if place % every == 2:
            return TO_FILES[(place // every) % len(TO_FILES)]
        return TO_ANSWERS[(place // 3) % len(TO_ANSWERS)] if place % 3 == 1 else None

    def _return(self, draft: Draft, collection: Collection, sent: dt.datetime) -> Return:
        return Return(
            self.member.urn,
            collection.name,
            sent,
            draft.content,
            None if draft.leavers is None else tuple(draft.leavers),
            draft.paper(),
            draft.damage,
            frozenset(draft.errors),
            frozenset(draft.warnings),
        )
