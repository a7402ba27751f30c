"""Series of the master workbook's charts: columns of a table that is written, as bars.

Enters: a written sheet, which rows and columns. Leaves: series in the colours of what they count. Must not know: what a
chart says.
"""

from collections.abc import Iterable, Iterator, Sequence

from careers_workbook.core.palette import Fill, part
from careers_workbook.core.vocabulary import NO_ANSWER
from careers_workbook.hub.publication.leaver_totals import NO_ENTRY
from careers_workbook.hub.publication.publication import IN_EET, NOT_IN_EET, UNKNOWN
from careers_workbook.reports.hub.hub_sheet import CellValue, Written
from careers_workbook.spreadsheet.write.charts import Series

_SLIM = 0.04
"""The share of a bar that has no room for a figure."""
_LOOKS = {IN_EET: "Education", NOT_IN_EET: "Not sustained", UNKNOWN: NO_ANSWER, NO_ENTRY: NO_ANSWER}


def bars(done: Written, span: tuple[int, int], columns: tuple[int, int], called: tuple[str, Fill]) -> Series:
    """One series of a sheet's table: first and last row, the columns of labels and figures, its name and look."""
    name, look = called
    return Series(name, done.area(0, span, columns[0]), done.area(0, span, columns[1]), look)


def stacks(
    done: Written, span: tuple[int, int], columns: tuple[int, Sequence[int]], wholes: Sequence[CellValue]
) -> Iterator[Series]:
    """A series a column: the column of the labels, those of the figures; of what the bars are parts."""
    table, (labels, figures) = done.sheet.tables[0], columns
    rows = table.rows[span[0] : span[1] + 1]
    for place, col in enumerate(figures):
        name = table.columns[col].header
        slim = _slim((row[col], whole) for row, whole in zip(rows, wholes, strict=True))
        yield Series(
            name, done.area(0, span, labels), done.area(0, span, col), part(_LOOKS.get(name, name), place), slim
        )


def _slim(parts: Iterable[tuple[CellValue, CellValue]]) -> frozenset[int]:
    """The places of figures that are too small a part of their whole to be written on it."""
    numbers = ((at, one, of) for at, (one, of) in enumerate(parts) if isinstance(one, int) and isinstance(of, int))
    return frozenset(at for at, one, of in numbers if one < _SLIM * of)
