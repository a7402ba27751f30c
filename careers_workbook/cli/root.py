"""Runs one command and turns whatever happens into an exit code and one clear sentence.

Enters: the words of the command line. Leaves: 0, 1, 2 or 130. Must not know: what the commands do.
"""

import importlib
from collections.abc import Sequence

import click

from careers_workbook import __version__
from careers_workbook.cli import exit_codes, terminal
from careers_workbook.cli.overview import COMMANDS, PROGRAM, overview
from careers_workbook.core.problems import CareersWorkbookError
from careers_workbook.core.suggest import did_you_mean


class _Commands(click.Group):
    """The group of all commands; each is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"careers_workbook.cli.{module}"), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)  # noqa: S101 - a command is a function of its own name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a word that is nearly a command."""
        name = args[0]
        if name.startswith("-") or name in COMMANDS:
            return super().resolve_command(ctx, args)
        raise click.UsageError(f'There is no command "{name}". {did_you_mean(name, COMMANDS)}', ctx)

    def get_help(self, ctx: click.Context) -> str:  # noqa: ARG002
        return overview().rstrip("\n")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
def root() -> None:
    """All commands."""


def run(arguments: Sequence[str]) -> int:
    """The exit code of one command line; what went wrong has been said on standard error."""
    terminal.prepare()
    try:
        code = root.main(list(arguments), PROGRAM, standalone_mode=False)
        terminal.finish()
    except CareersWorkbookError as error:
        terminal.complain(*error.problems)
        return exit_codes.UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        terminal.complain("Stopped. What was finished before is complete; nothing is half-written.")
        return exit_codes.STOPPED
    except click.ClickException as error:
        terminal.complain(_usage(error))
        return exit_codes.UNUSABLE
    return code if isinstance(code, int) else exit_codes.CLEAN


def _usage(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" See {context.command_path} --help." if context else ""
    return error.format_message().rstrip() + hint
