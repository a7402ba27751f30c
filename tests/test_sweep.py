"""What is tried by chance is the same everywhere: in CI, here, alone, after other tests."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.support.sweep import SEED


def drawn() -> list[int]:
    found: list[int] = []

    @seed(SEED)
    @settings(max_examples=200, database=None)
    @given(number=st.integers(0, 10**6))
    def draw(number: int) -> None:
        found.append(number)

    draw()
    return found


def test_what_is_drawn_does_not_hang_on_what_was_imported(tmp_path: Path) -> None:
    before, path = drawn(), tmp_path / "words.py"
    path.write_text(f"NUMBERS = {list(range(1000, 2000))}", encoding="utf-8")
    spec = spec_from_file_location("words_of_our_own", path)
    assert spec
    sys.modules[spec.name] = module_from_spec(spec)
    try:
        assert drawn() == before
    finally:
        del sys.modules[spec.name]
