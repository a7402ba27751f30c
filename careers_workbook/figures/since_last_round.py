"""What became of the statements of a checklist since the round before. Must not know: how it is shown."""

from collections.abc import Mapping

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.checklist_progress import Completed, ItemRow, Progress

_ORDER: tuple[Completed, ...] = ("not_done", "in_progress", "done")
"""From worst to best. Of a statement that stands elsewhere (not answered, not applicable) nobody knows whether it is
better or worse now."""


@frozen
class Moved:
    """One statement, as it was before and as it is now."""

    row: ItemRow
    before: Completed


@frozen
class SinceLastRound:
    """The statements that moved, in the order of the workbook."""

    improved: tuple[Moved, ...]
    slipped: tuple[Moved, ...]


def since_last_round(before: Progress, now: Progress) -> SinceLastRound:
    """Every statement that both returns rank. A blank of last time counts as not done; one of now says nothing."""
    was: Mapping[str, Completed] = {row.ref: row.outcome for row in before.items}
    moved = [(Moved(row, was[row.ref]), _step(was[row.ref], row.outcome)) for row in now.items if row.ref in was]
    return SinceLastRound(tuple(one for one, step in moved if step > 0), tuple(one for one, step in moved if step < 0))


def _step(before: Completed, now: Completed) -> int:
    if now not in _ORDER or before not in (*_ORDER, "blank"):
        return 0
    then = _ORDER.index(before) if before in _ORDER else 0
    return _ORDER.index(now) - then
