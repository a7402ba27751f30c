"""The templates of letters as a Hub changes them: what each says, and what comes of other words for one school.

Enters: a Hub, the kind of letter, words that nobody has kept yet. Leaves: a letter, of a school that would get it, or
with made-up details. SpecError (HUB-051) where the words cannot be filled in, or take too long: that is found in a
process of its own. Must not know: how a face shows it, where a template lies.
"""

import datetime as dt
from collections.abc import Iterator
from typing import get_args

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.hub import Hub, Listed, ReminderKind, Round, RoundView
from careers_workbook.hub.rounds.reminders import Reminder, Situations
from careers_workbook.hub.setup import LETTERS
from careers_workbook.reports.letters.letters import (
    KINDS,
    About,
    LetterKind,
    LetterPoint,
    LetterText,
    Templates,
    Wording,
    letter,
    template_text,
    values,
)
from careers_workbook.reports.letters.marked_up import Marker, of_round
from careers_workbook.returns.worker.process import Limits

_LIMITS = Limits(seconds=5, memory=600_000_000)
"""Somebody waits for it."""
_POINT = LetterPoint("Careers leadership, cell D7", '"31/02/2027" is not a date.', "Type it as 28/02/2027.")


@frozen
class LetterTemplate:
    """One template. `original` is what came with the program."""

    kind: LetterKind
    text: str
    original: str

    @property
    def file(self) -> str:
        """What its file is called."""
        return f"{self.kind}.txt"

    @property
    def is_changed(self) -> bool:
        """Whether the Hub says it in other words than the program."""
        return _plain(self.text) != _plain(self.original)


@frozen
class TriedLetter:
    """A letter as a template words it; `made_up` where the school does not get it now and details are examples."""

    text: LetterText
    made_up: bool


def templates(hub: Hub) -> Iterator[LetterTemplate]:
    """All of them."""
    for kind in KINDS:
        yield LetterTemplate(kind, template_text(hub.letters, kind)[1], template_text(LETTERS, kind)[1])


def recipients(found: Round, kind: LetterKind) -> tuple[Listed, ...]:
    """The schools that get this letter as they stand."""
    situations = Situations.of(found)
    return tuple(one.listed for one in found.schools if situations.letter(one) == kind)


def tried(hub: Hub, view: RoundView, template: LetterTemplate, to: Listed) -> TriedLetter:
    """What a school would read."""
    kind, found = template.kind, view.round
    words = Templates(hub.letters, [kind], {kind: template.text}, _LIMITS)
    wording = Wording(found, words, Marker(of_round(found)), hub.confirmed())
    only = next((one for one in get_args(ReminderKind) if one == kind), None)
    steps = hub.reminders(view, only, urns=[to.school.urn]).steps if only and found.hub.return_to else iter(())
    real = next((one for one in steps if isinstance(one, Reminder)), None)
    if real:
        return TriedLetter(letter(real, wording).text, made_up=False)
    return TriedLetter(words.write(kind, values(found, kind, to, _example(found.today))), made_up=True)


def _example(today: dt.date) -> About:
    return About(
        reason="Nothing is filled in",
        please="Fill in the workbook and send it again.",
        came=today,
        to_fix=(_POINT,),
        to_look_at=(_POINT,),
        filled=60,
        asked=105,
        done=45,
        statements=100,
        percent="45%",
        attached="the attached file.xlsx",
        workbook="the attached workbook.xlsx",
        carried=True,
    )


def _plain(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]
