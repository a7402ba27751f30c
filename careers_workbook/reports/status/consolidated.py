"""What `consolidate` made, in words: who is in, who is not, which files could not be used, what lies where.

Enters: a Round, the files that were made. Leaves: text. Must not know: tables, workbooks.
"""

from collections.abc import Iterator, Sequence

from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.tables.export import ConsolidatedFiles
from careers_workbook.reports.status.collected import named, unusable
from careers_workbook.reports.words import clean, many
from careers_workbook.reports.wrapping import wrap

_SHOWN = 12
"""Schools or files that are named one by one."""
_WHY = {"not returned": "Not returned", "not readable": "Nothing that can be read"}


def text(found: Round, before: Round | None, made: ConsolidatedFiles, width: int) -> str:
    """A page for the terminal."""
    expected = [school for school in found.schools if not school.listed.closed]
    returned = sum(school.counts is not None for school in expected)
    closed = len(found.schools) - len(expected)
    besides = f", and {many(closed, 'closed school')} besides" if closed else ""
    compared = f"Compared with {before.settings.name}." if before else "There is nothing before it to compare with."
    head = f"{found.settings.name}: {returned} of {many(len(expected), 'school')} are in{besides}. {compared}"
    lines = wrap(clean(head), width)
    for state, heading in _WHY.items():
        lines += _schools(heading, [school for school in expected if school.state == state], width)
    files = (clean(f"{one.stored.receipt.source}: {one.reason}") for one in unusable(found))
    lines += named("Files that could not be used", [wrap(text, width, "  ", "    ") for text in files], _SHOWN)
    return "\n".join([*lines, "", *_places(made, width)])


def _schools(heading: str, schools: Sequence[SchoolRound], width: int) -> Iterator[str]:
    said = (clean(f"{school.listed.school.urn} {school.listed.school.name}") for school in schools)
    return named(heading, [wrap(text, width, "  ", "         ") for text in said], _SHOWN)


def _places(made: ConsolidatedFiles, width: int) -> Iterator[str]:
    yield from wrap(f"Made in {made.folder}:", width, "", "  ")
    yield from wrap(made.workbook, width, "  ", "    ")
    yield f"  tables: {many(made.tables, 'table')} as CSV and Parquet, and the data dictionary"
    if made.internal:
        yield ""
        yield from wrap("OFFICIAL-SENSITIVE: nothing is hidden here. Keep it inside the Hub.", width)
