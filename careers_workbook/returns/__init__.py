"""READ: a filled workbook comes back from a school."""
