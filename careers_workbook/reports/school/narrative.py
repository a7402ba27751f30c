"""What a report says, section by section, in the sentences and titles that all formats share."""

from collections.abc import Iterator, Sequence

from careers_workbook.core.text import many
from careers_workbook.figures.checklist_progress import ItemRow, Tally
from careers_workbook.figures.evidence import Evidence
from careers_workbook.figures.leaver_counts import Checkpoint, Cohort, Destinations
from careers_workbook.figures.quality import Finding, Quality
from careers_workbook.figures.summary import Summary
from careers_workbook.reports import words
from careers_workbook.reports.words import one_line
from careers_workbook.spec import status
from careers_workbook.spec.checkpoints import FIRST, INTENDED
from careers_workbook.spec.semantic_ids import NO_ANSWER_YET, TOO_EARLY

TOTAL = "All"
WITHOUT_REVIEW = "Done without a review"
_FILLED_IN = "new, changed or confirmed"
_UNCONFIRMED = "nobody has confirmed yet that it is still right, so that no percentage is given"


def school_name(summary: Summary) -> str:
    """The school, and its URN if it is known."""
    name = one_line(summary.school) or "School not named"
    return f"{name} (URN {one_line(summary.urn)})" if summary.urn else name


def identity(summary: Summary) -> Iterator[tuple[str, str]]:
    """Who and when, as label and value."""
    yield "Counted as on", words.long_date(summary.today)
    yield "Workbook built on", words.long_date(summary.built_on)
    yield "Checklist", one_line(f"{summary.spec_id} {summary.version}")
    yield "File", one_line(summary.file)


def in_short(summary: Summary) -> Iterator[str]:
    """The key figures in sentences."""
    progress = summary.progress
    total = progress.total
    applicable = total.items - total.not_applicable
    if not total.items:
        yield "This checklist has no statements whose progress is counted."
        return
    share = "" if total.percent_done is None else f" ({words.percent(total.percent_done)})"
    left_out = f" {many(total.not_applicable, 'more does', 'more do')} not apply." if total.not_applicable else ""
    yield f"{total.done} of {many(applicable, 'statement')} done{share}.{left_out}"
    dates = [
        f"{total.overdue} overdue",
        f"{total.due_soon} due soon (within {many(summary.due_soon_days, 'day')})",
        f"{len(progress.with_status(status.ON_TRACK))} on track (due later)",
        f"{len(progress.without_deadline)} without a deadline",
    ]
    if progress.deadline_unclear:
        dates.append(f"{len(progress.deadline_unclear)} with a deadline that could not be read or is missing")
    yield f"Open actions: {', '.join(dates)}."
    if summary.filled.asked:
        asked = many(summary.filled.asked, "statement")
        yield f"{summary.filled.statements} of {asked} filled in: {_FILLED_IN} since the workbook was sent."
    yield from reservations(summary)


def reservations(summary: Summary) -> Iterator[str]:
    """What has to be known of the return as a whole, and what makes the percentage uncertain."""
    total, filled = summary.progress.total, summary.filled
    if filled.blank:
        yield "Nothing is filled in yet beyond what was there when the workbook was sent."
    elif filled.unchanged:
        day = f"made on {words.long_date(summary.built_on)}" if summary.built_on else "sent"
        why = "that is confirmed to be right" if filled.confirmed else _UNCONFIRMED
        yield f"Unchanged since the workbook was {day}: every answer is as the school was sent it, and {why}."
    for number, what in ((total.missing, "missing from the file"), (total.unclear, "unclear")):
        if number:
            are, count = ("is", "counts") if number == 1 else ("are", "count")
            so = f"{are} {what} and {count} as not done"
            yield f"{many(number, 'statement')} {so}: the true percentage may be higher."


def key_figures(summary: Summary) -> Iterator[tuple[str, str, str]]:
    """Number, label and remark of the figures to be seen first."""
    progress, total = summary.progress, summary.progress.total
    applicable = total.items - total.not_applicable
    yield words.percent(total.percent_done), "done", f"{total.done} of {many(applicable, 'statement')}"
    late = [many(-(row.days or 0), "day") for row in progress.with_status(status.OVERDUE)]
    if summary.filled.asked:
        yield f"{summary.filled.statements} of {summary.filled.asked}", "filled in", _FILLED_IN
    yield str(total.overdue), "overdue", f"the oldest by {late[0]}" if late else "nothing is late"
    yield str(total.due_soon), "due soon", f"within {many(summary.due_soon_days, 'day')}"
    yield str(len(progress.without_deadline)), "without a deadline", "actions that have begun"
    yield str(len(progress.not_started)), "not started", "no action, no answer"


def progress_tables(summary: Summary) -> Iterator[tuple[str, Sequence[Tally]]]:
    """Titles and tallies; by checklist only where that differs from by section."""
    progress = summary.progress
    if not progress.total.items:
        return
    yield "Progress by section", progress.sections
    if len(progress.checklists) not in (1, len(progress.sections)):
        yield "Progress by checklist", progress.checklists
    if any(tally.counts.items for tally in progress.benchmarks if tally.number):
        yield "Progress by Gatsby benchmark", progress.benchmarks


def with_total(summary: Summary, tallies: Sequence[Tally]) -> list[Tally]:
    """The tallies, and the total where they add up to it: not by benchmark, where an item may count more than once."""
    adds_up = all(tally.number is None for tally in tallies)
    return [*tallies, Tally(TOTAL, summary.progress.total)] if adds_up else list(tallies)


def action_groups(summary: Summary) -> Iterator[tuple[str, Sequence[ItemRow]]]:
    """Titles and rows: every open action in date order, then those without a date."""
    progress = summary.progress
    yield status.OVERDUE, progress.with_status(status.OVERDUE)
    yield f"{status.DUE_SOON} (within {many(summary.due_soon_days, 'day')})", progress.with_status(status.DUE_SOON)
    yield f"{status.ON_TRACK} (due later)", progress.with_status(status.ON_TRACK)
    yield status.NO_DEADLINE, progress.without_deadline
    yield "Deadline that could not be read or is missing", progress.deadline_unclear


def about_destinations(destinations: Destinations) -> Iterator[str]:
    """What is to be known before the figures."""
    if destinations.missing:
        yield "This sheet is missing from the file. That is not the same as no leavers: nothing is known about them."
    elif not destinations.leavers:
        yield "No leaver is recorded."
    else:
        yield f"{many(destinations.leavers, 'leaver')} recorded."


def publishing(destinations: Destinations) -> str:
    """Why these figures must not be published; "" where they may be."""
    reasons = {
        "Some of these figures are 1 to 5.": destinations.small_numbers,
        "All leavers of a year are in one group, which tells where each of them is.": destinations.all_alike,
    }
    return " ".join(reason for reason, holds in reasons.items() if holds)


def about_cohort(cohort: Cohort) -> Iterator[str]:
    """The figures that people ask for first, with percentages where there are any."""
    if cohort.year_state != "answered":
        return
    first = [point for point in cohort.checkpoints if point.id == FIRST]
    known = [point for point in cohort.checkpoints if not point.too_early and point.id != INTENDED]
    figures = [
        *((f"In education, employment or training ({words.when(point)})", point.in_eet, (point,)) for point in first),
        ("Sustained: so in the autumn, and still there six months on", cohort.sustained, cohort.sustaining),
        *((f"Still in touch ({words.when(point)})", point.in_touch, (point,)) for point in known[-1:]),
    ]
    said = [(label, number, cohort.share(number, *at), cohort.not_said(*at)) for label, number, at in figures]
    for label, number, share, why_not in said:
        if share is not None:
            yield f"{one_line(label)}: {number} of {cohort.leavers}, {words.percent(share)}."
        elif number is not None and why_not:
            yield f"{one_line(label)}: {why_not}."
    if cohort.few and any(share is not None for _, _, share, _ in said):
        yield "These percentages rest on fewer than six leavers and say little."


def filled_points(cohort: Cohort) -> list[Checkpoint]:
    """The checkpoints with something to count."""
    return [point for point in cohort.checkpoints if point.blank < cohort.leavers]


def empty_points(cohort: Cohort) -> Iterator[tuple[str, str]]:
    """A remark and the labels of the checkpoints that are blank for every leaver."""
    empty = [point for point in cohort.checkpoints if point.blank == cohort.leavers]
    for remark in (NO_ANSWER_YET, TOO_EARLY):
        if labels := ", ".join(words.when(point) for point in empty if cohort.not_said(point) == remark):
            yield remark.capitalize(), labels


def point_tables(cohort: Cohort) -> Iterator[tuple[list[str], list[Checkpoint]]]:
    """The checkpoints as tables: those that are counted by the same groups stand together under the same labels."""
    tables: dict[tuple[str, ...], list[Checkpoint]] = {}
    for point in filled_points(cohort):
        tables.setdefault(tuple(name for name, _ in point.groups), []).append(point)
    for points in tables.values():
        yield list(dict.fromkeys(label for point in points for label, _ in words.checkpoint_numbers(point))), points


def point_said(point: Checkpoint) -> str:
    """One checkpoint in a sentence, where a table would have one row: every number."""
    numbers = ", ".join(f"{one_line(label)} {number}" for label, number in words.checkpoint_numbers(point))
    return f"{words.when(point)}: {numbers}."


def at(point: Checkpoint, label: str) -> int:
    """The number under one label of its table."""
    return sum(number for name, number in words.checkpoint_numbers(point) if name == label)


def about_evidence(evidence: Evidence) -> Iterator[str]:
    """The counts in sentences."""
    if evidence.missing:
        yield "The sheet is missing from the file, so there is nothing to count."
        return
    if not evidence.lines:
        yield "No evidence has been listed. The sheet is optional."
        return
    yield f"{many(evidence.lines, 'line')} of evidence."
    if bare := evidence.bare_themes:
        yield f"No line yet about: {', '.join(map(one_line, bare))}."
    for number, what in ((evidence.no_theme, "no readable theme"), (evidence.no_place, "no word on where it is")):
        if number:
            yield f"{many(number, 'line has', 'lines have')} {what}."


def states(quality: Quality) -> Iterator[tuple[str, str]]:
    """Answers by state, as label and figures; the five states stay apart."""
    for found in quality.states:
        numbers = [f"{found.answered} answered", f"{found.blank} blank", f"{found.missing} missing"]
        numbers.append(f"{found.unreadable} could not be read")
        numbers += [f"{found.not_asked} not asked in this version"] if found.not_asked else []
        yield words.kind_label(found.kind), ", ".join(numbers)
    if quality.missing_sheets:
        yield "Sheets missing", ", ".join(map(one_line, quality.missing_sheets))


def progress_words(tally: Tally) -> str:
    """2 of 5 done; 1 in progress, 2 no answer yet; 1 overdue."""
    counts = tally.counts
    applicable = counts.items - counts.not_applicable
    done = f"{counts.done} of {applicable} done" if applicable else "none applies" if counts.items else "no statements"
    return "; ".join(part for part in (done, words.parts(counts)) if part)


def finding(found: Finding) -> str:
    """A problem in one line: where, what, and what to do."""
    return " ".join(part for part in (words.where_and_what(found), found.advice) if part)


def notes(summary: Summary) -> Iterator[str]:
    """How it is counted, and what it is not."""
    yield "Percent done is done divided by the statements that apply, as on the Progress sheet of the workbook."
    yield (
        "No answer means that Action completed is blank, Unclear that it holds none of the offered answers, "
        "Missing that its row or column is gone from the file."
    )
    if any(tally.number and tally.counts.items for tally in summary.progress.benchmarks):
        yield (
            "A statement can belong to several Gatsby benchmarks, so the benchmarks do not add up. They show how far "
            "this checklist is; they are not a Compass result."
        )
    if summary.progress.uncounted:
        titles = ", ".join(map(one_line, summary.progress.uncounted))
        yield f"Not counted, because no progress is asked for there: {titles}."
    yield "The school's own words are quoted as they are. Before you pass this on, make sure that they name no pupil."
