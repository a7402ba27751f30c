"""Whose a file is: what the Hub says, the URN in it, names in it, the register, the name of the file, in that order.

Enters: a `StoredReturn`, the register. Leaves: the line of the register, or None, and what there is to say about it.
Disagreement is said and never settled by a guess. Must not know: the store, other files.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.school import School
from careers_workbook.core.text import fold
from careers_workbook.figures.answer_summary import summary_of
from careers_workbook.hub.register.register import Listed, Register
from careers_workbook.hub.rounds.unique_returns import WHOSE
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.returns.checks.check import CheckInput
from careers_workbook.returns.checks.file_checks import unlike_the_register
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import prefills

NAMED_AFTER_ANOTHER, TAKEN_AS_ANOTHERS, LIKELY = "HUB-035", "HUB-038", "HUB-104"
_TWO_URNS = "FILE-016"
_URN = re.compile(r"(?<!\d)[1-9]\d{5}(?!\d)")
_WORDS = re.compile(r"[^\w]+")


@frozen
class Identification:
    """`listed` is None where it is not known, or not sure; then the first of `problems` says why."""

    listed: Listed | None
    problems: tuple[Problem, ...] = ()


class Schools:
    """The register, to look schools up by URN, by old URN and by name."""

    def __init__(self, register: Register) -> None:
        self._by_urn = {one.school.urn: one for one in register.listed}
        self._by_old = {urn: one for one in register.listed for urn in one.former}
        self._listed = register.listed

    @cached_property
    def _by_name(self) -> dict[str, list[Listed]]:
        found = defaultdict[str, list[Listed]](list)
        for one in self._listed:
            found[_plain(one.school.name)].append(one)
        return found

    def with_urn(self, urn: str) -> Listed | None:
        """The school that goes on as the one with this URN, or else the one that has it."""
        return self._by_old.get(urn) or self._by_urn.get(urn)

    def called(self, name: str) -> Sequence[Listed]:
        """Every school of this name; open ones, if there are any."""
        found = self._by_name.get(_plain(name), [])
        return [one for one in found if not one.closed] or found

    def in_file_name(self, name: str) -> Listed | None:
        """The one school that a file is named after: by a URN in it, or by the longest name in it."""
        by_urn = {one.school.urn: one for urn in _URN.findall(name) if (one := self.with_urn(urn))}
        if by_urn:
            return next(iter(by_urn.values())) if len(by_urn) == 1 else None
        words = f" {_plain(name)} "
        names = [known for known in self._by_name if known and f" {known} " in words]
        longest = max(names, key=len, default="")
        found = self.called(longest) if longest else ()
        return found[0] if len(found) == 1 else None

    def perhaps_of(self, one: StoredReturn, spec: Spec) -> tuple[Listed, ...]:
        """Every school that a file may be from, by anything in it or in its name."""
        submission = one.submission
        urns = [submission.urn, *(urn for f in one.findings if f.code in WHOSE for urn in _URN.findall(f.message))]
        names = {submission.school, _details(one).school_by(prefills(spec)).name}
        found = [self.with_urn(urn) for urn in urns] + [
            listed for name in names if name for listed in self.called(name)
        ]
        found.append(self.in_file_name(one.receipt.name))
        return tuple({listed.school.urn: listed for listed in found if listed}.values())


def identify_school(one: StoredReturn, schools: Schools) -> Identification:
    """The school that a file is from."""
    if one.receipt.urn:
        return _as_told(one, schools)
    if one.submission.outcome == "refused":
        found = Identification(schools.in_file_name(one.receipt.name))
    elif doubt := _doubt(one, schools):
        return Identification(None, (doubt,))
    else:
        found = _by_urn(one, schools) if one.submission.urn else _by_name(one, schools)
    return _beside_sender(one, schools, found)


def _beside_sender(one: StoredReturn, schools: Schools, found: Identification) -> Identification:
    """What the address of the sender adds: the school of a file that says none, or that it is another one."""
    by = schools.with_urn(one.receipt.sender.removesuffix("?")) if one.receipt.sender else None
    if by is None or by is found.listed:
        return found
    if one.receipt.sender.endswith("?"):
        return (
            found if found.listed else replace(found, problems=(*found.problems, _problem(LIKELY, one, **_named(by))))
        )
    if found.listed:
        sent = _problem("HUB-105", one, other=f"{by.school.name} ({by.school.urn})", **_named(found.listed))
        return replace(found, problems=(*found.problems, sent))
    if one.submission.urn or one.submission.school not in ("", by.school.name):
        return replace(found, problems=(*found.problems, _problem(LIKELY, one, **_named(by))))
    refused = one.submission.outcome == "refused"
    by_sender = _problem("HUB-033", one, by="the e-mail address that it came from", **_named(by))
    return Identification(by, () if refused else (by_sender,))


def _as_told(one: StoredReturn, schools: Schools) -> Identification:
    listed, said = schools.with_urn(one.receipt.urn), one.submission.urn or one.submission.school
    if listed is None:
        return Identification(None, (_problem("HUB-032", one, urn=one.receipt.urn, name=one.submission.school or "?"),))
    if said and schools.with_urn(one.submission.urn) is not listed:
        return Identification(listed, (_problem(TAKEN_AS_ANOTHERS, one, said=said, **_named(listed)),))
    return Identification(listed)


def _doubt(one: StoredReturn, schools: Schools) -> Problem | None:
    """Two URNs, unless one replaces the other; or details with another name than the label."""
    for finding in one.findings:
        urns = _URN.findall(finding.message)
        same = finding.code == _TWO_URNS and len({id(schools.with_urn(urn)) for urn in urns}) == 1
        if finding.code in WHOSE and not (same and schools.with_urn(urns[0])):
            return _problem("HUB-012", one, reason=finding.message)
    return None


def _by_urn(one: StoredReturn, schools: Schools) -> Identification:
    urn, listed = one.submission.urn, schools.with_urn(one.submission.urn)
    if listed is None:
        return Identification(None, (_problem("HUB-032", one, urn=urn, name=one.submission.school or "no name"),))
    problems = []
    if urn != listed.school.urn:
        problems.append(_problem("HUB-036", one, old=urn, **_named(listed)))
    other = schools.in_file_name(one.receipt.name)
    if other and other is not listed and other.school.name != listed.school.name:
        named = f"{other.school.name} ({other.school.urn})"
        problems.append(_problem(NAMED_AFTER_ANOTHER, one, other=named, **_named(listed)))
    return Identification(listed, tuple(problems))


def _by_name(one: StoredReturn, schools: Schools) -> Identification:
    name = one.submission.school
    found = schools.called(name) if name else ()
    by_file = schools.in_file_name(one.receipt.name)
    if len(found) == 1:
        return Identification(
            found[0], (_problem("HUB-033", one, by="the name of the school in it", **_named(found[0])),)
        )
    if by_file and (by_file in found or not name):
        return Identification(by_file, (_problem("HUB-033", one, by="the name of the file", **_named(by_file)),))
    if found:
        urns = " and ".join(listed.school.urn for listed in found)
        return Identification(None, (_problem("HUB-034", one, name=name, urns=urns),))
    if name:
        return Identification(None, (_problem("HUB-032", one, urn="not given", name=name),))
    return Identification(None, (_problem("HUB-039", one),))


def as_named(listed: Listed, urn: str) -> School:
    """The school, to compare a workbook with that names this URN: an old one is no contradiction, nor is none."""
    return replace(listed.school, urn="") if urn in ("", *listed.former) else listed.school


def differences(one: StoredReturn, listed: Listed, spec: Spec) -> Iterator[Problem]:
    """Details that contradict the register (FILE-018, FILE-019); an old URN is none."""
    school = as_named(listed, "" if one.receipt.urn else one.submission.urn)
    return unlike_the_register(CheckInput(_details(one), spec, Context(school=school)))


def _details(one: StoredReturn) -> Submission:
    """The return with its forms only: no other sheet says of which school it is."""
    return replace(one.submission, answers=summary_of(one.submission.answers).details)


def _problem(code: str, one: StoredReturn, **context: str) -> Problem:
    return Problem(code, Place(file=one.receipt.source), context)


def _named(listed: Listed) -> dict[str, str]:
    return {"name": listed.school.name, "urn": listed.school.urn}


def _plain(text: str) -> str:
    """Words only: file names cannot hold every character of a name."""
    return " ".join(_WORDS.sub(" ", fold(text).replace("'", "")).split())
