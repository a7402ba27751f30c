"""What one cell of a returned file holds, as the kinds of answers are handed it. Must not know: formats of files."""

from dataclasses import dataclass

from careers_workbook.core.text import Raw


@dataclass(frozen=True, slots=True)
class CellContent:
    """The raw value, None if blank. `number_format` is the Excel format code by which a number or a day is shown.

    It is "" for text, for a number that is shown as it is (General), and where the file does not say.
    """

    value: Raw = None
    number_format: str = ""
