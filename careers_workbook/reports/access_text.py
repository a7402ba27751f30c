"""What was found of whether everybody can use a workbook, as plain text: what to mend first, each with its places."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.problems import Problem
from careers_workbook.core.text import many
from careers_workbook.reports.pages import Line, page
from careers_workbook.reports.words import one_line
from careers_workbook.returns.access_checked import AccessChecked
from careers_workbook.spreadsheet.accessibility.verdicts import AccessOutcome, Spot, Verdict

SAID: dict[AccessOutcome, str] = {
    "fail": "To mend",
    "look": "Look yourself",
    "by design": "By design",
    "pass": "Passed",
}
"""In the order in which they are told."""
_SOURCE = (
    "The points are those that the Government Analysis Function calls essential in its checklist Making spreadsheets "
    "accessible, with its numbers."
)


def access_text(found: AccessChecked, width: int) -> str:
    """Everything to be said of one file."""
    if found.problem or found.found is None:
        return page([[found.file, f"  Not checked: {_without_file(found.problem)}"]], width)
    verdicts = found.found.verdicts
    made = [f"  It is {found.found.maker}, made by this program."] if found.found.maker else []
    blocks: list[Iterable[Line]] = [[found.file, f"  {counted(verdicts)}.", *made]]
    for outcome, heading in SAID.items():
        told = [one for one in verdicts if one.outcome == outcome]
        blocks += [_told(heading, told)] if told else []
    return page([*blocks, [_SOURCE]], width)


def _without_file(problem: Problem | None) -> str:
    return str(replace(problem, place=replace(problem.place, file=""))) if problem else ""


def counted(verdicts: Sequence[Verdict]) -> str:
    """`2 to mend, 1 by design, 17 passed, 2 to look at yourself`."""
    number = Counter(one.outcome for one in verdicts)
    words = {"fail": "to mend", "look": "to look at yourself", "by design": "by design", "pass": "passed"}
    return ", ".join(f"{number[outcome]} {words[outcome]}" for outcome in SAID if number[outcome]) or "nothing"


def _told(heading: str, verdicts: Sequence[Verdict]) -> Iterator[Line]:
    yield f"{heading} ({len(verdicts)})"
    for one in verdicts:
        yield f"  {one.number}. {one.name}" if one.number[0].isdigit() else f"  {one.name} ({one.number})"
        if one.advice:
            yield f"    {one.advice}"
        yield from (f"    - {where(spot)}" for spot in one.spots)
        if one.more:
            yield f"    - and at {many(one.more, 'more place')}"


def where(spot: Spot) -> str:
    """`Summary!B7:C9: merged`."""
    sheet = one_line(spot.sheet)
    place = f"{sheet}!{spot.cells}" if spot.cells else sheet
    return ": ".join(filter(None, (place, one_line(spot.what))))


def closing(found: Sequence[AccessChecked], width: int) -> str:
    """The last sentence about several files."""
    failed = sum(any(one.outcome == "fail" for one in each.found.verdicts) for each in found if each.found)
    refused = sum(each.found is None for each in found)
    parts = [f"{failed} with something to mend", f"{len(found) - failed - refused} without"]
    parts += [f"{refused} not checked"] if refused else []
    return page([[f"{many(len(found), 'file')}: {', '.join(parts)}."]], width)
