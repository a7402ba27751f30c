"""What a Hub has to do next in its round, in the order in which it helps most.

Enters: how the round stands, and what lies ready. Leaves: steps by their kind, with numbers. Must not know: how a step
is worded, where anything lies.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.rounds.reminders import Situations
from careers_workbook.hub.rounds.rounds import Round

StepKind = Literal[
    "list schools", "say address", "collect", "say whose", "make workbooks", "confirm addresses", "write letters",
    "send letters", "put together", "plan a round",
]  # fmt: skip
_NOT_URGENT = ("thank you", "not returned")
"""Letters for whose time the Hub decides: nothing is wrong, or the due date has not come."""
_WITH_WORKBOOK = "blank"
"""The letter that takes a workbook to its school: who has returned one, or is excused, needs none."""
_WAITING = "HUB-077"


@frozen
class RoundStep:
    """One thing to do, and how many of what it is about."""

    kind: StepKind
    number: int = 0


@frozen
class Ready:
    """What lies ready: schools without a workbook, letters that are drafted as (URN, kind), whether it is put together.

    `without_letter` counts workbooks that are kept back from schools; `doubts` are codes of what is wrong with the
    folder; `is_last` says that the round is over and no other is planned.
    """

    without_workbook: int
    without_letter: int
    drafts: AbstractSet[tuple[str, str]]
    is_put_together: bool
    doubts: AbstractSet[str]
    is_last: bool = False


def next_steps(found: Round, ready: Ready) -> Iterator[RoundStep]:
    """What is to be done; nothing where all is well."""
    if not any(not one.closed for one in found.register.listed):
        yield RoundStep("list schools")
        return
    if not found.hub.return_to:
        yield RoundStep("say address")
    if _WAITING in ready.doubts:
        yield RoundStep("collect")
    if found.stray:
        yield RoundStep("say whose", len(found.stray))
    if ready.without_workbook:
        yield RoundStep("make workbooks", ready.without_workbook)
    if ready.without_letter:
        yield RoundStep("confirm addresses", ready.without_letter)
    yield from _letters(found, ready.drafts)
    if found.returned and not ready.is_put_together:
        yield RoundStep("put together", len(found.returned))
    if ready.is_last:
        yield RoundStep("plan a round")


def _letters(found: Round, drafts: AbstractSet[tuple[str, str]]) -> Iterator[RoundStep]:
    """Letters that schools should get and of which there is no draft, and drafts that nobody said were sent."""
    sent, situations = found.diary.sent, Situations.of(found)
    letters = ((school.listed.school.urn, situations.letter(school)) for school in found.schools)
    missing = [one for one in letters if one[1] and one[1] not in _NOT_URGENT and one not in drafts and one not in sent]
    if missing:
        yield RoundStep("write letters", len(missing))
    expected = {school.listed.school.urn for school in found.schools if not school.counts}
    waiting = [(urn, kind) for urn, kind in drafts - sent.keys() if kind != _WITH_WORKBOOK or urn in expected]
    if waiting:
        yield RoundStep("send letters", len(waiting))
