"""The one place that makes "B7" out of a row and a column, both 0-based."""

from functools import lru_cache

Cell = tuple[int, int]
"""Row and column, 0-based."""
Area = tuple[Cell, Cell]
"""First and last cell, both included."""


@lru_cache(maxsize=1024)
def column_letters(col: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=10_000)
def a1(row: int, col: int, *, absolute: bool = False) -> str:
    """A 0-based row and column as Excel writes them: (6, 3) -> D7, or $D$7."""
    mark = "$" if absolute else ""
    return f"{mark}{column_letters(col)}{mark}{row + 1}"


def fixed_column(row: int, col: int) -> str:
    """A cell whose column stays when a formula is copied to the side: $D7."""
    return f"${column_letters(col)}{row + 1}"


def fixed_row(row: int, col: int) -> str:
    """A cell whose row stays when a formula is copied down: D$7."""
    return f"{column_letters(col)}${row + 1}"


def a1_range(first: Cell, last: Cell, sheet: str | None = None) -> str:
    """An absolute range: ((4, 6), (9, 6)) -> $G$5:$G$10; of another sheet, 'Careers leadership'!$G$5:$G$10."""
    cells = f"{a1(*first, absolute=True)}:{a1(*last, absolute=True)}"
    return cells if sheet is None else f"{quoted(sheet)}!{cells}"


def quoted(sheet: str) -> str:
    """A sheet title as formulas need it: 'Careers leadership', apostrophes doubled."""
    return "'" + sheet.replace("'", "''") + "'"
