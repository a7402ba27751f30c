"""Which of the files of one collection count: of each school one, the newest that is whole and not blank.

Enters: `Filed` values, the register, the spec. Leaves: each with its school, its standing and the reason in one
sentence, the same whatever the order in which they came. Must not know: how the store keeps them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from careers_workbook.core.problems import RANK, Place, Problem
from careers_workbook.figures.quality import Finding, as_finding
from careers_workbook.hub.register.register import Listed, Register
from careers_workbook.hub.rounds.school_identification import Schools, differences, whose
from careers_workbook.hub.store.stored_return import Filed, when
from careers_workbook.spec.model import Spec
from careers_workbook.spec.years import school_year, year_label

Standing = Literal["counts", "older", "same again", "blank", "not whole", "not sure whose", "unknown school", "refused"]
NOTHING_FILLED_IN = "FILE-014"
_AHEAD = 120
"""Days before a collection opens in which its workbooks may be built, in the school year before perhaps."""
_FEWER = 0.8
"""Of the answers that an earlier return had; with fewer it may be an old file, or one begun anew."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One file with what became of it. `listed` is its school, None where that is not known.

    `more` are findings that only the Hub can make: whose it is, what contradicts the register, whether answers went.
    """

    filed: Filed
    listed: Listed | None
    standing: Standing
    reason: str = ""
    more: tuple[Finding, ...] = ()

    @property
    def advice(self) -> str:
        """What to do about the reason."""
        return next((finding.advice for finding in self.findings if finding.message == self.reason), "")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, worst first."""
        return tuple(sorted((*self.more, *self.filed.findings), key=lambda finding: RANK[finding.severity]))


def judge(files: Sequence[Filed], register: Register, spec: Spec, opens: dt.date | None = None) -> tuple[Judged, ...]:
    """Every file of one collection, in the order given. `opens` is the day on which the collection opens, if known."""
    schools = Schools(register)
    first = {id(one): _alone(one, schools, spec) for one in files}
    if opens:
        first = {key: replace(one, more=(*one.more, *_last_years(one, opens))) for key, one in first.items()}
    of_school: dict[str, list[Judged]] = defaultdict(list)
    for judged in first.values():
        if judged.listed and judged.standing == "counts":
            of_school[judged.listed.school.urn].append(judged)
    chosen = {id(judged.filed): judged for rivals in of_school.values() for judged in _rank(rivals)}
    return tuple(chosen.get(id(one), first[id(one)]) for one in files)


def _alone(one: Filed, schools: Schools, spec: Spec) -> Judged:
    """What can be said of a file without looking at others."""
    found = whose(one, schools)
    more = tuple(as_finding(problem) for problem in found.problems)
    if one.submission.outcome == "refused":
        return Judged(one, found.listed, "refused", one.findings[0].message, more)
    if found.listed is None:
        standing: Standing = "unknown school" if found.problems[0].code in ("HUB-032", "HUB-039") else "not sure whose"
        return Judged(one, None, standing, found.problems[0].message, more)
    unlike = (as_finding(problem) for problem in differences(one, found.listed, spec))
    return Judged(one, found.listed, "counts", "", (*more, *unlike))


def _last_years(judged: Judged, opens: dt.date) -> Iterator[Finding]:
    """A workbook of an earlier school year; one that was built shortly before the collection opened is of this one."""
    year, built = judged.filed.submission.school_year, judged.filed.submission.built_on
    now = school_year(opens)
    if year is not None and year < now and (built is None or (opens - built).days > _AHEAD):
        yield as_finding(Problem("HUB-042", Place(), {"year": year_label(year), "now": year_label(now)}))


def _rank(rivals: Sequence[Judged]) -> Iterator[Judged]:
    """The files of one school: one counts, and the others say which does."""
    in_time = sorted(rivals, key=lambda judged: when(judged.filed))
    firsts: dict[str, Judged] = {}
    for judged in in_time:
        same = firsts.setdefault(judged.filed.arrival.hash, judged)
        if same is not judged:
            yield replace(judged, standing="same again", reason=f"The same file as {same.filed.arrival.source}.")
    different = list(firsts.values())
    winner = _newest(different)
    for judged in different:
        if judged is winner:
            yield replace(judged, more=(*judged.more, *_fewer(judged, different)))
        else:
            yield replace(judged, standing=_why_not(judged, winner), reason=_reason(judged, winner))


def _newest(in_time: Sequence[Judged]) -> Judged:
    """The last that is whole; else the last with something in it; else the last."""
    filled = [judged for judged in in_time if not _is_blank(judged)]
    whole = [judged for judged in filled if not judged.filed.submission.missing_sheets]
    return (whole or filled or in_time)[-1]


def _why_not(judged: Judged, winner: Judged) -> Standing:
    if _is_blank(judged):
        return "blank"
    return "not whole" if when(judged.filed) > when(winner.filed) else "older"


def _reason(judged: Judged, winner: Judged) -> str:
    other = f"{winner.filed.arrival.source} of {winner.filed.came:%d/%m/%Y} counts"
    match _why_not(judged, winner):
        case "blank":
            return f"Nothing is filled in; {other}."
        case "not whole":
            sheets = ", ".join(judged.filed.submission.missing_sheets)
            return f"It is newer, but without {sheets}; {other}."
    return f"A newer one came: {other}."


def _fewer(winner: Judged, in_time: Sequence[Judged]) -> Iterator[Finding]:
    before = max((j.filed.answered for j in in_time if when(j.filed) < when(winner.filed)), default=0)
    if winner.filed.answered < _FEWER * before:
        context = {"now": str(winner.filed.answered), "before": str(before)}
        yield as_finding(Problem("HUB-037", Place(), context))


def _is_blank(judged: Judged) -> bool:
    return NOTHING_FILLED_IN in judged.filed.codes


def counted(judged: Iterable[Judged]) -> dict[str, Judged]:
    """The file that counts for each school, by URN."""
    return {one.listed.school.urn: one for one in judged if one.listed and one.standing == "counts"}


def decisions(judged: Iterable[Judged]) -> Iterator[tuple[Filed, dict[str, str]]]:
    """What the store says of each file, for whoever looks into it."""
    for one in judged:
        school = one.listed.school if one.listed else None
        named = {"urn": school.urn if school else "", "school": school.name if school else ""}
        yield one.filed, {**named, "standing": one.standing, "reason": one.reason}
