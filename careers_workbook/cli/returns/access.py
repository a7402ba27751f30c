"""Any workbook, whoever made it: whether everybody can read and use it.

Must not know: how a workbook is read, what is good and what is not, how it is worded.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, options, terminal

if TYPE_CHECKING:
    from careers_workbook.returns.access_checked import AccessChecked
    from careers_workbook.returns.worker.worker import Worker

_FORMS = {".txt": "text", ".json": "json"}


@click.command
@click.argument("patterns", metavar="FILE...", nargs=-1, required=True)
@options.form(_FORMS, "text")
@options.password
@options.output
def accessibility(*, patterns: tuple[str, ...], form: str | None, password: str | None, output: Path | None) -> int:
    """Check workbooks: can everybody read and use them, those too who cannot see them?

    \b
    careers-workbook accessibility "output/Autumn 2026.xlsx"
    careers-workbook accessibility publications --format json -o found.json

    FILE is one or more workbooks (.xlsx), whoever made them, or folders or zip folders with them. Each is held against
    the points that the Government Analysis Function calls essential for accessible spreadsheets: what to mend, where,
    and how. What this program's own workbooks do on purpose is said with the reason. Nothing is changed.

    Exit code: 0 when there is nothing to mend, 1 when there is, 2 when a file could not be checked.
    """
    kind = form or options.by_ending(output, _FORMS, "text")
    found = list(_checked(patterns, password))
    if kind == "json":
        from careers_workbook.reports.access_document import access_document

        documents = [access_document(one) for one in found]
        terminal.deliver_json(documents if len(documents) > 1 else documents[0], output)
    else:
        from careers_workbook.reports.access_text import access_text, closing

        texts = [access_text(one, terminal.width()) for one in found]
        texts += [closing(found, terminal.width())] if len(found) > 1 else []
        terminal.deliver("\n\n".join(texts) + "\n", output)
    return max(map(_code, found))


def _checked(patterns: tuple[str, ...], password: str | None) -> "Iterator[AccessChecked]":
    from careers_workbook.returns.intake.disk import files_in
    from careers_workbook.returns.worker.worker import Worker

    paths = options.expand(patterns)
    total = sum(sum(1 for _ in files_in(path)) or 1 for path in paths)
    with Worker() as worker:
        yield from terminal.track(
            (one for path in paths for one in _of_path(worker, path, password)), total, "Checking"
        )


def _of_path(worker: "Worker", path: Path, password: str | None) -> "Iterator[AccessChecked]":
    from careers_workbook.returns.access_checked import AccessChecked

    for one in worker.unpack(path, password):
        if one.problem:
            yield AccessChecked(one.file, problem=one.problem)
        else:
            yield worker.check_access(one.file, one.data, password)


def _code(one: "AccessChecked") -> int:
    if one.found is None:
        return exit_codes.UNUSABLE
    return exit_codes.found(*(verdict for verdict in one.found.verdicts if verdict.outcome == "fail"))
