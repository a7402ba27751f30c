"""One table of how fast this is: each figure beside what it is measured against, the ratio, the target.

Only ratios of processor time count, of pairs measured one after the other in the same run: machines are shared, and
each has its own speed. A *side* is a function that does its work once and gives the seconds of processor time that it
took (divided by the number of workbooks or returns, where the two sides do not do equally many).
"""

import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.program import command, environment

Side = Callable[[], float]

BASELINES = Path(__file__).parent / "baselines"
PAIRS = 5
_HEAD = ("What", "Against", "Took", "Ratio", "Target", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table before it is measured.

    `prepare` makes what both sides need in an empty folder and gives our side and the baseline. `target` is a number
    of times: faster than the baseline, or with `at_most` as often as long as the baseline.
    """

    what: str
    against: str
    target: float
    prepare: Callable[[Path], tuple[Side, Side]]
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of the table: seconds of ours (median), ratios of the pairs (median, least, most)."""

    what: str
    against: str
    seconds: float
    ratio: float
    least: float
    most: float
    target: float
    passes: bool

    def cells(self) -> tuple[str, ...]:
        took = f"{self.seconds:.2f} s" if self.seconds >= 1 else f"{self.seconds * 1000:.3g} ms"
        ratio = f"{_short(self.ratio)} ({_short(self.least)} to {_short(self.most)})"
        return self.what, self.against, took, ratio, _short(self.target), "pass" if self.passes else "short"


def measure(figure: Figure, folder: Path) -> Measured:
    """The figure after `PAIRS` pairs; each side is run once before, so that neither pays for a cold disk."""
    ours, baseline = figure.prepare(folder)
    ours(), baseline()
    pairs = [(ours(), baseline()) for _ in range(PAIRS)]
    ratios = [a / b if figure.at_most else b / a for a, b in pairs]
    ratio = statistics.median(ratios)
    passes = ratio <= figure.target if figure.at_most else ratio >= figure.target
    seconds = statistics.median(a for a, _ in pairs)
    return Measured(figure.what, figure.against, seconds, ratio, min(ratios), max(ratios), figure.target, passes=passes)


def program(*words: object, cwd: Path) -> float:
    """Processor time of the program with these words, its children included."""
    return process(command(*words), cwd)


def baseline(name: str, *words: object, cwd: Path) -> float:
    """Processor time of a script of `baselines/`, as a process of its own."""
    return process([sys.executable, str(BASELINES / name), *map(str, words)], cwd)


def process(words: list[str], cwd: Path, around: dict[str, str] | None = None) -> float:
    """Processor time of a process and its children, which must end with 0 or 1."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, cwd=cwd, env=_compiled(around or environment()), capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), (words, done.stdout[-500:], done.stderr[-2000:])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def told(source: str, *words: object, cwd: Path) -> float:
    """What a piece of Python prints as its last line: a number of seconds that it took itself, without its imports."""
    made = [sys.executable, "-c", source, *map(str, words)]
    done = subprocess.run(made, cwd=cwd, env=_compiled(environment()), capture_output=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1]))


def _compiled(around: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that keeps what it compiled: else each would compile the program anew."""
    return {name: value for name, value in around.items() if name != "PYTHONDONTWRITEBYTECODE"}


def as_table(lines: list[Measured]) -> str:
    """The lines as a Markdown table."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 20 else f"{number:.1f}" if number >= 2 else f"{number:.2f}"
