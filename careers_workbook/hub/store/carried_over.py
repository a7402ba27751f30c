"""A return that was read before, as answers to the spec of today: what reading its file again would come to.

A file is read by the spec of its own, whatever the Hub asks meanwhile; then its answers are carried over. So where a
stored return is still in the words of its own spec, and that would be found again, carrying over is all that a change
of the Hub's spec asks for. Enters: a `StoredReturn`, what the Hub asks and has sent. Leaves: the same in the words of
today, equal to what reading would give in all that is kept; None where that is not sure, and the file must be read: its
own spec is not known or has changed, these are not its own words, what is asked about leavers has changed, a problem
would be among theirs or one of too many. Must not know: files, databases.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.problems import RANK, Problem, in_order, outcome_of
from careers_workbook.figures.quality import Finding, LeaverPlaces, as_finding
from careers_workbook.hub.store.readings import EARLIER
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.stored_return import StoredReturn, stored_return, without_private_rows
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.version_migration import carry_over
from careers_workbook.returns.extraction.versions import chosen_again
from careers_workbook.returns.submission import MOST_ALIKE, NOT_LISTED, Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spec.ref_history import counts_people_alike
from careers_workbook.spec.years import of_workbook


def carried_over(one: StoredReturn, asked: Context, read_by: str, *, keep_leaver_rows: bool) -> StoredReturn | None:
    """The return as `asked` today; None where its file has to be read. `read_by` is what is kept of `asked`."""
    said = one.submission
    if said.own is None or said.own.carried or said.outcome == "refused" or one.codes & {EARLIER, NOT_LISTED}:
        return None
    found = chosen_again(said.own, said.built_on, asked.carry_to, asked.sent)
    if found is None:
        return None
    old, *newer = (of_workbook(spec, said.school_year) for spec in (found, *asked.carry_to))
    if not _about_people_alike(old, newer[0]) or (said.missing_sheets and _asks_leavers_in_rows(newer[0])):
        return None
    bare = replace(said, problems=())
    carried = carry_over(bare, old, newer[0], newer)
    findings = _findings(one, carried.problems, newer[0])
    if findings is None:
        return None
    outcome = said.outcome if said.outcome == "problems" else outcome_of(carried.problems)
    own = replace(said.own, carried=carried is not bare)
    whole = replace(carried, problems=(), outcome=outcome, own=own)
    return StoredReturn(
        one.receipt,
        whole if keep_leaver_rows else without_private_rows(whole, newer[0]),
        findings,
        one.destinations,
        read_by,
        _alone(one, carried.problems),
        one.private,
    )


def in_own_words(receipt: Receipt, read: Submission, asked: Context) -> StoredReturn | None:
    """What is kept, besides, of a return that was carried over when it was read: `carried_over` begins with it.

    None where the caller did not want it, or its own spec would not be found again.
    """
    first = read.in_own_words
    found = first and first.own and chosen_again(first.own, first.built_on, asked.carry_to, asked.sent)
    if not (first and found):
        return None
    return stored_return(receipt, first, of_workbook(found, first.school_year), keep_leaver_rows=False)


def _about_people_alike(old: Spec, new: Spec) -> bool:
    """Whether nothing of rows about leavers, which are not kept, could be otherwise by the newer spec."""
    return (old.dates, old.terms) == (new.dates, new.terms) and counts_people_alike(old, new)


def _asks_leavers_in_rows(spec: Spec) -> bool:
    """Whether something about leavers is asked in rows that are there from the beginning.

    They are not kept, and without them nobody can say which of the sheets that were asked for counts as missing.
    """
    tables = (table for sheet, tables in spec.declared if sheet.about_people for table in tables)
    return not all(table.grows for table in tables)


def _findings(one: StoredReturn, carried: Sequence[Problem], spec: Spec) -> tuple[Finding, ...] | None:
    """Those that were there, and behind those of one problem each what carrying over came to, by severity.

    None where one would be among those of leavers, or is of a kind of which not all are listed.
    """
    leavers = LeaverPlaces.at(one.private, spec)
    if any(map(leavers.concern, carried)) or _too_many(one.findings, carried):
        return None
    return tuple(_together(one, in_order(carried)))


def _together(one: StoredReturn, carried: Sequence[Problem]) -> Iterator[Finding]:
    for severity, alone in zip(RANK, one.alone, strict=True):
        there = [finding for finding in one.findings if finding.severity == severity]
        yield from there[:alone]
        yield from (as_finding(problem) for problem in carried if problem.severity == severity)
        yield from there[alone:]


def _alone(one: StoredReturn, carried: Sequence[Problem]) -> tuple[int, ...]:
    more = Counter(problem.severity for problem in carried)
    return tuple(alone + more[severity] for severity, alone in zip(RANK, one.alone, strict=True))


def _too_many(findings: Sequence[Finding], carried: Sequence[Problem]) -> bool:
    count = Counter((problem.code, problem.place.sheet) for problem in carried)
    for finding in findings:
        count[finding.code, finding.place.sheet] += finding.count
    return any(number > MOST_ALIKE for number in count.values())
