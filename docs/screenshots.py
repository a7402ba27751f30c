"""Makes the pictures of the desk in README anew: `make screenshots`.

Enters: a Hub of made-up schools on a fixed day, the system's Chromium. Leaves: docs/images/desk-*.png, and desk.json,
which says of which pages they are: of HTML, style sheet and script, not of pixels. tests/test_screenshots.py
compares that with the pages of today; whoever changes a page makes the pictures anew, and looks at them.
"""

import contextlib
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.support.chromium import chromium
from tests.support.desk import RunningDesk, running
from tests.support.practice import DAY, practice_hub

IMAGES = Path(__file__).resolve().parent / "images"
SHOWN = IMAGES / "desk.json"
PICTURES = {"desk-overview": ("/", 755), "desk-inbox": ("/inbox", 1000), "desk-school": ("/schools/990005", 1035)}
"""Name of a picture -> the page that it shows, and how many pixels of it."""
_LOOK_AT = {"desk-school": "Careers leadership"}
"""Name of a picture -> the part of the page that is unfolded and stands at its top."""
_SENT = 1795168800
"""When the schools sent their workbooks: 20 November 2026, 10:00 UTC."""
_WIDTH, _COLOURS = 1280, 128


@contextlib.contextmanager
def desk_of_made_up_schools() -> Iterator[RunningDesk]:
    """A desk in the middle of a round, whose returns have been read."""
    with tempfile.TemporaryDirectory() as folder:
        hub = practice_hub(Path(folder))
        for path in (hub / "inbox").iterdir():
            os.utime(path, (_SENT, _SENT))
        with running(hub, Path(folder) / "user", DAY.isoformat()) as desk:
            desk.enter()
            desk.followed(desk.post("/inbox/look"))
            yield desk


def shown(desk: RunningDesk) -> dict[str, str]:
    """For each picture, what its page is made of, as a short number."""
    shared = desk.get("/static/desk.css").body + desk.get("/static/desk.js").body
    return {name: hashlib.sha256(desk.get(path).body + shared).hexdigest()[:16] for name, (path, _) in PICTURES.items()}


def drawn(desk: RunningDesk) -> Iterator[tuple[str, bytes]]:
    """Each picture as PNG: the upper part of its page."""
    with chromium() as browser:
        page = browser.new_page(color_scheme="light")
        page.goto(desk.door.as_uri())
        page.get_by_role("heading", name="What to do next").wait_for()
        for name, (path, height) in PICTURES.items():
            page.set_viewport_size({"width": _WIDTH, "height": height})
            page.goto(f"{desk.address}{path}", wait_until="networkidle")
            if part := _LOOK_AT.get(name):
                summary = page.locator("summary", has_text=part).first
                summary.evaluate("one => {one.parentElement.open = true; one.scrollIntoView()}")
            yield name, _small(page.screenshot(animations="disabled", caret="hide"))


def _small(png: bytes) -> bytes:
    """The same with fewer colours, which nobody sees."""
    small = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> None:
    """Write the pictures, and of which pages they are."""
    with desk_of_made_up_schools() as desk:
        for name, data in drawn(desk):
            (IMAGES / f"{name}.png").write_bytes(data)
        SHOWN.write_text(json.dumps(shown(desk), indent=2) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
