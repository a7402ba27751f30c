"""One file as the store holds it: how it came, what was in it, what was wrong. Frozen records.

Enters: a `Receipt`, a Submission, its spec. Leaves: a `StoredReturn` without a row about any leaver, unless the Hub
keeps them. Must not know: databases, folders.
"""

import datetime as dt
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import RANK, Place, Problem
from careers_workbook.figures.answer_summary import summary_of
from careers_workbook.figures.filled_in import FilledIn, filled_in
from careers_workbook.figures.leaver_counts import Destinations, count_destinations
from careers_workbook.figures.quality import Finding, as_finding, as_problems, assess
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.returns.submission import UNKNOWN_SPEC, Answer, Submission
from careers_workbook.spec.identity import identity
from careers_workbook.spec.model import Spec
from careers_workbook.spec.years import in_year

T = TypeVar("T", bound=Hashable)
_HELD = 1_024
"""Returns of a round whose contents stay in memory once somebody looked at them: in nearly every Hub all."""
_KEPT = 4_096
_WITH_ROWS = " with rows of leavers"


@frozen
class StoredReturn:
    """`submission` has no problems, because `findings` say them: in the rows of leavers put together, quoting nothing.

    Its answers about leavers are left out unless the Hub keeps them; `destinations` are their counts. `read_by` is the
    spec by which it was to be read, in the words of the function of that name. `alone` and `private` say of the
    findings what `Quality` says, as long as it is known by which spec of its own it was read.
    """

    receipt: Receipt
    submission: Submission
    findings: tuple[Finding, ...] = ()
    destinations: Sequence[Destinations] = ()
    read_by: str = ""
    alone: tuple[int, ...] = ()
    private: tuple[str, ...] = ()

    @property
    def facts(self) -> "ReturnFacts":
        """What a list of schools says of it."""
        problems = [0] * len(RANK)
        for finding in self.findings:
            problems[RANK[finding.severity]] += finding.count
        filled, together = filled_in(self.submission, self.codes), [one for one in self.findings if one.count > 1]
        return ReturnFacts(
            _shared(self.codes),
            _shared(self.came),
            _shared(filled),
            _shared(tuple(problems)),
            _shared(tuple(FoundTogether(one.severity, one.code, one.place, one.count) for one in together)),
            _shared(self.titles),
            _shared(self.how_read),
        )

    @property
    def how_read(self) -> "HowRead":
        """By which checklist its answers are named."""
        one = self.submission
        return HowRead(one.spec_id, one.version, one.school_year, self.read_by, is_file=bool(self.receipt.hash))

    @property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """Those of sheets in the file, each with that in the spec."""
        return summary_of(self.submission.answers).titles

    @property
    def codes(self) -> frozenset[str]:
        """The codes of everything that was found."""
        return frozenset(finding.code for finding in self.findings)

    @property
    def told(self) -> Submission:
        """The return with its problems as they were told."""
        return replace(self.submission, problems=tuple(as_problems(self.findings)))

    @property
    def answered(self) -> int:
        """How many answers hold something, without those in rows of tables that grow: some rows are not kept."""
        return summary_of(self.submission.answers).answered

    @property
    def came(self) -> dt.date:
        """The day on which it was sent, else received."""
        return when(self)[0].date()

    @property
    def without_own(self) -> "StoredReturn":
        """The same, of which nobody knows any more how it was read by the spec of its own."""
        return replace(self, submission=replace(self.submission, own=None), alone=(), private=())

    def changed(
        self, change: "Callable[[StoredReturn], StoredReturn]", _facts: "ReturnFacts | None" = None
    ) -> "StoredReturn":
        """What `change` makes of it, with these facts."""
        return change(self)


@frozen
class HowRead:
    """By which spec the answers of a return are named, of which school year, and by which it was to be read.

    What the Hub wrote down alone `is_file` none.
    """

    spec_id: str
    version: str
    school_year: int | None
    read_by: str
    is_file: bool


@frozen
class FoundTogether:
    """A finding that stands for several problems, without its words."""

    severity: Severity
    code: str
    place: Place
    count: int


@frozen
class ReturnFacts:
    """What can be said of a return without fetching it: what was found, when it came, how much is filled in.

    `problems` are numbers of problems, in the order of RANK; `together` are those among them that were put together.
    """

    codes: frozenset[str]
    came: dt.date
    filled: FilledIn
    problems: tuple[int, ...]
    together: tuple[FoundTogether, ...]
    titles: tuple[tuple[str, str], ...]
    how_read: HowRead


class HeldReturns:
    """The returns of a round that were looked at last. What is in those of before is let go; then not all are there."""

    def __init__(self) -> None:
        self._held = deque[list[StoredReturn]]()
        self.all_there = True

    def hold(self, one: StoredReturn) -> list[StoredReturn]:
        """The return, in a list out of which it goes when many others were looked at."""
        self._held.append(box := [one])
        if len(self._held) > _HELD:
            self._held.popleft().clear()
            self.all_there = False
        return box


class FetchedReturn(StoredReturn):
    """A return that is fetched when somebody looks into it, again if need be. Its facts stay.

    It says that it is a StoredReturn: it is equal to one that holds the same, and `replace` makes one of it.
    """

    __slots__ = ("_box", "_facts", "_fetch", "_held")
    _box: Sequence[StoredReturn]
    _facts: ReturnFacts | None
    _fetch: Callable[[], StoredReturn]
    _held: HeldReturns

    def __init__(
        self,
        fetch: Callable[[], StoredReturn],
        held: HeldReturns,
        found: StoredReturn | None = None,
        facts: ReturnFacts | None = None,
    ) -> None:
        known = facts or (found and found.facts)
        self._set(_fetch=fetch, _held=held, _box=held.hold(found) if found else (), _facts=known)

    __class__ = property(lambda _self: StoredReturn)

    def _set(self, **those: object) -> None:
        for name, value in those.items():
            object.__setattr__(self, name, value)

    @property
    def _whole(self) -> StoredReturn:
        for found in self._box:  # it may be let go at any moment: of another thread, perhaps
            return found
        found = self._fetch()
        self._set(_box=self._held.hold(found))
        return found

    @property
    def facts(self) -> ReturnFacts:
        """The same."""
        if self._facts is None:
            self._set(_facts=self._whole.facts)
        assert self._facts  # noqa: S101 - just set
        return self._facts

    @property
    def codes(self) -> frozenset[str]:
        """The same."""
        return self.facts.codes

    @property
    def came(self) -> dt.date:
        """The same."""
        return self.facts.came

    @property
    def how_read(self) -> HowRead:
        """The same."""
        return self.facts.how_read

    @property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """The same."""
        return self.facts.titles

    def changed(self, change: Callable[[StoredReturn], StoredReturn], facts: ReturnFacts | None = None) -> StoredReturn:
        """What `change` makes of it each time when it is fetched; its facts are fetched where they are not given."""
        return FetchedReturn(_Changed(self, change), self._held, facts=facts)

    receipt = property(lambda self: self._whole.receipt)
    submission = property(lambda self: self._whole.submission)
    findings = property(lambda self: self._whole.findings)
    destinations = property(lambda self: self._whole.destinations)
    read_by = property(lambda self: self.facts.how_read.read_by)
    alone = property(lambda self: self._whole.alone)
    private = property(lambda self: self._whole.private)


class _Changed:
    """What changes a return each time when it is fetched: there are many of them."""

    __slots__ = ("_change", "_one")

    def __init__(self, one: StoredReturn, change: Callable[[StoredReturn], StoredReturn]) -> None:
        self._one, self._change = one, change

    def __call__(self) -> StoredReturn:
        return self._change(self._one)


@lru_cache(_KEPT)
def _shared(found: T) -> T:
    """What is equal is the same object."""
    return found


def stored_return(
    receipt: Receipt, submission: Submission, spec: Spec | None, *, keep_leaver_rows: bool
) -> StoredReturn:
    """What is kept of a return. `spec` is the one that its answers are named by; None for a refused file."""
    bare = replace(submission, file=receipt.source, problems=(), proved=None, in_own_words=None)
    if spec is None:
        return StoredReturn(receipt, bare, tuple(map(as_finding, submission.problems)))
    counts, quality = count_destinations(submission, spec, receipt.received), assess(submission, spec)
    bare = bare if keep_leaver_rows else without_private_rows(bare, spec)
    known = (quality.alone, quality.private) if bare.own else ((), ())
    return StoredReturn(receipt, bare, quality.findings, counts, "", *known)


def without_private_rows(submission: Submission, spec: Spec) -> Submission:
    """The return without what stands on sheets about leavers."""
    about_leavers = {sheet.title for sheet in spec.sheets if sheet.about_people}
    answers = tuple(_without(submission.answers, about_leavers))
    own = tuple(row for row in submission.own_rows if row.sheet not in _found(submission, about_leavers))
    return replace(submission, answers=answers, own_rows=own)


def in_words_of(one: StoredReturn, specs: Sequence[Spec]) -> StoredReturn:
    """What was read by another checklist, as answers to the first of `specs`, which extends the others.

    Where its checklist is not here any more it stays as it is, and that is said.
    """
    # status asks for this where a return was made by another checklist, and imports all that reads returns for it
    from careers_workbook.returns.extraction.version_migration import as_asked, carry_over  # noqa: PLC0415
    from careers_workbook.returns.extraction.versions import spec_of  # noqa: PLC0415

    year, named = one.submission.school_year, {"spec": one.submission.spec_id, "version": one.submission.version}
    try:
        old = spec_of(one.submission, specs)
    except KeyError:
        unknown = Problem(UNKNOWN_SPEC, context={**named, "read_as": " ".join(named.values())})
        return one if UNKNOWN_SPEC in one.codes else replace(one, findings=(as_finding(unknown), *one.findings))
    newer = tuple(in_year(spec, year) for spec in specs)
    carried = carry_over(as_asked(one.told, old), old, newer[0], newer)
    told = replace(one, submission=replace(carried, problems=()), findings=assess(carried, newer[0]).findings)
    return told.without_own


def without_leaver_rows(one: StoredReturn) -> StoredReturn:
    """The same as a Hub keeps it that does not ask for rows of leavers."""
    counted = {found.sheet for found in one.destinations}
    answers = one.submission.answers
    of_leavers = {a.sheet for a in answers if a.sheet in counted and a.in_running_row}
    own = tuple(row for row in one.submission.own_rows if row.sheet not in _found(one.submission, of_leavers))
    bare = replace(one.submission, answers=tuple(_without(answers, of_leavers)), own_rows=own)
    return replace(one, submission=bare)


def _without(answers: Sequence[Answer], sheets: set[str]) -> Iterator[Answer]:
    return (answer for answer in answers if answer.sheet not in sheets)


def _found(submission: Submission, titles: set[str]) -> set[str]:
    """The titles of sheets in the spec and in the file."""
    return titles | {answer.found_sheet for answer in submission.answers if answer.sheet in titles}


def when(one: StoredReturn) -> tuple[dt.datetime, dt.date, str]:
    """By this the newest of several is the last: when it was sent, when it was received, where it lay."""
    receipt = one.receipt
    sent = receipt.sent or dt.datetime.combine(receipt.received, dt.time())
    return sent, receipt.received, receipt.source


def read_by(spec: Spec, *, keep_leaver_rows: bool, sent: Sequence[str] = ()) -> str:
    """How files are read today: the spec's id, its version, and characters that change with any word of it.

    `sent` are the characters of those that were sent besides (hub/store/asked.py).
    """
    besides = f" and {', '.join(sent)}" if sent else ""
    return f"{spec.id} {spec.version} {identity(spec)}{besides}{_WITH_ROWS if keep_leaver_rows else ''}"


def keeps_leaver_rows(read_by: str) -> bool:
    """Whether what was read like this has rows of leavers."""
    return read_by.endswith(_WITH_ROWS)
