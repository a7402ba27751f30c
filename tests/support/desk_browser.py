"""The desk in Chromium, as its user has it: pages that are opened, buttons that are pressed, files that are dropped.

Enters: a browser, a desk that runs. Leaves: pages; `WRONG` is what the browser had to say against one.
"""

import base64
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.chromium import violations, widen
from tests.support.desk import RunningDesk

WRONG: list[str] = []
MINUTE = 60_000
_DROP = """(files) => {
  const given = new DataTransfer();
  for (const [name, data, saved] of files) {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    given.items.add(new File([bytes], name, {lastModified: saved}));
  }
  const place = document.querySelector("[data-drop]");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, {dataTransfer: given, bubbles: true, cancelable: true}));
  }
}"""


def opened(browser: Browser, desk: RunningDesk, *, script: bool = True, looked_at: bool = False) -> Page:
    """The first page, as a double-click opens it; nothing may be wrong with any page from then on.

    Tests may run scripts in one that is `looked_at`, whatever it forbids itself.
    """
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, java_script_enabled=script, bypass_csp=looked_at
    )
    context.set_default_timeout(MINUTE)
    context.on("page", _watch)
    page = context.new_page()
    enter(page, desk)
    return page


def enter(page: Page, desk: RunningDesk) -> None:
    """By the file that was laid out for a browser, and the page between, to the first one."""
    page.goto(desk.door.as_uri())
    page.wait_for_url(f"{desk.address}/**")
    expect(page.locator("h1")).not_to_have_text("Opening the desk")
    page.wait_for_load_state()


def _watch(page: Page) -> None:
    page.on("console", lambda said: WRONG.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: WRONG.append(str(error)))


def follow(target: Locator) -> None:
    """Click on what leads to a page, and go on when that page is whole.

    A click alone comes back while the page is on its way, and whatever is read or asked for then is of either page.
    """
    with target.page.expect_navigation(timeout=2 * MINUTE):
        target.click()


def show(page: Page) -> None:
    """Press the button of a list's filters."""
    follow(page.get_by_role("button", name="Show"))


def press(page: Page, name: str) -> None:
    """Press a button, and go on when what it started is over."""
    follow(page.get_by_role("button", name=name, exact=True).first)
    done(page)


def done(page: Page) -> None:
    """Go on when what was started is over, and was done."""
    if "/jobs/" in page.url:
        work = page.locator("#work")
        expect(work).to_contain_text("Go on", timeout=4 * MINUTE)  # else says what it shows instead
        expect(work.get_by_role("status")).to_contain_text("Done.")
        follow(work.get_by_role("link", name="Go on"))
    expect(page.locator(".banner").first).to_contain_text("Done:")


def drop(page: Page, files: Sequence[Path]) -> None:
    """Files let go over the page, as out of a folder; it sends them by itself."""
    given = [
        (path.name, base64.b64encode(path.read_bytes()).decode(), int(path.stat().st_mtime * 1000)) for path in files
    ]
    page.wait_for_load_state()  # a script that is not there yet hears nothing
    with page.expect_navigation(timeout=2 * MINUTE):
        page.evaluate(_DROP, given)


def is_sound(page: Page, *, script: bool) -> None:
    """A page fits every width and everybody can use it; without script nothing can be measured of it."""
    if script:
        for width in (256, 360, 768, 1366):
            widen(page, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == {}
