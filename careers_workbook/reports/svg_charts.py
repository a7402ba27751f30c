"""The charts of pages and of paper, a function a chart: figures -> a `Chart`, at a width in pixels.

bars        shares of one kind, worst first, that of the round before as a mark
stacked     what became of the statements, or where leavers were, in parts
strip       schools by per cent done, a point each
heat        shares in rows and columns, as words on a ground that is the darker the more
timeline    deadlines by month, before and after today
lines       shares over years, open points where nothing can be known yet

Enters: names and figures as they are shown (per cent 0 to 100, or None), a title that says what they show. Leaves: a
Chart whose table has the same figures. Long names are wrapped, none is cut off. Must not know: whose figures they are.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from careers_workbook.core.days import spelt
from careers_workbook.core.frozen import frozen
from careers_workbook.core.later import Anew
from careers_workbook.core.palette import ANSWERS, HUES, ONE, RULE, SCALE, WHITE, YEARS, Fill, part
from careers_workbook.core.text import many
from careers_workbook.core.vocabulary import DUE_SOON, OVERDUE
from careers_workbook.reports import words
from careers_workbook.reports.drawing import (
    LINE,
    SIZE,
    SMALL,
    SOFT,
    WIDE,
    Box,
    Chart,
    Drawn,
    Label,
    Mark,
    Stroke,
    centred,
    legend,
    paragraph,
    tall,
    wide,
    wrapped,
)

_BAR, _GAP = 22, 10
"""Pixels: how thick a bar is, and what lies between two."""
_NAMES = 0.38
"""The share of the width for names beside bars; on a phone they stand above."""
_HALF = 480
"""Pixels of width below which names stand above their bars."""
_NOTE, _STRONG = Label(0, 0, "", size=SMALL, colour=SOFT), Label(0, 0, "", bold=True)
_FIGURE = Label(0, 0, "", "middle", SMALL)
_MARK = HUES["orange"].solid


@frozen
class Bar:
    """A share in per cent; None where there is nothing to count. `before` is that of the round before."""

    name: str
    percent: float | None
    before: float | None = None


@frozen
class Stack:
    """A bar of parts: name -> number. `note` stands at its end."""

    name: str
    parts: Mapping[str, int]
    note: str = ""


@frozen
class Track:
    """Where bars begin and how long they are; `names` is the room of the names, 0 if they stand above."""

    left: float
    length: float
    names: float

    @classmethod
    def of(cls, width: float, ends: float) -> "Track":
        """`ends` are the pixels behind the bars."""
        names = width * _NAMES if width >= _HALF else 0.0
        return cls(names + 8 if names else 1, width - ends - (names + 8 if names else 1), names)

    def row(self, y: float, name: str) -> tuple[list[Drawn], float, float]:
        """The name of a bar, the upper edge of the bar, and where the next row begins."""
        lines = wrapped(name, self.names or self.length)
        if not self.names:
            top = y + tall(lines) + 3
            return paragraph(self.left, y, lines, Label(0, 0, "")), top, top + _BAR + _GAP
        height = max(_BAR, tall(lines))
        said = paragraph(self.names, y + (height - tall(lines)) / 2 - 1, lines, Label(0, 0, "", anchor="end"))
        return said, y + (height - _BAR) / 2, y + height + _GAP


def bars(title: str, rows: Sequence[Bar], before: str = "", width: int = WIDE) -> Chart:
    """Shares, the worst first. `before` is what the round before is called, if any bar has a share of it."""
    rows = sorted(rows, key=lambda row: (row.percent is None, row.percent or 0))
    track = Track.of(width, wide(words.percent(100), bold=True) + 10)
    marked = [row for row in rows if row.before is not None]
    shapes: list[Drawn] = []
    y = 2.0
    if marked:
        shapes += [Mark(8, y + 9, 6, _MARK, "diamond"), Label(20, y + SIZE, before or "Last round")]
        y += SIZE * LINE + 8
    for row in rows:
        name, top, y_next = track.row(y, row.name)
        shapes += [*name, Box(track.left, top, track.length, _BAR, ground=HUES["pale"].tint, edge=HUES["pale"].solid)]
        if row.percent:
            shapes.append(Box(track.left, top, track.length * row.percent / 100, _BAR, ONE))
        if row.before is not None:
            at = track.left + track.length * row.before / 100
            shapes += [
                Stroke(((at, top - 3), (at, top + _BAR + 3)), WHITE, 5),
                Stroke(((at, top - 3), (at, top + _BAR + 3)), _MARK, 2.5),
                Mark(at, top + _BAR / 2, 6, _MARK, "diamond"),
            ]
        shapes.append(centred(track.left + track.length + 8, top + _BAR / 2, words.percent(row.percent), _STRONG))
        y = y_next
    said = "; ".join(_bar_said(row, before) for row in rows)
    table = tuple((row.name, words.percent(row.percent), *((_before(row),) if marked else ())) for row in rows)
    columns = ("Name", "Percent done", *((before or "Last round",) if marked else ()))
    return Chart(title, f"Bars, the lowest first. {said}.", width, y, tuple(shapes), columns, table)


def _before(row: Bar) -> str:
    return "" if row.before is None else words.percent(row.before)


def _bar_said(row: Bar, before: str) -> str:
    then = f" ({before or 'last round'}: {words.percent(row.before)})" if row.before is not None else ""
    return f"{row.name} {words.percent(row.percent)}{then}"


def stacked(title: str, rows: Sequence[Stack], width: int) -> Chart:
    """Bars of parts, of one length. A part with room has its number; the notes at their ends say the percent done."""
    names = [name for name in _order(rows) if any(row.parts.get(name) for row in rows)]
    looks = {name: part(name, n) for n, name in enumerate(names)}
    track = Track.of(width, max((wide(row.note, bold=True) + 10 for row in rows if row.note), default=1))
    shapes, y = legend(width, list(looks.items()))
    y += 4
    for row in rows:
        said, top, y_next = track.row(y, row.name)
        shapes += said
        whole = sum(row.parts.values())
        shapes += _parts(row, looks, (track.left, top, track.length / whole if whole else 0))
        if row.note:
            shapes.append(centred(track.left + track.length + 8, top + _BAR / 2, row.note, _STRONG))
        y = y_next
    described = "; ".join(f"{row.name}: {_parts_said(row, names)}" for row in rows)
    notes = any(row.note for row in rows)
    columns = ("Name", *(["Percent done"] if notes else []), *names)
    table = tuple(
        (row.name, *([row.note] if notes else []), *(str(row.parts.get(name, 0)) for name in names)) for row in rows
    )
    return Chart(title, f"Bars in parts. {described}.", width, y, tuple(shapes), columns, table)


def _order(rows: Sequence[Stack]) -> list[str]:
    """The names of all parts as they come; those that say why there is no answer last."""
    found = list(dict.fromkeys(name for row in rows for name in row.parts))
    return sorted(found, key=lambda name: tuple(ANSWERS).index(name) if name in ANSWERS else -1)


def _parts(row: Stack, looks: Mapping[str, Fill], place: tuple[float, float, float]) -> Iterator[Drawn]:
    x, top, each = place
    for name, look in looks.items():
        number = row.parts.get(name, 0)
        if not number:
            continue
        room, figure = number * each, str(number)
        yield Box(x, top, room, _BAR, look)
        if wide(figure, SMALL) + (8 if look.pattern in ("full", "empty") else 14) <= room:
            if look.pattern not in ("full", "empty"):
                ground = wide(figure, SMALL) + 4
                yield Box(x + (room - ground) / 2, top + 3, ground, _BAR - 6, ground=WHITE)
            yield centred(x + room / 2, top + _BAR / 2, figure, replace(_FIGURE, colour=look.figure))
        x += room


def _parts_said(row: Stack, names: Sequence[str]) -> str:
    return ", ".join(f"{row.parts[name]} {name.lower()}" for name in names if row.parts.get(name)) or "nothing to count"


_STEP = 5
"""Per cent that one column of points of a strip has."""
_LOW, _HIGH = 0, 100


def strip(title: str, schools: Sequence[tuple[str, float]], width: int = WIDE) -> Chart:
    """A point a school over the scale of per cent done, in columns; the middle of them as a line."""
    columns = Counter(min(int(percent // _STEP), 100 // _STEP) for _, percent in schools)
    left, right = 14.0, width - 22.0
    each = (right - left) / (100 / _STEP + 1)
    most = max(columns.values(), default=1)
    radius = max(1.5, min(each / 2 - 0.5, 7.0, 160 / most / 2))
    base = SMALL * LINE * 2 + most * radius * 2 + 10
    middle = _middle([percent for _, percent in schools])
    shapes = _axis(left + each / 2, right - each / 2, base + 3)
    if middle is not None:
        at = left + each / 2 + (right - left - each) * middle / 100
        said = f"Middle {words.percent(middle)}"
        where = min(max(at, wide(said, SMALL, bold=True) / 2), width - wide(said, SMALL, bold=True) / 2)
        shapes.append(Stroke(((at, SMALL * LINE + 6), (at, base + 3)), _MARK, 2, "5 3"))
        shapes.append(Label(where, SMALL + 2, said, "middle", SMALL, bold=True))
    for column, number in sorted(columns.items()):
        x = left + each / 2 + (right - left - each) * min(column * _STEP + _STEP / 2, 100) / 100
        shapes += [Mark(x, base - radius - n * 2 * radius, radius, ONE.solid) for n in range(number)]
    counted = "; ".join(f"{many(number, 'school')} at {_span(column)}" for column, number in sorted(columns.items()))
    table = tuple((name, words.percent(percent)) for name, percent in sorted(schools, key=lambda one: one[1]))
    said = f"A point for each school. {counted or 'No school'}."
    return Chart(title, said, width, base + SMALL * LINE + 12, tuple(shapes), ("School", "Percent done"), table)


def _span(column: int) -> str:
    start = column * _STEP
    return "100%" if start >= _HIGH else f"{start} to {start + _STEP - 1}%"


def _middle(numbers: Sequence[float]) -> float | None:
    found = sorted(numbers)
    if not found:
        return None
    half = len(found) // 2
    return found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2


def _axis(left: float, right: float, y: float) -> list[Drawn]:
    """A line from 0 to 100 per cent with its figures below."""
    shapes: list[Drawn] = [Stroke(((left, y), (right, y)))]
    for percent in range(_LOW, _HIGH + 1, 25):
        x = left + (right - left) * percent / 100
        shapes.append(Stroke(((x, y), (x, y + 4))))
        shapes.append(Label(x, y + SMALL + 6, f"{percent}%", "middle", SMALL))
    return shapes


_CELL = 28
"""Pixels: how high a cell of a heat map is at least."""


_LEAST_NAMES = 0.2
"""The part of a map that names of rows need at least."""


def heat(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[float | None]]], width: int = WIDE
) -> Chart:
    """Shares in rows and columns; None where there is nothing to count. Columns that are too narrow have a number."""
    names = _room_for_names(columns, width)
    each = (width - names - 2) / max(len(columns), 1)
    headings = [wrapped(name, each - 4, SMALL) for name in columns]
    broken = _widest(columns) > each - 4
    key = [f"{n}. {name}" for n, name in enumerate(columns, 1)] if broken else []
    if broken:
        headings = [[str(n)] for n in range(1, len(columns) + 1)]
    top = max((tall(lines, SMALL) for lines in headings), default=0) + 8
    heights = [_height(name, names) for name, _ in rows]
    tops = list(accumulate(heights, initial=top))
    above = list[Drawn]()
    for n, lines in enumerate(headings):
        x, start = names + (n + 0.5) * each, top - 6 - tall(lines, SMALL)
        above += paragraph(x, start, lines, Label(0, 0, "", "middle", SMALL, bold=True))
    below, y = list[Drawn](), tops[-1] + 8
    for line in key:
        lines = wrapped(line, width - 4, SMALL)
        below += paragraph(2, y, lines, _NOTE)
        y += tall(lines, SMALL) + 2

    def shapes() -> Iterator[Drawn]:  # of thousands of schools none is kept
        yield from above
        for (name, cells), start, height in zip(rows, tops, heights, strict=False):  # the last is below them
            yield from _map_row(name, cells, (names, start, each, height))
        yield from below

    said = "A row each, a column each; the darker, the more is done. The table has the same figures."
    table = Anew(lambda: ((name, *map(words.percent, cells)) for name, cells in rows))
    return Chart(title, said, width, y + 2, Anew(shapes), ("Name", *columns), table)


def _height(name: str, room: float) -> float:
    """How high a row of a heat map is whose name has so much room."""
    return max(_CELL, tall(wrapped(name, room - 10, SMALL), SMALL) + 8)


def _map_row(name: str, cells: Sequence[float | None], place: tuple[float, float, float, float]) -> Iterator[Drawn]:
    """A row of a heat map: its name, and its cells, of which the first is at this place."""
    left, top, each, height = place
    lines = wrapped(name, left - 10, SMALL)
    yield from paragraph(2, top + (height - tall(lines, SMALL)) / 2, lines, Label(0, 0, "", size=SMALL))
    for n, percent in enumerate(cells):
        yield from _heated(percent, (left + n * each, top, each, height))


def _widest(columns: Sequence[str]) -> float:
    return max((wide(word, SMALL) for name in columns for word in name.split()), default=0)


def _room_for_names(columns: Sequence[str], width: int) -> float:
    """What names of rows leave to columns, so that these need no numbers, where there is enough for both."""
    usual, least = width * (0.3 if width >= _HALF else 0.34), width * _LEAST_NAMES
    left = width - 2 - len(columns) * (_widest(columns) + 5)
    return min(usual, left) if left >= least else usual


def _heated(percent: float | None, place: tuple[float, float, float, float]) -> Iterator[Drawn]:
    x, y, width, height = place
    _, ground, colour = next(step for step in SCALE if (percent or 0) >= step[0])
    yield Box(x, y, width, height, ground=ground if percent is not None else HUES["grey"].tint, edge=RULE)
    text = words.percent(percent)
    text = text if wide(text, SMALL) <= width - 2 else text.rstrip("%")
    yield centred(x + width / 2, y + height / 2, text, Label(0, 0, "", "middle", SMALL, colour=colour))


_PLOT = 120
"""Pixels: how high the columns and the lines of a chart are at most."""
_BEFORE, _AFTER = 3, 9
"""Months before and after that of today which are told apart on a phone; on paper twice as many before."""
_LATE, _SOON, _LATER = Fill("pink"), Fill("orange", "level"), Fill("turquoise")


def timeline(title: str, deadlines: Sequence[dt.date], today: dt.date, soon: int, width: int) -> Chart:
    """Open deadlines by month: those that have passed, those within `soon` days, those that are later."""
    now = today.year * 12 + today.month - 1
    first, last = now - _BEFORE * (2 if width >= _HALF else 1), now + _AFTER
    found: dict[int, Counter[str]] = {month: Counter() for month in range(first, last + 1)}
    for day in deadlines:
        month = min(max(day.year * 12 + day.month - 1, first), last)
        found[month][_when(day, today, soon)] += 1
    most = max((count.total() for count in found.values()), default=0)
    looks = {OVERDUE: _LATE, DUE_SOON: _SOON, "Later": _LATER}
    shapes, y = legend(width, list(looks.items()))
    top, base = y + SMALL * LINE + 8, y + SMALL * LINE + 8 + _PLOT
    each = (width - 2) / len(found)
    shapes += [Stroke(((0, base), (width, base)))]
    names = _month_names(found, deadlines)
    labels = _month_labels(list(names.values()), each)
    for n, counts in enumerate(found.values()):
        x, edge = 1 + n * each, base
        for name, look in looks.items():
            height = (_PLOT - SMALL) * counts[name] / max(most, 4)
            if height:
                edge -= height
                shapes.append(Box(x + each * 0.12, edge, each * 0.76, height, look))
        if counts.total():
            shapes.append(Label(x + each / 2, edge - 4, str(counts.total()), "middle", SMALL, bold=True))
        if label := labels[n]:
            half = max(wide(word, SMALL) for word in label) / 2
            shapes += paragraph(
                min(max(x + each / 2, half), width - half), base + 2, label, Label(0, 0, "", "middle", SMALL)
            )
    at = 1 + (now - first + (today.day - 1) / 31) * each
    shapes += [Stroke(((at, top - 6), (at, base)), SOFT, 1.5, "4 3")]
    half = wide("Today", SMALL) / 2
    shapes += [Label(min(max(at, half), width - half), top - 10, "Today", "middle", SMALL, bold=True)]
    said = "; ".join(f"{names[month]}: {_month_said(counts)}" for month, counts in found.items() if counts.total())
    described = f"Columns, one a month, as on {words.long_date(today)}. {said or 'No deadline'}."
    table = tuple(
        (names[month], *(str(counts[name]) for name in looks), str(counts.total()))
        for month, counts in found.items()
        if counts.total()
    )
    return Chart(title, described, width, base + 2 * SMALL * LINE + 8, tuple(shapes), ("Month", *looks, "All"), table)


def _when(day: dt.date, today: dt.date, soon: int) -> str:
    if day < today:
        return OVERDUE
    return DUE_SOON if (day - today).days <= soon else "Later"


def _month_names(found: Mapping[int, Counter[str]], deadlines: Sequence[dt.date]) -> dict[int, str]:
    """August 2027; the first and the last say so where they stand for all before or after them."""
    first, last = min(found), max(found)
    names = {month: spelt(dt.date(month // 12, month % 12 + 1, 1)).partition(" ")[2] for month in found}
    months = {day.year * 12 + day.month - 1 for day in deadlines}
    if min(months, default=first) < first:
        names[first] = f"to {names[first]}"
    if max(months, default=last) > last:
        names[last] = f"{names[last]} on"
    return names


def _month_said(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name.lower()}" for name, number in counts.items())


def _month_labels(names: Sequence[str], each: float) -> list[list[str]]:
    """As many of the months as have room, in two lines: Jan, and the year where it begins."""
    step = 1
    while wide("2026", SMALL) + 4 > each * step:
        step += 1
    labels, before = [], ""
    for n, name in enumerate(names):
        year = next(word for word in name.split() if word.isdigit())
        short = " ".join(word if word in ("to", "on") else word[:3] for word in name.split() if word != year)
        shown = (len(names) - 1 - n) % step == 0
        labels.append([short, *([year] if year != before else [])] if shown else [])
        before = year if shown else before
    return labels


@frozen
class OverYears:
    """What one line shows: for each year its share in per cent, None where there is none, or nobody can know it yet."""

    name: str
    shares: Sequence[float | None]
    not_yet: Sequence[bool] = ()


_SHAPES = ("disc", "diamond", "square")
_DASHES = ("", "7 4", "2 3")
_NOT_YET = "not yet"
_APART = SMALL * 1.15


def lines(title: str, years: Sequence[str], series: Sequence[OverYears], width: int = WIDE) -> Chart:
    """Shares over years, up to three lines; an open point on the axis where nobody can know it yet."""
    left, right = wide("100%", SMALL) + 8, width - 8.0
    shapes, y = _series_legend(series, width)
    top = y + 2 * SMALL + 8  # two figures stand above each other where both lines are at the top
    base = top + _PLOT + 40
    for percent in range(_LOW, _HIGH + 1, 25):
        at = base - (base - top) * percent / 100
        shapes += [Stroke(((left, at), (right, at)), SOFT if not percent else RULE)]
        shapes += [centred(left - 6, at, f"{percent}%", Label(0, 0, "", "end", SMALL))]
    each = (right - left) / max(len(years), 1)
    xs = [left + (n + 0.5) * each for n in range(len(years))]
    step = next(n for n in range(1, len(years) + 2) if max(map(wide, years), default=0) * SMALL / SIZE + 4 <= each * n)
    for n, (x, year) in enumerate(zip(xs, years, strict=True)):
        if (len(years) - 1 - n) % step == 0:
            shapes.append(Label(x, base + SMALL + 8, year, "middle", SMALL))
    for number, one in enumerate(series):
        shapes += _line(one, number, [(x, (base, top)) for x in xs])
    for n, x in enumerate(xs):
        shapes += _figures_at(x, n, series, (base, top))
    described = "; ".join(
        f"{one.name}: {', '.join(f'{year} {_share_of(one, n)}' for n, year in enumerate(years))}" for one in series
    )
    table = tuple((year, *(_share_of(one, n) for one in series)) for n, year in enumerate(years))
    columns = ("Year", *(one.name for one in series))
    return Chart(title, f"Lines over years. {described}.", width, base + 2 * SMALL + 8, tuple(shapes), columns, table)


def _series_legend(series: Sequence[OverYears], width: float) -> tuple[list[Drawn], float]:
    shapes: list[Drawn] = []
    y = 2.0
    for number, one in enumerate(series):
        lines = wrapped(one.name, width - 44)
        shapes.append(Stroke(((1, y + SIZE * 0.7), (33, y + SIZE * 0.7)), _colour(number), 2.5, _DASHES[number]))
        shapes.append(Mark(17, y + SIZE * 0.7, 5, _colour(number), _SHAPES[number]))
        shapes += paragraph(42, y, lines, Label(0, 0, ""))
        y += tall(lines) + 2
    if any(any(one.not_yet) for one in series):
        shapes += [Mark(17, y + SIZE * 0.7, 5, SOFT, open=True), Label(42, y + SIZE, "Nobody can know it yet")]
        y += SIZE * LINE + 2
    return shapes, y + 4


def _colour(number: int) -> str:
    return YEARS[number % len(YEARS)].solid


def _line(one: OverYears, number: int, places: Sequence[tuple[float, tuple[float, float]]]) -> Iterator[Drawn]:
    points = [
        None if share is None else (x, base - (base - top) * share / 100)
        for share, (x, (base, top)) in zip(one.shares, places, strict=True)
    ]
    for here, there in pairwise(points):
        if here and there:
            yield Stroke((here, there), _colour(number), 2.5, _DASHES[number])
    for point, (x, (base, _)) in zip(points, places, strict=True):
        if point:
            yield Mark(*point, 5, _colour(number), _SHAPES[number])
        elif one.not_yet and one.not_yet[[place[0] for place in places].index(x)]:
            yield Mark(x, base, 5, SOFT, open=True)


def _figures_at(x: float, n: int, series: Sequence[OverYears], heights: tuple[float, float]) -> Iterator[Drawn]:
    """The figures of one year above their points, the lowest below its own, so that none lies on a point or another."""
    base, top = heights
    shares = sorted(share for one in series if (share := one.shares[n]) is not None)
    above = base + SMALL
    for number, share in enumerate(shares):
        point = base - (base - top) * share / 100
        at = min(point - 9, above - _APART)
        if number == 0 and len(shares) > 1 and point + SMALL + 8 < base:
            at = point + SMALL + 6
        else:
            above = at
        yield Label(x, at, words.percent(share), "middle", SMALL, bold=True, halo=True)


def _share_of(one: OverYears, n: int) -> str:
    share = one.shares[n]
    if share is not None:
        return words.percent(share)
    return _NOT_YET if one.not_yet and one.not_yet[n] else "n/a"
