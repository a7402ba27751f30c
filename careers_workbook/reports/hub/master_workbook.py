"""Consolidated frames -> the master workbook: one sheet for each question that a Hub asks, every table accessible.

The same collection gives the same bytes. docs/master-workbook.md says what each sheet is for. Must not know: folders,
how numbers were counted, how cells are written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from careers_workbook import __version__
from careers_workbook.core.vocabulary import NO_ANSWER
from careers_workbook.hub.comparison.changes import KINDS
from careers_workbook.hub.publication.published import ROUNDED, SYMBOLS, Published
from careers_workbook.hub.publication.record import named
from careers_workbook.hub.rounds.rounds import STATES
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.hub.tables.export import MARKING
from careers_workbook.reports.hub import body_sheets, destination_sheet
from careers_workbook.reports.hub.body_sheets import STATE_WORDS
from careers_workbook.reports.hub.hub_sheet import HubColumn, HubSheet, SheetTable, write
from careers_workbook.reports.hub.summary_sheet import draw, summary
from careers_workbook.reports.words import long_date, one_line
from careers_workbook.spec.status import WORDS
from careers_workbook.spreadsheet.write.writer import Properties, WorkbookWriter

_BODY = (
    *(body_sheets.schools, body_sheets.items, body_sheets.matrix, body_sheets.actions, destination_sheet.destinations),
    *(body_sheets.details, body_sheets.changes, body_sheets.problems, body_sheets.not_returned),
)
"""The sheets between Summary and Notes, in their order."""
_ANSWERS = {
    "Done, In progress, Not done, Not applicable": "What Action completed says of a statement.",
    NO_ANSWER: "Nothing is chosen under Action completed.",
    "Unclear": "Something stands under Action completed that is none of the words offered.",
    "Not asked": "The school filled in a version of the checklist that does not have this statement.",
    "Missing": "The row of the statement is no longer in the school's file. It is not counted as No answer.",
    "Percent done": "Done as a percentage of the statements that were asked and that apply. 99.6 % is shown as 99 %.",
}
_SHARING = (
    "Share only the last version of a collection. Whoever has two, of this workbook or of its tables, can subtract one "
    "from the other; what that can give away is little, and docs/disclosure.md says how little."
)
_PRIVACY = (
    "What schools wrote stands here as they wrote it, and may name people. The sheets Actions, School details, Changes "
    "and Problems are for the Hub; look through them before they go to anybody else. Of leavers there are only totals "
    "of the whole Hub; what the checklist calls sensitive, and numbers of people, stand beside no school; no line of a "
    "list is shown."
)
_INTERNAL = (
    "Nothing is hidden in this workbook: numbers of leavers as small as 1 are shown, and answers about people at one "
    f"school. These are personal data. It is marked {MARKING} on every sheet and every printed page. Keep it inside "
    "the Hub."
)


def hub_workbook(whole: Consolidated) -> bytes:
    """The master workbook of a collection."""
    body = [make(whole) for make in _BODY]
    body.append(_notes(whole, body))
    name = one_line(f"{whole.round.hub.name}, {whole.round.settings.name}")
    marking = f"{MARKING}: " if whole.internal else ""
    hub = one_line(whole.round.hub.name)
    about = (f"{marking}Master workbook: {name}", f"Careers collection of {name}", hub, "en-GB", marking.rstrip(": "))
    writer = WorkbookWriter(Properties(*about))
    outs, written = {}, {}
    for sheet in (summary(whole, body), *body):
        outs[sheet.tab] = writer.sheet(sheet.tab)
        titled = replace(sheet, title=f"{marking}{sheet.title}: {name}")
        written[sheet.tab] = write(outs[sheet.tab], titled)
    draw(outs, written, destination_sheet.chart_rows(whole))
    return writer.finish()


def _notes(whole: Consolidated, others: Sequence[HubSheet]) -> HubSheet:
    """The last sheet: what every sheet is for, what words and symbols mean, what is counted, how to share it."""
    intro = (
        "What the sheets are for, what the words and symbols in them mean, what is counted, and how to share them.",
        "This sheet has 2 tables, one below the other.",
    )
    contents = SheetTable(
        "HubContents",
        "Links to the other sheets, and what each is for.",
        (HubColumn("Sheet", 250, "link"), HubColumn("What it shows", 900)),
        [(sheet.tab, sheet.intro[0]) for sheet in others],
        heading="Contents",
    )
    meanings = SheetTable(
        "HubNotes",
        "Words and symbols, and what they mean.",
        (HubColumn("Word or topic", 250, "key"), HubColumn("Meaning", 900)),
        list(_meanings(whole)),
        heading="Notes",
    )
    return HubSheet("Notes", "Notes", intro, (contents, meanings))


def _meanings(whole: Consolidated) -> Iterator[tuple[str, str]]:
    spec = whole.round.spec
    yield "Data protection", _INTERNAL if whole.internal else _PRIVACY
    yield "Sharing", _SHARING
    if not whole.internal:
        yield "Numbers of young people", ROUNDED
        yield "Version", _version(whole.published)
    counted = (
        "Of each school the newest return that is whole and not blank. Older ones, and files of which nobody knows "
        f"whose they are, are not counted. Overdue and due soon are as on {long_date(whole.round.today)}."
    )
    yield "What is counted", counted
    yield from ((STATE_WORDS[state], f"State of a school. {meaning}") for state, meaning in STATES.items())
    yield from _ANSWERS.items()
    for word in WORDS:
        if word.word not in ("Done", "Not started", "Not applicable"):
            yield word.word, f"Status of an action. {word.meaning.format(days=spec.due_soon_days)}"
    for kind, meaning in KINDS.items() if whole.before else ():
        yield kind.capitalize(), f"Change. {meaning[:1].upper()}{meaning[1:]}."
    yield from SYMBOLS.items()
    yield "withheld", "It is about people at one school, and is not shown in this workbook."
    yield "Empty cells", "There are none in the tables: where there is nothing to say, a word such as None says so."
    made = (
        f"By careers_workbook {__version__} from the returns of {one_line(whole.round.settings.name)}, read by the "
        f"checklist {spec.id} {spec.version}. The same tables are there as CSV and Parquet, with a data dictionary."
    )
    yield "How it was made", made


def _version(found: Published) -> str:
    """Which version of the figures of leavers this is, and what has changed since the first."""
    versions = found.versions()
    first, last = versions[0], versions[-1]
    said = f"Version {len(versions)} of the figures of leavers, made on {long_date(last.made)}."
    if first is last:
        return said
    if first.figures is None:
        return f"{said} What has changed since the first is not known any more."
    changes = named(first.changes(found.figures()))
    which = f" {changes['which']}." if changes["which"] else ""
    return f"{said} Since the first, made on {long_date(first.made)}, {changes['number']} changed.{which}"
