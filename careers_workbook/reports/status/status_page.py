"""How a round stands, for a terminal: who has returned, who has not, who must put what right.

No line passes the width. Must not know: files, how anything was counted.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from careers_workbook.core.catalogue.entry import Severity, with_command
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem, command_of
from careers_workbook.core.school import School
from careers_workbook.core.text import many, show, show_date
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.rounds.return_selection import DecidedReturn
from careers_workbook.hub.rounds.rounds import RETURNED, STATES, Round, SchoolRound, SchoolState
from careers_workbook.hub.rounds.school_identification import LIKELY
from careers_workbook.reports.pages import Line, counted, item, page
from careers_workbook.reports.status import by_hand_page
from careers_workbook.reports.status.collected_page import LABELS, MORE
from careers_workbook.reports.words import one_line, shorten, where_and_what
from careers_workbook.reports.wrapping import GAP, columns, table_lines

if TYPE_CHECKING:
    from careers_workbook.hub.tables.export import ConsolidatedFiles

SEVERITY_HEADINGS: dict[Severity, str] = {"error": "To put right", "warning": "To look at"}
NO_CASELOAD = "(no caseload)"
CASELOAD_COLUMNS = ("Caseload", "Schools", "Returned", "Put right", "Not readable", "Not returned")
"""Under which the figures of a `Caseload` stand, on every page."""
_NARROWEST = 8
_FINDINGS, _SHOWN, _QUOTE = 3, 20, 200
"""Findings a school, files without a school, and characters of a sentence that are shown; JSON has them all."""
_SCHOOLS = 12
"""So many schools or files of one kind `consolidate` names one by one."""
_WHY = {
    "unchanged": "Unchanged since last time, which nobody has confirmed",
    "blank": "Nothing filled in",
    "not returned": "Not returned",
    "not readable": "Nothing that can be read",
}


@frozen
class Caseload:
    """The schools that one person looks after, and how many of them stand how."""

    name: str
    schools: int
    counts: dict[SchoolState, int]

    @property
    def returned(self) -> int:
        """Schools of which a return counts."""
        return sum(self.counts[state] for state in RETURNED)

    @property
    def to_put_right(self) -> int:
        """Schools that have to do something about what they sent."""
        return sum(self.counts[state] for state in ("put right", "unchanged", "blank"))


def caseloads(found: Round) -> tuple[Caseload, ...]:
    """Every caseload of the schools expected by name; last the schools that have none."""
    names = {school.listed.caseload for school in found.expected}
    made = []
    for name in sorted(names, key=lambda name: (not name, name.casefold())):
        states = Counter(school.state for school in found.expected if school.listed.caseload == name)
        made.append(Caseload(name, states.total(), {state: states[state] for state in STATES}))
    return tuple(made)


def lines(found: Round, warnings: Sequence[Problem], width: int, *, by_caseload: bool = False) -> Iterator[str]:
    """The whole page, line by line. Schools stand one a line, or counted by caseload.

    All that has to be fetched is there before the first line.
    """
    told = [*_findings(found)]  # first: whoever looks into a return has what the rest asks of it
    blocks: list[Iterable[Line]] = [
        *told,
        _files(
            "Not readable", [one for school in found.schools for one in school.others if school.state == "not readable"]
        ),
        _files("Of no school that is known", found.stray),
        _extended(found),
        counted("Excused from this round", [_of_school(one.school, why) for one, why in found.excused], _SHOWN),
        counted(
            "Written down by your Hub",
            [item(by_hand_page.line(one)) for one in found.schools if one.by_hand.answers],
            _SHOWN,
        ),
        _files("Dismissed", found.dismissed),
        [(str(problem), "  ") for problem in warnings],
    ]
    below = page(blocks, width)
    yield f"{page([_in_short(found)], width)}\n"
    yield from _caseload_table(found, width) if by_caseload else _school_table(found.schools, width)
    if below:
        yield f"\n{below}"


def days_left(found: Round) -> str:
    """`38 days left`, `due today`, `3 days overdue`."""
    days = found.days_left
    return "due today" if not days else f"{many(days, 'day')} left" if days > 0 else f"{many(-days, 'day')} overdue"


def _in_short(found: Round) -> Iterator[str]:
    due = found.settings.due
    opens = found.settings.opens
    soon = f", opens on {show_date(opens)}" if opens > found.today else ""
    yield f"{one_line(found.settings.name)}{soon}, due on {show_date(due)}: {days_left(found)}."
    states = Counter(school.state for school in found.expected)
    said = ", ".join(f"{states[state]} {LABELS[state]}" for state in STATES if states[state])
    returned = sum(states[state] for state in RETURNED)
    yield f"{many(len(found.expected), 'school')}, {returned} returned: {said}.{besides(found)}"


def besides(found: Round) -> str:
    """A sentence, after a space, on schools of which no return is expected and one came."""
    closed = len(found.schools) - len(found.expected)
    return f" Besides, {many(closed, 'school has', 'schools have')} closed and returned all the same." if closed else ""


def _school_table(schools: Sequence[SchoolRound], width: int) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("URN", "School", "Came", "State", "Filled in", "Put right", "Look at")]
    known = dict[str, str]()  # most say what others say, too
    for school in schools:
        who = school.listed.school
        counts = [str(school.problems(severity)) if school.counts else "" for severity in ("error", "warning")]
        filled = f"{school.filled.statements} of {school.filled.asked}" if school.filled.asked else ""
        said = (known.setdefault(text, text) for text in (show(school.came), LABELS[school.state], filled, *counts))
        name = one_line(who.name)
        rows.append((who.urn, who.name if name == who.name else name, *said))
    return aligned(rows, width, wide=1, numbers={4, 5, 6})


def _caseload_table(found: Round, width: int) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [CASELOAD_COLUMNS]
    for one in caseloads(found):
        counts = (one.schools, one.returned, one.to_put_right, one.counts["not readable"], one.counts["not returned"])
        rows.append((one_line(one.name) or NO_CASELOAD, *map(str, counts)))
    return aligned(rows, width, wide=0, numbers={1, 2, 3, 4, 5})


def aligned(rows: Sequence[tuple[str, ...]], width: int, *, wide: int, numbers: Collection[int]) -> Iterator[str]:
    """Rows under a heading and a line; the column `wide` is cut where the page is too narrow, `numbers` stand right."""
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    room = width - sum(widths) + widths[wide] - len(GAP) * (len(widths) - 1)
    widths[wide] = min(widths[wide], max(room, _NARROWEST))
    return table_lines(rows, widths, numbers=numbers)


def findings(school: SchoolRound, severity: Severity) -> list[Finding]:
    """What is to be put right ("error") or looked at ("warning") in the return of a school that counts."""
    is_told = school.state in ("put right", "look at") and school.problems(severity) and school.counts
    return [one for one in school.counts.findings if one.severity == severity] if is_told and school.counts else []


def _findings(found: Round) -> Iterator[list[Line]]:
    """A block each of what is to be put right and what to be looked at; each school is looked at once."""
    blocks: dict[Severity, list[Line]] = {severity: [] for severity in SEVERITY_HEADINGS}
    schools = Counter[Severity]()
    for school in found.schools:
        for severity, block in blocks.items():
            if some := findings(school, severity):
                schools[severity] += 1
                block.extend(_of_one(school, some))
    for severity, block in blocks.items():
        yield [f"{SEVERITY_HEADINGS[severity]} ({schools[severity]}):", *block] if block else []


def _of_one(school: SchoolRound, some: Sequence[Finding]) -> Iterator[Line]:
    yield f"  {school.listed.school.urn} {one_line(school.listed.school.name)}", "  "
    yield from (f"    {shorten(one_line(where_and_what(finding)), _QUOTE)}" for finding in some[:_FINDINGS])
    if len(some) > _FINDINGS:
        yield f"    and {len(some) - _FINDINGS} more"


def not_readable(school: SchoolRound) -> str:
    """Why nothing that came from a school can be read; "" where something can."""
    files = school.others if school.state == "not readable" else ()
    return "; ".join(one_line(f"{one.stored.receipt.source}: {one.reason}") for one in files)


def _extended(found: Round) -> list[Line]:
    days = found.diary.extended
    late = [one.listed.school for one in found.schools if one.listed.school.urn in days and not one.counts]
    return counted("May return later", [_of_school(one, f"until {show_date(days[one.urn])}") for one in late], _SHOWN)


def _of_school(school: School, said: str) -> str:
    return item(one_line(f"{school.urn} {school.name}: {said}"))


def _files(heading: str, files: Sequence[DecidedReturn]) -> list[Line]:
    said = (
        one_line(f"{one.stored.receipt.source}: {one.reason} {with_command(one.advice, one.do)} {_likely(one)}")
        for one in files
    )
    return counted(heading, list(map(item, said)), _SHOWN)


def _likely(one: DecidedReturn) -> str:
    """The school that a file of nobody may be from, if the address of its sender says so."""
    said = () if one.listed or one.decision == "dismissed" else one.more
    likely = (finding for finding in said if finding.code == LIKELY)
    return " ".join(f"{one.message} {with_command(one.advice, command_of(one.code))}" for one in likely)


def unusable(found: Round) -> list[DecidedReturn]:
    """What came and cannot be used until somebody acts, in the order in which it came."""
    return [one for one in found.files if one.decision in ("refused", "unknown school", "not sure whose")]


def consolidated(found: Round, before: Round | None, made: "ConsolidatedFiles", width: int) -> str:
    """What `consolidate` made: who is in, who is not, which files could not be used, what lies where."""
    expected = found.expected
    returned = sum(school.state in RETURNED for school in expected)
    compared = f"Compared with {before.settings.name}." if before else "There is nothing before it to compare with."
    head = f"{found.settings.name}: {returned} of {many(len(expected), 'school')} are in.{besides(found)} {compared}"
    blocks: list[Sequence[Line]] = [[head]]
    for state, heading in _WHY.items():
        schools = [school.listed.school for school in expected if school.state == state]
        said = [(item(f"{one.urn} {one.name}"), " " * 9) for one in schools]
        blocks.append(counted(heading, said, _SCHOOLS, MORE))
    files = [item(f"{one.stored.receipt.source}: {one.reason}") for one in unusable(found)]
    blocks.append(counted("Files that could not be used", files, _SCHOOLS, MORE))
    tables = item(f"tables: {many(made.tables, 'table')} as CSV and Parquet, and the data dictionary")
    blocks.append([(f"Made in {made.folder}:", "  "), *map(item, made.names.values()), tables])
    if made.internal:
        blocks.append(["OFFICIAL-SENSITIVE: nothing is hidden here. Keep it inside the Hub."])
    return page(blocks, width)
