"""The codes of a Hub: registers, and what many schools sent. Must not know: anything but `Entry`."""

from careers_workbook.codes.entry import Entry

HUB_ENTRIES = (
    # HUB: registers, and many returns at once
    Entry("HUB-001", "error", "No URN column", "The register has no column headed URN (found: {found}).",
          "The first line must name the columns, for example: URN, Name, Local authority, Type, Ages."),
    Entry("HUB-002", "error", "Not a URN", '"{value}" is not a URN.', "A URN has six digits, for example 990001."),
    Entry("HUB-003", "error", "The same school twice", "URN {urn} stands in line {first} already.",
          "Remove one of the two lines."),
    Entry("HUB-004", "error", "School without a name", "The school with URN {urn} has no name.", "Add the name."),
    Entry("HUB-005", "error", "The register cannot be read", "The register cannot be read: {reason}.",
          "Save it as CSV (comma delimited) and check the path."),
    Entry("HUB-006", "error", "Empty register", "The register lists no school.", "Add one line for each school."),
    Entry("HUB-007", "error", "Too many cells in a line",
          "This line has {count} cells, but the first line names {columns} columns.",
          'Put quotation marks around a name with a comma in it: "Meadowfield School, Eastvale".'),
    Entry("HUB-008", "error", "No name column", "The register has no column for the names of the schools (found: {found}).",
          "The first line must name the columns, for example: URN, Name, Local authority, Type, Ages."),
    Entry("HUB-009", "error", "Nothing to carry over",
          "Nothing has been filled in beyond what was there when the workbook was sent.",
          "There is nothing to take into next year: make a blank workbook with build."),
    Entry("HUB-010", "error", "School without a URN", "The workbook does not say which URN its school has.",
          "Type the six digits on the sheet School details, and try again."),
    Entry("HUB-011", "error", "Several returns of one school", "URN {urn} has more than one return here: {files}.",
          "Keep the one that counts here and put the others elsewhere; none of them was used."),
    Entry("HUB-012", "error", "Not sure whose answers", "{reason}",
          "Nothing was made of it, because it might reach the wrong school. Ask whose answers these are, and see that "
          "School details and About this workbook name the same school."),
    Entry("HUB-013", "warning", "School year that the spec does not offer",
          'The list "{list}" of {spec} does not offer {year}.',
          "Add the year to the spec, or let the list move on by itself: {{school_years: 5, until: {year}}}."),
)  # fmt: skip
