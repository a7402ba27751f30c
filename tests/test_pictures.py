"""Each kind of page and sheet looks as the kept picture of it, that somebody has looked at.

A change that is meant: `python -m tests.support.pictures`, then look at what has changed in tests/data/pictures.
"""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.support.kept_pictures import KEPT, MOST_CHANGED, changed, drawn, kept

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
    share = changed(kept(name), now[name])
    now[name].save(tmp_path / f"{name}.png")
    assert share <= MOST_CHANGED, f"{share:.0%} of it has changed: see {tmp_path}"


def test_a_table_that_moves_or_goes_is_seen_and_a_letter_is_not() -> None:
    whole = kept(next(name for name in NAMES if name.startswith("filled S")))
    moved, less, letter = whole.copy(), whole.copy(), whole.copy()
    moved.paste(whole, (0, 18))
    ImageDraw.Draw(less).rectangle((0, whole.height // 3, whole.width, whole.height * 2 // 3), fill=255)
    ImageDraw.Draw(letter).rectangle((100, 100, 112, 108), fill=0)
    assert changed(whole, moved) > MOST_CHANGED
    assert changed(whole, less) > MOST_CHANGED
    assert changed(whole, letter) <= MOST_CHANGED
    assert changed(whole, whole.resize((200, 200))) == 1
