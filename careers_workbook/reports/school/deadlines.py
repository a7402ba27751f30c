"""The deadlines of returns, one record each: as a table for a spreadsheet, and as a calendar (iCalendar, RFC 5545).

Outlook, Google and Apple calendars take it in: the same bytes for the same values. Each action keeps one UID for ever,
made from the school's URN and the ref, so that taking in a later file changes its entry instead of adding one. Leavers
have no deadlines.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from icalendar import Alarm, Calendar, Event, Parameters

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many
from careers_workbook.figures.checklist_progress import ItemRow, QuotedAnswer, count_progress
from careers_workbook.reports import words
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec

_CLOSED = frozenset({"done", "not applicable"})
_SILENT = frozenset({"blank", "not asked"})
"""Of an answer that is in one of these states nothing is to be said."""
_PRODUCT = "-//careers_workbook//Careers checklist//EN"
_LANGUAGE = "en-GB"
_SUMMARY, _TEXT = 100, 1_500
"""Characters of an action that a calendar shows in one line, and of each answer in its notes."""
_FIRST_DAY = dt.date(2020, 1, 1)
"""The day from which revisions of an entry are counted: a file of a later day always replaces one of an earlier."""
_A_WEEK_BEFORE = dt.timedelta(days=-7, hours=9)
"""Nine in the morning: a whole day begins at midnight, when nobody looks."""


@frozen
class Deadline:
    """One action with a date. `closed` says that it is done or does not apply any more."""

    urn: str
    school: str
    row: ItemRow
    due: dt.date
    closed: bool


@frozen
class FoundDeadlines:
    """The deadlines of some returns in date order, and how many open actions have none that can be read."""

    deadlines: tuple[Deadline, ...]
    without: int

    def in_short(self, where: str = "") -> str:
        """How many there are, and how many open actions have none; `where` says where they are put."""
        number, without = len(self.deadlines), self.without
        what = many(number, "deadline") if number else "No action has a deadline"
        rest = f"; {many(without, 'open action has', 'open actions have')} no deadline" if without else ""
        return f"{what}{where if number else ''}{rest}."


def find_deadlines(
    returns: Iterable[tuple[Submission, Spec]], today: dt.date, *, closed: bool = False
) -> FoundDeadlines:
    """Every open action with a deadline; with `closed` also what is done or does not apply and has one."""
    found: list[Deadline] = []
    without = 0
    for submission, spec in returns:
        progress = count_progress(submission.by_key(), spec, today, every=True)
        without += len(progress.without_deadline) + len(progress.deadline_unclear)
        for row in progress.items:
            # where Action completed is missing or not asked nobody knows, and a date is better kept than lost
            is_closed = row.group in _CLOSED
            if row.due and (closed or not is_closed):
                found.append(Deadline(submission.urn, words.one_line(submission.school), row, row.due, is_closed))
    return FoundDeadlines(tuple(sorted(found, key=lambda one: (one.due, one.school, one.urn))), without)


def table(deadlines: Sequence[Deadline]) -> str:
    """CSV with a heading line. Text that looks like a formula gets an apostrophe in front."""
    rows: list[Iterable[str]] = [_COLUMNS]
    for one in deadlines:
        row = one.row
        status = "" if row.completed.state == "not asked" else row.status or ""
        said = (_said(row.action), f"{one.due}", status, _said(row.review), _said(row.completed))
        rows.append(map(words.clean, (one.urn, one.school, row.ref, row.sheet, row.section, row.statement, *said)))
    return csv_text(rows)


_COLUMNS = (
    *("URN", "School", "Ref", "Sheet", "Section", "Statement"),
    *("Action needed", "Deadline", "Status", "Review", "Action completed"),
)


def _said(cell: QuotedAnswer) -> str:
    return "" if cell.state in _SILENT else words.answer_text(cell)


def calendar(deadlines: Sequence[Deadline], today: dt.date, *, remind: bool = False) -> bytes:
    """The calendar file. `remind` adds an alarm a week before each deadline that is still to come."""
    schools = {one.urn for one in deadlines}
    book = Calendar()
    book.add("prodid", _PRODUCT)
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    names = [words.one_line(one.school) for one in deadlines if one.school] if len(schools) == 1 else []
    book.add("x-wr-calname", ": ".join(["Careers checklist", *names[:1]]))
    for one in deadlines:
        entry = _entry(one, today, several=len(schools) > 1)
        if remind and not one.closed and one.due > today:
            entry.add_component(_alarm(str(entry["summary"])))
        book.add_component(entry)
    data: bytes = book.to_ical()
    return data


def uid(urn: str, ref: str) -> str:
    """What one action of one school is known by in every calendar."""
    return f"careers-checklist-{urn}-{ref}@careers-workbook"


def _entry(one: Deadline, today: dt.date, *, several: bool) -> Event:
    now = dt.datetime.combine(today, dt.time(), dt.UTC)
    entry = Event()
    entry.add("uid", uid(one.urn, one.row.ref))
    entry.add("dtstamp", now)
    entry.add("last-modified", now)
    entry.add("sequence", max(0, (today - _FIRST_DAY).days))
    entry.add("dtstart", one.due)
    entry.add("dtend", one.due + dt.timedelta(days=1))
    entry.add("summary", _summary(one, several=several), parameters=Parameters(language=_LANGUAGE))
    entry.add("description", _description(one, today), parameters=Parameters(language=_LANGUAGE))
    entry.add("categories", ["Careers"])
    entry.add("status", "CANCELLED" if one.closed else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    entry.add("x-microsoft-cdo-busystatus", "FREE")  # Outlook's own word for it
    return entry


def _summary(one: Deadline, *, several: bool) -> str:
    row = one.row
    what = (words.one_line(str(row.action.value or "")) or words.one_line(row.statement)).rstrip(" .;:,")
    what = words.shorten_at_word(what, _SUMMARY, " .,;:-")
    whose = f"{words.one_line(one.school) or f'URN {one.urn}'}: " if several else ""
    return f"{'Done: ' if one.closed else ''}{whose}Careers: {what} ({row.ref})"


def _description(one: Deadline, today: dt.date) -> str:
    row = one.row
    answers = (("Action needed", row.action), ("Review", row.review), ("Action completed", row.completed))
    said = (
        f"{name}: {words.shorten(words.answer_text(a).strip(), _TEXT)}" for name, a in answers if a.state not in _SILENT
    )
    where = f"{words.one_line(f'{row.sheet}, {one.school}')} (URN {one.urn})"
    when = f"As it stood on {words.long_date(today)}."
    return "\n".join([f"{row.ref}: {words.one_line(row.statement)}", *said, where, when])


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _A_WEEK_BEFORE)
    return alarm
