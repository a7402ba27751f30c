"""Checks of whose answers these are: the label of the workbook, its details, and the register.

Enters: a `Case`. Leaves: problems. Names are compared loosely, because a school may put its own name right; numbers are
not. Must not know: grids, files.
"""

import re
from collections.abc import Callable, Iterator

from rapidfuzz import fuzz

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import fold
from careers_workbook.returns.checks.check_input import Case

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
_DIGITS = re.compile(r"\d+")


def school_not_named(case: Case) -> Iterator[Problem]:
    """Neither a URN nor a name, anywhere."""
    name = case.detail("name")
    if not case.urns and not case.about.school and not (name and name.value):
        yield Problem("FILE-022")


def more_than_one_school(case: Case) -> Iterator[Problem]:
    """Two URNs in one workbook, or details with a name that is nothing like the one on the label."""
    name = case.detail("name")
    if len(case.urns) > 1:
        yield Problem("FILE-016", context={"urns": " and ".join(case.urns)})
    elif name and name.value and case.about.school and not same_name(str(name.value), case.about.school):
        yield Problem("FILE-017", name.place(""), {"typed": str(name.value), "name": case.about.school})


def unlike_the_register(case: Case) -> Iterator[Problem]:
    """Details that contradict the register, if the caller gave the school as the register has it."""
    school = case.context.school
    if school is None:
        return
    for prefill, (label, code, alike) in _COMPARED.items():
        answer = case.detail(prefill)
        typed, known = str(answer.value or "") if answer else "", school.detail(prefill)
        if prefill == "urn" and not typed:
            typed = case.about.urn
        if typed and known and not alike(typed.strip(), known):
            place = answer.place("") if answer and answer.value else Place()
            yield Problem(code, place, {"detail": label, "typed": typed, "known": known})


def same_name(one: str, other: str) -> bool:
    """Whether two names may be those of one school: shortened, put right, or its initials."""
    initials = {"".join(word[0] for word in fold(name).split()) for name in (one, other)}
    return bool({fold(one), fold(other)} & initials) or _alike(_proper(one), _proper(other))


def _proper(name: str) -> str:
    """The words that tell one school from another; all of them if there are no such words."""
    words = re.findall(r"[\w']+", fold(name))
    return " ".join([word for word in words if word not in _GENERIC] or words)


def _alike(one: str, other: str) -> bool:
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

CHECKS = (school_not_named, more_than_one_school, unlike_the_register)
