"""Chromium without a window: what a page measures, and what it prints.

Tests that use it carry the mark `browser`: conftest.py skips them, or fails them in CI, where Chromium is missing.
"""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.pictures import Picture, png

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--allow-file-access-from-files", "--hide-scrollbars"),
)
_FRAME = """<!DOCTYPE html><meta charset="utf-8"><title>measuring</title><body style="margin:0">
<iframe id="page" src="{page}" style="width:{width}px;height:800px;border:0"></iframe><pre id="answer"></pre>
<script>
document.getElementById("page").onload = function () {{
  const page = this.contentDocument, view = this.contentWindow;
  const measure = {script};
  document.getElementById("answer").textContent = "ANSWER" + JSON.stringify(measure(page, view)) + "REWSNA";
}};
</script>"""


_DARK = "--blink-settings=preferredColorScheme=0"


def measure(page: Path, width: int, script: str, *, dark: bool = False) -> object:
    """What the JavaScript function (document, window) => value gives for the page in a window of this width."""
    frame = page.with_name(f"{page.stem}-frame.html")
    frame.write_text(_FRAME.format(page=page.name, width=width, script=script), encoding="utf-8")
    dom = _run(page.parent, "--window-size=1400,900", *([_DARK] if dark else []), "--dump-dom", frame.as_uri()).decode()
    answer = dom.partition("ANSWER")[2].partition("REWSNA")[0]
    assert answer, f"the page gave no answer: {dom[:500]}"
    return json.loads(answer.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def print_page(page: Path) -> bytes:
    """The page as a PDF."""
    target = page.with_suffix(".pdf")
    _run(page.parent, f"--print-to-pdf={target}", "--no-pdf-header-footer", page.as_uri())
    return target.read_bytes()


def picture(page: Path, width: int, height: int, *, dark: bool = False) -> Picture:
    """What a window of this size shows (Chromium's are 500 pixels wide at least)."""
    target = page.with_suffix(".png")
    _run(
        page.parent,
        f"--window-size={width},{height}",
        *([_DARK] if dark else []),
        f"--screenshot={target}",
        page.as_uri(),
    )
    return png(target)


def _run(folder: Path, *arguments: str) -> bytes:
    profile = f"--user-data-dir={folder / 'profile'}"
    environment: Mapping[str, str] = {**os.environ, "HOME": str(folder)}
    done = subprocess.run(
        ["chromium", *_FLAGS, profile, *arguments], capture_output=True, check=True, timeout=120, env=environment
    )
    return done.stdout
