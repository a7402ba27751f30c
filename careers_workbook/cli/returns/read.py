"""`careers-workbook read`: the answers, for another program. Must not know: what an answer means, how it was found."""

import json
from pathlib import Path

import click

from careers_workbook.cli import exit_codes, options, terminal

_BY_SUFFIX = {".json": "json", ".jsonl": "jsonl", ".csv": "csv"}


@click.command
@options.some_files
@options.form(_BY_SUFFIX, "json")
@options.spec
@options.carry
@options.password
@options.output
def command(
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
    """  # noqa: D301 - click looks for the character \b
    kind = form or options.by_ending(output, _BY_SUFFIX, "json")
    from careers_workbook.cli.returns.returned import complain_of_refused, reader, show_table
    from careers_workbook.reports.return_document import return_document, table

    returns = list(reader(spec_name, carry_name, password=password).each(patterns))
    complain_of_refused(returns)
    show_table(returns)
    documents = (return_document(submission) for submission in returns)
    if kind == "csv":
        terminal.deliver_csv(table(returns), output)
    elif kind == "jsonl":
        terminal.deliver_bytes("".join(f"{json.dumps(one)}\n" for one in documents).encode("ascii"), output)
    else:
        terminal.deliver_json(next(documents) if len(returns) == 1 else list(documents), output)
    return exit_codes.of_returns(returns)
