"""From an icon to the Hub's page of made-up returns: nothing is typed, clicks and seconds are counted.

The browser is the one that the program opens itself, and is only looked on and clicked in.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from careers_workbook.hub.launcher import LAUNCHERS
from tests.support.desk import PATIENCE
from tests.support.desk_browser import follow
from tests.support.launched import DESK, double_clicked
from tests.support.program import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="double-clicks as a Mac does"),
]
_MOST_SECONDS, _MOST_CLICKS = 600, 13
"""Where work takes longer than a page waits, its page needs a click to go on: three at most."""
_BROWSER = """#!/bin/sh
[ "$DISPLAY" ] && shown="" || shown=--headless=new
chromium $shown --no-sandbox --disable-gpu --no-first-run --window-size=1366,900 --remote-debugging-port=0 \\
  --user-data-dir="{profiles}/$$" "$1" >/dev/null 2>&1 &
"""


@dataclass(slots=True)
class Hand:
    """A hand on the mouse: the page before it, how often it clicked."""

    page: Page
    clicks: int = 0
    pressed: list[str] = field(default_factory=list)

    def click(self, role: str, name: str) -> None:
        """Click on the first button or link of this name."""
        self.clicks += 1
        self.pressed.append(name)
        follow(self.page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]

    def press(self, name: str) -> None:
        """Press a button, and go on when what it started is over."""
        self.click("button", name)
        if "/jobs/" in self.page.url:
            self.page.get_by_role("link", name="Go on").wait_for()
            expect(self.page.locator("#work [role=status]")).to_contain_text("Done.")
            self.click("link", "Go on")


@contextmanager
def in_its_browser(playwright: Playwright, profiles: Path) -> Iterator[Page]:
    """The page in the browser that was opened last."""
    ends = time.monotonic() + PATIENCE
    while not (ports := sorted(profiles.glob("*/DevToolsActivePort"), key=lambda path: path.stat().st_mtime)):
        assert time.monotonic() < ends, "no browser was opened"
        time.sleep(0.05)
    port = ports[-1].read_text(encoding="utf-8").split("\n")[0]
    browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
    (page,) = browser.contexts[0].pages
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    browser.new_browser_cdp_session().send("Browser.close")


def test_from_an_icon_to_the_page_of_the_hub_nothing_is_typed(tmp_path: Path) -> None:
    home, profiles = tmp_path / "home", tmp_path / "profiles"
    profiles.mkdir()
    browser = tmp_path / "opens"
    browser.write_text(_BROWSER.format(profiles=profiles), encoding="utf-8")
    browser.chmod(0o755)
    began = time.monotonic()
    with sync_playwright() as playwright:
        with (
            double_clicked(DESK, home, BROWSER=str(browser)),
            in_its_browser(playwright, profiles) as page,
        ):
            first = Hand(page, 2)  # a double-click on the icon
            first.press("Open a Hub of made-up schools")
            first.click("button", "Close the desk")
            page.get_by_text("closed").first.wait_for()
        (launcher,) = (home / "Practice Hub").glob("Open the desk*")
        assert launcher.name == LAUNCHERS[1]
        shutil.rmtree(profiles)
        profiles.mkdir()
        python = home / "bin" / "python"
        python.parent.mkdir()
        python.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{DESK[0]}" "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        (home / "careers_workbook" / "program.txt").write_text(f"{python}\n", encoding="utf-8")
        with (
            double_clicked([launcher], home, BROWSER=str(browser)),
            in_its_browser(playwright, profiles) as page,
        ):
            hand = Hand(page, first.clicks + 2)
            page.get_by_role("heading", name="What to do next").wait_for()
            hand.press("Read them")
            hand.click("link", "Results")
            hand.press("Make it for the Hub alone")
            hand.click("link", "The Hub's page")
            expect(page.get_by_role("heading", level=1)).to_contain_text("Northmoor Careers Hub")
            page.screenshot(path=tmp_path / "page.png")
    took = time.monotonic() - began
    print(f"{hand.clicks} clicks, {took:.0f} seconds: {first.pressed + hand.pressed}")
    assert took < _MOST_SECONDS
    assert hand.clicks <= _MOST_CLICKS
