"""What a register import took, what it left and why, and what has changed, as text for a terminal."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from careers_workbook.core.school import School
from careers_workbook.core.text import show
from careers_workbook.hub.register.gias import Establishment
from careers_workbook.hub.register.selection import REASONS, Selection
from careers_workbook.hub.register.update import Update
from careers_workbook.reports.wrapping import wrap

_NAMED = 20
"""Schools of one kind that are named; --all names every one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What was asked for, as typed, and how much is to be said."""

    file: str
    types: str
    authorities: tuple[str, ...]
    output: str
    everything: bool = False


def text(selection: Selection, update: Update, scope: Scope, width: int) -> str:
    """The whole account."""
    lines = [*_rows(selection, scope), *_lists(selection, scope), *_changes(update, scope), *_written(update, scope)]
    return "\n".join(wrapped for line in lines for wrapped in _wrapped(line, width))


def _wrapped(line: str, width: int) -> list[str]:
    words = line.lstrip(" ")
    indent = line[: len(line) - len(words)]
    return wrap(words, width, indent, f"{indent}    ")


def _rows(selection: Selection, scope: Scope) -> Iterator[str]:
    where = f"in {' or '.join(scope.authorities)}" if scope.authorities else "in any local authority"
    yield f"{scope.file}: {_count(selection.rows, 'row')}"
    yield f"  {len(selection.taken):>6,}  taken: open, {scope.types}, {where}"
    for reason, count in selection.left.items():
        yield f"  {count:>6,}  left: {REASONS[reason]}"
    for name in selection.passed_over:
        yield f"Not read, because it is no extract of establishments: {name}"


def _lists(selection: Selection, scope: Scope) -> Iterator[str]:
    closed = sorted(selection.closed, key=lambda one: (one.closed or dt.date.min, one.urn), reverse=True)
    now = {found.was.urn: urn for urn, found in selection.before.items()}
    yield from _block("Closed, the newest first", [_closed(one, now) for one in closed], scope)
    coming = [f"{_school(one.school)}{_on(', opens', one.opened)}" for one in selection.coming]
    yield from _block("Not open yet", coming, scope)
    names = {one.urn: one.school for one in selection.taken}
    followed = [
        f"{_school(names[urn])} replaces {found.was.urn} {found.was.school.name}"
        f"{_on(', closed', found.was.closed)} ({found.why})"
        for urn, found in selection.before.items()
    ]
    yield from _block("New URN; look whether it is the same school", followed, scope)
    shared = [f"{name}: {'; '.join(map(_where, schools))}" for name, schools in sorted(selection.shared_names.items())]
    yield from _block("Several schools of one name", shared, scope)


def _changes(update: Update, scope: Scope) -> Iterator[str]:
    if update.is_new:
        return
    names = {line.school.urn: line for line in update.lines}
    yield from _block("New in the register", [_school(school) for school in update.opened], scope)
    closed = [f"{_school(line.school)}, {line.closed}" for line in update.closed]
    yield from _block("Closed since; kept in the register, but no longer expected", closed, scope)
    yield from _block("Open again", [_school(school) for school in update.reopened], scope)
    changes = [f"{_school(one.school)}: {one.what} was {one.before or 'not given'}" for one in update.changes]
    yield from _block("Changed", changes, scope)
    taken_over = [f"{_school(names[urn].school)}, from {names[urn].replaces}" for urn in update.taken_over]
    yield from _block("E-mail and caseload taken over; check them", taken_over, scope)
    yield from _block("Kept, though not asked for now", [_school(school) for school in update.not_asked], scope)
    yield from _block("Kept, though not in this extract at all", [_school(s) for s in update.unknown], scope)
    if not (update.opened or update.closed or update.reopened or update.changes):
        yield "Nothing has changed."


def _written(update: Update, scope: Scope) -> Iterator[str]:
    expected = sum(not line.closed for line in update.lines)
    yield f"{scope.output}: {_count(expected, 'school')} expected."
    if update.is_new:
        yield "The columns E-mail and Caseload are for you to fill in; the next import keeps them."


def _block(title: str, lines: Sequence[str], scope: Scope) -> Iterator[str]:
    if not lines:
        return
    yield f"{title} ({len(lines):,}):"
    shown = lines if scope.everything else lines[:_NAMED]
    yield from (f"  {line}" for line in shown)
    if len(shown) < len(lines):
        yield f"  ... and {len(lines) - len(shown):,} more; --all names them"


def _closed(one: Establishment, now: dict[str, str]) -> str:
    day = show(one.closed) or "day not given"
    return f"{_school(one.school)}, {day}{f', now {now[one.urn]}' if one.urn in now else ''}"


def _school(school: School) -> str:
    where = f" ({school.local_authority})" if school.local_authority else ""
    return f"{school.urn} {school.name}{where}"


def _where(one: Establishment) -> str:
    where = dict.fromkeys(part for part in (one.town, one.school.local_authority) if part)
    return " ".join([one.urn, ", ".join(where)]).rstrip()


def _on(words: str, day: dt.date | None) -> str:
    return f"{words} {show(day)}" if day else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
