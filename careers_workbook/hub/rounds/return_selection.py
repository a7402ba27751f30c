"""Which of the files of one round count: of each school one, the newest that is whole and not blank.

Enters: `StoredReturn` values, the register, the spec. Leaves: each with its school, its standing and the reason in one
sentence, the same whatever the order in which they came. Must not know: how the store keeps them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import RANK, Place, Problem, command_of
from careers_workbook.core.text import show_date
from careers_workbook.figures.answer_summary import no_longer_answered
from careers_workbook.figures.filled_in import CONFIRMED, NOTHING_FILLED_IN, UNCHANGED
from careers_workbook.figures.leaver_summary import years_of
from careers_workbook.figures.quality import Finding, as_finding
from careers_workbook.hub.register.register import Listed, Register
from careers_workbook.hub.rounds.by_hand import HandAnswer
from careers_workbook.hub.rounds.diary import Diary
from careers_workbook.hub.rounds.school_identification import Schools, differences, identify_school
from careers_workbook.hub.store.settings import RoundSettings
from careers_workbook.hub.store.stored_return import StoredReturn, when
from careers_workbook.returns.submission import UNKNOWN_SPEC
from careers_workbook.spec.model import Spec
from careers_workbook.spec.years import year_label

Decision = Literal[
    "counts", "older", "same again", "unchanged", "blank", "not whole", "not sure whose", "unknown school", "refused",
    "dismissed",
]  # fmt: skip
LAST_YEARS, SAME_AS_LAST_TIME, SENT_BEFORE, THIS_YEARS = "HUB-042", "FILE-015", "HUB-172", "HUB-189"
"""The second only a comparison with the round before shows: the file was not sent with its answers."""
_NOTHING_SAID = Diary()
_NOTHING_BEFORE: Mapping[str, str] = {}
_AHEAD = 120
"""Days before a round opens in which its workbooks may be built, in the school year before perhaps."""
_NAMED = 10
"""Questions without an answer that are named; of more their number is said."""
_FEWER = 0.8
"""Of the answers that an earlier return had; with fewer it may be an old file, or one begun anew."""


@frozen
class DecidedReturn:
    """One file with what became of it. `listed` is its school, None where that is not known.

    `more` are findings that only the Hub can make: whose it is, what contradicts the register, whether answers went.
    `by_hand` are answers that the Hub wrote down and that are in `stored` as well; `own` is the file as it came then.
    """

    stored: StoredReturn
    listed: Listed | None
    decision: Decision
    reason: str = ""
    more: tuple[Finding, ...] = ()
    own: StoredReturn | None = None
    by_hand: tuple[HandAnswer, ...] = ()

    @property
    def advice(self) -> str:
        """What to do about the reason."""
        return next((finding.advice for finding in self.findings if finding.message == self.reason), "")

    @property
    def do(self) -> str:
        """The command that does it; "" where none does."""
        return next((command_of(finding.code) for finding in self.findings if finding.message == self.reason), "")

    @property
    def is_last_years(self) -> bool:
        """Whether the workbook was made for an earlier school year, and nobody says that it is of this one."""
        return any(finding.code == LAST_YEARS for finding in self.more)

    @property
    def is_of_this_year(self) -> bool:
        """Whether somebody says so of a workbook that was made for an earlier one."""
        return any(finding.code == THIS_YEARS for finding in self.more)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, worst first."""
        return tuple(sorted((*self.more, *self.stored.findings), key=lambda finding: RANK[finding.severity]))


def select_returns(  # noqa: PLR0913, PLR0917 - all that decides which file counts
    files: Iterable[StoredReturn],
    register: Register,
    spec: Spec,
    at: RoundSettings | None = None,
    diary: Diary = _NOTHING_SAID,
    before: Mapping[str, str] = _NOTHING_BEFORE,
) -> tuple[DecidedReturn, ...]:
    """Every file of one round, in the order given. `at` is the round, if known; `diary` what the Hub says of it.

    `before` names the round in which a file came already, by its hash.
    """
    schools, first = Schools(register), list[DecidedReturn]()
    for one in files:  # each is looked at once: a round may be larger than what stays in memory of it
        decided = _alone(one, schools, spec)
        decided = _with(decided, tuple(_last_years(decided, at, diary))) if at else decided
        decided = _as_confirmed(decided) if _urn(decided) in diary.confirmed else decided
        decided = _as_sent_before(decided, before, diary) if before else decided
        first.append(_as_dismissed(decided, diary))
    of_school: dict[str, list[DecidedReturn]] = defaultdict(list)
    for decided in first:
        if decided.listed and decided.decision == "counts":
            of_school[decided.listed.school.urn].append(decided)
    several = (rivals for rivals in of_school.values() if len(rivals) > 1)
    chosen = {id(decided.stored): decided for rivals in several for decided in _rank(rivals)}
    return tuple(without_merged([chosen.get(id(one.stored), one) for one in first], register))


def without_merged(decided: Sequence[DecidedReturn], register: Register) -> Iterator[DecidedReturn]:
    """Where several schools became one that has returned since, their own returns do not count besides."""
    best, lines = counted(decided), {one.school.urn: one for one in register.listed}
    into: dict[str, DecidedReturn] = {}
    for whole in best.values():
        for urn in whole.listed.merged if whole.listed else ():
            day = lines[urn].closed_on if urn in lines else None
            if day is None or whole.stored.came >= day:
                into[urn] = whole
    for one in decided:
        now = into.get(_urn(one)) if one.decision == "counts" else None
        yield replace(one, decision="older", reason=_merged(now)) if now else one


def with_gaps(decided: Sequence[DecidedReturn]) -> Iterator[DecidedReturn]:
    """The same; of each school the one that counts says what an older one of this round answered and it does not.

    That is after what the Hub wrote down was added: what stands there is not gone.
    """
    older: dict[str, list[DecidedReturn]] = defaultdict(list)
    for one in decided:
        if one.decision == "older":
            older[_urn(one)].append(one)
    for one in decided:
        counts = one.decision == "counts" and _urn(one) in older
        yield _with(one, tuple(_gaps(one, older[_urn(one)]))) if counts else one


def _gaps(counts: DecidedReturn, older: Sequence[DecidedReturn]) -> Iterator[Finding]:
    now, gone = counts.stored, dict[str, None]()
    leavers = {one.sheet: one.leavers for one in years_of(now.destinations)}
    for before in (one.stored for one in older if when(one.stored) < when(now)):
        gone |= dict.fromkeys(no_longer_answered(before.submission.answers, now.submission.answers))
        counted_then = (one.sheet for one in years_of(before.destinations) if one.leavers)
        gone |= {f'the leavers on "{sheet}"': None for sheet in counted_then if not leavers.get(sheet)}
    if gone:
        named = ", ".join([*gone][:_NAMED]) + (f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else "")
        yield as_finding(Problem("HUB-193", Place(), {"gone": named, "urn": _urn(counts)}))


def _merged(whole: DecidedReturn) -> str:
    school = whole.listed.school if whole.listed else None
    named, receipt = f"{school.name} ({school.urn})" if school else "", whole.stored.receipt
    counts = f"{receipt.source} counts" if receipt.hash else "answers, which your Hub wrote down, count"
    return f"It has become part of {named}, whose {counts}."


def _alone(one: StoredReturn, schools: Schools, spec: Spec) -> DecidedReturn:
    """What can be said of a file without looking at others."""
    found = identify_school(one, schools)
    more = tuple(as_finding(problem) for problem in found.problems)
    if one.submission.outcome == "refused":
        return DecidedReturn(one, found.listed, "refused", next((f.message for f in one.findings), ""), more)
    if of_unknown_spec(one):
        reason = next(finding.message for finding in one.findings if finding.code == UNKNOWN_SPEC)
        return DecidedReturn(one, found.listed, "refused", reason, more)
    if found.listed is None:
        decision: Decision = "unknown school" if found.problems[0].code in ("HUB-032", "HUB-039") else "not sure whose"
        return DecidedReturn(one, None, decision, found.problems[0].message, more)
    unlike = (as_finding(problem) for problem in differences(one, found.listed, spec))
    return DecidedReturn(one, found.listed, "counts", "", (*more, *unlike))


def _with(decided: DecidedReturn, more: tuple[Finding, ...]) -> DecidedReturn:
    return replace(decided, more=(*decided.more, *more)) if more else decided


def confirmed_problem(problem: Problem) -> Problem:
    """The problem, but of a workbook that is unchanged that the Hub confirms it."""
    return Problem(CONFIRMED, problem.place, {"who": "your Hub"}) if problem.code == UNCHANGED else problem


def _as_confirmed(one: DecidedReturn) -> DecidedReturn:
    return replace(one, stored=one.stored.changed(_confirmed)) if UNCHANGED in one.stored.codes else one


def _confirmed(one: StoredReturn) -> StoredReturn:
    said = as_finding(confirmed_problem(Problem(UNCHANGED)))
    return replace(one, findings=tuple(said if finding.code == UNCHANGED else finding for finding in one.findings))


def _as_sent_before(one: DecidedReturn, before: Mapping[str, str], diary: Diary) -> DecidedReturn:
    """A file that came in a round before as well, and nobody has confirmed, says so."""
    name = before.get(one.stored.receipt.hash) if _urn(one) not in diary.confirmed else None
    return _with(one, (as_finding(Problem(SENT_BEFORE, Place(), {"name": name})),)) if name else one


def _as_dismissed(one: DecidedReturn, diary: Diary) -> DecidedReturn:
    why = diary.dismissed.get((one.stored.receipt.source, one.stored.receipt.hash))
    return replace(one, decision="dismissed", reason=why) if why else one


def _urn(one: DecidedReturn) -> str:
    return one.listed.school.urn if one.listed else ""


def _last_years(decided: DecidedReturn, at: RoundSettings, diary: Diary) -> Iterator[Finding]:
    """A workbook of an earlier school year; one that was built shortly before the round opened is of this one."""
    year, built = decided.stored.submission.school_year, decided.stored.submission.built_on
    now = at.year
    if year is not None and year < now and (built is None or (at.opens - built).days > _AHEAD):
        code = THIS_YEARS if _urn(decided) in diary.confirmed else LAST_YEARS
        yield as_finding(Problem(code, Place(), {"year": year_label(year), "now": year_label(now)}))


def _rank(rivals: Sequence[DecidedReturn]) -> Iterator[DecidedReturn]:
    """The files of one school: one counts, and the others say which does."""
    in_time = sorted(rivals, key=lambda decided: when(decided.stored))
    firsts: dict[str, DecidedReturn] = {}
    for decided in in_time:
        same = firsts.setdefault(decided.stored.receipt.hash, decided)
        if same is not decided:
            is_later = same.stored.receipt.received > decided.stored.receipt.received
            earlier = ", which was sent earlier" if is_later else ""
            reason = f"The same file as {same.stored.receipt.source}{earlier}."
            yield replace(decided, decision="same again", reason=reason)
    different = list(firsts.values())
    winner = _newest(different)
    for decided in different:
        if decided is winner:
            yield _with(decided, tuple(_fewer(decided, different)))
        else:
            yield replace(decided, decision=_why_not(decided, winner), reason=_reason(decided, winner))


def _newest(in_time: Sequence[DecidedReturn]) -> DecidedReturn:
    """The last that is whole and says something new; else the last of these, else one as it was sent, else the last.

    One that came in a round before already counts only where there is nothing of this one.
    """
    filled = [decided for decided in in_time if not _is_blank(decided)]
    filled = [decided for decided in filled if not _was_sent_before(decided)] or filled
    told = [decided for decided in filled if UNCHANGED not in decided.stored.codes]
    whole = [decided for decided in told if not decided.stored.submission.missing_sheets]
    return (whole or told or filled or in_time)[-1]


def _why_not(decided: DecidedReturn, winner: DecidedReturn) -> Decision:
    if _is_blank(decided):
        return "blank"
    if _was_sent_before(decided) and not _was_sent_before(winner):
        return "same again"
    if UNCHANGED in decided.stored.codes and UNCHANGED not in winner.stored.codes:
        return "unchanged"
    return "not whole" if when(decided.stored) > when(winner.stored) else "older"


def _reason(decided: DecidedReturn, winner: DecidedReturn) -> str:
    other = f"{winner.stored.receipt.source} of {show_date(winner.stored.came)} counts"
    match _why_not(decided, winner):
        case "blank":
            return f"Nothing is filled in; {other}."
        case "same again":
            said = next(finding.message for finding in decided.more if finding.code == SENT_BEFORE)
            return f"{said.removesuffix('.')}; {other}."
        case "unchanged":
            return f"Nothing in it has changed since it was sent; {other}."
        case "not whole":
            sheets = ", ".join(decided.stored.submission.missing_sheets)
            return f"It is newer, but without {sheets}; {other}."
    return f"A newer one came: {other}."


def _fewer(winner: DecidedReturn, in_time: Sequence[DecidedReturn]) -> Iterator[Finding]:
    before = max((j.stored.answered for j in in_time if when(j.stored) < when(winner.stored)), default=0)
    if winner.stored.answered < _FEWER * before:
        context = {"now": str(winner.stored.answered), "before": str(before)}
        yield as_finding(Problem("HUB-037", Place(), context))


def of_unknown_spec(one: StoredReturn) -> bool:
    """Whether its answers are those of a checklist that is not here: the Hub has to find the spec, not the school."""
    return UNKNOWN_SPEC in one.codes


def _was_sent_before(decided: DecidedReturn) -> bool:
    return any(finding.code == SENT_BEFORE for finding in decided.more)


def _is_blank(decided: DecidedReturn) -> bool:
    return NOTHING_FILLED_IN in decided.stored.codes


def counted(decided: Iterable[DecidedReturn]) -> dict[str, DecidedReturn]:
    """The file that counts for each school, by URN."""
    return {one.listed.school.urn: one for one in decided if one.listed and one.decision == "counts"}


def decisions(decided: Iterable[DecidedReturn]) -> Iterator[tuple[StoredReturn, dict[str, str]]]:
    """What the store says of each file, for whoever looks into it."""
    for one in decided:
        school = one.listed.school if one.listed else None
        named = {"urn": school.urn if school else "", "school": school.name if school else ""}
        yield one.stored, {**named, "standing": one.decision, "reason": one.reason}
