"""Threads, the new kind of comments: where people talk on a cell, the Hub answers in their thread.

Excel shows the thread and hides the comment that it keeps beside it for older versions. Enters: a bundle, a sheet's
part, notes. Leaves: changed parts. Must not know: what the notes say.
"""

import uuid
from collections.abc import Mapping

from careers_workbook.core.hub_note import AUTHOR, hub_note
from careers_workbook.spreadsheet.annotate.bundle import Bundle
from careers_workbook.spreadsheet.annotate.splice import Part, attribute, text

_USER = "careers_workbook"
"""By this entry in the list of people the Hub's answers are known."""


def answer_threads(bundle: Bundle, book: str, sheet: str, notes: Mapping[str, str]) -> None:
    """Replace the Hub's answers in the threads of a sheet by `notes` (cell -> words); `book` is the workbook's part."""
    name, people = bundle.related(sheet, "threadedComment"), bundle.related(book, "person")
    if not name or not people:
        return
    ours = {
        one.attributes.get("id", "")
        for one in bundle.part(people).all("person")
        if one.attributes.get("userId") == _USER
    }
    part = bundle.part(name)
    said = part.all("threadedComment")
    bundle.edit(name, *(part.removed(one) for one in said if one.attributes.get("personId") in ours))
    part = bundle.part(name)
    answers = "".join(
        _answer(one.attributes, notes[one.attributes.get("ref", "")])
        for one in part.all("threadedComment")
        if "parentId" not in one.attributes and one.attributes.get("ref") in notes
    )
    if answers:
        _introduce(bundle, people, ours)
        bundle.edit(name, part.added(part.root, answers))


def _answer(thread: Mapping[str, str], words: str) -> str:
    parent, cell = thread.get("id", ""), thread.get("ref", "")
    new = _identity(f"{parent} {words}")
    when, who = attribute(thread.get("dT", "")), _identity(_USER)
    place = f'ref="{cell}" dT={when} personId="{who}" id="{new}" parentId={attribute(parent)}'
    return f"<threadedComment {place}><text>{text(hub_note(words))}</text></threadedComment>"


def _introduce(bundle: Bundle, people: str, ours: set[str]) -> None:
    if _identity(_USER) not in ours:
        part: Part = bundle.part(people)
        person = f'<person displayName="{AUTHOR}" id="{_identity(_USER)}" userId="{_USER}" providerId="None"/>'
        bundle.edit(people, part.added(part.root, person))


def _identity(words: str) -> str:
    """The same identity for the same words, as Excel writes one."""
    return f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, words)).upper()}}}"
