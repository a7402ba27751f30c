"""Deadlines as a calendar file (iCalendar, RFC 5545) that Outlook, Google and Apple calendars take in.

Enters: `Deadline`s, the day of the export. Leaves: bytes, the same for the same values. Each action keeps one UID for
ever, made from the school's URN and the ref, so that taking in a later file changes its entry instead of adding one.
Must not know: how a deadline was found, files.
"""

import datetime as dt
from collections.abc import Sequence

from icalendar import Alarm, Calendar, Event, Parameters

from careers_workbook.reports import words
from careers_workbook.reports.school.deadline_list import Deadline

_PRODUCT = "-//careers_workbook//Careers checklist//EN"
_LANGUAGE = "en-GB"
_SUMMARY, _TEXT = 100, 1_500
"""Characters of an action that a calendar shows in one line, and of each answer in its notes."""
_FIRST_DAY = dt.date(2020, 1, 1)
"""The day from which revisions of an entry are counted: a file of a later day always replaces one of an earlier."""
_A_WEEK_BEFORE = dt.timedelta(days=-7, hours=9)
"""Nine in the morning: a whole day begins at midnight, when nobody looks."""


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
    said = [
        f"{label}: {words.shorten(words.said(cell).strip(), _TEXT)}" for label, cell in answers if cell.state != "blank"
    ]
    return "\n".join(
        [
            f"{row.ref}: {words.one_line(row.statement)}",
            *said,
            f"{words.one_line(f'{row.sheet}, {one.school}')} (URN {one.urn})",
            f"As it stood on {words.long_date(today)}.",
        ]
    )


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _A_WEEK_BEFORE)
    return alarm
