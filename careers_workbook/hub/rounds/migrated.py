"""The returns that count, as answers to the Hub's checklist, whichever version each school sent.

Enters: a Round. Leaves: a `Reading` a school. Raises SpecError (HUB-070) where a return was read by a checklist that
nobody knows any more. Must not know: how anything is shown.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from careers_workbook.core.frozen import frozen
from careers_workbook.core.later import Later
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.figures.checklist_progress import Progress, count_progress
from careers_workbook.figures.quality import Finding, assess
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.store.asked import how_read, still_read_alike
from careers_workbook.hub.store.store import Arrived
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.version_migration import carry_over
from careers_workbook.returns.extraction.versions import spec_called
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spec.ref_history import is_same
from careers_workbook.spec.years import in_year


@frozen
class MigratedReturn:
    """One school's return in the words of `spec`, the Hub's, as it was in the year of the return.

    `count` counts its statements on the day of the round; `findings` are about what could not be carried over;
    `carried` is what was, None where it was read by that spec.
    """

    school: SchoolRound
    spec: Spec
    count: Callable[[], Progress]
    findings: tuple[Finding, ...] = ()
    carried: Submission | None = None

    @property
    def submission(self) -> Submission:
        """What the school says."""
        return self.carried or _as_read(self.school)

    @property
    def progress(self) -> Progress:
        """Its statements by status; counted when somebody asks."""
        return self.count()

    def let_go(self) -> None:
        """Keep what it says no longer: it is fetched again where somebody looks at it again."""
        told = self.school.counts.stored.destinations if self.school.counts else ()
        for one in (self.submission.answers, told):
            if isinstance(one, Later):
                one.let_go()

    @property
    def urn(self) -> str:
        """Of the school, by the register."""
        return self.school.listed.school.urn


def migrated_returns(of: Round, to: Sequence[Spec], today: dt.date) -> tuple[MigratedReturn, ...]:
    """Every return of a round that counts, in its order. `to` is the Hub's spec and what it extends, newest first."""
    return tuple(migrated(of, school, to, today) for school in of.returned)


def read_by_another(of: Round) -> Problem | None:
    """Says so if returns that count were read by the checklist as it was before somebody changed it (HUB-071)."""
    known, is_over = Context(carry_to=of.specs, sent=of.sent), of.settings in of.hub.rounds_before(of.hub.at(of.today))
    right = {"", how_read(of.hub, known), *(still_read_alike(of.hub, known) if is_over else ())}
    number = sum(school.counts.stored.read_by not in right for school in of.returned if school.counts)
    return Problem("HUB-071", Place(), {"number": str(number)}) if number else None


def migrated(of: Round, school: SchoolRound, to: Sequence[Spec], today: dt.date) -> MigratedReturn:
    """The return of one school of a round that counts."""
    assert school.counts  # noqa: S101 - it returned
    how = school.counts.stored.how_read
    lineage = tuple(in_year(spec, how.school_year) for spec in to)
    old = _spec_of(school.counts.stored, (*to, *of.specs))
    if is_same(old, lineage[0]):
        return MigratedReturn(school, lineage[0], _Counting(school, None, lineage[0], today))
    carried = carry_over(_as_read(school), old, lineage[0], lineage)
    bare, found = replace(carried, problems=()), assess(carried, lineage[0]).findings
    return MigratedReturn(school, lineage[0], _Counting(school, bare, lineage[0], today), found, bare)


def _as_read(school: SchoolRound) -> Submission:
    assert school.counts  # noqa: S101 - it returned
    return school.counts.stored.submission


def as_stored(school: SchoolRound, found: Round) -> Arrived | None:
    """By what a return is known in the store, if its answers are those to today's checklist there already."""
    assert school.counts  # noqa: S101 - it returned
    receipt, submission = school.counts.stored.receipt, school.counts.stored.submission
    named = submission.spec_id, submission.version
    is_another = school.counts.own is not None or named != (found.spec.id, found.spec.version)
    return None if is_another else (receipt.source, receipt.hash, *named)


class _Counting:
    """Counts statements once, when somebody asks; there are many of them."""

    __slots__ = ("_carried", "_found", "_school", "_spec", "_today")

    def __init__(self, school: SchoolRound, carried: Submission | None, spec: Spec, today: dt.date) -> None:
        self._school, self._carried, self._spec, self._today = school, carried, spec, today
        self._found: Progress | None = None

    def __call__(self) -> Progress:
        if self._found is None:
            said = self._carried or _as_read(self._school)
            self._found = count_progress(said.by_key(), self._spec, self._today)
        return self._found


def _spec_of(stored: StoredReturn, specs: Sequence[Spec]) -> Spec:
    how = stored.how_read
    try:
        return spec_called(how.spec_id, how.version, how.school_year, specs)
    except KeyError as error:
        context = {"spec": f"{how.spec_id} {how.version}"}
        raise SpecError(Problem("HUB-070", Place(stored.submission.file), context)) from error
