"""The charts of a Hub's page: a Board -> charts whose titles say what they show, at a width in pixels.

None where there is nothing to draw. Must not know: how a chart is drawn, how a number was counted.
"""

from collections.abc import Callable
from itertools import chain, repeat

from careers_workbook.core.text import many
from careers_workbook.hub.board import Board
from careers_workbook.hub.publication.published import NOT_APPLICABLE, CohortLine
from careers_workbook.reports import svg_charts as charts
from careers_workbook.reports import words
from careers_workbook.reports.drawing import WIDE, Chart
from careers_workbook.reports.hub.body_sheets import ANSWERS

_NAME = 120
"""Characters of a name in a chart."""
_YEARS = 2
"""Leaving years from which on a line says something."""


def benchmarks(of: Board, width: int = WIDE) -> Chart | None:
    """Worst first, with the round before as a mark."""
    rows = [
        charts.Bar(f"{one.number}. {one.name}", one.done.percent, one.before.percent if one.before else None)
        for one in of.benchmarks
    ]
    if not rows or rows[0].percent is None:
        return None
    title = f"{of.benchmarks[0].name} is furthest from done: {words.percent(rows[0].percent)} of its statements"
    return charts.bars(title, rows, words.one_line(of.before), width)


def schools(of: Board, width: int = WIDE) -> Chart | None:
    """A point a school by per cent done."""
    known = [(one.name, one.done.percent) for one in of.schools if one.done.percent is not None]
    if not known:
        return None
    least, most = words.percent(known[0][1]), words.percent(known[-1][1])
    return charts.strip(f"{many(len(known), 'school')}: from {least} to {most} of statements done", known, width)


def leavers(of: Board, width: int = WIDE) -> Chart | None:
    """What became of the leavers over the years, as published; open where nobody can know it yet."""
    series = [
        _over_years(of, "In education, employment or training in the autumn", lambda one: one.in_eet_percent),
        _over_years(of, "Still there six months on", lambda one: one.sustained_percent),
    ]
    shown = [one for one in series if any(share is not None for share in one.shares)]
    if not shown or sum(share is not None for share in shown[0].shares) < _YEARS:
        return None
    year, share = [(c.year, s) for c, s in zip(of.leavers, shown[0].shares, strict=True) if s is not None][-1]
    title = f"{words.percent(share)} of the leavers of {words.one_line(year)}: {shown[0].name[:1].lower()}"
    return charts.lines(title + shown[0].name[1:], [words.one_line(one.year) for one in of.leavers], shown, width)


def _over_years(of: Board, name: str, percent: Callable[[CohortLine], str]) -> charts.OverYears:
    said = [percent(one) for one in of.leavers]
    return charts.OverYears(
        name, [float(one) if one.isdigit() else None for one in said], [one == NOT_APPLICABLE for one in said]
    )


def sections(of: Board, width: int = WIDE) -> Chart | None:
    """What schools say of the statements of each section."""
    rows = [
        charts.Stack(
            words.shorten_at_word(words.one_line(one.short), _NAME),
            {word: one.counts[name] for name, word in ANSWERS.items()},
            words.percent(one.done.percent),
        )
        for one in of.sections
    ]
    if not rows or of.done.percent is None:
        return None
    return charts.stacked(f"{words.percent(of.done.percent)} of the statements that apply are done", rows, width)


def heat(of: Board, width: int = WIDE) -> Chart | None:
    """Schools by sections; with their names, and so for the Hub's own eyes only."""
    if not of.internal or not of.schools:
        return None
    names = [words.shorten_at_word(words.one_line(one.short), _NAME) for one in of.sections]
    rows = [(words.one_line(one.name), [share.percent for share in one.sections]) for one in of.schools]
    return charts.heat("Per cent done by school and section; those with least done first", names, rows, width)


def deadlines(of: Board, width: int = WIDE) -> Chart | None:
    """Open actions by the month of their deadline."""
    if not of.deadlines:
        return None
    days = list(chain.from_iterable(repeat(day, number) for day, number in sorted(of.deadlines.items())))
    passed = sum(day < of.day for day in days)
    title = f"{many(passed, 'deadline has', 'deadlines have')} passed, {len(days) - passed} lie ahead"
    return charts.timeline(title, days, of.day, of.due_soon_days, width)
