"""The facts behind `problems`: one row a code. Codes are never reused or renumbered.

Severity: error (an answer is lost, a file is refused, nothing can be made), warning (somebody must look), note (good to
know; nothing to do). `{gaps}` are filled from the problem's context. Must not know: anything else.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: what it is called, how it is worded, what to do about it."""

    code: str
    severity: Severity
    title: str
    message: str
    advice: str


_ENTRIES = (
    # SPEC: the description of what is asked
    Entry("SPEC-001", "error", "The spec is not readable as YAML", "This is not valid YAML: {reason}.",
          "Look at this line and the one above it: usually a colon, a quote or the indentation is off."),
    Entry("SPEC-002", "error", "Unknown key", '"{key}" is not a key that can stand here.', "{suggestion}"),
    Entry("SPEC-003", "error", "Something is missing", '"{key}" is missing.', "Add it."),
    Entry("SPEC-004", "error", "Wrong kind of value", '"{key}": {reason}.', "{suggestion}"),
    Entry("SPEC-005", "error", "The same ref twice", "The ref {ref} is used already, in line {first}.",
          "Give each item its own ref: {suggestion} is free."),
    Entry("SPEC-006", "error", "No such list", 'There is no list called "{list}".', "{suggestion}"),
    Entry("SPEC-007", "error", "Sheet title that Excel refuses", 'The sheet title "{title}" {reason}.',
          "Use 1 to 31 characters, none of [ ] : * ? / \\, and no apostrophe at either end."),
    Entry("SPEC-008", "error", "Text longer than Excel allows",
          "{what} has {length} characters; Excel allows {limit}.", "Shorten it."),
    Entry("SPEC-009", "warning", "Bare Yes or No",
          "{value} without quotes is read as true or false by many YAML tools; it was read as text here.",
          'Put it in quotes: "{value}".'),
    Entry("SPEC-010", "error", "Unknown spec to extend", 'There is no spec "{extends}" to extend.', "{suggestion}"),
    Entry("SPEC-011", "error", "Unknown ref", "There is no item {ref} in {spec}.", "{suggestion}"),
    Entry("SPEC-012", "error", "No such Gatsby benchmark", "Benchmark {value} does not exist.",
          "The Gatsby benchmarks are numbered 1 to 8."),
    Entry("SPEC-013", "error", "The same sheet title twice",
          'The sheet title "{title}" is used already, or is one that every workbook has.', "Choose another title."),
    Entry("SPEC-014", "error", "The same id twice", 'The id "{id}" is used twice in {where}.', "Rename one of them."),
    Entry("SPEC-015", "error", "Option without a meaning",
          'The option "{label}" of the list "{list}" says nothing about progress.',
          "Give it a group: done, in progress, not done or not applicable."),
    Entry("SPEC-016", "error", "The same option twice", 'The list "{list}" offers "{label}" twice.', "Remove one of them."),
    Entry("SPEC-017", "error", "Unknown spec", 'There is no spec "{spec}".', "{suggestion}"),
    Entry("SPEC-018", "error", "The same key twice", '"{key}" stands here twice; the first is in line {first}.',
          "Remove one of them."),
    Entry("SPEC-019", "error", "The spec file cannot be read", "The file cannot be read: {reason}.",
          "Check the path and that you may open the file."),
    # FILE: a returned file as a whole
    Entry("FILE-001", "error", "No such file", "There is no such file.", "Check the name and the folder."),
    Entry("FILE-002", "error", "Empty file", "The file is empty (0 bytes).",
          "The upload or the e-mail failed half-way: ask the school to send it again."),
    Entry("FILE-003", "error", "A folder, not a file", "This is a folder.", "Name the workbook files inside it."),
    Entry("FILE-004", "error", "Not a workbook", "This is {what}, not an Excel workbook.",
          "Ask the school for the Excel file itself (.xlsx)."),
    Entry("FILE-005", "error", "Some other workbook",
          "This is a workbook, but none of its sheets holds the questions of the checklist.",
          "Ask the school for the checklist workbook that you sent."),
    Entry("FILE-006", "error", "Damaged workbook", "The file is damaged and cannot be opened: {reason}.",
          "Ask the school to open it in Excel, save it under a new name and send that."),
    Entry("FILE-007", "error", "Format that cannot be read yet", "This is {what}, which cannot be read yet.",
          "Ask the school to save it as an Excel workbook (.xlsx) and send that."),
    Entry("FILE-008", "error", "Password needed", "The workbook is locked with a password.",
          "Ask the school to remove the password (File, Info, Protect Workbook) and send it again."),
    Entry("FILE-009", "error", "Unsafe or too large", "The file was not opened because {reason}.",
          "Ask the school to copy its answers into a fresh workbook."),
    Entry("FILE-010", "warning", "Made from a spec that is not here",
          'The workbook says it was made from "{spec}" version {version}, which is not here; it was read as {read_as}.',
          "If you have that spec, name it with --spec."),
    Entry("FILE-011", "error", "The file cannot be opened", "The file cannot be opened: {reason}.",
          "Close it in Excel, or wait until OneDrive has finished, and try again."),
    Entry("FILE-012", "warning", "No label inside",
          'The sheet "About this workbook" is gone or does not say which spec was sent; it was read as {read_as}.',
          "Check that this is the checklist you meant."),
    Entry("FILE-020", "error", "Cannot write", "{path} cannot be written: {reason}.",
          "Check that the folder exists and may be written to, that the disk has room, and that the file is not open."),
    Entry("FILE-021", "error", "Exists already", "{path} exists already and was left as it is.",
          "Use --force to replace it."),
    # SHEET
    Entry("SHEET-001", "error", "Sheet not found", 'The sheet "{title}" is not in this file.',
          "Its {count}answers are counted as missing, not as blank. Ask the school for the whole workbook."),
    Entry("SHEET-002", "note", "Sheet under another name", 'The sheet "{title}" was found under the name "{found}".',
          "Nothing to do: it was recognised by its content."),
    Entry("SHEET-003", "warning", "Header row not found",
          "The row with the column headings was not found; answers were read by their usual order.",
          "Compare a few answers with the file."),
    Entry("SHEET-004", "warning", "Column not found", 'The column "{column}" is not on this sheet.',
          "Its answers are counted as missing, not as blank."),
    Entry("SHEET-005", "warning", "The same sheet twice",
          'The sheets "{found}" and "{other}" both hold "{title}"; the first was read.',
          "Ask the school which one counts."),
    Entry("SHEET-006", "warning", "Column heading reworded", 'The column "{found}" was read as "{column}".',
          "Check that its answers belong under that heading."),
    # ROW
    Entry("ROW-001", "error", "Row gone", "The row of this item is not in the file.",
          "Its answers are counted as missing, not as blank. Ask the school to fill in this item again."),
    Entry("ROW-002", "warning", "Ref and text disagree",
          'The ref says {found}, but the text is that of {ref}; the text was believed.',
          "Check that the answers belong to this statement."),
    Entry("ROW-003", "warning", "The same row twice",
          "This item stands in rows {rows}; the first was read.", "Ask the school which row counts."),
    Entry("ROW-004", "note", "Recognised by close text", 'Recognised by its text, which was changed to "{found}".',
          "Check that the meaning is the same."),
    Entry("ROW-005", "warning", "Recognised by its ref alone",
          'The text beside the ref is "{found}", which is not the statement that was sent.',
          "Check that the answers belong to this statement."),
    Entry("ROW-006", "note", "Row of the school's own", 'The row "{found}" is not one that was sent.',
          "It was kept out of the counts. Nothing to do."),
    Entry("ROW-007", "warning", "Recognised by its place alone",
          'The ref and the text are gone; the row was recognised by the rows around it.',
          "Check that the answers belong to this statement."),
    Entry("ROW-008", "error", "Row that does not add up",
          'The ref says {ref}, but the text beside it belongs to another statement or stands in another column.',
          "The row was not read. Ask the school which statement it answers."),
    # CELL
    Entry("CELL-001", "error", "Not one of the offered answers", '"{value}" is not one of the answers offered.',
          "Choose one of: {options}."),
    Entry("CELL-002", "error", "Not a whole number", '"{value}" is not a whole number.', "Type digits only, for example 14."),
    Entry("CELL-003", "error", "Number out of range", "{value} is not between {minimum} and {maximum}.",
          "Check the number."),
    Entry("CELL-004", "error", "Excel error in the cell", "The cell shows an Excel error ({value}) instead of an answer.",
          "Type the answer again."),
    Entry("CELL-005", "error", "Formula without a result",
          "The cell holds a formula whose result was not saved.",
          "Open the file in Excel, save it, and send it again; or type the answer instead of the formula."),
    Entry("CELL-006", "warning", "Required answer is blank", "This answer is needed and is blank.", "Fill it in."),
    Entry("CELL-007", "note", "Word read as an offered answer", '"{value}" was read as "{read_as}".',
          "Nothing to do if that is what you meant."),
    Entry("CELL-008", "note", "Number in words", '"{value}" was read as {read_as}.',
          "Nothing to do if that is the number you meant."),
    Entry("CELL-009", "warning", "Number that is not exact", '"{value}" was read as {read_as}.',
          "Type the exact number if you know it."),
    # DATE
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
    # DEST
    Entry("DEST-001", "warning", "Leaver without a leaving year",
          "This leaver has destinations but no leaving year, and is in none of the yearly figures.",
          "Choose the leaving year."),
    Entry("DEST-002", "warning", "Not a running reference",
          "The first cell of this row is not a running reference such as L01; it is not repeated here.",
          "Use L01, L02, ... only: never a name, a UPN or a date of birth."),
    Entry("DEST-003", "warning", "The same reference twice", "The reference {ref} stands in another row too.",
          "Give each leaver a reference of their own, or remove the second row."),
    # HUB
    Entry("HUB-001", "error", "No URN column", "The register has no column headed URN (found: {found}).",
          "The first line must name the columns, for example: URN, Name, Local authority, Type, Ages."),
    Entry("HUB-002", "error", "Not a URN", '"{value}" is not a URN.', "A URN has six digits, for example 990001."),
    Entry("HUB-003", "error", "The same school twice", "URN {urn} stands in line {first} already.",
          "Remove one of the two lines."),
    Entry("HUB-004", "error", "School without a name", "The school with URN {urn} has no name.", "Add the name."),
    Entry("HUB-005", "error", "The register cannot be read", "The register cannot be read: {reason}.",
          "Save it as CSV (comma delimited) and check the path."),
    Entry("HUB-006", "error", "Empty register", "The register lists no school.", "Add one line for each school."),
)  # fmt: skip

CATALOGUE: dict[str, Entry] = {entry.code: entry for entry in _ENTRIES}
