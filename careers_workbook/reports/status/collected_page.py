"""What a run of `collect` came to, on a page for the terminal. No line passes the width. Must not know: files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from careers_workbook.core.text import many, show_date
from careers_workbook.reports.pages import Line, counted, item, page
from careers_workbook.reports.words import one_line

if TYPE_CHECKING:
    from careers_workbook.hub.collect_run import Taken
    from careers_workbook.hub.round_summary import RoundSummary, SaidOfFiles
    from careers_workbook.hub.rounds.return_selection import Decision
    from careers_workbook.hub.rounds.rounds import SchoolState
    from careers_workbook.hub.store.settings import RoundSettings
    from careers_workbook.hub.store.stored_return import StoredReturn

LABELS: "dict[SchoolState, str]" = {
    "in order": "in order",
    "look at": "to look at",
    "put right": "to put right",
    "unchanged": "unchanged",
    "blank": "blank",
    "not readable": "not readable",
    "not returned": "not returned",
}
"""How a school stands, as a person reads it in a table."""
MORE = "... and {} more: see careers-workbook status."
_STATES = LABELS | {"blank": "with nothing filled in"}
LEFT_OUT: "dict[Decision, str]" = {
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
_FILES = 20
"""So many files of one kind are named one by one."""


def came(one: "StoredReturn") -> str:
    """One file that was taken in, in a line."""
    submission = one.submission
    if submission.outcome == "refused":
        return f"{one.receipt.source}: could not be read."
    whose = (
        " ".join(part for part in (submission.urn, submission.school) if part) or "of a school that it does not name"
    )
    return f"{one.receipt.source}: {one_line(whose)}"


def in_short(taken: "Taken", found: "RoundSummary", at: "RoundSettings") -> tuple[str, ...]:
    """What was taken in, and how the round stands with it, in two sentences."""
    known = f", {taken.known} known before" if taken.known else ""
    known += f", {taken.again} read again from the originals" if taken.again else ""
    known += f", {taken.carried} carried over to the changed checklist" if taken.carried else ""
    said = ", ".join(f"{found.states[state]} {words}" for state, words in _STATES.items() if found.states.get(state))
    return (
        f"{at.name}, due {show_date(at.due)}: {many(taken.new, 'new file')}{known}.",
        f"{many(sum(found.states.values()), 'school')}: {said}.",
    )


def collected(taken: "Taken", found: "RoundSummary", at: "RoundSettings", width: int) -> str:
    """What was taken in, and how the round stands with it."""
    first, last = in_short(taken, found, at)
    blocks: list[Sequence[Line]] = [[first]]
    for decision, heading in LEFT_OUT.items():
        blocks.append(counted(heading, _files(found.left_out.get(decision, ())), _FILES, MORE))
    forgotten = list(map(item, taken.forgotten))
    blocks.append(counted("Forgotten before, and not taken in again", forgotten, _FILES, MORE))
    blocks.append(counted("Known from an earlier reading", _files(found.earlier), _FILES, MORE))
    blocks.append(counted("To look at", _files(found.doubts), len(found.doubts)))
    blocks.append([last])
    return page(blocks, width)


def _files(those: "SaidOfFiles") -> list[str]:
    return [item(f"{source}: {said}") for source, said in those]
