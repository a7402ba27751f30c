"""How a collection stands, for a terminal: who has returned, who has not, who must put what right.

Enters: a Round, problems of the Hub as a whole, a width in columns. Leaves: text; no line passes the width. Must not
know: files, how anything was counted.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from careers_workbook.core.problems import Problem
from careers_workbook.core.text import show, show_date
from careers_workbook.hub.rounds.rounds import STATES, Round, SchoolRound, State
from careers_workbook.reports.words import clean, many, one_line, shorten, where_and_what
from careers_workbook.reports.wrapping import GAP, columns, table_lines, wrap

RETURNED: tuple[State, ...] = ("in order", "look at", "put right", "blank")
LABELS: dict[State, str] = {
    "in order": "in order",
    "look at": "to look at",
    "put right": "to put right",
    "blank": "blank",
    "not readable": "not readable",
    "not returned": "not returned",
}
"""How a school stands, as a person reads it in a table."""
NO_CASELOAD = "(no caseload)"
_NARROWEST = 8
_FINDINGS, _SHOWN, _QUOTE = 3, 20, 200
"""Findings a school, files without a school, and characters of a sentence that are shown; JSON has them all."""


@dataclass(frozen=True, slots=True)
class Caseload:
    """The schools that one person looks after, and how many of them stand how."""

    name: str
    schools: int
    counts: dict[State, int]

    @property
    def returned(self) -> int:
        """Schools of which a return counts."""
        return sum(self.counts[state] for state in RETURNED)


def caseloads(found: Round) -> tuple[Caseload, ...]:
    """Every caseload of the register by name; last the schools that have none."""
    names = {school.listed.caseload for school in found.schools}
    made = []
    for name in sorted(names, key=lambda name: (not name, name.casefold())):
        states = Counter(school.state for school in found.schools if school.listed.caseload == name)
        made.append(Caseload(name, states.total(), {state: states[state] for state in STATES}))
    return tuple(made)


def text(found: Round, warnings: Sequence[Problem], width: int, *, by_caseload: bool = False) -> str:
    """The whole page. Schools stand one a line, or counted by caseload."""
    blocks = [
        [line for sentence in _in_short(found) for line in wrap(sentence, width)],
        _caseload_table(found, width) if by_caseload else _school_table(found.schools, width),
        list(_to_put_right(found, width)),
        list(_strays(found, width)),
        [line for problem in warnings for line in wrap(clean(str(problem)), width, "", "  ")],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def days_left(found: Round) -> str:
    """`38 days left`, `due today`, `3 days overdue`."""
    days = found.days_left
    return "due today" if not days else f"{many(days, 'day')} left" if days > 0 else f"{many(-days, 'day')} overdue"


def _in_short(found: Round) -> Iterator[str]:
    due = found.settings.due
    opens = found.settings.opens
    soon = f", opens on {show_date(opens)}" if opens > found.today else ""
    yield f"{one_line(found.settings.name)}{soon}, due on {show_date(due)}: {days_left(found)}."
    states = Counter(school.state for school in found.schools)
    said = ", ".join(f"{states[state]} {LABELS[state]}" for state in STATES if states[state])
    yield f"{many(len(found.schools), 'school')}, {len(found.returned)} returned: {said}."


def _school_table(schools: Sequence[SchoolRound], width: int) -> list[str]:
    rows: list[tuple[str, ...]] = [("URN", "School", "Came", "State", "Put right", "Look at")]
    for school in schools:
        who = school.listed.school
        counts = [str(school.problems(severity)) if school.counts else "" for severity in ("error", "warning")]
        rows.append((who.urn, one_line(who.name), show(school.came), LABELS[school.state], *counts))
    return aligned(rows, width, wide=1, numbers={4, 5})


def _caseload_table(found: Round, width: int) -> list[str]:
    rows: list[tuple[str, ...]] = [("Caseload", "Schools", "Returned", "Put right", "Not readable", "Not returned")]
    for one in caseloads(found):
        fix = one.counts["put right"] + one.counts["blank"]
        counts = (one.schools, one.returned, fix, one.counts["not readable"], one.counts["not returned"])
        rows.append((one_line(one.name) or NO_CASELOAD, *map(str, counts)))
    return aligned(rows, width, wide=0, numbers={1, 2, 3, 4, 5})


def aligned(rows: Sequence[tuple[str, ...]], width: int, *, wide: int, numbers: Collection[int]) -> list[str]:
    """Rows under a heading and a line; the column `wide` is cut where the page is too narrow, `numbers` stand right."""
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    room = width - sum(widths) + widths[wide] - len(GAP) * (len(widths) - 1)
    widths[wide] = min(widths[wide], max(room, _NARROWEST))
    return table_lines(rows, widths, numbers=numbers)


def _to_put_right(found: Round, width: int) -> Iterator[str]:
    schools = [school for school in found.schools if school.state == "put right" and school.counts]
    if schools:
        yield f"To put right ({len(schools)}):"
    for school in schools:
        who = school.listed.school
        yield from wrap(f"{who.urn} {one_line(who.name)}", width, "  ")
        findings = [f for f in school.counts.findings if f.severity == "error"] if school.counts else []
        for finding in findings[:_FINDINGS]:
            yield from wrap(shorten(one_line(where_and_what(finding)), _QUOTE), width, "    ", "      ")
        if len(findings) > _FINDINGS:
            yield f"    and {len(findings) - _FINDINGS} more"


def _strays(found: Round, width: int) -> Iterator[str]:
    if found.stray:
        yield f"Of no school that is known ({len(found.stray)}):"
    for decided in found.stray[:_SHOWN]:
        said = one_line(f"{decided.stored.receipt.source}: {decided.reason} {decided.advice}")
        yield from wrap(said, width, "  ", "    ")
    if len(found.stray) > _SHOWN:
        yield f"  and {len(found.stray) - _SHOWN} more"
