"""What a Hub holds of a school or about a person, for a terminal: what goes, what stays, what was not looked through.

No line passes the width. Must not know: how it was found, how it is removed.
"""

from collections.abc import Iterator, Mapping, Sequence

from careers_workbook.core.catalogue import with_command
from careers_workbook.core.text import many, show_date
from careers_workbook.hub.forgetting.found import FoundIn
from careers_workbook.hub.forgetting.held import CopyKind, Held
from careers_workbook.hub.forgetting.removal import Due
from careers_workbook.hub.store.settings import STAGES
from careers_workbook.reports.pages import item, page
from careers_workbook.reports.words import one_line

_KINDS: dict[CopyKind, tuple[str, str]] = {
    "inbox": ("file in the inbox", "files in the inbox"),
    "original": ("original", "originals"),
    "receipt": ("receipt", "receipts"),
    "reading": ("file with what was read", "files with what was read"),
    "stopped": ("note of a file that could not be opened", "notes of files that could not be opened"),
    "sent": ("list of answers that a workbook was sent with", "lists of answers that workbooks were sent with"),
    "blank": ("workbook to send", "workbooks to send"),
    "output": ("letter, report or other file made for it", "letters, reports and other files made for it"),
    "copy": ("second copy of a file that it sent", "second copies of files that it sent"),
    "consolidated": ("file with the answers of all schools", "files with the answers of all schools"),
    "store copy": ("second copy of the store", "second copies of the store"),
    "journal copy": ("second copy of the journal", "second copies of the journal"),
    "draft": ("half-written file", "half-written files"),
}
"""What each kind of copy is called."""
THIN = ("leavers", "original")
"""The stage and the kind of copy at which a file gives way to another."""
_SHOWN = 20
"""Files of one kind that are named."""
BEYOND = (
    "What this program cannot reach: earlier versions and the recycle bin of OneDrive, SharePoint or Google Drive; "
    "e-mails in your mailbox and those that you sent; tables, reports and workbooks that you gave to others; backups; "
    "files that were saved in other places. The list of schools keeps its line."
)

_AGAIN = (
    "The files with the answers of all schools are removed too. Beside tables that you have shared, new ones give away "
    "what this school answered: share them with care. Make them anew without this school."
)


def held_text(held: Held, width: int) -> str:
    """The whole list."""
    return page(held_blocks(held, commands=True), width)


def held_blocks(held: Held, *, commands: bool) -> list[list[str]]:
    """The same: a heading with its lines, or sentences. `commands`: whether whoever reads it types commands."""
    scope = held.scope
    when = f" in {scope.round}" if scope.round else ""
    blocks = [[f"Held of {scope.name or 'a school that is not in the register'} ({scope.urn}){when}:"]]
    for kind, words in _KINDS.items():
        paths = [one.path for one in held.copies if one.kind == kind]
        shown = [str(path) for path in paths]
        if len(paths) > _SHOWN:
            shown = list(dict.fromkeys(f"in {path.parent}" for path in paths))
        blocks.append(_listed(many(len(paths), *words), shown))
    again = (
        [with_command(_AGAIN, "consolidate" if commands else "")]
        if any(one.kind == "consolidated" for one in held.copies)
        else []
    )
    found = [*blocks, list(_in_store_and_journal(held)), again, *_left(held, commands=commands), [BEYOND]]
    return [block for block in found if block]


def nothing(held: Held, width: int) -> str:
    """That nothing is held; and what may be the school's all the same."""
    return page([[f"Nothing is held of {held.scope.urn}."], *_left(held, commands=True)], width)


def _left(held: Held, *, commands: bool) -> Iterator[list[str]]:
    """What stays, and is for people to look at."""
    shared = [f"{place}: {', '.join(names)}" for place, names in held.shared]
    yield _listed("Stays, because files of other schools are in it; what is named is never taken in again", shared)
    yield _listed(
        f"May be from this school: say whose it is first{' (careers-workbook assign)' if commands else ''}",
        held.doubtful,
    )
    yield _listed(
        f"In the inbox, and not read: {'run careers-workbook collect' if commands else 'read it'} first",
        held.waiting,
    )
    yield _listed("Names the school, and is none of the program's own: look into it yourself", held.naming)
    yield _listed("Outside of the Hub's folder: remove it yourself", held.outside)


def done(held: Held, width: int) -> str:
    """That it was removed."""
    scope = held.scope
    when = f" in {scope.round}" if scope.round else ""
    said = f"{scope.name or scope.urn} ({scope.urn}) is forgotten{when}: {many(len(held.copies), 'file')} removed."
    return page([[f"{said} This cannot be taken back."]], width)


def _in_store_and_journal(held: Held) -> Iterator[str]:
    if held.in_store:
        yield f"{many(held.in_store, 'file')} in the store, with all answers"
    if held.in_journal:
        verb = "loses" if held.in_journal == 1 else "lose"
        entries = many(held.in_journal, "entry", "entries")
        yield f"{entries} of the history {verb} what they say: notes, reasons, names of files"


def _listed(heading: str, files: Sequence[str]) -> list[str]:
    more = [f"... and {len(files) - _SHOWN} more"] if len(files) > _SHOWN else []
    return [f"{heading}:", *(item(one_line(one)) for one in (*files[:_SHOWN], *more))] if files else []


def due(found: Sequence[Due], keep_until: Mapping[str, int], width: int) -> str:
    """What has been kept long enough."""
    return page(due_blocks(found, keep_until), width)


def due_blocks(found: Sequence[Due], keep_until: Mapping[str, int]) -> list[list[str]]:
    """The same: a block a round."""
    if not keep_until:
        return [["Nothing is ever due: collection.yaml does not say how long (keep_until)."]]
    return [list(_due(one)) for one in found] or [["Nothing is due today."]]


def tidied(width: int, *, yes: bool, is_whole: bool) -> str:
    """What became of it."""
    if not yes:
        return "\nNothing was removed. To remove it for good, give the command again with --yes."
    said = "All of it is removed. This cannot be taken back." if is_whole else "Some of it is still there."
    return "\n" + page([[f"{said} {BEYOND}"]], width)


def _due(one: Due) -> Iterator[str]:
    """One round: what goes, by kinds."""
    yield f"{one.round}: {STAGES[one.stage]}, due since {show_date(one.since)}"
    for kind, words in _KINDS.items():
        number = sum(copy.kind == kind for copy in one.copies)
        if number:
            what = many(number, *words)
            yield item(f"{what}: to lose lines of leavers" if (one.stage, kind) == THIN else what)
    for place, names in one.held.shared:
        yield item(f"{place} stays, because files of another round are in it: {', '.join(names)}")


_BEYOND_SEARCH = (
    "Look yourself into your mailbox, into OneDrive, into backups, and for what people know by another name: initials, "
    "a running reference of a leaver, a job title."
)


def found_text(words: str, found: Sequence[FoundIn], width: int) -> str:
    """The whole page."""
    places = sum(len(one.hits) for one in found)
    first = f'"{words}" stands in {many(places, "place")}.' if places else f'"{words}" was found nowhere.'
    hits = [
        [f"{one.where}:", *(item(f"{hit.place}: {one_line(hit.text)}") for hit in one.hits)]
        for one in found
        if one.hits
    ]
    return page([[first], *hits, _not_searched(found), [_BEYOND_SEARCH]], width)


def _not_searched(found: Sequence[FoundIn]) -> Iterator[str]:
    left = [one for one in found if not one.is_whole]
    if left:
        yield f"Not looked through ({len(left)}):"
    for one in left:
        why = [one.problem.message] if one.problem else []
        why += [f"{many(one.pictures, 'picture')} in it"] if one.pictures else []
        why += ["the text of the e-mail"] if one.is_mail else []
        yield item(f"{one.where}: {'; '.join(why)}")
