"""The numbers of one return on one day, all together. Must not know: how a number is counted, how it is shown."""

import datetime as dt
from collections.abc import Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.checklist_progress import Progress, QuotedAnswer
from careers_workbook.figures.evidence import Evidence
from careers_workbook.figures.filled_in import FilledIn
from careers_workbook.figures.leaver_counts import Destinations
from careers_workbook.figures.quality import Quality


@frozen
class FieldAnswer:
    """One field of a form."""

    sheet: str
    ref: str
    label: str
    answer: QuotedAnswer


@frozen
class NextStep:
    """One thing to do, in a sentence or two. `kind` names the rule that found it."""

    kind: str
    text: str


@frozen
class Summary:
    """The numbers of one return on one day. `file` is the file's name without its folder."""

    today: dt.date
    file: str
    urn: str
    school: str
    spec_id: str
    version: str
    title: str
    built_on: dt.date | None
    due_soon_days: int
    filled: FilledIn
    details: tuple[FieldAnswer, ...]
    progress: Progress
    destinations: Sequence[Destinations]
    quality: Quality
    next_steps: tuple[NextStep, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def keep_private(self) -> bool:
        """Whether publishing could tell something about a pupil who can be recognised."""
        return any(d.small_numbers or d.all_alike for d in self.destinations)
