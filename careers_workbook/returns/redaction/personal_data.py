"""Recognises what must not be in a return: numbers and dates that point to one pupil, and contact details.

Enters: the text or number of one cell. Leaves: where in it such a thing stands, and what it is. A number counts only if
its check character is right or the word beside it says what it is, so that mistakes are rare.
Must not know: sheets, questions, files.
"""

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import OfTexts
from careers_workbook.core.text import Raw, show

if TYPE_CHECKING:
    from careers_workbook.spec.answers.answer_kind import ContactDetail


@frozen
class PersonalDataKind:
    """One kind of personal data: what it is called, and which contact detail it is; else it points to a pupil."""

    name: str
    contact: "ContactDetail | None" = None


UPN, ULN = PersonalDataKind("a UPN"), PersonalDataKind("a ULN")
NHS, BIRTH = PersonalDataKind("an NHS number"), PersonalDataKind("a date of birth")
EMAIL, PHONE = PersonalDataKind("an e-mail address", "e-mail"), PersonalDataKind("a phone number", "telephone")
PUPILS, CONTACTS = frozenset({UPN, ULN, NHS, BIRTH}), frozenset({EMAIL, PHONE})

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""23 letters: I, O and S are left out because they look like digits."""
_IS_UPN = re.compile(rf"[{_UPN_LETTERS}]\d{{11}}[\d{_UPN_LETTERS}]")
_TEN = 10
_MOBILE = range(7_100_000_000, 8_000_000_000)
"""A mobile number typed as a number loses its leading zero."""


def is_upn(text: str) -> bool:
    """Whether this is a Unique Pupil Number with a right check letter; a temporary one ends in a letter too."""
    upn = text.upper()
    if not _IS_UPN.fullmatch(upn):
        return False
    values = [int(c) if c.isdecimal() else _UPN_LETTERS.index(c) for c in upn[1:]]
    total = sum(place * value for place, value in enumerate(values, 2))
    return _UPN_LETTERS[total % len(_UPN_LETTERS)] == upn[0]


def is_uln(digits: str) -> bool:
    """Whether ten digits are a Unique Learner Number: weights 10 to 1, remainder 10 by 11."""
    return len(digits) == _TEN and digits[0] != "0" and _weighted(digits) % 11 == _TEN


def is_nhs(digits: str) -> bool:
    """Whether ten digits are an NHS number: the same weights, the last digit being the check digit, remainder 0."""
    return len(digits) == _TEN and _weighted(digits) % 11 == 0


def _weighted(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(range(_TEN, 0, -1), digits, strict=True))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


# every repetition is bounded: a cell may hold 32,767 characters that were made to keep a pattern busy
_BEGINS, _ENDS = r"(?<![^\W_])", r"(?![^\W_])"
"""No letter or digit before, and none behind; what stands between underscores stands alone."""
_GAP = r"[\s.:#=(_\-–]{0,9}(?:(?:number|no|is|was|on)\b[\s.:#=(_\-–]{0,9})?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = (
    rf"(?:\d{{1,2}}\s?[./\- ]\s?\d{{1,2}}\s?[./\- ]\s?\d{{2,4}}|\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{{1,3}}(?:of\s{{1,3}})?{_MONTH},?\s{{1,3}}'?\d{{2,4}}"
    rf"|{_MONTH}\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,3}}\d{{4}})"
)
_BORN = r"(?:\bd\.?\s?o\.?\s?b\b\.?|\bdate\s{1,3}of\s{1,3}birth\b|\bbirth\s?dates?\b|\bborn\b)"


_UK = r"(?:\+44[ \-]?(?:\(0\))?|\(?0)[ \-(]?[12378](?:[ \-()]{0,2}\d){9}"
"""The areas and services in use, ten digits behind the 0."""
_ABROAD = r"\+(?!44)[1-9](?:[ \-()]{0,2}\d){9,13}"


# what a text must hold, capitals apart, before it is worth the longer look; each of these costs next to nothing
_AT, _UPN, _ULN, _NHS = (re.compile(word) for word in ("@", "upn", "uln", "nhs"))
_BIRTH = re.compile(r"born|birth|d\.?\s?o\.?\s?b")
_TEN_DIGITS = re.compile(r"\d(?:\D{0,3}\d){9}")


@frozen
class _Pattern:
    """A shape to look for, the sign without which it is nowhere, and the test that its text must pass."""

    kind: PersonalDataKind
    sign: re.Pattern[str]
    shape: str
    passes: Callable[[str], bool] = bool


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Made when a text first holds its sign: that takes longer than most commands have to look at names of files."""
    return re.compile(pattern, re.IGNORECASE)


def _holds_no_pupil(address: str) -> bool:
    """Whether an address is no more than one: the number of a pupil in front of the @ counts as that."""
    pupils = (pattern for pattern in _PATTERNS if pattern.kind in PUPILS)
    return not any(
        pattern.passes(match[0]) for pattern in pupils for match in _compiled(pattern.shape).finditer(address)
    )


_PATTERNS = (
    _Pattern(
        EMAIL,
        _AT,
        r"(?<![\w.+'’\-])[\w.+'’\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6}",
        _holds_no_pupil,
    ),
    _Pattern(UPN, _UPN, rf"{_BEGINS}upn{_GAP}[a-z]?\s?\d(?:[ \-]?\d){{10,11}}[a-z]?{_ENDS}"),
    _Pattern(ULN, _ULN, rf"{_BEGINS}uln{_GAP}\d(?:[ \-]?\d){{9}}{_ENDS}"),
    _Pattern(NHS, _NHS, rf"{_BEGINS}nhs{_GAP}\d(?:[ \-]?\d){{9}}{_ENDS}"),
    _Pattern(BIRTH, _BIRTH, rf"{_BORN}{_GAP}{_DAY}|{_DAY}[\s,(\-–]{{0,9}}{_BORN}"),
    _Pattern(
        UPN,
        _TEN_DIGITS,
        rf"{_BEGINS}[a-hj-np-rt-z][ \-]?\d{{3}}[ \-]?\d{{4}}[ \-]?\d{{2}}[ \-]?\d{{2}}[\da-z]{_ENDS}",
        lambda text: is_upn("".join(c for c in text if c.isalnum())),
    ),
    _Pattern(PHONE, _TEN_DIGITS, rf"(?<![\w+.,/])(?:{_UK}|{_ABROAD})(?![\w/])"),
    _Pattern(
        ULN,
        _TEN_DIGITS,
        rf"{_BEGINS}(?<![+.,/£$\-])[1-9]\d{{2}}[ \-]?\d{{3}}[ \-]?\d{{4}}{_ENDS}(?![/%]|[.,\-]\d)",
        lambda text: is_uln(_digits(text)),
    ),
    _Pattern(
        NHS,
        _TEN_DIGITS,
        rf"{_BEGINS}(?<![+.,/£$\-])\d{{3}}[ \-]\d{{3}}[ \-]\d{{4}}{_ENDS}(?![/%]|[.,\-]\d)",
        lambda text: is_nhs(_digits(text)),
    ),
)
_SIGNS = tuple(dict.fromkeys(pattern.sign for pattern in _PATTERNS))
_WORTH_A_LOOK = re.compile(r"@|\d\d")
_ROUNDS = 9
"""Times that a text is looked through again after something was taken out; then it goes as a whole."""
_LONGEST_HEADING = 80
_NUMBER_HEADINGS = {
    **dict.fromkeys(("upn", "upns", "upn number", "unique pupil number"), UPN),
    **dict.fromkeys(("uln", "ulns", "uln number", "unique learner number"), ULN),
    **dict.fromkeys(("nhs", "nhs no", "nhs number"), NHS),
}
_BIRTH_HEADING = (
    r"(?:(?:pupil|student|learner|leaver)(?:['’]?s['’]?)?\s+)?(?:d\.?\s?o\.?\s?b\.?|date of birth|birth\s?date)\s*:?"
)


@frozen
class Occurrence:
    """One piece of personal data in a text: what it is, and from where to where."""

    kind: PersonalDataKind
    start: int
    end: int


def occurrences(text: str) -> tuple[Occurrence, ...]:
    """Everything personal in a text, from left to right, without overlaps; what comes first in the table wins."""
    signs = _signs(text)
    found: list[Occurrence] = []
    for pattern in _PATTERNS:
        if pattern.sign in signs:
            taken = sorted((one.start, one.end) for one in found)
            spans = (match.span() for match in _compiled(pattern.shape).finditer(text) if pattern.passes(match[0]))
            found += [Occurrence(pattern.kind, *span) for span in spans if not _overlaps(span, taken)]
    return tuple(sorted(found, key=lambda occurrence: occurrence.start))


def _signs(text: str) -> Collection[re.Pattern[str]]:
    if not _WORTH_A_LOOK.search(text):
        return ()
    plain = text.casefold()
    return {sign for sign in _SIGNS if sign.search(plain)}


WORTH_A_LOOK = OfTexts(lambda text: bool(_signs(text)))
"""Whether anything personal can be in a text at all, which costs little to find out."""


def _overlaps(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a span shares a character with one of those taken, which lie apart and in order."""
    at = bisect_left(taken, span)
    return any(start < span[1] and span[0] < end for start, end in taken[max(at - 1, 0) : at + 1])


def kind_of_number(number: object) -> PersonalDataKind | None:
    """What a number typed as a number is: a ULN, or a mobile number that lost its leading zero."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    if not 0 < number < _TEN**_TEN or number != int(number):
        return None
    if is_uln(str(int(number))):
        return ULN
    return PHONE if int(number) in _MOBILE else None


def removed(kind: PersonalDataKind) -> str:
    """What stands in place of personal data in every output."""
    return f"[removed: looks like {kind.name}]"


def redacted(
    text: str, kinds: Collection[PersonalDataKind] = PUPILS | CONTACTS
) -> tuple[str, tuple[PersonalDataKind, ...]]:
    """The text with everything of these kinds replaced by what it was, and what that was."""
    taken: list[PersonalDataKind] = []
    for _ in range(_ROUNDS):  # what stands apart now may be seen
        found = [one for one in occurrences(text) if one.kind in kinds]
        if not found:
            return text, tuple(taken)
        taken += [one.kind for one in found]
        ends = (0, *(one.end for one in found))
        parts = [text[end : one.start] + removed(one.kind) for end, one in zip(ends, found, strict=False)]
        text = "".join((*parts, text[ends[-1] :]))
    return removed(taken[-1]), tuple(taken)


def _asked_by(text: str) -> PersonalDataKind | None:
    if len(text) > _LONGEST_HEADING:
        return None
    if _compiled(_BIRTH_HEADING).fullmatch(text.strip()):
        return BIRTH
    return _NUMBER_HEADINGS.get(text.strip(" :.").casefold())


ASKED_BY = OfTexts(_asked_by)
"""What a text asks for that is nothing but a heading or label: dates of birth, or numbers of pupils."""


def may_be(kind: PersonalDataKind, raw: Raw, latest_year: int) -> bool:
    """Whether what stands under or beside such a heading looks like that: a pupil was born by then."""
    if kind is not BIRTH:
        return raw is not None and any(one.kind is kind for one in occurrences(f"{kind.name} {show(raw)}"))
    day = raw.date() if isinstance(raw, dt.datetime) else raw
    if isinstance(raw, str):
        from careers_workbook.core.typed_days import read_day  # noqa: PLC0415 - who only looks at names of files needs none

        day = read_day(raw).day
    return isinstance(day, dt.date) and day.year <= latest_year


_LONGEST_NAME = 80
_REFERENCE = re.compile(r"^\s*[A-Za-z]{1,3}\d{1,4}(?=[\s.:,()\-])[\s.:,()\-]*")
"""A running reference in front of a name."""
_NAME = re.compile(r"[^\W\d_]+(?:[ .,'’\-]{1,2}[^\W\d_]+){0,3}\.?")
_NO_NAMES = frozenset(
    (
        *("all", "and", "blank", "checked", "class", "college", "completed", "end", "form", "group", "leaver"),
        *("leavers", "left", "more", "new", "none", "note", "notes", "now", "number", "of", "old", "post", "pupil"),
        *("pupils", "ref", "school", "site", "sixth", "students", "sum", "the", "this", "total", "totals", "year"),
        "years",
    )
)
"""Words of titles and totals between the rows of a table."""


def may_be_name(raw: object) -> bool:
    """Whether a cell holds one to four words that may be somebody's name or initials."""
    text = _REFERENCE.sub("", raw).strip(" ()\t\n") if isinstance(raw, str) and len(raw) <= _LONGEST_NAME else ""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return len(text) > 1 and bool(_NAME.fullmatch(text)) and not _NO_NAMES & set(words)
