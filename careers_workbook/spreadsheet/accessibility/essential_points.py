"""The points that the guidance calls essential, each as a rule over what is known of a workbook.

The guidance is "Making spreadsheets accessible: a checklist of the basics" of the Government Analysis Function, 7 July
2021 (analysisfunction.civilservice.gov.uk, policy store); numbers and what is essential stand here as there,
and as the package aftables lists them in 2025. The words are ours. Texts in place of pictures are of WCAG 2.2, success
criterion 1.1.1. What a program cannot see is left to a person, and said.

Enters: `BookFacts`. Leaves: the places at which a point is not met. Must not know: files, who made the workbook.
"""

from collections.abc import Callable, Iterable

from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.accessibility import rules_of_sheets, rules_of_tables, rules_of_words
from careers_workbook.spreadsheet.accessibility.book_facts import BookFacts
from careers_workbook.spreadsheet.accessibility.verdicts import Spot


@frozen
class EssentialPoint:
    """One point: its number in the guidance, its name, what to do where it is not met, and the rule that looks.

    Without a rule, or where a rule that sees only a part finds nothing, a person has to look: `look` says for what.
    """

    number: str
    name: str
    advice: str
    finds: Callable[[BookFacts], Iterable[Spot]] | None = None
    look: str = ""


POINTS = (
    EssentialPoint(
        "1",
        "Tables are marked up as tables",
        "Select the cells with their headings, choose Insert, Table, and tick My table has headers.",
        rules_of_tables.unmarked,
    ),
    EssentialPoint(
        "3",
        "No merged or split cells",
        "Select them and choose Home, Merge & Center once more; write the words into each cell that they are about.",
        rules_of_tables.merged,
    ),
    EssentialPoint(
        "4",
        "No blank rows or columns inside tables",
        "Delete them; make rows higher or columns wider where you want space.",
        rules_of_tables.blank_lines,
    ),
    EssentialPoint(
        "5",
        "Each table has one row of headings, none blank, no two alike",
        "Tick Header Row under Table Design, and give every column words of its own.",
        rules_of_tables.headings,
    ),
    EssentialPoint(
        "6",
        "Text is wrapped, so that all of it is seen",
        "Select the cells and choose Home, Wrap Text; then let the rows fit (Home, Format, AutoFit Row Height).",
        rules_of_words.cut_off,
    ),
    EssentialPoint(
        "8",
        "No cell of a table is empty without an explanation",
        'Write a word, such as "None" or "Not known"; or say above the table why cells are empty.',
        rules_of_tables.empty_cells,
    ),
    EssentialPoint(
        "11",
        "No symbols or raised figures for footnotes",
        'Write "[note 1]" behind the words, and the note on a sheet of notes.',
        rules_of_words.signs,
    ),
    EssentialPoint(
        "16",
        "Links say where they lead",
        "Let the words of the link name the page; do not show the address, or only words such as click here.",
        rules_of_words.links,
    ),
    EssentialPoint(
        "18",
        "Each sheet has a title, marked as a heading",
        "Write a title into A1 and give it the cell style Heading 1 (Home, Cell Styles).",
        rules_of_sheets.titles,
    ),
    EssentialPoint(
        "20",
        "No headers, footers, text boxes or floating controls",
        "Write into cells what they say: many programs that read aloud pass them over.",
        rules_of_sheets.floating,
    ),
    EssentialPoint(
        "23",
        "Colour alone says nothing",
        "Write a word into the cells that only have a colour.",
        rules_of_words.colour_alone,
        "Does a colour anywhere say what no word says? A program sees only some of it.",
    ),
    EssentialPoint(
        "24",
        "Words stand out from their ground",
        "Choose a darker or a lighter colour: 4.5 : 1 is wanted, and 3 : 1 of large words.",
        rules_of_words.contrast,
    ),
    EssentialPoint(
        "27",
        "Each sheet has a name of its own",
        "Give the tab a name that says what is on the sheet.",
        rules_of_sheets.names,
    ),
    EssentialPoint("28", "No blank sheets", "Delete the sheet.", rules_of_sheets.blank),
    EssentialPoint(
        "29",
        "Column A begins with what comes first",
        "Begin in A1, and delete columns that are only a margin.",
        rules_of_sheets.first_column,
    ),
    EssentialPoint(
        "30",
        "Tables stand at the left edge",
        "Move the table into column A; put tables below each other, or on sheets of their own.",
        rules_of_tables.indented,
    ),
    EssentialPoint(
        "33", "Spelling and grammar are checked", "", None, "Let your program check the spelling (F7 in Excel)."
    ),
    EssentialPoint(
        "35",
        "The document says its title and language",
        "Choose File, Info and fill in Title; then Properties, Advanced Properties, Custom: the name Language, the "
        "value en-GB.",
        rules_of_sheets.document,
    ),
    EssentialPoint(
        "36",
        "It opens with the cursor in A1 of the first sheet",
        "Go to the first sheet, press Ctrl+Home, select A1, and save.",
        rules_of_sheets.cursor,
    ),
    EssentialPoint(
        "WCAG 1.1.1",
        "Charts and pictures have a text in their place",
        "Right-click it, choose View Alt Text, and say in a sentence what it shows.",
        rules_of_sheets.texts_of_pictures,
    ),
)
