"""The pictures of the desk in README are those of the pages as they are now."""

import json

import pytest

from tests.support.program import script


@pytest.mark.slow
def test_each_picture_is_of_the_page_of_today() -> None:
    """`make screenshots` makes them anew: look at them."""
    screenshots = script("docs/screenshots.py")
    with screenshots.desk_of_made_up_schools() as desk:
        assert json.loads(screenshots.SHOWN.read_text(encoding="utf-8")) == screenshots.shown(desk)
