"""The note that the Review of a statement begins with in a workbook for a new school year: of which year it is.

Enters: a Review, the label of a year. Leaves: the Review with its note, or without. Must not know: workbooks, what is
carried over and what is not.
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


def waits(review: str) -> bool:
    """Whether the school is asked whether what was done is still so."""
    found = _NOTE.search(review)
    return found is not None and found["kind"].casefold() == _DONE.casefold()


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
