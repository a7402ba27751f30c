"""Consolidated frames -> the master workbook: one sheet for each question that a Hub asks, every table accessible.

The same collection gives the same bytes. docs/master-workbook.md says what each sheet is for. Must not know: folders,
how numbers were counted, how cells are written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from careers_workbook import __version__
from careers_workbook.core.vocabulary import NO_ANSWER
from careers_workbook.hub.board import Board
from careers_workbook.hub.comparison.changes import KINDS
from careers_workbook.hub.publication.published import ROUNDED, SYMBOLS, Published
from careers_workbook.hub.publication.record import named
from careers_workbook.hub.rounds.rounds import STATES
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.hub.tables.export import MARKING
from careers_workbook.reports import words
from careers_workbook.reports.hub import body_sheets, counted_sheets, leaver_sheets, summary_sheet
from careers_workbook.reports.hub.body_sheets import STATE_WORDS
from careers_workbook.reports.hub.counted_sheets import SECTIONS
from careers_workbook.reports.hub.hub_sheet import SUMMARY, HubColumn, HubSheet, SheetTable, draw, on_paper, write
from careers_workbook.reports.words import long_date, one_line
from careers_workbook.spec.status import WORDS
from careers_workbook.spreadsheet.write.writer import Properties, WorkbookWriter

_FIRST = body_sheets.schools, body_sheets.not_returned, body_sheets.items, body_sheets.matrix, body_sheets.actions
_LAST = body_sheets.details, body_sheets.changes, body_sheets.problems
"""The sheets around those of leavers, in their order."""
_HUB, _ROUND = 45, 30
"""Characters of the names of Hub and collection in titles and below pages; the Summary has all of them."""
_ANSWERS = {
    "Done, In progress, Not done, Not applicable": "What Action completed says of a statement.",
    NO_ANSWER: "Nothing is chosen under Action completed.",
    "Unclear": "Something stands under Action completed that is none of the words offered.",
    "Not asked": "The school filled in a version of the checklist that does not have this statement.",
    "Missing": "The row of the statement is no longer in the school's file. It is not counted as No answer.",
    "Percent done": "Done as a percentage of the statements that were asked and that apply. 99.6% is shown as 99%.",
}
_SHARING = (
    "Share only the last version of a round. Whoever has two, of this workbook or of its tables, can subtract one "
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


def hub_workbook(whole: Consolidated, of: Board) -> bytes:
    """The master workbook of a collection; `of` is what its board asks of it."""
    name = one_line(f"{whole.round.hub.name}, {whole.round.settings.name}")
    marking = f"{MARKING}: " if whole.internal else ""
    hub = one_line(whole.round.hub.name)
    about = (f"{marking}Master workbook: {name}", f"Careers checklists of {name}", hub, "en-GB", marking.rstrip(": "))
    writer = WorkbookWriter(Properties(*about))
    outs, written = {}, {}
    shown = f"{words.shorten_at_word(hub, _HUB)}, {words.shorten_at_word(one_line(whole.round.settings.name), _ROUND)}"
    for sheet in _sheets(whole, of):
        outs[sheet.tab] = writer.sheet(sheet.tab)
        whole_name = (f"{name}.",) if shown != name and sheet.tab == SUMMARY else ()
        titled = replace(sheet, title=f"{marking}{sheet.title}: {shown}", intro=(*whole_name, *sheet.intro))
        written[sheet.tab] = write(outs[sheet.tab], titled)
    drawn = {
        SUMMARY: summary_sheet.charts(written[SUMMARY]),
        SECTIONS: counted_sheets.charts(written[SECTIONS]),
        leaver_sheets.IN_SHORT: leaver_sheets.charts(written, leaver_sheets.chart_rows(whole)),
    }
    for tab, out in outs.items():
        on_paper(out, written[tab], shown, tuple(draw(out, written[tab], drawn.get(tab, ()))))
    return writer.finish()


def _sheets(whole: Consolidated, of: Board) -> Iterator[HubSheet]:
    """Every sheet, in order: what it comes to, where to find what, what words mean, then the tables."""
    counted = [counted_sheets.sections(whole, of), counted_sheets.caseloads(whole, of)]
    first, last = ([make(whole, of) for make in some] for some in (_FIRST, _LAST))
    body = [*counted, *first, *leaver_sheets.leaver_sheets(whole), *last]
    notes = _notes(whole)
    yield from (summary_sheet.summary(whole, of), _contents([notes, *body]), notes, *body)


def _contents(others: Sequence[HubSheet]) -> HubSheet:
    """Where to find what."""
    table = SheetTable(
        "HubSheets",
        "Links to the other sheets, what each is for, how many rows its table has.",
        (HubColumn("Sheet", 180, "link"), HubColumn("What it shows", 860), HubColumn("Rows", 84, "number")),
        [(sheet.tab, sheet.intro[0], sum(len(table.rows) for table in sheet.tables)) for sheet in others],
        filters=False,
    )
    intro = ("What each sheet is for, and how many rows its table has. Each leads back to the sheet Summary.",)
    return HubSheet("Contents", "Contents", intro, (table,))


def _notes(whole: Consolidated) -> HubSheet:
    """What words and symbols mean, what is counted, how to share it."""
    table = SheetTable(
        "HubNotes",
        "Words and symbols, and what they mean.",
        (HubColumn("Word or topic", 210, "key"), HubColumn("Meaning", 920)),
        list(_meanings(whole)),
        filters=False,
    )
    intro = ("What the words and symbols in this workbook mean, what is counted, and how to share it.",)
    return HubSheet("Notes", "Notes", intro, (table,))


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
    yield (
        "Empty cells",
        "There are none in the tables: a word such as None says that there is nothing; in a column of numbers, 0 does.",
    )
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
