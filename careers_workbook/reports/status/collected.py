"""What one run of `collect` found, in words: how many files, which could not be used and why, how the schools stand.

Enters: what was taken, the Round afterwards. Leaves: text. Must not know: how files are read or kept.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from careers_workbook.hub.rounds.return_selection import DecidedReturn, Decision
from careers_workbook.hub.rounds.rounds import Round, State
from careers_workbook.hub.store.collect import CollectedFile
from careers_workbook.reports.words import clean, many
from careers_workbook.reports.wrapping import wrap

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
_STATES: dict[State, str] = {
    "in order": "in order",
    "look at": "to look at",
    "put right": "to put right",
    "blank": "with nothing filled in",
    "not readable": "not readable",
    "not returned": "not returned",
}
_NAMED_AFTER_ANOTHER = "HUB-035"
_SHOWN = 20
"""Files of one kind that are named one by one."""


def text(taken: Sequence[CollectedFile], found: Round, width: int) -> str:
    """A page for the terminal."""
    new = [one for one in taken if one.stored and not one.again]
    again, old = sum(one.again for one in taken), sum(one.stored is None for one in taken)
    known = f", {old} known before" if old else ""
    known += f", {again} read again from the originals" if again else ""
    when = f"{found.settings.name}, due {found.settings.due:%d/%m/%Y}"
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


def named(heading: str, entries: Sequence[list[str]], shown: int) -> Iterator[str]:
    """A heading that counts, and the lines of the first entries; nothing where there are none."""
    if entries:
        yield from ("", f"{heading} ({len(entries)}):")
    for lines in entries[:shown]:
        yield from lines
    if len(entries) > shown:
        yield f"  ... and {len(entries) - shown} more: see careers-workbook status."


def _left_out(heading: str, decided: Sequence[DecidedReturn], width: int) -> Iterator[str]:
    said = (clean(f"{one.stored.receipt.source}: {one.reason} {one.advice}").strip() for one in decided)
    return named(heading, [wrap(text, width, "  ", "    ") for text in said], _SHOWN)


def _doubts(found: Round, width: int) -> Iterator[str]:
    """Returns of which the Hub should look whose they are: those that count, and all under another school's name."""
    counting = [school.counts for school in found.returned if school.counts]
    others = [decided for school in found.schools for decided in school.others]
    doubts = [
        clean(f"{decided.stored.receipt.source}: {finding.message} {finding.advice}")
        for decided in (*counting, *others)
        for finding in decided.more
        if finding.code == _NAMED_AFTER_ANOTHER
        or (decided.decision == "counts" and finding.code.startswith("HUB-") and finding.severity == "warning")
    ]
    return named("To look at", [wrap(text, width, "  ", "    ") for text in doubts], len(doubts))
