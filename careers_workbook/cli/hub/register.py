"""`careers-workbook register`: the schools that are expected. Must not know: columns, how schools are chosen."""

from pathlib import Path

import click

from careers_workbook.cli import exit_codes, options, terminal


@click.group
def command() -> None:
    """Make the register of schools, or bring it up to date."""


@command.command("import", short_help="Take the schools you expect from an extract of GIAS.")
@click.argument("file", metavar="FILE", type=options.PATH)
@click.option("--la", "authorities", metavar="NAME|CODE", multiple=True, help="Local authority; may be given again.")
@click.option(
    "--types", default="special,pru,ap", show_default=True, metavar="WORDS",
    help="special, pru, ap, or type codes such as 14, with commas.",
)  # fmt: skip
@click.option(
    "--ages-to",
    type=click.IntRange(0, 25),
    metavar="AGE",
    default=0,
    help="Only schools with pupils of this age or older, for example 14.",
)
@click.option("--links", type=options.PATH, metavar="FILE", help="GIAS's list of links: which school follows which.")
@click.option(
    "-o", "--output", type=options.PATH, metavar="FILE", default=Path("register.csv"), show_default=True,
    help="The register to make or to bring up to date.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Name every school that closed, moved or changed.")
def import_(
    *,
    file: Path,
    authorities: tuple[str, ...],
    types: str,
    ages_to: int,
    links: Path | None,
    output: Path,
    everything: bool,
) -> int:
    """Take the schools you expect from an extract of Get Information About Schools.

    FILE is the extract as downloaded (the zip folder too), or as Excel saved it. Open schools of the types and local
    authorities asked for are taken; how many rows were left, and why, is said. No name of a person is kept.

    A register that is there is brought up to date: its order, e-mails, caseloads and your own columns stay. A school
    that has closed stays in it with the day, and is no longer expected. Which school follows which is known by the list
    of links (links_edubasealldata.csv), in the same zip folder or named with --links; without it, by what they share.

    Exit code: 0 when all is well, 1 when rows of the schools asked for could not be used, 2 when nothing was written.
    """
    from careers_workbook.hub.hub import Wanted, import_register
    from careers_workbook.reports.status.register_import import Scope, text

    words = [word.strip() for word in types.split(",") if word.strip()]
    if not words:
        raise click.UsageError("--types is empty: name special, pru, ap, or type codes such as 14.")
    if output.suffix.lower() != ".csv":
        raise click.UsageError(f"The register is a CSV file: {output} does not end in .csv.")
    try:
        wanted = Wanted.of(words, authorities, ages_to)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    selection, updated = import_register(file, output, wanted, links)
    terminal.complain(*selection.problems)
    scope = Scope(file.name, ", ".join(words), authorities, ages_to, str(output), everything)
    terminal.say(text(selection, updated, scope, terminal.width()))
    return exit_codes.found(*selection.problems)
