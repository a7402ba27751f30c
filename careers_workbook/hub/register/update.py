"""The register file: made from an extract, or brought up to date without losing what the Hub wrote in it.

Enters: a selection of establishments, and the register that is there. Leaves: the lines of the new register, what has
changed, and the CSV. No line is ever taken out: a school that has closed stays, with the day in the column Closed, and
is not expected any more. Must not know: columns of GIAS, how changes are said.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.school import School
from careers_workbook.core.text import show
from careers_workbook.hub.register.gias import CLOSED, CLOSING, Establishment
from careers_workbook.hub.register.listing import listings
from careers_workbook.hub.register.predecessors import GIAS, SPLIT, Predecessor
from careers_workbook.hub.register.register import UNNAMED, Listed, Register, is_extract, read_register
from careers_workbook.hub.register.selection import Selection

COLUMNS = (
    "URN", "Name", "Local authority", "Type", "Ages", "E-mail", "Caseload", "Replaces", "Closed", "From GIAS",
)  # fmt: skip
"""The columns of every register that is written; the Hub's own follow."""
_UNKNOWN_DAY = "yes"
_FACTS = {"name": "name", "local_authority": "local authority", "type": "type", "ages": "ages"}


@frozen
class RegisterChange:
    """One fact about a school that is another one than in the register before."""

    school: School
    what: str
    before: str


@frozen
class Update:
    """The new register, and how it differs from the one before.

    `followed` are lines of which GIAS says whom they follow, each with what stood under Replaces before; `taken_over`
    are URNs whose e-mail or caseload came from the school they replace; `not_asked` and `unknown` are open lines that
    were kept although nobody asked for them; `deleted` were in it after an import before, and stay out. `expected` are
    those of whom a return is expected by the day on which returns are due.
    """

    lines: tuple[Listed, ...]
    is_new: bool
    opened: tuple[School, ...] = ()
    closed: tuple[Listed, ...] = ()
    reopened: tuple[School, ...] = ()
    changes: tuple[RegisterChange, ...] = ()
    followed: tuple[tuple[Listed, str], ...] = ()
    taken_over: tuple[str, ...] = ()
    not_asked: tuple[School, ...] = ()
    unknown: tuple[School, ...] = ()
    deleted: tuple[School, ...] = ()
    expected: tuple[Listed, ...] = ()

    def due(self, day: dt.date, today: dt.date) -> "Update":
        """The same where returns are due on this day, seen from today: that says who is expected."""
        return replace(self, expected=Register((), listed=self.lines).on(day, today).expected)


def existing(path: Path) -> tuple[Listed, ...] | None:
    """Every line of the register that is there, None if there is none.

    Raises SpecError if part of it cannot be read (HUB-018) or it is an extract (HUB-020): it is never replaced then.
    """
    if not path.exists():
        return None
    shown = {"path": str(path)}
    if any(is_extract(listing.header) for listing in listings(path)):
        raise SpecError(Problem("HUB-020", Place(), shown))
    try:
        register = read_register(path)
    except SpecError as error:
        if [problem.code for problem in error.problems] == ["HUB-006"]:
            return ()
        raise SpecError(*error.problems, Problem("HUB-018", Place(), shown)) from error
    if register.problems:
        raise SpecError(*register.problems, Problem("HUB-018", Place(), shown))
    return register.listed


def update(
    before: Sequence[Listed] | None,
    selection: Selection,
    extract: Iterable[Establishment],
    today: dt.date,
    imported: Collection[str] = (),
) -> Update:
    """The register brought up to date. Lines keep their order; schools that are new come last.

    `imported` are the URNs that were in it after an import before.
    """
    known = {one.urn: one for one in reversed(tuple(extract))}
    remarks = _remarks(selection)
    old = {line.school.urn: line for line in before or ()}
    kept = [_refreshed(line, known.get(line.school.urn), remarks, selection.before, today) for line in old.values()]
    added = [one for one in selection.taken if one.urn not in old]
    deleted = [one.school for one in added if old and one.urn in imported]
    new = [_new(one, selection.before, remarks) for one in added if one.school not in deleted]
    inherited = [_inherited(line, old) for line in new]
    pairs = list(zip(old.values(), kept, strict=True))
    taken = {one.urn for one in selection.taken}
    left = [line.school for line in kept if _is_open(line, today) and line.school.urn not in taken]
    return Update(
        lines=(*kept, *inherited),
        is_new=before is None,
        opened=tuple(line.school for line in new),
        closed=tuple(now for was, now in pairs if _is_open(was, today) and not _is_open(now, today)),
        reopened=tuple(now.school for was, now in pairs if _is_open(now, today) and not _is_open(was, today)),
        changes=tuple(change for was, now in pairs for change in _changes(was.school, now.school)),
        followed=tuple(
            (now, old[now.school.urn].replaces if now.school.urn in old else "")
            for now in (*kept, *new)
            if _is_told(selection.before, now.school.urn)
            and (now.school.urn not in old or now.replaces != old[now.school.urn].replaces)
        ),
        taken_over=tuple(now.school.urn for was, now in zip(new, inherited, strict=True) if was != now),
        not_asked=tuple(school for school in left if school.urn in known),
        unknown=tuple(school for school in left if school.urn not in known),
        deleted=tuple(deleted),
    )


def as_csv(lines: Sequence[Listed]) -> str:
    """The register as a file that Excel opens right. Text that looks like a formula gets an apostrophe in front."""
    filled = {heading for line in lines for heading, text in line.own.items() if text}
    there = dict.fromkeys(heading for line in lines for heading in line.own)
    own = [heading for heading in there if heading in filled or not heading.startswith(UNNAMED)]
    rows: list[Sequence[str]] = [(*COLUMNS, *own)]
    for line in lines:
        school = line.school
        facts = (school.urn, school.name, school.local_authority, school.type, school.ages)
        notes = (line.email, line.caseload, line.replaces, line.closed, line.remark)
        rows.append((*facts, *notes, *(line.own.get(heading, "") for heading in own)))
    return f"\ufeff{csv_text(rows)}"


def _is_told(before: Mapping[str, Predecessor], urn: str) -> bool:
    """Whether GIAS itself says whom a school follows."""
    return urn in before and before[urn].why in (GIAS, SPLIT)


def _refreshed(
    line: Listed,
    now: Establishment | None,
    remarks: Mapping[str, str],
    before: Mapping[str, Predecessor],
    today: dt.date,
) -> Listed:
    if now is None:
        return line
    if _is_told(before, now.urn):
        line = replace(line, replaces=before[now.urn].replaces(now.urn))
    facts = {fact: getattr(now.school, fact) or getattr(line.school, fact) for fact in _FACTS}
    school, closed = School(line.school.urn, **facts), _under_closed(line, now, today)
    return replace(line, school=school, closed=closed, remark=remarks.get(now.urn, ""))


def _under_closed(line: Listed, now: Establishment, today: dt.date) -> str:
    """What stands under Closed: a day to come, which somebody typed, for as long as GIAS has the school open."""
    if now.status == CLOSED:
        return ("" if _is_open(line, today) else line.closed) or show(now.closed) or _UNKNOWN_DAY
    return line.closed if _is_open(line, today) else ""


def _is_open(line: Listed, today: dt.date) -> bool:
    return not line.closed or (line.closed_on or dt.date.min) >= today


def _new(one: Establishment, before: Mapping[str, Predecessor], remarks: Mapping[str, str]) -> Listed:
    replaces = before[one.urn].replaces(one.urn) if one.urn in before else ""
    return Listed(one.school, replaces=replaces, remark=remarks.get(one.urn, ""))


def _inherited(line: Listed, old: Mapping[str, Listed]) -> Listed:
    """With the e-mail and caseload of the school that this one replaces, if that is in the register."""
    was = old.get(line.replaces)
    return replace(line, email=was.email, caseload=was.caseload) if was else line


def _changes(was: School, now: School) -> list[RegisterChange]:
    return [
        RegisterChange(now, word, was.detail(fact))
        for fact, word in _FACTS.items()
        if was.detail(fact) != now.detail(fact)
    ]


def _remarks(selection: Selection) -> dict[str, str]:
    """URN -> what a person should know of the school: its namesakes, what it replaces, that it is going to close."""
    said: dict[str, list[str]] = {one.urn: [] for one in selection.taken}
    for name, schools in selection.shared_names.items():
        for one in schools:
            where = ", ".join(dict.fromkeys(part for part in (one.town, one.school.local_authority) if part))
            here = f": this one is in {where}" if where else ""
            said[one.urn].append(f"One of {len(schools)} schools called {name}{here}.")
    for urn, found in selection.before.items():
        verb = "Replaces" if found.is_same else "Follows"
        said[urn] += [
            f"{verb} {was.urn} {was.name} ({f'closed {show(was.closed)}; ' if was.closed else ''}{found.why})."
            for was in found.was
        ]
    for one in selection.taken:
        if one.status == CLOSING:
            on = f" on {show(one.closed)}" if one.closed else ""
            said[one.urn].append(f"Proposed to close{on}.")
    return {urn: " ".join(sentences) for urn, sentences in said.items()}
