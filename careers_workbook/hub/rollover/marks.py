"""The notes that a carried-over answer begins with: from which year it is, or that it was done then.

Enters: the text of a Review, school years as labels. Leaves: the same text with exactly one note, or none. A note is
added once: what was carried over twice says from which year it first came. Must not know: workbooks, other columns.
"""

import re

from careers_workbook.spec.answers.text import MAX_TEXT

_FROM, _DONE = "From", "Done in"
_NOTE = re.compile(rf"\[(?P<kind>{_FROM}|{_DONE}) \d{{4}}/\d\d\b[^\[\]\n]*\][ \t]*", re.IGNORECASE)


def from_year(year: str) -> str:
    """The note of an open action."""
    return f"[{_FROM} {year}]"


def done_in(year: str, yes: str) -> str:
    """The note of what was done, which the school confirms by choosing the same word again."""
    return f"[{_DONE} {year}. Still so? Then choose {yes}.]"


def without_note(review: str) -> str:
    """The Review as the school wrote it."""
    return _NOTE.sub("", review).strip() if _NOTE.search(review) else review


def as_open(review: str, year: str, *, reopened: bool) -> str:
    """The Review of an open action. One that nobody has confirmed yet still says in which year it was done.

    `reopened` says that the school has answered since, and the answer is not that it is done.
    """
    found = _NOTE.search(review)
    if found and (found["kind"].casefold() == _FROM.casefold() or not reopened):
        return review
    return _with(from_year(year), review)


def as_done(review: str, year: str, yes: str) -> str:
    """The Review of what was done and is to be confirmed."""
    return _with(done_in(year, yes), review)


def _with(note: str, review: str) -> str:
    marked = f"{note} {without_note(review)}".strip()
    return marked if len(marked) <= MAX_TEXT else review
