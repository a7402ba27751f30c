"""Native bar charts, described as data and drawn by xlsxwriter's chart objects. Must not know: what figures count."""

from collections.abc import Mapping
from typing import Any

from careers_workbook.core.frozen import frozen
from careers_workbook.core.palette import WHITE, Fill, Pattern
from careers_workbook.spreadsheet.write.theme import BLACK, DARK, FONT

_TITLE_ROOM, _AXIS_ROOM, _LEGEND_ROOM = 44, 50, 34
"""Pixels above and below the bars."""
_LABELS, _RIGHT = 0.29, 0.04
"""Shares of the width left and right of the bars."""
_FIGURES = 50
"""Pixels left of columns, for the figures of their axis."""
_PATTERNS: Mapping[Pattern, str] = {
    "rising": "wide_upward_diagonal",
    "falling": "wide_downward_diagonal",
    "upright": "light_vertical",
    "level": "light_horizontal",
    "dots": "percent_50",
    "grid": "small_grid",
}
"""Those of Excel that LibreOffice, which draws them all as lines, draws unlike each other."""


@frozen
class Series:
    """One row of bars: its name, the ranges of its labels and its figures, its look.

    `slim` are the places of bars that have no room for their figure.
    """

    name: str
    labels: str
    figures: str
    look: Fill
    slim: frozenset[int] = frozenset()


@frozen
class BarChart:
    """Lying bars, stacked, the first label on top, of one length if of `shares`; or `upright`: columns side by side.

    `alt_text` says in words what a reader would see, `axis` what the bars count; `labels` is the share of the
    width that the labels of lying bars need; `size` is that of the words, in points.
    """

    title: str
    alt_text: str
    series: tuple[Series, ...]
    width: int
    height: int
    axis: str = "Number of statements"
    upright: bool = False
    shares: bool = False
    labels: float = _LABELS
    size: int = 9


def add_bars(book: Any, chart: BarChart) -> Any:  # noqa: ANN401 - xlsxwriter has no types
    """The chart, ready to be inserted into a sheet of this workbook."""
    lying = {"type": "bar", "subtype": "percent_stacked" if chart.shares else "stacked"}
    drawn = book.add_chart({"type": "column"} if chart.upright else lying)
    for series in chart.series:
        look = series.look
        figure: dict[str, object] = {"value": True, "num_format": "0;;", "font": _font(chart.size, look.figure)}
        if look.pattern in _PATTERNS:
            figure["fill"] = {"color": WHITE}
        if series.slim:
            figure["custom"] = [{"delete": True} if n in series.slim else None for n in range(max(series.slim) + 1)]
        options = {
            "name": series.name,
            "categories": series.labels,
            "values": series.figures,
            **_filled(look),
            "gap": 60 if chart.upright else 45,
        }
        # a nought would stand on a bar that is not there; columns side by side have no room for figures
        drawn.add_series(options if chart.upright else options | {"data_labels": figure})
    drawn.set_title({"name": chart.title, "name_font": _font(chart.size + 3, DARK, bold=True), "overlay": False})
    names = {"num_font": _font(chart.size, BLACK), "interval_unit": 1}
    if chart.upright:
        drawn.set_y_axis(_scale("", "0%", chart.size) | {"max": 1})
        drawn.set_x_axis(names)
    else:
        # labels turned over, so that the first is on top; "max" puts the axis of the figures back below
        drawn.set_y_axis({"reverse": True, "crossing": "max", **names})
        drawn.set_x_axis(_scale(chart.axis, "0%" if chart.shares else "0", chart.size))
    several = len(chart.series) > 1
    drawn.set_legend({"position": "bottom", "font": _font(chart.size, BLACK)} if several else {"none": True})
    # in shares of the chart: labels left of the bars get all their words, axis and legend room
    top, bottom = _TITLE_ROOM, _AXIS_ROOM + (_LEGEND_ROOM if several else 0)
    left = _FIGURES / chart.width if chart.upright else chart.labels
    height = (chart.height - top - bottom) / chart.height
    drawn.set_plotarea({"layout": {"x": left, "y": top / chart.height, "width": 1 - left - _RIGHT, "height": height}})
    drawn.set_size({"width": chart.width, "height": chart.height})
    return drawn


def _filled(look: Fill) -> dict[str, object]:
    """A bar: a full one has a white edge, so that neighbours part; others have one in their colour."""
    border = {"color": WHITE if look.pattern == "full" else look.solid, "width": 0.75}
    if look.pattern not in _PATTERNS:
        return {"fill": {"color": WHITE if look.pattern == "empty" else look.solid}, "border": border}
    drawn = {"pattern": _PATTERNS[look.pattern], "fg_color": look.solid, "bg_color": WHITE}
    return {"pattern": drawn, "border": border}


def _scale(name: str, number_format: str, size: int) -> dict[str, object]:
    """The axis of the figures, which begins with nought."""
    scale = {
        "num_font": _font(size, BLACK),
        "num_format": number_format,
        "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": "#E3E7E9", "width": 0.75}},
    }
    return scale | ({"name": name, "name_font": _font(size, BLACK)} if name else {})


def _font(size: int, colour: str, *, bold: bool = False) -> dict[str, object]:
    return {"name": FONT, "size": size, "color": colour, "bold": bold}
