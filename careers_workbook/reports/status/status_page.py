"""How a round stands, for a terminal: who has returned, who has not, who must put what right; and what a run came to.

No line passes the width. Must not know: files, how anything was counted.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import TYPE_CHECKING

from careers_workbook.core.catalogue.entry import Severity
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import many, show, show_date
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.rounds.return_selection import DecidedReturn, Decision
from careers_workbook.hub.rounds.rounds import RETURNED, STATES, Round, SchoolRound, SchoolState
from careers_workbook.hub.rounds.school_identification import LIKELY, NAMED_AFTER_ANOTHER
from careers_workbook.hub.store.collect import CollectedFile
from careers_workbook.hub.store.readings import EARLIER
from careers_workbook.reports.status import by_hand_page
from careers_workbook.reports.words import clean, one_line, shorten, where_and_what
from careers_workbook.reports.wrapping import GAP, columns, table_lines, wrap

if TYPE_CHECKING:
    from careers_workbook.hub.tables.export import ConsolidatedFiles

LABELS: dict[SchoolState, str] = {
    "in order": "in order",
    "look at": "to look at",
    "put right": "to put right",
    "unchanged": "unchanged",
    "blank": "blank",
    "not readable": "not readable",
    "not returned": "not returned",
}
"""How a school stands, as a person reads it in a table."""
SEVERITY_HEADINGS: dict[Severity, str] = {"error": "To put right", "warning": "To look at"}
NO_CASELOAD = "(no caseload)"
_NARROWEST = 8
_FINDINGS, _SHOWN, _QUOTE = 3, 20, 200
"""Findings a school, files without a school, and characters of a sentence that are shown; JSON has them all."""
_LEFT_OUT: dict[Decision, str] = {
    "refused": "Could not be read",
    "unknown school": "Of no school that is expected",
    "not sure whose": "Not sure whose",
    "not whole": "Newer, but not whole",
    "unchanged": "As it was sent",
    "blank": "Nothing filled in",
    "older": "Replaced by a newer one",
    "same again": "The same file again",
}
"""Why a file does not count, worst first."""
_STATES = LABELS | {"blank": "with nothing filled in"}
_MORE = "... and {} more: see careers-workbook status."
_FILES, _SCHOOLS = 20, 12
"""So many files of one kind `collect` names one by one, and so many schools or files `consolidate`."""
_WHY = {
    "unchanged": "Unchanged since last time, which nobody has confirmed",
    "blank": "Nothing filled in",
    "not returned": "Not returned",
    "not readable": "Nothing that can be read",
}


@dataclass(frozen=True, slots=True)
class Caseload:
    """The schools that one person looks after, and how many of them stand how."""

    name: str
    schools: int
    counts: dict[SchoolState, int]

    @property
    def returned(self) -> int:
        """Schools of which a return counts."""
        return sum(self.counts[state] for state in RETURNED)


def caseloads(found: Round) -> tuple[Caseload, ...]:
    """Every caseload of the schools expected by name; last the schools that have none."""
    names = {school.listed.caseload for school in found.expected}
    made = []
    for name in sorted(names, key=lambda name: (not name, name.casefold())):
        states = Counter(school.state for school in found.expected if school.listed.caseload == name)
        made.append(Caseload(name, states.total(), {state: states[state] for state in STATES}))
    return tuple(made)


def text(found: Round, warnings: Sequence[Problem], width: int, *, by_caseload: bool = False) -> str:
    """The whole page. Schools stand one a line, or counted by caseload."""
    blocks = [
        [line for sentence in _in_short(found) for line in wrap(sentence, width)],
        _caseload_table(found, width) if by_caseload else _school_table(found.schools, width),
        list(_findings(found, "error", width)),
        list(_findings(found, "warning", width)),
        _not_readable(found, width),
        _files("Of no school that is known", found.stray, width),
        _extended(found, width),
        _excused(found, width),
        _by_hand(found, width),
        _files("Dismissed", found.dismissed, width),
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
    states = Counter(school.state for school in found.expected)
    said = ", ".join(f"{states[state]} {LABELS[state]}" for state in STATES if states[state])
    returned = sum(states[state] for state in RETURNED)
    yield f"{many(len(found.expected), 'school')}, {returned} returned: {said}.{_closed(found)}"


def _closed(found: Round) -> str:
    closed = len(found.schools) - len(found.expected)
    return f" Besides, {many(closed, 'school has', 'schools have')} closed and returned all the same." if closed else ""


def _school_table(schools: Sequence[SchoolRound], width: int) -> list[str]:
    rows: list[tuple[str, ...]] = [("URN", "School", "Came", "State", "Filled in", "Put right", "Look at")]
    for school in schools:
        who = school.listed.school
        counts = [str(school.problems(severity)) if school.counts else "" for severity in ("error", "warning")]
        filled = f"{school.filled.statements} of {school.filled.asked}" if school.filled.asked else ""
        rows.append((who.urn, one_line(who.name), show(school.came), LABELS[school.state], filled, *counts))
    return aligned(rows, width, wide=1, numbers={4, 5, 6})


def _caseload_table(found: Round, width: int) -> list[str]:
    rows: list[tuple[str, ...]] = [("Caseload", "Schools", "Returned", "Put right", "Not readable", "Not returned")]
    for one in caseloads(found):
        fix = one.counts["put right"] + one.counts["unchanged"] + one.counts["blank"]
        counts = (one.schools, one.returned, fix, one.counts["not readable"], one.counts["not returned"])
        rows.append((one_line(one.name) or NO_CASELOAD, *map(str, counts)))
    return aligned(rows, width, wide=0, numbers={1, 2, 3, 4, 5})


def aligned(rows: Sequence[tuple[str, ...]], width: int, *, wide: int, numbers: Collection[int]) -> list[str]:
    """Rows under a heading and a line; the column `wide` is cut where the page is too narrow, `numbers` stand right."""
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    room = width - sum(widths) + widths[wide] - len(GAP) * (len(widths) - 1)
    widths[wide] = min(widths[wide], max(room, _NARROWEST))
    return table_lines(rows, widths, numbers=numbers)


def findings(school: SchoolRound, severity: Severity) -> list[Finding]:
    """What is to be put right ("error") or looked at ("warning") in the return of a school that counts."""
    is_told = school.state in ("put right", "look at") and school.counts
    return [one for one in school.counts.findings if one.severity == severity] if is_told and school.counts else []


def _findings(found: Round, severity: Severity, width: int) -> Iterator[str]:
    told = [(school, some) for school in found.schools if (some := findings(school, severity))]
    if told:
        yield f"{SEVERITY_HEADINGS[severity]} ({len(told)}):"
    for school, some in told:
        who = school.listed.school
        yield from wrap(f"{who.urn} {one_line(who.name)}", width, "  ")
        for finding in some[:_FINDINGS]:
            yield from wrap(shorten(one_line(where_and_what(finding)), _QUOTE), width, "    ", "      ")
        if len(some) > _FINDINGS:
            yield f"    and {len(some) - _FINDINGS} more"


def not_readable(school: SchoolRound) -> str:
    """Why nothing that came from a school can be read; "" where something can."""
    files = school.others if school.state == "not readable" else ()
    return "; ".join(one_line(f"{one.stored.receipt.source}: {one.reason}") for one in files)


def _not_readable(found: Round, width: int) -> list[str]:
    """What came from schools of which nothing can be read, and why not."""
    files = [decided for school in found.schools if school.state == "not readable" for decided in school.others]
    return _files("Not readable", files, width)


def _extended(found: Round, width: int) -> list[str]:
    days = found.diary.extended
    late = [one.listed.school for one in found.schools if one.listed.school.urn in days and not one.counts]
    said = [one_line(f"{who.urn} {who.name}: until {show_date(days[who.urn])}") for who in late]
    return _counted("May return later", [wrap(text, width, "  ", "    ") for text in said], _SHOWN, "and {} more")


def _excused(found: Round, width: int) -> list[str]:
    said = (one_line(f"{one.school.urn} {one.school.name}: {why}") for one, why in found.excused)
    return _counted(
        "Excused from this round", [wrap(text, width, "  ", "    ") for text in said], _SHOWN, "and {} more"
    )


def _by_hand(found: Round, width: int) -> list[str]:
    said = [wrap(by_hand_page.line(one), width, "  ", "    ") for one in found.schools if one.by_hand.answers]
    return _counted("Written down by your Hub", said, _SHOWN, "and {} more")


def _files(heading: str, files: Sequence[DecidedReturn], width: int) -> list[str]:
    said = [one_line(f"{one.stored.receipt.source}: {one.reason} {one.advice} {_likely(one)}") for one in files]
    return _counted(heading, [wrap(text, width, "  ", "    ") for text in said], _SHOWN, "and {} more")


def _likely(one: DecidedReturn) -> str:
    """The school that a file of nobody may be from, if the address of its sender says so."""
    said = () if one.listed or one.decision == "dismissed" else one.more
    return " ".join(f"{finding.message} {finding.advice}" for finding in said if finding.code == LIKELY)


def _counted(heading: str, blocks: Sequence[list[str]], shown: int, more: str = _MORE) -> list[str]:
    """A heading that counts, the first blocks of lines, and how many there are more; nothing where there are none."""
    if not blocks:
        return []
    rest = [f"  {more.format(len(blocks) - shown)}"] if len(blocks) > shown else []
    return [f"{heading} ({len(blocks)}):", *(line for block in blocks[:shown] for line in block), *rest]


def collected(taken: Sequence[CollectedFile], found: Round, width: int) -> str:
    """What one run of `collect` found, on a page for the terminal."""
    new = [one for one in taken if one.stored and not one.again]
    again, old = (
        {one.source for one in taken if one.again},
        sum(one.stored is None and not one.forgotten for one in taken),
    )
    again -= {one.source for one in new}
    known = f", {old} known before" if old else ""
    known += f", {len(again)} read again from the originals" if again else ""
    when = f"{found.settings.name}, due {show_date(found.settings.due)}"
    blocks = [wrap(f"{when}: {many(len(new), 'new file')}{known}.", width)]
    for decision, heading in _LEFT_OUT.items():
        files = [_file(one, f"{one.reason} {one.advice}", width) for one in found.files if one.decision == decision]
        blocks.append(_counted(heading, files, _FILES))
    forgotten = [wrap(clean(one.source), width, "  ", "    ") for one in taken if one.forgotten]
    blocks.append(_counted("Forgotten before, and not taken in again", forgotten, _FILES))
    earlier = [_file(one, _earlier(one), width) for one in found.files if EARLIER in one.stored.codes]
    blocks.append(_counted("Known from an earlier reading", earlier, _FILES))
    doubts = list(_doubts(found, width))
    blocks.append(_counted("To look at", doubts, len(doubts)))
    states = Counter(school.state for school in found.schools)
    said = ", ".join(f"{states[state]} {words}" for state, words in _STATES.items() if states[state])
    blocks.append(wrap(f"{many(len(found.schools), 'school')}: {said}.", width))
    return "\n\n".join("\n".join(block) for block in blocks if block)


def unusable(found: Round) -> list[DecidedReturn]:
    """What came and cannot be used until somebody acts, in the order in which it came."""
    return [one for one in found.files if one.decision in ("refused", "unknown school", "not sure whose")]


def _file(one: DecidedReturn, said: str, width: int) -> list[str]:
    return wrap(clean(f"{one.stored.receipt.source}: {said}").strip(), width, "  ", "    ")


def _earlier(one: DecidedReturn) -> str:
    """What is said of a file that could be read once, from the day of the reading on to why not now."""
    told = dropwhile(lambda finding: finding.code != EARLIER, one.stored.findings)
    return " ".join(finding.message for finding in told)


def _doubts(found: Round, width: int) -> Iterator[list[str]]:
    """Returns of which the Hub should look whose they are: those that count, and all under another school's name."""
    counting = [school.counts for school in found.came if school.counts]
    others = [decided for school in found.schools for decided in school.others]
    for decided in (*counting, *others):
        for finding in decided.more:
            about_hub = finding.code.startswith("HUB-") and finding.severity == "warning"
            if finding.code == NAMED_AFTER_ANOTHER or (decided.decision == "counts" and about_hub):
                yield _file(decided, f"{finding.message} {finding.advice}", width)


def consolidated(found: Round, before: Round | None, made: "ConsolidatedFiles", width: int) -> str:
    """What `consolidate` made: who is in, who is not, which files could not be used, what lies where."""
    expected = found.expected
    returned = sum(school.state in RETURNED for school in expected)
    compared = f"Compared with {before.settings.name}." if before else "There is nothing before it to compare with."
    head = f"{found.settings.name}: {returned} of {many(len(expected), 'school')} are in.{_closed(found)} {compared}"
    blocks = [wrap(clean(head), width)]
    for state, heading in _WHY.items():
        schools = [school.listed.school for school in expected if school.state == state]
        said = [wrap(clean(f"{one.urn} {one.name}").strip(), width, "  ", " " * 9) for one in schools]
        blocks.append(_counted(heading, said, _SCHOOLS))
    files = [_file(one, one.reason, width) for one in unusable(found)]
    blocks.append(_counted("Files that could not be used", files, _SCHOOLS))
    places = [*wrap(f"Made in {made.folder}:", width, "", "  "), *wrap(made.workbook, width, "  ", "    ")]
    blocks.append([*places, f"  tables: {many(made.tables, 'table')} as CSV and Parquet, and the data dictionary"])
    if made.internal:
        blocks.append(wrap("OFFICIAL-SENSITIVE: nothing is hidden here. Keep it inside the Hub.", width))
    return "\n\n".join("\n".join(block) for block in blocks if block)
