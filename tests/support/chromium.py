"""Chromium that stays open: pages in windows of any width, light, dark, in forced colours, as printed; with axe-core.

The system's Chromium, driven by Playwright, which brings none of its own here. Tests that use it carry the mark
`browser`.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).resolve().parent.parent / "data" / "axe-core" / "axe.min.js"
Scheme = Literal["light", "dark"]
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, for many tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def shown(
    browser: Browser, page: Path, width: int = 1366, *, scheme: Scheme = "light", script: bool = True
) -> Iterator[Page]:
    """A page in a window of its own. The tests may run scripts in it, whatever it forbids itself."""
    context = browser.new_context(
        bypass_csp=True,
        color_scheme=scheme,
        java_script_enabled=script,
        viewport={"width": width, "height": 768},
    )
    tab = context.new_page()
    tab.goto(page.as_uri())
    yield tab
    context.close()


def widen(tab: Page, width: int) -> None:
    """Make the window so wide, and go on when it is: what is measured before is of the width that it had."""
    tab.set_viewport_size({"width": width, "height": 768})
    tab.wait_for_function("(width) => innerWidth === width", arg=width)


def violations(tab: Page) -> dict[str, list[str]]:
    """Every rule of axe-core that the page breaks, and the first elements that break it."""
    if not tab.evaluate("typeof axe === 'object'"):
        tab.add_script_tag(path=AXE)
    found: dict[str, Any] = tab.evaluate("axe.run({resultTypes: ['violations']})")
    assert len(found["passes"]) > 20, "axe did not look"
    return {one["id"]: [node["html"][:200] for node in one["nodes"][:3]] for one in found["violations"]}
