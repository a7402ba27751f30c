"""The comments of one sheet, old and new: ours are taken away and written anew, those of other people stay.

Enters: a bundle, a sheet's part, notes. Leaves: changed parts. A comment that somebody wrote on the same cell keeps its
words and gets ours below; where people talk on a cell, we answer in their thread. Must not know: boxes on the screen,
what the notes say.
"""

import re
import uuid
from collections.abc import Mapping
from html import unescape

from careers_workbook.core.hub_note import AUTHOR, hub_note, without_hub_note
from careers_workbook.spreadsheet.annotate.bundle import Bundle
from careers_workbook.spreadsheet.annotate.splice import Edit, Element, Part, attribute, text

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_NEW = f"<authors><author>{AUTHOR}</author></authors><commentList/>"
_RUN = re.compile(rb"<(\w+:)?r>.*?</\1?r>", re.DOTALL)
_WORDS = re.compile(rb"<(\w+:)?t(?:\s[^>]*)?(?<!/)>(.*?)</\1?t>", re.DOTALL)
_INSIDE = re.compile(rb"(<(?:\w+:)?text(?:\s[^>]*)?(?<!/)>).*(</(?:\w+:)?text>)|<((?:\w+:)?text)\s*/>", re.DOTALL)
_USER = "careers_workbook"
"""By this entry in the list of people our answers are known."""
_LOOK = '<rPr><sz val="10"/><color rgb="FF000000"/><rFont val="Arial"/><family val="2"/></rPr>'


def write_comments(bundle: Bundle, sheet: str, notes: Mapping[str, str], base: tuple[str, str]) -> dict[str, str]:
    """Replace our comments by `notes` (cell -> words). Gives the words of every comment that is there now.

    `base` is the namespace of the sheet and the beginning of the types of its relations.
    """
    name = bundle.related(sheet, "comments")
    if not name and not notes:
        return {}
    if not name:
        name = bundle.free("xl/comments{}.xml")
        bundle.add(name, f'<comments xmlns="{base[0]}">{_NEW}</comments>', _TYPE)
        bundle.relate(sheet, f"{base[1]}/comments", name)
    part = bundle.part(name)
    bundle.edit(name, *(edit for one in part.all("commentList", "comment") for edit in _changed(part, one, notes)))
    part = bundle.part(name)
    there = {one.attributes.get("ref", "") for one in part.all("commentList", "comment")}
    bundle.edit(name, *_new_comments(part, {cell: words for cell, words in notes.items() if cell not in there}))
    part = bundle.part(name)
    return {one.attributes.get("ref", ""): _words(part.content(one)) for one in part.all("commentList", "comment")}


def _changed(part: Part, comment: Element, notes: Mapping[str, str]) -> list[Edit]:
    """What becomes of a comment that is there."""
    old, cell = part.content(comment), comment.attributes.get("ref", "")
    theirs = without_hub_note(_words(old))
    if not theirs and _words(old):
        return [part.removed(comment)]
    if theirs == _words(old) and cell not in notes:
        return []
    runs = [run for run in _runs(part, old) if without_hub_note(_words(run)) or not _words(run).strip()]
    if without_hub_note(_joined(runs)) != _joined(runs):  # another program has put both into one run
        runs = [_run(part, theirs)]
    if cell in notes:
        runs.append(_run(part, f"\n\n{hub_note(notes[cell])}"))
    inside = b"".join(runs)
    new = _INSIDE.sub(lambda found: _with_inside(found, inside), old, count=1)
    return [Edit(comment.start, comment.end, new)] if new != old else []


def _with_inside(found: re.Match[bytes], inside: bytes) -> bytes:
    if found[3]:
        return b"<" + found[3] + b">" + inside + b"</" + found[3] + b">"
    return found[1] + inside + found[2]


def _new_comments(part: Part, notes: Mapping[str, str]) -> list[Edit]:
    if not notes:
        return []
    authors = part.all("authors", "author")
    names = [_words(b"<t>" + _inner(part.content(author)) + b"</t>") for author in authors]
    number = names.index(AUTHOR) if AUTHOR in names else len(names)
    xml = "".join(
        f'<comment ref="{cell}" authorId="{number}"><text>{_run_xml(hub_note(words))}</text></comment>'
        for cell, words in notes.items()
    )
    new = [] if AUTHOR in names else [part.added(part.all("authors")[0], f"<author>{AUTHOR}</author>")]
    return [*new, part.added(part.all("commentList")[0], xml)]


def _runs(part: Part, comment: bytes) -> list[bytes]:
    runs = [found[0] for found in _RUN.finditer(comment)]
    return runs or [_run(part, _words(comment))]


def _run(part: Part, words: str) -> bytes:
    return part.own(_run_xml(words))


def _run_xml(words: str) -> str:
    return f'<r>{_LOOK}<t xml:space="preserve">{text(words)}</t></r>'


def _joined(runs: list[bytes]) -> str:
    return "".join(map(_words, runs))


def _words(xml: bytes) -> str:
    return "".join(unescape(found[2].decode("utf-8", "replace")) for found in _WORDS.finditer(xml))


def _inner(element: bytes) -> bytes:
    return element.partition(b">")[2].rpartition(b"</")[0]


def answer_threads(bundle: Bundle, book: str, sheet: str, notes: Mapping[str, str]) -> None:
    """Replace our answers in the threads of a sheet by `notes` (cell -> words); `book` is the workbook's part.

    Excel shows a thread, the new kind of comment, and hides the comment that it keeps beside it for older versions.
    """
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
        part = bundle.part(people)
        person = f'<person displayName="{AUTHOR}" id="{_identity(_USER)}" userId="{_USER}" providerId="None"/>'
        bundle.edit(people, part.added(part.root, person))


def _identity(words: str) -> str:
    """The same identity for the same words, as Excel writes one."""
    return f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, words)).upper()}}}"
