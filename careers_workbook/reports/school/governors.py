"""What governors need of one return, in words and numbers that its page and its PDF share; the statements as an annex.

Enters: the Summary of a return, that of the round before, the middle of the Hub. Leaves: a `GovernorsReport`. Numbers
come from the figures; here they are chosen and worded. Must not know: how a page looks, files.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from careers_workbook.core.brand import Brand
from careers_workbook.core.days import spelt
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many
from careers_workbook.figures.checklist_progress import Completed, ItemCounts, ItemRow, Progress, Tally
from careers_workbook.figures.leaver_counts import Checkpoint, Cohort, Destinations
from careers_workbook.figures.since_last_round import Moved, since_last_round
from careers_workbook.figures.summary import Summary
from careers_workbook.reports import words
from careers_workbook.reports.school.open_actions import ActionLine
from careers_workbook.spec import status
from careers_workbook.spec.checkpoints import FIRST, INTENDED
from careers_workbook.spec.semantic_ids import NO_ANSWER_YET, TOO_EARLY

if TYPE_CHECKING:
    from careers_workbook.figures.hub_middle import HubMiddle

NOT_YET, NO_ANSWER, NOT_SAID = TOO_EARLY, NO_ANSWER_YET, "not known"
"""Why a number of leavers is not there: nobody can know it yet; nobody has said; answers are missing from the file."""
_MOST_MOVED, _MOST_OVERDUE, _MOST_QUESTIONS, _MOST_YEARS, _MOST_DUTIES = 4, 3, 5, 5, 4
_STATEMENT, _ACTION, _NAME = 110, 160, 90
"""Characters of a statement, of what is to be done, of a school's name, that two pages have room for."""
_OUTCOMES: Mapping[Completed, str] = {
    "done": "done",
    "in_progress": "in progress",
    "not_done": "not done",
    "blank": "no answer",
}


@frozen
class RoundBefore:
    """The return of the same school in the round before, whose `name` may not be known."""

    summary: Summary
    name: str = ""

    @property
    def heading(self) -> str:
        """Of a column."""
        return words.one_line(self.name) or "Last time"

    @property
    def when(self) -> str:
        """In a sentence."""
        return f"in {words.one_line(self.name)}" if self.name else "last time"


@frozen
class Beside:
    """What a return is compared with, and the logo and colours of its Hub; None where there is none."""

    before: RoundBefore | None = None
    middle: "HubMiddle | None" = None
    brand: Brand | None = None


@frozen
class FigureLine:
    """One figure now, in the round before, and in the middle of the Hub; "" where that is not known."""

    label: str
    now: str
    before: str = ""
    middle: str = ""


@frozen
class BenchmarkLine:
    """One Gatsby benchmark: per cent done, 0 to 100; None where nothing applies or nothing is known."""

    name: str
    done: str
    now: float | None
    before: float | None
    middle: float | None


@frozen
class StatementLine:
    """One statement, and what is to be said of it."""

    ref: str
    statement: str
    said: str = ""


@frozen
class Shortened:
    """The first of some statements, and how many more there are."""

    lines: tuple[StatementLine, ...]
    more: int

    @classmethod
    def of(cls, lines: Sequence[StatementLine], most: int) -> "Shortened":
        """At most so many."""
        return cls(*_cut(lines, most))


_Line = TypeVar("_Line")


def _cut(lines: Sequence[_Line], most: int) -> tuple[tuple[_Line, ...], int]:
    return tuple(lines[:most]), max(0, len(lines) - most)


@frozen
class DutyLine:
    """A legal duty for which a statement stands, and what the school says of it in a word or two."""

    ref: str
    duty: str
    said: str


@frozen
class LegalDuties:
    """Those that the checklist asks about, open ones first, and how many more there are."""

    headline: str
    lines: tuple[DutyLine, ...]
    more: int


@frozen
class LeavingYearLine:
    """The leavers of one year. Each number is "7 of 9", or says why there is none."""

    year: str
    leavers: int
    in_eet: str
    sustained: str
    in_touch: str


@frozen
class LeaversTable:
    """One sheet about leavers, the latest years last. `headings` are those of the numbers of a line."""

    sheet: str
    headings: tuple[str, str, str]
    lines: tuple[LeavingYearLine, ...]
    nothing: str = ""


@frozen
class AnnexSection:
    """The statements of one section, each with what the school says of it."""

    heading: str
    lines: tuple[StatementLine, ...]


@frozen
class GovernorsReport:
    """Everything that stands in it, in the order of the page. `publish` says why it must not be published."""

    school: str
    urn: str
    day: dt.date
    before: str
    since: str
    middle: str
    publish: str
    headline: str
    reservations: tuple[str, ...]
    figures: tuple[FigureLine, ...]
    benchmarks: tuple[BenchmarkLine, ...]
    improved: Shortened | None
    slipped: Shortened | None
    duties: LegalDuties | None
    overdue: tuple[ActionLine, ...]
    more_overdue: int
    leavers: tuple[LeaversTable, ...]
    questions: tuple[str, ...]
    next_review: str
    annex: tuple[AnnexSection, ...]


def governors_report(now: Summary, beside: Beside) -> GovernorsReport:
    """What governors are shown of a return."""
    before, middle = beside.before, beside.middle
    moved = since_last_round(before.summary.progress, now.progress) if before else None
    late = now.progress.with_status(status.OVERDUE)
    return GovernorsReport(
        school=words.shorten_at_word(words.one_line(now.school), _NAME) or "School not named",
        urn=words.one_line(now.urn),
        day=now.today,
        before=before.heading if before else "",
        since=(words.one_line(before.name) or "last time") if before else "",
        middle=_whose_middle(middle),
        publish=words.FOR_THE_SCHOOL,
        headline=_headline(now, before),
        reservations=tuple(_reservations(now)),
        figures=tuple(_figures(now, before, middle)),
        benchmarks=tuple(_benchmarks(now.progress, before.summary.progress if before else None, middle)),
        improved=Shortened.of([_moved(one) for one in moved.improved], _MOST_MOVED) if moved else None,
        slipped=Shortened.of([_moved(one) for one in moved.slipped], _MOST_MOVED) if moved else None,
        duties=_duties(now.progress),
        overdue=tuple(map(_overdue, late[:_MOST_OVERDUE])),
        more_overdue=max(0, len(late) - _MOST_OVERDUE),
        leavers=tuple(map(_leavers, now.destinations)),
        questions=tuple(_questions(now, moved.slipped if moved else ()))[:_MOST_QUESTIONS],
        next_review=_next_review(now),
        annex=tuple(_annex(now.progress)),
    )


def _whose_middle(middle: "HubMiddle | None") -> str:
    if not middle:
        return ""
    return (
        f"Middle of the Hub: half of the {middle.schools} schools that have returned have a higher figure, half a "
        "lower one. Schools differ in whom they teach; it is no league table."
    )


def _headline(now: Summary, before: RoundBefore | None) -> str:
    total = now.progress.total
    applicable = total.items - total.not_applicable
    if not total.items:
        return "This checklist has no statements whose progress is counted."
    said = f"{total.done} of {many(applicable, 'statement')} done"
    if before:
        step = total.done - before.summary.progress.total.done
        told = f"{abs(step)} {'more' if step > 0 else 'fewer'} than" if step else "as many as"
        said += f", {told} {before.when}"
    late = f"{many(total.overdue, 'action')} overdue" if total.overdue else "no action overdue"
    return f"{said}; {late}."


def _reservations(now: Summary) -> Iterator[str]:
    total = now.progress.total
    if now.filled.blank:
        yield "Nothing is filled in yet beyond what was there when the workbook was sent."
    elif now.filled.unchanged and not now.filled.confirmed:
        yield "The answers are those that the school was sent; nobody has confirmed yet that they are still right."
    unsaid = total.missing + total.unclear
    if unsaid:
        yield f"{many(unsaid, 'answer')} could not be read or {'is' if unsaid == 1 else 'are'} missing from the file."


def _of(total: ItemCounts) -> str:
    said = f"{total.done} of {total.items - total.not_applicable}"
    return said if total.percent_done is None else f"{said} ({words.percent(total.percent_done)})"


def _figures(now: Summary, before: RoundBefore | None, middle: "HubMiddle | None") -> Iterator[FigureLine]:
    then = before.summary.progress.total if before else None
    total = now.progress.total
    yield FigureLine(
        "Statements done",
        _of(total),
        _of(then) if then else "",
        words.percent(middle.done) if middle and middle.done is not None else "",
    )
    counted: tuple[tuple[str, Callable[[ItemCounts], int], float | None], ...] = (
        ("In progress", lambda one: one.in_progress, None),
        ("Not done", lambda one: one.not_done, None),
        ("No answer", lambda one: one.no_answer + one.unclear + one.missing, None),
        ("Actions overdue", lambda one: one.overdue, middle.overdue if middle else None),
        (f"Actions due within {many(now.due_soon_days, 'day')}", lambda one: one.due_soon, None),
    )
    for label, number, typical in counted:
        shown = "" if typical is None else f"{typical:g}"
        yield FigureLine(label, str(number(total)), str(number(then)) if then else "", shown)


def _benchmarks(now: Progress, before: Progress | None, middle: "HubMiddle | None") -> Iterator[BenchmarkLine]:
    was = {tally.number: tally.counts.percent_done for tally in before.benchmarks} if before else {}
    for tally in now.benchmarks:
        if tally.number and tally.counts.items:
            typical = middle.benchmarks.get(tally.number) if middle else None
            done = _of(tally.counts)
            yield BenchmarkLine(
                words.tally_name(tally), done, tally.counts.percent_done, was.get(tally.number), typical
            )


def _duties(progress: Progress) -> LegalDuties | None:
    rows = [row for row in progress.items if row.duty]
    if not rows:
        return None
    applying = [row for row in rows if row.outcome != "not_applicable"]
    done = sum(row.outcome == "done" for row in applying)
    rows.sort(key=lambda row: row.outcome in ("done", "not_applicable"))
    lines = [DutyLine(row.ref, words.one_line(row.duty), _of_duty(row)) for row in rows]
    said = f"Done: {done} of the {len(applying)} that this checklist asks about."
    return LegalDuties(said if applying else "None applies, the school says.", *_cut(lines, _MOST_DUTIES))


def _of_duty(row: ItemRow) -> str:
    return "Not applicable" if row.outcome == "not_applicable" else _OUTCOMES.get(row.outcome, "not known").capitalize()


def _short(row: ItemRow) -> str:
    return words.shorten_at_word(words.one_line(row.statement).rstrip(" .:;,"), _STATEMENT, " .:;,-\u2013")


def _moved(moved: Moved) -> StatementLine:
    said = f"{_OUTCOMES[moved.before]}, now {_OUTCOMES[moved.row.outcome]}"
    return StatementLine(moved.row.ref, _short(moved.row), said)


def _overdue(row: ItemRow) -> ActionLine:
    action = words.answer_text(row.action) if row.action.holds_something else "Nothing is written under Action needed."
    said = words.shorten_at_word(words.one_line(action), _ACTION, " .,;:-")
    return ActionLine(row.ref, _short(row), said, spelt(row.due) if row.due else "", words.days(row))


def _leavers(of: Destinations) -> LeaversTable:
    known = [cohort for cohort in of.cohorts if cohort.year_state == "answered"][-_MOST_YEARS:]
    nothing = ""
    if of.missing:
        nothing = "The sheet is missing from the file, which is not the same as no leavers."
    elif not known:
        nothing = "No leaver is recorded."
    headings = (
        "In education, employment or training in the autumn",
        "Still there six months on",
        "Still in touch",
    )
    return LeaversTable(words.one_line(of.sheet), headings, tuple(map(_leavers_of, known)), nothing)


def _leavers_of(cohort: Cohort) -> LeavingYearLine:
    first = cohort.point(FIRST)
    later = [point for point in cohort.checkpoints if point.id != INTENDED and not point.too_early]
    last = later[-1] if later else None
    return LeavingYearLine(
        words.one_line(cohort.year),
        cohort.leavers,
        _number(cohort, first.in_eet if first else None, (first,) if first else ()),
        _number(cohort, cohort.sustained, cohort.sustaining),
        _number(cohort, last.in_touch, (last,)) if last else NOT_YET,
    )


def _number(cohort: Cohort, number: int | None, points: Sequence[Checkpoint]) -> str:
    """7 of 9; or why there is no number."""
    if not points:
        return NOT_SAID
    if any(point.too_early for point in points):
        return NOT_YET
    if cohort.not_said(*points):
        return NO_ANSWER
    gone = any(point.missing or point.not_asked for point in points)  # counted without those, it would be too low
    return NOT_SAID if number is None or gone else f"{number} of {cohort.leavers}"


def _next_review(now: Summary) -> str:
    following = [row for row in now.progress.open_actions if row.due and row.due >= now.today]
    if following:
        return f"The next deadline is {spelt(following[0].due or now.today)} ({following[0].ref})."
    return "No deadline lies ahead: agree when to look at the checklist again."


def _annex(progress: Progress) -> Iterator[AnnexSection]:
    sections: dict[tuple[str, str], list[StatementLine]] = {}
    for row in progress.items:
        said = words.answer_text(row.completed) if row.completed.state == "answered" else _unsaid(row)
        due = f"; due {spelt(row.due)}" if row.due and row.group not in ("done", "not applicable") else ""
        line = StatementLine(row.ref, words.one_line(row.statement), words.one_line(said) + due)
        sections.setdefault((row.sheet, row.section), []).append(line)
    for (sheet, heading), lines in sections.items():
        yield AnnexSection(words.one_line(heading or sheet).rstrip(": "), tuple(lines))


def _unsaid(row: ItemRow) -> str:
    return "No answer" if row.completed.state == "blank" else words.answer_text(row.completed).strip("()").capitalize()


def _questions(now: Summary, slipped: Sequence[Moved]) -> Iterator[str]:
    """What governors may ask, the most pressing first."""
    for rule in (_about_overdue, _about_leavers, _about_benchmarks, _about_evidence, _about_dates):
        if rule is _about_leavers:
            yield from (
                f"What changed at {one.row.ref}, which was {_OUTCOMES[one.before]} before?" for one in slipped[:1]
            )
        yield from rule(now)


def _about_overdue(now: Summary) -> Iterator[str]:
    if rows := now.progress.with_status(status.OVERDUE):
        what = f"{rows[0].ref}, which was due on {spelt(rows[0].due)}" if rows[0].due else rows[0].ref
        yield f"What stands in the way of {what}? Who will finish it, and by when?"


def _about_leavers(now: Summary) -> Iterator[str]:
    for of in now.destinations:
        for cohort in reversed(of.cohorts):
            known = [p for p in cohort.checkpoints if p.id != INTENDED and not p.too_early and not p.not_due]
            if (
                cohort.year_state == "answered"
                and known
                and not known[-1].missing
                and known[-1].in_touch < cohort.leavers
            ):
                yield f"Where {_lost(cohort, known[-1])} of {words.one_line(cohort.year)} now? How do we keep in touch?"
                return


def _lost(cohort: Cohort, last: Checkpoint) -> str:
    lost, leavers = cohort.leavers - last.in_touch, many(cohort.leavers, "leaver")
    return f"{'is' if lost == 1 else 'are'} {'' if lost == cohort.leavers else f'{lost} of '}the {leavers}"


def _about_benchmarks(now: Summary) -> Iterator[str]:
    def share(tally: Tally) -> float:
        return tally.counts.percent_done if tally.counts.percent_done is not None else 100.0

    asked = [tally for tally in now.progress.benchmarks if tally.number and tally.counts.items]
    worst = min(asked, key=share, default=None)
    if worst and share(worst) < 100:  # noqa: PLR2004 - per cent
        applicable = worst.counts.items - worst.counts.not_applicable
        said = f"{worst.counts.done} of {many(applicable, 'statement')}"
        yield f"Benchmark {worst.number}, {worst.name}, is furthest from done: {said}. What would help most?"


def _about_evidence(now: Summary) -> Iterator[str]:
    if rows := now.progress.done_without_review:
        first = ", ".join(row.ref for row in rows[:3])
        which = f"{first} and {len(rows) - 3} more" if len(rows) > 3 else first  # noqa: PLR2004 - refs named
        yield f"How do we know that {which} {'is' if len(rows) == 1 else 'are'} done? Nothing is written under Review."


def _about_dates(now: Summary) -> Iterator[str]:
    if number := len(now.progress.without_deadline):
        yield f"{many(number, 'action')} {'has' if number == 1 else 'have'} no deadline. By when will they be done?"
