"""Returned workbooks one by one: what is wrong in them, the same as notes in a copy, and their answers for programs.

Must not know: how a problem is found or worded, how a workbook is marked, what an answer means.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.core.output import OutputFolder

if TYPE_CHECKING:
    from careers_workbook.reports.letters.marked_up import Marked

_CHECK_FORMS = {".txt": "text", ".json": "json"}


@click.command
@options.some_files
@options.form(_CHECK_FORMS, "text")
@click.option(
    "--before",
    "earlier",
    type=options.PATH,
    metavar="PATH",
    help="Compare with the returns of last time: a folder, a zip folder, a file.",
)
@click.option("--register", type=options.PATH, metavar="FILE", help="Compare the school details with this register.")
@options.spec
@options.carry
@options.password
@options.output
@options.today
def check(
    *,
    patterns: tuple[str, ...],
    form: str | None,
    earlier: Path | None,
    register: Path | None,
    spec_name: str | None,
    carry_name: str | None,
    password: str | None,
    output: Path | None,
    today: dt.date | None,
) -> int:
    """List what is wrong in returned workbooks, in plain English, worst first.

    FILE is one or more returned workbooks, or folders, zip folders or e-mails with them; patterns such as
    returns/*.xlsx work on every computer. One bad file never stops the others. Inside a Hub's folder, without a name:
    everything in its inbox.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at, 2 when a file could not be
    read at all.
    """
    kind = form or options.by_ending(output, _CHECK_FORMS, "text")
    from careers_workbook.cli.returns.returned import reader

    reading = reader(spec_name, carry_name, options.today_or(today), password)
    read_one_by_one = reading.each(patterns)
    from careers_workbook.reports import problem_text

    returns = list(read_one_by_one)
    if earlier or register:
        from careers_workbook.hub.hub import compare_returns

        before = list(reading.each([str(earlier)])) if earlier else []
        returns, problems = compare_returns(returns, before, register, reading.spec_of)
        terminal.complain(*problems)
    if kind == "json":
        documents = [problem_text.data(submission) for submission in returns]
        terminal.deliver_json(documents if len(documents) > 1 else documents[0], output)
    else:
        blocks = [problem_text.text(submission, terminal.width()) for submission in returns]
        blocks += [problem_text.overview(returns, terminal.width())] if len(returns) > 1 else []
        terminal.deliver("\n\n".join([*blocks, problem_text.closing(returns, terminal.width())]) + "\n", output)
    return exit_codes.of_returns(returns)


@click.command
@options.some_files
@options.in_round
@options.folder("copies", "output/marked")
@options.force
@options.spec
@options.password
@options.today
def mark(
    *,
    patterns: tuple[str, ...],
    name: str | None,
    output: Path | None,
    force: bool,
    spec_name: str | None,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Hand returned workbooks back, with a note at everything that is to be put right.

    Each school gets its own workbook back as a copy: its answers untouched, an orange cell with a note at every
    problem, and a first sheet "What to fix" with a link to each of them. The original is not changed. What was put in
    by an earlier marking is replaced. FILE may be a folder, a zip folder or an e-mail too.

    A return that is no .xlsx or .xlsm comes back as a new workbook with its answers filled in.

    Inside a Hub's folder, without a name: every return that counts and has something to put right, and every one that
    is a text document (.docx, .odt), in order or not: its school should go on in the workbook.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at or a copy was left out, 2
    when a file could not be read at all.
    """
    from careers_workbook.cli.returns.returned import complain_of_refused, reader

    day = options.today_or(today)
    if patterns:
        from careers_workbook.reports.letters.marked_up import Marking, mark_all

        folder, reading = output or Path("output/marked"), reader(spec_name, today=day, password=password)
        marking = Marking(reading.spec_of, day, password)
        marked = list(mark_all(reading.with_bytes(patterns), marking, OutputFolder(folder, force)))
    else:
        from careers_workbook.reports.letters.school_files import AskedFiles, all_marked

        hub = in_hub.here_or_files(name, today)
        folder = output or hub.output("marked")
        work = all_marked(hub, in_hub.view(hub), AskedFiles(None, password, folder, force))
        marked = list(terminal.track(work.steps, work.total, "Reading"))
    complain_of_refused(one.submission for one in marked)
    terminal.complain(*(one.problem for one in marked if one.problem))
    terminal.say("\n".join([*(_line(one) for one in marked if one.path and not one.problem), _summary(marked, folder)]))
    code = exit_codes.of_returns(one.submission for one in marked)
    return max(code, exit_codes.found(*(one.problem for one in marked)))


def _line(one: "Marked") -> str:
    from careers_workbook.reports.problem_text import problem_counts

    but = f" ({'; '.join(one.but)})" if one.but else ""
    return f"{one.submission.file}: {problem_counts(one.submission.problems)}.\n  {one.path}{but}"


def _summary(marked: Sequence["Marked"], folder: Path) -> str:
    from careers_workbook.core.text import many

    written = sum(one.path is not None and one.problem is None for one in marked)
    refused = sum(one.submission.outcome == "refused" for one in marked)
    left = sum(one.problem is not None for one in marked)
    parts = [f"{many(written, 'marked copy', 'marked copies')} in {folder}"]
    parts += [f"{refused} refused"] if refused else []
    parts += [f"{left} left out"] if left else []
    return f"{'; '.join(parts)}."


_READ_FORMS = {".json": "json", ".jsonl": "jsonl", ".csv": "csv"}


@click.command
@options.some_files
@options.form(_READ_FORMS, "json")
@options.spec
@options.carry
@options.password
@options.output
def read(
    *,
    patterns: tuple[str, ...],
    form: str | None,
    spec_name: str | None,
    carry_name: str | None,
    password: str | None,
    output: Path | None,
) -> int:
    """Give every answer of returned workbooks, for another program.

    \b
    json   one document a file; several files give a list of documents
    jsonl  the same documents, one a line
    csv    one line an answer, one heading line, ready for Excel

    FILE is one or more returned workbooks, or folders, zip folders or e-mails with them; patterns such as
    returns/*.xlsx work on every computer. One bad file never stops the others. Inside a Hub's folder, without a name:
    everything in its inbox.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at, 2 when a file could not be
    read at all.
    """
    kind = form or options.by_ending(output, _READ_FORMS, "json")
    from careers_workbook.cli.returns.returned import complain_of_refused, reader, show_table
    from careers_workbook.reports.return_document import return_document, table

    returns = list(reader(spec_name, carry_name, password=password).each(patterns))
    complain_of_refused(returns)
    show_table(returns)
    documents = (return_document(submission) for submission in returns)
    if kind == "csv":
        terminal.deliver_csv([table(returns)], output)
    elif kind == "jsonl":
        import json

        terminal.deliver_bytes("".join(f"{json.dumps(one)}\n" for one in documents).encode("ascii"), output)
    else:
        terminal.deliver_json(next(documents) if len(returns) == 1 else documents, output)
    return exit_codes.of_returns(returns)
