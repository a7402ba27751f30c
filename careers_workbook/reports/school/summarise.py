"""The numbers of one return on one day, and what to do next: a few plain sentences derived from them.

A step is one function, listed in RULES in order of urgency; each gives one step, or none where there is nothing to do.
Must not know: formats, files, templates.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PureWindowsPath

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.core.text import many, show
from careers_workbook.figures.checklist_progress import ItemRow, count_progress, quoted_answer
from careers_workbook.figures.evidence import count_evidence
from careers_workbook.figures.filled_in import filled_in
from careers_workbook.figures.leaver_counts import Destinations, count_destinations, in_no_percentage
from careers_workbook.figures.quality import assess
from careers_workbook.figures.summary import FieldAnswer, NextStep, Summary
from careers_workbook.hub.rounds.by_hand import NO_WORKBOOK
from careers_workbook.reports import words
from careers_workbook.returns.submission import Submission
from careers_workbook.spec import status
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sent_answers import UNCHANGED

MOST = 6
"""Steps in one report: more than that is a list nobody starts."""
_QUOTE, _NAMED = 90, 3
"""Characters of a statement, and things out of a longer list, that a step names."""


def summarise(
    submission: Submission, spec: Spec, today: dt.date, destinations: Sequence[Destinations] | None = None
) -> Summary:
    """Count one return. One that is refused, or of a spec that is not here, gives no figures: FileRefusedError.

    `destinations` are the numbers of leavers of a return of which the rows are not known.
    """
    if submission.outcome == "refused":
        raise FileRefusedError(*submission.problems)
    if submission.unknown_spec:
        raise FileRefusedError(submission.unknown_spec)
    answers, filled = submission.by_key(), filled_in(submission, {problem.code for problem in submission.problems})
    leavers = count_destinations(submission, spec, today) if destinations is None else destinations
    summary = Summary(
        today=today,
        file=PureWindowsPath(submission.file).name,  # knows both kinds of slash
        urn=submission.urn,
        school=submission.school,
        spec_id=submission.spec_id,
        version=submission.version,
        title=spec.title,
        built_on=submission.built_on,
        due_soon_days=spec.due_soon_days,
        filled=filled,
        details=tuple(
            FieldAnswer(sheet.title, row.ref, row.text, quoted_answer(answers, row.ref, column.id, question))
            for sheet, tables in spec.declared
            for table in tables
            for row, column, question in table.asked()
            if column.by_row
        ),
        progress=count_progress(answers, spec, today, in_percent=not filled.says_nothing),
        destinations=in_no_percentage(leavers) if filled.says_nothing else leavers,
        quality=assess(submission, spec),
        evidence=count_evidence(submission, spec),
    )
    steps = [NextStep(rule.__name__, text) for rule in RULES for text in rule(summary)]
    steps = steps[:MOST] or [NextStep(all_in_order.__name__, text) for text in all_in_order(summary)]
    return replace(summary, next_steps=tuple(steps))


def send_missing_sheets(summary: Summary) -> Iterator[str]:
    """Sheets that are not in the file."""
    if any(finding.code == NO_WORKBOOK for finding in summary.quality.findings):
        yield "Send the workbook as well: these answers are those that your Careers Hub wrote down."
    elif titles := summary.quality.missing_sheets:
        which = f"The sheet {titles[0]} is" if len(titles) == 1 else f"The sheets {_listed(titles)} are"
        yield f"{which} missing from the file: put back what was deleted, and return the whole workbook."


def restore_missing_answers(summary: Summary) -> Iterator[str]:
    """Rows or columns that are gone from sheets that are there."""
    gone = set(summary.quality.missing_sheets)
    rows = [d.ref for d in summary.details if d.answer.state == "missing" and d.sheet not in gone]
    for row in summary.progress.items:
        cells = (row.action, row.deadline, row.review, row.completed)
        rows += [row.ref] if row.sheet not in gone and any(cell.state == "missing" for cell in cells) else []
    if rows:
        what = f"Answers are missing from the file for {_listed(rows)}: a row or a column was deleted."
        yield f"{what} Copy all answers into a fresh workbook and add these."


def correct_unreadable(summary: Summary) -> Iterator[str]:
    """Cells that hold something which is no answer; leavers are counted, not quoted."""
    number = sum(states.unreadable for states in summary.quality.states)
    text = f"{many(number, 'answer')} could not be read and {'counts' if number == 1 else 'count'} as no answer"
    quoted = [f for f in summary.quality.findings if f.severity == "error" and f.code.startswith(("CELL-", "DATE-"))]
    if number and quoted:
        message = words.shorten(words.one_line(quoted[0].message), _QUOTE * 2)
        first = "it is" if number == 1 else "the first is"
        yield f"{text}; {first} {quoted[0].where}: {message} {words.one_line(quoted[0].advice)}"
    elif number:
        yield f"{text}: type them again."


def finish_overdue(summary: Summary) -> Iterator[str]:
    """Deadlines that have passed."""
    if rows := summary.progress.with_status(status.OVERDUE):
        which = "1 action is overdue:" if len(rows) == 1 else f"{len(rows)} actions are overdue; the oldest,"
        late = many(-(rows[0].days or 0), "day")
        yield f"{which} {_named(rows[0])}, by {late}. Complete it, or agree a new date."


def attend_to_due_soon(summary: Summary) -> Iterator[str]:
    """Deadlines that are near."""
    if rows := summary.progress.with_status(status.DUE_SOON):
        number = f"{many(len(rows), 'action')} {'is' if len(rows) == 1 else 'are'} due"
        first = _named(rows[0]) if len(rows) == 1 else f"the next is {_named(rows[0])}"
        yield f"{number} within {many(summary.due_soon_days, 'day')}: {first}, by {show(rows[0].due)}."


def set_deadlines(summary: Summary) -> Iterator[str]:
    """Actions that were begun without a date. A date that cannot be read is another rule's."""
    rows = summary.progress.without_deadline
    if len(rows) == 1:
        yield f"1 action has no deadline: {_named(rows[0])}. Agree a date for it."
    elif rows:
        yield f"{len(rows)} actions have no deadline; the first is {_named(rows[0])}. Agree a date for each."


def choose_leaving_years(summary: Summary) -> Iterator[str]:
    """Leavers that are in no yearly figure."""
    cohorts = [cohort for destinations in summary.destinations for cohort in destinations.cohorts]
    if number := sum(cohort.leavers for cohort in cohorts if cohort.year_state in ("blank", "unreadable")):
        have, are = ("has", "is") if number == 1 else ("have", "are")
        leavers = many(number, "leaver")
        yield f"{leavers} {have} no readable leaving year and {are} in no yearly figure: choose the year."


def follow_up_leavers(summary: Summary) -> Iterator[str]:
    """Checkpoints whose time has come and that are blank, the latest leavers first."""
    open_points = [
        (cohort, point)
        for destinations in summary.destinations
        for cohort in reversed(destinations.cohorts)
        for point in cohort.checkpoints
        if cohort.year_state == "answered" and point.blank and not point.not_due
    ]
    for cohort, point in open_points[:1]:
        more = len(open_points) - 1
        rest = f" {many(more, 'more checkpoint has', 'more checkpoints have')} blanks too." if more else ""
        blank = f"{words.cohort_name(cohort)}: {point.label} is blank for {point.blank} of {cohort.leavers}."
        yield f"{blank} Find out, or choose Not known.{rest}"


def start(summary: Summary) -> Iterator[str]:
    """Statements on which nothing has been said."""
    rows = summary.progress.not_started
    if len(rows) == summary.progress.total.items and rows:
        yield f"No statement has been started yet. Begin with {_named(rows[0])}."
    elif rows:
        section = max({row.section: None for row in rows}, key=lambda name: sum(row.section == name for row in rows))
        here = [row for row in rows if row.section == section]
        name = section.rstrip(": ")  # a heading may end in a colon, a sentence goes on
        where = f", {len(here)} of them in {name}" if len(here) < len(rows) else f", in {name}"
        number = many(len(rows), "statement has", "statements have")
        yield f"{number} not been started{where}. Next could be {_named(here[0])}."


def add_reviews(summary: Summary) -> Iterator[str]:
    """Done, but no word on how one can tell."""
    if rows := summary.progress.done_without_review:
        number = f"{many(len(rows), 'statement is', 'statements are')} done without a review"
        yield f"{number} ({_listed([row.ref for row in rows])}): note where the evidence is."


def complete_details(summary: Summary) -> Iterator[str]:
    """Form fields left blank."""
    if blank := [f"{d.ref} {words.one_line(d.label)}" for d in summary.details if d.answer.state == "blank"]:
        yield f"{many(len(blank), 'school detail is', 'school details are')} blank: {_listed(blank)}."


def record_leavers(summary: Summary) -> Iterator[str]:
    """An empty tracker; one that is missing is another rule's."""
    if empty := [d.sheet for d in summary.destinations if not d.leavers and not d.missing]:
        yield f"No leaver is recorded on the sheet {empty[0]}: use one line for each leaver, without names."


def all_in_order(summary: Summary) -> Iterator[str]:
    """What is left to say when no rule found anything."""
    following = summary.progress.open_actions
    good = "Nothing is overdue and nothing is left blank."
    if following:
        yield f"{good} The next deadline is {show(following[0].due)}: {_named(following[0])}."
    else:
        yield f"{good} Agree when to look at the checklist again."


def confirm_unchanged(summary: Summary) -> Iterator[str]:
    """A workbook that came back as it was sent."""
    if summary.filled.unchanged and not summary.filled.confirmed:
        yield (
            f'Bring the workbook up to date; or, if all of it is still right, choose Yes beside "{UNCHANGED.label}" on '
            "the sheet Start here. Then return it again."
        )


RULES: tuple[Callable[[Summary], Iterator[str]], ...] = (
    confirm_unchanged,
    send_missing_sheets,
    restore_missing_answers,
    correct_unreadable,
    finish_overdue,
    attend_to_due_soon,
    set_deadlines,
    choose_leaving_years,
    follow_up_leavers,
    start,
    add_reviews,
    complete_details,
    record_leavers,
)


def _named(row: ItemRow) -> str:
    """CL3 ("The Careers Leader is receiving training")."""
    text = words.shorten_at_word(words.one_line(row.statement).rstrip(" .:;,"), _QUOTE, " .:;,-\u2013")
    return f'{row.ref} ("{text}")'


def _listed(names: Sequence[str]) -> str:
    """A, B and 4 more."""
    if len(names) > _NAMED + 1:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
