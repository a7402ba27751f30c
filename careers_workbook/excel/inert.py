"""Text that no spreadsheet takes for a formula when it opens a CSV file.

Enters and leaves: one cell's text. Must not know: files. In a workbook nothing of this is needed: there the type of a
cell decides.
"""

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make Excel and LibreOffice take a CSV cell for a formula, or hide one."""


def inert(text: str) -> str:
    """The text, with an apostrophe in front where it looks like a formula."""
    return f"'{text}" if text.startswith(_RUN_BY_SPREADSHEETS) else text
