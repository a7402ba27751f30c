"""Where every planned answer really stands in a returned file: sheets, headings, rows, columns."""
