"""What a Hub holds about a person, for a terminal: every place, then what was not looked through.

No line passes the width. Must not know: how it was found.
"""

from collections.abc import Iterator, Sequence

from careers_workbook.hub.forgetting.found import FoundIn
from careers_workbook.reports.words import clean, many, one_line
from careers_workbook.reports.wrapping import wrap

_BEYOND = (
    "Look yourself into your mailbox, into OneDrive, into backups, and for what people know by another name: initials, "
    "a running reference of a leaver, a job title."
)


def text(words: str, found: Sequence[FoundIn], width: int) -> str:
    """The whole page."""
    places = sum(len(one.hits) for one in found)
    first = f'"{words}" stands in {many(places, "place")}.' if places else f'"{words}" was found nowhere.'
    blocks = [wrap(clean(first), width)]
    blocks += [[*wrap(clean(f"{one.where}:"), width), *_hits(one, width)] for one in found if one.hits]
    blocks.append([*_not_searched(found, width)])
    blocks.append(wrap(_BEYOND, width))
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _hits(one: FoundIn, width: int) -> Iterator[str]:
    for hit in one.hits:
        yield from wrap(clean(f"{hit.place}: {one_line(hit.text)}"), width, "  ", "    ")


def _not_searched(found: Sequence[FoundIn], width: int) -> Iterator[str]:
    left = [one for one in found if not one.is_whole]
    if left:
        yield f"Not looked through ({len(left)}):"
    for one in left:
        why = [one.problem.message] if one.problem else []
        why += [f"{many(one.pictures, 'picture')} in it"] if one.pictures else []
        why += ["the text of the e-mail"] if one.is_mail else []
        yield from wrap(clean(f"{one.where}: {'; '.join(why)}"), width, "  ", "    ")
