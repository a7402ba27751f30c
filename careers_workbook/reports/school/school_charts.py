"""The charts of a school's report: figures -> charts whose titles say what they show.

Enters: a Summary or a part of it, the width in pixels. Leaves: a `Chart`, None where there is nothing to draw. Must not
know: how a chart is drawn, how a number was counted.
"""

from careers_workbook.core.text import many
from careers_workbook.figures.checklist_progress import ItemCounts, Tally
from careers_workbook.figures.leaver_counts import Checkpoint, Cohort, Destinations
from careers_workbook.figures.summary import Summary
from careers_workbook.reports import svg_charts as charts
from careers_workbook.reports import words
from careers_workbook.reports.drawing import Chart
from careers_workbook.reports.school.governors import GovernorsReport
from careers_workbook.spec.checkpoints import FIRST
from careers_workbook.spec.sheets.destinations import IN_EET, LABELS

_NAME, _SHORT = 120, 60
"""Characters of a name in a chart, and in its title."""


def overall(summary: Summary, width: int) -> Chart | None:
    """All statements in one bar."""
    total = summary.progress.total
    if not total.items:
        return None
    return charts.stacked(_done(total), [charts.Stack("All statements", _parts(total))], width)


def sections(summary: Summary, width: int) -> Chart | None:
    """A bar for each section, with what it has done in per cent."""
    tallies = [tally for tally in summary.progress.sections if tally.counts.items]
    if not tallies:
        return None
    rows = [charts.Stack(_named(t), _parts(t.counts), words.percent(t.counts.percent_done)) for t in tallies]
    return charts.stacked(_furthest(tallies) or _done(summary.progress.total), rows, width)


def benchmarks(summary: Summary, width: int) -> Chart | None:
    """The Gatsby benchmarks, that of which least is done first."""
    tallies = [tally for tally in summary.progress.benchmarks if tally.number and tally.counts.items]
    if not tallies:
        return None
    rows = [charts.Bar(_named(tally), tally.counts.percent_done) for tally in tallies]
    return charts.bars(_furthest(tallies) or "Done of the statements about each benchmark", rows, width=width)


def for_governors(report: GovernorsReport, width: int) -> Chart | None:
    """The benchmarks, with that of the round before as a mark."""
    rows = [charts.Bar(line.name, line.now, line.before) for line in report.benchmarks]
    known = sorted((line.now, line.name) for line in report.benchmarks if line.now is not None)
    if not known:
        return None
    title = f"Least done: {known[0][1]} ({words.percent(known[0][0])})"
    return charts.bars(title, rows, report.since, width)


def deadlines(summary: Summary, width: int) -> Chart | None:
    """The deadlines of open actions over the months."""
    days = [row.due for row in summary.progress.open_actions if row.due]
    if not days:
        return None
    total = summary.progress.total
    later = len(days) - total.overdue - total.due_soon
    title = f"{many(total.overdue, 'deadline has', 'deadlines have')} passed, {total.due_soon} due soon, {later} later"
    return charts.timeline(title, days, summary.today, summary.due_soon_days, width)


def years(found: Destinations, width: int) -> Chart | None:
    """How many went on, over the leaving years; None unless two years can be compared."""
    known = [cohort for cohort in found.cohorts if cohort.year_state == "answered"]
    series = [one for one in (_in_eet(known), _sustained(known)) if any(share is not None for share in one.shares)]
    if not series or max(sum(share is not None for share in one.shares) for one in series) < 2:  # noqa: PLR2004
        return None
    newest = [(c.year, s) for c, s in zip(known, series[0].shares, strict=True) if s is not None][-1]
    title = f"{words.percent(newest[1])} of the leavers of {words.one_line(newest[0])}: {_lower(series[0].name)}"
    return charts.lines(title, [words.one_line(cohort.year) for cohort in known], series, width)


def _in_eet(cohorts: list[Cohort]) -> charts.OverYears:
    points = [cohort.point(FIRST) for cohort in cohorts]
    shares = [c.share(p.in_eet, p) if p else None for c, p in zip(cohorts, points, strict=True)]
    return charts.OverYears(f"{LABELS[IN_EET]} in the autumn", shares, [bool(p and p.too_early) for p in points])


def _sustained(cohorts: list[Cohort]) -> charts.OverYears:
    shares = [cohort.share(cohort.sustained, *cohort.sustaining) for cohort in cohorts]
    early = [any(point.too_early for point in cohort.sustaining) for cohort in cohorts]
    return charts.OverYears("Sustained for six months", shares, early)


def cohort(found: Cohort, points: list[Checkpoint], width: int) -> Chart:
    """Where the leavers of one year were at each time."""
    rows = [charts.Stack(words.when(point), dict(words.checkpoint_numbers(point))) for point in points]
    first = next((point for point in points if point.id == FIRST), points[0])
    went_on = f"{first.in_eet} of {found.leavers} {_lower(LABELS[IN_EET])} ({words.when(first)})"
    title = went_on if first.in_eet is not None else "where they were"
    return charts.stacked(f"{words.cohort_name(found)}: {title}", rows, width)


def _named(tally: Tally) -> str:
    return words.shorten_at_word(words.one_line(words.tally_name(tally)), _NAME)


def _parts(counts: ItemCounts) -> dict[str, int]:
    return {words.COUNT_LABELS[name]: getattr(counts, name) for name in words.PARTS}


def _done(total: ItemCounts) -> str:
    applicable = total.items - total.not_applicable
    return f"{total.done} of {many(applicable, 'statement')} done"


def _furthest(tallies: list[Tally]) -> str:
    """Of which least is done, and of which most; "" where nothing can be said, or all are alike."""
    known = [tally for tally in tallies if tally.counts.percent_done is not None]
    known.sort(key=lambda tally: tally.counts.percent_done or 0)
    if not known or known[0].counts.percent_done == known[-1].counts.percent_done:
        return ""
    least, most = (f"{_short(t)} ({words.percent(t.counts.percent_done)})" for t in (known[0], known[-1]))
    return f"Furthest: {most}. Least done: {least}"


def _short(tally: Tally) -> str:
    return words.shorten_at_word(words.one_line(words.tally_name(tally)).rstrip(" :;."), _SHORT, ",;:")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
