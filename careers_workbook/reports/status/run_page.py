"""What one run of `collect` or `consolidate` came to, in words.

Enters: what was taken or made, the Round afterwards. Leaves: text. Must not know: how files are read or kept, tables.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from careers_workbook.core.text import show_date
from careers_workbook.hub.rounds.return_selection import DecidedReturn, Decision
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.store.collect import CollectedFile
from careers_workbook.reports.status.status_page import LABELS
from careers_workbook.reports.words import clean, many
from careers_workbook.reports.wrapping import wrap

if TYPE_CHECKING:
    from careers_workbook.hub.tables.export import ConsolidatedFiles

_LEFT_OUT: dict[Decision, str] = {
    "refused": "Could not be read",
    "unknown school": "Of no school that is expected",
    "not sure whose": "Not sure whose",
    "not whole": "Newer, but not whole",
    "blank": "Nothing filled in",
    "older": "Replaced by a newer one",
    "same again": "The same file again",
}
"""Why a file does not count, worst first."""
_STATES = LABELS | {"blank": "with nothing filled in"}
_NAMED_AFTER_ANOTHER = "HUB-035"
_FILES, _SCHOOLS = 20, 12
"""So many files of one kind `collect` names one by one, and so many schools or files `consolidate`."""
_WHY = {"not returned": "Not returned", "not readable": "Nothing that can be read"}


def collected(taken: Sequence[CollectedFile], found: Round, width: int) -> str:
    """What one run of `collect` found, on a page for the terminal."""
    new = [one for one in taken if one.stored and not one.again]
    again, old = sum(one.again for one in taken), sum(one.stored is None for one in taken)
    known = f", {old} known before" if old else ""
    known += f", {again} read again from the originals" if again else ""
    when = f"{found.settings.name}, due {show_date(found.settings.due)}"
    lines = wrap(f"{when}: {many(len(new), 'new file')}{known}.", width)
    for decision, heading in _LEFT_OUT.items():
        lines += _left_out(heading, [one for one in found.files if one.decision == decision], width)
    lines += _doubts(found, width)
    states = Counter(school.state for school in found.schools)
    said = ", ".join(f"{states[state]} {words}" for state, words in _STATES.items() if states[state])
    lines += ["", *wrap(f"{many(len(found.schools), 'school')}: {said}.", width)]
    return "\n".join(lines)


def unusable(found: Round) -> list[DecidedReturn]:
    """What came and cannot be used until somebody acts, in the order in which it came."""
    return [one for one in found.files if one.decision in ("refused", "unknown school", "not sure whose")]


def _named(heading: str, entries: Sequence[str], shown: int, width: int, rest: str = "    ") -> Iterator[str]:
    """A heading that counts, and the first entries, each in lines of its own; nothing where there are none."""
    if entries:
        yield from ("", f"{heading} ({len(entries)}):")
    for text in entries[:shown]:
        yield from wrap(clean(text).strip(), width, "  ", rest)
    if len(entries) > shown:
        yield f"  ... and {len(entries) - shown} more: see careers-workbook status."


def _left_out(heading: str, decided: Sequence[DecidedReturn], width: int) -> Iterator[str]:
    said = [f"{one.stored.receipt.source}: {one.reason} {one.advice}" for one in decided]
    return _named(heading, said, _FILES, width)


def _doubts(found: Round, width: int) -> Iterator[str]:
    """Returns of which the Hub should look whose they are: those that count, and all under another school's name."""
    counting = [school.counts for school in found.returned if school.counts]
    others = [decided for school in found.schools for decided in school.others]
    doubts = [
        f"{decided.stored.receipt.source}: {finding.message} {finding.advice}"
        for decided in (*counting, *others)
        for finding in decided.more
        if finding.code == _NAMED_AFTER_ANOTHER
        or (decided.decision == "counts" and finding.code.startswith("HUB-") and finding.severity == "warning")
    ]
    return _named("To look at", doubts, len(doubts), width)


def consolidated(found: Round, before: Round | None, made: "ConsolidatedFiles", width: int) -> str:
    """What `consolidate` made: who is in, who is not, which files could not be used, what lies where."""
    expected = [school for school in found.schools if not school.listed.closed]
    returned = sum(school.counts is not None for school in expected)
    closed = len(found.schools) - len(expected)
    besides = f", and {many(closed, 'closed school')} besides" if closed else ""
    compared = f"Compared with {before.settings.name}." if before else "There is nothing before it to compare with."
    head = f"{found.settings.name}: {returned} of {many(len(expected), 'school')} are in{besides}. {compared}"
    lines = wrap(clean(head), width)
    for state, heading in _WHY.items():
        schools = [school.listed.school for school in expected if school.state == state]
        lines += _named(heading, [f"{one.urn} {one.name}" for one in schools], _SCHOOLS, width, " " * 9)
    files = [f"{one.stored.receipt.source}: {one.reason}" for one in unusable(found)]
    lines += _named("Files that could not be used", files, _SCHOOLS, width)
    return "\n".join([*lines, "", *_places(made, width)])


def _places(made: "ConsolidatedFiles", width: int) -> Iterator[str]:
    yield from wrap(f"Made in {made.folder}:", width, "", "  ")
    yield from wrap(made.workbook, width, "  ", "    ")
    yield f"  tables: {many(made.tables, 'table')} as CSV and Parquet, and the data dictionary"
    if made.internal:
        yield ""
        yield from wrap("OFFICIAL-SENSITIVE: nothing is hidden here. Keep it inside the Hub.", width)
