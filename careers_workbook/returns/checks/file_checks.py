"""Checks of the return as a whole: whether it is the right file, the new one, and whose answers these are.

Enters: a `CheckInput`. Leaves: problems. Names are compared loosely, because a school may put its own name right;
numbers are not. Must not know: grids, files.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import fold
from careers_workbook.returns.checks.check import CheckInput, check
from careers_workbook.returns.submission import Answer, contents
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import prefills

_NUMBER = re.compile(r"\d+")
_ALIKE = 60.0
"""Similarity (0 to 100, rapidfuzz token_set_ratio) below which two names are not those of one school."""
_GENERIC = frozenset(
    (
        *("a", "and", "at", "for", "in", "of", "the", "borough", "city", "council", "county", "academy", "academies"),
        *("centre", "college", "community", "education", "educational", "free", "high", "learning", "primary", "pru"),
        *("provision", "school", "schools", "secondary", "service", "special", "specialist", "trust", "unit"),
    )
)
"""Words that say what a school is, not which one."""
_KEPT = 4_096
"""Pairs of names of which it is kept whether they are alike: a Hub compares the same ones again with every page."""
_DIGITS = re.compile(r"\d+")


@check("FILE-014")
def nothing_filled_in(returned: CheckInput) -> Iterator[Problem]:
    """A return in which every answer is blank but those that it was sent with.

    Where a sheet or a row is missing nobody can say so: a missing answer is not blank. Nor where anything else stands
    in the file that was not sent.
    """
    prefilled = prefills(returned.spec)
    asked = [answer for answer in returned.answers if answer.ref not in prefilled]
    states = {answer.state for answer in asked}
    typed = any(answer.raw is not None for answer in asked)  # be it an answer or not: a tick box, say
    submission = returned.submission
    typed = typed or returned.holds_more
    unsure = typed or submission.own_rows or submission.missing_sheets or states & {"answered", "unreadable", "missing"}
    if "blank" in states and not unsure:
        yield Problem("FILE-014")


@check("FILE-046", "FILE-047", "FILE-048")
def nothing_changed(returned: CheckInput) -> Iterator[Problem]:
    """A return with the answers that it was sent with, and no others; the school may have said that it is so.

    Whether anything else in the file is an answer, nobody can say.
    """
    submission = returned.submission
    if not returned.unchanged or submission.own_rows or submission.missing_sheets:
        return
    if returned.holds_more:
        yield Problem("FILE-048")
    else:
        yield Problem("FILE-047", context={"who": "the school"}) if submission.confirmed else Problem("FILE-046")


@check("FILE-015", compares=True)
def same_as_before(returned: CheckInput) -> Iterator[Problem]:
    """A return that says what the one before said, answer for answer, and was not sent with that."""
    before, answers = returned.context.previous, returned.answers
    if before and same_answers(before.answers, answers, returned.spec):
        yield Problem("FILE-015")


def same_answers(before: Sequence[Answer], now: Sequence[Answer], spec: Spec) -> bool:
    """Whether two returns hold the same answers to the same questions, and the second was not sent with them all."""
    every = prefills(spec)
    told = any(a.state == "answered" and a.origin != "as sent" for a in now if a.ref not in every)
    return told and contents(before) == contents(now)


@check("FILE-022")
def school_not_named(returned: CheckInput) -> Iterator[Problem]:
    """Neither a URN nor a name, anywhere."""
    name = returned.detail("name")
    if not returned.urns and not returned.submission.school and not (name and name.value):
        yield Problem("FILE-022")


@check("FILE-016", "FILE-017")
def more_than_one_school(returned: CheckInput) -> Iterator[Problem]:
    """Two URNs in one workbook, or details with a name that is nothing like the one on the label."""
    name, known = returned.detail("name"), returned.submission.school
    if len(returned.urns) > 1:
        yield Problem("FILE-016", context={"urns": " and ".join(returned.urns)})
    elif name and name.value and known and not same_name(str(name.value), known):
        yield Problem("FILE-017", name.place, {"typed": str(name.value), "name": known})


@check("FILE-018", "FILE-019", compares=True)
def unlike_the_register(returned: CheckInput) -> Iterator[Problem]:
    """Details that contradict the register, if the caller gave the school as the register has it."""
    school = returned.context.school
    if school is None:
        return
    for prefill, (label, code, alike) in _COMPARED.items():
        answer = returned.detail(prefill)
        typed, known = str(answer.value or "") if answer else "", school.detail(prefill)
        if prefill == "urn" and not typed:
            typed = returned.submission.urn
        if typed and known and typed.strip() != known and not alike(typed.strip(), known):
            place = answer.place if answer and answer.value else Place()
            yield Problem(code, place, {"detail": label, "typed": typed, "known": known})


@lru_cache(_KEPT)
def same_name(one: str, other: str) -> bool:
    """Whether two names may be those of one school: shortened, put right, or its initials."""
    if _same(one, other):
        return True
    initials = {"".join(word[0] for word in fold(name).split()) for name in (one, other)}
    here, there = ({*_NUMBER.findall(name)} for name in (one, other))
    if here - there and there - here:  # Hub School 1 and Hub School 2
        return False
    return bool({fold(one), fold(other)} & initials) or _alike(_proper(one), _proper(other))


def _proper(name: str) -> str:
    """The words that tell one school from another; all of them if there are no such words."""
    words = re.findall(r"[\w']+", fold(name))
    return " ".join([word for word in words if word not in _GENERIC] or words)


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415 - most names are the one that was sent

    joined = fuzz.ratio(fold(one).replace(" ", ""), fold(other).replace(" ", ""))
    return max(fuzz.token_set_ratio(fold(one), fold(other)), joined) >= _ALIKE


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _same_numbers(one: str, other: str) -> bool:
    return _DIGITS.findall(one) == _DIGITS.findall(other)


_COMPARED: dict[str, tuple[str, str, Callable[[str, str], bool]]] = {
    "urn": ("URN", "FILE-018", _same),
    "name": ("School name", "FILE-018", same_name),
    "local_authority": ("Local authority", "FILE-019", same_name),
    "type": ("School type", "FILE-019", _alike),
    "ages": ("Age range", "FILE-019", _same_numbers),
}
"""Fact of `School` -> what it is called, the code if it differs, and what counts as the same."""
