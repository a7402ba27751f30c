"""One file as the store holds it: how it came, what was in it, what was wrong. Frozen records.

Enters: a `Receipt`, a Submission, its spec. Leaves: a `StoredReturn` without a row about any leaver, unless the Hub
keeps them. Must not know: databases, folders.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.figures.answer_summary import summary_of
from careers_workbook.figures.leaver_counts import Destinations, count_destinations
from careers_workbook.figures.quality import Finding, as_finding, as_problems, assess
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.returns.submission import UNKNOWN_SPEC, Answer, Submission
from careers_workbook.spec.identity import identity
from careers_workbook.spec.model import Spec
from careers_workbook.spec.years import in_year


@frozen
class StoredReturn:
    """`submission` has no problems, because `findings` say them: in the rows of leavers put together, quoting nothing.

    Its answers about leavers are left out unless the Hub keeps them; `destinations` are their counts. `read_by` is the
    spec by which it was to be read, in the words of the function of that name.
    """

    receipt: Receipt
    submission: Submission
    findings: tuple[Finding, ...] = ()
    destinations: Sequence[Destinations] = ()
    read_by: str = ""

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


def stored_return(
    receipt: Receipt, submission: Submission, spec: Spec | None, *, keep_leaver_rows: bool
) -> StoredReturn:
    """What is kept of a return. `spec` is the one that its answers are named by; None for a refused file."""
    bare = replace(submission, file=receipt.source, problems=(), proved=None)
    if spec is None:
        return StoredReturn(receipt, bare, tuple(map(as_finding, submission.problems)))
    about_leavers = {sheet.title for sheet in spec.sheets if sheet.about_people}
    counts = count_destinations(submission, spec, receipt.received)
    if not keep_leaver_rows:
        answers = tuple(_without(submission.answers, about_leavers))
        own = tuple(row for row in submission.own_rows if row.sheet not in _found(submission, about_leavers))
        bare = replace(bare, answers=answers, own_rows=own)
    return StoredReturn(receipt, bare, assess(submission, spec).findings, counts)


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
    return replace(one, submission=replace(carried, problems=()), findings=assess(carried, newer[0]).findings)


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
    return f"{spec.id} {spec.version} {identity(spec)}{besides}{' with rows of leavers' if keep_leaver_rows else ''}"
