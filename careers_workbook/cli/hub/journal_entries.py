"""What a Hub decides or writes down: whose a file is, what is wanted, until when, what a school said; and the history.

Must not know: what follows from it, where it is kept.
"""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal

if TYPE_CHECKING:
    from careers_workbook.hub.hub import GivenAnswers, Hub


def _reason(why: str) -> str:
    if not why.strip():
        raise click.UsageError("--why needs a reason, in a few words.")
    return why.strip()


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--urn", type=options.as_urn, required=True, metavar="URN", help="The school that the files are from.")
@options.in_round
def assign(*, files: tuple[str, ...], urn: str, name: str | None) -> int:
    """Say from which school files are that have been collected.

    \b
    careers-workbook assign "inbox/scan0001.xlsx" --urn 990004

    Name a file as careers-workbook status does, or by its name alone if no other file has that. It counts for this
    school from now on, whatever it says itself. careers-workbook undo takes it back.

    Exit code: 0 when it was written down, 2 when there is no such file or school.
    """
    hub = in_hub.here(name, None)
    for file in files:
        source, listed = hub.assign(file, urn)
        terminal.tell(f"{source} is from {listed.school.name} ({urn}).")
    return exit_codes.CLEAN


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--why", required=True, metavar="WORDS", help="The reason, for status and tables: no names of people.")
@options.in_round
def dismiss(*, files: tuple[str, ...], why: str, name: str | None) -> int:
    """Say that files that have been collected are not wanted: an advertisement, a school of another Hub.

    \b
    careers-workbook dismiss "inbox/offer.pdf" --why "an advertisement"

    Name a file as careers-workbook status does, or by its name alone if no other file has that. It is kept, counts for
    no school, and is listed under Dismissed. A file of nobody that you take out of the inbox is dismissed thereby.
    careers-workbook undo takes it back.

    Exit code: 0 when it was written down, 2 when there is no such file.
    """
    why, hub = _reason(why), in_hub.here(name, None)
    for file in files:
        terminal.tell(f"{hub.dismiss(file, why)} is dismissed: {why}")
    return exit_codes.CLEAN


@click.command
@click.argument("urns", nargs=-1, required=True, metavar="URN...", type=options.as_urn)
@options.in_round
def confirm(*, urns: tuple[str, ...], name: str | None) -> int:
    """Say that what a school sent back unchanged is right as it is, so that it counts as returned.

    \b
    careers-workbook confirm 990001

    A workbook may come back with the answers of last time and nothing new: then nobody knows whether everything
    is still right or whether nobody looked. Ask the school (status --chase drafts the letter "please confirm"), and
    when it has told you, say so here. The same for answers of this year that came in the workbook of last year.
    careers-workbook undo takes it back.

    Exit code: 0 when it was written down, 2 when there was nothing to confirm.
    """
    hub = in_hub.here(name, None)
    for urn in urns:
        said = hub.confirm(urn)
        name, what = said.listed.school.name, said.to_confirm
        terminal.tell(f"{urn} {name}: {what}, and that is confirmed. It counts as returned.")
    return exit_codes.CLEAN


@click.command
@click.argument("urn", type=options.as_urn)
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True)
def address(*, urn: str, addresses: tuple[str, ...]) -> int:
    """Say that the e-mail address of a school in the register is right, before data about pupils is sent to it.

    \b
    careers-workbook address 990001 careers@oaklane.example

    Where your settings say carry_leavers: yes, workbooks have lines of leavers in them, and build --mail puts one
    into a letter only if you have confirmed the address for that school; status --chase does the same with the
    workbook of a school that it asks to put something right. Ask the school first, by telephone for example. Give all
    of them if the register has several. When it gets another address, that one has to be confirmed too.
    careers-workbook undo takes it back.

    Exit code: 0 when it was written down, 2 when the register has another address.
    """
    listed = in_hub.here(None, None).confirm_address(urn, addresses)
    are = f"{addresses[0]} is" if len(addresses) == 1 else f"{' and '.join(addresses)} are"
    terminal.tell(f"{urn} {' '.join(listed.school.name.split())}: {are} confirmed.")
    return exit_codes.CLEAN


@click.command
@click.argument("urn", type=options.as_urn)
@click.option("--to", type=options.as_day, metavar="DATE", required=True, help="Until when the school may return.")
@options.in_round
@options.today
def extend(*, urn: str, to: dt.date, name: str | None, today: dt.date | None) -> int:
    """Let one school return its workbook until another day.

    \b
    careers-workbook extend 990001 --to 15/01/2027

    Its letters and the status say that day from now on. To take it back: careers-workbook undo.

    Exit code: 0 when it was written down, 2 when it was not.
    """
    from careers_workbook.core.text import show_date

    hub = in_hub.here(name, today)
    if to < hub.today:
        raise click.UsageError(f"--to {show_date(to)} has passed: it is {show_date(hub.today)}.")
    who = hub.extend(urn, to).school
    terminal.tell(f"{who.name} ({who.urn}) may return until {show_date(to)} in {hub.round.name}.")
    return exit_codes.CLEAN


@click.command
@click.argument("urn", type=options.as_urn)
@click.option("--why", metavar="WORDS", required=True, help="The reason, for the status: no names of people.")
@options.in_round
def excuse(*, urn: str, why: str, name: str | None) -> int:
    """Let a school be missing from a round.

    \b
    careers-workbook excuse 990001 --why "the building is closed this term"

    An excused school gets no workbook and no letter, is in no count of schools that are expected, and is listed in the
    status with the reason. If it returns all the same, its return counts. To take it back: careers-workbook expect.

    Exit code: 0 when it was written down, 2 when it was not.
    """
    why, hub = _reason(why), in_hub.here(name, None)
    who = hub.excuse(urn, why).school
    terminal.tell(f"{who.name} ({urn}) is excused from {hub.round.name}.")
    return exit_codes.CLEAN


@click.command
@click.argument("urn", type=options.as_urn)
@options.in_round
def expect(*, urn: str, name: str | None) -> int:
    """Expect a school again that was excused from a round.

    \b
    careers-workbook expect 990001

    Exit code: 0 when it was written down, 2 when it was not.
    """
    hub = in_hub.here(name, None)
    who = hub.excuse(urn, "").school
    terminal.tell(f"{who.name} ({urn}) is expected in {hub.round.name}.")
    return exit_codes.CLEAN


@click.command
@click.argument("urns", metavar="[URN...]", nargs=-1, type=options.as_urn)
@options.in_round
@options.today
def sent(*, urns: tuple[str, ...], name: str | None, today: dt.date | None) -> int:
    """Write down that you have sent the letters, so that the next ones say so.

    \b
    careers-workbook sent
    careers-workbook sent 990001 990002

    Of every draft that lies in output/letters, or of those to the schools that you name. A school that was written to
    is reminded in other words the next time. To take it back: careers-workbook undo.

    Exit code: 0 when it was written down, 2 when it was not.
    """
    from collections import Counter

    from careers_workbook.core.text import many, show_date

    hub = in_hub.here(name, today)
    found = hub.sent(urns)
    several = ", ".join(f'{number} "{kind}"' for kind, number in Counter(kind for _, kind in found).items())
    terminal.tell(f"{many(len(found), 'letter')} sent on {show_date(hub.today)}: {several}.")
    return exit_codes.CLEAN


@click.command
@click.argument("urn", type=options.as_urn)
@click.argument("words", required=False)
@options.in_round
def note(*, urn: str, words: str | None, name: str | None) -> int:
    """Write down something about a school, for your Hub alone; or show what was written down.

    \b
    careers-workbook note 990001 "new Careers Leader from January, ring after 3"
    careers-workbook note 990001

    A note is in no letter, page or table. It lies in the Hub's folder as you typed it: whoever can open the folder can
    read it. To take the last one back: careers-workbook undo.

    Exit code: 0 when it was written down or shown, 2 when it was not.
    """
    from careers_workbook.core.text import show_date

    hub = in_hub.here(name, None)
    if words is None:
        notes = hub.notes(urn)
        for one in notes:
            said = f"{show_date(one.when.date())} {one.who}, {one.text('round')}: {one.text('words')}"
            terminal.tell((said, "  "))
        if not notes:
            terminal.say(f"Nothing was written down about {urn}.")
        return exit_codes.CLEAN
    if not words.strip():
        raise click.UsageError("There is nothing to write down.")
    terminal.tell(f"Written down about {hub.note(urn, words.strip()).school.name} ({urn}).")
    return exit_codes.CLEAN


@click.command
@click.argument("urn", type=options.as_urn, required=False)
@click.argument("question", required=False)
@click.argument("value", metavar="ANSWER", required=False)
@click.option("--by", metavar="WHO", required=True, help="Who writes it down: initials or a role.")
@click.option("--how", metavar="WORDS", default="", help="How it was told, for example: telephone, 3 December.")
@click.option(
    "--from", "file", type=options.as_file, metavar="FILE", help="Many: a list (CSV, Excel), a filled workbook."
)
@click.option(
    "--complete/--not-complete", default=None, help="This is all: the school counts as returned with it; or not."
)
@click.option("--preview", is_flag=True, help="Only show what would be written down, and what refused.")
@options.in_round
@options.password
@options.today
def answer(
    *,
    urn: str | None,
    question: str | None,
    value: str | None,
    by: str,
    how: str,
    file: Path | None,
    complete: bool | None,
    preview: bool,
    name: str | None,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Write down what a school answered by telephone, on paper or in a scan.

    \b
    careers-workbook answer 990001 CL1.completed Yes --by AS --how telephone
    careers-workbook answer 990001 CL1.completed "" --by AS
    careers-workbook answer --from answers.csv --by AS
    careers-workbook answer 990001 --from filled.xlsx --by AS --how scan

    A question is named by its Ref and column, or by what stands beside it in School details. The answer stands beside
    the school's own, is marked wherever it is shown, and is checked as in a workbook. An empty answer takes away what
    was written down. A list has the columns urn, question, answer and perhaps how. What the school returns later
    counts, and where it says something else you are told. The school counts as returned only with --complete. To take
    the last back: careers-workbook undo. All of a list is written down, or nothing: --preview shows before what each
    answer changes.

    Exit code: 0 when all was written down, 1 when something of the file was not, 2 when nothing was.
    """
    hub = in_hub.here(name, today)
    if not by.strip():
        raise click.UsageError("--by says who writes it down: initials or a role.")
    if not file and (urn is None or (question is None and complete is None)):
        raise click.UsageError("Name a school, a question and the answer: 990001 CL1.completed Yes; or a file: --from.")
    given = _given(hub, urn or "", (question, value), file, password)
    given = replace(given, by=by.strip(), complete=complete)
    given = replace(given, answers=tuple(replace(one, how=one.how or how.strip()) for one in given.answers))
    from careers_workbook.reports.status import by_hand_page

    if preview:
        found = hub.preview_answers(given)
        terminal.complain(*(problem for one in found.refused for problem in one.problems), *found.problems)
        terminal.say(by_hand_page.preview(found, hub.round.name, terminal.width()))
        return exit_codes.found(*found.refused, *found.problems)
    schools = hub.answer(given)
    terminal.complain(*given.problems)
    terminal.say(by_hand_page.text(given, schools, hub.round.name, terminal.width()))
    return exit_codes.found(*given.problems)


def _given(
    hub: "Hub", urn: str, said: tuple[str | None, str | None], file: Path | None, password: str | None
) -> "GivenAnswers":
    """What is to be written down, by whom is left open; `said` are a question and the answer."""
    from careers_workbook.hub.hub import GivenAnswer, GivenAnswers

    question, value = said
    if file:
        if question is not None:
            raise click.UsageError("--from takes the answers of the file: name no question besides.")
        return hub.answers_from(file, urn, password)
    if question is None:
        return GivenAnswers((), "", urn=urn)
    if value is None:
        raise click.UsageError(
            'Give the answer behind the question; if it has several words, in quotes. "" takes it away.'
        )
    return GivenAnswers((GivenAnswer(urn, question, value),), "")


@click.command
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.option("--last", type=click.IntRange(min=1), metavar="NUMBER", help="Only so many of the last.")
@options.output
def history(*, form: str, last: int | None, output: Path | None) -> int:
    """List what was done in your Hub, by whom and when; the newest comes last.

    \b
    careers-workbook history
    careers-workbook history --last 20

    Each file that was collected, whose it was said to be, workbooks, letters and reports that were made. What can be
    taken back is marked: careers-workbook undo. Nothing that a school answered stands here.

    Exit code: 0 when all of it could be read, 1 when some of it could not, 2 when nothing could be shown.
    """
    from careers_workbook.reports.status import history_page

    found = in_hub.here(None, None).history()
    entries = history_page.for_people(found.entries) if form == "text" else found.entries
    entries = entries[-last:] if last else entries
    if form == "json":
        terminal.deliver_json(history_page.document(entries), output)
    elif form == "csv":
        terminal.deliver_csv([history_page.table(entries)], output)
    else:
        terminal.deliver(history_page.text(entries, terminal.width()) + "\n", output)
    if found.damaged:
        terminal.complain(history_page.damaged(found.damaged))
    return exit_codes.found(found.damaged)


@click.command
def undo() -> int:
    """Take back the last thing that was decided.

    That is what assign, dismiss, question, sent, extend, excuse, expect, note, answer, confirm or address wrote down.

    Given again, it takes back what was decided before that. Nothing is lost: history shows both, and the same can be
    decided again.

    Exit code: 0 when something was taken back, 2 when there was nothing to take back.
    """
    from careers_workbook.reports.status import history_page

    last = in_hub.here(None, None).undo()
    terminal.tell(f"Taken back: {history_page.told(last)}")
    return exit_codes.CLEAN
