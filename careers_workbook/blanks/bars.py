"""The colours of the bars of charts, by what the bars count.

Enters: nothing. Leaves: a table. Must not know: charts.
"""

from careers_workbook.spreadsheet.write.theme import BLACK, WHITE, Bar

BARS: dict[str, Bar] = {
    "Done": Bar("#2F7D4F", WHITE),
    "In progress": Bar("#2A6F97", WHITE),
    "Not done": Bar("#B5482F", WHITE),
    "Not applicable": Bar("#6E6E6E", WHITE),
    "No answer yet": Bar("#D5DADD", BLACK),
    "Unclear": Bar("#F2C14E", BLACK),
    "Not asked": Bar("#5B4A8A", WHITE),
    "Missing": Bar("#9CC4D4", BLACK),
    "Items": Bar("#1F4E5F", WHITE),
    "Education": Bar("#1F4E5F", WHITE),
    "Apprenticeship": Bar("#9CC4D4", BLACK),
    "Employment": Bar("#2F7D4F", WHITE),
    "Other": Bar("#DCC98A", BLACK),
    "Not sustained": Bar("#B5482F", WHITE),
    "Not known": Bar("#A6A6A6", BLACK),
    "Group a": Bar("#5B4A8A", WHITE),
    "Group b": Bar("#C3B5E0", BLACK),
    "Year a": Bar("#1F4E5F", WHITE),
    "Year b": Bar("#9CC4D4", BLACK),
    "Year c": Bar("#B5482F", WHITE),
    "Year d": Bar("#E6B873", BLACK),
    "Year e": Bar("#6E6E6E", WHITE),
}
"""The answers, destinations and years as bars; neighbours differ in lightness too, and the figures stand on them."""
