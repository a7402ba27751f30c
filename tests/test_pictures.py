"""Each kind of page and sheet looks as the kept picture of it, that somebody has looked at.

A change that is meant: `python -m tests.support.pictures`, then look at what has changed in tests/data/pictures.
"""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.support.kept_pictures import KEPT, MOST_CHANGED, changed, drawn

pytestmark = [pytest.mark.slow, pytest.mark.office, pytest.mark.browser]
NAMES = sorted(path.stem for path in KEPT.glob("*.png"))
MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image.Image]:
    return dict(drawn(tmp_path_factory.mktemp("pictures")))


def test_there_is_a_kept_picture_of_each_and_no_other(now: dict[str, Image.Image]) -> None:
    assert sorted(now) == NAMES
    assert len(NAMES) > 25
    assert sum(path.stat().st_size for path in KEPT.glob("*.png")) < MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_the_kept_one(now: dict[str, Image.Image], name: str, tmp_path: Path) -> None:
    share = changed(Image.open(KEPT / f"{name}.png"), now[name])
    now[name].save(tmp_path / f"{name}.png")
    assert share <= MOST_CHANGED, f"{share:.0%} of it has changed: see {tmp_path}"


def test_a_table_that_moves_or_goes_is_seen_and_a_letter_is_not() -> None:
    kept = Image.open(KEPT / "filled Progress.png").convert("L")
    moved, less, letter = kept.copy(), kept.copy(), kept.copy()
    moved.paste(kept, (0, 18))
    ImageDraw.Draw(less).rectangle((0, kept.height // 2, kept.width, kept.height * 3 // 4), fill=255)
    ImageDraw.Draw(letter).rectangle((100, 100, 112, 108), fill=0)
    assert changed(kept, moved) > MOST_CHANGED
    assert changed(kept, less) > MOST_CHANGED
    assert changed(kept, letter) <= MOST_CHANGED
    assert changed(kept, kept.resize((200, 200))) == 1
