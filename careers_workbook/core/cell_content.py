"""What one cell of a returned file holds, as the kinds of answers are handed it. Must not know: formats of files."""

import datetime as dt

from careers_workbook.core.days import ALL_PARTS, parts_shown, shown_by
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import Raw, show


@frozen
class CellContent:
    """The raw value, None if blank. `number_format` is the Excel format code by which a number or a day is shown.

    It is "" for text, for a number that is shown as it is (General), and where the file does not say. `struck` is what
    stood there and is struck through: the value is what is left. `moves` says that the value is the result of a formula
    that gives another one on another day.
    """

    value: Raw = None
    number_format: str = ""
    struck: str = ""
    moves: bool = False

    @property
    def hides_part_of_day(self) -> bool:
        """Whether this is a day of which not all shows: whoever filled in the cell saw "Mar-27"."""
        return isinstance(self.value, dt.date) and parts_shown(self.number_format) < ALL_PARTS

    @property
    def seen(self) -> str:
        """What the cell shows where its format hides something of a day; else what a person would quote."""
        return shown_by(self.number_format, self.value) if isinstance(self.value, dt.date) else show(self.value)
