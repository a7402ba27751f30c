"""What was read by an older version of the checklist, as answers to that of today: as if it had been read by it.

Rounds that are over stay in the store as they were read; whoever asks for one gets it from here. What is newer than a
return was not asked in it. Enters: a `StoredReturn`, the Hub's spec and what it extends. Leaves: the same in the words
of the first of these, its answers carried over when somebody looks at them. Must not know: which round it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from careers_workbook.core.problems import in_order
from careers_workbook.figures.answer_summary import SummarisedAnswers, summary_of
from careers_workbook.figures.quality import assess
from careers_workbook.hub.store.readings import EARLIER
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.returns.submission import UNKNOWN_SPEC, Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spec.ref_history import is_same
from careers_workbook.spec.years import in_year


def in_todays_words(one: StoredReturn, specs: Sequence[Spec]) -> StoredReturn:
    """The same in the words of the first of `specs`, which extends the others; as it is where it was read by no other.

    Every finding is there that reading would come to.
    """
    named = one.submission.spec_id, one.submission.version
    read_by = next((spec for spec in specs[1:] if (spec.id, spec.version) == named), None)
    if (
        read_by is None
        or is_same(read_by, specs[0])
        or one.submission.outcome == "refused"
        or UNKNOWN_SPEC in one.codes
    ):
        return one
    found = tuple(takewhile(lambda finding: finding.code != EARLIER, one.findings))
    told = replace(one, findings=found).told
    carried = _carried(told, read_by, specs)
    summary = summary_of(carried.answers)
    answers = SummarisedAnswers(summary, lambda: tuple(_carried(told, read_by, specs).answers))
    findings = assess(replace(carried, problems=tuple(in_order(carried.problems))), specs[0]).findings
    bare = replace(carried, answers=answers, problems=())
    return replace(one, submission=bare, findings=(*findings, *one.findings[len(found) :])).without_own


def _carried(told: Submission, read_by: Spec, specs: Sequence[Spec]) -> Submission:
    # who looks at a round of today needs nothing of what reads returns
    from careers_workbook.returns.extraction.version_migration import carry_over  # noqa: PLC0415

    newer = tuple(in_year(spec, told.school_year) for spec in specs)
    return carry_over(told, in_year(read_by, told.school_year), newer[0], newer)
