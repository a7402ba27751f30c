"""A Hub of twelve made-up schools in the middle of a round, to try something on."""

import datetime as dt
from pathlib import Path

from tests.support.program import run

DAY = dt.date(2026, 11, 20)


def practice_hub(folder: Path) -> Path:
    """One whose schools have sent something, ten of them, that nobody has read yet."""
    words = ("--hub", "Northmoor Careers Hub", "--return-to", "careers@northmoor.example", "--today", DAY)
    run("init", "own", *words, cwd=folder, code=0)
    run("practice", "../hub", "--today", DAY, cwd=folder / "own", code=0)
    return folder / "hub"
