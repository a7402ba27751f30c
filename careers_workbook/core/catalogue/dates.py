"""DATE: the codes of an answer that is a day. Must not know: anything but `Entry`."""

from careers_workbook.core.catalogue.entry import Entry

ENTRIES = (
    Entry("DATE-001", "error", "Not a date", '"{value}" is not a date.', "Type it as day/month/year, for example 28/02/2027."),
    Entry("DATE-002", "error", "Date out of range", "{value} is not between {earliest} and {latest}.", "Check the year."),
    Entry("DATE-003", "note", "Date typed as text", '"{value}" is text; it was read as {read_as}.',
          "Nothing to do if that is the day you meant."),
    Entry("DATE-004", "warning", "Date in American order",
          '"{value}" can only be month/day/year; it was read as {read_as}.', "Check the day and the month."),
    Entry("DATE-005", "error", "Not a day", '"{value}" does not say which day.',
          "Type a day, for example {suggestion}."),
    Entry("DATE-006", "note", "Date shown as a number", "{value} is how Excel stores {read_as}; it was read as that day.",
          "Nothing to do; to see a date in Excel, format the cell as a date."),
    Entry("DATE-007", "warning", "Day and month may be the wrong way round",
          '"{value}" was read as {read_as}, because other dates in this column are month/day/year.',
          "Check the day and the month."),
    Entry("DATE-008", "warning", "Deadline before the workbook was sent",
          "{value} is before the workbook was sent ({sent}), and the action is not completed.",
          "Check the year, set a new deadline, or choose Yes if it is done."),
    Entry("DATE-009", "note", "Deadline has passed", "{value} has passed, and the action is not completed.",
          "Set a new deadline, or choose Yes if it is done."),
    Entry("DATE-010", "warning", "Weekday and date disagree",
          '"{value}" was read as {read_as}, which is a {weekday}.', "Check the day."),
    Entry("DATE-012", "warning", "Perhaps turned round by Excel",
          "This date was read as {read_as}; other dates of this column can only be month/day/year, and none of those that "
          "Excel knows as dates has a day after the 12th.",
          "Check the day and the month: Excel may have taken one for the other."),
    Entry("DATE-011", "warning", "Day and month may be the wrong way round",
          '"{value}" was read as {read_as}, day first; some dates of this column are day/month/year, others month/day/year.',
          "Check the day and the month."),
)  # fmt: skip
