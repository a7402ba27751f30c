"""What to do next: a few plain sentences derived from the numbers, the most urgent first.

Enters: a Summary. Leaves: `NextStep`s. One function a rule, listed in RULES in order of urgency; each gives one step,
or "" where there is nothing to do. Must not know: formats.
"""

from collections.abc import Callable, Sequence

from careers_workbook.core.text import show
from careers_workbook.figures.progress import ItemRow
from careers_workbook.figures.summary import NextStep, Summary
from careers_workbook.reports import words
from careers_workbook.reports.words import many
from careers_workbook.spec import status

MOST = 6
"""Steps in one report: more than that is a list nobody starts."""
_QUOTE, _NAMED = 90, 3
"""Characters of a statement, and things out of a longer list, that a step names."""


def next_steps(summary: Summary) -> tuple[NextStep, ...]:
    """One to six steps, the most urgent first."""
    steps = [NextStep(rule.__name__, text) for rule in RULES if (text := rule(summary))]
    return tuple(steps[:MOST]) or (NextStep(all_in_order.__name__, all_in_order(summary)),)


def send_missing_sheets(summary: Summary) -> str:
    """Sheets that are not in the file."""
    titles = summary.quality.missing_sheets
    if not titles:
        return ""
    which = f"The sheet {titles[0]} is" if len(titles) == 1 else f"The sheets {_listed(titles)} are"
    return f"{which} missing from the file: put back what was deleted, and return the whole workbook."


def restore_missing_answers(summary: Summary) -> str:
    """Rows or columns that are gone from sheets that are there."""
    gone = set(summary.quality.missing_sheets)
    rows = [d.ref for d in summary.details if d.answer.state == "missing" and d.sheet not in gone]
    rows += [row.ref for row in summary.progress.items if _missing(row) and row.sheet not in gone]
    if not rows:
        return ""
    return (
        f"Answers are missing from the file for {_listed(rows)}: a row or a column was deleted. "
        "Copy all answers into a fresh workbook and add these."
    )


def correct_unreadable(summary: Summary) -> str:
    """Cells that hold something which is no answer; leavers are counted, not quoted."""
    number = sum(states.unreadable for states in summary.quality.states)
    if not number:
        return ""
    text = f"{many(number, 'answer')} could not be read and {'counts' if number == 1 else 'count'} as no answer"
    for finding in summary.quality.findings:
        if finding.severity == "error" and finding.code.startswith(("CELL-", "DATE-")):
            message = words.shorten(words.one_line(finding.message), _QUOTE * 2)
            first = "it is" if number == 1 else "the first is"
            return f"{text}; {first} {finding.where}: {message} {words.one_line(finding.advice)}"
    return f"{text}: type them again."


def finish_overdue(summary: Summary) -> str:
    """Deadlines that have passed."""
    rows = summary.progress.with_status(status.OVERDUE)
    if not rows:
        return ""
    late = many(-(rows[0].days or 0), "day")
    if len(rows) == 1:
        return f"1 action is overdue: {_named(rows[0])}, by {late}. Complete it, or agree a new date."
    return (
        f"{len(rows)} actions are overdue; the oldest, {_named(rows[0])}, by {late}. Complete it, or agree a new date."
    )


def attend_to_due_soon(summary: Summary) -> str:
    """Deadlines that are near."""
    rows = summary.progress.with_status(status.DUE_SOON)
    if not rows:
        return ""
    number = f"{many(len(rows), 'action')} {'is' if len(rows) == 1 else 'are'} due"
    first = _named(rows[0]) if len(rows) == 1 else f"the next is {_named(rows[0])}"
    return f"{number} within {many(summary.due_soon_days, 'day')}: {first}, by {show(rows[0].due)}."


def set_deadlines(summary: Summary) -> str:
    """Actions that were begun without a date. A date that cannot be read is another rule's."""
    rows = summary.progress.without_deadline
    if not rows:
        return ""
    if len(rows) == 1:
        return f"1 action has no deadline: {_named(rows[0])}. Agree a date for it."
    return f"{len(rows)} actions have no deadline; the first is {_named(rows[0])}. Agree a date for each."


def choose_leaving_years(summary: Summary) -> str:
    """Leavers that are in no yearly figure."""
    number = sum(
        cohort.leavers
        for d in summary.destinations
        for cohort in d.cohorts
        if cohort.year_state in ("blank", "unreadable")
    )
    if not number:
        return ""
    have, are = ("has", "is") if number == 1 else ("have", "are")
    return f"{many(number, 'leaver')} {have} no readable leaving year and {are} in no yearly figure: choose the year."


def follow_up_leavers(summary: Summary) -> str:
    """Checkpoints whose time has come and that are blank, the latest leavers first."""
    open_points = [
        (cohort, point)
        for destinations in summary.destinations
        for cohort in reversed(destinations.cohorts)
        for point in cohort.checkpoints
        if cohort.year_state == "answered" and point.blank and not point.not_due
    ]
    if not open_points:
        return ""
    cohort, point = open_points[0]
    more = len(open_points) - 1
    rest = f" {many(more, 'more checkpoint has', 'more checkpoints have')} blanks too." if more else ""
    return (
        f"{words.cohort_name(cohort)}: {point.label} is blank for {point.blank} of {cohort.leavers}. "
        f"Find out, or choose Not known.{rest}"
    )


def start(summary: Summary) -> str:
    """Statements on which nothing has been said."""
    rows = summary.progress.not_started
    if not rows:
        return ""
    if len(rows) == summary.progress.total.items:
        return f"No statement has been started yet. Begin with {_named(rows[0])}."
    section = max({row.section: None for row in rows}, key=lambda name: sum(row.section == name for row in rows))
    here = [row for row in rows if row.section == section]
    where = f", {len(here)} of them in {section}" if len(here) < len(rows) else f", in {section}"
    number = many(len(rows), "statement has", "statements have")
    return f"{number} not been started{where}. Next could be {_named(here[0])}."


def add_reviews(summary: Summary) -> str:
    """Done, but no word on how one can tell."""
    rows = summary.progress.done_without_review
    if not rows:
        return ""
    number = f"{many(len(rows), 'statement is', 'statements are')} done without a review"
    return f"{number} ({_listed([row.ref for row in rows])}): note where the evidence is."


def complete_details(summary: Summary) -> str:
    """Form fields left blank."""
    blank = [f"{d.ref} {words.one_line(d.label)}" for d in summary.details if d.answer.state == "blank"]
    if not blank:
        return ""
    return f"{many(len(blank), 'school detail is', 'school details are')} blank: {_listed(blank)}."


def record_leavers(summary: Summary) -> str:
    """An empty tracker; one that is missing is another rule's."""
    empty = [d.sheet for d in summary.destinations if not d.leavers and not d.missing]
    return (
        f"No leaver is recorded on the sheet {empty[0]}: use one line for each leaver, without names." if empty else ""
    )


def all_in_order(summary: Summary) -> str:
    """What is left to say when no rule found anything."""
    following = summary.progress.open_actions
    good = "Nothing is overdue and nothing is left blank."
    if following and (day := following[0].due):
        return f"{good} The next deadline is {show(day)}: {_named(following[0])}."
    return f"{good} Agree when to look at the checklist again."


RULES: tuple[Callable[[Summary], str], ...] = (
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


def _missing(row: ItemRow) -> bool:
    return any(cell.state == "missing" for cell in (row.action, row.deadline, row.review, row.completed))


def _named(row: ItemRow) -> str:
    """CL3 ("The Careers Leader is receiving training")."""
    text = words.shorten_at_word(words.one_line(row.statement).rstrip(" .:;,"), _QUOTE, " .:;,-\u2013")
    return f'{row.ref} ("{text}")'


def _listed(names: Sequence[str]) -> str:
    """A, B and 4 more."""
    if len(names) > _NAMED + 1:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
