"""The letters that the schools of a round get as they stand, from the Hub's words to drafts on the disk.

Enters: a Hub, how its round stands, the kind of letter. Leaves: drafts, and what is to be said of them to whoever
wrote them. Every face that writes letters goes this way. Must not know: how a face shows it.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import get_args

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import many
from careers_workbook.hub.hub import Draft, Hub, ReminderKind, RoundView, Work
from careers_workbook.reports.letters.letters import Templates, Wording, as_draft, letter
from careers_workbook.reports.letters.marked_up import Marker, of_round


@frozen
class WrittenLetters:
    """What became of letters: the drafts, how many older ones went, and besides what somebody has to look at."""

    drafts: tuple[Draft, ...]
    gone: int
    besides: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that somebody has to look at."""
        return (*(said for draft in self.drafts for said in draft.problems), *self.besides)

    @property
    def said(self) -> Iterator[str]:
        """The same in sentences."""
        written = [draft for draft in self.drafts if draft.path]
        yield f"{many(len(written), 'draft')} written. Nothing has been sent." if written else "No letter was written."
        if self.gone:
            yield f"{many(self.gone, 'older draft')} taken away: no longer true."
        for draft in written:
            if not draft.has_address:
                yield f"Without an e-mail address in the register: {draft.listed.school.name}"


def letters(
    hub: Hub,
    view: RoundView,
    only: ReminderKind | None,
    password: str | None,
    urns: Collection[str] | None = None,
) -> "Work[Draft | Problem]":
    """Each letter as a draft that is not kept yet; a Problem where a school gets none and the Hub has to act.

    `urns` are the schools that are wanted; None are all.
    SpecError (HUB-078) without a return address, (HUB-051) where a template of the Hub's own is wrong.
    """
    kinds = [only] if only else list(get_args(ReminderKind))
    marker = Marker(of_round(view.round, password))
    wording = Wording(view.round, Templates(hub.letters, kinds), marker, hub.confirmed())
    work = hub.reminders(view, only, password, urns)
    made = (one if isinstance(one, Problem) else as_draft(letter(one, wording)) for one in work.steps)
    return Work(work.total, made)


def kept(
    hub: Hub, view: RoundView, made: "Iterable[Draft | Problem]", folder: Path | None = None, *, anew: bool = False
) -> WrittenLetters:
    """Put all of them into the folder of letters, and take away those that are not true any more.

    With `anew` those too that somebody has changed.
    """
    found = list(made)
    drafts = hub.keep_drafts([one for one in found if isinstance(one, Draft)], folder, anew=anew)
    gone, changed = hub.take_away_drafts(view.round, folder)
    kept_back = (one for one in found if isinstance(one, Problem))
    return WrittenLetters(drafts, gone, (*kept_back, *changed))
