"""A year by clicks and drops alone, from no Hub to the next school year, beside the same year by commands.

Every figure is that of the commands to the last number: whole files are compared, not what somebody thought of.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from careers_workbook.hub.hub import open_hub
from tests.support.chromium import chromium
from tests.support.desk_browser import WRONG
from tests.support.desk_year import DAYS, ByClicks, ByCommands, Day
from tests.support.letters import body, read_draft
from tests.support.program import run

_OF_THE_DESK = ("register import", "settings")
"""What the desk writes down: by hand a register or settings are changed without anybody knowing."""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("how", ["without script", "with script and a second tab"])
def test_a_year_by_clicks_comes_to_what_commands_come_to(browser: Browser, tmp_path: Path, how: str) -> None:
    (tmp_path / "home" / "Documents").mkdir(parents=True)
    WRONG.clear()
    script = how != "without script"
    clicks = ByClicks(tmp_path / "home", browser, script=script, second_tab=script)
    commands = ByCommands(tmp_path / "by commands" / "Hub", clicks)
    for day in DAYS:
        for way in (clicks, commands):
            with way.on(day):
                for step in day.steps:
                    getattr(way, step.does)(*step.what)
        assert WRONG == []
        assert different(stands(clicks.hub, day), stands(commands.hub, day)) == []


def stands(hub: Path, day: Day) -> dict[str, object]:
    """All that people find and all that is told of the Hub, but for when and by whom."""
    found: dict[str, object] = {
        "status": json.loads(run("status", "--format", "json", "--today", day.day, cwd=hub).out)
    }
    for kind in ("blank", "output"):
        for path in (hub / kind).rglob("*"):
            if path.is_file():
                found[path.relative_to(hub).as_posix()] = _content(path)
    journal = open_hub(hub, day.day).history()
    assert not journal.damaged
    told = (one for one in journal.entries if one.what not in _OF_THE_DESK)
    found["journal"] = sorted(f"{one.what} {_without_numbers(one.details)}" for one in told)
    found["register"] = (hub / "register.csv").read_bytes()
    return found


def _without_numbers(details: Mapping[str, object]) -> str:
    """What was written down, but for the numbers of entries in the journal that it refers to."""
    return json.dumps(
        {name: value for name, value in details.items() if name not in ("number", "with")}, sort_keys=True
    )


def _content(path: Path) -> object:
    if path.suffix == ".eml":
        draft = read_draft(path.read_bytes())
        return (
            draft["To"],
            draft["Subject"],
            body(draft),
            [one.get_payload(decode=True) for one in draft.iter_attachments()],
        )
    return path.read_bytes()


def different(ours: dict[str, object], theirs: dict[str, object]) -> list[object]:
    names = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
    return [
        (name, *_only(ours.get(name), theirs.get(name)), *_only(theirs.get(name), ours.get(name))) for name in names
    ]


def _only(ours: object, theirs: object) -> list[object]:
    """What is in the first only, as far as it can be said."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return [one for one in ours if one not in theirs]
    return [type(ours).__name__]
