"""Kinds of words on the command line: dates, URNs, files, and the options that several commands share.

Enters: words. Leaves: dates, URNs, paths; or a usage error in one sentence. Must not know: what they are for.
"""

import datetime as dt
import glob
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import click

from careers_workbook.cli import terminal
from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.school import is_urn
from careers_workbook.core.text import show_date


def as_day(text: str) -> dt.date:
    """A date as people type it: 2027-03-31, 31/03/2027 or 31.3.2027."""
    from careers_workbook.core.typed_days import certain_day

    day = certain_day(text)
    if day is None:
        raise click.BadParameter(f'"{text}" is not a date: write it as 31/03/2027 or 2027-03-31.')
    return day


def as_urn(text: str) -> str:
    """A Unique Reference Number."""
    urn = text.strip()
    if not is_urn(urn):
        raise click.BadParameter(f'"{text}" is not a URN: it has six digits, for example 990001.')
    return urn


PATH = click.Path(path_type=Path)
Command = TypeVar("Command", bound=Callable[..., int])

some_files = click.argument("patterns", metavar="[FILE...]", nargs=-1)
output = click.option("-o", "--output", type=PATH, metavar="FILE", help="Write to this file, not to the screen.")
spec = click.option(
    "--spec", "spec_name", metavar="ID|FILE", help="Read as this spec, whatever the workbook itself says."
)
due = click.option("--due", type=as_day, metavar="DATE", help="By when to return it, for example 2028-03-31.")
carry = click.option(
    "--as", "carry_name", metavar="ID|FILE", help="Read by its own spec, then carry the answers over to this newer one."
)


def form(formats: Mapping[str, str], usual: str) -> Callable[[Command], Command]:
    """One of these formats, or that of `by_ending`."""
    return click.option(
        "--format", "form", type=click.Choice(list(dict.fromkeys(formats.values()))),
        help=f"Without it, what the name after -o ends in decides; else {usual}.",
    )  # fmt: skip


def folder(what: str, usual: str) -> Callable[[Command], Command]:
    """A folder for output."""
    text = f"Where the {what} go, if not {usual}; made if missing."
    return click.option("-o", "--output", type=PATH, metavar="FOLDER", help=text)


_PROGRAMS_OWN = frozenset({".csv", ".doc", ".docx", ".ods", ".odt", ".pdf", ".rtf", ".xls", ".xlsm", ".xlsx"})
"""Ends of names of files that the program they belong to would call broken if something else were in them."""


def by_ending(path: Path | None, formats: Mapping[str, str], usual: str) -> str:
    """The format that the end of an output's name asks for: end -> format."""
    suffix = path.suffix.lower() if path else ""
    if suffix in _PROGRAMS_OWN - formats.keys():
        *others, last = formats
        raise click.UsageError(
            f"This cannot be written as {suffix}: let the name after -o end in {', '.join(others)} or {last}."
        )
    return formats.get(suffix, usual)


def as_password(
    words: str = "Password", *, twice: bool = False
) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """The password itself; "-" asks for it, so that it stays out of the list of commands typed.

    `twice` where nobody could open again what a slip of the finger locks.
    """

    def read(_context: click.Context, _option: click.Parameter, word: str | None) -> str | None:
        if word == "":
            raise click.BadParameter("the password is empty.")
        return click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True) if word == "-" else word

    return read


password_file = click.option(
    "--password-file", type=PATH, metavar="FILE", help="The password is the first line of this file; nobody is asked."
)
_SHORTEST = 12
"""Characters of a password that keeps a whole Hub."""


def new_password(file: Path | None) -> str:
    """A password to lock a backup with: out of a file, or typed twice."""
    word = _password(file, "New password for the backup", twice=True)
    if len(word) < _SHORTEST:
        raise click.UsageError(
            f"The password has {len(word)} characters: take {_SHORTEST} or more, three words for example."
        )
    return word


def known_password(file: Path | None) -> str:
    """The password that a backup was locked with."""
    return _password(file, "Password of the backup", twice=False)


def _password(file: Path | None, words: str, *, twice: bool) -> str:
    if file is None and not terminal.is_terminal(sys.stdin):
        raise click.UsageError("Nobody is there to type the password: name a file that holds it with --password-file.")
    if file is None:
        typed: str = click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True)
        return typed
    try:
        word = read_whole(file, MEGABYTE).decode("utf-8-sig").partition("\n")[0].rstrip("\r")
    except (OSError, ValueError) as error:
        raise click.UsageError(f"The password cannot be read from {file}.") from error
    if not word:
        raise click.UsageError(f"The first line of {file} is empty: it has to be the password.")
    return word


in_round = click.option(
    "--collection", "name", metavar="NAME", help="Inside a Hub's folder: of this round, not the one under way."
)
every = click.option(
    "--all", "every", is_flag=False, flag_value="", metavar="[FOLDER]",
    help="Take every return in this folder; inside a Hub's folder, without a name, every return that counts.",
)  # fmt: skip
return_to = click.option(
    "--return-to", metavar="TEXT", default="", help="To whom to return it: an address, a person's role."
)
force = click.option("--force", is_flag=True, help="Replace what exists already.")
password = click.option(
    "--password", metavar="WORD", callback=as_password(), help='Opens what is locked; "-" asks without showing it.'
)
today = click.option(
    "--today", type=as_day, metavar="DATE", help="Count as if this were today, for example 2027-03-31."
)


def ahead(due: dt.date | None, today: dt.date, done: str) -> dt.date | None:
    """A due date that has not passed on the day on which something is done."""
    if due and due < today:
        raise click.UsageError(f"--due {show_date(due)} has passed{f': {done} on {show_date(today)}' if done else ''}.")
    return due


def today_or(day: dt.date | None) -> dt.date:
    """The day given, or the day it is where this computer is."""
    return day or dt.datetime.now(dt.UTC).astimezone().date()


def as_file(text: str) -> Path:
    """The one file meant, by its name or by a pattern that only this file matches."""
    found = expand([text])
    if len(found) > 1:
        raise click.BadParameter(f"{text} means {len(found)} files: name one of them.")
    return found[0]


def expand(patterns: Sequence[str]) -> tuple[Path, ...]:
    """The files meant, each once: a name as it is, a pattern as the files it matches, for shells that do not expand.

    A pattern that matches nothing stays, so that somebody is told that there is no such file.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        exact = not glob.has_magic(pattern) or Path(pattern).exists()
        for name in [pattern] if exact else sorted(glob.glob(pattern)) or [pattern]:  # noqa: PTH207 - any folder, any drive
            found[Path(name)] = None
    return tuple(found)
