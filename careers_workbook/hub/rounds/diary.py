"""What the Hub has written down of each school in a round: until when it may return, which letters went to it and when.

Enters: the folder of returns, the name of a round. Leaves: a `Diary`. Must not know: what follows from it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Self, TypeVar

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import OutputError
from careers_workbook.hub.register.register import Register
from careers_workbook.hub.rounds.by_hand import HandAnswers
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.decisions import holding
from careers_workbook.returns.redaction.names import as_kept

T = TypeVar("T")


@frozen
class Diary:
    """By URN the day until which a school may return; by URN and kind of letter the day on which one was last sent.

    `confirmed` are the URNs of schools of which the Hub says that the answers of last time are still right; `dismissed`
    are the files that the Hub wants no more of, by source and hash, each with the reason; `excused` the schools that
    need not return, by URN, with the reason; `by_hand` what was written down of a school's answers, by URN.
    """

    extended: Mapping[str, dt.date] = field(default_factory=dict)
    sent: Mapping[tuple[str, str], dt.date] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    dismissed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    excused: Mapping[str, str] = field(default_factory=dict)
    by_hand: Mapping[str, HandAnswers] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, name: str) -> Self:
        """What holds in the round of this name; nothing where there is no journal to be read."""
        try:
            entries = journal.decided(folder)
        except OutputError:
            return cls()
        extended, sent = (dict(_days(holding(entries, what), name)) for what in ("extend", "sent"))
        kinds = ("confirm", "dismiss", "excuse", "answer")
        confirmed, dismissed, excused, answered = (holding(entries, what).items() for what in kinds)
        return cls(
            {urn: day for (urn,), day in extended.items()},
            {(urn, kind): day for (urn, kind), day in sent.items()},
            frozenset(urn for (of_round, urn), holds in confirmed if of_round == name and holds),
            {
                (as_kept(source), hashed): why
                for (of_round, source, hashed), why in dismissed
                if of_round == name and why
            },
            {urn: why for (of_round, urn), why in excused if of_round == name and why},
            {urn: HandAnswers.of(told) for (of_round, urn), told in answered if of_round == name and told},
        )

    def going_on(self, register: Register) -> Self:
        """The same, in which what was said of a school under an old URN holds under its new one until more is said."""
        now = {old: one.school.urn for one in register.listed for old in one.former}
        return replace(
            self,
            extended=_moved(self.extended, now),
            sent={(now[urn], kind): day for (urn, kind), day in self.sent.items() if urn in now} | {**self.sent},
            confirmed=self.confirmed | {now[urn] for urn in self.confirmed if urn in now},
            excused=_moved(self.excused, now),
            by_hand=_moved(self.by_hand, now),
        )


def _moved(said: Mapping[str, T], now: Mapping[str, str]) -> Mapping[str, T]:
    return {now[urn]: what for urn, what in said.items() if urn in now} | {**said}


def _days(said: Mapping[tuple[str, ...], str], name: str) -> Iterator[tuple[tuple[str, ...], dt.date]]:
    for (of_round, *about), day in said.items():
        if of_round == name and day:
            yield tuple(about), dt.date.fromisoformat(day)
