"""WRITE: a blank workbook goes out to a school."""
