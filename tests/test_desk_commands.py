"""Everything that a command does is done at the desk too, or docs/desk.md says why not: no command is forgotten."""

import re
from collections.abc import Iterator

import click

from careers_workbook.cli.root import root
from tests.support.program import ROOT

_PAGE = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)
_NOT_HERE = "Not here: "


def commands(group: click.Group = root, before: str = "") -> Iterator[str]:
    """Every command by its words, those of groups one by one."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def rows(heading: str) -> dict[str, str]:
    """The table below its heading row: what stands first in each row, and what stands beside it."""
    found = dict(_ROW.findall(_PAGE[_PAGE.index(f"| {heading} |") :].split("\n\n")[0]))
    return {name: said for name, said in found.items() if name not in (heading, "---")}


def test_each_command_is_done_at_the_desk_or_it_is_said_why_not() -> None:
    said, pages = rows("Command"), rows("Page")
    assert [name.strip("`") for name in said] == list(commands())
    for command, where in said.items():
        named = re.findall(r"\*([^*]+)\*", where)
        assert set(named) <= set(pages), command
        assert named or where.startswith(_NOT_HERE), command
