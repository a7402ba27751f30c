"""Native bar charts, described as data and drawn by xlsxwriter's chart objects.

Enters: a `BarChart` and the xlsxwriter workbook of writer.py. Leaves: a chart to be inserted. Must not know: what the
figures count, where they come from.
"""

from dataclasses import dataclass
from typing import Any

from careers_workbook.excel.theme import BARS, BLACK, DARK, FONT, WHITE

_TITLE_ROOM, _AXIS_ROOM, _LEGEND_ROOM = 44, 50, 34
"""Pixels above and below the bars."""
_LABELS, _RIGHT = 0.29, 0.04
"""Shares of the width left and right of the bars."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of bars: its name (a key of the theme's BARS), and the ranges of its labels and its figures."""

    name: str
    labels: str
    figures: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Lying bars, stacked, the first label on top. `alt_text` says in words what a reader would see."""

    title: str
    alt_text: str
    series: tuple[Series, ...]
    width: int
    height: int


def add_bars(book: Any, chart: BarChart) -> Any:  # noqa: ANN401 - xlsxwriter has no types
    """The chart, ready to be inserted into a sheet of this workbook."""
    drawn = book.add_chart({"type": "bar", "subtype": "stacked"})
    for series in chart.series:
        bar = BARS[series.name]
        drawn.add_series(
            {
                "name": series.name,
                "categories": series.labels,
                "values": series.figures,
                "fill": {"color": bar.fill},
                "border": {"color": WHITE, "width": 0.75},
                "gap": 45,
                # a nought would stand on a bar that is not there
                "data_labels": {"value": True, "num_format": "0;;", "font": _font(9, bar.label)},
            }
        )
    drawn.set_title({"name": chart.title, "name_font": _font(12, DARK, bold=True), "overlay": False})
    # labels turned over, so that the first is on top; "max" puts the axis of the figures back below
    drawn.set_y_axis({"reverse": True, "crossing": "max", "num_font": _font(9, BLACK), "interval_unit": 1})
    drawn.set_x_axis(
        {
            "name": "Number of items",
            "name_font": _font(9, BLACK),
            "num_font": _font(9, BLACK),
            "num_format": "0",
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": "#E3E7E9", "width": 0.75}},
        }
    )
    several = len(chart.series) > 1
    drawn.set_legend({"position": "bottom", "font": _font(9, BLACK)} if several else {"none": True})
    drawn.set_plotarea({"layout": _plot(chart, legend=several)})
    drawn.set_size({"width": chart.width, "height": chart.height})
    return drawn


def _plot(chart: BarChart, *, legend: bool) -> dict[str, float]:
    """Where the bars stand, in shares of the chart: labels left of them get all their words, axis and legend room."""
    bottom = _AXIS_ROOM + (_LEGEND_ROOM if legend else 0)
    top, height = _TITLE_ROOM / chart.height, (chart.height - _TITLE_ROOM - bottom) / chart.height
    return {"x": _LABELS, "y": top, "width": 1 - _LABELS - _RIGHT, "height": height}


def _font(size: int, colour: str, *, bold: bool = False) -> dict[str, object]:
    return {"name": FONT, "size": size, "color": colour, "bold": bold}
