"""What a register import took, what it left and why, and what has changed, as text for a terminal."""

import datetime as dt
from collections.abc import Iterator

from careers_workbook.core.frozen import frozen
from careers_workbook.core.school import School
from careers_workbook.core.text import show
from careers_workbook.hub.register.gias import Establishment
from careers_workbook.hub.register.predecessors import GIAS, SPLIT, Predecessor
from careers_workbook.hub.register.selection import REASONS, Selection
from careers_workbook.hub.register.update import Update
from careers_workbook.reports.pages import page

_NAMED = 20
"""Schools of one kind that are named; --all names every one."""


@frozen
class Scope:
    """What was asked for, as typed, and how much is to be said."""

    file: str
    types: str
    authorities: tuple[str, ...]
    age: int
    output: str
    everything: bool = False


def text(selection: Selection, update: Update, scope: Scope, width: int) -> str:
    """The whole account."""
    lines = sentences(selection, update, scope)
    return page([[(line, " " * (len(line) - len(line.lstrip(" ")) + 4)) for line in lines]], width)


def sentences(selection: Selection, update: Update, scope: Scope) -> list[str]:
    """The same line by line, for whatever shows it."""
    lines = [*_rows(selection, scope)]
    for title, named in (*_lists(selection, scope), *(() if update.is_new else _changes(update))):
        if named:
            shown = named if scope.everything else named[:_NAMED]
            lines += [f"{title} ({len(named):,}):", *(f"  {line}" for line in shown)]
        if named[_NAMED:] and not scope.everything:
            lines.append(f"  ... and {len(named) - _NAMED:,} more; --all names them")
    if not (update.is_new or update.opened or update.closed or update.reopened or update.changes or update.followed):
        lines.append("Nothing has changed.")
    lines.append(f"{scope.output}: {_count(len(update.expected), 'school')} expected.")
    if update.is_new:
        lines.append("The columns E-mail and Caseload are for you to fill in; the next import keeps them.")
    return lines


def _rows(selection: Selection, scope: Scope) -> Iterator[str]:
    where = f"in {' or '.join(scope.authorities)}" if scope.authorities else "in any local authority"
    yield f"{scope.file}: {_count(selection.rows, 'row')}"
    ages = f", with pupils of {scope.age} or older" if scope.age else ""
    yield f"  {len(selection.taken):>6,}  taken: open, {scope.types}, {where}{ages}"
    for reason, count in selection.left.items():
        yield f"  {count:>6,}  left: {REASONS[reason]}"
    for name in selection.passed_over:
        yield f"Not read, because it is no extract of establishments: {name}"


_Block = tuple[str, list[str]]
"""A title, and the schools under it."""


def _lists(selection: Selection, scope: Scope) -> Iterator[_Block]:
    closed = sorted(selection.closed, key=lambda one: (one.closed or dt.date.min, one.urn), reverse=True)
    now = {was.urn: urn for urn, found in selection.before.items() for was in found.was}
    yield "Closed, the newest first", [_closed(one, now) for one in closed]
    yield "Not open yet", [f"{_school(one.school)}{_on(', opens', one.opened)}" for one in selection.coming]
    names = {one.urn: one.school for one in selection.taken}
    if scope.age:
        yield (
            "Taken, though the ages of its pupils are not given",
            [_school(one.school) for one in selection.taken if one.oldest is None],
        )
    for heading, found in _followed(selection):
        yield heading, [f"{_school(names[urn])} {_follows(one)}" for urn, one in found.items()]
    shared = sorted(selection.shared_names.items())
    yield "Several schools of one name", [f"{name}: {'; '.join(map(_where, schools))}" for name, schools in shared]


def _followed(selection: Selection) -> Iterator[tuple[str, dict[str, Predecessor]]]:
    """Schools that follow others, by what that means."""
    told = {urn: one for urn, one in selection.before.items() if one.why in (GIAS, SPLIT)}
    guessed = {urn: one for urn, one in selection.before.items() if urn not in told}
    yield "New URN; look whether it is the same school", guessed
    yield "The same school under a new URN, by the links of GIAS", {u: one for u, one in told.items() if one.is_same}
    apart = {urn: one for urn, one in told.items() if not one.is_same}
    yield "Made of other schools, by the links of GIAS; each keeps its own answers", apart


def _follows(found: Predecessor) -> str:
    verb = "replaces" if found.is_same else "is part of what was" if found.why == SPLIT else "follows"
    was = " and ".join(f"{one.urn} {one.name}{_on(', closed', one.closed)}" for one in found.was)
    return f"{verb} {was}{'' if found.why in (GIAS, SPLIT) else f' ({found.why})'}"


def _changes(update: Update) -> Iterator[_Block]:
    lines = {line.school.urn: line for line in update.lines}
    yield "New in the register", [_school(school) for school in update.opened]
    closed = [f"{_school(line.school)}, {line.closed}" for line in update.closed]
    yield (
        "Left out, because you deleted them; type a line again to expect one",
        [_school(school) for school in update.deleted],
    )
    yield "Closed since; kept in the register, but no longer expected", closed
    yield "Open again", [_school(school) for school in update.reopened]
    changes = update.changes
    yield "Changed", [f"{_school(one.school)}: {one.what} was {one.before or 'not given'}" for one in changes]
    taken_over = [f"{_school(lines[urn].school)}, from {lines[urn].replaces}" for urn in update.taken_over]
    yield "E-mail and caseload taken over; check them", taken_over
    followed = (
        (line, was) for line, was in update.followed if was != line.replaces and line.school not in update.opened
    )
    yield (
        "Replaces is another one now, by the links of GIAS",
        [f"{_school(line.school)}: {line.replaces or 'nobody'}, before {was or 'nobody'}" for line, was in followed],
    )
    yield "Kept, though not asked for now", [_school(school) for school in update.not_asked]
    yield "Kept, though not in this extract at all", [_school(school) for school in update.unknown]


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
