"""What a return comes to: a school's summary, and its open actions for a calendar.

Must not know: how a number is counted, a page drawn or a calendar written.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.core.problems import FileRefusedError

if TYPE_CHECKING:
    from careers_workbook.cli.returns.returned import FileReader
    from careers_workbook.figures.summary import Summary
    from careers_workbook.hub.hub import Hub
    from careers_workbook.reports.school.audiences import Audience, WantedReport
    from careers_workbook.reports.school.deadlines import FoundDeadlines
    from careers_workbook.reports.school.governors import RoundBefore
    from careers_workbook.returns.submission import Submission

_REPORT_FORMS = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".pdf": "pdf",
}
_AUDIENCES: tuple["Audience", ...] = ("school", "governors", "leader")


@click.command
@click.argument("file", metavar="FILE", type=options.as_file, required=False)
@click.option("--all", "every", is_flag=True, help="Inside a Hub's folder: a report for every return that counts.")
@options.in_round
@click.option(
    "--for",
    "audience",
    type=click.Choice(_AUDIENCES),
    default="school",
    metavar="WHOM",
    help="governors: two pages; leader: one page of open actions to print; school: everything.",
)
@click.option("--before", metavar="FILE", type=options.as_file, help="For governors: the return of last time.")
@click.option("--annex", is_flag=True, help="For governors: the list of statements behind the two pages.")
@options.form(_REPORT_FORMS, "text; with --all: html; for governors and the leader: pdf")
@options.spec
@options.carry
@options.password
@click.option("-o", "--output", type=options.PATH, metavar="PATH", help="Write to this file (several reports: folder).")
@options.today
def report(
    *,
    file: Path | None,
    every: bool,
    name: str | None,
    audience: "Audience",
    before: Path | None,
    annex: bool,
    form: str | None,
    spec_name: str | None,
    carry_name: str | None,
    password: str | None,
    output: Path | None,
    today: dt.date | None,
) -> int:
    """Summarise a school's return: progress, deadlines, leavers, what to do next.

    \b
    careers-workbook report "returned/990001 Oak Lane School.xlsx" -o oak.html
    careers-workbook report "Re careers checklist.eml"
    careers-workbook report --all
    careers-workbook report --all --for governors

    FILE is a returned workbook, or a folder, a zip folder or an e-mail with it, as it came. Where several schools'
    returns are in it, each gets a report (html) in the folder output/reports, or in the one that is named with -o.

    For governors there are two pages: now, last time (inside a Hub's folder the round before, else the file after
    --before), and the middle of the Hub where at least 6 schools stand behind it.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at in a return, 2 when a file
    could not be read at all.
    """
    wanted = _wanted(audience, form, output, every=every, annex=annex)
    if before and audience != "governors":
        raise click.UsageError("--before belongs to the report for governors: add --for governors.")
    if every:
        if file or before:
            raise click.UsageError("--all is about every return of the Hub: name no file besides.")
        return _all(in_hub.here(name, today), wanted, output, password)
    if file is None:
        raise click.UsageError("Missing argument 'FILE': name a return; in a Hub's folder, --all makes every report.")
    from careers_workbook.cli.returns.returned import complain_of_refused, reader
    from careers_workbook.reports.school.summarise import summarise

    reading, day = reader(spec_name, carry_name, password=password), options.today_or(today)
    returns = list(reading.each([str(file)]))
    readable = [one for one in returns if one.outcome != "refused"]
    if not readable:
        raise FileRefusedError(*(problem for one in returns for problem in one.problems))
    complain_of_refused(returns)
    wanted = replace(wanted, brand=in_hub.brand())
    if len(readable) > 1:
        _are_no_single_one(file, len(readable), output, before)
        usual = replace(wanted, form=form or "html") if audience == "school" else wanted
        return max(_each(readable, reading, day, usual, output), exit_codes.of_returns(returns))
    summary = summarise(readable[0], reading.spec_of(readable[0]), day)
    _deliver_report(wanted.made(summary, _before(before, reading, readable[0], day)), wanted, summary, output)
    return exit_codes.of_returns(returns)


def _wanted(audience: "Audience", form: str | None, output: Path | None, *, every: bool, annex: bool) -> "WantedReport":
    from careers_workbook.reports.school.audiences import FORMATS_FOR, WantedReport

    usual = "html" if audience == "school" and every else FORMATS_FOR[audience][0]
    kind = form or options.by_ending(output, _REPORT_FORMS, usual)
    if kind not in FORMATS_FOR[audience]:
        raise click.UsageError(_impossible(audience, kind))
    if annex and audience != "governors":
        raise click.UsageError("--annex belongs to the report for governors: add --for governors.")
    return WantedReport(audience, kind, annex=annex, width=terminal.width())


def _are_no_single_one(file: Path, number: int, output: Path | None, before: Path | None) -> None:
    """Several returns go into a folder, and each would need a return of last time of its own."""
    if output and output.suffix.lower() in _REPORT_FORMS:
        raise click.UsageError(f"{file} holds {number} returns: name a folder after -o, not a file.")
    if before:
        raise click.UsageError(f"{file} holds {number} returns: --before is the last return of one school.")


def _impossible(audience: "Audience", form: str) -> str:
    from careers_workbook.reports.school.audiences import FORMATS_FOR

    if form == "pdf":
        return "There is a PDF for governors and for the leader: add --for governors or --for leader."
    whom = "governors" if audience == "governors" else "the leader"
    return f"For {whom} there is no {form}, but {' and '.join(FORMATS_FOR[audience])}."


def _deliver_report(made: bytes, wanted: "WantedReport", of: "Summary", output: Path | None) -> None:
    """What is to be printed goes into a file in any case; all else, unless a file is named, on the terminal."""
    from careers_workbook.core.output import make_folder, write
    from careers_workbook.core.school import School

    if wanted.audience == "school":
        terminal.deliver(made.decode(), output)
        return
    path = output or _FOLDER / wanted.called(School(of.urn, of.school))
    if output is None:
        make_folder(_FOLDER)
    write(path, made)
    terminal.say(f"Made in {path.parent}:\n  {path.name}")


_FOLDER = Path("output/reports")


def _before(file: Path | None, reading: "FileReader", now: "Submission", day: dt.date) -> "RoundBefore | None":
    """The return of last time; it has to be one, of the same school."""
    if file is None:
        return None
    from careers_workbook.reports.school.governors import RoundBefore
    from careers_workbook.reports.school.summarise import summarise

    found = list(reading.each([str(file)]))
    if len(found) != 1:
        raise click.UsageError(f"{file} holds {len(found)} returns: name the last return of one school after --before.")
    if found[0].urn != now.urn:
        raise click.UsageError(
            f"{file} is from another school (URN {found[0].urn or 'not known'}, not {now.urn or 'not known'})."
        )
    return RoundBefore(summarise(found[0], reading.spec_of(found[0]), day))


def _each(
    returns: "Sequence[Submission]", reading: "FileReader", day: dt.date, wanted: "WantedReport", output: Path | None
) -> int:
    """A report for each school of which there is one return here; what keeps the others back is said."""
    from careers_workbook.core.output import make_folder, write
    from careers_workbook.core.school import School
    from careers_workbook.hub.hub import usable_returns
    from careers_workbook.reports.school.summarise import summarise

    taken, problems = usable_returns(returns, reading.spec_of)
    terminal.complain(*problems)
    folder = output or _FOLDER
    make_folder(folder)
    for one, spec in taken:
        write(folder / wanted.called(School(one.urn, one.school)), wanted.made(summarise(one, spec, day)))
    terminal.say(_made(len(taken), folder))
    return exit_codes.found(*problems)


def _made(number: int, folder: Path) -> str:
    from careers_workbook.core.text import many

    return f"{many(number, 'report')} in {folder}."


def _all(hub: "Hub", wanted: "WantedReport", output: Path | None, password: str | None) -> int:
    """A report for each return that counts; what is known only from an earlier reading is said."""
    from careers_workbook.reports.letters.school_files import AskedFiles, all_reports

    work = all_reports(hub, in_hub.view(hub), wanted, AskedFiles(password=password, folder=output))
    reports = list(terminal.track(work.steps, work.total, "Reading"))
    terminal.complain(*(problem for one in reports for problem in one.problems))
    terminal.say(_made(sum(one.path is not None for one in reports), output or hub.output("reports")))
    left_out = exit_codes.found(*(one.path is None for one in reports))
    return max(left_out, exit_codes.of_returns(one.submission for one in reports))


_CALENDAR_FORMS = {".ics": "ics", ".csv": "csv"}


@click.command
@options.some_files
@options.every
@options.in_round
@options.form(_CALENDAR_FORMS, "ics")
@click.option("--remind", is_flag=True, help="Let the calendar remind people a week before.")
@click.option("--with-done", is_flag=True, help="Also cancel the entries of actions that are done by now.")
@options.spec
@options.password
@options.output
@options.today
def deadlines(
    *,
    patterns: tuple[str, ...],
    every: str | None,
    name: str | None,
    form: str | None,
    remind: bool,
    with_done: bool,
    spec_name: str | None,
    password: str | None,
    output: Path | None,
    today: dt.date | None,
) -> int:
    """Put the open actions of returns into a calendar (ics), or into a table (csv).

    \b
    careers-workbook deadlines "returned/990001*" --remind -o oak-lane.ics
    careers-workbook deadlines --all returned --format csv -o deadlines.csv

    Open the .ics file in Outlook, or import it in Google Calendar. A later file changes the entries of an earlier one.
    What is done or does not apply is left out; with --with-done, entries that were there before are cancelled.

    Exit code: 0 when all is well, 1 when a return was left out, 2 when none could be used.
    """
    kind = form or options.by_ending(output, _CALENDAR_FORMS, "ics")
    from careers_workbook.cli.returns.returned import chosen_paths, of_hub, reader
    from careers_workbook.hub.hub import usable_returns
    from careers_workbook.reports.school.deadlines import find_deadlines, table

    day, named = options.today_or(today), chosen_paths(patterns, every)
    if named is None:
        submissions, spec_of = of_hub(in_hub.here(name, today), password)
    else:
        reading = reader(spec_name, today=day, password=password)
        submissions, spec_of = list(reading.each(named)), reading.spec_of
    taken, problems = usable_returns(submissions, spec_of)
    terminal.complain(*problems)
    if not taken:
        return exit_codes.UNUSABLE
    found = find_deadlines(taken, day, closed=with_done)
    if kind == "csv":
        terminal.deliver_bytes(table(found.deadlines).encode("utf-8-sig", "replace"), output)
    elif found.deadlines:
        _deliver_calendar(found, day, output, remind=remind)
    terminal.complain(found.in_short(f" in {output}" if output else ""))
    return exit_codes.found(len(taken) < len(submissions))


def _deliver_calendar(found: "FoundDeadlines", day: dt.date, output: Path | None, *, remind: bool) -> None:
    from careers_workbook.reports.school.deadlines import calendar

    terminal.deliver_bytes(calendar(found.deadlines, day, remind=remind), output)
